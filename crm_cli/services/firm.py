"""The firm itself: making its database, its settings, its goals, its daily notes."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import date, time
from pathlib import Path
from typing import Any

from crm_cli.domain import words
from crm_cli.domain.cleaning import clean
from crm_cli.domain.codes import GRADES, METRICS, MONEY_METRICS
from crm_cli.domain.folding import fold
from crm_cli.domain.outcomes import PRESETS, preset_row
from crm_cli.domain.settings import LISTED, SETTINGS
from crm_cli.errors import NotFoundError, UsageError
from crm_cli.i18n import gettext as _
from crm_cli.i18n import ngettext
from crm_cli.services.desk import Desk
from crm_cli.services.reading import read_zone
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.storage import firm as rows
from crm_cli.storage.change import Author, Change
from crm_cli.storage.firm import GoalRow
from crm_cli.storage.opening import open_database

REGION_NAMES = {
    "中国": "CN", "大陆": "CN", "china": "CN", "台湾": "TW", "taiwan": "TW", "香港": "HK", "hong kong": "HK", "澳门": "MO",
    "macau": "MO", "新加坡": "SG", "singapore": "SG",
}  # fmt: skip
REGION_ZONES = {
    "CN": "Asia/Shanghai",
    "HK": "Asia/Hong_Kong",
    "TW": "Asia/Taipei",
    "MO": "Asia/Macau",
    "SG": "Asia/Singapore",
}


def region_of(environment: Mapping[str, str]) -> str:
    """Return the region that the locale names (`zh_TW.UTF-8` is TW), CN where it names none of ours."""
    for key in ("LC_ALL", "LC_MESSAGES", "LANG"):
        territory = environment.get(key, "").partition(".")[0].partition("@")[0].rpartition("_")[2]
        if territory in REGION_ZONES:
            return territory
    return "CN"


def create_firm(
    path: Path,
    name: str,
    author: str,
    *,
    region: str = "CN",
    timezone: str | None = None,
    currency: str | None = None,
    area_code: str = "",
) -> None:
    """Make the database of a new firm at `path` with its outcomes.

    Raises UsageError for an unknown region, zone, currency or area code, RefusedError when the file exists.
    """
    from crm_cli.domain.money import CURRENCY_OF_REGION, EXPONENTS

    region = REGION_NAMES.get(fold(region), region.upper())
    if len(region) != 2 or not (region.isascii() and region.isalpha()):
        raise UsageError(
            _("{region} is not a region.").format(region=region), _("Two letters: CN, HK, TW, US …")
        )
    money = (currency or CURRENCY_OF_REGION.get(region, "")).upper()
    if money not in EXPONENTS:
        raise UsageError(
            _("{currency} is not a currency.").format(currency=money or region),
            _("Give its three letters: --currency CNY"),
        )
    area_code = read_setting("area_code", area_code)
    zone = read_zone(timezone) if timezone else REGION_ZONES.get(region, "UTC")
    from crm_cli.storage.migrate import create_database

    create_database(path)
    try:
        _fill(
            path, author, zone, name=name, region=region, timezone=zone, currency=money, area_code=area_code
        )
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _fill(path: Path, author: str, zone: str, **firm: str) -> None:
    database = open_database(path)
    try:
        with Change(database, Author(author), "init", zone) as change:
            change.insert("firm", **firm)
            change.insert_many(
                "outcome", [preset_row(preset, place) for place, preset in enumerate(PRESETS, 1)]
            )
    finally:
        database.close()


def set_setting(desk: Desk, key: str, text: str) -> Receipt:
    """Set a setting of the firm from text; '' goes back to the default.

    It decides everybody's numbers, so a manager sets it, and anyone in a firm that has none. Raises
    NotFoundError for an unknown key, UsageError for a bad value, RefusedError for who may not.
    """
    value = read_setting(key, text)
    desk.require_manager_if_any(_("changing the firm's settings"))
    if SETTINGS[key].of_firm:
        return _set_of_firm(desk, key, value)
    stored = desk.database.first(rows.SETTINGS, key=key)
    notes = Notes()
    with desk.change() as change:
        encoded = json.dumps(value, ensure_ascii=False)
        no = stored.no if stored else 0
        if not text:
            if stored is not None:
                change.delete("setting", stored.no)
        elif stored is None:
            no = change.insert("setting", key=key, value=encoded)
        else:
            change.update("setting", stored.no, value=encoded)
    desk.forget_settings()
    if SETTINGS[key].kind == "grades" and not value:
        told = _("{key} ({meaning}) has no rule now.")
    else:
        told = _("{key} ({meaning}) is now {value}.")
    notes.tell(told.format(key=key, meaning=_(SETTINGS[key].meaning), value=_as_told(key, value, text)))
    return notes.receipt("setting", no)


def _set_of_firm(desk: Desk, key: str, value: str) -> Receipt:
    """Change what the firm's own row holds; numbers are read again by another area code."""
    before, notes = str(desk.setting(key)), Notes()
    held: dict[str, Any] = {SETTINGS[key].of_firm: value}
    with desk.change() as change:
        change.update("firm", desk.firm.no, **held)
        again = 0
        if key == "area_code":
            from crm_cli.services.local_numbers import read_by_firms_code

            again = read_by_firms_code(desk, change, before, value)
    told = _("{key} ({meaning}) is now {value}.")
    notes.tell(told.format(key=key, meaning=_(SETTINGS[key].meaning), value=value or _("none")))
    if again:
        told = ngettext(
            "{count} number written without an area code is read by it now.",
            "{count} numbers written without an area code are read by it now.",
            again,
        )
        notes.tell(told.format(count=again))
    desk.forget_settings()
    return notes.receipt("setting", 0)


