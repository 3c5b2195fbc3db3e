"""Rows of plans as they are written: what a plan says, for whom, and its place in the day."""

from collections.abc import Iterable
from datetime import date, datetime, time

from crm_cli.domain.frozen import Frozen
from crm_cli.errors import UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.plan_turns import turn_by_time
from crm_cli.services.reading import read_date_of, say_when
from crm_cli.services.receipts import Notes
from crm_cli.storage.change import Change
from crm_cli.storage.plans import FIND_PLANS, PLAN_REPS, PlanRow

MOST_MINUTES = 24 * 60


class Draft(Frozen):
    """What a plan says apart from its day; `reps` are the numbers and names of those who go."""

    reps: tuple[tuple[int, str], ...]
    customer_no: int | None = None
    customer: str = ""
    building: str = ""
    purpose: str = ""
    expected: str = ""
    minutes: int | None = None
    sweep_no: int | None = None
    series_no: int | None = None
    apart: bool = False

    @property
    def where(self) -> str:
        """Whom or what is visited."""
        return self.customer or self.building

    @property
    def rep_nos(self) -> list[int]:
        """The numbers of those who go."""
        return [no for no, _name in self.reps]


def draft_of(desk: Desk, row: PlanRow) -> Draft:
    """Return what a plan on file says, for its own reps."""
    reps = tuple((one.rep_no, one.rep) for one in desk.database.all(PLAN_REPS, plan_no=row.no))
    said = {name: getattr(row, name) for name in Draft._fields if name != "reps"}
    return Draft(reps, **said)


def write_plan(
    desk: Desk, change: Change, draft: Draft, day: date, at: datetime | None, order: int | None = None
) -> int:
    """Insert a plan with its reps inside an open change and return its number.

    Without `order` it is the last of the day, a timed one where its time asks for it.
    """
    no = change.insert(
        "plan",
        day=day,
        at=at,
        position=order if order is not None else next_position(desk, day, draft.rep_nos),
        customer_no=draft.customer_no,
        building=draft.building,
        purpose=draft.purpose,
        expected=draft.expected,
        minutes=draft.minutes,
        sweep_no=draft.sweep_no,
        series_no=draft.series_no,
        apart=draft.apart,
    )
    name_numbers(change, no, draft.rep_nos)
    if order is None and at is not None:
        turn_by_time(desk, change, no)
    return no


def name_numbers(change: Change, plan_no: int, rep_nos: Iterable[int]) -> None:
    """Name reps in a plan inside an open change, each once."""
    change.insert_many("plan_rep", [{"plan_no": plan_no, "rep_no": no} for no in dict.fromkeys(rep_nos)])


def next_position(desk: Desk, day: date, rep_nos: Iterable[int]) -> int:
    """Return the place after the last plan of the first rep that day, 1 where there is none."""
    planned = [desk.database.all(FIND_PLANS, day=day, rep_no=no) for no in list(rep_nos)[:1]]
    return 1 + max((plan.position for plans in planned for plan in plans), default=0)


def read_moment(desk: Desk, when: str | None, usual: time | None = None) -> tuple[date, datetime | None]:
    """Return the day and, where there is one, the instant that `when` says; today where it is None.

    `usual` is the time of a day without one. Raises UsageError for words after the date.
    """
    if when is None:
        day, at = desk.today(), None
    else:
        due = read_date_of(desk, when)
        if due.words:
            raise UsageError(
                _("{text} is more than a date.").format(text=when), "--date 'fri 15:00' --purpose …"
            )
        day, at = due.day, due.at
    return day, at or at_time(desk, day, usual)


def at_time(desk: Desk, day: date, usual: time | None) -> datetime | None:
    """Return the instant of a time on the firm's clock that day, None for no time."""
    return desk.instant(datetime.combine(day, usual)) if usual is not None else None


def time_of(desk: Desk, at: datetime | None) -> time | None:
    """Return the time on the firm's clock of an instant."""
    return desk.wall(at).time() if at is not None else None


def read_minutes(minutes: int | None) -> int | None:
    """Return how long a visit takes; raise UsageError for no time at all, or more than a day."""
    if minutes is not None and not 0 < minutes <= MOST_MINUTES:
        raise UsageError(_("A visit takes 1 to {most} minutes.").format(most=MOST_MINUTES), "--minutes 45")
    return minutes


def warn_of_past(desk: Desk, day: date, notes: Notes) -> None:
    """Warn of a day that is over."""
    if day < desk.today():
        notes.warn(_("{day} is already past.").format(day=say_when(desk, day, None)))
