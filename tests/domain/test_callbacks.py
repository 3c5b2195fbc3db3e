"""What became of a callback, case by case; all times are of one day, the promise for three o'clock."""

from datetime import UTC, date, datetime

import pytest

from crm_cli.domain.callbacks import Promised, fate, say_distance, standing

DAY = date(2026, 11, 20)


def _at(text: str | None) -> datetime | None:
    if text is None:
        return None
    hour, minute = map(int, text.split(":"))
    return datetime(2026, 11, 20, hour, minute, tzinfo=UTC)


def _moment(text: str) -> datetime:
    found = _at(text)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("now", "state", "ended", "by", "handed", "calls", "became", "stands"),
    [
        ("14:00", "open", None, "", None, "", "pending", "waiting"),
        ("14:45", "open", None, "", None, "", "pending", "due"),
        ("15:15", "open", None, "", None, "", "pending", "due"),
        ("15:16", "open", None, "", None, "", "missed", "late"),
        ("15:16", "open", None, "", None, "14:45", "kept", "tried"),
        ("14:50", "open", None, "", None, "14:44", "pending", "due"),
        ("16:00", "open", None, "", None, "15:16", "late", "late"),
        ("18:00", "done", "15:15", "out", None, "15:15", "kept", "kept"),
        ("18:00", "done", "15:16", "out", None, "15:16", "late", "made_late"),
        ("18:00", "done", "14:44", "out", None, "14:44", "early", "made_early"),
        ("18:00", "done", "14:44", "out", None, "14:44 15:05", "kept", "kept"),
        ("18:00", "done", "15:15", "in", None, "", "void", "they_called"),
        ("18:00", "done", "15:16", "in", None, "", "missed", "missed"),
        ("18:00", "done", "15:10", "in", None, "15:01", "kept", "kept"),
        ("18:00", "cancelled", "14:59", "", None, "15:00", "void", "cancelled"),
        ("18:00", "cancelled", "15:00", "", None, "", "missed", "missed"),
        ("18:00", "cancelled", "15:00", "", None, "15:10", "kept", "kept"),
        ("18:00", "cancelled", None, "", None, "", "void", "cancelled"),
        ("15:05", "open", None, "", "15:00", "15:05", "void", "tried"),
        ("15:05", "open", None, "", "14:59", "15:05", "kept", "tried"),
    ],
)
def test_every_case_has_one_fate(
    now: str, state: str, ended: str | None, by: str, handed: str | None, calls: str, became: str, stands: str
) -> None:
    one = Promised(_moment("15:00"), DAY, state, _at(ended), by, _at(handed))
    made = [(_moment(at), DAY) for at in calls.split()]
    assert fate(one, made, _moment(now), 15) == became
    unhanded = fate(one._replace(handed_at=None), made, _moment(now), 15)
    assert standing(one, unhanded, _moment(now), 15) == stands


def test_a_call_of_another_day_is_neither_late_nor_kept() -> None:
    one = Promised(_moment("15:00"), DAY, "done", datetime(2026, 11, 21, 9, tzinfo=UTC), "out")
    monday = [(datetime(2026, 11, 21, 9, tzinfo=UTC), date(2026, 11, 21))]
    assert fate(one, monday, datetime(2026, 11, 22, tzinfo=UTC), 15) == "missed"
    assert fate(one._replace(due_at=None), monday, datetime(2026, 11, 22, tzinfo=UTC), 15) == "missed"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(12, "in 12 min"), (-40, "40 min late"), (0, "in 0 min"), (150, "in 2 h"), (-3000, "2 days late")],
)
def test_a_distance_is_said_in_the_unit_one_thinks_in(minutes: int, words: str) -> None:
    assert say_distance(minutes) == words
