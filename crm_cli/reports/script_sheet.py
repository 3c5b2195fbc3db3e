"""A script on paper or on the screen: its sections, for a customer with what is known and unknown of the need."""

from typing import Any

from crm_cli.domain.codes import number
from crm_cli.domain.form import Block, Form, Panel, Prose
from crm_cli.domain.frozen import Frozen
from crm_cli.domain.prose import Line, Section, Span, plain_text, read_prose, sections
from crm_cli.i18n import gettext as _
from crm_cli.services import scripts
from crm_cli.services.desk import Desk
from crm_cli.services.party import Party
from crm_cli.storage.scripts import ScriptRow


class ScriptSheet(Frozen):
    """A version of a script, filled in for `party` where there is one.

    `known` are titles and texts of the need, `unknown` the questions still open.
    """

    script: ScriptRow
    revision: int
    note: str
    party: Party | None
    markdown: str
    sections: tuple[Section, ...]
    known: tuple[tuple[str, str], ...]
    unknown: tuple[str, ...]


def script_sheet(
    desk: Desk, row: ScriptRow, party: Party | None, *, revision: int | None, call_list_no: int | None
) -> ScriptSheet:
    """Return a version of a script, the newest when none is named, with the agreed answers below it."""
    version = scripts.script_version(desk, row, revision)
    customer_no = party.customer.no if party else None
    contact_no = party.contact.no if party and party.contact else None
    markdown = scripts.shown(
        desk, row.no, customer_no, contact_no, call_list_no=call_list_no, revision=version.revision
    )
    known = scripts.known_of_need(desk, customer_no) if customer_no is not None else []
    unknown = scripts.unknown_of_need(desk, customer_no) if customer_no is not None else []
    parts = sections(read_prose(markdown))
    return ScriptSheet(
        row, version.revision, version.note, party, markdown, parts, tuple(known), tuple(unknown)
    )


def script_form(sheet: ScriptSheet) -> Form:
    """Return the script as a form: a block for each of its sections, then the need."""
    blocks: list[Block] = [Prose(part.title or sheet.script.name, part.lines) for part in sheet.sections]
    if sheet.party is not None:
        asked = tuple(Line("item", (Span(words),), 0, "☐") for words in sheet.unknown)
        blocks.append(Prose(_("Still unknown of the need"), asked))
        blocks += [Panel(_("Known of the need"), sheet.known)] if sheet.known else []
    return Form(
        name=_("Script"),
        title=sheet.script.name,
        header=tuple(_header(sheet)),
        blocks=tuple(blocks),
        boxes=(),
        # A heading right above another has nothing to say of its own.
        none="",
    )


def _header(sheet: ScriptSheet) -> list[tuple[str, str]]:
    found = [(_("version"), f"{sheet.revision} {sheet.note}".strip())]
    if sheet.script.retired_on is not None:
        found.append((_("retired on"), sheet.script.retired_on.isoformat()))
    if sheet.party is not None:
        found.append((_("customer"), sheet.party.customer.name))
        if sheet.party.contact is not None:
            person = sheet.party.contact
            found.append((_("contact"), f"{person.name} {person.title}".strip()))
    return found


def script_values(sheet: ScriptSheet) -> dict[str, Any]:
    """Return the script as JSON takes it; `rows` are its sections as plain text."""
    party = sheet.party
    return {
        "no": number("script", sheet.script.no),
        "name": sheet.script.name,
        "revision": sheet.revision,
        "note": sheet.note,
        "retired_on": sheet.script.retired_on.isoformat() if sheet.script.retired_on else None,
        "customer_no": number("customer", party.customer.no) if party else None,
        "contact_no": number("contact", party.contact.no) if party and party.contact else None,
        "markdown": sheet.markdown,
        "unknown_of_need": list(sheet.unknown),
        "rows": [{"section": part.title, "words": plain_text(part.lines)} for part in sheet.sections],
    }
