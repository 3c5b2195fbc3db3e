"""Sending what waits in the outbox, each message once, and a channel's test."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import NamedTuple

from crm_cli import clock
from crm_cli.delivery import channels, mail, robots
from crm_cli.delivery.channels import Channel
from crm_cli.delivery.smtp import Post
from crm_cli.delivery.trouble import RejectedError, UndeliveredError, UnsureError
from crm_cli.errors import CrmError
from crm_cli.i18n import gettext as _
from crm_cli.i18n import ngettext
from crm_cli.services import outbox
from crm_cli.services.desk import Desk
from crm_cli.storage.outbox import DueRow, OutboxRow


class Sent(NamedTuple):
    """How one message fared: `state` is sent, queued (again, at `next_try_at`), failed or unsure.

    `words` are the server's, or why not. `no` is None for messages that wait for a channel this machine
    cannot use. `is_ours` says that the reason lies on this machine: a secret that cannot be read.
    """

    no: int | None
    channel: str
    to: str
    subject: str
    state: str
    words: str
    next_try_at: datetime | None = None
    is_ours: bool = False

    @property
    def is_trouble(self) -> bool:
        """Whether a person must do something about it; a message to be tried again looks after itself."""
        return self.state in {"failed", "unsure"} or self.no is None or self.is_ours


class _Ours:
    """A message that is being sent, and whether its last byte has left."""

    def __init__(self, desk: Desk, due: DueRow) -> None:
        self.desk = desk
        self.due = due
        self.is_out = False

    def hand_over(self) -> None:
        """Put it on disk that the message leaves now."""
        outbox.hand_over(self.desk, self.due)
        self.is_out = True


def flush(desk: Desk, tell: Callable[[Sent], None] | None = None) -> list[Sent]:
    """Send every message that is due and that this machine has the channel for; return how each fared.

    `tell` hears of each as it happens. Two machines or processes at once never send one message twice. A
    message is tried once in a run. Raises DatabaseError where the outbox cannot be written; what was being
    sent then is decided about later, as if this process had died.
    """
    fared: list[Sent] = []

    def keep(sent: Sent) -> None:
        fared.append(sent)
        if tell is not None:
            tell(sent)

    for row in outbox.give_up_lost(desk):
        keep(_of_row(row, "unsure", row.error))
    usable, broken = _usable()
    asked = list(usable)
    with _posts() as post:
        while (due := outbox.claim(desk, asked)) is not None:
            sent = _send_claimed(desk, due, usable[due.channel], post)
            keep(sent)
            if sent.state == "queued" and due.medium != "email":
                # A robot that cannot be reached, or is asked too often, would answer the next one no better.
                asked.remove(due.channel)
    for sent in _stranded(desk, usable, broken):
        keep(sent)
    return fared


def _usable() -> tuple[dict[str, Channel], dict[str, str]]:
    """Return this machine's channels, and of those that cannot be used why."""
    usable, broken = {}, {}
    for name in channels.names():
        try:
            channel = channels.find(name)
            if channel.kind == "email":
                channels.mail_server()
            usable[name] = channel
        except CrmError as error:
            broken[name] = error.sentence
    return usable, broken


def _stranded(desk: Desk, usable: dict[str, Channel], broken: dict[str, str]) -> Iterator[Sent]:
    """Yield one line for each channel that messages wait for in vain on this machine."""
    for row in outbox.waiting(desk):
        if row.channel in usable:
            continue
        why = broken.get(row.channel) or _("This machine has no channel {name}.").format(name=row.channel)
        count = ngettext("{count} message waits", "{count} messages wait", row.messages)
        yield Sent(None, row.channel, "", count.format(count=row.messages), "queued", why)


Poster = Callable[[], Post]


@contextmanager
def _posts() -> Iterator[Poster]:
    """Give out one session with the mail server, opened when the first mail asks for it."""
    opened: list[Post] = []

    def post() -> Post:
        if not opened:
            opened.append(Post(channels.mail_server()))
        return opened[0]

    try:
        yield post
    finally:
        for one in opened:
            one.close()


def _send_claimed(desk: Desk, due: DueRow, channel: Channel, post: Poster) -> Sent:
    """Send a message that was claimed, and settle how it fared, whatever happens on the way."""
    ours = _Ours(desk, due)
    try:
        words = _deliver(channel, due.payload, post, ours.hand_over)
    except outbox.TakenBackError as error:
        return _of_row(due, outbox.message(desk, error.number).state, error.sentence)
    except RejectedError as error:
        outbox.settle_failed(desk, due, error.sentence)
        return _of_row(due, "failed", error.sentence)
    except UndeliveredError as error:
        if error.wait:
            outbox.postpone(desk, due.channel, error.wait)
        return _again(desk, due, error.sentence, wait=error.wait)
    except UnsureError as error:
        outbox.settle_unsure(desk, due, error.sentence)
        return _of_row(due, "unsure", error.sentence)
    except CrmError as error:
        if ours.is_out:
            raise
        return _again(desk, due, error.sentence)._replace(is_ours=True)
    except BaseException as error:
        # Ctrl-C, or what nobody foresaw: the next run must know where this one stood.
        why = _("it was broken off ({reason})").format(reason=type(error).__name__)
        if ours.is_out:
            outbox.settle_unsure(desk, due, why)
        else:
            outbox.settle_again(desk, due, why)
        raise
    outbox.settle_sent(desk, due)
    return _of_row(due, "sent", words)


def _deliver(channel: Channel, payload: str, post: Poster, hand_over: Callable[[], None]) -> str:
    if channel.kind == "email":
        return post().send(mail.envelope(payload), hand_over)
    return robots.send(channel, payload, hand_over)


def _again(desk: Desk, due: DueRow, why: str, *, wait: int = 0) -> Sent:
    next_try = outbox.settle_again(desk, due, why, at_least=wait)
    return _of_row(due, "queued" if next_try else "failed", why)._replace(next_try_at=next_try)


def _of_row(row: DueRow | OutboxRow, state: str, words: str) -> Sent:
    return Sent(row.no, row.channel, outbox.recipient(row), row.subject, state, words)


def try_channel(channel: Channel, subject: str, text: str) -> list[Sent]:
    """Send a line through a channel at once, past the outbox, and return how each address fared.

    Raises CrmError where no server can be asked at all.
    """
    if channel.kind != "email":
        body = robots.compose(channel.kind, subject, text)
        return [_tried(channel, "", subject, lambda: robots.send(channel, body, _nothing))]
    server = channels.mail_server()
    with Post(server) as post:
        return [_test_mail(channel, server, post, address, (subject, text)) for address in channel.to]


def _test_mail(
    channel: Channel, server: channels.MailServer, post: Post, address: str, words: Sequence[str]
) -> Sent:
    subject, text = words
    at = clock.now()
    headers = mail.Headers(
        server.sender, address, subject, mail.message_id(channel.name, at.isoformat(), server.sender[1]), at
    )
    ready = mail.envelope(mail.compose(headers, text))
    return _tried(channel, address, subject, lambda: post.send(ready, _nothing))


def _tried(channel: Channel, to: str, subject: str, send: Callable[[], str]) -> Sent:
    try:
        return Sent(0, channel.name, to, subject, "sent", send())
    except UnsureError as error:
        return Sent(0, channel.name, to, subject, "unsure", error.sentence)
    except CrmError as error:
        words = error.told
        return Sent(0, channel.name, to, subject, "failed", words)


def _nothing() -> None:
    """Stand in for the note in the outbox where there is none."""
