"""`crm knock` and `crm sweep finish` as they are typed."""

from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def tower(run: Run) -> Run:
    """The firm with a tower that 陈伟 sweeps from the top and 李娜 from below."""
    for line in (
        "building add 中信广场 --floors 30 --units 01-12",
        "sweep plan 中信广场 --team 陈伟:down --team 李娜:up",
    ):
        done = run(line)
        assert done.exit_code == 0, done.stderr
    return run


def test_a_day_at_the_doors(tower: Run) -> None:
    assert tower("knock 3012 not_in").stdout.startswith("Visit v1: 3012:")
    assert len(tower("knock 3001 3002,3004-3006 closed 3007 vacant --format json").json()) == 6
    met = tower(
        "knock 3003 met_decision_maker --name 广州宏达礼品有限公司 --person 王总 --phone 13800138000 --card"
        ' --grade B --tactic 赞美 --next "+2d 送样"'
    )
    assert "c1 广州宏达礼品有限公司 added." in met.stdout
    visit = tower("visit show v8 --format json").json()
    assert (visit["unit"], visit["contact"], visit["card"], visit["tactic"]) == (
        "3003",
        "王总",
        True,
        "praise",
    )
    assert tower("knock 2912 1 C --at 9:40", who="李娜").exit_code == 2
    assert tower("undo").exit_code == 0
    assert tower("customer list --format json").json() == []


def test_the_key_of_an_outcome_and_its_chinese_name_do(tower: Run) -> None:
    assert tower("knock 3012 n").exit_code == tower("knock 3011 负责人不在").exit_code == 0
    assert tower("knock 3010 1 3009 2").exit_code == 0
    rows = tower("visit list --format json").json()
    assert {row["unit"]: row["outcome"] for row in rows} == {
        "3012": "not_in", "3011": "not_in", "3010": "met_decision_maker", "3009": "met_staff",
    }  # fmt: skip


def test_a_file_has_a_line_for_each_knock(tower: Run, tmp_path: Path) -> None:
    paper = tmp_path / "knocks.txt"
    paper.write_text(
        "# 30 楼\n3012 n\n\n3011 met_staff 宏达礼品 王总 13800138000 +2d 送样 @9:40\n"
        "3010 refused --note 不接待推销\n", encoding="gb18030",
    )  # fmt: skip
    assert tower("knock --file", str(paper)).exit_code == 0
    rows = tower("visit list --format json --sort no").json()
    assert [(row["unit"], row["note"]) for row in rows] == [
        ("3012", ""),
        ("3011", ""),
        ("3010", "不接待推销"),
    ]
    assert "09:40" in rows[1]["arrived_at"]
    wrong = tower("knock --file -", stdin="3001 closed\n3002 clsed\n")
    assert (wrong.exit_code, "Line 2:" in wrong.stderr) == (3, True)
    assert len(tower("visit list --format json").json()) == 3
    assert tower("knock --file - --date yesterday", stdin="3001 closed @10:05\n").exit_code == 0
    assert tower("visit list --format json --sort no").json()[-1]["arrived_at"].startswith("2026-11-19T10:05")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("knock", 2), ("knock 3012", 2), ("knock not_in", 2), ("knock 3012 opened", 3), ("knock 3099 closed", 3),
        ("knock 3012 closed 3011 vacant --name 宏达", 2), ("knock 3012 3011 met_staff --person 王总", 2),
        ("knock 3012 deal", 2), ("knock 3012 closed --sweep 白云", 3),
        ("knock 3012 closed --file x.txt", 2), ("knock 3012-2912 closed", 4),
        ("knock 3012 met_staff --name ' '", 2), ("knock 3012 met_staff --name 宏达 --person ' '", 2),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_and_nothing_is_logged(tower: Run, line: str, code: int) -> None:
    done = tower(line)
    assert (done.exit_code, bool(done.stderr.strip())) == (code, True)
    assert tower("visit list --all --format json").json() == []


def test_doors_are_named_as_they_are_written_however_odd(run: Run) -> None:
    for line in (
        "building add 骑楼 --floors G,1 --units A-F",
        'building add 高塔 --floors 1000 --units 001-002 --floor "PH:A"',
        "sweep plan 骑楼 --rep 陈伟",
        "sweep plan 高塔 --rep 陈伟",
        "knock GA-GC,GF closed 1a室 1-b vacant --sweep 骑楼",
        "knock 1000001-1000002 PHA not_in --sweep 高塔",
    ):
        assert (done := run(line)).exit_code == 0, done.stderr
    units = [row["unit"] for row in run("visit list --format json --sort no").json()]
    assert units == ["GA", "GB", "GC", "GF", "1A", "1B", "1000001", "1000002", "PHA"]


def test_names_that_look_like_something_else_are_only_names(tower: Run) -> None:
    for place, name in enumerate(("[/b]宏达", "=1+1", "王's 茶 & Co", "廣州宏達禮品"), 1):
        assert tower(f"knock 290{place} met_staff --name", name).exit_code == 0
    assert {row["name"] for row in tower("customer list --format json").json()} == {
        "[/b]宏达", "=1+1", "王's 茶 & Co", "廣州宏達禮品"
    }  # fmt: skip


def test_who_is_not_on_a_sweep_has_to_name_one(tower: Run) -> None:
    assert tower("knock 3012 closed", who="周敏").exit_code == 3
    assert tower("knock 3012 closed --sweep 中信", who="周敏").exit_code == 0
    assert tower("knock 3011 closed", who=None).exit_code == 2


def test_a_name_on_file_elsewhere_is_asked_about_at_a_terminal(tower: Run) -> None:
    tower("customer add 远东科技有限公司 --building 环球大厦")
    same = tower("knock 3012 met_staff --name 远东科技有限公司", terminal=True, stdin="1\n")
    assert "may be on file" in same.said
    assert [row["unit"] for row in tower("customer list --format json").json()] == ["3012"]
    tower("undo")
    tower("knock 3012 met_staff --name 远东科技有限公司", terminal=True, stdin="2\n")
    assert len(tower("customer list --format json").json()) == 2


def test_a_sweep_is_finished_after_it_was_shown(tower: Run) -> None:
    tower("knock 3001 met_decision_maker --name 宏达礼品 --person 王总 --phone 13800138000 --grade A")
    tower("knock 3002 closed")
    dry = tower("sweep finish --dry-run --format json").json()
    assert [(row["name"], row["proposed"], row["taker"]) for row in dry["rows"]] == [
        ("宏达礼品", "target", "陈伟")
    ]
    assert dry["revisits"][0]["units"] == ["3002"]
    assert tower("sweep finish").exit_code == 2
    assert tower("sweep finish", terminal=True, stdin="n\n").exit_code == 1
    assert tower("sweep list --format json").json()[0]["state"] == "open"
    done = tower("sweep finish", terminal=True, stdin="y\n")
    assert "w1 中信广场 is finished." in done.stdout
    assert tower("sweep show w1 --format json").json()["state"] == "finished"
    assert tower("sweep finish w1 --yes").exit_code == tower("sweep leave w1").exit_code == 4
    assert tower("undo").exit_code == 0
    assert tower("sweep finish --yes").exit_code == 0


def test_who_takes_a_find_is_a_setting(tower: Run) -> None:
    assert tower("config set find_goes_to industry", who="周敏").exit_code == 0
    assert tower("config set find_goes_to nobody", who="周敏").exit_code == 2
    assert tower("config show find_goes_to --format json").json()["value"] == "industry"
