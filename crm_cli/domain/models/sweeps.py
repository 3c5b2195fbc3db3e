"""Sweeps: a building taken door by door, by teams that come from its ends."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from crm_cli.domain import codes
from crm_cli.domain.models.base import (
    Instant,
    Record,
    code_of,
    count,
    index,
    one_of,
    plain_text,
    refers,
    table_arguments,
)


class Sweep(Record, table=True):
    """One sweep of a building, over as many days as it takes; what happened at its doors are visits.

    `meet` is the label of the floor (the code of the shop) that is the last of those who come from below (from the
    first shop), '' the middle.
    """

    building_no: int = refers("building", required=True)
    starts_on: date
    state: str = code_of("open")
    meet: str = plain_text()
    note: str = plain_text()
    ended_on: date | None = None
    reason: str = plain_text()
    __table_args__ = table_arguments(
        one_of("state", codes.SWEEP_STATES),
        index("ix_sweep_building", "building_no", "state"),
        index("ix_sweep_state", "state", "starts_on"),
    )


class SweepFront(Record, table=True):
    """Those who come from one end: down or up a tower, along the left or the right of a street.

    `from_floor` and `to_floor` (shops in a street) are a part said apart; '' is all up to where they meet.
    """

    __tablename__ = "sweep_front"
    sweep_no: int = refers("sweep", required=True)
    position: int = count()
    name: str
    team_no: int | None = refers("team")
    direction: str
    from_floor: str = plain_text()
    to_floor: str = plain_text()
    __table_args__ = table_arguments(
        UniqueConstraint("sweep_no", "name"), one_of("direction", codes.SWEEP_DIRECTIONS)
    )


class SweepFrontRep(Record, table=True):
    """A rep on a front."""

    __tablename__ = "sweep_front_rep"
    front_no: int = refers("sweep_front", required=True)
    rep_no: int = refers("rep", required=True)
    __table_args__ = table_arguments(
        UniqueConstraint("front_no", "rep_no"), index("ix_sweep_front_rep_rep", "rep_no")
    )


class SweepHand(Record, table=True):
    """A door of a sweep handed to a rep, whatever front it is on."""

    __tablename__ = "sweep_hand"
    sweep_no: int = refers("sweep", required=True)
    unit_no: int = refers("unit", required=True)
    rep_no: int = refers("rep", required=True)
    __table_args__ = table_arguments(
        UniqueConstraint("sweep_no", "unit_no"),
        index("ix_sweep_hand_unit", "unit_no"),
        index("ix_sweep_hand_rep", "rep_no"),
    )


class SweepMark(Record, table=True):
    """A door passed over on purpose (skip), or to be knocked at again (reopen); the later of mark and visit holds."""

    __tablename__ = "sweep_mark"
    sweep_no: int = refers("sweep", required=True)
    unit_no: int = refers("unit", required=True)
    kind: str
    at: datetime = Field(sa_type=Instant)
    rep_no: int = refers("rep", required=True)
    reason: str = plain_text()
    __table_args__ = table_arguments(
        one_of("kind", codes.SWEEP_MARKS),
        index("ix_sweep_mark_unit", "sweep_no", "unit_no", "at"),
        index("ix_sweep_mark_door", "unit_no"),
        index("ix_sweep_mark_rep", "rep_no"),
    )


class DoorLease(Record, table=True):
    """The door a rep was sent to: nobody else is given it until `lease_until`.

    Not journalled, and names rows without holding them, like a call's lease.
    """

    __tablename__ = "door_lease"
    unit_no: int
    sweep_no: int
    rep_no: int
    taken_at: datetime = Field(sa_type=Instant)
    lease_until: datetime = Field(sa_type=Instant)
    __table_args__ = table_arguments(
        UniqueConstraint("unit_no"), UniqueConstraint("rep_no"), index("ix_door_lease_sweep", "sweep_no")
    )
