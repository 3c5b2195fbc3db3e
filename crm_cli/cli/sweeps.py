"""`crm sweep`: a building taken door by door: plan, list, show, next, skip, reopen, hand, join, leave, revisit."""

from typing import Annotated, Any

import typer

from crm_cli.cli import options, session
from crm_cli.cli.groups import Verb
from crm_cli.errors import UsageError
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _

OneSweep = Annotated[
    str | None,
    typer.Argument(metavar="[SWEEP]", help=N_("w3 or the building; mine when left out."), show_default=False),
]
SweepOrAll = Annotated[
    str | None,
    typer.Argument(
        metavar="[SWEEP]", help=N_("w3 or the building; all of mine when left out."), show_default=False
    ),
]
OfSweep = Annotated[
    str | None, typer.Option("--sweep", metavar="SWEEP", help=N_("Another than mine: w3 or the building."))
]
Doors = Annotated[
    list[str] | None,
    typer.Argument(metavar="[DOOR]...", help=N_("Doors: 3012 3014,3016-3018; - reads them from stdin.")),
]
Floors = Annotated[
    str | None,
    typer.Option(
        "--floors", metavar="FLOORS", help=N_("All doors of these floors (shops of a street): 30-35.")
    ),
]
Teams = Annotated[
    list[str] | None,
    typer.Option(
        "--team",
        metavar="WHO:WAY",
        help=N_(
            "A front: a team, or reps joined with +, and down, up, left or right; a part of its own as"
            " North:down:80-41. May be repeated."
        ),
    ),
]
Meet = Annotated[
    str | None,
    typer.Option(
        "--meet", metavar="FLOOR", help=N_("The last floor (shop) of those who come up; '' is the middle.")
    ),
]
Way = Annotated[
    list[str] | None,
    typer.Option("--team", metavar="FRONT:WAY", help=N_("A front's new way: North:up, North:down:80-41.")),
]


def plan(
    building: Annotated[str, typer.Argument(metavar="BUILDING", help=N_("b3, its name or part of it."))],
    date: Annotated[
        str | None,
        typer.Option(
            "--date", metavar="WHEN", help=N_("The day, with a time where agreed; today when left out.")
        ),
    ] = None,
    teams: Teams = None,
    rep: Annotated[
        list[str] | None,
        typer.Option(
            "--rep", metavar="NAME", help=N_("Instead of --team: who sweeps it together, from one end.")
        ),
    ] = None,
    meet: Meet = None,
    purpose: Annotated[str, typer.Option("--purpose", metavar="WORDS", help=N_("What for."))] = "",
    note: Annotated[
        str | None, typer.Option("--note", metavar="WORDS", help=N_("A note on the sweep."))
    ] = None,
) -> None:
    """Plan a sweep of a building for a day, or another day of the one under way there."""
    from crm_cli.services.sweep_planning import plan_sweep

    with session.desk() as desk:
        session.told(
            plan_sweep(
                desk,
                building,
                when=date,
                teams=teams or (),
                reps=rep or (),
                meet=meet,
                purpose=purpose,
                note=note,
            )
        )


def next_one(
    sweep: OfSweep = None,
    revisit: Annotated[
        bool, typer.Option("--revisit", help=N_("A door that is due to be knocked at again."))
    ] = False,
    rep: options.Rep = None,
) -> None:
    """Show the next door and keep it for the rep, or say why there is none."""
    from crm_cli.cli import sweep_card
    from crm_cli.services.sweep_next import next_for

    with session.desk() as desk:
        sweep_card.show(desk, next_for(desk, sweep=sweep, rep=rep, revisit=revisit))


def skip(
    doors: Doors = None, floors: Floors = None, reason: options.Reason = "", sweep: OfSweep = None
) -> None:
    """Pass doors over: those named, or the one I was sent to."""
    from crm_cli.services import sweep_doors

    with session.desk() as desk:
        session.told(sweep_doors.skip(desk, _each(doors), reason, sweep=sweep, floors=floors))


def reopen(
    doors: Doors = None, floors: Floors = None, reason: options.Reason = "", sweep: OfSweep = None
) -> None:
    """Have doors knocked at again, skipped ones and those where something happened."""
    from crm_cli.services import sweep_doors

    with session.desk() as desk:
        session.told(sweep_doors.reopen(desk, _each(doors), reason, sweep=sweep, floors=floors))


def hand(
    doors: Doors = None,
    to: Annotated[str | None, typer.Option("--to", metavar="NAME", help=N_("The rep who gets them."))] = None,
    back: Annotated[bool, typer.Option("--back", help=N_("Take back what was handed over."))] = False,
    floors: Floors = None,
    front: Annotated[
        str | None, typer.Option("--front", metavar="FRONT", help=N_("What this front has left."))
    ] = None,
    sweep: OfSweep = None,
) -> None:
    """Hand doors over to a rep, whatever front they are on."""
    from crm_cli.errors import UsageError
    from crm_cli.services import sweep_doors

    if (to is None) is not back:
        raise UsageError(_("To whom?"), "crm sweep hand 3012-3018 --to 李娜")
    with session.desk() as desk:
        session.told(
            sweep_doors.hand(
                desk, _each(doors), None if back else to, sweep=sweep, floors=floors, front=front
            )
        )


