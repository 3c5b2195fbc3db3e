"""What decides now whether a group of numbers is due: the firm's rules, hours and lists as bounds for the walks."""

from collections.abc import Callable, Hashable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from crm_cli import clock
from crm_cli.domain.retry import Rule, half_at, rested_before, tried_before
from crm_cli.services.desk import Desk
from crm_cli.services.queue_gate import Hours
from crm_cli.services.retry_rules import rule_among, rules
from crm_cli.storage.call_lists import FIND_CALL_LISTS, CallListRow
from crm_cli.storage.queue import NumberRow, StepTurnRow
from crm_cli.storage.reps import RepRow

if TYPE_CHECKING:
    from crm_cli.storage.call_lists import ListedRow, ListNumberRow, TurnTally
    from crm_cli.storage.run_figures import LeftRow

    Listed = NumberRow | LeftRow | TurnTally | ListedRow | ListNumberRow
    Rested = Listed | StepTurnRow

Found = TypeVar("Found")

EVER = datetime(9999, 1, 1, tzinfo=UTC)
"""Before it is everything."""

FACTS_OF: Mapping[str, tuple[str, ...]] = {
    "new": ("new", "next"),
    "again": ("again",),
    "used_up": ("again",),
    "resting": ("new", "again", "next"),
    "next": ("next",),
}
"""The turns kept of numbers (storage/queue_facts.py) among which those of a turn told are; any other is told as kept."""


class Turns:
    """The firm's rules of a day: which numbers have no tries left, and whose customers rest."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.today: date = desk.wall(clock.now()).date()
        self.rules = rules(desk)
        self._rested: dict[int, datetime] = {0: EVER}

    def rule(self, outcome_no: int, list_no: int | None) -> Rule:
        """Return the rule of an outcome on a list, the outcome's own where the list has none."""
        return rule_among(self.rules, outcome_no, list_no)

    def turn(self, row: "Listed") -> str:
        """Return the turn of a number: of two things that keep it from being called the queue counts the first.

        That is resting before used_up (no tries left); behind a number that has none left it is an untried one's turn.
        """
        if row.turn == "next" and self.has_none_left(row):
            return "resting" if self.is_resting(row) else "new"
        if row.turn in {"new", "again"} and self.is_resting(row):
            return "resting"
        return "used_up" if row.turn == "again" and self.has_none_left(row) else row.turn

    def has_none_left(self, row: "Listed") -> bool:
        """Say whether a number that was tried, or the one before a next one, is tried no more.

        It is not known of one whose last call has no outcome yet.
        """
        return row.outcome_no is not None and self.is_spent(row)

    def is_spent(self, row: "Listed") -> bool:
        """Say whether a number is tried no more by the rule of its last outcome on its list."""
        return self.rule(row.outcome_no or 0, row.call_list_no).is_spent(row.tries)

    def rested_before(self, row: "Rested") -> datetime:
        """Return before when a customer must have said what this one said to rest no more."""
        days = self.rule(row.rest_outcome_no or 0, row.rest_list_no).rest_days
        if days not in self._rested:
            self._rested[days] = rested_before(days, self.today, self.desk.zone)
        return self._rested[days]

    def is_resting(self, row: "Rested") -> bool:
        """Say whether the customer asked to be left alone and that is not over."""
        return row.rest_at is not None and row.rest_at >= self.rested_before(row)


