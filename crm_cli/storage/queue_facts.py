"""Facts of the queue of calls: whose turn each number of a list is, and what an open step dials.

They come from calls, visits, marks and customers, never from how long a rule waits, so changing a rule rewrites
nothing; `facts.recompute` has them worked out for the customers a change touched.
"""

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from crm_cli import clock
from crm_cli.domain.half_days import half_of
from crm_cli.domain.phone_zones import zone_of_number
from crm_cli.storage.statement import instant_text

STAGE_RANKS = {"immediate": 0, "target": 1, "potential": 2, "dormant": 3, "won": 4}
"""The order of fresh numbers; a customer of any other stage is given up."""

MOST_TRIES = 10
NUMBER_FACTS = (
    "turn", "stage_rank", "zone", "outcome_no", "tried_at", "half", "tries", "follower_no", "rest_outcome_no",
    "rest_list_no", "rest_at",
)  # fmt: skip
STEP_FACTS = ("dial_phone_no", "dial_zone", "dial_at", "rest_outcome_no", "rest_list_no", "rest_at")
REST_FACTS = ("rest_outcome_no", "rest_list_no", "rest_at")
# SQLite binds some thirty thousand values to a statement; a text of this length is still read quickly.
_BLOCK = 500

_BANNED = """(exists (select 1 from do_not_call ban
        where ban.e164 = coalesce(phone.e164, phone.raw) and ban.lifted_at is null)
    or exists (select 1 from do_not_call ban where ban.customer_no = phone.customer_no and ban.lifted_at is null))"""
_NUMBERS = f"""
select own.no, own.call_list_no, own.customer_no, own.phone_no, own.created_at, own.removed_at,
    {", ".join(f"own.{name} as held_{name}" for name in NUMBER_FACTS)},
    phone.bad_at, person.left_on, phone.e164, phone.tries, phone.last_tried_at, {_BANNED} as banned, customer.stage,
    customer.timezone, customer.closed_on, customer.rest_outcome_no, customer.rest_list_no, customer.rest_at
from list_number own
    join phone on phone.no = own.phone_no
    join customer on customer.no = own.customer_no
    left join contact person on person.no = phone.contact_no
where own.customer_no in ({{marks}})
order by own.customer_no, own.call_list_no, own.position, own.no
"""
_DIALS = """
select phone_no, call_list_no, at, no, outcome_no, created_at from call
where phone_no in ({marks}) and direction = 'out' order by phone_no, at, no
"""
_ENDS = """
select call.customer_no, call.call_list_no, call.created_at from call
    join outcome on outcome.no = call.outcome_no
where call.customer_no in ({marks}) and (outcome.off_list = true
    or (outcome.reached = true and call.call_list_no is not null))
"""
_STEPS = f"""
select step.no, step.customer_no, step.contact_no, step.phone_no, step.due_on, step.due_at,
    {", ".join(f"step.{name} as held_{name}" for name in STEP_FACTS)},
    customer.timezone, customer.rest_outcome_no, customer.rest_list_no, customer.rest_at
from step join customer on customer.no = step.customer_no
where step.customer_no in ({{marks}}) and step.state = 'open'
"""
_PHONES = f"""
select phone.no, phone.customer_no, phone.contact_no, phone.e164 from phone
    left join contact person on person.no = phone.contact_no
where phone.customer_no in ({{marks}}) and phone.bad_at is null and person.left_on is null and not {_BANNED}
order by phone.customer_no, phone.contact_no nulls first, phone.position, phone.no
"""
Cells = Mapping[str, Any]


def recompute(connection: sqlite3.Connection, customers: Collection[int]) -> None:
    """Bring the facts of these customers' list numbers and open steps up to date."""
    firm = Firm(connection)
    for block in blocks(sorted(customers)):
        _write(connection, "list_number", NUMBER_FACTS, number_changes(connection, firm, block))
        _write(connection, "step", STEP_FACTS, step_changes(connection, firm, block))


