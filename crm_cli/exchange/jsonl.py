"""JSON Lines: one object to a line, UTF-8."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from typing import Any, BinaryIO, NoReturn

from crm_cli.errors import UsageError
from crm_cli.exchange.grid import LOT, Row
from crm_cli.i18n import gettext as _

_EXACT = 1e15


def read_jsonl(data: bytes) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the line number and the object of every line of `data` that is not blank.

    Raises UsageError with the line number for bytes that are not UTF-8, for a line that is not JSON (NaN and
    Infinity are not) and for JSON that is not an object.
    """
    # Only a line feed ends a line: U+2028 and its kin may stand inside a string.
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if line.strip():
            yield number, _object(number, line)


def looks_like_jsonl(head: str) -> bool:
    """Say whether a text begins with a JSON object on a line of its own."""
    first = head.lstrip("\ufeff\r\n \t").partition("\n")[0].strip()
    if not first.startswith("{"):
        return False
    try:
        return isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        # A line longer than the beginning that is looked at, or a broken first one.
        return first.startswith('{"') and not first.endswith((",", ";"))


def stream_objects(
    lines: Callable[[], Iterator[str]],
) -> tuple[list[str], Callable[[], Iterator[list[Row]]]]:
    """Return the keys of the first objects, and what reads all of them as rows of a table by the lot.

    A line that is no object, or has a key those have not, is a row with a problem. Nothing is empty text, yes and no
    are 1 and 0, and the parts of a list are divided as in our own exports.
    """
    header: dict[str, None] = {}
    for _line, found, problem in islice(_each(lines()), LOT):
        if not problem:
            header.update(dict.fromkeys(found))
    names = list(header)

    def every() -> Iterator[list[Row]]:
        source = _each(lines())
        while lot := list(islice(source, LOT)):
            yield [_row(names, header, *one) for one in lot]

    return names, every


def _each(lines: Iterable[str]) -> Iterator[tuple[int, dict[str, Any], str]]:
    """Yield the number and the object of every line that is not blank, or what is wrong with it."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield number, _object(number, line.encode("utf-8", "surrogatepass")), ""
            except UsageError as error:
                yield number, {"": line.strip()}, error.sentence


def _row(
    names: list[str], known: Mapping[str, None], number: int, found: dict[str, Any], problem: str
) -> Row:
    if problem:
        return Row(number, [*found.values()], problem)
    cells, strange = [_cell(found.get(name)) for name in names], [name for name in found if name not in known]
    if strange:
        problem = _("the first lines have no {name}").format(name=strange[0])
    elif None in cells:
        place = names[cells.index(None)]
        problem = _("{name} holds more than text and numbers").format(name=place)
    return Row(number, ["" if cell is None else cell for cell in cells], problem)


def _cell(value: object) -> str | None:
    """Return what a value is in a cell, None for what no cell can hold."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
        return str(int(value))
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list):
        parts = [_cell(one) if not isinstance(one, list) else None for one in value]
        return None if None in parts else "; ".join(part for part in parts if part)
    return None


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
