"""A time zone as calendars say it (RFC 5545, VTIMEZONE): the offsets of some years, each from when it holds."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

from crm_cli import clock

_YEARS = 3
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def zone_lines(name: str, made_at: datetime) -> Iterator[str]:
    """Yield the lines of a zone: of one whose clocks move, the offsets of the year before `made_at` and those after."""
    yield from ("BEGIN:VTIMEZONE", f"TZID:{name}")
    first = datetime(made_at.year - 1, 1, 1, tzinfo=UTC)
    standing, _saves = _offset(name, first)
    yield from _observance(_LONG_AGO, standing, standing, saves=False)
    for at in _changes(name, first, datetime(made_at.year + _YEARS, 1, 1, tzinfo=UTC)):
        before, (after, saves) = _offset(name, at - timedelta(minutes=1))[0], _offset(name, at)
        # It begins by the wall clock that held until then.
        yield from _observance(at.astimezone(timezone(before)), before, after, saves=saves)
    yield "END:VTIMEZONE"


def _offset(name: str, at: datetime) -> tuple[timedelta, bool]:
    """Return how far the clocks of a zone are from UTC, and whether they save daylight."""
    local = at.astimezone(clock.zone(name))
    return local.utcoffset() or timedelta(), bool(local.dst())


def _changes(name: str, first: datetime, last: datetime) -> Iterator[datetime]:
    """Yield the minutes at which clocks of a zone are moved."""
    while first < last:
        after = first + timedelta(days=1)
        if _offset(name, first)[0] != _offset(name, after)[0]:
            yield _change_between(name, first, after)
        first = after


def _change_between(name: str, before: datetime, after: datetime) -> datetime:
    standing, minute = _offset(name, before)[0], timedelta(minutes=1)
    while after - before > minute:
        middle = before + (after - before) // 2 // minute * minute
        before, after = (middle, after) if _offset(name, middle)[0] == standing else (before, middle)
    return after


def _observance(at: datetime, before: timedelta, after: timedelta, *, saves: bool) -> Iterator[str]:
    kind = "DAYLIGHT" if saves else "STANDARD"
    yield from (f"BEGIN:{kind}", f"DTSTART:{at:%Y%m%dT%H%M%S}")
    yield from (f"TZOFFSETFROM:{_said(before)}", f"TZOFFSETTO:{_said(after)}", f"END:{kind}")


def _said(offset: timedelta) -> str:
    minutes = round(abs(offset).total_seconds() / 60)
    return f"{'-' if offset < timedelta() else '+'}{minutes // 60:02}{minutes % 60:02}"
