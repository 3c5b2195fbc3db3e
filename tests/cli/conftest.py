"""Runs `crm` inside the test's own process, on a fresh copy of the firm, at a fixed moment."""

import contextlib
import io
import json
import shlex
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import time_machine

from crm_cli.cli import session
from crm_cli.main import app


class Result(NamedTuple):
    """What a run of `crm` left behind."""

    exit_code: int
    stdout: str
    stderr: str

    def json(self) -> Any:
        assert self.exit_code == 0, self.stderr
        return json.loads(self.stdout)

    @property
    def said(self) -> str:
        return self.stdout + self.stderr


Run = Callable[..., Result]


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _friday_at_five() -> Iterator[None]:
    """It is Friday 2026-11-20, 17:00 at the firm."""
    with time_machine.travel("2026-11-20T09:00:00+00:00"):
        yield


@pytest.fixture
def run(database_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command line as 陈伟 (or `who`); a pipe on every side, as in a script.

    The first text may hold several words, split as a shell does. On a `terminal` of 80 cells, `stdin` is
    what is typed there.
    """

    def run_it(
        line: str, *more: str, who: str | None = "陈伟", stdin: str = "", terminal: bool = False
    ) -> Result:
        arguments = [*shlex.split(line), *more]
        monkeypatch.setenv("CRM_DB", str(database_path))
        monkeypatch.setenv("CRM_AS", who) if who else monkeypatch.delenv("CRM_AS", raising=False)
        monkeypatch.setattr(sys, "argv", ["crm", *arguments])
        stream = Terminal if terminal else io.StringIO
        monkeypatch.setattr(sys, "stdin", stream(stdin))
        out, err, code = stream(), stream(), 0
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            session.speak(arguments)
            try:
                app.main(arguments, prog_name="crm")
            except SystemExit as ending:
                code = ending.code if isinstance(ending.code, int) else 1
        return Result(code, out.getvalue(), err.getvalue())

    return run_it


@pytest.fixture
def firm(run: Run) -> Run:
    """The firm with a customer 白云 (c1) of 陈伟 and its buyer 王丽 (n1)."""
    for line in (
        "customer add 广州白云航空服务有限公司 --phone 020-80000000 --owner 陈伟",
        "contact add 王丽 --customer 白云 --title 采购经理 --role decision_maker --phone '190 0000 8000'",
    ):
        done = run(line)
        assert done.exit_code == 0, done.stderr
    return run
