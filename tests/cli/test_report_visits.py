"""`crm report visits` and the sweep in `crm report daily`: every format, by sweep and front, two reps in one tower."""

import csv
import io
from pathlib import Path

import pytest

from crm_cli.domain.cleaning import cell_width
from crm_cli.reports.visit_definitions import DEFINITIONS
from crm_cli.reports.visit_groups import KEYS, RATES
from crm_cli.reports.visits import WAYS
from tests.cli.conftest import Run


@pytest.fixture
def swept(firm: Run) -> Run:
    """A tower of three floors that 陈伟 comes down and 李娜 goes up, on a Friday."""
    for who, line in (
        ("陈伟", "building add '[/b] =1+1' --floors 3 --units 01-04"),
        ("陈伟", "sweep plan '[/b] =1+1' --date today --team 陈伟:down --team 李娜:up"),
        ("陈伟", "knock 301,302 closed 304 vacant --at 10:00"),
        (
            "陈伟",
            "knock 303 met_decision_maker --name 天河礼品 --person 王总 --card --tactic praise --at 10:30",
        ),
        ("李娜", "knock 101 not_in --at 10:10"),
        ("陈伟", "visit log c1 deal --at 15:00 --invited --amount 5万 --expense 30"),
    ):
        done = firm(line, who=who)
        assert done.exit_code == 0, done.stderr
    return firm


def test_the_daily_report_has_the_grid_of_the_rep_and_of_everyone(swept: Run) -> None:
    (one,) = swept("report daily --format json").json()["sweeps"]
    assert (one["sweep_no"], one["building"], one["doors"]) == ("w1", "[/b] =1+1", 4)
    assert (one["knocked"], one["counts"]["todo"]) == ({"part": 5, "whole": 12, "rate": 0.4167}, 7)
    assert [(line["today"], line["sweep"]) for line in one["lines"]] == [
        ("RREX", "RREX"), ("----", "...."), ("----", "R..."),
    ]  # fmt: skip
    (hers,) = swept("report daily --format json", who="李娜").json()["sweeps"]
    assert [(line["today"], line["folded"]) for line in hers["lines"]] == [("", 1), ("----", 0), ("R---", 0)]
    (all_of,) = swept("report daily --all --format json").json()["sweeps"]
    assert ([line["today"] for line in all_of["lines"]], all_of["doors"]) == (["RREX", "----", "R---"], 5)
    assert swept("report daily --part calls --format json").json().get("sweeps") is None
    assert swept("report daily --date 2026-11-19 --format json").json()["sweeps"] == []


@pytest.mark.parametrize("width", [45, 80])
@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_the_grid_fits_a_terminal(
    swept: Run, width: int, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    done = swept(f"--lang {language} report daily", terminal=True)
    plain = done.stdout.replace("\x1b[1m", "").replace("\x1b[0m", "")
    assert [line for line in plain.split("\n") if cell_width(line) > width] == []
    assert [line.split() for line in plain.split("\n") if line.startswith("3 ")] == [["3", "RREX", "RREX"]]


def test_every_format_shows_the_sweep(swept: Run, tmp_path: Path) -> None:
    assert "| `RREX` | `RREX` |" in " ".join(swept("report daily --format md").stdout.split())
    html = swept("report daily --format html").stdout
    assert html.count('g">RREX</td>') == 2
    rows = list(csv.DictReader(io.StringIO(swept("report daily --format csv").stdout)))
    found = {row["key"]: row for row in rows if row["block"] == "sweeps"}
    assert (found["knocked"]["part"], found["knocked"]["whole"], found["doors.todo"]["value"]) == (
        "5",
        "12",
        "7",
    )
    path = tmp_path / "day.xlsx"
    assert swept(f"report daily --output {path}").exit_code == 0
    openpyxl = pytest.importorskip("openpyxl")
    sheet = openpyxl.load_workbook(path).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value == "RREX"]
    assert {(cell.data_type, cell.font.name) for cell in cells} == {("s", "Courier New")}


def test_what_was_handed_in_keeps_its_sweep(swept: Run) -> None:
    assert swept("report submit").exit_code == 0
    assert swept("knock 201 closed --at 16:00").exit_code == 0
    (kept,) = swept("report daily --format json").json()["sweeps"]
    (live,) = swept("report daily --live --format json").json()["sweeps"]
    assert (kept["doors"], live["doors"]) == (4, 5)


def test_visits_by_every_way_have_each_rate_with_its_parts(swept: Run) -> None:
    found = swept(f"report visits --date today --all --by {','.join(WAYS)} --explain --format json").json()
    for row in found["rows"]:
        assert list(row) == ["by", "key", "name", *KEYS]
        assert all(list(row[key]) == ["part", "whole", "rate"] for key in RATES)
    assert {one["number"] for one in found["definitions"]} == set(KEYS) == set(DEFINITIONS)
    rows = {(row["by"], row["key"]): row for row in found["rows"]}
    sweep = rows["sweep", "w1"]
    assert (sweep["doors"], sweep["knocked"]["part"], sweep["knocked"]["whole"]) == (5, 5, 12)
    assert [rows["front", key]["doors"] for key in ("w1/陈伟", "w1/李娜")] == [4, 1]
    assert rows["sweep", ""]["orders"] == 1
    total = rows["total", "total"]
    assert total["expenses_per_visit"] == {"part": 30.0, "whole": 6, "rate": 5.0}
    assert total["expenses_per_order"] == {"part": 30.0, "whole": 1, "rate": 30.0}
    assert (total["paced_doors"], total["door_seconds"], total["doors_per_hour"]) == (3, 1800, 6.0)
    assert total["opened"] == total["opened_cold"] + total["opened_invited"] == 3
    assert [(one["tactic"], one["card_rate"]["part"]) for one in found["tactics"]] == [("praise", 1)]


@pytest.mark.parametrize("language", ["en", "zh-Hant"])
def test_visits_fit_a_terminal_and_every_format(
    swept: Run, language: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    line = f"--lang {language} report visits --month --all --by {','.join(WAYS)} --explain"
    for width in (45, 80):
        monkeypatch.setenv("COLUMNS", str(width))
        shown = swept(line, terminal=True).stdout.replace("\x1b[1m", "").replace("\x1b[0m", "")
        assert [one for one in shown.split("\n") if cell_width(one) > width] == []
        assert "[/b] =1+1" in shown
    for ending in ("html", "md", "txt", "xlsx", "json", "csv"):
        path = tmp_path / f"visits.{ending}"
        assert swept(f"{line} --output {path}").exit_code == 0
        assert path.stat().st_size > 3000


def test_planned_and_not_done_is_told_with_reasons(firm: Run) -> None:
    for line in (
        "plan add c1 'today 14:00'",
        "plan add c1 'today 16:00'",
        "plan cancel p1 --reason 他们出差",
    ):
        assert firm(line).exit_code == 0
    found = firm("report visits --date today --format json").json()
    assert {"state": "cancelled_by_us", "reason": "他们出差", "plans": 1} in found["not_done"]
    total = found["rows"][-1]
    assert (total["planned"], total["plan_completion"]["whole"], total["cancelled_by_us"]) == (2, 2, 1)
    assert "他们出差" in firm("report visits --date today").stdout
