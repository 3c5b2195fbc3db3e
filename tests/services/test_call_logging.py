"""What logging a call takes from the queue and gives back to it: its list, the next number, marks, hand-overs."""

from collections.abc import Callable, Iterator

import pytest
import time_machine

from crm_cli.errors import NotFoundError, RefusedError, UsageError
from crm_cli.services import call_lists, calls, contacts, customers, history, queue, steps
from crm_cli.services.call_corrections import edit_call
from crm_cli.services.call_list_filling import fill
from crm_cli.services.desk import Desk
from crm_cli.services.effects import Answers
from crm_cli.services.queue import Offer
from crm_cli.services.touches import Extras
from crm_cli.storage.calls import CallRow
from crm_cli.storage.contacts import FIND_BANS, FIND_PHONES
from crm_cli.storage.reps import FIND_REPS

FRIDAY = "2026-11-20T02:00:00+00:00"


@pytest.fixture(autouse=True)
def _friday_at_ten() -> Iterator[None]:
    with time_machine.travel(FRIDAY, tick=False):
        yield


@pytest.fixture
def spring(desk: Desk) -> int:
    """A list 春季 with 白云 (two numbers) and 珠江."""
    baiyun = customers.add_customer(
        desk, "白云航空", phones=["020-80000000", "020-80000001"], owner="陈伟"
    ).no
    zhujiang = customers.add_customer(desk, "珠江啤酒", phones=["13800138000"], owner="陈伟").no
    no = call_lists.add_call_list(desk, "春季").no
    fill(desk, f"l{no}", [baiyun, zhujiang], "--ids")
    return no


def _next(desk: Desk, **options: str) -> Offer:
    offer = queue.next_offer(desk, **options)
    assert isinstance(offer, Offer), offer
    return offer


def _last(desk: Desk) -> CallRow:
    return calls.calls(desk, sort="no", descending=True, limit=1)[0]


def test_a_call_is_of_the_list_it_was_offered_from_and_frees_the_number(desk: Desk, spring: int) -> None:
    offer = _next(desk, waive="晚会")
    told = calls.log_call(desk, calls.Typed(f"c{offer.customer_no}", "no_answer"))
    assert (_last(desk).call_list_no, _last(desk).hours_waived) == (spring, True)
    assert queue.held(desk, desk.database.one(FIND_REPS, name="陈伟").no) is None
    assert told.lines[-1] == f"{offer.customer}: again today after 14:00."
    assert _next(desk).customer_no != offer.customer_no


def test_without_a_lease_it_is_of_the_only_open_list_of_mine_the_number_is_on(
    desk: Desk, spring: int, open_as: Callable[[str | None], Desk]
) -> None:
    calls.log_call(desk, calls.Typed("13800138000", "busy"))
    assert _last(desk).call_list_no == spring
    calls.log_call(desk, calls.Typed("13800138000", "talked", incoming=True))
    assert _last(desk).call_list_no is None
    other = call_lists.add_call_list(desk, "李娜的", reps=["李娜"]).no
    fill(desk, f"l{other}", [_last(desk).customer_no or 0], "--ids")
    calls.log_call(desk, calls.Typed("13800138000", "busy"))
    assert _last(desk).call_list_no == spring
    calls.log_call(open_as("李娜"), calls.Typed("13800138000", "busy"))
    assert _last(desk).call_list_no is None
    calls.log_call(desk, calls.Typed("13800138000", "busy", call_list="李娜"))
    assert _last(desk).call_list_no == other


@pytest.mark.parametrize("who", ["c1", "白云", "n1", "王丽"])
@pytest.mark.parametrize("minutes", [0, 100])
def test_what_is_logged_without_a_number_was_dialled_as_shown(
    desk: Desk, spring: int, open_as: Callable[[str | None], Desk], who: str, minutes: int
) -> None:
    contacts.add_contact(desk, "王丽", "白云", phones=["13900001025"])
    mobile = desk.database.one(FIND_PHONES, contact_no=1).no
    own = call_lists.add_call_list(desk, "个人", priority=1).no
    others = call_lists.add_call_list(desk, "江", reps=["李娜"]).no
    fill(desk, f"l{own}", [1], "--ids")
    fill(desk, f"l{others}", [2], "--ids")
    assert (_next(desk).phone_no, _next(desk).contact) == (mobile, "王丽")
    with time_machine.travel(FRIDAY, tick=False) as now:
        now.shift(60 * minutes)
        # Another who is given another customer takes nothing of what this rep dialled.
        assert _next(open_as("李娜"), call_list="江").customer == "珠江啤酒"
        calls.log_call(desk, calls.Typed(who, "do_not_call"))
    call = _last(desk)
    assert (call.phone_no, call.contact_no, call.call_list_no) == (mobile, 1, own)
    assert [ban.e164 for ban in desk.database.all(FIND_BANS, standing=True)] == ["+8613900001025"]


