"""A call or a visit that says the same as one just before is warned of: typed twice more often than done twice."""

import pytest

from crm_cli.services import calls, customers, visits
from crm_cli.services.desk import Desk

DAY = "2026-11-20"
Said = dict[str, str | None]


@pytest.fixture(autouse=True)
def _customers(desk: Desk) -> None:
    customers.add_customer(desk, "广州白云航空服务有限公司", phones=["020-80000000"], owner="陈伟")
    customers.add_customer(desk, "深圳前海贸易", phones=["0755-80000001"], owner="陈伟")


def _visited(desk: Desk, said: Said) -> tuple[str, ...]:
    given: Said = {"who": "c1", "outcome": "not_in", "arrive": f"{DAY} 09:15", **said}
    return visits.log_visit(desk, visits.Typed(**given)).warnings  # type: ignore[arg-type]  # texts, all of them


def _called(desk: Desk, said: Said) -> tuple[str, ...]:
    given: Said = {"who": "c1", "outcome": "no_answer", "at": f"{DAY} 09:15", **said}
    return calls.log_call(desk, calls.Typed(**given)).warnings  # type: ignore[arg-type]  # texts, all of them


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ({}, {}, True),
        ({}, {"outcome": "met_staff"}, True),
        ({}, {"arrive": f"{DAY} 09:24"}, True),
        ({"arrive": f"{DAY} 09:24"}, {}, True),
        ({}, {"arrive": f"{DAY} 09:26"}, False),
        ({}, {"arrive": f"{DAY} 09:16", "note": "下午再来"}, False),
        ({}, {"arrive": f"{DAY} 09:16", "outcome": "met_staff"}, False),
        ({}, {"who": "c2"}, False),
        ({}, {"rep": "李娜"}, False),
        ({"who": None, "building": "中信广场", "unit": "902"},) * 2 + (True,),
        (
            {"who": None, "building": "中信广场", "unit": "902"},
            {"building": "中信广场", "unit": "902"},
            False,
        ),
        (
            {"who": None, "building": "中信广场", "unit": "902"},
            {"who": None, "building": "中信广场", "unit": "903"},
            False,
        ),
        ({"who": None, "building": "中信广场"},) * 2 + (False,),
    ],
)
def test_a_visit(desk: Desk, first: Said, second: Said, same: bool) -> None:
    assert not any("twice" in warning for warning in _visited(desk, first))
    assert [warning[:3] for warning in _visited(desk, second) if "twice" in warning] == ["v1 "] * same


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ({}, {}, True),
        ({}, {"at": f"{DAY} 09:16"}, False),
        ({}, {"outcome": "busy"}, False),
        ({"note": "王小姐接"}, {"note": "王小姐接", "at": f"{DAY} 09:20"}, True),
        ({"outcome": "talked"}, {"outcome": "talked", "at": f"{DAY} 09:20"}, True),
        ({"outcome": "talked"}, {"outcome": "talked", "at": f"{DAY} 09:30"}, False),
        ({}, {"number": "020-80000009"}, False),
        ({}, {"who": "c2"}, False),
        ({}, {"rep": "李娜"}, False),
    ],
)
def test_a_call(desk: Desk, first: Said, second: Said, same: bool) -> None:
    assert not any("twice" in warning for warning in _called(desk, first))
    assert [warning[:3] for warning in _called(desk, second) if "twice" in warning] == ["k1 "] * same


def test_an_incoming_call_is_not_the_one_made(desk: Desk) -> None:
    _called(desk, {})
    back = calls.log_call(desk, calls.Typed("c1", "no_answer", at=f"{DAY} 09:15", incoming=True))
    assert not any("twice" in warning for warning in back.warnings)
