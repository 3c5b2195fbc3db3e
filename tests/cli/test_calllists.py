"""`crm calllist` as it is typed: files, filters, stdin, odd names, strangers, and what programs read of it."""

import csv
import json
from pathlib import Path

import openpyxl
import pytest

from tests.cli.conftest import Run

NUMBER = """
    call_list call_list_no contact contact_no created_at created_by customer customer_no no number outcome
    outcome_name position removed_at removed_reason rep rep_no title tried_at tries turn
"""


@pytest.fixture
def listed(firm: Run) -> Run:
    """白云 with its two numbers on l1, named 年会礼品, of 陈伟 and 李娜."""
    done = firm("calllist add 年会礼品 --search 白云 --rep 陈伟 --rep 李娜 --planned 30", who="周敏")
    assert done.exit_code == 0, done.stderr
    return firm


def test_a_list_is_made_filled_planned_and_undone_as_one(firm: Run) -> None:
    line = "calllist add 年会礼品 --filter owner=陈伟 --rep 陈伟 --planned 30"
    rehearsed = firm(f"{line} --dry-run", who="周敏")
    assert "2 numbers of 1 customer" in rehearsed.stdout
    lines = rehearsed.stdout.splitlines()
    assert (lines[0], lines[-1]) == ("This would happen:", "Nothing was changed.")
    assert firm("calllist list --format json").json() == []
    assert firm(line, who="周敏").exit_code == 0
    (found,) = firm("calllist list --format json").json()
    assert (found["no"], found["numbers"], found["fresh"], found["reps"]) == ("l1", 2, 1, ["陈伟"])
    assert found["filled_by"] == "2026-11-20 --filter owner=陈伟"
    assert firm("undo", who="周敏").exit_code == 0
    assert firm("calllist list --format json").json() == []


def test_the_keys_are_as_promised(listed: Run) -> None:
    (found,) = listed("calllist list --format json").json()
    assert found["penetration"] == {"part": 0, "whole": 2, "rate": 0.0}
    rows = listed("calllist numbers 礼品 --format json").json()
    assert sorted(rows[0]) == NUMBER.split()
    assert [row["number"] for row in rows] == ["190 0000 8000", "020-80000000"]
    shown = listed("calllist show l1 --format json").json()
    assert set(found) <= set(shown)
    assert [(one["rep"], one["numbers"]) for one in shown["shares"]] == [
        ("nobody", 2),
        ("陈伟", 0),
        ("李娜", 0),
    ]
    assert [(one["rep"], one["dials"]) for one in shown["dial_plan"]] == [("陈伟", 30), ("李娜", 30)]
    dealt = listed("calllist assign l1 --rep 陈伟 --rep 李娜 --by stage --format json", who="周敏").json()
    assert sorted(dealt[0]) == ["customers", "no", "not_done", "numbers", "owned", "parts", "rep", "rep_no"]
    assert dealt[0]["parts"] == [{"of": "potential", "customers": 1, "numbers": 2}]


def _workbook(path: Path) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (
        ("客户名称", "电话"),
        ("新礼品行", "13900001111"),
        ("广州白云航空服务有限公司", "020-80000000"),
        ("", "13900002222"),
        ("另一家", "13900003333"),
    ):
        book.active.append(row)
    book.save(path)
    return path


def test_a_workbook_fills_a_list_and_its_rejects_are_told(firm: Run, tmp_path: Path) -> None:
    file = _workbook(tmp_path / "名单.xlsx")
    rehearsed = firm("calllist add 展会 --dry-run --file", str(file))
    assert rehearsed.exit_code == 0, rehearsed.stderr
    assert not list(tmp_path.glob("*rejects*"))
    done = firm("calllist add 展会 --file", str(file))
    assert "2 customers added, 1 row of one on file" in done.stdout
    assert "4 numbers of 3 customers" in done.stdout
    assert "Line 4 was rejected: There is no name." in done.stderr
    assert [one.name for one in tmp_path.glob("*rejects*")] == ["名单.rejects.xlsx"]
    rows = firm("calllist numbers 展会 --format json").json()
    assert [row["customer"][:2] for row in rows] == ["新礼", "广州", "广州", "另一"]
    assert "already" in firm("calllist fill 展会 --file", str(file)).stdout
    firm("undo")
    firm("undo")
    assert len(firm("customer list --all --format json").json()) == 1


