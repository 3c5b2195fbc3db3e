"""`crm building tenants | move-in | move-out`: who is behind which door, and who was."""

from typing import Annotated

import typer

from crm_cli.cli import options, session
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _

Building = Annotated[
    str, typer.Argument(metavar="BUILDING", help=N_("A building: b3, its name or part of it."))
]
Door = Annotated[str, typer.Argument(metavar="DOOR", help=N_("A door: 3012."))]


def tenants(
    building: Building,
    floor: Annotated[
        str | None, typer.Option("--floor", metavar="FLOOR", help=N_("Only this floor."))
    ] = None,
    everyone: Annotated[
        bool,
        typer.Option("--all", "--history", help=N_("Those who left too, with since when and until when.")),
    ] = False,
) -> None:
    """List who is behind which door of a building, from the ground up."""
    from crm_cli.cli.listing import show_records
    from crm_cli.services.tenant_moves import tenancies
    from crm_cli.services.units import unit_record

    with session.desk() as desk:
        found = [unit_record(row, desk) for row in tenancies(desk, building, floor=floor, everyone=everyone)]
        hidden = () if everyone else ("until", "reason")
        # The number of a tenancy is nobody's; its rows are known by door and customer.
        rows = [{key: value for key, value in one.items() if key != "no"} for one in found]
        show_records(desk, "tenancy", rows, hidden=hidden, empty=_("Nobody is on file there."))


def move_in(
    building: Building,
    door: Annotated[
        str, typer.Argument(metavar="DOOR", help=N_("A door or several: 3012, 3012-3015, 3012/13."))
    ],
    customer: Annotated[
        str, typer.Argument(metavar="CUSTOMER", help=N_("The customer: c12 or part of its name."))
    ],
    since: Annotated[
        str | None, typer.Option("--since", metavar="DAY", help=N_("Since when, where that is known."))
    ] = None,
) -> None:
    """Say that a customer is behind a door; its address follows."""
    from crm_cli.services.tenant_moves import enter

    with session.desk() as desk:
        session.told(enter(desk, building, door, customer, since=since))


def move_out(
    building: Building,
    door: Door,
    customer: Annotated[
        str, typer.Argument(metavar="[CUSTOMER]", help=N_("Who left; everyone there when left out."))
    ] = "",
    on: Annotated[
        str | None, typer.Option("--on", metavar="DAY", help=N_("When; today when left out."))
    ] = None,
    reason: options.Reason = "",
) -> None:
    """Say that a customer left a door, or that the door stands empty; it stays in the history."""
    from crm_cli.services.tenant_moves import leave

    with session.desk() as desk:
        session.told(leave(desk, building, door, customer or None, on=on, reason=reason))
