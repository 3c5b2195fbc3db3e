"""Days of plans side by side: what stands in each column, where a plan that is carried would stand, which letters conflicts have."""

from collections.abc import Iterable, Sequence
from datetime import date
from string import ascii_lowercase

from crm_cli.domain.frozen import Frozen
from crm_cli.domain.words import weekday
from crm_cli.i18n import gettext as _
from crm_cli.reports.agenda import Agenda, Entry
from crm_cli.reports.agenda_conflicts import Conflict
from crm_cli.storage.plans import PlanRow

LETTERS = {"planned": "P", "visited": "V", "cancelled_by_us": "U", "cancelled_by_them": "T", "incident": "I"}
"""By which a plan's state is known where there is no room for a word, and no colour."""
STYLES = {"visited": "green", "cancelled_by_us": "red", "cancelled_by_them": "red", "incident": "red"}


class Spot(Frozen):
    """A column: a day of a rep."""

    day: date
    rep_no: int


class Held(Frozen):
    """A plan that was picked up: as it was then, from which column, over which, and its place among the plans there."""

    row: PlanRow
    entry: Entry
    start: Spot
    to: Spot
    place: int
    was: int

    @property
    def is_elsewhere(self) -> bool:
        """Whether it would stand anywhere else if it were dropped now."""
        return (self.to, self.place) != (self.start, self.was)


class Item(Frozen):
    """Something in a column, with the letters of its conflicts."""

    entry: Entry
    marks: str = ""
    is_held: bool = False

    @property
    def key(self) -> tuple[int, str]:
        """Whose it is, and its number."""
        return self.entry.rep_no, self.entry.number


class DayColumn(Frozen):
    """A day of a rep with what stands there: the plans in their order, then what was promised. `is_read` or not yet."""

    spot: Spot
    title: str
    items: tuple[Item, ...]
    is_read: bool = True


class Told(Frozen):
    """A conflict of the days that are shown, by its letter."""

    letter: str
    conflict: Conflict

    def is_of(self, entry: Entry) -> bool:
        """Whether an entry is one of those it is about."""
        return entry.number in self.conflict.records and entry.rep in self.conflict.reps


def plans_of(found: Agenda, spot: Spot) -> list[Entry]:
    """Return the plans of a rep's day in their order."""
    rows = [one for one in found.entries if one.is_visit and (one.day, one.rep_no) == spot]
    return sorted(rows, key=lambda one: (one.position, one.at is None, one.at and one.at.timestamp(), one.no))


def promises_of(found: Agenda, spot: Spot) -> list[Entry]:
    """Return the callbacks and steps of a rep's day, those with a time first."""
    return [one for one in found.entries if not one.is_visit and (one.day, one.rep_no) == spot]


def others_of(found: Agenda, held: Held) -> list[Entry]:
    """Return the plans among which one is carried, without itself."""
    return [one for one in plans_of(found, held.to) if one.no != held.entry.no]


def before(found: Agenda, held: Held) -> int | None:
    """Return the number of the open plan before which one would be dropped, None behind all."""
    return next((one.no for one in others_of(found, held)[held.place :] if one.is_open), None)


def told_conflicts(found: Agenda, days: Iterable[date], reps: Iterable[str]) -> list[Told]:
    """Return the conflicts of some days and reps with their letters, by day; beyond z they share a +."""
    shown, names = set(days), set(reps)
    rows = [one for one in found.conflicts if one.day in shown and names.intersection(one.reps)]
    return [
        Told(ascii_lowercase[at] if at < len(ascii_lowercase) else "+", one) for at, one in enumerate(rows)
    ]


def column(found: Agenda, spot: Spot, title: str, told: Sequence[Told], held: Held | None) -> DayColumn:
    """Return a column; what is carried stands in it where it would be dropped, and not where it came from."""
    plans = plans_of(found, spot)
    items = [
        Item(one, "".join(dict.fromkeys(mark.letter for mark in told if mark.is_of(one))))
        for one in (*plans, *promises_of(found, spot))
        if held is None or not one.is_visit or one.no != held.entry.no or one.rep_no != held.start.rep_no
    ]
    if held is not None and held.to == spot:
        items.insert(
            min(held.place, sum(one.entry.is_visit for one in items)), Item(held.entry, is_held=True)
        )
    return DayColumn(spot, title, tuple(items))


def day_title(found: Agenda | None, spot: Spot, today: date) -> str:
    """Return what a day is called: its date, today in brackets, and why it is not worked."""
    told = f"{spot.day:%m-%d} {weekday(spot.day)}"
    if spot.day == today:
        told = f"[{told}]"
    return " ".join(filter(None, (told, _off(found, spot))))


def rep_title(found: Agenda, spot: Spot) -> str:
    """Return whose column it is, and that they are away."""
    name = next((one.name for one in found.people if one.no == spot.rep_no), "")
    return " ".join(filter(None, (name, _away(found, spot))))


def _off(found: Agenda | None, spot: Spot) -> str:
    if found is None:
        return ""
    if away := _away(found, spot):
        return away
    day = next((one for one in found.days if one.day == spot.day), None)
    if day is None or day.is_working:
        return ""
    return _("(holiday)") if day.is_holiday else _("(day off)")


def _away(found: Agenda, spot: Spot) -> str:
    absence = found.away(spot.day, spot.rep_no)
    return "" if absence is None else f"({': '.join(filter(None, (_('away'), absence.reason)))})"
