"""A mail as it is stored and sent: seven-bit text, one recipient, every header made harmless first."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from crm_cli.domain.cleaning import clean, storable
from crm_cli.errors import CrmError
from crm_cli.i18n import gettext as _

MOST_BYTES = 20_000_000
"""Attachments of one mail in all; most servers refuse a mail over 25 MB, a third of which is encoding."""
_LONGEST = 200
_KINDS = {
    "xlsx": ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "html": ("text", "html"),
    "csv": ("text", "csv"),
    "md": ("text", "markdown"),
    "txt": ("text", "plain"),
    "json": ("application", "json"),
    "svg": ("image", "svg+xml"),
}


class Attachment(NamedTuple):
    """A file that goes with a mail, under the name its reader sees; the name's ending says its kind."""

    name: str
    content: bytes


class Headers(NamedTuple):
    """What stands above a mail: `sender` is a name and an address; `message_id` without its brackets."""

    sender: tuple[str, str]
    recipient: str
    subject: str
    message_id: str
    at: datetime


class Envelope(NamedTuple):
    """A stored mail as it is handed to the server."""

    sender: str
    recipient: str
    content: bytes


def header_text(text: str) -> str:
    """Return `text` on one line, fit for a header and a file name (RELIABILITY S14), of bearable length.

    `=?` begins an encoded word (RFC 2047), in which a line break can hide, so it is taken apart.
    """
    return " ".join(clean(text).replace("=?", "= ?").split())[:_LONGEST]


def message_id(database_id: str, key: str, address: str) -> str:
    """Return the Message-ID of the message `key` of a database, always the same: servers drop a second one."""
    from hashlib import sha256

    digest = sha256(f"{database_id}\n{key}".encode()).hexdigest()
    return f"crm.{digest[:40]}@{address.rpartition('@')[2]}"


def compose(headers: Headers, text: str, html: str = "", attachments: Sequence[Attachment] = ()) -> str:
    """Return a mail as text of ASCII characters and plain line ends, without secrets.

    Raises CrmError where the attachments are larger than any server takes.
    """
    from email.headerregistry import Address
    from email.message import EmailMessage
    from email.policy import SMTP

    if sum(len(one.content) for one in attachments) > MOST_BYTES:
        raise CrmError(
            _("The attachments are too large for a mail."),
            _("Send a shorter span, or write the report to a file."),
        )
    # Seven bits pass through every server; the line ends of SMTP are put in when it is sent.
    message = EmailMessage(policy=SMTP.clone(cte_type="7bit", linesep="\n"))
    name, address = headers.sender
    message["From"] = Address(header_text(name), addr_spec=address)
    message["To"] = Address(addr_spec=headers.recipient)
    message["Subject"] = header_text(headers.subject)
    message["Date"] = headers.at
    message["Message-ID"] = f"<{headers.message_id}>"
    # A report is nobody's to answer automatically (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(storable(text))
    if html:
        message.add_alternative(storable(html), subtype="html")
    for one in attachments:
        _attach(message, one)
    return message.as_string()


def _attach(message: object, one: Attachment) -> None:
    kind, subtype = _KINDS.get(one.name.rpartition(".")[2].lower(), ("application", "octet-stream"))
    name = re.sub(r'[/\\:*?"<>|]', "_", header_text(one.name)) or "file"
    # Without it a mailbox that shows the file itself guesses, and in China it guesses GB18030.
    said = {"charset": "utf-8"} if kind == "text" else {}
    message.add_attachment(  # type: ignore[attr-defined]
        one.content, maintype=kind, subtype=subtype, filename=name, params=said
    )


def envelope(payload: str) -> Envelope:
    """Return a stored mail with the addresses of its sender and its recipient, ready for DATA.

    Lines end in CRLF and a dot at the head of one is doubled (RFC 5321, 4.5.2); the final dot is not there.
    """
    from email.parser import HeaderParser
    from email.policy import SMTP

    headers = HeaderParser(policy=SMTP).parsestr(payload, headersonly=True)
    sender, recipient = (headers[name].addresses[0].addr_spec for name in ("From", "To"))
    lines = payload.encode("ascii").splitlines()
    content = b"".join((b"." + line if line.startswith(b".") else line) + b"\r\n" for line in lines)
    return Envelope(sender, recipient, content)
