"""Follow-ups from a file."""

from collections.abc import Hashable, Iterable
from datetime import datetime
from typing import Any

from crm_cli.errors import CrmError, UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services.followups import read_channel
from crm_cli.services.importing import persons, touches
from crm_cli.services.importing.cells import Cells
from crm_cli.services.importing.intake import Intake, SourceRow
from crm_cli.services.importing.spellings import spelled
from crm_cli.services.importing.touches import Log
from crm_cli.storage.imports import FOLLOWUP_KEYS


def take(intake: Intake, rows: Iterable[SourceRow]) -> None:
    """Take in follow-ups in the order in which they happened."""
    logs = touches.collect(intake, rows, _read)
    if not logs:
        return
    on_file = intake.desk.database.all(FOLLOWUP_KEYS, **touches.days(logs))
    new = touches.fresh(intake, logs, [(one.id, _key(*one[1:])) for one in on_file])
    contacts = persons.people(intake, new)
    grades = {log.customer.no: log.customer.grade for log in new if log.customer}
    followups = []
    for log, contact in zip(new, contacts, strict=True):
        no = log.customer.no if log.customer else 0
        followups.append(
            {**log.values, "contact_no": contact.no if contact else None, "grade_before": grades[no]}
        )
        grades[no] = str(log.values["grade"] or grades[no])
    numbers = touches.insert(intake, "followup", followups)
    touches.bring(intake, "followup", new, numbers, contacts)


def _key(at: datetime, rep_no: int, customer_no: int) -> tuple[Hashable, ...]:
    return ("followup", at, rep_no, customer_no)


def _read(intake: Intake, cells: Cells) -> Log:
    at = touches.moment(intake, cells, "time")
    rep = cells.attempt(intake.reps.worker, cells.text("rep"))
    customer = touches.customer(intake, cells, rep)
    cells.refuse()
    if rep is None or customer is None:
        raise UsageError(_("There is no customer."))
    grade, channel = cells.grade("grade"), _channel(intake, cells)
    following, _callback, _plan = touches.promised(intake, cells, at)
    values: dict[str, Any] = {
        **cells.identity(),
        "at": at,
        "customer_no": customer.no,
        "rep_no": rep.no,
        "channel": channel,
        "note": cells.note("note"),
        "grade": grade,
        "heard": cells.words("heard"),
    }
    return Log(
        cells.line,
        at,
        intake.desk.wall(at).date(),
        rep,
        customer,
        cells.text("contact"),
        None,
        True,  # every follow-up reached somebody
        values,
        _key(at, rep.no, customer.no),
        cells.record_id(),
        following,
        None,
        None,
        (),
        tuple(cells.listed("competitor")),
        False,
    )


def _channel(intake: Intake, cells: Cells) -> str:
    text = cells.text("channel")
    if not text:
        return "other"
    try:
        return spelled("channel", text)
    except UsageError:
        pass
    try:
        return read_channel(intake.desk, text)
    except CrmError:
        cells.left.append(f"{intake.titles.get('channel', 'channel')}: {text}")
        return "other"
