"""Calls of some days counted by rep, list, outcome and more, each as the daily report counts them.

Days are lists, as in tallies.py: an equality on the day is what the index (day, rep_no) answers. What a group is
called is looked up by whoever shows it, so that nothing is joined to each of a month's calls for its name.
"""

from datetime import date, datetime

from crm_cli.storage.rows import Row
from crm_cli.storage.statement import Statement
from crm_cli.storage.tallies import CALL_COUNTS


class CallGroup(Row):
    """The calls of one group, counted as a CallTally; the group is `key_no`, or `key` where it has no number.

    Customers are counted once in a group, however often they were called. The last three are of incoming calls.
    """

    key_no: int | None
    key: str
    attempts: int
    dials: int
    answered: int
    human: int
    reached: int
    conversations: int
    interested: int
    appointments: int
    wechat_added: int
    talk_seconds: int
    recorded: int
    transfers: int
    incoming: int
    customers_tried: int
    customers_reached: int
    incoming_answered: int
    incoming_reached: int
    incoming_recorded: int


class CallSlot(Row):
    """A quarter of an hour of one of the firm's days, in UTC, and the calls in it counted as a CallTally."""

    day: date
    hour: int
    quarter: int
    attempts: int
    dials: int
    answered: int
    human: int
    reached: int
    conversations: int
    interested: int
    appointments: int
    wechat_added: int
    talk_seconds: int
    recorded: int
    transfers: int
    incoming: int
    incoming_answered: int
    incoming_reached: int
    incoming_recorded: int


class TriesRow(Row):
    """How many customers were first reached at the try of that number; those never reached have None."""

    tries: int | None
    customers: int


class ListedAttempt(Row):
    """When a rep called out, from which list, and whether it counts as a dial."""

    rep_no: int
    day: date
    at: datetime
    dialled: bool
    call_list_no: int | None


class OrderOfCall(Row):
    """An order that came from an outgoing call, by the rep and the day it counts for."""

    day: date
    rep_no: int
    at: datetime
    call_list_no: int | None
    outcome_no: int | None
    industry: str


class CallbackPlace(Row):
    """What a callback is grouped by: its day, the list of the call that promised it, the customer's industry."""

    no: int
    due_on: date
    call_list_no: int | None
    industry: str


class ListSize(Row):
    """The numbers and the customers on a list, those taken off left out."""

    call_list_no: int
    numbers: int
    customers: int


class ListTried(Row):
    """Of the numbers on a list those tried in some days, and the customers reached by them."""

    call_list_no: int
    numbers: int
    customers: int


class ListName(Row):
    """A call list and its script; `is_worked` while it is open and names the reps asked for, or nobody."""

    no: int
    name: str
    script_no: int | None
    script: str
    is_worked: bool


_OF_CUSTOMERS = """,
        count(distinct call.customer_no) filter (where call.direction = 'out') as customers_tried,
        count(distinct call.customer_no) filter (where call.direction = 'out' and outcome.reached = true)
            as customers_reached"""
_OF_INCOMING = """,
        count(*) filter (where call.direction = 'in' and outcome.answered = true) as incoming_answered,
        count(*) filter (where call.direction = 'in' and outcome.reached = true) as incoming_reached,
        count(*) filter (where call.direction = 'in' and exists
            (select 1 from attachment where attachment.call_no = call.no and attachment.recording = true))
            as incoming_recorded"""
_JOINED = """
        [join rep on rep.no = call.rep_no and rep.team_no = :team_no]
        left join outcome on outcome.no = call.outcome_no"""
_CHOSEN = """
    where call.day in (:days*)
        [and call.rep_no = :rep_no]
        [and call.call_list_no = :call_list_no]"""
_NO_KEY = "cast(null as integer)"


def _grouped(key_no: str = "", key: str = "", more: str = "") -> Statement[CallGroup]:
    """Return the statement that counts calls by a column; by none they are all one group."""
    columns = f"{key_no or _NO_KEY} as key_no, {key or chr(39) * 2} as key"
    group = f"group by {key_no or key}" if key_no or key else ""
    return Statement(
        CallGroup,
        f"select {columns}, {CALL_COUNTS} {_OF_CUSTOMERS} {_OF_INCOMING} from call {more} {_JOINED} {_CHOSEN} {group}",
    )


CALLS_TOTAL = _grouped()
CALLS_BY_REP = _grouped("call.rep_no")
CALLS_BY_TEAM = _grouped("worker.team_no", more="join rep worker on worker.no = call.rep_no")
CALLS_BY_LIST = _grouped("call.call_list_no")
CALLS_BY_SCRIPT = _grouped(
    "call_list.script_no", more="left join call_list on call_list.no = call.call_list_no"
)
CALLS_BY_OUTCOME = _grouped("call.outcome_no")
CALLS_BY_DAY = _grouped(key="cast(call.day as text)")
CALLS_BY_INDUSTRY = _grouped(
    key="coalesce(customer.industry, '')", more="left join customer on customer.no = call.customer_no"
)

