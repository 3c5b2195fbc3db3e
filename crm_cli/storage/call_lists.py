"""Call lists, the reps who work them, and their numbers."""

from datetime import date, datetime

from crm_cli.storage.rows import RecordNumber, Row
from crm_cli.storage.statement import Statement


class CallListRow(Row):
    """A call list; `hours` are '' where the firm's hold, `filled_by` has a line for each time it was filled."""

    no: int
    id: str
    name: str
    state: str
    priority: int
    script_no: int | None
    script: str
    hours: str
    filled_by: str
    note: str
    closed_on: date | None
    created_at: datetime
    created_by: str
    changed_at: datetime | None
    changed_by: str | None
    version: int


class CallListRepRow(Row):
    """A rep who works a call list."""

    no: int
    call_list_no: int
    rep_no: int
    rep: str


class ListNumberRow(Row):
    """A number on a call list: whose it is, who is to call it, and the facts of it (domain/models/phoning.py)."""

    no: int
    id: str
    call_list_no: int
    call_list: str
    list_state: str
    position: int
    customer_no: int
    customer: str
    contact_no: int | None
    contact: str
    title: str
    phone_no: int
    number: str
    e164: str | None
    extension: str
    rep_no: int | None
    rep: str
    turn: str
    tries: int
    tried_at: datetime | None
    outcome_no: int | None
    outcome: str
    outcome_name: str
    half: str
    stage_rank: int
    zone: str
    follower_no: int | None
    rest_outcome_no: int | None
    rest_list_no: int | None
    rest_at: datetime | None
    removed_at: datetime | None
    removed_reason: str
    created_at: datetime
    created_by: str
    version: int


class TurnTally(Row):
    """How many numbers of a list a rep has (None: nobody) that are alike in what tells their turn.

    Those taken off stand apart. Of those that nobody is called by, what was said before does not matter.
    """

    call_list_no: int
    rep_no: int | None
    taken_off: bool
    turn: str
    outcome_no: int | None
    tries: int
    rest_outcome_no: int | None
    rest_list_no: int | None
    rest_at: datetime | None
    numbers: int


class ListedRow(Row):
    """A number of a list by what tells its turn."""

    no: int
    call_list_no: int
    turn: str
    outcome_no: int | None
    tries: int
    rest_outcome_no: int | None
    rest_list_no: int | None
    rest_at: datetime | None


class TriedTally(Row):
    """Calls made from a list: distinct numbers tried, dials, and distinct customers reached."""

    call_list_no: int
    rep_no: int
    dials: int
    reached: int


class DistinctTally(Row):
    """What of a list was tried and reached, each number and each customer once."""

    call_list_no: int
    tried: int
    customers_tried: int
    customers_reached: int


class CustomerTally(Row):
    """How many customers have numbers on a list that were not taken off."""

    call_list_no: int
    customers: int


FIND_CALL_LISTS = Statement(
    CallListRow,
    """
    select call_list.no, call_list.id, call_list.name, call_list.state, call_list.priority, call_list.script_no,
        coalesce(script.name, '') as script, call_list.hours, call_list.filled_by, call_list.note,
        call_list.closed_on, call_list.created_at, call_list.created_by, call_list.changed_at,
        call_list.changed_by, call_list.version
    from call_list left join script on script.no = call_list.script_no
    where 1 = 1
        [and call_list.no = :no]
        [and call_list.no > :after]
        [and call_list.name = :name]
        [and call_list.state in (:states*)]
        [and (exists (select 1 from call_list_rep mine where mine.call_list_no = call_list.no
                and mine.rep_no = :worked_by)
            or not exists (select 1 from call_list_rep any_rep where any_rep.call_list_no = call_list.no))]
    order by {order}
    [limit :limit]
    """,
    {
        "priority": "call_list.priority asc, call_list.no asc",
        "no": "call_list.no asc",
        "name": "call_list.name asc, call_list.no asc",
        "state": "call_list.state asc, call_list.priority asc, call_list.no asc",
        "created_at": "call_list.created_at desc, call_list.no desc",
    },
)

LIST_REPS = Statement(
    CallListRepRow,
    """
    select call_list_rep.no, call_list_rep.call_list_no, call_list_rep.rep_no, rep.name as rep
    from call_list_rep join rep on rep.no = call_list_rep.rep_no
    where 1 = 1 [and call_list_rep.call_list_no in (:lists*)]
    order by call_list_rep.call_list_no, call_list_rep.no
    """,
)

_SORTS = {
    "position": "list_number.call_list_no asc, list_number.position asc, list_number.no asc",
    "no": "list_number.no asc",
    "customer": "customer.sort_key asc, list_number.position asc, list_number.no asc",
    "rep": "rep.name asc nulls last, list_number.position asc, list_number.no asc",
    "tried_at": "list_number.tried_at desc nulls last, list_number.no asc",
    "tries": "list_number.tries desc, list_number.position asc, list_number.no asc",
}

