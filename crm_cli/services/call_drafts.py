"""A call that was made or noted but has no outcome yet, kept on this machine until it is named or dropped."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from crm_cli.domain.frozen import Frozen
from crm_cli.errors import RefusedError
from crm_cli.i18n import gettext as _
from crm_cli.services import drafts
from crm_cli.services.desk import Desk
from crm_cli.services.queue import Offer
from crm_cli.storage.calls import FIND_CALLS
from crm_cli.storage.statement import instant_text

WHAT = "call"
"""What the draft of a rep's call is called."""


class Half(Frozen):
    """A call in the middle: whom it is with, since when, and what was typed of it.

    `dialled` and `answered` are seconds of a clock that only this run knows; `talk_seconds` is what was
    measured of a call that is over, `rang` how long it took from the dialling on. `outcome` is the code of one whose questions are being asked, with their
    `answers` and what stands on the line of the next one, which may be the note.
    """

    offer: Offer
    dialled_at: datetime | None = None
    dialled: float | None = None
    answered: float | None = None
    talk_seconds: int | None = None
    rang: int | None = None
    note: str = ""
    objections: tuple[str, ...] = ()
    replies: tuple[str, ...] = ()
    grade: str = ""
    wechat: bool = False
    is_over: bool = False
    outcome: str = ""
    answers: tuple[str | None, ...] = ()
    line: str = ""
    line_is_note: bool = False

    @property
    def has_anything(self) -> bool:
        """Whether something would be lost with it."""
        return any((self.dialled_at, self.note, self.objections, self.grade, self.wechat, self.outcome))


def since(moment: float) -> int:
    """Return the whole seconds since a moment of this machine's clock."""
    return int(time.monotonic() - moment)


def talked(half: Half) -> int | None:
    """Return the seconds talked since it was answered, None where nobody said that it was."""
    return half.talk_seconds if half.answered is None else since(half.answered)


def rung(half: Half) -> int | None:
    """Return the seconds since the number was dialled in this run; of a call that is over those it took."""
    if half.is_over and half.rang is not None:
        return half.rang
    return None if half.dialled is None else since(half.dialled)


def with_typed(half: Half, typed: str, *, is_note: bool) -> Half:
    """Return a call with what stood on the line of an unanswered question, which would be lost, in its note."""
    if is_note:
        return half._replace(note=typed)
    return half._replace(note=" ".join(filter(None, (half.note, typed.strip()))))


def unasked(half: Half) -> Half:
    """Return a call without the questions of an outcome that it was left in; what was answered is in its note."""
    if not half.outcome:
        return half
    said = " ".join(filter(None, half.answers))
    told = half._replace(outcome="", answers=(), line="", line_is_note=False)
    # The note's own line has all of the note on it.
    return with_typed(with_typed(told, half.line, is_note=half.line_is_note), said, is_note=False)


_KEPT = ("talk_seconds", "note", "grade", "wechat", "outcome", "line", "line_is_note")
_LISTS = ("objections", "replies", "answers")


def save(desk: Desk, rep_no: int, half: Half | None) -> None:
    """Have on disk what of a call would be lost, and nothing where nothing would; the talk is asked for afterwards."""
    if half is None or not half.has_anything:
        drop(desk, rep_no)
        return
    told: dict[str, Any] = {name: getattr(half, name) for name in _KEPT} | {
        "offer": {name: _plain(value) for name, value in half.offer._asdict().items()},
        "dialled_at": _plain(half.dialled_at),
        **{name: list(getattr(half, name)) for name in _LISTS},
    }
    drafts.keep(desk, WHAT, told, rep_no=rep_no)


def _plain(value: Any) -> Any:
    return {"at": value.isoformat()} if isinstance(value, datetime) else value


def kept(desk: Desk, rep_no: int) -> Half | None:
    """Return the call that is kept of a rep, None where there is none or it cannot be understood any more."""
    told = drafts.take(desk, WHAT, rep_no=rep_no)
    try:
        return None if told is None else _half(told)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def _half(told: dict[str, Any]) -> Half:
    values: dict[str, Any] = {name: told[name] for name in _KEPT}
    values |= {name: tuple(told[name]) for name in _LISTS}
    offer = Offer(**{name: _read(value) for name, value in told["offer"].items()})
    return Half(offer, _read(told["dialled_at"]), is_over=True, **values)


def _read(value: Any) -> Any:
    return datetime.fromisoformat(value["at"]) if isinstance(value, dict) else value


def unlogged(desk: Desk, rep_no: int) -> Half | None:
    """Return the call of a rep that was kept, None where there is none or it was logged in the moment it broke off."""
    half = kept(desk, rep_no)
    if half is None or half.dialled_at is None:
        return half
    of: dict[str, Any] = {"rep_no": rep_no, "customer_no": half.offer.customer_no}
    day = desk.wall(half.dialled_at).date()
    made = desk.database.all(FIND_CALLS, since=day, until=day, **of)
    if not any(instant_text(call.at) == instant_text(half.dialled_at) for call in made):
        return half
    drop(desk, rep_no)
    return None


def shown_again(half: Half | None, offer: Offer) -> Half:
    """Return the call with what is offered: one that was only noted goes on where its number is offered again."""
    if half is None:
        return Half(offer)
    return half._replace(offer=offer, is_over=False) if half.offer.phone_no == offer.phone_no else half


def drop(desk: Desk, rep_no: int) -> None:
    """Forget the call that is kept of a rep."""
    drafts.forget(desk, WHAT, rep_no=rep_no)


@contextmanager
def alone(desk: Desk, rep_no: int, rep: str) -> Iterator[None]:
    """Hold the calls of a rep at a database for this window; raise RefusedError where another has them.

    Two windows of one rep would be shown the same number, and both would dial it.
    """
    try:
        import fcntl
    except ImportError:
        yield
        return
    path = drafts.place(desk, WHAT, rep_no).with_suffix(".lock")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Made for its owner alone, whatever the umask, as all that lies there is.
    with os.fdopen(os.open(path, os.O_CREAT | os.O_RDWR, 0o600), "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise RefusedError(
                _("{name} is on the phone in another window already.").format(name=rep),
                _("Go on there, or close that one; for another rep: --rep NAME"),
            ) from error
        yield
