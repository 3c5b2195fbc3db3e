"""The channels of this machine: people with mail, group robots, and the server that mail goes through.

They stand in the machine's own file, `[mail]` and `[channel.NAME]`: a shared database never holds a
command that runs (DECISIONS 6).
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from crm_cli import config
from crm_cli.delivery.secret_sources import WAYS, SecretSource, source_of
from crm_cli.errors import NotFoundError, UsageError
from crm_cli.i18n import gettext as _

Found = TypeVar("Found")

KINDS = ("email", "wecom", "dingtalk", "feishu")
SIGNED = frozenset({"dingtalk", "feishu"})
SECURITIES = {"tls": 465, "starttls": 587, "none": 25}
"""How the mail server is spoken to, and the usual port of each."""
LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_ADDRESS = rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*"


class Channel(NamedTuple):
    """Where messages go: `to` holds the addresses of a mail, `url` and `secret` are a group robot's."""

    name: str
    kind: str
    to: tuple[str, ...] = ()
    url: SecretSource | None = None
    secret: SecretSource | None = None


class MailServer(NamedTuple):
    """The server mail goes through; without `user` nobody logs in. `sender` is a name and an address."""

    host: str
    port: int
    security: str
    user: str
    sender: tuple[str, str]
    ca_file: Path | None
    password: SecretSource | None


def is_address(text: str) -> bool:
    """Say whether `text` is a plain address in ASCII (RFC 5321, dot-atom) of bearable length."""
    return len(text) <= 254 and re.fullmatch(_ADDRESS, text) is not None


def names() -> list[str]:
    """Return the names of this machine's channels, in the order of its file."""
    return list(_tables()[1])


def find(name: str) -> Channel:
    """Return a channel; raise NotFoundError when there is none, UsageError when it is written wrong."""
    path, tables = _tables()
    if name not in tables:
        raise NotFoundError(
            _("This machine has no channel {name}.").format(name=name),
            _("See them with: crm channel list, or add it with: crm channel add {name}").format(name=name),
        )
    return read_channel(path, name, tables[name])


def mail_server() -> MailServer:
    """Return the server mail goes through; raise UsageError when none is said or it is written wrong."""
    path, values = config.read()
    if "mail" not in values:
        raise UsageError(
            _("No mail server is known on this machine."), "crm channel mail --host smtp.example.com …"
        )
    return read_mail_server(path, values["mail"])


def _tables() -> tuple[Path, dict[str, Any]]:
    path, values = config.read()
    tables = values.get("channel", {})
    if not isinstance(tables, dict):
        raise UsageError(_("In {path}, {key} must be a table.").format(path=path, key="channel"))
    return path, tables


def read_channel(path: Path, name: str, table: object) -> Channel:
    """Return the channel that `[channel.NAME]` of the file at `path` says; raise UsageError for a wrong one."""
    return _placed(path, f"[channel.{name}]", lambda: _channel(path.parent, name, table))


def read_mail_server(path: Path, table: object) -> MailServer:
    """Return the server that `[mail]` of the file at `path` says; raise UsageError for a wrong one."""
    return _placed(path, "[mail]", lambda: _mail_server(path.parent, table))


def _placed(path: Path, section: str, read: Callable[[], Found]) -> Found:
    """Run `read`; tell its UsageErrors with the file and the section they are about."""
    try:
        return read()
    except UsageError as error:
        raise UsageError(
            _("In {path}, {section}: {problem}.").format(path=path, section=section, problem=error.sentence),
            error.hint,
        ) from error


