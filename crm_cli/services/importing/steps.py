"""Next steps and tasks from a file."""

from collections import Counter
from collections.abc import Hashable, Iterable
from typing import Any

from crm_cli.domain.folding import fold
from crm_cli.errors import CrmError, UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services.importing.cells import Cells, read_moment
from crm_cli.services.importing.intake import Intake, SourceRow
from crm_cli.storage.contacts import FIND_CONTACTS
from crm_cli.storage.imports import STEP_IDS
from crm_cli.storage.record_links import number_by_values
from crm_cli.storage.steps import FIND_STEPS

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
        for row in chunk:
            cells = Cells(intake, row)
            try:
                values = _read(intake, cells)
            except CrmError as error:
                intake.ledger.reject(row.line, error)
                continue
            key = tuple(values[name] for name in ("due_on", "due_at", "rep_no", "customer_no", "words"))
            name = f"{values['due_on']} {values['words']}"
            if known[key] > 0 or values.get("id") in held:
                known[key] -= values.get("id") not in held
                _settle(intake, row.line, name, values)
                continue
            intake.change.insert("step", **values)
            intake.ledger.enter("created", row.line, name)


def _settle(intake: Intake, line: int, name: str, values: dict[str, Any]) -> None:
    """Leave a step that is here, but for one that its touch made when it came in: that knows not what became of it."""
    tie = next((column for column in ("call_no", "visit_no", "followup_no") if values.get(column)), None)
    if tie is not None and values["state"] != "open":
        told = {column: values[column] for column in (tie, "due_on", "words")}
        no = number_by_values(intake.desk.database, "step", {**told, "state": "open"})
        ends = {column: value for column, value in values.items() if column.startswith("done_")}
        if no is not None and intake.change.update("step", no, state=values["state"], **ends):
            intake.ledger.enter("updated", line, name, _("what became of it"))
            return
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
    values["scope"] = cells.code("scope", "scope", "mine") if values["kind"] == "callback" else "mine"
    if state == "done":
        # Where the file does not say when it was done, its day is the nearest that is known.
        said = cells.text("done_at")
        done = intake.desk.instant(read_moment(intake, said, "")[0]) if said else None
        values["done_at"] = done or values["due_at"] or intake.desk.instant(wall)
    else:
        values = {column: value for column, value in values.items() if not column.startswith("done_")}
    return values


def _contact(intake: Intake, customer_no: int, name: str) -> dict[str, int]:
    here = intake.desk.database.all(FIND_CONTACTS, customer_no=customer_no)
    found = [one.no for one in here if fold(one.name) == fold(name)]
    return {"contact_no": found[0]} if len(found) == 1 else {}
