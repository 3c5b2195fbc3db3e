"""Rules by which plans repeat: the RRULE of iCalendar (RFC 5545, 3.3.10) as far as it speaks of days."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from itertools import islice

from crm_cli.domain.frozen import Frozen
from crm_cli.errors import UsageError
from crm_cli.i18n import gettext as _

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WORKING = tuple((0, weekday) for weekday in range(5))
_PARTS = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST"}
_ALLOWED = {
    "DAILY": {"BYDAY"},
    "WEEKLY": {"BYDAY"},
    "MONTHLY": {"BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS"},
    "YEARLY": {"BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS"},
}
# The shortest month has so many days.
_SURE = 28
MOST_TIMES = 1000


class Rule(Frozen):
    """A rule; `weekdays` are pairs of which one in the month (0 each, -1 the last) and weekday (0 is Monday).

    `positions` choose among the days that the others name, -1 the last of them.
    """

    freq: str
    interval: int = 1
    weekdays: tuple[tuple[int, int], ...] = ()
    month_days: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    positions: tuple[int, ...] = ()
    week_start: str = ""

    def text(self) -> str:
        """Return the rule as RFC 5545 writes it; `parse_rule` of it is equal."""
        days = ",".join(f"{nth or ''}{WEEKDAYS[weekday]}" for nth, weekday in self.weekdays)
        parts = {
            "FREQ": self.freq,
            "INTERVAL": str(self.interval) if self.interval > 1 else "",
            "BYMONTH": _joined(self.months),
            "BYMONTHDAY": _joined(self.month_days),
            "BYDAY": days,
            "BYSETPOS": _joined(self.positions),
            "WKST": self.week_start,
        }
        return ";".join(f"{name}={value}" for name, value in parts.items() if value)


class Repeat(Frozen):
    """A rule and how it ends: after so many times, on a day, or never."""

    rule: Rule
    times: int | None = None
    until: date | None = None


def _joined(numbers: tuple[int, ...]) -> str:
    return ",".join(map(str, numbers))


def parse_rule(text: str) -> Repeat:
    """Return what `RRULE:FREQ=MONTHLY;BYDAY=3TU` says; raise UsageError for what is no rule of days.

    Hours and shares of them are not spoken of, nor weeks and days of the year: no calendar of visits has those.
    """
    parts: dict[str, str] = {}
    for part in text.upper().replace(" ", "").removeprefix("RRULE:").strip(";").split(";"):
        name, _equals, value = part.partition("=")
        if name not in _PARTS or name in parts or not value:
            raise _no_rule(text)
        parts[name] = value
    try:
        return _repeat(parts)
    except ValueError as error:
        raise _no_rule(text) from error


def _repeat(parts: Mapping[str, str]) -> Repeat:
    freq = parts.get("FREQ", "")
    allowed = _ALLOWED.get(freq, set())
    if not allowed or {"COUNT", "UNTIL"} <= parts.keys():
        raise ValueError(freq)
    if strange := {name for name in parts if name.startswith("BY")} - allowed:
        raise ValueError(strange)
    rule = Rule(
        freq,
        _whole(parts.get("INTERVAL", "1"), 1000),
        _weekdays(parts.get("BYDAY", "")),
        _numbers(parts.get("BYMONTHDAY", ""), 31),
        tuple(_whole(one, 12) for one in _listed(parts.get("BYMONTH", ""))),
        _numbers(parts.get("BYSETPOS", ""), 366),
        parts.get("WKST", ""),
    )
    _check(rule)
    return Repeat(
        _plainer(rule),
        _whole(parts["COUNT"], MOST_TIMES) if "COUNT" in parts else None,
        _day(parts["UNTIL"]) if "UNTIL" in parts else None,
    )


def _check(rule: Rule) -> None:
    """Raise ValueError for parts that RFC 5545 does not let stand together, or that would name no day."""
    if rule.week_start and rule.week_start not in WEEKDAYS:
        raise ValueError(rule.week_start)
    if rule.freq in {"DAILY", "WEEKLY"} and any(nth for nth, _weekday in rule.weekdays):
        raise ValueError(rule.weekdays)
    if rule.freq == "DAILY" and rule.weekdays and rule.interval > 1:
        raise ValueError(rule.interval)
    if rule.positions and not (rule.weekdays or rule.month_days):
        raise ValueError(rule.positions)


def _plainer(rule: Rule) -> Rule:
    """Return every Monday to Friday of a day's rule as those of a week's, which is read more quickly."""
    return rule._replace(freq="WEEKLY") if rule.freq == "DAILY" and rule.weekdays else rule


def _listed(text: str) -> list[str]:
    return text.split(",") if text else []


def _whole(text: str, most: int) -> int:
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= most):
        raise ValueError(text)
    return int(text)


def _numbers(text: str, most: int) -> tuple[int, ...]:
    found = []
    for one in _listed(text):
        size = _whole(one.removeprefix("-").removeprefix("+"), most)
        found.append(-size if one.startswith("-") else size)
    return tuple(dict.fromkeys(found))


def _weekdays(text: str) -> tuple[tuple[int, int], ...]:
    found = []
    for one in _listed(text):
        [nth] = _numbers(one[:-2], 53) or (0,)
        found.append((nth, WEEKDAYS.index(one[-2:])))
    return tuple(dict.fromkeys(found))


def _day(text: str) -> date:
    return datetime.strptime(text[:8], "%Y%m%d").date()  # noqa: DTZ007  # a day has no zone


def _no_rule(text: str) -> UsageError:
    return UsageError(
        _("{text} is no rule by which plans repeat.").format(text=text),
        _("For example {examples}.").format(
            examples='"each third tuesday", quarterly, "every 2 weeks on fri", 每月最后一天, '
            '"RRULE:FREQ=MONTHLY;BYDAY=3TU"'
        ),
    )


def anchored(rule: Rule, start: date) -> Rule:
    """Return a rule that names its days: those it leaves open are the weekday, or the day of the month, of `start`.

    The 31st is the last day of every month; the 29th and 30th are the last day where a month is shorter.
    """
    if rule.weekdays or rule.month_days or rule.freq == "DAILY":
        return rule
    if rule.freq == "WEEKLY":
        return rule._replace(weekdays=((0, start.weekday()),))
    if rule.freq == "YEARLY" and not rule.months:
        rule = rule._replace(months=(start.month,))
    if (start + timedelta(days=1)).month != start.month:
        return rule._replace(month_days=(-1,))
    if start.day <= _SURE:
        return rule._replace(month_days=(start.day,))
    return rule._replace(month_days=tuple(range(_SURE, start.day + 1)), positions=(-1,))


def moved(rule: Rule, day: date) -> Rule | None:
    """Return the rule of which `day` is one, where only one day is named each time; None where several are.

    The third Tuesday becomes the third Wednesday when `day` is that; a day of the month becomes that of `day`.
    """
    if rule.freq == "DAILY":
        return rule
    free = rule._replace(weekdays=(), month_days=(), positions=())
    if rule.freq == "YEARLY":
        free = free._replace(months=())
    if len(rule.weekdays) == 1:
        [(nth, _weekday)] = rule.weekdays
        found = free._replace(weekdays=((_nth(nth, day), day.weekday()),), months=rule.months)
        return found if nth or rule.freq == "WEEKLY" else None
    clamped = rule.positions == (-1,) and rule.month_days[:1] == (_SURE,)
    return anchored(free, day) if not rule.weekdays and (len(rule.month_days) == 1 or clamped) else None


def _nth(nth: int, day: date) -> int:
    if not nth:
        return 0
    is_last = (day + timedelta(days=7)).month != day.month
    return -1 if is_last and (nth < 0 or nth == 5) else (day.day - 1) // 7 + 1


def days_of(rule: str, start: date, since: date, until: date) -> list[date]:
    """Return the days of a rule that began on `start`, from `since` to `until`, both included."""
    found = []
    for day in _days(rule, start):
        if day > until:
            break
        if day >= since:
            found.append(day)
    return found


def first_days(rule: str, start: date, since: date, count: int) -> list[date]:
    """Return the first `count` days of a rule that began on `start`, from `since` on; fewer where no more come."""
    return list(islice((day for day in _days(rule, start) if day >= since), count))


def _days(rule: str, start: date) -> Iterator[date]:
    from dateutil.rrule import rrulestr

    for moment in rrulestr(f"RRULE:{rule}", dtstart=datetime(start.year, start.month, start.day)):  # noqa: DTZ001
        yield moment.date()
