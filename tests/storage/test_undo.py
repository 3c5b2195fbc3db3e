"""Undo of any series of commands is as if they had never been typed, redo as if nothing had happened (R20)."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings, strategies
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from crm_cli.domain.pinyin import initials
from crm_cli.errors import CrmError, NotFoundError, RefusedError
from crm_cli.services import (
    calls,
    contacts,
    customers,
    followups,
    history,
    money,
    own_fields,
    plans,
    removal,
    reps,
    steps,
    visits,
)
from crm_cli.services.call_corrections import edit_call
from crm_cli.services.desk import Desk, open_desk
from crm_cli.services.effects import Answers
from crm_cli.services.touches import Extras
from crm_cli.storage.journal import LEAST

TEMPLATE: list[Path] = []


@pytest.fixture(autouse=True)
def _template(template: Path) -> None:
    TEMPLATE[:] = [template]


def dump(desk: Desk) -> dict[str, list[dict[str, Any]]]:
    """Return every row of every table by its number, without what an undo may change: row versions."""
    connection = desk.database.connection
    names = [row[0] for row in connection.execute("select name from sqlite_master where type = 'table'")]
    found = {}
    for name in names:
        if name.startswith(("sqlite_", "search_", "change", "alembic")):
            continue
        cursor = connection.execute(f'select * from "{name}" order by no')
        columns = [column[0] for column in cursor.description]
        found[name] = [dict(zip(columns, row, strict=True)) for row in cursor]
        for row in found[name]:
            del row["version"]
    return found


def assert_facts(rows: dict[str, list[dict[str, Any]]]) -> None:
    """Compare the facts kept on customers and phones with those counted from the touches in plain Python."""
    flags = {row["no"]: row for row in rows["outcome"]}

    def reached(touch: dict[str, Any]) -> bool:
        return bool(touch["outcome_no"] and flags[touch["outcome_no"]]["reached"])

    for customer in rows["customer"]:
        mine = {
            noun: [row for row in rows[noun] if row["customer_no"] == customer["no"]]
            for noun in ("call", "visit", "followup")
        }
        tried = [call["at"] for call in mine["call"] if call["direction"] == "out"]
        touched = [call["at"] for call in mine["call"] if reached(call)]
        touched += [visit["arrived_at"] for visit in mine["visit"] if reached(visit)]
        touched += [followup["at"] for followup in mine["followup"]]
        assert customer["last_tried_at"] == max(tried, default=None)
        assert customer["last_touch_at"] == max(touched, default=None)
    for phone in rows["phone"]:
        own = [call for call in rows["call"] if call["phone_no"] == phone["no"]]
        last = max((call["at"] for call in own if reached(call)), default="")
        dials = [call for call in own if call["direction"] == "out"]
        assert phone["last_tried_at"] == max((call["at"] for call in dials), default=None)
        assert phone["tries"] == sum(
            1
            for call in dials
            if call["at"] > last and call["outcome_no"] and flags[call["outcome_no"]]["dialled"]
        )


HOURS = strategies.integers(8, 19).map("2026-11-20 {:02}:00".format)
CALLS = strategies.sampled_from(["talked", "no_answer", "空号", "refused", "send_info", "do_not_call", None])
VISITS = strategies.sampled_from(["met_staff", "met_decision_maker", "front_desk", "closed_door", None])
EXTRAS = strategies.builds(
    Extras,
    grade=strategies.sampled_from([None, "A", "C"]),
    next=strategies.sampled_from([None, "+3d 报价"]),
    objections=strategies.sampled_from([(), ("太贵",), ("太贵", "太慢")]),
    competitors=strategies.sampled_from([(), ("B公司",)]),
    wechat=strategies.booleans(),
    keep=strategies.booleans(),
)
PICK = strategies.integers(0, 30)
WORD = strategies.sampled_from(["白云", "前海", "Ann's [b]", "重庆\n行"])


class Day(RuleBasedStateMachine):
    """A rep types anything in any order; what is refused leaves no trace."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name) / "crm.db"
        shutil.copy(TEMPLATE[0], path)
        self.desk = open_desk(path, "周敏")
        self.desk.database.connection.execute("pragma synchronous = off")
        self.states = [dump(self.desk)]

    @initialize()
    def first_customer(self) -> None:
        self.do(lambda: customers.add_customer(self.desk, "白云航空", phones=["13800138000"], owner="周敏"))
        self.do(lambda: contacts.add_contact(self.desk, "王丽", "c1", phones=["19000008000"]))

    def do(self, command: Callable[[], object]) -> None:
        changes = len(history.changes(self.desk))
        try:
            command()
        except CrmError:
            assert dump(self.desk) == self.states[-1]
            assert len(history.changes(self.desk)) == changes
            return
        if len(history.changes(self.desk)) > changes:
            self.states.append(dump(self.desk))

    def one(self, rows: list[Any], pick: int) -> Any:
        if not rows:
            raise NotFoundError("none yet")
        return rows[pick % len(rows)]

    def customer(self, pick: int) -> str:
        return f"c{self.one(customers.customers(self.desk, sort='no'), pick).no}"

    @rule(word=WORD, phone=strategies.sampled_from([(), ("020-8000 1234", "bad")]), tag=WORD)
    def add_customer(self, word: str, phone: tuple[str, ...], tag: str) -> None:
        self.do(lambda: customers.add_customer(self.desk, word, phones=phone, tags=[tag], grade="B"))

    @rule(pick=PICK, word=WORD, grade=strategies.sampled_from(["", "E"]))
    def edit_customer(self, pick: int, word: str, grade: str) -> None:
        self.do(
            lambda: customers.edit_customer(
                self.desk, self.customer(pick), name=word, grade=grade, tags=[word]
            )
        )

    @rule(pick=PICK)
    def remove_customer(self, pick: int) -> None:
        self.do(lambda: customers.remove_customer(self.desk, self.customer(pick)))

    @rule(pick=PICK, word=WORD)
    def rename_contact(self, pick: int, word: str) -> None:
        self.do(lambda: contacts.edit_contact(self.desk, f"n{pick % 3}", name=word))

    @rule(pick=PICK, outcome=CALLS, at=HOURS, extras=EXTRAS)
    def log_call(self, pick: int, outcome: str | None, at: str, extras: Extras) -> None:
        self.do(lambda: calls.log_call(self.desk, calls.Typed(self.customer(pick), outcome, at=at), extras))

    @rule(at=HOURS, anyone=strategies.booleans())
    def call_back(self, at: str, anyone: bool) -> None:
        answers = Answers(callback="2026-11-23 10:00", anyone=anyone)
        self.do(lambda: calls.log_call(self.desk, calls.Typed("王丽", "callback", at=at), answers=answers))

    @rule(pick=PICK, outcome=VISITS, at=HOURS, extras=EXTRAS)
    def log_visit(self, pick: int, outcome: str | None, at: str, extras: Extras) -> None:
        self.do(
            lambda: visits.log_visit(
                self.desk, visits.Typed(self.customer(pick), outcome, arrive=at, building="白云大厦"), extras
            )
        )

    @rule(pick=PICK, at=HOURS, extras=EXTRAS)
    def follow_up(self, pick: int, at: str, extras: Extras) -> None:
        self.do(lambda: followups.add_followup(self.desk, self.customer(pick), at=at, extras=extras))

    @rule(pick=PICK, at=HOURS, outcome=strategies.sampled_from(["talked", "no_answer"]))
    def edit_call(self, pick: int, at: str, outcome: str) -> None:
        self.do(
            lambda: edit_call(
                self.desk, self.one(calls.calls(self.desk, sort="no"), pick), at=at, outcome=outcome
            )
        )

    @rule(pick=PICK, noun=strategies.sampled_from(["call", "visit", "followup"]))
    def remove_touch(self, pick: int, noun: str) -> None:
        lists: dict[str, Callable[..., list[Any]]] = {
            "call": calls.calls,
            "visit": visits.visits,
            "followup": followups.followups,
        }
        self.do(
            lambda: removal.remove_touch(self.desk, noun, self.one(lists[noun](self.desk, sort="no"), pick))
        )

    @rule(pick=PICK, move=strategies.booleans())
    def plan(self, pick: int, move: bool) -> None:
        if move:
            self.do(lambda: plans.move_plan(self.desk, f"p{1 + pick % 4}", "2026-11-27", "改期"))
        else:
            self.do(lambda: plans.add_plan(self.desk, self.customer(pick), when="2026-11-20"))

    @rule(pick=PICK, act=strategies.sampled_from([steps.finish_step, steps.cancel_step, steps.remove_step]))
    def end_step(self, pick: int, act: Callable[[Desk, str], object]) -> None:
        self.do(lambda: act(self.desk, f"s{1 + pick % 5}"))

    @rule(pick=PICK)
    def order(self, pick: int) -> None:
        self.do(lambda: money.add_money(self.desk, "order", self.customer(pick), amount="100"))

    @rule(
        flag=strategies.sampled_from(["reached", "dialled"]),
        on=strategies.booleans(),
        no=strategies.integers(1, 6),
    )
    def turn_a_flag(self, flag: str, on: bool, no: int) -> None:
        def turn() -> None:
            with self.desk.change() as change:
                change.update("outcome", no, **{flag: on})

        self.do(turn)

    @precondition(lambda self: len(self.states) > 1)
    @rule(again=strategies.booleans())
    def undo_last(self, again: bool) -> None:
        history.undo(self.desk)
        assert dump(self.desk) == self.states[-2]
        if again:
            history.redo(self.desk)
            assert dump(self.desk) == self.states[-1]
        else:
            self.states.pop()

    @invariant()
    def facts_are_what_the_touches_say(self) -> None:
        assert_facts(self.states[-1])

    @invariant()
    def names_are_found_as_they_are_written(self) -> None:
        for row in self.states[-1]["rep"]:
            assert row["initials"] == initials(row["name"], surname=True)

    def teardown(self) -> None:
        """Take everything back and do it again, and leave nothing behind, whatever fails or is broken off."""
        try:
            self.take_all_back()
        finally:
            self.desk.close()
            self.folder.cleanup()

    def take_all_back(self) -> None:
        """Undo one command at a time, and do the first of it again."""
        for state in reversed(self.states[:-1]):
            history.undo(self.desk)
            assert dump(self.desk) == state
        with pytest.raises(NotFoundError):
            history.undo(self.desk)
        for state in self.states[1:]:
            history.redo(self.desk)
            assert dump(self.desk) == state
        checked = self.desk.database.connection.execute("pragma integrity_check").fetchone()[0]
        broken = self.desk.database.connection.execute("pragma foreign_key_check").fetchall()
        assert (checked, broken) == ("ok", [])


SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
TestDay = pytest.mark.trust("R20")(Day.TestCase)
TestDay.settings = settings(
    max_examples=12, stateful_step_count=15, deadline=None, suppress_health_check=SLOW
)


class ManyDays(Day):
    """The same, long (make torture)."""


TestManyDays = pytest.mark.slow(pytest.mark.trust("R20")(ManyDays.TestCase))
TestManyDays.settings = settings(
    max_examples=200, stateful_step_count=40, deadline=None, suppress_health_check=SLOW
)


def test_a_command_that_changes_a_row_twice_is_undone_whole(desk: Desk) -> None:
    customers.add_customer(desk, "白云")
    before = dump(desk)
    with desk.change() as change:
        change.update("customer", 1, name="黑云", city="广州")
        change.update("customer", 1, name="红云", grade="A")
        no = change.insert("contact", customer_no=1, name="王丽")
        change.update("contact", no, name="王莉")
    after = dump(desk)
    history.undo(desk)
    assert dump(desk) == before
    history.redo(desk)
    assert dump(desk) == after


def test_an_older_command_is_undone_beside_a_later_one_on_other_columns(desk: Desk) -> None:
    customers.add_customer(desk, "白云", city="广州")
    customers.edit_customer(desk, "c1", city="深圳")
    second = history.changes(desk, limit=1)[0].no
    customers.edit_customer(desk, "c1", grade="A")
    history.undo(desk, f"h{second}")
    (row,) = customers.customers(desk)
    assert (row.city, row.grade) == ("广州", "A")
    with pytest.raises(RefusedError, match="undone already"):
        history.undo(desk, f"h{second}")


