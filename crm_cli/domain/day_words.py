"""Calendar days as people say them, in English and Chinese, ISO, and years of the Republic."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from crm_cli.domain.numerals import COUNTED, HAN, NUMBER, number

_Reader = Callable[[re.Match[str], date], date | None]
_Rules = tuple[tuple[str, _Reader], ...]

FIRST_YEAR, LAST_YEAR = 1900, 2199
_REPUBLIC = 1911

_ENGLISH_DAYS = {
    "today": 0, "tomorrow": 1, "tmr": 1, "tmrw": 1, "yesterday": -1,
    "day after tomorrow": 2, "day before yesterday": -2,
}  # fmt: skip
_CHINESE_DAYS = {
    "今天": 0, "今日": 0, "今儿": 0, "明天": 1, "明日": 1, "明儿": 1, "听日": 1, "聽日": 1,
    "后天": 2, "後天": 2, "后日": 2, "後日": 2, "大后天": 3, "大後天": 3,
    "昨天": -1, "昨日": -1, "寻日": -1, "尋日": -1, "前天": -2, "大前天": -3,
    "今": 0, "明": 1, "昨": -1,
}  # fmt: skip
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEARS = {"今年": 0, "本年": 0, "明年": 1, "去年": -1}

_WEEKDAY = (
    r"(mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:r|rs|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)"
)
_MONTH = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
# What may follow 5号 and 5日 when no day is meant: buildings, metro lines, doors; 5日内.
_PLACES = "楼樓线線店仓倉门門院铺鋪室机機码碼厂廠馆館栋棟车車桌柜櫃库庫井"
_AWAY = r"(?P<way>本|这|這|今|下下|下|上上|上)(?:个|個)?"
_MEANT = {"本": 0, "这": 0, "這": 0, "今": 0, "下": 1, "下下": 2, "上": -1, "上上": -2}


def read_day(text: str, today: date) -> tuple[date, int] | None:
    """Return the day that `text` (already folded) begins with and where it ends, else None.

    Raises ValueError or OverflowError when it is written as a date but no calendar has it (2026-02-30) or
    its year is not from 1900 to 2199.
    """
    for pattern, reader in _rules(text[:1]):
        match = re.match(pattern, text, re.IGNORECASE)
        day = reader(match, today) if match else None
        if match and day:
            return _within(day), match.end()
    return None


def _rules(first: str) -> _Rules:
    """Return the rules whose texts can begin with `first`, so that few patterns are ever compiled."""
    if first.isdecimal() or (first and first in HAN):
        return _NUMERIC
    if first.isascii():
        return _SIGNED if first in "+-" else _ENGLISH
    return _CHINESE


def _within(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(day)
    return day


def _month_away(today: date, months: int, day: int) -> date:
    """Return `day` of the month `months` after today's; raise ValueError where that month has no such day."""
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    return date(year, month + 1, day)


def _month_end(today: date, months: int) -> date:
    return _month_away(today, months + 1, 1) - timedelta(days=1)


def _months_later(today: date, months: int) -> date:
    """Return the same day of the month, or its last day where it is shorter."""
    return min(_month_end(today, months), _month_away(today, months, 1) + timedelta(days=today.day - 1))


def _later(today: date, count: int, unit: str) -> date:
    if unit[0] in "dD天日":
        return today + timedelta(days=count)
    if unit[0] in "wW周週" or unit[-1] in "期拜":
        return today + timedelta(weeks=count)
    return _months_later(today, count * 12 if unit[0] in "yY年" else count)


def _nearest(today: date, month: int, day: int) -> date:
    """Return that day of this year, or of the next when this year's is more than six months past."""
    past = _months_later(today, -6)
    next_year = past.year == today.year and (month, day) < (past.month, past.day)
    return date(today.year + next_year, month, day)


def _weekday(today: date, index: int, weeks: int | None) -> date:
    """Return weekday `index` (0 is Monday) of the Monday-Sunday week `weeks` away, or the next after today."""
    if weeks is None:
        return today + timedelta(days=(index - today.weekday() - 1) % 7 + 1)
    return today + timedelta(days=7 * weeks + index - today.weekday())


def _whole(match: re.Match[str], _today: date) -> date:
    year = int(match[1])
    return date(year + _REPUBLIC if len(match[1]) == 3 else year, int(match[3]), int(match[4]))


def _eight_figures(match: re.Match[str], _today: date) -> date | None:
    # Eight figures may be a phone number; as a date they need a month and a day that could be.
    year, month, day = (int(part) for part in match.groups())
    return date(year, month, day) if 1 <= month <= 12 and 1 <= day <= 31 else None


def _chinese_whole(match: re.Match[str], today: date) -> date:
    said, month, day = match["year"], number(match["month"]), number(match["day"])
    if said in _YEARS:
        return date(today.year + _YEARS[said], month, day)
    year = number(said.rstrip("年"))
    if match["republic"] or 100 <= year < 200:
        return date(year + _REPUBLIC, month, day)
    # 26年 is 2026, but 99年 may be 1999, 2010 (Republic) or 2099: that is refused as the year 99.
    return date(year + 2000 if 20 <= year < 60 else year, month, day)


def _month_and_day(match: re.Match[str], today: date) -> date:
    return _nearest(today, number(match[1]), number(match[2]))


def _slashed(match: re.Match[str], today: date) -> date | None:
    month, day = int(match[1]), int(match[2])
    return _nearest(today, month, day) if 1 <= month <= 12 and 1 <= day <= 31 else None


def _day_of_month(match: re.Match[str], today: date) -> date:
    day = number(match[1])
    if not 1 <= day <= 31:
        raise ValueError(day)
    ahead = (months for months in range(12) if _month_end(today, months).day >= day)
    return next(found for months in ahead if (found := _month_away(today, months, day)) >= today)


