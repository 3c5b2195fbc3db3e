"""JSON Lines: one object to a line, UTF-8."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, BinaryIO, NoReturn

from crm_cli.errors import UsageError
from crm_cli.i18n import gettext as _


def read_jsonl(data: bytes) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the line number and the object of every line of `data` that is not blank.

    Raises UsageError with the line number for bytes that are not UTF-8, for a line that is not JSON (NaN and
    Infinity are not) and for JSON that is not an object.
    """
    # Only a line feed ends a line: U+2028 and its kin may stand inside a string.
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if line.strip():
            yield number, _object(number, line)


def write_jsonl(stream: BinaryIO, rows: Iterable[Mapping[str, Any]]) -> int:
    """Write each of `rows` as a line and return how many there were; dates and times become ISO text.

    Raises ValueError for NaN and infinities, which JSON does not have.
    """
    count = 0
    for row in rows:
        text = json.dumps(row, ensure_ascii=False, allow_nan=False, default=_plain)
        # A lone surrogate has no UTF-8; Python's escape of it is JSON's own.
        stream.write(text.encode("utf-8", "backslashreplace") + b"\n")
        count += 1
    return count


def _object(number: int, line: bytes) -> dict[str, Any]:
    try:
        value = json.loads(line.decode(), parse_constant=_constant)
    except UnicodeDecodeError as error:
        sentence = _("Line {line} (its byte {offset}) is not UTF-8 text.")
        raise UsageError(sentence.format(line=number, offset=error.start)) from None
    except (ValueError, RecursionError) as error:
        raise UsageError(_("Line {line} is not JSON: {reason}").format(line=number, reason=error)) from None
    if not isinstance(value, dict):
        raise UsageError(
            _("Line {line} is not a JSON object.").format(line=number),
            _("Each line holds one record, such as {example}.").format(example='{"name": "…"}'),
        )
    return value


def _constant(name: str) -> NoReturn:
    raise ValueError(name)


def _plain(value: object) -> object:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, set | frozenset):
        return sorted(value, key=str)
    raise TypeError(type(value).__name__)
