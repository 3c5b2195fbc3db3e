"""Finishing a sweep: what was found is sorted, called and gone back to."""

from collections.abc import Mapping, Sequence
from datetime import date

from crm_cli.domain.codes import number
from crm_cli.domain.frozen import Frozen
from crm_cli.domain.proposals import Facts, Proposal, propose
from crm_cli.domain.sweeping import Door, never_knocked
from crm_cli.i18n import gettext as _
from crm_cli.i18n import ngettext
from crm_cli.services.call_list_filling import fill, look, rehearsed
from crm_cli.services.call_lists import add_call_list, name_reps
from crm_cli.services.desk import Desk
from crm_cli.services.find_takers import takers
from crm_cli.services.proposals import read_rules
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.services.sweep_doors import revisits, say_doors
from crm_cli.services.sweep_editing import end_plans
from crm_cli.services.sweep_views import doors
from crm_cli.services.sweeps import require_open
from crm_cli.storage.call_lists import FIND_CALL_LISTS, FIND_LIST_NUMBERS
from crm_cli.storage.change import Change
from crm_cli.storage.door_leases import drop_all
from crm_cli.storage.plans import FIND_PLANS
from crm_cli.storage.proposals import KEPT
from crm_cli.storage.reps import FIND_REPS, RepRow
from crm_cli.storage.sweep_finds import FINDS, FindRow
from crm_cli.storage.sweeps import LastKnockRow, SweepRow


class Find(Frozen):
    """A customer met in the sweep: the stage set, and why, who takes it, and whether it can be called."""

    customer: FindRow
    proposal: Proposal | None
    taker: RepRow | None
    to_call: int = 0

    @property
    def is_moved(self) -> bool:
        """Whether it changes hands."""
        return self.taker is not None and self.taker.no != self.customer.owner_no


class Revisit(Frozen):
    """The plan to go back to doors: who goes when, and where; `plan_no` is the plan made for it."""

    plan_no: int
    rep: RepRow
    day: date
    doors: tuple[Door, ...]


class Finish(Frozen):
    """What finishing a sweep brings about; `call_list_no` is None where no find can be called."""

    sweep: SweepRow
    finds: list[Find]
    revisits: list[Revisit]
    call_list_no: int | None
    call_list: str
    not_knocked: int
    receipt: Receipt


def finish_sweep(desk: Desk, sweep: SweepRow, *, dry_run: bool = False) -> Finish:
    """Finish a sweep in one change: stages, owners, a call list, plans for the doors to revisit; all can be undone.

    With `dry_run` everything is done and taken back. Raises RefusedError for a sweep that is not open.
    """
    require_open(sweep)
    notes = Notes()
    with rehearsed(desk, dry_run=dry_run), desk.change() as change:
        # Read inside the lock: somebody may be knocking at this moment.
        every = doors(desk, sweep)
        left = never_knocked(every)
        again = revisits(desk, sweep)
        finds = _sort(desk, change, desk.database.all(FINDS, sweep_no=sweep.no), notes)
        call_list_no, call_list, finds = _to_call(desk, change, sweep, finds, notes)
        end_plans(desk, change, sweep, _("the sweep is finished"))
        planned = _go_back(desk, change, sweep, again, notes)
        change.update("sweep", sweep.no, expect=sweep.version, state="finished", ended_on=desk.today())
        drop_all(change.connection, sweep.no)
    told = _("{number} {building} is finished.")
    notes.lines.insert(0, told.format(number=number("sweep", sweep.no), building=sweep.building))
    if left:
        count = ngettext(
            "{count} door was never knocked at.", "{count} doors were never knocked at.", len(left)
        )
        notes.warn(count.format(count=len(left)))
    if unsaid := [door for door in every if door.state == "pending"]:
        notes.warn(
            _(
                "No outcome yet: {doors}. Nobody met there is a find before it is said: crm visit edit v12 --outcome …"
            ).format(doors=say_doors(unsaid))
        )
    receipt = notes.receipt("sweep", sweep.no, sweep.id)
    return Finish(sweep, finds, planned, call_list_no, call_list, len(left), receipt)


def _sort(desk: Desk, change: Change, rows: Sequence[FindRow], notes: Notes) -> list[Find]:
    """Give each find its stage and its owner, inside the open change."""
    stages = _stages(desk, rows)
    taking = takers(desk, rows)
    finds = [Find(row, stages.get(row.no), taking.get(row.no)) for row in rows]
    for find in finds:
        values: dict[str, object] = {}
        if find.proposal is not None:
            values["stage"] = find.proposal.proposed
        if find.is_moved and find.taker is not None:
            values["owner_no"] = find.taker.no
        change.update("customer", find.customer.no, **values)  # type: ignore[arg-type]
    _tell_takers(desk, change, finds)
    staged, moved = sum(bool(find.proposal) for find in finds), sum(find.is_moved for find in finds)
    notes.tell(ngettext("{count} find.", "{count} finds.", len(finds)).format(count=len(finds)))
    if staged:
        told = ngettext("{count} stage set.", "{count} stages set.", staged)
        notes.tell(told.format(count=staged))
    if moved:
        told = ngettext("{count} customer has a new owner.", "{count} customers have a new owner.", moved)
        notes.tell(told.format(count=moved))
    return finds


def _stages(desk: Desk, rows: Sequence[FindRow]) -> dict[int, Proposal]:
    """Return the stage the facts of each find speak for, by customer; what was turned down before stays so."""
    rules, today = read_rules(desk), desk.today()
    kept = {
        (one.customer_no, one.field, one.value)
        for start in range(0, len(rows), 500)
        for one in desk.database.all(KEPT, numbers=[row.no for row in rows[start : start + 500]])
    }
    return {
        row.no: proposal
        for row in rows
        for proposal in propose(_facts(desk, row), today, rules)
        if proposal.field == "stage" and (row.no, "stage", proposal.proposed) not in kept
    }


