"""Whom the cells of a file name: reps, customers, numbers that must not be called."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from crm_cli.domain.codes import number
from crm_cli.domain.folding import fold
from crm_cli.errors import NotFoundError
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.importing.near_names import NearNames
from crm_cli.services.naming import find_worker, number_of
from crm_cli.storage import imports
from crm_cli.storage.customers import BRIEFS, CustomerBrief
from crm_cli.storage.reps import FIND_REPS, FIND_TEAMS, RepRow

if TYPE_CHECKING:
    from crm_cli.services.importing.intake import Intake


class Reps:
    """The firm's people by what a cell calls them; 陳偉 is 陈伟."""

    def __init__(self, intake: "Intake") -> None:
        self._intake = intake
        self._known: dict[str, RepRow] = {}
        self._rows = intake.desk.database.all(FIND_REPS)

    def find(self, text: str) -> RepRow:
        """Return the rep a cell names, adding it where that was asked for; raise NotFoundError otherwise."""
        if text not in self._known:
            self._known[text] = self._on_file(text) or self._added(text)
        return self._known[text]

    def worker(self, text: str) -> RepRow:
        """Return the rep a cell names; a blank cell is the rep said for the whole file, else who types."""
        return self.find(text) if text else find_worker(self._intake.desk, self._intake.options.rep)

    @property
    def any(self) -> bool:
        """Whether the firm has reps."""
        return bool(self._rows)

    def owner(self) -> int | None:
        """Return the number of the rep said for the whole file; None where nobody was, and who types owns nothing."""
        said = self._intake.options.rep
        return self.find(said).no if said else None

    def _on_file(self, text: str) -> RepRow | None:
        folded, no = fold(text), number_of("rep", text)
        for row in self._rows:
            if folded == row.name_key or row.no == no:
                return row
        partly = [row for row in self._rows if len(folded) > 1 and folded in row.name_key]
        return partly[0] if len(partly) == 1 else None

    def _added(self, text: str) -> RepRow:
        if not self._intake.options.add_reps:
            raise NotFoundError(
                _("{name} is not a rep of this firm.").format(name=text),
                _("Import again with --add-reps to add everyone the file names."),
            )
        self._intake.change.insert("rep", name=" ".join(text.split()))
        self._rows = self._intake.desk.database.all(FIND_REPS)
        return self._rows[-1]

    def team(self, text: str) -> int:
        """Return the number of the team a cell names; raise NotFoundError when there is none."""
        folded = fold(text)
        for team in self._intake.desk.database.all(FIND_TEAMS):
            if fold(team.name) == folded or team.no == number_of("team", text):
                return team.no
        raise NotFoundError(
            _("There is no team {name}.").format(name=text),
            _("Add it with: crm team add {name}").format(name=text),
        )


