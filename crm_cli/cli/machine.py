"""Rows written for programs: keys are never translated and values are exact."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from math import isfinite

from crm_cli import clock
from crm_cli.domain.cleaning import clean, defuse
from crm_cli.domain.table import Column


def _moment(value: date | time, zone: str) -> str:
    if isinstance(value, datetime):
        local = value.astimezone(clock.zone(zone)) if value.tzinfo else value
        return local.isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date) else value.isoformat("minutes")


def exact(value: object, zone: str) -> object:
    """Return `value` as JSON has it: instants ISO 8601 with the offset of `zone`, text cleaned.

    Newlines and tabs stay; a number that is not finite is null; what JSON does not know is its text.
    """
    match value:
        case None | bool() | int():
            return value
        case float():
            return value if isfinite(value) else None
        case date() | time():
            return _moment(value, zone)
        case Mapping():
            return {clean(str(key)): exact(item, zone) for key, item in value.items()}
        case list() | tuple():
            return [exact(item, zone) for item in value]
    return clean(str(value), multiline=True)


def record(row: Mapping[str, object], columns: Sequence[Column], zone: str) -> dict[str, object]:
    """Return the exact values of `row` under the keys of `columns`, null where it has none."""
    return {column.key: exact(row.get(column.key), zone) for column in columns}


def _flat(value: object) -> str:
    """Return an exact value as one cell; lists of plain values are joined, deeper ones are JSON."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return value
        case list() if not any(isinstance(item, dict | list) for item in value):
            return ", ".join(map(_flat, value))
        case dict() | list():
            import json

            return json.dumps(value, ensure_ascii=False)
    return str(value)


def _cells(rows: Iterable[Mapping[str, object]], columns: Sequence[Column], zone: str) -> Iterator[list[str]]:
    yield [column.key for column in columns]
    for row in rows:
        yield [_flat(exact(row.get(column.key), zone)) for column in columns]


def tsv(rows: Iterable[Mapping[str, object]], columns: Sequence[Column], zone: str) -> Iterator[str]:
    """Yield tab-separated lines, keys first; tabs and newlines inside a cell become a space."""
    for cells in _cells(rows, columns, zone):
        yield "\t".join(map(clean, cells)) + "\n"


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if any(mark in cell for mark in ',"\r\n') else cell


def csv(rows: Iterable[Mapping[str, object]], columns: Sequence[Column], zone: str) -> Iterator[str]:
    r"""Yield lines of RFC 4180 text, keys first, formulas defused; they end in `\n`, as pipes want."""
    for cells in _cells(rows, columns, zone):
        line = ",".join(_quoted(defuse(cell)) for cell in cells)
        # A single empty cell would be a blank line, which readers skip.
        yield (line or '""') + "\n"


def jsonl(rows: Iterable[Mapping[str, object]], columns: Sequence[Column], zone: str) -> Iterator[str]:
    """Yield one JSON object a line."""
    import json

    encode = json.JSONEncoder(ensure_ascii=False).encode
    return (encode(record(row, columns, zone)) + "\n" for row in rows)


def array(rows: Iterable[Mapping[str, object]], columns: Sequence[Column], zone: str) -> Iterator[str]:
    """Yield the text of one JSON array, indented by two."""
    import json

    yield json.dumps([record(row, columns, zone) for row in rows], ensure_ascii=False, indent=2) + "\n"


def single(row: Mapping[str, object], columns: Sequence[Column], zone: str) -> Iterator[str]:
    """Yield the text of one JSON object, indented by two."""
    import json

    yield json.dumps(record(row, columns, zone), ensure_ascii=False, indent=2) + "\n"
