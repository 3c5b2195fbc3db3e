"""What is said to a person at a terminal: broken between words, and never where it would be copied wrong."""

import io

import pytest

from crm_cli.cli import voice
from tests.cli.conftest import Run, Terminal

DOORS = "revisit morning: 1601 1603 1605-1611 1704-1707 上门 PHA"


def told(sentence: str, monkeypatch: pytest.MonkeyPatch, out: io.StringIO) -> list[str]:
    monkeypatch.setenv("COLUMNS", "30")
    monkeypatch.setattr("sys.stdout", out)
    voice.tell(sentence)
    return out.getvalue().splitlines()


def test_a_door_number_is_not_broken_at_the_end_of_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = told(DOORS, monkeypatch, Terminal())
    assert len(lines) == 2
    assert " ".join(lines).split() == DOORS.split()


@pytest.mark.parametrize(
    ("sentence", "out"),
    [(DOORS, io.StringIO()), ("/srv/a-folder/that-is-rather-long/and-a-file.csv", Terminal())],
)
def test_a_pipe_and_a_path_are_left_as_they_are(
    sentence: str, out: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert told(sentence, monkeypatch, out) == [sentence]


def test_json_at_a_terminal_stays_json(firm: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    for name in ("json", "jsonl"):
        assert firm("today --format", name, terminal=True).json()
