"""The follow-up sheet as a form, two lines a customer on paper."""

from collections.abc import Mapping, Sequence

from crm_cli.domain import words
from crm_cli.domain.codes import GRADES, STAGES, number
from crm_cli.domain.form import Field, Form, Listing
from crm_cli.i18n import gettext as _
from crm_cli.reports.followup_sheet import FollowupSheet, Line
from crm_cli.services.desk import Desk
from crm_cli.storage.customers import CustomerRow
from crm_cli.storage.followup_sheet import LastTouchRow, NextRow


def followup_sheet_form(sheet: FollowupSheet, desk: Desk) -> Form:
    """Return the sheet as people read it."""
    return Form(
        name=_("Follow-up sheet"),
        title=_("Follow-up sheet of {name}").format(name=sheet.scope.name),
        header=_header(sheet),
        blocks=(
            Listing(_("Customers"), _fields(sheet), tuple(_cells(sheet, line, desk) for line in sheet.lines)),
        ),
        boxes=(),
        none=_("none"),
        remark=_remark(sheet),
    )


def _remark(sheet: FollowupSheet) -> str:
    if len(sheet.lines) < sheet.customers:
        return _("Only the first {count} of {customers}; see all with --limit 0.").format(
            count=len(sheet.lines), customers=sheet.customers
        )
    return ""


def _header(sheet: FollowupSheet) -> tuple[tuple[str, str], ...]:
    pairs = [(_("date"), f"{sheet.day.isoformat()} {words.weekday(sheet.day)}")]
    if sheet.scope.kind == "rep":
        pairs.append((_("rep"), sheet.scope.name))
    pairs.append((_("team"), sheet.team) if sheet.team else (_("firm"), sheet.firm))
    shown = _("all there are") if sheet.filters.everything else _("with a touch, a grade, a need or a step")
    pairs.append((_("customers"), f"{sheet.customers} ({shown})"))
    grades = {grade: grade for grade in GRADES} | {"": _("without a grade")}
    stages = {stage: words.label("stage", stage) for stage in STAGES}
    pairs.append((_("by grade"), _counts(sheet.by("grade"), grades)))
    pairs.append((_("by stage"), _counts(sheet.by("stage"), stages)))
    return tuple(pairs)


def _counts(counts: Mapping[str, int], names: Mapping[str, str]) -> str:
    return " · ".join(f"{name} {counts[code]}" for code, name in names.items() if counts.get(code))


def _fields(sheet: FollowupSheet) -> tuple[Field, ...]:
    owner = (Field("owner", _("owner"), 1, weight=2),) if sheet.scope.kind != "rep" else ()
    return (
        Field("no", _("no."), 1, main=True, weight=1),
        Field("customer", _("customer"), 1, main=True, weight=6),
        Field("grade", _("grade"), 1, main=True, weight=1),
        Field("stage", _("stage"), 1, main=True, weight=2),
        Field("silent", _("days silent"), 1, main=True, weight=2, numeric=True),
        Field("contact", _("contact"), 1, weight=3),
        Field("phone", _("phone"), 1, main=True, weight=4),
        Field("need", _("need"), 1, weight=6),
        *owner,
        Field("touch", _("last touch"), 2, weight=14),
        Field("next", _("next step"), 2, weight=10),
    )


def _cells(sheet: FollowupSheet, line: Line, desk: Desk) -> tuple[str, ...]:
    row, person = line.customer, line.person
    return (
        number("customer", row.no) or "",
        row.name,
        row.grade,
        words.label("stage", row.stage),
        str(line.days_silent),
        f"{person.name} {person.title}".strip() if person else "",
        line.phone,
        _need(row),
        *((row.owner,) if sheet.scope.kind != "rep" else ()),
        _touch(line.touch, desk),
        _next(line.next),
    )


def _need(row: CustomerRow) -> str:
    """Return what they need, for when and how much; that it is not known is not worth a word."""
    state = words.label("need_state", row.need_state) if row.need_state in {"now", "none"} else ""
    return _joined(
        [state, row.need_occasion, row.need_on.isoformat() if row.need_on else "", row.need_quantity]
    )


def _touch(touch: LastTouchRow | None, desk: Desk) -> str:
    if touch is None:
        return _("never touched")
    kind = words.label("channel", touch.code)
    if touch.noun != "followup":
        outcome = words.outcome_label(touch.noun, touch.code, touch.own_name)
        kind = _joined([_("call") if touch.noun == "call" else _("visit"), outcome])
    head = f"{desk.wall(touch.at).date().isoformat()} {touch.rep} {kind}"
    return f"{head}: {touch.words}" if touch.words else head


def _next(coming: NextRow | None) -> str:
    """Return what comes next; a visit planned with its number, since a step is closed by any touch."""
    if coming is None:
        return ""
    planned = [number("plan", coming.no) or "", _("visit")] if coming.noun == "plan" else []
    return _joined([coming.day.isoformat(), *planned, coming.words])


def _joined(parts: Sequence[str]) -> str:
    return " ".join(part for part in parts if part)
