"""`crm donotcall`."""

import pytest

from tests.cli.conftest import Run


def test_a_mark_stands_until_a_manager_lifts_it(firm: Run) -> None:
    firm("donotcall", "add", "0000 8000", "--reason", "投诉")
    firm("donotcall", "add", "13900001234", "--reason", "来信")
    [ban, other] = firm("donotcall", "list", "--format", "json").json()
    assert (ban["e164"], ban["reason"], ban["created_by"]) == ("+8619000008000", "投诉", "陈伟")
    assert other["e164"] == "+8613900001234"
    assert "do-not-call" in firm("call", "log", "王丽", "no_answer", "--number", "8000").stderr
    assert firm("donotcall", "lift", "1", "--reason", "误会").exit_code == 4
    assert firm("donotcall", "lift", "1", who="周敏").exit_code == 2
    assert firm("donotcall", "lift", "1", "--reason", "误会", who="周敏").exit_code == 0
    assert [one["no"] for one in firm("donotcall", "list", "--format", "json").json()] == [2]
    assert len(firm("donotcall", "list", "--all", "--format", "json").json()) == 2


@pytest.mark.parametrize("words", [["c1"], ["白云"], ["190 0000 8000", "--whole-customer"]])
def test_a_whole_customer_is_marked_by_number_name_or_phone(firm: Run, words: list[str]) -> None:
    firm("donotcall", "add", *words)
    marks = firm("donotcall", "list", "--format", "json").json()
    assert [(one["customer_no"], one["e164"]) for one in marks] == [
        ("c1", None), (None, "+862080000000"), (None, "+8619000008000"),
    ]  # fmt: skip
    # Whoever else has such a line is rung by it too.
    firm("customer add 分公司 --phone '(020) 8000-0000'")
    assert firm("call dial 分公司 --ignore-hours").exit_code == 4
    assert firm("donotcall lift c1 --reason 误会", who="周敏").exit_code == 0
    assert firm("donotcall", "list", "--format", "json").json() == []


def test_a_line_that_a_marked_customer_gets_later_is_barred_at_whoever_shares_it(firm: Run) -> None:
    firm("customer add 分公司 --phone 0755-88880000")
    firm("donotcall add 白云 --whole-customer")
    assert "do-not-call" not in firm("call dial 分公司 --ignore-hours").stderr
    firm("customer edit 白云 --phone 0755-88880000")
    assert "do-not-call" in firm("call dial 分公司 --ignore-hours").stderr


def test_an_extension_is_barred_with_its_customer_and_not_the_line_of_others(firm: Run) -> None:
    firm("customer add 十楼 --phone 020-81234567-1001")
    firm("customer add 九楼 --phone 020-81234567-901")
    firm("donotcall add 十楼 --whole-customer")
    assert [one["e164"] for one in firm("donotcall", "list", "--format", "json").json()] == [None]
    assert "do-not-call" in firm("call dial 十楼 --ignore-hours").stderr
    assert "do-not-call" not in firm("call dial 九楼 --ignore-hours").stderr


def test_what_is_asked_for_on_the_phone_holds_for_the_number_that_was_called(firm: Run) -> None:
    firm("call log 白云 do_not_call --number 13600002222 --note 打错")
    firm("customer add 别家 --phone '+86 136-0000-2222'")
    assert "do-not-call: 打错" in firm("call dial 别家 --ignore-hours").stderr
    assert firm("call dial 白云 --ignore-hours").exit_code == 1  # by hand, since no dial command is set
    firm("call log 白云 do_not_call --whole-customer")
    marks = firm("donotcall", "list", "--format", "json").json()
    assert [(one["customer_no"], one["e164"]) for one in marks] == [
        (None, "+8613600002222"), ("c1", None), (None, "+862080000000"), (None, "+8619000008000"),
    ]  # fmt: skip


def test_a_hotline_is_barred_however_it_is_written(firm: Run) -> None:
    for name, number in (("甲行", "95533"), ("乙行", "9 5533"), ("丙行", "95534")):
        firm("customer", "add", name, "--phone", number)
    firm("call log 乙行 do_not_call")
    assert "do-not-call" in firm("call dial 甲行 --ignore-hours").stderr
    assert "do-not-call" in firm("call dial 乙行 --ignore-hours").stderr
    assert "do-not-call" not in firm("call dial 丙行 --ignore-hours").stderr


def test_a_tail_of_several_phones_is_refused(firm: Run) -> None:
    firm("contact", "add", "甲", "--customer", "c1", "--phone", "139 0000 8000")
    assert firm("donotcall", "add", "00008000").exit_code == 2
    assert firm("donotcall", "list", "--format", "json").json() == []


def test_the_list_shows_whose_number_it_is_as_it_is_written(firm: Run) -> None:
    firm("contact", "add", "甲", "--customer", "c1", "--phone", "139-0013-9000")
    firm("call", "log", "甲", "do_not_call", "--note", "别再打了")
    firm("donotcall", "add", "13900001234", "--reason", "来信")
    held, strange = firm("donotcall", "list", "--format", "json").json()
    assert (held["phone"], held["customer"], held["customer_no"], held["reason"]) == (
        "139-0013-9000", "广州白云航空服务有限公司", None, "别再打了",
    )  # fmt: skip
    assert (strange["phone"], strange["customer"]) == ("+8613900001234", "")


@pytest.mark.parametrize("typed", ["1", "9000", "139 0013 9000", "白云", "c1"])
def test_a_mark_is_lifted_by_its_number_a_phone_or_its_customer(firm: Run, typed: str) -> None:
    firm("contact", "add", "甲", "--customer", "c1", "--phone", "139-0013-9000")
    firm("donotcall", "add", "13900139000")
    firm("donotcall", "add", "13900001234")
    done = firm("donotcall", "lift", typed, "--reason", "误会", who="周敏")
    assert "139-0013-9000" in done.stdout, done.stderr
    done = firm("donotcall", "lift", typed, "--reason", "误会", who="周敏")
    assert done.exit_code == 3, done.said


def test_a_mark_on_a_number_of_nobody_is_lifted_by_its_tail_and_several_are_asked_about(firm: Run) -> None:
    firm("donotcall", "add", "13900001234")
    firm("donotcall", "add", "190 0000 8000")
    firm("donotcall", "add", "c1")
    several = firm("donotcall", "lift", "c1", "--reason", "误会", who="周敏")
    assert (several.exit_code, "190 0000 8000" in several.stderr) == (3, True), several.said
    assert firm("donotcall", "lift", "1234", "--reason", "误会", who="周敏").exit_code == 0


def test_a_number_that_is_none_of_the_region_has_its_customer_too(firm: Run) -> None:
    firm("contact", "add", "甲", "--customer", "c1", "--phone", "0912345678")
    firm("donotcall", "add", "5678")
    [mark] = firm("donotcall", "list", "--format", "json").json()
    assert (mark["phone"], mark["customer"]) == ("0912345678", "广州白云航空服务有限公司")
    assert firm("donotcall", "lift", "5678", "--reason", "误会", who="周敏").exit_code == 0
