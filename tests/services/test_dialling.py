"""Handing a number to the machine's dial command: what each setting runs, and each way in which it fails."""

import stat
import sys
import time
from pathlib import Path

import pytest

from crm_cli import config
from crm_cli.errors import UsageError
from crm_cli.services.dialling import check_setting, dial, dialable_number, template


@pytest.fixture
def set_dial(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the machine's file, into which a test writes its dial command."""
    path = tmp_path / "config.toml"
    monkeypatch.setenv("CRM_CONFIG", str(path))
    return path


def _program(path: Path, body: str) -> str:
    path.write_text(f"#!{sys.executable}\n{body}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


@pytest.mark.parametrize(
    ("setting", "platform", "command"),
    [
        ("tel", "linux", "xdg-open tel:{number}"),
        ("tel", "darwin", "open tel:{number}"),
        ("tel", "win32", "rundll32 url.dll,FileProtocolHandler tel:{number}"),
        ("adb", "linux", "adb shell am start -a android.intent.action.CALL -d tel:{number}"),
        ("sip", "linux", "xdg-open sip:{number}"),
        ("sip:pbx.example.cn:5060", "darwin", "open sip:{number}@pbx.example.cn:5060"),
        ("linphonecsh dial {national}", "linux", "linphonecsh dial {national}"),
        ("none", "linux", ""),
        (None, "linux", ""),
        ("  ", "linux", ""),
    ],
)
def test_a_setting_is_a_command(setting: str | None, platform: str, command: str) -> None:
    assert template(setting, platform) == command


@pytest.mark.trust("S12")
@pytest.mark.parametrize("setting", ["dial", "sip:a b", "sip:$(id)", "{numbers}", 'dial "{number}', "tel:"])
def test_a_setting_that_could_never_dial_is_refused(setting: str) -> None:
    with pytest.raises(UsageError):
        check_setting(setting)


@pytest.mark.trust("S13")
@pytest.mark.parametrize(
    ("written", "dialled"),
    [
        ("138 0013 8000", ("+8613800138000", "13800138000", "")),
        ("020-80000000 转 801", ("+862080000000", "02080000000", "801")),
        ("+852 2345 6789", ("+85223456789", "85223456789", "")),
        ("95533", ("95533", "95533", "")),
    ],
)
def test_only_figures_and_one_plus_are_dialled(written: str, dialled: tuple[str, str, str]) -> None:
    assert dialable_number(written, "CN", "020") == dialled


@pytest.mark.trust("S12")
@pytest.mark.parametrize("written", ["", "--help", "$(reboot)", "-oProxyCommand=x", "12", "`id`"])
def test_what_is_no_number_reaches_no_command(written: str, set_dial: Path, tmp_path: Path) -> None:
    program = _program(tmp_path / "dialler", f"open({str(tmp_path / 'ran')!r}, 'w')")
    set_dial.write_text(f'dial = "{program} {{number}}"\n', encoding="utf-8")
    assert "no number" in dial(written, "CN").problem
    assert not (tmp_path / "ran").exists()


@pytest.mark.trust("S12")
def test_the_number_is_one_word_of_the_command_and_no_shell_sees_it(set_dial: Path, tmp_path: Path) -> None:
    program = _program(
        tmp_path / "my dialler", f"import sys; open({str(tmp_path / 'ran')!r}, 'w').write(repr(sys.argv[1:]))"
    )
    set_dial.write_text(
        f"dial = \"'{program}' --to=sip:{{number}}@pbx ';' {{national}}\"\n", encoding="utf-8"
    )
    done = dial("020-80000000 转 801", "CN")
    assert (done.number, done.extension, done.problem) == ("+862080000000", "801", "")
    assert (tmp_path / "ran").read_text() == "['--to=sip:+862080000000@pbx', ';', '02080000000']"


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("", "No dial command is set"),
        ("none", "No dial command is set"),
        ("dial-away", "does not say where the number goes"),
        ("there-is-no-such-program {number}", "There is no program"),
        ("{folder} {number}", "could not be started"),
        ("{failing} {number}", "ended with 3"),
        ("'{number}", "cannot be read"),
    ],
)
def test_each_way_in_which_dialling_fails_is_one_sentence(
    set_dial: Path, tmp_path: Path, command: str, said: str
) -> None:
    failing = _program(tmp_path / "failing", "raise SystemExit(3)")
    command = command.replace("{folder}", str(tmp_path)).replace("{failing}", failing)
    set_dial.write_text(f'dial = "{command}"\n', encoding="utf-8")
    assert config.load().dial == command
    problem = dial("13800138000", "CN").problem
    assert said in problem
    assert "\n" not in problem


def test_a_telephone_that_stays_open_is_left_alone(set_dial: Path, tmp_path: Path) -> None:
    body = f"import time; open({str(tmp_path / 'ran')!r}, 'w'); time.sleep(2); open({str(tmp_path / 'rang')!r}, 'w')"
    set_dial.write_text(f'dial = "{_program(tmp_path / "phone", body)} {{number}}"\n', encoding="utf-8")
    begun = time.monotonic()
    assert dial("13800138000", "CN", patience=0.5).problem == ""
    assert time.monotonic() - begun < 1.9
    while not (tmp_path / "rang").exists():
        assert time.monotonic() - begun < 20
        time.sleep(0.05)