# An instant is text on one database and none on the other, but both write hours and minutes at the same place.
# Every zone is some quarters of an hour from UTC.
_HOUR = "cast(substr(cast(call.at as text), 12, 2) as integer)"
_QUARTER = "cast(substr(cast(call.at as text), 15, 2) as integer) / 15"
CALL_SLOTS = Statement(
    CallSlot,
    f"""
    select call.day, {_HOUR} as hour, {_QUARTER} as quarter, {CALL_COUNTS} {_OF_INCOMING}
    from call {_JOINED} {_CHOSEN}
    group by call.day, {_HOUR}, {_QUARTER}
    """,
)

TRIES_UNTIL_REACHED = Statement(
    TriesRow,
    f"""
    select tried.tries, count(*) as customers
    from (
        select ranked.customer_no, min(ranked.nth) filter (where ranked.reached = true) as tries
        from (
            select call.customer_no, outcome.reached,
                row_number() over (partition by call.customer_no order by call.at, call.no) as nth
            from call {_JOINED} {_CHOSEN}
                and call.direction = 'out' and call.customer_no is not null
        ) ranked
        group by ranked.customer_no
    ) tried
    group by tried.tries
    order by tried.tries nulls last
    """,
)

LISTED_ATTEMPTS = Statement(
    ListedAttempt,
    f"""
    select call.rep_no, call.day, call.at, case when outcome.dialled = true then true else false end as dialled,
        call.call_list_no
    from call {_JOINED} {_CHOSEN}
        and call.direction = 'out'
    """,
)

# `cross join` keeps SQLite from walking everything ever called from a list.
ORDERS_OF_CALLS = Statement(
    OrderOfCall,
    """
    select money.day, money.rep_no, call.at, call.call_list_no, call.outcome_no,
        coalesce(customer.industry, '') as industry
    from money
        [join rep on rep.no = money.rep_no and rep.team_no = :team_no]
        cross join call
        left join customer on customer.no = call.customer_no
    where money.day in (:days*) and money.kind = 'order' and call.no = money.call_no and call.direction = 'out'
        [and money.rep_no = :rep_no]
        [and call.call_list_no = :call_list_no]
    """,
)

CALLBACK_PLACES = Statement(
    CallbackPlace,
    """
    select step.no, step.due_on, origin.call_list_no, coalesce(customer.industry, '') as industry
    from step
        left join call origin on origin.no = step.call_no
        left join customer on customer.no = step.customer_no
    where step.kind = 'callback' and step.due_on in (:days*)
    """,
)

# A rep is measured by the numbers given to him and by those given to nobody.
_GIVEN = """
        [and (list_number.rep_no is null or list_number.rep_no = :rep_no)]
        [and (list_number.rep_no is null or list_number.rep_no in
            (select rep.no from rep where rep.team_no = :team_no))]"""
LIST_SIZES = Statement(
    ListSize,
    f"""
    select list_number.call_list_no, count(*) as numbers, count(distinct list_number.customer_no) as customers
    from list_number
    where list_number.call_list_no in (:lists*) and list_number.removed_at is null {_GIVEN}
    group by list_number.call_list_no
    """,
)

LIST_TRIED = Statement(
    ListTried,
    f"""
    select call.call_list_no, count(distinct call.phone_no) as numbers,
        count(distinct list_number.customer_no) filter (where outcome.reached = true) as customers
    from call
        [join rep on rep.no = call.rep_no and rep.team_no = :team_no]
        join list_number on list_number.call_list_no = call.call_list_no
            and list_number.phone_no = call.phone_no and list_number.removed_at is null {_GIVEN}
        left join outcome on outcome.no = call.outcome_no
    where call.day in (:days*) and call.direction = 'out'
        [and call.rep_no = :rep_no]
        [and call.call_list_no = :call_list_no]
    group by call.call_list_no
    """,
)

LIST_NAMES = Statement(
    ListName,
    """
    select call_list.no, call_list.name, call_list.script_no, coalesce(script.name, '') as script,
        case when call_list.state = 'open' and (
            not exists (select 1 from call_list_rep where call_list_rep.call_list_no = call_list.no)
            or exists (select 1 from call_list_rep join rep on rep.no = call_list_rep.rep_no
                where call_list_rep.call_list_no = call_list.no
                    [and call_list_rep.rep_no = :rep_no]
                    [and rep.team_no = :team_no]))
            then true else false end as is_worked
    from call_list left join script on script.no = call_list.script_no
    order by call_list.priority, call_list.no
    """,
)
