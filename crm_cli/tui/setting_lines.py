"""What the sections of the settings show: a line each, and what the line under the cursor says in full."""

from collections.abc import Sequence
from typing import Any

from crm_cli.domain import words
from crm_cli.domain.codes import MONEY_METRICS
from crm_cli.domain.frozen import Frozen
from crm_cli.domain.money import format_amount
from crm_cli.domain.outcomes import flag_columns, flag_letters
from crm_cli.domain.rule_words import rule_words
from crm_cli.domain.settings import LISTED, SETTINGS
from crm_cli.domain.titles import TITLES
from crm_cli.i18n import N_, language
from crm_cli.i18n import gettext as _
from crm_cli.services import firm, machine, outcomes
from crm_cli.services.about import about
from crm_cli.services.desk import Desk
from crm_cli.services.records import major
from crm_cli.storage.firm import GoalRow
from crm_cli.storage.outcomes import OutcomeRow
from crm_cli.tui import themes
from crm_cli.tui.paged import Column, Line

NARROW = 70
"""Cells below which a section shows fewer columns."""
MOST_GOALS = 1_000
"""Goals that are shown, the newest; the shell shows them all."""
LANGUAGES = {"en": "English", "zh-Hans": "简体中文", "zh-Hant": "繁體中文"}
"""Each language as those who read it call it."""
_ASKED = {"next": "next_step"}
_OF = {"call": N_("Outcomes of calls"), "visit": N_("Outcomes of visits")}


class Section(Frozen):
    """A section: its name, its title and how its key is explained, and what changing it is called for a manager."""

    name: str
    title: str
    help: str
    what: str = ""


SECTIONS = (
    Section("outcomes", N_("Outcomes"), N_("Go to the outcomes."), N_("changing outcomes")),
    Section("goals", N_("Goals"), N_("Go to the goals."), N_("setting goals")),
    Section("firm", N_("Firm"), N_("Go to the settings of the firm."), N_("changing the firm's settings")),
    Section("machine", N_("This machine"), N_("Go to the settings of this machine.")),
    Section("about", N_("About"), N_("Go to what is told about crm.")),
)


def columns(section: str, width: int) -> Sequence[Column]:
    """Return the columns of a section on a screen so wide."""
    narrow = width < NARROW
    free, key = Column(N_("name")), Column(N_("key"), 4)
    if section == "outcomes":
        code, flags = Column(N_("code"), 18), Column(N_("flags"), 6)
        effect, rule = Column(N_("effect"), 12), Column(N_("rule"))
        return (key, free, flags, effect) if narrow else (key, free, code, flags, effect, rule)
    if section == "goals":
        return (
            Column(N_("figure")),
            Column(N_("to reach"), 12, right=True),
            Column(N_("period"), 6),
            Column(N_("whose"), 8 if narrow else 14),
            *(() if narrow else (Column(N_("from"), 11),)),
        )
    if section == "about":
        return (Column(N_("what"), 14 if narrow else 28), Column(N_("value")))
    meaning, value = Column(N_("meaning")), Column(N_("value"), 14 if narrow else 26)
    if section == "firm" and not narrow:
        return (meaning, value, Column(N_("default"), 14))
    return (meaning, value)


def lines(desk: Desk, section: str, width: int, *, retired: bool, theme: str) -> list[Line]:
    """Return the lines of a section; outcomes that are not in use only where `retired` are wished.

    `theme` is the one that is shown.
    """
    narrow = width < NARROW
    if section == "outcomes":
        return _outcomes(desk, narrow=narrow, retired=retired)
    if section == "goals":
        return [_goal(desk, row, narrow=narrow) for row in firm.goals(desk, limit=MOST_GOALS)]
    if section == "firm":
        return [_setting(desk, key, narrow=narrow) for key in SETTINGS]
    if section == "machine":
        held = machine_words(desk, theme)
        return [Line(key, (_(machine.MACHINE[key]), held[key])) for key in held]
    return [Line(title, (_(title), text)) for title, text in about(desk)]


def machine_words(desk: Desk, theme: str) -> dict[str, str]:
    """Return the settings of this machine as people call them, as they are just now where the file says nothing."""
    held = {key: value or "" for key, value in machine.values().items()}
    now = {"language": LANGUAGES[language()], "theme": _(themes.TITLES[theme])}
    return held | now | {"database": str(desk.database.path.absolute())}


