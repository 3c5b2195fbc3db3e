"""`crm customer neglected`, `proposals`, `accept`, `keep`, and `crm report followup` and `goals` as they are typed."""

from pathlib import Path

import pytest
import time_machine
from openpyxl import load_workbook

from tests.cli.conftest import Run


@pytest.fixture
def needy(firm: Run) -> Run:
    """c1 of 陈伟 needs soon, c2 of 李娜 too, c3 of nobody does not; who decides at c1 is known."""
    for line in (
        "customer edit 白云 --use-date 2026-12-10 --grade C",
        "customer add '[/b]=1+1' --use-date 2026-12-15 --owner 李娜",
        "customer add 普通客户 --owner ''",
    ):
        done = firm(line)
        assert done.exit_code == 0, done.stderr
    return firm


def proposals(run: Run, *more: str, who: str | None = "陈伟") -> list[tuple[str, str, str, str]]:
    rows = run("customer proposals", "--format", "json", *more, who=who).json()
    return [(row["no"], row["field"], row["now"], row["proposed"]) for row in rows]


OF_C1 = [("c1", "grade", "C", "A"), ("c1", "stage", "potential", "immediate")]
OF_C2 = [("c2", "grade", "", "A"), ("c2", "stage", "potential", "immediate")]


def test_proposals_are_listed_accepted_and_taken_back(needy: Run) -> None:
    assert proposals(needy) == OF_C1
    assert proposals(needy, "--all", "--field", "stage") == [OF_C1[1], OF_C2[1]]
    assert proposals(needy, "--team", "航空") == [*OF_C1, *OF_C2]
    ids = needy("customer proposals --format ids").stdout
    done = needy("customer accept -", stdin=ids)
    assert done.stdout.splitlines() == [
        "c1 广州白云航空服务有限公司: grade C -> A (use date in 20 days).",
        "c1 广州白云航空服务有限公司: stage potential -> immediate (use date in 20 days).",
    ]
    [row] = needy("customer list --format json").json()
    assert (row["grade"], row["stage"]) == ("A", "immediate")
    assert proposals(needy) == []
    needy("undo")
    assert proposals(needy) == OF_C1


def test_an_accepted_grade_is_one_set_now(needy: Run) -> None:
    needy("customer accept c1 --field 意向等级")
    needy("call log c1 talked --grade D --at '2026-11-20 09:00'")
    assert needy("customer show c1 --format json").json()["grade"] == "A"
    assert proposals(needy) == [OF_C1[1]]


def test_what_is_kept_is_not_proposed_again_until_its_facts_change(needy: Run) -> None:
    said = needy("customer keep c1 --field grade").stdout
    assert said == "c1 广州白云航空服务有限公司 keeps grade C, not A.\n"
    assert proposals(needy) == [OF_C1[1]]
    with time_machine.travel("2026-11-25T09:00:00+00:00"):
        needy("customer edit c1 --notes 'says \"need_on\": soon'")
        assert proposals(needy) == [OF_C1[1]]
        needy("customer edit c1 --use-date 2027-02-01")
        assert proposals(needy) == [("c1", "grade", "C", "B"), ("c1", "stage", "potential", "target")]
        needy("customer edit c1 --use-date 2026-12-12")
        assert proposals(needy) == OF_C1
        assert needy("customer keep c1").exit_code == 0
        assert proposals(needy) == []


def test_an_order_proposes_won_also_after_it_was_turned_down_once(needy: Run) -> None:
    needy("customer edit c3 --stage dropped")
    needy("order add c3 --amount 100 --date 2026-11-20")
    assert proposals(needy, who="周敏") == [*OF_C1, *OF_C2]
    with time_machine.travel("2026-11-23T09:00:00+00:00"):
        needy("order add c3 --amount 200")
        assert proposals(needy, "--all")[-1] == ("c3", "stage", "dropped", "won")
        needy("customer keep c3")
        assert proposals(needy, "--all") == [*OF_C1, *OF_C2]
    with time_machine.travel("2026-11-25T09:00:00+00:00"):
        needy("order add c3 --amount 300")
        assert proposals(needy, "--all")[-1] == ("c3", "stage", "dropped", "won")
        needy("customer accept c3")
        assert proposals(needy, "--all") == [*OF_C1, *OF_C2]


def test_a_need_that_was_ordered_for_gives_no_grade(needy: Run) -> None:
    needy("order add c1 --amount 100")
    assert proposals(needy) == [("c1", "stage", "potential", "won")]


def test_what_another_logs_protects_the_owner_too(needy: Run) -> None:
    needy("call log c1 talked --at '2026-11-18 09:00'")
    needy("call log c1 talked --at '2026-11-19 09:00'", who="李娜")
    refused = needy("customer assign c1 李娜", who="李娜")
    assert "protected for 陈伟 until 2026-12-19" in refused.said
    assert "last touch, whoever made it" in needy("config list").stdout


def test_who_may_not_and_what_is_not(needy: Run) -> None:
    needy("call log c2 talked --rep 李娜", who="李娜")
    refused = needy("customer accept c1 c2")
    assert refused.exit_code == 4
    assert "protected" in refused.stderr
    assert proposals(needy, "--all") == [*OF_C1, *OF_C2]
    assert needy("customer accept c1 c2", who="周敏").exit_code == 0
    assert needy("customer accept c3").exit_code == 4
    assert needy("customer accept c99").exit_code == 3
    assert needy("customer keep c1 --field name").exit_code == 2
    assert "Nothing is proposed" in needy("customer proposals --all", terminal=True).stderr


