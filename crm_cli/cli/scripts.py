"""`crm script`: what is said on the phone: add, list, show, edit, versions, diff, rename, retire, export, rehearse."""

from pathlib import Path
from typing import Annotated, Any

import typer

from crm_cli.cli import options, report_sink, session, stream, voice
from crm_cli.cli.batches import Named, change_each
from crm_cli.cli.groups import Verb
from crm_cli.domain.codes import number
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services import scripts
from crm_cli.services.desk import Desk
from crm_cli.services.naming import find_contact, find_party
from crm_cli.services.party import Party

Script = Annotated[str, typer.Argument(metavar="SCRIPT", help=N_("Its number or name: d1, 首次来电."))]
Scripts = Annotated[
    list[str], typer.Argument(metavar="SCRIPT...", help=N_("Their numbers or names, or - for stdin."))
]
File = Annotated[
    str | None,
    typer.Option("--file", metavar="FILE", help=N_("The words as Markdown, - for stdin; else $EDITOR.")),
]
VersionNote = Annotated[str, typer.Option("--note", metavar="WORDS", help=N_("What is new in this version."))]
Version = Annotated[
    int | None, typer.Option("--version", metavar="N", min=1, help=N_("This version; else the newest."))
]
TEMPLATE = N_(
    """# Opening

Good day {surname}{title}, this is {rep} of {firm}.

# Questions

- Do you need anything of the kind now? If not now, later, and when?
- Who decides on it, whose opinion counts, who sees to the buying?

# Objections

# Close

"""
)
"""What an empty editor begins with."""


def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help=N_("What the script is called."))],
    file: File = None,
    note: VersionNote = "",
) -> None:
    """Keep a new script: Markdown with fields in braces."""
    with session.desk() as desk:
        body = _words(file, lambda: _(TEMPLATE))
        session.told(scripts.add_script(desk, name, body, note=note))


def edit(script: Script, file: File = None, note: VersionNote = "") -> None:
    """Give a script new words, as its next version."""
    with session.desk() as desk:
        row = scripts.find_script(desk, script)
        body = _words(file, lambda: scripts.script_version(desk, row).body)
        session.told(scripts.edit_script(desk, row, body, note=note))


def _words(file: str | None, begin: Any) -> str:
    """Return the words of a file or of stdin, else what is written in the editor over what `begin` gives."""
    if file is None:
        from crm_cli.cli.editor import edited

        return edited(begin(), "--file script.md")
    from crm_cli.cli.words_file import read_words

    return read_words(file)


def list_scripts(
    everything: Annotated[bool, typer.Option("--all", help=N_("Those retired too."))] = False,
    sort: options.Sort = None,
    reverse: options.Reverse = False,
    limit: options.Limit = None,
) -> None:
    """List scripts, with how many call lists use each."""
    from crm_cli.cli.listing import how_many, show_list

    count = how_many(limit)
    with session.desk() as desk:
        in_use = None if everything else True
        rows = scripts.scripts(desk, sort=sort, descending=reverse, in_use=in_use, limit=count)
        show_list(desk, "script", rows, limit=count)


def show(
    script: Script,
    version: Version = None,
    who: Annotated[
        str | None,
        typer.Option("--for", metavar="WHO", help=N_("Fill it in for this customer or person: c12, n3.")),
    ] = None,
    contact: options.Contact = None,
    call_list: Annotated[
        str | None,
        typer.Option("--list", metavar="LIST", help=N_("The call list: what is met most on it comes first.")),
    ] = None,
    format: report_sink.Format = None,  # noqa: A002  # the option's own name
    file: report_sink.Output = None,
) -> None:
    """Show a script with the agreed answers, filled in for a customer."""
    from crm_cli.reports.script_sheet import script_form, script_sheet, script_values

    chosen = report_sink.chosen_format(format, file)
    with session.desk() as desk:
        row = scripts.find_script(desk, script)
        party = _party(desk, who, contact) if who else None
        list_no = call_list_number(desk, call_list)
        sheet = script_sheet(desk, row, party, revision=version, call_list_no=list_no)
        made = report_sink.Sheet(lambda: script_form(sheet), lambda: script_values(sheet))
        report_sink.write(desk, made, chosen, file)


