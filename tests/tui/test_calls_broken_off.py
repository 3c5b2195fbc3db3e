"""The phone desk in a real terminal that is closed, killed or opened twice: nothing typed is lost."""

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from crm_cli.services import calls
from crm_cli.services.desk import open_desk
from crm_cli.services.firm import set_setting
from tests.cli.terminals import Terminal
from tests.tui.phone import fill_list

Open = Callable[..., Terminal]


@pytest.fixture(autouse=True)
def _friday_at_five() -> None:
    """The clock goes on as it does: a process in a terminal knows no other."""


@pytest.fixture
def open_desk_of(database_path: Path, tmp_path: Path) -> Iterator[Open]:
    """Open the phone desk of a rep in a terminal; it is ended after the test."""
    desk = open_desk(database_path, "周敏")
    # Nobody knows at what time tests are run.
    set_setting(desk, "calling_hours", "1-7 00:00-24:00")
    fill_list(desk, ["甲公司", "乙公司", "丙公司"])
    desk.close()
    opened: list[Terminal] = []

    def open_it(who: str = "陈伟", *arguments: str) -> Terminal:
        environment = {
            "CRM_DB": str(database_path), "CRM_AS": who, "XDG_STATE_HOME": str(tmp_path / "state"),
            "CRM_CONFIG": str(tmp_path / "config.toml"), "COLORTERM": "",
        }  # fmt: skip
        opened.append(Terminal([*(arguments or ("tui", "--screen", "calls"))], environment))
        return opened[-1]

    yield open_it
    for terminal in opened:
        terminal.close()


def begin(terminal: Terminal) -> None:
    """Have the first number on the screen."""
    terminal.until("Enter dials")


def draft_in(state: Path, words: str) -> Callable[[Terminal], bool]:
    """Return what says that a draft with these words is on the disk."""

    def is_there(_terminal: Terminal) -> bool:
        return any(words in path.read_text() for path in state.glob("crm/call-*.json"))

    return is_there


@pytest.mark.parametrize("how", ["hang up", "terminate", "power cut"])
def test_what_was_half_typed_comes_back_and_the_number_is_free(
    open_desk_of: Open, database_path: Path, tmp_path: Path, how: str
) -> None:
    first = open_desk_of()
    begin(first)
    first.press("\r")
    first.until("Dialling 0:0")
    first.press(" 6+3d 送目录\r")
    first.until("What was said?")
    first.press("老板姓陈")
    first.until("老板姓陈")
    first.until(draft_in(tmp_path / "state", "老板姓陈"))
    (draft,) = (tmp_path / "state" / "crm").glob("call-*.json")
    assert draft.stat().st_mode & 0o777 == 0o600
    if how == "hang up":
        first.hang_up()
    else:
        os.kill(first.process.pid, signal.SIGTERM if how == "terminate" else signal.SIGKILL)
    first.ended()
    other = open_desk_of("李娜")
    begin(other)
    # Who had no time to free the number has it until the lease ends.
    other.until("乙公司" if how == "power cut" else "甲公司")
    other.press("\x11")
    other.ended()
    again = open_desk_of()
    again.until("老板姓陈")
    assert again.shows("Next step? +3d 送目录")
    again.press("\r")
    again.until("Call k1")
    again.press("\x11")
    again.ended()
    desk = open_desk(database_path, "周敏")
    assert [(one.outcome, one.note, one.next_step) for one in calls.calls(desk)] == [
        ("talked", "老板姓陈", "送目录")
    ]
    desk.close()
    assert not draft.exists()


def test_one_rep_is_on_the_phone_in_one_window(open_desk_of: Open) -> None:
    first = open_desk_of()
    begin(first)
    second = open_desk_of()
    second.until("陈伟 is on the phone in another window already.")
    shell = open_desk_of("陈伟", "call", "run")
    assert shell.ended() == 4
    first.press("\x11")
    first.ended()
    second.press("\r")
    begin(second)
    assert not second.shows("another window")


def test_keys_that_come_in_one_go_are_done_in_their_order(open_desk_of: Open, database_path: Path) -> None:
    desk = open_desk_of()
    begin(desk)
    desk.press("\r 6周一 送样\r好说话\r")
    desk.until("乙公司")
    desk.press("\r1e改天再打\r")
    desk.until("note 改天再打")
    desk.press("\x11")
    desk.ended()
    opened = open_desk(database_path, "周敏")
    assert [(one.customer, one.outcome, one.note) for one in calls.calls(opened, sort="no")] == [
        ("甲公司", "talked", "好说话"),
        ("乙公司", "no_answer", ""),
    ]
    opened.close()
