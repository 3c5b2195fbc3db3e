"""An hour on the phone: call lists and their numbers, what is planned of them, scripts, and who holds what."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from crm_cli.domain import codes
from crm_cli.domain.models.base import (
    Instant,
    Record,
    code_of,
    count,
    flag,
    index,
    instant,
    one_of,
    plain_text,
    refers,
    table_arguments,
)


class Script(Record, table=True):
    """What to say on the phone; the words are in its versions."""

    name: str
    retired_on: date | None = None
    __table_args__ = table_arguments(UniqueConstraint("name"))


class ScriptVersion(Record, table=True):
    """The words of a script as Markdown with fields such as {contact}; a change of words is a new version."""

    __tablename__ = "script_version"
    script_no: int = refers("script", required=True)
    number: int
    body: str
    note: str = plain_text()
    __table_args__ = table_arguments(UniqueConstraint("script_no", "number"))


class CallList(Record, table=True):
    """A list of numbers to call: `priority` 1 comes first; `hours` are its own calling hours, '' the firm's.

    `filled_by` says in words how it was filled: the filter, the file, the search.
    """

    __tablename__ = "call_list"
    name: str
    state: str = code_of("open")
    priority: int = Field(default=5, sa_column_kwargs={"server_default": "5"})
    script_no: int | None = refers("script")
    hours: str = plain_text()
    filled_by: str = plain_text()
    note: str = plain_text()
    closed_on: date | None = None
    __table_args__ = table_arguments(
        UniqueConstraint("name"),
        one_of("state", codes.CALL_LIST_STATES),
        index("ix_call_list_state", "state", "priority"),
        index("ix_call_list_script", "script_no", where="script_no is not null"),
    )


class CallListRep(Record, table=True):
    """A rep who works a call list; a list without any is everybody's."""

    __tablename__ = "call_list_rep"
    call_list_no: int = refers("call_list", required=True)
    rep_no: int = refers("rep", required=True)
    __table_args__ = table_arguments(
        UniqueConstraint("call_list_no", "rep_no"), index("ix_call_list_rep_rep", "rep_no")
    )


class DialPlan(Record, table=True):
    """Dials planned of a rep on a list for each working day from a day on, until another row starts."""

    __tablename__ = "dial_plan"
    call_list_no: int = refers("call_list", required=True)
    rep_no: int = refers("rep", required=True)
    starts_on: date
    dials: int
    __table_args__ = table_arguments(
        UniqueConstraint("call_list_no", "rep_no", "starts_on"),
        index("ix_dial_plan_rep", "rep_no", "starts_on"),
    )


class ListRule(Record, table=True):
    """The retry rule and the rest days of an outcome on one list, in place of the outcome's own."""

    __tablename__ = "list_rule"
    call_list_no: int = refers("call_list", required=True)
    outcome_no: int = refers("outcome", required=True)
    retry_minutes: int = count()
    retry_days: int = count()
    other_half_day: bool = flag("other_half_day")
    tries: int = count()
    rest_days: int = count()
    __table_args__ = table_arguments(UniqueConstraint("call_list_no", "outcome_no"))


_TRIED = "(turn = 'again' or turn = 'next') and outcome_no is not null"


