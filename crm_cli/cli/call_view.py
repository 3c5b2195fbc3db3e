"""What the screen of a run shows of a customer, the keys, and how the call stands."""

import time
import unicodedata
from collections.abc import Sequence

from crm_cli.cli.call_card import glance_of, whom_to_ask
from crm_cli.cli.call_drafts import Half
from crm_cli.cli.glance_card import touch_line
from crm_cli.domain import words
from crm_cli.domain.codes import number
from crm_cli.domain.durations import format_seconds
from crm_cli.domain.frozen import Frozen
from crm_cli.domain.outcomes import RUN_KEYS
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.glances import Glance
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
GRADES = frozenset("ABCDE")


class Card(Frozen):
    """A customer as it is offered: the lines under the number, and what was said and is to be asked."""

    who: tuple[str, ...]
    body: tuple[str, ...]


def card(desk: Desk, offer: Offer) -> Card:
    """Return the card of the number offered."""
    found = glance_of(desk, offer)
    return Card(tuple(_who(desk, offer, found)), tuple(_body(found)))


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


def _body(found: Glance) -> list[str]:
    lines = [touch_line(event) for event in found.touches]
    lines += [
        _("promised: {what}").format(what=" ".join(filter(None, (number("step", one.no), one.words))))
        for one in found.steps
        if one.words
    ]
    return lines + [f"? {question}" for question in found.questions]


def head(offer: Offer) -> str:
    """Return what kind of call it is and on which list."""
    return "  ".join(filter(None, (words.label("tier", offer.tier), offer.call_list)))


def noted(half: Half) -> list[str]:
    """Return what was typed of the call so far, a line for each kind."""
    marks = [
        _("grade {grade}").format(grade=half.grade) if half.grade else "",
        _("WeChat added") if half.wechat else "",
        *(
            " -> ".join(filter(None, (words, reply)))
            for words, reply in zip(half.objections, half.replies, strict=True)
        ),
    ]
    told = "  ".join(filter(None, marks))
    return [*([told] if told else []), *([_("note: {words}").format(words=half.note)] if half.note else [])]


def state(half: Half) -> str:
    """Return how the call stands, with its seconds running."""
    if half.is_over:
        return _("The call is over: name its outcome.")
    if half.answered is not None:
        return _("Talking {time}").format(time=format_seconds(_since(half.answered)))
    if half.dialled is not None:
        return _("Dialling {time}   space: answered").format(time=format_seconds(_since(half.dialled)))
    return _("Enter dials")


def ending(half: Half, outcome: OutcomeRow) -> str:
    """Return how the call ended, while its questions are asked: the outcome and how long was talked."""
    seconds = talked(half) if outcome.answered else None
    name = words.outcome_label("call", outcome.code, outcome.name)
    return name if seconds is None else f"{name}  {format_seconds(seconds)}"


def _since(moment: float) -> int:
    return int(time.monotonic() - moment)


def talked(half: Half) -> int | None:
    """Return the seconds talked since it was answered, None where nobody said that it was."""
    return half.talk_seconds if half.answered is None else _since(half.answered)


def rung(half: Half) -> int | None:
    """Return the seconds since the number was dialled in this run."""
    return None if half.dialled is None else _since(half.dialled)


def foot(figures: Figures, name: str, seconds: float) -> str:
    """Return the figures along the foot: the rep's day, what is left, and how long the run has lasted."""
    left = f"{MOST - 1}+" if figures.left >= MOST else str(figures.left)
    told = _("dials {dials}  reached {reached}  left {left}").format(
        dials=figures.dials, reached=figures.reached, left=left
    )
    hours, minutes = divmod(int(seconds) // 60, 60)
    return "  ".join(filter(None, (told, name, f"{hours}:{minutes:02}")))


def legend(outcomes: Sequence[OutcomeRow], half: Half | None) -> list[tuple[str, str]]:
    """Return the keys and what they do, those of outcomes by their figures first."""
    commands = [(RUN_KEYS[name], _(meaning)) for name, meaning in COMMANDS.items() if name != "dial"]
    if half is None:
        return commands
    first = [("Enter", _("dial"))] if half.dialled_at is None else []
    named = [(one.key, words.outcome_label("call", one.code, one.name)) for one in by_key(outcomes)]
    return [*first, *named, *commands, ("A-E", _("grade")), ("+", _("WeChat added"))]


def by_key(outcomes: Sequence[OutcomeRow]) -> list[OutcomeRow]:
    """Return the outcomes in use that have a key, 1 to 0 before the letters."""
    usable = [one for one in outcomes if one.key and one.retired_on is None]
    return sorted(usable, key=lambda one: (not one.key.isdecimal(), one.key == "0" and one.key.isdecimal()))


def plain_key(text: str) -> str:
    """Return what a key means: full-width figures and letters are the narrow ones, small but for a grade's."""
    folded = unicodedata.normalize("NFKC", text).strip()
    return folded if folded in GRADES else folded.lower() if len(folded) == 1 else folded
