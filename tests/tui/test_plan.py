"""The plan on the screen: a week of visits planned in lines, carried by keys, put in order, cancelled and taken back."""

from collections.abc import Callable
from datetime import date

import pytest
from textual.widgets import Input

from crm_cli import i18n
from crm_cli.services import customers, followups, plan_templates, plans, steps, visits
from crm_cli.services.desk import Desk
from tests.tui.conftest import Sitting

Sit = Callable[..., None]
MONDAY, WEDNESDAY, THURSDAY = date(2026, 11, 23), date(2026, 11, 25), date(2026, 11, 26)


async def _press(at: Sitting, *keys: str) -> None:
    await at.press(*keys)
    await at.still()


async def _say(at: Sitting, text: str) -> None:
    """Have a text on the line that has the focus, all at once."""
    line = at.app.screen.focused
    assert isinstance(line, Input)
    line.value = text
    await at.pilot.pause()


def _line(at: Sitting, words: str) -> str:
    return next(line for line in at.screen.split("\n") if words in line)


def _told(at: Sitting) -> str:
    return "\n".join(at.told)


def _of(desk: Desk, day: date) -> list[tuple[str, str]]:
    rows = plans.plans(desk, day=day)
    return [(row.customer, row.purpose) for row in rows if row.state == "planned"]


@pytest.fixture
def four(desk: Desk) -> Desk:
    """Four customers, two of them in one building."""
    places = {"白云航空": "中信广场", "远洋货运": "太古汇", "天河汽车": "中信广场", "越秀医药": "天河城"}
    for name, building in places.items():
        customers.add_customer(desk, name, building=building, city="广州", district="天河")
    return desk


def test_a_week_is_planned_carried_ordered_cancelled_and_taken_back(four: Desk, sit: Sit) -> None:
    async def act(at: Sitting) -> None:
        await at.still()
        assert "2026-11-16 – 11-22" in at.screen
        await _press(at, "right_square_bracket", "left", "left")
        assert "2026-11-23 – 11-29" in at.screen
        await at.press("n")
        for line in ("白云航空 10:00 送样品", "远洋货运 谈年会", "天河汽车 fri 9:30 收款"):
            await _say(at, line)
            await _press(at, "enter")
        # Wednesday is where the cursor was; a day that is said is that day.
        assert _of(four, WEDNESDAY) == [("白云航空", "送样品"), ("远洋货运", "谈年会")]
        assert _of(four, date(2026, 11, 27)) == [("天河汽车", "收款")]
        await _press(at, "escape")
        # The cursor went with what was planned last.
        assert "p3  2026-11-27 Fri 09:30" in at.screen
        await _press(at, "left", "left", "home")
        assert "p1  2026-11-25 Wed 10:00" in at.screen
        # Nothing is written while it is carried, nor when it is let go.
        await _press(at, "space", "right", "right")
        assert "p1 白云航空: 2026-11-27 Fri 10:00, place" in at.screen
        assert "at 天河汽车 at that time (p3)" in at.screen
        await _press(at, "escape")
        assert _of(four, WEDNESDAY)[0] == ("白云航空", "送样品")
        assert "p1  2026-11-25 Wed 10:00" in at.screen
        await _press(at, "space", "right", "enter")
        assert "Why does p1 move to 2026-11-26 Thu?" in at.screen
        await _say(at, "客户改期")
        await _press(at, "enter")
        assert _of(four, THURSDAY) == [("白云航空", "送样品")]
        assert "p4  2026-11-26 Thu 10:00" in at.screen
        # Two at once on Thursday: told by a letter in the column, and in words below.
        await at.press("n")
        await _say(at, "越秀医药 10:30 初访")
        await _press(at, "enter")
        assert "Warning: 陈伟 is at 白云航空" in at.screen
        await _say(at, "天河汽车 样品")
        await _press(at, "enter")
        await _press(at, "escape", "home")
        assert "!a" in _line(at, "P !a")
        assert "!a p4 白云航空: 陈伟 is at 越秀医药 at that time (p5)." in at.screen.replace("\n", "")
        assert [one[0] for one in _of(four, THURSDAY)] == ["白云航空", "越秀医药", "天河汽车"]
        await _press(at, "o")
        assert "The way:" in at.screen
        await _press(at, "enter")
        assert [one[0] for one in _of(four, THURSDAY)] == ["天河汽车", "白云航空", "越秀医药"]
        await _press(at, "home", "x", "2")
        await _say(at, "对方出差")
        await _press(at, "enter")
        assert [one[0] for one in _of(four, THURSDAY)] == ["白云航空", "越秀医药"]
        assert "[T cancelled by them]" in at.screen
        await _press(at, "u")
        assert [one[0] for one in _of(four, THURSDAY)] == ["天河汽车", "白云航空", "越秀医药"]
        await _press(at, "u", "u", "u", "u")
        assert [one[0] for one in _of(four, WEDNESDAY)] == ["白云航空", "远洋货运"]

    sit(act, start="plan", size=(126, 34))


