"""What a touch brings about: closing rules, grades, effects, 撞单, undo."""

from collections.abc import Callable

import pytest

from crm_cli.errors import NotFoundError, RefusedError, UsageError
from crm_cli.services import (
    bans,
    calls,
    contacts,
    customers,
    followups,
    history,
    money,
    plans,
    removal,
    steps,
    visits,
)
from crm_cli.services.call_corrections import edit_call
from crm_cli.services.desk import Desk
from crm_cli.services.effects import Answers
from crm_cli.services.touches import Extras


@pytest.fixture
def baiyun(desk: Desk) -> str:
    customers.add_customer(
        desk, "广州白云航空服务有限公司", phones=["020-80000000"], city="广州", owner="陈伟"
    )
    contacts.add_contact(
        desk, "王丽", "白云", phones=["190 0000 8000"], title="采购经理", role="decision_maker"
    )
    return "白云"


def test_a_reached_call_closes_due_steps_and_keeps_future_ones(desk: Desk, baiyun: str) -> None:
    steps.add_step(desk, "寄目录", customer=baiyun, due="2026-11-18")
    steps.add_step(desk, "打电话", customer=baiyun, due="2026-11-25")
    receipt = calls.log_call(desk, calls.Typed(baiyun, "talked", at="2026-11-20 10:00"))
    assert any("寄目录" in line for line in receipt.lines)
    assert [step.state for step in steps.steps(desk, sort="no")] == ["done", "open"]


def test_a_no_answer_closes_no_promise(desk: Desk, baiyun: str) -> None:
    steps.add_step(desk, "寄目录", customer=baiyun, due="2026-11-18")
    calls.log_call(desk, calls.Typed(baiyun, "no_answer", at="2026-11-20 10:00"))
    assert [step.state for step in steps.steps(desk)] == ["open"]


def test_keep_leaves_steps_open(desk: Desk, baiyun: str) -> None:
    steps.add_step(desk, "寄目录", customer=baiyun, due="2026-11-18")
    calls.log_call(desk, calls.Typed(baiyun, "talked", at="2026-11-20 10:00"), Extras(keep=True))
    assert [step.state for step in steps.steps(desk)] == ["open"]


def test_a_callback_is_closed_only_by_a_call(desk: Desk, baiyun: str) -> None:
    calls.log_call(
        desk,
        calls.Typed(baiyun, "callback", at="2026-11-18 10:00"),
        answers=Answers(callback="2026-11-20 15:00"),
    )
    followups.add_followup(desk, baiyun, at="2026-11-20 16:00", note="发微信")
    assert [step.state for step in steps.steps(desk)] == ["open"]
    calls.log_call(desk, calls.Typed(baiyun, "talked", at="2026-11-20 17:00"))
    assert [step.state for step in steps.steps(desk)] == ["done"]


def test_another_reps_steps_stay_open(desk: Desk, open_as: Callable[[str], Desk], baiyun: str) -> None:
    steps.add_step(desk, "寄目录", customer=baiyun, due="2026-11-18", rep="李娜")
    calls.log_call(desk, calls.Typed(baiyun, "talked", at="2026-11-20 10:00"))
    assert [step.state for step in steps.steps(desk)] == ["open"]


def test_a_callback_without_a_time_is_refused_and_nothing_is_written(desk: Desk, baiyun: str) -> None:
    with pytest.raises(UsageError):
        calls.log_call(desk, calls.Typed(baiyun, "callback"))
    with pytest.raises(UsageError):
        calls.log_call(desk, calls.Typed(baiyun, "callback"), answers=Answers(callback="2026-11-23"))
    assert calls.calls(desk) == []


