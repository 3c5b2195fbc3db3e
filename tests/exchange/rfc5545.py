"""What RFC 5545 says a calendar must be, held against ours, with a strict reader of the standard beside it."""

import re
from collections.abc import Iterator

from ical.calendar_stream import IcsCalendarStream

ONCE = {
    "VCALENDAR": {"VERSION", "PRODID"},
    "VEVENT": {"UID", "DTSTAMP", "DTSTART"},
    "VALARM": {"ACTION", "TRIGGER", "DESCRIPTION"},
    "VTIMEZONE": {"TZID"},
    "STANDARD": {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO"},
    "DAYLIGHT": {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO"},
}
AT_MOST_ONCE = {
    "VCALENDAR": {"CALSCALE", "METHOD", "NAME"},
    "VEVENT": {
        "DTEND", "SUMMARY", "DESCRIPTION", "LOCATION", "STATUS", "SEQUENCE", "LAST-MODIFIED", "TRANSP",
    },
    "VALARM": set(),
    "VTIMEZONE": set(),
    "STANDARD": set(),
    "DAYLIGHT": set(),
}  # fmt: skip
INSIDE = {
    "VEVENT": "VCALENDAR", "VALARM": "VEVENT", "VTIMEZONE": "VCALENDAR", "STANDARD": "VTIMEZONE",
    "DAYLIGHT": "VTIMEZONE",
}  # fmt: skip
TEXT = {"SUMMARY", "DESCRIPTION", "LOCATION", "NAME", "X-WR-CALNAME", "UID", "CATEGORIES"}
INSTANT, DAY = re.compile(r"\d{8}T\d{6}Z"), re.compile(r"\d{8}")
Component = tuple[str, list[tuple[str, str, str]]]


def hold_to_the_standard(raw: bytes) -> list[dict[str, str]]:
    """Assert that a calendar keeps every rule we know of; return its events as they are written."""
    IcsCalendarStream.calendar_from_ics(raw.decode())
    events = []
    components = list(_components(_unfolded(raw)))
    assert components[-1][0] == "VCALENDAR"
    assert len(components) > 1, "a calendar has a component at least"
    for name, properties in components:
        names = [one for one, _parameters, _value in properties]
        assert all(names.count(one) == 1 for one in ONCE[name]), (name, names)
        assert all(names.count(one) <= 1 for one in AT_MOST_ONCE[name]), (name, names)
        for one, _parameters, value in properties:
            if one in TEXT:
                assert re.fullmatch(r"(?:[^\\;,\x00-\x08\x0a-\x1f\x7f]|\\[\\;,nN])*", value), (one, value)
        if name == "VEVENT":
            events.append(_event(properties))
        elif name == "VALARM":
            said = {one: value for one, _parameters, value in properties}
            assert said["ACTION"] == "DISPLAY"
            assert re.fullmatch(r"-PT\d+M", said["TRIGGER"])
    uids = [event["UID"] for event in events]
    assert len(uids) == len(set(uids))
    return events


def _unfolded(raw: bytes) -> Iterator[str]:
    lines = raw.split(b"\r\n")
    assert lines.pop() == b"", "the last line ends as every other"
    assert lines
    whole = ""
    for line in lines:
        assert b"\r" not in line
        assert b"\n" not in line
        assert 0 < len(line) <= 75, "a line is of 75 octets at most"
        # No character is cut in two by the fold.
        text = line.decode()
        if text.startswith(" "):
            whole += text[1:]
            continue
        if whole:
            yield whole
        whole = text
    yield whole


def _components(lines: Iterator[str]) -> Iterator[Component]:
    """Yield each component when it ends, those inside before those around them."""
    still: list[Component] = []
    for line in lines:
        head, _colon, value = line.partition(":")
        name, _semicolon, parameters = head.partition(";")
        assert re.fullmatch(r"[A-Z-]+", name), line
        if name == "BEGIN":
            assert INSIDE.get(value) == (still[-1][0] if still else None), value
            still.append((value, []))
        elif name == "END":
            ended = still.pop()
            assert ended[0] == value
            yield ended
        else:
            still[-1][1].append((name, parameters, value))
    assert not still


def _event(properties: list[tuple[str, str, str]]) -> dict[str, str]:
    said = {name: value for name, _parameters, value in properties}
    kinds = {name: parameters for name, parameters, _value in properties}
    assert said["UID"]
    assert INSTANT.fullmatch(said["DTSTAMP"])
    assert said.get("STATUS", "CONFIRMED") in {"CONFIRMED", "TENTATIVE", "CANCELLED"}
    assert said.get("TRANSP", "OPAQUE") in {"OPAQUE", "TRANSPARENT"}
    assert said.get("SEQUENCE", "0").isdecimal()
    is_day = kinds["DTSTART"] == "VALUE=DATE"
    assert (DAY if is_day else INSTANT).fullmatch(said["DTSTART"])
    if "DTEND" in said:
        assert kinds["DTEND"] == kinds["DTSTART"]
        assert said["DTEND"] > said["DTSTART"]
    return said
