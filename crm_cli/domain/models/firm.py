"""The firm, its settings, its people and what they are measured by."""

from datetime import date

from sqlalchemy import UniqueConstraint

from crm_cli.domain import codes
from crm_cli.domain.models.base import (
    Record,
    code_of,
    count,
    flag,
    how_many,
    index,
    minor,
    one_of,
    plain_text,
    refers,
    table_arguments,
    yes_flag,
)


class Firm(Record, table=True):
    """The one firm of this database; its id is the database's own."""

    name: str
    region: str
    timezone: str
    currency: str
    area_code: str = plain_text()
    __table_args__ = table_arguments()


class Setting(Record, table=True):
    """A value that decides a number or a rule, as JSON text."""

    key: str
    value: str
    __table_args__ = table_arguments(UniqueConstraint("key"))


class Team(Record, table=True):
    """Reps who look after industries together."""

    name: str
    name_key: str = plain_text()
    __table_args__ = table_arguments(UniqueConstraint("name"))


class TeamIndustry(Record, table=True):
    """An industry a team looks after."""

    __tablename__ = "team_industry"
    team_no: int = refers("team", required=True)
    industry: str
    __table_args__ = table_arguments(UniqueConstraint("team_no", "industry"))


class Rep(Record, table=True):
    """A person who owns customers and does the work, or who types or manages."""

    name: str
    role: str = code_of("rep")
    team_no: int | None = refers("team")
    active: bool = yes_flag("active")
    left_on: date | None = None
    name_key: str = plain_text()
    initials: str = plain_text()
    pinyin: str = plain_text()
    __table_args__ = table_arguments(UniqueConstraint("name"), one_of("role", codes.REP_ROLES))


class Goal(Record, table=True):
    """A number to reach in a day or a month, from a day on, for a rep, a team or the firm."""

    metric: str
    period: str
    rep_no: int | None = refers("rep")
    team_no: int | None = refers("team")
    starts_on: date
    amount: int = minor()
    __table_args__ = table_arguments(
        one_of("period", codes.GOAL_PERIODS),
        how_many("one_owner", ("rep_no", "team_no"), exactly=False),
    )


class ReportNote(Record, table=True):
    """What only the rep can say about a day: the problem, its answer, the help needed."""

    __tablename__ = "report_note"
    day: date
    rep_no: int = refers("rep", required=True)
    problem: str = plain_text()
    answer: str = plain_text()
    help_needed: str = plain_text()
    __table_args__ = table_arguments(index("ix_report_note_day", "day", "rep_no"))


class Outcome(Record, table=True):
    """What a call or a visit came to: the code is the firm's, the flags and the effect are ours."""

    subject: str
    code: str
    name: str = plain_text()
    key: str = plain_text()
    position: int = count()
    dialled: bool = flag("dialled")
    answered: bool = flag("answered")
    human: bool = flag("human")
    reached: bool = flag("reached")
    off_list: bool = flag("off_list")
    opened: bool = flag("opened")
    effective: bool = flag("effective")
    exhausted: bool = flag("exhausted")
    effect: str = code_of("none")
    asks: str = plain_text()
    retry_minutes: int = count()
    retry_days: int = count()
    other_half_day: bool = flag("other_half_day")
    tries: int = count()
    rest_days: int = count()
    progress: str = plain_text()
    retired_on: date | None = None
    name_key: str = plain_text()
    initials: str = plain_text()
    __table_args__ = table_arguments(
        UniqueConstraint("subject", "code"),
        one_of("subject", codes.SUBJECTS),
        one_of("effect", codes.EFFECTS),
        one_of("progress", codes.PROGRESS, empty=True),
    )