def _each(doors: list[str] | None) -> list[str]:
    return session.each(doors) if doors else []


def join(
    sweep: OneSweep = None,
    front: Annotated[
        str | None,
        typer.Option("--front", metavar="FRONT", help=N_("Which front; that with fewest when left out.")),
    ] = None,
    team: Annotated[
        str | None, typer.Option("--team", metavar="WHO:WAY", help=N_("Add a front instead: West:up."))
    ] = None,
    rep: options.Rep = None,
) -> None:
    """Join a front of a sweep, or add one."""
    from crm_cli.services.sweep_editing import join_sweep

    with session.desk() as desk:
        session.told(join_sweep(desk, sweep, front=front, team=team, rep=rep))


def leave(sweep: OneSweep = None, rep: options.Rep = None) -> None:
    """Leave a sweep: doors handed to me are anyone's again."""
    from crm_cli.services.sweep_editing import leave_sweep

    with session.desk() as desk:
        session.told(leave_sweep(desk, sweep, rep=rep))


def edit(
    sweep: OneSweep = None,
    meet: Meet = None,
    team: Way = None,
    note: Annotated[
        str | None, typer.Option("--note", metavar="WORDS", help=N_("The right note; '' empties it."))
    ] = None,
    state: Annotated[
        str | None, typer.Option("--state", metavar="open", help=N_("Open a finished one again: open."))
    ] = None,
) -> None:
    """Change where the fronts meet, from where one comes, or open a sweep again."""
    from crm_cli.services.sweep_editing import edit_sweep
    from crm_cli.services.sweeps import shown_sweep

    with session.desk() as desk:
        name = f"w{shown_sweep(desk, sweep).no}"
        session.told(edit_sweep(desk, name, meet=meet, note=note, state=state, teams=team or ()))


def cancel(
    sweep: Annotated[str, typer.Argument(metavar="SWEEP", help=N_("w3 or the building."))],
    reason: options.Reason = "",
) -> None:
    """Give a sweep up, with the reason; what was logged stays."""
    from crm_cli.services.sweep_editing import cancel_sweep

    with session.desk() as desk:
        session.told(cancel_sweep(desk, sweep, reason))


def revisit(
    sweep: SweepOrAll = None,
    of: Annotated[
        str | None,
        typer.Option("--sweep", metavar="SWEEP", help=N_("The same, as elsewhere: w3 or the building.")),
    ] = None,
    limit: options.Limit = None,
) -> None:
    """List the doors to knock at again, with what happened there and from when on; those of all my sweeps."""
    from crm_cli.cli.listing import how_many, show_records
    from crm_cli.cli.sweep_view import revisit_record
    from crm_cli.services.sweep_doors import my_revisits, revisits
    from crm_cli.services.sweeps import find_sweep

    if sweep is not None and of is not None:
        raise UsageError(_("The sweep is said twice."), "crm sweep revisit --sweep w3")
    said, count = of if sweep is None else sweep, how_many(limit)
    with session.desk() as desk:
        named = find_sweep(desk, said) if said is not None else None
        found = [(named, *one) for one in revisits(desk, named)] if named else my_revisits(desk)
        records: list[dict[str, Any]] = [revisit_record(desk, *one) for one in found[:count]]
        unsaid = {key for key in ("customer", "note") if not any(one[key] for one in records)}
        show_records(
            desk, "revisit", records, limit=count, empty=_("No door is to be knocked at again."),
            hidden=unsaid | ({"building"} if named else set()),
        )  # fmt: skip


VERBS = {
    "plan": Verb(plan, N_("Plan a sweep of a building, or its next day.")),
    "next": Verb(next_one, N_("Show the next door and keep it for me.")),
    "show": Verb("crm_cli.cli.sweep_view:show", N_("Draw a sweep: each door, both fronts, both coverages.")),
    "sheet": Verb("crm_cli.cli.sheets:of_sweep", N_("Print a stretch of a sweep.")),
    "enter": Verb("crm_cli.cli.sheet_entry:doors", N_("Enter what was written on a sheet of a sweep.")),
    "list": Verb("crm_cli.cli.sweep_view:list_sweeps", N_("List sweeps.")),
    "skip": Verb(skip, N_("Pass doors over.")),
    "reopen": Verb(reopen, N_("Have doors knocked at again.")),
    "hand": Verb(hand, N_("Hand doors over to somebody else.")),
    "revisit": Verb(revisit, N_("List the doors to knock at again.")),
    "join": Verb(join, N_("Join a sweep, or add a front.")),
    "leave": Verb(leave, N_("Leave a sweep.")),
    "edit": Verb(edit, N_("Change where the fronts meet and whence they come; open one again.")),
    "finish": Verb(
        "crm_cli.cli.sweep_finish:finish", N_("Finish a sweep: stages, who takes each find, calls, revisits.")
    ),
    "cancel": Verb(cancel, N_("Give a sweep up.")),
}
