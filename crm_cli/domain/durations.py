"""Talk time as it is typed and printed."""

import re

from crm_cli.domain.numerals import NUMBER, fold, number
from crm_cli.errors import UsageError
from crm_cli.i18n import gettext as _

LONGEST = 24 * 60 * 60
"""Seconds; a longer talk is a slip of the finger."""

_CLOCK = r"(?:(\d{1,2}):)?(\d{1,4}):(\d\d)"
_UNITS = (
    rf"(?:(?P<h>{NUMBER})\s*(?:h|hrs?|hours?|[个個]?小时|[个個]?小時|[时時])\s*)?"
    rf"(?:(?P<m>{NUMBER})\s*(?:m|mins?|minutes?|分[钟鐘]?)\s*)?"
    rf"(?:(?P<s>{NUMBER})\s*(?:s|secs?|seconds?|秒[钟鐘]?)|(?P<half>半)|(?P<bare>{NUMBER}))?"
)


def parse_seconds(text: str) -> int:
    """Return the seconds that `text` says: `185`, `3:05`, `1:02:03`, `3分5秒`, `3m5s`, `1小时`, `2分半`.

    A bare number is seconds. Raises UsageError for anything else, a smaller unit of sixty or more below a
    greater one, and more than 24 hours.
    """
    plain = fold(text).strip().lower()
    try:
        seconds = int(plain) if re.fullmatch(r"[0-9]{1,6}", plain) else _clock(plain)
    except ValueError as error:
        raise _unclear(text) from error
    if seconds > LONGEST:
        raise UsageError(_("“{text}” is longer than a day.").format(text=text.strip()), _hint())
    return seconds


def parse_minutes(text: str) -> int:
    """Return the seconds that `text` says under a header of minutes: a bare `2` is 120, `1.5` is 90.

    What names its own units is read, and refused, as `parse_seconds` does.
    """
    plain = fold(text).strip()
    if not re.fullmatch(r"[0-9]{1,4}(?:\.[0-9]{1,6})?", plain):
        return parse_seconds(text)
    seconds = round(float(plain) * 60)
    if seconds > LONGEST:
        raise UsageError(_("“{text}” is longer than a day.").format(text=text.strip()), _hint())
    return seconds


def format_seconds(seconds: int) -> str:
    """Return `m:ss`, or `h:mm:ss` from an hour on; `parse_seconds` reads it back."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _clock(plain: str) -> int:
    if match := re.fullmatch(_CLOCK, plain):
        hours, minutes, rest = match.groups()
        return _sum(int(hours) if hours else None, int(minutes), int(rest))
    match = re.fullmatch(_UNITS, plain) if plain else None
    if match is None:
        raise ValueError(plain)
    hours, minutes = (number(match[unit]) if match[unit] else None for unit in "hm")
    if (match["half"] or match["bare"]) and minutes is None:
        raise ValueError(plain)
    typed = match["s"] or match["bare"]
    return _sum(hours, minutes, 30 if match["half"] else number(typed) if typed else 0)


def _sum(hours: int | None, minutes: int | None, rest: int) -> int:
    if (hours is not None and (minutes or 0) > 59) or (not (hours is None and minutes is None) and rest > 59):
        raise ValueError(rest)
    return (hours or 0) * 3600 + (minutes or 0) * 60 + rest


def _unclear(text: str) -> UsageError:
    return UsageError(_("“{text}” is not a talk time.").format(text=text.strip()), _hint())


def _hint() -> str:
    return _("Write seconds as 185, or 3:05, 1:02:03, 3m5s, 3分5秒.")
