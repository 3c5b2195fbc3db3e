"""`crm outbox`: what is to be sent: send, list, show, retry, drop."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crm_cli.cli import options, output, session
from crm_cli.cli.groups import Verb
from crm_cli.cli.listing import columns, how_many, show_records
from crm_cli.cli.records import show_whole
from crm_cli.domain.codes import number
from crm_cli.errors import CrmError
from crm_cli.i18n import N_, ngettext
from crm_cli.i18n import gettext as _
from crm_cli.services import outbox
from crm_cli.services.desk import Desk
from crm_cli.services.reading import read_code
from crm_cli.services.receipts import Receipt
from crm_cli.services.records import record

if TYPE_CHECKING:
    from crm_cli.delivery.sending import Sent
    from crm_cli.storage.outbox import OutboxRow

FOR_MACHINES = frozenset({"json", "jsonl", "csv", "tsv", "md", "ids"})


def send() -> None:
    """Send what is due; for cron: silent with --quiet, one line and exit 1 where somebody must look."""
    with session.desk(allow_stranger=True) as desk:
        require_sent(send_due(desk))


def send_due(desk: Desk) -> "list[Sent]":
    """Send what is due and tell how each fared, as it happens; return it, for `require_sent`."""
    from crm_cli.delivery import sending

    whole = session.chosen("format") in FOR_MACHINES
    fared = sending.flush(desk, None if whole else lambda sent: _tell(desk, sent))
    if whole:
        tell_sent(fared, desk)
    elif not fared:
        output.say(_("Nothing is due."), quiet=bool(session.chosen("quiet")))
    return fared


def tell_sent(fared: "Sequence[Sent]", desk: Desk | None = None) -> None:
    """Tell how messages fared: a line for each, or rows in the format asked for."""
    if session.chosen("format") not in FOR_MACHINES:
        for sent in fared:
            _tell(desk, sent)
        return
    rows = [
        {**sent._asdict(), "message": sent.subject, "no": number("outbox", sent.no) if sent.no else None}
        for sent in fared
    ]
    keys = ["no", "state", "channel", "to", "message", "words", "next_try_at"]
    output.emit(rows, columns("sent", keys), session.style(desk.zone if desk else "UTC"))


def _tell(desk: Desk | None, sent: "Sent") -> None:
    if not session.chosen("quiet"):
        output.tell(_line(desk, sent))


def _line(desk: Desk | None, sent: "Sent") -> str:
    """Return how a message fared as one sentence."""
    place = " ".join(filter(None, [number("outbox", sent.no) if sent.no else None, sent.channel, sent.to]))
    if sent.state == "sent":
        told = _("{place} sent: {subject} ({words})")
    elif sent.state == "failed":
        told = _("{place} failed: {words}")
    elif sent.state == "unsure":
        told = _("{place} may have arrived or not: {words}")
    elif sent.no is None or sent.next_try_at is None or desk is None:
        return _("{place}: {subject}. {words}").format(place=place, subject=sent.subject, words=sent.words)
    else:
        moment = f"{desk.wall(sent.next_try_at):%Y-%m-%d %H:%M}"
        return _("{place} not sent yet, next try {moment}: {words}").format(
            place=place, moment=moment, words=sent.words
        )
    return told.format(place=place, subject=sent.subject, words=sent.words)


def require_sent(fared: "Sequence[Sent]") -> None:
    """Raise CrmError, one line for cron, where a message failed, is unsure or waits in vain; not for a retry."""
    trouble = [sent for sent in fared if sent.is_trouble]
    if not trouble:
        return
    more = len(trouble) - 1
    told = _line(None, trouble[0]).rstrip("。.")
    if more:
        others = ngettext("and {count} more", "and {count} more", more).format(count=more)
        told = f"{told}; {others}"
    raise CrmError(_("{told}. See: crm outbox list").format(told=told))


def list_messages(
    state: Annotated[
        str | None,
        typer.Option(
            "--state",
            metavar="STATE",
            help=N_("queued, sending, sent, failed, unsure, dropped or any; what is not done when left out."),
        ),
    ] = None,
    channel: Annotated[
        str | None, typer.Option("--channel", metavar="NAME", help=N_("Only this channel's."))
    ] = None,
    sort: options.Sort = None,
    reverse: options.Reverse = False,
    limit: options.Limit = None,
) -> None:
    """List messages that are not sent yet, the newest first."""
    count = how_many(limit)
    with session.desk(allow_stranger=True) as desk:
        found = outbox.messages(
            desk,
            states=_states(state),
            channel=channel,
            sort=sort,
            descending=reverse,
            limit=count,
        )
        show_records(
            desk,
            "outbox",
            [_record(desk, row) for row in found],
            limit=count,
            empty=_("Nothing waits to be sent.") if state is None else "",
        )


def _states(text: str | None) -> Sequence[str] | None:
    if text is None:
        return outbox.OPEN
    return None if text in {"any", "all"} else [read_code("outbox_state", text)]


def _record(desk: Desk, row: "OutboxRow") -> dict[str, Any]:
    """Return a message as a record, with the address it goes to and a next try only where there will be one."""
    found = record(row, desk)
    if row.state != "queued":
        found["next_try_at"] = None
    # Elsewhere a subject is what an outcome is of: a call or a visit.
    del found["subject"]
    return {**found, "message": row.subject, "to": outbox.recipient(row)}


def show(things: options.Things) -> None:
    """Show messages whole, without their text."""
    with session.desk(allow_stranger=True) as desk:
        rows = [outbox.message(desk, text) for text in session.each(things)]
        show_whole(desk, "outbox", [_record(desk, row) for row in rows])


def retry(things: options.Things) -> None:
    """Queue messages again that failed or are unsure; the latter may then arrive twice."""
    with session.desk(allow_stranger=True) as desk:
        session.told(_each(desk, session.each(things), outbox.retry))


def drop(things: options.Things) -> None:
    """Give messages up: they are never sent, and their text is not kept."""
    with session.desk(allow_stranger=True) as desk:
        numbers = session.each(things)
        rows = [outbox.message(desk, text) for text in numbers]
        names = ", ".join(f"{number('outbox', row.no)} {row.subject}" for row in rows)
        session.confirm(_("Give up {names}?").format(names=names))
        session.told(_each(desk, numbers, outbox.drop))


def _each(desk: Desk, numbers: Sequence[str], act: Callable[[Desk, str], Receipt]) -> list[Receipt]:
    with outbox.together(desk):
        return [act(desk, text) for text in dict.fromkeys(numbers)]


VERBS = {
    "list": Verb(list_messages, N_("List messages that are not sent yet, the newest first.")),
    "show": Verb(show, N_("Show messages whole, without their text.")),
    "send": Verb(send, N_("Send what is due; for cron with --quiet.")),
    "retry": Verb(retry, N_("Queue messages again that failed or are unsure.")),
    "drop": Verb(drop, N_("Give messages up: they are never sent.")),
}
