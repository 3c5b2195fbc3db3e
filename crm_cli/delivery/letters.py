"""What is to be said, put into the outbox for a channel: a mail for each address, one message for a group."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from crm_cli import clock
from crm_cli.delivery import channels, mail, robots
from crm_cli.delivery.channels import Channel
from crm_cli.delivery.mail import Attachment
from crm_cli.domain import codes
from crm_cli.domain.cleaning import clean
from crm_cli.i18n import gettext as _
from crm_cli.services import outbox
from crm_cli.services.desk import Desk
from crm_cli.services.outbox import Message, Queued
from crm_cli.storage.outbox import OutboxRow

__all__ = ["Attachment", "Letter", "keys", "queue", "queued_before", "sentence"]


class Letter(NamedTuple):
    """One thing said in several ways: a mail takes text, HTML and attachments, a robot the Markdown.

    Without Markdown a robot is told the text.
    """

    subject: str
    text: str
    html: str = ""
    markdown: str = ""
    attachments: Sequence[Attachment] = ()


def keys(channel: Channel, key: str) -> list[str]:
    """Return the keys under which `key` (what is said, `daily 2026-11-20 final`) stands in the outbox.

    One for each address of a mail, which is its last word: an address that fails doubles no other.
    """
    said = " ".join(key.split())
    return [f"{said} {channel.name} {address}" for address in channel.to] or [f"{said} {channel.name}"]


def queued_before(desk: Desk, channel: Channel, key: str) -> list[OutboxRow]:
    """Return what was queued of `key` for the channel earlier; as many as `keys` when nothing is left to do.

    So that nobody draws a workbook that went out an hour ago.
    """
    return outbox.queued(desk, keys(channel, key))


def queue(desk: Desk, channel: Channel, key: str, letter: Letter) -> list[Queued]:
    """Put a letter into the outbox; what is there already under its key stays as it was and is told again.

    Nothing is sent: that is `sending.flush`. Raises UsageError where the mail server is not known, CrmError
    for attachments no server takes.
    """
    return outbox.queue(desk, list(_messages(desk, channel, key, letter)))


def _messages(desk: Desk, channel: Channel, key: str, letter: Letter) -> Iterator[Message]:
    subject = mail.header_text(letter.subject)
    if channel.kind != "email":
        body = robots.compose(channel.kind, subject, letter.markdown or letter.text)
        yield Message(keys(channel, key)[0], channel.name, channel.kind, subject, body)
        return
    sender = channels.mail_server().sender
    for address, whole_key in zip(channel.to, keys(channel, key), strict=True):
        headers = mail.Headers(
            (sender[0] or desk.firm.name, sender[1]),
            address,
            subject,
            mail.message_id(desk.firm.id, whole_key, sender[1]),
            clock.local_now(desk.zone),
        )
        payload = mail.compose(headers, letter.text, letter.html, letter.attachments)
        yield Message(whole_key, channel.name, channel.kind, subject, payload)


def sentence(desk: Desk, queued: Queued) -> str:
    """Return what to tell of a message that was to be queued: that it is, or since when and how it fared."""
    row = queued.row
    number = codes.number("outbox", row.no)
    place = clean(" ".join(filter(None, [row.channel, outbox.recipient(row)])))
    if queued.is_new:
        return _("{number} queued for {place}: {subject}").format(
            number=number, place=place, subject=row.subject
        )
    moment = f"{desk.wall(row.sent_at or row.created_at):%Y-%m-%d %H:%M}"
    told = {
        "sent": _("{number} was sent to {place} already, on {moment}: {subject}"),
        "dropped": _("{number} for {place} was dropped: {subject}"),
        "failed": _("{number} for {place} has failed; see: crm outbox list"),
        "unsure": _("{number} for {place} may have been sent on {moment}; see: crm outbox list"),
    }.get(row.state, _("{number} for {place} is queued already, since {moment}: {subject}"))
    return told.format(number=number, place=place, moment=moment, subject=row.subject)
