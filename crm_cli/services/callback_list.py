"""Callbacks as they stand: what is to be made when, what became of the others, and what bars a number."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from crm_cli import clock
from crm_cli.domain.callbacks import Promised, fate, standing
from crm_cli.domain.frozen import Frozen
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.storage.callbacks import CALLS_SINCE, EVER, FIND_CALLBACKS, HANDED_ON, AttemptRow, CallbackRow

_CHUNK = 500
_ENDS = ("kept", "made_early", "made_late", "missed", "they_called", "moved", "cancelled")


class CallbackView(Frozen):
    """A callback for people and programs; `standing` is of domain/callbacks.py, `minutes` from now to its time.

    `minutes` is None for what has ended, negative for what is late; `kept` None where it does not count (yet).
    `made_at` is the first call in time, else the first of its day, else the call that closed it; `not_offered` says why
    no number may be dialled now, '' where one may.
    """

    no: int
    id: str
    due_at: datetime | None
    minutes: int | None
    standing: str
    kept: bool | None
    customer: str
    customer_no: int | None
    contact: str
    contact_no: int | None
    number: str
    scope: str
    rep: str
    rep_no: int
    words: str
    promised_by: str
    call_no: int | None
    made_at: datetime | None
    done_by_call_no: int | None
    not_offered: str
    reason: str
    became_no: int | None
    became_rep: str


def callbacks(
    desk: Desk,
    *,
    kept: bool | None = None,
    is_open: bool = False,
    late: bool = False,
    due: bool = False,
    sort: str | None = None,
    descending: bool = False,
    limit: int | None = None,
    **filters: Any,
) -> list[CallbackView]:
    """Return the callbacks that pass the filters: those to be made first, by their time.

    `is_open` leaves those nobody made yet, `kept` those that were (or those due that were not), `late` those past their time by more than the
    setting callback_minutes, `due` those that are due by now or late.
    """
    margin = timedelta(minutes=int(desk.setting("callback_minutes")))
    if due or late:
        filters["due_by"] = clock.now() + (margin if due else -margin)
    if is_open or due or late:
        filters["open_since"] = EVER
    # What became of a callback is not asked of the database, so those that do not pass are left out afterwards.
    first = limit if kept is None else None
    with desk.database.snapshot():
        rows = desk.database.all(FIND_CALLBACKS, sort=sort, descending=descending, limit=first, **filters)
        found = described(desk, rows)
    if kept is not None:
        found = [one for one in found if one.kept is kept]
    if sort is None and not descending:
        found.sort(key=lambda one: one.standing in _ENDS)
    return found[:limit]


def described(desk: Desk, rows: Sequence[CallbackRow]) -> list[CallbackView]:
    """Return callbacks with how they stand now, each chunk of them with one question for the calls made."""
    now, minutes = clock.now(), int(desk.setting("callback_minutes"))
    found: list[CallbackView] = []
    for start in range(0, len(rows), _CHUNK):
        chunk = rows[start : start + _CHUNK]
        attempts, barred = _attempts(desk, chunk, minutes), _barred(desk, chunk)
        found.extend(
            _view(row, attempts.get(row.no, []), now, minutes, barred.get(row.no, "")) for row in chunk
        )
    return found


def numbered(desk: Desk, numbers: Sequence[int]) -> dict[int, CallbackView]:
    """Return the callbacks of these numbers as they stand now, by their number."""
    found: dict[int, CallbackView] = {}
    for start in range(0, len(numbers), _CHUNK):
        rows = desk.database.all(FIND_CALLBACKS, numbers=list(numbers[start : start + _CHUNK]))
        found |= {one.no: one for one in described(desk, rows)}
    return found


class HandedOn(Frozen):
    """A callback that a colleague took of a rep, or a manager gave away; `no` is its number now."""

    no: int
    customer: str
    due_at: datetime | None
    rep: str
    given_by: str
    reason: str

    def sentence(self) -> str:
        """Return who has it now, and who gave it where that is another."""
        if self.given_by == self.rep:
            told = _("{rep} has it now.").format(rep=self.rep)
        else:
            told = _("{rep} has it now, {who} gave it.").format(rep=self.rep, who=self.given_by)
        return f"{told} {self.reason}".strip()


def handed_on(desk: Desk, rep_no: int, since: datetime) -> list[HandedOn]:
    """Return what others took of a rep's callbacks since a moment, or gave away."""
    return [
        HandedOn(
            row.became_no or row.no, row.customer, row.due_at, row.became_rep, row.created_by, row.reason
        )
        for row in desk.database.all(HANDED_ON, of_rep=rep_no, handed_since=since)
    ]


