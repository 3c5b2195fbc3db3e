"""Columns that are worked out from others: folded names, initials, pinyin, sort keys.

They and the facts are left out of the journal's images: undo works them out again.
"""

from collections.abc import Container, Mapping, Sequence
from functools import lru_cache
from operator import add
from typing import Any

_REST = ("rest_outcome_no", "rest_list_no", "rest_at")
FACTS = {
    "customer": ("last_tried_at", "last_touch_at", *_REST),
    "phone": ("tries", "last_tried_at"),
    "step": ("dial_phone_no", "dial_zone", "dial_at", *_REST),
    "list_number": (
        *("turn", "stage_rank", "zone", "outcome_no", "tried_at", "half", "tries", "follower_no"),
        *_REST,
    ),
}
DERIVED = {
    "customer": ("name_key", "initials", "pinyin", "sort_key"),
    "contact": ("name_key", "initials", "pinyin"),
    "customer_name": ("name_key", "initials", "pinyin"),
    "rep": ("name_key", "initials", "pinyin"),
    "team": ("name_key",),
    "outcome": ("name_key", "initials"),
}
LEFT_OUT = {table: (*FACTS.get(table, ()), *DERIVED.get(table, ())) for table in {*FACTS, *DERIVED}}

_ENDED = {"dial_phone_no": None, "dial_zone": "", "dial_at": None, **dict.fromkeys(_REST)}
"""The facts of a step that is not open any more: none. Left as they stood when it ended, nothing could work them out
again, and a step removed after that would come back from an undo without them."""

_PEOPLE = frozenset({"contact", "rep"})

Image = dict[str, Any]


def complete(table: str, values: Image, before: Image | None) -> Image:
    """Return `values` with the derived columns they decide; `before` is the row they change, if any."""
    if table == "step" and values.get("state", "open") != "open":
        return {**values, **_ENDED}
    if table not in DERIVED:
        return values
    names = ("name", "short_name") if table == "customer" else ("name",)
    if not any(name in values for name in names):
        return values
    row = {**before, **values} if before else values
    return {**values, **_derive(table, row)}


def is_deciding(table: str, columns: Container[str]) -> bool:
    """Say whether new values of these columns decide others that `complete` works out."""
    if table == "step":
        return "state" in columns
    return table in DERIVED and ("name" in columns or "short_name" in columns)


def complete_columns(table: str, columns: Mapping[str, Sequence[Any]]) -> dict[str, list[str]]:
    """Return the derived columns of new rows whose other columns are given, a value for each row.

    Names that were folded already may be given as `name_key`.
    """
    if table not in DERIVED or "name" not in columns:
        return {}
    from crm_cli.domain.folding import fold_all
    from crm_cli.domain.pinyin import spelled_all

    keys = list(columns["name_key"]) if "name_key" in columns else fold_all(columns["name"])
    names = ("name_key", "initials", "pinyin", "sort_key")
    found = dict(zip(names, (keys, *spelled_all(keys, table in _PEOPLE)), strict=True))
    for place, short in enumerate(columns.get("short_name", ()) if table == "customer" else ()):
        if short:
            row = _derive(table, {"name": columns["name"][place], "short_name": short})
            for name, value in row.items():
                found[name][place] = value
    return {name: found[name] for name in DERIVED[table]}


def _derive(table: str, row: Image) -> Image:
    fold, spelled = _spelling()
    key = fold(str(row["name"]))
    if table == "team":
        return {"name_key": key}
    initials, syllables, order = spelled(key, surname=table in _PEOPLE)
    if table == "outcome":
        return {"name_key": key, "initials": initials}
    if table != "customer":
        return {"name_key": key, "initials": initials, "pinyin": syllables}
    if row.get("short_name"):
        short = fold(str(row["short_name"]))
        # A separator no query can hold keeps a match from running out of one name into the other.
        also = ("\n" + text for text in (short, *spelled(short)))
        key, initials, syllables, _order = map(add, (key, initials, syllables, order), also)
    return {"name_key": key, "initials": initials, "pinyin": syllables, "sort_key": order}


@lru_cache(maxsize=1)
def _spelling() -> tuple[Any, Any]:
    # A file has a hundred thousand names, and asking for a module each time costs as much as spelling one.
    from crm_cli.domain.folding import fold
    from crm_cli.domain.pinyin import spelled

    return fold, spelled
