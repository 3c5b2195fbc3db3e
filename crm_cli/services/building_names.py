"""A building's new name, written wherever its old one stood as text."""

from crm_cli.domain.folding import fold_name
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.receipts import Notes
from crm_cli.storage.buildings import CALLED, OPEN_PLANS_AT, SPELLINGS, VISITS_AT, BuildingRow, Place
from crm_cli.storage.change import Change


def rename_texts(desk: Desk, change: Change, building: BuildingRow, name: str, notes: Notes) -> None:
    """Write `name` into the customers, open plans and visits that call the building by its old name.

    Visits are those at its doors, in its sweeps and at its tenants; a nameless door logged before the building
    was on file keeps what was written.
    """
    key = fold_name(building.name)
    names = [row.building for row in desk.database.all(SPELLINGS) if fold_name(row.building) == key]
    found: dict[str, list[Place]] = {
        "customer": desk.database.all(CALLED, buildings=names) if names else [],
        "plan": desk.database.all(OPEN_PLANS_AT),
        "visit": desk.database.all(VISITS_AT, building_no=building.no),
    }
    counts = {}
    for noun, rows in found.items():
        numbers = [row.no for row in rows if fold_name(row.building) == key]
        counts[noun] = len(change.update_many(noun, numbers, building=name))
    if any(counts.values()):
        told = _("Its new name stands at {customers} customers, {plans} open plans and {visits} visits.")
        notes.tell(told.format(customers=counts["customer"], plans=counts["plan"], visits=counts["visit"]))
