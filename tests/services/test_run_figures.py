"""What is left along the foot of a run of calls is what the queue may still offer."""

from crm_cli.services import calls, queue, visits
from crm_cli.services.call_list_filling import fill
from crm_cli.services.call_lists import add_call_list
from crm_cli.services.customers import add_customer
from crm_cli.services.desk import Desk
from crm_cli.services.queue_state import say
from crm_cli.services.run_figures import figures
from crm_cli.services.touches import Extras
from crm_cli.storage.call_lists import FIND_LIST_NUMBERS

OVER = ("done", "never", "no tries", "rests", "behind")


def test_left_is_what_the_queue_may_still_offer(desk: Desk) -> None:
    added = [add_customer(desk, f"客户{place}", phones=[f"1380013800{place}"]) for place in range(6)]
    name = add_call_list(desk, "名单").number or ""
    listed = int(name.removeprefix("l"))
    fill(desk, name, [int((one.number or "").removeprefix("c")) for one in added], "")
    left = [figures(desk, 1, listed).left]
    for customer, outcome in (
        ("客户0", "hung_up"), ("客户0", "hung_up"), ("客户1", "no_answer"), ("客户2", "not_interested"),
        ("客户3", "invalid_number"),
    ):  # fmt: skip
        calls.log_call(desk, calls.Typed(customer, outcome, call_list=name), Extras())
        left.append(figures(desk, 1, listed).left)
    visits.log_visit(desk, visits.Typed("客户4", "no_need"), Extras())
    left.append(figures(desk, 1, listed).left)
    assert left == [6, 6, 5, 5, 4, 3, 2]
    told = [say(desk, row) for row in desk.database.all(FIND_LIST_NUMBERS, call_list_no=listed)]
    assert sum(not one.startswith(OVER) for one in told) == left[-1], told


def test_a_dial_never_adds_to_what_is_left(desk: Desk) -> None:
    for place in range(2):
        phones = [f"1380013800{place}", f"1390013900{place}", f"1370013700{place}"]
        add_customer(desk, f"客户{place}", phones=phones)
    name = add_call_list(desk, "名单").number or ""
    listed = int(name.removeprefix("l"))
    fill(desk, name, [1, 2], "")
    left = [figures(desk, 1, listed).left]
    for customer, phone, outcome in (
        ("客户0", 1, "no_answer"), ("客户1", 4, "busy"), ("客户0", 1, "invalid_number"), ("客户0", 2, "no_answer"),
        ("客户0", 2, "invalid_number"), ("客户0", 3, "unreachable"), ("客户0", 3, "invalid_number"),
    ):  # fmt: skip
        calls.log_call(desk, calls.Typed(customer, outcome, phone_no=phone, call_list=name), Extras())
        left.append(figures(desk, 1, listed).left)
    # A customer counts once: the second number is behind the first for as long as that is called again.
    assert left == [2, 2, 2, 2, 2, 2, 2, 1]
    found = queue.next_offer(desk, rep="陈伟")
    assert isinstance(found, queue.Empty)
    assert found.counts.waiting == left[-1], found.sentence
