"""The settings: what a manager changes there, what nobody else may, and what is of this machine."""

import os
from collections.abc import Callable
from typing import Any

import pytest
from rich.cells import cell_len

from crm_cli import config, i18n
from crm_cli.services import firm, machine, outcomes
from crm_cli.services.desk import Desk
from crm_cli.tui import customer_past
from crm_cli.tui.screens.settings import SettingsScreen
from tests.tui.conftest import Sitting

Sit = Callable[..., None]
OpenAs = Callable[[str | None], Desk]


@pytest.fixture
def boss(open_as: OpenAs) -> Desk:
    return open_as("周敏")


async def _fill(at: Sitting, field: str, text: str) -> None:
    from textual.widgets import Input

    line = at.app.screen.query_one(f"#{field}", Input)
    line.value = text
    await at.pilot.pause()


def test_an_outcome_is_changed_retired_and_taken_back_with_u(boss: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        assert "no answer" in at.screen
        await at.press("enter")
        await _fill(at, "name", "没人接")
        await _fill(at, "retry", "2h then 3d")
        await at.press("ctrl+s")
        assert "没人接" in at.screen
        assert "2 hours, 3 days" in at.screen
        await at.press("x")
        assert "没人接" not in at.screen
        await at.press("C")
        assert "没人接 (retired)" in at.screen
        await at.press("C", "u", "u")
        assert "没人接" not in at.screen
        assert "no answer" in at.screen

    sit(act, start="settings", size=(120, 40), at=boss)


def test_a_key_is_exchanged_and_a_wrong_flag_stays_in_the_form(boss: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        await at.press("enter")
        await _fill(at, "key", "2")
        await at.press("ctrl+s")
        assert "exchange the two" in " ".join(at.screen.split())
        await _fill(at, "swap", "yes")
        await _fill(at, "flags", "C")
        await at.press("ctrl+s")
        assert "Flag C stands on" in at.screen
        await _fill(at, "flags", "D")
        await at.press("ctrl+s")

    sit(act, start="settings", size=(100, 50), at=boss)
    boss.forget_outcomes()
    keys = {row.code: row.key for row in boss.outcomes("call")}
    assert (keys["no_answer"], keys["busy"]) == ("2", "1")


def test_an_outcome_of_visits_is_added_and_put_first(boss: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        await at.press("a", "2")
        await _fill(at, "code", "site_visit")
        await _fill(at, "name", "看现场")
        await _fill(at, "like", "met_staff")
        await at.press("ctrl+s", "end", "K")
        assert "看现场" in at.screen

    sit(act, start="settings", at=boss)
    row = outcomes.find_one(boss, "site_visit", "visit")
    assert (row.opened, row.reached, row.asks) == (True, True, "next")
    last = len(outcomes.places(boss, "visit"))
    assert outcomes.places(boss, "visit")[row.no] == last - 1


def test_half_a_form_comes_back(boss: Desk, sit: Sit) -> None:
    async def begin(at: Sitting) -> None:
        await at.press("enter")
        await _fill(at, "name", "半个名")
        await at.press("escape")

    async def go_on(at: Sitting) -> None:
        await at.press("enter")
        assert "半个名" in at.screen

    sit(begin, start="settings", at=boss)
    sit(go_on, start="settings", at=boss)


def test_goals_are_set_for_the_firm_and_a_rep_and_removed(boss: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        await at.press("2")
        assert "There are no goals yet" in at.screen
        await at.press("a", "2")
        await _fill(at, "amount", "many")
        await at.press("ctrl+s")
        assert "not a whole number" in at.screen
        await _fill(at, "amount", "40")
        await _fill(at, "rep", "陈伟")
        await at.press("ctrl+s", "enter")
        await _fill(at, "amount", "50")
        await at.press("ctrl+s")
        assert "50" in at.screen

    sit(act, start="settings", at=boss)
    assert [(row.rep, row.amount) for row in firm.goals(boss)] == [("陈伟", 50), ("陈伟", 40)]

    async def remove(at: Sitting) -> None:
        await at.press("2", "x", "x")

    sit(remove, start="settings", at=boss)
    assert not firm.goals(boss)


def test_a_setting_of_the_firm_is_checked_changed_and_reset(boss: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        await at.press("3", "down", "down", "enter")
        await at.press("backspace", "backspace")
        await at.type("soon")
        await at.press("enter")
        assert "not a value for" in at.screen
        await at.press(*["backspace"] * 4)
        await at.type("45")
        await at.press("enter")
        assert "(default 30)" in at.screen
        assert boss.setting("conversation_seconds") == 45
        await at.press("d")

    sit(act, start="settings", at=boss)
    assert boss.setting("conversation_seconds") == 30


def test_who_is_no_manager_is_told_so_and_changes_nothing(desk: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        for keys in (("1", "enter"), ("1", "x"), ("1", "a"), ("2", "a"), ("3", "enter"), ("3", "d")):
            await at.press(*keys)
            assert at.told[-1].startswith("Only a manager may do that")
        await at.press("5", "enter")
        assert at.told[-1] == "This is only told."
        assert os.fspath(desk.database.path) in at.screen.replace("\n", "")

    sit(act, start="settings", size=(160, 50))
    assert not firm.goals(desk)


def test_the_language_changes_on_every_screen_at_once(desk: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        await at.press("f5", "f2", "f10", "4", "enter", "3")
        await at.pilot.pause(0.2)
        for key, word, english in (
            ("f2", "今日", "Nothing is planned"),
            ("f5", "客戶", "Name, pinyin"),
            ("f9", "歷史", "command"),
            ("f10", "語言", "the language"),
        ):
            await at.press(key)
            await at.pilot.pause(0.1)
            assert word in at.screen
            assert english not in at.screen
        assert config.load().language == "zh-Hant"
        await at.press("enter", "1")
        await at.pilot.pause(0.2)
        await at.press("f5")
        assert "Customers" in at.screen

    sit(act, start="today", size=(120, 30))
    assert i18n.language() == "en"


def test_the_dial_command_of_this_machine_is_checked(desk: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        screen: Any = at.app.screen
        await at.press("4", *["j"] * list(machine.MACHINE).index("dial"))
        assert screen._key() == "dial"
        await at.press("enter")
        await at.type("softphone")
        await at.press("enter")
        assert "does not say where" in at.screen
        await at.type(" {number}")
        await at.press("enter")

    sit(act, start="settings")
    assert config.load().dial == "softphone {number}"


@pytest.mark.parametrize("size", [(45, 20), (80, 24)])
def test_every_section_fits(boss: Desk, sit: Sit, size: tuple[int, int]) -> None:
    i18n.use("zh-Hant")
    firm.add_goal(boss, "order_amount", "120000", period="month", rep=None, team="航空汽车组", from_day=None)

    async def act(at: Sitting) -> None:
        for section in "12345":
            await at.press(section, "down")
            assert all(cell_len(line) <= size[0] for line in at.screen.split("\n"))
        await at.press("1", "enter")
        assert all(cell_len(line) <= size[0] for line in at.screen.split("\n"))

    sit(act, start="settings", size=size, at=boss)


def test_every_key_of_the_settings_and_of_what_happened_is_explained_by_its_own_sentence() -> None:
    for offers in (SettingsScreen.OFFERS, customer_past.OFFERS):
        helps = [one.help for one in offers]
        assert len(set(helps)) == len(helps)


def test_a_goal_in_money_is_written_as_money_and_a_count_as_a_count(boss: Desk, sit: Sit) -> None:
    for metric, amount in (("order_amount", "120000"), ("dials", "1200")):
        firm.add_goal(boss, metric, amount, period="month", rep=None, team=None, from_day=None)

    async def act(at: Sitting) -> None:
        await at.press("2")
        assert "to reach" in at.screen
        assert "120,000.00" in at.screen
        assert "1,200 " in at.screen

    sit(act, start="settings", at=boss)
