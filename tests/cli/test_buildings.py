"""`crm building` and `crm unit` as they are typed."""

import shlex
from pathlib import Path

import pytest

from tests.cli.conftest import Run

DIRECTORY = """中信广场 租户名录
30楼
3001 广州宏达礼品有限公司 020-8888 1234
3002-3003 ABC Trading Co., Ltd  王总 13800138011
3004 空置
05 广州白云航空服务有限公司 020-80000000
9999 不存在公司
3006
=1+1
"""


@pytest.fixture
def tower(firm: Run) -> Run:
    """The firm with a tower b1 of 78 floors × 12 doors and a street b2."""
    for line in (
        "building add 中信广场 --floors 80 --units 01-12 --skip 4,14 --rule 保安登记 --city 广州",
        "building add 文明路 --kind street --shops 1-20 --left 1-19 --right 2-20",
    ):
        done = firm(line)
        assert done.exit_code == 0, done.stderr
    return firm


def test_the_line_of_the_issue(tower: Run) -> None:
    found = {row["name"]: row for row in tower("building list --format json").json()}
    assert (found["中信广场"]["floors"], found["中信广场"]["units"]) == (78, 78 * 12)
    assert (found["文明路"]["kind"], found["文明路"]["units"]) == ("street", 20)
    shown = tower("building show zxgc --format json").json()
    assert [door["unit"] for door in shown["doors"]][-1] == "8012"
    said = tower("building show 中信 文明 --format text").stdout
    assert "101 … 8012, 12 on a floor" in said
    assert "left side 1 … 19; right side 2 … 20" in said


@pytest.mark.parametrize(
    ("line", "code", "told"),
    [
        ("building add ''", 2, "name"),
        ("building add 甲 --floors 80", 2, "Which doors"),
        ("building add 甲 --floors x% --units 1-2", 2, "names no floors"),
        ("building add 甲 --floors abc --units 1-2", 2, "ABC names no floors"),
        ("building add 甲 --floors 2 --units 1-2 --floor 3", 2, "--floor"),
        ("building add 甲 --kind tower --shops 1-9", 2, "a street has --shops"),
        ("building add 甲 --shops 1-9 --sides both", 2, "odd-even"),
        ("building add 中信廣場", 4, "already"),
        ("building show 没有", 3, "building add"),
        ("building show b99", 3, "b99"),
        ("building move-in 中信 9999 白云", 3, "unit add b1 9999"),
        ("building move-in 中信 3001 没有", 3, "没有"),
        ("building move-out 中信 3001", 3, "Nobody"),
        ("building tenants 中信 --floor 99", 3, "no floor 99"),
        ("building desk", 2, "Whose"),
        ("building desk 中信 --customer 白云 --who x", 2, "Whose"),
        ("building desk 中信 --forget 王姐", 3, "0 notes"),
        ("building import 中信", 2, "--paste"),
        ("building import 中信 /nowhere.csv", 3, "nowhere"),
        ("unit add 中信 9912", 2, "floor"),
        ("unit add 中信 3001", 4, "already"),
        ("unit add 中信 '[/b]' --floor 3", 2, "no code"),
        ("unit edit 中信 3001 --code 3002", 4, "already"),
        ("customer edit 白云 --hours whenever", 2, "visiting hours"),
    ],
)
def test_what_goes_wrong_says_what_to_type(tower: Run, line: str, code: int, told: str) -> None:
    done = tower(line)
    assert done.exit_code == code, done.said
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_tenants_come_and_go(tower: Run) -> None:
    assert "c1" not in tower("building tenants 中信").stdout
    assert tower("building move-in 中信 3011-3012 白云 --since 2026-01-01").exit_code == 0
    card = tower("customer show 白云 --format json").json()
    assert (card["building"], card["floor"], card["unit"]) == ("中信广场", "30", "3011")
    done = tower("building move-out 中信 3011 白云 --on 2026-11-18 --reason 缩小")
    assert done.exit_code == 0, done.stderr
    here = tower("building tenants 中信 --format json").json()
    assert [(row["unit"], row["customer_no"], row["since"]) for row in here] == [("3012", "c1", "2026-01-01")]
    ever = tower("building tenants 中信 --all --format json").json()
    assert [(row["unit"], row["until"], row["reason"]) for row in ever] == [
        ("3011", "2026-11-18", "缩小"), ("3012", None, ""),
    ]  # fmt: skip
    assert tower("building move-out 中信 3012 --on 2026-12-18").exit_code == 2
    doors = tower("customer show 白云 --format json").json()["doors"]
    assert [(one["unit"], one["until"]) for one in doors] == [("3011", "2026-11-18"), ("3012", None)]
    assert "中信广场 3011  since 2026-01-01  until 2026-11-18  缩小" in tower("customer show 白云").stdout


