"""A use case that asks is told one answer at a time, and writes once."""

import pytest

from crm_cli.errors import CrmError, UsageError
from crm_cli.services import calls, customers, steps
from crm_cli.services.conversations import Ask, Cancelled, Conversation
from crm_cli.services.desk import Desk
from crm_cli.services.effects import Answers
from crm_cli.services.naming import find_outcome
from crm_cli.services.receipts import Receipt
from crm_cli.services.touches import Extras


def talk(desk: Desk, answers: list[str | None] | None = None) -> Conversation[Receipt]:
    """Return the logging of a call that ends in a callback."""

    def act(ask: Ask) -> Receipt:
        outcome = find_outcome(desk, "call", "callback")
        extras, told = calls.answered(desk, outcome, Extras(), Answers(), desk.instant(desk.now()))
        note = ask("What was said?", filled="前台", is_note=True) or ""
        asking, desk.ask = desk.ask, None
        try:
            return calls.log_call(desk, calls.Typed("白云", "callback", note=note), extras, told)
        finally:
            desk.ask = asking

    return Conversation(desk, act, answers or [])


def test_answers_come_one_at_a_time_and_are_checked(desk: Desk) -> None:
    customers.add_customer(desk, "白云航空", phones=["020-80000000"])
    held = talk(desk)
    assert not held.begin()
    assert held.question is not None
    assert held.question.text.startswith("When shall we call back?")
    for wrong in ("sometime", "fri"):
        with pytest.raises(UsageError):
            held.answer(wrong)
        assert held.asked == []
    assert not held.answer(" fri 15:00 问年会 ")
    assert held.question.is_note
    assert held.question.filled == "前台"
    assert held.back() == "fri 15:00 问年会"
    assert held.back() is None
    assert not held.answer("fri 16:00")
    assert calls.calls(desk) == []
    assert held.answer("")
    assert held.is_over
    assert held.result is not None
    assert held.result.number == "k1"
    assert [one.words for one in steps.steps(desk)] == [""]
    assert desk.ask is None
    assert desk.choose is None


def test_a_conversation_goes_on_with_the_answers_there_were(desk: Desk) -> None:
    customers.add_customer(desk, "白云航空", phones=["020-80000000"])
    held = talk(desk, ["fri 15:00"])
    assert not held.begin()
    assert held.question is not None
    assert held.question.is_note
    assert held.answer("他在开会")
    assert [one.note for one in calls.calls(desk)] == ["他在开会"]


def test_what_fails_at_the_end_waits_with_its_last_question(desk: Desk) -> None:
    customers.add_customer(desk, "白云航空", phones=["020-80000000"])
    locked = [True]

    def act(ask: Ask) -> str | None:
        said = ask("Why?")
        if locked:
            raise CrmError("The database is locked.")
        return said

    held: Conversation[str | None] = Conversation(desk, act)
    held.begin()
    with pytest.raises(CrmError):
        held.answer("太贵")
    assert held.question is not None
    assert held.answers == []
    locked.clear()
    assert held.answer("太贵")
    assert held.result == "太贵"


def test_one_of_several_is_chosen_by_its_place(desk: Desk) -> None:
    def act(ask: Ask) -> int | None:
        assert desk.choose is not None
        return desk.choose("Two are called so.", ["c1 甲", "c2 乙"])

    held: Conversation[int | None] = Conversation(desk, act)
    held.begin()
    assert held.question is not None
    assert held.question.behind == ("1  c1 甲", "2  c2 乙")
    for wrong in ("0", "3", "乙"):
        with pytest.raises(UsageError):
            held.answer(wrong)
    assert held.answer("2")
    assert held.result == 1


def test_a_question_left_by_the_act_leaves_the_desk_as_it_was(desk: Desk) -> None:
    def act(ask: Ask) -> None:
        if ask("Log it?"):
            raise Cancelled

    held: Conversation[None] = Conversation(desk, act)
    held.begin()
    with pytest.raises(Cancelled):
        held.answer("n")
    assert desk.ask is None
