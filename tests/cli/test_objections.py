"""`crm objection`, and objections with replies on every kind of touch."""

from pathlib import Path

import openpyxl
import pytest

from tests.cli.conftest import Run, Terminal


@pytest.fixture
def met(firm: Run) -> Run:
    """A firm whose reps met three objections this week and one the week before."""
    for line, who in (
        ("call log c1 talked --at '2026-11-12 10:00' --objection 太贵", "李娜"),
        (
            "call log c1 talked --at '2026-11-17 10:00' --objection 太贵 --reply 先寄样品 --objection 没有预算",
            "陈伟",
        ),
        ("visit log c1 met_staff --arrive '2026-11-18 10:00' --objection 太贵 --reply 按量给价", "陈伟"),
        ("followup add c1 --at '2026-11-19 10:00' --objection '太貴！' --reply 按量给价", "李娜"),
        ("call log c1 appointment --plan 2026-11-24 --at '2026-11-19 11:00'", "李娜"),
        ("call log c1 order --amount 5万 --at '2026-11-18 09:00'", "陈伟"),
        ("call log c1 talked --at '2026-11-20 10:00' --objection 要总部决定", "陈伟"),
    ):
        done = firm(line, who=who)
        assert done.exit_code == 0, done.stderr
    return firm


def test_one_question_in_two_writings_is_one(met: Run) -> None:
    found = {one["words"]: one for one in met("objection list --week --format json").json()}
    assert {words: one["met"] for words, one in found.items()} == {"太贵": 3, "没有预算": 1, "要总部决定": 1}
    assert found["太贵"]["met_by"] == ["陈伟", "李娜"]
    meetings = met("objection show 太贵 --format json").json()["meetings"]
    assert [(one["no"], one["reply"], one["appointed"], one["ordered"]) for one in meetings] == [
        ("f1", "按量给价", True, False),
        ("v1", "按量给价", True, False),
        ("k2", "先寄样品", True, True),
        ("k1", "", True, True),
    ]


def test_what_is_near_is_suggested_and_never_taken(met: Run) -> None:
    done = met("call log c1 talked --objection 价格太贵了")
    assert (
        "x4 价格太贵了 is new, and near to x1 太贵. Is it the same: crm objection merge x1 x4" in done.stderr
    )
    assert "near" not in met("call log c1 talked --objection 有预算").stderr
    assert "near" not in met("call log c1 talked --objection 下周再说").stderr


@pytest.mark.parametrize("line", ["call log c1 talked", "visit log c1 met_staff", "followup add c1"])
def test_a_reply_is_to_an_objection(firm: Run, line: str) -> None:
    done = firm(f"{line} --reply 先寄样品")
    assert (done.exit_code, done.stdout) == (2, "")
    assert firm("history --format ids").stdout.count("h") == 2


def test_the_agenda_starts_with_what_is_open_and_frequent(met: Run) -> None:
    met("objection answer x1 先寄样品再谈价 --on 2026-11-13")
    met("objection add 旧问题")
    agenda = met("objection agenda --week --format json").json()
    assert [(row["objection"], row["state"], row["met"], row["met_before"]) for row in agenda["rows"]] == [
        ("没有预算", "open", 1, 0), ("要总部决定", "open", 1, 0), ("太贵", "agreed", 3, 1),
    ]  # fmt: skip
    assert agenda["rows"][2]["appointed"] == {"part": 1, "whole": 1, "rate": 1.0}
    assert agenda["rows"][2]["agreed_on"] == "2026-11-13"
    assert [one["objection"] for one in agenda["left"]] == ["旧问题"]
    mine = met("objection agenda --days 7 --rep 李娜 --format csv").stdout.splitlines()
    assert len(mine) == 2
    assert ",按量给价" in mine[1]
    assert met("objection agenda --days 7 --week").exit_code == 2
    assert "No objection was met" in met("objection agenda --date 2026-10-01").stdout


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_the_answers_come_back_in_the_agenda_itself(met: Run, tmp_path: Path, language: str) -> None:
    path = tmp_path / "agenda.xlsx"
    assert met(f"objection agenda --week --lang {language} --output", str(path)).exit_code == 0
    assert met("objection answers", str(path)).exit_code == 2
    book = openpyxl.load_workbook(path)
    sheet = book.active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row]
    column = next(cell.column for cell in cells if str(cell.value).strip("\xa0\n") == "" and cell.value)
    for cell in cells:
        if cell.value in {"x1", "x2"}:
            sheet.cell(cell.row, column).value = f" 答{cell.value}\n再说 "
    book.save(path)
    dry = met("objection answers --dry-run --format json", str(path)).json()
    assert [(one["no"], one["before"], one["after"]) for one in dry] == [
        ("x1", "", "答x1\n再说"),
        ("x2", "", "答x2\n再说"),
    ]
    met("objection answers", str(path))
    assert len(met("objection list --agreed --format json").json()) == 2
    again = met("objection answers --on 2026-11-19", str(path))
    assert (again.exit_code, again.said) == (0, "Nothing was changed.\n")
    assert "2 rows" in met("undo").stdout
    assert met("objection list --agreed --format json").json() == []


