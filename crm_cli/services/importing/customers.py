"""Customers from a file: matched by id, phone, e-mail or name, with the people in their rows."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from crm_cli.domain.codes import number
from crm_cli.domain.folding import fold
from crm_cli.errors import CrmError, UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services.importing import customer_rows
from crm_cli.services.importing.customer_drafts import Draft, read_drafts
from crm_cli.services.importing.intake import Intake, SourceRow
from crm_cli.storage import imports

_LOOKED_UP = 200
"""Values that one statement looks up."""


class Match(NamedTuple):
    """The customer a row is about, what it was recognised by, and whether it bears the row's name."""

    no: int
    by: str
    same_name: bool


def take(intake: Intake, rows: Iterable[SourceRow]) -> None:
    """Take in a list of customers; rows that are one customer's become one with several people."""
    taking = _Taking(intake)
    for chunk in intake.chunks(rows):
        taking.take(read_drafts(intake, chunk))
    if taking.barred:
        intake.ledger.notes.append(
            _("Marked do-not-call before, and still so: {numbers}").format(
                numbers=", ".join(sorted(taking.barred)[:10])
            )
        )


class _Taking:
    """One file's customers, by the chunk: looked up together, decided in order, written together."""

    def __init__(self, intake: Intake) -> None:
        self.intake = intake
        self.barred: set[str] = set()
        self._emails: dict[str, int] | None = None
        self._first_made: int | None = None

    def take(self, drafts: list[Draft]) -> None:
        self._look_up(drafts)
        for draft in drafts:
            self._note_bans(draft)
        if self._are_all_new(drafts):
            self._write(drafts)
        else:
            self._take_in_order(drafts)

    def _are_all_new(self, drafts: list[Draft]) -> bool:
        """Return whether no row is about a customer on file or one of another row, as in most of a list."""
        everything: set[str] = set()
        count = 0
        for draft in drafts:
            keys = draft.keys()
            everything |= keys
            count += len(keys)
        return (
            count == len(everything)
            and not (self._names or self._phones or self._ids)
            and everything.isdisjoint(self._emails or ())
            and everything.isdisjoint(self.intake.customers.short_named())
            and all(draft.name for draft in drafts)
        )

    def _take_in_order(self, drafts: list[Draft]) -> None:
        waiting: list[Draft] = []
        keys: set[str] = set()
        for draft in drafts:
            # A row that may be about one still waiting has to see it written first.
            if waiting and not keys.isdisjoint(draft.keys()):
                self._write_known(waiting)
                waiting, keys = [], set()
            match = self._match(draft)
            if match is None or (self.intake.options.on_match == "create" and match.by != "id"):
                if draft.name:
                    waiting.append(draft)
                    keys |= draft.keys()
                else:
                    self.intake.ledger.reject(draft.line, _("There is no name."))
                continue
            try:
                self._known(draft, match)
                self.intake.ledger.customers[draft.line] = match.no
            except CrmError as error:
                self.intake.ledger.reject(draft.line, error)
        self._write(waiting)

    def _look_up(self, drafts: list[Draft]) -> None:
        database, by = self.intake.desk.database, self.intake.options.match
        self._phones: dict[str, list[imports.NumberMatch]] = {}
        self._names: dict[str, list[int]] = {}
        self._ids: dict[str, int] = {}
        e164s = list({phone.e164 for draft in drafts for phone in draft.all_phones() if phone.e164})
        if "phone" in by:
            for part in _parts(e164s):
                for match in database.all(imports.BY_NUMBER, e164s=part):
                    self._phones.setdefault(match.e164, []).append(match)
        # Names are looked up whatever was asked for: they tell a second person from a second customer.
        for part in _parts(list({draft.key for draft in drafts if draft.key})):
            for found in database.all(imports.BY_NAME, keys=part):
                self._names.setdefault(found.key, []).append(found.customer_no)
        if "id" in by:
            for part in _parts([draft.id for draft in drafts if draft.id]):
                self._ids.update((row.key, row.customer_no) for row in database.all(imports.BY_ID, ids=part))
        if "email" in by and self._emails is None and any(draft.emails for draft in drafts):
            self._emails = {
                row.key.lower(): row.customer_no for row in reversed(database.all(imports.BY_EMAIL))
            }

    def _match(self, draft: Draft) -> Match | None:
        named = self._names.get(draft.key, []) + self.intake.customers.short_named().get(draft.key, [])
        if draft.id in self._ids:
            return Match(self._ids[draft.id], "id", same_name=True)
        ringing = [
            match for phone in draft.all_phones() for match in self._ringing(phone.e164, phone.extension)
        ]
        if ringing:
            best = next((match.customer_no for match in ringing if match.customer_no in named), None)
            return Match(best or ringing[0].customer_no, "phone", same_name=best is not None)
        for email in draft.emails:
            if (no := (self._emails or {}).get(email)) is not None:
                return Match(no, "email", same_name=no in named)
        if named and ("name" in self.intake.options.match or self._is_made(named[0])):
            return Match(named[0], "name", same_name=True)
        return None

    def _ringing(self, e164: str | None, extension: str) -> list[imports.NumberMatch]:
        # Two extensions of one switchboard are two firms of one building as often as one.
        return [
            match
            for match in self._phones.get(e164 or "", [])
            if not extension or not match.extension or match.extension == extension
        ]

    def _is_made(self, no: int) -> bool:
        # Numbers rise, and this is the only writer until it is done.
        return self._first_made is not None and no >= self._first_made

    def _known(self, draft: Draft, match: Match) -> None:
        ledger, name = self.intake.ledger, draft.name or str(number("customer", match.no))
        if self._is_made(match.no) and match.same_name:
            customer_rows.complete(self.intake, match.no, draft, fill=True)
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
        if customer_rows.complete(self.intake, match.no, draft, fill=False):
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

    def _write(self, drafts: list[Draft]) -> list[int]:
        """Insert customers and return their numbers; what outlives the chunk is remembered of them."""
        if not drafts:
            return []
        numbers = customer_rows.insert(self.intake, drafts)
        self._first_made = self._first_made or numbers[0]
        for no, draft in zip(numbers, drafts, strict=True):
            self.intake.ledger.enter("created", draft.line, draft.name)
            self.intake.ledger.customers[draft.line] = no
            if draft.short_name:
                self.intake.customers.short_named().setdefault(fold(draft.short_name), []).append(no)
                self.intake.customers.short_named().setdefault(draft.key, []).append(no)
            if self._emails is not None:
                self._emails.update((email, no) for email in draft.emails if email not in self._emails)
        return numbers

    def _write_known(self, drafts: list[Draft]) -> None:
        """Insert customers that later rows of their chunk have to meet."""
        for no, draft in zip(self._write(drafts), drafts, strict=True):
            self._names.setdefault(draft.key, []).append(no)
            for phone in draft.all_phones():
                if phone.e164:
                    self._phones.setdefault(phone.e164, []).append(
                        imports.NumberMatch._make((phone.e164, phone.extension, no, draft.key))
                    )
            if draft.id:
                self._ids[draft.id] = no

    def _note_bans(self, draft: Draft) -> None:
        if self.intake.bans.any:
            self.barred |= {phone.raw for phone in draft.all_phones() if self.intake.bans.bars(phone.e164)}


def _parts(values: list[str]) -> Iterator[list[str]]:
    """Yield the values in lists of one length, the last one filled up with a value that is asked for anyway."""
    # One length is one statement, prepared once; SQLite's time to prepare it grows with the square of the length.
    for start in range(0, len(values), _LOOKED_UP):
        part = values[start : start + _LOOKED_UP]
        yield part + part[-1:] * (_LOOKED_UP - len(part)) if start else part
