"""A crontab made by `crm cron` runs a firm for a week, and every report arrives once, whole and right."""

import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from functools import partial
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from crm_cli.delivery.mail import message_id
from crm_cli.services import outbox
from crm_cli.services.desk import open_desk
from tests.delivery.servers import reply, silence
from tests.delivery.week import AWAY, END, FIRM, HOLIDAY, MACHINE, REPS, START, Line, Outage, Week, at, office

MON, TUE, THU, FRI, SAT = (date(2026, 10, day) for day in (19, 20, 22, 23, 24))
WORKED = (MON, TUE, THU, FRI, SAT)
NEXT = dict(zip(WORKED, (*WORKED[1:], date(2026, 10, 26)), strict=True))
BEFORE = date(2026, 10, 16)
CRON = "--to boss=daily,missing,weekly --to sales --to owner=weekly --remind sales"
TO_BOSS = ("boss boss@example.com", "boss second@example.com")
Event = tuple[datetime, Callable[[], None]]


def _expected_keys() -> set[str]:
    """Return what must have been sent, written down without the program's calendar."""
    said = {f"daily {day} final firm" for day in (BEFORE, *WORKED)}
    said |= {f"daily {day} provisional firm" for day in WORKED}
    said |= {f"missing {day} firm" for day in WORKED}
    keys = {f"{what} {to}" for what in said for to in (*TO_BOSS, "sales")}
    keys |= {f"morning {day} firm sales" for day in (*WORKED, NEXT[SAT])}
    for week in ("2026-10-12..2026-10-18", "2026-10-19..2026-10-25"):
        keys |= {f"weekly {week} firm {to}" for to in (*TO_BOSS, "owner")}
    return keys


def _at_work(week: Week) -> Iterator[Event]:
    """Yield what the five reps do: calls, visits, orders, and the day handed in or not."""
    for number, day in enumerate(WORKED):
        for place, rep in enumerate(REPS):
            if rep == AWAY[0] and day in AWAY[1]:
                continue
            for hour in range(9, 12 + (place + number) % 4):
                outcome = ("no_answer", "talked", "invalid_number", "gatekeeper")[(hour + place + number) % 4]
                yield at(day, f"{hour:02}:1{place}"), partial(week.call, rep, outcome)
            yield at(day, f"15:2{place}"), partial(week.visit, rep)
        yield at(day, "16:05"), partial(week.call, "李娜", "order", amount=1000 * (number + 1))
        # After the report went out as provisional.
        yield at(day, "18:41"), partial(week.call, "陈伟", "talked")
        for rep, clock in (("陈伟", "17:45"), ("李娜", "18:20"), ("黄志强", "21:00")):
            yield at(day, clock), partial(week.submit, rep, day)
    yield at(THU, "08:31"), partial(week.submit, "何静", TUE)
    # Forgotten on Tuesday and typed on the day off: a correction of what was handed in.
    yield at(HOLIDAY, "11:00"), partial(week.call, "李娜", "talked", day=TUE)
    yield at(FRI, "09:00"), week.sign


def _promises(week: Week, made: dict[str, datetime]) -> Iterator[Event]:
    """Yield callbacks and steps with a time; `made` takes which is due when."""

    def promise(rep: str, due: datetime) -> None:
        made[week.promise(rep, due)] = due

    for day in WORKED:
        for rep, due in (("陈伟", "10:30"), ("李娜", "10:30"), ("黄志强", "16:55")):
            when = at(day, due)
            yield at(day, "09:05"), partial(promise, rep, when)
    # Announced while the robots' server is broken.
    yield at(THU, "09:20"), partial(promise, "何静", at(THU, "18:10"))


def _bad_days(week: Week) -> Iterator[Event]:
    """Yield what breaks, and what the technical person decides where the program leaves it to a person."""

    def broken(handler: Any) -> None:
        reply(handler, 503, b"")

    yield at(TUE, "17:50"), week.mail_down
    yield at(TUE, "19:20"), week.mail_up
    yield at(THU, "07:50"), partial(setattr, week, "is_off", True)
    yield at(THU, "09:12"), partial(setattr, week, "is_off", False)
    yield at(THU, "17:55"), partial(setattr, week.robots, "answers", Outage([broken]))
    yield at(THU, "18:20"), partial(setattr, week.robots, "answers", [])
    # Friday: the process dies before the last byte of a mail; a robot hangs up without a word in the morning.
    yield at(FRI, "08:44"), partial(setattr, week.robots, "answers", [silence])
    yield at(FRI, "08:58"), partial(week.decide, outbox.retry, "unsure")
    yield at(FRI, "17:59"), partial(week.post.kills.append, "rcpt")
    # Saturday: it dies when the server has taken the mail; the technical person sees that it is there.
    yield at(SAT, "17:59"), partial(week.post.kills.append, "data")
    yield at(SAT, "18:33"), partial(week.decide, outbox.drop, "unsure")


