"""An objection with all that is known of it, as a person reads it and as a program does."""

from collections.abc import Iterator, Sequence
from typing import Any

from crm_cli.cli import output, session
from crm_cli.cli.records import show_record, show_whole
from crm_cli.domain import words
from crm_cli.domain.codes import number
from crm_cli.i18n import gettext as _
from crm_cli.services import objections
from crm_cli.services.desk import Desk
from crm_cli.services.objections import Earlier
from crm_cli.services.records import plain, record
from crm_cli.storage.objections import MeetingRow, ObjectionCard

MOST = 20
"""Times met that a person is shown; programs get all."""


def show_files(desk: Desk, cards: Sequence[ObjectionCard]) -> None:
    """Write objections in this run's format."""
    for_programs = session.chosen("format") in {"json", "jsonl", "csv", "tsv", "ids"}
    ever = objections.met_ever(desk, [card.no for card in cards])
    records = [{**record(card, desk), "met": ever.get(card.no, 0)} for card in cards]
    if for_programs:
        show_whole(
            desk, "objection", [one | _all(desk, card) for one, card in zip(records, cards, strict=True)]
        )
        return
    for place, (one, card) in enumerate(zip(records, cards, strict=True)):
        if place:
            output.tell("")
        show_record(desk, "objection", one)
        for heading, lines in _blocks(desk, card, ever.get(card.no, 0)):
            if lines:
                output.emit_block(heading, lines, session.style())


def _all(desk: Desk, card: ObjectionCard) -> dict[str, Any]:
    return {
        "earlier_answers": [plain(one._asdict(), desk) for one in objections.earlier_answers(desk, card)],
        "meetings": [_meeting(desk, row) for row in objections.meetings_of(desk, card)],
    }


def _meeting(desk: Desk, row: MeetingRow) -> dict[str, Any]:
    found = plain(record(row, desk), desk)
    found["no"] = number(row.noun, row.touch_no)
    return {key: value for key, value in found.items() if key not in {"noun", "touch_no", "objection_no"}}


def _blocks(desk: Desk, card: ObjectionCard, ever: int) -> Iterator[tuple[str, list[str]]]:
    yield _("Earlier answers"), [_earlier(desk, one) for one in objections.earlier_answers(desk, card)]
    meetings = objections.meetings_of(desk, card, limit=MOST)
    title = _("Met") if ever <= MOST else _("Met (the newest {count} of {all})").format(count=MOST, all=ever)
    yield title, [_line(desk, row) for row in meetings]


def _earlier(desk: Desk, one: Earlier) -> str:
    day = desk.wall(one.until).date().isoformat()
    return _("until {day}: {answer} ({who} changed it)").format(
        day=day, answer=" ".join(one.answer.split()), who=one.by
    )


def _line(desk: Desk, row: MeetingRow) -> str:
    after = [
        name
        for name, came in (
            (_("appointment"), row.appointed),
            (words.label("money_kind", "order"), row.ordered),
        )
        if came
    ]
    reply = _("reply: {words}").format(words=row.reply) if row.reply else ""
    parts = (
        f"{desk.wall(row.at):%Y-%m-%d %H:%M}",
        number(row.noun, row.touch_no),
        row.rep,
        row.customer,
        reply,
    )
    told = " ".join(part for part in parts if part)
    return f"{told} -> {', '.join(after)}" if after else told