def test_answers_come_as_lines_or_csv_all_or_none(met: Run, tmp_path: Path) -> None:
    lines = "x1 先寄样品\n  再谈价\n\nX2：分期\n"
    assert met("objection answer - --on 2026-11-18", stdin=lines).exit_code == 0
    shown = met("objection show x1 --format json").json()
    assert (shown["answer"], shown["agreed_on"]) == ("先寄样品\n再谈价", "2026-11-18")
    for wrong, code in (("x1 新的\nx99 没有\n", 3), ("不是编号\n", 2)):
        assert met("objection answer -", stdin=wrong).exit_code == code
    assert met("objection show x1 --format json").json()["answer"] == "先寄样品\n再谈价"
    path = tmp_path / "agenda.csv"
    met("objection agenda --output", str(path))
    path.write_bytes(path.read_bytes().decode("utf-8-sig").replace("分期", "分两期").encode("gb18030"))
    met("objection answers", str(path))
    assert met("objection show x2 --format json").json()["answer"] == "分两期"
    assert met("objection answers /nowhere.xlsx").exit_code == 3
    assert met("objection answer x1").exit_code == 2


def test_earlier_answers_stay_to_be_seen(met: Run) -> None:
    met("objection answer x1 先寄样品")
    met("objection answer 太贵 按量给价", who="周敏")
    met("objection answer x1 说错了", who="周敏")
    met("undo", who="周敏")
    earlier = met("objection show x1 --format json").json()["earlier_answers"]
    assert [(one["answer"], one["by"]) for one in earlier] == [("先寄样品", "周敏")]
    assert "先寄样品 (周敏 changed it)" in met("objection show x1").stdout
    assert "open again" in met("objection answer x1 ''").stdout
    assert met("objection show x1 --format json").json()["agreed_on"] is None


def test_two_wordings_become_one_with_all_that_was_met(met: Run) -> None:
    met("objection answer x2 分期")
    done = met("objection merge x1 x2 要总部")
    assert done.stdout.splitlines()[1:] == ["Its answer: 分期"]
    shown = met("objection show x1 --format json").json()
    assert (shown["met"], shown["answer"]) == (5, "分期")
    assert {one["no"] for one in shown["meetings"]} == {"k1", "k2", "v1", "f1", "k5"}
    met("undo")
    assert len(met("objection list --format json").json()) == 3
    for wrong, code in (
        ("merge x1 x1", 2),
        ("merge x1 x9", 3),
        ("edit x2 --words '太 贵'", 4),
        ("remove x1 --yes", 4),
        ("add '太贵。'", 4),
    ):
        assert met(f"objection {wrong}").exit_code == code, wrong


def test_the_agreed_answers_stand_in_the_script(met: Run) -> None:
    met("script add 首次 --file -", stdin="您好")
    assert "Agreed answers" not in met("script show 首次").stdout
    met("objection answer x3 请教一下总部谁管")
    met("objection answer x1 '先寄样品 *再* 谈价'")
    lines = met("script show 首次").stdout.splitlines()
    assert lines[lines.index("Agreed answers") + 1 :] == [
        "• 太贵: 先寄样品 *再* 谈价",
        "• 要总部决定: 请教一下总部谁管",
    ]
    met("objection retire x1")
    assert "太贵" not in met("script show 首次").stdout
    assert "太贵" not in met("objection list").stdout
    assert "太贵" in met("objection list --all").stdout
    assert "太贵" in met("objection agenda").stdout


def test_hostile_words_stay_words(firm: Run, tmp_path: Path) -> None:
    words = "=1+1[/b]<i>|\x1b[31m"
    assert firm("call log c1 talked --objection", words, "--reply", words).exit_code == 0
    for wish in ("table", "text", "md", "json", "csv"):
        shown = firm("objection agenda --format", wish)
        assert shown.exit_code == 0
        assert wish == "csv" or "\x1b" not in shown.stdout
    page = tmp_path / "a.html"
    firm("objection agenda --output", str(page))
    assert "<i>|" not in page.read_text()
    assert firm("objection list", terminal=True).exit_code == 0
    assert Terminal().isatty()


def test_an_empty_firm_and_nobody_known(run: Run) -> None:
    for line in ("objection list", "objection agenda", "objection list --open --rep 李娜", "script list"):
        assert run(line, who=None).exit_code == 0, line
    assert run("objection show x1", who=None).exit_code == 3
    assert run("objection show 太贵", who=None).exit_code == 3


def test_what_is_exported_comes_whole(met: Run) -> None:
    rows = met("export objectionsmet --format csv").stdout.splitlines()
    assert len(rows) == 7
    assert len(met("export objections --format csv").stdout.splitlines()) == 4
