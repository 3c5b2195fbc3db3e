"""A list to call, and `crm call run` in a real terminal."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import time_machine

from crm_cli.services import call_lists, calls, customers
from crm_cli.services.call_list_filling import fill
from crm_cli.services.desk import Desk, open_desk
from crm_cli.storage.calls import CallRow
from tests.cli.terminals import Terminal

Open = Callable[..., Terminal]


@pytest.fixture(autouse=True)
def _friday_at_five() -> None:
    """The clock goes on as it does: a process in a terminal knows no other."""


@pytest.fixture
def friday() -> Iterator[None]:
    """It is Friday 2026-11-20, 17:00 at the firm: within the calling hours."""
    with time_machine.travel("2026-11-20T09:00:00+00:00"):
        yield


@pytest.fixture
def spring(database_path: Path) -> Path:
    """The firm with a list 春季 of three customers, in the order 甲, 乙, 丙."""
    desk = open_desk(database_path, "周敏")
    fill_list(desk, ["甲公司", "乙公司", "丙公司"])
    desk.close()
    return database_path


def fill_list(desk: Desk, names: list[str]) -> None:
    numbers = [
        customers.add_customer(desk, name, phones=[f"138{place:08}"], owner="").no
        for place, name in enumerate(names, 1)
    ]
    no = call_lists.add_call_list(desk, "春季").no
    fill(desk, f"l{no}", numbers, "--ids")


@pytest.fixture
def open_run(spring: Path, tmp_path: Path) -> Iterator[Open]:
    """Open `crm call run` in a terminal; it is ended after the test."""
    opened: list[Terminal] = []

    def open_it(who: str = "陈伟", *, columns: int = 80, rows: int = 24, lang: str = "en") -> Terminal:
        environment = {
            "CRM_DB": str(spring), "CRM_AS": who, "CRM_LANG": lang, "XDG_STATE_HOME": str(tmp_path / "state"),
            "CRM_CONFIG": str(tmp_path / "config.toml"),
        }  # fmt: skip
        arguments = ["call", "run", "春季", "--ignore-hours", "test"]
        opened.append(Terminal(arguments, environment, columns=columns, rows=rows))
        return opened[-1]

    yield open_it
    for terminal in opened:
        terminal.close()


def calls_made(path: Path) -> list[CallRow]:
    desk = open_desk(path, "周敏")
    try:
        return calls.calls(desk, sort="no")
    finally:
        desk.close()