def test_a_directory_is_shown_taken_in_once_and_taken_back(tower: Run, tmp_path: Path) -> None:
    path = tmp_path / "名录.txt"
    path.write_text(DIRECTORY, "utf-8")
    line = f"building import 中信 {shlex.quote(str(path))}"
    counts = "2 new customers, 1 on file moved in, 1 vacant, 3 rejected"
    assert counts in tower(f"{line} --dry-run").stdout
    assert tower("building tenants 中信 --format json").json() == []
    done = tower(line)
    assert counts in done.stdout
    assert "中信广场 has no door 9999" in done.stdout
    here = {row["unit"]: row["customer"] for row in tower("building tenants 中信 --format json").json()}
    assert here == {
        "3001": "广州宏达礼品有限公司", "3002": "ABC Trading Co., Ltd", "3003": "ABC Trading Co., Ltd",
        "3005": "广州白云航空服务有限公司",
    }  # fmt: skip
    people = tower("contact list --customer 'ABC Trading' --format json").json()
    assert [(one["name"], one["phone"]) for one in people] == [("王总", "13800138011")]
    firm = tower("customer show 宏达礼品 --format json").json()
    assert (firm["city"], firm["source"], firm["owner"]) == ("广州", "import", "")
    assert "3 there already, 1 vacant, 3 rejected" in tower(line).stdout
    assert len(tower("customer list --all --format json").json()) == 3
    tower("undo")
    assert tower("building tenants 中信 --format json").json() == []
    assert len(tower("customer list --all --format json").json()) == 1


def test_a_directory_adds_doors_and_reads_sheets_and_pipes(tower: Run, tmp_path: Path) -> None:
    path = tmp_path / "d.csv"
    path.write_text(
        "楼层,房号,公司名称,联系人,电话\n30,3013,甲公司,李四,020-38880001\n30,3012A,乙公司,,\n,,,,\n",
        "gb18030",
    )
    done = tower(f"building import 中信 {shlex.quote(str(path))} --add-units --owner 李娜 --format json")
    told = done.json()
    assert [(row["action"], row["unit"], row["customer_no"]) for row in told] == [
        ("created", "3013", "c2"), ("created", "3012A", "c3"),
    ]  # fmt: skip
    codes = [row["unit"] for row in tower("unit list 中信 --floor 30 --format json").json()]
    assert codes[-3:] == ["3012", "3012A", "3013"]
    assert tower("customer show c2 --format json").json()["owner"] == "李娜"
    piped = tower("building import 中信 - --format json", stdin="3101 丙公司 13800138099\n")
    assert [(row["action"], row["name"]) for row in piped.json()] == [("created", "丙公司")]
    assert tower("building import 中信 -", stdin="").exit_code == 2


def test_two_of_one_name_are_told_apart_by_where_they_are(tower: Run) -> None:
    for _time in range(2):
        tower("customer add 同名公司")
    refused = tower("building import 中信 - --format json", stdin="3001 同名公司\n3002 独名公司\n")
    assert [row["action"] for row in refused.json()] == ["rejected", "created"]
    tower("building move-in 中信 3001 c3")
    again = tower("building import 中信 - --format json", stdin="3005 同名公司\n")
    assert [(row["action"], row["customer_no"]) for row in again.json()] == [("moved_in", "c3")]


def test_a_front_desk_is_noted_and_shown(tower: Run) -> None:
    done = tower(
        "building desk 中信 --who 王姐，早班 --past 说是送样品 --hour 14:00-15:30 --forbidden 不准拍照"
    )
    assert done.exit_code == 0, done.stderr
    tower("building desk --customer 白云 --who '小张 <b>'")
    shown = tower("building desk 中信 --format json").json()
    assert [(note["kind"], note["words"]) for note in shown["notes"]] == [
        ("who", "王姐，早班"), ("past", "说是送样品"), ("hour", "14:00-15:30"), ("forbidden", "不准拍照"),
    ]  # fmt: skip
    assert "小张 <b>" in tower("building desk --customer 白云 --format text").stdout
    assert "小张 <b>" in tower("customer show 白云").stdout
    assert "不准拍照  陈伟" in tower("building show 中信").stdout
    tower("building desk 中信 --forget 拍照")
    assert "拍照" not in tower("building show 中信").stdout
    tower("undo")
    assert "拍照" in tower("building show 中信").stdout


