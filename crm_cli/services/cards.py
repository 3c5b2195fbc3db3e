"""Business cards filed in a batch: customers, people and numbers made or completed, in one change."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from crm_cli.domain.cards import FIELDS, LISTED, Card
from crm_cli.domain.codes import number
from crm_cli.domain.folding import core_name, fold
from crm_cli.domain.frozen import Frozen
from crm_cli.domain.titles import TITLES
from crm_cli.errors import NotFoundError, UsageError
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services import card_matching as matching
from crm_cli.services.card_filing import file_firm, file_person
from crm_cli.services.card_matching import Match, home_of, numbers_of
from crm_cli.services.customers import known_or_own
from crm_cli.services.desk import Desk
from crm_cli.services.naming import find_customer, require_number
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.storage.buildings import FIND_UNITS, BuildingName, UnitRow
from crm_cli.storage.change import Change
from crm_cli.storage.customers import BRIEFS, CustomerBrief
from crm_cli.storage.tenancies import FIND_TENANCIES
from crm_cli.storage.visits import FIND_VISITS, VisitRow

__all__ = ["Draft", "Filed", "Wish", "correct", "file_cards", "home_of"]
NEW = "new"


class Draft(NamedTuple):
    """A card as it is to be filed; `customer` says whose it is: '' is found out, `new` for one not on file."""

    card: Card
    customer: str = ""


class Wish(Frozen):
    """What goes for all cards of a batch, as typed; `update` lets a card's title and address replace those on file."""

    source: str | None = None
    building: str | None = None
    unit: str | None = None
    visit: str | None = None
    customer: str | None = None
    update: bool = False


NOTHING = Wish()


class Filed(NamedTuple):
    """What became of one card: the customer and person it is of now, and a receipt; `does` says it in a code.

    `new` a customer was made, `person` a person at one on file, `completed` one on file learnt something, `known`
    everything was there, `left_out` it names neither a firm nor a person.
    """

    does: str
    customer_no: int | None
    customer: str
    contact_no: int | None
    receipt: Receipt


class Terms(NamedTuple):
    """A wish read: the doors, the visit, whose the cards are, and the customers that single cards name."""

    source: str
    building: str
    doors: tuple[UnitRow, ...]
    visit: VisitRow | None
    customer: CustomerBrief | None
    named: tuple[CustomerBrief | None, ...]
    update: bool


def correct(draft: Draft, text: str) -> Draft:
    """Return a card with one field corrected, `person=李娜`; several numbers are parted by `;`, nothing empties.

    `customer=c12` says whose it is, `customer=new` that it is of nobody on file. A new address is split again.
    Raises UsageError for what is no field of a card.
    """
    typed, sign, value = text.partition("=")
    field, value = _field_called(typed), value.strip()
    if not sign or not field:
        raise UsageError(
            _("{text} is no correction.").format(text=text),
            _("Say field=value; fields: {fields}").format(fields=", ".join(_called())),
        )
    if field == "customer":
        return draft._replace(customer=value)
    told: Any = tuple(filter(None, map(str.strip, value.split(";")))) if field in LISTED else value
    changed: dict[str, Any] = {field: told}
    if field == "address":
        from crm_cli.domain.addresses import split_address

        changed |= split_address(value)._asdict()
    return draft._replace(card=draft.card._replace(**changed))


_SHORT = {"mobile": "mobiles", "phone": "phones", "fax": "faxes", "email": "emails", "name": "person"}


def _called() -> dict[str, str]:
    """Return the fields by what they are called: in Chinese by their titles, else by their keys."""
    keys = [*(field for field in FIELDS if field != "left"), "customer"]
    titled = {_(TITLES[key]): key for key in keys}
    return {key: key for key in keys} if all(map(str.isascii, titled)) else titled


def _field_called(text: str) -> str:
    """Return the field that `text` means in the language in use or as a key, '' for none."""
    wanted = fold(text)
    keys = {key: key for key in (*FIELDS, "customer")}
    titles = {fold(_(TITLES[key])): key for key in keys if key in TITLES}
    return {**titles, **{fold(name): key for name, key in _called().items()}, **_SHORT, **keys}.get(
        wanted, ""
    )


