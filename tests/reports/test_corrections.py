"""What changed since a report was handed in, against a plain comparison of the raw rows."""

import random
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from crm_cli.reports.correction_words import figure_pairs
from crm_cli.reports.corrections import (
    Corrections,
    corrections,
    differences,
    figure_changes,
    with_authors,
)
from crm_cli.reports.daily import DailyReport, daily_report
from crm_cli.reports.scope import Scope, find_scope
from crm_cli.reports.snapshot import freeze, thaw
from crm_cli.services import calls, customers, followups, money, plans, steps, visits
from crm_cli.services.call_corrections import edit_call
from crm_cli.services.desk import Desk, open_desk
from crm_cli.services.removal import remove_touch
from crm_cli.services.touches import Extras
from tests.reports.random_month import FIRST, Raw, fill

FRIDAY = date(2026, 11, 20)
COLUMNS = {
    "call": "at direction customer_no outcome_no talk_seconds grade note wechat_added",
    "visit": "arrived_at how customer_no building floor unit outcome_no progress tactic card wechat_added expense_minor",
    "money": "kind customer_no amount_minor note",
}
Rows = dict[tuple[str, int], tuple[Any, ...]]


def rows_of(desk: Desk, rep_no: int) -> Rows:
    found: Rows = {}
    raw = Raw(desk, [FIRST], [rep_no])
    for table, columns in COLUMNS.items():
        for row in raw._all(table):
            if row["day"] == FIRST.isoformat() and row["rep_no"] == rep_no:
                found[table, row["no"]] = tuple(row[column] for column in columns.split())
    return found


VISITS: list[dict[str, Any]] = [
    {"card": True},
    {"tactic": "praise"},
    {"floor": "9"},
    {"need": ""},
    {"kind": "first"},
]
CALLS: list[dict[str, Any]] = [
    {"grade": "B"}, {"note": "改"}, {"talk_seconds": 77}, {"rep_no": 2}, {"customer_no": None}, {},
]  # fmt: skip


def disturb(desk: Desk, chance: random.Random) -> None:
    """Change, remove, move and add rows of the first day and of others, as people do."""
    rows = Raw(desk, [FIRST], [1, 2, 3])
    with desk.change() as change:
        for row in chance.sample(rows.visits, min(6, len(rows.visits))):
            change.update("visit", row["no"], **chance.choice(VISITS))
        for row in chance.sample(rows.calls, min(8, len(rows.calls))):
            change.update("call", row["no"], **chance.choice(CALLS))
        for row in chance.sample(rows.money, min(2, len(rows.money))):
            change.delete("money", row["no"])
        change.insert("call", at=chance.choice(rows.everything[0])["at"], rep_no=1, note="补")
        change.update("customer", 1, name="改了名的客户")


@settings(max_examples=10)
@given(seed=st.integers(0, 10_000))
def test_they_are_what_a_comparison_of_raw_rows_finds(
    seed: int, template: Path, tmp_path_factory: Any
) -> None:
    path = tmp_path_factory.mktemp("month") / "firm.db"
    shutil.copy(template, path)
    desk = open_desk(path, "陈伟")
    fill(desk, seed)
    before = {rep: (rows_of(desk, rep), frozen(desk, rep)) for rep in (1, 2, 3)}
    disturb(desk, random.Random(seed))
    everyone = daily_report(desk, Scope("firm", ""), FIRST)
    for rep, (old, kept) in before.items():
        new = rows_of(desk, rep)
        expected = {("added", *key) for key in new.keys() - old.keys()}
        expected |= {("removed", *key) for key in old.keys() - new.keys()}
        expected |= {("changed", *key) for key in old.keys() & new.keys() if old[key] != new[key]}
        live = daily_report(desk, Scope("rep", "", rep), FIRST)
        found = list(differences(kept, live))
        assert {(one.kind, one.noun, one.no) for one in found} == expected
        # The firm's report holds the same rows, so the same is found in it.
        name = live.reps[0]
        assert [one[:3] for one in differences(kept, everyone, rep, name)] == [one[:3] for one in found]
        assert corrections(live, live) == Corrections()
    desk.close()


def frozen(desk: Desk, rep: int) -> DailyReport:
    return thaw(freeze(daily_report(desk, Scope("rep", "", rep), FIRST)))


