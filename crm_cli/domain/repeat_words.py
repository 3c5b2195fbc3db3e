"""How often, as people type it in English and Chinese, and as it is told."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from crm_cli.domain import words
from crm_cli.domain.folding import fold
from crm_cli.domain.numerals import NUMBER, number
from crm_cli.domain.recurrence import WORKING, Repeat, Rule, parse_rule
from crm_cli.errors import UsageError
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _

_MONTHS_ALIKE = {True: (3, 6, 9, 12), False: (1, 4, 7, 10)}
"""The months that end a quarter, and those that begin one."""

_WHOLE = {
    "daily": Rule("DAILY"),
    "weekdays": Rule("WEEKLY", weekdays=WORKING),
    "weekday": Rule("WEEKLY", weekdays=WORKING),
    "workday": Rule("WEEKLY", weekdays=WORKING),
    "working day": Rule("WEEKLY", weekdays=WORKING),
    "工作日": Rule("WEEKLY", weekdays=WORKING),
    "个工作日": Rule("WEEKLY", weekdays=WORKING),
    "weekly": Rule("WEEKLY"),
    "biweekly": Rule("WEEKLY", 2),
    "fortnightly": Rule("WEEKLY", 2),
    "fortnight": Rule("WEEKLY", 2),
    "双周": Rule("WEEKLY", 2),
    "monthly": Rule("MONTHLY"),
    "month end": Rule("MONTHLY", month_days=(-1,)),
    "end of month": Rule("MONTHLY", month_days=(-1,)),
    "月底": Rule("MONTHLY", month_days=(-1,)),
    "月末": Rule("MONTHLY", month_days=(-1,)),
    "quarterly": Rule("MONTHLY", 3),
    "half-yearly": Rule("MONTHLY", 6),
    "half-year": Rule("MONTHLY", 6),
    "half year": Rule("MONTHLY", 6),
    "半年": Rule("MONTHLY", 6),
    "yearly": Rule("YEARLY"),
    "annually": Rule("YEARLY"),
}
_UNITS = {
    "day": ("DAILY", 1), "week": ("WEEKLY", 1), "month": ("MONTHLY", 1), "quarter": ("MONTHLY", 3), "year": ("YEARLY", 1),
    "天": ("DAILY", 1), "日": ("DAILY", 1), "周": ("WEEKLY", 1), "星期": ("WEEKLY", 1), "礼拜": ("WEEKLY", 1),
    "月": ("MONTHLY", 1), "季度": ("MONTHLY", 3), "季": ("MONTHLY", 3), "年": ("YEARLY", 1),
}  # fmt: skip
_SMALL = {"other": 2, "second": 2, "two": 2, "three": 3, "four": 4, "six": 6}
_NTH = {
    "first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "fifth": 5, "5th": 5,
    "last": -1,
}  # fmt: skip
_ENGLISH = r"mon(?:day)?s?|tue(?:s|sday)?s?|wed(?:nesday)?s?|thu(?:r|rs|rsday)?s?|fri(?:day)?s?|sat(?:urday)?s?|sun(?:day)?s?"
_FIRST_LETTERS = ("mo", "tu", "we", "th", "fr", "sa", "su")
_AND = r"(?:\s*,\s*(?:and\s+)?|\s+and\s+|\s*&\s*)"
_DAYS = ("weekday", "workday", "working day", "day")
_HAN_WEEKDAYS = "一二三四五六日"


def read_repeat(text: str) -> Repeat:
    """Return the rule that `text` says: words in English or Chinese, or an RRULE.

    Raises UsageError for anything else.
    """
    plain = fold(text)
    if "freq=" in plain:
        return parse_rule(plain)
    for read in (_english, _chinese):
        if (rule := read(plain)) is not None:
            return Repeat(rule)
    # What reads no rule from words that are none says it with examples.
    return parse_rule(text or "''")


def _english(plain: str) -> Rule | None:
    said = re.sub(r"^(?:every|each|on|the)\s+(?:the\s+)?", "", plain)
    if said in _WHOLE:
        return _WHOLE[said]
    said = re.sub(r"^monthly on (?:the )?", "", said)
    unit = re.fullmatch(
        r"(?:(\d{1,3}|other|second|two|three|four|six) )?(day|week|month|quarter|year)s?(?: on (?:the )?(.+))?",
        said,
    )
    if unit:
        return _every(_count(unit[1]), unit[2], unit[3] or "", _english_days, _of_month)
    if found := re.fullmatch(rf"other ({_ENGLISH})", said):
        return Rule("WEEKLY", 2, _english_days(found[1]) or ())
    if days := _english_days(said):
        return Rule("WEEKLY", weekdays=days)
    return _of_month(said, quarter=False)


def _count(text: str | None) -> int:
    return 1 if not text else _SMALL.get(text) or int(text)


def _every(
    count: int,
    unit: str,
    rest: str,
    weekdays: Callable[[str], tuple[tuple[int, int], ...] | None],
    of_month: Callable[..., Rule | None],
) -> Rule | None:
    """Return every `count` units, on the days that `rest` says in them; None where it says none."""
    freq, each = _UNITS[unit]
    if not 0 < count * each <= 999:
        return None
    bare = Rule(freq, count * each)
    if not rest:
        return bare
    if freq == "WEEKLY":
        days = weekdays(rest)
        return bare._replace(weekdays=days) if days else None
    if freq != "MONTHLY":
        return None
    found = of_month(rest, quarter=each == 3 and count == 1)
    return found if found is None or found.months else found._replace(interval=bare.interval)


def _english_days(said: str) -> tuple[tuple[int, int], ...] | None:
    parts = re.split(_AND, said)
    if said in {"weekdays", "working days"}:
        return WORKING
    if not all(re.fullmatch(_ENGLISH, part) for part in parts):
        return None
    return tuple((0, _FIRST_LETTERS.index(part[:2])) for part in parts)


def _of_month(said: str, *, quarter: bool) -> Rule | None:
    """Return what days of a month (or a quarter) English words say: third tuesday, 1st and 15th, last working day."""
    said, ended = re.sub(r"\s+of (?:the|each|every|a) (?:month|quarter)$", "", said), said
    quarter = quarter or ended.endswith("quarter")
    ordinals = "|".join(_NTH)
    kinds = "|".join((_ENGLISH, *_DAYS))
    if found := re.fullmatch(rf"((?:{ordinals})(?:{_AND}(?:{ordinals}))*) ({kinds})", said):
        nths = [_NTH[one] for one in re.split(_AND, found[1])]
        is_named = found[2] not in _DAYS
        return _nth_days(nths, _FIRST_LETTERS.index(found[2][:2]) if is_named else found[2], quarter=quarter)
    if re.fullmatch(
        rf"\d{{1,2}}(?:st|nd|rd|th)?(?:{_AND}\d{{1,2}}(?:st|nd|rd|th)?)*", said.removeprefix("day ")
    ):
        return _month_days([int(one) for one in re.findall(r"\d+", said)])
    return None


def _nth_days(nths: list[int], kind: int | str, *, quarter: bool) -> Rule:
    """Return the first, the last … of a weekday (0 is Monday), of `day` or of any other word: working days."""
    months = _MONTHS_ALIKE[nths == [-1]] if quarter else ()
    if isinstance(kind, int):
        return Rule("MONTHLY", weekdays=tuple((nth, kind) for nth in nths), months=months)
    if kind == "day":
        return Rule("MONTHLY", month_days=tuple(nths), months=months)
    return Rule("MONTHLY", weekdays=WORKING, positions=tuple(nths), months=months)


def _month_days(days: list[int]) -> Rule | None:
    if not all(1 <= day <= 31 for day in days):
        return None
    # Who says the 31st means the end of every month.
    return Rule("MONTHLY", month_days=tuple(-1 if day == 31 else day for day in days))


def _chinese(plain: str) -> Rule | None:
    said = re.sub(r"[\s的]", "", plain)
    said, every = said.removeprefix("每"), said.startswith("每")
    if said in _WHOLE and (every or said in {"双周", "月底", "月末", "工作日"}):
        return _WHOLE[said]
    units = "|".join(sorted((unit for unit in _UNITS if not unit.isascii()), key=len, reverse=True))
    found = re.fullmatch(rf"(隔一?个?|(?:{NUMBER})?个?)({units})(.*)", said)
    try:
        if not found or not (every or found[1].startswith("隔")):
            return None
        count = 2 if found[1].startswith("隔") else number(found[1].removesuffix("个") or "1")
        if found[2] == "年" and found[3]:
            return _of_year(count, found[3])
        return _every(count, found[2], found[3], _han_days, _han_of_month)
    except ValueError:
        return None


def _of_year(count: int, rest: str) -> Rule | None:
    found = re.fullmatch(rf"({NUMBER})月({NUMBER})[日号]?", rest)
    if not found:
        return None
    month, day = number(found[1]), number(found[2])
    valid = 1 <= month <= 12 and 1 <= day <= 31
    return Rule("YEARLY", count, month_days=(day,), months=(month,)) if valid else None


def _han_days(rest: str) -> tuple[tuple[int, int], ...] | None:
    bare = re.sub(r"周|星期|礼拜|[、,，和及与]", "", rest).replace("天", "日").replace("七", "日")
    bare = "".join(_HAN_WEEKDAYS[int(char) - 1] if char in "1234567" else char for char in bare)
    if rest == "工作日":
        return WORKING
    if not bare or not set(bare) <= set(_HAN_WEEKDAYS):
        return None
    return tuple((0, _HAN_WEEKDAYS.index(char)) for char in dict.fromkeys(bare))


def _han_of_month(rest: str, *, quarter: bool) -> Rule | None:
    if rest in {"底", "末", "月底", "月末", "最后一天", "最后1天"}:
        return _nth_days([-1], "day", quarter=quarter)
    if found := re.fullmatch(rf"(?:第({NUMBER})|最后[一1])个?(?:(?:周|星期|礼拜)(.)|(工作日)|(天))", rest):
        nth = number(found[1]) if found[1] else -1
        if not (nth == -1 or 1 <= nth <= (31 if found[4] or found[3] else 5)):
            return None
        days = _han_days(found[2]) if found[2] else None
        if found[2] and not days:
            return None
        kind: int | str = days[0][1] if days else "day" if found[4] else "working"
        return _nth_days([nth], kind, quarter=quarter)
    if re.fullmatch(rf"{NUMBER}[日号](?:[、,，和及与]?{NUMBER}[日号])*", rest):
        return _month_days([number(one) for one in re.findall(NUMBER, rest)])
    return None


_ORDINALS = {
    1: N_("first"), 2: N_("second"), 3: N_("third"), 4: N_("fourth"), 5: N_("fifth"), -1: N_("the last"),
}  # fmt: skip
_OFTEN = {
    "DAILY": (N_("every day"), N_("every {count} days")),
    "WEEKLY": (N_("every week"), N_("every {count} weeks")),
    "MONTHLY": (N_("every month"), N_("every {count} months")),
    "YEARLY": (N_("every year"), N_("every {count} years")),
}
_A_MONDAY = date(2024, 1, 1)


def say_rule(rule: str) -> str:
    """Return a rule in the words of the language in use, as RFC 5545 has it where we have no words."""
    try:
        found = parse_rule(rule).rule
    except UsageError:
        return rule
    days = _days_said(found)
    if days is None:
        return rule
    months = _("in months {months}").format(months=", ".join(map(str, found.months))) if found.months else ""
    parts = ", ".join(filter(None, (months, days)))
    return f"{_often(found)}: {parts}" if parts else _often(found)


def _often(rule: Rule) -> str:
    once, several = _OFTEN[rule.freq]
    return _(once) if rule.interval == 1 else _(several).format(count=rule.interval)


def _days_said(rule: Rule) -> str | None:
    """Return which days a rule names, '' where it says none, None where we have no words for them."""
    if rule.positions:
        return _chosen_said(rule)
    if rule.weekdays:
        said = [
            _nth_said(nth, words.weekday(_A_MONDAY + timedelta(days=weekday)))
            for nth, weekday in rule.weekdays
        ]
        return None if None in said else ", ".join(filter(None, said))
    numbered = ", ".join(str(day) for day in rule.month_days if day > 0)
    if any(day < -1 for day in rule.month_days):
        return None
    last = _("last day") if -1 in rule.month_days else ""
    return ", ".join(filter(None, (_("day {days}").format(days=numbered) if numbered else "", last)))


def _chosen_said(rule: Rule) -> str | None:
    if rule.weekdays == WORKING:
        said = [_nth_said(nth, _("working day")) for nth in rule.positions]
        return None if None in said else ", ".join(filter(None, said))
    if rule.positions == (-1,) and rule.month_days and not rule.weekdays:
        return _("day {day}, or the last where a month is shorter").format(day=max(rule.month_days))
    return None


def _nth_said(nth: int, name: str) -> str | None:
    if not nth:
        return name
    return _("{nth} {weekday}").format(nth=_(_ORDINALS[nth]), weekday=name) if nth in _ORDINALS else None
