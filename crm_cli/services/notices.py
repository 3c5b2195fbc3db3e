"""Notices: a rep is told what somebody else planned, moved, cancelled or gave away of what is theirs to do."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from crm_cli import clock
from crm_cli.domain.codes import number
from crm_cli.domain.frozen import Frozen
from crm_cli.errors import NotFoundError, RefusedError
from crm_cli.i18n import gettext as _
from crm_cli.i18n import ngettext
from crm_cli.services.desk import Desk
from crm_cli.services.naming import require_number
from crm_cli.services.reading import say_when
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.storage.change import Change
from crm_cli.storage.notices import FIND_NOTICES, NoticeRow
from crm_cli.storage.statement import instant_text

ONE_BY_ONE = 3
"""Notices of one kind that one command wrote are told together when they are more."""

Moment = datetime | date | str | None


def notify(
    desk: Desk,
    change: Change,
    kind: str,
    reps: Iterable[int],
    *,
    plan_no: int | None = None,
    step_no: int | None = None,
    sweep_no: int | None = None,
    was: Moment = None,
    now: Moment = None,
    words: str = "",
    items: int = 1,
    reason: str = "",
) -> None:
    """Tell reps, but never the one who types, inside the open change; undoing it takes the notice back.

    `kind` is of codes.NOTICE_KINDS; `was` and `now` are moments, days or names of reps; `words` whom it is about.
    `items` is how many records a notice about many speaks of.
    """
    mine = desk.me.no if desk.me else None
    told = [no for no in dict.fromkeys(reps) if no != mine]
    shared = {
        "kind": kind, "plan_no": plan_no, "step_no": step_no, "sweep_no": sweep_no, "at": clock.now(),
        "was": _text(was), "now": _text(now), "words": words, "items": items, "reason": reason.strip(),
    }  # fmt: skip
    change.insert_many("notice", [{"rep_no": no, **shared} for no in told])


def _text(moment: Moment) -> str:
    if isinstance(moment, datetime):
        return instant_text(moment)
    return moment.isoformat() if isinstance(moment, date) else moment or ""


def let_go_of_notices(desk: Desk, change: Change, noun: str, no: int) -> None:
    """Remove what was said of a plan, step or sweep about to be removed, inside an open change."""
    of: dict[str, Any] = {f"{noun}_no": no}
    for row in desk.database.all(FIND_NOTICES, **of):
        change.delete("notice", row.no)


def notice(desk: Desk, text: str) -> NoticeRow:
    """Return the notice numbered so; raise NotFoundError when there is none."""
    found = desk.database.first(FIND_NOTICES, no=require_number("notice", text))
    if found is None:
        raise NotFoundError(_("There is no notice {number}.").format(number=text), "crm notice list --all")
    return found


def notices(
    desk: Desk, *, sort: str | None = None, descending: bool = False, **filters: Any
) -> list[NoticeRow]:
    """Return the notices that pass the filters, the newest first unless sorted otherwise."""
    if sort is None and filters.get("rep_no") is None:
        # Of many reps the newest are found by their numbers.
        sort, descending = "no", not descending
    return desk.database.all(FIND_NOTICES, sort=sort, descending=descending, **filters)


def see(desk: Desk, texts: Sequence[str] = ()) -> Receipt:
    """Say that I have seen notices of mine, all of them when none is named; in one change.

    Raises RefusedError for one that was to somebody else, and where nobody is known to have seen it.
    """
    if desk.me is None:
        raise RefusedError(
            _("Who has seen it is not known."), _("Say who you are: crm notice seen --as 陈伟")
        )
    found = [notice(desk, text) for text in texts] or notices(desk, rep_no=desk.me.no, unseen=True)
    if others := [row for row in found if row.rep_no != desk.me.no]:
        raise RefusedError(
            _("{number} is a notice to {rep}.").format(
                number=number("notice", others[0].no), rep=others[0].rep
            ),
            _("Nothing was changed."),
        )
    fresh = [row.no for row in found if row.seen_at is None]
    notes = Notes()
    if fresh:
        with desk.change() as change:
            change.update_many("notice", fresh, seen_at=clock.now())
        told = ngettext("{count} notice seen.", "{count} notices seen.", len(fresh))
        notes.tell(told.format(count=len(fresh)))
    else:
        notes.tell(_("There is nothing new."))
    return notes.receipt("rep", desk.me.no, desk.me.id, changed=bool(fresh))


def take_as_seen(desk: Desk) -> None:
    """Mark every notice there is as seen: what is said of a history that was brought in is no news."""
    with desk.change() as change:
        found = desk.database.all(FIND_NOTICES, unseen=True)
        change.update_many("notice", [row.no for row in found], seen_at=clock.now())


class Told(Frozen):
    """What is told in one line: one notice, or those of one kind that one command wrote to one rep."""

    rows: tuple[NoticeRow, ...]
    sentence: str


def told(desk: Desk, rows: Iterable[NoticeRow]) -> list[Told]:
    """Return notices as lines, in the order they come; many that one command wrote are one line."""
    groups: dict[tuple[object, ...], list[NoticeRow]] = {}
    for row in rows:
        groups.setdefault((row.created_at, row.created_by, row.rep_no, row.kind), []).append(row)
    found: list[Told] = []
    for group in groups.values():
        if len(group) > ONE_BY_ONE:
            found.append(Told(tuple(group), sentence(desk, _together(group))))
        else:
            found += [Told((row,), sentence(desk, row)) for row in group]
    return found


def _together(rows: Sequence[NoticeRow]) -> NoticeRow:
    """Return one notice that speaks of all of these: what they share, and whom they are about."""
    first = rows[-1]
    names = list(dict.fromkeys(row.words for row in reversed(rows) if row.words))
    shared = {name: getattr(first, name) for name in ("was", "now", "reason")}
    alike = {
        name: value if all(getattr(row, name) == value for row in rows) else ""
        for name, value in shared.items()
    }
    return first._replace(items=sum(row.items for row in rows), words=some_of(names), **alike)


def some_of(names: Sequence[str]) -> str:
    """Return the first of many names, and that there are more."""
    return ", ".join([*names[:ONE_BY_ONE], *(["…"] if names[ONE_BY_ONE:] else [])])


def sentence(desk: Desk, row: NoticeRow) -> str:
    """Return a notice in words: who did what, to what, when it was and is, and why."""
    was, now = _said(desk, row.was), _said(desk, row.now)
    base = {
        "planned": _("{who} planned for you: {what}"),
        "moved": _("{who} moved {what}"),
        "cancelled": _("{who} cancelled {what}"),
        "assigned": _("{who} gave you {what}"),
        "taken_away": _("{who} gave {what} to {now}") if now else _("{who} took {what} off you"),
        "changed": _("{who} changed {what}"),
    }[row.kind]
    when = now
    if row.kind == "moved":
        when = f"{was} → {now}"
    elif row.kind in {"cancelled", "taken_away"}:
        when = was
    elif row.kind == "assigned" and was and was != row.created_by:
        base = _("{who} gave you {what}, before: {was}")
    told = base.format(who=row.created_by, what=_what(row), was=was, now=now)
    return " · ".join(filter(None, (told, when, row.reason)))


def _what(row: NoticeRow) -> str:
    if row.items > 1:
        told = ngettext("{count} record ({names})", "{count} records ({names})", row.items)
        return told.format(count=f"{row.items:,}", names=row.words)
    about = number("plan", row.plan_no) or number("step", row.step_no) or number("sweep", row.sweep_no)
    return " ".join(filter(None, (about, row.words)))


def _said(desk: Desk, text: str) -> str:
    """Return a moment or a day as it is read, and a name as it is."""
    # A rep may be called anything, but hardly as an instant of ours is written.
    try:
        if text.endswith("Z"):
            at = datetime.fromisoformat(text)
            return say_when(desk, desk.wall(at).date(), at)
        return say_when(desk, date.fromisoformat(text), None)
    except ValueError:
        return text
