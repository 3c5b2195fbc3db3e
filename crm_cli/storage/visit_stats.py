"""Visits of some days one by one as they count, what came of them, and how far buildings and sweeps have come.

Days are lists, as in tallies.py: an equality on the day is what the index (day, rep_no) answers.
"""

from datetime import date, datetime

from crm_cli.storage.rows import Row
from crm_cli.storage.statement import Statement
from crm_cli.storage.tallies import DOOR_COLUMNS, IS_DOOR, PAST_FRONT_DESK, TARGET_MET


class VisitFact(Row):
    """One visit as it counts: what it may be grouped by, its flags, and which door it knocked at."""

    no: int
    day: date
    arrived_at: datetime
    left_at: datetime | None
    day_only: bool
    rep_no: int
    team_no: int | None
    customer_no: int | None
    sweep_no: int | None
    building: str
    district: str
    industry: str
    outcome_no: int | None
    tactic: str
    how: str
    kind: str
    opened: bool
    reached: bool
    effective: bool
    past_front_desk: bool
    target_met: bool
    card: bool
    wechat_added: bool
    expense_minor: int
    is_door: bool
    door_building: str
    door_floor: str
    door_unit: str
    door_customer: int


class OrderOfVisit(Row):
    """An order that came from a visit: by the rep and the day it counts for, and what the visit is grouped by."""

    day: date
    rep_no: int
    team_no: int | None
    arrived_at: datetime
    day_only: bool
    sweep_no: int | None
    building: str
    district: str
    industry: str
    outcome_no: int | None
    tactic: str
    how: str
    kind: str


class PlanPlace(Row):
    """What a plan is grouped by besides its day and its reps."""

    no: int
    at: datetime | None
    sweep_no: int | None
    building: str
    district: str
    industry: str


class FrontRow(Row):
    """A rep on a front of a sweep; the building is the sweep's."""

    sweep_no: int
    building: str
    starts_on: date
    front_no: int
    position: int
    front: str
    rep_no: int | None


class CoverageRow(Row):
    """The doors in use of a building: all, those ever knocked at, with a tenant on file, and found empty."""

    building: str
    doors: int
    knocked: int
    on_file: int
    vacant: int


_PLACE = """visit.sweep_no, visit.building, coalesce(customer.district, '') as district,
        coalesce(customer.industry, '') as industry, visit.outcome_no, visit.tactic, visit.how, visit.kind"""
VISIT_FACTS = Statement(
    VisitFact,
    f"""
    select visit.no, visit.day, visit.arrived_at, visit.left_at, visit.day_only, visit.rep_no, rep.team_no, visit.customer_no,
        {_PLACE},
        coalesce(outcome.opened, false) as opened, coalesce(outcome.reached, false) as reached,
        coalesce(outcome.effective, false) as effective,
        case when {PAST_FRONT_DESK} then true else false end as past_front_desk,
        case when {TARGET_MET} then true else false end as target_met,
        visit.card, visit.wechat_added, coalesce(visit.expense_minor, 0) as expense_minor,
        case when {IS_DOOR} then true else false end as is_door,
        {DOOR_COLUMNS}
    from visit
        join rep on rep.no = visit.rep_no
        left join customer on customer.no = visit.customer_no
        left join outcome on outcome.no = visit.outcome_no
    where visit.day in (:days*)
        [and visit.rep_no = :rep_no]
        [and rep.team_no = :team_no]
    """,
)

# `cross join` keeps SQLite from walking every visit there is.
ORDERS_OF_VISITS = Statement(
    OrderOfVisit,
    f"""
    select money.day, money.rep_no, rep.team_no, visit.arrived_at, visit.day_only, {_PLACE}
    from money
        cross join rep
        cross join visit
        left join customer on customer.no = visit.customer_no
    where money.day in (:days*) and money.kind = 'order' and visit.no = money.visit_no and rep.no = money.rep_no
        [and money.rep_no = :rep_no]
        [and rep.team_no = :team_no]
    """,
)

PLAN_PLACES = Statement(
    PlanPlace,
    """
    select plan.no, plan.at, plan.sweep_no, coalesce(nullif(plan.building, ''), customer.building, '') as building,
        coalesce(customer.district, '') as district, coalesce(customer.industry, '') as industry
    from plan left join customer on customer.no = plan.customer_no
    where plan.day >= :since and plan.day <= :until
    """,
)

SWEEP_FRONTS = Statement(
    FrontRow,
    """
    select sweep.no as sweep_no, building.name as building, sweep.starts_on, sweep_front.no as front_no,
        sweep_front.position, sweep_front.name as front, sweep_front_rep.rep_no
    from sweep
        join building on building.no = sweep.building_no
        join sweep_front on sweep_front.sweep_no = sweep.no
        left join sweep_front_rep on sweep_front_rep.front_no = sweep_front.no
    where sweep.no in (:sweep_numbers*)
    order by sweep.no, sweep_front.position, sweep_front.no, sweep_front_rep.no
    """,
)

# A door is as it stood when the day `until` ended, at the instant `before`: a tenant there, and if none whether it was
# found empty last.
BUILDING_COVERAGE = Statement(
    CoverageRow,
    """
    select door.building, count(*) as doors, count(*) filter (where door.knocked = true) as knocked,
        count(*) filter (where door.on_file = true) as on_file,
        count(*) filter (where door.on_file = false and door.found_empty = true) as vacant
    from (
        select building.name as building,
            exists (select 1 from visit where visit.unit_no = unit.no and visit.outcome_no is not null
                and visit.arrived_at < :before) as knocked,
            exists (select 1 from tenancy where tenancy.unit_no = unit.no
                and (tenancy.since <= :on or (tenancy.since is null and tenancy.created_at < :before))
                and (tenancy.until is null or tenancy.until > :on)) as on_file,
            coalesce((select outcome.exhausted
                from visit join outcome on outcome.no = visit.outcome_no
                where visit.unit_no = unit.no and visit.arrived_at < :before
                order by visit.arrived_at desc, visit.no desc limit 1), false) as found_empty
        from building join unit on unit.building_no = building.no
        where building.name in (:buildings*) and unit.retired_on is null
    ) door
    group by door.building
    order by door.building
    """,
)
