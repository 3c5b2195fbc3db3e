"""Plans: tomorrow's visits in order, and what became of them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from crm_cli.domain.codes import number
from crm_cli.errors import NotFoundError, RefusedError, UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.naming import find_customer, find_rep, find_worker, require_number
from crm_cli.services.notices import notify
from crm_cli.services.reading import read_due, say_when, spelled
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.storage.change import Change
from crm_cli.storage.plans import FIND_PLANS, PLAN_REPS, PlanRow
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
) -> Receipt:
    """Plan a visit to a customer or a building; today when no day is said.

    Warns when the rep is already somewhere at that time, or another rep goes to that customer that day.
    """
    if not customer and not building:
        raise UsageError(_("Which customer or building?"), "crm plan add 白云 --date fri")
    firm = find_customer(desk, customer) if customer else None
    workers = [find_rep(desk, rep) for rep in reps] or [find_worker(desk, None)]
    day, at = _moment(desk, when)
    notes = Notes()
    _warn_of_past(desk, day, notes)
    warn_of_conflicts(desk, day, at, firm.no if firm else None, workers, notes)
    with desk.change() as change:
        no = change.insert(
            "plan",
            day=day,
            at=at,
            position=order if order is not None else _next_position(desk, day, workers[0]),
            customer_no=firm.no if firm else None,
            building=building or "",
            purpose=purpose,
            expected=expected,
        )
        name_reps(change, no, workers)
        where = firm.name if firm else building or ""
        notify(
            desk, change, "planned", [one.no for one in workers], plan_no=no, now=at or day, words=where,
            reason=purpose,
        )  # fmt: skip
    notes.lines.insert(
        0,
        _("Plan {number}: {day} {where}").format(
            number=number("plan", no), day=say_when(desk, day, at), where=where
        ),
    )
    return notes.receipt("plan", no)


def name_reps(change: Change, plan_no: int, workers: Sequence[RepRow]) -> None:
    """Name the reps of a plan inside an open change."""
    change.insert_many(
        "plan_rep", [{"plan_no": plan_no, "rep_no": no} for no in dict.fromkeys(w.no for w in workers)]
    )


def _moment(desk: Desk, when: str | None) -> tuple[date, datetime | None]:
    if when is None:
        return desk.today(), None
    due = read_due(desk, when, desk.instant(desk.now()))
    if due.words:
        raise UsageError(_("{text} is more than a date.").format(text=when), "--date 'fri 15:00' --purpose …")
    return due.day, due.at


def _warn_of_past(desk: Desk, day: date, notes: Notes) -> None:
    if day < desk.today():
        notes.warn(_("{day} is already past.").format(day=say_when(desk, day, None)))


def is_when(desk: Desk, text: str) -> bool:
    """Say whether `text` is a date, with or without a time, and nothing more."""
    from crm_cli.domain.dates import split_when

    found = split_when(text, desk.now())
    return found is not None and not found.rest.strip()


def _next_position(desk: Desk, day: date, worker: RepRow) -> int:
    planned = desk.database.all(FIND_PLANS, day=day, rep_no=worker.no)
    return 1 + max((plan.position for plan in planned), default=0)


def warn_of_conflicts(
    desk: Desk,
    day: date,
    at: datetime | None,
    customer_no: int | None,
    workers: Sequence[RepRow],
    notes: Notes,
) -> None:
    """Warn of one rep in two places at a time, and of two reps on one customer that day."""
    standing = desk.database.all(FIND_PLANS, day=day, state="planned")
    named = reps_of(desk, [plan.no for plan in standing])
    for plan in standing:
        names = named.get(plan.no, [])
        shared = [worker.name for worker in workers if worker.name in names]
        if shared and at is not None and plan.at is not None and abs((plan.at - at).total_seconds()) < 1800:
            notes.warn(
                _("{rep} is at {where} at that time ({number}).").format(
                    rep=", ".join(shared),
                    where=plan.customer or plan.building,
                    number=number("plan", plan.no),
                )
            )
        if customer_no is not None and plan.customer_no == customer_no:
            notes.warn(
                _("{rep} has planned that customer for that day too ({number}).").format(
                    rep=", ".join(names), number=number("plan", plan.no)
                )
            )


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


def move_plan(desk: Desk, text: str, when: str, reason: str = "") -> Receipt:
    """Move a plan to another day: this one stays on record as moved, a new one stands for it."""
    row = _standing(desk, text)
    day, at = _moment(desk, when)
    notes = Notes()
    _warn_of_past(desk, day, notes)
    with desk.change() as change:
        workers = desk.database.all(PLAN_REPS, plan_no=row.no)
        later = change.insert(
            "plan",
            day=day,
            at=at,
            position=row.position,
            customer_no=row.customer_no,
            building=row.building,
            purpose=row.purpose,
            expected=row.expected,
        )
        change.insert_many("plan_rep", [{"plan_no": later, "rep_no": worker.rep_no} for worker in workers])
        change.update("plan", row.no, expect=row.version, state="moved", reason=reason, moved_to_no=later)
        _tell_reps(
            desk, change, row, "moved", plan_no=later, was=row.at or row.day, now=at or day, reason=reason
        )
    notes.tell(
        _("{number} moved to {day} as {later}.").format(
            number=number("plan", row.no), day=say_when(desk, day, at), later=number("plan", later)
        )
    )
    return notes.receipt("plan", later)


def end_plan(desk: Desk, text: str, state: str, reason: str = "") -> Receipt:
    """End a plan as cancelled by us or by them, as an incident, or as visited without a logged visit."""
    row = _standing(desk, text)
    if state != "visited" and not reason.strip():
        raise UsageError(_("Why was it not done?"), "--reason …")
    notes = Notes()
    with desk.change() as change:
        change.update("plan", row.no, expect=row.version, state=state, reason=reason)
        if state != "visited":
            _tell_reps(desk, change, row, "cancelled", was=row.at or row.day, reason=reason)
    told = {
        "visited": _("{number} is done."),
        "cancelled_by_us": _("{number} is cancelled by us."),
        "cancelled_by_them": _("{number} is cancelled by them."),
        "incident": _("{number} did not happen: {reason}"),
    }[state]
    notes.tell(told.format(number=number("plan", row.no), reason=reason))
    return notes.receipt("plan", row.no, row.id)


def edit_plan(
    desk: Desk, text: str, *, when: str | None = None, order: int | None = None, **texts: str | None
) -> Receipt:
    """Change a plan's time, order, purpose, expected result or reason; another day is a move instead."""
    row = plan(desk, text)
    values: dict[str, object] = {name: value for name, value in texts.items() if value is not None}
    if order is not None:
        values["position"] = order
    if when is not None:
        day, at = _moment(desk, when)
        if day != row.day:
            raise UsageError(
                _("To change the day, move the plan."),
                f"crm plan move {number('plan', row.no)} {day.isoformat()}",
            )
        values["at"] = at
    notes = Notes()
    with desk.change() as change:
        changed = change.update("plan", row.no, expect=row.version, **values)
        # What its order in the day is, and why something was not done, is seen where it matters.
        if changed and values.keys() - {"position", "reason"}:
            _tell_reps(desk, change, row, "changed", now=values.get("at") or row.at or row.day)
    notes.tell(
        _("{number} {name} changed.").format(number=number("plan", row.no), name=row.customer or row.building)
    )
    return notes.receipt("plan", row.no, row.id)


