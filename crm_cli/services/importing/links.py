"""Which record a row names: by its global id, by its name, or by its number with a letter.

A number is of the firm that wrote the file. Where the row says an id or a name too, those decide: c12 of another
firm is somebody else here.
"""

from functools import cached_property
from typing import TYPE_CHECKING

from crm_cli.domain import codes
from crm_cli.domain.folding import fold, fold_name
from crm_cli.errors import NotFoundError
from crm_cli.i18n import gettext as _
from crm_cli.i18n import ngettext
from crm_cli.services.importing.cells import Cells
from crm_cli.services.naming import number_of
from crm_cli.storage import record_links
from crm_cli.storage.contacts import FIND_CONTACTS
from crm_cli.storage.database import Database

if TYPE_CHECKING:
    from crm_cli.services.importing.intake import Intake

NAMED = {
    "building": "name",
    "call_list": "name",
    "script": "name",
    "objection": "words",
    "team": "name",
}
"""Tables that are known by one text, few enough to be read whole."""
SCENES = frozenset({"call", "visit", "followup", "submission"})
"""Tables known by id or number alone: where a row only remembers one, it may come without."""


class Links:
    """Looks up the records that rows name, and counts those that are not here."""

    def __init__(self, intake: "Intake") -> None:
        self._intake = intake
        self._names: dict[str, dict[str, int]] = {}
        self._gone = 0

    @cached_property
    def _database(self) -> Database:
        return self._intake.desk.database

    def find(self, cells: Cells, noun: str, field: str = "") -> int | None:
        """Return the number of the record that the cells `<field>_id`, `<field>` and `<field>_no` name.

        None where all are blank, or it is a scene that is not here. Raises NotFoundError otherwise.
        """
        field = field or noun
        record_id, name = cells.text(f"{field}_id").lower(), cells.text(field)
        typed = cells.text(f"{field}_no")
        if record_id and (no := record_links.number_by_id(self._database, noun, record_id)) is not None:
            return no
        if name and noun not in SCENES:
            return self._by_name(cells, noun, name)
        if not record_id and typed:
            no = _count(noun, typed)
            if no is not None and record_links.is_there(self._database, noun, no):
                return no
        if not (record_id or typed or name):
            return None
        if noun in SCENES:
            self._gone += 1
            return None
        raise _missing(typed or record_id)

    def _by_name(self, cells: Cells, noun: str, name: str) -> int | None:
        if noun == "rep":
            return self._intake.reps.find(name).no
        if noun == "customer":
            found = self._intake.customers.find(name, cells.text("number"))
            return found.no if found else None
        names = self._of(noun)
        if (no := names.get(fold_name(name))) is not None:
            return no
        no = number_of(noun, name)
        if no is not None and record_links.is_there(self._database, noun, no):
            return no
        raise _missing(name)

    def _of(self, noun: str) -> dict[str, int]:
        if noun not in self._names:
            rows = record_links.texts(self._database, noun, NAMED[noun]) if noun in NAMED else []
            self._names[noun] = {fold_name(text): no for no, text in reversed(rows)}
        return self._names[noun]

    def forget(self, noun: str) -> None:
        """Read the names of a noun again, since one was added."""
        self._names.pop(noun, None)

    def contact(self, cells: Cells, customer_no: int | None) -> int | None:
        """Return the person a row names: by id, by the name at the customer, or by number where they are at it."""
        record_id, name, typed = (
            cells.text("contact_id").lower(),
            cells.text("contact"),
            cells.text("contact_no"),
        )
        if record_id and (no := record_links.number_by_id(self._database, "contact", record_id)) is not None:
            return no
        if not (name or typed or record_id):
            return None
        here = self._database.all(FIND_CONTACTS, customer_no=customer_no) if customer_no else []
        found = [one.no for one in here if fold(one.name) == fold(name)] if name else []
        found = found or [one.no for one in here if one.no == _count("contact", typed) and not name]
        if not found:
            raise _missing(name or typed or record_id)
        return found[0]

    def unit(self, cells: Cells) -> int:
        """Return the door a row names by its id, or by its building and what is written on it."""
        record_id, code = cells.text("unit_id").lower(), cells.text("unit")
        if record_id and (no := record_links.number_by_id(self._database, "unit", record_id)) is not None:
            return no
        building_no = self.find(cells, "building")
        if building_no is None or not code:
            raise _missing(code or record_id or cells.text("unit_no"))
        written = "".join(fold(code).upper().split())
        for text in (code, written):
            found = record_links.number_by_values(
                self._database, "unit", {"building_no": building_no, "code": text}
            )
            if found is not None:
                return found
        raise _missing(f"{cells.text('building')} {code}")

    def outcome(self, cells: Cells) -> int:
        """Return the outcome a row names by its subject and code."""
        subject, code = cells.text("subject"), fold(cells.text("code"))
        for row in self._intake.desk.outcomes(subject) if subject in codes.SUBJECTS else ():
            if row.code == code or (row.name and fold(row.name) == code):
                return int(row.no)
        raise _missing(f"{subject} {code}".strip())

    def tell(self) -> None:
        """Warn of how many rows remember a touch that is not here."""
        if self._gone:
            self._intake.ledger.warn(
                ngettext(
                    "{count} row is tied to a touch that is not here: it comes without.",
                    "{count} rows are tied to touches that are not here: they come without.",
                    self._gone,
                ).format(count=self._gone)
            )


def _count(noun: str, typed: str) -> int | None:
    if typed.isdecimal() and noun not in codes.LETTER_OF:
        return int(typed)
    return number_of(noun, typed) if typed else None


def _missing(text: str) -> NotFoundError:
    return NotFoundError(
        _("{text} is not on file.").format(text=text or "''"),
        _("Import what it belongs to first, or write its name or number as they are here."),
    )
