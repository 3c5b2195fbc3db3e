"""What was done and what is promised: calls, visits, follow-ups, steps, plans, money, what was heard."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from crm_cli.domain import codes
from crm_cli.domain.models.base import (
    TOUCH,
    Instant,
    Record,
    code_of,
    count,
    flag,
    how_many,
    index,
    instant,
    minor,
    one_of,
    plain_text,
    refers,
    table_arguments,
)


class Call(Record, table=True):
    """One call, out or in; `day` is the firm's local day of `at`, `call_list_no` the list it was made from."""

    at: datetime = Field(sa_type=Instant)
    day: date
    direction: str = code_of("out")
    customer_no: int | None = refers("customer")
    contact_no: int | None = refers("contact")
    phone_no: int | None = refers("phone")
    number: str = plain_text()
    rep_no: int = refers("rep", required=True)
    outcome_no: int | None = refers("outcome")
    talk_seconds: int | None = None
    grade: str = plain_text()
    note: str = plain_text()
    wechat_added: bool = flag("wechat_added")
    heard: str = plain_text()
    call_list_no: int | None = refers("call_list")
    hours_waived: bool = flag("hours_waived")
    transferred_to_no: int | None = refers("rep")
    __table_args__ = table_arguments(
        one_of("direction", codes.DIRECTIONS),
        one_of("grade", codes.GRADES, empty=True),
        index("ix_call_day", "day", "rep_no"),
        index("ix_call_rep", "rep_no", "at"),
        # With the outcome, so that whether a customer was ever reached is told without looking at its calls.
        index("ix_call_customer", "customer_no", "at", "outcome_no"),
        index("ix_call_phone", "phone_no", "at"),
        index("ix_call_contact", "contact_no", where="contact_no is not null"),
        index("ix_call_list", "call_list_no", "day", where="call_list_no is not null"),
    )


class Visit(Record, table=True):
    """One visit; a door that did not open may have a place and no customer.

    The place is text, as it was then; `unit_no` is the door it was at, `sweep_no` the sweep it was knocked in. Of one
    typed back from paper that said no time `day_only` is known; `arrived_at` is any moment of that day then.
    `progress_of_outcome`: nobody typed how far one got, it is what the outcome said of it then.
    """

    arrived_at: datetime = Field(sa_type=Instant)
    left_at: datetime | None = instant()
    day: date
    how: str = code_of("cold")
    kind: str = code_of("first")
    customer_no: int | None = refers("customer")
    contact_no: int | None = refers("contact")
    building: str = plain_text()
    floor: str = plain_text()
    unit: str = plain_text()
    rep_no: int = refers("rep", required=True)
    outcome_no: int | None = refers("outcome")
    progress: str = plain_text()
    progress_of_outcome: bool = flag("progress_of_outcome")
    tactic: str = plain_text()
    card: bool = flag("card")
    wechat_added: bool = flag("wechat_added")
    need: str = plain_text()
    supplier: str = plain_text()
    heard: str = plain_text()
    grade: str = plain_text()
    expense_minor: int | None = minor()
    note: str = plain_text()
    sweep_no: int | None = refers("sweep")
    unit_no: int | None = refers("unit")
    day_only: bool = flag("day_only")
    __table_args__ = table_arguments(
        one_of("how", codes.VISIT_HOWS),
        one_of("kind", codes.VISIT_KINDS),
        one_of("progress", codes.PROGRESS, empty=True),
        one_of("grade", codes.GRADES, empty=True),
        index("ix_visit_day", "day", "rep_no"),
        index("ix_visit_rep", "rep_no", "arrived_at"),
        index("ix_visit_customer", "customer_no", "arrived_at"),
        index("ix_visit_contact", "contact_no", where="contact_no is not null"),
        index("ix_visit_sweep", "sweep_no", "unit_no", "arrived_at", where="sweep_no is not null"),
        index("ix_visit_unit", "unit_no", "arrived_at", where="unit_no is not null"),
    )


class Followup(Record, table=True):
    """One logged touch that was neither call nor visit."""

    at: datetime = Field(sa_type=Instant)
    day: date
    customer_no: int = refers("customer", required=True)
    contact_no: int | None = refers("contact")
    rep_no: int = refers("rep", required=True)
    channel: str = code_of("other")
    note: str = plain_text()
    grade_before: str = plain_text()
    grade: str = plain_text()
    heard: str = plain_text()
    __table_args__ = table_arguments(
        one_of("grade", codes.GRADES, empty=True),
        index("ix_followup_day", "day", "rep_no"),
        index("ix_followup_customer", "customer_no", "at"),
        index("ix_followup_contact", "contact_no", where="contact_no is not null"),
    )


