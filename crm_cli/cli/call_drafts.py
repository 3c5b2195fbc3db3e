"""A call that was made or noted but has no outcome yet, kept on this machine until it is named or dropped."""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from crm_cli import config
from crm_cli.domain.frozen import Frozen
from crm_cli.errors import RefusedError
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.queue import Offer
from crm_cli.storage.calls import FIND_CALLS
from crm_cli.storage.statement import instant_text


class Half(Frozen):
    """A call in the middle: whom it is with, since when, and what was typed of it.

    `dialled` and `answered` are seconds of a clock that only this run knows; `talk_seconds` is what was
    measured of a call that is over.
    """

    offer: Offer
    dialled_at: datetime | None = None
    dialled: float | None = None
    answered: float | None = None
    talk_seconds: int | None = None
    note: str = ""
    objections: tuple[str, ...] = ()
    replies: tuple[str, ...] = ()
    grade: str = ""
    wechat: bool = False
    is_over: bool = False

    @property
    def has_anything(self) -> bool:
        """Whether something would be lost with it."""
        return bool(self.dialled_at or self.note or self.objections or self.grade or self.wechat)


def with_typed(half: Half, typed: str, *, is_note: bool) -> Half:
    """Return a call with what stood on the line of an unanswered question, which would be lost, in its note."""
    if is_note:
        return half._replace(note=typed)
    return half._replace(note=" ".join(filter(None, (half.note, typed.strip()))))


_KEPT = ("talk_seconds", "note", "grade", "wechat")


def place(desk: Desk, rep_no: int) -> Path:
    """Return the file in which a rep's half-typed call at this database is kept on this machine."""
    import hashlib

    of = f"{desk.database.path.absolute()}\n{rep_no}"
    return config.state_folder() / f"call-{hashlib.sha256(of.encode()).hexdigest()[:16]}.json"


def keep(path: Path, half: Half, talk_seconds: int | None) -> None:
    """Write a half-typed call where only its owner reads it, whole or not at all."""
    from crm_cli.storage.whole_files import write_private

    told: dict[str, Any] = {name: getattr(half, name) for name in _KEPT} | {
        "offer": {name: _plain(value) for name, value in half.offer._asdict().items()},
        "dialled_at": _plain(half.dialled_at),
        "objections": list(half.objections),
        "replies": list(half.replies),
        "talk_seconds": talk_seconds,
    }
    write_private(path, json.dumps(told, ensure_ascii=False))


def _plain(value: Any) -> Any:
    return {"at": value.isoformat()} if isinstance(value, datetime) else value


def kept(path: Path) -> Half | None:
    """Return the call kept at `path`, None where there is none or it cannot be understood any more."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        offer = Offer(**{name: _read(value) for name, value in told["offer"].items()})
        return Half(
            offer,
            _read(told["dialled_at"]),
            objections=tuple(told["objections"]),
            replies=tuple(told["replies"]),
            is_over=True,
            **{name: told[name] for name in _KEPT},
        )
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _read(value: Any) -> Any:
    return datetime.fromisoformat(value["at"]) if isinstance(value, dict) else value


def save(desk: Desk, rep_no: int, half: Half | None) -> None:
    """Have on disk what of a call would be lost, and nothing where nothing would; the talk is asked for afterwards."""
    path = place(desk, rep_no)
    if half is not None and half.has_anything:
        keep(path, half, half.talk_seconds)
    else:
        drop(path)


def unlogged(desk: Desk, rep_no: int) -> Half | None:
    """Return the call of a rep that was kept, None where there is none or it was logged in the moment it broke off."""
    path = place(desk, rep_no)
    half = kept(path)
    if half is None or half.dialled_at is None:
        return half
    of: dict[str, Any] = {"rep_no": rep_no, "customer_no": half.offer.customer_no}
    day = desk.wall(half.dialled_at).date()
    made = desk.database.all(FIND_CALLS, since=day, until=day, **of)
    if not any(instant_text(call.at) == instant_text(half.dialled_at) for call in made):
        return half
    drop(path)
    return None


def shown_again(half: Half | None, offer: Offer) -> Half:
    """Return the call with what is offered: one that was only noted goes on where its number is offered again."""
    if half is None:
        return Half(offer)
    return half._replace(offer=offer, is_over=False) if half.offer.phone_no == offer.phone_no else half


def drop(path: Path) -> None:
    """Forget the call kept at `path`."""
    with suppress(OSError):
        path.unlink()


@contextmanager
def alone(path: Path, rep: str) -> Iterator[None]:
    """Hold the run of a rep at a database for this window; raise RefusedError where another has it.

    Two windows of one rep would be shown the same number, and both would dial it.
    """
    try:
        import fcntl
    except ImportError:
        yield
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.with_suffix(".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise RefusedError(
                _("{name} is on the phone in another window already.").format(name=rep),
                _("Go on there, or leave it with q; for another rep: --rep NAME"),
            ) from error
        yield
