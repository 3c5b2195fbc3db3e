"""Which reports go out on a day and from when: daily twice, who is missing, the morning sheet, week and month."""

from collections.abc import Iterator, Mapping
from datetime import date, time, timedelta
from typing import NamedTuple

from crm_cli.domain.workdays import Workdays

KINDS = ("daily", "missing", "morning", "weekly", "monthly", "team", "followup", "goals")
USUAL = ("daily", "missing", "morning")
TIMES = ("provisional_at", "missing_at", "final_at", "morning_at")
MOMENTS = ("provisional", "final")
START_OF_DAY = time()


class Posting(NamedTuple):
    """A report that goes out: its days, both included, and from when on the firm's clock.

    `moment` is provisional or final for the daily report, '' for the others. From `until` on it is stale.
    """

    kind: str
    first: date
    last: date
    at: time
    moment: str = ""
    until: time | None = None

    def is_due(self, now: time) -> bool:
        """Say whether it is to go out at `now` on its day."""
        return self.at <= now and (self.until is None or now < self.until)


def postings_of(
    kind: str, today: date, times: Mapping[str, str], calendar: Workdays, moment: str = ""
) -> Iterator[Posting]:
    """Yield the reports of `kind` that go out in the course of `today`, none on a day off (PRODUCT §6).

    `times` holds each of TIMES as HH:MM. `moment` leaves only that one of the daily report's. A week's and a
    month's go out on the first working day after them.
    """
    if not calendar.is_working(today):
        return
    at = {key: time.fromisoformat(times[key]) for key in TIMES}
    before = calendar.previous_working(today)
    if kind == "daily":
        if moment != "provisional":
            yield Posting(kind, before, before, at["final_at"], "final")
        if moment != "final":
            yield Posting(kind, today, today, at["provisional_at"], "provisional")
    elif kind == "missing":
        yield Posting(kind, today, today, at["missing_at"])
    elif kind == "morning":
        # In the evening a sheet for the meeting of that morning helps nobody.
        yield Posting(kind, today, today, at["morning_at"], until=max(at["provisional_at"], at["morning_at"]))
    elif kind in {"weekly", "monthly"}:
        if not _same_span(kind, before, today):
            yield Posting(kind, *span_around(kind, before), at["final_at"])
    else:
        yield Posting(kind, today, today, START_OF_DAY)


def _same_span(kind: str, one: date, other: date) -> bool:
    return span_around(kind, one) == span_around(kind, other)


def span_around(kind: str, day: date) -> tuple[date, date]:
    """Return the first and the last day of what a report of `kind` for `day` is about."""
    if kind == "weekly":
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    if kind == "monthly":
        first = day.replace(day=1)
        return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return day, day
