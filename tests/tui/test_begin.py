"""The short way to the desk is taken by a plain `crm tui` alone; everything else is the command line's."""

from pathlib import Path

import pytest

from crm_cli import run
from crm_cli.tui import begin


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("tui", {}),
        ("tui --screen customers", {"--screen": "customers"}),
        ("--db a.db --as 陈伟 tui --screen=today", {"--db": "a.db", "--as": "陈伟", "--screen": "today"}),
        ("tui --lang zh-Hans --db=x=y.db", {"--lang": "zh-Hans", "--db": "x=y.db"}),
        ("tui --help", None),
        ("--screen today tui", None),
        ("tui tui", None),
        ("tui --lang klingon", None),
        ("tui --db", None),
        ("tui --debug", None),
        ("customer add tui", None),
        ("", None),
    ],
)
def test_a_plain_command_is_understood(typed: str, understood: dict[str, str] | None) -> None:
    assert begin.read(typed.split()) == understood


@pytest.mark.parametrize("typed", ["tui", "tui --screen nowhere", "tui --db /nowhere/crm.db"])
def test_what_goes_wrong_is_left_to_the_command_line(typed: str, database_path: Path) -> None:
    assert not begin.begun_plainly(["--db", str(database_path), *typed.split()])
    assert run.chosen("db") is None
