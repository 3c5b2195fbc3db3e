"""The queue of calls: walks of the indexes of list numbers and of open steps, each a range whose rows pass.

A walk is of one group: the numbers of a list that are a rep's (or nobody's), in one zone, after one outcome …
What decides whether a group is due is a rule and is asked outside; `…_HEADS` find the first of every group there is.
"""

from datetime import datetime

from crm_cli.storage.rows import Row
from crm_cli.storage.statement import Statement


class NumberRow(Row):
    """A number on a list with the facts that decide when it is called (domain/models/phoning.py, ListNumber)."""

    no: int
    call_list_no: int
    rep_no: int | None
    customer_no: int
    contact_no: int | None
    phone_no: int
    position: int
    turn: str
    stage_rank: int
    zone: str
    outcome_no: int | None
    tried_at: datetime | None
    half: str
    tries: int
    rest_outcome_no: int | None
    rest_list_no: int | None
    rest_at: datetime | None


class StepTurnRow(Row):
    """An open step or callback with the number to dial, its zone, and when it is due."""

    no: int
    rep_no: int
    kind: str
    scope: str
    customer_no: int
    dial_phone_no: int
    dial_zone: str
    dial_at: datetime
    rest_outcome_no: int | None
    rest_list_no: int | None
    rest_at: datetime | None


class CountRow(Row):
    """How many numbers, or steps, there are."""

    found: int


class StepCountRow(Row):
    """How many steps are due, how many of them do not surely rest, and how many of those may."""

    found: int
    free: int
    said: int


class PresentRow(Row):
    """Which kinds of groups there are at all."""

    new: bool
    new_rest: bool
    tried: bool
    tried_since: bool
    tried_rest: bool


class MomentRow(Row):
    """The earliest of some moments, None where there are none."""

    at: datetime | None


_NUMBER = """own.no, own.call_list_no, own.rep_no, own.customer_no, own.contact_no, own.phone_no, own.position,
    own.turn, own.stage_rank, own.zone, own.outcome_no, own.tried_at, own.half, own.tries, own.rest_outcome_no,
    own.rest_list_no, own.rest_at"""
_TEXTS = frozenset({"zone", "turn", "half"})
_LAST = {"position": "2147483647", "rest_list_no": "2147483647", "tried_at": "'9999-12-31T23:59:59.999Z'"}
_WHOSE = "[and own.rep_no = :rep_no] [and own.rep_no is null and :nobody]"
# The words of each partial index (domain/models/phoning.py), which is only walked where they stand in the question.
_NEW = "own.turn = 'new' and own.rest_at is null"
_NEW_REST = "own.turn = 'new' and own.rest_at is not null"
_TRIED = "(own.turn = 'again' or own.turn = 'next') and own.outcome_no is not null"
_TRIED_PLAIN = f"{_TRIED} and own.rest_at is null"
_TRIED_SINCE = f"{_TRIED} and own.rest_at <= own.tried_at"
_TRIED_REST = f"{_TRIED} and own.rest_at > own.tried_at"
_STEP = """step.no, step.rep_no, step.kind, step.scope, step.customer_no, step.dial_phone_no, step.dial_zone, step.dial_at,
    step.rest_outcome_no, step.rest_list_no, step.rest_at"""
# A bare value compared with a column of a partial index's condition would have SQLite plan anew at every question.
_MINE = "step.state = 'open' and step.dial_phone_no is not null and step.rep_no = :rep_no and step.kind = coalesce(:kind, '')"
_ANYONES = "step.state = 'open' and step.dial_phone_no is not null and step.scope = 'anyone' and step.kind = 'callback'"


