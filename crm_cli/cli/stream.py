"""Bytes out: UTF-8 whatever the locale, and a reader who has left is no error."""

import errno
import os
import sys
from collections.abc import Iterable
from io import TextIOWrapper
from typing import TextIO

from crm_cli.errors import CrmError, system_reason
from crm_cli.i18n import gettext as _


def _speak_utf8(stream: TextIO) -> None:
    """Make `stream` UTF-8: under cron or LANG=C a finished report must not die on its first 你."""
    if isinstance(stream, TextIOWrapper) and (stream.encoding or "").lower() not in {"utf-8", "utf8"}:
        stream.reconfigure(encoding="utf-8", errors="replace")


def _silence(stream: TextIO) -> None:
    """Point `stream` at nothing, so that neither later writes nor the interpreter's last flush fail."""
    try:
        number = stream.fileno()
    except (OSError, ValueError):
        return
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, number)
    os.close(nothing)


def _reader_left(error: OSError) -> bool:
    # Windows reports a closed pipe as an invalid argument.
    return isinstance(error, BrokenPipeError) or (os.name == "nt" and error.errno == errno.EINVAL)


def write(chunks: Iterable[str]) -> None:
    """Write `chunks` to stdout and flush; raise CrmError where that fails, as on a full disk.

    When nobody reads any more the rest goes nowhere and the command carries on, so that one which changes
    several things never stops half-way because of `| head`.
    """
    stream = sys.stdout
    if stream is None:
        return
    try:
        _speak_utf8(stream)
        stream.writelines(chunks)
        stream.flush()
    except OSError as error:
        _silence(stream)
        if not _reader_left(error):
            raise _unwritten(error) from error


def _unwritten(error: OSError) -> CrmError:
    return CrmError(
        _("The output could not be written: {reason}").format(reason=system_reason(error)),
        _("Is the disk full?"),
    )


class ReaderLeft(Exception):  # noqa: N818  # no error: there is nobody left to write for
    """Says that nobody reads stdout any more."""


class Pipe:
    """Stdout as a file that takes UTF-8 bytes, for what is too long to be held together.

    Unlike `write` it raises ReaderLeft when nobody reads any more: what is only read may stop half-way.
    """

    def write(self, data: bytes) -> int:
        """Write `data`; raise ReaderLeft, or CrmError where writing fails, as on a full disk."""
        stream = sys.stdout
        if stream is None:
            raise ReaderLeft
        try:
            _speak_utf8(stream)
            stream.write(data.decode())
        except OSError as error:
            _silence(stream)
            if _reader_left(error):
                raise ReaderLeft from error
            raise _unwritten(error) from error
        return len(data)


def tell(line: str) -> None:
    """Write `line` to stderr; where that is closed or full there is nobody to tell."""
    stream = sys.stderr
    if stream is None:
        return
    try:
        _speak_utf8(stream)
        stream.write(at_width(line, stream) + "\n")
        stream.flush()
    except OSError:
        _silence(stream)


def at_width(line: str, stream: TextIO | None) -> str:
    """Return `line` broken between words where `stream` is a terminal that is too narrow for it."""
    if stream is None or len(line) < 20 or not stream.isatty():
        return line
    import shutil

    from crm_cli.domain.cleaning import cell_width

    width = max(shutil.get_terminal_size().columns, 20)
    # A path or an address that does not fit is the terminal's to break: so it is copied whole.
    if cell_width(line) <= width or any(word.isascii() and len(word) > width for word in line.split()):
        return line
    from crm_cli.domain.table import wrap

    return "\n".join(wrap(line, width))


def finish() -> None:
    """Flush what others left in stdout (help texts), as forgiving as `write`; for the end of `main`."""
    write(())
