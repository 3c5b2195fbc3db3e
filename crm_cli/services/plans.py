"""Plans: tomorrow's visits in order, and what became of them."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from crm_cli.domain.codes import number
from crm_cli.errors import NotFoundError, RefusedError, UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services import plan_conflicts
from crm_cli.services.desk import Desk
from crm_cli.services.naming import find_customer, find_rep, find_worker, require_number
from crm_cli.services.notices import notify
from crm_cli.services.plan_rows import (
    Draft,
    at_time,
    draft_of,
    name_numbers,
    read_minutes,
    read_moment,
    time_of,
    warn_of_past,
    write_plan,
)
from crm_cli.services.plan_scopes import ONE, Wish, end_series, meant, moments
from crm_cli.services.plan_turns import turn_by_time
from crm_cli.services.reading import say_when, spelled
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.storage.change import Change
from crm_cli.storage.plans import FIND_PLANS, FIND_SERIES, PLAN_REPS, PlanRow
from crm_cli.storage.reps import RepRow


def add_plan(
    desk: Desk,
    customer: str | None,
    *,
    when: str | None = None,
    building: str | None = None,
    reps: Sequence[str] = (),
    purpose: str = "",
    expected: str = "",
    order: int | None = None,
    minutes: int | None = None,
    template: str | None = None,
    repeat: Wish | None = None,
) -> Receipt:
    """Plan a visit to a customer or a building; today when no day is said, again and again with `repeat`.

    A template says what is not said here. Warns of what it conflicts with (services/plan_conflicts.py).
    """
    if not customer and not building:
        raise UsageError(_("Which customer or building?"), "crm plan add 白云 --date fri")
    firm = find_customer(desk, customer) if customer else None
    workers = [find_rep(desk, rep) for rep in reps] or [find_worker(desk, None)]
    draft = Draft(
        tuple((one.no, one.name) for one in {one.no: one for one in workers}.values()),
        firm.no if firm else None,
        firm.name if firm else "",
        building or "",
        purpose,
        expected,
        read_minutes(minutes),
    )
    usual = None
    if template is not None:
        draft, usual, repeat = _from_template(desk, template, draft, repeat)
    day, at = read_moment(desk, when, usual)
    notes = Notes()
    warn_of_past(desk, day, notes)
    with desk.change() as change:
        if repeat is not None and repeat.rule:
            return _repeated(desk, change, repeat, draft, (day, at), notes, order)
        plan_conflicts.warn(desk, draft, [(day, at)], notes)
        no = write_plan(desk, change, draft, day, at, order)
        notify(
            desk, change, "planned", draft.rep_nos, plan_no=no, now=at or day, words=draft.where,
            reason=draft.purpose,
        )  # fmt: skip
    notes.tell(_planned(desk, no, day, at, draft.where))
    return notes.receipt("plan", no)


def _planned(desk: Desk, no: int, day: date, at: datetime | None, where: str) -> str:
    return _("Plan {number}: {day} {where}").format(
        number=number("plan", no), day=say_when(desk, day, at), where=where
    )


def _from_template(
    desk: Desk, name: str, draft: Draft, repeat: Wish | None
) -> tuple[Draft, time | None, Wish | None]:
    """Return a draft with what it leaves open said by a template, and the template's time and rule."""
    from crm_cli.services.plan_templates import template, time_said

    row = template(desk, name, in_use=True)
    draft = draft._replace(
        purpose=draft.purpose or row.purpose,
        expected=draft.expected or row.expected,
        minutes=draft.minutes or row.minutes,
    )
    wish = repeat or Wish("")
    return draft, time_said(row), wish._replace(rule=wish.rule or row.rule)


