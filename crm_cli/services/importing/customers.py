"""Customers from a file: matched by id, phone, e-mail or name, with the people in their rows."""

from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from crm_cli.domain.codes import number
from crm_cli.domain.folding import fold
from crm_cli.errors import CrmError, UsageError
from crm_cli.i18n import gettext as _
from crm_cli.i18n import ngettext
from crm_cli.services.importing import customer_rows
from crm_cli.services.importing.customer_blocks import Drafts, read_drafts
from crm_cli.services.importing.customer_drafts import Draft
from crm_cli.services.importing.file_rings import Rings, Waiting, names_of_people
from crm_cli.services.importing.intake import Intake, Rows
from crm_cli.services.importing.seen import Seen
from crm_cli.storage import imports
from crm_cli.storage.contacts import FIND_PHONES
from crm_cli.storage.database import Database

_LOOKED_UP = 200
"""Values that one statement looks up."""
_REMEMBERED = 300_000
"""Customers and numbers on file that are remembered, in some 20 MB, so that most rows need no question."""


class Match(NamedTuple):
    """The customer a row is about, what it was recognised by, and whether it bears the row's name."""

    no: int
    by: str
    same_name: bool


def take(intake: Intake, rows: Rows) -> None:
    """Take in a list of customers; rows that are one customer's become one with several people."""
    taking = _Taking(intake)
    if taking.asks_little:
        intake.change.blocks.expect(("customer", "contact", "phone"), rows.count)
    for block in rows.blocks:
        taking.take(read_drafts(intake, block))
    if intake.options.on_match != "create":
        from crm_cli.services.importing.alike import tell_alike

        tell_alike(intake.desk, taking.made, intake.ledger)
    if taking.barred:
        intake.ledger.notes.append(
            _("Marked do-not-call before, and still so: {numbers}").format(
                numbers=", ".join(sorted(taking.barred)[:10])
            )
        )
    if unowned := _unowned(intake, taking.made):
        told = ngettext(
            "Nobody owns {count} new customer. Say whose it is with --owner NAME, or later: crm customer assign",
            "Nobody owns {count} new customers. Say whose they are with --owner NAME, or later: crm customer assign",
            unowned,
        )
        intake.ledger.notes.append(told.format(count=unowned))


def _unowned(intake: Intake, made: Sequence[int]) -> int:
    """Return how many of the customers that were made nobody owns, in a firm that has reps."""
    if not made or not intake.reps.any:
        return 0
    return intake.desk.database.one(imports.UNOWNED, first=made[0], last=made[-1]).rows


