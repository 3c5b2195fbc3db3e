"""Our calendars, read back by another program's reader."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_cli.domain.cleaning import clean
from crm_cli.exchange.icalendar import Event, calendar_text, folded
from tests.exchange.rfc5545 import hold_to_the_standard

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
TEXTS = st.text(
    st.one_of(st.sampled_from('约回電；;,:\\\n"n '), st.characters(exclude_categories=["Cs"])), max_size=90
)
EVENTS = st.builds(
    Event,
    uid=st.uuids().map(lambda one: f"{one}@{one}"),
    starts=st.one_of(
        st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)).map(
            lambda at: at.replace(microsecond=0)
        ),
        st.dates(date(1990, 1, 1), date(2100, 1, 1)),
    ),
    summary=TEXTS,
    sequence=st.integers(0, 99),
    changed_at=st.just(NOW),
    minutes=st.integers(0, 90),
    description=TEXTS,
    alarm_minutes=st.one_of(st.none(), st.integers(0, 60)),
    cancelled=st.booleans(),
    is_free=st.booleans(),
)


def _plain(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(clean(line) for line in lines)


@pytest.mark.trust("S16")
@given(st.lists(EVENTS, max_size=3))
def test_another_reader_reads_what_was_written(events: list[Event]) -> None:
    text = calendar_text("陈伟的约定回电", events, NOW, "Asia/Shanghai")
    found = icalendar.Calendar.from_ical(text.encode())
    assert not found.errors
    hold_to_the_standard(text.encode())
    assert found["METHOD"] == "PUBLISH"
    assert str(found["X-WR-CALNAME"]) == "陈伟的约定回电"
    read = list(found.walk("VEVENT"))
    assert len(read) == len(events)
    for one, event in zip(read, events, strict=True):
        assert not one.errors
        assert (str(one["UID"]), one["SEQUENCE"]) == (event.uid, event.sequence)
        assert one.decoded("DTSTART") == event.starts
        assert one.decoded("DTSTAMP") == NOW
        assert str(one["SUMMARY"]) == _plain(event.summary)
        assert str(one.get("DESCRIPTION", "")) == _plain(event.description)
        assert one["STATUS"] == ("CANCELLED" if event.cancelled else "CONFIRMED")
        if event.minutes and isinstance(event.starts, datetime):
            assert one.decoded("DTEND") - event.starts == timedelta(minutes=event.minutes)
        alarms = [alarm.decoded("TRIGGER") for alarm in one.walk("VALARM")]
        rings = event.alarm_minutes is not None and not event.cancelled
        assert alarms == ([-timedelta(minutes=event.alarm_minutes or 0)] if rings else [])


@pytest.mark.trust("S16")
@given(TEXTS)
def test_no_line_is_longer_than_75_octets_and_no_character_is_cut(text: str) -> None:
    parts = list(folded(f"SUMMARY:{text}"))
    assert all(len(part.encode()) <= 75 for part in parts)
    assert parts[0] + "".join(part[1:] for part in parts[1:]) == f"SUMMARY:{text}"
    assert all(part.startswith(" ") for part in parts[1:])


@pytest.mark.parametrize("text", ["", "a" * 75, "a" * 76, "約" * 25, "a" + "約" * 25, "😀" * 40])
def test_folding_at_the_edge(text: str) -> None:
    parts = list(folded(text))
    assert [len(part.encode()) <= 75 for part in parts] == [True] * len(parts)
    assert len(parts) == (1 if len(text.encode()) <= 75 else len(parts))
    assert parts[0] + "".join(part[1:] for part in parts[1:]) == text


@pytest.mark.trust("R17")
@pytest.mark.parametrize(
    "zone",
    ["Asia/Shanghai", "UTC", "Europe/Berlin", "America/St_Johns", "Africa/Casablanca", "Asia/Kathmandu"],
)
def test_a_calendar_without_events_has_the_zone_which_tells_the_right_time(zone: str) -> None:
    text = calendar_text("空", [], NOW, zone)
    hold_to_the_standard(text.encode())
    [found] = icalendar.Calendar.from_ical(text.encode()).walk("VTIMEZONE")
    assert str(found["TZID"]) == zone
    assert isinstance(found, icalendar.Timezone)
    read = found.to_tz(lookup_tzid=False)
    for day in range(0, 1400, 7):
        wall = datetime(2025, 1, 6, 12) + timedelta(days=day)
        assert wall.replace(tzinfo=read).utcoffset() == wall.replace(tzinfo=ZoneInfo(zone)).utcoffset(), wall