def _repeated(
    desk: Desk,
    change: Change,
    repeat: Wish,
    draft: Draft,
    moment: tuple[date, datetime | None],
    notes: Notes,
    order: int | None,
) -> Receipt:
    """Begin plans that repeat, inside an open change."""
    from crm_cli.services.plan_series import begin, say_made

    day, at = moment
    made = begin(desk, change, repeat, draft, day, time_of(desk, at), notes, order)
    first = plan(desk, number("plan", made[0].no) or "")
    plan_conflicts.warn(
        desk, draft, [(one.day, one.at) for one in made], notes, among=[one.no for one in made]
    )
    notify(
        desk, change, "planned", draft.rep_nos, plan_no=first.no, now=first.at or first.day, words=draft.where,
        reason=draft.purpose, items=len(made),
    )  # fmt: skip
    series_no = first.series_no or 0
    rule = desk.database.one(FIND_SERIES, no=series_no).rule
    notes.lines[:0] = [
        _planned(desk, first.no, first.day, first.at, draft.where),
        say_made(series_no, rule, made),
    ]
    return notes.receipt("plan", first.no, first.id)


def name_reps(change: Change, plan_no: int, workers: Sequence[RepRow]) -> None:
    """Name the reps of a plan inside an open change."""
    name_numbers(change, plan_no, [worker.no for worker in workers])


def is_when(desk: Desk, text: str) -> bool:
    """Say whether `text` is a date, with or without a time, and nothing more."""
    from crm_cli.domain.dates import split_when

    found = split_when(text, desk.now())
    return found is not None and not found.rest.strip()


def warn_of_conflicts(
    desk: Desk,
    day: date,
    at: datetime | None,
    customer_no: int | None,
    workers: Sequence[RepRow],
    notes: Notes,
) -> None:
    """Warn of what a visit meant for then conflicts with: its reps elsewhere or away, another rep there, a day off."""
    draft = Draft(tuple((one.no, one.name) for one in workers), customer_no)
    if customer_no is not None:
        draft = draft._replace(customer=find_customer(desk, number("customer", customer_no) or "").name)
    plan_conflicts.warn(desk, draft, [(day, at)], notes)


def plan(desk: Desk, text: str) -> PlanRow:
    """Return the plan numbered so; raise NotFoundError when there is none."""
    found = desk.database.first(FIND_PLANS, no=require_number("plan", text))
    if found is None:
        raise NotFoundError(_("There is no plan {number}.").format(number=text), "crm plan list")
    return found


def plans(desk: Desk, *, sort: str | None = None, descending: bool = False, **filters: Any) -> list[PlanRow]:
    """Return the plans that pass the filters, in the order of their days."""
    return desk.database.all(FIND_PLANS, sort=sort, descending=descending, **spelled(filters))


def reps_of(desk: Desk, numbers: Sequence[int]) -> dict[int, list[str]]:
    """Return the names of the reps of each plan."""
    found: dict[int, list[str]] = {}
    for row in desk.database.all(PLAN_REPS, numbers=list(numbers)):
        found.setdefault(row.plan_no, []).append(row.rep)
    return found


def move_plan(desk: Desk, text: str, when: str, reason: str = "", scope: str = ONE) -> Receipt:
    """Move a plan to another day: this one stays on record as moved, a new one stands for it.

    It keeps its time where none is said. With `scope` those of its series move by the rule of the new day.
    """
    row, notes = _standing(desk, text), Notes()
    _require_reason(reason)
    day, at = read_moment(desk, when)
    warn_of_past(desk, day, notes)
    with desk.change() as change:
        rows = meant(desk, row, scope)
        if scope == ONE:
            at = at or at_time(desk, day, time_of(desk, row.at))
            series_no, stands = row.series_no, [(day, at)]
        else:
            series_no, stands = moments(desk, change, row, rows, day, at, notes)
        laters = []
        for one, moment in zip(rows, stands, strict=True):
            draft = draft_of(desk, one)._replace(
                series_no=series_no, apart=scope == ONE and series_no is not None
            )
            laters.append(_moved(desk, change, one, draft, moment, reason, notes))
        # Only now, for the rows of a series are changed as they were read.
        for later in laters:
            turn_by_time(desk, change, later)
    return notes.receipt("plan", laters[rows.index(row)])


