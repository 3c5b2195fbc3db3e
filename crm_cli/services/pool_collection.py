"""Taking neglected customers back into the public pool (公海): a warning first, then the pool, by cron."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from crm_cli.domain.codes import number
from crm_cli.i18n import gettext as _
from crm_cli.i18n import ngettext
from crm_cli.services import pool
from crm_cli.services.desk import Desk
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.storage import care
from crm_cli.storage import pool as rows
from crm_cli.storage.absences import FIND_ABSENCES
from crm_cli.storage.customers import BRIEFS, CustomerBrief
from crm_cli.storage.reps import FIND_REPS

# Grades without a rule never match: nobody was touched before this day.
_NEVER = date(1, 1, 2)
_TOLD = 5
# What managers and the firm's owner hold is theirs to decide.
_SUBJECT = frozenset({"rep", "assistant"})


class Judged(NamedTuple):
    """A customer that was left alone: warned of (`kind` warned, up to `due_on`) or taken back (collected).

    `silent` are the whole working days since its last touch, or since it got its owner.
    """

    kind: str
    customer: CustomerBrief
    silent: int
    due_on: date | None


class Collection(NamedTuple):
    """What one run found; `idle` says why there was nothing to look for: no_rule, day_off or ''."""

    day: date
    judged: list[Judged]
    idle: str = ""


class _Look(NamedTuple):
    """One look at the firm on a day: its rules, the warnings that stand, and the working days since each day."""

    desk: Desk
    day: date
    rule: Mapping[str, pool.Limit]
    standing: Mapping[int, rows.WarningRow]
    counts: Mapping[date, int]


def judge(desk: Desk, on: date | None = None) -> Collection:
    """Return whose owners are to be warned and which customers are to be taken back, by the firm's rules.

    Today, or `on` a day to come as things stand now.

    Left out are customers without a grade that pool_days names, won, lost, dropped or closed ones, those of
    managers, of reps who are away or came back within the days of a warning, those resting after an outcome, those
    whose owner got them within the time of the rule, and those with a promise made in a touch still to come. Nothing happens on a day that is not worked.
    """
    today = on or desk.today()
    rule = pool.limits(desk, today)
    if not rule:
        return Collection(today, [], "no_rule")
    if not desk.workdays().is_working(today):
        return Collection(today, [], "day_off")
    with desk.database.snapshot():
        since = _left_alone(desk, rule, today)
        counts = desk.workdays().counts_before(today, min(since.values(), default=today))
        look = _Look(desk, today, rule, {row.no: row for row in pool.warnings(desk, on=today)}, counts)
        judged = [
            one
            for block in pool.blocks(list(since))
            for one in _judge_block(look, {no: since[no] for no in block})
        ]
    return Collection(today, sorted(judged, key=lambda one: (one.customer.owner, one.kind, -one.silent)))


def foresee(desk: Desk) -> Collection:
    """Return what `collect` would do today, or where today is a day off, on the next working day."""
    found = judge(desk)
    return judge(desk, desk.workdays().next_working(found.day)) if found.idle == "day_off" else found


def _left_alone(desk: Desk, rule: Mapping[str, pool.Limit], today: date) -> dict[int, date]:
    """Return the customers of reps that were last touched, or typed, before the day from which they are warned of."""
    away = _lately_away(desk, today)
    owners = [rep.no for rep in desk.database.all(FIND_REPS) if rep.role in _SUBJECT and rep.no not in away]
    before: dict[str, Any] = {
        f"{grade.lower()}_before": pool.midnight(desk, rule[grade].warn_before if grade in rule else _NEVER)
        for grade in "ABCDE"
    }
    found: dict[int, date] = {}
    for owner in owners:
        for row in desk.database.all(care.UNTOUCHED, owners=[owner], grades=list(rule), **before):
            found[row.no] = desk.wall(row.since).date()
    return found


def _lately_away(desk: Desk, today: date) -> set[int]:
    """Return the reps who are away, or came back so lately that a warning would have met them there."""
    since = desk.workdays().back(today, int(desk.setting("pool_warning_days")))
    return {row.rep_no for row in desk.database.all(FIND_ABSENCES, since=since, until=today)}


def _judge_block(look: _Look, since: Mapping[int, date]) -> list[Judged]:
    desk, numbers, today = look.desk, list(since), look.day
    excused = _excused(desk, numbers, today)
    owned = _owned_since(desk, numbers)
    judged = []
    for row in desk.database.all(BRIEFS, numbers=numbers):
        if row.no in excused or row.stage == "won":
            continue
        limit, last = look.rule[row.grade], max(since[row.no], owned.get(row.no, since[row.no]))
        warned = look.standing.get(row.no)
        if warned is None and last < limit.warn_before:
            due_on = desk.workdays().ahead(today, int(desk.setting("pool_warning_days")))
            judged.append(Judged("warned", row, look.counts[last], due_on))
        elif warned is not None and today > warned.due_on and last < limit.take_before:
            judged.append(Judged("collected", row, look.counts[last], None))
    return judged


def _excused(desk: Desk, numbers: Sequence[int], today: date) -> set[int]:
    """Return the customers that are rightly left alone: resting after an outcome, or promised a day to come."""
    promised = {row.no for row in desk.database.all(rows.PROMISED_IN_TOUCHES, numbers=numbers, day=today)}
    rests = desk.database.all(care.RESTS, numbers=numbers, since=date.fromordinal(today.toordinal() - 3660))
    resting = {row.customer_no for row in rests if (today - row.day).days < row.rest_days}
    return promised | resting


def _owned_since(desk: Desk, numbers: Sequence[int]) -> dict[int, date]:
    """Return the day on which customers last changed hands: their new owner has the whole time of the rule."""
    return {
        row.customer_no: desk.wall(row.at).date()
        for row in desk.database.all(rows.OWNED_SINCE, numbers=numbers)
    }


def collect(desk: Desk) -> tuple[Collection, Receipt | None]:
    """Warn the owners of neglected customers and take back those whose warning has run out, in one change.

    May run as often as one likes: who is warned already is not warned again. Raises RefusedError when a rep
    types it; cron and managers may.
    """
    if desk.me is not None:
        desk.require_manager(_("taking customers back into the pool"))
    if not (found := judge(desk)).judged:
        return found, None
    with desk.change() as change:
        # Someone may have called in between, or another run may have been faster.
        found = judge(desk)
        if not found.judged:
            return found, None
        taken = [one.customer for one in found.judged if one.kind == "collected"]
        warned = [one for one in found.judged if one.kind == "warned"]
        numbers = [row.no for row in taken]
        pool.drop_promises(change, pool.promises(desk, numbers), "")
        change.update_many("customer", numbers, owner_no=None)
        pool.note_moves(desk, change, "collected", _with_owner(taken))
        for due_on in sorted({one.due_on for one in warned if one.due_on}):
            told = [one.customer for one in warned if one.due_on == due_on]
            pool.note_moves(desk, change, "warned", _with_owner(told), due_on=due_on)
    notes = Notes()
    for line in say(found):
        notes.tell(line)
    return found, notes.receipt("change", change.no)


def _with_owner(customers: Sequence[CustomerBrief]) -> list[tuple[int, int]]:
    return [(row.no, row.owner_no) for row in customers if row.owner_no is not None]


def say(found: Collection) -> list[str]:
    """Return what was found as sentences, a line or two a rep; one that says why when there was nothing."""
    if found.idle == "no_rule":
        return [
            _(
                "No grade has a rule: nobody loses a customer. Set one with: crm config set pool_days A=10,B=20"
            )
        ]
    if found.idle == "day_off":
        return [_("{day} is a day off; nothing was done.").format(day=found.day.isoformat())]
    if not found.judged:
        return [_("Nobody is to be warned, and nothing is to be taken back.")]
    lines = []
    groups: dict[tuple[str, str, date | None], list[CustomerBrief]] = {}
    for one in found.judged:
        groups.setdefault((one.customer.owner, one.kind, one.due_on), []).append(one.customer)
    for (owner, kind, due_on), customers in groups.items():
        count, names = len(customers), _names(customers)
        if kind == "collected":
            told = ngettext(
                "{rep}: {count} customer taken back: {names}",
                "{rep}: {count} customers taken back: {names}",
                count,
            )
            lines.append(told.format(rep=owner, count=f"{count:,}", names=names))
        else:
            told = ngettext(
                "{rep}: {count} customer goes to the pool unless touched by {day}: {names}",
                "{rep}: {count} customers go to the pool unless touched by {day}: {names}",
                count,
            )
            lines.append(told.format(rep=owner, count=f"{count:,}", day=due_on, names=names))
    return lines


def _names(customers: Sequence[CustomerBrief]) -> str:
    names = [f"{number('customer', row.no)} {row.name}" for row in customers[:_TOLD]]
    return ", ".join([*names, *(["…"] if customers[_TOLD:] else [])])
