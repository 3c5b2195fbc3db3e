"""The doors of a tower or a street, from what is typed of its floors, units and shop numbers."""

import re
from collections.abc import Iterable, Mapping, Sequence

from crm_cli.domain.folding import fold
from crm_cli.domain.frozen import Frozen
from crm_cli.errors import UsageError
from crm_cli.i18n import gettext as _

MOST_DOORS = 20_000
"""More than any building has: beyond it somebody typed a nought too many."""
_STEP = 10
# Ground floor, mezzanine and what lies between the numbered ones, and what is above them all.
_NAMED = {"LG": -5, "G": 0, "GF": 0, "UG": 3, "M": 5, "MF": 5, "PH": 100_000, "R": 100_001, "RF": 100_001}
_WORDS = frozenset(
    {*_NAMED, "B", "L", "P", "MZ", "GROUND", "LOBBY", "ROOF", "TOP"}
    | {"天台", "顶", "首", "地", "地下", "地库", "地面", "大堂", "夹", "阁", "阁楼", "半地下", "屋顶"}
)
"""What a floor without a figure may be called; 楼 and 层 are left out of a label."""
_DASHES = str.maketrans(dict.fromkeys("–—－~～至到", "-"))
_PARTS = re.compile(r"([A-Z]*)(\d*)([A-Z]*)")


class Floor(Frozen):
    """A floor's label and its place from the ground up; a basement's is negative, neighbours may be far apart."""

    label: str
    order: int


class PlacedDoor(Frozen):
    """A door to be: what is written on it, its floor's label and order ('' and 0 in a street), its place, its side."""

    code: str
    floor: str
    floor_order: int
    position: int
    side: str = ""


def floor_label(text: str) -> str:
    """Return a floor's label as it is kept: `30/F`, `30楼` and `030` are 30, `-2` and 负2 are B2."""
    label = re.sub(r"[\s楼层樓層]|/F$|(?<=\d)F$", "", fold(text).upper())
    label = re.sub(r"^(?:-|负|地下)(?=\d)", "B", label)
    return re.sub(r"(?<!\d)0+(?=\d)", "", label)


def read_floors(text: str, *, basement: int = 0, skip: str = "") -> list[Floor]:
    """Return the floors that `80`, `3-80`, `B2-80`, `G,2-30` or `1,2,3A,5-20` says, from the ground up.

    `80` alone is floors 1 to 80; `basement` adds as many below, `skip` names those there are none of. Raises
    UsageError for anything else, such as a word that is no floor (abc).
    """
    labels = _every_label(text, basement)
    for label in labels:
        if label not in _WORDS and not any(mark.isdigit() for mark in label):
            raise _unclear(label)
    left_out = set(_labels(skip)) if skip.strip() else set()
    found = _in_order(label for label in dict.fromkeys(labels) if label not in left_out)
    if not found:
        raise _unclear(text)
    return found


def _every_label(text: str, basement: int) -> list[str]:
    labels = _labels(f"1-{text.strip()}" if text.strip().isdecimal() else text)
    return [f"B{depth}" for depth in range(basement, 0, -1)] + labels


def skipped_in_vain(text: str, *, basement: int = 0, skip: str = "") -> list[str]:
    """Return the floors of `skip` that `read_floors` would not have had anyway."""
    known = set(_every_label(text, basement))
    return [label for label in _labels(skip) if label not in known] if skip.strip() else []


def order_of(label: str) -> int | None:
    """Return a floor's place from the ground up; None for a label that says none."""
    if label in _NAMED:
        return _NAMED[label]
    found = _PARTS.fullmatch(label)
    if found is None or not found[2] or len(found[2]) > 4:
        return None
    number, suffix = int(found[2]) * _STEP, min(ord(found[3][:1] or "@") - ord("@"), _STEP - 1)
    return {"B": -number + suffix, "": number + suffix, "L": number + suffix, "F": number + suffix}.get(
        found[1]
    )


def _in_order(labels: Iterable[str]) -> list[Floor]:
    """Return floors from the ground up; one whose label says no place stands above the one before it."""
    found: dict[int, str] = {}
    last = 0
    for label in labels:
        order = order_of(label)
        last = last + 1 if order is None else order
        while last in found:
            last += 1
        found[last] = label
    return [Floor(label, order) for order, label in sorted(found.items())]


def _labels(text: str) -> list[str]:
    """Return the floors of a list of labels and ranges, as typed."""
    found: list[str] = []
    for part in _pieces(text):
        # A minus at the start is a basement, not a range.
        first, dash, last = part[:1] + part[1:].partition("-")[0], "-" in part[1:], part[1:].partition("-")[2]
        found += _floor_range(floor_label(first), floor_label(last), text) if dash else [floor_label(part)]
    if not found or any(not label.isalnum() for label in found):
        raise _unclear(text)
    return found


def _floor_range(first: str, last: str, text: str) -> list[str]:
    if (
        first.startswith("B")
        and first[1:].isdecimal()
        and not (last.startswith("B") and last[1:].isdecimal())
    ):
        below = [f"B{depth}" for depth in _span(int(first[1:]), 1, text)]
        return [*below, *([last] if last == "G" else _floor_range("1", last, text))]
    if first == "G":
        return ["G", *_floor_range("1", last, text)]
    return read_units(f"{first}-{last}")


def read_units(text: str) -> list[str]:
    """Return the unit labels that `01-12`, `A-H`, `01,02,05` or `A1-A6` says, with their leading noughts.

    Raises UsageError for anything else and for more than MOST_DOORS.
    """
    found: list[str] = []
    for part in _pieces(text):
        first, dash, last = part.partition("-")
        found += _unit_range(first, last, text) if dash else [part]
    if not found or any(not label.isalnum() for label in found):
        raise _unclear(text)
    return list(dict.fromkeys(found))


