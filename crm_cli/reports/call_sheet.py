"""The call sheet: the numbers of a list that a rep calls next, to be worked through on paper."""

from collections.abc import Iterator
from datetime import datetime, time

from crm_cli import clock
from crm_cli.domain.frozen import Frozen
from crm_cli.i18n import gettext as _
from crm_cli.i18n import ngettext
from crm_cli.reports.paper import Paper, PaperLine, facts, known
from crm_cli.services import queue_words
from crm_cli.services.desk import Desk
from crm_cli.services.queue_gate import may_call
from crm_cli.services.queue_scene import Scene, scene
from crm_cli.services.queue_walk import Candidate, candidates
from crm_cli.services.sheets import Line, print_sheet
from crm_cli.storage.call_leases import TARGET, TargetRow
from crm_cli.storage.call_lists import CallListRow
from crm_cli.storage.reps import RepRow
from crm_cli.storage.sheets import ON_OTHER_PAPER


class _Chosen(Frozen):
    """A number that goes on the sheet, and why it is its turn."""

    candidate: Candidate
    target: TargetRow
    why: str


def call_sheet(desk: Desk, rep: RepRow, call_list: CallListRow, count: int) -> Paper:
    """Keep and return a sheet of the next `count` numbers of a list, in the order in which a rep is offered them.

    My callbacks due up to the end of the day come first. Hours do not matter yet; do-not-call, rest, pauses and
    what stands on another rep's sheet of that list and day do. Without a row no sheet is made.
    """
    with desk.change():
        here = scene(desk, rep, call_list, waived=True)
        elsewhere = _elsewhere(desk, call_list.no, rep.no)
        chosen: list[_Chosen] = []
        passed = 0
        seen: set[int] = set()
        for candidate in candidates(here, until=_end_of_day(desk)):
            if len(chosen) == count:
                break
            if candidate.phone_no in seen:
                continue
            seen.add(candidate.phone_no)
            if candidate.step is None and candidate.phone_no in elsewhere:
                passed += 1
            elif (one := _choose(here, candidate)) is not None:
                chosen.append(one)
        lines = tuple(_lines(desk, chosen))
        no = None
        if lines:
            rows = [Line(line.customer_no, phone_no=line.phone_no) for line in lines]
            no = print_sheet(desk, "calls", desk.today(), rows, rep_no=rep.no, call_list_no=call_list.no)
    off: tuple[tuple[str, str], ...] = ()
    if passed:
        told = ngettext("{count} number", "{count} numbers", passed).format(count=passed)
        off = ((told, _("on another rep's sheet of today")),)
    return Paper("calls", no, desk.today(), rep.name, call_list.name, lines, off)


def _end_of_day(desk: Desk) -> datetime:
    return desk.instant(datetime.combine(clock.next_day(desk.today()), time()))


def _elsewhere(desk: Desk, call_list_no: int, rep_no: int) -> frozenset[int]:
    held = desk.database.all(ON_OTHER_PAPER, call_list_no=call_list_no, day=desk.today(), rep_no=rep_no)
    return frozenset(row.phone_no for row in held)


def _choose(here: Scene, candidate: Candidate) -> _Chosen | None:
    """Return a number with its customer, None where the gate bars it or it moved to another customer."""
    row, step = candidate.number, candidate.step
    target = here.desk.database.first(
        TARGET, phone_no=candidate.phone_no, contact_no=row.contact_no if row else None
    )
    if target is None or target.customer_no != candidate.customer_no:
        return None
    if may_call(here.desk, target.customer_no, target, rests=True, waived=True, hours=here.hours) is not None:
        return None
    why = queue_words.why_step(here, step) if step else ""
    if row is not None and row.tried_at is not None:
        why = queue_words.last_try(here.desk, row)
    return _Chosen(candidate, target, why)


def _lines(desk: Desk, chosen: list[_Chosen]) -> Iterator[PaperLine]:
    found = known(desk, [one.target.customer_no for one in chosen])
    for one in chosen:
        step, target = one.candidate.step, one.target
        own = facts(desk, found.get(target.customer_no))
        last = "; ".join(filter(None, (one.why, own.pop("last", ""))))
        named = {"contact": target.contact, "title": target.title} if target.contact else {}
        yield PaperLine(
            time=_due(desk, step.dial_at) if step else "",
            last=last,
            phone_no=target.phone_no,
            **own | named | {"phone": target.number},
        )


def _due(desk: Desk, at: datetime) -> str:
    """Return when a callback was promised for, with its day where that is past."""
    wall = desk.wall(at)
    return f"{wall:%H:%M}" if wall.date() == desk.today() else f"{wall:%m-%d %H:%M}"
