"""`crm building show`: a building whole: its floors, its front desk, who is in it."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from crm_cli.cli import output, session
from crm_cli.cli.buildings import Things
from crm_cli.cli.front_desk import as_json, gate_pairs, pair_lines
from crm_cli.cli.listing import for_people, title
from crm_cli.cli.output import Column
from crm_cli.domain import words
from crm_cli.domain.frozen import Frozen
from crm_cli.i18n import gettext as _
from crm_cli.services.buildings import building
from crm_cli.services.desk import Desk
from crm_cli.services.front_desk import At, Memory, memory
from crm_cli.services.records import plain, record
from crm_cli.services.units import units_of
from crm_cli.storage.buildings import BuildingRow, UnitRow
from crm_cli.storage.front_desk import FrontDeskRow

_CARD = (
    "no",
    "name",
    "kind",
    "city",
    "district",
    "address",
    "rule",
    "note",
    "retired_on",
    "floors",
    "units",
    "tenants",
)
_IRREGULAR = 8
"""Floors with other doors than most that are named one by one."""


class Whole(Frozen):
    """A building with its doors in use and its front desk."""

    row: BuildingRow
    doors: list[UnitRow]
    memory: Memory


def show(things: Things) -> None:
    """Show buildings with their floors and doors, and what is known of the front desk."""
    with session.desk() as desk:
        found = [_whole(desk, building(desk, text)) for text in session.each(things)]
        wish = session.style(desk.zone).format
        if wish in {"json", "jsonl"}:
            _write_json(desk, found, lines=wish == "jsonl")
        elif wish in {"csv", "tsv", "ids"}:
            from crm_cli.cli.listing import show_list

            show_list(desk, "building", [one.row for one in found])
        else:
            for place, one in enumerate(found):
                if place:
                    output.tell("")
                _write_text(desk, one)


def _whole(desk: Desk, row: BuildingRow) -> Whole:
    return Whole(row, units_of(desk, row.no), memory(desk, At(row.no, None, row.name)))


def _write_json(desk: Desk, found: Sequence[Whole], *, lines: bool) -> None:
    import json

    objects = [
        {
            **plain(record(one.row, desk), desk),
            "doors": [plain(_door(door), desk) for door in one.doors],
            "front_desk": as_json(desk, one.memory),
        }
        for one in found
    ]
    if lines:
        for each in objects:
            output.tell(json.dumps(each, ensure_ascii=False))
        return
    whole: Any = objects[0] if len(objects) == 1 else objects
    output.tell(json.dumps(whole, ensure_ascii=False, indent=2))


def _door(door: UnitRow) -> dict[str, Any]:
    return {
        "unit": door.code,
        "floor": door.floor,
        "position": door.position,
        "side": door.side,
        "note": door.note,
    }


def _write_text(desk: Desk, found: Whole) -> None:
    style = session.style(desk.zone)
    if style.format is None and not style.is_terminal:
        style = style._replace(format="text")
    card = for_people("building", record(found.row, desk))
    shown = {key: card[key] for key in _CARD if card[key] not in (None, "", 0)}
    if found.doors:
        shown["doors"] = doors_in_words(found.row.kind, found.doors)
    output.emit_one(shown, [Column(key, title(key)) for key in shown], style._replace(columns=None))
    told = [*map(_note, found.memory.notes), *gate_pairs(found.memory)]
    if told:
        output.emit_block(_("Front desk"), pair_lines(told, margin=2), style)


def _note(note: FrontDeskRow) -> tuple[str, str]:
    return words.label("front_desk_kind", note.kind), f"{note.words}  {note.rep}".rstrip()


def doors_in_words(kind: str, doors: Sequence[UnitRow]) -> str:
    """Return how the doors of a building lie: first and last, how many a floor, which floors differ."""
    if kind == "street":
        sides = {side: [one.code for one in doors if one.side == side] for side in ("left", "right", "")}
        told = [
            " ".join(filter(None, (words.label("side", side), f"{codes[0]} … {codes[-1]}")))
            for side, codes in sides.items()
            if codes
        ]
        return "; ".join(told)
    floors = Counter(one.floor for one in doors)
    usual = Counter(floors.values()).most_common(1)[0][0]
    other = [f"{floor} ({count})" for floor, count in floors.items() if count != usual]
    if len(other) > _IRREGULAR:
        other = [*other[:_IRREGULAR], "…"]
    usually = _("{first} … {last}, {count} on a floor").format(
        first=doors[0].code, last=doors[-1].code, count=usual
    )
    more = _("other: {floors}").format(floors=", ".join(other))
    return f"{usually}; {more}" if other else usually