class _Taking:
    """One file's customers, by the block: looked up together, decided in order, written together."""

    def __init__(self, intake: Intake) -> None:
        self.intake = intake
        self.barred: set[str] = set()
        self._emails: dict[str, int] | None = None
        self._first_made: int | None = None
        self._made_lines, self._made_numbers = array("I"), array("I")
        self._rings = Rings()
        self._seen = _seen(intake.desk.database)

    @property
    def asks_little(self) -> bool:
        """Whether the database is asked only of rows that may be about a customer on file."""
        return self._seen is not None

    @property
    def made(self) -> Sequence[int]:
        """The numbers of the customers that were added, in order."""
        return self._made_numbers

    def take(self, drafts: Drafts) -> None:
        """Take in the customers of a block."""
        keys = drafts.every_key()
        self._look_up(drafts, self._perhaps_on_file(keys))
        if self.intake.bans.any:
            self.barred |= {phone.raw for phone in drafts.numbers() if self.intake.bans.bars(phone.e164)}
        if doubtful := self._doubtful(drafts, keys):
            self._take_in_order(drafts, doubtful)
        else:
            self._write(drafts)

    def _perhaps_on_file(self, keys: Sequence[str]) -> set[str]:
        """Return those keys that the database has to be asked for, and remember all."""
        return set(keys) if self._seen is None else self._seen.meet(keys)

    def _doubtful(self, drafts: Drafts, said: Sequence[str]) -> list[int]:
        """Return the places of rows that may be about a customer on file or one of another row, or name nobody."""
        told = set(said)
        shared = (
            {key for key, count in Counter(said).items() if count > 1} if len(told) < len(said) else set()
        )
        short = self.intake.customers.short_named()
        for known in (self._names, self._rings.known, self._ids, self._emails or {}, short):
            if known:
                shared.update(filter(known.__contains__, told))
        if not shared and all(drafts.names):
            return []
        return [
            place
            for place, name in enumerate(drafts.names)
            if not name or not shared.isdisjoint(drafts.draft(place).keys())
        ]

    def _take_in_order(self, drafts: Drafts, doubtful: Sequence[int]) -> None:
        start = 0
        known: set[int] = set()
        waiting = Waiting()
        for place in doubtful:
            draft = drafts.draft(place)
            # A row that may be about one still waiting has to see it written first.
            if waiting.may_hold(draft):
                self._write_known(drafts.part([one for one in range(start, place) if one not in known]))
                start, waiting = place, Waiting()
            match = self._match(draft)
            self._tell_shared(draft, match, waiting)
            if draft.name and match is None:
                waiting.add(draft)
                continue
            known.add(place)
            self._settle(draft, match)
        self._write(drafts.part([one for one in range(start, drafts.size) if one not in known]))

    def _tell_shared(self, draft: Draft, match: Match | None, waiting: Waiting) -> None:
        """Warn of a number that a customer made of another line has: both rows were taken in."""
        options = self.intake.options
        told = draft.name and (match is None or match.by == "name")
        if not told or "phone" not in options.match or options.on_match == "create":
            return
        for phone in draft.all_phones():
            made = (no for held in self._rings.of(phone) for no in held if self._is_made(no))
            no = next((one for one in made if match is None or one != match.no), None)
            line = waiting.line(phone) if no is None else self._line_of(no)
            if line is not None:
                self.intake.ledger.warn(
                    _("Line {line} has the number of line {other}: {phone}.").format(
                        line=draft.line, other=line, phone=phone.raw
                    )
                )
                return

    def _line_of(self, no: int) -> int:
        return self._made_lines[bisect_right(self._made_numbers, no) - 1]

    def _settle(self, draft: Draft, match: Match | None) -> None:
        """Deal with a row that makes no customer."""
        if match is None:
            self.intake.ledger.reject(draft.line, _("There is no name."))
            return
        try:
            self._known(draft, match)
        except CrmError as error:
            self.intake.ledger.reject(draft.line, error)
            return
        self.intake.ledger.tell_customers([draft.line], [match.no])
        if self._seen is not None:
            # The customer's own city may have made another number of a local one.
            phones = self.intake.desk.database.all(FIND_PHONES, customer_no=match.no)
            self._seen.remember(phone.e164 for phone in phones)

    def _look_up(self, drafts: Drafts, keys: set[str]) -> None:
        database, by = self.intake.desk.database, self.intake.options.match
        self._rings = Rings()
        self._names: dict[str, list[int]] = {}
        self._ids: dict[str, int] = {}
        if "phone" in by and keys:
            e164s = {phone.e164 for phone in drafts.numbers() if phone.e164}
            for part in _parts(list(e164s & keys)):
                for match in database.all(imports.BY_NUMBER, e164s=part):
                    self._rings.add(match.e164, match.extension, match.customer_no)
        # Names are looked up whatever was asked for: they tell a second person from a second customer.
        for part in _parts(list(keys.intersection(drafts.keys))):
            for found in database.all(imports.BY_NAME, keys=part):
                self._names.setdefault(found.key, []).append(found.customer_no)
        whole = drafts.whole.values()
        if "id" in by:
            for part in _parts([draft.id for draft in whole if draft.id]):
                self._ids.update((row.key, row.customer_no) for row in database.all(imports.BY_ID, ids=part))
        told = "email" in drafts.columns or any(draft.emails for draft in whole)
        if "email" in by and self._emails is None and told:
            self._emails = {
                row.key.lower(): row.customer_no for row in reversed(database.all(imports.BY_EMAIL))
            }

    def _match(self, draft: Draft) -> Match | None:
        if draft.id in self._ids:
            return Match(self._ids[draft.id], "id", same_name=True)
        if self.intake.options.on_match == "create":
            return None
        by, is_made = self.intake.options.match, self._is_made
        named = self._names.get(draft.key, []) + self.intake.customers.short_named().get(draft.key, [])
        if (rung := self._rings.ringing(draft.all_phones(), named)) is not None:
            no, same_name = rung
            if same_name or not is_made(no) or self._has_person(draft, self._ringing(draft)):
                return Match(no, "phone", same_name)
        for email in draft.emails:
            no = (self._emails or {}).get(email, 0)
            if no and (no in named or not is_made(no) or self._has_person(draft, [no])):
                return Match(no, "email", same_name=no in named)
        return Match(named[0], "name", same_name=True) if named and "name" in by else None

    def _ringing(self, draft: Draft) -> list[int]:
        return [no for phone in draft.all_phones() for held in self._rings.of(phone) for no in held]

    def _has_person(self, draft: Draft, customers: Sequence[int]) -> bool:
        """Say whether a person of a row is at one of some customers: a second row of it, its name written otherwise.

        Rows of one file that share a number and neither name nor person are two customers: a switchboard, a broker.
        """
        names, find = sorted(names_of_people(draft)), self.intake.desk.database.first
        # Where a number has more customers than that it is nobody's own.
        some = list(customers[:_LOOKED_UP])
        return bool(names) and find(imports.PERSON_AT, customers=some, names=names) is not None

    def _is_made(self, no: int) -> bool:
        # Numbers rise, and this is the only writer until it is done.
        return self._first_made is not None and no >= self._first_made

    def _known(self, draft: Draft, match: Match) -> None:
        ledger, name = self.intake.ledger, draft.name or str(number("customer", match.no))
        if self._is_made(match.no):
            if not match.same_name:
                told = _("the person and the number of line {line}")
                ledger.enter("skipped", draft.line, name, told.format(line=self._line_of(match.no)))
                return
            from crm_cli.services.importing.second_rows import join

            if lost := join(self.intake, match.no, draft):
                told = _("Line {line} says otherwise of {number}; that is kept in its notes: {lost}")
                ledger.warn(told.format(line=draft.line, number=number("customer", match.no), lost=lost))
            ledger.enter("updated", draft.line, name, _("another row of the same customer"))
            return
        if self.intake.options.on_match != "update":
            ledger.enter("skipped", draft.line, name, self._reason(match))
            return
        if match.by == "name":
            raise UsageError(
                _("Only the name is that of {number}; that is not enough to change it.").format(
                    number=number("customer", match.no)
                ),
                _("Give its id, phone or e-mail, or change it with: crm customer edit {number}").format(
                    number=number("customer", match.no)
                ),
            )
        if customer_rows.complete(self.intake, match.no, draft):
            ledger.enter("updated", draft.line, name, self._reason(match))
        else:
            ledger.enter("skipped", draft.line, name, _("already so"))

    def _reason(self, match: Match) -> str:
        told = {
            "id": _("the id of {number}"),
            "phone": _("the phone of {number}"),
            "email": _("the e-mail address of {number}"),
            "name": _("the name of {number}"),
        }[match.by]
        return told.format(number=number("customer", match.no))

    def _write(self, drafts: Drafts) -> list[int]:
        """Insert customers and return their numbers; what outlives the block is remembered of them."""
        if not drafts.size:
            return []
        numbers = customer_rows.insert(self.intake, drafts)
        self._first_made = self._first_made or numbers[0]
        self._made_numbers.extend(numbers)
        self._made_lines.extend(drafts.lines)
        self.intake.ledger.enter_created(drafts.lines, drafts.names)
        self.intake.ledger.tell_customers(drafts.lines, numbers)
        if "short_name" in drafts.columns or self._emails is not None or drafts.whole:
            for place, no in enumerate(numbers):
                self._remember(drafts.draft(place), no)
        return numbers

    def _remember(self, draft: Draft, no: int) -> None:
        if draft.short_name:
            short = self.intake.customers.short_named()
            short.setdefault(fold(draft.short_name), []).append(no)
            short.setdefault(draft.key, []).append(no)
        if self._emails is not None:
            self._emails.update((email, no) for email in draft.emails if email not in self._emails)

    def _write_known(self, drafts: Drafts) -> None:
        """Insert customers that later rows of their block have to meet."""
        for place, no in enumerate(self._write(drafts)):
            draft = drafts.draft(place)
            self._names.setdefault(draft.key, []).append(no)
            for phone in draft.all_phones():
                if phone.e164 and "phone" in self.intake.options.match:
                    self._rings.add(phone.e164, phone.extension, no)
            if draft.id:
                self._ids[draft.id] = no


def _seen(database: Database) -> Seen | None:
    """Return the names and numbers on file; None where there are so many that each block asks for its own."""
    if database.one(imports.EXTENT).rows > _REMEMBERED:
        return None
    return Seen(row.key for row in database.all(imports.KNOWN_KEYS))


def _parts(values: list[str]) -> Iterator[list[str]]:
    """Yield the values in lists of one length, the last one filled up with a value that is asked for anyway."""
    # One length is one statement, prepared once; SQLite's time to prepare it grows with the square of the length.
    for start in range(0, len(values), _LOOKED_UP):
        part = values[start : start + _LOOKED_UP]
        yield part + part[-1:] * (_LOOKED_UP - len(part)) if start else part
