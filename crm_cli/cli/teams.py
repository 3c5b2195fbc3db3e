"""`crm team`: add, list, show, edit, remove."""

from typing import Annotated, Any

import typer

from crm_cli.cli import options, session
from crm_cli.cli.batches import change_each, parts, remove_each, the_team
from crm_cli.cli.groups import Verb
from crm_cli.cli.listing import how_many, show_records
from crm_cli.cli.records import show_each
from crm_cli.i18n import N_
from crm_cli.services import reps
from crm_cli.services.desk import Desk
from crm_cli.services.naming import find_team
from crm_cli.services.records import record

Things = Annotated[
    list[str], typer.Argument(metavar="TEAM...", help=N_("t1, the name or part of it; - reads them."))
]
Industries = Annotated[
    list[str] | None,
    typer.Option("--industry", metavar="NAMES", help=N_("What it looks after: 航空,汽车; may be repeated.")),
]


def add(
    names: Annotated[list[str], typer.Argument(metavar="NAME...", help=N_("One or more names."))],
    industry: Industries = None,
) -> None:
    """Add teams and the industries they look after."""
    with session.desk(allow_stranger=True) as desk:
        with desk.change():
            done = [reps.add_team(desk, name, parts(industry)) for name in session.each(names)]
        session.told(done)


def list_teams(
    sort: options.Sort = None, reverse: options.Reverse = False, limit: options.Limit = None
) -> None:
    """List the teams with their industries."""
    count = how_many(limit)
    with session.desk(allow_stranger=True) as desk:
        industries = reps.industries_of(desk)
        rows = reps.teams(desk, sort=sort, descending=reverse, limit=count)
        found = [{**record(row, desk), "industries": industries.get(row.no, [])} for row in rows]
        show_records(desk, "team", found, limit=count)


def show(things: Things) -> None:
    """Show teams with their industries and their reps."""
    show_each("team", things, find_team, _more)


def _more(desk: Desk, row: Any) -> dict[str, Any]:
    members = [rep.name for rep in reps.reps(desk, team_no=row.no, active=True)]
    return {"industries": reps.industries_of(desk, row.no).get(row.no, []), "members": members}


def edit(
    things: Things,
    name: Annotated[str | None, typer.Option("--name", metavar="NAME", help=N_("The right name."))] = None,
    industry: Annotated[
        list[str] | None,
        typer.Option("--industry", metavar="NAMES", help=N_("All its industries anew; '' for none.")),
    ] = None,
) -> None:
    """Change a team's name, or all its industries."""
    industries = None if industry is None else parts(industry)
    change_each(
        things, lambda desk, text: reps.edit_team(desk, text, name=name, industries=industries), the_team
    )


def remove(things: Things) -> None:
    """Remove teams that nobody and nothing belongs to."""
    remove_each(things, reps.remove_team, the_team)


VERBS = {
    "add": Verb(add, N_("Add a team and the industries it looks after.")),
    "list": Verb(list_teams, N_("List the teams with their industries.")),
    "show": Verb(show, N_("Show teams with their industries and their reps.")),
    "edit": Verb(edit, N_("Change a team's name, or all its industries.")),
    "remove": Verb(remove, N_("Remove teams that nobody and nothing belongs to.")),
}