def _free(phone: str, customer: str) -> str:
    """Return the condition that a number is not skipped, snoozed or on another rep's screen, there under any customer."""
    return f"""
        and not exists (select 1 from call_pause pause where pause.phone_no = {phone} and pause.until_at > :now
            and (pause.rep_no is null or pause.rep_no = :me))
        and not exists (select 1 from call_lease lease
            left join phone held on held.no = lease.phone_no
            left join phone mine on mine.no = {phone}
            where lease.lease_until > :now and lease.rep_no <> :me and (lease.customer_no = {customer}
                or (held.e164 = mine.e164 and held.extension = mine.extension)))"""


def _beyond(keys: str, following: str) -> str:
    """Return the condition of a number to be in a later group of `keys` than the last one found.

    SQLite seeks to the first row equal to a row of values and walks from there, so the column that follows the
    keys is asked to be beyond all: the seek then ends behind the last group. Values of another table take part
    only without a type of their own.
    """
    own = ", ".join(f"own.{key}" for key in (*keys.split(", "), following))
    last = [f"coalesce(last.{key}, {repr('') if key in _TEXTS else 0})" for key in keys.split(", ")]
    return f"({own}) > ({', '.join([*last, _LAST[following]])})"


def _heads(condition: str, keys: str, order: str) -> str:
    """Return the question for the first number of each group of `keys`: a seek for each group that there is."""
    first = f"select own.no from list_number own where {condition} {_WHOSE}"
    ordered = ", ".join(f"own.{column}" for column in f"{keys}, {order}".split(", "))
    return f"""
    with recursive head (no) as (
        select ({first} and own.call_list_no = scope.no order by {ordered} limit 1)
        from call_list scope where scope.no in (:lists*)
        union all
        select ({first} and own.call_list_no = last.call_list_no and {_beyond(keys, order)}
            order by {ordered} limit 1)
        from head join list_number last on last.no = head.no
    )
    select {_NUMBER} from head join list_number own on own.no = head.no
    """


def _heads_by_rest(condition: str, keys: str) -> str:
    """Return the question for the first of each group of `keys` and of what the customer said, on which list.

    The list is mostly none, which no comparison of rows gets past; so it is stepped over by itself.
    """
    first = f"select own.no from list_number own where {condition} {_WHOSE}"
    keys = f"{keys}, rest_outcome_no"
    ordered = ", ".join(f"own.{column}" for column in f"{keys}, rest_list_no, rest_at".split(", "))
    same = " and ".join(f"own.{key} = last.{key}" for key in keys.split(", "))
    return f"""
    with recursive head (no) as (
        select ({first} and own.call_list_no = scope.no order by {ordered} limit 1)
        from call_list scope where scope.no in (:lists*)
        union all
        select coalesce(
            ({first} and own.call_list_no = last.call_list_no and {same}
                and own.rest_list_no > coalesce(last.rest_list_no, -1) order by own.rest_list_no, own.rest_at limit 1),
            ({first} and own.call_list_no = last.call_list_no and {_beyond(keys, "rest_list_no")} order by {ordered} limit 1))
        from head join list_number last on last.no = head.no
    )
    select {_NUMBER} from head join list_number own on own.no = head.no
    """


def _any(condition: str) -> str:
    return (
        f"exists (select 1 from list_number own where {condition} and own.call_list_no in (:lists*) {_WHOSE})"
    )


# Four seeks that mostly spare two walks.
PRESENT = Statement(
    PresentRow,
    f"""select {_any(_NEW)} as new, {_any(_NEW_REST)} as new_rest, {_any(_TRIED_PLAIN)} as tried, {_any(_TRIED_SINCE)} as tried_since,
        {_any(_TRIED_REST)} as tried_rest""",
)
NEW_HEADS = Statement(NumberRow, _heads(_NEW, "zone, stage_rank", "position"))
NEW_REST_HEADS = Statement(NumberRow, _heads_by_rest(_NEW_REST, "zone, stage_rank"))
TRIED_HEADS = Statement(NumberRow, _heads(_TRIED_PLAIN, "zone, turn, outcome_no, tries, half", "tried_at"))
TRIED_SINCE_HEADS = Statement(
    NumberRow, _heads(_TRIED_SINCE, "zone, turn, outcome_no, tries, half", "tried_at")
)
TRIED_REST_HEADS = Statement(NumberRow, _heads_by_rest(_TRIED_REST, "zone, turn, outcome_no, tries, half"))

