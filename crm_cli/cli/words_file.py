"""Words that come from a text file or from stdin."""

import sys
from pathlib import Path

from crm_cli.errors import NotFoundError, RefusedError, UsageError, system_reason
from crm_cli.i18n import gettext as _

MOST_BYTES = 5_000_000


def read_words(name: str) -> str:
    """Return the text of the file `name`, or of stdin for `-`, in whatever of the usual encodings it is.

    Raises NotFoundError for a missing file, RefusedError where reading is not allowed, UsageError for a
    folder, a huge file and one that is no text.
    """
    from crm_cli.exchange.encoding import decode

    return decode(_stdin() if name == "-" else _bytes(Path(name)))[0]


def _stdin() -> bytes:
    stream = sys.stdin
    if stream is None:
        return b""
    # A pipe may bring any encoding; what reads only text, as in a test, has read it already.
    raw = getattr(stream, "buffer", None)
    data: bytes = raw.read(MOST_BYTES + 1) if raw is not None else stream.read().encode()
    return _not_too_long(data, "-")


def _bytes(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise UsageError(_("{path} is a folder.").format(path=path), _("Give the name of a file in it."))
        if not path.exists():
            raise NotFoundError(_("There is no file {path}.").format(path=path))
        with path.open("rb") as stream:
            return _not_too_long(stream.read(MOST_BYTES + 1), str(path))
    except (OSError, ValueError) as error:
        raise RefusedError(
            _("{path} cannot be read: {reason}").format(path=path, reason=system_reason(error))
        ) from error


def _not_too_long(data: bytes, path: str) -> bytes:
    if len(data) > MOST_BYTES:
        raise UsageError(
            _("{path} is larger than {size} MB.").format(path=path, size=MOST_BYTES // 1_000_000)
        )
    if b"\0" in data[:1000] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UsageError(_("{path} is no text.").format(path=path))
    return data
