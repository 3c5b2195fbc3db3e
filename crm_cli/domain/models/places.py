"""Where firms are: buildings and streets, their doors, who is behind each, what the front desk is like."""

from datetime import date

from sqlalchemy import UniqueConstraint

from crm_cli.domain import codes
from crm_cli.domain.models.base import (
    Record,
    code_of,
    count,
    how_many,
    index,
    one_of,
    plain_text,
    refers,
    table_arguments,
)


class Building(Record, table=True):
    """A tower with floors, or a street with shops on its sides; `rule` is what its guards ask for.

    Customers, visits and plans name it as text; tenancies and the doors of visits are bound to its rows.
    """

    name: str
    kind: str = code_of("tower")
    city: str = plain_text()
    district: str = plain_text()
    address: str = plain_text()
    rule: str = plain_text()
    note: str = plain_text()
    retired_on: date | None = None
    __table_args__ = table_arguments(UniqueConstraint("name"), one_of("kind", codes.BUILDING_KINDS))


class Unit(Record, table=True):
    """A door: `code` is what is written on it (3012, 128-1), `floor` its floor's label (30, B1, 13A; '' in a street).

    `floor_order` counts floors from the ground up (a basement is negative, a street's shops are all 0); `position`
    counts doors along the floor, or shops along the street; `side` is of a street alone.
    """

    building_no: int = refers("building", required=True)
    code: str
    floor: str = plain_text()
    floor_order: int = count()
    position: int = count()
    side: str = plain_text()
    note: str = plain_text()
    retired_on: date | None = None
    __table_args__ = table_arguments(
        UniqueConstraint("building_no", "code"),
        one_of("side", codes.SIDES, empty=True),
        index("ix_unit_order", "building_no", "floor_order", "position"),
    )


class Tenancy(Record, table=True):
    """A customer behind a door since a day, until it moved away; None where nobody knows the day, or still there."""

    unit_no: int = refers("unit", required=True)
    customer_no: int = refers("customer", required=True)
    since: date | None = None
    until: date | None = None
    reason: str = plain_text()
    __table_args__ = table_arguments(
        index("ix_tenancy_unit", "unit_no"),
        index("ix_tenancy_customer", "customer_no"),
        index("ix_tenancy_here", "unit_no", "customer_no", where="until is null"),
    )


class FrontDeskNote(Record, table=True):
    """What is remembered of the front desk of a building or of a customer.

    Who sits there, what got us past, the best hour, what is forbidden; `visit_no` is the visit it was learnt on.
    """

    __tablename__ = "front_desk_note"
    building_no: int | None = refers("building")
    customer_no: int | None = refers("customer")
    kind: str
    words: str
    rep_no: int | None = refers("rep")
    visit_no: int | None = refers("visit")
    __table_args__ = table_arguments(
        how_many("building_or_customer", ("building_no", "customer_no"), exactly=True),
        one_of("kind", codes.FRONT_DESK_KINDS),
        index("ix_front_desk_note_building", "building_no", where="building_no is not null"),
        index("ix_front_desk_note_customer", "customer_no", where="customer_no is not null"),
        index("ix_front_desk_note_visit", "visit_no", where="visit_no is not null"),
    )
