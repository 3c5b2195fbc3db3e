"""What follows an outcome: whose rule holds, and what is said of the next try."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import time_machine

from crm_cli.services.desk import Desk
from crm_cli.services.list_rules import clear_rule, set_rule
from crm_cli.services.naming import find_outcome
from crm_cli.services.outcome_meaning import TypedRule
from crm_cli.services.retry_rules import again_words, rule_of, rules

HOURS = "1-5 09:00-12:00 13:30-18:00"


@pytest.fixture
def manager(open_as: Callable[[str | None], Desk]) -> Desk:
    desk = open_as("周敏")
    with desk.change() as change:
        for name in ("年会礼品", "黄页"):
            change.insert("call_list", name=name)
    return desk


def test_the_rule_of_a_list_goes_before_the_outcomes_own(manager: Desk) -> None:
    outcome = find_outcome(manager, "call", "no_answer")
    set_rule(manager, outcome, "年会", TypedRule(retry="2h", tries=3))
    assert tuple(rule_of(manager, outcome, 1)) == (120, 1, True, 3, 0)
    assert tuple(rule_of(manager, outcome, 2)) == tuple(rule_of(manager, outcome)) == (240, 1, True, 4, 0)
    every = rules(manager)
    assert every[outcome.no, 1] == rule_of(manager, outcome, 1)
    assert (outcome.no, 2) not in every
    assert len(every) == len(manager.outcomes("call")) + len(manager.outcomes("visit")) + 1
    clear_rule(manager, outcome, "年会")
    assert rule_of(manager, outcome, 1) == rule_of(manager, outcome)


# It is Friday 2026-11-20; the call was at 10:10, Shanghai.
SAID = {
    ("no_answer", 1): "again today after 14:10",
    ("no_answer", 2): "again Mon in the afternoon",
    ("no_answer", 4): "no more tries",
    ("busy", 1): "again today after 10:40",
    ("busy", 3): "no more tries",
    ("unreachable", 1): "again Mon",
    ("suspended", 1): "again 2026-11-27 Fri",
    ("voicemail", 9): "again Mon",
    ("talked", 0): "",
    ("has_supplier", 0): "rests until 2027-05-19",
}


@pytest.mark.parametrize(("code", "tries"), SAID)
def test_what_is_said(manager: Desk, code: str, tries: int) -> None:
    at = datetime(2026, 11, 20, 2, 10, tzinfo=UTC)
    with time_machine.travel(at, tick=False):
        said = again_words(
            manager, find_outcome(manager, "call", code), tried_at=at, tries=tries, hours=HOURS
        )
    assert said == SAID[code, tries]


@pytest.mark.parametrize(
    ("now", "zone", "said"),
    [
        ("2026-11-20T09:50Z", None, "again Mon after 09:00"),
        ("2026-11-20T03:40Z", None, "again today after 15:40"),
        ("2026-11-20T01:00Z", "Europe/London", "again today after 17:00"),
        ("2026-11-19T04:00Z", "America/New_York", "again today after 22:00"),
    ],
)
def test_minutes_end_within_calling_hours_where_the_customer_is(
    manager: Desk, now: str, zone: str | None, said: str
) -> None:
    outcome = find_outcome(manager, "call", "no_answer")
    with time_machine.travel(now, tick=False):
        at = datetime.fromisoformat(now)
        assert again_words(manager, outcome, tried_at=at, tries=1, zone=zone, hours=HOURS) == said


def test_a_call_typed_days_later_is_due_at_once(manager: Desk) -> None:
    outcome = find_outcome(manager, "call", "busy")
    with time_machine.travel("2026-11-20T02:00Z", tick=False):
        at = datetime(2026, 11, 16, 2, tzinfo=UTC)
        assert again_words(manager, outcome, tried_at=at, tries=1, hours=HOURS) == "again from now on"
