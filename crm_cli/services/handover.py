"""Handing a rep's customers to another with everything open, so that nothing promised is lost."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from crm_cli.domain.codes import number
from crm_cli.errors import NotFoundError, RefusedError, UsageError
from crm_cli.i18n import gettext as _
from crm_cli.i18n import ngettext
from crm_cli.services.desk import Desk
from crm_cli.services.naming import find_customer, find_rep
from crm_cli.services.notices import ONE_BY_ONE, notify, some_of
from crm_cli.services.reading import spelled
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.storage import handover as rows
from crm_cli.storage.absences import FIND_ABSENCES
from crm_cli.storage.change import Change
from crm_cli.storage.reps import RepRow
from crm_cli.storage.steps import FIND_STEPS, StepRow

# What is agreed within so long of something else is at the same time.
_APART = timedelta(minutes=30)
_TOLD = 5


class Wish(NamedTuple):
    """Who hands over to whom, and what: the customers that pass `filters`, and are among `numbers` where any are named.

    `tasks` are taken along too; with `keep_steps` customers go and promises stay; `active` leaves closed ones.
    """

    giver: RepRow
    taker: RepRow
    filters: Mapping[str, Any] = {}
    numbers: frozenset[int] | None = None
    tasks: bool = False
    keep_steps: bool = False
    active: bool | None = None

    @property
    def whole(self) -> bool:
        """Whether everything of the rep goes, so that what is promised at customers of others goes too."""
        return self.numbers is None and not self.filters


class Promise(NamedTuple):
    """Something promised for a day: its number, when, at whom and what."""

    number: str
    day: date
    at: datetime | None
    where: str
    words: str


class Handover(NamedTuple):
    """What goes from one rep to another; `left_tasks` stay. `clashes` are sentences of what does not fit."""

    giver: RepRow
    taker: RepRow
    customers: list[rows.HeldRow]
    steps: list[StepRow]
    plans: list[rows.HeldPlanRow]
    left_tasks: int
    clashes: list[str]

    def of_kind(self, kind: str) -> list[StepRow]:
        """Return the steps of a kind: step, callback or task."""
        return [row for row in self.steps if row.kind == kind]

    def promises(self) -> list[Promise]:
        """Return everything promised that goes, the most urgent first."""
        steps = [
            Promise(number("step", row.no) or "", row.due_on, row.due_at, row.customer, row.words)
            for row in self.steps
        ]
        plans = [
            Promise(number("plan", row.no) or "", row.day, row.at, row.customer or row.building, row.purpose)
            for row in self.plans
        ]
        # What has no time is due all day, and so before what is agreed for a time of it.
        return sorted(
            [*steps, *plans], key=lambda one: (one.day, one.at is not None, one.at or one.day, one.number)
        )


def read_wish(
    desk: Desk,
    giver: str,
    taker: str,
    *,
    customers: Sequence[str] = (),
    filters: Mapping[str, Any],
    tasks: bool = False,
    keep_steps: bool = False,
    open_only: bool = False,
) -> Wish:
    """Return who gives what to whom.

    Raises RefusedError unless a manager or the giver types, when the taker has left, and for a customer named that
    is not the giver's; UsageError when both are one.
    """
    one, other = find_rep(desk, giver), find_rep(desk, taker)
    if one.no == other.no:
        raise UsageError(
            _("{name} cannot hand over to themselves.").format(name=one.name),
            "crm customer handover 陈伟 李娜",
        )
    if desk.me is None or desk.me.no != one.no:
        desk.require_manager(_("handing over the customers of {name}").format(name=one.name))
    if not other.active:
        raise RefusedError(_("{name} has left the firm.").format(name=other.name), _("Nothing was changed."))
    named = None
    if customers:
        named = frozenset(_owned_by(desk, text, one) for text in customers)
    given = {name: value for name, value in filters.items() if value is not None}
    return Wish(one, other, given, named, tasks, keep_steps, True if open_only else None)


def _owned_by(desk: Desk, text: str, giver: RepRow) -> int:
    row = find_customer(desk, text)
    if row.owner_no != giver.no:
        raise RefusedError(
            _("{customer} belongs to {owner}, not to {name}.").format(
                customer=f"{number('customer', row.no)} {row.name}",
                owner=row.owner or _("nobody"),
                name=giver.name,
            ),
            _("Nothing was changed."),
        )
    return row.no


def look(desk: Desk, wish: Wish) -> Handover:
    """Return what would go; raise NotFoundError when that is nothing."""
    read = desk.database.all
    with desk.database.snapshot():
        held = read(rows.HELD, owner_no=wish.giver.no, active=wish.active, **spelled(wish.filters))
        chosen = [row for row in held if wish.numbers is None or row.no in wish.numbers]
        steps, plans, left = _promised(desk, wish, {row.no for row in chosen})
        if not (chosen or steps or plans):
            raise NotFoundError(
                _("There is nothing of {name} to hand over.").format(name=wish.giver.name),
                _("See what there is with: crm customer list --owner {name}").format(name=wish.giver.name),
            )
        found = Handover(wish.giver, wish.taker, chosen, steps, plans, left, [])
        return found._replace(clashes=[*_away(desk, found), *_at_once(desk, found)])


def _promised(desk: Desk, wish: Wish, chosen: set[int]) -> tuple[list[StepRow], list[rows.HeldPlanRow], int]:
    """Return the steps and plans that go with the customers, and how many tasks at no customer stay."""
    if wish.keep_steps:
        return [], [], 0
    steps = desk.database.all(FIND_STEPS, rep_no=wish.giver.no, state="open")
    plans = _plans(desk, wish.giver, wish.taker)

    def goes(row: StepRow) -> bool:
        if row.customer_no is None:
            return wish.tasks
        return wish.whole or row.customer_no in chosen

    going = [row for row in steps if goes(row)]
    left = sum(1 for row in steps if row.customer_no is None) if not wish.tasks else 0
    return going, [row for row in plans if wish.whole or row.customer_no in chosen], left


def _plans(desk: Desk, rep: RepRow, taker: RepRow) -> list[rows.HeldPlanRow]:
    return desk.database.all(rows.HELD_PLANS, rep_no=rep.no, taker_no=taker.no, since=desk.today())


def _away(desk: Desk, found: Handover) -> Iterator[str]:
    """Yield a sentence for each absence of who takes over in which something handed over is due."""
    for row in desk.database.all(FIND_ABSENCES, rep_no=found.taker.no, since=desk.today()):
        due = [one for one in found.promises() if row.starts_on <= one.day <= row.ends_on]
        if due:
            yield ngettext(
                "{rep} is away from {start} to {end}, and {count} of these is due then: {numbers}",
                "{rep} is away from {start} to {end}, and {count} of these are due then: {numbers}",
                len(due),
            ).format(
                rep=found.taker.name,
                start=row.starts_on,
                end=row.ends_on,
                count=len(due),
                numbers=_first(due),
            )


def _first(promises: Sequence[Promise]) -> str:
    numbers = [one.number for one in promises[:_TOLD]]
    return ", ".join([*numbers, *(["…"] if promises[_TOLD:] else [])])


def _at_once(desk: Desk, found: Handover) -> Iterator[str]:
    """Yield a sentence for each thing that who takes over has promised somebody else for the same time."""
    going = [(one.at, one) for one in found.promises() if one.at is not None]
    if not going:
        return
    steps = desk.database.all(FIND_STEPS, rep_no=found.taker.no, state="open", due_since=desk.today())
    mine = [(row.due_at, number("step", row.no)) for row in steps if row.due_at is not None]
    # A plan both are named in is one appointment.
    shared = {row.no for row in found.plans}
    plans = [row for row in _plans(desk, found.taker, found.taker) if row.no not in shared]
    mine += [(row.at, number("plan", row.no)) for row in plans if row.at is not None]
    mine.sort(key=lambda one: one[0])
    moments = [at for at, _number in mine]
    for at, one in going:
        place = bisect_left(moments, at - _APART + timedelta(seconds=1))
        if place < len(mine) and mine[place][0] - at < _APART:
            yield _("{rep} has {other} at the time of {number} ({when}).").format(
                rep=found.taker.name,
                other=mine[place][1],
                number=one.number,
                when=f"{desk.wall(at):%Y-%m-%d %H:%M}",
            )


def hand_over(desk: Desk, wish: Wish) -> Receipt:
    """Hand over in one change; what was done stays whose it was."""
    with desk.change() as change:
        # What was looked at before the lock may have been finished or promised since.
        found = look(desk, wish)
        change.update_many("customer", [row.no for row in found.customers], owner_no=wish.taker.no)
        if promised := [row.no for row in found.of_kind("callback")]:
            from crm_cli.services.callbacks import leave_overdue_behind

            leave_overdue_behind(desk, change, promised)
        change.update_many("step", [row.no for row in found.steps], rep_no=wish.taker.no)
        alone = [row.plan_rep_no for row in found.plans if not row.shared]
        change.update_many("plan_rep", alone, rep_no=wish.taker.no)
        for row in found.plans:
            if row.shared:
                change.delete("plan_rep", row.plan_rep_no)
        _tell_both(desk, change, found)
    notes = Notes()
    notes.tell(
        _("{taker} now has these of {giver}: {what}").format(
            taker=wish.taker.name, giver=wish.giver.name, what=counts(desk, found)
        )
    )
    if wish.whole and found.left_tasks:
        notes.tell(say_left(found))
    for clash in found.clashes:
        notes.warn(clash)
    return notes.receipt("rep", wish.taker.no, wish.taker.id)


def _tell_both(desk: Desk, change: Change, found: Handover) -> None:
    """Give both reps one notice of all that went, but for the one who types, and for a giver who has left."""
    giver, taker = found.giver, found.taker
    where = (one.where or one.words for one in found.promises())
    names = list(dict.fromkeys([*(row.name for row in found.customers[: ONE_BY_ONE + 1]), *where]))
    about: dict[str, Any] = {
        "words": some_of(names),
        "items": len(found.customers) + len(found.steps) + len(found.plans),
    }
    notify(desk, change, "assigned", [taker.no], was=giver.name, **about)
    if giver.active:
        notify(desk, change, "taken_away", [giver.no], now=taker.name, **about)


def counts(desk: Desk, found: Handover) -> str:
    """Return how many customers, steps, callbacks, tasks and plans go, as one phrase."""
    today = desk.today()
    sunday = today + timedelta(days=6 - today.weekday())
    steps, closed = found.of_kind("step"), sum(1 for row in found.customers if row.closed)
    soon = sum(1 for row in steps if row.due_on <= sunday)
    customers = len(found.customers)
    parts = [ngettext("{count} customer", "{count} customers", customers).format(count=f"{customers:,}")]
    if closed:
        parts[0] += _(" ({count} of them closed)").format(count=f"{closed:,}")
    if steps:
        told = ngettext(
            "{count} step, {soon} due this week", "{count} steps, {soon} due this week", len(steps)
        )
        parts.append(told.format(count=f"{len(steps):,}", soon=f"{soon:,}"))
    if callbacks := len(found.of_kind("callback")):
        parts.append(ngettext("{count} callback", "{count} callbacks", callbacks).format(count=callbacks))
    if tasks := len(found.of_kind("task")):
        parts.append(ngettext("{count} task", "{count} tasks", tasks).format(count=tasks))
    if plans := len(found.plans):
        parts.append(ngettext("{count} plan", "{count} plans", plans).format(count=plans))
    return "; ".join(parts)


def say_left(found: Handover) -> str:
    """Return the sentence of the tasks that stay."""
    return ngettext(
        "{count} task of {giver} at no customer stays; it goes too with --tasks.",
        "{count} tasks of {giver} at no customer stay; they go too with --tasks.",
        found.left_tasks,
    ).format(count=found.left_tasks, giver=found.giver.name)
