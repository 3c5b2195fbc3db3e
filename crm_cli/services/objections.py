"""Objections: the questions that stop reps, the answers agreed on in the meeting, and one question worded twice."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from crm_cli.domain.codes import number
from crm_cli.domain.folding import fold
from crm_cli.domain.frozen import Frozen
from crm_cli.errors import RefusedError, UsageError
from crm_cli.i18n import gettext as _
from crm_cli.i18n import ngettext
from crm_cli.services.desk import Desk
from crm_cli.services.meeting_objections import near_objections, same_objection
from crm_cli.services.naming import missing, number_of, pick
from crm_cli.services.reading import read_day
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.storage.change import Change
from crm_cli.storage.journal import CHANGE_ROWS
from crm_cli.storage.objections import (
    FIND_LINKS,
    FIND_OBJECTIONS,
    MEETINGS_OF_ONE,
    MET_EVER,
    MET_OF_DAYS,
    MeetingLink,
    MeetingRow,
    ObjectionCard,
)

SORTS = ("met", "no", "words", "agreed_on")


class Listed(Frozen):
    """An objection with how often it was met in some days, and by whom, who met it most first."""

    card: ObjectionCard
    met: int
    met_by: tuple[str, ...]


class Earlier(Frozen):
    """An answer that was agreed on before, until when, and who gave it up."""

    answer: str
    until: datetime
    by: str


def find_objection(desk: Desk, text: str) -> ObjectionCard:
    """Return the objection `text` names: `x3`, its words or part of them; raise NotFoundError or AmbiguousError."""
    cards = desk.database.all(FIND_OBJECTIONS, sort="no")
    if (no := number_of("objection", text)) is not None:
        found = [card for card in cards if card.no == no]
    elif same := same_objection(text, cards):
        found = [same]
    else:
        wanted = fold(text)
        found = [card for card in cards if wanted and wanted in fold(card.words)]
    if not found:
        near = ", ".join(map(_line, near_objections(text, cards)))
        hint = (
            _("Did you mean: {names}?").format(names=near) if near else _("See them with: crm objection list")
        )
        raise missing(text, hint)
    return pick(desk, text, found, _line, _("Name one by its number, for example x12."))


def _line(card: ObjectionCard) -> str:
    return f"{number('objection', card.no)} {card.words}"


def listed(
    desk: Desk,
    since: date,
    until: date,
    *,
    in_use: bool | None = True,
    unanswered: bool | None = None,
    scope: Mapping[str, Any] | None = None,
    sort: str | None = None,
    descending: bool = False,
) -> list[Listed]:
    """Return objections with how often each was met from `since` to `until`, the most first unless sorted otherwise.

    Of one rep or team (`scope`: its filters) only those they met. Raises UsageError for another sort.
    """
    if sort not in {None, *SORTS}:
        raise UsageError(
            _("This list cannot be sorted by {sort}.").format(sort=sort),
            _("Sort by one of: {sorts}.").format(sorts=", ".join(SORTS)),
        )
    by_met = sort in {None, "met"}
    with desk.database.snapshot():
        counts = met_counts(desk, since, until, scope or {})
        cards = desk.database.all(
            FIND_OBJECTIONS, sort="no" if by_met else sort, descending=descending and not by_met,
            in_use=in_use, unanswered=unanswered,
        )  # fmt: skip
    found = [Listed(card, *counts.get(card.no, (0, ()))) for card in cards if not scope or card.no in counts]
    if by_met:
        found.sort(key=lambda one: (one.met if descending else -one.met, one.card.no))
    return found


def met_counts(
    desk: Desk, since: date, until: date, scope: Mapping[str, Any]
) -> dict[int, tuple[int, tuple[str, ...]]]:
    """Return of each objection met in the days how often, and the reps who met it, by its number."""
    found: dict[int, tuple[int, tuple[str, ...]]] = {}
    for row in desk.database.all(MET_OF_DAYS, since=since, until=until, **scope):
        met, reps = found.get(row.objection_no, (0, ()))
        found[row.objection_no] = (met + row.met, (*reps, row.rep))
    return found


def met_ever(desk: Desk, numbers: Sequence[int]) -> dict[int, int]:
    """Return how often each of the objections was ever met; one never met is left out."""
    return {row.objection_no: row.met for row in desk.database.all(MET_EVER, numbers=list(numbers))}


def meetings_of(desk: Desk, card: ObjectionCard, *, limit: int | None = None) -> list[MeetingRow]:
    """Return the touches on which an objection was met, the newest first."""
    return desk.database.all(MEETINGS_OF_ONE, objection_no=card.no, limit=limit)


def earlier_answers(desk: Desk, card: ObjectionCard) -> list[Earlier]:
    """Return the answers that were agreed on before, the latest first, from the history."""
    import json

    rows = desk.database.all(CHANGE_ROWS, table_name="objection", row_no=card.no, kind="do", standing=True)
    found = []
    for row in rows:
        before = json.loads(row.before or "{}")
        if row.operation == "update" and before.get("answer"):
            found.append(Earlier(before["answer"], row.at, row.actor))
    return found[::-1]


def add_objection(desk: Desk, words: str, *, answer: str = "", on: str | None = None) -> Receipt:
    """Keep an objection before anybody met it, with its agreed answer where there is one already."""
    wanted = _words(words)
    cards = desk.database.all(FIND_OBJECTIONS, sort="no")
    if same := same_objection(wanted, cards):
        raise RefusedError(
            _("{objection} is on file already.").format(objection=_line(same)),
            f'crm objection answer {number("objection", same.no)} "…"',
        )
    notes = Notes()
    said = answer.strip()
    with desk.change() as change:
        no = change.insert(
            "objection", words=wanted, answer=said, agreed_on=read_day(desk, on) if said else None
        )
    notes.tell(_("{number} {words} kept.").format(number=number("objection", no), words=wanted))
    for near in near_objections(wanted, cards):
        notes.warn(_("It is near to {objection}.").format(objection=_line(near)))
    return notes.receipt("objection", no)


def answer_objection(desk: Desk, text: str, answer: str, *, on: str | None = None) -> Receipt:
    """Write the answer agreed on (`on` which day, today when left out); '' opens the objection again."""
    card = find_objection(desk, text)
    said, day, notes = answer.strip(), read_day(desk, on), Notes()
    with desk.change() as change:
        changed = said != card.answer or (bool(said) and on is not None and day != card.agreed_on)
        if changed:
            change.update(
                "objection", card.no, expect=card.version, answer=said, agreed_on=day if said else None
            )
    told = _("{number} {words}: {answer}") if said else _("{number} {words} is open again.")
    told = told if changed else _("{number} {words} is already so.")
    notes.tell(told.format(number=number("objection", card.no), words=card.words, answer=said))
    return notes.receipt("objection", card.no, card.id, changed=changed)


def edit_objection(desk: Desk, text: str, words: str) -> Receipt:
    """Word an objection better; raise RefusedError where another is worded so already."""
    card, wanted = find_objection(desk, text), _words(words)
    others = [one for one in desk.database.all(FIND_OBJECTIONS, sort="no") if one.no != card.no]
    if same := same_objection(wanted, others):
        raise RefusedError(
            _("{objection} is worded so already.").format(objection=_line(same)),
            _("Make one of both with: crm objection merge {kept} {other}").format(
                kept=number("objection", same.no), other=number("objection", card.no)
            ),
        )
    return _update(desk, card, _("{number} {words} changed."), words=wanted)


def retire_objection(desk: Desk, text: str) -> Receipt:
    """Take an objection out of lists and scripts; what was met stays counted."""
    card = find_objection(desk, text)
    return _update(desk, card, _("{number} {words} is retired."), retired_on=card.retired_on or desk.today())


def restore_objection(desk: Desk, text: str) -> Receipt:
    """Take a retired objection into use again."""
    return _update(desk, find_objection(desk, text), _("{number} {words} is in use again."), retired_on=None)


def remove_objection(desk: Desk, text: str) -> Receipt:
    """Remove an objection that was never met; raise RefusedError for one that was."""
    card = find_objection(desk, text)
    if met := met_ever(desk, [card.no]).get(card.no, 0):
        raise RefusedError(
            ngettext("{objection} was met {count} time.", "{objection} was met {count} times.", met).format(
                objection=_line(card), count=met
            ),
            _("Retire it instead: crm objection retire {number}").format(number=number("objection", card.no)),
        )
    notes = Notes()
    with desk.change() as change:
        change.delete("objection", card.no)
    notes.tell(_("{name} removed.").format(name=_line(card)))
    return notes.receipt("objection", card.no, card.id)


def merge_objections(desk: Desk, kept: str, others: Sequence[str]) -> Receipt:
    """Make one of several wordings of a question: all meetings and replies move to `kept`, the others go.

    The answer of `kept` stays; where it has none, the first of theirs is taken.
    """
    card = find_objection(desk, kept)
    gone = list({one.no: one for one in (find_objection(desk, text) for text in others)}.values())
    if not gone or any(one.no == card.no for one in gone):
        raise UsageError(_("Name the objection that stays, then others."), "crm objection merge x3 x7")
    notes = Notes()
    moved = 0
    with desk.change() as change:
        for other in gone:
            moved += _move_meetings(desk, change, card.no, other.no)
            change.delete("objection", other.no)
        _take_answer(change, card, gone, notes)
    notes.lines.insert(
        0,
        ngettext(
            "{others} is now {kept}; {count} meeting moved.",
            "{others} is now {kept}; {count} meetings moved.",
            moved,
        ).format(others=", ".join(map(_line, gone)), kept=_line(card), count=moved),
    )
    return notes.receipt("objection", card.no, card.id)


def _take_answer(change: Change, card: ObjectionCard, gone: Sequence[ObjectionCard], notes: Notes) -> None:
    answered = [one for one in gone if one.answer]
    if not card.answer and answered:
        change.update("objection", card.no, answer=answered[0].answer, agreed_on=answered[0].agreed_on)
        notes.tell(_("Its answer: {answer}").format(answer=answered[0].answer))
        answered = answered[1:]
    for one in answered:
        if one.answer != card.answer:
            notes.warn(_("Not kept: the answer to {objection}: {answer}").format(
                objection=_line(one), answer=one.answer))  # fmt: skip


def _move_meetings(desk: Desk, change: Change, kept_no: int, other_no: int) -> int:
    """Move what was met of one objection to another; on a touch that met both one meeting with both replies stays."""
    held = {_touch(link): link for link in desk.database.all(FIND_LINKS, objection_no=kept_no)}
    links = desk.database.all(FIND_LINKS, objection_no=other_no)
    for link in links:
        if (same := held.get(_touch(link))) is None:
            continue
        if link.reply and link.reply != same.reply:
            change.update("objection_met", same.no, reply=" / ".join(filter(None, (same.reply, link.reply))))
        change.delete("objection_met", link.no)
    change.update_many(
        "objection_met", [link.no for link in links if _touch(link) not in held], objection_no=kept_no
    )
    return len(links)


def _touch(link: MeetingLink) -> tuple[int | None, int | None, int | None]:
    return link.call_no, link.visit_no, link.followup_no


def _update(desk: Desk, card: ObjectionCard, told: str, **values: object) -> Receipt:
    notes = Notes()
    with desk.change() as change:
        changed = change.update("objection", card.no, expect=card.version, **values)
    said = told if changed else _("{number} {words} is already so.")
    notes.tell(said.format(number=number("objection", card.no), words=values.get("words", card.words)))
    return notes.receipt("objection", card.no, card.id, changed=changed)


def _words(text: str) -> str:
    words = " ".join(text.split())
    if not words or number_of("objection", words) is not None:
        raise UsageError(_("What do they object?"), 'crm objection add "太贵"')
    return words
