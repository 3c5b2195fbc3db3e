"""A rep's calendar: what is in it, that it stays the same appointment when it changes, and that the standard is kept."""

from pathlib import Path

import icalendar
import pytest
import time_machine

from tests.cli.conftest import Run
from tests.exchange.rfc5545 import hold_to_the_standard

BAIYUN = "广州白云航空服务有限公司"


@pytest.fixture
def week(firm: Run) -> Run:
    """陈伟 has a visit at a time, two for some time of a day, a timed step and a callback."""
    for line in (
        f"plan add 白云 '2026-11-24 14:00' --purpose '送樣, 報價; {'繁體字' * 30}' --expect 见到王总",
        "plan add --building 白云大厦 --date 2026-11-24",
        "plan add 白云 2026-11-24",
        "step add 白云 '2026-11-25 10:00 寄合同'",
        "step add 白云 '2026-11-25 没有时间的'",
        "callback add 王丽 '2026-11-24 15:00 报价'",
    ):
        done = firm(line)
        assert done.exit_code == 0, done.stderr
    return firm


def _events(run: Run, path: Path, rep: str = "陈伟") -> dict[str, dict[str, str]]:
    """Return a rep's events as they are written, by their summary."""
    assert run(f"--quiet agenda calendar --rep {rep} --file", str(path)) == (0, "", "")
    return {event["SUMMARY"]: event for event in hold_to_the_standard(path.read_bytes())}


def test_what_is_in_it(week: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.ics"
    found = _events(week, path)
    assert {name: (one["DTSTART"], one.get("DTEND")) for name, one in found.items()} == {
        f"Visit {BAIYUN}": ("20261124T060000Z", "20261124T070000Z"),
        "01 Visit 白云大厦": ("20261124", None),
        f"02 Visit {BAIYUN}": ("20261124", None),
        f"寄合同 · {BAIYUN}": ("20261125T020000Z", None),
        f"Call back {BAIYUN} 王丽": ("20261124T070000Z", "20261124T071500Z"),
    }
    read = {
        str(one["SUMMARY"]): one for one in icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT")
    }
    rings = {name: len(one.walk("VALARM")) for name, one in read.items()}
    assert [rings[name] for name in found] == [0 if name[0] == "0" else 1 for name in found]
    assert str(read[f"Visit {BAIYUN}"]["DESCRIPTION"]) == f"送樣, 報價; {'繁體字' * 30}\n→ 见到王总\np1"
    assert found["01 Visit 白云大厦"]["TRANSP"] == "TRANSPARENT"


def test_a_change_is_the_same_appointment_told_anew(week: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.ics"
    before = _events(week, path)[f"Visit {BAIYUN}"]
    week("plan edit p1 --date '2026-11-24 16:00'")
    after = _events(week, path)[f"Visit {BAIYUN}"]
    assert (after["UID"], after["DTSTART"]) == (before["UID"], "20261124T080000Z")
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])
    week("plan move p1 '2026-11-26 09:00' --reason 下雨")
    week("plan cancel p2 --reason 装修")
    week("step cancel s1")
    week("callback cancel s3 不打了")
    told = hold_to_the_standard(path.read_bytes())
    assert all(one["STATUS"] == "CONFIRMED" for one in told)
    assert week("--quiet agenda calendar --file", str(path)).exit_code == 0
    states = {one["UID"]: one for one in hold_to_the_standard(path.read_bytes())}
    assert states[before["UID"]]["STATUS"] == "CANCELLED"
    assert sorted(one["STATUS"] for one in states.values()) == ["CANCELLED"] * 4 + ["CONFIRMED"] * 2
    assert "20261126T010000Z" in {one["DTSTART"] for one in states.values()}


def test_what_was_cancelled_long_ago_is_told_no_more(week: Run, tmp_path: Path) -> None:
    week("plan cancel p1 --reason 下雨")
    with time_machine.travel("2027-01-22T09:00:00+08:00"):
        assert f"Visit {BAIYUN}" in _events(week, tmp_path / "a.ics")
    with time_machine.travel("2027-01-24T09:00:00+08:00"):
        assert f"Visit {BAIYUN}" not in _events(week, tmp_path / "a.ics")


def test_what_was_given_to_another_is_cancelled_here_and_stands_there(week: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.ics"
    mine = _events(week, path)
    for line in ("plan assign p1 --rep 李娜", "step assign s1 李娜", "callback give s3 李娜"):
        assert week(line, who="周敏").exit_code == 0
    gone = [one["UID"] for one in _events(week, path).values() if one["STATUS"] == "CANCELLED"]
    theirs = {one["UID"]: one["STATUS"] for one in _events(week, path, "李娜").values()}
    given = {
        mine[name]["UID"] for name in (f"Visit {BAIYUN}", f"寄合同 · {BAIYUN}", f"Call back {BAIYUN} 王丽")
    }
    assert set(gone) == given
    assert theirs == dict.fromkeys(given, "CONFIRMED")
    assert week("plan assign p1 --rep 陈伟", who="周敏").exit_code == 0
    assert _events(week, path)[f"Visit {BAIYUN}"]["STATUS"] == "CONFIRMED"


def test_a_file_for_each_rep_and_what_is_typed_wrong(week: Run, tmp_path: Path) -> None:
    done = week("--quiet agenda calendar --all --folder", str(tmp_path), who=None)
    assert done == (0, "", "")
    assert sorted(path.name for path in tmp_path.glob("*.ics")) == ["周敏.ics", "李娜.ics", "陈伟.ics"]
    assert [len(hold_to_the_standard(path.read_bytes())) for path in sorted(tmp_path.glob("*.ics"))] == [
        0,
        0,
        5,
    ]
    assert week("agenda calendar").stdout.startswith("BEGIN:VCALENDAR")
    for line, code in (
        ("agenda calendar --all", 2),
        ("agenda calendar --team", 2),
        (f"agenda calendar --folder {tmp_path}/none", 3),
        (f"agenda calendar --folder {tmp_path} --file x.ics", 2),
        (f"agenda calendar --folder {tmp_path} --team", 0),
    ):
        assert week(line).exit_code == code, line