def test_doors_are_cut_renamed_and_taken_away(tower: Run) -> None:
    assert tower("unit add 中信 3012A 3012B").exit_code == 0
    assert tower("unit edit 中信 3012A --code 3012-1 --note 后门").exit_code == 0
    rows = tower("unit list 中信 --floor 30 --format json").json()
    assert [(row["unit"], row["note"]) for row in rows[-3:]] == [
        ("3012", ""),
        ("3012-1", "后门"),
        ("3012B", ""),
    ]
    tower("building move-in 中信 3012B 白云")
    assert tower("unit remove 中信 3012B").exit_code == 4
    assert tower("unit remove 中信 3012-1 3001").exit_code == 0
    assert len(tower("unit list 中信 --floor 30 --format json").json()) == 12
    assert tower("unit list 中信 --floor 30 --format json").json()[-1]["tenants"] == [
        "广州白云航空服务有限公司"
    ]


def test_visiting_hours_are_kept_shown_and_brought_in(tower: Run, tmp_path: Path) -> None:
    assert tower("customer edit 白云 --hours '一至五 9:00-11:30'").exit_code == 0
    assert tower("customer show 白云 --format json").json()["visit_hours"] == "1-5 09:00-11:30"
    assert "visiting hours" in tower("customer show 白云").stdout
    path = tmp_path / "c.csv"
    path.write_text("客户名称,拜访时间\n丁公司,1-5 14:00-17:00\n戊公司,随时\n", "utf-8")
    assert tower(f"import customers {shlex.quote(str(path))}").exit_code == 0
    assert tower("customer show 丁公司 --format json").json()["visit_hours"] == "1-5 14:00-17:00"
    assert "随时" in tower("customer show 戊公司 --format json").json()["notes"]


def test_a_removed_building_takes_its_doors_along(tower: Run) -> None:
    assert tower("building remove 文明路").exit_code == 2
    assert tower("building remove 文明路 中信 --yes").exit_code == 0
    assert tower("building list --format json").json() == []
    tower("undo")
    assert len(tower("building list --format json").json()) == 2


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant"])
def test_codes_are_typed_in_any_language(run: Run, language: str) -> None:
    done = run(f"--lang {language} building add 甲 --kind street --shops 1-3")
    assert done.exit_code == 0, done.stderr
    assert run("building list --lang en --format text").stdout.count("street") == 1


def test_a_customer_whose_address_is_a_door_is_behind_it_at_once(tower: Run) -> None:
    added = tower("customer add 新来公司 --building 中信廣場 --unit 3012")
    assert "behind 3012 now" in added.stdout
    assert [row["customer"] for row in tower("building tenants 中信 --floor 30 --format json").json()] == [
        "新来公司"
    ]
    moved = tower("customer edit 新来公司 --unit 3011")
    assert "behind 3011 now" in moved.stdout
    assert "3012" in moved.stderr
    assert "behind" not in tower("customer edit 新来公司 --city 广州").stdout
    assert "behind" not in tower("customer add 别处公司 --building 别处 --unit 3012").stdout
    tower("undo")
    tower("undo")
    tower("undo")
    assert [row["unit"] for row in tower("building tenants 中信 --format json").json()] == ["3012"]


def test_a_floor_skipped_that_is_none_is_told_and_a_retired_building_is_not_swept(tower: Run) -> None:
    assert "--skip 24" in tower("building add 甲 --floors 20 --units 1-2 --skip 4,24").stderr
    assert tower("building edit 甲 --retired").exit_code == 0
    refused = tower("sweep plan 甲 --team 陈伟:down")
    assert (refused.exit_code, "retired since" in refused.stderr) == (4, True), refused.stderr
    assert tower("building edit 甲 --in-use").exit_code == 0
    assert tower("sweep plan 甲 --team 陈伟:down").exit_code == 0


def test_a_place_of_no_name_is_no_place(run: Run) -> None:
    assert run("building list --city= --format ids").stdout == ""
