"""Undo after do is identity for every noun: doors, lists, plans, merges and restored records among the rest (R20)."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings, strategies
from hypothesis.stateful import initialize, rule

from crm_cli.services import bans, buildings, call_list_assigning, call_lists, customers, history, memos
from crm_cli.services.call_list_filling import fill
from crm_cli.services.merging import merge_customers
from crm_cli.services.restoring import Wish, restore
from crm_cli.services.sweep_planning import plan_sweep
from tests.services.tower import TOWER, knock
from tests.storage.test_undo import PICK, SLOW, TEMPLATE, WORD, Day

KNOCKS = strategies.sampled_from(
    ["met_staff --grade B", "not_in", "见到负责人 +3d 报价", "has_supplier", "vacant", "closed", "refused"]
)


@pytest.fixture(autouse=True)
def _template(template: Path) -> None:
    TEMPLATE[:] = [template]


class Trades(Day):
    """A manager does all that can be done, in any order; what is refused leaves no trace."""

    @initialize()
    def tower_and_list(self) -> None:
        layout = buildings.Layout(floors="3", units="01-03")
        self.do(lambda: buildings.add_building(self.desk, TOWER, layout, city="广州"))
        self.do(lambda: plan_sweep(self.desk, TOWER, teams=["周敏:down"]))
        self.do(lambda: call_lists.add_call_list(self.desk, "黄页", reps=["周敏"]))

    @rule(floor=strategies.integers(1, 3), door=strategies.integers(1, 4), said=KNOCKS, word=WORD)
    def knock_at(self, floor: int, door: int, said: str, word: str) -> None:
        name = word.splitlines()[0]
        self.do(lambda: knock(self.desk, f'{floor}0{door} {said} "{name}{floor}"'))

    @rule(picks=strategies.lists(PICK, max_size=4), first=strategies.booleans())
    def fill_list(self, picks: list[int], first: bool) -> None:
        def fill_with() -> None:
            chosen = list(dict.fromkeys(int(self.customer(pick)[1:]) for pick in picks))
            fill(self.desk, "l1", chosen, "test", first_only=first)

        self.do(fill_with)

    @rule(act=strategies.sampled_from(["assign", "pause", "edit", "remove"]), anew=strategies.booleans())
    def work_on_list(self, act: str, anew: bool) -> None:
        acts: dict[str, Any] = {
            "assign": lambda: call_list_assigning.assign(self.desk, "l1", ["陈伟", "李娜"], anew=anew),
            "pause": lambda: call_lists.set_state(self.desk, "l1", "paused" if anew else "open"),
            "edit": lambda: call_lists.edit_call_list(self.desk, "l1", priority=3),
            "remove": lambda: call_lists.remove_call_list(self.desk, "l1"),
        }
        self.do(acts[act])

    @rule(kept=PICK, other=PICK)
    def merge(self, kept: int, other: int) -> None:
        self.do(lambda: merge_customers(self.desk, self.customer(kept), [self.customer(other)]))

    @rule(pick=PICK, word=WORD, remove=strategies.booleans())
    def keep_in_mind(self, pick: int, word: str, remove: bool) -> None:
        if remove:
            self.do(lambda: memos.remove_memo(self.desk, f"e{1 + pick % 3}"))
        else:
            self.do(lambda: memos.add_memo(self.desk, word, customer=self.customer(pick)))

    @rule(pick=PICK, whole=strategies.booleans())
    def bar(self, pick: int, whole: bool) -> None:
        self.do(lambda: bans.ban(self.desk, self.customer(pick), whole_customer=whole, reason="要求"))

    @rule(
        back=strategies.integers(0, 9),
        place=PICK,
        wish=strategies.sampled_from(["last", "to", "before", "grade"]),
    )
    def restore_one(self, back: int, place: int, wish: str) -> None:
        point = max(1, history.changes(self.desk, limit=1)[0].no - back)
        told = [row for row in history.rows_of(self.desk, point) if str(row["no"])[0] in "cnkvfspole"]
        if not told:
            return
        record = str(told[place % len(told)]["no"])
        wishes = {"to": Wish(to=point), "before": Wish(before=point), "grade": Wish(("grade",))}
        self.do(lambda: restore(self.desk, record, wishes.get(wish, Wish())))

    @rule(pick=PICK, tag=WORD)
    def several_at_once(self, pick: int, tag: str) -> None:
        def both() -> None:
            with self.desk.change():
                customers.edit_customer(self.desk, self.customer(pick), tags=[tag], city="广州")
                customers.add_customer(self.desk, tag + "分公司", phones=["13800138000"], referrer="c1")

        self.do(both)


TestTrades = pytest.mark.trust("R20")(Trades.TestCase)
TestTrades.settings = settings(
    max_examples=10, stateful_step_count=12, deadline=None, suppress_health_check=SLOW
)


class ManyTrades(Trades):
    """The same, long (make torture)."""


TestManyTrades = pytest.mark.slow(pytest.mark.trust("R20")(ManyTrades.TestCase))
TestManyTrades.settings = settings(
    max_examples=200, stateful_step_count=40, deadline=None, suppress_health_check=SLOW
)
