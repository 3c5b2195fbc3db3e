"""`crm call in` and `crm call dial`: who calls, what came of it, and a number handed to the dial command."""

import stat
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run


def test_a_caller_is_looked_up_by_the_number_and_nothing_is_logged(firm: Run) -> None:
    firm("call log 白云 callback --callback 'mon 10:00' --note 等样品")
    firm("donotcall add 020-80000000 --reason 投诉")
    told = firm("call in 8000-8000 --format json".replace("8000-8000", "19000008000")).json()
    assert (told["customer"], told["contact"], told["title"]) == (
        "广州白云航空服务有限公司",
        "王丽",
        "采购经理",
    )
    assert (told["owner"], told["do_not_call"]) == ("陈伟", None)
    assert [step["due_at"] for step in told["callbacks"]] == ["2026-11-23T10:00:00+08:00"]
    assert [touch["text"] for touch in told["last_touches"]] == ["等样品 | -> 2026-11-23"]
    assert told["unknown"]
    barred = firm("call in 020-80000000")
    assert "marked do-not-call (投诉)" in barred.stderr
    assert "Nothing was logged" in barred.stderr
    assert len(firm("call list", "--format", "json").json()) == 1


def test_an_incoming_call_is_logged_in_one_line_and_handed_over(firm: Run) -> None:
    done = firm("call in 19000008000 talked --note 问价 --talk 2:00 --transfer '李娜 17:05 报价'", who="周敏")
    assert done.exit_code == 0, done.said
    assert "belongs to 陈伟" in done.stderr
    call = firm("call list --all", "--format", "json").json()[0]
    assert (call["direction"], call["contact"], call["transferred_to"], call["transferred_to_no"]) == (
        "in", "王丽", "李娜", "r2",
    )  # fmt: skip
    assert call["call_list"] == ""
    today = firm("today", "--format", "json", who="李娜").json()
    assert [step["words"] for step in today["callbacks"]] == ["from 周敏: 报价"]
    assert "from 周敏: 报价" in firm("remind --rep 李娜", who="周敏").said


def test_a_caller_who_is_not_on_file_is_added_with_the_call_or_not_at_all(firm: Run) -> None:
    unknown = firm("call in 13912345678")
    assert unknown.exit_code == 3
    assert "--new" in unknown.stderr
    assert firm("call in 13912345678 appointment --new 新公司").exit_code == 2
    assert len(firm("customer list", "--format", "json").json()) == 1
    done = firm("call in 13912345678 talked --new '=新公司[/b]' --transfer 李娜")
    assert done.exit_code == 0, done.said
    assert firm("call in 13912345678 --format json").json()["customer"] == "=新公司[/b]"
    assert firm("undo").exit_code == 0
    assert firm("call in 13912345678").exit_code == 3
    assert firm("call in 5678 talked --new 尾号").exit_code == 2


def test_at_a_terminal_the_outcome_and_the_words_are_asked(firm: Run) -> None:
    done = firm("call in 19000008000", stdin="ygt\n要目录\n周一 送目录\n", terminal=True)
    assert done.exit_code == 0, done.said
    call = firm("call list", "--format", "json").json()[0]
    assert (call["outcome"], call["note"], call["next_step"]) == ("talked", "要目录", "送目录")
    assert "Nothing was logged" in firm("call in 19000008000", stdin="\n", terminal=True).stderr
    new = firm("call in 13912345678", stdin="新公司\n6\n打错了\n\n", terminal=True)
    assert new.exit_code == 0, new.said
    assert firm("call in 13912345678", "--format", "json").json()["customer"] == "新公司"


@pytest.fixture
def dialler(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A dial command that writes what it was given; return where."""
    program, given = tmp_path / "dialler", tmp_path / "given"
    program.write_text(
        f"#!{sys.executable}\nimport sys; open({str(given)!r}, 'a').write(sys.argv[1] + '\\n')\n"
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("CRM_CONFIG", str(tmp_path / "config.toml"))
    (tmp_path / "config.toml").write_text(f'dial = "{program} {{number}}"\n')
    return given


def test_a_number_is_dialled_unless_it_is_barred(firm: Run, dialler: Path) -> None:
    done = firm("call dial 王丽")
    assert (done.exit_code, done.stdout) == (
        0,
        "Dialling 广州白云航空服务有限公司 +8619000008000. That cannot be undone.\n",
    )
    assert firm("call dial 13912345678 --format json").json()["dialled"] is True
    firm("donotcall add 19000008000 --reason 投诉")
    firm("donotcall add 13912345678 --reason 投诉")
    for who in ("王丽", "13912345678"):
        refused = firm(f"call dial {who} --ignore-hours")
        assert refused.exit_code == 4
        assert "投诉" in refused.stderr
    assert firm("call dial").exit_code == 3
    assert firm("call dial --help").exit_code == 0
    assert dialler.read_text() == "+8619000008000\n+8613912345678\n"


def test_a_number_on_the_screen_is_dialled_twice_only_by_who_says_so(
    firm: Run, dialler: Path, tmp_path: Path
) -> None:
    firm("customer add 乙公司 --phone 13800138000")
    firm("calllist add 年会 --ids c1 --ids c2", who="周敏")
    settings = (tmp_path / "config.toml").read_text()
    (tmp_path / "config.toml").write_text("")
    # What could not be dialled did not ring.
    assert firm("call next --dial").exit_code == firm("call next --dial").exit_code == 1
    (tmp_path / "config.toml").write_text(settings)
    assert firm("call next --dial").exit_code == 0
    again = firm("call next --dial --rep 陈伟", who="李娜")
    assert (again.exit_code, "was dialled at 17:00 already" in again.stderr) == (4, True)
    assert "crm call log c1 OUTCOME" in again.stderr
    assert "王丽" in again.stdout
    assert len(dialler.read_text().split()) == 1
    assert firm("call dial").exit_code == 0
    assert firm("call next --dial").exit_code == 4
    assert len(dialler.read_text().split()) == 2
    # The next screen is another.
    firm("call log c1 no_answer")
    assert firm("call next --dial").exit_code == 0
    assert dialler.read_text().split()[2:] == ["+8613800138000"]


def test_nothing_is_dialled_outside_the_hours_but_by_who_says_so(firm: Run, dialler: Path) -> None:
    assert firm("config set calling_hours '1-5 09:00-12:00'", who="周敏").exit_code == 0
    refused = firm("call dial 王丽")
    assert refused.exit_code == 4
    assert "--ignore-hours" in refused.stderr
    assert not dialler.exists()
    assert firm("call dial 王丽 --ignore-hours").exit_code == 0


def test_a_dial_setting_is_checked_when_it_is_set(firm: Run, dialler: Path) -> None:
    assert firm("config set dial dial-away").exit_code == 2
    assert firm("config set dial sip:pbx.example.cn").exit_code == 0
    assert firm("config show dial --format json").json()["value"] == "sip:pbx.example.cn"
    assert firm("config set dial none").exit_code == 0
    refused = firm("call dial 王丽")
    assert refused.exit_code == 1
    assert "Dial it by hand: 190 0000 8000" in refused.stderr
