"""The next number as it is shown: what to know of the customer, and how the call stands, in words."""

import unicodedata
from collections.abc import Sequence

from crm_cli.domain import words
from crm_cli.domain.codes import number
from crm_cli.domain.durations import format_seconds
from crm_cli.domain.frozen import Frozen
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services.call_drafts import Half, since
from crm_cli.services.desk import Desk
from crm_cli.services.glance_words import touch_line, whom_to_ask
from crm_cli.services.glances import Glance, glance_of
from crm_cli.services.queue import Offer
from crm_cli.services.run_figures import MOST, Figures
from crm_cli.storage.outcomes import OutcomeRow

COMMANDS = {
    "dial": N_("dial"),
    "skip": N_("skip"),
    "snooze": N_("snooze"),
    "note": N_("note"),
    "objection": N_("objection"),
    "script": N_("script"),
    "back": N_("look up"),
    "undo": N_("undo"),
    "pause": N_("pause"),
    "quit": N_("quit"),
    "help": N_("help"),
}
"""What the keys of domain.outcomes.RUN_KEYS do, in a word."""
GRADES = frozenset("ABCDE")


class Card(Frozen):
    """A customer as it is offered: the lines under the number, the last touches and promises, and what to ask."""

    who: tuple[str, ...]
    said: tuple[str, ...]
    questions: tuple[str, ...]

    @property
    def body(self) -> list[str]:
        """What was said and is to be asked, a line each."""
        return [*self.said, *(f"? {question}" for question in self.questions)]


def card(desk: Desk, offer: Offer) -> Card:
    """Return the card of the number offered."""
    found = glance_of(desk, offer)
    return Card(tuple(_who(desk, offer, found)), tuple(_said(found)), tuple(found.questions))


def _who(desk: Desk, offer: Offer, found: Glance) -> list[str]:
    customer = found.party.customer
    facts = (
        number("customer", customer.no),
        customer.city,
        customer.grade,
        words.label("stage", customer.stage),
        "" if desk.me and customer.owner_no == desk.me.no else customer.owner,
        _("try {count}").format(count=offer.tries + 1) if offer.tries else "",
    )
    return [
        "  ".join(filter(None, (customer.name, whom_to_ask(found)))),
        "  ".join(filter(None, facts)),
        offer.why,
        _("do not call: {reason}").format(reason=found.barred) if found.barred else "",
    ]


def _said(found: Glance) -> list[str]:
    promised = [
        _("promised: {what}").format(what=" ".join(filter(None, (number("step", one.no), one.words))))
        for one in found.steps
        if one.words
    ]
    return [*map(touch_line, found.touches), *promised]


def head(offer: Offer) -> str:
    """Return what kind of call it is and on which list."""
    return "  ".join(filter(None, (words.label("tier", offer.tier), offer.call_list)))


def marks(half: Half) -> list[str]:
    """Return what was noted of the call so far besides its note: the grade, WeChat, objections with answers."""
    told = [
        _("grade {grade}").format(grade=half.grade) if half.grade else "",
        _("WeChat added") if half.wechat else "",
        *(
            " -> ".join(filter(None, (words, reply)))
            for words, reply in zip(half.objections, half.replies, strict=True)
        ),
    ]
    return [mark for mark in told if mark]


def noted(half: Half) -> list[str]:
    """Return what was typed of the call so far, a line for each kind."""
    told = "  ".join(marks(half))
    return [*([told] if told else []), *([_("note: {words}").format(words=half.note)] if half.note else [])]


def state(half: Half) -> str:
    """Return how the call stands, with its seconds running."""
    if half.is_over:
        return _("The call is over: name its outcome.")
    if half.answered is not None:
        return _("Talking {time}").format(time=format_seconds(since(half.answered)))
    if half.dialled is not None:
        return _("Dialling {time}   space: answered").format(time=format_seconds(since(half.dialled)))
    return _("Enter dials")


def foot(figures: Figures, name: str, seconds: float) -> str:
    """Return the figures along the foot: the rep's day, what is left, and how long the run has lasted."""
    told = _("dials {dials}  reached {reached}  left {left}").format(
        dials=figures.dials, reached=figures.reached, left=many(figures.left)
    )
    hours, minutes = divmod(int(seconds) // 60, 60)
    return "  ".join(filter(None, (told, name, f"{hours}:{minutes:02}")))


def many(count: int) -> str:
    """Return how many numbers are left, no more than are counted."""
    return f"{MOST - 1}+" if count >= MOST else str(count)


def by_key(outcomes: Sequence[OutcomeRow]) -> list[OutcomeRow]:
    """Return the outcomes in use that have a key, 1 to 0 before the letters."""
    usable = [one for one in outcomes if one.key and one.retired_on is None]
    return sorted(usable, key=lambda one: (not one.key.isdecimal(), one.key == "0" and one.key.isdecimal()))


def plain_key(text: str) -> str:
    """Return what a key means: full-width figures and letters are the narrow ones, small but for a grade's."""
    folded = unicodedata.normalize("NFKC", text).strip()
    return folded if folded in GRADES else folded.lower() if len(folded) == 1 else folded


def outcome_at(desk: Desk, key: str) -> OutcomeRow | None:
    """Return the outcome of calls in use that has a key."""
    return next((one for one in by_key(desk.outcomes("call")) if one.key == key), None)


def no_such_key(key: str) -> str:
    """Return what to say of a key that means nothing."""
    if not key.isascii():
        return _("{key} does nothing here: switch the input method to letters.").format(key=key)
    return _("{key} does nothing here; ? shows the keys.").format(key=key)
