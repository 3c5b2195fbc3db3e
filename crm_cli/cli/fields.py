"""`crm field`: add, list."""

import json
from typing import Annotated, Any

import typer

from crm_cli.cli import session
from crm_cli.cli.batches import parts
from crm_cli.cli.groups import Verb
from crm_cli.cli.listing import show_records
from crm_cli.domain.codes import FIELD_NOUNS
from crm_cli.errors import UsageError
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services import customers
from crm_cli.services.desk import Desk
from crm_cli.services.reading import choices
from crm_cli.services.records import record


def add(
    noun: Annotated[str, typer.Argument(metavar="customer|contact", help=N_("Whose field it is."))],
    name: Annotated[str, typer.Argument(metavar="NAME", help=N_("What it is called: 发质."))],
    kind: Annotated[
        str, typer.Option("--kind", metavar="KIND", help=N_("text, number, date, choice or flag."))
    ] = "text",
    choices: Annotated[
        list[str] | None,
        typer.Option("--choices", metavar="WORDS", help=N_("What may be chosen: 油性,干性.")),
    ] = None,
) -> None:
    """Add a field of the firm's own to customers or contacts."""
    with session.desk() as desk:
        session.told(customers.add_field(desk, noun, name, kind=kind, choices=parts(choices)))


def list_fields(
    noun: Annotated[
        str | None, typer.Argument(metavar="customer|contact", help=N_("Only the fields of these."))
    ] = None,
) -> None:
    """List the firm's own fields."""
    if noun is not None and noun not in FIELD_NOUNS:
        raise UsageError(
            _("{text} is not one of them.").format(text=noun),
            _("Choose from: {codes}").format(codes=choices("field_noun", FIELD_NOUNS)),
        )
    with session.desk() as desk:
        show_records(desk, "field", [_record(desk, row) for row in customers.fields(desk, noun)])


def _record(desk: Desk, row: Any) -> dict[str, Any]:
    return {**record(row, desk), "choices": json.loads(row.choices or "[]")}


VERBS = {
    "add": Verb(add, N_("Add a field of the firm's own to customers or contacts.")),
    "list": Verb(list_fields, N_("List the firm's own fields.")),
}
