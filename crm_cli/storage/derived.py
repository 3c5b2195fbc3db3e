"""Columns that are worked out from others: folded names, initials, pinyin, sort keys.

They and the facts are left out of the journal's images: undo works them out again.
"""

from typing import Any

FACTS = {"customer": ("last_tried_at", "last_touch_at"), "phone": ("tries", "last_tried_at")}
DERIVED = {
    "customer": ("name_key", "initials", "pinyin", "sort_key"),
    "contact": ("name_key", "initials", "pinyin"),
    "rep": ("name_key", "initials", "pinyin"),
    "team": ("name_key",),
    "outcome": ("name_key", "initials"),
}
LEFT_OUT = {table: (*FACTS.get(table, ()), *DERIVED.get(table, ())) for table in {*FACTS, *DERIVED}}

Image = dict[str, Any]


def complete(table: str, values: Image, before: Image | None) -> Image:
    """Return `values` with the derived columns they decide; `before` is the row they change, if any."""
    if table not in DERIVED:
        return values
    names = ("name", "short_name") if table == "customer" else ("name",)
    if not any(name in values for name in names):
        return values
    row = {**before, **values} if before else values
    return {**values, **_derive(table, row)}


def _derive(table: str, row: Image) -> Image:
    from crm_cli.domain.folding import fold
    from crm_cli.domain.pinyin import initials, sort_key, syllables

    key = fold(str(row["name"]))
    if table == "team":
        return {"name_key": key}
    if table == "outcome":
        return {"name_key": key, "initials": initials(key)}
    if table != "customer":
        return {
            "name_key": key,
            "initials": initials(key, surname=True),
            "pinyin": syllables(key, surname=True),
        }
    order = sort_key(key)
    if not row.get("short_name"):
        return {"name_key": key, "initials": initials(key), "pinyin": syllables(key), "sort_key": order}
    # A separator no query can hold keeps a match from running out of one name into the other.
    spoken = [key, fold(str(row["short_name"]))]
    return {
        "name_key": "\n".join(spoken),
        "initials": "\n".join(map(initials, spoken)),
        "pinyin": "\n".join(map(syllables, spoken)),
        "sort_key": order,
    }
