"""Dates and times as people type them: whole, or followed by words."""

import re
from datetime import date, datetime, time

from crm_cli.domain.day_words import read_day
from crm_cli.domain.frozen import Frozen
from crm_cli.domain.numerals import fold
from crm_cli.domain.time_words import read_from_now, read_time
from crm_cli.errors import UsageError
from crm_cli.i18n import gettext as _

_INSTANT = r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?\s*(?:Z|[+-]\d\d:?\d\d)(?![\d:])"
_BETWEEN = r"\s*,?\s+(?:at|@)\s+|\s*,\s*|[T@](?=\d)|\s*"
_SPACE = " \t\r\n,;:.、　，；：。"
# Written like a date, year first or last, though no rule could read it.
_LIKE_A_DATE = r"(?:19|20)\d\d[-/]\d|\d{1,2}([-/.])\d{1,2}\1(?:\d{4}|\d\d)(?![\d.])"


class When(Frozen):
    """A day, the time on it when one was said, and the words that followed."""

    day: date
    time: time | None
    rest: str


def parse_day(text: str, today: date) -> date:
    """Return the day that all of `text` says, counted from `today`.

    A weekday alone is the next one after today, `last fri` the last one before it; `next mon` and `下周一`
    belong to the next Monday-Sunday week, `上周五` to the one before this. A month and day is this year's
    unless that is more than six months past. `25号` is the next 25th, today included. Raises UsageError when `text` is not a
    day, says more than one, or names a day that does not exist.
    """
    plain = fold(text.strip())
    try:
        found = read_day(plain, today)
    except (ValueError, OverflowError) as error:
        raise _impossible(text) from error
    if found is None or plain[found[1] :].strip():
        raise not_a_date(text)
    return found[0]


def parse_when(text: str, now: datetime, zone: str = "") -> tuple[date, time | None]:
    """Return the day and, if said, the time that all of `text` says, seen from the wall clock `now`.

    A time alone is today's. An instant with an offset (`2026-11-20T10:05+08:00`) becomes the wall time of
    `zone` (IANA). Raises UsageError when `text` is no date or time, says more, or names an impossible one.
    """
    found = split_when(text, now, zone)
    if found is None or found.rest:
        raise not_a_date(text)
    return found.day, found.time


def split_when(text: str, now: datetime, zone: str = "") -> When | None:
    """Return the day and time that `text` begins with and the words after it; None when it is all words.

    Raises UsageError when it begins with what is written as a date or time but is none (2026-02-30, 25:00).
    """
    text = text.strip()
    plain = fold(text)
    try:
        found = _read(plain, now, zone)
    except (ValueError, OverflowError) as error:
        raise _impossible(text) from error
    if found is None:
        if re.match(_LIKE_A_DATE, plain):
            raise not_a_date(text)
        return None
    day, at, end = found
    return When(day, at, text[end:].lstrip(_SPACE).rstrip())


def begins_with_a_time(text: str, now: datetime) -> bool:
    """Say whether a text begins with a time of day and names no day with it: `10:00 samples`, not `10:00 fri`."""
    plain = fold(text.strip())
    if read_from_now(plain, now) or read_day(plain, now.date()):
        return False
    clock = read_time(plain)
    return clock is not None and _with_day(plain, now.date(), *clock)[2] == clock[1]


def _read(plain: str, now: datetime, zone: str) -> tuple[date, time | None, int] | None:
    if match := re.match(_INSTANT, plain):
        wall = _wall(match[0], zone)
        return wall.date(), wall.time(), match.end()
    if moment := read_from_now(plain, now):
        return moment[0].date(), moment[0].time(), moment[1]
    if found := read_day(plain, now.date()):
        return _with_time(plain, *found)
    if clock := read_time(plain):
        return _with_day(plain, now.date(), *clock)
    return None


def _with_time(plain: str, day: date, end: int) -> tuple[date, time | None, int]:
    between = re.match(_BETWEEN, plain[end:], re.IGNORECASE)
    start = end + (between.end() if between else 0)
    found = read_time(plain[start:])
    return (day, found[0], start + found[1]) if found else (day, None, end)


def _with_day(plain: str, today: date, at: time, end: int) -> tuple[date, time | None, int]:
    # English says the day last (3pm tomorrow); a number after a time is rather a quantity or a house.
    start = len(plain) - len(plain[end:].lstrip(" ,"))
    found = read_day(plain[start:], today) if plain[start : start + 1].isalpha() else None
    if found and start > end and plain[start].isascii():
        return found[0], at, start + found[1]
    return today, at, end


def _wall(instant: str, zone: str) -> datetime:
    from crm_cli.clock import to_wall

    if not zone:
        raise ValueError(instant)
    return to_wall(datetime.fromisoformat(instant[:10] + "T" + instant[11:].replace(" ", "")), zone)


def not_a_date(text: str) -> UsageError:
    """Return the error for a text that says no day or time, with what would say one."""
    return UsageError(_("“{text}” is not a date.").format(text=text.strip()), _hint())


def _impossible(text: str) -> UsageError:
    return UsageError(
        _("“{text}” names a date or time that does not exist.").format(text=text.strip()), _hint()
    )


def _hint() -> str:
    return _("Write 2026-11-25, 11/25, fri, next mon, +3d, 明天 or 下周二; a time as 15:00, 3pm or 下午3点.")
