"""Buildings and streets with their doors, and the customers whose address names one."""

from datetime import date, datetime

from crm_cli.storage.rows import Row
from crm_cli.storage.statement import Statement


class BuildingName(Row):
    """What a building is known by."""

    no: int
    name: str
    kind: str


class BuildingRow(Row):
    """A building or street as listed; `units` are its doors in use, `tenants` its customers now."""

    no: int
    id: str
    name: str
    kind: str
    city: str
    district: str
    address: str
    rule: str
    note: str
    retired_on: date | None
    floors: int
    units: int
    tenants: int
    created_at: datetime
    created_by: str
    version: int


class UnitRow(Row):
    """A door of a building; `side` is of a street alone."""

    no: int
    id: str
    building_no: int
    building: str
    code: str
    floor: str
    floor_order: int
    position: int
    side: str
    note: str
    retired_on: date | None
    version: int


class Spelling(Row):
    """One of the texts by which customers name their building."""

    building: str


class AddressRow(Row):
    """Where a customer says it is."""

    no: int
    name: str
    building: str
    floor: str
    unit: str


class Place(Row):
    """A record that names a building."""

    no: int
    building: str


BUILDING_NAMES = Statement(BuildingName, "select no, name, kind from building order by no")

FIND_BUILDINGS = Statement(
    BuildingRow,
    """
    select building.no, building.id, building.name, building.kind, building.city, building.district,
        building.address, building.rule, building.note, building.retired_on,
        (select count(distinct unit.floor) from unit
            where unit.building_no = building.no and unit.retired_on is null and unit.floor <> '') as floors,
        (select count(*) from unit where unit.building_no = building.no and unit.retired_on is null) as units,
        (select count(distinct tenancy.customer_no) from unit join tenancy on tenancy.unit_no = unit.no
            where unit.building_no = building.no and tenancy.until is null) as tenants,
        building.created_at, building.created_by, building.version
    from building
    where 1 = 1
        [and building.no = :no]
        [and building.no > :after]
        [and building.no in (:numbers*)]
        [and building.kind = :kind]
        [and building.city in (:city*)]
        [and building.district in (:district*)]
        [and (building.retired_on is null) = :in_use]
    order by {order}
    [limit :limit]
    """,
    {
        "name": "building.name asc",
        "no": "building.no asc",
        "city": "building.city asc, building.district asc, building.name asc",
        "units": "units asc, building.no asc",
        "tenants": "tenants asc, building.no asc",
    },
)

FIND_UNITS = Statement(
    UnitRow,
    """
    select unit.no, unit.id, unit.building_no, building.name as building, unit.code, unit.floor, unit.floor_order,
        unit.position, unit.side, unit.note, unit.retired_on, unit.version
    from unit join building on building.no = unit.building_no
    where 1 = 1
        [and unit.no = :no]
        [and unit.no > :after]
        [and unit.no in (:numbers*)]
        [and unit.building_no = :building_no]
        [and unit.code in (:codes*)]
        [and unit.floor = :floor]
        [and unit.side = :side]
        [and (unit.retired_on is null) = :in_use]
    order by {order}
    [limit :limit]
    """,
    {
        "order": "unit.building_no asc, unit.floor_order asc, unit.side asc, unit.position asc, unit.no asc",
        "no": "unit.no asc",
    },
)

# Each spelling is found by a seek behind the one before it: a million customers share a few thousand.
SPELLINGS = Statement(
    Spelling,
    """
    with recursive spelled (building) as (
        select min(customer.building) from customer where customer.building <> ''
        union all
        select (select min(customer.building) from customer
            where customer.building > spelled.building and customer.building <> '')
        from spelled where spelled.building is not null
    )
    select building from spelled where building is not null
    """,
)

CUSTOMERS_AT = Statement(
    AddressRow,
    """
    select no, name, building, floor, unit from customer
    where building <> '' and closed_on is null
        [and building in (:buildings*)]
        [and no in (:numbers*)]
    order by no
    """,
)

CALLED = Statement(
    Place,
    "select no, building from customer where building <> '' and building in (:buildings*) order by no",
)

OPEN_PLANS_AT = Statement(
    Place,
    "select no, building from plan where state = 'planned' and building <> ''",
)

VISITS_AT = Statement(
    Place,
    """
    select visit.no, visit.building from unit join visit on visit.unit_no = unit.no
    where unit.building_no = :building_no
    union
    select visit.no, visit.building from sweep join visit on visit.sweep_no = sweep.no
    where sweep.building_no = :building_no
    union
    select visit.no, visit.building from unit
        join tenancy on tenancy.unit_no = unit.no
        join visit on visit.customer_no = tenancy.customer_no and visit.unit_no is null
    where unit.building_no = :building_no
    """,
)
