"""The only place that asks what time it is."""

import os
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache

_YEAR_1995 = 788918400
_ZONE_FOLDERS = "/usr/share/zoneinfo:/usr/lib/zoneinfo:/usr/share/lib/zoneinfo:/etc/zoneinfo"


@lru_cache(maxsize=8)
def zone(name: str) -> tzinfo:
    """Return the time zone called `name` (IANA); raise KeyError when there is none.

    zoneinfo asks sysconfig for its folders unless PYTHONTZPATH is set, which costs more than reading the
    zone; so it is set for the length of the import.
    """
    if name == "UTC":
        return UTC
    if (steady := _steady(name)) is not None:
        return steady
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


def _steady(name: str) -> tzinfo | None:
    """Return a fixed offset for a zone that has not moved its clock since 1995 and has no rule to, else None.

    Most firms of ours live in such a zone, and its file (RFC 8536) is read in a hundredth of the time that
    importing zoneinfo takes.
    """
    for folder in _ZONE_FOLDERS.split(":"):
        path = f"{folder}/{name}"
        if ".." in name or not os.path.isfile(path):  # noqa: PTH113  # pathlib is slower to make
            continue
        with open(path, "rb") as file:  # noqa: PTH123
            data = file.read()
        footer = data.rpartition(b"\n")[0].rpartition(b"\n")[2]
        if data[:4] != b"TZif" or data[4:5] < b"2" or b"," in footer:
            return None
        return _if_steady(data)
    return None


def _if_steady(data: bytes) -> tzinfo | None:
    """Return the offset that a zone's file has kept since 1995, None where it has not."""
    number = int.from_bytes
    counts = [number(data[20 + 4 * i : 24 + 4 * i], "big") for i in range(6)]
    utc_marks, wall_marks, leaps, changes, kinds, letters = counts
    second = 44 + changes * 5 + kinds * 6 + letters + leaps * 8 + wall_marks + utc_marks
    changes, kinds = (number(data[second + at : second + at + 4], "big") for at in (32, 36))
    times = second + 44
    kind_at, offset_at = times + 8 * changes, times + 9 * changes
    before = sum(
        number(data[at : at + 8], "big", signed=True) <= _YEAR_1995 for at in range(times, kind_at, 8)
    )
    # Some files carry a last change in 2038 that changes nothing, so offsets are compared, not counted.
    kept = data[kind_at + before - 1 : offset_at] if before else bytes([0, *data[kind_at:offset_at]])
    offsets = {data[offset_at + 6 * kind : offset_at + 6 * kind + 4] for kind in kept}
    if len(offsets) > 1:
        return None
    return timezone(timedelta(seconds=number(offsets.pop(), "big", signed=True)))


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


def machine_wall(instant: datetime) -> datetime:
    """Return the naive wall-clock time that this computer's own clock shows at `instant`."""
    return instant.astimezone().replace(tzinfo=None)


def next_day(day: date, days: int = 1) -> date:
    """Return the day `days` after `day`."""
    return day + timedelta(days=days)
