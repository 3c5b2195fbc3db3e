"""`crm calllist assign`, `reassign` and `plan`: who calls what of a list, and how much a day."""

from typing import Annotated, Any

import typer

from crm_cli.cli import session
from crm_cli.cli.calllists import DryRun, OneList
from crm_cli.domain.codes import number
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services.call_list_assigning import Assignment
from crm_cli.services.desk import Desk

_FOR_PROGRAMS = frozenset({"json", "jsonl", "csv", "tsv", "ids"})
Among = Annotated[
    list[str] | None, typer.Option("--rep", metavar="NAME", help=N_("Who gets a share; may be repeated."))
]


def assign(
    call_list: OneList,
    rep: Among = None,
    by: Annotated[
        str, typer.Option("--by", metavar="WAY", help=N_("even, industry, territory or stage."))
    ] = "even",
    ignore_owner: Annotated[
        bool, typer.Option("--ignore-owner", help=N_("Deal out customers whose owner is among them, too."))
    ] = False,
    anew: Annotated[
        bool, typer.Option("--anew", help=N_("Deal out everything not done, not only what nobody has."))
    ] = False,
    dry_run: DryRun = False,
) -> None:
    """Deal the numbers of a call list out among reps; a customer's numbers stay together."""
    from crm_cli.services.call_list_assigning import assign as deal
    from crm_cli.services.call_list_filling import rehearsed

    with session.desk() as desk:
        with rehearsed(desk, dry_run=dry_run):
            done = deal(desk, call_list, rep or (), by=by, ignore_owner=ignore_owner, anew=anew)
        _tell(desk, done, dry_run=dry_run)


def _tell(desk: Desk, done: Assignment, *, dry_run: bool) -> None:
    from crm_cli.cli import voice
    from crm_cli.cli.listing import show_records

    machine = session.chosen("format") in _FOR_PROGRAMS
    for warning in done.receipt.warnings:
        voice.warn(warning)
    if not machine and not session.chosen("quiet"):
        if dry_run:
            voice.tell(session.would_happen())
        for line in done.receipt.lines:
            voice.tell(line)
    if machine or not session.chosen("quiet"):
        show_records(desk, "call_list_share", [_share(one, machine=machine) for one in done.shares])
    if dry_run:
        voice.say(_("Nothing was changed."), quiet=bool(session.chosen("quiet")))


def _share(one: Any, *, machine: bool) -> dict[str, Any]:
    found = {**one._asdict(), "no": number("rep", one.rep_no), "rep_no": number("rep", one.rep_no)}
    if machine:
        return found | {"parts": [part._asdict() for part in one.parts]}
    return found | {"parts": ", ".join(f"{part.of or '-'} {part.customers}" for part in one.parts)}


def reassign(
    call_list: OneList,
    giver: Annotated[str, typer.Option("--from", metavar="NAME", help=N_("Who has them."))],
    taker: Annotated[str, typer.Option("--to", metavar="NAME", help=N_("Who gets them."))],
    only_untried: Annotated[
        bool, typer.Option("--only-untried", help=N_("Only customers nobody has called from this list yet."))
    ] = False,
    dry_run: DryRun = False,
) -> None:
    """Give the numbers one rep has of a list, and has not done, to another."""
    from crm_cli.services.call_list_assigning import reassign as move
    from crm_cli.services.call_list_filling import rehearsed

    with session.desk() as desk:
        with rehearsed(desk, dry_run=dry_run):
            done = move(desk, call_list, giver, taker, only_untried=only_untried)
        session.told(session.rehearsed(done) if dry_run else done)


def plan(
    call_list: OneList,
    dials: Annotated[
        int, typer.Option("--dials", metavar="N", min=0, help=N_("Dials a working day; 0 ends the plan."))
    ],
    rep: Annotated[
        list[str] | None,
        typer.Option("--rep", metavar="NAME", help=N_("Whose plan; mine when left out; may be repeated.")),
    ] = None,
    from_day: Annotated[
        str | None, typer.Option("--from", metavar="DAY", help=N_("From which day on; today when left out."))
    ] = None,
) -> None:
    """Plan so many dials of a rep on a list for each working day (电话销售计划)."""
    from crm_cli.services.dial_plans import plan_dials

    with session.desk() as desk:
        session.told(plan_dials(desk, call_list, rep or (), dials, from_day=from_day))