class Customers:
    """The customers that touches, plans and money name."""

    def __init__(self, intake: "Intake") -> None:
        self._intake = intake
        self._by_text: dict[str, list[CustomerBrief]] = {}
        self._short: dict[str, list[int]] | None = None
        self._near: dict[str, list[int]] = {}
        self._near_names = NearNames(intake.desk.database)

    def find(
        self,
        name: str,
        numbers: str = "",
        place: Mapping[str, str] | None = None,
        owner_no: int | None = None,
        *,
        rings: bool = True,
    ) -> CustomerBrief | None:
        """Return the customer of that name or number, None when only an unknown number is said.

        `place` and `owner_no` are what a customer that has to be added is given; so are the numbers, if it `rings`
        there. Raises NotFoundError for a
        name not on file.
        """
        named = self.named(name) if name else []
        if len(named) == 1:
            return named[0]
        ringing = self.ringing(numbers) if numbers else []
        if named:
            both = [one for one in named if one.no in {ring.no for ring in ringing}]
            if len(both) == 1:
                return both[0]
            raise NotFoundError(
                _("{text} can be any of these:").format(text=name)
                + " "
                + ", ".join(str(number("customer", one.no)) for one in named)
            )
        if len(ringing) == 1 or (ringing and not name):
            return ringing[0]
        given = {**(place or {}), "owner_no": owner_no}
        if name and not ringing and not rings:
            numbers = ""
        return self._unnamed(name, numbers, ringing, given) if name else None

    def _unnamed(
        self, name: str, numbers: str, ringing: Sequence[CustomerBrief], given: Mapping[str, object]
    ) -> CustomerBrief:
        """Return the customer that a name not on file may mean by its number or a part of its name, else add it."""
        options = self._intake.options
        if options.add_customers and not options.loose_names and not ringing:
            return self._new(name, numbers, given)
        if name not in self._near:
            self._near[name] = self._near_names.containing(name)
        near = self._near[name]
        both = [one for one in ringing if one.no in near]
        if len(both) == 1:
            return both[0]
        if len(near) == 1 and options.loose_names:
            return self._intake.desk.database.one(BRIEFS, no=near[0])
        if len(near) == 1 and not options.add_customers:
            raise self._perhaps(name, near[0])
        return self._new(name, numbers, given)

    def _perhaps(self, name: str, no: int) -> NotFoundError:
        found = self._intake.desk.database.one(BRIEFS, no=no)
        return NotFoundError(
            _("There is no customer {name}.").format(name=name),
            _(
                "Is it {number} {customer}? Write that number or that name in the file, or import again with "
                "--loose-names; --add-customers adds it as a new one."
            ).format(number=number("customer", no), customer=found.name),
        )

    def named(self, name: str) -> list[CustomerBrief]:
        """Return the customers of that name or short name, or with that number (`c12`)."""
        if name not in self._by_text:
            self._by_text[name] = self._search(name)
        return self._by_text[name]

    def _search(self, name: str) -> list[CustomerBrief]:
        database = self._intake.desk.database
        if (no := number_of("customer", name)) is not None:
            return database.all(BRIEFS, no=no)
        key = fold(name)
        numbers = [match.customer_no for match in database.all(imports.BY_NAME, keys=[key])]
        numbers += self.short_named().get(key, [])
        return database.all(BRIEFS, numbers=sorted(set(numbers))) if numbers else []

    def short_named(self) -> dict[str, list[int]]:
        """Return the customers that have a short name, by each of their two names, folded."""
        if self._short is None:
            self._short = {}
            for match in self._intake.desk.database.all(imports.SHORT_NAMED):
                for part in match.key.split("\n"):
                    self._short.setdefault(part, []).append(match.customer_no)
        return self._short

    def ringing(self, numbers: str) -> list[CustomerBrief]:
        """Return the customers whose number, or whose contact's, is in a cell."""
        from crm_cli.services.importing.cells import phones_in

        e164s = [phone.e164 for phone in phones_in(self._intake.desk, numbers) if phone.e164]
        if not e164s:
            return []
        database = self._intake.desk.database
        found = sorted({match.customer_no for match in database.all(imports.BY_NUMBER, e164s=e164s)})
        return database.all(BRIEFS, numbers=found) if found else []

    def _new(self, name: str, numbers: str, given: Mapping[str, object]) -> CustomerBrief:
        if not self._intake.options.add_customers:
            raise NotFoundError(
                _("There is no customer {name}.").format(name=name),
                _("Import your customers first, or import this again with --add-customers."),
            )
        from crm_cli.services.customers import insert_customer

        desk, change = self._intake.desk, self._intake.change
        no = insert_customer(desk, change, " ".join(name.split()), given, phones=[numbers])
        self._by_text[name] = desk.database.all(BRIEFS, no=no)
        return self._by_text[name][0]


class Bans:
    """The do-not-call marks in force, to say which of the numbers that come in stay marked."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        rows = desk.database.all(imports.STANDING_BANS)
        self._numbers = {row.e164 for row in rows if row.e164}
        self._hashes = {row.number_hash for row in rows if row.number_hash}
        self.customers = {row.customer_no for row in rows if row.customer_no is not None}

    @property
    def any(self) -> bool:
        """Whether any number is marked."""
        return bool(self._hashes)

    def bars(self, e164: str | None) -> bool:
        """Return whether a number must not be called, also one erased since."""
        if not e164 or not self._hashes:
            return False
        from crm_cli.services.ban_reasons import number_hash

        return e164 in self._numbers or number_hash(self._desk, e164) in self._hashes

    def add(self, e164: str) -> None:
        """Remember a mark made by this import."""
        from crm_cli.services.ban_reasons import number_hash

        self._numbers.add(e164)
        self._hashes.add(number_hash(self._desk, e164))
