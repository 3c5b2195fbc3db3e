"""What is said above and below the columns of plans: whose they are, the one under the cursor, what does not go together."""

from collections.abc import Sequence
from datetime import date

from rich.cells import cell_len
from rich.text import Text

from crm_cli.domain import words
from crm_cli.domain.cleaning import clean
from crm_cli.domain.repeat_words import say_rule
from crm_cli.domain.table import wrap
from crm_cli.errors import NotFoundError
from crm_cli.i18n import gettext as _
from crm_cli.reports.agenda import Agenda, Entry
from crm_cli.reports.scope import Scope
from crm_cli.services import plan_conflicts, plans
from crm_cli.services.desk import Desk
from crm_cli.services.plan_rows import at_time, draft_of, time_of
from crm_cli.services.plan_scopes import series_of
from crm_cli.services.reading import say_when
from crm_cli.services.receipts import Notes
from crm_cli.storage.reps import RepRow
from crm_cli.tui.plan_days import LETTERS, DayColumn, Held, Told, others_of

Said = tuple[str, str]
"""A line with its style."""


def heading(scope: Scope, columns: Sequence[DayColumn], day: date) -> str:
    """Return whose plans are shown, and of which days."""
    days = [one.spot.day for one in columns] or [day]
    told = f"{days[0].isoformat()} {words.weekday(days[0])}"
    if days[-1] != days[0]:
        told = f"{days[0].isoformat()} – {days[-1]:%m-%d}"
    return f"{scope.name}  {told}"


def sums(columns: Sequence[DayColumn], conflicts: int) -> str:
    """Return how many plans are shown in each state, and how many conflicts."""
    entries = {
        item.entry.no: item.entry for one in columns for item in one.items if item.entry.is_visit
    }.values()
    counts = [(state, sum(one.state == state for one in entries)) for state in LETTERS]
    told = [f"{words.label('plan_state', state)} {count}" for state, count in counts if count]
    if conflicts:
        told.append(f"{_('conflicts')} {conflicts}")
    return "  ".join(told)


def details(desk: Desk, entry: Entry | None, day: date, told: Sequence[Told]) -> list[Said]:
    """Return what is under the cursor in full, its conflicts, and then the others of the day."""
    mine = [one for one in told if entry is not None and one.is_of(entry)]
    about: list[Said] = []
    if entry is not None:
        about = _plan(desk, entry) if entry.is_visit else _promise(desk, entry)
    rest = [one for one in told if one.conflict.day == day and one not in mine]
    # What it is for stands in its column too; what speaks against it stands nowhere else.
    lines: list[Said] = [
        *about[:1],
        *((f"!{one.letter} {one.conflict.sentence}", "bold red") for one in mine),
        *about[1:],
        *((f"!{one.letter} {one.conflict.sentence}", "") for one in rest),
    ]
    return lines or [(_("Nothing is planned. n plans a visit, g suggests some."), "dim")]


def _plan(desk: Desk, entry: Entry) -> list[Said]:
    at = say_when(desk, entry.day, entry.at)
    state = f"{LETTERS.get(entry.state, '?')} {words.label('plan_state', entry.state)}"
    where = " · ".join(filter(None, (entry.customer, entry.building)))
    lines = [(f"{entry.number}  {at}  {where}  [{state}]", "bold")]
    length = _("{minutes} min").format(minutes=entry.minutes) if entry.minutes else ""
    expected = f"→ {entry.expected}" if entry.expected else ""
    try:
        row = plans.plan(desk, entry.number)
    except NotFoundError:
        # It was taken back a moment ago, here or elsewhere: the week without it is being read.
        return lines
    names = ", ".join(plans.reps_of(desk, [entry.no]).get(entry.no, []))
    rule = say_rule(series_of(desk, row).rule) if row.series_no is not None else ""
    said = " · ".join(filter(None, (entry.words, expected, length, names, rule, row.reason)))
    return [*lines, (said, "")]


def _promise(desk: Desk, entry: Entry) -> list[Said]:
    kind = words.label("step_kind", entry.kind)
    at = say_when(desk, entry.day, entry.at)
    who = " ".join(filter(None, (entry.customer, entry.contact)))
    return [(f"{entry.number}  {kind}  {at}  {who}", "bold"), (entry.words, "")]


def carried(desk: Desk, found: Agenda, held: Held, would: Sequence[str]) -> list[Said]:
    """Return what is carried, where it would stand, and what it would conflict with there."""
    entry = held.entry
    where = _("{number} {name}: {day}, place {place} of {count}").format(
        number=entry.number,
        name=entry.customer or entry.building,
        day=say_when(desk, held.to.day, at_time(desk, held.to.day, time_of(desk, held.row.at))),
        place=held.place + 1,
        count=len(others_of(found, held)) + 1,
    )
    lines: list[Said] = [(where, "bold"), (_("arrows carry it   ⏎ drops it   esc lets it go"), "dim")]
    return [*lines, *((f"! {one}", "bold red") for one in would)]


def would_conflict(desk: Desk, held: Held) -> list[str]:
    """Return what a plan would conflict with where it is carried now."""
    notes, day = Notes(), held.to.day
    draft = draft_of(desk, held.row)
    if held.to.rep_no != held.start.rep_no:
        name = next((one.name for one in _reps(desk) if one.no == held.to.rep_no), "")
        kept = tuple(one for one in draft.reps if one[0] != held.start.rep_no)
        draft = draft._replace(reps=(*kept, (held.to.rep_no, name)))
    moment = (day, at_time(desk, day, time_of(desk, held.row.at)))
    plan_conflicts.warn(desk, draft, [moment], notes, among=[held.row.no])
    return notes.warnings


def _reps(desk: Desk) -> Sequence[RepRow]:
    from crm_cli.services.reps import reps

    return reps(desk)


def fitting(lines: Sequence[Said], width: int, room: int) -> Text:
    """Return lines broken to a width; where there is no room for all, the last says how many are missing."""
    made: list[Said] = []
    for line, style in lines:
        told = clean(line)
        parts = wrap(told, width) if cell_len(told) > width else [told]
        made += [(part, style) for part in parts]
    text = Text(no_wrap=True)
    if len(made) > room:
        missing = len(made) - room + 1
        made = [*made[: room - 1], (f"… +{missing}  (c)", "dim")]
    for place, (line, style) in enumerate(made):
        text.append(("\n" if place else "") + line, style=style)
    return text
