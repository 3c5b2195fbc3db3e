"""What an outcome may be: every preset is, and what would break a rate or a rule is not."""

from itertools import combinations
from typing import Any

import pytest

from crm_cli.domain import outcome_rules as rules
from crm_cli.domain.outcomes import PRESETS, RESERVED_KEYS, flag_columns, preset_row
from crm_cli.errors import UsageError


def test_every_preset_could_be_typed() -> None:
    for place, preset in enumerate(PRESETS):
        row = preset_row(preset, place)
        assert rules.read_code(preset.code) == preset.code
        assert rules.read_key(preset.subject, preset.key) == preset.key
        flags = rules.read_flags(preset.subject, preset.flags)
        assert {column for column, on in flags.items() if on} == {
            column for column in flag_columns(preset.subject).values() if row[column]
        }
        assert preset.effect in rules.EFFECTS_OF[preset.subject]
        assert rules.asks_for(preset.effect, preset.asks.split()) == preset.asks
        rules.check_effect(preset.subject, preset.effect, row)
        rules.check_rule(preset.subject, row, {name: row[name] for name in rules.RULE})  # type: ignore[misc]


def test_no_preset_has_a_key_of_a_run() -> None:
    assert not RESERVED_KEYS & {preset.key for preset in PRESETS if preset.subject == "call"}


@pytest.mark.parametrize("subject", ["call", "visit"])
def test_flags_that_pass_keep_every_rate_within_its_whole(subject: str) -> None:
    wholes = {"answered": "dialled", "human": "answered", "reached": "human"}
    if subject == "visit":
        wholes = {"reached": "opened", "effective": "reached"}
    columns = flag_columns(subject)
    passed = 0
    for count in range(len(columns) + 1):
        for letters in combinations(columns, count):
            try:
                flags = rules.read_flags(subject, "".join(letters))
            except UsageError as error:
                typed = error.hint.removeprefix("--flags ")
                assert set(letters) < set(typed), "the hint keeps what was typed"
                rules.read_flags(subject, typed)
                continue
            passed += 1
            assert all(flags[whole] or not flags[part] for part, whole in wholes.items())
    assert passed == {"call": 10, "visit": 8}[subject]


@pytest.mark.parametrize(("typed", "code"), [("Site Visit", "site_visit"), ("看-厂", ""), ("x", ""), ("1st", ""),
    ("site-visit2", "site_visit2"), ("ＳＩＴＥ", "site"), ("a" * 41, ""), ("", ""), ("[/b]", ""), ("a=1", "")])  # fmt: skip
def test_codes(typed: str, code: str) -> None:
    if code:
        assert rules.read_code(typed) == code
    else:
        with pytest.raises(UsageError):
            rules.read_code(typed)


@pytest.mark.parametrize(("subject", "typed", "key"), [("call", "G", "g"), ("call", "７", "7"), ("visit", "n", "n"),
    ("call", "", ""), ("call", "n", None), ("call", "?", None), ("call", "10", None), ("call", "中", None), ("visit", " ", "")])  # fmt: skip
def test_keys(subject: str, typed: str, key: str | None) -> None:
    if key is None:
        with pytest.raises(UsageError):
            rules.read_key(subject, typed)
    else:
        assert rules.read_key(subject, typed) == key


def _outcome(flags: str, effect: str = "none") -> dict[str, Any]:
    return {**rules.read_flags("call", flags), "effect": effect}


def _rule(**said: Any) -> dict[str, Any]:
    return {**dict.fromkeys(rules.RULE, 0), **said}


def test_a_rule_that_could_never_be_followed_is_refused() -> None:
    rules.check_rule("call", _outcome("D"), _rule(retry_minutes=30, tries=3, rest_days=9))
    for outcome, rule in (
        (_outcome("DAHC"), _rule(retry_minutes=30)),
        (_outcome("DAHT"), _rule(retry_days=1)),
        (_outcome("D", "bad_number"), _rule(retry_days=1)),
        (_outcome("DAH", "next_number"), _rule(retry_days=1)),
        (_outcome("D"), _rule(tries=3)),
        (_outcome("D"), _rule(retry_minutes=30, other_half_day=True)),
    ):
        with pytest.raises(UsageError):
            rules.check_rule("call", outcome, rule)
    with pytest.raises(UsageError):
        rules.check_effect("call", "plan", _outcome("DAH"))
    for count in (-1, 11):
        with pytest.raises(UsageError):
            rules.read_tries(count)
