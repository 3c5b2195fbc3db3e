"""The sample month comes in whole, twice without a trace, and ends near today."""

from datetime import date, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from crm_cli.errors import RefusedError
from crm_cli.exchange import sample_phone
from crm_cli.exchange.firm_in import check_folder, import_firm
from crm_cli.exchange.firm_out import export_firm
from crm_cli.exchange.importing import Reading, import_file
from crm_cli.exchange.sample import LAST_DAY, PARTS, last_day, load_sample
from crm_cli.exchange.sample_files import sample_folder
from crm_cli.reports.sweep_block import read_sweeps
from crm_cli.services import queue, sweep_views
from crm_cli.services.callback_list import callbacks
from crm_cli.services.desk import open_desk
from crm_cli.services.importing.intake import Options
from crm_cli.services.naming import find_worker
from crm_cli.services.plan_conflicts import conflicts
from crm_cli.services.visits import visits
from tests.exchange.dump import dump

COUNTS = {
    "team": 2, "rep": 4, "customer": 551, "visit": 566, "call": 1562, "plan": 133, "followup": 61, "money": 50,
    "goal": 60, "report_note": 30, "do_not_call": 15, "building": 4, "unit": 913, "sweep": 4, "front_desk_note": 8,
    "plan_template": 1, "plan_series": 1,
}  # fmt: skip


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    path = tmp_path_factory.mktemp("sample") / "demo.db"
    with time_machine.travel("2026-12-16T04:00:00Z", tick=False):
        return path, load_sample(path, "tests")


def test_the_month_is_moved_by_whole_weeks_and_complete(sample):
    path, last = sample
    assert last == date(2026, 12, 11)
    desk = open_desk(path, None)
    try:
        query = desk.database.connection.execute
        assert {name: query(f"select count(*) from {name}").fetchone()[0] for name in COUNTS} == COUNTS
        days = query("select min(day), max(day) from call").fetchone()
        assert days == ("2026-11-16", "2026-12-16")
        assert query(
            "select count(*) from plan where state = 'visited' and done_by_visit_no is null"
        ).fetchone() == (0,)
        assert query(
            "select count(*) from plan where state = 'planned' and day <= '2026-12-11'"
        ).fetchone() == (0,)
        assert query(
            "select count(*) from plan where state = 'moved' and moved_to_no is null"
        ).fetchone() == (0,)
        assert query(
            "select count(*) from call where customer_no is null or outcome_no is null"
        ).fetchone() == (0,)
    finally:
        desk.close()


def test_an_hour_on_the_phone_can_begin_at_once(sample):
    path, last = sample
    monday = last + timedelta(days=3)
    with time_machine.travel("2026-12-16T06:30:00Z", tick=False):
        offers: list[queue.Offer | queue.Empty] = []
        for rep in ("陈伟", "李娜", "黄志强"):
            desk = open_desk(path, rep)
            try:
                offers.append(queue.next_offer(desk))
                assert {one.standing for one in callbacks(desk, rep_no=find_worker(desk, None).no)} >= {
                    "late",
                    "waiting",
                }
            finally:
                desk.close()
        assert len({offer.customer_no for offer in offers if isinstance(offer, queue.Offer)}) == 3
    desk = open_desk(path, None)
    try:
        query = desk.database.connection.execute
        met = "select count(*) from objection_met met join call on call.no = met.call_no where call.day >= ?"
        assert query(met, [monday.isoformat()]).fetchone()[0] >= 9
        assert query("select count(distinct call_list_no) from call").fetchone() == (2,)
        assert query("select turn, count(*) > 10 from list_number where turn in ('new', 'again') group by 1").fetchall() == [("again", 1), ("new", 1)]  # fmt: skip
        assert query("select count(*) from attachment where recording").fetchone() == (1,)
        assert query("select count(*) from call where transferred_to_no is not null").fetchone() == (2,)
        assert query("select count(*) from list_rule").fetchone() == (3,)
        assert query("select count(*) from step where scope = 'anyone' and state = 'open'").fetchone()[0] >= 3
    finally:
        desk.close()


