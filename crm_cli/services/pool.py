"""The public pool (公海): who is in it, claiming from it, giving back to it, and who is about to go there."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from crm_cli.domain.codes import number
from crm_cli.errors import RefusedError
from crm_cli.i18n import gettext as _
from crm_cli.i18n import ngettext
from crm_cli.services.desk import Desk
from crm_cli.services.naming import find_customer, find_worker
from crm_cli.services.reading import spelled
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.storage import pool as rows
from crm_cli.storage.change import Change
from crm_cli.storage.customers import CustomerBrief
from crm_cli.storage.reps import FIND_REPS, RepRow

AT_ONCE = 500
_TOLD = 3
# A warning nobody acted on for so long was given under other circumstances: it is given anew.
_STALE_DAYS = 45


class Limit(NamedTuple):
    """What pool_days says of a grade today: who was last touched before these days is warned of, and taken back."""

    days: int
    warn_before: date
    take_before: date


def blocks(numbers: Sequence[int]) -> Iterator[list[int]]:
    """Yield the numbers by the hundreds a statement is asked about at once."""
    for start in range(0, len(numbers), AT_ONCE):
        yield list(numbers[start : start + AT_ONCE])


def pool(
    desk: Desk,
    *,
    sort: str | None = None,
    descending: bool = False,
    held_by_no: int | None = None,
    **filters: Any,
) -> list[rows.PoolRow]:
    """Return the customers in the pool that pass the filters, the last touched first unless sorted otherwise.

    `held_by_no` keeps those a rep held last.
    """
    if held_by_no is not None:
        held = desk.database.all(rows.HELD, rep_no=held_by_no)
        filters["numbers"] = [row.no for row in held][:10_000]
    return desk.database.all(
        rows.FIND_POOL, sort=sort, descending=descending, held_by_no=held_by_no, **spelled(filters)
    )


def limits(desk: Desk, on: date | None = None) -> dict[str, Limit]:
    """Return the limit of each grade that pool_days names, today or `on` another day.

    The warning is given so early that its days run out with the days of the rule.
    """
    calendar, today = desk.workdays(), on or desk.today()
    ahead = int(desk.setting("pool_warning_days"))
    return {
        grade: Limit(days, calendar.back(today, max(days - ahead - 1, 0)), calendar.back(today, days))
        for grade, days in desk.setting("pool_days").items()
    }


def claimable_on(desk: Desk, found: Iterable[rows.PoolRow], rep_no: int) -> dict[int, date]:
    """Return from which day on a rep may claim those of the customers that they lost too short a time ago."""
    days = int(desk.setting("pool_reclaim_days"))
    losses = {
        row.no: row.pooled_on + timedelta(days=days)
        for row in found
        if row.held_by_no == rep_no and row.pooled_on is not None
    }
    return {no: day for no, day in losses.items() if day > desk.today()}


def warnings(
    desk: Desk, rep_no: int | None = None, team_no: int | None = None, on: date | None = None
) -> list[rows.WarningRow]:
    """Return the customers about to go to the pool, the soonest first: a rep's, a team's or the firm's.

    Each is kept up to its `due_on`; a touch lifts the warning at once, as does a rule that was given up.
    """
    rule = limits(desk, on)
    if not rule:
        return []
    if rep_no is not None:
        reps = [rep_no]
    else:
        reps = [rep.no for rep in desk.database.all(FIND_REPS, team_no=team_no)]
    found = desk.database.all(rows.FIND_WARNINGS, reps=reps, since=oldest_warning(desk))
    return [row for row in found if _stands(desk, row, rule.get(row.grade))]


def _stands(desk: Desk, row: rows.WarningRow, limit: Limit | None) -> bool:
    """Say whether a warning still stands: a touch typed late may have been before it, and yet be recent."""
    if limit is None or row.stage == "won":
        return False
    return row.last_touch_at is None or desk.wall(row.last_touch_at).date() < limit.warn_before


def oldest_warning(desk: Desk) -> date:
    """Return the first day whose warnings still stand."""
    return desk.workdays().back(desk.today(), int(desk.setting("pool_warning_days"))) - timedelta(_STALE_DAYS)


def claim(desk: Desk, customers: Sequence[str], *, rep: str | None = None) -> list[Receipt]:
    """Give customers of the pool to the rep who types, or to `rep`; all of them or none.

    Raises RefusedError for one that has an owner or is closed; and, unless a manager types, for more than
    pool_daily_claims a day, and for one the rep lost less than pool_reclaim_days ago.
    """
    worker = find_worker(desk, rep)
    if not worker.active:
        raise RefusedError(_("{name} has left the firm.").format(name=worker.name))
    found = {row.no: row for row in (find_customer(desk, text) for text in customers)}
    with desk.change() as change:
        for row in found.values():
            _require_free(desk, change, row)
        left = refuse_claims(desk, list(found), worker)
        change.update_many("customer", list(found), owner_no=worker.no)
        note_moves(desk, change, "claimed", [(no, worker.no) for no in found])
    receipts = [_claimed(row, worker) for row in found.values()]
    if left is not None:
        last = receipts[-1]
        told = ngettext("{count} more claim today.", "{count} more claims today.", left).format(count=left)
        receipts[-1] = last._replace(lines=(*last.lines, told))
    return receipts


def _claimed(row: CustomerBrief, worker: RepRow) -> Receipt:
    notes = Notes()
    notes.tell(
        _("{number} {name} belongs to {rep} now.").format(
            number=number("customer", row.no), name=row.name, rep=worker.name
        )
    )
    return notes.receipt("customer", row.no, row.id)


def _require_free(desk: Desk, change: Change, row: CustomerBrief) -> None:
    """Raise RefusedError unless the customer is in the pool now, under the lock: the faster of two reps has it."""
    held = change.row("customer", row.no)
    name = f"{number('customer', row.no)} {held['name']}"
    if held["closed_on"] is not None:
        raise RefusedError(_("{customer} is closed.").format(customer=name))
    if desk.me is not None and held["owner_no"] == desk.me.no:
        raise RefusedError(
            _("{customer} is yours already; nothing was claimed.").format(customer=name),
            _("See who may be claimed with: crm pool list"),
        )
    if held["owner_no"] is not None:
        owner = desk.database.one(FIND_REPS, no=held["owner_no"])
        raise RefusedError(
            _("{customer} belongs to {owner}; nothing was claimed.").format(customer=name, owner=owner.name),
            _("See who may be claimed with: crm pool list"),
        )


def refuse_claims(desk: Desk, numbers: Sequence[int], worker: RepRow) -> int | None:
    """Return how many more the rep may claim today; None where a manager types, who is not held to the rules.

    Raises RefusedError for more than pool_daily_claims, and for a customer lost too short a time ago.
    """
    if desk.me is not None and desk.me.role in {"manager", "owner"}:
        return None
    most, today = int(desk.setting("pool_daily_claims")), desk.today()
    done = desk.database.one(rows.CLAIMED, rep_no=worker.no, day=today).claims
    if done + len(numbers) > most:
        raise RefusedError(
            _("{rep} may claim {most} customers a day and has claimed {done} today.").format(
                rep=worker.name, most=most, done=done
            ),
            _("Nothing was claimed. A manager may give them; the limit is the setting pool_daily_claims."),
        )
    days = int(desk.setting("pool_reclaim_days"))
    since = today - timedelta(days=days)
    for block in blocks(numbers):
        for loss in desk.database.all(rows.LOSSES, rep_no=worker.no, since=since, numbers=block):
            raise RefusedError(
                _("{rep} lost {number} to the pool on {day} and may claim it again from {until} on.").format(
                    rep=worker.name,
                    number=number("customer", loss.customer_no),
                    day=loss.day.isoformat(),
                    until=(loss.day + timedelta(days=days)).isoformat(),
                ),
                _("Nothing was claimed. Another rep may claim it, or a manager may give it."),
            )
    return most - done - len(numbers)


def note_moves(
    desk: Desk,
    change: Change,
    kind: str,
    moved: Sequence[tuple[int, int]],
    *,
    due_on: date | None = None,
    reason: str = "",
) -> None:
    """Write that customers moved, as (customer, rep) numbers, inside an open change."""
    told = {"kind": kind, "day": desk.today(), "due_on": due_on, "reason": reason}
    change.insert_many("pool_move", [{"customer_no": no, "rep_no": rep_no, **told} for no, rep_no in moved])


def note_owner(desk: Desk, change: Change, row: CustomerBrief, owner_no: int | None) -> None:
    """Hold an owner typed by hand to the rules of the pool, inside an open change, and keep the move.

    A rep who takes a customer nobody owns has claimed it; one left without an owner was given back. Raises
    RefusedError as `claim` does.
    """
    if row.owner_no is None and owner_no is not None:
        if desk.me is not None and desk.me.role == "rep":
            refuse_claims(desk, [row.no], desk.database.one(FIND_REPS, no=owner_no))
            note_moves(desk, change, "claimed", [(row.no, owner_no)])
    elif owner_no is None and row.owner_no is not None:
        note_moves(desk, change, "released", [(row.no, row.owner_no)])


def release(
    desk: Desk, customers: Sequence[str], *, reason: str = "", cancel_steps: bool = False
) -> list[Receipt]:
    """Give customers back to the pool: one's own, or anybody's by a manager; all of them or none.

    Raises RefusedError for another's, for one nobody owns, and, unless `cancel_steps`, for one at which its owner
    has promised something.
    """
    found = {row.no: row for row in (find_customer(desk, text) for text in customers)}
    for row in found.values():
        _require_own(desk, row)
    with desk.change() as change:
        promised = promises(desk, list(found))
        if promised and not cancel_steps:
            raise _still_promised(promised, found)
        dropped = drop_promises(change, promised, reason)
        owners = [(row.no, _owner_now(change, row)) for row in found.values()]
        change.update_many("customer", list(found), owner_no=None)
        note_moves(desk, change, "released", owners, reason=reason.strip())
    receipts = []
    for row in found.values():
        notes = Notes()
        notes.tell(
            _("{number} {name} is in the pool now.").format(number=number("customer", row.no), name=row.name)
        )
        for name in dropped.get(row.no, ()):
            notes.tell(_("{number} cancelled.").format(number=name))
        receipts.append(notes.receipt("customer", row.no, row.id))
    return receipts


def _require_own(desk: Desk, row: CustomerBrief) -> None:
    if row.owner_no is None:
        raise RefusedError(
            _("{customer} has no owner; it is in the pool already.").format(
                customer=f"{number('customer', row.no)} {row.name}"
            )
        )
    if desk.me is None or desk.me.no != row.owner_no:
        desk.require_manager(_("giving back a customer of {owner}").format(owner=row.owner))


def _owner_now(change: Change, row: CustomerBrief) -> int:
    """Return the owner under the lock; raise RefusedError when the customer changed hands since it was looked at."""
    held = change.row("customer", row.no)["owner_no"]
    if held is None or held != row.owner_no:
        raise RefusedError(
            _("{customer} changed hands in the meantime; nothing was given back.").format(customer=row.name)
        )
    return int(held)


def promises(desk: Desk, numbers: Sequence[int]) -> list[rows.PromiseRow]:
    """Return what the owners of these customers have promised there: open steps, and plans from today on."""
    today = desk.today()
    return [
        row
        for block in blocks(numbers)
        for row in desk.database.all(rows.OPEN_PROMISES, numbers=block, day=today)
    ]


def _still_promised(promised: Sequence[rows.PromiseRow], found: dict[int, CustomerBrief]) -> RefusedError:
    first = promised[0].customer_no
    names = [number(row.noun, row.no) or "" for row in promised if row.customer_no == first]
    return RefusedError(
        _("{customer} still has promises of {owner}: {numbers}.").format(
            customer=f"{number('customer', first)} {found[first].name}",
            owner=found[first].owner,
            numbers=", ".join([*names[:_TOLD], *(["…"] if names[_TOLD:] else [])]),
        ),
        _("Nothing was given back. Keep or finish them, hand the customer over, or say --cancel-steps."),
    )


def drop_promises(change: Change, promised: Sequence[rows.PromiseRow], reason: str) -> dict[int, list[str]]:
    """Cancel steps and plans inside an open change; return their numbers by customer.

    A plan that names other reps too stands for them.
    """
    steps = [row.no for row in promised if row.noun == "step"]
    alone = [row.no for row in promised if row.noun == "plan" and not row.others]
    change.update_many("step", steps, state="cancelled")
    change.update_many(
        "plan", alone, state="cancelled_by_us", reason=reason.strip() or _("given to the pool")
    )
    for row in promised:
        if row.others and row.plan_rep_no is not None:
            change.delete("plan_rep", row.plan_rep_no)
    dropped: dict[int, list[str]] = {}
    for row in promised:
        dropped.setdefault(row.customer_no, []).append(number(row.noun, row.no) or "")
    return dropped


def midnight(desk: Desk, day: date) -> datetime:
    """Return the instant at which a day of the firm begins."""
    return desk.instant(datetime.combine(day, time()))
