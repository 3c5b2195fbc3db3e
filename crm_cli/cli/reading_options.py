"""How a file is read: the options of every command that takes one in."""

from typing import TYPE_CHECKING, Annotated

import typer

from crm_cli.errors import UsageError
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _

if TYPE_CHECKING:
    from crm_cli.exchange.importing import Reading

Map = Annotated[
    list[str] | None,
    typer.Option("--map", metavar="HEADER=FIELD", help=N_("What a column is; FIELD - ignores it.")),
]
Encoding = Annotated[
    str | None,
    typer.Option("--encoding", metavar="NAME", help=N_("utf-8, gb18030, big5, utf-16; found out.")),
]
Delimiter = Annotated[
    str | None, typer.Option("--delimiter", metavar="CHAR", help=N_("What parts the cells; found out."))
]
Sheet = Annotated[str | None, typer.Option("--sheet", metavar="NAME", help=N_("Which sheet of a workbook."))]
HeaderRow = Annotated[
    int | None, typer.Option("--header-row", metavar="LINE", help=N_("Where the titles are; found out."))
]


def reading_of(
    columns: list[str] | None,
    encoding: str | None,
    delimiter: str | None,
    sheet: str | None,
    header_row: int | None,
) -> "Reading":
    """Return how to read a file as typed; raise UsageError for a `--map` that is no pair."""
    from crm_cli.exchange.importing import Reading

    return Reading(pairs_of(columns, "--map"), encoding, delimiter, sheet, header_row)


def pairs_of(given: list[str] | None, option: str) -> dict[str, str]:
    """Return texts `A=B` of an option as pairs; a heading may have an equals sign of its own."""
    found = {}
    for pair in given or ():
        left, sign, right = pair.rpartition("=")
        if not sign or not left.strip() or not right.strip():
            raise UsageError(_("{text} is not a pair.").format(text=pair), f'{option} "A=B"')
        found[left.strip()] = right.strip()
    return found
