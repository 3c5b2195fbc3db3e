"""What stands in the form of an outcome, and what was changed in it."""

from collections.abc import Callable

import pytest

from crm_cli.domain.settings import SETTINGS
from crm_cli.errors import UsageError
from crm_cli.services.desk import Desk
from crm_cli.services.firm import read_setting, setting_text
from crm_cli.services.outcome_editing import edit_outcome
from crm_cli.services.outcome_meaning import Typed, TypedRule, meaning
from crm_cli.services.outcome_words import read_words, words_of


def test_a_form_that_was_only_looked_at_says_nothing(desk: Desk) -> None:
    for subject in ("call", "visit"):
        for row in desk.outcomes(subject):
            words = words_of(row)
            assert read_words(words, words) == Typed()


def test_a_rule_typed_anew_from_its_own_words_is_the_rule(desk: Desk) -> None:
    for row in desk.outcomes("call"):
        words = words_of(row)
        typed = read_words({"retry": words["retry"]}, {"retry": "7m"} if words["retry"] else {})
        assert meaning("call", typed, row)["retry_minutes"] == row.retry_minutes
        assert meaning("call", typed, row)["retry_days"] == row.retry_days


@pytest.mark.parametrize(
    ("field", "text", "typed"),
    [
        ("name", "没人接", Typed(name="没人接")),
        ("name", "", Typed(name="")),
        ("key", "", Typed(key="")),
        ("flags", "", Typed(flags="-")),
        ("effect", "", Typed(effect="none")),
        ("asks", "grade, reason", Typed(asks=["grade", "reason"])),
        ("retry", "", Typed(rule=TypedRule("none", 0))),
        ("retry", "2h", Typed(rule=TypedRule("2h", 0))),
        ("retry", "2h then 3d", Typed(rule=TypedRule("2h then 3d"))),
        ("other_half", "", Typed(rule=TypedRule(other_half=False))),
        ("tries", "", Typed(rule=TypedRule(tries=0))),
        ("rest_days", "90", Typed(rule=TypedRule(rest_days=90))),
        ("swap", "yes", Typed(swap=True)),
    ],
)
def test_what_was_changed_is_said_and_nothing_else(desk: Desk, field: str, text: str, typed: Typed) -> None:
    words = words_of(next(row for row in desk.outcomes("call") if row.code == "no_answer"))
    assert read_words({**words, field: text}, words) == typed


@pytest.mark.parametrize("field", ["tries", "rest_days", "retry", "other_half"])
def test_what_cannot_be_read_is_a_sentence(desk: Desk, field: str) -> None:
    words = words_of(desk.outcomes("call")[0])
    with pytest.raises(UsageError):
        read_words({**words, field: "soon"}, words)


def test_hours_alone_take_the_days_behind_them_away(open_as: Callable[[str | None], Desk]) -> None:
    desk = open_as("周敏")
    row = next(row for row in desk.outcomes("call") if row.code == "no_answer")
    words = words_of(row)
    told = {**words, "retry": "2h", "other_half": ""}
    edit_outcome(desk, row, read_words(told, words))
    after = next(row for row in desk.outcomes("call") if row.code == "no_answer")
    assert (after.retry_minutes, after.retry_days, after.other_half_day) == (120, 0, False)


@pytest.mark.parametrize("key", SETTINGS)
def test_a_setting_in_words_is_read_as_itself(key: str) -> None:
    default = SETTINGS[key].default if key != "firm_name" else "A公司"
    assert read_setting(key, setting_text(default)) == default