def test_each_kind_says_what_was_done_to_which_field_by_whom(desk: Desk) -> None:
    customers.add_customer(desk, "广州白云航空服务有限公司", phones=["020-80000000"])
    calls.log_call(
        desk, calls.Typed("白云", "talked", at="2026-11-20 10:00"), Extras(grade="A", objections=("太贵",))
    )
    visits.log_visit(desk, visits.Typed("白云", "met_staff", arrive="2026-11-20 14:00"))
    followups.add_followup(desk, "白云", at="2026-11-20 16:00", note="发目录")
    plans.add_plan(desk, "白云", when="2026-11-20 15:00")
    before = thaw(freeze(daily_report(desk, find_scope(desk), FRIDAY)))
    edit_call(desk, calls.calls(desk, sort="no")[0], grade="B", note="补充")
    remove_touch(desk, "visit", visits.visits(desk, sort="no")[0])
    money.add_money(desk, "order", "c1", amount="5万", day="2026-11-20")
    plans.end_plan(desk, "p1", "cancelled_by_us", reason="太晚")
    found = corrections(before, daily_report(desk, find_scope(desk), FRIDAY))
    told = {f"{one.noun}{one.no}": one for one in with_authors(desk, found.records)}
    assert {key: one.kind for key, one in told.items()} == {
        "call1": "changed",
        "visit1": "removed",
        "money1": "added",
        "plan1": "changed",
    }
    assert told["call1"].fields == (("grade", "A", "B"), ("note", "", "补充"))
    assert ("state", "planned", "cancelled_by_us") in told["plan1"].fields
    assert {one.by for one in told.values()} == {"陈伟"}
    figures = {one.key: (one.before, one.after) for one in found.figures}
    assert figures["visits.visits"] == (1, 0)
    assert figures["money.order_amount"] == (0, 50_000_00)
    assert "calls.dials" not in figures


def test_without_a_journal_a_correction_is_told_by_the_stamps_of_its_row(
    desk: Desk, open_as: Callable[[str], Desk]
) -> None:
    customers.add_customer(desk, "广州白云航空服务有限公司", phones=["020-80000000"])
    calls.log_call(desk, calls.Typed("白云", "talked", at="2026-11-20 10:00"))
    before = thaw(freeze(daily_report(desk, find_scope(desk), FRIDAY)))
    edit_call(open_as("李娜"), calls.calls(desk, sort="no")[0], grade="B")
    with desk.change() as change:
        # As in a firm that came without its history: export all --no-history.
        change.connection.execute("delete from change_row")
    (one,) = with_authors(desk, differences(before, daily_report(desk, find_scope(desk), FRIDAY)))
    (row,) = calls.calls(desk)
    assert (one.kind, one.by, one.at) == ("changed", "李娜", row.changed_at)


def test_every_figure_that_follows_is_told_and_each_once(desk: Desk) -> None:
    customers.add_customer(desk, "广州白云航空服务有限公司", phones=["020-80000000"])
    calls.log_call(desk, calls.Typed("白云", "talked", at="2026-11-20 10:00", talk="1:15"))
    visits.log_visit(desk, visits.Typed("白云", "met_staff", arrive="2026-11-20 14:00", tactic="praise"))
    money.add_money(desk, "order", "c1", amount="100", day="2026-11-20")
    with desk.change() as change:
        change.update("money", 1, currency="HKD")
    before = thaw(freeze(daily_report(desk, find_scope(desk), FRIDAY)))
    with desk.change() as change:
        change.update("call", 1, talk_seconds=120, grade="B", wechat_added=True)
        change.update("visit", 1, card=True)
        change.update("money", 1, amount_minor=20_000)
    found = corrections(before, daily_report(desk, find_scope(desk), FRIDAY))
    assert dict(figure_pairs(found.figures, desk)) == {
        "interested": "0 → 1",
        "average talk time": "1:15 → 2:00",
        "card rate": "0/1 = 0.0 % → 1/1 = 100.0 %",
        "praise: card rate": "0/1 = 0.0 % → 1/1 = 100.0 %",
        "amount of orders": "100.00 HKD → 200.00 HKD",
        "cards": "0 → 1",
        "WeChat added": "0 → 1",
    }


def test_every_number_of_a_report_can_be_told(desk: Desk) -> None:
    fill(desk, 5)
    full, empty = frozen(desk, 1), daily_report(desk, Scope("rep", "", 1), date(2030, 1, 4))
    pairs = figure_pairs(figure_changes(empty.totals, full.totals), desk)
    names = [name for name, text in pairs if "HKD" not in text]
    assert len(names) > 30
    # Two numbers under one name would read as a contradiction.
    assert sorted(names) == sorted(set(names))


def test_a_step_that_moves_on_and_a_new_name_are_no_corrections(desk: Desk) -> None:
    customers.add_customer(desk, "广州白云航空服务有限公司", phones=["020-80000000"])
    calls.log_call(desk, calls.Typed("白云", "talked", at="2026-11-20 10:00"), Extras(next="+3d 送样"))
    before = daily_report(desk, find_scope(desk), FRIDAY)
    steps.edit_step(desk, "s1", due="2026-12-20")
    customers.edit_customer(desk, "c1", name="白云航空")
    assert corrections(before, daily_report(desk, find_scope(desk), FRIDAY)) == Corrections()