def test_the_place_in_the_day(four: Desk, sit: Sit) -> None:
    for name in ("白云航空", "远洋货运", "天河汽车"):
        plans.add_plan(four, name, when="today")

    async def act(at: Sitting) -> None:
        await at.still()
        await _press(at, "end", "space", "up", "up", "enter")
        assert [one[0] for one in _of(four, date(2026, 11, 20))] == ["天河汽车", "白云航空", "远洋货运"]
        assert "p3 " in at.screen.split("\n")[-6] + at.screen.split("\n")[-7] + at.screen.split("\n")[-8]
        # Dropped where it was, nothing is written.
        before = len(at.told)
        await _press(at, "space", "down", "up", "space")
        assert len(at.told) == before

    sit(act, start="plan")


def test_what_others_change_is_there_and_what_is_carried_is_let_go(
    four: Desk, sit: Sit, open_as: Callable[[str | None], Desk]
) -> None:
    for name in ("白云航空", "远洋货运"):
        plans.add_plan(four, name, when="today")
    boss = open_as("周敏")

    async def act(at: Sitting) -> None:
        await at.still()
        await _press(at, "end")
        plans.add_plan(boss, "天河汽车", when="today", reps=["陈伟"], order=1, purpose="陪访")
        await at.pilot.pause(0.8)
        await at.still()
        assert "陪访" in at.screen
        assert "p2  " in at.screen
        await _press(at, "space", "right")
        plans.add_plan(boss, "越秀医药", when="today", reps=["陈伟"], purpose="再陪")
        await at.pilot.pause(0.8)
        await at.still()
        assert "p2 远洋货运: 2026-11-21" in at.screen
        plans.move_plan(boss, "p2", "2026-11-24", "客户改期")
        await at.pilot.pause(0.8)
        await at.still()
        assert "was changed by somebody else: 远洋货运, 2026-11-24 Tue" in _told(at)
        await _press(at, "escape")
        assert at.told[-1] == "Nothing is picked up."

    sit(act, start="plan", size=(130, 30))


def test_reps_side_by_side(four: Desk, sit: Sit) -> None:
    plans.add_plan(four, "白云航空", when="today", purpose="谈年会")

    async def act(at: Sitting) -> None:
        await at.still()
        await _press(at, "m")
        head = at.screen.split("\n")[2]
        assert "陈伟" in head
        assert "李娜" in head
        await _press(at, "space", "right", "enter")
        assert plans.reps_of(four, [1]) == {1: ["李娜"]}
        assert "p1 is for 李娜." in _told(at)
        await _press(at, "d")
        assert at.told[-1] == "p1 is 李娜's to log."
        await _press(at, "u", "m")
        assert plans.reps_of(four, [1]) == {1: ["陈伟"]}

    sit(act, start="plan")


def test_done_leads_to_the_visit_of_the_plan(four: Desk, sit: Sit) -> None:
    plans.add_plan(four, "白云航空", when="2026-11-19 14:30", purpose="谈年会")

    async def act(at: Sitting) -> None:
        await at.still()
        await _press(at, "left", "d")
        assert "How did the visit end?" in at.screen
        await _press(at, "1")
        assert "When did you arrive on 2026-11-19 Thu?" in at.screen
        for _each in range(8):
            if visits.visits(four):
                break
            await _press(at, "enter")
        assert plans.plan(four, "p1").state == "visited"
        assert "V visited" in at.screen

    sit(act, start="plan")
    assert f"{four.wall(visits.visits(four)[0].arrived_at):%m-%d %H:%M}" == "11-19 14:30"


def test_suggestions_say_why_and_are_planned(four: Desk, sit: Sit) -> None:
    steps.add_step(four, "送样册", customer="白云航空", due="today")
    steps.add_step(four, "报价", customer="越秀医药", due="today")

    async def act(at: Sitting) -> None:
        await at.still()
        await _press(at, "g")
        assert "due that day: 送样册" in at.screen
        # It stays while another screen is looked at, and two keys typed at once leave no more than it.
        await _press(at, "f2", "f6")
        assert "due that day: 送样册" in at.screen
        await _press(at, "escape", "escape")
        assert "due that day" not in at.screen
        assert "best order" in at.screen
        await _press(at, "g")
        await _press(at, "space", "space", "enter")
        assert len(plans.plans(four, day=date(2026, 11, 20))) == 2
        await _press(at, "u")
        assert not plans.plans(four)
        assert not any("There is no plan" in one for one in at.told)

    sit(act, start="plan")