class Step(Record, table=True):
    """What is promised or due on a day: a next step, a task (no customer), or a callback.

    `call_no`, `visit_no` or `followup_no` is the touch it came from; `done_by_…` the touch that closed it.
    A callback moved after its time, or handed on, leaves a cancelled row behind whose `became_no` is the one that
    stands: what was missed stays missed. `done_at` is when it ended, `handed_at` when its rep got it from another,
    `reason` why it was moved, handed on or taken back.
    From `dial_phone_no` on are facts for the queue of calls (storage/queue_facts.py), kept while it is open: the
    number to dial (None where none may be), its zone, the moment from which it is due, the customer's rest.
    """

    kind: str = code_of("step")
    customer_no: int | None = refers("customer")
    contact_no: int | None = refers("contact")
    phone_no: int | None = refers("phone")
    rep_no: int = refers("rep", required=True)
    scope: str = code_of("mine")
    due_on: date
    due_at: datetime | None = instant()
    words: str = plain_text()
    state: str = code_of("open")
    call_no: int | None = refers("call")
    visit_no: int | None = refers("visit")
    followup_no: int | None = refers("followup")
    done_at: datetime | None = instant()
    done_by_call_no: int | None = refers("call")
    done_by_visit_no: int | None = refers("visit")
    done_by_followup_no: int | None = refers("followup")
    became_no: int | None = refers("step")
    handed_at: datetime | None = instant()
    reason: str = plain_text()
    dial_phone_no: int | None = None
    dial_zone: str = plain_text()
    dial_at: datetime | None = instant()
    rest_outcome_no: int | None = None
    rest_list_no: int | None = None
    rest_at: datetime | None = instant()
    __table_args__ = table_arguments(
        one_of("kind", codes.STEP_KINDS),
        one_of("state", codes.STEP_STATES),
        one_of("scope", codes.SCOPES),
        how_many("one_origin", TOUCH, exactly=False),
        how_many("one_closing", [f"done_by_{touch}" for touch in TOUCH], exactly=False),
        index("ix_step_open_rep", "rep_no", "due_on", where="state = 'open'"),
        index("ix_step_open_due", "due_on", where="state = 'open'"),
        index("ix_step_open_customer", "customer_no", "due_on", where="state = 'open'"),
        index("ix_step_open_callback", "due_at", where="state = 'open' and kind = 'callback'"),
        index("ix_step_callback_due", "due_on", where="kind = 'callback'"),
        index("ix_step_timed", "rep_no", "due_on", where="due_at is not null and kind <> 'callback'"),
        # With the rest, so that what is barred is passed over without looking at its row.
        index(
            "ix_step_dial",
            *("rep_no", "kind", "dial_zone", "dial_at", "rest_outcome_no", "rest_list_no", "rest_at"),
            where="state = 'open' and dial_phone_no is not null",
        ),
        index(
            "ix_step_dial_anyone",
            *("dial_zone", "dial_at", "rep_no", "rest_outcome_no", "rest_list_no", "rest_at"),
            where="state = 'open' and dial_phone_no is not null and scope = 'anyone' and kind = 'callback'",
        ),
        index("ix_step_became", "became_no", where="became_no is not null"),
        index("ix_step_left_behind", "rep_no", "done_at", where="became_no is not null"),
        index("ix_step_customer", "customer_no"),
        index("ix_step_contact", "contact_no", where="contact_no is not null"),
        index("ix_step_phone", "phone_no", where="phone_no is not null"),
        index("ix_step_call", "call_no", where="call_no is not null"),
        index("ix_step_visit", "visit_no", where="visit_no is not null"),
        index("ix_step_followup", "followup_no", where="followup_no is not null"),
        index("ix_step_done_call", "done_by_call_no", where="done_by_call_no is not null"),
        index("ix_step_done_visit", "done_by_visit_no", where="done_by_visit_no is not null"),
        index("ix_step_done_followup", "done_by_followup_no", where="done_by_followup_no is not null"),
    )