def read_setting(key: str, text: str) -> Any:  # each setting has its own type
    """Return what a text says of a setting, its default for ''; raise NotFoundError or UsageError."""
    if key not in SETTINGS:
        raise NotFoundError(
            _("There is no setting {key}.").format(key=key), _("See them with: crm config list")
        )
    if not text:
        if SETTINGS[key].kind == "name":
            raise UsageError(_("What is the firm called?"))
        return SETTINGS[key].default
    kind, parts = SETTINGS[key].kind, [part.strip() for part in re.split("[,，、;；]", text) if part.strip()]
    try:
        return _read_kind(key, kind, text, parts)
    except ValueError as error:
        raise UsageError(
            _("{text} is not a value for {key}.").format(text=text, key=key),
            _(
                "Numbers: 30; weekdays: 1,2,3,4,5; days: 2026-10-01,2026-10-02; times: 18:00; by grade: A=3,B=7; area code: 020"
            ),
        ) from error


def _read_kind(key: str, kind: str, text: str, parts: list[str]) -> Any:  # each kind has its own type
    """Return what a text says of a kind of setting; raise ValueError for what is none."""
    from crm_cli.domain.calling_hours import parse_hours
    from crm_cli.services.reading import known_code, read_code

    read: dict[str, Callable[[], Any]] = {
        "name": lambda: clean(text).strip() or _nothing(text),
        "area": lambda: _area_code(text),
        "number": lambda: _at_least_zero(int(text)),
        "days": lambda: sorted({_weekday(int(part)) for part in parts}),
        "dates": lambda: sorted({date.fromisoformat(part).isoformat() for part in parts}),
        "time": lambda: f"{time.fromisoformat(_two_digits(text)):%H:%M}",
        "hours": lambda: parse_hours(text).text(),
        "choice": lambda: read_code(key, text),
        "grades": lambda: dict(sorted(_grade_days(part) for part in parts)),
        "words": lambda: list(dict.fromkeys(known_code(LISTED[key], part) or part for part in parts)),
    }
    return read[kind]()


def setting_text(value: object) -> str:
    """Return a setting's value as it is typed: `read_setting` reads it again."""
    if isinstance(value, dict):
        return ",".join(f"{grade}={days}" for grade, days in value.items())
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def _as_told(key: str, value: Any, text: str) -> str:
    if key in LISTED:
        from crm_cli.services.reading import choices

        return choices(LISTED[key], value)
    if isinstance(value, dict | list):
        return setting_text(value) or _("none")
    return text or str(value)


def _area_code(text: str) -> str:
    """Return the area code that a text is, or that of the city it names."""
    from crm_cli.domain.area_codes import area_code_of

    if re.fullmatch(r"0?[1-9]\d{0,3}", text.strip(), re.ASCII):
        return text.strip()
    return area_code_of(text) or _nothing(text)


def _nothing(text: str) -> str:
    raise ValueError(text)


def _two_digits(text: str) -> str:
    """Return `8:45` as `08:45`, also with a full-width colon."""
    hour, _colon, minute = text.strip().replace("：", ":").partition(":")
    return f"{hour:0>2}:{minute:0>2}"