FIND_LIST_NUMBERS = Statement(
    ListNumberRow,
    """
    select list_number.no, list_number.id, list_number.call_list_no, call_list.name as call_list,
        call_list.state as list_state, list_number.position, list_number.customer_no, customer.name as customer,
        list_number.contact_no, coalesce(contact.name, '') as contact, coalesce(contact.title, '') as title,
        list_number.phone_no, phone.raw as number, phone.e164, phone.extension, list_number.rep_no,
        coalesce(rep.name, '') as rep, list_number.turn, list_number.tries, list_number.tried_at,
        list_number.outcome_no, coalesce(outcome.code, '') as outcome, coalesce(outcome.name, '') as outcome_name,
        list_number.half, list_number.stage_rank, list_number.zone, list_number.follower_no,
        list_number.rest_outcome_no, list_number.rest_list_no, list_number.rest_at, list_number.removed_at,
        list_number.removed_reason, list_number.created_at, list_number.created_by, list_number.version
    from list_number
        join call_list on call_list.no = list_number.call_list_no
        join customer on customer.no = list_number.customer_no
        join phone on phone.no = list_number.phone_no
        left join contact on contact.no = list_number.contact_no
        left join rep on rep.no = list_number.rep_no
        left join outcome on outcome.no = list_number.outcome_no
    where 1 = 1
        [and list_number.no = :no]
        [and list_number.no in (:numbers*)]
        [and list_number.no > :after]
        [and list_number.call_list_no = :call_list_no]
        [and list_number.phone_no = :phone_no]
        [and list_number.phone_no in (:phone_numbers*)]
        [and list_number.customer_no = :customer_no]
        [and list_number.contact_no = :contact_no]
        [and list_number.rep_no = :rep_no]
        [and (list_number.rep_no is null) = :unassigned]
        [and list_number.turn = :turn]
        [and (list_number.removed_at is null) = :standing]
    order by {order}
    [limit :limit]
    """,
    _SORTS,
)

# A list of a hundred thousand numbers is read whole in a fifth of a second, for what no column says.
FIND_LISTED = Statement(
    ListedRow,
    """
    select list_number.no, list_number.call_list_no, list_number.turn, list_number.outcome_no, list_number.tries,
        list_number.rest_outcome_no, list_number.rest_list_no, list_number.rest_at
    from list_number
        join customer on customer.no = list_number.customer_no
        left join rep on rep.no = list_number.rep_no
    where list_number.turn in (:turns*)
        [and list_number.call_list_no = :call_list_no]
        [and list_number.rep_no = :rep_no]
        [and (list_number.rep_no is null) = :unassigned]
        [and (list_number.removed_at is null) = :standing]
    order by {order}
    """,
    _SORTS,
)

# A group for each moment somebody said what may mean rest, so only of those it may keep from being called.
_STANDS = "removed_at is null and turn in ('new', 'again', 'next')"
TURN_TALLY = Statement(
    TurnTally,
    f"""
    select call_list_no, rep_no, taken_off, turn, outcome_no, tries, rest_outcome_no, rest_list_no, rest_at,
        count(*) as numbers
    from (
        select call_list_no, rep_no, removed_at is not null as taken_off, turn,
            case when {_STANDS} then outcome_no end as outcome_no,
            case when {_STANDS} then tries else 0 end as tries,
            case when {_STANDS} then rest_outcome_no end as rest_outcome_no,
            case when {_STANDS} then rest_list_no end as rest_list_no,
            case when {_STANDS} then rest_at end as rest_at
        from list_number where call_list_no in (:lists*)
    ) listed
    group by call_list_no, rep_no, taken_off, turn, outcome_no, tries, rest_outcome_no, rest_list_no, rest_at
    """,
)

CUSTOMER_TALLY = Statement(
    CustomerTally,
    """
    select list_number.call_list_no, count(distinct list_number.customer_no) as customers
    from list_number where list_number.call_list_no in (:lists*) and list_number.removed_at is null
    group by list_number.call_list_no
    """,
)

# Only numbers that are on the list still, so that what was tried is never more than what there is.
DISTINCT_TALLY = Statement(
    DistinctTally,
    """
    select call.call_list_no, count(distinct call.phone_no) as tried,
        count(distinct call.customer_no) as customers_tried,
        count(distinct case when outcome.reached = true then call.customer_no end) as customers_reached
    from call
        join list_number on list_number.call_list_no = call.call_list_no
            and list_number.phone_no = call.phone_no and list_number.removed_at is null
        left join outcome on outcome.no = call.outcome_no
    where call.call_list_no in (:lists*) and call.direction = 'out'
    group by call.call_list_no
    """,
)

TRIED_TALLY = Statement(
    TriedTally,
    """
    select call.call_list_no, call.rep_no, count(*) filter (where outcome.dialled = true) as dials,
        count(*) filter (where outcome.reached = true) as reached
    from call left join outcome on outcome.no = call.outcome_no
    where call.call_list_no in (:lists*) and call.direction = 'out'
    group by call.call_list_no, call.rep_no
    order by call.call_list_no, call.rep_no
    """,
)

NUMBERS_HANGING = Statement(
    RecordNumber,
    """
    select list_number.no from list_number
    where 1 = 1
        [and list_number.call_list_no = :call_list_no]
        [and list_number.phone_no in (:phones*)]
        [and list_number.contact_no = :contact_no]
        [and list_number.customer_no = :customer_no]
    order by list_number.no
    """,
)

PAUSES_HANGING = Statement(
    RecordNumber,
    "select call_pause.no from call_pause where call_pause.phone_no in (:phones*) order by call_pause.no",
)

LEASES_HANGING = Statement(
    RecordNumber,
    """
    select call_lease.no from call_lease
    where 1 = 1 [and call_lease.phone_no in (:phones*)] [and call_lease.call_list_no = :call_list_no]
    order by call_lease.no
    """,
)

REPS_HANGING = Statement(
    RecordNumber, "select no from call_list_rep where call_list_no = :call_list_no order by no"
)

PLANS_HANGING = Statement(
    RecordNumber, "select no from dial_plan where call_list_no = :call_list_no order by no"
)

RULES_HANGING = Statement(
    RecordNumber, "select no from list_rule where call_list_no = :call_list_no order by no"
)

PLAN_FROM = Statement(
    RecordNumber,
    "select no from dial_plan where call_list_no = :call_list_no and rep_no = :rep_no and starts_on = :starts_on",
)
