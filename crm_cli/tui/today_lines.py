"""The rows of a day on the screen: in blocks under headings, each known by its noun and its number."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from rich.cells import cell_len
from rich.text import Text

from crm_cli.domain import words
from crm_cli.domain.callbacks import say_distance
from crm_cli.domain.cleaning import clean
from crm_cli.domain.codes import number
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.reports.doubts import Doubt
from crm_cli.reports.figure_words import amount, title
from crm_cli.reports.figures import AMOUNTS
from crm_cli.reports.today import Today
from crm_cli.services.callback_list import CallbackView
from crm_cli.services.desk import Desk
from crm_cli.services.notices import Told
from crm_cli.storage.plans import PlanRow
from crm_cli.storage.steps import StepRow
from crm_cli.tui.paged import Column, Line

_BAR = 8
"""Cells of the bar of a goal."""

Stands = Mapping[int, CallbackView]


def columns(*, is_of_one: bool) -> tuple[Column, ...]:
    """Return the columns of a day; one of many reps says whose each row is."""
    whose = () if is_of_one else (Column(N_("rep"), 8),)
    return (Column(N_("no."), 6), Column(N_("when"), 6), Column(N_("customer")), Column(N_("what")), *whose)


def blocks(
    desk: Desk, found: Today, stands: Stands, doubts: Sequence[Doubt]
) -> Iterator[tuple[str, list[Line]]]:
    """Yield the headings of a day with their rows; `stands` are its callbacks as they stand now."""
    yield _("Changed by others"), [_notice(desk, one, found.day) for one in found.notices]
    yield _("Plan of the day"), [_plan(desk, row, found) for row in found.plans]
    yield _("Callbacks"), [_callback(desk, row, stands, found.day) for row in found.callbacks]
    yield (
        _("Colleagues' callbacks that anyone may make"),
        [_callback(desk, row, stands, found.day, is_mine=False) for row in found.others_callbacks],
    )
    yield (
        _("Your callbacks in others' hands"),
        [
            Line(("handed", row.no), (str(number("step", row.no)), "", row.customer, row.sentence(), row.rep))
            for row in found.handed_on
        ],
    )
    yield _("Overdue"), [_step(desk, row, found.day) for row in found.overdue()]
    yield _("Due today"), [_step(desk, row, found.day) for row in found.due()]
    yield (
        _("What does not add up"),
        [
            Line(("doubt", place), ("!", "", ", ".join(one.records), one.sentence, ""))
            for place, one in enumerate(doubts)
        ],
    )
    yield (
        _("Going to the public pool unless touched"),
        [
            Line(
                ("customer", row.no),
                (str(number("customer", row.no)), f"{row.due_on:%m-%d}", row.name, row.grade, ""),
            )
            for row in found.warned
        ],
    )
    yield _("Plans nobody closed"), [_plan(desk, row, found) for row in found.left_open]


def customer_of(found: Today, doubts: Sequence[Doubt], kind: str, no: int) -> int | None:
    """Return the number of the customer that a row is about, None for none."""
    steps = (*found.callbacks, *found.others_callbacks, *found.steps)
    match kind:
        case "customer":
            return no
        case "step":
            return next((row.customer_no for row in steps if row.no == no), None)
        case "plan":
            return next((row.customer_no for row in (*found.plans, *found.left_open) if row.no == no), None)
        case "doubt" if no < len(doubts):
            named = (one for one in doubts[no].records if one[:1] == "c" and one[1:].isdecimal())
            return next((int(one[1:]) for one in named), None)
    return None


def _notice(desk: Desk, one: Told, found_day: date) -> Line:
    first = one.rows[0]
    at = _when(desk, desk.wall(first.at).date(), first.at, found_day)
    who = first.words if len(one.rows) == 1 else ""
    no = number("notice", first.no) if len(one.rows) == 1 else ""
    return Line(("notice", first.no), (str(no), at, who, one.sentence, first.rep), "italic")


def _plan(desk: Desk, row: PlanRow, found: Today) -> Line:
    at = _when(desk, row.day, row.at, found.day)
    state = "" if row.state == "planned" else words.label("plan_state", row.state)
    expected = f"→ {row.expected}" if row.expected else ""
    told = " ".join(filter(None, (state, row.purpose, expected)))
    reps = ", ".join(found.reps.get(row.no, []))
    cells = (str(number("plan", row.no)), at, row.customer or row.building, told, reps)
    return Line(("plan", row.no), cells, "dim" if state else "")


def _callback(desk: Desk, row: StepRow, stands: Stands, day: date, *, is_mine: bool = True) -> Line:
    """Return a callback with how far off it is, whether it was tried, and why its number is not offered."""
    one = stands.get(row.no)
    if one is None:
        return _step(desk, row, day)
    far = say_distance(one.minutes) if one.minutes is not None else ""
    tried = words.label("standing", one.standing) if one.standing == "tried" else ""
    anyone = words.label("scope", "anyone") if row.scope == "anyone" else ""
    before = [f"[{mark}]" for mark in (far, one.not_offered) if mark]
    behind = [f"[{mark}]" for mark in (tried, anyone, "" if is_mine else row.rep) if mark]
    line = _step(desk, row, day)
    no, at, who, told, rep = line.cells
    told = " ".join(filter(None, (*before, told, *behind)))
    return line._replace(cells=(no, at, who, told, rep), style="bold red" if one.standing == "late" else "")


def _step(desk: Desk, row: StepRow, day: date) -> Line:
    late = "bold red" if row.due_on < desk.today() else ""
    who = row.customer or _("task")
    at = _when(desk, row.due_on, row.due_at, day)
    return Line(("step", row.no), (str(number("step", row.no)), at, who, row.words, row.rep), late)


def _when(desk: Desk, on: date, at: datetime | None, day: date) -> str:
    """Return the time of what is of the day that is shown, the day of what is not."""
    if on != day:
        return f"{on:%m-%d}"
    return f"{desk.wall(at):%H:%M}" if at else ""


def figures(desk: Desk, found: Today, width: int) -> Text:
    """Return the day's numbers in lines of `width` cells, each with a goal as a bar that says how far it is."""
    with_goal = [(metric, one) for metric, one in found.numbers.items() if one.goal]
    others = [(metric, one) for metric, one in found.numbers.items() if not one.goal]
    lines = [""]
    for metric, one in (*with_goal, *others):
        told = f"{title(metric)} {_written(desk, metric, one.done)}"
        if one.goal:
            filled = min(_BAR, one.done * _BAR // one.goal)
            told += f"/{_written(desk, metric, one.goal)} {'█' * filled}{'░' * (_BAR - filled)}"
        if lines[-1] and cell_len(f"{lines[-1]}  {told}") > width:
            lines.append("")
        lines[-1] += f"  {told}" if lines[-1] else told
    return Text("\n".join(clean(line) for line in lines), no_wrap=True, overflow="ellipsis")


def _written(desk: Desk, metric: str, value: int) -> str:
    return amount(value, desk.currency) if metric in AMOUNTS else str(value)
