"""`crm report daily`: drawn to the cell in three languages, written whole or not at all, without a terminal."""

import csv
import gettext
import io
import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from crm_cli import i18n
from crm_cli.domain.cleaning import cell_width
from crm_cli.domain.form_text import form_text
from crm_cli.reports.daily import daily_report
from crm_cli.reports.daily_form import daily_form
from crm_cli.reports.scope import find_scope
from crm_cli.services import calls, customers, followups, visits
from crm_cli.services.desk import Desk
from crm_cli.services.touches import Extras
from tests.cli.conftest import Run

FRIDAY = date(2026, 11, 20)
WORDS = {
    "zh-Hans": {"no.": "编号", "time": "时间", "customer": "客户", "contact": "联系人", "outcome": "结果", "none": "无"},
    "zh-Hant": {"no.": "編號", "time": "時間", "customer": "客戶", "contact": "聯絡人", "outcome": "結果", "none": "無"},
}  # fmt: skip


class Words(gettext.NullTranslations):
    """A catalogue of the words that stand above columns."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.words = WORDS.get(language, {})

    def gettext(self, message: str) -> str:
        return self.words.get(message, message)


@pytest.fixture(autouse=True)
def day(desk: Desk) -> Desk:
    customers.add_customer(desk, "广州白云航空服务有限公司", phones=["020-80000000"], building="国际金融中心")
    customers.add_customer(desk, "Smith & Sons 👨‍👩‍👧 \x1b[31m", phones=["13800138000"])
    extras = Extras(grade="B", next="2026-11-23 送样品", objections=("太贵",), competitors=("B公司",))
    calls.log_call(
        desk,
        calls.Typed("白云", "talked", at="2026-11-20 10:00", talk="185", note="年会礼品两百套，" * 9),
        extras,
    )
    calls.log_call(desk, calls.Typed("Smith", "no_answer", at="2026-11-20 10:05"))
    visits.log_visit(desk, visits.Typed("白云", "front_desk", arrive="2026-11-20 14:00", note="=1+1"))
    followups.add_followup(desk, "白云", at="2026-11-20 16:00", channel="wechat", note="发目录")
    return desk


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
@pytest.mark.parametrize("width", [45, 80, 160, None])
def test_text_is_aligned_in_every_language_and_no_wider_than_the_terminal(
    day: Desk, language: str, width: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(i18n._State, "catalogue", Words(language))
    form = daily_form(daily_report(day, find_scope(day), FRIDAY), day)
    lines = "".join(form_text(form, width)).split("\n")
    assert all("\x1b" not in line for line in lines)
    if width is not None:
        assert max(map(cell_width, lines)) <= width
    title = i18n.gettext("customer")
    head = next(n for n, line in enumerate(lines) if line.startswith("B.")) + 1
    start = cell_width(lines[head].split(title)[0])
    rows = [line for line in lines[head:] if line.startswith(("k1", "k2"))]
    assert [cell_width(row.split(name)[0]) for row, name in zip(rows, ("广州", "Smith"), strict=True)] == [
        start
    ] * 2
    # What a narrow table crops or leaves out is said whole below it.
    bare = "".join("".join(lines).split())
    assert all(
        words in bare for words in ("广州白云航空服务有限公司", "年会礼品两百套，" * 9, "2026-11-23送样品")
    )
    if width is None:
        assert any("年会礼品两百套，" * 9 in line for line in lines)
        assert lines[
            lines.index(next(line for line in lines if line.startswith("B. In"))) + 1
        ] == i18n.gettext("none")


def test_json_and_csv_in_a_pipe(run: Run) -> None:
    found = json.loads(run("report", "daily", "--date", "2026-11-20", "--format", "json").stdout)
    assert (found["totals"]["calls"]["attempts"], len(found["visits"])) == (2, 1)
    text = run("report", "daily", "--date", "2026-11-20", "--format", "csv").stdout
    rows = list(csv.DictReader(io.StringIO(text)))
    by_block = {row["block"]: row for row in reversed(rows)}
    assert by_block["calls"]["customer"] == "广州白云航空服务有限公司"
    assert by_block["visits"]["note"] == "'=1+1"
    rate = next(row for row in rows if (row["block"], row["key"]) == ("totals", "calls.answer_rate"))
    assert (rate["value"], rate["part"], rate["whole"]) == ("0.5", "1", "2")


def test_a_file_is_written_whole_and_its_name_says_the_format(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    for name, start in (
        ("日报.json", b"{"),
        ("日报.csv", b"\xef\xbb\xbfblock,"),
        ("日报.xlsx", b"PK"),
        ("x.txt", b"Daily"),
    ):
        assert run("report", "daily", "--date", "2026-11-20", "--output", str(folder / name)).exit_code == 0
        assert (folder / name).read_bytes().startswith(start)
    before = (folder / "日报.json").read_bytes()
    failed = run("report", "daily", "--rep", "谁", "--output", str(folder / "日报.json"))
    assert failed.exit_code == 3
    assert run("report", "daily", "--output", str(folder / "no" / "x.json")).exit_code == 3
    assert (folder / "日报.json").read_bytes() == before
    assert len(list(folder.iterdir())) == 4


def test_an_empty_day_still_prints_the_form(run: Run) -> None:
    shown = run("report", "daily", "--date", "2026-01-01")
    assert shown.exit_code == 0
    assert "Nothing was logged." in shown.stdout
    assert "Manager's comment" in shown.stdout


@pytest.mark.parametrize(
    "arguments",
    [["--format", "pdf"], ["--format", "xlsx"], ["--part", "emails"], ["--rep", "陈伟", "--all"]],
)
def test_what_cannot_be_is_a_usage_error(run: Run, arguments: list[str]) -> None:
    assert run("report", "daily", *arguments).exit_code == 2


def test_a_note_shows_in_the_report_of_its_day(run: Run) -> None:
    noted = run(
        "report", "note", "--problem", "前台不让进", "--help-needed", "新目录", "--date", "2026-11-20"
    )
    assert noted.exit_code == 0
    shown = run("report", "daily", "--date", "2026-11-20").stdout
    assert "前台不让进" in shown
    assert "新目录" in shown
    assert run("report", "note").exit_code == 2


def test_it_runs_from_cron_with_no_environment_and_imports_nothing_heavy(database_path: Path) -> None:
    program = (
        "import sys, atexit; atexit.register(lambda: sys.stderr.write(' '.join(sys.modules)));"
        "from crm_cli.__main__ import main; main()"
    )
    done = subprocess.run(
        ["/usr/bin/env", "-i", sys.executable, "-c", program, "--db", str(database_path), "report", "daily", "--date",
         "2026-11-20", "--all"],
        capture_output=True, check=True, stdin=subprocess.DEVNULL,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert "广州白云航空服务有限公司" in done.stdout.decode("utf-8")
    assert b"\x1b" not in done.stdout
    heavy = {
        "rich",
        "xlsxwriter",
        "sqlalchemy",
        "pydantic",
        "phonenumbers",
        "pypinyin",
        "dateutil",
        "openpyxl",
        "python_calamine",
    }
    assert not heavy & set(done.stderr.decode().split())
