"""What a rep says of a day is put right, not said twice; and taken back as any change is."""

from datetime import date

import pytest
import time_machine

from crm_cli.errors import UsageError
from crm_cli.services import history
from crm_cli.services.desk import Desk
from crm_cli.services.naming import find_worker
from crm_cli.services.report_notes import last_note, write_note

DAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _friday() -> object:
    with time_machine.travel("2026-11-20T09:00:00Z", tick=True):
        yield


def _write(desk: Desk, problem: str = "", answer: str = "", help_needed: str = "") -> bool:
    receipt = write_note(
        desk, find_worker(desk, None), DAY, problem=problem, answer=answer, help_needed=help_needed
    )
    return receipt.changed


def _said(desk: Desk) -> tuple[str, str, str] | None:
    note = last_note(desk, find_worker(desk, None), DAY)
    return None if note is None else (note.problem, note.answer, note.help_needed)


def test_a_note_is_put_right_and_taken_back(desk: Desk) -> None:
    _write(desk, "前台不让进", " 换下午 ")
    assert _said(desk) == ("前台不让进", "换下午", "")
    _write(desk, "前台不让进", "换早上", "样品三套")
    assert _said(desk) == ("前台不让进", "换早上", "样品三套")
    assert not _write(desk, "前台不让进", "换早上", "样品三套")
    history.undo(desk)
    assert _said(desk) == ("前台不让进", "换下午", "")
    _write(desk)
    assert _said(desk) is None
    history.undo(desk)
    assert _said(desk) == ("前台不让进", "换下午", "")


def test_nothing_at_all_is_refused(desk: Desk) -> None:
    with pytest.raises(UsageError):
        _write(desk, " ")
