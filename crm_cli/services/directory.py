"""Taking in a building's tenant directory: firms on file are bound to their doors, others are made, in one change."""

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date
from typing import Any, NamedTuple

from crm_cli.domain.codes import number
from crm_cli.domain.directory_lines import Entry
from crm_cli.domain.door_names import DoorBook
from crm_cli.domain.doors import floor_label
from crm_cli.domain.folding import core_name, fold, fold_name
from crm_cli.errors import CrmError, RefusedError
from crm_cli.i18n import gettext as _
from crm_cli.services import contacts as people
from crm_cli.services.buildings import building, tell_bound
from crm_cli.services.customers import insert_customer
from crm_cli.services.desk import Desk
from crm_cli.services.naming import find_rep
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.services.tenants import bind_by_text, move_in
from crm_cli.services.units import insert_unit
from crm_cli.storage.buildings import FIND_UNITS, BuildingName, BuildingRow, UnitRow
from crm_cli.storage.change import Change
from crm_cli.storage.contacts import FIND_CONTACTS, FIND_PHONES
from crm_cli.storage.customers import BRIEFS, CustomerBrief
from crm_cli.storage.tenancies import FIND_TENANCIES


class Line(NamedTuple):
    """What becomes of a line: `action` is created, moved_in, there, vacant or rejected, `reason` why."""

    row: int
    action: str
    unit: str
    name: str
    customer_no: int | None = None
    reason: str = ""


class Taken(NamedTuple):
    """What became of a directory: its lines, how many of each action, and what to tell."""

    lines: list[Line]
    counts: dict[str, int]
    receipt: Receipt


class _OnlyTriedError(Exception):
    """Takes a change back that was only tried."""


def take_directory(
    desk: Desk,
    text: str,
    entries: Sequence[Entry],
    *,
    add_units: bool = False,
    owner: str | None = None,
    since: date | None = None,
    dry_run: bool = False,
) -> Taken:
    """Take in the firms of a building's directory; with `dry_run` nothing is changed and the same is told.

    A firm on file is known by its exact folded name. A door the building does not have is added with `add_units`,
    else its line is rejected.
    """
    place = building(desk, text)
    owner_no = find_rep(desk, owner).no if owner else None
    notes = Notes()
    lines: list[Line] = []

    def take_all() -> None:
        with desk.change() as change:
            taking = _Taking(desk, change, place, notes, add_units=add_units, owner_no=owner_no, since=since)
            lines.extend(map(taking.take, entries))
            tell_bound(notes, bind_by_text(desk, change, place.no))
            if dry_run:
                raise _OnlyTriedError

    with suppress(_OnlyTriedError):
        take_all()
    counts = Counter(line.action for line in lines)
    return Taken(lines, dict(counts), notes.receipt("building", place.no, place.id, changed=not dry_run))


