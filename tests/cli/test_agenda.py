"""The time of a team side by side: what is in it, for whom, in which days, and in every format."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_cli.domain.cleaning import cell_width
from crm_cli.domain.form import Timetable
from crm_cli.domain.timetable_text import timetable_lines
from tests.cli.conftest import Run

BAIYUN = "广州白云航空服务有限公司"
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40)


@st.composite
def tables(draw: st.DrawFn) -> Timetable:
    """Timetables of up to six columns with any words in them."""
    columns = tuple(draw(st.lists(TEXTS, min_size=1, max_size=6)))
    cell = st.lists(TEXTS, max_size=3).map(tuple)
    cells = st.tuples(*(cell for _name in columns))
    label = st.sampled_from(["11-23 Mon", "11-21 周六\n(休息)"])
    rows = draw(st.lists(st.tuples(label, cells), min_size=1, max_size=4))
    return Timetable("days", "day", columns, tuple(rows))


@given(tables(), st.integers(24, 140))
def test_a_timetable_is_never_wider_than_the_terminal(table: Timetable, width: int) -> None:
    for line in timetable_lines(table, width, "none"):
        assert cell_width(line) <= width


def test_columns_stand_below_each_other_where_they_do_not_fit() -> None:
    rows = (("11-23 Mon", (("09:00 p1 白云 · 送样品和报价单到前台",), ("s1 报价",))), ("11-24 Tue", ((), ())))
    table = Timetable("days", "day", ("陈伟", "李娜"), rows)
    assert list(timetable_lines(table, 60, "none")) == [
        "day        陈伟                     李娜",
        "11-23 Mon  09:00 p1 白云 · 送样品   s1 报价",
        "             和报价单到前台",
        "11-24 Tue",
    ]
    assert list(timetable_lines(table, 45, "none")) == [
        "陈伟",
        "11-23 Mon",
        "  09:00 p1 白云 · 送样品和报价单到前台",
        "",
        "李娜",
        "11-23 Mon",
        "  s1 报价",
    ]


@pytest.fixture
def week(firm: Run) -> Run:
    """陈伟 and 李娜 go to 白云 on Tuesday, apart; on Wednesday 李娜 is away; Thursday is a holiday."""
    for line, who in (
        ("plan add 白云 '2026-11-24 14:00' --purpose '[/b]送样'", "陈伟"),
        ("plan add --building 白云大厦 --date 2026-11-24 --purpose 扫楼", "陈伟"),
        ("callback add 王丽 '2026-11-24 15:00 =1+1'", "陈伟"),
        ("step add 白云 '2026-11-24 报价'", "陈伟"),
        ("plan add 白云 2026-11-24", "李娜"),
        ("plan add --building 白云大厦 --date '2026-11-25 09:00'", "李娜"),
        ("plan add --building 白云大厦 --date 2026-11-26", "李娜"),
        ("plan add 白云 2026-11-23", "陈伟"),
        ("plan move p6 2026-11-27 --reason 他们出差", "陈伟"),
        ("rep away 李娜 --from 2026-11-25 --reason 年假", "周敏"),
        ("config set holidays 2026-11-26", "周敏"),
        ("config set visit_minutes 90", "周敏"),
    ):
        done = firm(line, who=who)
        assert done.exit_code == 0, done.stderr
    return firm


def _rows(run: Run, line: str, who: str = "陈伟") -> list[tuple[str, str, str, list[str]]]:
    found = run(line, "--format", "json", who=who).json()
    return [(row["day"], row["rep"], row["no"], row["conflicts"]) for row in found["rows"]]


def test_everything_in_its_order_with_what_does_not_go_together(week: Run) -> None:
    twice = "customer_twice"
    assert _rows(week, "agenda --team --week --day 2026-11-24") == [
        ("2026-11-24", "陈伟", "p1", [twice, "rep_twice"]),
        ("2026-11-24", "陈伟", "s1", ["rep_twice"]),
        ("2026-11-24", "陈伟", "p2", []),
        ("2026-11-24", "陈伟", "s2", []),
        ("2026-11-24", "李娜", "p3", [twice]),
        ("2026-11-25", "李娜", "p4", ["away"]),
        ("2026-11-26", "李娜", "p5", ["day_off"]),
        ("2026-11-27", "陈伟", "p7", []),
    ]


@pytest.mark.parametrize(
    ("line", "who", "numbers"),
    [
        ("agenda", "陈伟", "p1 s1 p2 s2"),
        ("agenda --team 航空汽车组", "周敏", "p1 s1 p2 s2 p3 p4 p5"),
        ("agenda --all", "李娜", "p1 s1 p2 s2 p3 p4 p5"),
        ("agenda --rep 李娜 --day 2026-11-25", "陈伟", "p4"),
        ("agenda --rep 李娜 --since 2026-11-26 --until +30d", "陈伟", "p5"),
        ("agenda show --since 2026-11-27 --until 2026-11-27", "陈伟", "p7"),
        ("agenda --until 2026-11-23", "陈伟", ""),
        ("agenda --week", "周敏", ""),
    ],
)
def test_whose_and_which_days(week: Run, line: str, who: str, numbers: str) -> None:
    assert [no for _day, _rep, no, _conflicts in _rows(week, line, who)] == numbers.split()


def test_it_is_drawn_side_by_side_or_one_below_the_other(week: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = week("agenda --team --since 2026-11-24 --until 2026-11-26", terminal=True).stdout
    assert "day        陈伟                               李娜" in drawn
    assert "! 14:00 p1" in drawn
    assert "[/b]送样" in drawn
    assert "[away: 年假]" in drawn
    assert "(holiday)" in drawn
    monkeypatch.setenv("COLUMNS", "45")
    narrow = week("agenda --team --since 2026-11-24 --until 2026-11-26", terminal=True).stdout
    assert "\n  ! 14:00 p1" in narrow
    assert max(map(cell_width, narrow.splitlines())) <= 45


def test_every_format_has_it(week: Run, tmp_path: Path) -> None:
    for ending in ("html", "md", "text", "xlsx", "csv", "json"):
        path = tmp_path / f"a.{ending}"
        done = week("agenda --team --day 2026-11-24 --output", str(path))
        assert done.exit_code == 0, done.stderr
        if ending != "xlsx":
            assert "送样" in path.read_text("utf-8")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "a.csv").read_text("utf-8-sig"))))
    assert [(row["no"], row["minutes"], row["conflicts"]) for row in rows][:2] == [
        ("p1", "90", "customer_twice, rep_twice"),
        ("s1", "", "rep_twice"),
    ]


def test_an_empty_firm_and_what_is_typed_wrong(run: Run) -> None:
    assert _rows(run, "agenda --all") == []
    assert run("agenda --all --format csv").stdout.startswith("day,at,minutes,rep")
    assert "none" in run("agenda").stdout
    for line, code in (
        ("agenda --team", 4),
        ("agenda --team 没有", 3),
        ("agenda --week --since mon", 2),
        ("agenda --since +1d --until today", 2),
        ("agenda --since today --until +200d", 2),
        ("agenda --rep 陈伟 --all", 2),
    ):
        assert run(line, who="周敏").exit_code == code, line


def test_the_keys_are_promised(week: Run) -> None:
    found = week("agenda --team --format json").json()
    assert sorted(found) == ["absences", "conflicts", "days", "reps", "rows", "scope", "since", "until"]
    assert list(found["rows"][0]) == [
        "day", "at", "minutes", "rep", "rep_no", "kind", "no", "position", "customer", "customer_no", "contact",
        "building", "words", "expected", "state", "sweep_no", "conflicts",
    ]  # fmt: skip
    assert found["rows"][0]["at"] == "2026-11-24T14:00:00+08:00"
    assert {"day": "2026-11-26", "working": False, "holiday": True} in found["days"]
    assert sorted(found["conflicts"][0]) == ["day", "kind", "records", "reps", "sentence"]


def test_teams_stand_beside_each_other(week: Run) -> None:
    for line in ("team add 丙组", "rep add 丁一 --team 丙组", "plan add 白云 2026-11-27 --rep 丁一"):
        done = week(line, who="周敏")
        assert done.exit_code == 0, done.stderr
    found = week("agenda --team 丙组 --team --team 丙组 --week --day 2026-11-24 --format json").json()
    assert found["scope"] == {"kind": "team", "name": "丙组, 航空汽车组"}
    assert [row["no"] for row in found["rows"]] == ["p1", "s1", "p2", "s2", "p3", "p4", "p5", "p7", "p8"]
    assert week("agenda --team 丙组 --rep 丁一").exit_code == 2


def test_the_help_of_the_noun_has_the_options_of_what_is_usual(firm: Run) -> None:
    shown = firm("agenda --help").stdout
    for said in ("--team [NAME]", "--week", "calendar"):
        assert said in shown