def test_what_was_changed_since_of_a_record_is_told_by_the_record(
    desk: Desk, open_as: Callable[[str], Desk]
) -> None:
    customers.add_customer(desk, "白云")
    own_fields.add_field(desk, "customer", "发质", kind="text", choices=())
    customers.edit_customer(desk, "c1", own_fields={"发质": "粗"})
    said = history.changes(desk, limit=1)[0].no
    customers.edit_customer(open_as("李娜"), "c1", own_fields={"发质": "细"})
    with pytest.raises(RefusedError, match=r"^c1 was changed again since by 李娜") as refused:
        history.undo(desk, f"h{said}")
    assert "crm history c1" in (refused.value.hint or "")


def test_an_undo_that_others_stand_on_is_refused_whole(desk: Desk, open_as: Callable[[str], Desk]) -> None:
    with desk.change() as change:
        change.insert("team", name="新组")
        change.insert("customer", name="白云")
    other = open_as("李娜")
    contacts.add_contact(other, "王丽", "c1")
    reps.edit_team(other, "新组", name="老组")
    before = dump(desk)
    with pytest.raises(RefusedError, match="stand on this one"):
        history.undo(desk)
    history.undo(other, f"h{history.changes(other)[1].no}")
    before = dump(desk)
    with pytest.raises(RefusedError, match="changed again since by 李娜"):
        history.undo(desk)
    assert dump(desk) == before


