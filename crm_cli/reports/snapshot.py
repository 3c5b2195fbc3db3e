"""A daily report as text and back: kept when it is handed in, drawn later exactly as it was.

The text says the fields of each class by name, and the classes' annotations say what stands in them, so that a
field added later is empty in what was kept before, and one given up is passed over.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from types import UnionType
from typing import Any, ClassVar, cast, get_args, get_origin, get_type_hints

from crm_cli.reports.daily import DailyReport

FORMAT = 1
_PLAIN = (str, int, float, bool)
_EMPTY: Mapping[Any, Any] = {str: "", int: 0, float: 0.0, bool: False, date: date.min}


def freeze(report: DailyReport) -> str:
    """Return `report` as JSON text, its rows as tables so that no name is said twice."""
    kept = {"format": FORMAT, "report": _frozen(report, DailyReport)}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def thaw(text: str) -> DailyReport:
    """Return the report that `freeze` made `text` of, equal to it in every field."""
    return cast("DailyReport", _thawed(json.loads(text)["report"], DailyReport))


@lru_cache(maxsize=128)
def _fields(kind: Any) -> Mapping[str, Any]:
    """Return the fields of a row or a NamedTuple with their types, in order."""
    hints = get_type_hints(kind)
    return {field: hints[field] for field in kind._fields if get_origin(hints[field]) is not ClassVar}


def _is_record(kind: Any) -> bool:
    return isinstance(kind, type) and hasattr(kind, "_fields")


@lru_cache(maxsize=512)
def _alternatives(kind: Any) -> tuple[Any, ...]:
    """Return the types a value of `kind` may have besides None."""
    found = get_args(kind) if isinstance(kind, UnionType) else (kind,)
    return tuple(one for one in found if one is not type(None))


def _frozen(value: Any, kind: Any) -> Any:
    if value is None or (_alternatives(kind)[0] in _PLAIN):
        return value
    return _freezer(kind)(value)


def _freezer(kind: Any) -> Callable[[Any], Any]:
    kind = _alternatives(kind)[0]
    if kind in {date, datetime}:
        return lambda value: value.isoformat()
    if _is_record(kind):
        return lambda value: {
            field: _frozen(cell, of) for (field, of), cell in zip(_fields(kind).items(), value, strict=True)
        }
    inner = get_args(kind)
    if get_origin(kind) is dict:
        return lambda value: {key: _frozen(cell, inner[1]) for key, cell in value.items()}
    if _is_record(inner[0]):
        return lambda value: _table(value, inner[0])
    return lambda value: [_frozen(cell, of) for cell, of in zip(value, _each(kind, value), strict=True)]


def _table(rows: Sequence[Sequence[Any]], kind: Any) -> dict[str, Any]:
    kinds = list(_fields(kind).values())
    return {
        "fields": list(_fields(kind)),
        "rows": [[_frozen(cell, of) for cell, of in zip(row, kinds, strict=True)] for row in rows],
    }


def _each(kind: Any, value: Sequence[Any]) -> Sequence[Any]:
    """Return the type of each part of a tuple: one for all (`tuple[X, ...]`) or its own."""
    inner = get_args(kind)
    return [inner[0]] * len(value) if inner[-1] is Ellipsis else inner


def _thawed(kept: Any, kind: Any) -> Any:
    chosen = _alternatives(kind)[0]
    if kept is None or chosen in _PLAIN:
        return kept
    if chosen in {date, datetime}:
        return chosen.fromisoformat(kept)
    if _is_record(chosen):
        return _record(kept, chosen)
    inner = get_args(chosen)
    if get_origin(chosen) is dict:
        return {key: _thawed(cell, inner[1]) for key, cell in kept.items()}
    if _is_record(inner[0]):
        return _rows(kept, inner[0])
    return tuple(_thawed(cell, of) for cell, of in zip(kept, _each(chosen, kept), strict=True))


def _record(kept: Mapping[str, Any], kind: Any) -> Any:
    return kind._make(
        _thawed(kept[field], of) if field in kept else _empty(of) for field, of in _fields(kind).items()
    )


def _rows(kept: Mapping[str, Any], kind: Any) -> tuple[Any, ...]:
    places = {field: place for place, field in enumerate(kept["fields"])}
    # What stands in a column is asked once, not for every one of thousands of cells.
    plan = [(places.get(field), of, _alternatives(of)[0] in _PLAIN) for field, of in _fields(kind).items()]
    return tuple(
        kind._make(
            _empty(of) if place is None else row[place] if plain else _thawed(row[place], of)
            for place, of, plain in plan
        )
        for row in kept["rows"]
    )


def _empty(kind: Any) -> Any:
    """Return what stands in a field that was not known yet when the report was kept."""
    chosen = _alternatives(kind)[0]
    if isinstance(kind, UnionType) and type(None) in get_args(kind):
        return None
    if _is_record(chosen):
        return _record({}, chosen)
    if get_origin(chosen) in {dict, tuple}:
        return get_origin(chosen)()
    return _EMPTY.get(chosen)
