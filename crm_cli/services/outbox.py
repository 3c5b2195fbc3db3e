"""The outbox: queueing a message once, taking it to be sent, saying how it fared, deciding what is unsure."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import NamedTuple

from crm_cli import clock
from crm_cli.domain.codes import number
from crm_cli.errors import DatabaseError, NotFoundError, RefusedError
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.naming import require_number
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.storage import outbox as rows
from crm_cli.storage.outbox import DueRow, OutboxRow, WaitingRow

LEASE_MINUTES = 15
"""How long a message may be under way before its sender is held for dead."""
BACKOFF_MINUTES = (1, 5, 15, 60, 120, 240, 480, 480)
"""How long to wait after each attempt that failed; after the last one, about a day, it is given up."""
SETTLE_SECONDS = 300
"""How long a long import is waited for where it keeps from the disk how a message fared."""
OPEN = ("queued", "sending", "failed", "unsure")


class Message(NamedTuple):
    """A message ready to be queued; `payload` is all of it, as it is sent, without secrets.

    `key` says what it is and for whom: the second message of that key is the first one again.
    """

    key: str
    channel: str
    medium: str
    subject: str
    payload: str


class Queued(NamedTuple):
    """A message that is in the outbox, and whether it was put there now."""

    row: OutboxRow
    is_new: bool


class TakenBackError(RefusedError):
    """A message is no longer its sender's: it was held for dead, and another took it or a person decided."""

    def __init__(self, number: str) -> None:
        super().__init__(_("{number} was taken back meanwhile.").format(number=number))
        self.number = number


def queue(desk: Desk, messages: Sequence[Message]) -> list[Queued]:
    """Put messages into the outbox, all or none; one whose key is there already stays as it was.

    Joins the desk's open change; otherwise they are on disk when this returns. Nothing is sent here.
    """
    named = [message._asdict() for message in messages]
    added = rows.insert_messages(desk.database, named, now=clock.now(), author=desk.author)
    found = queued(desk, [message.key for message in messages])
    return [Queued(row, row.key in added) for row in found]


def show(desk: Desk, message: Message) -> OutboxRow:
    """Put a message into the outbox that is shown on this machine at once: it is kept as sent, without its text."""
    (held,) = queue(desk, [message])
    _settle_shown(desk, held.row, {"state": "sent", "payload": "", "sent_at": clock.now()}, "queued")
    return held.row


def settle_unshown(desk: Desk, row: OutboxRow, why: str) -> None:
    """Note that what was to be shown on this machine could not be; it is not tried again."""
    _settle_shown(desk, row, {"state": "dropped", "error": why, "sent_at": None}, "sent")


def _settle_shown(desk: Desk, row: OutboxRow, values: Mapping[str, object], state: str) -> None:
    rows.settle(
        desk.database, row.no, row.attempts, values, states=(state,), now=clock.now(), author=desk.author
    )


def queued(desk: Desk, keys: Sequence[str]) -> list[OutboxRow]:
    """Return the messages of these keys, in the order of the keys; a key never queued is left out."""
    found = {row.key: row for row in desk.database.all(rows.FIND_OUTBOX, keys=list(keys))}
    return [found[key] for key in dict.fromkeys(keys) if key in found]


def messages(
    desk: Desk,
    *,
    states: Sequence[str] | None = None,
    channel: str | None = None,
    sort: str | None = None,
    descending: bool = False,
    limit: int | None = None,
) -> list[OutboxRow]:
    """Return the messages that pass the filters, the newest first unless sorted otherwise."""
    return desk.database.all(
        rows.FIND_OUTBOX, sort=sort, descending=descending, states=states, channel=channel, limit=limit
    )


def message(desk: Desk, text: str) -> OutboxRow:
    """Return the message numbered so (`q5`); raise NotFoundError when there is none."""
    found = desk.database.first(rows.FIND_OUTBOX, no=require_number("outbox", text))
    if found is None:
        raise NotFoundError(
            _("There is no message {number}.").format(number=text), "crm outbox list --state any"
        )
    return found