def test_the_neglected_as_a_list(needy: Run) -> None:
    rows = needy("customer neglected --all --format json", who=None).json()
    assert [(row["no"], row["kind"], row["days"]) for row in rows] == [
        ("c1", "use_date", 20),
        ("c2", "use_date", 25),
    ]
    assert set(rows[0]) == {
        "no", "id", "name", "owner", "owner_no", "grade", "stage", "need_on", "last_touch_at", "next_day", "next_step",
        "phone", "kind", "days", "limit", "money_no", "kinds",
    }  # fmt: skip
    assert needy("customer neglected --format ids").stdout == "c1\n"
    shown = needy("customer neglected --all", terminal=True).stdout
    assert "[/b]=1+1" in shown
    assert "use date in 25 days" in shown
    assert needy("customer neglected --kind nonsense").exit_code == 2
    assert needy("customer neglected --kind grade --all --format json").json() == []
    assert needy("customer neglected --within 21 --all --format ids").stdout == "c1\n"


def test_the_follow_up_sheet(needy: Run, tmp_path: Path) -> None:
    needy(
        "visit log 白云 met_decision_maker --contact 王丽 --note '要两百份\t礼品' --next '+3d 报价' --at '2026-11-18 10:00'"
    )
    needy("call log 白云 no_answer")
    sheet = needy("report followup --format json").json()
    assert (sheet["customers"], sheet["by_grade"], sheet["by_stage"]) == (1, {"C": 1}, {"potential": 1})
    [row] = sheet["rows"]
    assert {
        key: row[key]
        for key in ("no", "contact", "phone", "last_touch_no", "last_touch_by", "days_silent", "next_day", "need_on")
    } == {
        "no": "c1", "contact": "王丽", "phone": "190 0000 8000", "last_touch_no": "v1", "last_touch_by": "陈伟",
        "days_silent": 2, "next_day": "2026-11-21", "need_on": "2026-12-10",
    }  # fmt: skip
    everyone = needy("report followup --all --format json").json()
    assert [row["no"] for row in everyone["rows"]] == ["c1", "c2"]
    whole = needy("report followup --all --everything --limit 2 --format json").json()
    assert (whole["customers"], [row["no"] for row in whole["rows"]]) == (3, ["c1", "c2"])
    for narrowed in ("--silent 3", "--grade B", "--stage target", "--industry 航空"):
        assert needy(f"report followup {narrowed} --format json").json()["rows"] == []
    assert needy("report followup --silent 2 --format json").json()["customers"] == 1
    assert "Only the first 1 of 2" in needy("report followup --all --limit 1", terminal=True).stdout
    path = tmp_path / "sheet.xlsx"
    assert needy("report followup --all --lang zh-Hant --output", str(path)).exit_code == 0
    paper = load_workbook(path).worksheets[0]
    assert (paper.page_setup.orientation, paper.page_setup.paperSize) == ("landscape", 9)
    cells = [cell.value for line in paper.iter_rows() for cell in line if cell.value]
    assert "[/b]=1+1" in cells
    assert all(cell.data_type != "f" for line in paper.iter_rows() for cell in line)


@pytest.mark.parametrize("form", ["table", "text", "md", "html", "json", "csv"])
@pytest.mark.parametrize("report", ["followup", "goals"])
def test_every_format_of_an_empty_firm(run: Run, report: str, form: str) -> None:
    done = run(f"report {report} --all --format {form}", who=None)
    assert done.exit_code == 0, done.stderr
    assert done.stdout.strip() or form == "csv"


def test_goals_and_what_is_left(firm: Run) -> None:
    for line in (
        "goal add dials 4 --rep 陈伟 --from 2026-11-01",
        "goal add visits 20 --per month --rep 陈伟 --from 2026-11-01",
        "goal add order_amount 1000 --per month --from 2026-11-01",
        "call log 白云 no_answer",
        "order add 白云 --amount 300",
    ):
        assert firm(line, who="周敏" if line.startswith("goal") else "陈伟").exit_code == 0
    mine = firm("goal left --format json").json()
    # It is five: Friday the 20th still counts, and six working days come after it.
    assert mine["working_days_left"] == 7
    assert [
        (row["metric"], row["goal"], row["done"], row["left"], row["needed_per_day"]) for row in mine["rows"]
    ] == [
        ("dials", 4, 1, 3, None),
        ("visits", 20, 0, 20, 3),
    ]
    assert mine["rows"][0]["rate"] == {"part": 1, "whole": 4, "rate": 0.25}
    firms = firm("report goals --format json", who="周敏").json()["rows"]
    assert [(row["scope"], row["name"], row["metric"]) for row in firms] == [
        ("firm", "A公司", "dials"), ("firm", "A公司", "visits"), ("firm", "A公司", "order_amount"),
        ("team", "航空汽车组", "dials"), ("team", "航空汽车组", "visits"),
        ("rep", "陈伟", "dials"), ("rep", "陈伟", "visits"),
    ]  # fmt: skip
    assert (firms[2]["goal"], firms[2]["left"], firms[2]["needed_per_day"]) == (1000.0, 700.0, 100.0)
    with time_machine.travel("2026-11-20T10:00:00+00:00"):
        assert firm("goal left --format json").json()["working_days_left"] == 6
    assert firm("goal left --date 2026-11-30 --format json").json()["working_days_left"] == 1
    assert firm("goal left --date 2026-10-31 --format json").json()["rows"] == []
    drawn = firm("report goals", terminal=True).stdout
    assert "1 / 4 = 25.0 %" in drawn
    assert "█" in drawn
