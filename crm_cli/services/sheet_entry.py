"""Entering what was written on paper: every row a visit, a call or a knock, in one change that is tried first."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from crm_cli.domain.codes import number
from crm_cli.domain.folding import core_name
from crm_cli.domain.frozen import Frozen
from crm_cli.domain.knock_lines import Typed
from crm_cli.errors import CrmError, RefusedError, UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services.call_list_filling import rehearsed
from crm_cli.services.desk import Desk
from crm_cli.services.effects import Answers
from crm_cli.services.naming import find_outcome, find_worker
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.services.sheet_reading import Asked, Item, fault_of
from crm_cli.services.sheets import lines_of
from crm_cli.services.touches import Extras
from crm_cli.storage.calls import LISTS_OF_NUMBER
from crm_cli.storage.change import Change
from crm_cli.storage.customers import BRIEFS
from crm_cli.storage.outcomes import OutcomeRow
from crm_cli.storage.reps import RepRow
from crm_cli.storage.sheets import SheetLineRow


class Entered(Frozen):
    """What a row came to, or would come to: the receipts of its touches, or its fault. `who` it is of, in words."""

    item: Item
    who: str
    receipts: tuple[Receipt, ...] = ()
    fault: str = ""


def rehearse(desk: Desk, asked: Asked, items: Sequence[Item]) -> list[Entered]:
    """Return what entering each row would do, and what is wrong with those that cannot be; nothing is changed."""
    with rehearsed(desk, dry_run=True):
        run = _Run(desk, asked)
        return [run.tried(item) for item in items]


def enter(desk: Desk, asked: Asked, items: Sequence[Item]) -> list[Entered]:
    """Enter rows, all of them or none, in one change; raise what the first that cannot be raises, with its line."""
    with desk.change():
        run = _Run(desk, asked)
        return [run.entered(item) for item in items]


class _Run:
    """Enters rows into the change that is open; what sheets say is read inside it, so that nobody enters a row twice."""

    def __init__(self, desk: Desk, asked: Asked) -> None:
        self._desk = desk
        self._asked = asked
        self._rows: dict[int, Mapping[int, SheetLineRow]] = {}

    def tried(self, item: Item) -> Entered:
        """Return what a row comes to, its fault where it has one."""
        row = self._row(item)
        blank = Entered(item, _who(item, row))
        if item.fault:
            return blank._replace(fault=item.fault)
        try:
            return blank._replace(receipts=tuple(self._do(item, row)))
        except CrmError as error:
            return blank._replace(fault=fault_of(error))

    def entered(self, item: Item) -> Entered:
        """Return what a row came to."""
        row = self._row(item)
        if item.fault:
            raise UsageError(_said(item, item.fault))
        try:
            return Entered(item, _who(item, row), tuple(self._do(item, row)))
        except CrmError as error:
            error.sentence = _said(item, error.sentence)
            raise

    def _row(self, item: Item) -> SheetLineRow | None:
        if item.sheet is None or item.code is None:
            return None
        if item.sheet.no not in self._rows:
            self._rows[item.sheet.no] = lines_of(self._desk, item.sheet.no)
        return self._rows[item.sheet.no].get(item.code)

    def _do(self, item: Item, row: SheetLineRow | None) -> list[Receipt]:
        if row is not None:
            self._refuse_entered(row)
        if item.typed.outcome is None and self._asked.kind == "calls":
            raise UsageError(
                _("What happened at {door}?").format(door=item.code or ""), f"{item.code or ''} no_answer"
            )
        with self._desk.change() as change:
            if self._asked.kind == "sweep":
                done = self._knock(item, row)
            elif row is None:
                return []
            elif self._asked.kind == "calls":
                done = [self._call(change, item, row)]
            else:
                done = [self._visit(change, item, row)]
            if row is not None:
                touch = "call_no" if self._asked.kind == "calls" else "visit_no"
                change.update("sheet_row", row.no, **{touch: done[0].no})
        return done

    def _refuse_entered(self, row: SheetLineRow) -> None:
        """Raise RefusedError for a row that was entered before."""
        if row.visit_no is None and row.call_no is None:
            return
        touch = number("visit", row.visit_no) or number("call", row.call_no)
        at = f"{self._desk.wall(row.touched_at):%m-%d %H:%M}" if row.touched_at else ""
        raise RefusedError(
            _("Row {code} was entered before: {number} of {when}.").format(
                code=row.code, number=touch, when=at
            ),
            _("Correct that one instead, or remove it to enter the row again."),
        )

    def _rep(self, item: Item) -> RepRow:
        name = self._asked.rep or (number("rep", item.sheet.rep_no) if item.sheet else None)
        return find_worker(self._desk, name)

    def _day(self, item: Item) -> date:
        return self._asked.day or (item.sheet.day if item.sheet else self._desk.today())

    def _moment(self, item: Item, row: SheetLineRow | None = None) -> datetime:
        """Return when a row was: the time said, else that planned; now on the day itself, at noon of another."""
        day, desk = self._day(item), self._desk
        if item.at:
            from crm_cli.domain.dates import parse_when

            said, at = parse_when(item.at, datetime.combine(day, time()), zone=desk.zone)
            return desk.instant(datetime.combine(said, at or time(12)))
        if (planned := self._planned_at(item, row)) is not None:
            return planned
        return desk.instant(desk.now() if day == desk.today() else datetime.combine(day, time(12)))

    def _planned_at(self, item: Item, row: SheetLineRow | None) -> datetime | None:
        """Return the time that is printed on a row, None for none of that day."""
        if row is None or row.plan_at is None or self._desk.wall(row.plan_at).date() != self._day(item):
            return None
        return row.plan_at

    def _knock(self, item: Item, row: SheetLineRow | None) -> list[Receipt]:
        from crm_cli.services.knock_customers import NobodyOnFileError
        from crm_cli.services.knocks import find_place, prepare, write

        sweep = number("sweep", item.sheet.sweep_no) if item.sheet else self._asked.sweep
        place = find_place(self._desk, sweep, number("rep", self._rep(item).no))
        doors = (row.unit,) if row is not None else item.typed.doors
        typed = item.typed._replace(doors=doors, at=self._said_at(item))
        try:
            said = prepare(self._desk, place, typed, self._day(item), day_only=not item.is_timed)
        except NobodyOnFileError as error:
            # A line of paper has no options.
            raise UsageError(
                _("{door} has no customer on file: name the firm before the person.").format(
                    door=", ".join(doors)
                ),
                _("{row} met_staff card Kilo Ltd Mr Ng 131…").format(row=item.code or doors[0]),
            ) from error
        return write(self._desk, place, said)

    def _said_at(self, item: Item) -> str | None:
        """Return when a door was knocked at, with its day, None for now."""
        if item.at is None and self._day(item) == self._desk.today():
            return None
        return f"{self._desk.wall(self._moment(item)):%Y-%m-%d %H:%M}"

    def _visit(self, change: Change, item: Item, row: SheetLineRow) -> Receipt:
        from crm_cli.services import visits

        outcome = find_outcome(self._desk, "visit", item.typed.outcome) if item.typed.outcome else None
        typed = _without_name(item.typed, row)
        notes = Notes()
        contact = self._person(change, typed, row, notes)
        extras, answers = _beside(typed, outcome)
        at = self._desk.wall(self._moment(item, row))
        receipt = visits.log_visit(
            self._desk,
            visits.Typed(
                number("customer", row.customer_no) or typed.name, item.typed.outcome,
                number("rep", self._rep(item).no),
                at.isoformat(" ", "minutes"), typed.leave, contact=contact,
                building=None if row.customer_no else row.building or None, progress=typed.progress,
                tactic=typed.tactic, card=typed.card, need=typed.need, supplier=typed.supplier, heard=typed.heard,
                expense=typed.expense, note=typed.note,
                plan=number("plan", row.plan_no) if row.plan_state == "planned" else None,
                day_only=not item.is_timed and (bool(item.at) or self._planned_at(item, row) is None),
            ),
            extras, answers,
        )  # fmt: skip
        return _told(receipt, notes)

    def _call(self, change: Change, item: Item, row: SheetLineRow) -> Receipt:
        from crm_cli.services import calls

        if row.customer_no is None:
            raise UsageError(_("The customer of row {code} is not on file any more.").format(code=row.code))
        outcome = find_outcome(self._desk, "call", item.typed.outcome or "")
        typed = _without_name(item.typed, row)
        notes = Notes()
        contact = self._person(change, typed, row, notes)
        extras, answers = _beside(typed, outcome)
        receipt = calls.log_call(
            self._desk,
            calls.Typed(
                number("customer", row.customer_no) or "", outcome.code, number("rep", self._rep(item).no),
                self._moment(item, row), item.talk, typed.note, typed.heard, contact, phone_no=row.phone_no,
                call_list=self._list_of(item, row),
            ),
            extras, answers,
        )  # fmt: skip
        return _told(receipt, notes)

    def _list_of(self, item: Item, row: SheetLineRow) -> str | None:
        """Return the list of the sheet where the number is on it; a callback may be of another customer."""
        list_no = item.sheet.call_list_no if item.sheet else None
        if list_no is None or row.phone_no is None:
            return None
        held = self._desk.database.first(LISTS_OF_NUMBER, phone_no=row.phone_no, call_list_no=list_no)
        return number("call_list", list_no) if held else None

    def _person(self, change: Change, typed: Typed, row: SheetLineRow, notes: Notes) -> str | None:
        """Return the number of the person named, found at the row's customer or added; None for nobody named."""
        if row.customer_no is None or not (typed.person or typed.phone):
            return typed.person
        from crm_cli.services.knock_customers import person_met

        customer = self._desk.database.one(BRIEFS, no=row.customer_no)
        met = person_met(self._desk, change, customer, typed, notes)
        return number("contact", met.no) if met else None


