"""A firm that moves by a file a noun into an empty one: what each noun is to bring with it, looked at one by one."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from crm_cli.exchange.importing import import_file
from crm_cli.services import (
    bans,
    buildings,
    callbacks,
    calls,
    customers,
    followups,
    own_fields,
    plans,
    reps,
    steps,
    visits,
)
from crm_cli.services.customers import edit_customer
from crm_cli.services.desk import Desk, open_desk
from crm_cli.services.effects import Answers
from crm_cli.services.firm import create_firm
from crm_cli.services.touches import Extras
from crm_cli.storage.sweeps import FIND_FRONTS
from crm_cli.storage.visits import FIND_VISITS
from tests.exchange.importing import taken, written
from tests.exchange.test_import_round_trip import exported, table_of


@pytest.fixture
def there(tmp_path: Path):
    """Return an empty firm, whose reps come in with the others."""
    create_firm(tmp_path / "there.db", "B公司", "tests", region="CN", timezone="Asia/Shanghai")
    desk = open_desk(tmp_path / "there.db", None)
    yield desk
    desk.close()


def move(source: Desk, target: Desk, folder: Path, *nouns: str, **options: Any) -> None:
    """Bring some nouns over, in this order."""
    for noun in nouns:
        report = taken(target, noun, exported(source, noun, "csv", folder / f"{noun}.csv"), **options)
        assert report.rejected == {}, noun


def told(desk: Desk, noun: str, *keys: str) -> list[tuple[Any, ...]]:
    """Return some keys of every record of a noun."""
    return [tuple(row[key] for key in keys) for row in table_of(desk, noun).values()]


def test_a_closed_customer_stays_closed_and_a_grade_keeps_its_time(desk, there, tmp_path):
    customers.add_customer(desk, "白云", phones=["020-80001111"], grade="C")
    edit_customer(desk, "c1", closed_on="2026-10-01", closed_reason="倒闭")
    with desk.change() as change:
        change.update("customer", 1, grade_at=datetime(2026, 9, 1, 1, tzinfo=UTC))
    move(desk, there, tmp_path, "reps", "customers")
    keys = ("closed_on", "closed_reason", "grade", "grade_at")
    assert told(there, "customers", *keys) == told(desk, "customers", *keys)
    assert told(there, "customers", *keys)[0][:2] == ("2026-10-01", "倒闭")


def test_an_update_closes_a_customer_by_three_columns(desk, tmp_path):
    customers.add_customer(desk, "白云", phones=["020-80001111"])
    (identity,) = table_of(desk, "customers")
    text = f"id,name,closed_on\n{identity},白云,2026-10-02\n"
    report = taken(desk, "customers", written(tmp_path / "c.csv", text), on_match="update")
    assert report.counts["updated"] == 1
    assert told(desk, "customers", "closed_on") == [("2026-10-02",)]


def test_a_column_nobody_knows_is_named_in_our_own_export_too(desk, there, tmp_path):
    own_fields.add_field(desk, "customer", "发质", kind="choice", choices=["干", "油"])
    customers.add_customer(desk, "白云", own_fields={"发质": "干"})
    path = exported(desk, "customers", "csv", tmp_path / "customers.csv")
    lines = path.read_text("utf-8-sig").splitlines()
    path.write_text(f"{lines[0]},我的列\n{lines[1]},有\n", "utf-8")
    assert import_file(there, "customers", path).loaded.unknown == ("发质", "我的列")


def test_a_choice_that_is_none_stays_in_the_notes(desk, tmp_path):
    own_fields.add_field(desk, "customer", "发质", kind="choice", choices=["干", "油"])
    own_fields.add_field(desk, "contact", "级", kind="choice", choices=["一"])
    text = "公司名称,备注,发质\n白云,老客户,中性\n黑土,,油\n"
    taken(desk, "customers", written(tmp_path / "a.csv", text))
    assert told(desk, "customers", "notes", "发质") == [("老客户\n发质: 中性", ""), ("", "油")]
    taken(desk, "contacts", written(tmp_path / "b.csv", "公司,姓名,级\n白云,王丽,二\n"))
    assert told(desk, "contacts", "notes", "级") == [("级: 二", "")]


ALL = ("reps", "customers", "contacts", "calls", "visits", "followups", "plans", "steps", "donotcall")


def test_competitors_and_what_was_heard_come_with_their_touch(desk, there, tmp_path):
    customers.add_customer(desk, "白云", phones=["020-80001111"])
    told_of = Extras(competitors=("甲厂", "乙厂"))
    calls.log_call(desk, calls.Typed("c1", "talked"), told_of)
    visits.log_visit(desk, visits.Typed("c1", "met_staff"), told_of)
    followups.add_followup(desk, "c1", heard="嫌贵", extras=told_of)
    move(desk, there, tmp_path, *ALL)
    for noun in ("calls", "visits", "followups"):
        assert told(there, noun, "competitor", "heard") == told(desk, noun, "competitor", "heard")
        assert told(there, noun, "competitor") == [(["甲厂", "乙厂"],)]
    assert told(there, "followups", "heard") == [("嫌贵",)]


def test_a_rep_who_left_stays_away_and_his_work_is_his(desk, open_as, there, tmp_path):
    customers.add_customer(desk, "白云", phones=["020-80001111"])
    calls.log_call(desk, calls.Typed("c1", "no_answer", rep="李娜", at="yesterday 10:00"))
    reps.edit_rep(open_as("周敏"), "李娜", active=False, left_on="today")
    move(desk, there, tmp_path, *ALL)
    keys = ("name", "active", "left_on", "created_at", "created_by")
    assert told(there, "reps", *keys) == told(desk, "reps", *keys)
    assert ("李娜", False) in told(there, "reps", "name", "active")
    assert told(there, "calls", "rep") == [("李娜",)]


STEP = (
    "kind",
    "rep",
    "scope",
    "due_on",
    "due_at",
    "number",
    "words",
    "state",
    "done_at",
    "reason",
    "created_by",
)


def test_a_callback_keeps_its_number_its_scope_and_its_end(desk, there, tmp_path):
    customers.add_customer(desk, "白云", phones=["139 1111 0001", "020-80001111"])
    callbacks.add_callback(desk, "c1", "tomorrow 15:00 报价", phone="020-80001111", anyone=True)
    callbacks.add_callback(desk, "c1", "tomorrow 16:00 合同")
    callbacks.cancel(desk, "s2", "客户出差")
    steps.add_step(desk, "寄样品", customer="c1", due="tomorrow")
    move(desk, there, tmp_path, *ALL)
    assert told(there, "steps", *STEP) == told(desk, "steps", *STEP)
    (first, second, _third) = told(there, "steps", "scope", "number", "reason", "done_at")
    assert first[:2] == ("anyone", "020-80001111")
    assert second[2] == "客户出差"
    assert second[3]


def test_what_a_call_promised_is_there_once_and_of_who_promised_it(desk, there, tmp_path):
    customers.add_customer(desk, "白云", phones=["020-80001111"])
    calls.log_call(desk, calls.Typed("c1", "talked", transfer="李娜 tomorrow 15:00 报价"))
    calls.log_call(
        desk, calls.Typed("c1", "callback"), answers=Answers(callback="tomorrow 17:00", anyone=True)
    )
    move(desk, there, tmp_path, *ALL)
    assert sorted(told(there, "steps", *STEP)) == sorted(told(desk, "steps", *STEP))
    assert ("李娜", "open") in told(there, "steps", "rep", "state")
    move(desk, there, tmp_path, "calls", "steps")
    assert len(told(there, "steps")) == len(told(desk, "steps")) == 2


def test_plans_keep_their_place_in_the_day(desk, there, tmp_path):
    for name, place in (("白云", 3), ("黑土", 2), ("青山", 1)):
        customers.add_customer(desk, name)
        plans.add_plan(desk, name, when="tomorrow", order=place)
    move(desk, there, tmp_path, *ALL)
    assert told(there, "plans", "customer", "position") == [("白云", 3), ("黑土", 2), ("青山", 1)]


def test_a_mark_that_was_lifted_bars_nobody(desk, open_as, there, tmp_path):
    customers.add_customer(desk, "白云", phones=["020-80001111"])
    customers.add_customer(desk, "黑土", phones=["020-80002222"])
    for who in ("c1", "c2"):
        calls.log_call(desk, calls.Typed(who, "do_not_call"))
    bans.lift_ban(open_as("周敏"), 1, "又要了")
    move(desk, there, tmp_path, *ALL)
    keys = ("phone", "customer", "lifted_at", "lifted_by", "lift_reason", "created_at", "created_by")
    assert told(there, "donotcall", *keys) == told(desk, "donotcall", *keys)
    assert [mark.phone for mark in bans.bans(there)] == ["020-80002222"]
    move(desk, there, tmp_path, "donotcall")
    assert told(there, "donotcall", *keys) == told(desk, "donotcall", *keys)


def test_how_far_a_visit_got_is_the_outcomes_where_nobody_typed_it(desk, there, tmp_path):
    customers.add_customer(desk, "白云")
    visits.log_visit(desk, visits.Typed("c1", "met_staff", arrive="09:00"))
    visits.log_visit(desk, visits.Typed("c1", "met_staff", arrive="10:00", progress="target"))
    move(desk, there, tmp_path, *ALL)
    keys = ("progress", "progress_of_outcome")
    assert told(there, "visits", *keys) == told(desk, "visits", *keys)
    for firm in (desk, there):
        for visit in firm.database.all(FIND_VISITS, sort="no"):
            visits.edit_visit(firm, visit, outcome="closed")
    assert told(there, "visits", *keys) == told(desk, "visits", *keys) == [("", False), ("target", False)]


def test_a_front_of_a_team_keeps_its_name_and_those_who_were_on_it(desk, open_as, there, tmp_path):
    buildings.add_building(desk, "中信广场", buildings.Layout(floors="8-9", units="01-03"))
    with desk.change() as change:
        sweep = change.insert("sweep", building_no=1, starts_on=date(2026, 11, 20))
        front = change.insert("sweep_front", sweep_no=sweep, name="航空汽车组", direction="down", team_no=1)
        change.insert_many("sweep_front_rep", [{"front_no": front, "rep_no": no} for no in (1, 2)])
    reps.edit_rep(open_as("周敏"), "李娜", active=False)
    move(desk, there, tmp_path, "teams", "reps", "buildings", "units", "sweeps")
    assert told(there, "sweeps", "front_names", "fronts") == told(desk, "sweeps", "front_names", "fronts")
    assert told(there, "sweeps", "front_names") == [(["航空汽车组"],)]
    (made,) = there.database.all(FIND_FRONTS, sweep_no=1)
    assert made.team == "航空汽车组"
