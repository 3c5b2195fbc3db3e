"""Calendars that phones and mail programs read: iCalendar (RFC 5545), times in UTC, published whole."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from crm_cli.domain.cleaning import clean
from crm_cli.domain.frozen import Frozen
from crm_cli.exchange.timezones import zone_lines
from crm_cli.storage.whole_files import write_whole

_MAKER = "-//crm//crm//EN"
_OCTETS = 75


class Event(Frozen):
    """An appointment: `uid` never changes, `sequence` rises with each change so that readers take the newer.

    `starts` is an aware instant with its `minutes`, or a day, which is one of all day. `alarm_minutes` before it
    the phone rings, None for not at all. A cancelled one stays in for a while, so that readers take it out. One that
    `is_free` keeps nobody from being asked for the time.
    """

    uid: str
    starts: datetime | date
    summary: str
    sequence: int
    changed_at: datetime
    minutes: int = 0
    description: str = ""
    place: str = ""
    kind: str = ""
    alarm_minutes: int | None = None
    cancelled: bool = False
    is_free: bool = False


def calendar_text(name: str, events: Iterable[Event], made_at: datetime, zone: str) -> str:
    """Return a calendar called `name`, its lines ended by CR LF and folded at 75 octets.

    It says the firm's time `zone` (IANA name), though its times are in UTC: RFC 5545 wants a calendar to have one
    component at least, and who has nothing to do has no other.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{_MAKER}", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
             f"NAME:{escaped(name)}", f"X-WR-CALNAME:{escaped(name)}"]  # fmt: skip
    lines.extend(zone_lines(zone, made_at))
    for event in events:
        lines.extend(_event(event, made_at))
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in folded(line))


def write_calendar(path: Path, name: str, events: Iterable[Event], made_at: datetime, zone: str) -> None:
    """Write a calendar to a file, whole or not at all; raise what `write_whole` raises."""
    content = calendar_text(name, events, made_at, zone).encode()
    write_whole(path, lambda stream: _fill(stream, content))


def _fill(stream: BinaryIO, content: bytes) -> None:
    stream.write(content)


def _event(event: Event, made_at: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(event.uid)}"
    yield f"DTSTAMP:{_instant(made_at)}"
    yield f"LAST-MODIFIED:{_instant(event.changed_at)}"
    yield f"SEQUENCE:{event.sequence}"
    if isinstance(event.starts, datetime):
        yield f"DTSTART:{_instant(event.starts)}"
        if event.minutes:
            yield f"DTEND:{_instant(event.starts + timedelta(minutes=event.minutes))}"
    else:
        yield f"DTSTART;VALUE=DATE:{event.starts:%Y%m%d}"
    yield f"SUMMARY:{escaped(event.summary)}"
    for name, text in (
        ("DESCRIPTION", event.description),
        ("LOCATION", event.place),
        ("CATEGORIES", event.kind),
    ):
        if text:
            yield f"{name}:{escaped(text)}"
    yield f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}"
    if event.is_free:
        yield "TRANSP:TRANSPARENT"
    if event.alarm_minutes is not None and not event.cancelled:
        yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"TRIGGER:-PT{event.alarm_minutes}M")
        yield from (f"DESCRIPTION:{escaped(event.summary)}", "END:VALARM")
    yield "END:VEVENT"


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def escaped(text: str) -> str:
    """Return a text as a value: what divides values escaped, line breaks said, what cannot be shown left out."""
    lines = (clean(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return r"\n".join(line.replace("\\", r"\\").replace(";", r"\;").replace(",", r"\,") for line in lines)


def folded(line: str) -> Iterator[str]:
    """Yield a line in parts of at most 75 octets, each after the first begun by a blank, no character cut in two."""
    part, room = "", _OCTETS
    for mark in line:
        size = len(mark.encode())
        if size > room:
            yield part
            part, room = " ", _OCTETS - 1
        part += mark
        room -= size
    yield part
