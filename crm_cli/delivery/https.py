"""One POST over HTTPS: no redirects, a short answer, and no error that holds the address."""

from collections.abc import Callable
from contextlib import closing
from typing import TYPE_CHECKING, NamedTuple

from crm_cli.delivery.channels import LOCAL
from crm_cli.delivery.deadline import ended_after
from crm_cli.delivery.trouble import UndeliveredError, UnsureError, told
from crm_cli.errors import UsageError, system_reason
from crm_cli.i18n import gettext as _

if TYPE_CHECKING:
    from http.client import HTTPConnection

SECONDS = 20
IN_ALL_SECONDS = 60
MOST_BYTES = 64_000


class Reply(NamedTuple):
    """What the server answered: its status and at most 64 kB of its words."""

    status: int
    body: bytes


class Address(NamedTuple):
    """A web address taken apart; `target` is path and query."""

    scheme: str
    host: str
    port: int | None
    target: str


def read_url(url: str) -> Address:
    """Take a web address apart; raise UsageError, without quoting it, for one that must not be used."""
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port, parts = "", None, urlsplit("")
    if not host or not url.isascii() or any(not "!" <= mark <= "~" for mark in url) or "@" in parts.netloc:
        raise UsageError(_("The robot's URL is not a web address; it begins with https://"))
    if parts.scheme != "https" and not (parts.scheme == "http" and host in LOCAL):
        raise UsageError(_("The robot's URL must begin with https://: it holds the robot's key."))
    return Address(parts.scheme, host, port, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""))


def post(url: str, body: bytes, hand_over: Callable[[], None]) -> Reply:
    """Post JSON and return the answer; `hand_over` is called before the body leaves.

    Raises UndeliveredError where the server was not reached, UnsureError where it got all and fell silent.
    """
    from http.client import HTTPException

    address = read_url(url)
    with closing(_connection(address)) as connection:
        try:
            _begin(connection, address, len(body))
        except (OSError, HTTPException, UnicodeError) as error:
            # Errors of the library quote the address, and the key is in it.
            raise UndeliveredError(
                _("{place} cannot be reached: {reason}").format(place=address.host, reason=_reason(error))
            ) from None
        hand_over()
        used = connection.sock
        try:
            with ended_after(IN_ALL_SECONDS, lambda: used):
                connection.send(body)
                answer = connection.getresponse()
                return Reply(answer.status, answer.read(MOST_BYTES))
        except (OSError, HTTPException, ValueError) as error:
            raise UnsureError(
                _("{place} was given it and said nothing: {reason}").format(
                    place=address.host, reason=_reason(error)
                )
            ) from None


def _connection(address: Address) -> "HTTPConnection":
    from http.client import HTTPConnection, HTTPSConnection

    if address.scheme == "http":
        return HTTPConnection(address.host, address.port, timeout=SECONDS)
    import ssl

    context = ssl.create_default_context()
    return HTTPSConnection(address.host, address.port, timeout=SECONDS, context=context)


def _begin(connection: "HTTPConnection", address: Address, length: int) -> None:
    connection.putrequest("POST", address.target)
    connection.putheader("Content-Type", "application/json; charset=utf-8")
    connection.putheader("Content-Length", str(length))
    connection.putheader("User-Agent", "crm")
    connection.putheader("Connection", "close")
    connection.endheaders()


def _reason(error: Exception) -> str:
    if isinstance(error, OSError):
        return told(system_reason(error))
    return type(error).__name__