def assign_plan(desk: Desk, text: str, reps: Sequence[str]) -> Receipt:
    """Say anew which reps a plan is for."""
    row = _standing(desk, text)
    workers = [find_rep(desk, rep) for rep in reps]
    if not workers:
        raise UsageError(_("Which rep?"), "--rep 李娜")
    notes = Notes()
    with desk.change() as change:
        kept = {worker.no for worker in workers}
        held = desk.database.all(PLAN_REPS, plan_no=row.no)
        gone = [one for one in held if one.rep_no not in kept]
        for one in gone:
            change.delete("plan_rep", one.no)
        fresh = [worker for worker in workers if worker.no not in {one.rep_no for one in held}]
        name_reps(change, row.no, fresh)
        names = ", ".join(worker.name for worker in workers)
        said: dict[str, Any] = {"plan_no": row.no, "words": row.customer or row.building}
        before = ", ".join(one.rep for one in held)
        notify(
            desk, change, "taken_away", [one.rep_no for one in gone], was=row.at or row.day, now=names, **said
        )
        notify(desk, change, "assigned", [one.no for one in fresh], was=before, now=row.at or row.day, **said)
    notes.tell(_("{number} is for {rep}.").format(number=number("plan", row.no), rep=names))
    return notes.receipt("plan", row.no, row.id)


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
        raise RefusedError(_("{number} is not open any more.").format(number=text))
    return row