def test_a_file_of_nothing_but_rejects_makes_no_list(firm: Run, tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text("客户名称,电话\n,13900002222\n", "utf-8")
    done = firm("calllist add 展会 --file", str(file))
    assert (done.exit_code, "There is no name." in done.stderr) == (4, True)
    assert firm("calllist list --format json").json() == []


def test_customers_come_from_stdin_and_go_on_to_other_commands(listed: Run) -> None:
    listed("customer add 深圳礼品 --phone 13800138000")
    assert listed("calllist add 两家 --ids -", stdin="c2 c1\n").exit_code == 0
    ids = listed("calllist numbers 两家 --format ids").stdout
    assert ids.split() == ["c2", "c1", "c1"]
    assert "3 numbers taken off" in listed("calllist take-off 两家 - --reason 重复", stdin=ids).stdout
    assert [
        one["removed_reason"] for one in listed("calllist numbers 两家 --taken-off --format json").json()
    ] == ["重复"] * 3
    assert "2 numbers put back" in listed("calllist put-back 两家 c1").stdout


@pytest.mark.parametrize("name", ["[/b]", "=1+1", "年會禮品（第二批）", "a b", "-x"])
def test_a_name_is_only_a_name(listed: Run, name: str) -> None:
    assert listed("calllist add --filter owner=陈伟 --", name).exit_code == 0
    assert name in listed("calllist list --format text").stdout
    assert listed("calllist show --format json --", name).json()["name"] == name
    assert listed("calllist pause --", name).exit_code == 0


REFUSED = {
    "calllist add 年會禮品": 4,
    "calllist add ''": 2,
    "calllist add 新 --filter industri=礼品": 2,
    "calllist add 新 --filter 礼品": 2,
    "calllist add 新 --search 白云 --ids c1": 2,
    "calllist add 新 --priority 10": 2,
    "calllist add 新 --hours someday": 2,
    "calllist add 新 --script 没有": 3,
    "calllist add 新 --rep 没有": 3,
    "calllist add 新 --file 没有.xlsx": 3,
    "calllist fill 年会": 2,
    "calllist fill 没有 --ids c1": 3,
    "calllist fill 年会 --ids c99": 3,
    "calllist assign 年会": 2,
    "calllist assign 年会 --rep 陈伟 --by luck": 2,
    "calllist assign 年会 --rep 李娜": 4,
    "calllist reassign 年会 --from 陈伟 --to 陈伟": 2,
    "calllist plan 年会 --dials 1001": 2,
    "calllist take-off 年会 c99": 3,
    "calllist remove 年会": 2,
    "calllist why 99999999": 3,
    "calllist why c1 没有": 3,
    "calllist list --sort luck": 2,
    "calllist numbers 年会 --turn luck": 2,
}


@pytest.mark.parametrize("line", REFUSED)
def test_what_cannot_be_done_is_refused_and_changes_nothing(listed: Run, line: str) -> None:
    before = listed("calllist list --closed --format json").stdout
    done = listed(line)
    assert done.exit_code == REFUSED[line], done.said
    assert "inside crm" not in done.said
    assert listed("calllist list --closed --format json").stdout == before


def test_nobody_known_sees_all_and_plans_for_nobody(listed: Run) -> None:
    assert [one["no"] for one in listed("calllist list --format json", who=None).json()] == ["l1"]
    assert listed("calllist plan l1 --dials 5", who=None).exit_code == 2
    assert listed("calllist assign l1 --rep 陈伟", who=None).exit_code == 4


def test_a_rep_sees_the_lists_that_name_them_or_nobody(listed: Run) -> None:
    listed("calllist add 大家的")
    listed("calllist add 李娜的 --rep 李娜", who="周敏")
    mine = [one["name"] for one in listed("calllist list --format json").json()]
    assert mine == ["年会礼品", "大家的"]
    assert len(listed("calllist list --all --format json").json()) == 3


def test_states_go_over_many_lists_in_one_change(listed: Run) -> None:
    listed("calllist add 二")
    assert listed("calllist close -", stdin="l1 l2").exit_code == 0
    assert listed("calllist list --format json").json() == []
    assert [one["state"] for one in listed("calllist list --closed --format json").json()] == ["closed"] * 2
    assert listed("undo").exit_code == 0
    assert len(listed("calllist list --format json").json()) == 2
    assert listed("calllist remove l1 l2 --yes").exit_code == 0
    assert listed("calllist list --all --closed --format json").json() == []


def test_why_tells_where_a_number_is_and_why_not_elsewhere(listed: Run) -> None:
    told = listed("calllist why 80000000").stdout
    assert "l1 年会礼品" in told
    assert "came there 2026-11-20 17:00 by 周敏 --search 白云" in told
    (found,) = listed("calllist why 80000000 --format json").json()
    assert (found["no"], found["lists"][0]["turn"], found["because"]) == ("c1", "wait", [])
    assert found["lists"][0]["state"]
    listed("customer add 汽车城 --industry 汽车 --phone 13800138001")
    listed("calllist add 汽车 --filter industry=汽车 --filter owner=陈伟")
    (elsewhere, _other) = listed("calllist why c1 汽车 --format json").json()
    assert elsewhere["because"][0] == "Not on 汽车."
    assert "industry=汽车" in elsewhere["because"][-1]
    assert not any("owner" in one for one in elsewhere["because"])
    listed("customer add 深圳礼品 --phone 13800138000")
    listed("donotcall add 13800138000 --reason 他们说的")
    assert "他们说的" in listed("calllist why c3").stdout


def test_a_number_of_somebody_who_left_is_offered_no_more(listed: Run) -> None:
    listed("customer add 深圳礼品 --phone 0755-88880000")
    listed("contact add 王总 --customer 深圳礼品 --phone 13800138000")
    listed("calllist add 深圳 --search 深圳礼品")
    numbers = ["13800138000", "0755-88880000"]
    states = [listed(f"calllist why {one} --format json").json()[0]["lists"][0]["turn"] for one in numbers]
    listed("contact edit 王总 --left 2026-11-19")
    after = [listed(f"calllist why {one} --format json").json()[0]["lists"][0] for one in numbers]
    assert ("over" in states, after[0]["turn"], after[1]["turn"]) == (False, "over", "new")
    assert after[0]["state"] == "never: 王总 left the firm on 2026-11-19"
    listed("undo")
    assert [
        listed(f"calllist why {one} --format json").json()[0]["lists"][0]["turn"] for one in numbers
    ] == states


def test_a_word_that_no_customer_has_is_told_with_those_that_come_near(listed: Run) -> None:
    for name, words in (
        ("甲", "--industry 礼品"),
        ("乙", "--industry 酒店 --tag 春节"),
        ("丙", "--industry 酒店"),
    ):
        listed(f"customer add {name} {words}")
    for typed, hint in {
        "industry=礼品公司": "Near: 礼品 (1)",
        "industry=礼": "Near: 礼品 (1)",
        "industry=汽车": "There are: 酒店 (2), 礼品 (1)",
        "tag=年底": "There are: 春节 (1)",
        "city=上海": "No customer has any yet.",
    }.items():
        done = listed(f"calllist add 新 --filter {typed}")
        assert (done.exit_code, hint in done.stderr) == (3, True), done.said
    assert [one["name"] for one in listed("calllist list --all --format json").json()] == ["年会礼品"]
    # One word of several may be wrong: the others still mean something.
    done = listed("calllist add 新 --filter industry=酒店,汽车")
    assert (done.exit_code, "No customer has industry 汽车." in done.stderr) == (0, True), done.said
    assert "no customer was found" in listed("calllist fill 新 --search 没有这家").stdout


def test_a_table_that_needs_telling_what_its_columns_are(firm: Run, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("单位甲;tel x\n新礼品公司;13900002222\n", "utf-8")
    line = f"calllist add 展会 --file {tmp_path / 'x.csv'}"
    assert "--map" in firm(line).stderr
    assert "1 number of 1 customer" in firm(f"{line} --map 单位甲=name --map 'tel x=phone'").stdout


def test_a_closed_list_is_opened_by_reopening_alone(listed: Run) -> None:
    listed("calllist close l1")
    for verb in ("pause", "resume"):
        done = listed(f"calllist {verb} l1")
        assert (done.exit_code, "crm calllist reopen l1" in done.stderr) == (4, True), done.said
    assert listed("calllist reopen l1").exit_code == 0


def test_a_retired_script_is_given_to_no_list(listed: Run) -> None:
    for line in ("script add 首次 --file -", "calllist edit l1 --script 首次", "script retire 首次"):
        assert listed(line, stdin="您好").exit_code == 0
    assert listed("calllist edit l1 --note 急 --priority 1").exit_code == 0
    done = listed("calllist add 新 --script 首次")
    assert (done.exit_code, "crm script restore d1" in done.stderr) == (4, True), done.said


def test_a_list_is_read_by_people_first_and_by_programs_after(listed: Run) -> None:
    listed("call log c1 no_answer")
    head, row = csv.reader(listed("calllist list --format csv").stdout.splitlines())
    assert head[:8] == ["no", "name", "state", "numbers", "fresh", "again", "used_up", "reps"]
    assert head[-1] == "id"
    assert dict(zip(head, row, strict=True))["penetration"] == "0.5"


def test_what_has_no_tries_left_is_not_to_be_tried_again(listed: Run) -> None:
    for _time in range(2):
        listed("call log 19000008000 hung_up")
    shown = listed("calllist show l1 --format json").json()
    assert (shown["fresh"], shown["again"], shown["used_up"], shown["wait"]) == (1, 0, 1, 0)
    assert [share["used_up"] for share in shown["shares"] if share["used_up"]] == [1]
    assert listed("calllist numbers l1 --turn again --format json").json() == []
    (spent,) = listed("calllist numbers l1 --turn used_up --format json").json()
    assert (spent["number"], spent["turn"], spent["tries"]) == ("190 0000 8000", "used_up", 2)
    rows = listed("calllist numbers l1 --format json").json()
    assert [row["turn"] for row in rows] == ["used_up", "new"]
    told = [json.loads(line) for line in listed("export listnumbers --format jsonl").stdout.splitlines()]
    assert [row["turn"] for row in told] == ["used_up", "new"]


def test_the_plan_stands_in_today_and_the_report_in_every_format(listed: Run) -> None:
    assert "年会礼品 0 / 30" in listed("today").stdout
    plan = listed("today --format json").json()["dial_plan"]
    keys = ["call_list", "call_list_no", "dials", "left", "planned", "reached", "rep", "rep_no"]
    assert (sorted(plan[0]), plan[0]["planned"], plan[0]["call_list_no"]) == (keys, 30, "l1")
    assert listed("report daily --format json").json()["dial_plan"] == plan
    for style in ("text", "md", "html"):
        said = listed(f"report daily --format {style}").stdout
        assert "Plan of phone sales" in said
        assert "0/30" in said
    rows = [
        line
        for line in listed("report daily --format csv").stdout.splitlines()
        if line.startswith("dial_plan")
    ]
    assert len(rows) == 3
    assert len(json.loads(listed("report daily --all --format json").stdout)["dial_plan"]) == 2
