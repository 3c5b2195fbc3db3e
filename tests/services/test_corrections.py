"""What is typed twice, wrongly, or by two people at once never leaves a customer or a plan in a wrong state."""

from collections.abc import Callable

import pytest

from crm_cli.errors import NotFoundError, RefusedError, UsageError
from crm_cli.services import (
    bans,
    calls,
    contacts,
    customers,
    followups,
    money,
    naming,
    plans,
    removal,
    reps,
    steps,
    visits,
)
from crm_cli.services import touches as rules
from crm_cli.services.call_corrections import edit_call
from crm_cli.services.desk import Desk
from crm_cli.services.effects import Answers
from crm_cli.services.touches import Extras


@pytest.fixture
def baiyun(desk: Desk) -> str:
    customers.add_customer(desk, "白云航空", phones=["020-80000000"], owner="陈伟")
    contacts.add_contact(desk, "王丽", "白云航空", phones=["190 0000 8000"])
    contacts.add_contact(desk, "张三", "白云航空")
    customers.add_customer(desk, "黑云物流")
    return "白云航空"


def _grade(desk: Desk) -> str:
    return customers.customers(desk, no=1)[0].grade


def test_a_grade_set_between_finding_and_writing_is_not_overwritten(
    desk: Desk, open_as: Callable[[str], Desk], baiyun: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, find = open_as("李娜"), naming.find_party

    def find_slowly(at: Desk, text: str) -> object:
        found = find(at, text)
        if at is desk:
            followups.add_followup(other, baiyun, at="2026-11-20 11:00", extras=Extras(grade="A"))
        return found

    monkeypatch.setattr(calls, "find_party", find_slowly)
    receipt = calls.log_call(desk, calls.Typed(baiyun, "talked", at="2026-11-20 10:00"), Extras(grade="D"))
    assert (_grade(desk), len(receipt.warnings)) == ("A", 1)


def test_the_grade_before_is_the_one_on_record_when_it_is_written(
    desk: Desk, open_as: Callable[[str], Desk], baiyun: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, find = open_as("李娜"), naming.find_party

    def find_slowly(at: Desk, text: str) -> object:
        found = find(at, text)
        calls.log_call(other, calls.Typed(baiyun, "talked", at="2026-11-20 09:00"), Extras(grade="B"))
        return found

    monkeypatch.setattr(followups, "find_party", find_slowly)
    followups.add_followup(desk, baiyun, at="2026-11-20 10:00", extras=Extras(grade="A"))
    assert [(row.grade_before, row.grade) for row in followups.followups(desk)] == [("B", "A")]


def test_two_visits_at_once_do_not_close_the_same_plan(
    desk: Desk, open_as: Callable[[str], Desk], baiyun: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    plans.add_plan(desk, baiyun, when="2026-11-20")
    other, warn = open_as("陈伟"), rules.warn_of_future

    def interrupted(at: Desk, moment: object, notes: object) -> None:
        monkeypatch.setattr(visits, "warn_of_future", warn)
        visits.log_visit(other, visits.Typed(baiyun, "met_staff", arrive="2026-11-20 09:00"))

    monkeypatch.setattr(visits, "warn_of_future", interrupted)
    visits.log_visit(desk, visits.Typed(baiyun, "met_staff", arrive="2026-11-20 15:00"))
    assert [(one.no, one.plan_no, one.how) for one in visits.visits(desk, sort="no")] == [
        (1, 1, "invited"),
        (2, None, "cold"),
    ]


def test_a_plan_named_must_be_open_and_of_that_customer(desk: Desk, baiyun: str) -> None:
    plans.add_plan(desk, baiyun, when="2026-11-19")
    with pytest.raises(RefusedError, match="白云航空"):
        visits.log_visit(desk, visits.Typed("黑云", "met_staff", arrive="2026-11-20 09:00", plan="p1"))
    visits.log_visit(desk, visits.Typed(baiyun, "met_staff", arrive="2026-11-20 09:00", plan="p1"))
    with pytest.raises(RefusedError, match="not open"):
        visits.log_visit(desk, visits.Typed(baiyun, "met_staff", arrive="2026-11-20 10:00", plan="p1"))
    assert [(one.state, one.visit_no) for one in plans.plans(desk)] == [("visited", 1)]


def test_a_named_knock_closes_the_buildings_plan_and_stays_cold(desk: Desk, baiyun: str) -> None:
    plans.add_plan(desk, None, building="创业大厦", when="2026-11-20")
    visits.log_visit(
        desk, visits.Typed("黑云", "met_staff", arrive="2026-11-20 09:00", building="创业大厦", unit="1201")
    )
    assert [one.state for one in plans.plans(desk)] == ["visited"]
    assert [one.how for one in visits.visits(desk)] == ["cold"]


def test_nobody_leaves_before_coming(desk: Desk, baiyun: str) -> None:
    with pytest.raises(UsageError, match="09:00"):
        visits.log_visit(desk, visits.Typed(baiyun, "met_staff", arrive="2026-11-20 10:00", leave="9:00"))
    visits.log_visit(desk, visits.Typed(baiyun, "met_staff", arrive="2026-11-20 10:00", leave="11:00"))
    visits.edit_visit(desk, visits.visits(desk)[0], arrive="2026-11-19 14:00", leave="14:40")
    (visit,) = visits.visits(desk)
    assert visit.left_at is not None
    assert desk.wall(visit.left_at).isoformat() == "2026-11-19T14:40:00"


def test_a_corrected_grade_reaches_the_customer_unless_a_later_one_stands(desk: Desk, baiyun: str) -> None:
    for at, grade in (("2026-11-18 10:00", "C"), ("2026-11-20 10:00", "A")):
        calls.log_call(desk, calls.Typed(baiyun, "talked", at=at), Extras(grade=grade))
    newest, oldest = calls.calls(desk)
    edit_call(desk, newest, grade="D")
    assert _grade(desk) == "D"
    edit_call(desk, oldest, grade="E")
    assert _grade(desk) == "D"
    removal.remove_touch(desk, "call", calls.calls(desk)[0])
    assert _grade(desk) == "E"
    assert removal.remove_touch(desk, "call", calls.calls(desk)[0]).warnings
    assert _grade(desk) == "E"


def test_a_grade_set_by_hand_survives_the_correction_of_an_older_call(desk: Desk, baiyun: str) -> None:
    calls.log_call(desk, calls.Typed(baiyun, "talked", at="2020-11-18 10:00"), Extras(grade="C"))
    customers.edit_customer(desk, baiyun, grade="B")
    edit_call(desk, calls.calls(desk)[0], grade="E")
    assert _grade(desk) == "B"


@pytest.mark.parametrize(
    ("outcome", "answers"),
    [
        ("talked", Answers(amount="500")),
        (None, Answers(amount="500")),
        ("talked", Answers(whole_customer=True)),
        ("talked", Answers(referred="李四 8013")),
        ("talked", Answers(anyone=True)),
    ],
)
def test_an_answer_the_outcome_has_no_use_for_is_refused(
    desk: Desk, baiyun: str, outcome: str | None, answers: Answers
) -> None:
    with pytest.raises(UsageError, match="no use"):
        calls.log_call(desk, calls.Typed(baiyun, outcome), answers=answers)
    assert calls.calls(desk) == []


def test_an_order_at_a_door_without_a_name_is_not_lost(desk: Desk) -> None:
    with pytest.raises(UsageError, match="customer"):
        visits.log_visit(desk, visits.Typed(None, "deal", building="X"), answers=Answers(amount="500"))
    assert (visits.visits(desk), money.money_events(desk)) == ([], [])


def test_a_reason_is_kept_in_the_note(desk: Desk, baiyun: str) -> None:
    calls.log_call(desk, calls.Typed(baiyun, "无意向", note="很客气"), answers=Answers(reason="太贵"))
    assert calls.calls(desk)[0].note == "很客气; 太贵"


def test_the_number_is_that_of_the_person_named(desk: Desk, baiyun: str) -> None:
    calls.log_call(desk, calls.Typed(baiyun, "no_answer", contact="王丽"))
    calls.log_call(desk, calls.Typed(baiyun, "no_answer", contact="张三"))
    assert [call.number for call in calls.calls(desk, sort="no")] == ["190 0000 8000", "020-80000000"]


def test_a_step_put_off_keeps_its_time_and_loses_no_words(desk: Desk, baiyun: str) -> None:
    steps.add_step(desk, "", customer=baiyun, due="2026-12-01 15:00", kind="callback")

    def edit(due: str) -> None:
        steps.edit_step(desk, "s1", due=due)

    def snooze(due: str) -> None:
        steps.snooze_step(desk, "s1", due)

    for put_off in (edit, snooze):
        put_off("2099-12-04")
        (step,) = steps.steps(desk)
        assert step.due_at is not None
        assert desk.wall(step.due_at).isoformat() == "2099-12-04T15:00:00"
        with pytest.raises(UsageError, match="more than a date"):
            put_off("2099-12-05 寄样品")
    steps.add_step(desk, "寄目录", customer=baiyun, due="2099-12-01")
    with pytest.raises(UsageError, match="done"):
        steps.edit_step(desk, "s2", words=" ")


def test_nobody_is_asked_anything_while_the_database_is_locked(desk: Desk, baiyun: str) -> None:
    desk.choose = lambda _question, _lines: 0
    with desk.change():
        assert desk.choose is None
    assert desk.choose is not None


def test_a_number_is_marked_do_not_call_once_however_many_have_it(desk: Desk, baiyun: str) -> None:
    contacts.add_contact(desk, "李四", "黑云", phones=["19000008000"])
    customers.add_customer(desk, "中国8000网络")
    for who in ("0000 8000", "190-0000-8000", "中国8000网络"):
        bans.ban(desk, who, whole_customer=False, reason="")
    marks = [(ban.e164, ban.customer) for ban in bans.bans(desk)]
    assert marks == [("+8619000008000", "白云航空"), (None, "中国8000网络")]


@pytest.mark.parametrize("origin", ["k1", "k9", "v1"])
def test_money_comes_from_a_touch_at_its_own_customer(desk: Desk, baiyun: str, origin: str) -> None:
    calls.log_call(desk, calls.Typed("黑云", "talked"))
    with pytest.raises(NotFoundError, match=origin):
        money.add_money(desk, "order", baiyun, amount="100", origin=origin)
    assert money.money_events(desk) == []


def test_an_order_keeps_an_amount(desk: Desk, baiyun: str) -> None:
    money.add_money(desk, "order", baiyun, amount="100")
    with pytest.raises(UsageError):
        money.edit_money(desk, "order", "o1", amount="")


def test_a_rep_takes_no_name_that_is_taken(desk: Desk) -> None:
    with pytest.raises(RefusedError, match="already a rep"):
        reps.edit_rep(desk, "陈伟", name="李娜")


def test_a_promise_before_the_touch_warns(desk: Desk, baiyun: str) -> None:
    for outcome, extras, answers in (
        ("talked", Extras(next="2026-11-19 寄样"), Answers()),
        ("callback", Extras(), Answers(callback="2026-11-20 09:00")),
        ("appointment", Extras(), Answers(plan="2026-11-19 15:00")),
    ):
        typed = calls.Typed(baiyun, outcome, at="2026-11-20 10:00")
        assert any("before" in one for one in calls.log_call(desk, typed, extras, answers).warnings), outcome


def test_removing_a_touch_says_what_outlives_it(desk: Desk, baiyun: str) -> None:
    calls.log_call(desk, calls.Typed(baiyun, "do_not_call"))
    with pytest.raises(RefusedError, match="do-not-call"):
        removal.remove_touch(desk, "call", calls.calls(desk)[0])
    visits.log_visit(desk, visits.Typed("黑云", "moved"))
    assert removal.remove_touch(desk, "visit", visits.visits(desk)[0]).warnings


def test_a_number_marked_bad_can_be_good_again(desk: Desk) -> None:
    customers.add_customer(desk, "白云", phones=["020-80000000", "190 0000 8000"])
    customers.edit_customer(desk, "白云", phones_bad=["8000"])
    assert [phone.bad_at is not None for phone in contacts.phones(desk)] == [False, True]
    customers.edit_customer(desk, "白云", phones_good=["8000"], phones_gone=["80000000"])
    assert [(phone.raw, phone.bad_at) for phone in contacts.phones(desk)] == [("190 0000 8000", None)]
    with pytest.raises(NotFoundError, match="no one phone"):
        customers.edit_customer(desk, "白云", phones_bad=["9999"])


def test_who_adds_a_customer_owns_it_unless_somebody_is_named(
    desk: Desk, open_as: Callable[[str], Desk]
) -> None:
    customers.add_customer(desk, "甲")
    customers.add_customer(desk, "乙", owner="李娜")
    customers.add_customer(desk, "丙", owner="")
    customers.add_customer(open_as("周敏"), "丁")
    assert [row.owner for row in customers.customers(desk, sort="no")] == ["陈伟", "李娜", "", ""]


def test_marking_do_not_call_twice_is_one_mark_and_lifting_frees_the_number(
    desk: Desk, open_as: Callable[[str], Desk], baiyun: str
) -> None:
    for _again in range(2):
        calls.log_call(desk, calls.Typed("8000", "do_not_call"))
    (mark,) = bans.bans(desk)
    bans.lift_ban(open_as("周敏"), mark.no, "他同意了")
    assert calls.log_call(desk, calls.Typed("8000", "no_answer")).warnings == ()
