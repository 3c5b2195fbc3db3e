"""Which days are worked: weekends, holidays and 调休 working weekends."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import NamedTuple


class Workdays(NamedTuple):
    """A firm's calendar: ISO weekdays worked, days off, and weekend days worked all the same."""

    weekdays: Collection[int] = (1, 2, 3, 4, 5)
    holidays: Collection[date] = ()
    extra: Collection[date] = ()

    def is_working(self, day: date) -> bool:
        """Say whether `day` is worked."""
        return day in self.extra or (day.isoweekday() in self.weekdays and day not in self.holidays)

    def next_working(self, day: date) -> date:
        """Return the first working day after `day`; the next calendar day when none comes within a year."""
        for ahead in range(1, 367):
            if self.is_working(day + timedelta(days=ahead)):
                return day + timedelta(days=ahead)
        return day + timedelta(days=1)
