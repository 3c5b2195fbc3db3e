"""The reports a manager opens: every format, every scope, wrong words refused, fair play kept for the rep first."""

import csv
import io
from pathlib import Path

import pytest
import time_machine

from crm_cli.domain.cleaning import cell_width
from tests.cli.conftest import Run

REPORTS = [
    "report team",
    "report visits --by rep,outcome",
    "report trend dials reach_rate order_amount --weeks --last 3",
    "report sources",
    "report fairplay",
]
KEYS = {
    "report team": """
        level rep_no rep team_no team dials answered reached reach_rate conversations appointments visits doors
        effective cards wechat_added new_customers quotes samples orders order_amount payments payment_amount
        plan_completion submitted goal
    """,
    "report visits": """
        by key name visits doors opened opened_cold opened_invited met met_cold met_invited effective effective_cold
        effective_invited cards wechat_added new_customers past_front_desk target_met card_rate planned done
        plan_completion plans_standing plans_added moved cancelled_by_us incident cancelled_by_them paced_doors
        door_seconds doors_per_hour knocked on_file door_gaps door_bursts copied_notes typed_late expenses
        expenses_per_visit orders expenses_per_order
    """,
    "report trend dials": "number from to so_far value part whole goal change growth",
    "report sources": """
        level source name new_customers buyers orders order_amount added typed imported reached
    """,
    "report fairplay": "day rep_no rep kind sentence records",
}
NOTE = "老板说年会要两百套，下周回话"


@pytest.fixture
def worked(firm: Run) -> Run:
    """The firm on a Friday on which 陈伟 called, visited and sold, and wrote one note three times."""
    for line in (
        "customer edit c1 --source referral",
        "customer add '=1+1 [/b]' --phone 13800138000 --source expo",
        f"call log c1 talked --at 10:00 --note {NOTE}",
        f"call log c2 talked --at 10:10 --note {NOTE}",
        f"call log c1 talked --at 10:20 --note {NOTE}",
        "call log c2 no_answer --at 10:30",
        "visit log c1 deal --at 14:00 --amount 5万 --invited",
        "visit log c2 front_desk --at 15:00 --building '=cmd()'",
    ):
        done = firm(line)
        assert done.exit_code == 0, done.stderr
    return firm


@pytest.mark.parametrize("report", REPORTS)
@pytest.mark.parametrize("language", ["en", "zh-Hant"])
def test_each_report_has_every_format(worked: Run, report: str, language: str, tmp_path: Path) -> None:
    for form in ("table", "text", "md", "html", "json", "csv"):
        done = worked(f"{report} --format {form} --lang {language}")
        assert done.exit_code == 0, done.stderr
        assert done.stdout.strip()
    assert worked(f"{report} --output {tmp_path}/x.xlsx").exit_code == 0
    assert (tmp_path / "x.xlsx").read_bytes().startswith(b"PK")
    # What programs read is English and the same in every language.
    assert (
        worked(f"{report} --format csv --lang {language}").stdout == worked(f"{report} --format csv").stdout
    )
    found = worked(f"{report} --format json").json()
    assert isinstance(found["rows"], list)
    assert found["firm"] == "A公司"


@pytest.mark.parametrize("report", KEYS)
def test_the_keys_of_the_rows_are_promised(worked: Run, report: str) -> None:
    rows = worked(f"{report} --format json").json()["rows"]
    assert all(list(row) == KEYS[report].split() for row in rows)
    assert rows


@pytest.mark.parametrize("report", REPORTS)
def test_no_line_is_wider_than_the_terminal(worked: Run, report: str) -> None:
    done = worked(report, terminal=True)
    assert done.exit_code == 0, done.stderr
    bare = done.stdout.replace("\x1b[1m", "").replace("\x1b[0m", "")
    assert max(map(cell_width, bare.splitlines())) <= 80


def test_the_first_column_is_called_what_is_in_it(worked: Run) -> None:
    shown = worked("report visits --by rep,building,hour").stdout
    assert worked("report visits --by ''").stdout == worked("report visits").stdout
    assert [line.split()[0] for line in shown.splitlines() if line.endswith("new customers")] == [
        "rep", "building", "hour",
    ]  # fmt: skip
    # No expense is no news, and would take a second line on most screens.
    assert "0.00 CNY" not in shown
    for line, head in (("report team", "whose"), ("report team --team 航空", "rep")):
        tables = [row.split() for row in worked(line).stdout.splitlines() if "conversations" in row]
        assert [row[0] for row in tables] == [head]


def test_what_is_not_worth_a_column_is_wrapped_and_not_cropped(worked: Run) -> None:
    name = "A Company Whose Name Nobody Would Ever Fit Into A Column Of Its Own"
    worked("customer add", name)
    assert worked("visit log", name, "met_staff", "--grade", "A", "--at", "16:00").exit_code == 0
    shown = worked("report daily", terminal=True).stdout
    (block,) = [part for part in shown.split("\n\n") if "What does not add up" in part]
    assert ("what: " in block, ".." in block) == (False, False)
    assert f"{name} is of grade A and has no next date." in " ".join(block.split())


