"""Sweeps, their fronts and reps, and how each door of the building stands in one."""

from datetime import date, datetime

from crm_cli.storage.rows import Row
from crm_cli.storage.statement import Statement


class SweepRow(Row):
    """A sweep of a building as listed; `meet` is the floor or shop agreed on, '' the middle."""

    no: int
    id: str
    building_no: int
    building: str
    kind: str
    city: str
    district: str
    starts_on: date
    state: str
    meet: str
    note: str
    ended_on: date | None
    reason: str
    created_at: datetime
    created_by: str
    changed_at: datetime | None
    changed_by: str | None
    version: int


class FrontRow(Row):
    """A front of a sweep, with its team where it is one."""

    no: int
    sweep_no: int
    position: int
    name: str
    team_no: int | None
    team: str
    direction: str
    from_floor: str
    to_floor: str
    version: int


class FrontRepRow(Row):
    """A rep on a front."""

    no: int
    front_no: int
    sweep_no: int
    rep_no: int
    rep: str


class SweepOfRep(Row):
    """An open sweep a rep has to do with: on a front of it, or handed a door; `planned` for the day asked about."""

    no: int
    on_front: bool
    planned: bool


class DoorRow(Row):
    """A door in use with its last knock of a sweep, its last mark, who is at it, who was handed it.

    One row for each customer behind the door, one without a customer where there is none. A knock whose outcome was
    not said yet has none; `knocks` are those that have one.
    """

    unit_no: int
    code: str
    floor: str
    floor_order: int
    position: int
    side: str
    visit_no: int | None
    knocked_at: datetime | None
    rep_no: int | None
    outcome_no: int | None
    opened: bool | None
    reached: bool | None
    effective: bool | None
    exhausted: bool | None
    knocks: int
    mark: str | None
    marked_at: datetime | None
    lease_rep_no: int | None
    handed_rep_no: int | None
    customer_no: int | None
    barred: bool
    rest_outcome_no: int | None
    rest_list_no: int | None
    rest_at: datetime | None


class HandRow(Row):
    """A door handed to a rep."""

    no: int
    sweep_no: int
    unit_no: int
    unit: str
    rep_no: int
    rep: str


class MarkRow(Row):
    """A door passed over, or to be knocked at again, and why."""

    no: int
    sweep_no: int
    unit_no: int
    unit: str
    kind: str
    at: datetime
    rep_no: int
    rep: str
    reason: str


class ProgressRow(Row):
    """The doors of a sweep's building, and those knocked at in the sweep."""

    sweep_no: int
    doors: int
    knocked: int


class KnockRow(Row):
    """A knock of a sweep: who, when, at which door."""

    unit_no: int | None
    rep_no: int
    day: date
    arrived_at: datetime


class LastKnockRow(Row):
    """The last knock of a sweep at a door: who, when, what came of it."""

    unit_no: int
    code: str
    floor: str
    visit_no: int
    arrived_at: datetime
    day: date
    rep_no: int
    rep: str
    customer_no: int | None
    customer: str
    outcome: str
    outcome_name: str
    note: str


FIND_SWEEPS = Statement(
    SweepRow,
    """
    select sweep.no, sweep.id, sweep.building_no, building.name as building, building.kind, building.city,
        building.district, sweep.starts_on, sweep.state, sweep.meet, sweep.note, sweep.ended_on, sweep.reason,
        sweep.created_at, sweep.created_by, sweep.changed_at, sweep.changed_by, sweep.version
    from sweep join building on building.no = sweep.building_no
    where 1 = 1
        [and sweep.no = :no]
        [and sweep.no > :after]
        [and sweep.no in (:numbers*)]
        [and sweep.building_no = :building_no]
        [and sweep.state = :state]
        [and sweep.state in (:states*)]
        [and exists (select 1 from sweep_front join sweep_front_rep on sweep_front_rep.front_no = sweep_front.no
            where sweep_front.sweep_no = sweep.no and sweep_front_rep.rep_no = :rep_no)]
    order by {order}
    [limit :limit]
    """,
    {
        "day": "sweep.starts_on desc, sweep.no desc",
        "no": "sweep.no asc",
        "building": "building.name asc, sweep.no asc",
        "state": "sweep.state asc, sweep.starts_on desc, sweep.no desc",
    },
)

FIND_FRONTS = Statement(
    FrontRow,
    """
    select front.no, front.sweep_no, front.position, front.name, front.team_no, coalesce(team.name, '') as team,
        front.direction, front.from_floor, front.to_floor, front.version
    from sweep_front front left join team on team.no = front.team_no
    where 1 = 1 [and front.sweep_no = :sweep_no] [and front.sweep_no in (:sweeps*)] [and front.no = :no]
    order by front.sweep_no, front.position, front.no
    """,
)

FRONT_REPS = Statement(
    FrontRepRow,
    """
    select member.no, member.front_no, front.sweep_no, member.rep_no, rep.name as rep
    from sweep_front front
        join sweep_front_rep member on member.front_no = front.no
        join rep on rep.no = member.rep_no
    where 1 = 1
        [and front.sweep_no = :sweep_no]
        [and front.sweep_no in (:sweeps*)]
        [and front.no = :front_no]
        [and member.rep_no = :rep_no]
    order by front.sweep_no, front.position, front.no, member.no
    """,
)

