"""What the name of a phone's recording says: the number talked to, and when by the phone's clock."""

import re
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache

from crm_cli.domain.frozen import Frozen

LEAST_TAIL = 7
"""Figures at the end of two numbers that make them the same one, written with or without their area codes."""


class Reading(Frozen):
    """One way to read a name: the figures of a number ('' where there is none), the moment, and the words left."""

    digits: str
    at: datetime
    words: str


@lru_cache(maxsize=1)
def _moments() -> tuple[re.Pattern[str], ...]:
    # Four figures of a year first; two of one may also be the beginning of a number, so both are tried.
    year = r"(?<!\d)(20\d\d)[-_.年]?(\d\d?)[-_.月]?(\d\d?)日?[-_ T.]*(\d\d)[-_:.时時]?(\d\d)(?:[-_:.分]?(\d\d))?秒?(?!\d)"
    packed = r"(?<!\d)(20\d\d)(\d\d)(\d\d)[-_ T.]?(\d\d)(\d\d)(\d\d)?(?!\d)"
    short = r"(?<!\d)(\d\d)(\d\d)(\d\d)[-_ ]?(\d\d)(\d\d)(\d\d)?(?!\d)"
    return tuple(re.compile(one) for one in (packed, year, short))


def readings(name: str) -> list[Reading]:
    """Return the ways to read the name of a file, the likeliest first; [] where it says no moment.

    Understood are a number, a name or both, with a date and a time in figures before or after: as the recorders
    of Xiaomi, Huawei, OPPO, vivo, Samsung and Google and the common apps write them.
    """
    stem = name.rpartition(".")[0] or name
    return list(dict.fromkeys(_readings(stem)))


def _readings(stem: str) -> Iterator[Reading]:
    for pattern in _moments():
        for found in pattern.finditer(stem):
            at = _moment(found.groups())
            if at is not None:
                rest = f"{stem[: found.start()]} {stem[found.end() :]}"
                numbers = re.findall(r"\+?\d[\d -]{3,}\d", rest)
                for number in numbers or [""]:
                    yield Reading(re.sub(r"\D", "", number), at, rest.strip())


def _moment(parts: tuple[str | None, ...]) -> datetime | None:
    year, month, day, hour, minute, second = (int(part or 0) for part in parts)
    try:
        return datetime(year if year > 99 else 2000 + year, month, day, hour, minute, second)  # noqa: DTZ001  # the phone's own clock
    except ValueError:
        return None


def is_same_number(one: str, other: str) -> bool:
    """Say whether two numbers in figures alone are one, whatever stands before them: 0, an area or a country."""
    one, other = one.lstrip("0"), other.lstrip("0")
    shorter, longer = sorted((one, other), key=len)
    return one == other != "" or (len(shorter) >= LEAST_TAIL and longer.endswith(shorter))