def _pieces(text: str) -> list[str]:
    plain = re.sub(r"\s*-\s*", "-", fold(text.translate(_DASHES)).upper())
    return [part for part in re.split(r"[\s,、;]+", plain) if part]


def _unit_range(first: str, last: str, text: str) -> list[str]:
    one, other = _PARTS.fullmatch(first), _PARTS.fullmatch(last)
    if one is None or other is None:
        raise _unclear(text)
    if one[2] and other[2] and one[3] == other[3] and other[1] in {one[1], ""}:
        width = len(one[2]) if one[2].startswith("0") else 0
        return [f"{one[1]}{no:0{width}}{one[3]}" for no in _span(int(one[2]), int(other[2]), text)]
    # Letters count after a number (01A-01D), or by themselves.
    stem, start, end = (one[1] + one[2], one[3], other[3]) if one[2] else ("", first, last)
    if (other[2] and other[1] + other[2] != stem) or len(start) != 1 or len(end) != 1:
        raise _unclear(text)
    return [f"{stem}{chr(letter)}" for letter in _span(ord(start), ord(end), text)]


def _span(first: int, last: int, text: str) -> range:
    if abs(last - first) >= MOST_DOORS:
        raise UsageError(_("{text} is more than {count} of them.").format(text=text, count=MOST_DOORS))
    return range(first, last + 1) if first <= last else range(first, last - 1, -1)


def _unclear(text: str) -> UsageError:
    return UsageError(
        _("{text} names no floors or doors.").format(text=text.strip() or "''"),
        _("For example --floors 3-80 --units 01-12; --floors G,2-30 --units A-H; --shops 1-120."),
    )


def tower_doors(
    floors: Sequence[Floor], units: Sequence[str], irregular: Mapping[str, Sequence[str]]
) -> list[PlacedDoor]:
    """Return the doors of a tower, from the ground up; `irregular` are the units of floors that have others.

    A code is floor and unit (`3012`, `12A`), with a `-` between everywhere where two would be the same otherwise.
    Raises UsageError for more than MOST_DOORS, and for codes that are the same all the same.
    """
    known = {floor.label for floor in floors}
    every = [*floors, *(one for one in _in_order(irregular) if one.label not in known)]
    placed = [
        (floor, place, unit)
        for floor in sorted(every, key=lambda one: one.order)
        for place, unit in enumerate(irregular.get(floor.label, units), 1)
    ]
    if len(placed) > MOST_DOORS:
        raise UsageError(
            _("That would be {count} doors.").format(count=len(placed)), "--floors 3-80 --units 01-12"
        )
    whole = {label for label, said in irregular.items() if _are_whole(label, said)}
    for dash in ("", "-"):
        codes = [
            unit if floor.label in whole else f"{floor.label}{dash}{unit}" for floor, _place, unit in placed
        ]
        if len(set(codes)) == len(codes):
            break
    else:
        twice = next(code for code in codes if codes.count(code) > 1)
        raise UsageError(_("Two doors would be called {code}.").format(code=twice), '--floor "3:01-06"')
    return [
        PlacedDoor(code, floor.label, floor.order, place)
        for code, (floor, place, _unit) in zip(codes, placed, strict=True)
    ]


def _are_whole(floor: str, units: Sequence[str]) -> bool:
    """Say whether the units said of one floor are codes already: 301-306 of floor 3."""
    return all(unit.startswith(floor) and len(unit) >= len(floor) + 2 for unit in units)


def read_irregular(texts: Iterable[str]) -> dict[str, list[str]]:
    """Return the units of each floor said as `3:01-06` or `PH:A`; a floor with nothing behind it has no door."""
    found = {}
    for text in texts:
        floor, colon, units = text.replace("：", ":").partition(":")
        if not colon or not (label := floor_label(floor)).isalnum():
            raise UsageError(
                _("{text} names no floor with its units.").format(text=text), '--floor "3:01-06"'
            )
        found[label] = read_units(units) if units.strip() else []
    return found


def street_doors(
    shops: str = "", *, left: str = "", right: str = "", is_two_sided: bool = True
) -> list[PlacedDoor]:
    """Return the shops of a street, the odd on the left and the even on the right.

    `left` and `right` say otherwise which are where; a street that is not two-sided has no sides. `left` and `right` that overlap go by twos (1-119 and 2-120), others one by one (1-60 and 61-120).
    """
    if not (left or right):
        numbers = read_units(shops)
        if not is_two_sided:
            return _side(numbers, "")
        odd = [one for one in numbers if _number(one) % 2]
        return [*_side(odd, "left"), *_side([one for one in numbers if one not in set(odd)], "right")]
    sides = read_units(left) if left else [], read_units(right) if right else []
    if not set(sides[0]).isdisjoint(sides[1]):
        sides = _by_twos(sides[0]), _by_twos(sides[1])
    if twice := set(sides[0]) & set(sides[1]):
        raise UsageError(_("{codes} would be on both sides.").format(codes=", ".join(sorted(twice)[:5])))
    return [*_side(sides[0], "left"), *_side(sides[1], "right")]


def _side(numbers: Sequence[str], side: str) -> list[PlacedDoor]:
    ordered = sorted(numbers, key=lambda code: (_number(code), code))
    return [PlacedDoor(code, "", 0, place, side) for place, code in enumerate(ordered, 1)]


def _by_twos(numbers: Sequence[str]) -> list[str]:
    first = _number(numbers[0])
    return [one for one in numbers if _number(one) % 2 == first % 2]


def _number(code: str) -> int:
    found = re.search(r"\d+", code)
    return int(found[0]) if found else 0
