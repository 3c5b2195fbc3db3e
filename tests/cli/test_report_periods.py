"""`crm report weekly`, `crm report monthly` and `report daily` of many days, in every format and language."""

import csv
import io
from pathlib import Path

import openpyxl
import pytest

from crm_cli.services import calls, customers, visits
from crm_cli.services.desk import Desk
from crm_cli.services.effects import Answers
from tests.cli.conftest import Run

MANY = ["--from", "2026-11-01", "--to", "2026-11-20"]


@pytest.fixture(autouse=True)
def days(desk: Desk) -> Desk:
    """Two days of one rep: three calls, a visit with an order."""
    customers.add_customer(
        desk, "广州白云</td><script>[/b]", phones=["020-80000000"], building="国际金融中心"
    )
    for at in ("2026-11-18 10:00", "2026-11-20 10:00", "2026-11-20 10:05"):
        calls.log_call(desk, calls.Typed("白云", "talked", at=at, note="=1+1"))
    deal = visits.Typed("白云", "deal", arrive="2026-11-20 14:00")
    visits.log_visit(desk, deal, answers=Answers(amount="50000"))
    return desk


@pytest.mark.parametrize(
    ("verb", "language"), [("daily", "zh-Hant"), ("weekly", "en"), ("monthly", "zh-Hans")]
)
def test_every_period_in_every_format_and_language(
    run: Run, tmp_path: Path, verb: str, language: str
) -> None:
    for ending in ("txt", "md", "html", "json", "csv", "xlsx"):
        file = tmp_path / f"报表.{ending}"
        done = run("--lang", language, "report", verb, "--all", "--output", str(file))
        assert (done.exit_code, file.stat().st_size > 200) == (0, True), done.stderr
    assert openpyxl.load_workbook(tmp_path / "报表.xlsx").active is not None
    for ending in ("txt", "md", "html", "json"):
        assert "A公司" in (tmp_path / f"报表.{ending}").read_text(encoding="utf-8")
    page = (tmp_path / "报表.html").read_text(encoding="utf-8")
    assert f'lang="{language}"' in page
    assert "<script>" not in page
    assert (tmp_path / "报表.csv").read_bytes().startswith(b"\xef\xbb\xbfblock,")


def test_up_to_a_week_touches_are_listed_and_after_that_counted(run: Run) -> None:
    assert run("report weekly --format json").json()["listed"] is True
    found = run("report monthly --format json").json()
    assert (found["listed"], "calls" in found, found["from"]) == (False, False, "2026-11-01")
    assert [(one["day"], one["dials"], one["orders"]) for one in found["by_day"] if one["dials"]] == [
        ("2026-11-18", 1, 0), ("2026-11-20", 2, 1),
    ]  # fmt: skip
    assert len(run("report", "daily", *MANY, "--rows", "--format", "json").json()["calls"]) == 3
    assert "calls" not in run("report weekly --no-rows --format json").json()
    assert run("report daily --week --format json").json() == run("report weekly --format json").json()
    assert run("report daily --month --format json").json() == run("report monthly --format json").json()
    assert run("report monthly --date 2026-10-05 --format json").json()["to"] == "2026-10-31"


def test_a_day_may_be_counted_too(run: Run) -> None:
    found = run("report daily --all --no-rows --format json").json()
    assert (found["date"], found["by_day"][0]["dials"]) == ("2026-11-20", 2)
    assert [one["dials"] for one in found["by_rep"]] == [2, 0]
    assert "Daily report of A公司" in run("report daily --all --no-rows").stdout
    assert "by_day" not in run("report daily --format json").json()


def test_charts_are_bars_in_text_and_in_a_workbook(run: Run, tmp_path: Path) -> None:
    text = run("report", "daily", *MANY).stdout
    assert "1/1 = 100.0 % ███" in text
    assert "1 (50,000.00 CNY) ███" in text
    run("report", "daily", *MANY, "--output", str(tmp_path / "r.xlsx"))
    sheet = openpyxl.load_workbook(tmp_path / "r.xlsx").active
    assert sheet is not None
    rules = [rule for found in sheet.conditional_formatting for rule in found.rules]
    assert [rule.type for rule in rules] == ["dataBar"] * 3
    numbers = [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, int)]
    assert max(numbers) == 5_000_000


def test_a_table_of_numbers_is_straight_on_a_narrow_terminal(run: Run) -> None:
    lines = run("report monthly --all", terminal=True).stdout.split("\n")
    head = next(line for line in lines if line.startswith("date ") and "dials" in line)
    row = next(line for line in lines if line.startswith("11-20 Fri") and "█" not in line)
    assert row[head.index("dials") : head.index("dials") + 5] == "    2"


def test_csv_has_a_line_for_each_number_of_a_day(run: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(run("report monthly --all --format csv").stdout)))
    found = {(row["block"], row["day"] or row["rep"], row["key"]): row["value"] for row in rows}
    assert found["by_day", "2026-11-20", "dials"] == "2"
    assert found["by_rep", "陈伟", "order_amount"] == "50000.0"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("report daily --from 1990-01-01 --to 2026-11-20", "ten years"),
        ("report daily --week --month", "one way"),
        ("report weekly --rep 陈伟 --all", "one rep"),
        ("report monthly --part emails", "emails"),
        ("report monthly --format xlsx", "file"),
    ],
)
def test_what_cannot_be_is_a_usage_error(run: Run, line: str, said: str) -> None:
    done = run(line)
    assert (done.exit_code, said in done.stderr) == (2, True), done.stderr


def test_it_is_the_firms_where_nobody_is_known(run: Run) -> None:
    assert run("report weekly --format json", who=None).json()["scope"]["kind"] == "firm"
    assert run("report weekly --format json").json()["scope"]["name"] == "陈伟"
    assert run("report weekly --rep 李娜 --format json").json()["calls"] == []