def verify(connection: sqlite3.Connection) -> list[str]:
    """Return what differs from recomputation, a line for each row: nothing in a sound database."""
    from crm_cli.storage.facts import REST

    found, firm = [], Firm(connection)
    held = connection.execute(f"select no, {', '.join(REST_FACTS)} from customer order by no").fetchall()
    for no, *rest in held:
        said = connection.execute(REST, {"no": no}).fetchone() or (None, None, None)
        found += [f"customer {no}: {list(said)} is kept as {rest}"] if list(said) != rest else []
    for block in blocks([row[0] for row in held]):
        for table, changes in (
            ("list_number", number_changes(connection, firm, block)),
            ("step", step_changes(connection, firm, block)),
        ):
            found += [f"{table} {no}: {facts}" for *facts, no in changes]
    return found


class Firm:
    """What of the firm and its outcomes the facts stand on."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.zone: str = connection.execute("select timezone from firm").fetchone()[0]
        known = connection.execute("select no, effect from outcome").fetchall()
        self.leads_on = {no for no, effect in known if effect == "next_number"}
        self.says_bad = {no for no, effect in known if effect == "bad_number"}

    def zone_of(self, customer: Cells, e164: str | None) -> str:
        """Return the zone of who is called, '' for the firm's."""
        zone = customer["timezone"] or zone_of_number(e164)
        return "" if zone == self.zone else zone

    def half(self, at: str, zone: str) -> str:
        """Return the half-day it was at `at`, an instant as it is stored, where they are called."""
        return half_of(clock.to_wall(datetime.fromisoformat(at), zone or self.zone))

    def moment(self, step: Cells) -> str:
        """Return the instant from which a step is due: its time, else the beginning of its day."""
        if step["due_at"] is not None:
            return str(step["due_at"])
        return instant_text(clock.to_utc(datetime.fromisoformat(step["due_on"]), self.zone))


def number_changes(connection: sqlite3.Connection, firm: Firm, block: Sequence[int]) -> Iterator[list[Any]]:
    """Yield the facts of list numbers where they are others than those kept."""
    rows = list(_read(connection, _NUMBERS, block))
    if not rows:
        return
    dials: dict[int, list[Cells]] = {}
    tried = sorted({row["phone_no"] for row in rows if row["last_tried_at"] is not None})
    for numbers in blocks(tried):
        for call in _read(connection, _DIALS, numbers):
            dials.setdefault(call["phone_no"], []).append(call)
    ends: dict[int, list[Cells]] = {}
    for call in _read(connection, _ENDS, block):
        ends.setdefault(call["customer_no"], []).append(call)
    for group in _together(rows):
        for row, facts in _turns(firm, group, dials, ends.get(group[0]["customer_no"], [])):
            if facts != [row[f"held_{name}"] for name in NUMBER_FACTS]:
                yield [*facts, row["no"]]


def _together(rows: Sequence[Cells]) -> Iterator[list[Cells]]:
    """Yield the numbers of each customer on each list, which come in this order."""
    group: list[Cells] = []
    for row in rows:
        if group and (row["customer_no"], row["call_list_no"]) != (
            group[0]["customer_no"],
            group[0]["call_list_no"],
        ):
            yield group
            group = []
        group.append(row)
    if group:
        yield group


def _turns(
    firm: Firm, group: Sequence[Cells], dials: Mapping[int, Sequence[Cells]], ends: Sequence[Cells]
) -> Iterator[tuple[Cells, list[Any]]]:
    """Yield each number of a customer on a list with its facts, in the order of NUMBER_FACTS."""
    turns = {row["no"]: _without_order(firm, row, dials, ends) for row in group}
    standing = [row for row in group if turns[row["no"]] in {"new", "again"}]
    untried = [row for row in standing if turns[row["no"]] == "new"]
    tried = [
        row
        for row in standing
        if turns[row["no"]] == "again" and dials[row["phone_no"]][-1]["outcome_no"] not in firm.leads_on
    ]
    current = max(tried, key=lambda row: _last(dials[row["phone_no"]]), default=None) or next(
        iter(untried), None
    )
    follower = untried[0] if untried and current is not None and current is not untried[0] else None
    for row in standing:
        if row is not current:
            turns[row["no"]] = "next" if row is follower else "wait"
    for row in group:
        shown = current if row is follower and current is not None else row
        calls = dials.get(shown["phone_no"], ())
        last = calls[-1] if calls and shown["last_tried_at"] is not None else None
        zone = firm.zone_of(row, row["e164"])
        yield (
            row,
            [
                turns[row["no"]],
                STAGE_RANKS.get(row["stage"], len(STAGE_RANKS)),
                zone,
                last["outcome_no"] if last else None,
                last["at"] if last else None,
                firm.half(last["at"], zone) if last else "",
                min(shown["tries"], MOST_TRIES),
                follower["no"] if follower is not None and row is current else None,
                *(row[name] for name in REST_FACTS),
            ],
        )


