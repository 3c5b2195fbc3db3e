"""`crm unit`: the doors of a building: a floor cut into more, walls taken out."""

from typing import Annotated

import typer

from crm_cli.cli import options, session
from crm_cli.cli.groups import Verb
from crm_cli.i18n import N_
from crm_cli.services import units
from crm_cli.services.buildings import find_building

Building = Annotated[
    str, typer.Argument(metavar="BUILDING", help=N_("A building: b3, its name or part of it."))
]
Doors = Annotated[
    list[str], typer.Argument(metavar="DOOR...", help=N_("Doors: 3012 3013; - reads them from stdin."))
]
Side = Annotated[
    str | None, typer.Option("--side", metavar="SIDE", help=N_("left or right of a street; '' for neither."))
]
Remark = Annotated[str | None, typer.Option("--note", metavar="WORDS", help=N_("Anything else."))]


def add(
    building: Building,
    doors: Doors,
    floor: Annotated[
        str | None,
        typer.Option(
            "--floor", metavar="FLOOR", help=N_("Their floor; found from the doors there are when left out.")
        ),
    ] = None,
    side: Side = None,
    note: Remark = None,
) -> None:
    """Add doors to a building, each in its place along its floor or street."""
    with session.desk() as desk:
        found = find_building(desk, building)
        session.told(
            units.add_units(
                desk, found, session.each(doors), floor=floor, side=side, note=(note or "").strip()
            )
        )


def list_units(
    building: Building,
    floor: Annotated[
        str | None, typer.Option("--floor", metavar="FLOOR", help=N_("Only this floor."))
    ] = None,
    retired: Annotated[
        bool, typer.Option("--retired", help=N_("Those no longer used too; they are left out otherwise."))
    ] = False,
    limit: options.Limit = None,
) -> None:
    """List the doors of a building from the ground up, with who is behind each."""
    from crm_cli.cli.listing import how_many, show_records
    from crm_cli.services.units import doors_with_tenants

    count = how_many(limit)
    with session.desk() as desk:
        found = find_building(desk, building)
        rows = doors_with_tenants(desk, found, floor=floor, retired=retired, limit=count)
        show_records(desk, "unit", rows, limit=count)


def edit(
    building: Building,
    door: Annotated[str, typer.Argument(metavar="DOOR", help=N_("A door: 3012."))],
    code: Annotated[
        str | None, typer.Option("--code", metavar="DOOR", help=N_("What is written on it now."))
    ] = None,
    side: Side = None,
    note: Remark = None,
) -> None:
    """Change what is written on a door, its side, or the note at it."""
    with session.desk() as desk:
        found = find_building(desk, building)
        session.told(units.edit_unit(desk, found, door, code=code, note=note, side=side))


def remove(building: Building, doors: Doors) -> None:
    """Take doors away (a wall was taken out); those that were knocked at stay in the history."""
    with session.desk() as desk:
        found = find_building(desk, building)
        session.told(units.remove_units(desk, found, session.each(doors)))


VERBS = {
    "add": Verb(add, N_("Add doors to a building.")),
    "list": Verb(list_units, N_("List the doors of a building with who is behind each.")),
    "edit": Verb(edit, N_("Change what is written on a door, or the note at it.")),
    "remove": Verb(remove, N_("Take doors away.")),
}
