"""A read: plain SQL beside its frozen row class, with named parameters and optional segments.

`[and call.rep_no = :rep]` stays only when `rep` is given; `:reps*` is a list; `{order}` is a sort by name.
"""

import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, Generic, TypeVar, cast

from crm_cli.domain.cleaning import storable
from crm_cli.domain.frozen import Frozen
from crm_cli.errors import UsageError
from crm_cli.i18n import gettext as _

Row = TypeVar("Row")
Converter = Callable[[Any], Any]

_SEGMENT = re.compile(r"\[([^\[\]]*)\]")
# The colon stands first, for a pattern is looked for from its first character: six times as quickly.
_PARAMETER = re.compile(r":(?<![:\w]:)([a-z_]\w*)(\*?)")

_KEPT_TEXTS = 32
"""Texts of one statement that are kept."""

STATEMENTS: "list[Statement[Any]]" = []


def instant_text(instant: datetime) -> str:
    """Return an aware datetime as fixed-width UTC text, whole milliseconds; raise ValueError for a naive one."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a zone")
    return instant.astimezone(UTC).isoformat(timespec="milliseconds")[:23] + "Z"


def to_driver(value: object) -> object:
    """Return `value` as SQLite stores it: instants and days as text, yes and no as 1 and 0, text without NUL.

    Raises UsageError for a whole number that 64 bits cannot hold.
    """
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise UsageError(_("{number} is too large a number.").format(number=value))
    if isinstance(value, str):
        return storable(value).replace("\r\n", "\n") if not value.isprintable() else value
    return value


def _or_none(convert: Converter) -> Converter:
    return lambda value: None if value is None else convert(value)


_CONVERTERS: dict[Any, Converter] = {
    datetime: datetime.fromisoformat,
    datetime | None: _or_none(datetime.fromisoformat),
    date: date.fromisoformat,
    date | None: _or_none(date.fromisoformat),
    bool: bool,
    bool | None: _or_none(bool),
}


@lru_cache(maxsize=256)
def _converters(row: Hashable) -> tuple[tuple[int, Converter], ...]:
    kinds = row.__annotations__.values()  # the row class's own, in column order
    return tuple((i, _CONVERTERS[kind]) for i, kind in enumerate(kinds) if kind in _CONVERTERS)


class Prepared(Frozen):
    """SQL text with the values it needs, ready for the driver."""

    sql: str
    values: dict[str, object]


class Statement(Generic[Row]):
    """One question to the database; `row` is a Row whose fields are the columns in order."""

    def __init__(self, row: type[Row], sql: str, sorts: Mapping[str, str] | None = None) -> None:
        self.row = row
        self.sql = sql
        self.sorts = dict(sorts or {})
        # A command over thousands of records asks the same question of each, or of each chunk.
        self._texts: dict[Hashable, str] = {}
        STATEMENTS.append(self)

    def parameters(self) -> list[str]:
        """Return the names of every parameter, each once, in order."""
        return list(dict.fromkeys(name for name, _star in _PARAMETER.findall(self.sql)))

    def order(self, sort: str | None, *, descending: bool = False) -> str:
        """Return the ORDER BY terms of `sort` (the first when None); raise UsageError for an unknown one."""
        chosen = sort if sort is not None else next(iter(self.sorts))
        if chosen not in self.sorts:
            raise UsageError(
                _("This list cannot be sorted by {sort}.").format(sort=chosen),
                _("Sort by one of: {sorts}.").format(sorts=", ".join(self.sorts)),
            )
        terms = self.sorts[chosen]
        return _turned(terms) if descending else terms

    def prepare(
        self, given: Mapping[str, object], sort: str | None = None, *, descending: bool = False
    ) -> Prepared:
        """Return the text for the parameters given (None is not given) and their values as bound.

        Raises TypeError when one that the text needs is missing, or one given would be passed over: a
        filter that is not applied looks like an answer.
        """
        present: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
        shape = tuple((name, _length(value)) for name, value in present.items())
        if (text := self._texts.get((shape, sort, descending))) is None:
            text = self._laid_out(dict(shape), sort, descending=descending)
            if len(self._texts) < _KEPT_TEXTS:
                self._texts[shape, sort, descending] = text
        values: dict[str, object] = {}
        for name, length in shape:
            if length is None:
                values[name] = to_driver(present[name])
            else:
                values.update(zip(_numbered(name, length), map(to_driver, present[name]), strict=True))
        return Prepared(text, values)

    def _laid_out(self, lengths: Mapping[str, int | None], sort: str | None, *, descending: bool) -> str:
        """Return the text for the parameters given, lists with a place for each of their values."""
        text = _SEGMENT.sub(lambda part: part[1] if _needs(part[1]) <= lengths.keys() else "", self.sql)
        if self.sorts:
            text = text.replace("{order}", self.order(sort, descending=descending))
        bound: set[str] = set()

        def bind(match: re.Match[str]) -> str:
            name, star = match[1], match[2]
            if name not in lengths:
                raise TypeError(f"statement needs :{name}")
            bound.add(name)
            length = lengths[name]
            if not star:
                return f":{name}"
            if length is None:
                raise TypeError("a list parameter takes a list")
            return ", ".join(f":{one}" for one in _numbered(name, length)) or "null"

        text = _PARAMETER.sub(bind, text)
        if bound != lengths.keys():
            raise TypeError(f"statement does not use {sorted(lengths.keys() - bound)}")
        return text

    def read(self, rows: Iterable[Sequence[Any]]) -> list[Row]:
        """Return the driver's rows as `row` objects, columns converted by its annotations."""
        make = self.row._make  # type: ignore[attr-defined]
        converters = _converters(cast("Hashable", self.row))
        if not converters:
            return [make(row) for row in rows]
        found = []
        for row in rows:
            cells = list(row)
            for i, convert in converters:
                cells[i] = convert(cells[i])
            found.append(make(cells))
        return found


@lru_cache(maxsize=1024)
def _needs(segment: str) -> frozenset[str]:
    return frozenset(name for name, _star in _PARAMETER.findall(segment))


@lru_cache(maxsize=64)
def _numbered(name: str, count: int) -> tuple[str, ...]:
    return tuple(f"{name}_{place}" for place in range(count))


def _length(value: object) -> int | None:
    """Return how many values a list has, None for what is none."""
    return len(value) if isinstance(value, list | tuple | set | frozenset) else None


def _turned(terms: str) -> str:
    swap = {"asc": "desc", "desc": "asc"}
    return re.sub(r"\b(asc|desc)\b", lambda match: swap[match[1]], terms)