SWEEPS_OF_REP = Statement(
    SweepOfRep,
    """
    select sweep.no, exists (select 1 from sweep_front
            join sweep_front_rep member on member.front_no = sweep_front.no
            where sweep_front.sweep_no = sweep.no and member.rep_no = :rep_no) as on_front,
        exists (select 1 from plan join plan_rep on plan_rep.plan_no = plan.no
            where plan.sweep_no = sweep.no and plan.day = :day and plan.state in ('planned', 'visited')
                and plan_rep.rep_no = :rep_no) as planned
    from sweep
    where sweep.state = 'open' and sweep.no in (
        select sweep_front.sweep_no from sweep_front_rep member
            join sweep_front on sweep_front.no = member.front_no
            where member.rep_no = :rep_no
        union
        select hand.sweep_no from sweep_hand hand where hand.rep_no = :rep_no)
    order by sweep.starts_on desc, sweep.no desc
    """,
)

# The last knock and the last mark of each door by a seek of their index; as they stood at `before`, when the day `on`
# was over.
DOORS = Statement(
    DoorRow,
    """
    select unit.no as unit_no, unit.code, unit.floor, unit.floor_order, unit.position, unit.side,
        visit.no as visit_no, visit.arrived_at as knocked_at, visit.rep_no, visit.outcome_no, outcome.opened,
        outcome.reached, outcome.effective, outcome.exhausted,
        (select count(*) from visit every_one where every_one.sweep_no = :sweep_no
            and every_one.unit_no = unit.no and every_one.outcome_no is not null
            [and every_one.arrived_at < :before]) as knocks,
        mark.kind as mark, mark.at as marked_at, lease.rep_no as lease_rep_no, hand.rep_no as handed_rep_no,
        tenancy.customer_no,
        exists (select 1 from do_not_call ban where ban.customer_no = tenancy.customer_no
            and ban.lifted_at is null) as barred,
        customer.rest_outcome_no, customer.rest_list_no, customer.rest_at
    from unit
        left join visit on visit.no = (select last.no from visit last
            where last.sweep_no = :sweep_no and last.unit_no = unit.no [and last.arrived_at < :before]
            order by last.arrived_at desc, last.no desc limit 1)
        left join outcome on outcome.no = visit.outcome_no
        left join sweep_mark mark on mark.no = (select latest.no from sweep_mark latest
            where latest.sweep_no = :sweep_no and latest.unit_no = unit.no [and latest.at < :before]
            order by latest.at desc, latest.no desc limit 1)
        left join door_lease lease on lease.unit_no = unit.no and lease.lease_until > :now
        left join sweep_hand hand on hand.sweep_no = :sweep_no and hand.unit_no = unit.no
        left join tenancy on tenancy.unit_no = unit.no and (tenancy.until is null [or tenancy.until > :on])
            [and (tenancy.since <= :on or (tenancy.since is null and tenancy.created_at < :before))]
        left join customer on customer.no = tenancy.customer_no
    where unit.building_no = :building_no and unit.retired_on is null
        [and unit.no in (:units*)]
    order by unit.floor_order, unit.position, unit.no, tenancy.no
    """,
)

FIND_HANDS = Statement(
    HandRow,
    """
    select hand.no, hand.sweep_no, hand.unit_no, unit.code as unit, hand.rep_no, rep.name as rep
    from sweep_hand hand
        join unit on unit.no = hand.unit_no
        join rep on rep.no = hand.rep_no
    where 1 = 1
        [and hand.no > :after]
        [and hand.sweep_no = :sweep_no]
        [and hand.unit_no in (:units*)]
        [and hand.rep_no = :rep_no]
    order by hand.no
    [limit :limit]
    """,
)

FIND_MARKS = Statement(
    MarkRow,
    """
    select mark.no, mark.sweep_no, mark.unit_no, unit.code as unit, mark.kind, mark.at, mark.rep_no, rep.name as rep,
        mark.reason
    from sweep_mark mark
        join unit on unit.no = mark.unit_no
        join rep on rep.no = mark.rep_no
    where 1 = 1 [and mark.no > :after] [and mark.sweep_no = :sweep_no]
    order by mark.no
    [limit :limit]
    """,
)

PROGRESS = Statement(
    ProgressRow,
    """
    select sweep.no as sweep_no,
        (select count(*) from unit where unit.building_no = sweep.building_no and unit.retired_on is null) as doors,
        (select count(distinct visit.unit_no) from visit join unit on unit.no = visit.unit_no
            where visit.sweep_no = sweep.no and visit.outcome_no is not null and unit.retired_on is null) as knocked
    from sweep
    where sweep.no in (:numbers*)
    order by sweep.no
    """,
)

KNOCKS = Statement(
    KnockRow,
    """
    select visit.unit_no, visit.rep_no, visit.day, visit.arrived_at
    from visit
    where visit.sweep_no = :sweep_no and visit.outcome_no is not null
        [and visit.day = :day] [and visit.rep_no = :rep_no] [and visit.day_only = :day_only]
    order by visit.arrived_at, visit.no
    """,
)

LAST_KNOCKS = Statement(
    LastKnockRow,
    """
    select unit.no as unit_no, unit.code, unit.floor, visit.no as visit_no, visit.arrived_at, visit.day,
        visit.rep_no, rep.name as rep, visit.customer_no, coalesce(customer.name, '') as customer,
        outcome.code as outcome, outcome.name as outcome_name, visit.note
    from unit
        join visit on visit.no = (select last.no from visit last
            where last.sweep_no = :sweep_no and last.unit_no = unit.no and last.outcome_no is not null
            order by last.arrived_at desc, last.no desc limit 1)
        join rep on rep.no = visit.rep_no
        join outcome on outcome.no = visit.outcome_no
        left join customer on customer.no = visit.customer_no
    where unit.building_no = :building_no and unit.retired_on is null
    order by unit.floor_order, unit.position, unit.no
    """,
)
