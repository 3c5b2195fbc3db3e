"""`crm history restore`: give a record back what it was."""

from typing import Annotated

import typer

from crm_cli.cli import session
from crm_cli.domain.codes import number
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services import restoring
from crm_cli.services.desk import Desk
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.services.restoring import Restoration
from crm_cli.services.wording import Wording


def restore(
    thing: Annotated[
        str, typer.Argument(metavar="NUMBER", help=N_("The record: c12, k8; removed ones too."))
    ],
    field: Annotated[
        list[str] | None,
        typer.Option("--field", metavar="FIELD", help=N_("Only this field: grade; may be repeated.")),
    ] = None,
    to: Annotated[
        str | None, typer.Option("--to", metavar="CHANGE", help=N_("As this change left it: h31."))
    ] = None,
    before: Annotated[
        str | None, typer.Option("--before", metavar="CHANGE", help=N_("As it was before this change: h31."))
    ] = None,
    at: Annotated[
        str | None, typer.Option("--at", metavar="WHEN", help=N_("As it was then: '2026-11-18 15:00'."))
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=N_("Only show what would happen."))] = False,
) -> None:
    """Give a record back what it was before its last change, or at the point named; bring a removed one back."""
    with session.desk() as desk:
        wish = restoring.read_wish(desk, field or (), to, before, at)
        found = restoring.look(desk, thing, wish) if dry_run else restoring.restore(desk, thing.lower(), wish)
        receipt = _receipt(desk, found, dry_run=dry_run)
        session.told(session.rehearsed(receipt) if dry_run else receipt)


def _receipt(desk: Desk, found: Restoration, *, dry_run: bool) -> Receipt:
    notes = Notes()
    name = number(found.table, found.no) or ""
    wording = Wording(desk)
    if not found.rows:
        notes.tell(_("{name} is so already.").format(name=name))
    elif found.rows[0].before is None:
        _tell_back(notes, wording, found, name)
    else:
        row = found.rows[0]
        was = {column: (row.before or {}).get(column) for column in row.after}
        for line in wording.lines(row.table, was, row.after):
            notes.tell(f"{name} {line}")
    for kept in found.kept:
        notes.warn(_("{name} was changed again since and stays as it is.").format(name=kept))
    return notes.receipt(found.table, found.no, changed=bool(found.rows) and not dry_run)


def _tell_back(notes: Notes, wording: Wording, found: Restoration, name: str) -> None:
    called = wording.called(found.rows[0].after)
    notes.tell(_("{name} is back.").format(name=f"{name} {called}".rstrip()))
    if also := list(restoring.numbers(found)):
        notes.tell(_("With it: {names}").format(names=", ".join(also)))
