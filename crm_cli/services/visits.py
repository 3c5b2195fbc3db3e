"""Visits: logging one closes its plan and does what its outcome does."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from crm_cli.domain import words
from crm_cli.domain.codes import number
from crm_cli.domain.frozen import Frozen
from crm_cli.errors import AmbiguousError, NotFoundError, RefusedError, UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services import effects
from crm_cli.services.desk import Desk
from crm_cli.services.effects import Answers
from crm_cli.services.naming import find_contact, find_outcome, find_party, find_worker, require_number
from crm_cli.services.reading import read_amount, read_code, read_grade, read_instant, spelled
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.services.touches import Extras, settle, warn_of_double, warn_of_future
from crm_cli.services.visit_rows import (
    close_plan,
    insert_visit,
    progress_again,
    read_kind,
    read_leave,
    read_tactic,
    warn_of_no_outcome,
    who_met,
)
from crm_cli.storage.customers import CustomerBrief
from crm_cli.storage.plans import FIND_PLANS, PlanRow
from crm_cli.storage.reps import RepRow
from crm_cli.storage.visits import FIND_VISITS, SAME_VISIT, VisitRow


class Typed(Frozen):
    """What was typed about a visit, as text; None is not said. `who` is None at a door without a name.

    `day_only` says that nobody knows the time of `arrive`.
    """

    who: str | None
    outcome: str | None = None
    rep: str | None = None
    arrive: str | None = None
    leave: str | None = None
    how: str | None = None
    kind: str | None = None
    contact: str | None = None
    building: str | None = None
    floor: str | None = None
    unit: str | None = None
    progress: str | None = None
    tactic: str | None = None
    card: bool = False
    need: str = ""
    supplier: str = ""
    heard: str = ""
    expense: str | None = None
    note: str = ""
    plan: str | None = None
    day_only: bool = False


def log_visit(desk: Desk, typed: Typed, extras: Extras = Extras(), answers: Answers = Answers()) -> Receipt:
    """Log a visit and do what it brings about, in one change.

    It closes the earliest open plan of that customer that day in which the rep is named, or the plan named.
    """
    notes = Notes()
    rep = find_worker(desk, typed.rep)
    party = find_party(desk, typed.who) if typed.who else None
    customer = party.customer if party else None
    if customer is None and not typed.building:
        raise UsageError(_("Which customer or door?"), _("Name the customer, or --building with --unit."))
    outcome = find_outcome(desk, "visit", typed.outcome) if typed.outcome else None
    reached = bool(outcome and outcome.reached)
    arrived_at = read_instant(desk, typed.arrive)
    warn_of_future(desk, arrived_at, notes)
    contact = who_met(desk, customer, party.contact if party else None, typed.contact, reached=reached)
    answers = effects.complete_answers(
        desk, outcome, answers._replace(next_given=bool(extras.next)), arrived_at
    )
    day = desk.wall(arrived_at).date()
    left_at = read_leave(desk, typed.leave, arrived_at)
    with desk.change() as change:
        # Found inside the change: two visits logged at once must not close the same plan.
        plan = _plan_closed(desk, customer, typed, rep, day)
        values = _read(desk, typed, customer, plan)
        touch = insert_visit(
            desk, change, arrived_at, rep, (customer, contact), outcome, extras, answers,
            left_at=left_at, note=typed.note, progress=typed.progress, day_only=typed.day_only, **values,
        )  # fmt: skip
        if plan is not None:
            close_plan(change, plan.no, touch, notes)
        warn_of_double(desk, touch, SAME_VISIT, notes)
        settle(desk, change, touch, extras, notes)
        if outcome is not None:
            effects.apply(desk, change, touch, outcome, answers, None, notes)
        else:
            warn_of_no_outcome(touch.no, notes)
    place = " ".join(
        part for part in (str(values["building"]), str(values["floor"]), str(values["unit"])) if part
    )
    name = words.outcome_label("visit", outcome.code, outcome.name) if outcome else _("no outcome yet")
    notes.lines.insert(
        0,
        _("Visit {number}: {who}: {outcome}").format(
            number=number("visit", touch.no), who=customer.name if customer else place, outcome=name
        ),
    )
    return notes.receipt("visit", touch.no)


def is_outcome_alone(desk: Desk, text: str) -> bool:
    """Say whether `text` names an outcome of visits and no customer: all that is typed at a nameless door."""
    # Nobody is asked which of several is meant only to learn that there are several.
    choose, desk.choose = desk.choose, None
    try:
        return _names(find_outcome, desk, "visit", text) and not _names(find_party, desk, text)
    finally:
        desk.choose = choose


def _names(find: Callable[..., object], *arguments: object) -> bool:
    try:
        find(*arguments)
    except AmbiguousError:
        return True
    except (NotFoundError, UsageError):
        return False
    return True


def _plan_closed(
    desk: Desk, customer: CustomerBrief | None, typed: Typed, rep: RepRow, day: date
) -> PlanRow | None:
    if typed.plan:
        plan = desk.database.first(FIND_PLANS, no=require_number("plan", typed.plan))
        if plan is None:
            raise NotFoundError(_("There is no plan {number}.").format(number=typed.plan), "crm plan list")
        _refuse_plan(plan, customer)
        return plan
    places: list[dict[str, Any]] = [{"customer_no": customer.no}] if customer else []
    if typed.building:
        # A name typed where a door opened is a knock at that building all the same.
        places.append(spelled({"building": typed.building}))
    for place in places:
        if plan := desk.database.first(FIND_PLANS, state="planned", day=day, rep_no=rep.no, limit=1, **place):
            return plan
    return None


def _refuse_plan(plan: PlanRow, customer: CustomerBrief | None) -> None:
    """Raise RefusedError when a plan named is no longer open, or is another customer's."""
    name = number("plan", plan.no)
    if plan.state != "planned":
        raise RefusedError(_("{number} is not open any more.").format(number=name))
    if plan.customer_no is not None and (customer is None or customer.no != plan.customer_no):
        raise RefusedError(
            _("{number} is a visit to {customer}.").format(number=name, customer=plan.customer),
            _("Name its own customer, or leave --plan out."),
        )


