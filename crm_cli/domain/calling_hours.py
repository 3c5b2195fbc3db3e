"""When calls go out: hours of each weekday with their breaks, holidays and 调休 working days."""

from collections.abc import Mapping
from datetime import date, datetime
from itertools import pairwise

from crm_cli.domain.frozen import Frozen
from crm_cli.domain.half_days import NOON
from crm_cli.domain.workdays import Workdays
from crm_cli.errors import UsageError
from crm_cli.i18n import gettext as _

DEFAULT = "1-5 09:00-12:00 13:30-18:00"
_DAY = 24 * 60
_NAMES = {
    name: place
    for place, names in enumerate(
        ("mon 一", "tue 二", "wed 三", "thu 四", "fri 五", "sat 六", "sun 日 天 七"), 1
    )
    for name in names.split()
}
# What people type with a Chinese keyboard, and the dashes that word processors make of a hyphen.
_PLAIN = str.maketrans("０１２３４５６７８９：－–—~～，、；;", "0123456789:-----,,;;")

Range = tuple[int, int]


class CallingHours(Frozen):
    """Ranges of minutes of the day, the end not included, of each ISO weekday (1 Monday) that has any."""

    ranges: Mapping[int, tuple[Range, ...]]

    def is_open(self, local: datetime, workdays: Workdays) -> bool:
        """Say whether calls go out at `local`, the wall clock of who is called."""
        minute = local.hour * 60 + local.minute
        return any(start <= minute < end for start, end in self.of_day(local.date(), workdays))

    def of_day(self, day: date, workdays: Workdays) -> tuple[Range, ...]:
        """Return the ranges of a day: none on a holiday; a weekend day that is worked has those of a working day."""
        if day in workdays.extra:
            usual = (self.ranges[one] for one in sorted(workdays.weekdays) if one in self.ranges)
            return self.ranges.get(day.isoweekday(), ()) or next(usual, ())
        return () if day in workdays.holidays else self.ranges.get(day.isoweekday(), ())

    def halves(self) -> frozenset[str]:
        """Return the half-days (am, pm) in which calls go out on some weekday."""
        found = set()
        for ranges in self.ranges.values():
            for start, end in ranges:
                found |= {"am"} if start < NOON * 60 else set()
                found |= {"pm"} if end > NOON * 60 else set()
        return frozenset(found)

    def text(self) -> str:
        """Return the hours as they are typed; `parse_hours` of it is equal."""
        groups: dict[tuple[Range, ...], list[int]] = {}
        for day in sorted(self.ranges):
            groups.setdefault(self.ranges[day], []).append(day)
        return "; ".join(f"{_days_text(days)} {_ranges_text(ranges)}" for ranges, days in groups.items())


def parse_hours(text: str) -> CallingHours:
    """Return the hours that `1-5 09:00-12:00 13:30-18:00; 6 10:00-12:00` says, days as 1-7, mon-sun or 周一.

    Raises UsageError for anything else, for a range that ends before it starts, and for ranges that overlap.
    """
    ranges: dict[int, tuple[Range, ...]] = {}
    for part in text.translate(_PLAIN).replace("至", "-").replace("到", "-").lower().split(";"):
        words = part.replace(" -", "-").replace("- ", "-").split()
        if not words:
            continue
        try:
            days, spans = _days(words[0]), tuple(sorted(_range(word.strip(",")) for word in words[1:]))
        except ValueError as error:
            raise _unclear(text) from error
        if not spans or any(day in ranges for day in days):
            raise _unclear(text)
        if any(first[1] > second[0] for first, second in pairwise(spans)):
            raise UsageError(_("The hours {text} overlap.").format(text=part.strip()), DEFAULT)
        ranges.update(dict.fromkeys(days, spans))
    if not ranges:
        raise _unclear(text)
    return CallingHours(dict(sorted(ranges.items())))


def _days(text: str) -> list[int]:
    days: list[int] = []
    for part in text.strip(",").split(","):
        first, dash, last = part.partition("-")
        start, end = _weekday(first), _weekday(last) if dash else _weekday(first)
        # From Saturday to Monday goes over the end of the week.
        days += [(start - 1 + ahead) % 7 + 1 for ahead in range((end - start) % 7 + 1)]
    if len(set(days)) != len(days):
        raise ValueError(text)
    return days


def _weekday(text: str) -> int:
    for prefix in ("星期", "礼拜", "禮拜", "周", "週"):
        text = text.removeprefix(prefix)
    if text.isdecimal() and 1 <= int(text) <= 7:
        return int(text)
    if (name := text[:3] if text.isascii() else text) in _NAMES:
        return _NAMES[name]
    raise ValueError(text)


def _range(text: str) -> Range:
    start, dash, end = text.partition("-")
    if not dash or not _minutes(start) < _minutes(end) <= _DAY:
        raise ValueError(text)
    return _minutes(start), _minutes(end)


def _minutes(text: str) -> int:
    hour, _colon, minute = text.partition(":")
    if not (hour.isdecimal() and (not _colon or (minute.isdecimal() and len(minute) == 2))):
        raise ValueError(text)
    if int(minute or 0) > 59:
        raise ValueError(text)
    return int(hour) * 60 + int(minute or 0)


def _unclear(text: str) -> UsageError:
    return UsageError(
        _("{text} are not calling hours.").format(text=text.strip() or "''"),
        _("Days, then hours: 1-5 09:00-12:00 13:30-18:00; 6 10:00-12:00. 1 is Monday."),
    )


def _days_text(days: list[int]) -> str:
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ",".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def _ranges_text(ranges: tuple[Range, ...]) -> str:
    def said(minute: int) -> str:
        return f"{minute // 60:02}:{minute % 60:02}"

    return " ".join(f"{said(start)}-{said(end)}" for start, end in ranges)
