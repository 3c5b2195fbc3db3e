"""Visits taken apart as a form: all numbers, the gate, a chart and tables for each way, plans not done, the best hours."""

from collections.abc import Iterator, Sequence

from crm_cli.domain import words
from crm_cli.domain.form import Bar, Block, Chart, Field, Figures, Form, Listing
from crm_cli.i18n import N_, ngettext
from crm_cli.i18n import gettext as _
from crm_cli.reports.daily_results import visit_numbers
from crm_cli.reports.doubts import as_doubt
from crm_cli.reports.fair_play_report import withheld_words
from crm_cli.reports.figure_words import amount, percent, title
from crm_cli.reports.figures import Average, Rate
from crm_cli.reports.heading import bar, header, number_text
from crm_cli.reports.hours_form import HourWords, hour_blocks
from crm_cli.reports.team_form import short_title
from crm_cli.reports.visit_definitions import definitions
from crm_cli.reports.visit_groups import VisitNumber
from crm_cli.reports.visits import VisitsReport, VisitsRow
from crm_cli.services.desk import Desk

MOST_BARS = 24
MOST_DOUBTS = 20
NUMBERS = ("visits", "doors", "opened", "met", "effective", "cards", "new_customers")
SPLIT = ("opened", "met", "effective")
TABLES = (
    (N_("Gate {by}"), ("past_front_desk", "target_met", "card_rate", "wechat_added")),
    (N_("Plans {by}"), ("plan_completion", "plans_added", "moved", "cancelled_by_us", "incident", "cancelled_by_them")),
    (N_("Coverage {by}"), ("knocked", "on_file")),
    (N_("At doors {by}"), ("doors_per_hour", "door_gaps", "door_bursts", "copied_notes", "typed_late")),
    (N_("Expenses {by}"), ("expenses", "expenses_per_visit", "orders", "expenses_per_order")),
)  # fmt: skip
HEADS = {
    "rep": N_("rep"), "team": N_("team"), "day": N_("date"), "weekday": N_("weekday"), "hour": N_("hour"),
    "building": N_("building"), "district": N_("district"), "sweep": N_("sweep"), "front": N_("front"),
    "industry": N_("industry"), "outcome": N_("outcome"), "tactic": N_("tactic"), "how": N_("how"), "kind": N_("kind"),
}  # fmt: skip
"""What the first column of a table is called, by the way its visits are taken apart."""
WAY_TITLES = {
    "rep": N_("by rep"), "team": N_("by team"), "day": N_("by day"), "weekday": N_("by weekday"),
    "hour": N_("by hour"), "building": N_("by building"), "district": N_("by district"), "sweep": N_("by sweep"),
    "front": N_("by front"), "industry": N_("by industry"), "outcome": N_("by outcome"), "tactic": N_("by tactic"),
    "how": N_("by cold or invited"), "kind": N_("by kind of visit"),
}  # fmt: skip
SHORT = {
    "plan_completion": N_("done of planned"), "plans_added": N_("added that day"), "moved": N_("moved"),
    "door_gaps": N_("gaps"), "door_bursts": N_("too close"), "copied_notes": N_("notes copied"),
    "typed_late": N_("typed late"), "expenses_per_visit": N_("each visit"), "expenses_per_order": N_("each order"),
}  # fmt: skip
"""What a column is called where its number's own name would make it too wide."""


def visits_form(report: VisitsReport, desk: Desk, *, explain: bool = False) -> Form:
    """Return the report as a form; `explain` adds what every number means."""
    return Form(
        name=_("Visits"),
        title=_("Visits of {firm}").format(firm=desk.firm.name),
        header=header(report.scope, report.start, report.end),
        blocks=tuple(_blocks(report, desk, explain=explain)),
        boxes=(),
        none=_("none"),
        remark=" ".join(filter(None, (_nothing(report), _day_only(report), withheld_words(report.withheld)))),
    )


def _nothing(report: VisitsReport) -> str:
    return "" if report.figures.visits else _("No visit was logged.")


