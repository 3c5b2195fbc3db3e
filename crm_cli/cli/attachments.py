"""`crm attach` and `crm attachment`: files at any record: list, show, open, save, edit, remove, check."""

from pathlib import Path
from typing import Annotated, Any

import typer

from crm_cli.cli import options, output, session, voice
from crm_cli.cli.batches import change_each, remove_each
from crm_cli.cli.filters import whose
from crm_cli.cli.groups import Verb
from crm_cli.cli.listing import how_many, is_for_people, show_records
from crm_cli.cli.records import show_whole
from crm_cli.errors import CrmError
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services import attachments
from crm_cli.services.desk import Desk

Note = Annotated[str, typer.Option("--note", metavar="WORDS", help=N_("What it is."))]


def attach(
    target: Annotated[
        str,
        typer.Argument(metavar="RECORD", help=N_("What it belongs to: c12, n3, k8, v3, part of a name …")),
    ],
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help=N_("The files, up to 100 MB each."))],
    note: Note = "",
) -> None:
    """Keep copies of files with the database and attach them to a record."""
    with session.desk() as desk:
        session.told(attachments.attach(desk, target, files, note=note))


def list_attachments(
    target: Annotated[
        str | None,
        typer.Argument(
            metavar="RECORD", help=N_("Only of this record; of a customer with all that is about it.")
        ),
    ] = None,
    customer: options.OfCustomer = None,
    everyone: options.Everyone = False,
    sort: options.Sort = None,
    reverse: options.Reverse = False,
    limit: options.Limit = None,
) -> None:
    """List attachments, the newest first: those I attached, or those of a record."""
    count = how_many(limit)
    with session.desk() as desk:
        filters = _narrowed(desk, target or customer, everyone=everyone)
        found = attachments.attachments(desk, sort=sort, descending=reverse, limit=count, **filters)
        show_records(desk, "attachment", [_record(desk, row) for row in found], limit=count)


def _narrowed(desk: Desk, text: str | None, *, everyone: bool) -> dict[str, Any]:
    if text is None:
        mine = whose(desk, everyone=everyone)
        return {"author": desk.author} if mine else {}
    found = attachments.find_target(desk, text)
    return {"about_customer_no" if found.noun == "customer" else f"{found.noun}_no": found.no}


def _record(desk: Desk, row: Any) -> dict[str, Any]:
    """Return an attachment as it is listed; for people its size is said in units."""
    found = attachments.attachment_record(row, desk)
    return {**found, "size": size_text(row.size)} if is_for_people() else found


def size_text(size: int) -> str:
    """Return a number of bytes as people say it."""
    for unit in ("B", "kB"):
        if size < 1000:
            return f"{size:.0f} {unit}"
        size = size / 1000  # type: ignore[assignment]  # a fraction of the next unit
    return f"{size:.1f} MB"


def show(things: options.Things) -> None:
    """Show attachments whole, with where the file is kept."""
    with session.desk() as desk:
        rows = [attachments.attachment(desk, text) for text in session.each(things)]
        at = attachments.folder(desk)
        found = [{**_record(desk, row), "path": str(at / row.sha256[:2] / row.sha256)} for row in rows]
        show_whole(desk, "attachment", found)


def open_file(
    things: options.Things,
    print_path: Annotated[
        bool, typer.Option("--print", help=N_("Only make the copy and print where it is."))
    ] = False,
) -> None:
    """Open copies of attached files with the system's program, or the machine's open_command."""
    from crm_cli.services.opening_files import no_program, opened, put_aside

    with session.desk() as desk:
        rows = [attachments.attachment(desk, text) for text in session.each(things)]
        copies = [put_aside(desk, row) for row in rows]
    for copy in copies:
        if not print_path and opened(copy):
            continue
        if not print_path:
            output.say(no_program())
        voice.tell(str(copy))


def save(
    things: options.Things,
    where: Annotated[
        Path, typer.Argument(metavar="FOLDER|FILE", help=N_("Where to write; a folder keeps the names."))
    ],
) -> None:
    """Write copies of attached files to a folder or a file; nothing is written over."""
    from crm_cli.services.opening_files import save_to

    with session.desk() as desk:
        rows = [attachments.attachment(desk, text) for text in session.each(things)]
        for path in save_to(desk, rows, where):
            output.say(_("Written: {path}").format(path=path), quiet=bool(session.chosen("quiet")))


def edit(
    things: options.Things,
    name: Annotated[str | None, typer.Option("--name", metavar="NAME", help=N_("The right name."))] = None,
    note: Annotated[
        str | None, typer.Option("--note", metavar="WORDS", help=N_("What it is; '' empties it."))
    ] = None,
) -> None:
    """Change what attachments are called or what is noted of them."""
    change_each(things, lambda desk, text: attachments.edit_attachment(desk, text, name=name, note=note))


def remove(things: options.Things) -> None:
    """Take files off their records; undo brings them back."""
    remove_each(things, attachments.remove_attachment)


def check(
    deep: Annotated[bool, typer.Option("--deep", help=N_("Read every file and compare its hash."))] = False,
) -> None:
    """See that every attached file is there and as it was, and which files nobody refers to."""
    with session.desk(allow_stranger=True) as desk:
        found = [one._asdict() for one in attachments.check(desk, deep=deep)]
        show_records(desk, "attachment_check", found, empty=_("Every attached file is there."))
    broken = sum(one["state"] in {"missing", "damaged"} for one in found)
    if broken:
        raise CrmError(
            _("Attached files missing or damaged: {count}").format(count=broken),
            _("Put a copy of the folder back, or attach the files again."),
        )


VERBS = {
    "add": Verb(attach, N_("Keep copies of files and attach them to a record.")),
    "list": Verb(list_attachments, N_("List attachments, the newest first.")),
    "show": Verb(show, N_("Show attachments whole, with where the file is kept.")),
    "open": Verb(open_file, N_("Open copies of attached files with the system's program.")),
    "save": Verb(save, N_("Write copies of attached files to a folder or a file.")),
    "edit": Verb(edit, N_("Change what attachments are called or what is noted of them.")),
    "remove": Verb(remove, N_("Take files off their records.")),
    "check": Verb(check, N_("See that every attached file is there and as it was.")),
}