def _facts(desk: Desk, row: FindRow) -> Facts:
    """Return what a stage is proposed from: what is on file, and what the visits of the sweep say besides.

    Who was met effectively decides, and who asked for a quote, a sample or the goods, told a need or was graded A
    to C has one.
    """
    need = "later" if row.wanted and row.need_state == "unknown" else row.need_state
    since = row.last_touch_at or row.created_at
    knows = bool(row.knows_decider or row.effective)
    return Facts(row.grade, row.stage, need, row.need_on, knows, row.order_on, desk.wall(since).date())


def _tell_takers(desk: Desk, change: Change, finds: Sequence[Find]) -> None:
    from crm_cli.services.notices import notify

    going: dict[int, list[str]] = {}
    for find in finds:
        if find.is_moved and find.taker is not None:
            going.setdefault(find.taker.no, []).append(find.customer.name)
    for rep_no, names in going.items():
        notify(desk, change, "assigned", [rep_no], words=", ".join(names[:3]), items=len(names))


def _to_call(
    desk: Desk, change: Change, sweep: SweepRow, finds: Sequence[Find], notes: Notes
) -> tuple[int | None, str, list[Find]]:
    """Put the numbers of the finds on a list of their own, each with who takes it, and return it with the finds."""
    numbers = [find.customer.no for find in finds if not _has_ordered(find.customer, sweep)]
    if not look(desk, 0, numbers).chosen:
        return None, "", list(finds)
    name = _free_name(desk, f"{sweep.building} {desk.today().isoformat()}")
    made = add_call_list(desk, name)
    said = fill(desk, made.number, numbers, _("sweep {number}").format(number=number("sweep", sweep.no)))
    held: dict[int, list[int]] = {}
    for row in desk.database.all(FIND_LIST_NUMBERS, call_list_no=made.no):
        held.setdefault(row.customer_no, []).append(row.no)
    of: dict[int, list[int]] = {}
    for find in finds:
        if find.taker is not None:
            of.setdefault(find.taker.no, []).extend(held.get(find.customer.no, ()))
    for rep_no, places in of.items():
        change.update_many("list_number", places, rep_no=rep_no)
    name_reps(desk, change, made.no, [rep_no for rep_no, places in of.items() if places])
    for line in (*made.lines, *said.lines):
        notes.tell(line)
    return made.no, name, [find._replace(to_call=len(held.get(find.customer.no, ()))) for find in finds]


def _has_ordered(customer: FindRow, sweep: SweepRow) -> bool:
    is_new = customer.order_on is not None and customer.order_on >= sweep.starts_on
    return customer.stage == "won" or is_new


def _free_name(desk: Desk, name: str) -> str:
    taken = {row.name for row in desk.database.all(FIND_CALL_LISTS, sort="no")}
    tries = (name if place == 1 else f"{name} ({place})" for place in range(1, len(taken) + 2))
    return next(one for one in tries if one not in taken)


def _go_back(
    desk: Desk, change: Change, sweep: SweepRow, again: Sequence[tuple[Door, LastKnockRow]], notes: Notes
) -> list[Revisit]:
    """Plan the doors to revisit for the next working day, a plan for each rep with those they knocked at last."""
    day = desk.workdays().next_working(desk.today())
    of: dict[int, list[Door]] = {}
    for door, knock in again:
        of.setdefault(knock.rep_no, []).append(door)
    reps = {rep.no: rep for rep in desk.database.all(FIND_REPS)}
    planned = []
    for rep_no, behind in of.items():
        no = change.insert(
            "plan", day=day, position=_next_position(desk, day, rep_no), building=sweep.building,
            purpose=_purpose(behind), sweep_no=sweep.no,
        )  # fmt: skip
        change.insert("plan_rep", plan_no=no, rep_no=rep_no)
        planned.append(Revisit(no, reps[rep_no], day, tuple(behind)))
        notes.tell(
            _("Revisit planned {number}: {rep}, {day}: {doors}").format(
                number=number("plan", no), rep=reps[rep_no].name, day=day.isoformat(), doors=_purpose(behind)
            )
        )
    return planned


def _next_position(desk: Desk, day: date, rep_no: int) -> int:
    planned = desk.database.all(FIND_PLANS, day=day, rep_no=rep_no)
    return 1 + max((plan.position for plan in planned), default=0)


def _purpose(behind: Sequence[Door]) -> str:
    """Return the doors to revisit as a plan says them, by the half-day that suits each."""
    halves: Mapping[str, str] = {"am": _("morning"), "pm": _("afternoon"), "": _("any time")}
    parts = [
        f"{told}: {' '.join(_stretches(there))}"
        for half, told in halves.items()
        if (there := [door for door in behind if door.revisit_half == half])
    ]
    return _("revisit {doors}").format(doors="; ".join(parts))


def _stretches(behind: Sequence[Door]) -> list[str]:
    """Return doors as crm knock understands them, those side by side as a range."""
    runs: list[list[Door]] = []
    for door in behind:
        last = runs[-1][-1] if runs else None
        beside = last is not None and (
            (last.floor_order, last.side, last.position + 1) == (door.floor_order, door.side, door.position)
        )
        runs[-1].append(door) if beside else runs.append([door])
    return [
        f"{run[0].code}-{run[-1].code}" if len(run) > 2 else " ".join(door.code for door in run)
        for run in runs
    ]