class Plan(Record, table=True):
    """An intended visit to a customer or a building on a day, in its order; `minutes` is how long it takes.

    `apart` is a plan of a series that was changed by itself: the ones after it are not like it.
    """

    day: date
    at: datetime | None = instant()
    position: int = count()
    customer_no: int | None = refers("customer")
    building: str = plain_text()
    purpose: str = plain_text()
    expected: str = plain_text()
    state: str = code_of("planned")
    reason: str = plain_text()
    moved_to_no: int | None = refers("plan")
    minutes: int | None = None
    sweep_no: int | None = refers("sweep")
    series_no: int | None = refers("plan_series")
    apart: bool = flag("apart")
    done_by_visit_no: int | None = refers("visit")
    call_no: int | None = refers("call")
    visit_no: int | None = refers("visit")
    followup_no: int | None = refers("followup")
    __table_args__ = table_arguments(
        one_of("state", codes.PLAN_STATES),
        how_many("one_origin", TOUCH, exactly=False),
        index("ix_plan_day", "day"),
        index("ix_plan_open", "day", where="state = 'planned'"),
        index("ix_plan_customer", "customer_no", "day"),
        index("ix_plan_done", "done_by_visit_no", where="done_by_visit_no is not null"),
        index("ix_plan_call", "call_no", where="call_no is not null"),
        index("ix_plan_visit", "visit_no", where="visit_no is not null"),
        index("ix_plan_followup", "followup_no", where="followup_no is not null"),
        index("ix_plan_moved", "moved_to_no", where="moved_to_no is not null"),
        index("ix_plan_sweep", "sweep_no", "day", where="sweep_no is not null"),
        index("ix_plan_series", "series_no", "day", where="series_no is not null"),
    )


class PlanRep(Record, table=True):
    """A rep named in a plan."""

    __tablename__ = "plan_rep"
    plan_no: int = refers("plan", required=True)
    rep_no: int = refers("rep", required=True)
    __table_args__ = table_arguments(
        UniqueConstraint("plan_no", "rep_no"), index("ix_plan_rep_rep", "rep_no")
    )


class Money(Record, table=True):
    """A quote or sample sent, an order or a payment, in minor units of `currency`."""

    kind: str
    day: date
    customer_no: int = refers("customer", required=True)
    rep_no: int = refers("rep", required=True)
    amount_minor: int | None = minor()
    currency: str
    note: str = plain_text()
    call_no: int | None = refers("call")
    visit_no: int | None = refers("visit")
    followup_no: int | None = refers("followup")
    __table_args__ = table_arguments(
        one_of("kind", codes.MONEY_KINDS),
        how_many("one_origin", TOUCH, exactly=False),
        index("ix_money_day", "day", "rep_no"),
        index("ix_money_customer", "customer_no"),
        index("ix_money_call", "call_no", where="call_no is not null"),
        index("ix_money_visit", "visit_no", where="visit_no is not null"),
        index("ix_money_followup", "followup_no", where="followup_no is not null"),
    )


class Objection(Record, table=True):
    """A question that stopped a rep, and the answer agreed in the meeting."""

    words: str
    answer: str = plain_text()
    agreed_on: date | None = None
    retired_on: date | None = None
    __table_args__ = table_arguments(UniqueConstraint("words"))


class ObjectionMet(Record, table=True):
    """An objection met on a touch, and what the rep replied."""

    __tablename__ = "objection_met"
    objection_no: int = refers("objection", required=True)
    call_no: int | None = refers("call")
    visit_no: int | None = refers("visit")
    followup_no: int | None = refers("followup")
    reply: str = plain_text()
    __table_args__ = table_arguments(
        how_many("one_touch", TOUCH, exactly=True),
        index("ix_objection_met_objection", "objection_no"),
        index("ix_objection_met_call", "call_no"),
        index("ix_objection_met_visit", "visit_no"),
        index("ix_objection_met_followup", "followup_no"),
    )


class Competitor(Record, table=True):
    """A firm that sells what we sell."""

    name: str
    __table_args__ = table_arguments(UniqueConstraint("name"))


class CompetitorHeard(Record, table=True):
    """A competitor named on a touch."""

    __tablename__ = "competitor_heard"
    competitor_no: int = refers("competitor", required=True)
    call_no: int | None = refers("call")
    visit_no: int | None = refers("visit")
    followup_no: int | None = refers("followup")
    __table_args__ = table_arguments(
        how_many("one_touch", TOUCH, exactly=True),
        index("ix_competitor_heard_competitor", "competitor_no"),
        index("ix_competitor_heard_call", "call_no"),
        index("ix_competitor_heard_visit", "visit_no"),
        index("ix_competitor_heard_followup", "followup_no"),
    )
