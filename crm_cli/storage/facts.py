"""Facts kept beside the rows they come from: last touch, last try, tries since the last time reached.

They are recomputed from the touches for whatever a change touched, so they are right after an undo too.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from typing import Any

_CUSTOMER = """
update customer set
    last_tried_at = (select max(at) from call where customer_no = :no and direction = 'out'),
    last_touch_at = (select max(at) from (
        select at from call join outcome on outcome.no = call.outcome_no
            where call.customer_no = :no and outcome.reached = true
        union all
        select arrived_at from visit join outcome on outcome.no = visit.outcome_no
            where visit.customer_no = :no and outcome.reached = true
        union all
        select at from followup where customer_no = :no) touches)
where no = :no
"""
_PHONE = """
update phone set
    last_tried_at = (select max(at) from call where phone_no = :no and direction = 'out'),
    tries = (select count(*) from call join outcome on outcome.no = call.outcome_no
        where call.phone_no = :no and call.direction = 'out' and outcome.dialled = true
        and call.at > coalesce((select max(reached.at) from call reached
            join outcome right_party on right_party.no = reached.outcome_no
            where reached.phone_no = :no and right_party.reached = true), ''))
where no = :no
"""
_STATEMENTS = {"customer": _CUSTOMER, "phone": _PHONE}
_OF_OUTCOME = {
    "customer": "select customer_no from call where outcome_no = :no union"
    " select customer_no from visit where outcome_no = :no",
    "phone": "select phone_no from call where outcome_no = :no",
}
SOURCES = frozenset({"outcome", "call", "visit", "followup"})
"""The tables whose rows decide a fact."""

_DECIDING = {"outcome": ("dialled", "reached"), "list_rule": ()}
_MEANS_REST = frozenset({"outcome", "list_rule"})
"""Tables whose `rest_days` decide by being any at all whether a last word may mean rest; how many is a rule's."""


def decides(table: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Say whether an update of a row may change facts: an outcome renamed or moved has all its touches as before."""
    if table not in _DECIDING:
        return True
    if table in _MEANS_REST and bool(before["rest_days"]) != bool(after["rest_days"]):
        return True
    return any(before[column] != after[column] for column in _DECIDING[table])


def affected(table: str, row: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """Yield the (table, number) of the rows whose facts a change of this row decides."""
    if table == "outcome":
        yield "outcome", row["no"]
    if table in {"call", "visit", "followup"}:
        if row.get("customer_no") is not None:
            yield "customer", row["customer_no"]
        if row.get("phone_no") is not None:
            yield "phone", row["phone_no"]


def recompute(connection: sqlite3.Connection, touched: Mapping[str, set[int]]) -> None:
    """Recompute the facts of the rows named; a row that is gone is passed over."""
    for table, statement in _STATEMENTS.items():
        numbers = set(touched.get(table, ()))
        for outcome_no in touched.get("outcome", ()):
            # An outcome's flags are free until it is used, so an undo of its edit may meet touches.
            rows = connection.execute(_OF_OUTCOME[table], {"no": outcome_no}).fetchall()
            numbers.update(row[0] for row in rows if row[0] is not None)
        connection.executemany(statement, ({"no": no} for no in sorted(numbers)))