def _last(calls: Sequence[Cells]) -> tuple[str, int]:
    return calls[-1]["at"], calls[-1]["no"]


def _without_order(
    firm: Firm, row: Cells, dials: Mapping[int, Sequence[Cells]], ends: Sequence[Cells]
) -> str:
    """Return the turn a number would have if it were its customer's only one on the list."""
    if row["removed_at"] is not None:
        return "over"
    if row["banned"]:
        return "barred"
    given_up = row["stage"] not in STAGE_RANKS or row["closed_on"] is not None
    if row["bad_at"] is not None or row["left_on"] is not None or given_up:
        return "over"
    # What was said on this list before the number came back to it does not count against it.
    since, list_no = row["created_at"], row["call_list_no"]
    if any(call["created_at"] >= since and call["call_list_no"] in {None, list_no} for call in ends):
        return "over"
    calls = dials.get(row["phone_no"], ())
    # Somebody has found out that the number works after all.
    if calls and calls[-1]["outcome_no"] in firm.says_bad:
        return "new"
    here = any(call["call_list_no"] == list_no and call["created_at"] >= since for call in calls)
    return "again" if calls and (row["tries"] or here) else "new"


def step_changes(connection: sqlite3.Connection, firm: Firm, block: Sequence[int]) -> Iterator[list[Any]]:
    """Yield the facts of open steps where they are others than those kept."""
    steps = list(_read(connection, _STEPS, block))
    phones: dict[int, list[Cells]] = {}
    for numbers in blocks(sorted({step["customer_no"] for step in steps})):
        for phone in _read(connection, _PHONES, numbers):
            phones.setdefault(phone["customer_no"], []).append(phone)
    for step in steps:
        dialled = _dialled(step, phones.get(step["customer_no"], []))
        facts = [
            dialled["no"] if dialled else None,
            firm.zone_of(step, dialled["e164"] if dialled else None),
            firm.moment(step),
            *(step[name] for name in REST_FACTS),
        ]
        if facts != [step[f"held_{name}"] for name in STEP_FACTS]:
            yield [*facts, step["no"]]


def _dialled(step: Cells, phones: Sequence[Cells]) -> Cells | None:
    """Return the number a step is called at: the one promised, else that person's, else the customer's first."""
    for column, wanted in (("no", step["phone_no"]), ("contact_no", step["contact_no"])):
        if wanted is not None and (own := [phone for phone in phones if phone[column] == wanted]):
            return own[0]
    return phones[0] if phones else None


def _read(connection: sqlite3.Connection, sql: str, block: Sequence[int]) -> Iterator[dict[str, Any]]:
    if not block:
        return
    cursor = connection.execute(sql.replace("{marks}", _marks(block)), list(block))
    names = [column[0] for column in cursor.description]
    for cells in cursor.fetchall():
        yield dict(zip(names, cells, strict=True))


def _write(
    connection: sqlite3.Connection, table: str, facts: Sequence[str], changes: Iterable[list[Any]]
) -> None:
    assignments = ", ".join(f"{name} = ?" for name in facts)
    connection.executemany(f"update {table} set {assignments} where no = ?", list(changes))


def _marks(block: Sequence[int]) -> str:
    return ", ".join("?" * len(block))


def blocks(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(numbers), _BLOCK):
        yield numbers[start : start + _BLOCK]