_GROUP = f"from list_number own where own.call_list_no = :call_list_no {_WHOSE} and own.zone = :zone"
_AFTER = "and own.turn = coalesce(:turn, '') and own.outcome_no = :outcome_no and own.tries = :tries and own.half = :half"
_SAID = """and own.rest_outcome_no = :rest_outcome_no [and own.rest_list_no = :rest_list_no]
    [and own.rest_list_no is null and :no_list] and own.rest_at < :rested_before"""
_FREE = _free("own.phone_no", "own.customer_no")

NEW_WALK = Statement(
    NumberRow,
    f"""select {_NUMBER} {_GROUP} and {_NEW} and own.stage_rank = :stage_rank {_FREE}
        [and (own.position, own.phone_no) > (:position, :after)]
    order by own.position, own.phone_no limit :limit""",
)
NEW_REST_WALK = Statement(
    NumberRow,
    f"""select {_NUMBER} {_GROUP} and {_NEW_REST} and own.stage_rank = :stage_rank {_SAID} {_FREE}
        [and (own.rest_at, own.phone_no) > (:rest_at, :after)]
    order by own.rest_at, own.phone_no limit :limit""",
)
TRIED_WALK = Statement(
    NumberRow,
    f"""select {_NUMBER} {_GROUP} and {_TRIED_PLAIN} {_AFTER} and own.tried_at < :tried_before {_FREE}
        [and (own.tried_at, own.phone_no) > (:tried_at, :after)]
    order by own.tried_at, own.phone_no limit :limit""",
)
TRIED_SINCE_WALK = Statement(
    NumberRow,
    f"""select {_NUMBER} {_GROUP} and {_TRIED_SINCE} {_AFTER} and own.tried_at < :tried_before {_FREE}
        and own.rest_at < :rested_before
        [and (own.tried_at, own.phone_no) > (:tried_at, :after)]
    order by own.tried_at, own.phone_no limit :limit""",
)
TRIED_REST_WALK = Statement(
    NumberRow,
    f"""select {_NUMBER} {_GROUP} and {_TRIED_REST} {_AFTER} and own.tried_at < :tried_before {_SAID} {_FREE}
        [and (own.rest_at, own.phone_no) > (:rest_at, :after)]
    order by own.rest_at, own.phone_no limit :limit""",
)