def test_who_names_another_number_or_person_means_those(desk: Desk, spring: int) -> None:
    contacts.add_contact(desk, "王丽", "白云", phones=["13900001025"])
    contacts.add_contact(desk, "何总", "白云")
    offer = _next(desk)
    assert offer.number == "020-80000000"
    for typed, number, contact in (
        (calls.Typed("c1", "busy", number="80000001"), "020-80000001", ""),
        (calls.Typed("c1", "busy", contact="王丽"), "13900001025", "王丽"),
        (calls.Typed("80000001", "busy"), "020-80000001", ""),
    ):
        calls.log_call(desk, typed)
        assert (_last(desk).number, _last(desk).contact) == (number, contact)
        history.undo(desk)
    calls.log_call(desk, calls.Typed("020-80000000", "invalid_number"))
    assert _next(desk, call_list="春季").number == "020-80000001"
    # He has no number of his own: he was asked for at the one dialled.
    calls.log_call(desk, calls.Typed("c1", "talked", contact="何总"))
    assert (_last(desk).number, _last(desk).contact) == ("020-80000001", "何总")


def test_a_customer_that_others_were_given_since_is_dialled_at_its_main_number(
    desk: Desk, spring: int, open_as: Callable[[str | None], Desk]
) -> None:
    contacts.add_contact(desk, "王丽", "白云", phones=["13900001025"])
    own = call_lists.add_call_list(desk, "个人", priority=1).no
    fill(desk, f"l{own}", [1], "--ids")
    assert _next(desk).number == "13900001025"
    with time_machine.travel(FRIDAY, tick=False) as now:
        now.shift(60 * 100)
        assert _next(open_as("李娜")).customer == "白云航空"
        calls.log_call(desk, calls.Typed("c1", "busy"))
    assert _last(desk).number == "020-80000000"


def test_a_call_typed_hours_late_leaves_alone_what_is_on_the_screen_now(desk: Desk, spring: int) -> None:
    offer = _next(desk)
    calls.log_call(desk, calls.Typed(f"c{offer.customer_no}", "busy", at="2026-11-19 15:00"))
    assert queue.held(desk, desk.database.one(FIND_REPS, name="陈伟").no) is not None


def test_what_was_on_the_screen_days_ago_says_nothing_of_a_call_today(desk: Desk, spring: int) -> None:
    for hours, waived in ((2, True), (50, False)):
        offer = _next(desk, waive="晚会")
        with time_machine.travel(FRIDAY, tick=False) as now:
            now.shift(3600 * hours)
            calls.log_call(desk, calls.Typed(f"c{offer.customer_no}", "busy"))
        assert _last(desk).hours_waived == waived


@pytest.mark.parametrize(
    ("said", "told"),
    [("周一 3点", "15:00"), ("周一 下午3点", None), ("周一 0:30", None), ("周一 8点半", None)],
)
def test_a_promise_for_the_night_is_warned_of(desk: Desk, spring: int, said: str, told: str | None) -> None:
    done = calls.log_call(desk, calls.Typed("白云", "callback"), answers=Answers(callback=said))
    assert list(done.warnings) == ([f"03:00 is in the night; the afternoon is {told}."] if told else [])


@pytest.mark.parametrize(
    ("said", "name", "number"),
    [
        ("李经理 801", "李经理", "020-80000000 转 801"),
        ("李经理转801", "李经理", "020-80000000 转 801"),
        ("Li Na 13900139000", "Li Na", "13900139000"),
        ("采购部 020-8555 1234", "采购部", "020-8555 1234"),
        ("张三", "张三", None),
    ],
)
def test_whom_they_refer_us_to_is_the_next_number_on_the_list(
    desk: Desk, spring: int, said: str, name: str, number: str | None
) -> None:
    offer = _next(desk)
    assert offer.number == "020-80000000"
    calls.log_call(desk, calls.Typed("白云", "referred"), answers=Answers(referred=said))
    person = contacts.contacts(desk, customer_no=offer.customer_no)[0]
    assert person.name == name
    following = _next(desk)
    if number is None:
        assert following.number == "020-80000001"
    else:
        assert (following.number, following.contact) == (number, name)


