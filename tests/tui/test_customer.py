"""A customer on the screen: read, edited in place, promises kept, touches logged, nothing typed lost, all taken back."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crm_cli.services import (
    attachments,
    calls,
    contacts,
    customers,
    drafts,
    followups,
    memos,
    plans,
    steps,
    visits,
)
from crm_cli.services.desk import Desk
from tests.tui.conftest import Sitting

Sit = Callable[..., None]


@pytest.fixture
def firm(desk: Desk, tmp_path: Path) -> Desk:
    """A customer with two people, a promise and a past, and another one."""
    customers.add_customer(desk, "另一家")
    customers.add_customer(desk, "白云航空", city="广州", phones=["020-83301234"], tags=["展会"])
    contacts.add_contact(desk, "王丽", "c2", title="总经理", role="decision_maker")
    contacts.add_contact(desk, "陈静", "c2", title="前台", reports_to="王丽", phones=["13800138000"])
    calls.log_call(desk, calls.Typed("c2", "no_answer", at="2026-11-01 09:00"))
    followups.add_followup(desk, "c2", at="2026-11-03 11:00", note="寄资料")
    steps.add_step(desk, "送样", customer="c2", due="+1d")
    memos.add_memo(desk, "爱喝普洱", customer="c2", pinned=True)
    file = tmp_path / "价目表.txt"
    file.write_text("100")
    attachments.attach(desk, "c2", [file])
    return desk


async def _open(at: Sitting) -> None:
    """Open 白云航空 from the list."""
    from crm_cli.tui.screens.customer import CustomerScreen

    at.app.push_screen(CustomerScreen(2))
    await at.pilot.pause()
    await at.pilot.pause()


async def _go_to(at: Sitting, words: str) -> None:
    """Put the cursor on the line with these words."""
    screen: Any = at.app.screen
    table = screen.focused
    for place in range(table.rows):
        if words in " ".join(table.line(place).cells):
            table.cursor = place
            await at.pilot.pause()
            return
    raise AssertionError(words)


async def _fill(at: Sitting, text: str) -> None:
    """Have a text on the line that is asked for."""
    field: Any = at.app.screen.query_one("Input")
    field.value = text
    await at.press("enter")


def _row(desk: Desk) -> Any:
    return customers.customers(desk, no=2)[0]


def test_everything_known_stands_on_the_screen(firm: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        await _open(at)
        for words in (
            "c2  白云航空",
            "020-83301234",
            "总经理",
            "送样",
            "爱喝普洱",
            "价目表.txt",
            "展会",
            "寄资料",
            "no answer",
        ):
            assert words in at.screen
        lines = at.screen.split("\n")
        boss, below = (next(line for line in lines if name in line) for name in ("王丽", "陈静"))
        assert below.index("陈静") > boss.index("王丽")

    sit(act, start="customers", size=(160, 50))


def test_a_field_is_edited_where_it_stands_and_taken_back(firm: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        await _open(at)
        await _go_to(at, "广州")
        await at.press("enter")
        await _fill(at, "深圳")
        assert _row(firm).city == "深圳"
        assert "深圳" in at.screen
        await _go_to(at, "stage")
        await at.press("enter", "2")
        assert _row(firm).stage == "target"
        await at.press("u", "u")
        assert (_row(firm).city, _row(firm).stage) == ("广州", "potential")

    sit(act, start="customers")


def test_wrong_input_stays_to_be_mended(firm: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        await _open(at)
        await _go_to(at, "use date")
        await at.press("enter")
        await _fill(at, "sometime")
        assert "sometime" in at.screen
        await _fill(at, "2026-12-24")
        assert str(_row(firm).need_on) == "2026-12-24"
        await _go_to(at, "name")
        await at.press("enter")
        await _fill(at, " ")
        assert "A name is needed." in at.screen

    sit(act, start="customers")
    assert _row(firm).name == "白云航空"


def test_people_phones_and_tags_are_changed(firm: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        await _open(at)
        await _go_to(at, "陈静")
        await at.press("enter")
        await _go_to(at, "department")
        await at.press("enter")
        await _fill(at, "行政部")
        assert contacts.contacts(firm, no=2)[0].department == "行政部"
        await at.press("a", "2")
        await _fill(at, "13900139000")
        assert len(contacts.phones(firm, contact_no=2)) == 2
        await _go_to(at, "020-83301234")
        await at.press("enter", "1")
        assert contacts.phones(firm, customer_no=2)[0].bad_at is not None
        await _go_to(at, "13900139000")
        await at.press("x")
        assert len(contacts.phones(firm, contact_no=2)) == 1
        await at.press("a", "1")
        await _fill(at, "李四 采购")
        assert contacts.contacts(firm, customer_no=2, sort="no")[-1].title == "采购"
        await at.press("a", "6")
        await _fill(at, "vip, -展会")
        assert customers.tags_of(firm, [2]) == {2: ["vip"]}

    sit(act, start="customers", size=(80, 50))


def test_promises_are_kept_put_off_and_called_off(firm: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        await _open(at)
        await at.press("d")
        assert "for a step or a plan" in at.told[-1]
        await _go_to(at, "送样")
        await at.press("z")
        await _fill(at, "+9d")
        assert str(steps.steps(firm)[0].due_on) == "2026-11-29"
        await _go_to(at, "送样")
        await at.press("d")
        assert steps.steps(firm)[0].state == "done"
        await at.press("a", "3")
        await _fill(at, "+3d 报价")
        await at.press("a", "4")
        await _fill(at, "fri 10:00 看样")
        assert [(row.purpose, row.state) for row in plans.plans(firm)] == [("看样", "planned")]
        await _go_to(at, "看样")
        await at.press("x")
        await _fill(at, "他们搬家")
        assert plans.plans(firm)[0].state == "cancelled_by_us"
        await _go_to(at, "报价")
        await at.press("x")
        assert [row.state for row in steps.steps(firm, state="open")] == []

    sit(act, start="customers", size=(80, 50))


def test_a_memo_half_written_comes_back_after_a_kill(firm: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        await _open(at)
        await at.press("a", "5")
        await at.type("two")
        await at.press("enter")
        await at.type("lines")
        await at.pilot.pause(0.7)
        assert drafts.take(firm, "words:New memo (c2)") == {"text": "two\nlines"}

    sit(act, start="customers")

    async def again(at: Sitting) -> None:
        await _open(at)
        await at.press("a", "5")
        assert "lines" in at.screen
        await at.press("ctrl+s")
        assert memos.memos(firm)[0].words == "two\nlines"
        assert drafts.take(firm, "words:New memo (c2)") is None

    sit(again, start="customers")


def test_a_call_is_logged_with_what_its_outcome_asks(firm: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        await _open(at)
        await _go_to(at, "王丽")
        await at.press("c", "5")
        assert "When shall we call back?" in at.screen
        await at.type("never")
        await at.press("enter")
        assert "never" in at.screen
        await _fill(at, "tomorrow 15:00")
        await at.press("enter")
        await at.type("busy")
        await at.press("enter")
        row = calls.calls(firm, sort="no")[-1]
        assert (row.no, row.outcome, row.contact, row.note) == (2, "callback", "王丽", "busy")
        assert [one.kind for one in steps.steps(firm, state="open")].count("callback") == 1
        assert "busy" in at.screen
        await at.press("u")
        assert "callback" not in [one.kind for one in steps.steps(firm, state="open")]

    sit(act, start="customers", size=(160, 50))


def test_a_touch_left_half_typed_is_gone_on_with(firm: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        await _open(at)
        await at.press("f", "1")
        await at.type("sent")
        await at.press("enter")
        await at.type("A")
        await at.press("escape")
        assert followups.followups(firm, customer_no=2)[0].note == "寄资料"

    async def again(at: Sitting) -> None:
        await _open(at)
        await at.press("f")
        assert "sent" in at.screen
        await at.press("enter", "enter")
        found = followups.followups(firm, customer_no=2)[0]
        assert (found.note, found.grade) == ("sent", "A")

    sit(act, start="customers")
    sit(again, start="customers")


def test_a_visit_is_logged(firm: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        await _open(at)
        await at.press("v")
        row = next(one for one in firm.outcomes("visit") if one.code == "closed")
        await at.press(row.key)
        assert [row.outcome for row in visits.visits(firm, customer_no=2)] == ["closed"]

    sit(act, start="customers")


def test_what_happened_is_shown_by_its_kind(firm: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        await _open(at)
        await at.press("1")
        assert "no answer" in at.screen
        assert "寄资料" not in at.screen
        await at.press("3")
        assert "寄资料" in at.screen
        assert "no answer" not in at.screen
        await at.press("enter")
        assert "2026-11-03 11:00" in at.screen
        await at.press("enter", "3")
        assert "no answer" in at.screen
        await at.press("tab")
        assert "Card" in at.screen

    sit(act, start="customers")


def test_the_foot_says_what_enter_does_and_a_call_is_shown_with_its_talk(firm: Desk, sit: Sit) -> None:
    calls.log_call(firm, calls.Typed("c2", "talked", at="2026-11-02 09:00", talk="3:05"))

    async def act(at: Sitting) -> None:
        await _open(at)
        assert "⏎ edit" in at.screen
        await at.press("1")
        assert "⏎ show" in at.screen
        assert "⏎ edit" not in at.screen
        await at.press("enter")
        assert "talk time: 3:05" in at.screen
        await at.press("escape", "4")
        assert "⏎ edit" in at.screen

    sit(act, start="customers")


def test_an_attached_file_is_opened(
    firm: Desk, sit: Sit, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    seen = tmp_path / "seen"
    config = tmp_path / "config" / "crm" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text(f'open_command = "cp {{file}} {seen}"\n')

    async def act(at: Sitting) -> None:
        await _open(at)
        await _go_to(at, "价目表")
        await at.press("enter")

    sit(act, start="customers")
    assert seen.read_text() == "100"


def test_the_next_customer_of_the_list_is_a_key_away(firm: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        await at.pilot.pause(0.3)
        await at.press("enter")
        first = at.screen.split("\n")[1]
        await at.press("n")
        second = at.screen.split("\n")[1]
        assert {first.split()[0], second.split()[0]} == {"c1", "c2"}
        await at.press("n")
        assert at.told[-1] == "There is no other."
        await at.press("p")
        assert at.screen.split("\n")[1] == first
        await at.press("escape")
        assert "2 customers" in at.screen

    sit(act, start="customers")


def test_a_customer_that_another_removed_is_left(
    firm: Desk, sit: Sit, open_as: Callable[[str | None], Desk]
) -> None:
    customers.add_customer(firm, "[/b]建材")

    async def act(at: Sitting) -> None:
        from crm_cli.tui.screens.customer import CustomerScreen

        at.app.push_screen(CustomerScreen(3))
        await at.pilot.pause()
        assert "[/b]建材" in at.screen
        customers.remove_customer(open_as("周敏"), "c3")
        await at.pilot.pause(0.8)
        assert "customers" in at.screen

    sit(act, start="customers")


@pytest.mark.parametrize("size", [(45, 20), (80, 24), (160, 50), (300, 80)])
def test_it_fits(firm: Desk, sit: Sit, size: tuple[int, int]) -> None:
    async def act(at: Sitting) -> None:
        from rich.cells import cell_len

        await _open(at)
        for key in ("e", "tab", "tab"):
            await at.press(key)
            lines = at.screen.split("\n")
            assert len(lines) == size[1]
            assert all(cell_len(line) <= size[0] for line in lines)

    sit(act, start="customers", size=size)