def _chinese_later(match: re.Match[str], today: date) -> date:
    return _later(today, number(match[1]) * (-1 if match["back"] else 1), match["unit"].lstrip("个個"))


def _english_later(match: re.Match[str], today: date) -> date:
    return _later(today, int(match[1]) * (-1 if match[3].lower() == "ago" else 1), match[2])


def _english_in(match: re.Match[str], today: date) -> date:
    return _later(today, int(match[1]) if match[1].isdecimal() else 1, match[2])


def _signed(match: re.Match[str], today: date) -> date:
    return _later(today, int(match[1] + match[2]), match[3])


def _english_weekday(match: re.Match[str], today: date) -> date:
    way, index = (match[1] or "").lower(), _WEEKDAYS.index(match[2][:3].lower())
    # English has no week in "last Friday": on a Sunday it is the one two days ago, and 上周五 is not.
    if way == "last":
        return today - timedelta(days=(today.weekday() - index - 1) % 7 + 1)
    return _weekday(today, index, {"next": 1, "this": 0}.get(way))


def _chinese_weekday(match: re.Match[str], today: date) -> date:
    weeks = _MEANT[match["way"]] if match["way"] else None
    # 末, the weekend, is Saturday; 日 and 天 are both Sunday.
    return _weekday(
        today, {"日": 6, "天": 6, "末": 5}.get(match["day"], "一二三四五六".find(match["day"])), weeks
    )


def _english_month(match: re.Match[str], today: date) -> date:
    said = match["month"] or match["after"]
    month = _MONTHS.index(said[:3].lower()) + 1
    day = int(match["day"] or match["before"])
    return date(int(match["year"]), month, day) if match["year"] else _nearest(today, month, day)


def _in_month(match: re.Match[str], today: date) -> date:
    months = _MEANT[match["way"]] if match["way"] else 0
    if match["edge"]:
        return _month_away(today, months, 1) if match["edge"] == "初" else _month_end(today, months)
    return _month_away(today, months, number(match["day"]))


_FULL_CHINESE = (
    rf"(?:(?P<republic>民国|民國)\s*)?(?P<year>{NUMBER}年|今年|本年|明年|去年)\s*"
    rf"(?P<month>{NUMBER})月(?P<day>{NUMBER})[日号號]"
)
_ENGLISH_MONTH = (
    rf"(?:(?P<before>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<after>{_MONTH})"
    rf"|(?P<month>{_MONTH})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?)"
    r"(?![a-z\d])(?:,?\s+(?P<year>20[2-9]\d)(?!\d))?"
)
_SIGNED: _Rules = (
    (r"([+-])(\d{1,5})\s*(d(?:ays?)?|w(?:eeks?)?|m(?:onths?)?|y(?:ears?)?|[天日周週月年])(?![a-z])", _signed),
)
_ENGLISH: _Rules = (
    (
        r"(day after tomorrow|day before yesterday|today|tomorrow|tmrw?|yesterday)(?![a-z])",
        lambda match, today: today + timedelta(days=_ENGLISH_DAYS[match[1].lower()]),
    ),
    (rf"(?:on\s+)?(?:(next|this|last)\s+)?{_WEEKDAY}(?![a-z])", _english_weekday),
    (r"in\s+(\d{1,4}|an?|one)\s+(days?|weeks?|months?|years?)(?![a-z])", _english_in),
    (r"(?:eom|end of (?:the )?month)(?![a-z])", lambda _match, today: _month_end(today, 0)),
    (_ENGLISH_MONTH, _english_month),
)
_NUMERIC: _Rules = (
    (r"(\d{4}|1[0-4]\d)([-/.])(\d{1,2})\2(\d{1,2})(?!\d|[-/.]\d)", _whole),
    (r"((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)", _eight_figures),
    (
        rf"({NUMBER})(?P<unit>天|日|周|週|[个個]?星期|[个個]?礼拜|[个個]?禮拜|[个個]月|年)"
        r"(?:之|以)?(?:[后後]|(?P<back>前))",
        _chinese_later,
    ),
    (r"(\d{1,4})\s+(days?|weeks?|months?|years?)\s+(later|ago)(?![a-z])", _english_later),
    (_FULL_CHINESE, _chinese_whole),
    (rf"({NUMBER})月({NUMBER})(?:[日号號]|(?![{COUNTED}]))", _month_and_day),
    (rf"(\d{{1,2}})[/-](\d{{1,2}})(?![{COUNTED}]|[-/.:]\d)", _slashed),
    (rf"({NUMBER})(?:[号號](?![{_PLACES}])|日(?![内內间間]))", _day_of_month),
    (_ENGLISH_MONTH, _english_month),
)
_CHINESE: _Rules = (
    (
        r"(大[后後前]天|[今明昨后後前]天|[今明昨听聽寻尋后後]日|[今明]儿|[今明昨](?=[早晚]))",
        lambda match, today: today + timedelta(days=_CHINESE_DAYS[match[1]]),
    ),
    (rf"(?:{_AWAY})?(?:周|週|星期|礼拜|禮拜)(?P<day>[一二三四五六日天末])", _chinese_weekday),
    (
        rf"(?:{_AWAY})?月(?:(?P<edge>(?<=[个個上下本这這今]月)初|底|末)|(?<=[个個上下本这這今]月)(?P<day>{NUMBER})[日号號])",
        _in_month,
    ),
    (r"年[底末]", lambda _match, today: date(today.year, 12, 31)),
    (_FULL_CHINESE, _chinese_whole),
)