def recipient(row: OutboxRow | DueRow) -> str:
    """Return the address a mail goes to, '' for a group robot: its key ends in it (`delivery.letters`)."""
    return row.key.rpartition(" ")[2] if row.medium == "email" else ""


def waiting(desk: Desk) -> list[WaitingRow]:
    """Return how many messages are due for each channel."""
    return desk.database.all(rows.WAITING, now=clock.now())


def claim(desk: Desk, channels: Sequence[str]) -> DueRow | None:
    """Take the message longest due for one of `channels`; it is under way on disk when this returns."""
    # Where nothing is due nobody is kept waiting, and a long import is no trouble.
    if not any(row.channel in channels for row in waiting(desk)):
        return None
    now = clock.now()
    lease = now + timedelta(minutes=LEASE_MINUTES)
    return rows.claim(desk.database, channels, now=now, lease_until=lease, author=desk.author)


def postpone(desk: Desk, channel: str, minutes: int) -> None:
    """Leave a channel that is asked too often alone: what waits for it is not due before."""
    now = clock.now()
    until = now + timedelta(minutes=minutes)
    rows.postpone(desk.database, channel, until=until, now=now, author=desk.author)


def hand_over(desk: Desk, taken: DueRow) -> None:
    """Note that the last byte of a message taken leaves now: from here on a silence leaves it unsure.

    Raises TakenBackError, and then it must not be sent, when somebody else has decided about it meanwhile.
    """
    now = clock.now()
    lease = now + timedelta(minutes=LEASE_MINUTES)
    if not rows.hand_over(
        desk.database, taken.no, taken.attempts + 1, now=now, lease_until=lease, author=desk.author
    ):
        raise TakenBackError(number("outbox", taken.no) or "")


def settle_sent(desk: Desk, taken: DueRow) -> None:
    """Note that a message taken was accepted; its text is not kept any longer.

    Raises DatabaseError where that cannot be written; it is then held for unsure when its lease has run out.
    """
    values = {"state": "sent", "payload": "", "error": "", "lease_until": None, "sent_at": clock.now()}
    # Even where it was held for lost meanwhile: it must not go out again.
    try:
        _settle(desk, taken, values, states=("sending", "unsure", "queued", "failed"))
    except DatabaseError as error:
        raise DatabaseError(
            _("{number} was sent, which could not be noted: {problem}").format(
                number=number("outbox", taken.no), problem=error.sentence
            ),
            _("It is not sent again. Later it is told as unsure; then: crm outbox drop {number}").format(
                number=number("outbox", taken.no)
            ),
        ) from error


def settle_again(desk: Desk, taken: DueRow, why: str, *, at_least: int = 0) -> datetime | None:
    """Queue a message that surely did not go out for its next attempt, not before `at_least` minutes.

    Return when that is, or None when there were attempts enough: then it has failed.
    """
    if taken.attempts >= len(BACKOFF_MINUTES):
        settle_failed(desk, taken, why)
        return None
    next_try = clock.now() + timedelta(minutes=max(BACKOFF_MINUTES[taken.attempts], at_least))
    values = {"state": "queued", "error": why, "lease_until": None, "next_try_at": next_try, "sent_at": None}
    _settle(desk, taken, values, states=("sending", "unsure"))
    return next_try


def settle_failed(desk: Desk, taken: DueRow, why: str) -> None:
    """Note that a message was refused for good."""
    values = {"state": "failed", "error": why, "lease_until": None, "sent_at": None}
    _settle(desk, taken, values, states=("sending", "unsure"))


def settle_unsure(desk: Desk, taken: DueRow, why: str) -> None:
    """Note that nobody knows whether a message went out: a person decides (`retry`, `drop`)."""
    _settle(desk, taken, {"state": "unsure", "error": why, "lease_until": None}, states=("sending", "unsure"))


