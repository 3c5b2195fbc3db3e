"""The first minute at which somebody may be called, within calling hours and a half-day."""

from datetime import datetime, time, timedelta

from crm_cli.domain.calling_hours import CallingHours
from crm_cli.domain.half_days import NOON
from crm_cli.domain.workdays import Workdays

_NOON, _DAY = NOON * 60, 24 * 60
_HALVES = {"am": (0, _NOON), "pm": (_NOON, _DAY), "": (0, _DAY)}


def next_chance(hours: CallingHours, workdays: Workdays, local: datetime, half: str = "") -> datetime | None:
    """Return the first minute from `local` (wall clock of who is called) on that is in the hours and the half-day.

    `half` is am, pm or '' for either. None when there is none within a year.
    """
    earliest = local.hour * 60 + local.minute
    for ahead in range(367):
        day = local.date() + timedelta(days=ahead)
        for start, end in hours.of_day(day, workdays):
            first = max(start, _HALVES[half][0], 0 if ahead else earliest)
            if first < min(end, _HALVES[half][1]):
                return datetime.combine(day, time(first // 60, first % 60))
    return None