def test_a_referral_to_somebody_on_file_makes_no_second_person(desk: Desk, spring: int) -> None:
    contacts.add_contact(desk, "李经理", "白云", phones=["13900139000"])
    calls.log_call(desk, calls.Typed("020-80000000", "referred"), answers=Answers(referred="李经理 801"))
    people = contacts.contacts(desk, customer_no=1)
    assert [(one.no, one.name) for one in people] == [(1, "李经理")]
    assert {phone.raw for phone in contacts.phones(desk, contact_no=1)} == {
        "13900139000",
        "020-80000000 转 801",
    }


def test_a_wrong_outcome_corrected_takes_its_bad_mark_along_and_back(desk: Desk, spring: int) -> None:
    calls.log_call(desk, calls.Typed("020-80000000", "invalid_number"))
    call = _last(desk)
    told = edit_call(desk, call, outcome="talked")
    assert "020-80000000 is good again." in told.lines
    assert desk.database.one(FIND_PHONES, no=call.phone_no).bad_at is None
    edit_call(desk, _last(desk), outcome="wrong_number")
    assert desk.database.one(FIND_PHONES, no=call.phone_no).bad_reason == "wrong_number"
    edit_call(desk, _last(desk), at="2026-11-20 09:30")
    assert desk.database.one(FIND_PHONES, no=call.phone_no).bad_at == _last(desk).at
    history.undo(desk)
    history.undo(desk)
    assert desk.database.one(FIND_PHONES, no=call.phone_no).bad_at is None


def test_a_mark_of_another_call_outlives_a_correction(desk: Desk, spring: int) -> None:
    for at in ("09:00", "09:30"):
        calls.log_call(desk, calls.Typed("020-80000000", "invalid_number", at=f"2026-11-20 {at}"))
    first, second = calls.calls(desk, sort="no")
    edit_call(desk, second, outcome="no_answer")
    assert desk.database.one(FIND_PHONES, no=first.phone_no).bad_at == first.at


def test_correcting_to_do_not_call_marks_and_from_it_leaves_the_mark_to_a_manager(
    desk: Desk, spring: int
) -> None:
    calls.log_call(desk, calls.Typed("13800138000", "not_interested", note="别再打"))
    edit_call(desk, _last(desk), outcome="do_not_call")
    assert [ban.reason for ban in desk.database.all(FIND_BANS, standing=True)] == ["别再打"]
    told = edit_call(desk, _last(desk), outcome="talked")
    assert any("do-not-call mark" in one for one in told.warnings)
    assert desk.database.all(FIND_BANS, standing=True)


def test_what_a_wrong_outcome_made_is_told_and_stays(desk: Desk, spring: int) -> None:
    calls.log_call(desk, calls.Typed("13800138000", "callback"), answers=Answers(callback="fri 15:00"))
    told = edit_call(desk, _last(desk), outcome="no_answer")
    assert "What came of it still stands: s1." in told.warnings
    assert steps.steps(desk)[0].state == "open"


@pytest.mark.parametrize(
    ("said", "kind", "due"),
    [
        ("李娜", "callback", "10:10"),
        ("李娜 15:00 问价", "callback", "15:00"),
        ("李娜 周一 报价", "step", None),
    ],
)
def test_a_call_handed_over_is_the_takers_to_make(
    desk: Desk, spring: int, said: str, kind: str, due: str | None
) -> None:
    calls.log_call(desk, calls.Typed("13800138000", "talked", incoming=True, transfer=said, note="急"))
    step = steps.steps(desk)[0]
    assert (step.rep, step.kind, step.state) == ("李娜", kind, "open")
    assert (step.due_at and f"{desk.wall(step.due_at):%H:%M}") == due
    assert step.words.startswith("from 陈伟: ")
    assert _last(desk).transferred_to == "李娜"