def _day_only(report: VisitsReport) -> str:
    if not report.day_only:
        return ""
    return ngettext(
        "{count} visit from paper without a time is in no hour, pace, burst or gap.",
        "{count} visits from paper without a time are in no hour, pace, burst or gap.",
        report.day_only,
    ).format(count=report.day_only)


def _blocks(report: VisitsReport, desk: Desk, *, explain: bool) -> Iterator[Block]:
    yield _totals(report)
    if report.figures.visits:
        yield _gate(report)
    for way in report.ways if report.rows else ():
        yield from _way(report, way)
    if report.not_done:
        yield _not_done(report)
    if report.hours:
        yield from _hours(report)
    if report.found:
        yield _doubts(report)
    if explain:
        yield _explained(report, desk)


def _totals(report: VisitsReport) -> Figures:
    time = ("doors_per_hour", "door_gaps", "door_bursts", "copied_notes", "typed_late")
    money = ("expenses", "expenses_per_visit", "orders", "expenses_per_order")
    groups = [
        *visit_numbers(report.figures),
        (_("Customers"), _texts(report, ("cards", "wechat_added", "new_customers"))),
        (_("At doors"), _texts(report, time)),
        *([(_("Coverage"), covered)] if (covered := _texts(report, ("knocked", "on_file"))) else []),
        *([(_("Expenses"), _texts(report, money))] if report.figures.expenses else []),
    ]
    return Figures(_("All visits"), tuple(groups))


