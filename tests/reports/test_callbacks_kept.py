"""The kept-rate of a random day of promises, moves, takings and calls, against a model that keeps the whole story."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from crm_cli.errors import CrmError
from crm_cli.reports.scope import find_scope
from crm_cli.reports.totals import callback_figures
from crm_cli.services import callbacks, calls, customers
from crm_cli.services.callback_list import callbacks as listed
from crm_cli.services.desk import Desk
from crm_cli.services.effects import Answers

START = datetime(2026, 11, 20, 1, tzinfo=UTC)
MARGIN = timedelta(minutes=15)
FIRMS = 4


class Story:
    """Every promise as the spans in which one rep had it for one time, and every call there was."""

    def __init__(self) -> None:
        self.spans: dict[int, list[dict[str, Any]]] = {}
        self.calls: list[dict[str, Any]] = []

    def promise(self, no: int, at: datetime, **span: Any) -> None:
        self.spans[no] = [{"start": at, "end": None, "how": "", "handed": False, **span}]

    def turn(self, no: int, at: datetime, *, handed: bool, **changed: Any) -> None:
        old = self.spans[no][-1]
        old |= {"end": at, "how": "turned"}
        self.spans[no].append({**old, "start": at, "end": None, "how": "", "handed": handed, **changed})

    def close(self, no: int, at: datetime, how: str) -> None:
        self.spans[no][-1] |= {"end": at, "how": how}

    def call(self, at: datetime, firm: int, rep: str, way: str, *, reached: bool) -> None:
        self.calls.append({"at": at, "firm": firm, "rep": rep, "way": way})
        for no, spans in self.spans.items():
            one = spans[-1]
            is_right = one["rep"] == rep or one["anyone"]
            if reached and one["end"] is None and one["firm"] == firm and is_right:
                self.close(no, at, way)

    def open(self) -> list[int]:
        return [no for no, spans in self.spans.items() if spans[-1]["end"] is None]

    def counted(self, rep: str | None) -> tuple[int, int]:
        """Return how many of a rep's were kept, and how many there were to keep."""
        due = [
            span for spans in self.spans.values() for span in spans
            if rep in {None, span["rep"]} and self._came_due(span)
        ]  # fmt: skip
        return sum(self._kept(span) for span in due), len(due)

    def _came_due(self, span: dict[str, Any]) -> bool:
        if span["handed"] and span["start"] >= span["due"]:
            return False
        if span["how"] in {"turned", "cancelled"}:
            return bool(span["end"] >= span["due"])
        return bool(span["how"] != "in" or span["end"] > span["due"] + MARGIN or self._kept(span))

    def _kept(self, span: dict[str, Any]) -> bool:
        return any(
            call["way"] == "out" and call["firm"] == span["firm"]
            and (span["anyone"] or call["rep"] == span["rep"])
            and (span["since"] is None or call["at"] > span["since"]) and abs(call["at"] - span["due"]) <= MARGIN
            for call in self.calls
        )  # fmt: skip


class Day:
    """A day in which two reps and a manager do anything in any order."""

    def __init__(self, open_as: Callable[[str | None], Desk], seed: int) -> None:
        self.chance = random.Random(seed)
        self.desks = {name: open_as(name) for name in ("陈伟", "李娜", "周敏")}
        self.now = START
        self.story = Story()

    def act(self) -> None:
        who = self.chance.choice(["陈伟", "李娜"])
        desk, other = self.desks[who], "李娜" if who == "陈伟" else "陈伟"
        act = self.chance.choice(
            ["promise", "promise", "log", "log", "log", "in", "move", "take", "give", "cancel"]
        )
        if act in {"promise", "log", "in"}:
            self._touch(act, desk, who)
        elif standing := self.story.open():
            self._change(act, who, other, self.chance.choice(standing))

    def _touch(self, act: str, desk: Desk, who: str) -> None:
        firm, due = self.chance.randint(1, FIRMS), self.now + timedelta(minutes=self.chance.randint(1, 60))
        when, anyone = f"{desk.wall(due):%Y-%m-%d %H:%M}", self.chance.random() < 0.5
        due = due.replace(second=0, microsecond=0)
        if act == "promise" and self.chance.random() < 0.5:
            made = callbacks.add_callback(desk, f"c{firm}", when, anyone=anyone)
            self.story.promise(made.no, self.now, rep=who, due=due, anyone=anyone, firm=firm, since=None)
            return
        outcome = "callback" if act == "promise" else self.chance.choice(["talked", "no_answer"])
        answers = Answers(callback=when, anyone=anyone) if act == "promise" else Answers()
        calls.log_call(
            desk, calls.Typed(f"c{firm}", outcome, at=self.now, incoming=act == "in"), answers=answers
        )
        self.story.call(self.now, firm, who, "in" if act == "in" else "out", reached=outcome != "no_answer")
        if act == "promise":
            newest = desk.database.connection.execute("select max(no) from step").fetchone()[0]
            self.story.promise(newest, self.now, rep=who, due=due, anyone=anyone, firm=firm, since=self.now)

    def _change(self, act: str, who: str, other: str, no: int) -> None:
        desk, boss, held = self.desks[who], self.desks["周敏"], self.story.spans[no][-1]
        if act == "move":
            due = (self.now + timedelta(minutes=self.chance.randint(1, 90))).replace(second=0, microsecond=0)
            callbacks.move(desk, f"s{no}", f"{desk.wall(due):%Y-%m-%d %H:%M}", "他开会")
            if due != held["due"]:
                self.story.turn(no, self.now, handed=False, due=due)
        elif act == "cancel":
            callbacks.cancel(desk, f"s{no}", "不用了")
            self.story.close(no, self.now, "cancelled")
        elif act == "give" and held["rep"] == who:
            callbacks.give(boss, f"s{no}", other)
            self.story.turn(no, self.now, handed=True, rep=other)
        elif act == "take" and held["rep"] != who:
            is_free = held["anyone"] and held["due"] + timedelta(minutes=30) <= self.now
            try:
                callbacks.take(desk, f"s{no}")
            except CrmError:
                assert not is_free
                return
            assert is_free
            self.story.turn(no, self.now, handed=True, rep=who, anyone=False)


@pytest.mark.parametrize("seed", range(3))
def test_what_is_counted_is_what_the_story_tells(open_as: Callable[[str | None], Desk], seed: int) -> None:
    with time_machine.travel(START, tick=False) as clock:
        day = Day(open_as, seed)
        desk = day.desks["陈伟"]
        for place in range(FIRMS):
            customers.add_customer(desk, f"公司{place}")
        for _each in range(110):
            day.now += timedelta(minutes=day.chance.randint(0, 11), seconds=day.chance.randint(1, 59))
            clock.move_to(day.now)
            day.act()
        for rep in ("陈伟", "李娜", None):
            scope = find_scope(desk, rep=rep, everyone=rep is None)
            found = callback_figures(desk, scope, [START.date()])
            assert (found.kept, found.due) == day.story.counted(rep)
            assert found.due == found.kept + found.early + found.late + found.missed + found.pending
            shown = listed(desk, standing=True, **scope.filters())
            assert sum(one.kept is True for one in shown) == found.kept
            assert sum(one.kept is False for one in shown) == found.due - found.kept - found.pending
        assert found.due > 10
