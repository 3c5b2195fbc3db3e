"""Facts kept beside the rows they come from: last touch, last try, tries since the last time reached, rest.

They are recomputed from the touches for whatever a change touched, so they are right after an undo too.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
# A word is the last one when nothing they said, and no follow-up, is later.
REST = """
select said.outcome_no, said.list_no, said.at from (
    select call.outcome_no, case when rule.no is null then null else call.call_list_no end as list_no, call.at,
        0 as visited, call.no
    from call join outcome on outcome.no = call.outcome_no
        left join list_rule rule on rule.outcome_no = call.outcome_no and rule.call_list_no = call.call_list_no
    where call.customer_no = :no and coalesce(rule.rest_days, outcome.rest_days) > 0
    union all
    select visit.outcome_no, null, visit.arrived_at, 1, visit.no
    from visit join outcome on outcome.no = visit.outcome_no
    where visit.customer_no = :no and outcome.rest_days > 0) said
where said.at >= coalesce((select last_touch_at from customer where no = :no), '')
order by said.at desc, said.visited desc, said.no desc
limit 1
"""
_REST = f"update customer set (rest_outcome_no, rest_list_no, rest_at) = ({REST}) where no = :no"
_OF_OUTCOME = {
    "customer": "select customer_no from call where outcome_no = :no union"
    " select customer_no from visit where outcome_no = :no",
    "phone": "select phone_no from call where outcome_no = :no",
}

_FROM = {
    "outcome": {"no": "outcome"},
    "call": {"customer_no": "customer", "phone_no": "phone"},
    "visit": {"customer_no": "customer"},
    "followup": {"customer_no": "customer"},
    "customer": {"no": "queue"},
    "phone": {"customer_no": "queue"},
    "contact": {"customer_no": "queue"},
    "step": {"customer_no": "queue"},
    "list_number": {"customer_no": "queue"},
    "do_not_call": {"customer_no": "queue", "e164": "number"},
    "list_rule": {"call_list_no": "list"},
}
"""Of each table that decides facts the columns that say whose: of which customers, phones and outcomes, of whose
place in the queue, of whom a number marked do-not-call, of who was called on a list."""

_DECIDING = {
    "outcome": ("dialled", "reached", "off_list", "effect"),
    "call": ("at", "direction", "customer_no", "phone_no", "outcome_no", "call_list_no"),
    "visit": ("arrived_at", "customer_no", "outcome_no"),
    "followup": ("at", "customer_no"),
    "customer": ("stage", "timezone", "closed_on"),
    "phone": ("customer_no", "contact_no", "raw", "e164", "position", "bad_at"),
    "contact": ("left_on",),
    "step": ("state", "customer_no", "contact_no", "phone_no", "due_on", "due_at"),
    "list_number": ("call_list_no", "customer_no", "phone_no", "position", "removed_at"),
    "do_not_call": ("customer_no", "e164", "lifted_at"),
    "list_rule": ("call_list_no", "outcome_no"),
}
_MEANS_REST = frozenset({"outcome", "list_rule"})
"""Tables whose `rest_days` decide by being any at all whether a last word may mean rest; how many is a rule's."""

SOURCES = frozenset(_FROM) - {"customer", "contact"}
"""The tables whose new rows decide a fact: of a new customer nothing is known yet, of a new contact no number."""

_TOUCHED = """
select no from customer where no > :after and (
    exists (select 1 from call where call.customer_no = customer.no)
    or exists (select 1 from visit where visit.customer_no = customer.no)
    or exists (select 1 from followup where followup.customer_no = customer.no))
order by no limit :limit
"""
_RESTING = """
select no from customer where no > :after and (
    exists (select 1 from call where call.customer_no = customer.no and (
        call.outcome_no in (select no from outcome where rest_days > 0)
        or call.outcome_no in (select outcome_no from list_rule where rest_days > 0)))
    or exists (select 1 from visit where visit.customer_no = customer.no
        and visit.outcome_no in (select no from outcome where rest_days > 0)))
order by no limit :limit
"""
_CALLED = """
select no from phone where no > :after and exists (select 1 from call where call.phone_no = phone.no)
order by no limit :limit
"""
_WAITING = """
select no from customer where no > :after and (
    exists (select 1 from list_number where list_number.customer_no = customer.no)
    or exists (select 1 from step where step.customer_no = customer.no and step.state = 'open'))
order by no limit :limit
"""

_FEW = 20
_BLOCK = 500


def is_deciding(table: str, columns: Iterable[str]) -> bool:
    """Say whether these columns of a table decide facts."""
    also = ("rest_days",) if table in _MEANS_REST else ()
    return not {*_DECIDING.get(table, ()), *also}.isdisjoint(columns)