class ListNumber(Record, table=True):
    """A number on a call list, in order, and the rep it is given to (None: whoever works the list).

    From `turn` on the columns are facts (storage/queue_facts.py), kept from calls, visits, marks and the
    customer, never results of a rule. Of a customer's numbers on a list one has its turn: the last tried that
    was not passed over, else the first untried. `turn` is new (its turn, not called on this list since it came
    here and no try since the last time reached), again (its turn, tried since), next (the first untried where
    one has its turn again: `follower_no` of that one), wait (behind them), barred (do-not-call) or over (bad,
    taken off, given up, or done on this list). `outcome_no`, `tried_at`, `half` (am or pm at the customer) and
    `tries` (ten at the most) are of the number's last dial, of a next one those of the number before it;
    `rest_…` the last word of the customer if it may mean rest.
    """

    __tablename__ = "list_number"
    call_list_no: int = refers("call_list", required=True)
    customer_no: int = refers("customer", required=True)
    contact_no: int | None = refers("contact")
    phone_no: int = refers("phone", required=True)
    position: int
    rep_no: int | None = refers("rep")
    removed_at: datetime | None = instant()
    removed_reason: str = plain_text()
    turn: str = code_of("new")
    stage_rank: int = count()
    zone: str = plain_text()
    outcome_no: int | None = None
    tried_at: datetime | None = instant()
    half: str = plain_text()
    tries: int = count()
    follower_no: int | None = None
    rest_outcome_no: int | None = None
    rest_list_no: int | None = None
    rest_at: datetime | None = instant()
    __table_args__ = table_arguments(
        UniqueConstraint("call_list_no", "phone_no"),
        one_of("turn", codes.TURNS),
        index("ix_list_number_customer", "customer_no"),
        index("ix_list_number_phone", "phone_no"),
        index("ix_list_number_contact", "contact_no", where="contact_no is not null"),
        index("ix_list_number_list", "call_list_no", "position"),
        # With the phone, so that what is skipped or snoozed is passed over without looking at its row.
        index(
            "ix_list_number_new",
            *("call_list_no", "rep_no", "zone", "stage_rank", "position", "phone_no"),
            where="turn = 'new' and rest_at is null",
        ),
        index(
            "ix_list_number_new_rest",
            *(
                "call_list_no",
                "rep_no",
                "zone",
                "stage_rank",
                "rest_outcome_no",
                "rest_list_no",
                "rest_at",
                "phone_no",
            ),
            where="turn = 'new' and rest_at is not null",
        ),
        index(
            "ix_list_number_tried",
            *(
                "call_list_no",
                "rep_no",
                "zone",
                "turn",
                "outcome_no",
                "tries",
                "half",
                "tried_at",
                "phone_no",
            ),
            where=f"{_TRIED} and rest_at is null",
        ),
        # Who was dialled since they said what may mean rest is walked by the try, who said it since by the word.
        index(
            "ix_list_number_tried_since",
            *(
                "call_list_no",
                "rep_no",
                "zone",
                "turn",
                "outcome_no",
                "tries",
                "half",
                "tried_at",
                "phone_no",
                "rest_at",
            ),
            where=f"{_TRIED} and rest_at <= tried_at",
        ),
        index(
            "ix_list_number_tried_rest",
            *("call_list_no", "rep_no", "zone", "turn", "outcome_no", "tries", "half"),
            *("rest_outcome_no", "rest_list_no", "rest_at", "phone_no"),
            where=f"{_TRIED} and rest_at > tried_at",
        ),
        index("ix_list_number_barred", "call_list_no", "rep_no", where="turn = 'barred'"),
    )


class CallPause(Record, table=True):
    """A number not offered until a moment: skipped by one rep, or snoozed for everybody (rep None)."""

    __tablename__ = "call_pause"
    phone_no: int = refers("phone", required=True)
    rep_no: int | None = refers("rep")
    kind: str = code_of("skip")
    until_at: datetime = Field(sa_type=Instant)
    reason: str = plain_text()
    __table_args__ = table_arguments(
        one_of("kind", codes.PAUSE_KINDS), index("ix_call_pause_phone", "phone_no", "until_at")
    )


class HoursWaiver(Record, table=True):
    """A rep said for a day that calls go out outside the calling hours, and why."""

    __tablename__ = "hours_waiver"
    rep_no: int = refers("rep", required=True)
    day: date
    reason: str = plain_text()
    __table_args__ = table_arguments(UniqueConstraint("rep_no", "day"))


class CallLease(Record, table=True):
    """The customer a rep has on the screen: nobody else is given it until `lease_until`.

    Not journalled: who looked at a number is nothing to undo. It names rows without holding them, so that what is
    on a screen can be removed all the same.
    """

    __tablename__ = "call_lease"
    customer_no: int
    phone_no: int
    rep_no: int
    tier: str
    call_list_no: int | None = None
    step_no: int | None = None
    taken_at: datetime = Field(sa_type=Instant)
    lease_until: datetime = Field(sa_type=Instant)
    hours_waived: bool = flag("hours_waived")
    dialled_at: datetime | None = Field(default=None, sa_type=Instant)
    __table_args__ = table_arguments(
        UniqueConstraint("customer_no"),
        UniqueConstraint("rep_no"),
        one_of("tier", codes.TIERS),
        index("ix_call_lease_phone", "phone_no"),
    )
