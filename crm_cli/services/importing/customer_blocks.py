"""A block of a customer list, read by the column; a row that says more than plain words and numbers is read alone."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from crm_cli.domain.folding import fold, fold_all
from crm_cli.domain.phones import Phone, plain_phones
from crm_cli.errors import CrmError
from crm_cli.services.importing.cells import one_line
from crm_cli.services.importing.customer_drafts import PERSON, PLAIN, Draft, Person, is_sum, read_draft
from crm_cli.services.importing.intake import Block, Intake
from crm_cli.services.importing.roles import is_role
from crm_cli.services.importing.totals import totals_in

_WORDS = PLAIN | {"email"}
_ABOUT_PERSON = PERSON.keys() - {"contact_email"}
_TOGETHER = _WORDS | _ABOUT_PERSON | {"name", "notes", "phone", "contact_phone", "contact_name"}


class Drafts(NamedTuple):
    """The customers of a block, a value for each: lines, names, names folded, columns of words, own numbers.

    By place in the block: `people`, and `whole`, rows that say more, which are blank in `columns`.
    """

    lines: Sequence[int]
    names: Sequence[str]
    keys: Sequence[str]
    columns: Mapping[str, Sequence[str]]
    phones: Sequence[tuple[Phone, ...]]
    people: Mapping[int, tuple[Person, ...]]
    whole: Mapping[int, Draft]

    @property
    def size(self) -> int:
        """How many customers there are."""
        return len(self.lines)

    def draft(self, place: int) -> Draft:
        """Return one of them by itself."""
        if place in self.whole:
            return self.whole[place]
        values = {name: cell for name, cells in self.columns.items() if (cell := cells[place])}
        email, people = values.get("email", "").lower(), self.people.get(place, ())
        head = (
            self.lines[place],
            self.names[place],
            self.keys[place],
            "",
            values,
            self.phones[place],
            people,
        )
        return Draft(*head, (), {}, (email,) if email else (), values.get("short_name", ""))

    def numbers(self) -> Iterator[Phone]:
        """Yield every number, of the customers and of their people."""
        for phones in self.phones:
            yield from phones
        for people in self.people.values():
            for person in people:
                yield from person.phones

    def every_key(self) -> list[str]:
        """Return everything by which another row could be about one of the same customers, for each of them."""
        found = [*filter(None, self.keys), *self.other_keys()]
        found += [phone.e164 for phone in self.numbers() if phone.e164]
        return found

    def other_keys(self) -> Iterator[str]:
        """Yield by what else than name and number another row could be about one of the same customers."""
        yield from (cell.lower() for cell in self.columns.get("email", ()) if cell)
        yield from (fold(cell) for cell in self.columns.get("short_name", ()) if cell)
        for draft in self.whole.values():
            short = fold(draft.short_name) if draft.short_name else ""
            yield from {*draft.emails, draft.id, short} - {"", draft.key}

    def part(self, places: Sequence[int]) -> "Drafts":
        """Return some of them, in their order."""
        if len(places) == self.size:
            return self
        return Drafts(
            [self.lines[place] for place in places],
            [self.names[place] for place in places],
            [self.keys[place] for place in places],
            {name: [cells[place] for place in places] for name, cells in self.columns.items()},
            [self.phones[place] for place in places],
            {new: self.people[place] for new, place in enumerate(places) if place in self.people},
            {new: self.whole[place] for new, place in enumerate(places) if place in self.whole},
        )


def read_drafts(intake: Intake, block: Block) -> Drafts:
    """Return the customers that the rows of a block describe.

    Rows of totals are passed over, those with a fault and owners or teams that are none rejected.
    """
    cells = {field: told for field, told in block.columns.items() if any(told)}
    blank = [""] * block.size
    names = _one_lined(cells.get("name", blank))
    keys = fold_all(names)
    own, odd = _plain_phones(intake, cells.get("phone", blank))
    personal, odder = _plain_phones(intake, cells.get("contact_phone", blank))
    odd |= odder | totals_in(keys)
    odd |= {place for field in cells.keys() - _TOGETHER for place, cell in enumerate(cells[field]) if cell}
    people = _plain_people(cells, personal, odd)
    phones = [one + other for one, other in zip(own, personal, strict=True)]
    for place in people:
        phones[place] = own[place]
    odd |= {place for place, told in enumerate(phones) if len(told) == 2 and told[0][1:3] == told[1][1:3]}
    columns = {field: _one_lined(told) for field, told in cells.items() if field in _WORDS}
    if "notes" in cells:
        columns["notes"] = [cell.strip() for cell in cells["notes"]]
    drafts = Drafts(block.lines, names, keys, columns, phones, people, {})
    return _with_whole(intake, block, drafts, sorted(odd | block.problems.keys() | block.totals))


def _one_lined(cells: Sequence[str]) -> list[str]:
    joined = "".join(cells)
    return list(cells) if joined.isprintable() and " " not in joined else list(map(one_line, cells))


def _plain_phones(intake: Intake, cells: Sequence[str]) -> tuple[list[tuple[Phone, ...]], set[int]]:
    """Return the number in each cell, and the places of those cells that take more than a look."""
    if intake.desk.firm.region != "CN":
        return [()] * len(cells), {place for place, cell in enumerate(cells) if cell}
    found = plain_phones([cell.strip() for cell in cells])
    odd = {place for place, phone in enumerate(found) if phone is None and cells[place]}
    return [(phone,) if phone else () for phone in found], odd


def _plain_people(
    cells: Mapping[str, Sequence[str]], personal: Sequence[tuple[Phone, ...]], odd: set[int]
) -> dict[int, tuple[Person, ...]]:
    """Return the one person of each row that names one; the places of other rows about people become odd."""
    about = {PERSON[field]: _one_lined(cells[field]) for field in cells.keys() & _ABOUT_PERSON}
    names = cells.get("contact_name", ())
    people: dict[int, tuple[Person, ...]] = {}
    for place, name in enumerate(names):
        if name.isalnum() and not is_role(name):
            said = {column: cell for column, told in about.items() if (cell := told[place])}
            people[place] = (Person(name, said, personal[place]),)
        elif name:
            odd.add(place)
    odd |= {
        place for told in about.values() for place, cell in enumerate(told) if cell and place not in people
    }
    return people


def _with_whole(intake: Intake, block: Block, drafts: Drafts, places: Sequence[int]) -> Drafts:
    """Return the drafts with the rows at `places` read by themselves, without those that are no customers."""
    if not places:
        return drafts
    columns = {name: list(cells) for name, cells in drafts.columns.items()}
    phones, people, whole = list(drafts.phones), dict(drafts.people), {}
    for place in places:
        people.pop(place, None)
        if (draft := _read_alone(intake, block, place, drafts)) is None:
            continue
        whole[place], phones[place] = draft, draft.phones
        if draft.people:
            people[place] = draft.people
        for cells in columns.values():
            cells[place] = ""
    gone = set(places) - whole.keys()
    found = drafts._replace(columns=columns, phones=phones, people=people, whole=whole)
    return found.part([place for place in range(found.size) if place not in gone])


def _read_alone(intake: Intake, block: Block, place: int, drafts: Drafts) -> Draft | None:
    row, name, key = block.row(place), drafts.names[place], drafts.keys[place]
    if not intake.is_sound(row):
        return None
    if is_sum(intake, row, key):
        intake.ledger.totals += 1
        return None
    try:
        return read_draft(intake, row, name, key)
    except CrmError as error:
        intake.ledger.reject(row.line, error)
        return None
