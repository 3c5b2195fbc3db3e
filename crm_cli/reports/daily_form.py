"""The daily report as the paper form «商務專員日報表», in the words of the language in use."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from crm_cli.domain import words
from crm_cli.domain.codes import number
from crm_cli.domain.form import Block, Box, Field, Form, Listing
from crm_cli.i18n import gettext as _
from crm_cli.reports.daily import DailyReport, Due, Planned
from crm_cli.reports.daily_results import results
from crm_cli.reports.doubts import withheld_until
from crm_cli.reports.figure_words import progress, title
from crm_cli.reports.totals import Progress
from crm_cli.reports.touch_blocks import money_block, touch_blocks
from crm_cli.services.desk import Desk


def daily_form(report: DailyReport, desk: Desk) -> Form:
    """Return the report as a form: blocks A to F of PRODUCT §6, those of a part left out missing.

    A report of several days has its numbers first (reports.span_form).
    """
    if report.start != report.end or report.summed:
        from crm_cli.reports.span_form import span_form

        return span_form(report, desk)
    blocks: list[Block] = [*touch_blocks(report, desk), results(report)]
    if report.sweeps:
        from crm_cli.reports.sweep_block_form import sweep_blocks

        # Behind the visits, which come first where there are sweeps.
        blocks[1:1] = sweep_blocks(report.sweeps)
    blocks += dial_plan_blocks(report)
    if report.part is None:
        blocks.append(money_block(report))
    if report.part != "calls":
        blocks.append(not_done_block(report))
    return Form(
        name=_("Daily report"),
        title=_("Daily report of {firm}").format(firm=report.firm),
        header=(
            (_("date"), f"{report.start.isoformat()} {words.weekday(report.start)}"),
            *whose(report),
            (_("rep"), ", ".join(report.reps)),
            (_("area"), ", ".join((*report.buildings, *report.districts))),
            (_("goals of the day"), numbers_line(report, report.goals)),
            (_("month to date"), month_line(report)),
        ),
        blocks=(
            *blocks,
            market_block(report),
            *notes_blocks(report),
            tomorrow_block(report, desk),
            doubts_block(report, desk),
        ),
        boxes=sign_off_boxes(),
        none=_("none"),
        remark=_("Nothing was logged.") if report.is_empty else "",
    )


def dial_plan_blocks(report: DailyReport) -> list[Listing]:
    """Return the plan of phone sales against what was done; [] where nothing was planned."""
    if not report.dial_plans:
        return []
    from crm_cli.reports.dial_plans import dial_plan_block

    return [dial_plan_block(report.dial_plans)]


def sign_off_boxes() -> tuple[Box, ...]:
    """Return block F, still empty."""
    return Box(_("F. Manager's comment")), Box(_("Signature")), Box(_("Firm's owner"))


def whose(report: DailyReport) -> tuple[tuple[str, str], ...]:
    """Return the line of the header that says whose report it is, none for a rep of no team."""
    if report.scope.kind == "firm":
        return ((_("firm"), report.firm),)
    return ((_("team"), report.team),) if report.team else ()


def month_line(report: DailyReport) -> str:
    """Return the month to date: the numbers with a goal, and orders always."""
    month = {
        metric: one
        for metric, one in report.month_to_date.items()
        if one.goal is not None or metric in {"orders", "order_amount"}
    }
    return numbers_line(report, month)


def numbers_line(report: DailyReport, numbers: Mapping[str, Progress]) -> str:
    """Return numbers with their goals in one line."""
    return "; ".join(
        f"{title(metric)} {progress(metric, one.done, one.goal, report.currency)}"
        for metric, one in numbers.items()
    )


def not_done_block(report: DailyReport, until: date | None = None) -> Listing:
    """Return the plans that came to no visit; those that still stand for a day after `until` may yet."""
    of_days = report.start != report.end
    fields = (
        Field("no", _("no."), 1, main=True, weight=1),
        *((Field("day", _("date"), 1, main=True),) if of_days else ()),
        Field("where", _("customer or building"), 1, main=True, weight=4),
        Field("state", _("state"), 1, main=True),
        Field("reason", _("reason"), 1, main=True, weight=4),
        Field("purpose", _("purpose"), 1, weight=4),
        Field("reps", _("rep"), 1),
    )
    over = [plan for plan in report.plans if until is None or plan.row.day <= until]
    rows = tuple(_plan(plan, of_days=of_days) for plan in over if plan.row.state != "visited")
    return Listing(_("Planned and not done"), fields, rows)


def _plan(plan: Planned, *, of_days: bool) -> tuple[str, ...]:
    row = plan.row
    state = words.label("plan_state", row.state)
    moved = f"{state} {row.moved_to_day.isoformat()}" if row.moved_to_day else state
    where = row.customer or row.building
    first = (number("plan", row.no) or "", *((row.day.isoformat(),) if of_days else ()))
    return (*first, where, moved, row.reason, row.purpose, ", ".join(plan.reps))


def market_block(report: DailyReport, most: int | None = None) -> Listing:
    """Return block D; of the customers of a line no more than `most` by name."""
    market = report.market
    fields = (
        Field("kind", _("kind"), 1, main=True),
        Field("what", _("what"), 1, main=True, weight=6),
        Field("count", _("times"), 1, main=True, weight=1, numeric=True),
        Field("customers", _("customer"), 1, main=True, weight=4),
        Field("reps", _("rep"), 1, main=True),
    )
    rows = [
        (_("competitor"), one.name, str(len(one.records)), some(one.customers, most), ", ".join(one.reps))
        for one in market.competitors
    ]
    rows += [(_("heard"), one.words, "", one.customer, one.rep) for one in market.heard]
    rows += [
        (
            _("objection"),
            f"{one.words} → {one.answer}" if one.answer else one.words,
            str(len(one.records)),
            some(one.customers, most),
            ", ".join(one.reps),
        )
        for one in market.objections
    ]
    return Listing(_("D. Market"), fields, tuple(rows))


def some(names: Sequence[str], most: int | None) -> str:
    """Return names in one line, and how many more there are than `most`."""
    if most is None or len(names) <= most:
        return ", ".join(names)
    return _("{names} and {count} more").format(names=", ".join(names[:most]), count=len(names) - most)


def notes_blocks(report: DailyReport) -> tuple[Listing, ...]:
    """Return what the reps said of the day, or of each of several days."""
    of_days = report.start != report.end
    by_day = (Field("day", _("date"), 1, main=True),) if of_days else ()
    whose = (*by_day, Field("rep", _("rep"), 1, main=True))
    said = [((note.day.isoformat(),) * of_days + (note.rep,), note) for note in report.notes]
    problems = tuple((*by, n.problem, n.answer) for by, n in said if n.problem or n.answer)
    helps = tuple((*by, n.help_needed) for by, n in said if n.help_needed)
    problem = Field("problem", _("problem"), 1, main=True, weight=6)
    answer = Field("answer", _("answer"), 1, main=True, weight=6)
    help_needed = Field("help", _("help needed"), 1, main=True, weight=12)
    return (
        Listing(_("E. Problem and answer"), (*whose, problem, answer), problems),
        Listing(_("E. Help needed"), (*whose, help_needed), helps),
    )


def tomorrow_block(report: DailyReport, desk: Desk) -> Listing:
    """Return what is planned and due up to the next working day."""
    fields = (
        Field("no", _("no."), 1, main=True, weight=1),
        Field("due", _("due"), 1, main=True, weight=2),
        Field("kind", _("kind"), 1, main=True),
        Field("where", _("customer or building"), 1, main=True, weight=4),
        Field("words", _("what"), 1, main=True, weight=5),
        Field("expected", _("expected"), 1, weight=3),
        Field("reps", _("rep"), 1),
        Field("overdue", _("overdue"), 1, weight=1),
    )
    return Listing(_("E. Tomorrow's plan"), fields, tuple(due_cells(due, desk) for due in report.tomorrow))


def due_cells(due: Due, desk: Desk) -> tuple[str, ...]:
    """Return a line of tomorrow's plan: number, when, kind, where, what, then what is expected, reps, overdue."""
    is_plan = due.kind == "plan"
    return (
        number("plan" if is_plan else "step", due.no) or "",
        f"{desk.wall(due.at):%Y-%m-%d %H:%M}" if due.at else due.day.isoformat(),
        _("visit") if is_plan else words.label("step_kind", due.kind),
        due.customer or due.building,
        due.words,
        due.expected,
        ", ".join(due.reps),
        _("yes") if due.overdue else "",
    )


def doubts_block(report: DailyReport, desk: Desk) -> Listing:
    """Return what does not add up, with the records each doubt is about, and from when on there may be more."""
    fields = (
        Field("sentence", _("what"), 1, main=True, weight=10),
        Field("records", _("records"), 1, weight=3),
    )
    rows = [(doubt.sentence, ", ".join(doubt.records)) for doubt in report.doubts]
    if (final := withheld_until(report, desk)) is not None:
        rows.append((_kept_back(desk, final), ""))
    return Listing(_("What does not add up"), fields, tuple(rows))


def _kept_back(desk: Desk, final: datetime) -> str:
    at = desk.wall(final)
    return _("How it was logged is for each rep alone to see until the day is final: {moment}.").format(
        moment=f"{at:%Y-%m-%d %H:%M}"
    )
