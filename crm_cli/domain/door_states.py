"""How a door stands in a sweep: worked out from its last knock, its last mark and who is behind it, never stored."""

from collections.abc import Sequence
from datetime import datetime

from crm_cli.domain.frozen import Frozen
from crm_cli.domain.half_days import half_of
from crm_cli.domain.retry import Rule, due_again, half_at

LETTERS = {
    "todo": ".",
    "effective": "E",
    "met": "C",
    "opened": "O",
    "revisit": "R",
    "pending": "?",
    "no_opening": "N",
    "exhausted": "X",
    "skipped": "S",
    "do_not_call": "!",
    "resting": "Z",
    "busy": "@",
}
"""The letter of each state in the grid of a sweep; `busy` is a door somebody is at."""

STATES = tuple(state for state in LETTERS if state != "busy")

_HALVES = frozenset({"am", "pm"})


class Knock(Frozen):
    """The last knock of a sweep at a door: its outcome's flags and rule, and the knocks of that sweep there so far.

    `is_said`: what happened was said; else no flag and no rule is known.
    """

    at: datetime
    opened: bool
    reached: bool
    effective: bool
    exhausted: bool
    rule: Rule
    tries: int = 1
    is_said: bool = True


class Mark(Frozen):
    """A door passed over (skip) or to be knocked at again (reopen)."""

    kind: str
    at: datetime


class Behind(Frozen):
    """A customer behind a door: whether it is marked do-not-call, and whether it rests."""

    barred: bool
    resting: bool


def state_of(knock: Knock | None, mark: Mark | None, tenants: Sequence[Behind]) -> str:
    """Return how a door stands, one of STATES; the later of mark and knock holds, the mark of two at once.

    A door all of whose customers are marked do-not-call says so whatever happened at it; one where they rest,
    or some rest and the others are marked, only while somebody would be sent there.
    """
    if tenants and all(one.barred for one in tenants):
        return "do_not_call"
    found = _happened(knock, mark)
    if found in {"todo", "revisit"} and tenants and all(one.barred or one.resting for one in tenants):
        return "resting"
    return found


def _happened(knock: Knock | None, mark: Mark | None) -> str:
    if mark is not None and (knock is None or mark.at >= knock.at):
        return "skipped" if mark.kind == "skip" else "todo"
    return "todo" if knock is None else after_knock(knock)


def after_knock(knock: Knock) -> str:
    """Return what a knock alone makes of a door, by the flags and the rule of its outcome."""
    if not knock.is_said:
        return "pending"
    if knock.exhausted:
        return "exhausted"
    if knock.effective:
        return "effective"
    if not knock.rule.is_spent(knock.tries):
        return "revisit"
    if knock.reached:
        return "met"
    return "opened" if knock.opened else "no_opening"


def revisit_from(knock: Knock, zone: str) -> tuple[datetime | None, str]:
    """Return from when a door is knocked at again, None for never, and in which half-day, '' for either."""
    due = due_again(knock.rule, knock.at, zone, knock.tries)
    return due, knock.rule.half_wanted(knock.tries, half_at(knock.at, zone), _HALVES)


def is_due(revisit_at: datetime | None, half: str, now: datetime, wall: datetime) -> bool:
    """Say whether a door is due to be revisited at the instant `now`, which the firm's clock shows as `wall`."""
    return revisit_at is not None and revisit_at <= now and half in {"", half_of(wall)}
