"""How long until a number or a door is tried again, as it is typed."""

import re

from crm_cli.domain.frozen import Frozen
from crm_cli.domain.numerals import NUMBER, fold, number
from crm_cli.errors import UsageError
from crm_cli.i18n import gettext as _

MOST_MINUTES = 1440
MOST_DAYS = 366
_THEN = r"(?:之?[后後])?\s*[,，、;；]?\s*(?:then|再|然[后後])?\s*"
_WORDS = (
    rf"(?:(?:(?P<h>{NUMBER})(?P<h_half>半)?|(?P<half>半))\s*(?:h|hrs?|hours?|[个個]?[小]?[时時]|[个個]?鐘頭|[个個]?钟头)\s*)?"
    rf"(?:(?P<m>{NUMBER})\s*(?:m|mins?|minutes?|分[钟鐘]?)\s*)?"
    rf"(?:{_THEN}(?:(?P<d>{NUMBER})\s*(?:d|days?|天|日)|(?P<next>第二天|次日|隔天|next day))\s*)?"
    rf"(?:{_THEN}(?P<w>{NUMBER})\s*(?:w|weeks?|[个個]?周|[个個]?週|[个個]?星期)\s*)?"
    r"(?:(?<!^)之?[后後]\s*)?"
)
_NONE = frozenset({"0", "none", "no", "never", "-", "无", "無", "不", "不再"})


class Delay(Frozen):
    """Minutes until the first new try, and days until the ones after it; 0 is none of that kind."""

    minutes: int = 0
    days: int = 0


def parse_delay(text: str) -> Delay:
    """Return the delay that `text` says: `30m`, `4h`, `1h30m`, `1d`, `4h then 1d`, `30分钟`, `半小时`, `2天`; `none`.

    A day is the next day, not twenty-four hours. Raises UsageError for a number without a unit, for anything
    else, and for more than a day of minutes or a year of days.
    """
    plain = fold(text).strip().lower()
    if plain in _NONE:
        return Delay()
    match = re.fullmatch(_WORDS, plain) if plain else None
    if match is None:
        raise _unclear(text)
    said = {name: _figure(match[name], text) for name in "hmdw"}
    half = 30 if match["half"] or match["h_half"] else 0
    next_day = 1 if match["next"] else 0
    delay = Delay(said["h"] * 60 + half + said["m"], said["d"] + next_day + said["w"] * 7)
    if delay.minutes > MOST_MINUTES or delay.days > MOST_DAYS:
        raise UsageError(
            _("“{text}” is too long a delay.").format(text=text.strip()),
            _("At most 24h, or {days}d.").format(days=MOST_DAYS),
        )
    return delay


def _figure(word: str | None, text: str) -> int:
    try:
        return number(word) if word else 0
    except ValueError as error:
        raise _unclear(text) from error


def _unclear(text: str) -> UsageError:
    return UsageError(
        _("“{text}” is not a delay.").format(text=text.strip()),
        _("Write 30m, 4h, 1d, 4h then 1d, 30分钟, 4小时, 1天; none for no new try."),
    )
