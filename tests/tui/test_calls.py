"""The phone desk: whole hours at it, alone and beside others, and nothing typed that is ever lost."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crm_cli import i18n
from crm_cli.services import bans, call_lists, calls, customers, drafts, objections, queue, scripts
from crm_cli.services.call_list_filling import fill
from crm_cli.services.desk import Desk
from tests.tui.conftest import Sitting

Sit = Callable[..., None]


@pytest.fixture(autouse=True)
def _state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def fill_list(desk: Desk, names: list[str], name: str = "春季") -> None:
    numbers = [
        customers.add_customer(desk, one, phones=[f"138{place:08}"], owner="").no
        for place, one in enumerate(names, 1)
    ]
    no = call_lists.add_call_list(desk, name).no
    fill(desk, f"l{no}", numbers, "--ids")


@pytest.fixture
def spring(desk: Desk) -> Desk:
    """The firm with a list 春季 of three customers, in the order 甲, 乙, 丙."""
    fill_list(desk, ["甲公司", "乙公司", "丙公司"])
    return desk


def made(desk: Desk) -> list[tuple[str, str | None]]:
    return [(one.customer, one.outcome) for one in calls.calls(desk, sort="no")]


def test_one_call_from_showing_it_to_the_next_number(spring: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        assert "甲公司" in at.screen
        assert "13800000001" in at.screen
        assert "Enter dials" in at.screen
        await at.press("enter")
        assert "Dialling 0:0" in at.screen
        await at.press("space")
        assert "Talking 0:0" in at.screen
        await at.press("A", "plus", "6")
        assert "Next step?" in at.screen
        await at.type("+3d 送目录")
        await at.press("enter")
        assert "What was said?" in at.screen
        await at.type("要两份目錄")
        await at.press("enter")
        assert "乙公司" in at.screen
        assert "dials 1  reached 1  left 2" in at.screen

    sit(act, start="calls")
    (call,) = calls.calls(spring)
    assert (call.customer, call.outcome, call.grade, call.wechat_added) == ("甲公司", "talked", "A", True)
    assert (call.note, call.next_step, call.call_list) == ("要两份目錄", "送目录", "春季")
    # Who leaves frees the number on the screen.
    assert queue.held(spring, 1) is None
