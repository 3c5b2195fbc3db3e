"""A stretch of a sweep on paper: its doors in the order in which they are walked, with who is behind each."""

from collections.abc import Iterator, Mapping, Sequence

from crm_cli.domain import words
from crm_cli.domain.sweeping import Course, Door, walk
from crm_cli.errors import UsageError
from crm_cli.i18n import gettext as _
from crm_cli.i18n import ngettext
from crm_cli.reports.followup_sheet import Line as Known
from crm_cli.reports.paper import Paper, PaperLine, facts, known
from crm_cli.services import front_desk
from crm_cli.services.desk import Desk
from crm_cli.services.sheets import Line, print_sheet
from crm_cli.services.sweep_fronts import read_part
from crm_cli.services.sweep_views import View, view
from crm_cli.services.sweeps import require_open
from crm_cli.services.visit_bars import barred_customers
from crm_cli.storage.reps import FIND_REPS, RepRow
from crm_cli.storage.sweeps import SweepRow
from crm_cli.storage.tenancies import FIND_TENANCIES

MOST = 600
"""Doors of the largest sheet: nobody walks past more in a day."""
_TO_DO = frozenset({"todo", "revisit"})
_AGAIN = frozenset({"revisit"})
_BARRED = frozenset({"do_not_call", "resting"})


def sweep_sheet(
    desk: Desk, sweep: SweepRow, rep: RepRow | None, *, front: str | None = None, floors: str | None = None
) -> Paper:
    """Keep and return a sheet of the doors that are still to do, or to do again, in a stretch of a sweep.

    `front` names whose part it is, by default the one `rep` is on; without either it is the whole building. A
    front's sheet is that of `rep`, else of who types or the only rep where those are on it.
    `floors` leaves only those from one to another (of a street its shops). A door all of whose customers are
    do-not-call or rest stands there without a code; one handed to a rep of another front does not. Of a finished
    sweep it is the doors to revisit, of a rep those they were at last. Raises UsageError for a front or floor there
    is not, and for more than MOST doors, RefusedError for a sweep that was given up.
    """
    is_over = sweep.state == "finished"
    if not is_over:
        require_open(sweep)
    with desk.change():
        seen = view(desk, sweep)
        course = _course(seen, rep, front)
        doors = _theirs(course) if course else walk("up", seen.doors)
        if is_over and front is None:
            way = course.front.direction if course else "up"
            doors = walk(way, [door for door in seen.doors if rep is None or door.rep_no == rep.no])
        rep = rep or _walker(desk, course)
        asked = _between(seen, doors, floors) if floors else doors
        wanted = [door for door in asked if door.state in (_AGAIN if is_over else _TO_DO | _BARRED)]
        _refuse_too_many(wanted)
        lines = tuple(_lines(desk, wanted))
        going = [line for line in lines if not line.barred]
        no = None
        if going:
            rows = [Line(line.customer_no, line.unit_no) for line in going]
            no = print_sheet(
                desk, "sweep", desk.today(), rows, rep_no=rep.no if rep else None, sweep_no=sweep.no
            )
    left = len(asked) - len(wanted)
    told = ngettext("{count} door", "{count} doors", left).format(count=left)
    off = ((told, _("done, or passed over")),) if left else ()
    name = course.front.name if course else ""
    heading = " · ".join(filter(None, (sweep.building, name, floors)))
    notes = tuple(_notes(desk, sweep))
    why = "" if going else _why_nothing(seen, course, doors, floors or "")
    return Paper("sweep", no, desk.today(), rep.name if rep else "", heading, lines, off, notes, why)


def _course(seen: View, rep: RepRow | None, front: str | None) -> Course | None:
    """Return the way of the front named, or of the one the rep is on, None for neither."""
    if front is None:
        return next((one for one in seen.courses if rep is not None and rep.no in one.front.rep_nos), None)
    for one in seen.courses:
        if one.front.name.casefold() == front.strip().casefold():
            return one
    raise UsageError(
        _("There is no front {name} in this sweep.").format(name=front),
        ", ".join(one.front.name for one in seen.courses),
    )


def _walker(desk: Desk, course: Course | None) -> RepRow | None:
    """Return whose sheet that of a front is where nobody was named, None where it may be any of several."""
    reps = course.front.rep_nos if course else ()
    if desk.me is not None and desk.me.no in reps:
        return desk.me
    return desk.database.one(FIND_REPS, no=reps[0]) if len(reps) == 1 else None


