"""What two records say of one thing: blanks are filled, and what loses is told and kept in the notes."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from crm_cli.domain import words
from crm_cli.domain.codes import number
from crm_cli.domain.titles import TITLES
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.storage.change import Change

Image = Mapping[str, Any]

BLANKS = {"kind": "company", "stage": "potential", "need_state": "unknown", "wechat_added": 0}
"""What a field holds of which nobody has said anything, where that is not '' or nothing."""
TOGETHER = {
    "customer": (
        *(("short_name",), ("kind",), ("industry",), ("city",), ("district",), ("address",)),
        *(
            ("building", "floor", "unit"),
            ("email",),
            ("website",),
            ("wechat",),
            ("qq",),
            ("line",),
            ("whatsapp",),
        ),
        *(
            ("source",),
            ("referrer", "referrer_no"),
            ("owner_no",),
            ("team_no",),
            ("territory",),
            ("timezone",),
        ),
        *(
            ("hours",),
            ("stage",),
            ("grade", "grade_at"),
            ("value_class",),
            ("need_state",),
            ("need_occasion",),
        ),
        *(("need_on",), ("need_quantity",), ("need_budget_minor",), ("need_supplier",), ("need_decides",)),
        *(("need_influences",), ("need_executes",)),
    ),
    "contact": (
        *(
            ("title",),
            ("department",),
            ("role",),
            ("email",),
            ("wechat", "wechat_added"),
            ("line",),
            ("whatsapp",),
        ),
        *(("qq",), ("birthday",), ("home_town",), ("school",), ("hobbies",)),
        ("consent_at", "consent_how", "consent_from"),
    ),
}
"""Fields that are filled, those that say one thing together: a door is no door of another building."""
OWN_RULE = {
    "customer": ("name", "notes", "closed_on", "closed_reason"),
    "contact": ("customer_no", "name", "reports_to_no", "left_on", "notes"),
}
"""Fields that have rules of their own: names, notes, and what says that a record is over."""
_KINDS = {"kind": "customer_kind", "stage": "stage", "value_class": "value_class", "need_state": "need_state",
          "source": "source", "role": "role"}  # fmt: skip
_TITLES = {"need_budget_minor": "need_budget", "hours": "visit_hours", "owner_no": "owner", "team_no": "team"}
_SILENT = frozenset({"grade_at", "referrer_no", "consent_at", "wechat_added", "owner_no", "team_no"})


class Settled(NamedTuple):
    """The values that fill blanks, and the fields in which the other one's value lost, with that value."""

    filled: dict[str, Any]
    lost: dict[str, Any]


def settle(table: str, kept: Image, other: Image) -> Settled:
    """Return what the record that stays takes from the other one, and what of the other it does not."""
    filled: dict[str, Any] = {}
    lost: dict[str, Any] = {}
    for fields in TOGETHER[table]:
        if all(is_blank(name, other[name]) for name in fields):
            continue
        if all(is_blank(name, kept[name]) for name in fields) or _is_part(fields, kept, other):
            filled |= {name: other[name] for name in fields if kept[name] != other[name]}
        else:
            lost |= {name: other[name] for name in _differing(fields, kept, other)}
    return Settled(filled, lost)


def is_blank(name: str, value: Any) -> bool:
    """Say whether a field holds what it holds when nobody has said anything."""
    return value is None or value == BLANKS.get(name, "")


def _is_part(fields: Sequence[str], kept: Image, other: Image) -> bool:
    """Say whether the other one says the same and more: 白云大厦 and 白云大厦 8/801."""
    return len(fields) > 1 and all(kept[name] == other[name] or is_blank(name, kept[name]) for name in fields)


def _differing(fields: Sequence[str], kept: Image, other: Image) -> Iterator[str]:
    for name in fields:
        if name not in _SILENT and kept[name] != other[name] and not is_blank(name, other[name]):
            yield name


def told(desk: Desk, lost: Mapping[str, Any]) -> str:
    """Return values that lost as people read them: `city: 深圳; website: x.cn`; '' for none."""
    return "; ".join(f"{_title(name)}: {_shown(desk, name, value)}" for name, value in lost.items())


def _title(name: str) -> str:
    key = _TITLES.get(name, name)
    return _(TITLES.get(key, key))


def _shown(desk: Desk, name: str, value: Any) -> str:
    if name in _KINDS:
        return words.label(_KINDS[name], value)
    if name == "need_budget_minor":
        from crm_cli.services.records import major

        return f"{major(value, desk.currency):,.2f} {desk.currency}"
    return str(value)


def notes_of_both(noun: str, kept: Image, other: Image, lost: str) -> str:
    """Return the notes of two records as one: theirs, and a line of what of the other one has no field left."""
    line = f"{number(noun, other['no'])} {other['name']}: {lost}" if lost else ""
    return notes_with(kept["notes"], other["notes"], line)


def notes_with(kept: str, notes: str, line: str) -> str:
    """Return notes with others, which they may hold already, and a line more, each '' for none."""
    return "\n".join(filter(None, (kept, "" if notes in kept else notes, line)))


def write(change: Change, table: str, kept: Image, wanted: Mapping[str, Any]) -> None:
    """Write those of the values over a record that are new to it, inside an open change."""
    fresh = {name: value for name, value in wanted.items() if kept[name] != value}
    if fresh:
        change.update(table, int(kept["no"]), **fresh)
