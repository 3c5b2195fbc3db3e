"""Fair play: what is worth a word is found, ordinary days are left alone, and the rep sees it first."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from crm_cli.reports.daily import daily_report
from crm_cli.reports.doubts import find_fair_play, shown_doubts, touches_of
from crm_cli.reports.fair_play import Rules, check, is_shown
from crm_cli.reports.scope import Scope, days_between, find_scope
from crm_cli.services import calls, customers
from crm_cli.services.desk import Desk
from crm_cli.services.touches import Extras
from crm_cli.storage.fair_play import TOUCHES_OF_DAYS, TouchRow
from tests.reports.random_month import DAYS, FIRST, fill

ZONE = ZoneInfo("Asia/Shanghai")
FRIDAY = date(2026, 11, 20)
FINAL = datetime(2026, 11, 23, 8, tzinfo=ZONE)
OWN_WORDS = "老板说年会要两百套，下周回话"


def wall(at: datetime) -> datetime:
    return at.astimezone(ZONE).replace(tzinfo=None)


RULES = Rules(20, 90, 3, time(18), lambda day: day.isoweekday() < 6, lambda _day: FINAL, wall)


def moment(clock: str, day: date = FRIDAY) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), ZONE).astimezone(UTC)


def touch(noun: str, no: int, at: str, typed: str | None = None, **other: Any) -> TouchRow:
    """Return a touch of 陈伟 on Friday; typed when it happened unless said."""
    usual: dict[str, Any] = {
        "noun": noun, "no": no, "day": FRIDAY, "at": moment(at), "left_at": None,
        "created_at": moment(typed or at), "created_by": "陈伟", "rep_no": 1, "rep": "陈伟", "customer_no": None,
        "customer": "", "grade": "", "counts": noun == "visit", "reached": False, "cold": noun == "visit", "note": "",
        "opened": False, "sweep_no": None, "day_only": False,
    }  # fmt: skip
    values = usual | other
    return TouchRow._make(values[field] for field in TouchRow._fields)


def found(*touches: TouchRow, rules: Rules = RULES) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.kind, one.records) for one in check(touches, rules)]


@pytest.mark.parametrize(
    ("doors", "others", "gap"),
    [
        (["14:02", "16:40"], [], ("14:02", "16:40")),
        (["14:02", "15:31"], [], None),
        (["14:02", "15:32"], [], ("14:02", "15:32")),
        # Lunch is nobody's business, and neither is the evening.
        (["11:30", "14:29"], [], None),
        (["11:30", "15:00"], [], ("11:30", "15:00")),
        (["16:40", "21:00"], [], None),
        (["16:20", "21:00"], [], ("16:20", "21:00")),
        # What was logged between the doors shows that the time was used.
        (["14:02", "16:40"], ["15:20"], None),
        (["14:02", "16:40"], ["14:10"], ("14:10", "16:40")),
        (["09:00", "09:20", "11:00"], [], ("09:20", "11:00")),
        (["09:00"], ["17:00"], None),
    ],
)
def test_a_gap_between_doors(doors: list[str], others: list[str], gap: tuple[str, str] | None) -> None:
    touches = [touch("visit", no, at) for no, at in enumerate(doors, 1)]
    touches += [touch("call", no, at, typed="18:00") for no, at in enumerate(others, 1)]
    facts = [dict(one.facts) for one in check(touches, RULES) if one.kind == "door_gap"]
    assert [(one["start"], one["end"]) for one in facts] == ([gap] if gap else [])


def test_a_long_visit_is_no_gap_and_neither_is_a_saturday_or_a_door_typed_later() -> None:
    long_talk = touch("visit", 1, "14:00", left_at=moment("15:30"))
    assert found(long_talk, touch("visit", 2, "16:00")) == []
    assert found(touch("visit", 1, "14:00"), touch("visit", 2, "16:00", typed="17:00")) == []
    off = RULES._replace(is_working=lambda _day: False)
    pair = touch("visit", 1, "14:00"), touch("visit", 2, "16:00")
    assert found(*pair) == [("door_gap", ("v1", "v2"))]
    assert found(*pair, rules=off) == []
    assert found(*pair, rules=RULES._replace(gap_minutes=0)) == []
    other = touch("visit", 2, "16:00", rep_no=2, rep="李娜")
    assert found(pair[0], other) == []


@pytest.mark.parametrize(
    ("doors", "told"),
    [
        # A corridor of closed doors, typed in one line.
        ([("10:00:00", False)] * 6, []),
        ([("10:00:00", False)] * 5 + [("10:00:00", True)], []),
        ([("10:00:00", True)] * 2, [("doors_at_once", ("v1", "v2"))]),
        ([("10:00:00", False)] * 19, []),
        ([("10:00:00", False)] * 20, [("doors_at_once", tuple(f"v{no}" for no in range(1, 21)))]),
        # Two lines within the seconds of a burst are doubted as two doors are.
        ([("10:00:00", False)] * 2 + [("10:00:15", False)] * 2, [("doors_in_a_burst", ("v2", "v3"))]),
        ([("10:00:00", False), ("10:00:21", False)], []),
    ],
)
def test_doors_of_a_sweep_typed_in_one_go(
    doors: list[tuple[str, bool]], told: list[tuple[str, tuple[str, ...]]]
) -> None:
    touches = [touch("visit", no, at, sweep_no=1, opened=opened) for no, (at, opened) in enumerate(doors, 1)]
    assert found(*touches) == told
    # Of no sweep every door is by itself.
    apart = [one._replace(sweep_no=None) for one in touches[:2]]
    is_close = (apart[1].at - apart[0].at).total_seconds() <= 20
    assert found(*apart) == ([("doors_in_a_burst", ("v1", "v2"))] if is_close else [])


@pytest.mark.parametrize(
    ("notes", "is_copied"),
    [
        ([OWN_WORDS] * 3, True),
        ([OWN_WORDS] * 2, False),
        ([OWN_WORDS, "老闆說年會要兩百套,下週回話", "老板说 年会要两百套 下周回话。"], True),
        (["未接"] * 9, False),
        (["前台说不需要"] * 9, False),
        (["left a voicemail"] * 9, False),
        (["He wants a quote for 200 sets", "he wants a quote, for 200 sets!", "HE WANTS A QUOTE FOR 200 SETS"], True),
    ],
)  # fmt: skip
def test_the_same_words_of_several_people(notes: list[str], is_copied: bool) -> None:
    reached = [
        touch("call", no, f"10:{no:02}", note=note, reached=True, counts=False)
        for no, note in enumerate(notes, 1)
    ]
    records = tuple(f"k{no}" for no in range(1, len(notes) + 1))
    assert found(*reached) == ([("same_note", records)] if is_copied else [])
    assert found(*[one._replace(reached=False) for one in reached]) == []


@pytest.mark.parametrize(
    ("late", "in_time", "typed", "is_doubted"),
    [
        (10, 30, "17:40", True),
        (9, 30, "17:40", False),
        (5, 5, "17:40", True),
        (5, 6, "17:40", False),
        (4, 0, "17:40", False),
        (10, 0, "17:29", False),
        (10, 0, "17:30", True),
        (10, 0, "23:00", True),
    ],
)
def test_touches_typed_together_as_the_day_ends(
    late: int, in_time: int, typed: str, is_doubted: bool
) -> None:
    touches = [touch("call", no, "10:00", typed=typed) for no in range(1, late + 1)]
    touches += [touch("call", no + 50, "11:00") for no in range(in_time)]
    records = tuple(f"k{no}" for no in range(1, late + 1))
    assert found(*touches) == ([("typed_together", records)] if is_doubted else [])
    # An assistant types what is on paper, and an hour is soon enough for anyone.
    assert found(*[one._replace(created_by="小王") for one in touches]) == []
    soon = [one._replace(at=one.created_at - timedelta(minutes=60)) for one in touches]
    assert found(*soon) == []


def test_what_is_typed_after_the_final_moment_is_a_correction() -> None:
    touches = [touch("call", no, "10:00") for no in range(1, 13)]
    monday = [one._replace(created_at=FINAL - timedelta(minutes=1)) for one in touches]
    assert [kind for kind, _records in found(*monday)] == ["typed_together"]
    assert found(*[one._replace(created_at=FINAL) for one in touches]) == []


@given(st.lists(st.integers(0, 23 * 60 + 59), max_size=30), st.lists(st.integers(0, 600), max_size=30))
def test_only_touches_within_half_an_hour_are_typed_together(minutes: list[int], delays: list[int]) -> None:
    touches = [
        touch("call", no, f"{minute // 60:02}:{minute % 60:02}") for no, minute in enumerate(minutes, 1)
    ]
    touches = [
        one._replace(created_at=one.at + timedelta(minutes=delay))
        for one, delay in zip(touches, delays, strict=False)
    ]
    typed = {f"k{one.no}": one for one in touches}
    for kind, records in found(*touches):
        assert kind == "typed_together"
        times = [typed[record].created_at for record in records]
        assert max(times) - min(times) <= timedelta(minutes=30)
        assert len(records) >= 5


@given(
    st.none() | st.integers(1, 3),
    st.integers(1, 3),
    st.datetimes(datetime(2026, 11, 19), datetime(2026, 11, 26), timezones=st.just(UTC)),
)
def test_the_rep_sees_it_at_once_and_others_once_it_is_final(
    viewer: int | None, rep: int, now: datetime
) -> None:
    shown = is_shown(viewer, rep, now, lambda: FINAL)
    assert shown == (viewer == rep or now >= FINAL)


@pytest.mark.parametrize(
    ("who", "now", "is_shown_to"),
    [
        ("陈伟", "2026-11-20T17:00:00+08:00", True),
        ("周敏", "2026-11-20T17:00:00+08:00", False),
        ("周敏", "2026-11-22T12:00:00+08:00", False),
        ("周敏", "2026-11-23T07:59:59+08:00", False),
        ("周敏", "2026-11-23T08:00:00+08:00", True),
        ("李娜", "2026-11-20T17:00:00+08:00", False),
        (None, "2026-11-20T17:00:00+08:00", False),
    ],
)
def test_a_report_shows_others_nothing_of_it_before(
    desk: Desk, open_as: Callable[[str | None], Desk], who: str | None, now: str, is_shown_to: bool
) -> None:
    with time_machine.travel("2026-11-20T10:00:00+08:00"):
        customers.add_customer(desk, "白云", phones=["020-80000000"], grade="C")
        calls.log_call(desk, calls.Typed("白云", "no_answer"), Extras(grade="A"))
    viewer = open_as(who)
    with time_machine.travel(now):
        doubts = daily_report(viewer, find_scope(viewer, everyone=True), FRIDAY).doubts
        read = viewer.database.all(TOUCHES_OF_DAYS, days=[FRIDAY])
        alone = [one.kind for one in find_fair_play(viewer, read)]
        kept = shown_doubts(viewer, daily_report(desk, find_scope(desk), FRIDAY).doubts, 1, FRIDAY)
    # An A customer without a date is work to be done, not a doubt about anybody.
    expected = ["a_without_date", *(["grade_raised"] if is_shown_to else [])]
    assert [one.kind for one in doubts] == expected
    assert alone == expected[1:]
    assert [one.kind for one in kept] == expected


def test_the_rows_of_a_report_and_those_read_by_themselves_are_the_same_touches(desk: Desk) -> None:
    fill(desk, 4)
    scope, days = Scope("team", "", 1), days_between(FIRST, FIRST + timedelta(days=DAYS - 1))
    report = daily_report(desk, scope, days[0], days[-1])
    listed = touches_of(report.visits, [*report.calls, *report.incoming], report.followups)
    read = desk.database.all(TOUCHES_OF_DAYS, days=days, **scope.filters())
    assert len(listed) > 100
    assert sorted(map(repr, listed)) == sorted(map(repr, read))
