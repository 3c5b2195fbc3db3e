"""Next steps and tasks from a file."""

from collections import Counter
from collections.abc import Hashable, Iterable
from typing import Any

from crm_cli.domain.folding import fold
from crm_cli.errors import CrmError, UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services.importing.cells import Cells, phones_in, read_moment
from crm_cli.services.importing.intake import Intake, SourceRow
from crm_cli.storage.contacts import FIND_CONTACTS, FIND_PHONES
from crm_cli.storage.customers import CustomerBrief
from crm_cli.storage.imports import STEP_IDS
from crm_cli.storage.record_links import number_by_values
from crm_cli.storage.steps import FIND_STEPS

_UNTOLD = ("kind", "rep_no", "scope", "contact_no", "phone_no", "due_at", "created_at", "created_by")
"""What a touch that came in did not say of the step it made."""
_ENDS = frozenset(
    {"state", "reason", "done_at", "done_by_call_no", "done_by_visit_no", "done_by_followup_no"}
)
_TIES = ("call", "visit", "followup", "done_by_call", "done_by_visit", "done_by_followup")


def take(intake: Intake, rows: Iterable[SourceRow]) -> None:
    """Take in steps as the file says they stand; a file that comes a second time brings none."""
    known: Counter[tuple[Hashable, ...]] = Counter(
        (one.due_on, one.due_at, one.rep_no, one.customer_no, one.words)
        for one in intake.desk.database.all(FIND_STEPS)
    )
    for chunk in intake.chunks(rows):
        ids = [identity for row in chunk if (identity := Cells(intake, row).record_id())]
        held = {one.id for one in intake.desk.database.all(STEP_IDS, ids=ids)} if ids else set()
        made: set[int] = set()
        for row in chunk:
            cells = Cells(intake, row)
            try:
                values = _read(intake, cells)
            except CrmError as error:
                intake.ledger.reject(row.line, error)
                continue
            key = tuple(values[name] for name in ("due_on", "due_at", "rep_no", "customer_no", "words"))
            name = f"{values['due_on']} {values['words']}"
            if values.get("id") in held:
                intake.ledger.enter("skipped", row.line, name, _("already on file"))
            elif (no := _made_by_touch(intake, values)) is not None and no not in made:
                made.add(no)
                known[key] -= known[key] > 0
                _settle(intake, row.line, name, no, values)
            elif known[key] > 0:
                known[key] -= 1
                intake.ledger.enter("skipped", row.line, name, _("already on file"))
            else:
                intake.change.insert("step", **values)
                intake.ledger.enter("created", row.line, name)


def _made_by_touch(intake: Intake, values: dict[str, Any]) -> int | None:
    """Return the step that the row's touch made when it came in, be it for another rep."""
    tie = next((column for column in ("call_no", "visit_no", "followup_no") if values.get(column)), None)
    if tie is None:
        return None
    told = {column: values[column] for column in (tie, "due_on", "words")}
    return number_by_values(intake.desk.database, "step", told)


def _settle(intake: Intake, line: int, name: str, no: int, values: dict[str, Any]) -> None:
    """Complete a step that its touch made: that knew neither whose it was, nor what became of it."""
    is_open = intake.change.row("step", no)["state"] == "open"
    told = {
        column: values[column]
        for column in (*_UNTOLD, *(column for column in values if is_open and column in _ENDS))
        if values.get(column) is not None
    }
    if intake.change.update("step", no, **told):
        intake.ledger.enter("updated", line, name, _("what became of it"))
    else:
        intake.ledger.enter("skipped", line, name, _("already on file"))


def _read(intake: Intake, cells: Cells) -> dict[str, Any]:
    day = cells.text("due_on")
    if not day:
        raise UsageError(_("There is no date."))
    wall, timed = read_moment(intake, day, cells.text("time"), past=False)
    rep = intake.reps.worker(cells.text("rep"))
    customer = intake.customers.find(cells.customer(), owner_no=rep.no)
    state = cells.code("state", "step_state", "open")
    kind = cells.code("kind", "step_kind") or ("step" if customer else "task")
    values: dict[str, Any] = {
        **cells.identity(),
        "kind": "step" if kind == "callback" and not timed else kind,
        "customer_no": customer.no if customer else None,
        "rep_no": rep.no,
        "due_on": wall.date(),
        "due_at": intake.desk.instant(wall) if timed else None,
        "words": cells.note("words"),
        "state": state,
    }
    values |= cells.ties(*_TIES)
    if customer is not None and (contact := cells.text("contact_id") or cells.text("contact")):
        values |= cells.ties("contact") or _contact(intake, customer.no, contact)
    if customer is not None and (said := cells.text("number")):
        values |= _phone(intake, customer, said)
    # In a list by hand only a callback is anyone's; one handed on as a step may be too.
    told = values["kind"] == "callback" or "id" in values
    values["scope"] = cells.code("scope", "scope", "mine") if told else "mine"
    values["reason"] = cells.text("reason")
    done = cells.instant("done_at") if state != "open" else None
    if state == "done":
        # Where the file does not say when it was done, its day is the nearest that is known.
        values["done_at"] = done or values["due_at"] or intake.desk.instant(wall)
    else:
        values = {column: value for column, value in values.items() if not column.startswith("done_")}
    if state == "cancelled":
        values["done_at"] = done
    return values


def _phone(intake: Intake, customer: CustomerBrief, said: str) -> dict[str, int]:
    """Return the number on file that a callback is to be made on."""
    meant = phones_in(intake.desk, said, customer.city)
    for one in intake.desk.database.all(FIND_PHONES, customer_no=customer.no):
        if one.raw == said or (meant and one.e164 and one.e164 == meant[0].e164):
            return {"phone_no": one.no}
    return {}


def _contact(intake: Intake, customer_no: int, name: str) -> dict[str, int]:
    here = intake.desk.database.all(FIND_CONTACTS, customer_no=customer_no)
    found = [one.no for one in here if fold(one.name) == fold(name)]
    return {"contact_no": found[0]} if len(found) == 1 else {}
