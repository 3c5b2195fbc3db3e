"""Who is behind a door that was knocked at: the customer on file or a new one, and the person who was met."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from crm_cli.domain.codes import number
from crm_cli.domain.folding import core_name, core_words, fold, fold_name
from crm_cli.domain.frozen import Frozen
from crm_cli.domain.knock_lines import Typed
from crm_cli.domain.near_firms import is_near, shorter_keys
from crm_cli.errors import UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.naming import find_customer, pick
from crm_cli.services.receipts import Notes
from crm_cli.storage.buildings import UnitRow
from crm_cli.storage.change import Change
from crm_cli.storage.contacts import FIND_CONTACTS, ContactRow
from crm_cli.storage.customers import BRIEFS, CustomerBrief
from crm_cli.storage.knocks import CALLED_ONE_OF, NEIGHBOURS_AMONG, NeighbourRow, holding
from crm_cli.storage.reps import RepRow
from crm_cli.storage.sweeps import SweepRow

_MOST_ALIKE = 300
"""Customers that are compared by name: what more of them have in their names tells no firm from another."""


class NobodyOnFileError(UsageError):
    """Something is said of a customer at a door behind which there is none, and none is named."""


class Found(Frozen):
    """Whom a name means: the customer, or none; `near` are those it may mean too, `far` those elsewhere so called."""

    customer_no: int | None
    near: tuple[NeighbourRow, ...] = ()
    far: tuple[CustomerBrief, ...] = ()


def settle_customer(
    desk: Desk, sweep: SweepRow, unit: UnitRow, typed: Typed, tenants: Sequence[int]
) -> Typed:
    """Return what was typed with the customer it means, asked for where somebody can be asked; before the change.

    It is for doors that opened or of whose customer something is said. Raises AmbiguousError where several customers
    are behind it, UsageError for what is said of a customer that is not named.
    """
    if not typed.person and (typed.title or typed.role):
        raise UsageError(_("Whose title or role is that?"), "--person 王总")
    if any(text is not None and not text.strip() for text in (typed.name, typed.person)):
        raise UsageError(_("A name is needed."), '--name "广州宏达礼品有限公司" --person 王总')
    if typed.customer is not None:
        return typed._replace(customer=number("customer", find_customer(desk, typed.customer).no))
    if typed.name:
        return _ask_which(desk, sweep, typed, tenants)
    if len(tenants) > 1:
        rows = desk.database.all(BRIEFS, numbers=list(tenants))
        meant = pick(desk, unit.code, rows, _line, _("Say which of them it was with --name or --customer."))
        return typed._replace(customer=number("customer", meant.no))
    if typed.grade and not tenants and not _is_somebody(typed):
        raise NobodyOnFileError(
            _("{door} has no customer on file: whose is the {field}?").format(
                door=unit.code, field="--grade"
            ),
            _('Say who is behind it: --name "广州宏达礼品有限公司"'),
        )
    return typed


def _is_somebody(typed: Typed) -> bool:
    """Say whether somebody was met of whom more is known than that: a name, a number or an address."""
    return bool(typed.person or typed.phone or typed.email)


def _named_by_door(sweep: SweepRow, unit: UnitRow) -> str:
    """Return what a firm is called until its name is known."""
    return f"{sweep.building} {unit.code}"


def _line(customer: CustomerBrief) -> str:
    place = " ".join(filter(None, (customer.building, customer.unit)))
    return " ".join(filter(None, (number("customer", customer.no), customer.name, customer.city, place)))


def _ask_which(desk: Desk, sweep: SweepRow, typed: Typed, tenants: Sequence[int]) -> Typed:
    if desk.choose is None:
        return typed
    found = firm_called(desk, sweep, typed.name or "", tenants)
    numbers = [one.customer_no for one in found.near] + [one.no for one in found.far]
    if found.customer_no is not None or not numbers:
        return typed
    rows = desk.database.all(BRIEFS, numbers=list(dict.fromkeys(numbers)))
    lines = [*map(_line, rows), _("another firm: add {name}").format(name=typed.name)]
    question = _("{name} may be on file:").format(name=typed.name)
    chosen = desk.choose(question, lines)
    return (
        typed
        if chosen is None or chosen >= len(rows)
        else typed._replace(customer=number("customer", rows[chosen].no))
    )


def firm_called(desk: Desk, sweep: SweepRow, name: str, tenants: Sequence[int]) -> Found:
    """Return whom a name said at a door means.

    One of its tenants whose name it is, or a part of it; else the firm of that name in the building; else the only
    one on file called exactly so, unless its address is another. Legal forms (有限公司) do not tell names apart.
    """
    core = core_name(name)
    cores = [(one, core_name(one.customer)) for one in _comparable(desk, sweep, name, tenants)]
    same = {one.customer_no: one for one, other in cores if other == core}
    here = [no for no in same if no in tenants] or [
        one.customer_no for one, other in cores if one.customer_no in tenants and is_near(core, other)
    ]
    if meant := here or list(same):
        return Found(meant[0]) if len(set(meant)) == 1 else Found(None, tuple(same.values()))
    near = {one.customer_no: one for one, other in cores if is_near(core, other)}
    called = desk.database.all(BRIEFS, name_key=fold(name), limit=20)
    if len(called) == 1 and fold_name(called[0].building) in {"", fold_name(sweep.building)}:
        return Found(called[0].no)
    return Found(None, tuple(near.values()), tuple(called))


def _comparable(desk: Desk, sweep: SweepRow, name: str, tenants: Sequence[int]) -> list[NeighbourRow]:
    """Return the firms of the building that may be called so, found by indexes: a tower has thousands of them."""
    words = core_words(name)
    with desk.database.reading() as connection:
        numbers = {*tenants, *holding(connection, words, _MOST_ALIKE)}
    numbers.update(one.no for one in desk.database.all(CALLED_ONE_OF, keys=shorter_keys(words)))
    if not numbers:
        return []
    return desk.database.all(NEIGHBOURS_AMONG, building_no=sweep.building_no, numbers=sorted(numbers))


def customer_behind(
    desk: Desk,
    change: Change,
    sweep: SweepRow,
    unit: UnitRow,
    typed: Typed,
    tenants: Sequence[int],
    rep: RepRow,
    notes: Notes,
) -> CustomerBrief | None:
    """Return the customer of a knock inside an open change, added and bound to the door where it is new there.

    Without a name it is the only tenant; None where there are several. Where there is none, somebody who was met is
    of a firm that is called by its door until it is named.
    """
    if typed.customer is not None:
        no: int | None = find_customer(desk, typed.customer).no
    elif typed.name:
        no = _named(desk, change, sweep, typed, tenants, rep, notes, unit)
    elif not tenants and _is_somebody(typed):
        # A card may say no firm, and whom it is of is worth more than its name.
        no = _add(desk, change, sweep, unit, typed._replace(name=_named_by_door(sweep, unit)), rep, notes)
        notes.warn(
            _("No firm was named: it is called by its door until you say {command}").format(
                command=f'crm customer edit {number("customer", no)} --name "…"'
            )
        )
    else:
        no = tenants[0] if len(tenants) == 1 else None
    if no is None:
        return None
    if no not in tenants and _bind(desk, change, unit, no):
        notes.tell(_("{number} is behind {door} now.").format(number=number("customer", no), door=unit.code))
    return desk.database.one(BRIEFS, no=no)


def _bind(desk: Desk, change: Change, unit: UnitRow, customer_no: int) -> bool:
    # At most doors nobody is found who was not known there.
    from crm_cli.services.tenants import move_in

    return move_in(desk, change, unit, customer_no)


def _named(
    desk: Desk,
    change: Change,
    sweep: SweepRow,
    typed: Typed,
    tenants: Sequence[int],
    rep: RepRow,
    notes: Notes,
    unit: UnitRow,
) -> int:
    found = firm_called(desk, sweep, typed.name or "", tenants)
    if found.customer_no is not None:
        elsewhere = [] if found.customer_no in tenants else _doors_of(desk, sweep, found.customer_no)
        if elsewhere:
            notes.warn(
                _("{number} is behind {doors} too.").format(
                    number=number("customer", found.customer_no), doors=", ".join(elsewhere)
                )
            )
        return found.customer_no
    for one in found.near:
        notes.warn(
            _(
                "{door} is {number} {name}. If it is the same firm, take this back with crm undo and say"
                " --customer {number}."
            ).format(door=one.code, number=number("customer", one.customer_no), name=one.customer)
        )
    nameless = _nameless(desk, sweep, unit, tenants)
    if nameless is None or found.near:
        return _add(desk, change, sweep, unit, typed, rep, notes)
    change.update("customer", nameless, name=(typed.name or "").strip())
    notes.tell(
        _("{number} is called {name} now.").format(number=number("customer", nameless), name=typed.name)
    )
    return nameless


def _nameless(desk: Desk, sweep: SweepRow, unit: UnitRow, tenants: Sequence[int]) -> int | None:
    """Return the only tenant of a door where that is still called by it, else None."""
    if len(tenants) != 1:
        return None
    row = desk.database.one(BRIEFS, no=tenants[0])
    return row.no if row.name == _named_by_door(sweep, unit) else None


def _doors_of(desk: Desk, sweep: SweepRow, customer_no: int) -> list[str]:
    rows = desk.database.all(NEIGHBOURS_AMONG, building_no=sweep.building_no, numbers=[customer_no])
    return [row.code for row in rows]


def _add(
    desk: Desk, change: Change, sweep: SweepRow, unit: UnitRow, typed: Typed, rep: RepRow, notes: Notes
) -> int:
    from crm_cli.services.customers import insert_customer, warn_of_doubles

    name = (typed.name or "").strip()
    values = {
        "source": "sweep",
        "owner_no": rep.no,
        "city": sweep.city,
        "district": sweep.district,
        "building": sweep.building,
        "floor": unit.floor,
        "unit": unit.code,
    }
    # The door is the building's: what is behind the next one is told by firm_called.
    warn_of_doubles(desk, name, [typed.phone] if typed.phone else [], notes, {"city": sweep.city})
    # A number said without a person is the firm's own.
    phones = [typed.phone] if typed.phone and not typed.person else []
    no = insert_customer(desk, change, name, values, phones=phones, notes=notes)
    notes.tell(_("{number} {name} added.").format(number=number("customer", no), name=name))
    return no


def person_met(
    desk: Desk, change: Change, customer: CustomerBrief, typed: Typed, notes: Notes
) -> ContactRow | None:
    """Return the person named, found at the customer by name or added, inside an open change; None for nobody named.

    What is said of one on file is added where nothing stands yet: a title, an e-mail address, a number.
    """
    from crm_cli.services.contacts import insert_contact, insert_phones, read_contact

    phones = [typed.phone] if typed.phone else []
    if not typed.person:
        insert_phones(desk, change, customer.no, phones, notes=notes, city=customer.city)
        if typed.email and not change.row("customer", customer.no)["email"]:
            change.update("customer", customer.no, email=typed.email)
        return None
    said = {"title": typed.title, "email": typed.email, "role": typed.role}
    values = read_contact(desk, customer.no, **{key: text for key, text in said.items() if text})
    known = desk.database.first(
        FIND_CONTACTS, customer_no=customer.no, name_key=fold(typed.person), here=True
    )
    if known is None:
        no = insert_contact(desk, change, customer.no, typed.person, phones=phones, told=notes, **values)
        notes.tell(_("{number} {name} added.").format(number=number("contact", no), name=typed.person))
    else:
        no = known.no
        fresh: dict[str, Any] = {key: value for key, value in values.items() if not getattr(known, key)}
        change.update("contact", no, **fresh)
        insert_phones(desk, change, customer.no, phones, contact_no=no, notes=notes, city=customer.city)
    return desk.database.one(FIND_CONTACTS, no=no)


def close_door(desk: Desk, change: Change, unit: UnitRow, day: date, reason: str, notes: Notes) -> None:
    """End who is behind a door found empty, inside an open change; a customer behind no other door is closed."""
    from crm_cli.services.tenants import vacate
    from crm_cli.storage.tenancies import FIND_TENANCIES

    for held in vacate(desk, change, unit.no, day, reason):
        if desk.database.all(FIND_TENANCIES, customer_no=held.customer_no, here=True, limit=1):
            notes.tell(
                _("{customer} is behind {door} no more.").format(customer=held.customer, door=unit.code)
            )
            continue
        change.update("customer", held.customer_no, closed_on=day, closed_reason=reason)
        notes.tell(_("{customer} is closed.").format(customer=held.customer))
