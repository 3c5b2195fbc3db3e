"""No order of events offers whom it must not, or leaves out whom it should: the queue against a brute-force judge."""

import shutil
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_cli.errors import CrmError
from crm_cli.services import (
    bans,
    call_lists,
    calls,
    contacts,
    customers,
    firm,
    followups,
    history,
    queue,
    queue_pauses,
    steps,
    visits,
)
from crm_cli.services.desk import Desk, open_desk
from crm_cli.services.effects import Answers
from crm_cli.services.queue import Empty, Offer
from crm_cli.storage import queue_facts
from tests.services.queue_judge import Call, Judge

START = datetime(2026, 11, 19, 3, 0, tzinfo=UTC)  # Thursday, 11:00 in Shanghai
REPS = ("陈伟", "李娜")
PHONES = (
    ("13800000001", "020-80000001", "13800000002"),
    ("13800000003", "+852 2345 6789"),
    ("13800000004",),
    ("+44 20 7946 0018", "13800000005"),
    ("95533-1",),
    ("13800000006", "13800000001"),
)
ANSWERS = {
    "callback": Answers(callback="+2h"),
    "appointment": Answers(plan="+1d 10:00 见面"),
    "order": Answers(amount="100"),
}
OUTCOMES = (
    "no_answer", "no_answer", "busy", "unreachable", "voicemail", "suspended", "invalid_number", "hung_up", "gatekeeper",
    "referred", "callback", "talked", "has_supplier", "not_interested", "do_not_call", "own_try", "own_rest", None,
)  # fmt: skip
HOURS = (
    "1-5 09:00-12:00 13:30-18:00",
    "1-7 09:00-12:00",
    "1-7 00:00-23:59",
    "6 10:00-16:00; 1-3 14:00-20:00",
)
Act = Callable[[Desk, Desk, int, int], None]