def test_a_template_and_a_repeat(four: Desk, sit: Sit) -> None:
    plans.add_plan(four, "白云航空", when="2026-11-20 10:00", purpose="月度回访")

    async def act(at: Sitting) -> None:
        await at.still()
        await _press(at, "t", "1")
        await _say(at, "月访")
        await _press(at, "enter")
        assert plan_templates.template(four, "月访").at_time == "10:00"
        await _press(at, "right", "right", "right", "t", "1")
        await _say(at, "远洋货运")
        await _press(at, "enter", "escape")
        assert _of(four, MONDAY) == [("远洋货运", "月度回访")]
        await _press(at, "R")
        await _say(at, "weekly")
        await _press(at, "enter", "enter")
        await _say(at, "3")
        await _press(at, "enter")
        assert [row.day.day for row in plans.plans(four, since=MONDAY)] == [23, 30, 7]
        await _press(at, "R")
        assert "repeats already: every week" in at.told[-1]
        await _press(at, "x", "1", "2")
        await _say(at, "不做了")
        await _press(at, "enter")
        assert not _of(four, MONDAY)

    sit(act, start="plan")


def test_a_plan_is_put_right(four: Desk, sit: Sit) -> None:
    plans.add_plan(four, "白云航空", when="2026-11-20 18:00", purpose="谈年会")

    async def act(at: Sitting) -> None:
        await at.still()
        await _press(at, "e")
        at.app.screen.query_one("#at", Input).value = "19:15"
        at.app.screen.query_one("#reps", Input).value = "陈伟、李娜"
        await _press(at, "ctrl+s")
        assert "19:15" in at.screen
        row = plans.plan(four, "p1")
        assert f"{four.wall(row.at):%H:%M}" == "19:15" if row.at else False
        assert plans.reps_of(four, [1]) == {1: ["陈伟", "李娜"]}
        await _press(at, "u")
        assert plans.reps_of(four, [1]) == {1: ["陈伟"]}

    sit(act, start="plan")


def test_what_cannot_be_done_says_why_and_what_is_typed_stays(four: Desk, sit: Sit) -> None:
    steps.add_step(four, "送样册", customer="白云航空", due="today")

    async def act(at: Sitting) -> None:
        await at.still()
        await _press(at, "d")
        assert at.told[-1] == "A callback or step is done on Today and in its customer."
        await _press(at, "right", "e")
        assert at.told[-1] == "Choose a plan first."
        await _press(at, "n")
        await _say(at, "没有这家 fri")
        await _press(at, "enter")
        assert "Nothing is called 没有这家." in at.screen
        await at.pilot.pause(0.6)
        await _press(at, "escape", "f2", "f6", "n")
        assert "没有这家 fri" in at.screen

    sit(act, start="plan")


def test_the_mouse(four: Desk, sit: Sit) -> None:
    for name in ("白云航空", "远洋货运"):
        plans.add_plan(four, name, when="today")
    plans.add_plan(four, "天河汽车", when="2026-11-21 10:00")
    plans.add_plan(four, "越秀医药", when="2026-11-21 10:10")

    async def act(at: Sitting) -> None:
        await at.still()
        await at.pilot.click("PlanGrid", offset=(3, 3))
        await at.still()
        assert "p2  2026-11-20" in at.screen
        await at.pilot.click("PlanGrid", offset=(30, 1))
        await at.still()
        assert "p3  2026-11-21" in at.screen
        await _press(at, "c")
        assert "!a 2026-11-21 Sat" in at.screen
        await _press(at, "escape", "space", "u", "n")
        assert at.told[-1] == "p3 is carried: Enter drops it, esc lets it go."
        await at.pilot.click("PlanGrid", offset=(3, 1))
        await at.still()
        assert "p3 天河汽车: 2026-11-20 Fri 10:00, place 1 of 3" in at.screen
        await _press(at, "escape", "enter")
        await at.still()
        assert "天河汽车" in at.screen.split("\n")[1]

    sit(act, start="plan")


@pytest.mark.parametrize("language", ["en", "zh-Hant"])
@pytest.mark.parametrize("size", [(45, 20), (80, 24)])
def test_it_fits(four: Desk, sit: Sit, language: str, size: tuple[int, int]) -> None:
    for at_time in ("9:00", "9:30", "14:00", "15:00"):
        plans.add_plan(four, "白云航空", when=f"2026-11-20 {at_time}", purpose="[/b]谈年会和新年礼品的方案")
    followups.add_followup(four, "远洋货运", channel="wechat", note="好")
    i18n.use(language)

    async def act(at: Sitting) -> None:
        await at.still()
        lines = at.screen.split("\n")
        assert len(lines) == size[1]
        assert "白云航空" in at.screen
        await _press(at, "end")
        assert "p4  2026-11-20" in at.screen
        assert "[/b]" in at.screen
        await _press(at, "space", "right")
        assert "2026-11-21" in at.screen

    sit(act, start="plan", size=size)
