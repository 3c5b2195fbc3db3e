"""An objection met on a touch: the one on file where there is one, else a new one, with what the rep replied."""

from collections.abc import Mapping, Sequence

from crm_cli.domain.codes import number
from crm_cli.domain.folding import fold_name
from crm_cli.domain.likeness import denies, holds, shared_pairs
from crm_cli.errors import UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.receipts import Notes
from crm_cli.storage.change import Change
from crm_cli.storage.objections import FIND_OBJECTIONS, ObjectionCard

_ALIKE = 0.6
"""Two wordings of four characters that share no more than one pair are further apart."""
_LEAST = 5
"""Letters of a Latin wording that is looked for inside another; of a Chinese one two characters will do."""
_NEAR = 3


def meet(
    desk: Desk,
    change: Change,
    origin: Mapping[str, object],
    objections: Sequence[str],
    replies: Sequence[str],
    notes: Notes,
) -> None:
    """Write that objections were met on the touch `origin` names, the replies in the order of the objections.

    One that is on file but for its writing (繁體, punctuation) is that one; what is new and near to one on
    file is said. Raises UsageError for a reply to none.
    """
    if len(replies) > len(objections):
        raise UsageError(
            _("A reply answers an objection: there are more replies than objections."),
            '--objection "太贵" --reply "先寄样品"',
        )
    answered: dict[int, str] = {}
    for place, text in enumerate(objections):
        if words := text.strip():
            no = _known_or_new(desk, change, words, notes)
            reply = replies[place].strip() if place < len(replies) else ""
            answered[no] = answered.get(no) or reply
    for no, reply in answered.items():
        change.insert("objection_met", objection_no=no, reply=reply, **origin)


def _known_or_new(desk: Desk, change: Change, words: str, notes: Notes) -> int:
    # Most are typed as they were before, and found without looking at the others.
    if same := desk.database.first(FIND_OBJECTIONS, words=words):
        return same.no
    cards = desk.database.all(FIND_OBJECTIONS, sort="no")
    if known := same_objection(words, cards):
        return known.no
    no = change.insert("objection", words=words)
    if near := near_objections(words, cards):
        _suggest(notes, no, words, near)
    return no


def _suggest(notes: Notes, no: int, words: str, near: Sequence[ObjectionCard]) -> None:
    held = number("objection", no)
    notes.warn(
        _(
            "{number} {words} is new, and near to {others}. Is it the same: crm objection merge {first} {number}"
        ).format(
            number=held,
            words=words,
            others=", ".join(f"{number('objection', one.no)} {one.words}" for one in near),
            first=number("objection", near[0].no),
        )
    )


def same_objection(words: str, cards: Sequence[ObjectionCard]) -> ObjectionCard | None:
    """Return the objection that is worded so but for script, capitals, spaces and punctuation."""
    key = fold_name(words)
    return next((card for card in cards if fold_name(card.words) == key), None)


def near_objections(words: str, cards: Sequence[ObjectionCard]) -> list[ObjectionCard]:
    """Return up to three objections that `words` may be another wording of, the nearest first."""
    key = fold_name(words)
    scored = [(_nearness(key, fold_name(card.words)), card) for card in cards]
    found = sorted((one for one in scored if one[0] >= _ALIKE), key=lambda one: (-one[0], one[1].no))
    return [card for _score, card in found[:_NEAR]]


def _nearness(key: str, other: str) -> float:
    if denies(key) != denies(other):
        return 0.0
    short, long = sorted((key, other), key=len)
    if len(short) >= (_LEAST if short.isascii() else 2) and short in long:
        return 0.9
    if not short.isascii() and len(short) > 2 and holds(long, short):
        return 0.8
    return shared_pairs(key, other)
