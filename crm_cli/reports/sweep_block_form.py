"""The sweeps of a day's report as blocks of its form: the numbers of the day and of the sweep, and the grid."""

from collections.abc import Iterable

from crm_cli.domain import words
from crm_cli.domain.codes import number
from crm_cli.domain.door_states import LETTERS
from crm_cli.domain.form import Block, Field, Listing, Panel
from crm_cli.i18n import gettext as _
from crm_cli.i18n import ngettext
from crm_cli.reports.figure_words import percent, title
from crm_cli.reports.sweep_block import NOT_THAT_DAY
from crm_cli.reports.sweep_day import FrontDay, GridLine, SweepDay


def sweep_blocks(found: Iterable[SweepDay]) -> list[Block]:
    """Return two blocks of each sweep: its numbers, and its doors of that day beside all of them."""
    return [block for one in found for block in (_numbers(one), _grid(one))]


def _name(one: SweepDay) -> str:
    return f"{number('sweep', one.sweep_no)} {one.building}"


def _numbers(one: SweepDay) -> Panel:
    day = (("doors", one.doors), ("opened", one.opened), ("met", one.met), ("effective", one.effective))
    covered = (
        _("knocked {rate}").format(rate=percent(one.knocked)),
        _("on file {rate}").format(rate=percent(one.on_file)),
    )
    left = (
        f"{words.label('door_state', state)} {one.counts[state]}" for state in _LEFT if state in one.counts
    )
    is_over = one.state == "finished"
    return Panel(
        _("Sweep {name}").format(name=_name(one)),
        (
            (_("that day"), "; ".join(f"{title(key)} {count}" for key, count in day)),
            (_("sweep"), "; ".join((words.label("sweep_state", one.state), *covered))),
            (_("still to do"), "; ".join(left)),
            *((front.name, _way(front, is_over=is_over)) for front in one.fronts),
            *(((_("they meet at"), one.meeting),) if one.meeting else ()),
        ),
    )


_LEFT = ("todo", "revisit", "pending", "resting", "skipped")
"""The states in which a door may still be gone to."""


def _way(front: FrontDay, *, is_over: bool) -> str:
    """Return who is on a front, its way, and how far it has come."""
    who = _(", ").join(front.reps) or _("nobody")
    way = words.label("sweep_direction", front.direction)
    if is_over:
        told = _("{front}, {way}: {left} of {doors} left unknocked.")
        return told.format(front=who, way=way, left=front.left, doors=front.doors)
    if not front.next:
        return _("{front}, {way}: nothing left.").format(front=who, way=way)
    if front.helping:
        told = _("{front}, {way}: own part done, helps from {door} on.")
        return told.format(front=who, way=way, door=front.next)
    told = ngettext(
        "{front}, {way}: {count} door, from {door} on.",
        "{front}, {way}: {count} doors, from {door} on.",
        front.left,
    )
    return told.format(front=who, way=way, count=front.left, door=front.next)


def _grid(one: SweepDay) -> Listing:
    street = one.kind == "street"
    fields = (
        Field("label", _("from shop") if street else _("floor"), 1, main=True, weight=2),
        Field("today", _("that day"), 1, main=True, weight=5, fixed=True),
        Field("sweep", _("the sweep"), 1, main=True, weight=5, fixed=True),
        Field("fronts", _("front"), 1, main=True, weight=2),
    )
    rows = tuple(_cells(line, street=street) for line in one.lines)
    return Listing(_("Doors of {name}").format(name=_name(one)), fields, rows, legend=_legend(one))


def _cells(line: GridLine, *, street: bool) -> tuple[str, str, str, str]:
    if not line.folded:
        return line.label, line.today, line.sweep, _(", ").join(line.fronts)
    rows = (
        ngettext("{count} row", "{count} rows", line.folded)
        if street
        else ngettext("{count} floor", "{count} floors", line.folded)
    )
    left = _("{left} of {doors} to do").format(left=line.left, doors=line.doors)
    return "…", rows.format(count=line.folded), left, ""


def _legend(one: SweepDay) -> str:
    states = (f"{LETTERS[state]} {words.label('door_state', state)}" for state in one.counts)
    return "; ".join((*states, " ".join((NOT_THAT_DAY, _("not that day")))))
