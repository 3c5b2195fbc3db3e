"""Reading the cells of rows that come as they stand: what cannot be read rejects the row, for nothing has a note."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from crm_cli.errors import NotFoundError, UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services.importing.cells import Cells, phones_in, read_day, read_moment
from crm_cli.services.importing.spellings import is_yes
from crm_cli.services.reading import read_code
from crm_cli.storage.contacts import FIND_PHONES

if TYPE_CHECKING:
    from crm_cli.services.importing.links import Links

_GREATEST = 10**9


def text(cells: Cells, _links: "Links", field: str) -> str | None:
    """Return a cell as one line, None for a blank one."""
    return cells.text(field) or None


def words(cells: Cells, _links: "Links", field: str) -> str | None:
    """Return a cell with its lines, None for a blank one."""
    return cells.words(field) or None


def day(cells: Cells, _links: "Links", field: str) -> date | None:
    """Return the day a cell says."""
    said = cells.text(field)
    return read_day(cells.intake, said) if said else None


def instant(cells: Cells, _links: "Links", field: str) -> datetime | None:
    """Return the moment a cell says."""
    said = cells.text(field)
    return cells.intake.desk.instant(read_moment(cells.intake, said, "")[0]) if said else None


def count(cells: Cells, _links: "Links", field: str) -> int | None:
    """Return the whole number a cell says, below zero too."""
    said = cells.text(field)
    if not said:
        return None
    if not said.removeprefix("-").isdecimal() or abs(int(said)) > _GREATEST:
        raise UsageError(_("{text} is not a whole number.").format(text=said))
    return int(said)


def flag(cells: Cells, _links: "Links", field: str) -> bool | None:
    """Return whether a cell says yes."""
    said = cells.text(field)
    return is_yes(said) if said else None


def code(cells: Cells, _links: "Links", field: str, *, kind: str) -> str | None:
    """Return the code of the list `kind` that a cell means in any of our languages."""
    said = cells.text(field)
    return read_code(kind, said) if said else None


def one_of(cells: Cells, _links: "Links", field: str, *, codes: tuple[str, ...]) -> str | None:
    """Return a cell that is one of some codes, or what one is called."""
    said = cells.text(field)
    if not said or said in codes:
        return said or None
    if codes[0] in {"left", "right"}:
        return read_code("side", said)
    if "forbidden" in codes:
        return read_code("front_desk_kind", said)
    if "collected" in codes:
        return read_code("pool_move", said)
    raise UsageError(
        _("{text} is not one of them.").format(text=said),
        _("Choose from: {codes}").format(codes=", ".join(codes)),
    )


def link(cells: Cells, links: "Links", field: str) -> int | None:
    """Return the record a row names."""
    return links.find(cells, field)


def rep(cells: Cells, links: "Links", _field: str) -> int | None:
    """Return the rep a row names, None for nobody in particular."""
    return links.find(cells, "rep") if cells.text("rep") else None


def worker(cells: Cells, _links: "Links", _field: str) -> int:
    """Return the rep a row is of: the one it names, else the one said for the file, else who types."""
    return cells.intake.reps.worker(cells.text("rep")).no


def contact(cells: Cells, links: "Links", _field: str) -> int | None:
    """Return the person a row names."""
    return links.contact(cells, links.find(cells, "customer"))


def unit(cells: Cells, links: "Links", _field: str) -> int:
    """Return the door a row names."""
    return links.unit(cells)


def outcome(cells: Cells, links: "Links", _field: str) -> int:
    """Return the outcome a row names."""
    return links.outcome(cells)


def phone(cells: Cells, links: "Links", field: str) -> int | None:
    """Return the number on file that a row names, of the customer it names."""
    said, customer_no = cells.text(field), links.find(cells, "customer")
    if not said or customer_no is None:
        return None
    held = cells.intake.desk.database.all(FIND_PHONES, customer_no=customer_no)
    same = [one for one in held if one.raw == said]
    meant = phones_in(cells.intake.desk, said)
    same += [one for one in held if meant and one.e164 and one.e164 == meant[0].e164]
    contact_no = links.contact(cells, customer_no) if len(same) > 1 else None
    found = [one for one in same if contact_no is not None and one.contact_no == contact_no] or same
    if not found:
        raise NotFoundError(
            _("{customer} has no number {number}.").format(customer=cells.text("customer"), number=said),
            _("Import customers and contacts first."),
        )
    return found[0].no


def new_script(cells: Cells, links: "Links", _field: str) -> int | None:
    """Return the script a version is of, which the first of them adds."""
    name, record_id = cells.text("script"), cells.text("script_id").lower()
    if not name and not record_id:
        return None
    try:
        return links.find(cells, "script")
    except NotFoundError:
        if not name:
            raise
    fresh = {"id": record_id} if record_id else {}
    no = cells.intake.change.insert("script", name=name, **fresh)
    links.forget("script")
    return no
