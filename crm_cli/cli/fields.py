"""`crm field`: fields of the firm's own: add, list, show, edit, remove."""

from typing import Annotated, Any

import typer

from crm_cli.cli import session
from crm_cli.cli.batches import parts
from crm_cli.cli.groups import Verb
from crm_cli.cli.listing import show_records
from crm_cli.cli.records import show_whole
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services import own_fields
from crm_cli.services.desk import Desk
from crm_cli.services.reading import read_code
from crm_cli.services.records import record

_MOST_VALUES = 20

Noun = Annotated[str, typer.Argument(metavar="customer|contact", help=N_("Whose field it is."))]
Name = Annotated[str, typer.Argument(metavar="NAME", help=N_("What it is called: 发质."))]
Choices = Annotated[
    list[str] | None,
    typer.Option("--choices", metavar="WORDS", help=N_("What may be chosen: 油性,干性.")),
]


def add(
    noun: Noun,
    name: Name,
    kind: Annotated[
        str, typer.Option("--kind", metavar="KIND", help=N_("text, number, date, choice or flag."))
    ] = "text",
    choices: Choices = None,
) -> None:
    """Add a field of the firm's own to customers or contacts."""
    with session.desk() as desk:
        session.told(own_fields.add_field(desk, noun, name, kind=kind, choices=parts(choices)))


def list_fields(
    noun: Annotated[
        str | None, typer.Argument(metavar="customer|contact", help=N_("Only the fields of these."))
    ] = None,
) -> None:
    """List the firm's own fields in their order."""
    of = read_code("field_noun", noun) if noun is not None else None
    with session.desk() as desk:
        show_records(desk, "field", _records(desk, of))


def _records(desk: Desk, noun: str | None) -> list[dict[str, Any]]:
    """Return fields as records; `place` is the one among those of the same noun, from 1."""
    found: list[dict[str, Any]] = []
    for row in own_fields.fields(desk, noun):
        place = 1 + sum(one["noun"] == row.noun for one in found)
        one = {**record(row, desk), "choices": own_fields.choices_of(row), "place": place}
        found.append({key: value for key, value in one.items() if key != "position"})
    return found


def show(noun: Noun, name: Name) -> None:
    """Show a field with what is held in it, the commonest values first."""
    with session.desk() as desk:
        row = own_fields.field(desk, noun, name)
        use = own_fields.use_of(desk, row, limit=_MOST_VALUES)
        found = next(one for one in _records(desk, row.noun) if one["name"] == row.name)
        values = {own_fields.shown(row.kind, one.value): one.held for one in use.values}
        show_whole(desk, "field", [{**found, "held": use.held, "values": values}])


def edit(
    noun: Noun,
    name: Name,
    new_name: Annotated[
        str | None, typer.Option("--name", metavar="NAME", help=N_("The right name."))
    ] = None,
    choices: Choices = None,
    add_choice: Annotated[
        list[str] | None, typer.Option("--add-choice", metavar="WORDS", help=N_("Choices to add."))
    ] = None,
    remove_choice: Annotated[
        list[str] | None,
        typer.Option("--remove-choice", metavar="WORDS", help=N_("Choices to take out; values stay.")),
    ] = None,
    position: Annotated[
        int | None, typer.Option("--position", metavar="N", min=1, help=N_("Its place in the order, from 1."))
    ] = None,
    retire: Annotated[
        bool | None,
        typer.Option(
            "--retire/--restore", help=N_("It takes no more values; those held stay. Or it does again.")
        ),
    ] = None,
) -> None:
    """Rename a field, change its choices or its place, retire it or take it back."""
    with session.desk() as desk:
        session.told(
            own_fields.edit_field(
                desk, noun, name, new_name=new_name, choices=parts(choices), more_choices=parts(add_choice),
                fewer_choices=parts(remove_choice), place=position, retired=retire,
            )
        )  # fmt: skip


def remove(noun: Noun, name: Name) -> None:
    """Remove a field with every value held in it; retire it to keep them."""
    with session.desk() as desk:
        row = own_fields.field(desk, noun, name)
        held = own_fields.use_of(desk, row, limit=1).held
        session.confirm(
            _("Remove the field {name} and its values ({count})?").format(name=row.name, count=held)
        )
        session.told(own_fields.remove_field(desk, row.noun, row.name))


VERBS = {
    "add": Verb(add, N_("Add a field of the firm's own to customers or contacts.")),
    "list": Verb(list_fields, N_("List the firm's own fields.")),
    "show": Verb(show, N_("Show a field with what is held in it.")),
    "edit": Verb(edit, N_("Rename a field, change its choices or its place, retire it or take it back.")),
    "remove": Verb(remove, N_("Remove a field with every value held in it.")),
}
