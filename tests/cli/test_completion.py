"""`crm completion` and what the shell is answered."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from crm_cli.main import PLACES
from tests.cli.conftest import Run


def answers(line: str, **environment: str) -> list[str]:
    """Ask as bash does; the words before the last are whole."""
    asked = {
        "COMP_WORDS": line,
        "COMP_CWORD": str(line.count(" ")),
        "_CRM_COMPLETE": "complete_bash",
        **environment,
    }
    done = subprocess.run(
        [sys.executable, "-m", "crm_cli"], env={**os.environ, "CRM_DB": "/nowhere.db", **asked},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stderr == ""
    return done.stdout.split("\n") if "zsh" in asked["_CRM_COMPLETE"] else done.stdout.split()


def test_nouns_verbs_and_options_are_completed_without_a_database() -> None:
    assert answers("crm ") == list(PLACES)
    assert answers("crm visit l") == ["log", "list"]
    assert answers("crm visits log 白云 --c") == [
        "--cold",
        "--contact",
        "--card",
        "--competitor",
        "--columns",
    ]


def test_zsh_and_fish_are_answered_with_helps() -> None:
    zsh = answers("", _CRM_COMPLETE="complete_zsh", _TYPER_COMPLETE_ARGS="crm task ad")
    assert '"add":"Add a task' in zsh[0]
    asked = {"_CRM_COMPLETE": "complete_fish", "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    assert answers("", **asked, _TYPER_COMPLETE_ARGS="crm step list --over")[0] == "--overdue"


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash here")
def test_bash_takes_the_script(run: Run, tmp_path: Path) -> None:
    script = run("completion", "bash").stdout
    command = tmp_path / "crm"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m crm_cli "$@"\n')
    command.chmod(0o755)
    asked = f'{script}\nCOMP_WORDS=(crm order a) COMP_CWORD=2\n_crm_completion crm\necho "${{COMPREPLY[@]}}"'
    done = subprocess.run(
        ["bash", "--norc", "-c", asked], env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.split() == ["add"]


@pytest.mark.parametrize(("shell", "code"), [("zsh", 0), ("fish", 0), ("cmd", 2)])
def test_other_shells(run: Run, shell: str, code: int) -> None:
    done = run("completion", shell)
    assert done.exit_code == code
    assert ("_CRM_COMPLETE" in done.stdout) is (code == 0)
