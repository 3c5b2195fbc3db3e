"""History on the desk: what each change was about and did, mine or everybody's, the cursor on its row."""

from collections.abc import Callable

from crm_cli.services import customers, history
from crm_cli.services.change_words import typed
from crm_cli.services.desk import Desk
from tests.tui.conftest import Sitting

Sit = Callable[..., None]


def test_a_change_says_what_it_was_about_and_what_it_did(desk: Desk, sit: Sit) -> None:
    customers.add_customer(desk, "白云航空[/b]", phones=["020-80000000"])
    desk.command = "crm --db /tmp/a.db --as 陈伟 customer edit c1 --grade A"
    customers.edit_customer(desk, "c1", grade="A")

    async def act(at: Sitting) -> None:
        assert "c1 白云航空[/b]" in at.screen
        assert "customer edit c1" in at.screen
        assert "/tmp/a.db" not in at.screen
        await at.press("enter")
        assert "customer changed: c1 白云航空[/b]" in at.screen
        assert "grade: - → A" in at.screen
        await at.press("escape", "down", "enter")
        assert "customer added: c1 白云航空[/b]" in at.screen
        assert "phone added" in at.screen

    sit(act, start="history")


def test_an_added_row_is_told_as_it_was_then(desk: Desk, sit: Sit) -> None:
    customers.add_customer(desk, "白云航空", grade="C")
    customers.edit_customer(desk, "c1", grade="A")
    history.undo(desk)

    async def act(at: Sitting) -> None:
        assert "took back h" in at.screen
        await at.press("down", "down", "enter")
        assert "grade: C" in at.screen
        assert "grade: A" not in at.screen

    sit(act, start="history")


def test_mine_or_everybodys(desk: Desk, open_as: Callable[[str | None], Desk], sit: Sit) -> None:
    customers.add_customer(open_as("李娜"), "越秀医药")
    customers.add_customer(desk, "白云航空")

    async def act(at: Sitting) -> None:
        assert "越秀医药" in at.screen
        await at.press("m")
        assert "越秀医药" not in at.screen
        assert "白云航空" in at.screen
        await at.press("m")
        assert "越秀医药" in at.screen

    sit(act, start="history")


def test_a_change_by_another_does_not_move_the_cursor(
    desk: Desk, open_as: Callable[[str | None], Desk], sit: Sit
) -> None:
    customers.add_customer(desk, "白云航空")

    async def act(at: Sitting) -> None:
        await at.press("down")
        before = at.app.screen.query_one("PagedTable").line_here()  # type: ignore[attr-defined]
        customers.add_customer(open_as("李娜"), "越秀医药")
        await at.pilot.pause(0.8)
        assert "越秀医药" in at.screen
        assert at.app.screen.query_one("PagedTable").line_here().key == before.key  # type: ignore[attr-defined]

    sit(act, start="history")


def test_a_command_is_told_without_what_the_program_needs() -> None:
    assert typed("crm --db '/tmp/a b.db' --as=陈伟 call log 白云 talked --note 'a b'") == (
        "call log '白云' talked --note 'a b'"
    )
    assert typed("crm call log 白云 talked") == "call log 白云 talked"
    assert typed("init") == "init"
    assert typed("crm call log 'broken") == "crm call log 'broken"


def test_each_act_is_known_by_its_own_name_whatever_was_done_before(spring: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        await at.press("enter", "1")
        await at.pilot.pause(0.1)
        await at.press("f9", "U", "r", "f3")
        await at.press("e", "x", "enter", "enter", "2")
        await at.pilot.pause(0.1)
        # Asked on one screen, answered when others were gone to and something was done there.
        await at.press("enter", "5")
        assert "Talk time?" in at.screen
        await at.press("f10", "f9", "U", "f3")
        await at.type("1:05")
        await at.press("enter")
        await at.type("fri 15:00")
        await at.press("enter", "enter")
        await at.pilot.pause(0.1)
        await at.press("f5", "f9", "f3", "u")

    sit(act, start="calls")
    made = [one.command for one in reversed(history.changes(spring)) if one.command.startswith("crm tui")]
    assert made == [
        "crm tui calls log: c1 no_answer",
        "crm tui history undo_this",
        "crm tui history redo",
        "crm tui calls log: c2 busy",
        "crm tui history undo_this",
        "crm tui calls log: c3 callback",
        "crm tui calls undo",
    ]


def test_what_is_done_with_marked_customers_and_on_one_is_known_by_its_name(desk: Desk, sit: Sit) -> None:
    customers.add_customer(desk, "白云航空")

    async def act(at: Sitting) -> None:
        await at.pilot.pause(0.3)
        await at.press("s", "2")
        await at.pilot.pause(0.3)
        await at.press("enter")
        await at.pilot.pause(0.2)
        await at.press("c", "1")
        await at.pilot.pause(0.2)

    sit(act, start="customers")
    made = [one.command for one in reversed(history.changes(desk)) if one.command.startswith("crm tui")]
    assert made == ["crm tui customers stage", "crm tui customer call"]