def _moved(
    desk: Desk,
    change: Change,
    row: PlanRow,
    draft: Draft,
    moment: tuple[date, datetime | None],
    reason: str,
    notes: Notes,
) -> int:
    """Move one plan, inside an open change, and return the number of the one that stands for it."""
    day, at = moment
    plan_conflicts.warn(desk, draft, [moment], notes, among=[row.no])
    later = write_plan(desk, change, draft, day, at, row.position)
    change.update("plan", row.no, expect=row.version, state="moved", reason=reason, moved_to_no=later)
    _tell_reps(desk, change, row, "moved", plan_no=later, was=row.at or row.day, now=at or day, reason=reason)
    notes.tell(
        _("{number} moved to {day} as {later}.").format(
            number=number("plan", row.no), day=say_when(desk, day, at), later=number("plan", later)
        )
    )
    return later


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise UsageError(_("Why was it not done?"), "--reason …")


def end_plan(desk: Desk, text: str, state: str, reason: str = "", scope: str = ONE) -> Receipt:
    """End a plan as cancelled by us or by them, as an incident, or as visited without a logged visit.

    With `scope` those of its series end with it, and no more are planned.
    """
    row = _standing(desk, text)
    if state != "visited":
        _require_reason(reason)
    notes = Notes()
    told = {
        "visited": _("{number} is done."),
        "cancelled_by_us": _("{number} is cancelled by us."),
        "cancelled_by_them": _("{number} is cancelled by them."),
        "incident": _("{number} did not happen: {reason}"),
    }[state]
    with desk.change() as change:
        rows = meant(desk, row, scope)
        for one in rows:
            change.update("plan", one.no, expect=one.version, state=state, reason=reason)
            if state != "visited":
                _tell_reps(desk, change, one, "cancelled", was=one.at or one.day, reason=reason)
            notes.tell(told.format(number=number("plan", one.no), reason=reason))
        if scope != ONE:
            end_series(desk, change, row, rows, notes)
    return notes.receipt("plan", row.no, row.id)


def edit_plan(
    desk: Desk,
    text: str,
    *,
    when: str | None = None,
    order: int | None = None,
    minutes: int | None = None,
    scope: str = ONE,
    **texts: str | None,
) -> Receipt:
    """Change a plan's time, length, order, purpose, expected result or reason; another day is a move instead.

    With `scope` those of its series change with it, and those to come are like them.
    """
    row, notes = plan(desk, text), Notes()
    values: dict[str, object] = {name: value for name, value in texts.items() if value is not None}
    if order is not None:
        values["position"] = order
    if minutes is not None:
        values["minutes"] = read_minutes(minutes)
    usual = _new_time(desk, row, when) if when is not None else None
    with desk.change() as change:
        rows = meant(desk, row, scope)
        for one in rows:
            mine = dict(values) if when is None else {**values, "at": at_time(desk, one.day, usual)}
            if scope == ONE and one.series_no is not None and mine.keys() - {"position", "reason"}:
                mine["apart"] = True
            _edited(desk, change, one, mine, notes)
        if usual is not None and order is None:
            for one in rows:
                turn_by_time(desk, change, one.no, stays=True)
    return notes.receipt("plan", row.no, row.id)


def _new_time(desk: Desk, row: PlanRow, when: str) -> time | None:
    day, at = read_moment(desk, when)
    if day != row.day:
        raise UsageError(
            _("To change the day, move the plan."),
            f"crm plan move {number('plan', row.no)} {day.isoformat()} --reason …",
        )
    return time_of(desk, at)


def _edited(desk: Desk, change: Change, row: PlanRow, values: dict[str, Any], notes: Notes) -> None:
    """Change one plan, inside an open change."""
    at = values.get("at")
    if at is not None and at != row.at and row.state == "planned":
        draft = draft_of(desk, row)._replace(minutes=values.get("minutes", row.minutes))
        plan_conflicts.warn(desk, draft, [(row.day, at)], notes, among=[row.no])
    changed = change.update("plan", row.no, expect=row.version, **values)
    # What its order in the day is, and why something was not done, is seen where it matters.
    said = values.keys() - {"position", "reason", "apart"}
    if changed and "at" in said and at != row.at:
        _tell_reps(desk, change, row, "moved", was=row.at or row.day, now=at or row.day)
    elif changed and said:
        fresh = "; ".join(str(values[name]) for name in ("purpose", "expected") if values.get(name))
        _tell_reps(desk, change, row, "changed", now=row.at or row.day, reason=fresh)
    notes.tell(
        _("{number} {name} changed.").format(number=number("plan", row.no), name=row.customer or row.building)
    )