def test_the_road_is_half_swept_from_both_ends(sample):
    path, last = sample
    with time_machine.travel("2026-12-16T04:00:00Z", tick=False):
        desk = open_desk(path, "陈伟")
        try:
            rows = {row.building: row for row in sweep_views.sweeps(desk)}
            views = {name: sweep_views.view(desk, row) for name, row in rows.items()}
            assert {name: (row.state, views[name].coverage.knocked) for name, row in rows.items()} == {
                "天河城大厦": ("finished", 180), "中信广场": ("open", 240), "东山商务大厦": ("open", 36),
                "体育东横街": ("open", 18),
            }  # fmt: skip
            for name in ("中信广场", "东山商务大厦", "体育东横街"):
                assert all(standing.next is not None and standing.left for standing in views[name].standings)
            assert views["中信广场"].meeting == "41"
            assert all(0.2 < one.coverage.on_file / one.coverage.occupied < 0.95 for one in views.values())
            (block,) = read_sweeps(desk, visits(desk, day=last), last)
            assert (block.building, block.doors, block.knocked.part) == ("中信广场", 60, 240)
            query = desk.database.connection.execute
            assert query(
                "select count(*) from visit where sweep_no is not null and unit_no is null"
            ).fetchone() == (0,)
            assert query("select count(*) from visit where card and sweep_no is not null").fetchone()[0] > 50
            assert query("select count(*) from notice where seen_at is null").fetchone() == (0,)
        finally:
            desk.close()


def test_next_week_has_plans_that_repeat_and_that_clash(sample):
    path, last = sample
    with time_machine.travel("2026-12-11T09:00:00Z", tick=False):
        desk = open_desk(path, None)
        try:
            told = conflicts(desk, last + timedelta(days=3), last + timedelta(days=7))
            assert {one.kind for one in told} == {"rep_twice", "customer_twice", "hours"}
            assert desk.database.connection.execute(
                "select count(*), min(minutes) from plan where series_no is not null and state = 'planned'"
            ).fetchone() == (4, 45)
        finally:
            desk.close()


@pytest.mark.parametrize("moment", ["2026-12-14T00:30:00Z", "2026-12-12T04:00:00Z"])
def test_nothing_of_the_week_after_comes_in_before_it_was(moment, sample):
    desk = open_desk(sample[0], None)
    try:
        with time_machine.travel(moment, tick=False):
            options = Options(shift_days=(last_day(date(2026, 12, 14)) - LAST_DAY).days)
            before = desk.database.connection.total_changes
            sample_phone.bring_week(desk, sample_folder(), options)
            assert desk.database.connection.total_changes == before
    finally:
        desk.close()


def test_bringing_it_in_again_changes_nothing(sample, tmp_path):
    path, last = sample
    desk = open_desk(path, None)
    try:
        before = desk.database.connection.execute("select count(*) from change").fetchone()
        options = Options(shift_days=(last - LAST_DAY).days)
        for place, (noun, name, sheet) in enumerate(PARTS):
            rejects = tmp_path / f"{place}.csv"
            outcome = import_file(
                desk, noun, sample_folder() / name, Reading(sheet=sheet), options, rejects=rejects
            )
            assert outcome.report.counts["created"] == outcome.report.counts["updated"] == 0, noun
        assert desk.database.connection.execute("select count(*) from change").fetchone() == before
    finally:
        desk.close()


def test_the_firm_moves_whole(sample, tmp_path):
    path, _last = sample
    desk = open_desk(path, None)
    try:
        export_firm(desk, tmp_path / "out")
    finally:
        desk.close()
    assert import_firm(check_folder(tmp_path / "out"), tmp_path / "new.db") == []
    assert dump(path) == dump(tmp_path / "new.db")


def test_a_file_that_is_there_is_refused(sample):
    before = sample[0].read_bytes()
    with pytest.raises(RefusedError):
        load_sample(sample[0], "tests")
    assert sample[0].read_bytes() == before


@given(st.dates(date(2026, 1, 1), date(2035, 1, 1)))
def test_the_last_day_is_the_latest_of_its_weekday(today):
    last = last_day(today)
    assert last <= today < last + timedelta(days=7)
    assert (last - LAST_DAY).days % 7 == 0
