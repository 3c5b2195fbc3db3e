"""Whose turn a number of a list is as people are told it: its facts, and what the firm's rules make of them today."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Protocol

from crm_cli import clock
from crm_cli.domain.retry import Rule, rested_before
from crm_cli.services.desk import Desk
from crm_cli.services.retry_rules import rule_among, rules

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


class Rested(Protocol):
    """What a customer said last, if it may mean rest."""

    @property
    def rest_outcome_no(self) -> int | None: ...
    @property
    def rest_list_no(self) -> int | None: ...
    @property
    def rest_at(self) -> datetime | None: ...


class Listed(Rested, Protocol):
    """A number of a list, or how many alike, with the facts its turn is told by."""

    @property
    def call_list_no(self) -> int: ...
    @property
    def turn(self) -> str: ...
    @property
    def outcome_no(self) -> int | None: ...
    @property
    def tries(self) -> int: ...


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

    def turn(self, row: Listed) -> str:
        """Return the turn of a number: of two things that keep it from being called the queue counts the first.

        That is resting before used_up (no tries left); behind a number that has none left it is an untried one's turn.
        """
        if row.turn == "next" and self.has_none_left(row):
            return "resting" if self.is_resting(row) else "new"
        if row.turn in {"new", "again"} and self.is_resting(row):
            return "resting"
        return "used_up" if row.turn == "again" and self.has_none_left(row) else row.turn

    def has_none_left(self, row: Listed) -> bool:
        """Say whether a number that was tried, or the one before a next one, is tried no more.

        It is not known of one whose last call has no outcome yet.
        """
        return row.outcome_no is not None and self.is_spent(row)

    def is_spent(self, row: Listed) -> bool:
        """Say whether a number is tried no more by the rule of its last outcome on its list."""
        return self.rule(row.outcome_no or 0, row.call_list_no).is_spent(row.tries)

    def rested_before(self, row: Rested) -> datetime:
        """Return before when a customer must have said what this one said to rest no more."""
        days = self.rule(row.rest_outcome_no or 0, row.rest_list_no).rest_days
        if days not in self._rested:
            self._rested[days] = rested_before(days, self.today, self.desk.zone)
        return self._rested[days]

    def is_resting(self, row: Rested) -> bool:
        """Say whether the customer asked to be left alone and that is not over."""
        return row.rest_at is not None and row.rest_at >= self.rested_before(row)
