"""Handing a call over to another rep: whom it goes to, and what that rep has to do and when."""

from datetime import datetime, timedelta

from crm_cli.domain.codes import number
from crm_cli.domain.frozen import Frozen
from crm_cli.errors import AmbiguousError, NotFoundError, RefusedError, UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.naming import find_rep
from crm_cli.services.notices import notify
from crm_cli.services.reading import Due, read_due, say_when
from crm_cli.services.receipts import Notes
from crm_cli.services.touches import Touch
from crm_cli.storage.change import Change
from crm_cli.storage.contacts import PhoneRow
from crm_cli.storage.reps import RepRow


class Transfer(Frozen):
    """Who takes a call over, and until when they are to call."""

    taker: RepRow
    due: Due


def read_transfer(desk: Desk, text: str, giver: RepRow, at: datetime) -> Transfer:
    """Return what `李娜`, `李娜 15:00` or `Li Na fri 10:00 wants a price` says; the name comes first.

    Dates are read from `at`, the moment of the call. Without one it is as soon as the reminder can tell it.
    Raises NotFoundError or AmbiguousError for the rep, UsageError for words without a date, RefusedError for
    a rep who has left or has the call already.
    """
    taker, rest = _taker(desk, text.split())
    if taker.no == giver.no:
        raise RefusedError(_("{name} has the call already.").format(name=taker.name))
    if not taker.active:
        raise RefusedError(_("{name} has left the firm.").format(name=taker.name))
    if not rest:
        soon = at + timedelta(minutes=int(desk.setting("remind_minutes")))
        return Transfer(taker, Due(desk.wall(soon).date(), soon, ""))
    return Transfer(taker, read_due(desk, rest, at))


def _taker(desk: Desk, words: list[str]) -> tuple[RepRow, str]:
    for size in range(len(words), 0, -1):
        try:
            return find_rep(desk, " ".join(words[:size])), " ".join(words[size:])
        except AmbiguousError:
            raise
        except NotFoundError:
            if size == 1:
                raise
    raise UsageError(_("Who takes the call over?"), '--transfer "李娜 15:00"')


def hand_over(
    desk: Desk,
    change: Change,
    touch: Touch,
    transfer: Transfer,
    phone: PhoneRow | None,
    said: str,
    notes: Notes,
) -> None:
    """Promise the taker's call inside the open change: a callback where a time is known, else a next step."""
    if touch.customer is None:
        raise UsageError(_("A call is handed over at a customer."))
    due = transfer.due
    # Her list of the day is read without the call: it says itself who had them on the line, and why.
    words = ": ".join(filter(None, (_("from {rep}").format(rep=touch.rep.name), due.words or said.strip())))
    no = change.insert(
        "step",
        kind="callback" if due.at else "step",
        customer_no=touch.customer.no,
        contact_no=touch.contact.no if touch.contact else None,
        phone_no=phone.no if phone else None,
        rep_no=transfer.taker.no,
        scope="mine",
        due_on=due.day,
        due_at=due.at,
        words=words,
        **touch.origin(),
    )
    notify(
        desk, change, "assigned", [transfer.taker.no], step_no=no, words=touch.customer.name,
        now=due.at or due.day,
    )  # fmt: skip
    notes.tell(
        _("Handed over to {rep}: {number}, {when}").format(
            rep=transfer.taker.name, number=number("step", no), when=say_when(desk, due.day, due.at)
        )
    )