def test_a_visit_closes_the_earliest_open_plan_of_the_day(desk: Desk, baiyun: str) -> None:
    plans.add_plan(desk, baiyun, when="2026-11-20", purpose="送样")
    visits.log_visit(desk, visits.Typed(baiyun, "met_staff", arrive="2026-11-20 14:00", leave="14:40"))
    (plan,) = plans.plans(desk)
    (visit,) = visits.visits(desk)
    assert (plan.state, plan.visit_no, visit.how, visit.plan_no) == ("visited", visit.no, "invited", plan.no)
    assert desk.wall(visit.left_at or visit.arrived_at).isoformat() == "2026-11-20T14:40:00"


def test_a_visit_without_a_plan_is_cold_and_the_second_a_return(desk: Desk, baiyun: str) -> None:
    for hour in ("09:00", "15:00"):
        visits.log_visit(desk, visits.Typed(baiyun, "front_desk", arrive=f"2026-11-20 {hour}"))
    assert [(v.how, v.kind) for v in visits.visits(desk, sort="no")] == [
        ("cold", "first"),
        ("cold", "return"),
    ]


def test_a_back_dated_grade_does_not_overwrite_a_later_one(desk: Desk, baiyun: str) -> None:
    calls.log_call(desk, calls.Typed(baiyun, "talked", at="2026-11-20 10:00"), Extras(grade="A"))
    receipt = calls.log_call(desk, calls.Typed(baiyun, "talked", at="2026-11-19 10:00"), Extras(grade="D"))
    assert customers.customers(desk)[0].grade == "A"
    assert receipt.warnings


def test_outcomes_bring_about_their_effects(desk: Desk, baiyun: str) -> None:
    calls.log_call(desk, calls.Typed(baiyun, "ybj", at="2026-11-20 10:00"))
    calls.log_call(
        desk,
        calls.Typed(baiyun, "约见成功", at="2026-11-20 11:00"),
        answers=Answers(plan="2026-11-24 10:00 送样"),
    )
    calls.log_call(desk, calls.Typed(baiyun, "0", at="2026-11-20 12:00"), answers=Answers(amount="5万"))
    assert [s.due_on.isoformat() for s in steps.steps(desk)] == ["2026-11-23"]
    assert [(p.day.isoformat(), p.purpose) for p in plans.plans(desk)] == [("2026-11-24", "送样")]
    assert [(m.kind, m.amount_minor, m.call_no) for m in money.money_events(desk)] == [
        ("order", 5_000_000, 3)
    ]


def test_a_promised_quote_is_due_the_next_working_day(desk: Desk, baiyun: str) -> None:
    calls.log_call(desk, calls.Typed(baiyun, "quote_wanted", at="2026-11-20 10:00"))
    assert [s.due_on.isoformat() for s in steps.steps(desk)] == ["2026-11-23"]


def test_a_bad_number_is_marked_and_the_next_one_named(desk: Desk, baiyun: str) -> None:
    receipt = calls.log_call(desk, calls.Typed("80000000", "空号", at="2026-11-20 10:00"))
    assert [(p.raw, p.bad_reason) for p in contacts.phones(desk)] == [
        ("020-80000000", "invalid_number"),
        ("190 0000 8000", ""),
    ]
    assert any("190 0000 8000" in line for line in receipt.lines)


def test_do_not_call_warns_and_only_a_manager_lifts_it(
    desk: Desk, open_as: Callable[[str], Desk], baiyun: str
) -> None:
    calls.log_call(desk, calls.Typed("8000", "do_not_call", at="2026-11-20 10:00"))
    receipt = calls.log_call(desk, calls.Typed("8000", "no_answer", at="2026-11-20 11:00"))
    assert receipt.warnings
    ban = bans.bans(desk)[0]
    with pytest.raises(RefusedError):
        bans.lift_ban(desk, ban.no, "他同意了")
    bans.lift_ban(open_as("周敏"), ban.no, "他同意了")
    assert bans.bans(desk) == []


def test_logging_on_another_reps_customer_warns(
    open_as: Callable[[str], Desk], desk: Desk, baiyun: str
) -> None:
    other = open_as("李娜")
    assert calls.log_call(other, calls.Typed("白云", "talked")).warnings
    with pytest.raises(RefusedError):
        customers.assign_customer(other, "白云", "李娜")
    customers.assign_customer(open_as("周敏"), "白云", "李娜")