def _finds_something(made: dict[str, datetime]) -> Callable[[Week, Line], bool]:
    """Return whether a line is run in the short form: not where it is known to find nothing to do."""

    def is_wanted(week: Week, line: Line) -> bool:
        if line.command.endswith(" outbox send"):
            return week.has_waiting()
        if " remind " in line.command:
            return any(
                when - week.now in {timedelta(minutes=10), timedelta(minutes=9)} for when in made.values()
            )
        # The lines of winter time come an hour early, others find nothing: on some days that is tried.
        wall = week.now.astimezone(FIRM)
        some_day = wall.date() in {MON, FRI}
        if line.fields[1] == "*":
            return some_day and wall.hour == 21
        is_early = f"{wall:%H:%M}" in {"07:00", "07:45", "17:00", "19:00"}
        return some_day or not (is_early or line.command.endswith(" pool collect"))

    return is_wanted


def _each_minute(made: dict[str, datetime]) -> Callable[[Week, Line], bool]:
    """Return whether a line is run in the long form: all, but reminders far from any promise, and nights."""
    near = timedelta(minutes=45)

    def is_wanted(week: Week, line: Line) -> bool:
        if " remind " in line.command:
            return any(abs(when - week.now) <= near for when in made.values())
        wall = week.now.astimezone(FIRM)
        return line.fields[1] != "*" or (8 <= wall.hour < 22 and wall.date() in {*WORKED, NEXT[SAT]})

    return is_wanted


def _live(week: Week, events: list[Event], wanted: Callable[[Week, Line], bool]) -> list[Line]:
    events.sort(key=lambda event: event[0])
    week.now = START
    lines = week.crontab(CRON)
    was_off = False
    while week.now < END:
        while events and events[0][0] <= week.now:
            events.pop(0)[1]()
        if not week.is_off:
            if was_off:
                for line in lines:
                    if line.fields == ("@reboot",):
                        week.cron(line)
            week.tick(lines, wanted)
        was_off = week.is_off
        week.now += timedelta(minutes=1)
    return lines


@pytest.mark.parametrize("pace", ["short", pytest.param("every minute", marks=pytest.mark.slow)])
def test_every_report_arrives_once_whole_and_right(pace: str, tmp_path: Path) -> None:
    made: dict[str, datetime] = {}
    with office(tmp_path) as week:
        events = [*_at_work(week), *_promises(week, made), *_bad_days(week)]
        lines = _live(week, events, _finds_something(made) if pace == "short" else _each_minute(made))
        # Both clocks of the year are there, and the wrong one of each day sent nothing.
        assert {line.fields[1] for line in lines if "provisional" in line.command} == {"11", "12"}
        _require_once(week)
        ids = _ids(week)
        for came, mail in zip(week.post.came, (mail for _from, _to, mail in week.post.mails), strict=True):
            _require_whole(mail)
            said = ids[str(mail["message-id"])].split()
            if said[0] == "daily":
                _require_right(week, mail, said, came)
            elif said[0] == "missing":
                _require_missing(week, mail, date.fromisoformat(said[1]))
        _require_reminders(week, made)
        _require_complaints(week)


def _keys(week: Week) -> dict[str, str]:
    """Return the keys of all reports in the outbox, each with its state."""
    desk = open_desk(week.database, None)
    rows = [row for row in outbox.messages(desk) if not row.key.startswith("remind ")]
    desk.close()
    return {row.key: row.state for row in rows}


def _ids(week: Week) -> dict[str, str]:
    """Return the key of each mail by the Message-ID it must have."""
    desk = open_desk(week.database, None)
    found = {
        f"<{message_id(desk.firm.id, key, 'crm@example.com')}>": key for key in _expected_keys() if "@" in key
    }
    desk.close()
    return found