def decides(table: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Say whether an update of a row may change facts: an outcome renamed or moved has all its touches as before."""
    if table in _MEANS_REST and bool(before["rest_days"]) != bool(after["rest_days"]):
        return True
    return any(before[column] != after[column] for column in _DECIDING.get(table, ()))


def affected(table: str, row: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield what facts a change of this row decides: a kind of `_FROM` and the number (or the phone as marked)."""
    for column, kind in _FROM.get(table, {}).items():
        if row.get(column) is not None:
            yield kind, row[column]


def affected_together(
    table: str, numbers: Sequence[int], columns: Mapping[str, Sequence[Any]]
) -> Iterator[tuple[str, set[Any]]]:
    """Yield what `affected` does for each of many new rows, given as columns, together."""
    if table in SOURCES:
        for column, kind in _FROM[table].items():
            yield kind, set(numbers if column == "no" else columns.get(column, ())) - {None}


def recompute(connection: sqlite3.Connection, touched: Mapping[str, set[Any]]) -> None:
    """Recompute the facts of what was touched, by the kinds of `_FROM`; a row that is gone is passed over."""
    customers, phones = set(touched.get("customer", ())), set(touched.get("phone", ()))
    for no in touched.get("outcome", ()):
        # An outcome's flags are free until it is used, so an undo of its edit may meet touches.
        customers |= _numbers(connection, _OF_OUTCOME["customer"], {"no": no})
        phones |= _numbers(connection, _OF_OUTCOME["phone"], {"no": no})
    for statement, numbers in ((_CUSTOMER, customers), (_PHONE, phones)):
        connection.executemany(statement, ({"no": no} for no in sorted(numbers)))
    for no in touched.get("list", ()):
        sql = "select customer_no from call where call_list_no = :no"
        customers |= _numbers(connection, sql, {"no": no})
    connection.executemany(_REST, ({"no": no} for no in sorted(customers)))
    for no in phones:
        customers |= _numbers(
            connection, "select customer_no from list_number where phone_no = :no", {"no": no}
        )
    for number in touched.get("number", ()):
        customers |= _with_number(connection, number)
    if waiting := _to_be_called(connection, customers | touched.get("queue", set())):
        # Who is on no list and was promised nothing is logged without this import.
        from crm_cli.storage import queue_facts

        queue_facts.recompute(connection, waiting)


def complete(connection: sqlite3.Connection) -> None:
    """Work out rest and queue of a database that was kept without them."""
    said: set[int] = set()
    for row in connection.execute("select no from outcome where rest_days > 0").fetchall():
        said |= _numbers(connection, _OF_OUTCOME["customer"], {"no": row[0]})
    connection.executemany(_REST, ({"no": no} for no in sorted(said)))
    waiting = "select customer_no from list_number union select customer_no from step where state = 'open'"
    if called := _numbers(connection, waiting, {}):
        from crm_cli.storage import queue_facts

        queue_facts.recompute(connection, called)


def rebuild(connection: sqlite3.Connection, tell: Callable[[int, int], None] | None = None) -> None:
    """Work out every fact of rows that came without any, a stretch of numbers at a time: a firm may have millions.

    `tell` is told now and then how many steps are done, and of how many at most.
    """
    from crm_cli.storage import queue_facts

    done, total = 0, 3 * _last(connection, "customer") + _last(connection, "phone")
    for table, sql, statement in (
        ("customer", _TOUCHED, _CUSTOMER),
        ("phone", _CALLED, _PHONE),
        ("customer", _RESTING, _REST),
        ("customer", _WAITING, None),
    ):
        for stretch in _stretches(connection, sql):
            if statement is None:
                queue_facts.recompute(connection, set(stretch))
            else:
                connection.executemany(statement, ({"no": no} for no in stretch))
            if tell is not None:
                tell(done + stretch[-1], total)
        done += _last(connection, table)


def _last(connection: sqlite3.Connection, table: str) -> int:
    return int(connection.execute(f"select coalesce(max(no), 0) from {table}").fetchone()[0])


def _stretches(connection: sqlite3.Connection, sql: str) -> Iterator[list[int]]:
    after = 0
    while found := connection.execute(sql, {"after": after, "limit": _BLOCK}).fetchall():
        yield [row[0] for row in found]
        after = found[-1][0]


def _numbers(connection: sqlite3.Connection, sql: str, values: Mapping[str, Any]) -> set[int]:
    return {row[0] for row in connection.execute(sql, values).fetchall() if row[0] is not None}


def _with_number(connection: sqlite3.Connection, number: str) -> set[int]:
    """Return the customers that have a number, given as it is marked do-not-call."""
    if number.startswith("+"):
        return _numbers(connection, "select customer_no from phone where e164 = :e164", {"e164": number})
    # What is no number of the firm's region is marked as it was typed, and found by its figures.
    from crm_cli.domain.phone_cells import digits, take_apart

    sql = "select customer_no from phone where reversed = :reversed and e164 is null and raw = :raw"
    keys = {digits(number)[::-1], digits(take_apart(number)[1] or number)[::-1]}
    return set().union(*(_numbers(connection, sql, {"reversed": key, "raw": number}) for key in keys))


def _to_be_called(connection: sqlite3.Connection, customers: set[int]) -> set[int]:
    """Return those of the customers that are on a list or have an open step."""
    if len(customers) > _FEW:
        # Of a file of new customers none is called or promised anything yet.
        sql = "select max(customer_no) from list_number union all select max(customer_no) from step where state = 'open'"
        last = max((row[0] or 0 for row in connection.execute(sql).fetchall()), default=0)
        customers = {no for no in customers if no <= last}
    found: set[int] = set()
    numbers = sorted(customers)
    for start in range(0, len(numbers), _BLOCK):
        marks = ", ".join(map(str, numbers[start : start + _BLOCK]))
        sql = (
            f"select customer_no from list_number where customer_no in ({marks})"
            f" union select customer_no from step where state = 'open' and customer_no in ({marks})"
        )
        found |= _numbers(connection, sql, {})
    return found