def test_undo_takes_back_everything_a_command_brought_about(desk: Desk, baiyun: str) -> None:
    before = _dump(desk)
    calls.log_call(
        desk,
        calls.Typed(baiyun, "callback", at="2026-11-20 10:05", talk="185"),
        Extras(grade="A", objections=("太贵",), competitors=("B公司",), wechat=True),
        Answers(callback="2026-11-23 15:00"),
    )
    assert _dump(desk) != before
    history.undo(desk)
    assert _dump(desk) == before
    history.redo(desk)
    assert [call.grade for call in calls.calls(desk)] == ["A"]
    history.undo(desk)
    assert _dump(desk) == before


def test_undo_out_of_order_is_refused_with_the_reason(desk: Desk, baiyun: str) -> None:
    calls.log_call(desk, calls.Typed(baiyun, "talked", at="2026-11-20 10:00"))
    first = history.changes(desk, limit=1)[0]
    edit_call(desk, calls.calls(desk)[0], note="改过")
    with pytest.raises(RefusedError, match="changed again"):
        history.undo(desk, f"h{first.no}")


def test_undo_of_anothers_command_needs_a_manager(
    open_as: Callable[[str], Desk], desk: Desk, baiyun: str
) -> None:
    calls.log_call(desk, calls.Typed(baiyun, "talked", at="2026-11-20 10:00"))
    last = history.changes(desk, limit=1)[0]
    with pytest.raises(RefusedError):
        history.undo(open_as("李娜"), f"h{last.no}")
    history.undo(open_as("周敏"), f"h{last.no}")
    assert calls.calls(desk) == []


def test_removing_a_touch_opens_what_it_closed(desk: Desk, baiyun: str) -> None:
    steps.add_step(desk, "寄目录", customer=baiyun, due="2026-11-18")
    plans.add_plan(desk, baiyun, when="2026-11-20")
    visits.log_visit(
        desk, visits.Typed(baiyun, "met_decision_maker", arrive="2026-11-20 14:00"), Extras(next="+3d 报价")
    )
    removal.remove_touch(desk, "visit", visits.visits(desk)[0])
    assert [(s.words, s.state) for s in steps.steps(desk)] == [("寄目录", "open")]
    assert [p.state for p in plans.plans(desk)] == ["planned"]


def test_removing_a_customer_with_history_is_refused(desk: Desk, baiyun: str) -> None:
    customers.add_customer(desk, "空壳", phones=["13800138000"], tags=["x"])
    customers.remove_customer(desk, "空壳")
    calls.log_call(desk, calls.Typed(baiyun, "talked"))
    with pytest.raises(RefusedError, match="history"):
        customers.remove_customer(desk, baiyun)
    assert [row.name for row in customers.customers(desk)] == ["广州白云航空服务有限公司"]


def test_names_that_match_nothing_or_several_are_errors(desk: Desk, baiyun: str) -> None:
    customers.add_customer(desk, "深圳白云贸易")
    with pytest.raises(NotFoundError, match="any of these"):
        calls.log_call(desk, calls.Typed("白云", "talked"))
    with pytest.raises(NotFoundError, match="Nothing"):
        calls.log_call(desk, calls.Typed("黑云", "talked"))


def _dump(desk: Desk) -> list[tuple[object, ...]]:
    connection = desk.database.connection
    tables = [
        row[0]
        for row in connection.execute(
            "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'"
            " and name not like 'search_%' and name not in ('change', 'change_row')"
        )
    ]
    found: list[tuple[object, ...]] = []
    for table in sorted(tables):
        cursor = connection.execute(f'select * from "{table}" order by 1')
        names = [column[0] for column in cursor.description]
        found += [
            (table, *(cell for name, cell in zip(names, row, strict=True) if name != "version"))
            for row in cursor.fetchall()
        ]
    return found
