"""Which number on a rep's screen was dialled from there, so that none is rung twice by a command typed twice."""

from datetime import datetime

from crm_cli import clock
from crm_cli.services.desk import Desk
from crm_cli.storage import call_leases as leases
from crm_cli.storage.call_leases import FIND_LEASES


def begin_dialling(desk: Desk, rep_no: int, phone_no: int, *, again: bool = False) -> datetime | None:
    """Note that the number on a rep's screen is dialled now; return when it was already, else None.

    What was dialled is left as noted unless it is to be dialled `again`; another number than the one on the
    screen is nothing to note.
    """
    # Two windows of one rep may ask in the same moment: only one of them is told that nothing was dialled.
    with leases.alone(desk.database) as connection:
        lease = desk.database.first(FIND_LEASES, rep_no=rep_no, now=clock.now())
        if lease is None or lease.phone_no != phone_no:
            return None
        if lease.dialled_at is None or again:
            leases.note_dialled(connection, lease.no, clock.now())
            return None
    return lease.dialled_at


def end_dialling(desk: Desk, rep_no: int, phone_no: int) -> None:
    """Take the note back where the dial command failed: nothing rang."""
    with leases.alone(desk.database) as connection:
        for lease in desk.database.all(FIND_LEASES, rep_no=rep_no):
            if lease.phone_no == phone_no:
                leases.note_dialled(connection, lease.no, None)
