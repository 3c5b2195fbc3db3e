"""`crm doctor`: look whether everything is sound, mend what can be, say what needs a person."""

from typing import Annotated

import typer

from crm_cli.cli import output, session
from crm_cli.cli.listing import columns, for_people, is_for_people
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services import backups
from crm_cli.services.doctor import Round, examine
from crm_cli.services.doctor_finding import DAMAGED, PERSON

EXIT_DAMAGED, EXIT_PERSON = 5, 1


def doctor(
    mend: Annotated[
        bool, typer.Option("--mend", help=N_("Mend what follows from the rest: indexes, facts, permissions."))
    ] = False,
    full: Annotated[
        bool, typer.Option("--full", help=N_("Look at everything, however long it takes."))
    ] = False,
) -> None:
    """Check the file, its rows, its history and all around it; exit 5 when damaged, 1 when somebody is needed."""
    database = session.database_path()
    found = list(examine(Round(database, backups.folder(database), mend, full)))
    rows = [one._asdict() for one in found]
    style = session.style()
    if is_for_people() or style.format is None:
        _tell([for_people("doctor", row) for row in rows])
    else:
        output.emit(rows, columns("doctor", list(rows[0])), style)
    states = {one.state for one in found}
    if DAMAGED in states or PERSON in states:
        raise typer.Exit(EXIT_DAMAGED if DAMAGED in states else EXIT_PERSON)
    if not session.chosen("quiet"):
        output.say(_("All is well."))


def _tell(rows: list[dict[str, str]]) -> None:
    """Write a line for each check, whole: a sentence that is cut helps nobody."""
    from crm_cli.domain.cleaning import cell_width

    state = max(cell_width(row["state"]) for row in rows)
    check = max(cell_width(row["check"]) for row in rows)
    for row in rows:
        gap = " " * (state - cell_width(row["state"]) + 2)
        space = " " * (check - cell_width(row["check"]) + 2)
        output.tell(f"{row['state']}{gap}{row['check']}{space}{row['found']}")
