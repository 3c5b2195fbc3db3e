"""The dialogue with the mail server: each message accepted, refused, to be tried again, or unsure."""

import re
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, Self

from crm_cli.delivery.channels import MailServer
from crm_cli.delivery.deadline import ended_after
from crm_cli.delivery.mail import Envelope
from crm_cli.delivery.secret_sources import read_secret
from crm_cli.delivery.trouble import RejectedError, UndeliveredError, UnsureError, told
from crm_cli.errors import CrmError, system_reason
from crm_cli.i18n import gettext as _

if TYPE_CHECKING:
    from smtplib import SMTP

SECONDS = 20
MAIL_SECONDS = 600
"""For one mail in all; less than its lease, so that no second sender takes it for lost meanwhile."""
_PIECE = 65_536
_OURSELVES = "[127.0.0.1]"
"""What we call this computer: its own name may be Chinese, tells of the office, and takes long to look up."""


class Post:
    """One session with the mail server for all the messages of a run; opened by the first of them."""

    def __init__(self, server: MailServer) -> None:
        self.server = server
        self._smtp: SMTP | None = None
        self._closed_because: CrmError | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Say goodbye, to a server that may have left already."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            import smtplib

            with suppress(OSError, smtplib.SMTPException):
                smtp.quit()
            smtp.close()

    def send(self, mail: Envelope, hand_over: Callable[[], None]) -> str:
        """Send one mail and return the server's words; `hand_over` is called before the final dot.

        Raises RejectedError, UndeliveredError or UnsureError, and whatever `hand_over` raises; then the
        dot is not sent. Where the server cannot be reached it is not asked again for the next message.
        """
        smtp = self._open()
        try:
            with ended_after(MAIL_SECONDS, lambda: smtp.sock):
                return _send(smtp, mail, hand_over)
        except BaseException:
            # Whatever state the dialogue is in, the next message begins a new one.
            self._abandon()
            raise

    def _open(self) -> "SMTP":
        if self._closed_because is not None:
            raise self._closed_because
        if self._smtp is None:
            try:
                self._smtp = _connected(self.server)
            except CrmError as error:
                self._closed_because = error
                raise
        return self._smtp

    def _abandon(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            smtp.close()


def _connected(server: MailServer) -> "SMTP":
    """Return a session that is encrypted and logged in as `server` says."""
    import smtplib

    password = read_secret(server.password) if server.password else ""
    if not password.isascii() or not server.user.isascii():
        raise UndeliveredError(_("User and password of [mail] must be of ASCII characters."))
    smtp: SMTP | None = None
    try:
        smtp = _greeted(server)
        if server.user:
            smtp.login(server.user, password)
    except BaseException as error:
        if smtp is not None:
            smtp.close()
        if isinstance(error, OSError | smtplib.SMTPException | UnicodeError):
            # The driver's error may hold what was sent.
            raise UndeliveredError(*_unreachable(server, error, password)) from None
        raise
    return smtp


def _greeted(server: MailServer) -> "SMTP":
    import smtplib
    import ssl

    if server.security == "none":
        return smtplib.SMTP(server.host, server.port, _OURSELVES, timeout=SECONDS)
    context = ssl.create_default_context(cafile=server.ca_file)
    if server.security == "tls":
        return smtplib.SMTP_SSL(server.host, server.port, _OURSELVES, timeout=SECONDS, context=context)
    smtp = smtplib.SMTP(server.host, server.port, _OURSELVES, timeout=SECONDS)
    try:
        # A server that offers no encryption ends it here: nothing goes on in the clear.
        smtp.starttls(context=context)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _unreachable(server: MailServer, error: Exception, password: str) -> tuple[str, str]:
    """Return the sentence and the hint for a session that did not come about."""
    import smtplib
    import ssl

    place = f"{server.host}:{server.port}"
    if isinstance(error, smtplib.SMTPAuthenticationError):
        words = told(error.smtp_error, [password])
        sentence = _("{place} refuses the login of {user}: {code} {words}").format(
            place=place, user=server.user, code=error.smtp_code, words=words
        )
        return sentence, _("Many providers want a password for programs, made in the mailbox's settings.")
    if isinstance(error, ssl.SSLCertVerificationError):
        sentence = _("The certificate of {place} is not trusted: {reason}").format(
            place=place, reason=error.verify_message
        )
        return sentence, _("A server with a certificate of its own needs ca_file in [mail].")
    if isinstance(error, FileNotFoundError):
        return _("The file {path} of [mail] ca_file is missing.").format(path=server.ca_file), ""
    if isinstance(error, smtplib.SMTPResponseException):
        words = f"{error.smtp_code} {told(error.smtp_error, [password])}"
    else:
        words = told(system_reason(error), [password])
    return _("{place} cannot be used: {reason}").format(place=place, reason=words), ""


def _send(smtp: "SMTP", mail: Envelope, hand_over: Callable[[], None]) -> str:
    import smtplib

    try:
        smtp.ehlo_or_helo_if_needed()
        size = [f"size={len(mail.content)}"] if smtp.has_extn("size") else []
        _require(smtp.mail(mail.sender, size), {250})
        _require(smtp.rcpt(mail.recipient), {250, 251, 252})
        _require(smtp.docmd("DATA"), {354})
        for start in range(0, len(mail.content), _PIECE):
            # The time allowed is for a whole call, so a long mail on a slow line goes in pieces.
            smtp.send(mail.content[start : start + _PIECE])
    except (OSError, smtplib.SMTPException) as error:
        # Without the final dot no server keeps what it was given.
        raise UndeliveredError(
            _("The mail server broke off: {reason}").format(reason=told(system_reason(error)))
        ) from None
    hand_over()
    code, words = _last_words(smtp)
    _require((code, words), {250})
    return f"{code} {told(words)}"


def _last_words(smtp: "SMTP") -> tuple[int, bytes]:
    """Send the final dot and return the server's reply; raise UnsureError where there is none."""
    import smtplib

    try:
        smtp.send(b".\r\n")
        code, words = smtp.getreply()
    except (OSError, smtplib.SMTPException) as error:
        raise UnsureError(
            _("The mail server was given it and said nothing: {reason}").format(
                reason=told(system_reason(error))
            )
        ) from None
    if not 200 <= code <= 599:
        raise UnsureError(
            _("The mail server was given it, and its answer is not understood: {words}").format(
                words=told(words)
            )
        )
    return code, words


def _require(answer: tuple[int, bytes], wanted: set[int]) -> None:
    """Raise for another answer than wanted: refused for good from 500 on, else to be tried again (RFC 5321)."""
    code, words = answer
    if code in wanted:
        return
    kind = RejectedError if re.fullmatch("5..", str(code)) else UndeliveredError
    raise kind(_("The mail server refuses it: {words}").format(words=f"{code} {told(words)}"))