@pytest.mark.parametrize(
    ("said", "error"),
    [("陈伟", RefusedError), ("王五 15:00", NotFoundError), ("李娜 问价", UsageError), (" ", UsageError)],
)
def test_a_hand_over_that_makes_no_sense_logs_nothing(
    desk: Desk, spring: int, said: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        calls.log_call(desk, calls.Typed("13800138000", "talked", transfer=said))
    assert calls.calls(desk) == []


def test_a_promised_call_that_reaches_nobody_comes_again_by_the_rule(desk: Desk, spring: int) -> None:
    steps.add_step(desk, "09:30", customer="珠江", kind="callback")
    assert _next(desk).tier == "callback"
    told = calls.log_call(desk, calls.Typed("珠江", "busy"))
    assert "What was promised stays open; it comes again after 10:30." in told.lines
    assert _next(desk).customer == "白云航空"
    calls.log_call(desk, calls.Typed("白云", "busy"))
    with time_machine.travel("2026-11-20T02:31:00+00:00"):
        assert (_next(desk).tier, _next(desk).customer) == ("callback", "珠江啤酒")
    history.undo(desk)
    history.undo(desk)
    assert _next(desk).customer == "珠江啤酒"


def test_where_nobody_can_be_asked_an_outcome_needs_only_what_it_cannot_do_without(
    desk: Desk, spring: int
) -> None:
    for outcome in ("talked", "not_interested", "referred", "do_not_call"):
        calls.log_call(desk, calls.Typed("13800138000", outcome))
    with pytest.raises(UsageError):
        calls.log_call(desk, calls.Typed("13800138000", "appointment"))


def test_at_a_terminal_each_outcome_asks_what_it_is_for_and_nothing_else(desk: Desk, spring: int) -> None:
    asked: list[str] = []
    answers = iter(["+3d 送目录", "太贵", "李经理 801", "投诉过", "y"])

    def ask(question: str, check: Callable[[str], object]) -> str:
        asked.append(question)
        answer = next(answers)
        check(answer)
        return answer

    for outcome in ("no_answer", "talked", "not_interested", "referred", "do_not_call"):
        desk.ask = ask
        calls.log_call(desk, calls.Typed("13800138000", outcome), Extras())
    assert [question.split("?")[0] for question in asked] == [
        "Next step",
        "Why",
        "Whom to ask for instead",
        "Why must they not be called",
        "All numbers of this customer",
    ]
    assert desk.database.all(FIND_BANS, standing=True)[0].customer_no is not None


def test_one_number_of_two_customers_is_on_one_screen_and_says_who_rang_it(
    desk: Desk, open_as: Callable[[str | None], Desk]
) -> None:
    numbers = [
        customers.add_customer(desk, name, phones=[phone], owner="").no
        for name, phone in (
            ("启明教育", "020-80001111"),
            ("启明培训", "(020)8000 1111"),
            ("楼上", "020-80001111 转 801"),
        )
    ]
    fill(desk, f"l{call_lists.add_call_list(desk, '年会').no}", numbers, "--ids")
    other = open_as("李娜")
    assert _next(desk).customer == "启明教育"
    assert _next(other).customer == "楼上"
    calls.log_call(other, calls.Typed("楼上", "busy"))
    told = queue.next_offer(other)
    assert isinstance(told, queue.Empty)
    assert (told.counts.held, told.counts.waiting) == ((("陈伟", 2),), 1)
    row = call_lists.list_numbers(desk, call_list_no=1, standing=True)[1]
    assert queue.state_of(desk, row).startswith("held by 陈伟 until")
    calls.log_call(desk, calls.Typed("启明教育", "no_answer"))
    assert _next(other).why == "年会: new; dialled today as 启明教育 by 陈伟: no answer"


@pytest.mark.parametrize(
    ("outcome", "answers", "typed", "told"),
    [
        ("order", Answers(amount="5万"), "50000", "Order o1"),
        ("appointment", Answers(plan="周三 10:00 看样"), "周三 10:00 看样", "Visit planned p1"),
        ("callback", Answers(callback="周三 15:00"), "周三 15:00", "Callback s1"),
    ],
)
def test_a_corrected_outcome_makes_what_it_is_told_or_asks_or_says_what_to_type(
    desk: Desk, spring: int, outcome: str, answers: Answers, typed: str, told: str
) -> None:
    calls.log_call(desk, calls.Typed("珠江", "talked"))
    silent = edit_call(desk, _last(desk), outcome=outcome)
    assert "c2" in silent.warnings[-1]
    history.undo(desk)
    assert any(told in line for line in edit_call(desk, _last(desk), outcome=outcome, answers=answers).lines)
    history.undo(desk)
    with pytest.raises(UsageError):
        edit_call(desk, _last(desk), outcome="talked", answers=answers)
    desk.ask = lambda question, check: typed
    asked = edit_call(desk, _last(desk), outcome=outcome)
    assert (any(told[:-1] in line for line in asked.lines), asked.warnings) == (True, ())
    history.undo(desk)
    assert _last(desk).outcome == "talked"