def _read(
    desk: Desk, typed: Typed, customer: CustomerBrief | None, plan: PlanRow | None
) -> dict[str, object]:
    how = read_code("how", typed.how) if typed.how else ("invited" if plan and plan.customer_no else "cold")
    return {
        "how": how,
        "kind": read_kind(desk, typed.kind, customer),
        **_where(desk, typed, customer),
        "tactic": read_tactic(typed.tactic),
        "card": typed.card,
        "need": typed.need,
        "supplier": typed.supplier,
        "heard": typed.heard,
        "expense_minor": read_amount(desk, typed.expense) if typed.expense else None,
    }


def _where(desk: Desk, typed: Typed, customer: CustomerBrief | None) -> dict[str, object]:
    """Return the place of a visit as it is typed, else where the customer is; with its door where that is on file."""
    place: dict[str, object] = {
        "building": _place(typed.building, customer.building if customer else ""),
        "floor": _place(typed.floor, customer.floor if customer else ""),
        "unit": _place(typed.unit, customer.unit if customer else ""),
    }
    if not place["building"]:
        return place
    from crm_cli.services import visit_doors

    if customer is not None and typed.building is None and typed.unit is None:
        return place | visit_doors.door_of(desk, customer)
    return place | visit_doors.door_said(desk, str(place["building"]), str(place["unit"]))


def _place(text: str | None, on_file: str) -> str:
    return on_file if text is None else text


def visits(
    desk: Desk, *, sort: str | None = None, descending: bool = False, **filters: Any
) -> list[VisitRow]:
    """Return the visits that pass the filters, the newest first unless sorted otherwise."""
    return desk.database.all(FIND_VISITS, sort=sort, descending=descending, **spelled(filters))


def edit_visit(
    desk: Desk,
    visit: VisitRow,
    *,
    outcome: str | None = None,
    arrive: str | None = None,
    card: bool | None = None,
    next_step: str | None = None,
    progress: str | None = None,
    **typed: str | None,
) -> Receipt:
    """Correct a visit; a new outcome changes the numbers but brings nothing about.

    `typed` are the other fields as text, '' empties one; `next_step` changes the step promised while it is open.
    """
    values: dict[str, object] = {}
    arrived_at = read_instant(desk, arrive) if arrive is not None else visit.arrived_at
    if arrive is not None:
        values["day_only"] = False
    for field, text in typed.items():
        if text is not None:
            values.update(_read_again(desk, visit, field, text, arrived_at))
    if "building" in values or "unit" in values:
        from crm_cli.services.visit_doors import door_again

        values |= door_again(desk, visit, values)
    notes, wanted = Notes(), None
    if outcome is not None:
        wanted = find_outcome(desk, "visit", outcome)
        values["outcome_no"] = wanted.no
        notes.warn(
            _("The new outcome counts, but brings about nothing more; add a step or plan if one is due.")
        )
    if card is not None:
        values["card"] = card
    with desk.change() as change:
        values |= progress_again(change, visit.no, progress, wanted)
        changed = change.update("visit", visit.no, expect=visit.version, arrived_at=arrived_at, **values)
        if changed and ("grade" in values or arrive is not None):
            from crm_cli.services.grades import grade_again

            grade_again(desk, change, visit.customer_no, visit.arrived_at, notes)
        if next_step is not None:
            from crm_cli.services.steps import change_next

            change_next(desk, "visit", visit, arrived_at, next_step)
    told = _("{number} {name} changed.") if changed or next_step else _("{number} {name} is already so.")
    notes.lines.insert(
        0, told.format(number=number("visit", visit.no), name=visit.customer or visit.building)
    )
    return notes.receipt("visit", visit.no, visit.id)


def _read_again(
    desk: Desk, visit: VisitRow, field: str, text: str, arrived_at: datetime
) -> dict[str, object]:  # one line a kind of field
    match field:
        case "leave":
            return {"left_at": read_leave(desk, text, arrived_at)}
        case "contact" if visit.customer_no is not None:
            return {"contact_no": find_contact(desk, visit.customer_no, text).no if text else None}
        case "contact":
            raise UsageError(_("A door without a name has no contact."))
        case "grade":
            return {"grade": read_grade(text) if text else ""}
        case "expense":
            return {"expense_minor": read_amount(desk, text) if text else None}
        case "how":
            return {field: read_code(field, text) if text else ""}
        case "kind":
            return {"kind": read_kind(desk, text, None)}
        case "tactic":
            return {"tactic": read_tactic(text)}
    return {field: text}