def _theirs(course: Course) -> list[Door]:
    """Return the doors of a front's part but for those handed to somebody of another."""
    return [door for door in course.part if _is_theirs(door, course.front.rep_nos)]


def _is_theirs(door: Door, reps: Sequence[int]) -> bool:
    return door.handed_rep_no is None or door.handed_rep_no in reps


def _between(seen: View, doors: Sequence[Door], text: str) -> list[Door]:
    """Return the doors from one floor to another, or from one shop to another, both ends with it."""
    kind = seen.sweep.kind
    ends = set(read_part(text, kind, seen.doors))
    street = kind == "street"
    places = [
        door.position if street else door.floor_order
        for door in seen.doors
        if (door.code if street else door.floor) in ends
    ]
    low, high = min(places), max(places)
    return [door for door in doors if low <= (door.position if street else door.floor_order) <= high]


def _why_nothing(seen: View, course: Course | None, theirs: Sequence[Door], floors: str) -> str:
    """Return why a stretch has no door to print: it is another front's, or nothing of it is left to do."""
    there = _between(seen, seen.doors, floors) if floors else seen.doors
    fronts = [one.front.name for one in seen.courses if any(door in one.part for door in there)]
    if course is not None and fronts and course.front.name not in fronts:
        told = _("That is the part of {fronts}: print it with {command}.")
        return told.format(fronts=", ".join(fronts), command=f'--front "{fronts[0]}"')
    if any(door not in theirs and door.state in _TO_DO for door in there):
        return _("These doors were handed to others.")
    return _("None of its doors is left to do.")


def _refuse_too_many(doors: Sequence[Door]) -> None:
    if len(doors) > MOST:
        raise UsageError(
            _("{count} doors are too many for paper.").format(count=f"{len(doors):,}"),
            _("Take a part: --front North or --floors 20-30"),
        )


def _lines(desk: Desk, doors: Sequence[Door]) -> Iterator[PaperLine]:
    behind: dict[int, list[int]] = {}
    units = [door.unit_no for door in doors]
    for row in desk.database.all(FIND_TENANCIES, unit_numbers=units, here=True) if units else ():
        behind.setdefault(row.unit_no, []).append(row.customer_no)
    numbers = [no for some in behind.values() for no in some]
    found, barred = known(desk, numbers), barred_customers(desk, numbers)
    for door in doors:
        tenants = behind.get(door.unit_no, [])
        why = ""
        if door.state in _BARRED:
            why = next(
                (barred[no].reason for no in tenants if no in barred), words.label("door_state", door.state)
            )
        open_ = [no for no in tenants if no not in barred] or tenants
        yield _line(desk, door, [found[no] for no in open_ if no in found], why)


def _line(desk: Desk, door: Door, tenants: Sequence[Known], why: str) -> PaperLine:
    """Return a door; of several customers behind it the first is described, and which one it was is left to be said."""
    own: Mapping[str, object] = facts(desk, tenants[0]) if tenants else {}
    values = dict(own)
    if len(tenants) > 1:
        values |= {
            "customer_no": None,
            "customer": " / ".join(one.customer.name for one in tenants),
            "contact": "", "title": "", "phone": "",
        }  # fmt: skip
    if why:
        values |= {"phone": "", "contact": "", "title": ""}
    last = " ".join(filter(None, (_again(door), str(values.pop("last", "")), str(values.pop("need", "")))))
    return PaperLine(place=door.code, unit_no=door.unit_no, last=last, barred=why, **values)  # type: ignore[arg-type]


def _again(door: Door) -> str:
    """Return that a door is knocked at again, and in which half-day, '' for one nobody was at."""
    if door.state != "revisit":
        return ""
    half = {"am": _("in the morning"), "pm": _("in the afternoon")}.get(door.revisit_half, "")
    return " ".join(filter(None, (_("again"), half)))


def _notes(desk: Desk, sweep: SweepRow) -> Iterator[tuple[str, str]]:
    """Yield what is remembered of the building's front desk, and what its guards ask for."""
    from crm_cli.services.buildings import building

    row = building(desk, f"b{sweep.building_no}")
    if row.rule:
        yield _("rule"), row.rule
    for note in front_desk.memory(desk, front_desk.At(row.no, None, row.name)).notes:
        yield words.label("front_desk_kind", note.kind), note.words