NEW_COUNT = Statement(
    CountRow, f"select count(*) as found {_GROUP} and {_NEW} and own.stage_rank = :stage_rank"
)
NEW_REST_COUNT = Statement(
    CountRow, f"select count(*) as found {_GROUP} and {_NEW_REST} and own.stage_rank = :stage_rank {_SAID}"
)
TRIED_COUNT = Statement(
    CountRow,
    f"select count(*) as found {_GROUP} and {_TRIED_PLAIN} {_AFTER} [and own.tried_at < :tried_before]",
)
TRIED_SINCE_COUNT = Statement(
    CountRow,
    f"""select count(*) as found {_GROUP} and {_TRIED_SINCE} {_AFTER} and own.rest_at < :rested_before
        [and own.tried_at < :tried_before]""",
)
TRIED_REST_COUNT = Statement(
    CountRow,
    f"""select count(*) as found {_GROUP} and {_TRIED_REST} {_AFTER} {_SAID}
        [and own.tried_at < :tried_before]""",
)
# Few: those who said it so long ago that some rests would be over, and others not.
TRIED_SINCE_REST = Statement(
    NumberRow,
    f"""select {_NUMBER} {_GROUP} and {_TRIED_SINCE} {_AFTER} and own.rest_at >= :rested_before
    order by own.tried_at, own.no""",
)
FIRST_WAITING = Statement(
    MomentRow,
    f"""select min(own.tried_at) as at {_GROUP} and {_TRIED_PLAIN} {_AFTER}
        [and own.tried_at >= :tried_from]""",
)
FIRST_WAITING_SINCE = Statement(
    MomentRow,
    f"""select min(own.tried_at) as at {_GROUP} and {_TRIED_SINCE} {_AFTER} and own.rest_at < :rested_before
        [and own.tried_at >= :tried_from]""",
)
FIRST_WAITING_RESTED = Statement(
    MomentRow,
    f"""select min(own.tried_at) as at {_GROUP} and {_TRIED_REST} {_AFTER} {_SAID}
        [and own.tried_at >= :tried_from]""",
)
FIND_TURNS = Statement(
    NumberRow,
    f"""select {_NUMBER} from list_number own
    where 1 = 1
        [and own.no = :no]
        [and own.customer_no in (:customers*)]
        [and own.phone_no = :phone_no]
        [and own.call_list_no = :call_list_no]
    order by own.no""",
)
BARRED_COUNT = Statement(
    CountRow,
    f"""select count(*) as found from list_number own
    where own.turn = 'barred' and own.call_list_no in (:lists*) {_WHOSE}""",
)


def _step_head(condition: str) -> str:
    """Return the question for the step due first in the first zone, or in the first one after another."""
    return f"""
    select {_STEP} from step where {condition} [and step.dial_zone > :after_zone]
    order by step.dial_zone, step.dial_at limit 1
    """


def _step_walk(condition: str) -> str:
    return f"""
    select {_STEP} from step
    where {condition} and step.dial_zone = :zone and step.dial_at <= :due
        and (step.rest_at is null or step.rest_at < :rested_before)
        {_free("step.dial_phone_no", "step.customer_no")}
        [and (step.dial_at, step.no) > (:dial_at, :after)]
    order by step.dial_at, step.no limit :limit
    """


def _step_count(condition: str) -> str:
    return f"""
    select count(*) as found,
        count(*) filter (where step.rest_at is null or step.rest_at < :rested_before) as free,
        count(*) filter (where step.rest_at < :rested_before) as said
    from step
    where {condition} and step.dial_zone = :zone and step.dial_at <= :due
    """


def _steps_with_rest(condition: str) -> str:
    return f"""
    select {_STEP} from step
    where {condition} and step.dial_zone = :zone and step.dial_at <= :due and step.rest_at < :rested_before
    order by step.no
    """


FIND_STEP_TURNS = Statement(
    StepTurnRow,
    f"""select {_STEP} from step
    where step.state = 'open' and step.dial_phone_no is not null and step.kind <> 'task'
        [and step.no = :no] [and step.customer_no in (:customers*)]
    order by step.no""",
)
STEPS_WITH_REST = Statement(StepTurnRow, _steps_with_rest(_MINE))
ANYONES_WITH_REST = Statement(StepTurnRow, _steps_with_rest(f"{_ANYONES} and step.rep_no <> :me"))
STEP_HEAD = Statement(StepTurnRow, _step_head(_MINE))
STEP_WALK = Statement(StepTurnRow, _step_walk(_MINE))
STEP_COUNT = Statement(StepCountRow, _step_count(_MINE))
ANYONE_HEAD = Statement(StepTurnRow, _step_head(f"{_ANYONES} and step.rep_no <> :me"))
ANYONE_WALK = Statement(StepTurnRow, _step_walk(f"{_ANYONES} and step.rep_no <> :me"))
ANYONE_COUNT = Statement(StepCountRow, _step_count(f"{_ANYONES} and step.rep_no <> :me"))
NEXT_CALLBACK = Statement(
    MomentRow, f"select min(step.dial_at) as at from step where {_MINE} and step.dial_at > :now"
)