def _party(desk: Desk, who: str, contact: str | None) -> Party:
    """Return who the script is for: the person named, else the only one on file or the only one who decides."""
    party = find_party(desk, who)
    if contact:
        return party._replace(contact=find_contact(desk, party.customer.no, contact))
    if party.contact is not None:
        return party
    return party._replace(contact=scripts.likely_contact(desk, party.customer.no))


def call_list_number(desk: Desk, text: str | None) -> int | None:
    """Return the number of the call list that `text` names, None for none."""
    if not text:
        return None
    from crm_cli.services.call_lists import find_call_list

    return find_call_list(desk, text).no


def versions(script: Script) -> None:
    """List the versions of a script, the newest first."""
    from crm_cli.cli.listing import show_list

    with session.desk() as desk:
        row = scripts.find_script(desk, script)
        show_list(desk, "script_version", scripts.script_versions(desk, row))


def diff(
    script: Script,
    before: Annotated[
        int | None, typer.Argument(metavar="OLDER", min=1, help=N_("A version; else the one before."))
    ] = None,
    after: Annotated[
        int | None, typer.Argument(metavar="NEWER", min=1, help=N_("A version; else the newest."))
    ] = None,
) -> None:
    """Show which lines differ between two versions."""
    from crm_cli.domain.cleaning import clean

    with session.desk() as desk:
        row = scripts.find_script(desk, script)
        lines = scripts.difference(desk, row, before, after)
    voice.draw(clean(line) for line in lines)


def rename(
    script: Script, name: Annotated[str, typer.Argument(metavar="NAME", help=N_("Its new name."))]
) -> None:
    """Give a script another name."""
    with session.desk() as desk:
        session.told(scripts.rename_script(desk, script, name))


def retire(things: Scripts) -> None:
    """Take scripts out of use; their versions stay."""
    change_each(things, scripts.retire_script, the_script)


def restore(things: Scripts) -> None:
    """Take retired scripts into use again."""
    change_each(things, scripts.restore_script, the_script)


def the_script(desk: Desk, text: str) -> Named:
    """Find a script."""
    row = scripts.find_script(desk, text)
    return Named(number("script", row.no) or "", row.name)


def export(
    script: Script,
    version: Version = None,
    file: Annotated[
        Path | None,
        typer.Option("--output", metavar="FILE", help=N_("Write to this file, whole or not at all.")),
    ] = None,
) -> None:
    """Write a script as it was typed, fields and all."""
    with session.desk() as desk:
        row = scripts.find_script(desk, script)
        body = scripts.script_version(desk, row, version).body
    if file is None:
        stream.write([body])
        return
    from crm_cli.cli import output
    from crm_cli.storage.whole_files import write_whole

    write_whole(file, lambda target: target.writelines([body.encode()]))
    output.say(_("Written: {path}").format(path=file), quiet=bool(session.chosen("quiet")))


VERBS = {
    "add": Verb(add, N_("Keep a new script: Markdown with fields in braces.")),
    "list": Verb(list_scripts, N_("List scripts, with how many call lists use each.")),
    "show": Verb(show, N_("Show a script with the agreed answers, filled in for a customer.")),
    "edit": Verb(edit, N_("Give a script new words, as its next version.")),
    "versions": Verb(versions, N_("List the versions of a script, the newest first.")),
    "diff": Verb(diff, N_("Show which lines differ between two versions.")),
    "rename": Verb(rename, N_("Give a script another name.")),
    "retire": Verb(retire, N_("Take scripts out of use; their versions stay.")),
    "restore": Verb(restore, N_("Take retired scripts into use again.")),
    "export": Verb(export, N_("Write a script as it was typed, fields and all.")),
    "rehearse": Verb(
        "crm_cli.cli.rehearsal:rehearse", N_("Print a question sheet for two to rehearse with.")
    ),
}
