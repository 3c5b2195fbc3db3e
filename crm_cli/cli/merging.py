"""`crm customer merge`: customers that are one become one."""

from typing import Annotated

import typer

from crm_cli.cli import session, voice
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _


def merge(
    who: Annotated[str, typer.Argument(metavar="WHO", help=N_("The customer that stays."))],
    others: Annotated[
        list[str],
        typer.Argument(metavar="WHO...", help=N_("Those merged into it; or - to read them from stdin.")),
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help=N_("Only show what would happen."))] = False,
) -> None:
    """Merge customers into one: all history, names and do-not-call marks come along; crm undo takes it back."""
    from crm_cli.services.merging import merge_customers
    from crm_cli.services.naming import find_customer

    with session.desk() as desk:
        named = [find_customer(desk, text) for text in (who, *session.each(others))]
        kept, *gone = [f"c{row.no}" for row in named]
        asked = not session.chosen("yes")
        if dry_run or asked:
            preview = merge_customers(desk, kept, gone, dry_run=True)
            if dry_run:
                session.told(session.rehearsed(preview))
                return
            for line in (session.would_happen(), *preview.lines):
                voice.say(line)
            for warning in preview.warnings:
                voice.warn(warning)
        session.confirm(_("Merge these into {name}?").format(name=named[0].name))
        receipt = merge_customers(desk, kept, gone)
        session.told(receipt._replace(warnings=()) if asked else receipt)
