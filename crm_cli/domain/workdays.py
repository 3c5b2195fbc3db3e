"""Which days are worked: weekends, holidays and 调休 working weekends."""

from collections.abc import Collection
from datetime import date, timedelta

from crm_cli.domain.frozen import Frozen

MOST = 2600
"""Working days of about ten years."""


class Workdays(Frozen):
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

    def previous_working(self, day: date) -> date:
        """Return the last working day before `day`; the calendar day before when none is found within a year."""
        for back in range(1, 367):
            if self.is_working(day - timedelta(days=back)):
                return day - timedelta(days=back)
        return day - timedelta(days=1)

    def back(self, day: date, count: int) -> date:
        """Return the first of the last `count` working days before `day`; `day` itself for 0.

        What was last done before that day was done at least `count` whole working days ago. No more than
        MOST days are counted: what is asked of a longer time is never due.
        """
        for _ in range(min(count, MOST)):
            day = self.previous_working(day)
        return day

    def ahead(self, day: date, count: int) -> date:
        """Return the last of the next `count` working days after `day`, of MOST at most; `day` itself for 0."""
        for _ in range(min(count, MOST)):
            day = self.next_working(day)
        return day

    def counts_before(self, day: date, earliest: date) -> dict[date, int]:
        """Return how many whole working days lie between `day` and each day from `earliest` to the one before."""
        counts: dict[date, int] = {}
        worked = 0
        for back in range(1, (day - earliest).days + 1):
            before = day - timedelta(days=back)
            counts[before] = worked
            worked += self.is_working(before)
        return counts