def _attempts(desk: Desk, rows: Sequence[CallbackRow], minutes: int) -> dict[int, list[AttemptRow]]:
    """Return the calls that may have been each callback: by the right one, on its day or near its time."""
    days = [row.due_on for row in rows]
    if not days:
        return {}
    margin = timedelta(minutes=minutes)
    found: dict[int, list[AttemptRow]] = {}
    whose = {row.no: row.rep_no for row in rows if row.scope != "anyone"}
    for call in desk.database.all(
        CALLS_SINCE,
        numbers=[row.no for row in rows],
        from_at=_start(desk, min(days)) - margin,
        to_at=_start(desk, clock.next_day(max(days))) + margin,
    ):
        if whose.get(call.step_no, call.rep_no) == call.rep_no:
            found.setdefault(call.step_no, []).append(call)
    return found


def _start(desk: Desk, day: date) -> datetime:
    return desk.instant(datetime.combine(day, time()))


def promised(row: CallbackRow) -> Promised:
    """Return what decides how a callback stands."""
    return Promised(row.due_at, row.due_on, row.state, row.done_at, row.ended_by, row.handed_at)


def _view(
    row: CallbackRow, calls: Sequence[AttemptRow], now: datetime, minutes: int, barred: str
) -> CallbackView:
    one = promised(row)
    made = [(call.at, call.day) for call in calls]
    counted = fate(one, made, now, minutes)
    became = fate(one._replace(handed_at=None), made, now, minutes)
    is_open = row.state == "open"
    return CallbackView(
        row.no, row.id, row.due_at, _minutes(row.due_at, now) if is_open else None,
        standing(one, became, now, minutes, moved=row.became_no is not None),
        None if counted in {"void", "pending"} else counted == "kept",
        row.customer, row.customer_no, row.contact, row.contact_no, row.number, row.scope, row.rep, row.rep_no,
        row.words, row.promised_by, row.call_no, _made_at(row, calls, minutes), row.done_by_call_no,
        barred, row.reason, row.became_no, row.became_rep,
    )  # fmt: skip


def _minutes(due_at: datetime | None, now: datetime) -> int | None:
    return None if due_at is None else round((due_at - now).total_seconds() / 60)


def _made_at(row: CallbackRow, calls: Sequence[AttemptRow], minutes: int) -> datetime | None:
    margin = timedelta(minutes=minutes)
    in_time = (call.at for call in calls if row.due_at and abs(call.at - row.due_at) <= margin)
    after = (call.at for call in calls if row.due_at and call.day == row.due_on and call.at > row.due_at)
    closed = row.done_at if row.done_by_call_no is not None else None
    return next(in_time, None) or next(after, None) or closed


def _barred(desk: Desk, rows: Sequence[CallbackRow]) -> dict[int, str]:
    """Return why the queue will not offer open callbacks, hours left aside; asked only where facts say it may be."""
    doubtful = [
        row for row in rows if row.state == "open" and (row.dial_phone_no is None or row.rest_at is not None)
    ]
    if not doubtful:
        return {}
    from crm_cli.services.queue_gate import resting
    from crm_cli.services.retry_rules import rules

    known, found = rules(desk), dict[int, str]()
    for row in doubtful:
        if row.dial_phone_no is None:
            found[row.no] = _unreachable(desk, row)
        elif barred := resting(desk, row, known):
            found[row.no] = barred.reason
    return found


def _unreachable(desk: Desk, row: CallbackRow) -> str:
    from crm_cli.services.queue_gate import may_call
    from crm_cli.storage.contacts import FIND_PHONES

    where: dict[str, Any] = {"no": row.phone_no} if row.phone_no else {"customer_no": row.customer_no}
    phone = desk.database.first(FIND_PHONES, **where)
    barred = may_call(desk, row.customer_no, phone, rests=True, waived=True)
    return barred.reason if barred is not None else _("no number that may be dialled")


def first_promised(desk: Desk, row: CallbackRow) -> datetime | None:
    """Return the time first agreed on, from the history of a callback that was moved since, else the one it has."""
    import json

    from crm_cli.storage.journal import CHANGE_ROWS

    for change in desk.database.all(CHANGE_ROWS, table_name="step", row_no=row.no):
        before = json.loads(change.before) if change.operation == "update" and change.before else {}
        if before.get("due_at"):
            return datetime.fromisoformat(before["due_at"])
    return row.due_at
