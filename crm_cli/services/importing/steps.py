"""Next steps and tasks from a file."""

from collections import Counter
from collections.abc import Hashable, Iterable
from typing import Any

from crm_cli.errors import CrmError, UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services.importing.cells import Cells, read_moment
from crm_cli.services.importing.intake import Intake, SourceRow
from crm_cli.storage.imports import STEP_IDS
from crm_cli.storage.steps import FIND_STEPS


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
                intake.ledger.enter("skipped", row.line, name, _("already on file"))
                continue
            intake.change.insert("step", **values)
            intake.ledger.enter("created", row.line, name)


def _read(intake: Intake, cells: Cells) -> dict[str, Any]:
    day = cells.text("due_on")
    if not day:
        raise UsageError(_("There is no date."))
    wall, timed = read_moment(intake, day, cells.text("time"), past=False)
    rep = intake.reps.worker(cells.text("rep"))
    customer = intake.customers.find(cells.text("customer"), owner_no=rep.no)
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
    values["scope"] = cells.code("scope", "scope", "mine") if values["kind"] == "callback" else "mine"
    if state == "done":
        # When it was done the file does not say; its day is the nearest that is known.
        values["done_at"] = values["due_at"] or intake.desk.instant(wall)
    return values
