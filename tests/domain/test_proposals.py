"""Which grade and stage the facts speak for."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_cli.domain.codes import GRADES, NEED_STATES, STAGES
from crm_cli.domain.proposals import Facts, Rules, propose

TODAY = date(2026, 11, 20)
RULES = Rules({"A": 30, "B": 90, "C": 180}, 30, 180)
PLAIN = Facts("", "potential", "unknown", None, False, None, TODAY)


def ahead(days: int) -> date:
    return TODAY + timedelta(days=days)


def proposed(rules: Rules = RULES, **facts: Any) -> dict[str, str]:
    found = list(propose(PLAIN._replace(**facts), TODAY, rules))
    assert all(one.sentence and "{" not in one.sentence for one in found)
    return {one.field: one.proposed for one in found}


@pytest.mark.parametrize(
    ("days", "grade"),
    [(-1, None), (0, "A"), (30, "A"), (31, "B"), (90, "B"), (91, "C"), (180, "C"), (181, "D"), (4000, "D")],
)
def test_a_use_date_speaks_for_a_grade(days: int, grade: str | None) -> None:
    assert proposed(need_on=ahead(days)).get("grade") == grade


@pytest.mark.parametrize(
    ("facts", "grade"),
    [
        ({"grade": "A", "need_on": ahead(9)}, None),
        ({"grade": "A", "need_on": ahead(99)}, "C"),
        ({"grade": "B", "need_state": "none"}, "E"),
        ({"grade": "E", "need_state": "none"}, None),
        ({"grade": "C", "need_state": "none", "need_on": ahead(9)}, "E"),
        ({"grade": "C", "need_state": "now"}, None),
        ({"grade": "C", "need_on": ahead(9), "stage": "lost"}, None),
        ({"grade": "C", "need_on": ahead(9), "stage": "won"}, "A"),
    ],
)
def test_grades(facts: dict[str, Any], grade: str | None) -> None:
    assert proposed(**facts).get("grade") == grade


def test_a_firm_without_the_rule_gets_no_grade_from_a_date() -> None:
    assert "grade" not in proposed(RULES._replace(grade_days={}), need_on=ahead(9))


@pytest.mark.parametrize(
    ("facts", "stage"),
    [
        ({"need_state": "now"}, None),
        ({"knows_decider": True}, None),
        ({"need_state": "later", "knows_decider": True}, "target"),
        ({"need_on": ahead(99), "knows_decider": True}, "target"),
        ({"need_state": "none", "knows_decider": True, "need_on": ahead(9)}, None),
        ({"need_on": ahead(30)}, "immediate"),
        ({"need_on": ahead(31)}, None),
        ({"stage": "target", "need_on": ahead(0)}, "immediate"),
        ({"stage": "immediate", "need_on": ahead(31)}, "target"),
        ({"stage": "immediate", "need_on": ahead(-1)}, None),
        ({"stage": "immediate", "order_on": TODAY}, "won"),
        ({"stage": "target", "order_on": ahead(-180)}, "won"),
        ({"stage": "target", "order_on": ahead(-181)}, None),
        ({"stage": "won", "silent_since": ahead(-180)}, None),
        ({"stage": "won", "silent_since": ahead(-181)}, "dormant"),
        ({"stage": "won", "silent_since": ahead(-181), "order_on": ahead(-180)}, None),
        ({"stage": "won", "silent_since": ahead(-181), "order_on": ahead(-181)}, "dormant"),
        ({"stage": "won", "need_on": ahead(9)}, None),
        ({"stage": "dormant", "order_on": TODAY}, "won"),
        ({"stage": "dormant", "need_on": ahead(9)}, None),
        ({"stage": "dropped", "order_on": TODAY}, "won"),
        ({"stage": "lost", "order_on": TODAY}, "won"),
        ({"stage": "lost", "need_on": ahead(9), "need_state": "now", "knows_decider": True}, None),
    ],
)
def test_stages(facts: dict[str, Any], stage: str | None) -> None:
    assert proposed(**facts).get("stage") == stage


NEAR = st.none() | st.dates(ahead(-400), ahead(400))
FACTS = st.builds(
    Facts,
    st.sampled_from(["", *GRADES]),
    st.sampled_from(STAGES),
    st.sampled_from(NEED_STATES),
    NEAR,
    st.booleans(),
    st.none() | st.dates(ahead(-400), TODAY),
    st.dates(ahead(-400), TODAY),
)


@given(FACTS, st.dictionaries(st.sampled_from(GRADES), st.integers(0, 400)))
def test_what_is_accepted_is_not_proposed_again(facts: Facts, grade_days: dict[str, int]) -> None:
    rules = RULES._replace(grade_days=grade_days)
    found: dict[str, Any] = {one.field: one.proposed for one in propose(facts, TODAY, rules)}
    assert found.get("stage") not in {"lost", "dropped"}
    assert not list(propose(facts._replace(**found), TODAY, rules))
