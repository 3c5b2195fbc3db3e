"""Times of day as people say them, in English and Chinese; a bare number is never one."""

import re
from datetime import datetime, time, timedelta

from crm_cli.domain.numerals import COUNTED, HAN, NUMBER, number

_PART = (
    "(?P<part>凌晨|清晨|早上|早晨|朝早|早|上午|上晝|上昼|中午|正午|下午|下晝|下昼|午后|午後|傍晚"
    r"|晚上|晚|夜里|夜裡|夜晚)?\s*"
)
_LATIN = (
    r"(?P<hour>\d{1,2})(?:"
    r":(?P<minute>\d\d)(?::(?P<second>\d\d))?(?!\d|:\d)(?:\s*(?P<half>[ap])\.?m\.?(?![a-z]))?"
    r"|\s*(?P<only>[ap])\.?m\.?(?![a-z]))"
)
# Without 分 a number after 点 may be a quantity: 3点15送样 is a quarter past, 3点15套 is three o'clock.
_CHINESE = (
    rf"(?P<hour>\d{{1,2}}|[{HAN}]{{1,3}})[点點时時](?:"
    rf"(?P<quarters>半|[一三]刻)|整|[钟鐘]|(?P<minute>{NUMBER})分(?!钟|鐘)"
    r"|(?P<bare>\d\d|[零〇][一二三四五六七八九]|[二三四五]?十[一二三四五六七八九]?)"
    rf"(?![{COUNTED}]))?"
)
_QUARTERS = {"半": 30, "一刻": 15, "三刻": 45}
_SPAN = "个?小时|個?小時|个钟头?|個鐘頭?|分钟|分鐘"
_FROM_NOW = (
    rf"(?:\+|in\s+)(?P<plus>\d{{1,4}})\s*(?P<unit>(?:h|hours?|hrs?|mins?|minutes?)(?![a-z])|{_SPAN})"
    rf"|(?P<count>{NUMBER}|半)(?P<han>{_SPAN})(?:之|以)?[后後]"
)
_NOW = r"now(?![a-z])|现在|現在|而家|此刻"


def read_time(text: str) -> tuple[time, int] | None:
    """Return the time of day that `text` (already folded) begins with and where it ends, else None.

    `15:00`, `9:05am`, `3pm`, `下午3点`, `三点半`, `上午10点15分`. Raises ValueError when there is no such
    time (`25:00`, `13pm`, `上午15点`) and for midnight said as an evening hour, whose day is unclear.
    """
    for pattern in (_LATIN, _CHINESE):
        if match := re.match(_PART + pattern, text, re.IGNORECASE):
            return _time(match.groupdict()), match.end()
    return None


def read_from_now(text: str, now: datetime) -> tuple[datetime, int] | None:
    """Return the moment that `text` counts from `now` (`now`, `+2h`, `+30分钟`, `in 30 min`, `半小时后`) and its end.

    A counted moment is a whole minute. None when `text` does not begin so.
    """
    if match := re.match(_NOW, text, re.IGNORECASE):
        return now, match.end()
    match = re.match(_FROM_NOW, text, re.IGNORECASE)
    if match is None:
        return None
    unit = match["unit"] or match["han"]
    minutes = 1 if unit.lower().startswith("m") or unit.startswith("分") else 60
    count = match["plus"] or match["count"]
    span = timedelta(minutes=minutes) * (0.5 if count == "半" else number(count))
    return (now + span).replace(second=0, microsecond=0), match.end()


def _time(said: dict[str, str | None]) -> time:
    hour = number(said["hour"] or "")
    half = (said.get("half") or said.get("only") or "").lower()
    hour = _of_twelve(hour, half) if half else _of_part(hour, said["part"] or "")
    return time(hour, _minute(said), int(said.get("second") or 0))


def _minute(said: dict[str, str | None]) -> int:
    if quarters := said.get("quarters"):
        return _QUARTERS[quarters]
    typed = said.get("minute") or said.get("bare")
    return number(typed) if typed else 0


def _of_twelve(hour: int, half: str) -> int:
    if not 1 <= hour <= 12:
        raise ValueError(hour)
    return hour % 12 + (12 if half == "p" else 0)


def _of_part(hour: int, part: str) -> int:
    """Return the hour of 24 that `hour` is in a part of the day, or raise ValueError when it is not in it."""
    if not part:
        return hour
    if part == "凌晨" and hour == 12:
        return 0
    start, end = _span(part)
    for meant in (hour, hour + 12) if hour and start else (hour,):
        if start <= meant <= end:
            return meant
    raise ValueError(hour)


def _span(part: str) -> tuple[int, int]:
    """Return the first and last hour of a part of the day."""
    if part in {"中午", "正午"}:
        return 11, 14
    if part[0] in "下午":
        return 12, 19
    if part[0] in "傍晚夜":
        return 17, 23
    return 0, 12 if part[0] == "上" else 11