@pytest.mark.parametrize("report", REPORTS)
def test_an_empty_firm_and_nobody_known(run: Run, report: str) -> None:
    for who in ("周敏", None):
        done = run(report, who=who)
        assert done.exit_code == 0, done.stderr
        assert done.stdout.strip()
    assert "rows" in run(f"{report} --format json", who=None).json()


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("report team --sort nonsense", 2),
        ("report team --team 谁", 3),
        ("report team --team 航空 --all", 2),
        ("report missing --rep 陈伟 --all", 2),
        ("report goals --rep 陈伟 --team 航空", 2),
        ("report followup --rep 陈伟 --all", 2),
        ("report visits --by colour", 2),
        ("report visits --rep 陈伟 --all", 2),
        ("report trend", 2),
        ("report trend nonsense", 2),
        ("report trend dials --days --months", 2),
        ("report trend dials --last 0", 2),
        ("report trend dials --last 9999999", 2),
        ("report sources --month --from 2026-11-01", 2),
        ("report fairplay --format pdf", 2),
        ("report fairplay --rep 谁", 3),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(run: Run, line: str, code: int) -> None:
    done = run(line)
    assert done.exit_code == code
    assert "Error:" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_team_is_what_the_rep_sees_of_the_own_day(worked: Run) -> None:
    team = worked("report team --sort order_amount --format json", who="周敏").json()
    mine = worked("report daily --format json").json()["totals"]
    row = team["rows"][0]
    assert (row["level"], row["rep"], row["rep_no"]) == ("rep", "陈伟", "r1")
    assert row["dials"] == mine["calls"]["dials"] == 4
    assert row["reach_rate"] == mine["calls"]["reach_rate"]
    assert row["order_amount"] == mine["money"]["order_amount"] == 50000.0
    assert [one["level"] for one in team["rows"]] == ["rep", "rep", "team", "total"]


def test_formulas_and_markup_stay_words(worked: Run) -> None:
    text = worked("report visits --by building --format csv").stdout
    names = [row["name"] for row in csv.DictReader(io.StringIO(text))]
    assert "'=cmd()" in names
    html = worked("report visits --by building --format html").stdout
    assert "=cmd()" in html


def test_sources_tell_who_bought(worked: Run) -> None:
    rows = worked("report sources --format json", who="周敏").json()["rows"]
    found = {row["source"]: row for row in rows if row["level"] == "source"}
    assert found["referral"]["buyers"] == {"part": 1, "whole": 1, "rate": 1.0}
    assert found["referral"]["order_amount"] == 50000.0
    assert found["expo"]["new_customers"] == 1
    assert found["expo"]["orders"] == 0


def test_fair_play_is_the_reps_until_the_report_is_final(worked: Run) -> None:
    mine = worked("report fairplay --format json").json()
    assert [(row["kind"], row["records"]) for row in mine["rows"]] == [("same_note", ["k1", "k2", "k3"])]
    assert mine["withheld"] == []
    for who in ("周敏", "李娜", None):
        before = worked("report fairplay --all --format json", who=who).json()
        assert before["rows"] == []
        assert "2026-11-20" in before["withheld"]
        assert "same_note" not in worked("report daily --all --format json --live", who=who).stdout
    assert "the same note" in worked("report daily").stdout
    told = worked("report fairplay", who="周敏").stdout
    assert "for each rep alone to see" in told
    with time_machine.travel("2026-11-23T08:00:00+08:00"):
        after = worked("report fairplay --date 2026-11-20 --format json", who="周敏").json()
        assert [row["rep"] for row in after["rows"]] == ["陈伟"]
        assert after["withheld"] == []


def test_a_report_handed_in_tells_others_no_more_before_it_is_final(worked: Run) -> None:
    assert worked("report submit").exit_code == 0
    shown = "report daily --rep 陈伟 --date 2026-11-20"
    assert "the same note" in worked(shown).stdout
    assert "the same note" not in worked(shown, who="周敏").stdout
    with time_machine.travel("2026-11-23T08:00:00+08:00"):
        assert "the same note" in worked(shown, who="周敏").stdout


def test_a_trend_says_so_far_of_the_week_that_is_not_over(worked: Run) -> None:
    shown = worked("report trend 'right party reached' --weeks --last 2").stdout
    assert "2026-11-16 – 11-22 so far" in shown
    assert "+3" in shown
    rows = worked("report trend dials --days --last 2 --date 2026-11-20 --format json").json()["rows"]
    assert [(row["value"], row["change"], row["growth"]) for row in rows] == [(0, 0, None), (4, 4, None)]


def test_the_follow_up_sheet_names_what_comes_first_a_step_or_a_planned_visit(firm: Run) -> None:
    firm("customer edit c1 --grade B")
    firm("plan add 白云 --date '2026-11-24 10:00' --purpose 送样")

    def coming() -> list[str]:
        row = firm("report followup --format json").json()["rows"][0]
        return [row[key] for key in ("next_no", "next_kind", "next_day", "next_step")]

    assert coming() == ["p1", "plan", "2026-11-24", "送样"]
    assert "2026-11-24 p1 visit 送样" in firm("report followup --format text").stdout
    firm("step add c1 'mon 报价'")
    firm("step add c1 'sun 打电话'")
    assert coming() == ["s2", "step", "2026-11-22", "打电话"]
    firm("step done s2")
    firm("step done s1")
    with time_machine.travel("2026-11-25T09:00:00+00:00"):
        assert coming() == [None, "", None, ""]


def test_filters_find_a_word_in_any_script_case_and_width(firm: Run) -> None:
    firm("customer edit c1 --industry IT汽车 --city 台北 --building 中华广场 --tag 重點")
    for more in (
        "--industry it汽車",
        "--industry ＩＴ汽车",
        "--city 臺北",
        "--building 中華廣場",
        "--tag 重点",
    ):
        assert firm(f"customer list {more} --format ids").stdout == "c1\n", more
    firm("customer edit c1 --grade B")
    assert firm("report followup --industry It汽車 --format json").json()["customers"] == 1
    assert firm("customer handover 陈伟 李娜 --industry it汽車 --yes", who="周敏").exit_code == 0
    firm("pool release c1", who="周敏")
    assert firm("pool list --city 臺北 --tag 重点 --format ids").stdout == "c1\n"
    firm("plan add --building 中华广场 --date tomorrow")
    assert firm("plan list --building 中華廣場 --format ids").stdout == "p1\n"