class Scene(Turns):
    """One moment of a rep's queue: the lists worked, the rules of their outcomes, and what time it is where."""

    def __init__(
        self,
        desk: Desk,
        rep: RepRow,
        lists: Mapping[int, CallListRow],
        *,
        one_list: bool = False,
        waived: bool = False,
    ) -> None:
        super().__init__(desk)
        self.rep = rep
        self.lists = lists
        self.one_list = one_list
        self.waived = waived
        self.hours = Hours(desk)
        self.now = self.hours.now
        self._found: dict[Hashable, Any] = {}
        days = [rule.rest_days for rule in self.rules.values() if rule.rest_days]
        self.surely_rested = rested_before(min(days), self.today, desk.zone) if days else EVER
        """Whoever said since then what means rest rests still, whatever it was."""
        self.first_rested = rested_before(max(days), self.today, desk.zone) if days else EVER
        """Whoever said it before then rests no more, whatever it was."""

    def once(self, key: Hashable, find: Callable[[], Found]) -> Found:
        """Return what `find` finds, asked once in this moment."""
        if key not in self._found:
            self._found[key] = find()
        found: Found = self._found[key]
        return found

    @property
    def past_grace(self) -> datetime:
        """The moment up to which a callback anyone may make must have been due to be everybody's."""
        return self.now - timedelta(minutes=int(self.desk.setting("callback_grace_minutes")))

    def zone(self, zone: str) -> str:
        """Return the name of a zone as facts have it, where '' is the firm's."""
        return zone or self.desk.zone

    def is_open(self, zone: str, list_no: int | None = None) -> bool:
        """Say whether calls go out now to a zone, from a list or (callbacks and steps) in the firm's hours."""
        return self.waived or self.hours.is_open(self._own_hours(list_no), zone)

    def opens(
        self, zone: str, list_no: int | None, since: datetime | None = None, half: str = ""
    ) -> datetime | None:
        """Return the first moment from `since` (now) on at which calls go out to a zone from a list."""
        return self.hours.next_open(self._own_hours(list_no), zone, since, half)

    def _own_hours(self, list_no: int | None) -> str:
        return self.lists[list_no].hours if list_no is not None and list_no in self.lists else ""

    def tried_before(self, row: NumberRow) -> datetime | None:
        """Return before when the numbers of a tried one's group must have been tried to be due; None for none of them.

        A number that comes next is due once the one before it is tried no more.
        """
        rule = self.rule(row.outcome_no or 0, row.call_list_no)
        spent = rule.is_spent(row.tries)
        if row.turn == "next":
            return EVER if spent else None
        if spent or self.half_wanted(row) not in {"", half_at(self.now, self.zone(row.zone))}:
            return None
        return tried_before(rule, self.now, self.zone(row.zone), row.tries)

    def is_due(self, row: NumberRow) -> bool:
        """Say whether a number is to be called now, were it neither paused nor on another's screen."""
        if row.turn == "new":
            return not self.is_resting(row) and self.is_open(row.zone, row.call_list_no)
        if row.turn not in {"again", "next"} or row.tried_at is None:
            return False
        before = self.tried_before(row) if row.outcome_no is not None else None
        is_time = before is not None and row.tried_at < before
        return is_time and not self.is_resting(row) and self.is_open(row.zone, row.call_list_no)

    def is_step_due(self, row: StepTurnRow) -> bool:
        """Say whether a step or callback is in the queue now, were it neither paused nor on another's screen."""
        if self.is_resting(row) or not self.is_open(row.dial_zone):
            return False
        if row.rep_no == self.rep.no:
            return row.dial_at <= self.now and (row.kind == "callback" or not self.one_list)
        anyones = row.kind == "callback" and row.scope == "anyone" and not self.one_list
        return anyones and row.dial_at <= self.past_grace

    def is_mine(self, row: NumberRow) -> bool:
        """Say whether the rep works a number: on one of the lists, and given to them or to nobody."""
        return row.call_list_no in self.lists and row.rep_no in {None, self.rep.no}

    def half_wanted(self, row: NumberRow) -> str:
        """Return the half-day in which a number is tried again, '' for either."""
        rule = self.rule(row.outcome_no or 0, row.call_list_no)
        halves = self.hours.of(self._own_hours(row.call_list_no)).halves()
        return rule.half_wanted(row.tries, row.half, halves)


def scene(desk: Desk, rep: RepRow, call_list: CallListRow | None = None, *, waived: bool = False) -> Scene:
    """Return the queue of a rep now: their open lists, those that name nobody among them, or one list alone."""
    if call_list is not None:
        lists = [call_list]
    else:
        lists = desk.database.all(FIND_CALL_LISTS, states=("open",), worked_by=rep.no)
    return Scene(desk, rep, {row.no: row for row in lists}, one_list=call_list is not None, waived=waived)
