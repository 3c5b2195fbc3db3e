"""The moments of a day's report: when it goes out unfinished, who is missing, and when it is final."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time

from crm_cli import clock
from crm_cli.domain.frozen import Frozen
from crm_cli.domain.workdays import Workdays

TIMES = ("provisional_at", "missing_at", "final_at")
STATUSES = ("provisional", "missing", "submitted", "late", "final")


class Moments(Frozen):
    """The instants of one day's report (PRODUCT §6): the day's evening twice, then the next working day's morning."""

    provisional: datetime
    missing: datetime
    final: datetime


def moments_of(day: date, times: Mapping[str, str], calendar: Workdays, zone: str) -> Moments:
    """Return the moments of the report of `day`; `times` holds each of TIMES as HH:MM on the wall of `zone`."""
    provisional, missing, final = (time.fromisoformat(times[key]) for key in TIMES)
    return Moments(
        clock.to_utc(datetime.combine(day, provisional), zone),
        clock.to_utc(datetime.combine(day, missing), zone),
        clock.to_utc(datetime.combine(calendar.next_working(day), final), zone),
    )


def is_late(first: datetime, final: datetime) -> bool:
    """Say whether a report first submitted at `first` came too late; a later revision does not make it so."""
    return first >= final


def status_of(
    submitted: Sequence[datetime], now: datetime, final: datetime, *, expected: bool = True
) -> str | None:
    """Return how a rep's report stands, one of STATUSES; `submitted` are the instants of its revisions in order.

    Until it is submitted it is provisional, and missing once the final moment is past. Submitted in time it may
    be submitted again until it is final. None where nobody waits for one: a day off, a rep away.
    """
    if submitted:
        if is_late(submitted[0], final):
            return "late"
        return "final" if now >= final else "submitted"
    if not expected:
        return None
    return "missing" if now >= final else "provisional"
