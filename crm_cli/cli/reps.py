"""`crm rep`: add, list, show, edit, remove; away and back are in absences.py."""

from typing import Annotated, Any

import typer

from crm_cli.cli import options, session
from crm_cli.cli.batches import change_each, remove_each, the_rep
from crm_cli.cli.filters import whose
from crm_cli.cli.groups import Verb
from crm_cli.cli.listing import how_many, show_list
from crm_cli.cli.records import show_each
from crm_cli.domain.codes import REP_ROLES
from crm_cli.i18n import N_
from crm_cli.services import reps
from crm_cli.services.naming import find_rep
from crm_cli.services.reading import read_code

Things = Annotated[
    list[str], typer.Argument(metavar="REP...", help=N_("r2, the name, part of it or its initials; - reads."))
]
Role = Annotated[
    str | None, typer.Option("--role", metavar="ROLE", help=N_("rep, assistant, manager or owner."))
]
Team = Annotated[str | None, typer.Option("--team", metavar="NAME", help=N_("The team; '' for none."))]


def add(
    names: Annotated[list[str], typer.Argument(metavar="NAME...", help=N_("One or more names."))],
    team: Team = None,
    role: Role = None,
) -> None:
    """Add people of the firm."""
    # Whoever sets the firm up is not a rep yet.
    with session.desk(allow_stranger=True) as desk:
        with desk.change():
            done = [reps.add_rep(desk, name, role=role or "rep", team=team) for name in session.each(names)]
        session.told(done)


def list_reps(
    team: options.OfTeam = None,
    role: Annotated[str | None, typer.Option("--role", metavar="ROLE", help=N_("Only of this role."))] = None,
    everyone: Annotated[bool, typer.Option("--all", help=N_("Those who left the firm too."))] = False,
    sort: options.Sort = None,
    reverse: options.Reverse = False,
    limit: options.Limit = None,
) -> None:
    """List the firm's people."""
    count = how_many(limit)
    with session.desk(allow_stranger=True) as desk:
        filters: dict[str, Any] = {
            **whose(desk, team=team, everyone=True),
            "role": read_code("role", role, only=REP_ROLES) if role else None,
            "active": None if everyone else True,
            "limit": count,
        }
        show_list(desk, "rep", reps.reps(desk, sort=sort, descending=reverse, **filters), limit=count)


def show(things: Things) -> None:
    """Show people of the firm."""
    show_each("rep", things, find_rep)


def edit(
    things: Things,
    name: Annotated[str | None, typer.Option("--name", metavar="NAME", help=N_("The right name."))] = None,
    role: Role = None,
    team: Team = None,
    left: Annotated[
        bool | None, typer.Option("--left/--back", help=N_("They left the firm, or are back."))
    ] = None,
    left_on: Annotated[
        str | None,
        typer.Option("--left-on", metavar="DAY", help=N_("They left: from this day on; --left is today.")),
    ] = None,
) -> None:
    """Change people's name, role or team, or say that they left."""
    active = None if left is None else not left
    change_each(
        things,
        lambda desk, text: reps.edit_rep(
            desk, text, name=name, role=role, team=team, active=active, left_on=left_on
        ),
        the_rep,
    )


def remove(things: Things) -> None:
    """Remove people who have done nothing yet; for one who left say edit --left."""
    remove_each(things, reps.remove_rep, the_rep)


VERBS = {
    "add": Verb(add, N_("Add people of the firm.")),
    "list": Verb(list_reps, N_("List the firm's people.")),
    "show": Verb(show, N_("Show people of the firm.")),
    "edit": Verb(edit, N_("Change people's name, role or team, or say that they left.")),
    "remove": Verb(remove, N_("Remove people who have done nothing yet.")),
    "away": Verb("crm_cli.cli.absences:away", N_("Say that reps are away, or list who is.")),
    "back": Verb("crm_cli.cli.absences:back", N_("Say that reps are back.")),
}
