"""`crm calllist`: making call lists, filling them, changing, pausing and closing them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from crm_cli.cli import options, session
from crm_cli.cli.groups import Verb
from crm_cli.cli.reading_options import Encoding, HeaderRow, Map, Sheet, reading_of
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.receipts import Receipt

OneList = Annotated[
    str, typer.Argument(metavar="LIST", help=N_("A call list: l3, its name or part of its name."))
]
Lists = Annotated[
    list[str],
    typer.Argument(metavar="LIST...", help=N_("Call lists: l3 or a name; - reads them from stdin.")),
]
Filter = Annotated[
    list[str] | None,
    typer.Option(
        "--filter",
        metavar="KEY=WORDS",
        help=N_("Customers such as industry=礼品, stage=target; may be repeated."),
    ),
]
Search = Annotated[
    str | None, typer.Option("--search", metavar="TEXT", help=N_("Customers that crm search finds."))
]
File = Annotated[
    Path | None,
    typer.Option("--file", metavar="FILE", help=N_("A CSV or Excel file; whom it names new is added.")),
]
Ids = Annotated[
    list[str] | None,
    typer.Option("--ids", metavar="WHO", help=N_("Customers by number, name or phone; - reads them.")),
]
FirstNumber = Annotated[
    bool,
    typer.Option("--first-number/--all-numbers", help=N_("Only the first good number of each customer.")),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help=N_("Only show what would happen."))]
Script = Annotated[
    str | None, typer.Option("--script", metavar="NAME", help=N_("What is said; '' for no script."))
]
Hours = Annotated[
    str | None,
    typer.Option("--hours", metavar="HOURS", help=N_("Its own calling hours: 1-5 09:00-12:00 14:00-17:30.")),
]
Priority = Annotated[
    int | None, typer.Option("--priority", metavar="N", min=1, max=9, help=N_("1 is called first, 9 last."))
]
Reps = Annotated[
    list[str] | None,
    typer.Option("--rep", metavar="NAME", help=N_("Who works it, everyone when left out; may be repeated.")),
]
Remark = Annotated[str | None, typer.Option("--note", metavar="WORDS", help=N_("Anything else."))]


def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help=N_("What the list is called."))],
    filter: Filter = None,  # noqa: A002  # the option's own name
    search: Search = None,
    file: File = None,
    ids: Ids = None,
    first_number: FirstNumber = False,
    script: Script = None,
    hours: Hours = None,
    priority: Priority = None,
    rep: Reps = None,
    planned: Annotated[
        int | None,
        typer.Option("--planned", metavar="N", min=1, help=N_("Dials planned of each --rep a working day.")),
    ] = None,
    note: Remark = None,
    map: Map = None,  # noqa: A002
    encoding: Encoding = None,
    sheet: Sheet = None,
    header_row: HeaderRow = None,
    dry_run: DryRun = False,
) -> None:
    """Make a call list and fill it with customers' numbers; with nothing to choose them by it stays empty."""
    from crm_cli.cli.calllist_sources import Source, put_on
    from crm_cli.services.call_lists import add_call_list
    from crm_cli.services.dial_plans import plan_dials

    with session.desk() as desk:
        reading = reading_of(map, encoding, None, sheet, header_row)
        source = Source.read(desk, filter, search, file, ids, reading)
        with _rehearsed(desk, dry_run=dry_run) as tell:
            made = add_call_list(
                desk,
                name,
                priority=priority or 5,
                script=script,
                hours=hours,
                note=note or "",
                reps=rep or (),
            )
            parts = [made]
            if source is not None:
                parts.append(put_on(desk, made.number, source, first_only=first_number, quiet=dry_run))
            if planned:
                parts.append(plan_dials(desk, made.number, rep or (), planned))
            tell(parts)


def fill(
    call_list: OneList,
    filter: Filter = None,  # noqa: A002
    search: Search = None,
    file: File = None,
    ids: Ids = None,
    first_number: FirstNumber = False,
    map: Map = None,  # noqa: A002
    encoding: Encoding = None,
    sheet: Sheet = None,
    header_row: HeaderRow = None,
    dry_run: DryRun = False,
) -> None:
    """Put more customers' numbers on a call list; those on it already stay as they are."""
    from crm_cli.cli.calllist_sources import Source, put_on
    from crm_cli.errors import UsageError

    with session.desk() as desk:
        reading = reading_of(map, encoding, None, sheet, header_row)
        source = Source.read(desk, filter, search, file, ids, reading)
        if source is None:
            raise UsageError(
                _("Which customers?"), "--filter industry=礼品 · --search 白云 · --file list.xlsx · --ids c12"
            )
        with _rehearsed(desk, dry_run=dry_run) as tell:
            tell([put_on(desk, call_list, source, first_only=first_number, quiet=dry_run)])


