"""A sweep on a day of it, as rows that a report keeps: what was done that day beside how the sweep stands."""

from crm_cli.domain.frozen import Frozen
from crm_cli.reports.figures import Rate


class FrontDay(Frozen):
    """A front when the day was over: doors of its part, those left, the one it comes to next ('' for none).

    Left are those to do, of a finished sweep those never knocked at.
    """

    name: str
    direction: str
    reps: tuple[str, ...]
    doors: int
    left: int
    next: str
    helping: bool


class GridLine(Frozen):
    """Doors beside each other, a letter each: those knocked at that day, and all of them; `fronts` stand there.

    Where `folded` is not 0 it is so many floors (stretches of a street) that nobody was on, with their doors.
    """

    label: str
    today: str
    sweep: str
    fronts: tuple[str, ...]
    folded: int
    doors: int
    left: int


class SweepDay(Frozen):
    """A sweep on a day: the visits of that day in it by the scope of the report, and its state when the day was over.

    `counts` are its doors by state; `meeting` is where the fronts meet, '' where nobody meets.
    """

    sweep_no: int
    building: str
    kind: str
    state: str
    doors: int
    opened: int
    met: int
    effective: int
    knocked: Rate
    on_file: Rate
    counts: dict[str, int]
    meeting: str
    fronts: tuple[FrontDay, ...]
    lines: tuple[GridLine, ...]