def _without_name(typed: Typed, row: SheetLineRow) -> Typed:
    """Return what was typed without its name: a row says itself whom it is of, so other words are a note."""
    if not typed.name or row.customer_no is None:
        return typed
    said, known = core_name(typed.name), core_name(row.customer)
    note = typed.note if said and said in known else "; ".join(filter(None, (typed.name, typed.note)))
    return typed._replace(name=None, note=note)


def _beside(typed: Typed, outcome: OutcomeRow | None) -> tuple[Extras, Answers]:
    """Return what was said besides; a date is when to call back or to visit where the outcome asks for that."""
    answers = Answers(amount=typed.amount, reason=typed.reason)
    following: dict[str, Any] = {"next": typed.next}
    if outcome is not None and outcome.effect in {"callback", "plan"} and typed.next:
        answers = answers._replace(**{outcome.effect: typed.next})
        following = {}
    extras = Extras(
        grade=typed.grade, objections=typed.objection, competitors=typed.competitor, wechat=typed.wechat,
        keep=typed.keep, replies=typed.reply, **following,
    )  # fmt: skip
    return extras, answers


def _told(receipt: Receipt, notes: Notes) -> Receipt:
    return receipt._replace(
        lines=(*receipt.lines, *notes.lines), warnings=(*receipt.warnings, *notes.warnings)
    )


def _who(item: Item, row: SheetLineRow | None) -> str:
    if row is None:
        return ", ".join(item.typed.doors)
    return " ".join(filter(None, (row.unit, row.customer or (row.building if not row.unit else ""))))


def _said(item: Item, sentence: str) -> str:
    return _("Line {place}: {sentence}").format(place=item.line, sentence=sentence)
