"""The agenda as a form: the days down, the reps across, and below what does not go together."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from crm_cli.domain import words
from crm_cli.domain.form import Block, Field, Form, Listing, Timetable
from crm_cli.i18n import gettext as _
from crm_cli.i18n import ngettext
from crm_cli.reports.agenda import Agenda, Day, Entry, Person
from crm_cli.services.desk import Desk

ACROSS = 6
"""So many reps are side by side on a page; more are in further tables."""
STEPS_SHOWN = 5
"""Of steps without a time so many stand in a cell of a rep's day."""

Cells = Mapping[tuple[date, int], Sequence[Entry]]
Marked = frozenset[tuple[str, str]]


def agenda_form(found: Agenda, desk: Desk) -> Form:
    """Return the agenda as a form; days off on which nobody does anything are left out."""
    return Form(
        name=_("Agenda"),
        title=_("Agenda of {name}").format(name=found.scope.name),
        header=((_("dates"), _span(found)),),
        blocks=(*_tables(found, desk), *_conflicts(found)),
        boxes=(),
        none=_("none"),
    )


def _span(found: Agenda) -> str:
    first, last = found.days[0].day, found.days[-1].day
    told = f"{first.isoformat()} {words.weekday(first)}"
    return told if first == last else f"{told} – {last.isoformat()} {words.weekday(last)}"


def _tables(found: Agenda, desk: Desk) -> Iterator[Block]:
    cells = found.cells()
    busy = {day for day, _rep in cells}
    days = [one for one in found.days if one.is_working or one.day in busy]
    # A conflict is of reps and records on a day, and so are the cells in which it is marked.
    marked = frozenset((rep, no) for one in found.conflicts for rep in one.reps for no in one.records)
    for start in range(0, len(found.people), ACROSS):
        people = found.people[start : start + ACROSS]
        names = ", ".join(one.name for one in people)
        title = names if len(found.people) > ACROSS else _("Plans, callbacks and steps")
        rows = tuple(
            (_label(one), tuple(tuple(_cell(found, cells, one.day, who, marked, desk)) for who in people))
            for one in days
        )
        yield Timetable(title, _("day"), tuple(one.name for one in people), rows)
    if not found.people:
        yield Listing(_("Plans, callbacks and steps"), (), ())


def _label(one: Day) -> str:
    said = f"{one.day:%m-%d} {words.weekday(one.day)}"
    if one.is_working:
        return said
    return "\n".join((said, _("(holiday)") if one.is_holiday else _("(day off)")))


def _cell(found: Agenda, cells: Cells, day: date, who: Person, marked: Marked, desk: Desk) -> Iterator[str]:
    if (absence := found.away(day, who.no)) is not None:
        yield f"[{': '.join(filter(None, (_('away'), absence.reason)))}]"
    untimed = 0
    for entry in cells.get((day, who.no), ()):
        if not entry.is_visit and entry.at is None:
            untimed += 1
            if untimed > STEPS_SHOWN:
                continue
        mark = "! " if (entry.rep, entry.number) in marked else ""
        yield f"{mark}{entry_line(entry, desk)}"
    if untimed > STEPS_SHOWN:
        more = untimed - STEPS_SHOWN
        yield ngettext("… and {count} more step", "… and {count} more steps", more).format(count=more)


def entry_line(entry: Entry, desk: Desk) -> str:
    """Return something in a rep's day in one line: when, its number, at whom, what for, what became of it."""
    kind = words.label("step_kind", "callback") if entry.kind == "callback" else ""
    if entry.kind == "sweep":
        kind = _("sweep")
    where = entry.customer or entry.building
    head = " ".join(filter(None, (_time(entry, desk), entry.number, kind, where, entry.contact)))
    state = "" if entry.is_open else f"[{words.label('plan_state', entry.state)}]"
    return " · ".join(filter(None, (head, entry.words, state)))


def _time(entry: Entry, desk: Desk) -> str:
    return f"{desk.wall(entry.at):%H:%M}" if entry.at is not None else ""


def _conflicts(found: Agenda) -> Iterator[Block]:
    if not found.conflicts:
        return
    # One field alone has the whole line, so that no number is cropped.
    fields = (Field("what", _("what does not go together"), main=True, weight=8),)
    rows = tuple((f"{one.day:%m-%d} {words.weekday(one.day)}  {one.sentence}",) for one in found.conflicts)
    yield Listing(_("Conflicts"), fields, rows)