@contextmanager
def _rehearsed(desk: Desk, *, dry_run: bool) -> Iterator[Callable[[list[Receipt]], None]]:
    """Do what is inside as one change, and tell its receipts as one when it is on disk, or was taken back."""
    from crm_cli.services.call_list_filling import rehearsed

    done: list[Receipt] = []
    with rehearsed(desk, dry_run=dry_run):
        yield done.extend
    lines = tuple(line for one in done for line in one.lines)
    warnings = tuple(warning for one in done for warning in one.warnings)
    receipt = done[0]._replace(lines=lines, warnings=warnings)
    session.told(session.rehearsed(receipt) if dry_run else receipt)


def edit(
    things: Lists,
    name: Annotated[str | None, typer.Option("--name", metavar="NAME", help=N_("The right name."))] = None,
    priority: Priority = None,
    script: Script = None,
    hours: Hours = None,
    rep: Reps = None,
    drop_rep: Annotated[
        list[str] | None,
        typer.Option("--drop-rep", metavar="NAME", help=N_("Who works it no longer; may be repeated.")),
    ] = None,
    note: Remark = None,
) -> None:
    """Change call lists; '' takes the script, the hours or the note away."""
    from crm_cli.services.call_lists import edit_call_list

    _each(
        things,
        lambda desk, text: edit_call_list(
            desk, text, name=name, priority=priority, script=script, hours=hours, note=note,
            reps=rep or (), reps_gone=drop_rep or (),
        ),
    )  # fmt: skip


def pause(things: Lists) -> None:
    """Offer no number of these lists until they are resumed."""
    _state(things, "paused")


def resume(things: Lists) -> None:
    """Offer the numbers of paused lists again."""
    from crm_cli.services.call_lists import resume as offer_again

    _each(things, offer_again)


def close(things: Lists) -> None:
    """Close lists that are done with; what was called stays in every report."""
    _state(things, "closed")


def reopen(things: Lists) -> None:
    """Open closed lists again."""
    _state(things, "open")


def _state(things: list[str], state: str) -> None:
    from crm_cli.services.call_lists import set_state

    _each(things, lambda desk, text: set_state(desk, text, state))


def _each(things: list[str], act: Any) -> None:
    from crm_cli.cli.batches import change_each

    change_each(things, act, the_list)


def the_list(desk: Desk, text: str) -> Any:
    """Find a call list."""
    from crm_cli.cli.batches import Named
    from crm_cli.domain.codes import number
    from crm_cli.services.call_lists import find_call_list

    row = find_call_list(desk, text)
    return Named(number("call_list", row.no) or "", row.name)


def remove(things: Lists) -> None:
    """Remove lists nobody has called from yet."""
    from crm_cli.cli.batches import remove_each
    from crm_cli.services.call_lists import remove_call_list

    remove_each(things, remove_call_list, the_list)


Whose = Annotated[
    list[str],
    typer.Argument(metavar="WHO...", help=N_("Customers, people or phones on it; - reads them from stdin.")),
]


def take_off(call_list: OneList, who: Whose, reason: options.Reason = "") -> None:
    """Take numbers, or all numbers of customers, off a call list."""
    from crm_cli.services.list_places import take_off as take

    with session.desk() as desk:
        session.told(take(desk, call_list, session.each(who), reason=reason))


def put_back(call_list: OneList, who: Whose) -> None:
    """Put numbers that were taken off back on a call list."""
    from crm_cli.services.list_places import put_back as put

    with session.desk() as desk:
        session.told(put(desk, call_list, session.each(who)))


VERBS = {
    "add": Verb(add, N_("Make a call list and fill it.")),
    "fill": Verb(fill, N_("Put more customers on a call list.")),
    "list": Verb("crm_cli.cli.calllist_views:list_lists", N_("List call lists and how far they have come.")),
    "show": Verb("crm_cli.cli.calllist_views:show", N_("Show call lists whole, with what each rep has.")),
    "numbers": Verb("crm_cli.cli.calllist_views:numbers", N_("List the numbers on a call list.")),
    "why": Verb(
        "crm_cli.cli.calllist_views:why", N_("Tell why a number is, or is not, on a list or offered.")
    ),
    "assign": Verb("crm_cli.cli.calllist_work:assign", N_("Deal the numbers of a list out among reps.")),
    "reassign": Verb("crm_cli.cli.calllist_work:reassign", N_("Give one rep's numbers to another.")),
    "plan": Verb("crm_cli.cli.calllist_work:plan", N_("Plan the dials of a rep and working day.")),
    "sheet": Verb("crm_cli.cli.sheets:of_list", N_("Print a call sheet of the next numbers of a list.")),
    "take-off": Verb(take_off, N_("Take numbers off a call list.")),
    "put-back": Verb(put_back, N_("Put numbers back on a call list.")),
    "edit": Verb(edit, N_("Change a list's name, priority, script, hours or reps.")),
    "pause": Verb(pause, N_("Offer no number of a list for now.")),
    "resume": Verb(resume, N_("Offer the numbers of a paused list again.")),
    "close": Verb(close, N_("Close a list that is done with.")),
    "reopen": Verb(reopen, N_("Open a closed list again.")),
    "remove": Verb(remove, N_("Remove a list nobody has called from.")),
}