def test_undo_restores_a_removed_number_with_its_facts(desk: Desk) -> None:
    customers.add_customer(desk, "白云", phones=["13800138000"])
    calls.log_call(desk, calls.Typed("c1", "no_answer", at="2026-11-20 10:00"))
    calls.log_call(desk, calls.Typed("c1", "no_answer", at="2026-11-20 11:00"))
    before = dump(desk)
    with desk.change() as change:
        for no in (1, 2):
            change.update("call", no, phone_no=None)
        change.delete("phone", 1)
    history.undo(desk)
    assert dump(desk) == before
    assert before["phone"][0]["tries"] == 2


def test_a_finished_step_that_is_removed_comes_back_as_it_was(desk: Desk) -> None:
    customers.add_customer(desk, "白云航空", phones=["13800138000"])
    followups.add_followup(desk, "c1", at="2026-11-20 08:00", extras=Extras(next="+3d 报价"))
    opened = dump(desk)["step"]
    assert opened[0]["dial_phone_no"] == 1
    steps.finish_step(desk, "s1")
    before = dump(desk)
    assert before["step"][0]["dial_phone_no"] is before["step"][0]["dial_at"] is None
    steps.remove_step(desk, "s1")
    history.undo(desk)
    assert dump(desk) == before
    history.undo(desk)
    assert dump(desk)["step"] == opened


def test_many_steps_cancelled_together_are_cancelled_again_as_they_were(desk: Desk) -> None:
    customers.add_customer(desk, "白云航空", phones=["13800138000"])
    with desk.change() as change:
        for _number in range(LEAST + 1):
            change.insert("step", customer_no=1, rep_no=1, due_on="2026-11-23", words="报价")
    with desk.change() as change:
        change.update_many("step", list(range(1, LEAST + 2)), state="cancelled")
    cancelled = dump(desk)
    assert {row["dial_at"] for row in cancelled["step"]} == {None}
    history.undo(desk)
    assert None not in {row["dial_at"] for row in dump(desk)["step"]}
    history.redo(desk)
    assert dump(desk) == cancelled
