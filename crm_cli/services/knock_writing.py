"""Writing one knock into an open change: the visit, who was met, the plan it closes, what is learnt of the desk."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import groupby

from crm_cli import clock
from crm_cli.domain import words
from crm_cli.domain.codes import number
from crm_cli.domain.frozen import Frozen
from crm_cli.domain.knock_lines import Typed
from crm_cli.i18n import gettext as _
from crm_cli.services import effects
from crm_cli.services.desk import Desk
from crm_cli.services.effects import Answers
from crm_cli.services.knock_customers import close_door, customer_behind, person_met
from crm_cli.services.reading import read_amount
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.services.sweep_views import doors
from crm_cli.services.touches import Extras, Touch, settle, warn_of_future
from crm_cli.services.visit_rows import (
    close_plan,
    insert_visit,
    read_kind,
    read_tactic,
    warn_of_no_outcome,
    who_met,
)
from crm_cli.storage.buildings import UnitRow
from crm_cli.storage.change import Change
from crm_cli.storage.contacts import ContactRow
from crm_cli.storage.customers import CustomerBrief
from crm_cli.storage.door_leases import drop
from crm_cli.storage.knocks import SWEEP_PLAN
from crm_cli.storage.outcomes import OutcomeRow
from crm_cli.storage.plans import FIND_PLANS
from crm_cli.storage.reps import FIND_REPS, RepRow
from crm_cli.storage.sweeps import DOORS, DoorRow, SweepRow

_AT_ONCE = 500
_AGAIN = timedelta(hours=1)
"""So soon after the last knock another at a door to be revisited may be the same one typed twice."""


class Prepared(Frozen):
    """One knock read and answered: `unit` is None at the whole building, `line` its place in a file.

    `outcome` is None where a card was obtained and what happened was not said yet; `day_only` says that nobody knows
    the time of `arrived_at`.
    """

    typed: Typed
    outcome: OutcomeRow | None
    answers: Answers
    arrived_at: datetime
    left_at: datetime | None
    unit: UnitRow | None
    line: int | None = None
    day_only: bool = False


class Place(Frozen):
    """Where and by whom doors are knocked at."""

    sweep: SweepRow
    rep: RepRow


def is_no_entry(outcome: OutcomeRow) -> bool:
    """Say whether an outcome is that of being let in nowhere: nothing opened, nothing exhausted, nothing to revisit."""
    return outcome.effect == "none" and not (
        outcome.opened or outcome.reached or outcome.exhausted or outcome.retry_days or outcome.retry_minutes
    )


def rows_at(desk: Desk, place: Place, units: Sequence[int]) -> dict[int, list[DoorRow]]:
    """Return how doors stand in the sweep, a row for each customer behind one, by the number of the door."""
    found: dict[int, list[DoorRow]] = {}
    for start in range(0, len(units), _AT_ONCE):
        rows = desk.database.all(
            DOORS, sweep_no=place.sweep.no, building_no=place.sweep.building_no, now=clock.now(),
            units=list(units[start : start + _AT_ONCE]),
        )  # fmt: skip
        found |= {no: list(group) for no, group in groupby(rows, key=lambda row: row.unit_no)}
    return found


def tenants_of(rows: Sequence[DoorRow]) -> list[int]:
    """Return the numbers of the customers behind a door."""
    return list(dict.fromkeys(row.customer_no for row in rows if row.customer_no is not None))


class Knock:
    """Writes one knock into an open change."""

    def __init__(
        self, desk: Desk, change: Change, place: Place, said: Prepared, rows: Sequence[DoorRow]
    ) -> None:
        self._desk = desk
        self._change = change
        self._place = place
        self._said = said
        self._typed = said.typed
        self._rows = rows
        self._notes = Notes()

    def log(self) -> Receipt:
        """Log it and return what to tell."""
        warn_of_future(self._desk, self._said.arrived_at, self._notes)
        self._warn_of_door()
        customer, contact = self._met()
        touch = self._insert(customer, contact)
        self._close_plans(touch)
        settle(self._desk, self._change, touch, self._extras(), self._notes)
        self._bring_about(touch)
        self._remember_desk(touch)
        if self._said.unit is not None:
            drop(self._change.connection, unit_no=self._said.unit.no)
        self._notes.lines.insert(0, self._told(touch))
        return self._notes.receipt("visit", touch.no)

    def _met(self) -> tuple[CustomerBrief | None, ContactRow | None]:
        said, typed = self._said, self._typed
        if said.unit is None:
            return None, None
        customer = customer_behind(
            self._desk, self._change, self._place.sweep, said.unit, typed, tenants_of(self._rows),
            self._place.rep, self._notes,
        )  # fmt: skip
        if customer is None:
            if self._is_met():
                self._notes.warn(
                    _("{door} has no customer on file; say who it is with --name.").format(
                        door=said.unit.code
                    )
                )
            return None, None
        person = person_met(self._desk, self._change, customer, typed, self._notes)
        reached = bool(said.outcome and said.outcome.reached)
        return customer, who_met(self._desk, customer, person, None, reached=reached)

    def _is_met(self) -> bool:
        """Say whether somebody was met: a card comes from a hand."""
        outcome = self._said.outcome
        return outcome.reached if outcome else self._typed.card

    def _insert(self, customer: CustomerBrief | None, contact: ContactRow | None) -> Touch:
        said, typed, unit = self._said, self._typed, self._said.unit
        self._own_plan = self._plan_of(customer)
        return insert_visit(
            self._desk, self._change, said.arrived_at, self._place.rep, (customer, contact), said.outcome,
            self._extras(), said.answers,
            left_at=said.left_at,
            how="invited" if self._own_plan else "cold",
            kind="return" if self._was_here(customer) else "first",
            building=self._place.sweep.building,
            floor=unit.floor if unit else "",
            unit=unit.code if unit else "",
            progress=typed.progress,
            tactic=read_tactic(typed.tactic),
            card=typed.card,
            need=typed.need,
            supplier=typed.supplier,
            heard=typed.heard,
            expense_minor=read_amount(self._desk, typed.expense) if typed.expense else None,
            note=typed.note,
            sweep_no=self._place.sweep.no,
            unit_no=unit.no if unit else None,
            day_only=said.day_only,
        )  # fmt: skip

    def _extras(self) -> Extras:
        typed = self._typed
        return Extras(
            typed.grade, typed.next, typed.objection, typed.competitor, typed.wechat, typed.keep, typed.reply
        )

    def _was_here(self, customer: CustomerBrief | None) -> bool:
        if any(row.visit_no is not None for row in self._rows):
            return True
        return read_kind(self._desk, None, customer) == "return"

    def _plan_of(self, customer: CustomerBrief | None) -> int | None:
        """Return the plan to visit that customer that day: who knocks by appointment was invited."""
        if customer is None:
            return None
        plan = self._desk.database.first(
            FIND_PLANS, state="planned", day=self._day(), rep_no=self._place.rep.no, customer_no=customer.no,
            limit=1,
        )  # fmt: skip
        return plan.no if plan else None

    def _day(self) -> date:
        return self._desk.wall(self._said.arrived_at).date()

    def _close_plans(self, touch: Touch) -> None:
        own = self._desk.database.first(
            SWEEP_PLAN, sweep_no=self._place.sweep.no, day=touch.day, rep_no=touch.rep.no
        )
        for plan_no in filter(None, (self._own_plan, own.no if own else None)):
            close_plan(self._change, plan_no, touch, self._notes)

    def _bring_about(self, touch: Touch) -> None:
        outcome, unit = self._said.outcome, self._said.unit
        if outcome is None:
            warn_of_no_outcome(touch.no, self._notes)
            return
        if outcome.effect != "close" or unit is None:
            effects.apply(self._desk, self._change, touch, outcome, self._said.answers, None, self._notes)
            return
        close_door(self._desk, self._change, unit, touch.day, _label(outcome), self._notes)

    def _remember_desk(self, touch: Touch) -> None:
        outcome = self._said.outcome
        note = self._typed.note if outcome and is_no_entry(outcome) else ""
        if not (note or self._typed.who):
            return
        from crm_cli.services.front_desk import note_front_desk

        building = {"building_no": self._place.sweep.building_no}
        by = {"visit_no": touch.no, "rep_no": touch.rep.no}
        if note and note_front_desk(self._desk, self._change, "forbidden", note, **building, **by):
            self._notes.tell(
                _("Noted at {name}: {words}").format(name=self._place.sweep.building, words=note)
            )
        if self._typed.who:
            at = {"customer_no": touch.customer.no} if touch.customer else building
            note_front_desk(self._desk, self._change, "who", self._typed.who, **at, **by)

    def _warn_of_door(self) -> None:
        if not self._rows or (unit := self._said.unit) is None:
            return
        row = self._rows[0]
        if row.lease_rep_no not in {None, self._place.rep.no}:
            self._notes.warn(
                _("{rep} was sent to {door} and is there now.").format(
                    rep=self._rep_called(row.lease_rep_no), door=unit.code
                )
            )
        if any(one.barred for one in self._rows):
            self._notes.warn(_("{door} has a customer marked do-not-call.").format(door=unit.code))
        self._warn_of_knock(row, unit)

    def _warn_of_knock(self, row: DoorRow, unit: UnitRow) -> None:
        """Warn of a door knocked at already in this sweep, unless it was to be knocked at again."""
        if row.visit_no is None or row.knocked_at is None or not self._is_again(row, unit):
            return
        if row.outcome_no is None:
            self._notes.warn(
                _(
                    "{door} has {number} without an outcome. If this is the same knock, take it back with crm undo and"
                    " say: crm visit edit {number} --outcome …"
                ).format(door=unit.code, number=number("visit", row.visit_no))
            )
            return
        outcome = next((one for one in self._desk.outcomes("visit") if one.no == row.outcome_no), None)
        self._notes.warn(
            _("{door} was knocked at already: {number} {rep} {when} {outcome}.").format(
                door=unit.code,
                number=number("visit", row.visit_no),
                rep=self._rep_called(row.rep_no),
                when=f"{self._desk.wall(row.knocked_at):%m-%d %H:%M}",
                outcome=_label(outcome),
            )
        )

    def _is_again(self, row: DoorRow, unit: UnitRow) -> bool:
        state = doors(self._desk, self._place.sweep, [unit.no])[0].state
        if state == "todo":
            return False
        is_late = row.knocked_at is not None and self._said.arrived_at - row.knocked_at >= _AGAIN
        return not (state == "revisit" and is_late)

    def _rep_called(self, no: int | None) -> str:
        return next((rep.name for rep in self._desk.database.all(FIND_REPS) if rep.no == no), "")

    def _told(self, touch: Touch) -> str:
        unit, sweep = self._said.unit, self._place.sweep
        return _("Visit {number}: {door}: {outcome}").format(
            number=number("visit", touch.no),
            door=" ".join(filter(None, [unit.code if unit else sweep.building, _name(touch)])),
            outcome=_label(self._said.outcome),
        )


def _name(touch: Touch) -> str:
    return touch.customer.name if touch.customer else ""


def _label(outcome: OutcomeRow | None) -> str:
    if outcome is None:
        return _("no outcome yet")
    return words.outcome_label("visit", outcome.code, outcome.name)