def file_cards(
    desk: Desk, drafts: Sequence[Draft], wish: Wish = NOTHING, *, dry_run: bool = False
) -> list[Filed]:
    """File cards in one change, each seeing those before it; with `dry_run` take all back and only say.

    Nothing is logged; a visit named learns that a card was got, and whose. Raises what naming raises.
    """
    from crm_cli.services.call_list_filling import rehearsed

    terms = _read(desk, drafts, wish)
    with rehearsed(desk, dry_run=dry_run), desk.change() as change:
        done = [
            _file(desk, change, draft, terms, named) for draft, named in zip(drafts, terms.named, strict=True)
        ]
        if terms.visit is not None:
            _tie(change, terms.visit, done)
    return done


def _read(desk: Desk, drafts: Sequence[Draft], wish: Wish) -> Terms:
    visit = _visit(desk, wish.visit) if wish.visit else None
    building, doors = _place(desk, wish, visit)
    customer = find_customer(desk, wish.customer) if wish.customer else None
    if customer is None and visit is not None and visit.customer_no is not None:
        customer = desk.database.one(BRIEFS, no=visit.customer_no)
    source = wish.source if wish.source is not None else "sweep" if building or visit else ""
    named = tuple(
        find_customer(desk, draft.customer) if draft.customer not in {"", NEW} else None for draft in drafts
    )
    return Terms(known_or_own("source", source), building, doors, visit, customer, named, wish.update)


def _visit(desk: Desk, text: str) -> VisitRow:
    found = desk.database.first(FIND_VISITS, no=require_number("visit", text))
    if found is None:
        raise NotFoundError(_("There is no {number}.").format(number=text), "crm visit list --all")
    return found


def _place(desk: Desk, wish: Wish, visit: VisitRow | None) -> tuple[str, tuple[UnitRow, ...]]:
    """Return the building, and the doors where those are on file: those named, else the one of the visit."""
    if wish.building is not None:
        from crm_cli.services.buildings import building_called, find_building

        if not wish.unit:
            # A building need not be on file to be in an address.
            held = building_called(desk, wish.building)
            return (held.name if held else wish.building.strip()), ()
        building: BuildingName = find_building(desk, wish.building)
        from crm_cli.services.units import doors_named

        return building.name, tuple(doors_named(desk, building, wish.unit))
    if wish.unit:
        raise UsageError(_("A unit of which building?"), "--building 中信广场 --unit 3012")
    if visit is None:
        return "", ()
    return visit.building, ()


def _file(desk: Desk, change: Change, draft: Draft, terms: Terms, named: CustomerBrief | None) -> Filed:
    card = draft.card
    notes = Notes()
    numbers = numbers_of(desk, card)
    match = _whose(desk, draft, terms, named, numbers)
    if match.customer is None and not (card.company or card.person):
        notes.warn(_("Neither a firm nor a person was found on it; it is left out."))
        return Filed("left_out", None, "", None, notes.receipt("customer", 0, changed=False))
    for double in match.doubles:
        notes.warn(double)
    _warn(desk, card, match.customer, numbers, notes)
    firm = file_firm(desk, change, card, numbers, match.customer, terms.source, notes, update=terms.update)
    person = file_person(desk, change, card, numbers, firm, notes, update=terms.update)
    moved = _bind(desk, change, firm.no, terms, is_new=match.customer is None)
    changed = firm.changed or person.changed or moved
    does = (
        "new"
        if match.customer is None
        else "person"
        if person.is_new
        else "completed"
        if changed
        else "known"
    )
    label = f"{number('customer', firm.no)} {firm.name}"
    if person.no is not None:
        label = f"{label}: {number('contact', person.no)} {person.name}"
    notes.lines.insert(0, _(_TOLD[does]).format(name=label))
    if moved and (behind := _doors_of(desk, firm.no)):
        notes.tell(_("It is behind {doors} now.").format(doors=behind))
    return Filed(does, firm.no, firm.name, person.no, notes.receipt("customer", firm.no, changed=changed))