class _Taking:
    """One directory being taken in, inside an open change."""

    def __init__(
        self,
        desk: Desk,
        change: Change,
        place: BuildingRow,
        notes: Notes,
        *,
        add_units: bool,
        owner_no: int | None,
        since: date | None,
    ) -> None:
        self.desk = desk
        self.change = change
        self.place = place
        self.notes = notes
        self.add_units = add_units
        self.owner_no = owner_no
        self.since = since
        self._named = BuildingName(place.no, place.name, place.kind)
        self._read_doors()
        tenants = desk.database.all(FIND_TENANCIES, building_no=place.no, here=True)
        self._cores = {core_name(one.customer): one.customer for one in tenants}

    def _read_doors(self) -> None:
        self._book = DoorBook(self.desk.database.all(FIND_UNITS, building_no=self.place.no, in_use=True))

    def take(self, entry: Entry) -> Line:
        """Take in one line, and say what became of it."""
        doors = entry.doors or entry.floor
        if entry.problem or not doors or not entry.company:
            reason = entry.problem or (_("There is no door.") if entry.company else _("There is no name."))
            return Line(entry.line, "rejected", doors, entry.company, reason=reason)
        if entry.is_vacant:
            return Line(entry.line, "vacant", doors, entry.company)
        try:
            return self._place(entry, self._units(entry))
        except CrmError as error:
            reason = error.told
            return Line(entry.line, "rejected", doors, entry.company, reason=reason)

    def _units(self, entry: Entry) -> list[UnitRow]:
        """Return the doors of a line; raise RefusedError where the building has one not, unless it may be added."""
        if not entry.doors:
            raise RefusedError(_("Which door on floor {floor}?").format(floor=entry.floor))
        found, missing = self._book.said(entry.doors, entry.floor)
        if missing and self.add_units:
            for code in missing:
                self._add_door(code, entry.floor)
            self._read_doors()
            found, missing = self._book.said(entry.doors, entry.floor)
        if missing or not found:
            raise RefusedError(
                _("{building} has no door {code}.").format(
                    building=self.place.name, code=", ".join(missing) or entry.doors
                ),
                _("Add it with --add-units, or with: crm unit add."),
            )
        return found

    def _add_door(self, code: str, floor: str) -> None:
        label = floor_label(floor) if floor else None
        # Below a floor's own heading its doors are often written without the floor: 30楼, 01.
        joined = f"{label}{code}" if label and code.isdecimal() and not code.startswith(label) else code
        insert_unit(self.desk, self.change, self._named, joined, floor=label)
        self.notes.tell(_("{building} {code} added.").format(building=self.place.name, code=joined))

    def _place(self, entry: Entry, units: Sequence[UnitRow]) -> Line:
        codes = ", ".join(unit.code for unit in units)
        firm = self._on_file(entry)
        no = self._make(entry) if firm is None else firm.no
        if firm is not None:
            self._complete(entry, firm)
        fresh = [move_in(self.desk, self.change, unit, no, since=self.since) for unit in units]
        action = "created" if firm is None else "moved_in" if any(fresh) else "there"
        elsewhere = ""
        if (
            firm is not None
            and any(fresh)
            and firm.building
            and fold_name(firm.building) != fold_name(self.place.name)
        ):
            elsewhere = _("was at {building} {unit}").format(building=firm.building, unit=firm.unit).rstrip()
        return Line(entry.line, action, codes, entry.company, no, elsewhere)

    def _on_file(self, entry: Entry) -> CustomerBrief | None:
        """Return the customer of exactly that name; of several the one that is here, else none may be meant."""
        found = self.desk.database.all(BRIEFS, name_key=fold(entry.company), limit=50)
        if len(found) <= 1:
            return found[0] if found else None
        key = fold_name(self.place.name)
        here = [firm for firm in found if fold_name(firm.building) == key] or self._by_phone(entry, found)
        if len(here) == 1:
            return here[0]
        raise RefusedError(
            _("{count} customers are called so: {numbers}.").format(
                count=len(found), numbers=", ".join(f"c{firm.no}" for firm in found[:5])
            ),
            _("Say which with: crm building move-in."),
        )

    def _by_phone(self, entry: Entry, found: Sequence[CustomerBrief]) -> list[CustomerBrief]:
        from crm_cli.services.naming import phone_at

        return [firm for firm in found if any(phone_at(self.desk, firm.no, phone) for phone in entry.phones)]

    def _make(self, entry: Entry) -> int:
        core = core_name(entry.company)
        if (near := self._cores.get(core)) is not None:
            self.notes.warn(
                _("Line {line}: {name} is almost called like {other}, which is there already.").format(
                    line=entry.line, name=entry.company, other=near
                )
            )
        self._cores[core] = entry.company
        values: dict[str, object] = {
            "source": "import",
            "industry": entry.industry,
            "email": entry.email,
            "city": self.place.city,
            "district": self.place.district,
            "address": self.place.address,
            "owner_no": self.owner_no,
        }
        own = () if entry.contact else entry.phones
        no = insert_customer(self.desk, self.change, entry.company, values, phones=own)
        self._person(entry, no)
        return no

    def _complete(self, entry: Entry, firm: CustomerBrief) -> None:
        """Give a customer on file the numbers and the person it does not have yet."""
        held = {phone.e164 or phone.raw for phone in self.desk.database.all(FIND_PHONES, customer_no=firm.no)}
        if entry.contact:
            known = self.desk.database.all(FIND_CONTACTS, customer_no=firm.no)
            if not any(fold(one.name) == fold(entry.contact) for one in known):
                self._person(entry, firm.no)
            return
        fresh = [phone for phone in entry.phones if not held & self._spelled(phone)]
        people.insert_phones(self.desk, self.change, firm.no, fresh, city=self.place.city or firm.city)

    def _spelled(self, text: str) -> set[str]:
        from crm_cli.domain.phones import area_code_of, parse_phone

        area = area_code_of(self.place.city) or self.desk.firm.area_code
        phone = parse_phone(text, self.desk.firm.region, area)
        return {phone.e164 or phone.raw}

    def _person(self, entry: Entry, no: int) -> None:
        if entry.contact:
            people.insert_contact(
                self.desk, self.change, no, entry.contact, phones=entry.phones, title=entry.title
            )


def records(taken: Taken) -> list[dict[str, Any]]:
    """Return the lines as records; a customer that was not really made has no number."""
    found = []
    for line in taken.lines:
        known = taken.receipt.changed or line.action != "created"
        found.append(
            {**line._asdict(), "customer_no": number("customer", line.customer_no) if known else None}
        )
    return found


def rejected(lines: Iterable[Line]) -> list[Line]:
    """Return the lines that could not be taken."""
    return [line for line in lines if line.action == "rejected"]
