"""The counts of the daily report, a row for each day on which there is anything to count.

What is counted of a day may be added up over days, so a month and a day in it are one pass.

Days are lists, not bounds: an equality on the day and on the rep is what the index (day, rep_no) answers,
while bounds tempt SQLite into reading a rep's whole history.
"""

from datetime import date

from crm_cli.storage.rows import Row
from crm_cli.storage.statement import Statement


class CallTally(Row):
    """A day's outgoing calls counted by flag, effect and talk time; `incoming` stands apart.

    `recorded` are answered ones with a recording, `transfers` those handed to another rep, in or out.
    """

    day: date
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


class VisitTally(Row):
    """A day's visits counted by flag, cold and invited apart; `expense_minor` in minor units of the firm's currency."""

    day: date
    visits: int
    opened_cold: int
    opened_invited: int
    reached_cold: int
    reached_invited: int
    effective_cold: int
    effective_invited: int
    cards: int
    wechat_added: int
    expense_minor: int


class TacticTally(Row):
    """How far the opened doors of one tactic led; the tactic is '' where none was named."""

    tactic: str
    opened: int
    past_front_desk: int
    target_met: int
    cards: int


class DoorTally(Row):
    """A day's doors knocked at, each once."""

    day: date
    doors: int


class NewTally(Row):
    """Customers first reached on the day; those of them met that day by an outgoing call, and by a visit."""

    day: date
    new_customers: int
    by_call: int
    by_visit: int


class MoneyTally(Row):
    """A day's money events of one kind and currency; `amount_minor` leaves out events without an amount."""

    day: date
    kind: str
    currency: str
    events: int
    amount_minor: int


class TriedTally(Row):
    """Of all days together: customers tried by outgoing calls, and orders that came from outgoing calls."""

    customers_tried: int
    orders: int


PAST_FRONT_DESK = """(visit.progress in ('secretary', 'target')
            or (visit.progress = '' and outcome.reached = true))"""
TARGET_MET = "(visit.progress = 'target' or (visit.progress = '' and outcome.reached = true))"
IS_DOOR = """(visit.how = 'cold'
            and (visit.customer_no is not null or visit.unit <> '' or visit.floor <> ''
                or outcome.opened = true))"""
_PLACED = "visit.customer_no is null or (visit.building <> '' and visit.unit <> '')"
# Which door a cold visit knocked at: a place in full, else the customer, else what is known of the place.
DOOR_COLUMNS = ",\n            ".join(
    [
        f"case when {_PLACED} then visit.{part} else '' end as door_{part}"
        for part in ("building", "floor", "unit")
    ]
    + [
        """case when visit.building <> '' and visit.unit <> ''
                then 0 else coalesce(visit.customer_no, 0) end as door_customer"""
    ]
)
# The touches of the days and the scope that reached someone, and those before which nobody ever was reached.
FRESH = """
    with touched as (
        select call.customer_no, call.day, call.at, call.rep_no, call.direction as kind
        from call
            [join rep on rep.no = call.rep_no and rep.team_no = :team_no]
            join outcome on outcome.no = call.outcome_no
        where call.day in (:days*) and outcome.reached = true and call.customer_no is not null
            [and call.rep_no = :rep_no]
        union all
        select visit.customer_no, visit.day, visit.arrived_at as at, visit.rep_no, 'visit' as kind
        from visit
            [join rep on rep.no = visit.rep_no and rep.team_no = :team_no]
            join outcome on outcome.no = visit.outcome_no
        where visit.day in (:days*) and outcome.reached = true and visit.customer_no is not null
            [and visit.rep_no = :rep_no]
    ), fresh as (
        select distinct touched.customer_no, touched.day, touched.rep_no
        from touched
        where not exists (select 1 from call earlier join outcome on outcome.no = earlier.outcome_no
                where earlier.customer_no = touched.customer_no and earlier.at < touched.at
                    and outcome.reached = true)
            and not exists (select 1 from visit earlier join outcome on outcome.no = earlier.outcome_no
                where earlier.customer_no = touched.customer_no and earlier.arrived_at < touched.at
                    and outcome.reached = true)
    )
"""

# Whatever calls are grouped by, they are counted so and in this order. A recording speaks for a call that was
# answered; a call handed to another rep counts whichever way it came.
CALL_COUNTS = """
        count(*) filter (where call.direction = 'out') as attempts,
        count(*) filter (where call.direction = 'out' and outcome.dialled = true) as dials,
        count(*) filter (where call.direction = 'out' and outcome.answered = true) as answered,
        count(*) filter (where call.direction = 'out' and outcome.human = true) as human,
        count(*) filter (where call.direction = 'out' and outcome.reached = true) as reached,
        count(*) filter (where call.direction = 'out' and outcome.reached = true
            and call.talk_seconds >= :conversation_seconds) as conversations,
        count(*) filter (where call.direction = 'out' and (call.grade in ('A', 'B', 'C')
            or outcome.effect in ('quote', 'sample', 'plan', 'order'))) as interested,
        count(*) filter (where call.direction = 'out' and outcome.effect = 'plan') as appointments,
        count(*) filter (where call.direction = 'out' and call.wechat_added = true) as wechat_added,
        coalesce(sum(call.talk_seconds) filter (where call.direction = 'out' and outcome.answered = true), 0)
            as talk_seconds,
        count(*) filter (where call.direction = 'out' and outcome.answered = true and exists
            (select 1 from attachment where attachment.call_no = call.no and attachment.recording = true))
            as recorded,
        count(*) filter (where call.transferred_to_no is not null) as transfers,
        count(*) filter (where call.direction = 'in') as incoming"""