_TOLD = {
    "new": N_("{name}: new customer."),
    "person": N_("{name}: new person."),
    "completed": N_("{name}: completed."),
    "known": N_("{name}: on file already, as it is."),
}


def _whose(
    desk: Desk, draft: Draft, terms: Terms, named: CustomerBrief | None, numbers: matching.Numbers
) -> Match:
    if named is not None:
        return Match(named)
    found = matching.match_firm(desk, draft.card, numbers)
    if draft.customer == NEW:
        others = () if found.customer is None else (found.customer,)
        said = tuple(
            _("{number} has the same name.").format(number=number("customer", one.no))
            for one in others
            if fold(one.name) == fold(draft.card.company)
        )
        return Match(None, (*said, *found.doubles))
    if terms.customer is not None and (found.customer is None or found.customer.no != terms.customer.no):
        return Match(terms.customer)
    return found


def _warn(
    desk: Desk, card: Card, customer: CustomerBrief | None, numbers: matching.Numbers, notes: Notes
) -> None:
    """Warn of a card whose firm is called otherwise on file, of another rep's customer, and of marked numbers."""
    from crm_cli.services.bans import standing_on

    if customer is not None and card.company and core_name(customer.name) != core_name(card.company):
        notes.warn(
            _("{number} is called {name} on file, {company} on the card.").format(
                number=number("customer", customer.no), name=customer.name, company=card.company
            )
        )
    if customer is not None and customer.owner_no and (desk.me is None or customer.owner_no != desk.me.no):
        notes.warn(
            _("{customer} belongs to {owner} (撞单).").format(customer=customer.name, owner=customer.owner)
        )
    for e164 in numbers.e164s:
        if standing_on(desk, e164=e164) is not None:
            notes.warn(_("{number} is marked do-not-call.").format(number=e164))


def _bind(desk: Desk, change: Change, customer_no: int, terms: Terms, *, is_new: bool) -> bool:
    """Put a customer behind the doors said, else behind those its own address names; say whether it is new there."""
    from crm_cli.services.tenants import bind_by_text, move_in

    doors = list(terms.doors)
    if terms.visit is not None and not doors:
        unit_no = change.row("visit", terms.visit.no)["unit_no"]
        doors = desk.database.all(FIND_UNITS, no=unit_no) if unit_no is not None else []
    if doors:
        return bool([door for door in doors if move_in(desk, change, door, customer_no)])
    row = change.row("customer", customer_no)
    told: dict[str, Any] = {}
    # Where it was got is said by who was there; what was on file before is moved by move-in alone.
    if terms.building and (is_new or not row["building"]):
        told = {"building": terms.building}
        if terms.visit is not None:
            told |= {"floor": terms.visit.floor, "unit": terms.visit.unit}
    moved = change.update("customer", customer_no, **told) if told else False
    from crm_cli.services.buildings import building_called

    held = building_called(desk, str(told.get("building", row["building"])))
    return bool(held and bind_by_text(desk, change, held.no, only=[customer_no])) or moved


def _doors_of(desk: Desk, customer_no: int) -> str:
    """Return the doors a customer is behind, those of a building after its name; '' for none."""
    held = desk.database.all(FIND_TENANCIES, customer_no=customer_no, here=True)
    codes: dict[str, list[str]] = {}
    for one in held:
        codes.setdefault(one.building, []).append(one.code)
    return "; ".join(f"{building} {', '.join(found)}" for building, found in codes.items())


def _tie(change: Change, visit: VisitRow, done: Sequence[Filed]) -> None:
    """Have a visit say that a card was got, and of whom where it did not know."""
    first = next((one for one in done if one.customer_no is not None), None)
    if first is None:
        return
    values: dict[str, Any] = {"card": True}
    if visit.customer_no is None:
        values["customer_no"] = first.customer_no
    at = visit.customer_no or first.customer_no
    met = next((one.contact_no for one in done if one.contact_no is not None and one.customer_no == at), None)
    if visit.contact_no is None and met is not None:
        values["contact_no"] = met
    change.update("visit", visit.no, **values)
