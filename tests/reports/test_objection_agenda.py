"""The agenda of the sales meeting equals a count by hand over random weeks."""

import random
from datetime import date, datetime, timedelta
from typing import NamedTuple

import pytest
import time_machine

from crm_cli.reports.objection_agenda import objection_agenda
from crm_cli.reports.scope import Scope
from crm_cli.services import calls, customers, followups, objections, visits
from crm_cli.services.desk import Desk
from crm_cli.services.effects import Answers
from crm_cli.services.touches import Extras

WORDS = ("太贵", "没有预算", "要总部决定", "已有供应商")
ANSWERS = {"appointment": Answers(plan="2026-12-24"), "order": Answers(amount="100")}
FIRST = date(2026, 11, 2)


class Told(NamedTuple):
    """One touch as it was typed."""

    noun: str
    at: datetime
    customer: int
    rep: str
    met: tuple[str, ...]
    outcome: str


@pytest.fixture(params=[1, 2])
def told(desk: Desk, request: pytest.FixtureRequest) -> list[Told]:
    chance = random.Random(request.param)
    for place in range(6):
        customers.add_customer(desk, f"第{place}商行", phones=[f"1380013800{place}"])
    log: list[Told] = []
    with time_machine.travel("2026-11-30T09:00:00+00:00"), desk.change():
        for minute in sorted(chance.sample(range(21 * 24 * 60), 70)):
            at = datetime(2026, 11, 2) + timedelta(minutes=minute)
            log.append(_one(desk, chance, at))
    return log


def _one(desk: Desk, chance: random.Random, at: datetime) -> Told:
    customer, rep = chance.randint(1, 6), chance.choice(["陈伟", "李娜"])
    met = tuple(chance.sample(WORDS, chance.randint(0, 2)))
    noun = chance.choice(["call", "call", "visit", "followup"])
    outcome = chance.choice(["talked", "talked", "appointment", "order"]) if noun == "call" else "met_staff"
    when, extras = f"{at:%Y-%m-%d %H:%M}", Extras(objections=met, replies=met[:1])
    if noun == "call":
        typed = calls.Typed(f"c{customer}", outcome, rep=rep, at=when)
        calls.log_call(desk, typed, extras, ANSWERS.get(outcome, Answers()))
    elif noun == "visit":
        visits.log_visit(desk, visits.Typed(f"c{customer}", outcome, rep, arrive=when), extras)
    else:
        followups.add_followup(desk, f"c{customer}", rep=rep, at=when, extras=extras)
    return Told(noun, at, customer, rep, met, outcome)


def test_the_agenda_is_a_count_by_hand(desk: Desk, told: list[Told]) -> None:
    start, end = FIRST + timedelta(days=9), FIRST + timedelta(days=15)
    for rep_no, rep in ((None, None), (1, "陈伟")):
        scope = Scope("firm", "A") if rep_no is None else Scope("rep", "陈伟", rep_no)
        agenda = objection_agenda(desk, scope, start, end)
        found = {
            row.card.words: (row.met, row.met_before, tuple(row.appointed), tuple(row.won), set(row.met_by))
            for row in agenda.rows
        }
        mine = [one for one in told if rep in {None, one.rep}]
        by_hand = {words: _by_hand(told, mine, words, start, end) for words in WORDS}
        assert found == {words: of for words, of in by_hand.items() if of[0]}
        assert [row.met for row in agenda.rows] == sorted((row.met for row in agenda.rows), reverse=True)
        assert {card.words for card, _met in agenda.left} == {
            words for words in WORDS if not by_hand[words][0] and any(words in one.met for one in told)
        }


def _by_hand(
    told: list[Told], mine: list[Told], words: str, start: date, end: date
) -> tuple[int, int, tuple[int, int], tuple[int, int], set[str]]:
    met = [one for one in mine if words in one.met and start <= one.at.date() <= end]
    before = [one for one in mine if words in one.met and start - timedelta(days=7) <= one.at.date() < start]
    firms = {one.customer for one in met}

    def after(outcome: str) -> int:
        return len(
            {
                one.customer
                for one in met
                for later in told
                if later.customer == one.customer and later.at >= one.at and later.outcome == outcome
            }
        )

    return (
        len(met), len(before), (after("appointment"), len(firms)), (after("order"), len(firms)), {one.rep for one in met},
    )  # fmt: skip


def test_lists_count_as_the_agenda_does_and_a_merge_loses_nothing(desk: Desk, told: list[Told]) -> None:
    days = FIRST, FIRST + timedelta(days=20)
    before = {one.card.words: one.met for one in objections.listed(desk, *days)}
    assert before == {words: count for words in WORDS if (count := sum(words in one.met for one in told))}
    objections.merge_objections(desk, "太贵", ["没有预算"])
    after = {one.card.words: one.met for one in objections.listed(desk, *days)}
    both = sum(bool({"太贵", "没有预算"} & set(one.met)) for one in told)
    assert after == {**{words: met for words, met in before.items() if words != "没有预算"}, "太贵": both}
