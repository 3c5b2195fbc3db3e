"""What only a rep can say of a day: read back, and put right as often as it takes."""

from datetime import date
from typing import Any

from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.firm import note_day
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.storage.dailies import NOTES_OF_DAYS, NoteRow
from crm_cli.storage.reps import RepRow

FIELDS = ("problem", "answer", "help_needed")


def last_note(desk: Desk, rep: RepRow, day: date) -> NoteRow | None:
    """Return what a rep said last of a day, None where nothing was said yet."""
    found = desk.database.all(NOTES_OF_DAYS, days=[day], rep_no=rep.no)
    return found[-1] if found else None


def write_note(desk: Desk, rep: RepRow, day: date, *, problem: str, answer: str, help_needed: str) -> Receipt:
    """Have the last note of a rep's day say this, or be the first one; one that says nothing any more is removed.

    Raises UsageError where there is nothing to say and nothing was said.
    """
    said: dict[str, Any] = {
        "problem": problem.strip(),
        "answer": answer.strip(),
        "help_needed": help_needed.strip(),
    }
    before = last_note(desk, rep, day)
    if before is None:
        return note_day(desk, rep=f"r{rep.no}", day=day.isoformat(), **said)
    notes, told = Notes(), {"day": day.isoformat()}
    if said == {name: getattr(before, name) for name in FIELDS}:
        notes.tell(_("Nothing is changed in what was noted for {day}.").format(**told))
        return notes.receipt("report_note", before.no, changed=False)
    with desk.change() as change:
        if any(said.values()):
            change.update("report_note", before.no, **said)
            notes.tell(_("Noted for the report of {day}.").format(**told))
        else:
            change.delete("report_note", before.no)
            notes.tell(_("What was noted for {day} is removed.").format(**told))
    return notes.receipt("report_note", before.no)
