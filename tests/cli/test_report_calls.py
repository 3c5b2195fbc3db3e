"""`crm report calls`: in every format, of whom and which days, with what every number means."""

import csv
import io
from pathlib import Path

import pytest

from crm_cli.domain.cleaning import cell_width
from crm_cli.reports.call_definitions import DEFINITIONS
from crm_cli.reports.call_groups import KEYS, RATES
from crm_cli.reports.call_stats import WAYS
from crm_cli.services.desk import Desk
from tests.cli.conftest import Run
from tests.reports.random_calls import fill_calls

SPAN = "--from 2026-11-02 --to 2026-11-13"


@pytest.fixture
def worked(firm: Run, desk: Desk) -> Run:
    """A firm after a random month of calls, with lists, an industry `=1+1` and a script `[/b]`."""
    fill_calls(desk, 21)
    with desk.change() as change:
        change.update("call_list", 1, name="[/b] 繁體名單")
    return firm


def test_json_has_every_number_of_every_group_and_each_rate_with_its_parts(worked: Run) -> None:
    found = worked(f"report calls {SPAN} --all --by {','.join(WAYS)} --explain --format json").json()
    assert [found[key] for key in ("from", "to", "by", "call_list")] == [
        "2026-11-02", "2026-11-13", list(WAYS), "",
    ]  # fmt: skip
    for row in found["rows"]:
        assert list(row) == ["by", "key", "name", *KEYS]
        for key in RATES:
            assert list(row[key]) == ["part", "whole", "rate"], key
    total = found["rows"][-1]
    assert (total["by"], total["attempts"] > 100) == ("total", True)
    rate = total["reach_rate"]
    assert rate == {"part": total["reached"], "whole": total["dials"],
                    "rate": round(total["reached"] / total["dials"], 4)}  # fmt: skip
    assert [step["number"] for step in found["funnel"]][::8] == ["attempts", "orders"]
    assert [(one["tries"], one["or_more"]) for one in found["tries"]] == [
        (1, False), (2, False), (3, False), (4, True), (None, False),
    ]  # fmt: skip
    assert set(found["best"]) == {"hour", "weekday", "cell"}
    assert {one["number"]: one["value"] for one in found["definitions"]} == {key: total[key] for key in KEYS}


def test_csv_has_a_row_for_each_group_with_rates_in_three_columns(worked: Run) -> None:
    text = worked(f"report calls {SPAN} --all --by hour --by outcome --format csv").stdout
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len({len(row) for row in rows}) == 1
    total = rows[-1]
    assert total["reach_rate_part"] == total["reached"]
    hours = [row for row in rows if row["by"] == "hour"]
    assert (hours[0]["customers_tried"], hours[0]["conversion_per_customer_whole"]) == ("", "")
    assert sum(int(row["attempts"]) for row in hours) == int(total["attempts"])


@pytest.mark.parametrize("width", [45, 80])
@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_no_line_is_wider_than_the_terminal(
    worked: Run, width: int, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    done = worked(
        f"--lang {language} report calls {SPAN} --all --by {','.join(WAYS)} --explain", terminal=True
    )
    assert done.exit_code == 0, done.stderr
    plain = done.stdout.replace("\x1b[1m", "").replace("\x1b[0m", "")
    assert [line for line in plain.split("\n") if cell_width(line) > width] == []
    assert "[/b]" in plain


def test_every_format_is_written(worked: Run, tmp_path: Path) -> None:
    for ending in ("html", "md", "txt", "xlsx", "json", "csv"):
        path = tmp_path / f"calls.{ending}"
        line = f"report calls {SPAN} --all --by {','.join(WAYS)} --explain --output {path}"
        assert worked(line).exit_code == 0
        assert path.stat().st_size > 3000
    html = (tmp_path / "calls.html").read_text()
    assert ('class="chart"' in html, "=1+1" in html, "[/b]" in html) == (True, True, True)
    openpyxl = pytest.importorskip("openpyxl")
    sheet = openpyxl.load_workbook(tmp_path / "calls.xlsx").worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert "f" not in {cell.data_type for cell in cells}


def test_a_rep_sees_his_own_a_manager_all_and_one_list_alone(worked: Run) -> None:
    def total(line: str, who: str | None = "陈伟") -> int:
        return int(
            worked(f"report calls {line} {SPAN} --format json", who=who).json()["rows"][-1]["attempts"]
        )

    reps = [total("", who=name) for name in ("陈伟", "李娜")]
    assert sum(reps) + total("--rep 周敏") == total("", who="周敏") == total("--all")
    assert total("--team 航空") == sum(reps)
    found = worked(f"report calls {SPAN} --list l1 --all --by list --format json").json()
    assert (found["call_list_no"], found["call_list"]) == ("l1", "[/b] 繁體名單")
    assert found["rows"][0]["penetration"]["whole"] > 0
    assert worked(f"report calls {SPAN} --list 没有").exit_code == 3
    for wrong in ("--by colour", "--rep 李娜 --all", "--date 2026-11-20 --from 2026-11-01", "--format pdf"):
        assert worked(f"report calls {wrong}").exit_code == 2, wrong


def test_a_list_nobody_called_from_stands_in_the_table_of_lists_alone(worked: Run) -> None:
    assert worked("calllist add 没人打 --search 白云").exit_code == 0
    shown = worked(f"report calls {SPAN} --all --by list").stdout
    assert [line.split()[0] for line in shown.splitlines() if "没人打" in line] == ["没人打"]
    assert "没人打" in shown.partition("Lists by call list")[2]


def test_an_empty_firm_has_a_report(run: Run) -> None:
    for who in ("陈伟", None):
        done = run("report calls --by hour --explain", who=who)
        assert (done.exit_code, "No call was logged." in done.stdout) == (0, True)
        assert run("report calls --format csv", who=who).stdout.count("\n") == 2
        assert run("report calls --by list --format json", who=who).json()["rows"][0]["by"] == "total"


def test_every_number_is_defined_with_the_firms_own_settings(worked: Run) -> None:
    assert tuple(DEFINITIONS) == KEYS
    worked("config set conversation_seconds 77", who="周敏")
    shown = worked(f"report calls {SPAN} --all --explain").stdout
    assert "a talk time of 77 seconds or more" in shown
    assert "{" not in shown
    assert "What the numbers mean" not in worked(f"report calls {SPAN} --all").stdout
