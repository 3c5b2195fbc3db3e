"""Reading what people type into fields: days, times, amounts, codes in any of the three languages."""

from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import date, datetime, time
from functools import cache
from typing import Any

from crm_cli.domain import words
from crm_cli.domain.folding import fold
from crm_cli.domain.frozen import Frozen
from crm_cli.errors import UsageError
from crm_cli.i18n import LANGUAGES
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk

SPELLED = ("industry", "city", "district", "building", "tag")
"""Filters by a word, which statements take as the list of its spellings."""


class Due(Frozen):
    """When something is due and what it is: the day, the instant where a time was given, the words."""

    day: date
    at: datetime | None
    words: str


def read_instant(desk: Desk, text: str | None) -> datetime:
    """Return the instant `text` names, read from now; now when it is None, noon of a day without a time.

    Today without a time is now.
    """
    now = desk.now()
    if text is None:
        return desk.instant(now)
    from crm_cli.domain.dates import parse_when

    day, clock_time = parse_when(text, now, zone=desk.zone)
    if clock_time is None:
        return desk.instant(now if day == now.date() else datetime.combine(day, time(12)))
    return desk.instant(datetime.combine(day, clock_time))


def read_day(desk: Desk, text: str | None, *, default: date | None = None) -> date:
    """Return the day `text` names, read from today; `default` or today when it is None."""
    if text is None:
        return default or desk.today()
    from crm_cli.domain.dates import parse_day

    return parse_day(text, desk.today())


def read_due(desk: Desk, text: str, touched_at: datetime, *, default: date | None = None) -> Due:
    """Return what `--next` promises, read from the touch's own moment; raise UsageError without a date.

    `default` is the day of words that begin with no date.
    """
    from crm_cli.domain.dates import split_when

    found = split_when(text, desk.wall(touched_at))
    if found is None:
        if default is None:
            raise UsageError(
                _("{text} does not begin with a date.").format(text=text or "''"),
                _('Say when, then what: "+3d send the quote", "周五 打电话", "2026-11-25 15:00 call".'),
            )
        return Due(default, None, text.strip())
    at = desk.instant(datetime.combine(found.day, found.time)) if found.time else None
    return Due(found.day, at, found.rest.strip())


def read_date_of(desk: Desk, text: str) -> Due:
    """Return the day and time that an option for them names, and words after it, which not every option takes.

    Raises UsageError, with the ways to write a date alone, where it does not begin with one.
    """
    from crm_cli.domain.dates import not_a_date, split_when

    if split_when(text, desk.now()) is None:
        raise not_a_date(text)
    return read_due(desk, text, desk.instant(desk.now()))


def say_when(desk: Desk, day: date, at: datetime | None) -> str:
    """Return a day with its weekday and, where there is one, the time on the firm's clock."""
    said = f"{day.isoformat()} {words.weekday(day)}"
    return said if at is None else f"{said} {desk.wall(at):%H:%M}"


def read_amount(desk: Desk, text: str) -> int:
    """Return the minor units of an amount typed in major ones of the firm's currency."""
    from crm_cli.domain.money import parse_amount

    return parse_amount(text, desk.currency)


def read_zone(text: str) -> str:
    """Return the time zone (IANA) that a text names in any case, as it is spelled; raise UsageError where it is none."""
    # A disk that does not tell capitals apart would find asia/taipei, which the next machine does not.
    if (known := _zones().get(text.strip().replace(" ", "_").lower())) is None:
        raise UsageError(
            _("{zone} is not a time zone.").format(zone=text),
            _("For example Asia/Shanghai, Asia/Taipei, Europe/London."),
        )
    return known


def read_visit_hours(text: str) -> str:
    """Return the hours in which a customer can be visited as they are kept; raise UsageError where they are none."""
    from crm_cli.domain.calling_hours import parse_hours

    try:
        return parse_hours(text).text()
    except UsageError as error:
        raise UsageError(
            _("{text} are not visiting hours.").format(text=text or "''"),
            _("Days, then hours: 1-5 09:00-11:30; 6 10:00-12:00. 1 is Monday."),
        ) from error


@cache
def _zones() -> dict[str, str]:
    from zoneinfo import available_timezones

    return {name.lower(): name for name in available_timezones()}


def read_code(kind: str, text: str, *, only: Sequence[str] = ()) -> str:
    """Return the code of the list `kind` that `text` means: the code or its name in any of our languages.

    `only` are those of the list that may be said here. Raises UsageError that lists the codes.
    """
    known = [code for code in words.LABELS[kind] if not only or code in only]
    if code := known_code(kind, text, known):
        return code
    raise UsageError(
        _("{text} is not one of them.").format(text=text),
        _("Choose from: {codes}").format(codes=choices(kind, known)),
    )


def known_code(kind: str, text: str, only: Container[str] = ()) -> str:
    """Return the code of the list `kind` that `text` means in any of our languages, '' when it is none."""
    wanted = fold(text)
    known = {code: name for code, name in words.LABELS[kind].items() if not only or code in only}
    if (as_code := wanted.replace(" ", "_").replace("-", "_")) in known:
        return as_code
    from crm_cli.i18n import translations

    for language in LANGUAGES:
        say = translations(language).gettext
        for code, english in known.items():
            if wanted == fold(say(english)):
                return code
    return ""


def choices(kind: str, codes: Iterable[str]) -> str:
    """Return codes with what they are called in the language in use, where that is another word."""
    return ", ".join(_choice(code, words.label(kind, code)) for code in codes)


def _choice(code: str, name: str) -> str:
    bare = "".join(char for char in fold(name) if char.isalnum())
    return code if bare == fold(code).replace("_", "") else f"{code} {name}"


def spelled(filters: Mapping[str, Any]) -> dict[str, Any]:
    """Return filters with the words of SPELLED as lists of how they may be written: 汽車 finds 汽车 too."""
    from crm_cli.domain.spellings import spellings

    return {
        key: spellings(value) if key in SPELLED and value is not None else value
        for key, value in filters.items()
    }


def read_grade(text: str) -> str:
    """Return the grade A to E that `text` means."""
    grade = fold(text).upper()
    if grade not in {"A", "B", "C", "D", "E"}:
        raise UsageError(
            _("{text} is not a grade.").format(text=text or "''"),
            _("A buys within 1 month, B 3 months, C 6 months, D later, E has no need."),
        )
    return grade
