"""Plans of visits from a file, with what became of them."""

from collections import Counter
from collections.abc import Hashable, Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from crm_cli.errors import CrmError, UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services.importing.cells import Cells, read_moment
from crm_cli.services.importing.intake import Intake, SourceRow
from crm_cli.services.importing.sweeps import Sweeps
from crm_cli.storage.imports import PLAN_IDS, VISIT_KEYS
from crm_cli.storage.plans import FIND_PLANS, PLAN_REPS
from crm_cli.storage.visits import FIND_VISITS


class Plan(NamedTuple):
    """A plan read: its row, what tells it from another, for whom it is, and its columns."""

    line: int
    name: str
    key: tuple[Hashable, ...]
    reps: tuple[int, ...]
    values: dict[str, Any]

    @property
    def where(self) -> Hashable:
        """The customer, else the building."""
        customer_no, building = self.values["customer_no"], self.values["building"]
        return int(str(customer_no)) if customer_no is not None else str(building)

    @property
    def day(self) -> date:
        """The day planned."""
        return date.fromisoformat(str(self.values["day"]))


def take(intake: Intake, rows: Iterable[SourceRow]) -> None:
    """Take in plans: visited ones are tied to their visit, moved ones to the plan that stands for them.

    A plan without a state is visited when a visit of that day says so, else it stands.
    """
    plans: list[Plan] = []
    known, sweeps = _known(intake), Sweeps(intake)
    for chunk in intake.chunks(rows):
        ids = [identity for row in chunk if (identity := Cells(intake, row).record_id())]
        held = {one.id for one in intake.desk.database.all(PLAN_IDS, ids=ids)} if ids else set()
        for row in chunk:
            try:
                plan = _read(intake, Cells(intake, row), len(plans) + 1, sweeps)
            except CrmError as error:
                intake.ledger.reject(row.line, error)
                continue
            if known[plan.key] > 0 or plan.values.get("id") in held:
                known[plan.key] -= plan.values.get("id") not in held
                intake.ledger.enter("skipped", row.line, plan.name, _("already on file"))
                continue
            plans.append(plan)
            intake.ledger.enter("created", row.line, plan.name)
    sweeps.tell()
    if plans:
        write(intake, plans)


def _known(intake: Intake) -> Counter[tuple[Hashable, ...]]:
    reps: dict[int, set[int]] = {}
    for row in intake.desk.database.all(PLAN_REPS):
        reps.setdefault(row.plan_no, set()).add(row.rep_no)
    return Counter(
        (one.day, one.at, one.customer_no or one.building, frozenset(reps.get(one.no, ())))
        for one in intake.desk.database.all(FIND_PLANS)
    )


def _read(intake: Intake, cells: Cells, position: int, sweeps: Sweeps) -> Plan:
    day = cells.text("day")
    if not day:
        raise UsageError(_("There is no date."))
    wall, timed = read_moment(intake, day, cells.text("time"), past=False)
    reps = tuple(intake.reps.worker(name).no for name in cells.listed("rep") or [""])
    building = cells.text("building")
    customer = intake.customers.find(cells.customer(), owner_no=reps[0])
    if customer is None and not building:
        raise UsageError(_("There is neither a customer nor a building."))
    at: datetime | None = intake.desk.instant(wall) if timed else None
    values: dict[str, Any] = {
        **cells.identity(),
        "day": wall.date(),
        "at": at,
        "position": int(place) if (place := cells.text("position")).isdecimal() else position,
        "customer_no": customer.no if customer else None,
        "building": building,
        "sweep_no": sweeps.find(cells.text("sweep_no"), wall.date(), building).sweep_no,
        "expected": cells.words("expected"),
        "state": cells.code("state", "plan_state"),
        "reason": cells.words("reason"),
    }
    values |= {**cells.ties("series"), "apart": cells.yes("apart")}
    if (minutes := cells.text("minutes")).isdecimal():
        values["minutes"] = int(minutes)
    values["purpose"] = cells.note("purpose")
    where: Hashable = customer.no if customer else building
    name = f"{wall.date()} {customer.name if customer else building}"
    return Plan(cells.line, name, (wall.date(), at, where, frozenset(reps)), reps, values)


def write(intake: Intake, plans: list[Plan]) -> None:
    """Insert plans, each tied to the visit on file that kept it."""
    visits = _Visits(intake, plans)
    numbers = []
    for plan in plans:
        visit_no = visits.of(plan) if plan.values["state"] in {"", "planned", "visited"} else None
        state = "visited" if visit_no is not None else plan.values["state"] or "planned"
        values = {**plan.values, "state": state, "done_by_visit_no": visit_no}
        no = intake.change.insert("plan", **values)
        numbers.append(no)
        intake.change.insert_many("plan_rep", [{"plan_no": no, "rep_no": rep_no} for rep_no in plan.reps])
    for place, plan in enumerate(plans):
        if plan.values["state"] == "moved" and (later := _later(plans, plan)) is not None:
            intake.change.update("plan", numbers[place], moved_to_no=numbers[later])


def _later(plans: list[Plan], moved: Plan) -> int | None:
    """Return the place of the next plan for the same customer and reps."""
    found = [
        (plan.day, place)
        for place, plan in enumerate(plans)
        if plan.where == moved.where and set(plan.reps) == set(moved.reps) and plan.day > moved.day
    ]
    return min(found)[1] if found else None


class _Visits:
    """The visits of the days planned, each of which keeps one plan of a customer."""

    def __init__(self, intake: Intake, plans: list[Plan]) -> None:
        days: dict[str, Any] = {
            "since": min(plan.day for plan in plans),
            "until": max(plan.day for plan in plans),
        }
        database = intake.desk.database
        keys = {key.id: key for key in database.all(VISIT_KEYS, **days)}
        self._at: dict[tuple[Hashable, ...], list[int]] = {}
        for visit in reversed(database.all(FIND_VISITS, **days)):
            key = keys[visit.id]
            if key.customer_no is not None and visit.plan_no is None:
                self._at.setdefault((visit.day, key.rep_no, key.customer_no), []).append(visit.no)
            if key.building:
                self._at.setdefault((visit.day, key.rep_no, key.building), []).append(visit.no)

    def of(self, plan: Plan) -> int | None:
        """Return the visit that kept a plan; a knock keeps its building's."""
        for rep_no in plan.reps:
            visits = self._at.get((plan.day, rep_no, plan.where))
            if visits:
                return visits.pop(0) if plan.values["customer_no"] is not None else visits[0]
        return None
