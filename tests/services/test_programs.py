"""Programs that crm starts: words are split before values go in, no shell, and failures are one sentence."""

import sys
import time
from pathlib import Path

import pytest

from crm_cli.errors import CrmError, UsageError
from crm_cli.services.programs import run_template, words_of

PYTHON = f'"{sys.executable}"'


@pytest.mark.parametrize(
    ("template", "value", "words"),
    [
        ("mpv {file}", "/tmp/a b.mp3", ["mpv", "/tmp/a b.mp3"]),
        ("mpv", "/tmp/; rm -rf ~", ["mpv", "/tmp/; rm -rf ~"]),
        ('"my player" --x={file}', '$(id)"', ["my player", '--x=$(id)"']),
        ("a {file} {file}", "{file}", ["a", "{file}", "{file}"]),
        ("sh -c 'play \"$1\"' sh {file}", "`id`", ["sh", "-c", 'play "$1"', "sh", "`id`"]),
        ("ssh phone 'dial {file}'", "+8613800138000", ["ssh", "phone", "dial +8613800138000"]),
    ],
)
def test_a_value_is_one_word_whatever_is_in_it(template: str, value: str, words: list[str]) -> None:
    assert words_of(template, {"file": value}, key="player") == words


@pytest.mark.parametrize("template", ["", "  ", "mpv 'x", "sh -c 'play {file}'", 'sh -c "x;{file}"'])
def test_a_template_that_cannot_be_run_safely_is_refused(template: str) -> None:
    with pytest.raises(UsageError, match="player"):
        words_of(template, {"file": "a.mp3"}, key="player")


def test_what_fails_is_said_in_a_sentence(tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.write_text("x")
    for template, said in (
        ("no-such-program", "no program"), (str(plain), "permission"),
        (f'{PYTHON} -c "raise SystemExit(7)"', "ended with 7"),
    ):  # fmt: skip
        for patience in (None, 5.0):
            with pytest.raises(CrmError, match=said):
                run_template(template, {"file": "x"}, key="player", patience=patience)


def test_one_that_goes_on_is_left_alone(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    done = tmp_path / "done"
    script = tmp_path / "script.py"
    script.write_text(
        "import sys, time, pathlib; print('noise'); time.sleep(0.6); pathlib.Path(sys.argv[1]).touch()"
    )
    assert run_template(f"{PYTHON} {script} {{file}}", {"file": str(done)}, key="dial", patience=0.1)
    for _wait in range(100):
        if done.exists():
            break
        time.sleep(0.05)
    assert done.exists()
    assert capfd.readouterr().out == ""
    assert not run_template(f"{PYTHON} -c pass", {"file": "x"}, key="dial", patience=5)
