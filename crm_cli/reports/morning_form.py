"""The sheet of the morning meeting as a form, in the words of the language in use."""

from collections.abc import Sequence

from crm_cli.domain import words
from crm_cli.domain.codes import number
from crm_cli.domain.form import Block, Field, Form, Listing
from crm_cli.i18n import gettext as _
from crm_cli.reports.figure_words import amount, title
from crm_cli.reports.figures import AMOUNTS
from crm_cli.reports.heading import overdue_title
from crm_cli.reports.morning import Morning, RepDay
from crm_cli.reports.totals import Progress
from crm_cli.services.absences import say_days
from crm_cli.services.desk import Desk
from crm_cli.storage.plans import PlanRow
from crm_cli.storage.steps import StepRow

OVERDUE_SHOWN = 15
NO, TIME, WHO = 1, 2, 4


def morning_form(found: Morning, desk: Desk) -> Form:
    """Return the sheet as a form: the day ahead first, then the last working day and what is worth a word."""
    return Form(
        name=_("Morning sheet"),
        title=_("Morning sheet of {name}").format(name=found.scope.name),
        header=_header(found),
        blocks=(*_ahead(found, desk), *_care(found), _figures(found, desk), *_behind(found, desk)),
        boxes=(),
        none=_("none"),
    )


def _header(found: Morning) -> tuple[tuple[str, str], ...]:
    pairs = [(_("date"), f"{found.day.isoformat()} {words.weekday(found.day)}")]
    if found.away:
        told = (
            " ".join(filter(None, (one.rep, say_days(one.starts_on, one.ends_on), one.reason)))
            for one in found.away
        )
        pairs.append((_("away"), ", ".join(told)))
    missing = ", ".join(one.rep for one in found.missing)
    pairs.append((_("not submitted for {day}").format(day=found.last_day.isoformat()), missing))
    return tuple(pairs)


def _ahead(found: Morning, desk: Desk) -> list[Block]:
    ahead, overdue = found.ahead, found.ahead.overdue()
    blocks: list[Block] = [
        _plans(found, _("Plan of the day"), ahead.plans, desk),
        _steps(found, _("Callbacks"), ahead.callbacks, desk),
        _steps(found, _("Due today"), ahead.due(), desk),
    ]
    if ahead.others_callbacks:
        heading = _("Colleagues' callbacks that anyone may make")
        blocks.insert(2, _steps(found, heading, ahead.others_callbacks, desk))
    if overdue:
        blocks.append(
            _steps(found, overdue_title(len(overdue), OVERDUE_SHOWN), overdue[:OVERDUE_SHOWN], desk)
        )
    if ahead.left_open:
        blocks.append(_plans(found, _("Plans nobody closed"), ahead.left_open, desk, dated=True))
    return blocks


def _plans(
    found: Morning, heading: str, plans: Sequence[PlanRow], desk: Desk, *, dated: bool = False
) -> Listing:
    fields = (
        Field("no", _("no."), main=True, weight=NO),
        Field("time", _("day") if dated else _("time"), main=True, weight=TIME),
        Field("where", _("customer or building"), main=True, weight=WHO),
        Field("purpose", _("purpose"), main=True, weight=WHO),
        Field("expected", _("expected"), weight=WHO),
        Field("rep", _("rep"), main=found.scope.kind != "rep"),
    )
    rows = tuple(
        (
            number("plan", row.no) or "",
            row.day.isoformat() if dated else f"{desk.wall(row.at):%H:%M}" if row.at else "",
            row.customer or row.building,
            row.purpose,
            row.expected,
            ", ".join(found.ahead.reps.get(row.no, [])),
        )
        for row in plans
    )
    return _listing(found, heading, fields, rows)


def _steps(found: Morning, heading: str, steps: Sequence[StepRow], desk: Desk) -> Listing:
    fields = (
        Field("no", _("no."), main=True, weight=NO),
        Field("due", _("due"), main=True, weight=TIME),
        Field("customer", _("customer"), main=True, weight=WHO),
        Field("words", _("what"), main=True, weight=WHO),
        Field("contact", _("contact"), weight=2),
        Field("number", _("number"), weight=3),
        Field("grade", _("grade"), weight=1),
        Field("rep", _("rep"), main=found.scope.kind != "rep"),
    )
    rows = tuple(
        (
            number("step", row.no) or "",
            _due(found, row, desk),
            row.customer,
            row.words,
            row.contact,
            row.number,
            row.grade,
            row.rep if row.scope != "anyone" else f"{row.rep} ({words.label('scope', 'anyone')})",
        )
        for row in steps
    )
    return _listing(found, heading, fields, rows, keep_rep=any(row.scope == "anyone" for row in steps))


