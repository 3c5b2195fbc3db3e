"""`crm script`."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from crm_cli.domain.cleaning import cell_width
from crm_cli.errors import RefusedError
from crm_cli.services import scripts
from crm_cli.services.desk import Desk
from tests.cli.conftest import Run

BODY = "# 开场白\n您好，{surname}{title}，我是{firm}的{業務員}。\n\n# 提问\n- **{场合}**的礼品要多少？{quantity}\n"


@pytest.fixture
def script(firm: Run, tmp_path: Path) -> Run:
    """A firm with a script, written by an editor that saves in GBK."""
    (tmp_path / "s.md").write_bytes(BODY.encode("gb18030"))
    done = firm("script add 首次来电 --file", str(tmp_path / "s.md"))
    assert (done.exit_code, done.stdout) == (0, "Script d1 首次来电 kept.\n"), done.stderr
    return firm


def test_a_heading_above_another_says_nothing_of_its_own(script: Run) -> None:
    script("script add 分段 --file -", stdin="# 开场\n## 前台\n您好\n")
    assert "none" not in script("script show 分段").stdout
    done = script("script diff 分段")
    assert (done.exit_code, "分段 has no version before 1." in done.stderr) == (3, True)


def test_a_script_is_filled_in_for_who_decides(script: Run) -> None:
    shown = script("script show 首次 --for 白云 --format json").json()
    assert (shown["no"], shown["revision"], shown["customer_no"], shown["contact_no"]) == (
        "d1",
        1,
        "c1",
        "n1",
    )
    assert shown["rows"] == [
        {"section": "开场白", "words": "您好，王采购经理，我是A公司的陈伟。"},
        {"section": "提问", "words": "• ____的礼品要多少？____"},
    ]
    assert len(shown["unknown_of_need"]) == 8
    assert "Who decides on it?" not in shown["unknown_of_need"]
    script("customer edit c1 --occasion 年会 --quantity 200 --need later --use-date 2026-12-20")
    shown = script("script show d1 --for c1").stdout
    assert "• 年会的礼品要多少？200\n" in shown
    assert "☐ When is it needed?" not in shown
    script("customer edit c1 --need none --use-date ''")
    asked = script("script show d1 --for c1 --format json").json()["unknown_of_need"]
    assert asked[0] == "There is no need now: may there be one later, and when?"
    assert "How many are needed?" not in asked


def test_without_a_customer_the_fields_stand(script: Run) -> None:
    assert "您好，{surname}{title}，我是{firm}的{業務員}。" in script("script show d1").stdout
    assert script("script export d1").stdout == BODY


def test_new_words_are_a_new_version(script: Run) -> None:
    done = script("script edit d1 --file - --note 短些", stdin="# 开场白\n您好！")
    assert done.stdout == "Script d1 首次来电 is now in version 2.\n"
    assert "already so" in script("script edit 首次 --file -", stdin="# 开场白\r\n您好！\n").stdout
    versions = script("script versions d1 --format json").json()
    assert [(one["revision"], one["note"], one["script_no"]) for one in versions] == [
        (2, "短些", "d1"),
        (1, "", "d1"),
    ]
    assert script("script export d1 --version 1").stdout == BODY
    lines = script("script diff d1").stdout.splitlines()
    assert lines[:2] == ["--- version 1", "+++ version 2"]
    assert "+您好！" in lines
    assert script("script diff d1 2 2").stdout == ""
    assert script("script diff d1 1 9").exit_code == 3
    script("undo")
    assert script("script list --format json").json()[0]["revision"] == 1


def test_who_edits_what_somebody_else_just_edited_is_told(
    script: Run, open_as: Callable[[str], Desk]
) -> None:
    one, other = open_as("陈伟"), open_as("周敏")
    row = scripts.find_script(one, "d1")
    scripts.edit_script(other, scripts.find_script(other, "d1"), "别的话")
    with pytest.raises(RefusedError, match="周敏 made version 2"):
        scripts.edit_script(one, row, "我的话")


@pytest.mark.parametrize(
    ("line", "words", "code", "said"),
    [
        ("script add 二 --file -", "你好 {foo}", 2, "{foo}"),
        ("script add 二 --file -", "你好\n{customer", 2, "Line 2"),
        ("script add 二 --file -", "  \n", 2, "empty"),
        ("script add 首次來電 --file -", "你好", 4, "d1 is called"),
        ("script add d7 --file -", "你好", 2, "needs a name"),
        ("script add 二 --file /nowhere/s.md", "", 3, "no file"),
        ("script add 二 --file /", "", 2, "folder"),
        ("script add 二", "", 2, "--file"),
        ("script show 没有", "", 3, "没有"),
        ("script show d1 --version 3", "", 3, "no version 3"),
        ("script show d1 --for 没有", "", 3, "没有"),
    ],
)
def test_what_goes_wrong_is_one_sentence(script: Run, line: str, words: str, code: int, said: str) -> None:
    done = script(line, stdin=words)
    assert (done.exit_code, done.stdout) == (code, "")
    assert said in done.stderr
    assert len(script("script list --format json").json()) == 1


def test_a_name_is_text_everywhere(script: Run, tmp_path: Path) -> None:
    name = "[/b]=1+1<i>*x*{{"
    script("script add", name, "--file", "-", stdin="{customer} {{x}} <b>\n=1+1\n- a\n")
    script("customer add '=cmd|[/b]*A*'")
    for wish in ("table", "text", "md", "json", "csv"):
        shown = script("script show", name, "--for", "=cmd|[/b]*A*", "--format", wish)
        assert shown.exit_code == 0, shown.stderr
        assert "\x1b" not in shown.stdout
    assert "=cmd|[/b]*A* {x} <b>" in script("script show", name, "--for", "c2").stdout
    page, book = tmp_path / "s.html", tmp_path / "s.xlsx"
    script("script show", name, "--for", "c2", "--output", str(page))
    assert "=cmd|[/b]*A* {x} &lt;b&gt;" in page.read_text()
    assert script("script show", name, "--for", "c2", "--output", str(book)).exit_code == 0


def test_retired_ones_are_kept_out_of_the_list(script: Run) -> None:
    script("script rename d1 第一次")
    assert "is retired" in script("script retire d1").stdout
    assert script("script list --format ids").stdout == ""
    assert script("script list --all --format ids").stdout == "d1\n"
    assert script("script show 第一次").exit_code == 0
    script("script restore -", stdin="d1\n")
    assert script("script list --format json").json()[0]["retired_on"] is None


def test_a_terminal_shows_it_in_its_width(script: Run) -> None:
    script(
        "script edit d1 --file -",
        stdin="## 提问\n" + "- **很长的一句话，一直说到对方挂断为止**，" * 4 + "end of it\n",
    )
    lines = script("script show d1 --for c1", terminal=True).stdout.splitlines()
    assert any("\x1b[1m" in line for line in lines)
    bare = [line.replace("\x1b[1m", "").replace("\x1b[0m", "") for line in lines]
    assert all(cell_width(line) <= 80 for line in bare)
    assert "很长的一句话" in "".join(line.strip() for line in bare)


def test_the_editor_is_used_where_someone_sits(
    script: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = tmp_path / "an editor.py"
    editor.write_text(
        "import sys, pathlib\npath = pathlib.Path(sys.argv[1])\n"
        "path.write_text(path.read_text().replace('您好', '早上好'))\n"
    )
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", f"{sys.executable} '{editor}'")
    done = script("script edit d1", terminal=True)
    assert done.stdout == "Script d1 首次来电 is now in version 2.\n", done.stderr
    assert script("script export d1").stdout == BODY.replace("您好", "早上好")
    monkeypatch.setenv("EDITOR", "/nowhere/editor")
    assert script("script edit d1", terminal=True).exit_code == 1
    monkeypatch.setenv("EDITOR", f"{sys.executable} -c 'raise SystemExit(1)'")
    assert script("script edit d1", terminal=True).exit_code == 1
    monkeypatch.delenv("EDITOR")
    assert script("script add 新的", terminal=True).exit_code == 2


def test_the_sheet_to_rehearse_with_is_the_same_for_the_same_seed(script: Run, tmp_path: Path) -> None:
    for place in range(3):
        script(f"call log c1 talked --objection 太贵 --at 2026-11-1{place}")
    script("call log c1 talked --objection 没有预算")
    script("objection answer x1 先寄样品")
    sheet = script("script rehearse d1 --seed 3 --count 8 --format json").json()
    assert [row["who"] for row in sheet["rows"]] == ["front_desk"] * 2 + ["customer"] * 6
    met = {row["objection_no"]: row["answer"] for row in sheet["rows"] if row["objection_no"]}
    assert met == {"x1": "先寄样品", "x2": ""}
    assert script("script rehearse d1 --seed 3 --count 8 --format json").json() == sheet
    chinese = script("script rehearse d1 --seed 3 --count 8 --format json --lang zh-Hans").json()
    assert chinese == sheet
    assert script("script rehearse d1 --seed 4 --count 8 --format json").json() != sheet
    assert len(script("script rehearse d1 --count 1 --format json").json()["rows"]) == 1
    page = tmp_path / "sheet.html"
    script("script rehearse d1 --output", str(page))
    assert "1 2 3 4 5" in page.read_text()


def test_a_rehearsal_on_the_screen_notes_the_marks(script: Run) -> None:
    script("objection add 太贵 --answer 先寄样品")
    typed = "我是A公司\n4\n问预算\n7\n5\nq\n"
    done = script("script rehearse d1 --count 4 --screen --format json", terminal=True, stdin=typed)
    assert done.exit_code == 0, done.stderr
    rows = done.json()["rows"]
    assert [(row["said"], row["mark"]) for row in rows[:2]] == [("我是A公司", 4), ("问预算", 5)]
    assert (rows[2]["mark"], done.json()["average"]) == (None, 4.5)
    assert "from 1 to 5" in done.stderr
    assert script("script rehearse d1 --screen").exit_code == 2
