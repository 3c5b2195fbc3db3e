"""Outcomes from a file: those of another firm, or this one's as they were exported and worked over."""

from collections.abc import Iterable

from crm_cli.domain.folding import fold
from crm_cli.domain.outcome_rules import ASKABLE
from crm_cli.errors import CrmError, UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services.importing.cells import Cells
from crm_cli.services.importing.intake import Intake, SourceRow
from crm_cli.services.naming import outcome_line
from crm_cli.services.outcome_editing import add_outcome, edit_outcome
from crm_cli.services.outcome_meaning import Typed, TypedRule
from crm_cli.services.outcomes import arrange, restore
from crm_cli.services.receipts import Receipt
from crm_cli.storage.outcomes import OutcomeRow

_SUBJECTS = {"call": "call 通话 電話 电话 打电话", "visit": "visit 拜访 上门 走访"}

Places = dict[str, dict[int, int]]


def take(intake: Intake, rows: Iterable[SourceRow]) -> None:
    """Take in outcomes: one on file, by its id or its code, is skipped or updated, another is added.

    Their order is the file's where it says places. Raises RefusedError for who is no manager of a firm that
    has one.
    """
    intake.desk.require_manager_if_any(_("changing outcomes"))
    places: Places = {"call": {}, "visit": {}}
    for chunk in intake.chunks(rows):
        for row in chunk:
            cells = Cells(intake, row)
            try:
                _take(intake, cells, places)
            except CrmError as error:
                intake.ledger.reject(row.line, error)
    for subject, wanted in places.items():
        _arrange(intake, subject, wanted)


def _take(intake: Intake, cells: Cells, places: Places) -> None:
    desk, subject = intake.desk, _subject(cells.text("subject"))
    typed = _typed(cells)
    held = _held(intake, cells, subject)
    if held is not None and intake.options.on_match != "update":
        intake.ledger.enter("skipped", cells.line, outcome_line(held), _("there is one already"))
        return
    if held is None:
        done = add_outcome(desk, typed._replace(subject=subject), identity=cells.identity())
    else:
        done = edit_outcome(desk, held, typed)
    row = next(one for one in desk.outcomes(subject) if one.no == done.no)
    changed = _retire(intake, cells, row) or done.changed
    for sentence in done.lines[1:]:
        intake.ledger.warn(sentence)
    if (place := _count(cells, "place")) is not None:
        places[subject][row.no] = place
    action = "created" if held is None else "updated" if changed else "skipped"
    intake.ledger.enter(action, cells.line, outcome_line(row), "" if changed else _("there is one already"))


def _subject(text: str) -> str:
    for subject, words in _SUBJECTS.items():
        if fold(text) in map(fold, words.split()):
            return subject
    raise UsageError(
        _("{text} is not one of them.").format(text=text or "''"),
        _("Choose from: {codes}").format(codes=", ".join(_SUBJECTS)),
    )


def _held(intake: Intake, cells: Cells, subject: str) -> OutcomeRow | None:
    record_id, code = cells.record_id(), fold(cells.text("code"))
    rows = intake.desk.outcomes(subject)
    by_id = [row for row in rows if record_id and row.id == record_id]
    return next(iter(by_id or [row for row in rows if row.code == code]), None)


def _typed(cells: Cells) -> Typed:
    """Return what a row says; a key goes to it from whoever has it, for the file says all of them."""
    said = cells.intake.titles
    return Typed(
        code=cells.text("code"),
        name=cells.text("name") if "name" in said else None,
        flags=cells.text("flags") if "flags" in said else None,
        effect=cells.text("effect") if "effect" in said else None,
        key=cells.text("key") if "key" in said and not cells.has("retired_on") else None,
        asks=[word for word in cells.text("asks").split() if word in ASKABLE] if "asks" in said else None,
        rule=_rule(cells),
        swap=True,
        progress=cells.text("progress") if "progress" in said else None,
    )


def _rule(cells: Cells) -> TypedRule:
    minutes, days = _count(cells, "retry_minutes"), _count(cells, "retry_days")
    return TypedRule(
        retry=None if minutes is None else f"{minutes}m" if minutes else "none",
        retry_days=days,
        other_half=cells.yes("other_half_day") if "other_half_day" in cells.intake.titles else None,
        tries=_count(cells, "tries"),
        rest_days=_count(cells, "rest_days"),
    )


def _count(cells: Cells, field: str) -> int | None:
    text = cells.text(field)
    if text and not text.isdecimal():
        raise UsageError(_("{text} is not a whole number.").format(text=text))
    return int(text) if text else None


def _retire(intake: Intake, cells: Cells, row: OutcomeRow) -> bool:
    """Retire an outcome, or take it back, as the file says; return whether it was otherwise."""
    if "retired_on" not in intake.titles:
        return False
    if not cells.has("retired_on"):
        done: Receipt | None = restore(intake.desk, row) if row.retired_on is not None else None
        return done is not None and done.changed
    day = cells.day("retired_on")
    changed = intake.change.update("outcome", row.no, retired_on=day)
    intake.desk.forget_outcomes()
    return changed


def _arrange(intake: Intake, subject: str, wanted: dict[int, int]) -> None:
    """Put those in use into the order of the file; retired ones stay where they are between them."""
    if not wanted:
        return
    rows = intake.desk.outcomes(subject)
    in_use = [row for row in rows if row.retired_on is None]
    order = sorted(in_use, key=lambda row: (wanted.get(row.no, len(rows)), rows.index(row)))
    for place, row in enumerate(rows):
        if row.retired_on is not None:
            order.insert(place, row)
    arrange(intake.desk, intake.change, order)
