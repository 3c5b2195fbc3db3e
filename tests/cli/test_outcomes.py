"""`crm outcome`."""

from crm_cli.domain.outcomes import PRESETS
from crm_cli.domain.rule_words import retry_words
from tests.cli.conftest import Run


def test_machines_get_every_field_and_the_letters_of_the_table(run: Run) -> None:
    rows = run("outcome", "list", "--format", "json").json()
    letters = {(row["subject"], row["code"]): row["flags"] for row in rows}
    assert letters == {(one.subject, one.code): one.flags or "-" for one in PRESETS}
    assert {"dialled", "reached", "effect", "retry_minutes", "other_half_day", "retired_on"} <= set(rows[0])
    assert {
        row["subject"] for row in run("outcome", "list", "--subject", "visit", "--format", "json").json()
    } == {"visit"}


def test_people_get_names_and_retry_rules(run: Run) -> None:
    text = run("outcome", "list", "--subject", "call", "--format", "text").stdout
    no_answer = next(line for line in text.splitlines() if "no_answer" in line)
    assert "4 hours, 1 day, other half-day" in no_answer
    assert "DAHC" in text


def test_retry_rules_in_words() -> None:
    rule = {"retry_minutes": 30, "retry_days": 7, "other_half_day": False}
    assert retry_words(rule) == "30 min, 7 days"
    assert retry_words({"retry_minutes": 0, "retry_days": 0, "other_half_day": False}) == ""


def test_one_is_shown_by_any_of_its_names_for_calls_and_visits(run: Run) -> None:
    both = run("outcome", "show", "has_supplier", "--format", "jsonl").stdout.splitlines()
    assert len(both) == 2
    assert run("outcome", "show", "无人接听", "--format", "json").json()["code"] == "no_answer"
    assert run("outcome", "show", "deal", "--subject", "call").exit_code == 3
    assert run("outcome", "list", "--subject", "letter").exit_code == 2


def test_the_letters_are_explained_to_people(run: Run) -> None:
    told = run("outcome", "list", "--format", "table").stderr
    assert "call: D dialled, A answered, H a human answered, C reached, T off the list" in told
    assert "visit: O opened, C reached, E effective, X unit exhausted" in told
    assert "visit:" not in run("outcome", "list", "--subject", "call", "--format", "table").stderr
    assert not run("outcome", "list", "--format", "json").stderr