def _channel(folder: Path, name: str, table: object) -> Channel:
    if not is_name(name):
        raise UsageError(_("a channel's name is made of letters, digits, - and _"))
    kind = _one_of(_only(table, {"kind", "to", *_keys("url"), *_keys("secret")}), "kind", KINDS)
    known = {"kind", "to"} if kind == "email" else {"kind", *_keys("url")}
    said = _only(table, known | _keys("secret") if kind in SIGNED else known)
    if kind == "email":
        return Channel(name, kind, to=_addresses(said))
    url = source_of(said, "url", folder)
    if url is None:
        raise UsageError(
            _("it does not say where the robot's URL is kept"),
            _("Say one of: {keys}").format(keys=", ".join(f"url_{way}" for way in WAYS)),
        )
    return Channel(name, kind, url=url, secret=source_of(said, "secret", folder))


def is_name(text: str) -> bool:
    """Say whether a channel may be called so: keys of the outbox are put together with blanks."""
    return 0 < len(text) <= 40 and text.replace("-", "").replace("_", "").isalnum()


def _mail_server(folder: Path, table: object) -> MailServer:
    said = _only(table, {"host", "port", "security", "user", "sender", "ca_file", *_keys("password")})
    host, user, ca_file = _text(said, "host"), _text(said, "user"), _text(said, "ca_file")
    if not re.fullmatch(r"[A-Za-z0-9.:_-]+", host):
        raise UsageError(_("{key} must be the name of a computer").format(key="host"))
    security = _one_of(said, "security", tuple(SECURITIES), default="tls")
    port = said.get("port", SECURITIES[security])
    if not isinstance(port, int) or isinstance(port, bool) or not 0 < port < 65536:
        raise UsageError(_("{key} must be a number").format(key="port"))
    password = source_of(said, "password", folder)
    if bool(user) != bool(password):
        raise UsageError(
            _("a user needs a password and a password a user"),
            _("Say one of: {keys}").format(keys=", ".join(f"password_{way}" for way in WAYS)),
        )
    if user and security == "none" and host not in LOCAL:
        raise UsageError(_("a password is not sent to another computer without tls or starttls"))
    authority = folder / Path(ca_file).expanduser() if ca_file else None
    return MailServer(host, port, security, user, _sender(said, user), authority, password)


def _sender(said: Mapping[str, Any], user: str) -> tuple[str, str]:
    text = _text(said, "sender") or user
    found = re.fullmatch(r'\s*(?:"?([^"<>]*?)"?\s*<([^<>\s]+)>|(\S+))\s*', text)
    address = (found[2] or found[3]) if found else ""
    if not found or not is_address(address):
        raise UsageError(_("{key} must be an address, or a name and <an address>").format(key="sender"))
    return found[1] or "", address


def _addresses(said: Mapping[str, Any]) -> tuple[str, ...]:
    value = said.get("to")
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, list) or not listed:
        raise UsageError(_("{key} must be a list of addresses").format(key="to"))
    for one in listed:
        if not isinstance(one, str) or not is_address(one):
            raise UsageError(_("{text} is not an address").format(text=one))
    return tuple(dict.fromkeys(listed))


def _keys(name: str) -> set[str]:
    """Return the keys that say where a secret is kept, and the one that must not be there."""
    return {name, *(f"{name}_{way}" for way in WAYS)}


def _only(table: object, known: set[str]) -> dict[str, Any]:
    if not isinstance(table, dict):
        raise UsageError(_("it must be a table"))
    if strange := [key for key in table if key not in known]:
        raise UsageError(
            _("{key} is not understood there").format(key=strange[0]),
            _("Choose from: {codes}").format(codes=", ".join(sorted(known - {"url", "secret", "password"}))),
        )
    return table


def _one_of(said: Mapping[str, Any], key: str, allowed: tuple[str, ...], default: str = "") -> str:
    value = said.get(key, default)
    if value not in allowed:
        raise UsageError(_("{key} must be one of {codes}").format(key=key, codes=", ".join(allowed)))
    return str(value)


def _text(said: Mapping[str, Any], key: str) -> str:
    value = said.get(key, "")
    if not isinstance(value, str) or not value.isprintable():
        raise UsageError(_("{key} must be text in quotes").format(key=key))
    return value
