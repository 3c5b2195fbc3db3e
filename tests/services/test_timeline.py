"""One timeline by the page is the whole one, in order, whatever happened."""

from collections.abc import Iterator
from time import process_time

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_cli.services import calls, customers, followups, memos, money, plans, steps, visits
from crm_cli.services.customer_file import customer_file
from crm_cli.services.desk import Desk
from crm_cli.services.timeline import KINDS, Timeline


@pytest.fixture(autouse=True)
def _friday() -> Iterator[None]:
    with time_machine.travel("2026-11-20T09:00:00Z", tick=True):
        yield


@pytest.fixture
def busy(desk: Desk) -> Desk:
    """A firm with a customer at which something of every kind happened."""
    customers.add_customer(desk, "白云航空", phones=["020-83301234"])
    calls.log_call(desk, calls.Typed("c1", "no_answer", at="2026-11-01 09:00"))
    visits.log_visit(desk, visits.Typed("c1", "closed", arrive="2026-11-02 10:00"))
    followups.add_followup(desk, "c1", at="2026-11-03 11:00", note="寄资料")
    money.add_money(desk, "order", "c1", amount="5000", day="2026-11-04")
    steps.add_step(desk, "送样", customer="c1", due="2026-12-01")
    plans.add_plan(desk, "c1", when="2026-12-02", purpose="谈年会")
    plans.add_plan(desk, "c1", when="2026-11-25", purpose="看样")
    plans.end_plan(desk, "p2", "cancelled_by_them", "他们搬家")
    memos.add_memo(desk, "王总爱喝普洱", customer="c1")
    return desk


def test_everything_stands_in_its_order(busy: Desk) -> None:
    found = Timeline(busy, 1)
    assert [event.no for event in found.page(0, 99)][:3] == ["p1", "s1", "p2"]
    assert [event.no for event in found.page(0, 99)][-4:] == ["o1", "f1", "v1", "k1"]
    assert found.count() == 8
    assert {event.kind for event in found.page(0, 99)} == {
        "call", "visit", "followup", "order", "step", "plan", "memo",
    }  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_shown_alone(busy: Desk, kind: str) -> None:
    whole, alone = Timeline(busy, 1).page(0, 99), Timeline(busy, 1, [kind]).page(0, 99)
    wanted = {"money": {"order"}}.get(kind, {kind})
    assert alone == [event for event in whole if event.kind in wanted] != []


def test_the_file_of_the_shell_shows_what_is_over_and_no_promises(busy: Desk) -> None:
    assert [event.no for event in customer_file(busy, "c1").timeline] == ["p2", "o1", "f1", "v1", "k1"]
    assert [event.no for event in customer_file(busy, "c1", limit=2).timeline] == ["p2", "o1"]


def test_what_was_removed_since_is_left_out(busy: Desk) -> None:
    found = Timeline(busy, 1)
    memos.remove_memo(busy, "e1")
    assert len(found.page(0, 99)) == found.count() - 1


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sizes=st.lists(st.integers(1, 5), min_size=1, max_size=12))
def test_pages_make_the_whole(busy: Desk, sizes: list[int]) -> None:
    found, pages, at = Timeline(busy, 1), [], 0
    for size in sizes:
        pages += found.page(at, size)
        at += size
    assert pages == found.page(0, at)


def test_ten_thousand_touches_are_opened_at_once(desk: Desk) -> None:
    customers.add_customer(desk, "老客户")
    moments = [
        f"2026-{1 + place % 10:02}-{1 + place % 28:02}T0{place % 9}:00:00.000Z" for place in range(10_000)
    ]
    with desk.change() as change:
        change.insert_many(
            "call",
            [{"at": at, "day": at[:10], "customer_no": 1, "rep_no": 1, "direction": "out"} for at in moments],
        )
    Timeline(desk, 1)
    took = []
    for _attempt in range(5):
        started = process_time()
        found = Timeline(desk, 1)
        page = found.page(5_000, 50)
        took.append(process_time() - started)
    assert min(took) < 0.25
    assert found.count() == 10_000
    assert [event.at for event in page] == sorted((event.at for event in page), reverse=True)