@pytest.fixture(scope="module")
def firm_path(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A firm with two lists, on which are the numbers of six customers, and two outcomes of its own."""
    path = tmp_path_factory.mktemp("queue") / "firm.db"
    shutil.copy(template, path)
    with time_machine.travel(START - timedelta(hours=1), tick=False):
        desk = open_desk(path, "周敏")
        for place, numbers in enumerate(PHONES):
            customers.add_customer(
                desk, f"客户{place}", phones=list(numbers[:1]), stage=["potential", "target"][place % 2]
            )
            for number in numbers[1:]:
                contacts.add_contact(desk, f"某{place}{number[-1]}", f"客户{place}", phones=[number])
        with desk.change() as change:
            for name in ("own_try", "own_rest"):
                change.insert("outcome", subject="call", code=name, dialled=True, answered=name == "own_rest")
            for no, priority in ((1, 5), (2, 3)):
                change.insert("call_list", name=f"名单{no}", priority=priority)
            change.insert("call_list_rep", call_list_no=2, rep_no=1)
            for phone in desk.database.connection.execute(
                "select no, customer_no, contact_no from phone order by no"
            ):
                for list_no in (1, 2) if phone[0] % 2 else (1,):
                    change.insert(
                        "list_number", call_list_no=list_no, customer_no=phone[1], contact_no=phone[2],
                        phone_no=phone[0], position=20 - phone[0], rep_no=2 if phone[0] % 5 == 0 else None,
                    )  # fmt: skip
        desk.close()
    return path


def _row(desk: Desk, table: str, pick: int) -> dict[str, Any]:
    cursor = desk.database.connection.execute(f"select * from {table} order by no")
    rows = cursor.fetchall()
    if not rows:
        raise LookupError(table)
    return dict(zip((column[0] for column in cursor.description), rows[pick % len(rows)], strict=True))


def _change(desk: Desk, table: str, pick: int, **values: Any) -> None:
    with desk.change() as change:
        change.update(table, _row(desk, table, pick)["no"], **values)


def _log(desk: Desk, _manager: Desk, a: int, b: int) -> None:
    phone, outcome = _row(desk, "phone", a), OUTCOMES[b % len(OUTCOMES)]
    typed = calls.Typed(
        f"c{phone['customer_no']}", outcome, number=phone["raw"], incoming=b % 13 == 0,
        call_list=None if b % 3 else f"l{b % 2 + 1}",
    )  # fmt: skip
    calls.log_call(desk, typed, answers=ANSWERS.get(outcome or "", Answers()))


def _log_offered(desk: Desk, _manager: Desk, _a: int, b: int) -> None:
    assert desk.me is not None
    offer, outcome = queue.held(desk, desk.me.no), OUTCOMES[b % len(OUTCOMES)]
    if offer is not None:
        typed = calls.Typed(f"c{offer.customer_no}", outcome, number=offer.number)
        calls.log_call(desk, typed, answers=ANSWERS.get(outcome or "", Answers()))


def _visit(desk: Desk, _manager: Desk, a: int, b: int) -> None:
    outcome = ("met_staff", "refused", "no_need", "not_in", "moved")[b % 5]
    visits.log_visit(desk, visits.Typed(f"c{a % 6 + 1}", outcome))


def _follow_up(desk: Desk, _manager: Desk, a: int, _b: int) -> None:
    followups.add_followup(desk, f"c{a % 6 + 1}", note="微信")


def _ban(desk: Desk, _manager: Desk, a: int, b: int) -> None:
    phone = _row(desk, "phone", a)
    whole = b % 3 == 0
    bans.ban(desk, f"c{phone['customer_no']}" if whole else phone["raw"], whole_customer=whole, reason="")


def _lift(_desk: Desk, manager: Desk, a: int, _b: int) -> None:
    bans.lift_ban(manager, _row(manager, "do_not_call", a)["no"], "他们同意")


def _skip(desk: Desk, _manager: Desk, a: int, b: int) -> None:
    queue_pauses.skip(desk, who=_row(desk, "phone", a)["raw"] if b % 2 else None)


def _snooze(desk: Desk, _manager: Desk, a: int, b: int) -> None:
    queue_pauses.snooze(
        desk, ("+2h", "+1d", "+5m")[b % 3], who=_row(desk, "phone", a)["raw"] if b % 2 else None
    )


def _promise(desk: Desk, _manager: Desk, a: int, b: int) -> None:
    kind = ("step", "callback")[b % 2]
    phone = _row(desk, "phone", a)
    with desk.change() as change:
        change.insert(
            "step", kind=kind, customer_no=phone["customer_no"], phone_no=phone["no"] if b % 3 else None,
            contact_no=phone["contact_no"], rep_no=b % 2 + 1, scope="anyone" if b % 5 < 2 else "mine",
            due_on=(desk.now() + timedelta(days=b % 2)).date(),
            due_at=desk.instant(desk.now() + timedelta(minutes=b * 7 % 120 - 60)) if kind == "callback" else None,
        )  # fmt: skip


def _end_step(desk: Desk, _manager: Desk, a: int, b: int) -> None:
    step = _row(desk, "step", a)
    if b % 2:
        steps.cancel_step(desk, f"s{step['no']}")
    else:
        _change(desk, "step", a, due_on="2026-11-21", due_at=None)


def _rule(_desk: Desk, manager: Desk, a: int, b: int) -> None:
    values = {
        "retry_minutes": (0, 30, 240)[b % 3], "retry_days": b % 2, "other_half_day": bool(b % 2 and b % 7 < 4),
        "tries": (0, 2, 3)[b % 3], "rest_days": (0, 0, 1, 2)[b % 4],
    }  # fmt: skip
    if a % 3:
        _change(manager, "outcome", a % 22, **values)
        return
    own = manager.database.connection.execute(
        "select no from list_rule where call_list_no = 1 and outcome_no = ?", [a % 20 + 1]
    ).fetchone()
    with manager.change() as change:
        if own is None:
            change.insert("list_rule", call_list_no=1, outcome_no=a % 20 + 1, **values)
        elif b % 4 == 0:
            change.delete("list_rule", own[0])
        else:
            change.update("list_rule", own[0], **values)


def _set_hours(_desk: Desk, manager: Desk, a: int, b: int) -> None:
    if b % 3 == 0:
        firm.set_setting(manager, "calling_hours", HOURS[a % len(HOURS)])
    elif b % 3 == 1:
        _change(manager, "call_list", a, hours=("", *HOURS)[a % (len(HOURS) + 1)])
    else:
        key = ("holidays", "extra_working_days")[a % 2]
        firm.set_setting(manager, key, ("", "2026-11-20", "2026-11-21", "2026-11-22")[b % 4])


def _list(_desk: Desk, manager: Desk, a: int, b: int) -> None:
    if b % 2:
        _change(manager, "call_list", a, state=("open", "paused", "closed", "open")[b % 4])
    else:
        _change(manager, "call_list", a, priority=b % 9)


def _place(_desk: Desk, manager: Desk, a: int, b: int) -> None:
    values: dict[str, Any] = {"removed_at": None}
    if b % 4 == 0:
        values = {"removed_at": manager.instant(manager.now())}
    elif b % 4 == 1:
        values = {"rep_no": (None, 1, 2)[b % 3]}
    elif b % 4 == 2:
        values = {"position": b}
    _change(manager, "list_number", a, **values)


def _anew(_desk: Desk, manager: Desk, a: int, _b: int) -> None:
    row = _row(manager, "list_number", a)
    with manager.change() as change:
        change.delete("list_number", row["no"])
    columns = ("call_list_no", "customer_no", "contact_no", "phone_no", "position")
    with manager.change() as change:
        change.insert("list_number", **{name: row[name] for name in columns})


def _phone(_desk: Desk, manager: Desk, a: int, b: int) -> None:
    phone = _row(manager, "phone", a)
    if b % 3:
        bad = None if phone["bad_at"] else manager.instant(manager.now())
        _change(manager, "phone", a, bad_at=bad)
    else:
        _change(manager, "phone", a, raw="13800000007", e164="+8613800000007", reversed="70000000831")


def _leave(_desk: Desk, manager: Desk, a: int, _b: int) -> None:
    contact = _row(manager, "contact", a)
    _change(manager, "contact", a, left_on=None if contact["left_on"] else manager.today())


def _customer(_desk: Desk, manager: Desk, a: int, b: int) -> None:
    values = (
        {"timezone": ("", "Europe/London", "Asia/Shanghai")[a % 3]},
        {"stage": ("potential", "target", "immediate", "dormant", "won", "lost", "dropped")[b % 7]},
        {"closed_on": None},
    )[b % 3]
    _change(manager, "customer", a, **values)


def _undo(desk: Desk, _manager: Desk, _a: int, b: int) -> None:
    (history.undo if b % 3 else history.redo)(desk)


ACTS: tuple[Act, ...] = (
    _log, _log, _log, _log_offered, _log_offered, _visit, _follow_up, _ban, _lift, _skip, _snooze, _promise, _promise,
    _end_step, _rule, _rule, _set_hours, _list, _place, _place, _anew, _phone, _leave, _customer, _undo,
    _undo,
)  # fmt: skip
_EXAMPLES = 10 if settings().max_examples < 100 else settings().max_examples
_PASSING = st.sampled_from((0, 1, 7, 35, 65, 130, 250, 700, 1441))
_EVENTS = st.lists(
    st.tuples(
        st.integers(0, len(ACTS) - 1),
        st.integers(0, 1),
        st.integers(0, 60),
        st.integers(0, 60),
        _PASSING,
        st.booleans(),
    ),
    min_size=4,
    max_size=25,
)


def _judged(path: Path, desk: Desk, now: datetime, *, waived: bool) -> tuple[list[Call], Any]:
    assert desk.me is not None
    return Judge(path, now).queue(desk.me.no, waived=waived)


def _check(path: Path, desk: Desk, now: datetime, *, waived: bool) -> None:
    """Ask for the next number and compare it, or why there is none, with what the judge says."""
    assert desk.me is not None
    callable_now, counts = _judged(path, desk, now, waived=waived)
    _check_turns(path, desk, now)
    before = queue.held(desk, desk.me.no)
    found = queue.next_offer(desk, waive="" if waived else None)
    if before is not None:
        assert isinstance(found, Offer)
        assert _as_call(found) in (
            callable_now if not before.hours_waived else _judged(path, desk, now, waived=True)[0]
        )
        return
    if isinstance(found, Empty):
        assert callable_now == []
        told = found.counts
        mine = {
            key: getattr(told, key)
            for key in ("do_not_call", "resting", "used_up", "waiting", "outside_hours", "paused")
        }
        assert mine | dict(told.held) == {key: counts[key] for key in mine} | {
            key: count for key, count in counts.items() if key in REPS and count
        }
        assert (told.retry_at is not None) <= bool(told.waiting)
        return
    assert callable_now
    assert _as_call(found) == callable_now[0]


def _check_turns(path: Path, desk: Desk, now: datetime) -> None:
    """Compare what the lists tell of each number, and their counts, with what the judge says."""
    judge, lists = Judge(path, now), [row.no for row in call_lists.call_lists(desk)]
    for no, found in call_lists.progress_of(desk, lists).items():
        said = {row["no"]: judge.state(row, turn, waived=True) for row, turn in judge.numbers(no)}
        for state in ("resting", "used_up"):
            told = call_lists.list_numbers(desk, call_list_no=no, turn=state)
            mine = [row.no for row in told if said[row.no]]
            assert sorted(mine) == sorted(one for one, which in said.items() if which == state)
            assert len(told) == getattr(found, state)
        turns = Counter(row.turn for row in call_lists.list_numbers(desk, call_list_no=no, standing=True))
        counted = (found.fresh, found.again, found.wait, found.barred)
        assert counted == (turns["new"], turns["again"], turns["next"] + turns["wait"], turns["barred"])


def _as_call(offer: Offer) -> Call:
    return Call(offer.tier, offer.phone_no, offer.customer_no, offer.call_list_no, offer.step_no)


@settings(
    max_examples=max(10, settings().max_examples // 6),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(events=_EVENTS)
def test_no_order_of_events_offers_whom_it_must_not(
    events: list[tuple[int, int, int, int, int, bool]], firm_path: Path, tmp_path: Path
) -> None:
    path = tmp_path / "crm.db"
    shutil.copy(firm_path, path)
    with time_machine.travel(START, tick=False) as clock:
        desks = [open_desk(path, name) for name in REPS]
        manager = open_desk(path, "周敏")
        for act, who, a, b, minutes, keeps in events:
            clock.shift(timedelta(minutes=minutes, seconds=1))
            with suppress(CrmError, LookupError):
                ACTS[act](desks[who], manager, a, b)
            for desk in desks:
                desk.forget_settings()
                desk.forget_outcomes()
            clock.shift(timedelta(seconds=1))
            now = datetime.now(UTC)
            _check(path, desks[who], now, waived=b % 11 == 0)
            if not keeps:
                queue.release(desks[who], who + 1)
            assert queue_facts.verify(manager.database.connection) == []
        for desk in (*desks, manager):
            desk.close()


def test_the_judge_has_something_to_say(firm_path: Path, tmp_path: Path) -> None:
    path = tmp_path / "crm.db"
    shutil.copy(firm_path, path)
    found, counts = Judge(path, START).queue(1)
    assert [call.tier for call in found] == ["fresh"] * len(found)
    assert len(found) > 4
    assert counts["outside_hours"]  # London is asleep
