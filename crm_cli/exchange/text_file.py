"""A text file read line by line: its encoding found out first, and never more of a long one in memory than a part."""

import codecs
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from crm_cli.exchange.encoding import decode, encoding_of

WHOLE = 8_000_000
"""Bytes up to which a file is read at once: what it says wrong is then told by its line."""
_SAMPLE, _CHUNK = 4_000_000, 1 << 20
_HEAD = 200_000


class TextFile(NamedTuple):
    """The beginning of a text, its encoding, about how many lines it has, and its lines, from the first each time.

    `is_long` says that it is not in memory.
    """

    head: str
    encoding: str
    expected: int
    lines: Callable[[], Iterator[str]]
    is_long: bool = False


def open_text(path: Path, encoding: str | None = None) -> TextFile:
    """Return the text in a file; raise UsageError, with the line, for bytes that are not of its encoding."""
    size = path.stat().st_size
    if size > WHOLE and (name := _encoding(path, encoding)):
        with path.open(encoding=name, newline="") as stream:
            head = stream.read(_HEAD).removeprefix("\ufeff")
        a_line = len(head.encode(name, "replace")) / max(head.count("\n"), 1)
        return TextFile(head, name, max(int(size / a_line) - 1, 1), lambda: _lines(path, name), is_long=True)
    text, used = decode(path.read_bytes(), encoding)
    return TextFile(text, used, max(text.count("\n") - 1, 1), lambda: iter(io.StringIO(text, newline="")))


def _lines(path: Path, name: str) -> Iterator[str]:
    with path.open(encoding=name, newline="") as stream:
        first = next(stream, "")
        yield first.removeprefix("\ufeff")
        yield from stream


def _encoding(path: Path, wish: str | None) -> str:
    """Return the encoding in which all of a long file can be read, '' where its beginning misleads."""
    with path.open("rb") as stream:
        sample = stream.read(_SAMPLE)
        # The sample ends with a whole line, whose last byte may be the first half of a line feed.
        end = sample.rfind(b"\n") + 1
        name = encoding_of(sample[: end - end % 4] if b"\0" in sample else sample[:end], wish)
        stream.seek(0)
        decoder = codecs.getincrementaldecoder(name)()
        try:
            while chunk := stream.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return ""
    return name
