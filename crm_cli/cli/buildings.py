"""`crm building`: buildings and streets with their doors, tenants and front desks."""

from typing import Annotated, Any

import typer

from crm_cli.cli import options, session
from crm_cli.cli.batches import Named, change_each, remove_each
from crm_cli.cli.groups import Verb
from crm_cli.domain.codes import number
from crm_cli.i18n import N_
from crm_cli.services import buildings
from crm_cli.services.desk import Desk

Things = Annotated[
    list[str],
    typer.Argument(
        metavar="NAME...", help=N_("Buildings: b3, a name or part of it; - reads them from stdin.")
    ),
]
Kind = Annotated[str | None, typer.Option("--kind", metavar="KIND", help=N_("tower or street."))]
City = Annotated[str | None, typer.Option("--city", metavar="NAME", help=N_("City."))]
District = Annotated[str | None, typer.Option("--district", metavar="NAME", help=N_("District."))]
Address = Annotated[str | None, typer.Option("--address", metavar="WORDS", help=N_("Street and number."))]
Rule = Annotated[
    str | None, typer.Option("--rule", metavar="WORDS", help=N_("What its guards ask for: 保安登记."))
]
Remark = Annotated[str | None, typer.Option("--note", metavar="WORDS", help=N_("Anything else."))]


def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help=N_("What the building or street is called."))],
    floors: Annotated[
        str,
        typer.Option(
            "--floors", metavar="FLOORS", help=N_("80 (1 to 80), 3-80, B2-80, G,2-30, 1,2,3A,5-20.")
        ),
    ] = "",
    units: Annotated[
        str, typer.Option("--units", metavar="UNITS", help=N_("The doors of a floor: 01-12, A-H, 01,02,05."))
    ] = "",
    skip: Annotated[
        str, typer.Option("--skip", metavar="FLOORS", help=N_("Floors there are none of: 4,14,24."))
    ] = "",
    basement: Annotated[
        int, typer.Option("--basement", metavar="N", min=0, max=20, help=N_("How many floors below ground."))
    ] = 0,
    floor: Annotated[
        list[str] | None,
        typer.Option(
            "--floor", metavar="FLOOR:UNITS", help=N_('A floor with other doors: "3:01-06"; may be repeated.')
        ),
    ] = None,
    shops: Annotated[
        str, typer.Option("--shops", metavar="SHOPS", help=N_("The shop numbers of a street: 1-120."))
    ] = "",
    sides: Annotated[
        str, typer.Option("--sides", metavar="HOW", help=N_("odd-even (odd on the left), or none."))
    ] = "odd-even",
    left: Annotated[
        str, typer.Option("--left", metavar="SHOPS", help=N_("The shops on the left instead: 1-119."))
    ] = "",
    right: Annotated[
        str, typer.Option("--right", metavar="SHOPS", help=N_("The shops on the right instead: 2-120."))
    ] = "",
    kind: Kind = None,
    city: City = None,
    district: District = None,
    address: Address = None,
    rule: Rule = None,
    note: Remark = None,
) -> None:
    """Add a building or a street with its doors; customers whose address names one become its tenants."""
    layout = buildings.Layout(
        floors, units, skip, basement, tuple(floor or ()), shops, left, right, _are_two_sided(sides)
    )
    texts = {"city": city, "district": district, "address": address, "rule": rule, "note": note}
    with session.desk() as desk:
        session.told(buildings.add_building(desk, name, layout, kind=kind, **texts))


def _are_two_sided(text: str) -> bool:
    from crm_cli.errors import UsageError
    from crm_cli.i18n import gettext as _

    if text not in {"odd-even", "none"}:
        raise UsageError(
            _("{text} is not one of them.").format(text=text),
            _("Choose from: {codes}").format(codes="odd-even, none"),
        )
    return text == "odd-even"


def list_buildings(
    kind: Kind = None,
    city: City = None,
    district: District = None,
    retired: Annotated[
        bool, typer.Option("--retired", help=N_("Those no longer used too; they are left out otherwise."))
    ] = False,
    sort: options.Sort = None,
    reverse: options.Reverse = False,
    limit: options.Limit = None,
) -> None:
    """List buildings and streets with how many doors and tenants they have."""
    from crm_cli.cli.listing import how_many, show_list
    from crm_cli.services.reading import read_code

    count = how_many(limit)
    with session.desk() as desk:
        filters: dict[str, Any] = {
            "kind": read_code("building_kind", kind) if kind else None,
            "city": city,
            "district": district,
            "in_use": None if retired else True,
            "limit": count,
        }
        rows = buildings.buildings(desk, sort=sort, descending=reverse, **filters)
        show_list(desk, "building", rows, limit=count)


def edit(
    things: Things,
    name: Annotated[
        str | None,
        typer.Option(
            "--name", metavar="NAME", help=N_("The right name; tenants, open plans and visits follow.")
        ),
    ] = None,
    city: City = None,
    district: District = None,
    address: Address = None,
    rule: Rule = None,
    note: Remark = None,
    retired: Annotated[
        bool | None, typer.Option("--retired/--in-use", help=N_("It is no longer used, or is again."))
    ] = None,
) -> None:
    """Change buildings; '' empties a field."""
    texts = {"city": city, "district": district, "address": address, "rule": rule, "note": note}
    change_each(
        things,
        lambda desk, text: buildings.edit_building(desk, text, name=name, retired=retired, **texts),
        the_building,
    )


def remove(things: Things) -> None:
    """Remove buildings nobody was at; those with a history are retired instead."""
    remove_each(things, buildings.remove_building, the_building)


def the_building(desk: Desk, text: str) -> Named:
    """Find a building."""
    row = buildings.find_building(desk, text)
    return Named(number("building", row.no) or "", row.name)


_TENANTS = "crm_cli.cli.building_tenants"
VERBS = {
    "add": Verb(add, N_("Add a building or a street with its doors.")),
    "list": Verb(list_buildings, N_("List buildings and streets.")),
    "show": Verb("crm_cli.cli.building_file:show", N_("Show buildings with their floors and front desk.")),
    "edit": Verb(edit, N_("Change buildings; tenants, open plans and visits follow a new name.")),
    "tenants": Verb(f"{_TENANTS}:tenants", N_("List who is behind which door, and who was.")),
    "move-in": Verb(f"{_TENANTS}:move_in", N_("Say that a customer is behind a door.")),
    "move-out": Verb(f"{_TENANTS}:move_out", N_("Say that a customer left a door.")),
    "desk": Verb("crm_cli.cli.front_desk:desk", N_("Show and note what is known of a front desk.")),
    "import": Verb("crm_cli.cli.building_import:take", N_("Bring in the tenant directory of a building.")),
    "remove": Verb(remove, N_("Remove buildings nobody was at.")),
}
