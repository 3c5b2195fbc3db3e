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
    [ban] = firm("donotcall", "list", "--format", "json").json()
    assert (ban["customer_no"], ban["e164"]) == ("c1", None)


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
    firm("donotcall", "add", "c1", "190 0000 8000")
    several = firm("donotcall", "lift", "c1", "--reason", "误会", who="周敏")
    assert (several.exit_code, "190 0000 8000" in several.stderr) == (3, True), several.said
    assert firm("donotcall", "lift", "1234", "--reason", "误会", who="周敏").exit_code == 0


def test_a_number_that_is_none_of_the_region_has_its_customer_too(firm: Run) -> None:
    firm("contact", "add", "甲", "--customer", "c1", "--phone", "0912345678")
    firm("donotcall", "add", "5678")
    [mark] = firm("donotcall", "list", "--format", "json").json()
    assert (mark["phone"], mark["customer"]) == ("0912345678", "广州白云航空服务有限公司")
    assert firm("donotcall", "lift", "5678", "--reason", "误会", who="周敏").exit_code == 0