CALL_TALLY = Statement(
    CallTally,
    f"""
    select call.day, {CALL_COUNTS}
    from call
        [join rep on rep.no = call.rep_no and rep.team_no = :team_no]
        left join outcome on outcome.no = call.outcome_no
    where call.day in (:days*)
        [and call.rep_no = :rep_no]
    group by call.day
    """,
)

VISIT_TALLY = Statement(
    VisitTally,
    """
    select visit.day, count(*) as visits,
        count(*) filter (where outcome.opened = true and visit.how = 'cold') as opened_cold,
        count(*) filter (where outcome.opened = true and visit.how = 'invited') as opened_invited,
        count(*) filter (where outcome.reached = true and visit.how = 'cold') as reached_cold,
        count(*) filter (where outcome.reached = true and visit.how = 'invited') as reached_invited,
        count(*) filter (where outcome.effective = true and visit.how = 'cold') as effective_cold,
        count(*) filter (where outcome.effective = true and visit.how = 'invited') as effective_invited,
        count(*) filter (where visit.card = true) as cards,
        count(*) filter (where visit.wechat_added = true) as wechat_added,
        cast(coalesce(sum(visit.expense_minor), 0) as bigint) as expense_minor
    from visit
        [join rep on rep.no = visit.rep_no and rep.team_no = :team_no]
        left join outcome on outcome.no = visit.outcome_no
    where visit.day in (:days*)
        [and visit.rep_no = :rep_no]
    group by visit.day
    """,
)

TACTIC_TALLY = Statement(
    TacticTally,
    f"""
    select visit.tactic, count(*) as opened,
        count(*) filter (where {PAST_FRONT_DESK}) as past_front_desk,
        count(*) filter (where {TARGET_MET}) as target_met,
        count(*) filter (where visit.card = true) as cards
    from visit
        [join rep on rep.no = visit.rep_no and rep.team_no = :team_no]
        join outcome on outcome.no = visit.outcome_no
    where visit.day in (:days*)
        and outcome.opened = true
        [and visit.rep_no = :rep_no]
    group by visit.tactic
    order by visit.tactic
    """,
)

DOOR_TALLY = Statement(
    DoorTally,
    f"""
    select knocked.day, count(*) as doors from (
        select distinct visit.day,
            {DOOR_COLUMNS}
        from visit
            [join rep on rep.no = visit.rep_no and rep.team_no = :team_no]
            left join outcome on outcome.no = visit.outcome_no
        where visit.day in (:days*)
            and {IS_DOOR}
            [and visit.rep_no = :rep_no]
    ) knocked
    group by knocked.day
    """,
)

NEW_TALLY = Statement(
    NewTally,
    f"""
    {FRESH}
    select touched.day, count(distinct touched.customer_no) as new_customers,
        count(distinct touched.customer_no) filter (where touched.kind = 'out') as by_call,
        count(distinct touched.customer_no) filter (where touched.kind = 'visit') as by_visit
    from touched join fresh on fresh.customer_no = touched.customer_no and fresh.day = touched.day
    group by touched.day
    """,
)

MONEY_TALLY = Statement(
    MoneyTally,
    """
    select money.day, money.kind, money.currency, count(*) as events,
        cast(coalesce(sum(money.amount_minor), 0) as bigint) as amount_minor
    from money
        [join rep on rep.no = money.rep_no and rep.team_no = :team_no]
    where money.day in (:days*)
        [and money.rep_no = :rep_no]
    group by money.day, money.kind, money.currency
    order by money.day, money.kind, money.currency
    """,
)

TRIED_TALLY = Statement(
    TriedTally,
    """
    select
        (select count(distinct call.customer_no)
        from call [join rep on rep.no = call.rep_no and rep.team_no = :team_no]
        where call.day in (:days*) and call.direction = 'out' [and call.rep_no = :rep_no]) as customers_tried,
        (select count(*)
        from money
            [join rep on rep.no = money.rep_no and rep.team_no = :team_no]
            join call on call.no = money.call_no
        where money.day in (:days*) and money.kind = 'order' and call.direction = 'out'
            [and money.rep_no = :rep_no]) as orders
    """,
)


class DialPlanRow(Row):
    """Dials planned of a rep on a list for each working day from `starts_on` on, until its next row."""

    call_list_no: int
    call_list: str
    closed_on: date | None
    rep_no: int
    rep: str
    left_on: date | None
    starts_on: date
    dials: int


class ListDialTally(Row):
    """What a rep did on a list on some days."""

    call_list_no: int
    rep_no: int
    dials: int
    reached: int


DIAL_PLANS = Statement(
    DialPlanRow,
    """
    select dial_plan.call_list_no, call_list.name as call_list, call_list.closed_on, dial_plan.rep_no,
        rep.name as rep, rep.left_on, dial_plan.starts_on, dial_plan.dials
    from dial_plan
        join call_list on call_list.no = dial_plan.call_list_no
        join rep on rep.no = dial_plan.rep_no
    where 1 = 1
        [and dial_plan.starts_on <= :until]
        [and dial_plan.rep_no = :rep_no]
        [and rep.team_no = :team_no]
        [and dial_plan.call_list_no = :call_list_no]
    order by call_list.priority, dial_plan.call_list_no, dial_plan.rep_no, dial_plan.starts_on
    """,
)

# Bounds here, for the index (list, day): a list of days would tempt SQLite into all calls of these days.
LIST_DIAL_TALLY = Statement(
    ListDialTally,
    """
    select call.call_list_no, call.rep_no, count(*) filter (where outcome.dialled = true) as dials,
        count(*) filter (where outcome.reached = true) as reached
    from call join outcome on outcome.no = call.outcome_no
    where call.call_list_no in (:lists*) and call.day >= :since and call.day <= :until and call.direction = 'out'
    group by call.call_list_no, call.rep_no
    order by call.call_list_no, call.rep_no
    """,
)
