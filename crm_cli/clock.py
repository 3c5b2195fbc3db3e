"""The only place that asks what time it is."""

import os
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache

_ZONE_FOLDERS = "/usr/share/zoneinfo:/usr/lib/zoneinfo:/usr/share/lib/zoneinfo:/etc/zoneinfo"


@lru_cache(maxsize=8)
def zone(name: str) -> tzinfo:
    """Return the time zone called `name` (IANA); raise KeyError when there is none.

    zoneinfo asks sysconfig for its folders unless PYTHONTZPATH is set, which costs more than reading the
    zone; so it is set for the length of the import.
    """
    if name == "UTC":
        return UTC
    mine = "PYTHONTZPATH" not in os.environ and os.name == "posix"
    if mine:
        os.environ["PYTHONTZPATH"] = _ZONE_FOLDERS
    try:
        from zoneinfo import ZoneInfo, ZoneInfoNotFoundError
    finally:
        if mine:
            del os.environ["PYTHONTZPATH"]
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise KeyError(name) from error


def now() -> datetime:
    """Return the present instant in UTC, whole microseconds."""
    return datetime.now(UTC)


def local_now(zone_name: str) -> datetime:
    """Return the present instant as the wall clock of `zone_name` shows it."""
    return now().astimezone(zone(zone_name))


def today(zone_name: str) -> date:
    """Return the calendar day it is in `zone_name`."""
    return local_now(zone_name).date()


def to_utc(wall: datetime, zone_name: str) -> datetime:
    """Read a naive wall-clock time of `zone_name` and return the instant in UTC.

    A time that a clock change skips is read as the moment the same distance after the gap's start; one
    that happens twice is read as the first (PEP 495, fold=0).
    """
    return wall.replace(tzinfo=zone(zone_name)).astimezone(UTC)


def to_wall(instant: datetime, zone_name: str) -> datetime:
    """Return the naive wall-clock time that `zone_name` shows at `instant`."""
    return instant.astimezone(zone(zone_name)).replace(tzinfo=None)


def next_day(day: date, days: int = 1) -> date:
    """Return the day `days` after `day`."""
    return day + timedelta(days=days)