def _outcomes(desk: Desk, *, narrow: bool, retired: bool) -> list[Line]:
    made: list[Line] = []
    for subject, title in _OF.items():
        rows = [row for row in desk.outcomes(subject) if retired or row.retired_on is None]
        made += [Line(None, (_(title),), "bold"), *(_outcome(row, narrow=narrow) for row in rows)]
    return made


def _outcome(row: OutcomeRow, *, narrow: bool) -> Line:
    name = outcomes.label(row)
    if row.retired_on is not None:
        name = _("{name} (retired)").format(name=name)
    effect = "" if row.effect == "none" else words.label("effect", row.effect)
    start, end = (row.key, name), (flag_letters(row.subject, row._asdict()), effect)
    cells = (*start, *end) if narrow else (*start, row.code, *end, rule_of(row))
    return Line((row.subject, row.no), cells, "dim" if row.retired_on else "")


def rule_of(row: OutcomeRow) -> str:
    """Return when an outcome is tried again and how long its customer rests, '' for neither."""
    has_rule = row.retry_minutes or row.retry_days or row.tries or row.rest_days
    return rule_words(row._asdict()) if has_rule else ""


def _goal(desk: Desk, row: GoalRow, *, narrow: bool) -> Line:
    cells = (
        words.label("metric", row.metric),
        _to_reach(desk, row),
        words.label("period", row.period),
        row.rep or row.team or desk.firm.name,
        row.starts_on.isoformat(),
    )
    return Line(row.no, cells[:-1] if narrow else cells)


def _to_reach(desk: Desk, row: GoalRow) -> str:
    if row.metric in MONEY_METRICS:
        return format_amount(row.amount, desk.currency)
    return f"{row.amount:,}"


def goal_amount(desk: Desk, row: GoalRow) -> str:
    """Return how much is to be reached as it is typed, money in major units."""
    amount = major(row.amount, desk.currency) if row.metric in MONEY_METRICS else row.amount
    return str(int(amount) if amount is not None and amount == int(amount) else amount)


def _setting(desk: Desk, key: str, *, narrow: bool) -> Line:
    default, value = (setting_word(key, one) for one in (SETTINGS[key].default, desk.setting(key)))
    cells = (_(SETTINGS[key].meaning), value, default)
    return Line(key, cells[:-1] if narrow else cells, "" if value == default else "bold")


def setting_word(key: str, value: object) -> str:
    """Return a value of a setting of the firm as people read it."""
    if key in LISTED and isinstance(value, list):
        return ", ".join(words.label(LISTED[key], one) for one in value)
    if SETTINGS[key].kind == "choice":
        return words.label(key, str(value))
    return firm.setting_text(value) or _("none")


def in_full(desk: Desk, section: str, key: Any, theme: str) -> str:
    """Return what there is to say of the line under the cursor, whatever is cut off in it."""
    if section == "outcomes":
        row = next((row for row in desk.outcomes(key[0]) if row.no == key[1]), None)
        return "" if row is None else _outcome_in_full(row)
    if section == "firm":
        told = _("{meaning}\n{key} = {value} (default {default})")
        return told.format(
            key=key,
            meaning=_(SETTINGS[key].meaning),
            value=setting_word(key, desk.setting(key)),
            default=setting_word(key, SETTINGS[key].default),
        )
    if section == "machine":
        value = machine_words(desk, theme)[key]
        return f"{_(machine.MACHINE[key])}\n{key} = {value}" if value else _(machine.MACHINE[key])
    return next((f"{_(title)}: {text}" for title, text in about(desk) if title == key), "")


def _outcome_in_full(row: OutcomeRow) -> str:
    held = row._asdict()
    flags = [_(TITLES[column]) for column in flag_columns(row.subject).values() if held[column]]
    asked = [_(TITLES[_ASKED.get(word, word)]) for word in row.asks.split()]
    parts = [
        f"{row.code}: {', '.join(flags) or '-'}",
        f"{_(TITLES['effect'])} {words.label('effect', row.effect)}" if row.effect != "none" else "",
        f"{_(TITLES['asks'])} {', '.join(asked)}" if asked else "",
        f"{_(TITLES['progress'])} {words.label('progress', row.progress)}" if row.progress else "",
        rule_of(row),
    ]
    return "; ".join(filter(None, parts))