def _texts(report: VisitsReport, keys: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Return the numbers that say something."""
    found = ((key, _text(report, report.total, key)) for key in keys)
    return tuple((title(key), text) for key, text in found if text)


def _text(report: VisitsReport, row: VisitsRow, key: str) -> str:
    """Return a number as people read it; what is of nothing says nothing."""
    value: VisitNumber = row.numbers[key]
    if isinstance(value, Average):
        return _each(value, report.currency) if value.part and value.whole else ""
    if isinstance(value, Rate) and not value.whole:
        return percent(value) if value.part else ""
    if key == "doors_per_hour":
        return _pace(row)
    if key == "expenses" and not value:
        # An expense of nothing would take a second line on most screens to say so.
        return ""
    return number_text(key, value, report.currency)


def _each(value: Average, currency: str) -> str:
    """Return an amount shared out with its parts, `1,234.00/23 = 53.65 CNY`."""
    from crm_cli.domain.money import format_amount

    return f"{format_amount(value.part, currency)}/{value.whole} = {amount(value.each or 0, currency)}"


def _pace(row: VisitsRow) -> str:
    """Return doors per hour with their parts, `86/4:10 h = 20.6`."""
    seconds = row.numbers["door_seconds"]
    if row.numbers["doors_per_hour"] is None or not isinstance(seconds, int):
        return ""
    minutes, rest = divmod(seconds, 60)
    parts = {"hours": minutes // 60, "minutes": minutes % 60, "seconds": rest}
    told = _("{hours}:{minutes:02}:{seconds:02} h") if rest else _("{hours}:{minutes:02} h")
    return f"{row.numbers['paced_doors']}/{told.format(**parts)} = {row.numbers['doors_per_hour']}"


def _gate(report: VisitsReport) -> Chart:
    shown = report.figures
    rates = [(key, getattr(shown, key)) for key in ("past_front_desk", "target_met", "card_rate")]
    bars = (
        Bar(title("visits"), shown.visits, str(shown.visits)),
        Bar(title("opened"), shown.opened, percent(Rate(shown.opened, shown.visits))),
        *(Bar(title(key), rate.part, percent(rate)) for key, rate in rates),
    )
    return Chart(_("From door to card (of doors opened)"), bars)


def _way(report: VisitsReport, way: str) -> Iterator[Block]:
    rows, name = report.of(way), _(WAY_TITLES[way])
    bars = tuple(
        bar(row.label, "visits", _number(row, "visits"), report.currency) for row in rows[:MOST_BARS]
    )
    left = len(rows) - len(bars)
    more = ngettext("{count} more in the table", "{count} more in the table", left).format(count=left)
    yield Chart(_("Visits {by}").format(by=name) + (f" ({more})" if left else ""), bars)
    if not rows:
        return
    yield _table(report, way, _("Numbers {by}").format(by=name), rows, NUMBERS)
    if way != "how":
        yield _split(report, way, _("Cold + invited {by}").format(by=name), rows)
    for heading, keys in TABLES:
        shown = [key for key in keys if any(_text(report, row, key) not in {"", "0"} for row in rows)]
        if shown:
            told = [row for row in rows if any(_text(report, row, key) for key in shown)]
            yield _table(report, way, _(heading).format(by=name), told, shown)


def _number(row: VisitsRow, key: str) -> int:
    """Return a count of a row, 0 for one it cannot have."""
    value = row.numbers[key]
    return value if isinstance(value, int) else 0


def _table(
    report: VisitsReport, way: str, name: str, rows: Sequence[VisitsRow], keys: Sequence[str]
) -> Listing:
    columns = [(key, _(SHORT[key]) if key in SHORT else short_title(key)) for key in keys]
    cells = ((row.label, *(_text(report, row, key) for key in keys)) for row in (*rows, report.total))
    return Listing(name, _fields(way, columns), tuple(cells))


def _split(report: VisitsReport, way: str, name: str, rows: Sequence[VisitsRow]) -> Listing:
    """Return opened, met and effective as their parts, cold and invited."""
    columns = [(key, short_title(key)) for key in SPLIT]

    def text(row: VisitsRow, key: str) -> str:
        return " + ".join(str(_number(row, f"{key}_{how}")) for how in ("cold", "invited"))

    cells = ((row.label, *(text(row, key) for key in SPLIT)) for row in (*rows, report.total))
    return Listing(name, _fields(way, columns), tuple(cells))


def _fields(way: str, columns: Sequence[tuple[str, str]]) -> tuple[Field, ...]:
    return (
        Field("name", _(HEADS[way]), 1, main=True, weight=4),
        *(Field(key, text, 1, main=True, weight=3, numeric=True) for key, text in columns),
    )


def _not_done(report: VisitsReport) -> Listing:
    fields = (
        Field("state", _("state"), 1, main=True, weight=3),
        Field("plans", _("plans"), 1, main=True, weight=2, numeric=True),
        Field("reason", _("reason"), 1, main=True, weight=8),
    )
    rows = (
        (words.label("plan_state", one.state), str(one.plans), one.reason or _("not said"))
        for one in report.not_done
    )
    return Listing(_("Planned and not done"), fields, tuple(rows))


def _hours(report: VisitsReport) -> Iterator[Block]:
    said = HourWords(
        best=_("Best time to meet someone on a cold visit"),
        cell=_("{when}: met {reached}, opened {answered}"),
        least=_("too few doors to say (fewer than {count}, or nobody met)"),
        chart=_("Someone met on cold visits, by hour"),
        matrix=_("Met/cold visits by hour (* the best)"),
    )
    return hour_blocks(report.hours, report.best, said)


def _doubts(report: VisitsReport) -> Listing:
    fields = (
        Field("day", _("day"), 1, main=True),
        Field("sentence", _("what"), 1, main=True, weight=9),
    )
    shown = [(one.day.isoformat(), as_doubt(one).sentence) for one in report.found[:MOST_DOUBTS]]
    if left := len(report.found) - len(shown):
        shown.append(("", _("{count} more").format(count=left)))
    return Listing(_("Worth a word"), fields, tuple(shown))


def _explained(report: VisitsReport, desk: Desk) -> Listing:
    """Return what every number means, with what it came to."""
    fields = (
        Field("number", _("figure"), 1, main=True, weight=3),
        Field("value", _("value"), 1, main=True, weight=2, numeric=True),
        Field("definition", _("definition"), 1, weight=8),
    )
    rows = (
        (title(one.number), _explained_value(report, one.number), one.words)
        for one in definitions(desk, report.total.numbers)
    )
    return Listing(_("What the numbers mean"), fields, tuple(rows))


def _explained_value(report: VisitsReport, key: str) -> str:
    value = report.total.numbers[key]
    if key == "door_seconds" and isinstance(value, int):
        from crm_cli.domain.durations import format_seconds

        return format_seconds(value)
    return _text(report, report.total, key)