def _due(found: Morning, row: StepRow, desk: Desk) -> str:
    if row.due_at is None:
        return "" if row.due_on == found.day else f"{row.due_on:%m-%d}"
    wall = desk.wall(row.due_at)
    return f"{wall:%H:%M}" if wall.date() == found.day else f"{wall:%m-%d %H:%M}"


def _listing(
    found: Morning,
    heading: str,
    fields: tuple[Field, ...],
    rows: tuple[tuple[str, ...], ...],
    *,
    keep_rep: bool = False,
) -> Listing:
    """Return a block; on one rep's sheet its last column, the rep, says nothing new."""
    if found.scope.kind == "rep" and not keep_rep:
        return Listing(heading, fields[:-1], tuple(row[:-1] for row in rows))
    return Listing(heading, fields, rows)


def _care(found: Morning) -> list[Block]:
    blocks: list[Block] = []
    if found.near:
        fields = (
            Field("no", _("no."), main=True, weight=NO),
            Field("customer", _("customer"), main=True, weight=WHO),
            Field("why", _("why"), main=True, weight=WHO),
            Field("grade", _("grade"), main=True, weight=1),
            Field("rep", _("rep"), main=True),
        )
        rows = tuple(
            (
                number("customer", one.customer.no) or "",
                one.customer.name,
                "; ".join(reason.sentence for reason in one.reasons),
                one.customer.grade,
                one.customer.owner,
            )
            for one in found.near
        )
        blocks.append(_listing(found, _("Use dates near"), fields, rows))
    if found.pool:
        blocks.append(_pool(found))
    return blocks


def _pool(found: Morning) -> Listing:
    fields = (
        Field("no", _("no."), main=True, weight=NO),
        Field("customer", _("customer"), main=True, weight=WHO),
        Field("until", _("kept until"), main=True, weight=TIME),
        Field("rep", _("rep"), main=True),
    )
    rows = tuple(
        (number("customer", row.no) or "", row.name, row.due_on.isoformat(), row.owner) for row in found.pool
    )
    return _listing(found, _("About to go to the pool"), fields, rows)


def _figures(found: Morning, desk: Desk) -> Listing:
    """Return the numbers of the last working day, a row for each rep, each number that any of them has."""
    metrics = list(dict.fromkeys(metric for one in found.figures for metric in one.numbers))
    fields = (
        Field("rep", _("rep"), main=True, weight=3),
        *(Field(metric, title(metric), main=True, weight=2, numeric=True) for metric in metrics),
    )
    rows = tuple((one.rep, *(_number(one, metric, desk) for metric in metrics)) for one in found.figures)
    heading = _("Figures of {day}").format(
        day=f"{found.last_day.isoformat()} {words.weekday(found.last_day)}"
    )
    return Listing(heading, fields, rows)


def _number(one: RepDay, metric: str, desk: Desk) -> str:
    found = one.numbers.get(metric, Progress(0, None))

    def written(value: int) -> str:
        return amount(value, desk.currency) if metric in AMOUNTS else str(value)

    return written(found.done) if found.goal is None else f"{written(found.done)}/{written(found.goal)}"


def _behind(found: Morning, desk: Desk) -> list[Block]:
    blocks: list[Block] = []
    if found.comments:
        fields = (Field("rep", _("rep"), main=True), Field("comment", _("comment"), main=True, weight=8))
        rows = tuple((one.of_rep, f"{one.rep}: {one.comment}") for one in found.comments)
        blocks.append(Listing(_("Manager's comments"), fields, rows))
    if found.corrections:
        from crm_cli.reports.correction_words import corrections_block

        blocks.append(corrections_block(found.corrections, desk, several=found.scope.kind != "rep"))
    if found.doubts:
        fields = (Field("what", _("what"), main=True, weight=10), Field("records", _("records"), weight=3))
        told = tuple((doubt.sentence, ", ".join(doubt.records)) for doubt in found.doubts)
        blocks.append(Listing(_("What does not add up"), fields, told))
    return blocks