def _grade_days(text: str) -> tuple[str, int]:
    """Return the grade and the days of `A=3`."""
    grade, equals, days = text.replace("＝", "=").partition("=")
    if not equals or grade.strip().upper() not in GRADES:
        raise ValueError(text)
    return grade.strip().upper(), _at_least_zero(int(days))


def _at_least_zero(value: int) -> int:
    if value < 0:
        raise ValueError(value)
    return value


def _weekday(value: int) -> int:
    if not 1 <= value <= 7:
        raise ValueError(value)
    return value


def settings(desk: Desk) -> list[dict[str, object]]:
    """Return every setting with its value, its default and what it means."""
    return [
        {"key": key, "value": desk.setting(key), "default": setting.default, "meaning": setting.meaning}
        for key, setting in SETTINGS.items()
    ]


def add_goal(
    desk: Desk,
    metric: str,
    amount: str,
    *,
    period: str,
    rep: str | None,
    team: str | None,
    from_day: str | None,
) -> Receipt:
    """Set a number to reach each day or month, from a day on, for a rep, a team or the firm.

    Raises RefusedError where the firm has a manager and another types.
    """
    from crm_cli.services.naming import find_rep, find_team
    from crm_cli.services.reading import choices, known_code, read_amount, read_day

    key = known_code("metric", metric, METRICS)
    if not key:
        raise UsageError(
            _("{metric} cannot be a goal.").format(metric=metric),
            _("Choose from: {codes}").format(codes=choices("metric", METRICS)),
        )
    if period not in {"day", "month"}:
        raise UsageError(_("A goal is for a day or a month."), "--per day|month")
    person, group = find_rep(desk, rep) if rep else None, find_team(desk, team) if team else None
    value = read_amount(desk, amount) if key in MONEY_METRICS else _whole(amount)
    start = read_day(desk, from_day)
    desk.require_manager_if_any(_("setting goals"))
    notes = Notes()
    with desk.change() as change:
        no = change.insert(
            "goal",
            metric=key,
            period=period,
            amount=value,
            rep_no=person.no if person else None,
            team_no=group.no if group else None,
            starts_on=start.replace(day=1) if period == "month" else start,
        )
    whose = (person or group or desk.firm).name
    notes.tell(
        _("Goal of {whose} set: {metric} {amount} {period}.").format(
            whose=whose,
            metric=words.label("metric", key),
            amount=amount,
            period=words.label("period", period),
        )
    )
    return notes.receipt("goal", no)


def _whole(text: str) -> int:
    try:
        return _at_least_zero(int(text))
    except ValueError as error:
        raise UsageError(_("{text} is not a whole number.").format(text=text)) from error


def goals(desk: Desk, *, sort: str | None = None, descending: bool = False, **filters: Any) -> list[GoalRow]:
    """Return the goals on record that pass the filters, newest first unless sorted otherwise."""
    return desk.database.all(rows.FIND_GOALS, sort=sort, descending=descending, **filters)


def remove_goal(desk: Desk, text: str) -> Receipt:
    """Remove the goal of that number; raise NotFoundError when there is none, RefusedError as `add_goal` does."""
    row = desk.database.first(rows.FIND_GOALS, no=int(text)) if text.isdecimal() else None
    if row is None:
        raise NotFoundError(
            _("There is no goal {number}.").format(number=text), _("See them with: crm goal list")
        )
    desk.require_manager_if_any(_("setting goals"))
    notes = Notes()
    with desk.change() as change:
        change.delete("goal", row.no)
    notes.tell(
        _("{name} removed.").format(name=f"{words.label('metric', row.metric)} {row.rep or row.team}".strip())
    )
    return notes.receipt("goal", row.no, row.id)


def note_day(
    desk: Desk, *, rep: str | None, day: str | None, problem: str, answer: str, help_needed: str
) -> Receipt:
    """Keep what only the rep can say about a day: the problem and its answer, the help needed."""
    from crm_cli.services.naming import find_worker
    from crm_cli.services.reading import read_day

    if not (problem or answer or help_needed):
        raise UsageError(_("There is nothing to note."), "--problem … --answer … --help-needed …")
    worker, on = find_worker(desk, rep), read_day(desk, day)
    notes = Notes()
    with desk.change() as change:
        no = change.insert(
            "report_note", day=on, rep_no=worker.no, problem=problem, answer=answer, help_needed=help_needed
        )
    notes.tell(_("Noted for the report of {day}.").format(day=on.isoformat()))
    return notes.receipt("report_note", no)
