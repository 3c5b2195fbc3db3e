"""What became of a callback: kept, early, late, missed, not decided yet, or nothing that was due."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from crm_cli.domain.frozen import Frozen
from crm_cli.i18n import gettext as _

COUNTED = ("kept", "early", "late", "missed", "pending")
"""What may become of a callback that counts as due; `pending` may be kept yet."""


class Promised(Frozen):
    """A callback as it stands: `ended_at` is when it was done or taken back, `ended_by` the direction of the call.

    `handed_at` is when the rep who has it got it from another.
    """

    due_at: datetime | None
    due_on: date
    state: str
    ended_at: datetime | None = None
    ended_by: str = ""
    handed_at: datetime | None = None


def fate(one: Promised, calls: Iterable[tuple[datetime, date]], now: datetime, minutes: int) -> str:
    """Return what became of a callback: one of COUNTED, or `void` where nothing came due.

    `calls` are the outgoing calls to that customer after the promise, each with the firm's day, by the rep who
    promised or by anyone where that was agreed; they need not have been answered. PRODUCT §7: kept are those
    made within `minutes` of the time.
    """
    if one.due_at is None:
        return "missed"
    margin = timedelta(minutes=minutes)
    if one.handed_at is not None and one.handed_at >= one.due_at:
        return "void"
    # Who takes a promise back after its time cannot take back that it was due.
    if one.state == "cancelled" and (one.ended_at is None or one.ended_at < one.due_at):
        return "void"
    made = list(calls)
    if any(abs(at - one.due_at) <= margin for at, _day in made):
        return "kept"
    if one.ended_at is not None:
        # They called us before we were late: there was nothing left to keep.
        if one.ended_by == "in" and one.ended_at <= one.due_at + margin:
            return "void"
        if one.ended_by == "out" and one.ended_at < one.due_at - margin:
            return "early"
    if any(at > one.due_at and day == one.due_on for at, day in made):
        return "late"
    return "pending" if one.state == "open" and now <= one.due_at + margin else "missed"


def standing(one: Promised, became: str, now: datetime, minutes: int, *, moved: bool = False) -> str:
    """Return the word for how a callback stands, `became` being its fate were it never handed on.

    Open: waiting, due (within `minutes` of its time), late, or tried, where a call went out in time and it stays
    to be made. Ended: kept, made_early, made_late, missed, they_called, moved (or handed on), cancelled.
    """
    if one.state != "open":
        if became == "void":
            return "they_called" if one.ended_by == "in" else "moved" if moved else "cancelled"
        return {"early": "made_early", "late": "made_late"}.get(became, became)
    if became == "kept":
        return "tried"
    if one.due_at is None:
        return "late"
    margin = timedelta(minutes=minutes)
    return "waiting" if now < one.due_at - margin else "due" if now <= one.due_at + margin else "late"


def say_distance(minutes: int) -> str:
    """Return in words how far off a time is, `minutes` from now, negative when it has passed."""
    size = abs(minutes)
    if size < 120:
        count, coming, past = size, _("in {count} min"), _("{count} min late")
    elif size < 48 * 60:
        count, coming, past = size // 60, _("in {count} h"), _("{count} h late")
    else:
        count, coming, past = size // (24 * 60), _("in {count} days"), _("{count} days late")
    return (past if minutes < 0 else coming).format(count=count)
