"""`crm today`: what is due, in the order of the day."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from crm_cli.cli import list_options, session
from crm_cli.domain import words
from crm_cli.domain.codes import number
from crm_cli.i18n import gettext as _
from crm_cli.reports.today import Today
from crm_cli.services.desk import Desk
from crm_cli.storage.plans import PlanRow
from crm_cli.storage.steps import StepRow

if TYPE_CHECKING:
    from crm_cli.services.callback_list import CallbackView

WARNED = 10
"""So many customers about to go to the pool are named."""
NOTICED = 10
"""So many notices are told."""


def today(
    date: list_options.OnDay = None,
    rep: list_options.OfRep = None,
    team: list_options.OfTeam = None,
    everyone: list_options.Everyone = False,
) -> None:
    """Show what is due: plans, callbacks, overdue and due steps, progress against goals."""
    from crm_cli.reports.scope import find_scope
    from crm_cli.reports.today import today as read_today
    from crm_cli.services.reading import read_day

    with session.desk() as desk:
        found = read_today(
            desk, find_scope(desk, rep=rep, team=team, everyone=everyone), read_day(desk, date)
        )
        if session.chosen("format") in {"json", "jsonl"}:
            _write_json(desk, found, lines=session.chosen("format") == "jsonl")
        else:
            _write_text(desk, found)


def as_json(desk: Desk, found: Today) -> dict[str, Any]:
    """Return the day as one object; keys are never translated."""
    from crm_cli.reports.totals import dial_plan_json
    from crm_cli.services.records import major, plain, record

    def plan(row: PlanRow) -> dict[str, Any]:
        return plain(record(row, desk), desk) | {"reps": found.reps.get(row.no, [])}

    def count(metric: str, value: int | None) -> float | None:
        return major(value, desk.currency) if metric.endswith("_amount") or metric == "expenses" else value

    return {
        "date": found.day.isoformat(),
        "scope": {"kind": found.scope.kind, "name": found.scope.name},
        "notices": [
            plain(record(row, desk), desk) | {"sentence": one.sentence}
            for one in found.notices
            for row in one.rows
        ],
        "plans": [plan(row) for row in found.plans],
        "left_open": [plan(row) for row in found.left_open],
        "callbacks": _callbacks_json(desk, found.callbacks),
        "others_callbacks": _callbacks_json(desk, found.others_callbacks),
        "handed_on": [plain(record(row, desk), desk) for row in found.handed_on],
        "overdue": [plain(record(row, desk), desk) for row in found.overdue()],
        "due": [plain(record(row, desk), desk) for row in found.due()],
        "warned": [plain(record(row, desk), desk) for row in found.warned],
        "numbers": {
            metric: {"done": count(metric, one.done), "goal": count(metric, one.goal)}
            for metric, one in found.numbers.items()
        },
        "dial_plan": [dial_plan_json(one) for one in found.dial_plans],
    }


def _callbacks_json(desk: Desk, rows: Sequence[StepRow]) -> list[dict[str, Any]]:
    """Return callbacks as steps, with how each stands now, and why it is not offered."""
    from crm_cli.services.records import plain, record

    stands = _standing(desk, rows)
    return [
        plain(record(row, desk), desk)
        | {key: getattr(stands[row.no], key) for key in ("standing", "minutes", "not_offered")}
        for row in rows
    ]


def _standing(desk: Desk, rows: Sequence[StepRow]) -> "dict[int, CallbackView]":
    # A day without a callback does without the module.
    if not rows:
        return {}
    from crm_cli.services.callback_list import numbered

    return numbered(desk, [row.no for row in rows])


def _write_json(desk: Desk, found: Today, *, lines: bool) -> None:
    import json

    from crm_cli.cli import stream
    from crm_cli.domain.cleaning import clean

    text = json.dumps(as_json(desk, found), ensure_ascii=False, indent=None if lines else 2)
    stream.write([clean(text, multiline=True) + "\n"])


def _write_text(desk: Desk, found: Today) -> None:
    from crm_cli.cli import output, voice

    style = session.style(desk.zone)
    voice.tell(f"{found.day.isoformat()} {words.weekday(found.day)}  {found.scope.name}")
    anything = False
    for heading, lines in _blocks(desk, found):
        if lines:
            anything = True
            output.emit_block(heading, lines, style)
    if not anything:
        voice.tell(
            _("Nothing is due. Plan a visit: crm plan add WHO; or find whom to call: crm customer list.")
        )
    voice.tell("")
    for line in _packed(_numbers(desk, found), style.width):
        voice.tell(line)
    if found.dial_plans:
        voice.tell(_dial_plan(found))


def _packed(texts: list[str], width: int | None) -> list[str]:
    """Return texts beside each other, in as many lines as a terminal needs, none of them broken."""
    from crm_cli.domain.cleaning import cell_width

    lines: list[str] = []
    for text in texts:
        if lines and (width is None or cell_width(lines[-1]) + 2 + cell_width(text) <= width):
            lines[-1] += f"  {text}"
        else:
            lines.append(text)
    return lines


def _blocks(desk: Desk, found: Today) -> Iterator[tuple[str, list[str]]]:
    firm = found.scope.kind != "rep"
    yield _("Changed by others; seen: crm notice seen"), _notices(found)
    yield _("Plan of the day"), [_plan(desk, row, found, firm=firm) for row in found.plans]
    yield _("Callbacks"), _callbacks(desk, found.callbacks, firm=firm)
    yield _("Colleagues' callbacks that anyone may make"), _callbacks(desk, found.others_callbacks, firm=True)
    yield (
        _("Your callbacks in others' hands"),
        [_join(number("step", row.no), row.customer, row.sentence()) for row in found.handed_on],
    )
    yield _("Overdue"), [_step(desk, row, firm=firm) for row in found.overdue()]
    yield _("Due today"), [_step(desk, row, firm=firm) for row in found.due()]
    yield _("Going to the public pool unless touched"), _warned(found)
    yield (
        _("Plans nobody closed"),
        [f"{row.day.isoformat()} {_plan(desk, row, found, firm=firm)}" for row in found.left_open],
    )


def _notices(found: Today) -> list[str]:
    """Return the newest notices, a line each."""
    lines = [
        _join(number("notice", one.rows[0].no) if len(one.rows) == 1 else "", one.sentence)
        for one in found.notices
    ]
    more = len(lines) - NOTICED
    return (
        lines
        if more <= 0
        else [*lines[:NOTICED], _("… and {count} more: crm notice list --new").format(count=more)]
    )


def _warned(found: Today) -> list[str]:
    lines = [
        _join(
            number("customer", row.no),
            _("up to {day}").format(day=row.due_on.isoformat()),
            row.name,
            row.grade,
        )
        for row in found.warned
    ]
    more = len(lines) - WARNED
    if more <= 0:
        return lines
    return [*lines[:WARNED], _("… and {count} more: crm pool list --warned").format(count=more)]


def _plan(desk: Desk, row: PlanRow, found: Today, *, firm: bool) -> str:
    state = "" if row.state == "planned" else f"[{words.label('plan_state', row.state)}]"
    return _join(
        number("plan", row.no), f"{desk.wall(row.at):%H:%M}" if row.at else "", row.customer or row.building, row.purpose,
        row.expected and f"-> {row.expected}", state, ", ".join(found.reps.get(row.no, [])) if firm else "",
    )  # fmt: skip


def _callbacks(desk: Desk, rows: Sequence[StepRow], *, firm: bool) -> list[str]:
    """Return a line for each callback: how far off it is, and what keeps it from being offered."""
    if not rows:
        return []
    from crm_cli.domain.callbacks import say_distance

    stands, lines = _standing(desk, rows), []
    for row in rows:
        one = stands[row.no]
        far = say_distance(one.minutes) if one.minutes is not None else ""
        tried = words.label("standing", one.standing) if one.standing == "tried" else ""
        marks = [f"[{mark}]" for mark in (far, tried, one.not_offered) if mark]
        lines.append(_join(_step(desk, row._replace(number=one.number), firm=firm), *marks))
    return lines


def _step(desk: Desk, row: StepRow, *, firm: bool) -> str:
    when = f"{desk.wall(row.due_at):%m-%d %H:%M}" if row.due_at else f"{row.due_on:%m-%d}"
    anyone = f"[{words.label('scope', 'anyone')}]" if row.scope == "anyone" else ""
    return _join(
        number("step", row.no), when, row.customer, row.contact, row.number, row.words, row.grade, anyone,
        row.rep if firm else "",
    )  # fmt: skip


def _numbers(desk: Desk, found: Today) -> list[str]:
    from crm_cli.reports.figure_words import progress, title

    return [
        f"{title(metric)} {progress(metric, one.done, one.goal, desk.currency)}"
        for metric, one in found.numbers.items()
    ]


def _dial_plan(found: Today) -> str:
    firm = found.scope.kind != "rep"
    parts = (
        " ".join([one.call_list, *([one.rep] if firm else []), f"{one.dials} / {one.planned}"])
        for one in found.dial_plans
    )
    return _("Plan of phone sales: {lists}").format(lists="  ".join(parts))


def _join(*parts: str | None) -> str:
    return "  ".join(part for part in parts if part)
