"""Zones: the fast reading of a zone's file agrees with zoneinfo wherever it is used."""

import zoneinfo
from datetime import UTC, datetime, timedelta, timezone

import pytest

from crm_cli import clock


@pytest.mark.trust("R17")
@pytest.mark.parametrize(
    "name", ["Asia/Shanghai", "Asia/Hong_Kong", "Asia/Taipei", "Asia/Macau", "Asia/Singapore", "Asia/Tokyo"]
)
def test_a_zone_whose_clock_stands_still_is_a_fixed_offset(name: str) -> None:
    assert isinstance(clock.zone(name), timezone)


@pytest.mark.trust("R17")
@pytest.mark.parametrize("name", sorted(zoneinfo.available_timezones()))
def test_every_zone_agrees_with_zoneinfo(name: str) -> None:
    theirs, ours = zoneinfo.ZoneInfo(name), clock.zone(name)
    moment = datetime(1995, 1, 2, tzinfo=UTC)
    while moment.year < 2045:
        assert moment.astimezone(ours).replace(tzinfo=None) == moment.astimezone(theirs).replace(tzinfo=None)
        moment += timedelta(days=45, hours=5)


@pytest.mark.trust("R17")
@pytest.mark.parametrize("name", ["", "Nowhere/Else", "../../etc/passwd", "/etc/passwd", "Asia"])
def test_what_is_no_zone_is_a_key_error(name: str) -> None:
    with pytest.raises(KeyError):
        clock.zone(name)


@pytest.mark.trust("R17")
def test_a_time_the_clock_skips_or_repeats_is_read_once() -> None:
    assert clock.to_utc(datetime(2026, 3, 8, 2, 30), "America/New_York") == datetime(
        2026, 3, 8, 7, 30, tzinfo=UTC
    )
    assert clock.to_utc(datetime(2026, 11, 1, 1, 30), "America/New_York") == datetime(
        2026, 11, 1, 5, 30, tzinfo=UTC
    )