def _require_once(week: Week) -> None:
    keys = _keys(week)
    assert set(keys) == _expected_keys()
    # Only the mail whose sender was killed after its last byte was decided about by a person.
    assert Counter(keys.values()) == {"sent": len(keys) - 1, "dropped": 1}
    came = Counter((str(mail["message-id"]), *to) for _from, to, mail in week.post.mails)
    assert came == Counter((name, key.rpartition(" ")[2]) for name, key in _ids(week).items())
    desk = open_desk(week.database, None)
    rows = [row for row in outbox.messages(desk) if row.channel in {"sales", "owner"}]
    desk.close()
    assert Counter(row.subject for row in rows) == Counter(map(_title, week.robots.taken))


def _title(message: dict[str, Any]) -> str:
    if "card" in message:
        return str(message["card"]["header"]["title"]["content"])
    return str(message["markdown"]["title"])


def _require_whole(mail: EmailMessage) -> None:
    for part in mail.walk():
        if part.get_content_subtype() == "html":
            HTMLParser().feed(part.get_content())
            assert part.get_content().rstrip().endswith("</html>")
    for part in mail.iter_attachments():
        if str(part.get_filename()).endswith(".xlsx"):
            assert _cells(part.get_content())


def _cells(workbook: bytes) -> list[str]:
    # Without the layout, which openpyxl takes seconds to build.
    book = openpyxl.load_workbook(io.BytesIO(workbook), read_only=True)
    return [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]


def _require_right(week: Week, mail: EmailMessage, said: list[str], came: datetime) -> None:
    """Compare a daily report with the books as they stood when it was due."""
    kind, day, moment = said[:3]
    about = date.fromisoformat(day)
    due = at(about, "18:00") if moment == "provisional" else at(NEXT.get(about, MON), "08:00")
    if (about, moment) == (TUE, "final"):
        # The computer was off from 07:50 to 09:12.
        due = at(THU, "09:12")
    assert due <= came < due + timedelta(hours=2), (kind, day, moment, came)
    books = [touch for touch in week.books if touch.day == about and touch.typed_at < due]
    called = [touch for touch in books if touch.kind == "call"]
    visited = [touch for touch in books if touch.kind == "visit"]
    amounts = [touch.amount for touch in books if touch.amount]
    body = mail.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    assert _numbers(text, r"有效拨打 (\d+)") == [sum(touch.dialled for touch in called)]
    assert _numbers(text, r"^拜访 +拜访 (\d+)") == [len(visited)]
    assert _numbers(text, r"^订单 +(\d+)") == [len(amounts)]
    if amounts:
        assert f"{sum(amounts):,}.00 CNY)" in text
    (book,) = (part for part in mail.iter_attachments() if str(part.get_filename()).endswith(".xlsx"))
    cells = set(_cells(book.get_content()))
    assert len([cell for cell in cells if re.fullmatch(r"k\d+", cell)]) == len(called)
    assert len([cell for cell in cells if re.fullmatch(r"v\d+", cell)]) == len(visited)


def _numbers(text: str, pattern: str) -> list[int]:
    return [int(found) for found in re.findall(pattern, text, re.MULTILINE)]


def _require_missing(week: Week, mail: EmailMessage, day: date) -> None:
    """Compare the list of who has not handed in with who had by eight in the evening."""
    expected = [rep for rep in REPS if not (rep == AWAY[0] and day in AWAY[1])]
    late = {rep for rep in expected if week.submitted.get((rep, day), END) > at(day, "20:00")}
    body = mail.get_body(("plain",))
    assert body is not None
    assert {rep for rep in REPS if re.search(rf"^{rep} ", body.get_content(), re.MULTILINE)} == late


def _require_reminders(week: Week, made: dict[str, datetime]) -> None:
    told = [
        number
        for message in week.robots.taken
        if "markdown" in message
        for number in re.findall(r"^- .* · (s\d+) *$", message["markdown"]["text"], re.MULTILINE)
    ]
    assert Counter(told) == dict.fromkeys(made, 1)


def _require_complaints(week: Week) -> None:
    """Cron mails one line for each thing a person must look at, and no word of what looked after itself."""
    when = [(moment.astimezone(FIRM).date(), text) for moment, text in week.complaints]
    assert [day for day, _text in when] == [FRI, SAT], week.complaints
    assert all(text.count("\n") == 1 and "crm outbox list" in text for _day, text in when)
    assert week.now.astimezone(MACHINE).utcoffset() != START.astimezone(MACHINE).utcoffset()
