"""`crm step` and `crm task`."""

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def busy(firm: Run) -> Run:
    """s1 overdue, s2 due today, s3 a callback on Monday, s4 a task on Wednesday, s5 of 李娜."""
    firm("step", "add", "白云", "2026-11-18 寄目录")
    firm("step", "add", "白云", "打电话", "--due", "2026-11-20")
    firm("step", "add", "白云", "mon 15:00", "--callback", "--anyone")
    firm("task", "add", "wed 交报表")
    firm("step", "add", "白云", "+3d 送样", "--rep", "李娜")
    return firm


def numbers(run: Run, *words: str) -> list[str]:
    return [one["no"] for one in run(*words, "--format", "json").json()]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ("step list", "s1 s2 s3 s4"),
        ("step list --all --sort no", "s1 s2 s3 s4 s5"),
        ("step list --due", "s1 s2"),
        ("step list --overdue", "s1"),
        ("step list --until 2026-11-23", "s1 s2 s3"),
        ("step list --until 2026-11-23 --due", "s1 s2"),
        ("step list --kind callback --kind task", "s3 s4"),
        ("step list --rep 李娜", "s5"),
        ("step list --customer 白云 --sort no", "s1 s2 s3 s5"),
        ("step list --team 航空 --kind task", "s4"),
        ("step list --state done", ""),
        ("task list", "s4"),
        ("task list --overdue", ""),
    ],
)
def test_lists_are_narrowed(busy: Run, filters: str, found: str) -> None:
    assert numbers(busy, *filters.split()) == found.split()


def test_states_change_and_say_so(busy: Run) -> None:
    assert busy("step", "done", "s1", "s4").exit_code == 0
    busy("step", "cancel", "s3")
    busy("step", "snooze", "s2", "+3d")
    busy("step", "assign", "s5", "陈伟")
    busy("step", "edit", "s5", "--words", "送两套", "--due", "2026-12-01 10:00", "--anyone")
    rows = {one["no"]: one for one in busy("step", "list", "--state", "any", "--format", "json").json()}
    assert {no: row["state"] for no, row in rows.items()} == {
        "s1": "done", "s2": "open", "s3": "cancelled", "s4": "done", "s5": "open",
    }  # fmt: skip
    assert rows["s2"]["due_on"] == "2026-11-23"
    assert (rows["s5"]["rep"], rows["s5"]["words"], rows["s5"]["scope"]) == ("陈伟", "送两套", "anyone")
    assert rows["s5"]["due_at"] == "2026-12-01T10:00:00+08:00"


def test_several_are_all_or_none_and_one_undo(busy: Run) -> None:
    refused = busy("step", "done", "s1", "s2", "s3")
    assert refused.exit_code == 4
    assert "callback" in refused.stderr
    assert not refused.stdout
    assert numbers(busy, "step", "list", "--due") == ["s1", "s2"]
    due = busy("step", "list", "--due", "--format", "ids").stdout
    busy("step", "snooze", "-", "2026-11-30", stdin=due)
    assert numbers(busy, "step", "list", "--due") == []
    busy("undo")
    assert numbers(busy, "step", "list", "--due") == ["s1", "s2"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("step add 白云", 2),
        ("step add 白云 周五 --callback", 2),
        ("task add", 2),
        ("step done c1", 2),
        ("step done s9", 3),
        ("step snooze s1 2020-01-01", 2),
        ("step assign s1 无此人", 3),
        ("step list --state nonsense", 2),
        ("step list --kind nonsense", 2),
        ("step remove s1", 2),
    ],
)
def test_what_cannot_be_is_refused(busy: Run, words: str, code: int) -> None:
    done = busy(words)
    assert done.exit_code == code, done.said


@pytest.mark.parametrize(
    ("words", "due", "past"),
    [
        ("15:00 打电话给王总", "2026-11-20T15:00:00+08:00", True),
        ("下午6点半 打电话给王总", "2026-11-20T18:30:00+08:00", False),
        ("明天 9:30 交方案", "2026-11-21T09:30:00+08:00", False),
        ("+30分钟 回电话", "2026-11-20T17:30:00+08:00", False),
        ("2020-01-01 旧的", None, True),
        ("交报表", None, False),
    ],
)
def test_a_task_with_a_time_is_a_reminder_and_one_already_past_is_told(
    firm: Run, words: str, due: str | None, past: bool
) -> None:
    told = firm("task", "add", words)
    assert told.exit_code == 0
    assert ("past already" in told.stderr) == past
    (row,) = firm("task list --format json").json()
    assert row["due_at"] == due
    shown = firm("today --format text").stdout
    assert (row["words"] in shown) == (row["due_on"] <= "2026-11-20")
    if due and due < "2026-11-21":
        assert due[11:16] in shown