def _settle(desk: Desk, taken: DueRow, values: Mapping[str, object], *, states: Sequence[str]) -> None:
    """Write how a message fared, waiting longer than others do for a file in use: only we know it."""
    from time import monotonic

    patience = monotonic() + SETTLE_SECONDS
    while True:
        try:
            rows.settle(
                desk.database,
                taken.no,
                taken.attempts + 1,
                values,
                states=states,
                now=clock.now(),
                author=desk.author,
            )
        except DatabaseError as error:
            if not rows.is_busy(error) or monotonic() > patience:
                raise
        else:
            return


def give_up_lost(desk: Desk) -> list[OutboxRow]:
    """Decide about messages whose sender died; return those that are unsure now.

    One whose last byte had not left is queued again: nobody can have got it.
    """
    now = clock.now()
    lost = []
    for row in desk.database.all(rows.ABANDONED, now=now):
        values: dict[str, object] = {"state": "queued", "next_try_at": now, "lease_until": None}
        if row.sent_at is not None:
            why = _("crm was stopped while it was being sent; it may have arrived")
            values = {"state": "unsure", "error": why, "lease_until": None}
        settled = rows.settle(
            desk.database, row.no, row.attempts, values, states=("sending",), now=now, author=desk.author
        )
        if settled and row.sent_at is not None:
            lost.append(message(desk, number("outbox", row.no) or ""))
    return lost


@contextmanager
def together(desk: Desk) -> Iterator[None]:
    """Decide about several messages inside: about all of them or none."""
    with rows.writing(desk.database):
        yield


def retry(desk: Desk, text: str) -> Receipt:
    """Queue a message again, due at once; warn where it may go out twice.

    Its attempts go on counting: they tell the sender who holds it now from one that was held for dead.
    """
    row = _undecided(desk, text)
    notes = Notes()
    if row.state == "unsure":
        notes.warn(_("{number} may have arrived already; then it arrives twice.").format(number=_number(row)))
    now = clock.now()
    _decide(desk, row, {"state": "queued", "error": "", "sent_at": None, "next_try_at": now})
    notes.tell(
        _("{number} is queued again: {subject}. Send it with: crm outbox send").format(
            number=_number(row), subject=row.subject
        )
    )
    return notes.receipt("outbox", row.no, row.id)


def drop(desk: Desk, text: str) -> Receipt:
    """Give a message up: it is never sent, and its text is not kept."""
    row = _undecided(desk, text)
    notes = Notes()
    _decide(desk, row, {"state": "dropped", "payload": "", "lease_until": None})
    notes.tell(_("{number} dropped: {subject}").format(number=_number(row), subject=row.subject))
    return notes.receipt("outbox", row.no, row.id)


def _undecided(desk: Desk, text: str) -> OutboxRow:
    """Return a message a person may decide about; raise RefusedError for one gone, or just going, out."""
    row = message(desk, text)
    if row.state == "sent":
        raise RefusedError(_("{number} was sent already.").format(number=_number(row)))
    if row.state == "dropped":
        raise RefusedError(
            _("{number} was dropped, and its text is not kept.").format(number=_number(row)),
            _("Make it afresh with the command it came from."),
        )
    if row.state == "sending":
        raise RefusedError(
            _("{number} is being sent.").format(number=_number(row)),
            _("Look again when that has ended: crm outbox send"),
        )
    return row


def _decide(desk: Desk, row: OutboxRow, values: dict[str, object]) -> None:
    decided = rows.settle(
        desk.database,
        row.no,
        row.attempts,
        values,
        states=(row.state,),
        now=clock.now(),
        author=desk.author,
    )
    if not decided:
        raise RefusedError(
            _("{number} has changed meanwhile.").format(number=_number(row)), _("Look again: crm outbox list")
        )


def _number(row: OutboxRow) -> str:
    return number("outbox", row.no) or ""
