"""What a knock has to know of its sweep: the plan it closes, the firms of the building, those of a like name."""

import sqlite3
from collections.abc import Sequence

from crm_cli.storage.rows import RecordNumber, Row
from crm_cli.storage.statement import Statement


class NeighbourRow(Row):
    """A customer of a building, by the names that a door's may be compared with."""

    customer_no: int
    customer: str
    unit_no: int
    code: str


SWEEP_PLAN = Statement(
    RecordNumber,
    """
    select plan.no
    from plan join plan_rep on plan_rep.plan_no = plan.no
    where plan.sweep_no = :sweep_no and plan.day = :day and plan.state = 'planned' and plan_rep.rep_no = :rep_no
    order by plan.position, plan.no
    limit 1
    """,
)

NEIGHBOURS = Statement(
    NeighbourRow,
    """
    select tenancy.customer_no, customer.name as customer, tenancy.unit_no, unit.code
    from unit
        join tenancy on tenancy.unit_no = unit.no
        join customer on customer.no = tenancy.customer_no
    where unit.building_no = :building_no and tenancy.until is null
    order by tenancy.no
    """,
)

# From the customers on, which are few, and not from the thousands of doors.
NEIGHBOURS_AMONG = Statement(
    NeighbourRow,
    """
    select tenancy.customer_no, customer.name as customer, tenancy.unit_no, unit.code
    from customer
        cross join tenancy
        cross join unit
    where customer.no in (:numbers*) and tenancy.customer_no = customer.no and tenancy.until is null
        and unit.no = tenancy.unit_no and unit.building_no = :building_no
    order by tenancy.no
    """,
)

CALLED_ONE_OF = Statement(
    RecordNumber,
    """
    select customer.no
    from customer
    where customer.name_key in (:keys*)
    order by customer.no
    """,
)


def holding(connection: sqlite3.Connection, words: Sequence[str], most: int) -> list[int]:
    """Return customers, at most so many, whose name may hold every one of some folded words; [] without a word.

    The index knows neither order nor place, so a caller compares the names.
    """
    from crm_cli.storage.search_match import name_match

    # A word of one character would be the beginning of half of all tokens.
    told = " AND ".join(name_match(word) for word in words if len(word) > 1)
    if not told:
        return []
    asked = "select rowid from search_customer where search_customer match ? limit ?"
    return [row[0] for row in connection.execute(asked, [told, most])]