def assign_plan(desk: Desk, text: str, reps: Sequence[str], scope: str = ONE) -> Receipt:
    """Say anew which reps a plan is for, and with `scope` those of its series."""
    row, notes = _standing(desk, text), Notes()
    workers = [find_rep(desk, rep) for rep in reps]
    if not workers:
        raise UsageError(_("Which rep?"), "--rep 李娜")
    with desk.change() as change:
        for one in meant(desk, row, scope):
            _assigned(desk, change, one, workers, notes)
            if scope == ONE and one.series_no is not None:
                change.update("plan", one.no, apart=True)
    return notes.receipt("plan", row.no, row.id)


def _assigned(desk: Desk, change: Change, row: PlanRow, workers: Sequence[RepRow], notes: Notes) -> None:
    """Give one plan to reps, inside an open change, and tell those who have it and have it no more."""
    kept = {worker.no for worker in workers}
    held = desk.database.all(PLAN_REPS, plan_no=row.no)
    gone = [one for one in held if one.rep_no not in kept]
    fresh = [worker for worker in workers if worker.no not in {one.rep_no for one in held}]
    draft = draft_of(desk, row)._replace(reps=tuple((one.no, one.name) for one in fresh))
    plan_conflicts.warn(desk, draft, [(row.day, row.at)], notes, among=[row.no])
    for one in gone:
        change.delete("plan_rep", one.no)
    name_reps(change, row.no, fresh)
    names = ", ".join(worker.name for worker in workers)
    said: dict[str, Any] = {"plan_no": row.no, "words": row.customer or row.building}
    before = ", ".join(one.rep for one in held)
    notify(desk, change, "taken_away", [one.rep_no for one in gone], was=row.at or row.day, now=names, **said)
    notify(desk, change, "assigned", [one.no for one in fresh], was=before, now=row.at or row.day, **said)
    notes.tell(_("{number} is for {rep}.").format(number=number("plan", row.no), rep=names))


def remove_plan(desk: Desk, text: str) -> Receipt:
    """Remove a plan typed by mistake; one that was done stays on record."""
    from crm_cli.services.around import let_go_of

    row = plan(desk, text)
    if row.visit_no is not None:
        raise RefusedError(_("{number} was done; it stays on record.").format(number=text))
    notes = Notes()
    with desk.change() as change:
        let_go_of(desk, change, "plan", row.no)
        if row.state == "planned":
            # It has no number any more when it is read.
            _tell_reps(desk, change, row, "cancelled", plan_no=None, was=row.at or row.day)
        for one in desk.database.all(PLAN_REPS, plan_no=row.no):
            change.delete("plan_rep", one.no)
        change.delete("plan", row.no)
    notes.tell(_("{name} removed.").format(name=number("plan", row.no)))
    return notes.receipt("plan", row.no, row.id)


def _tell_reps(desk: Desk, change: Change, row: PlanRow, kind: str, **said: Any) -> None:
    """Give the reps of a plan notice of what somebody else did with it."""
    reps = [one.rep_no for one in desk.database.all(PLAN_REPS, plan_no=row.no)]
    notify(desk, change, kind, reps, **{"plan_no": row.no, "words": row.customer or row.building, **said})


def _standing(desk: Desk, text: str) -> PlanRow:
    row = plan(desk, text)
    if row.state != "planned":
        later = number("plan", row.moved_to_no)
        hint = _("It was moved and stands as {number} now.").format(number=later) if later else ""
        raise RefusedError(_("{number} is not open any more.").format(number=text), hint)
    return row
