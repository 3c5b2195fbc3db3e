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
