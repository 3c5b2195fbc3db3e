"""Scripts: what is said on the phone, in versions, with fields that the customer at hand fills in."""

from collections.abc import Callable
from typing import Any

from crm_cli.domain import script_fields
from crm_cli.domain.codes import number
from crm_cli.domain.folding import fold
from crm_cli.domain.script_fields import escaped
from crm_cli.errors import NotFoundError, RefusedError, UsageError
from crm_cli.i18n import gettext as _
from crm_cli.i18n import ngettext
from crm_cli.services.desk import Desk
from crm_cli.services.naming import missing, number_of, pick
from crm_cli.services.need_questions import known_of_need, need_texts, unknown_of_need
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.storage.contacts import FIND_CONTACTS, ContactRow
from crm_cli.storage.customers import FIND_CUSTOMERS
from crm_cli.storage.scripts import (
    AGREED_ANSWERS,
    FIND_SCRIPT_VERSIONS,
    FIND_SCRIPTS,
    LIST_NAME,
    MET_LATELY,
    MET_ON_LIST,
    AgreedRow,
    ScriptRow,
    ScriptVersionRow,
)

__all__ = ["known_of_need", "unknown_of_need"]

LONGEST = 100_000
"""Characters of a script; more is no script but a file by mistake."""
MOST_ANSWERS = 12
"""Agreed answers that stand below a script: those a rep may find while somebody waits on the line."""


def add_script(desk: Desk, name: str, body: str, *, note: str = "") -> Receipt:
    """Keep a new script under a name of its own; `body` is Markdown with fields of domain/script_fields.py.

    Raises UsageError for a field that there is not, RefusedError for a name that is taken.
    """
    name, words = _name(desk, name), _body(body)
    notes = Notes()
    with desk.change() as change:
        no = change.insert("script", name=name)
        change.insert("script_version", script_no=no, number=1, body=words, note=note.strip())
    notes.tell(_("Script {number} {name} kept.").format(number=number("script", no), name=name))
    return notes.receipt("script", no)


def edit_script(desk: Desk, row: ScriptRow, body: str, *, note: str = "") -> Receipt:
    """Give a script new words as its next version; the same words again are no version.

    Raises RefusedError where somebody else made a version since `row` was read.
    """
    words = _body(body)
    notes = Notes()
    with desk.change() as change:
        latest = script_version(desk, row)
        if words == latest.body:
            told = _("{number} {name} is already so.")
        elif latest.revision != row.revision:
            raise _overtaken(row, latest)
        else:
            told = _("Script {number} {name} is now in version {revision}.")
            change.insert(
                "script_version", script_no=row.no, number=row.revision + 1, body=words, note=note.strip()
            )
    notes.tell(told.format(number=number("script", row.no), name=row.name, revision=row.revision + 1))
    return notes.receipt("script", row.no, row.id, changed=words != latest.body)


def _overtaken(row: ScriptRow, latest: ScriptVersionRow) -> RefusedError:
    """Return the error for words that were written while someone else wrote a version."""
    held = number("script", row.no)
    return RefusedError(
        _("{who} made version {revision} of {name} in the meantime.").format(
            who=latest.created_by, revision=latest.revision, name=row.name
        ),
        _("See what changed with: crm script diff {number}").format(number=held),
    )


def rename_script(desk: Desk, text: str, name: str) -> Receipt:
    """Give a script another name; call lists keep it."""
    row = find_script(desk, text)
    notes = Notes()
    with desk.change() as change:
        changed = change.update("script", row.no, expect=row.version, name=_name(desk, name, row))
    told = _("Script {number} is now called {name}.") if changed else _("{number} {name} is already so.")
    notes.tell(told.format(number=number("script", row.no), name=name.strip()))
    return notes.receipt("script", row.no, row.id, changed=changed)


def retire_script(desk: Desk, text: str) -> Receipt:
    """Take a script out of use; its versions stay, and lists called with it are told of."""
    row = find_script(desk, text)
    notes = Notes()
    with desk.change() as change:
        changed = row.retired_on is None and change.update("script", row.no, retired_on=desk.today())
    told = _("Script {number} {name} is retired.") if changed else _("{number} {name} is already so.")
    notes.tell(told.format(number=number("script", row.no), name=row.name))
    if changed and row.call_lists:
        notes.warn(
            ngettext(
                "{count} call list is still called with it.",
                "{count} call lists are still called with it.",
                row.call_lists,
            ).format(count=row.call_lists)
        )
    return notes.receipt("script", row.no, row.id, changed=changed)


def restore_script(desk: Desk, text: str) -> Receipt:
    """Take a retired script into use again."""
    row = find_script(desk, text)
    notes = Notes()
    with desk.change() as change:
        changed = change.update("script", row.no, expect=row.version, retired_on=None)
    told = _("Script {number} {name} is in use again.") if changed else _("{number} {name} is already so.")
    notes.tell(told.format(number=number("script", row.no), name=row.name))
    return notes.receipt("script", row.no, row.id, changed=changed)


def find_script(desk: Desk, text: str) -> ScriptRow:
    """Return the script `text` names: `d3`, its name or part of it; one in use before a retired one.

    Raises NotFoundError or AmbiguousError (exit 3).
    """
    rows = desk.database.all(FIND_SCRIPTS, sort="no")
    wanted, hint = fold(text), _("See them with: crm script list")
    if (no := number_of("script", text)) is not None:
        found = [row for row in rows if row.no == no]
    else:
        whole = [row for row in rows if fold(row.name) == wanted]
        part = [row for row in rows if wanted and wanted in fold(row.name)]
        found = whole or [row for row in part if row.retired_on is None] or part
    if not found:
        raise missing(text, hint)
    return pick(desk, text, found, lambda row: f"{number('script', row.no)} {row.name}")


def scripts(
    desk: Desk, *, sort: str | None = None, descending: bool = False, **filters: Any
) -> list[ScriptRow]:
    """Return the scripts that pass the filters, by name unless sorted otherwise."""
    return desk.database.all(FIND_SCRIPTS, sort=sort, descending=descending, **filters)


def script_versions(desk: Desk, row: ScriptRow) -> list[ScriptVersionRow]:
    """Return all versions of a script, the newest first."""
    return desk.database.all(FIND_SCRIPT_VERSIONS, script_no=row.no)


def script_version(desk: Desk, row: ScriptRow, revision: int | None = None) -> ScriptVersionRow:
    """Return one version of a script, the newest when none is named; raise NotFoundError for another."""
    found = desk.database.first(FIND_SCRIPT_VERSIONS, script_no=row.no, revision=revision, limit=1)
    if found is None:
        raise NotFoundError(
            _("{name} has no version {revision}.").format(name=row.name, revision=revision),
            f"crm script versions {number('script', row.no)}",
        )
    return found


def difference(desk: Desk, row: ScriptRow, before: int | None, after: int | None) -> list[str]:
    """Return the lines that differ between two versions, with three around them, each after `+`, `-` or a space.

    Left out, they are the newest and the one before it. Raises NotFoundError where none came before.
    """
    import difflib

    newer = script_version(desk, row, after)
    if before is None and newer.revision == 1:
        raise NotFoundError(
            _("{name} has no version before {revision}.").format(name=row.name, revision=newer.revision),
            f"crm script show {number('script', row.no)}",
        )
    older = script_version(desk, row, max(newer.revision - 1, 1) if before is None else before)
    first, second = (_("version {revision}").format(revision=one.revision) for one in (older, newer))
    return list(
        difflib.unified_diff(older.body.split("\n"), newer.body.split("\n"), first, second, lineterm="")
    )


def shown(
    desk: Desk,
    script_no: int,
    customer_no: int | None = None,
    contact_no: int | None = None,
    *,
    call_list_no: int | None = None,
    revision: int | None = None,
) -> str:
    """Return a script as Markdown for a customer and a person, the agreed answers to objections below it.

    Without a customer the fields stand as they were written. Answers met most on the call list come first.
    """
    row = desk.database.one(FIND_SCRIPTS, sort="no", no=script_no)
    version = script_version(desk, row, revision)
    values = (
        None
        if customer_no is None
        else field_values(desk, customer_no, contact_no, call_list_no=call_list_no)
    )
    parts = [script_fields.fill(version.body, values).rstrip(), agreed_part(desk, call_list_no)]
    return "\n\n".join(part for part in parts if part) + "\n"


def agreed_part(desk: Desk, call_list_no: int | None = None) -> str:
    """Return the agreed answers as a Markdown section, '' where none is agreed on."""
    rows = agreed_answers(desk, call_list_no)
    told = _("**{objection}**: {answer}")
    lines = [
        "- " + told.format(objection=escaped(row.words), answer=escaped(row.answer))
        for row in rows[:MOST_ANSWERS]
    ]
    if not lines:
        return ""
    if more := len(rows) - len(lines):
        lines.append(
            "\n"
            + ngettext("{count} more: crm objection list", "{count} more: crm objection list", more).format(
                count=more
            )
        )
    return "\n".join(["## " + _("Agreed answers"), "", *lines])


def agreed_answers(desk: Desk, call_list_no: int | None = None) -> list[AgreedRow]:
    """Return the objections with an answer: those met most on the list, then those met most lately."""
    place = place_by_met(desk, call_list_no)
    return sorted(desk.database.all(AGREED_ANSWERS), key=lambda row: place(row.no))


def place_by_met(desk: Desk, call_list_no: int | None) -> Callable[[int], tuple[int, int, int]]:
    """Return the key that sorts numbers of objections: met most on the call list first, then met most lately."""
    on_list: dict[int, int] = {}
    if call_list_no is not None:
        counts = desk.database.all(MET_ON_LIST, call_list_no=call_list_no)
        on_list = {row.objection_no: row.met for row in counts}
    lately = {row.objection_no: row.met for row in desk.database.all(MET_LATELY)}
    return lambda no: (-on_list.get(no, 0), -lately.get(no, 0), no)


def field_values(
    desk: Desk, customer_no: int, contact_no: int | None, *, call_list_no: int | None = None
) -> dict[str, str]:
    """Return what the fields of a script are at a customer: texts by field, '' where nothing is known."""
    row = desk.database.one(FIND_CUSTOMERS, sort="no", no=customer_no)
    if contact_no is None:
        person = likely_contact(desk, customer_no)
    else:
        person = desk.database.first(FIND_CONTACTS, sort="no", no=contact_no)
    name = None if call_list_no is None else desk.database.first(LIST_NAME, no=call_list_no)
    need = need_texts(desk, row)
    return {
        "customer": row.name,
        "short_name": row.short_name or row.name,
        "contact": person.name if person else "",
        "surname": script_fields.surname(person.name) if person else "",
        "title": person.title if person else "",
        "department": person.department if person else "",
        "rep": desk.me.name if desk.me else desk.author,
        "firm": desk.firm.name,
        "industry": row.industry,
        "city": row.city,
        "district": row.district,
        "building": row.building,
        "occasion": row.need_occasion,
        "use_date": need.get("need_on", ""),
        "quantity": row.need_quantity,
        "budget": need.get("need_budget", ""),
        "supplier": row.need_supplier,
        "list": name.name if name else "",
        "today": desk.today().isoformat(),
    }


def likely_contact(desk: Desk, customer_no: int) -> ContactRow | None:
    """Return whom a script is for where nobody is named: the only person there, else the only one who decides."""
    people = desk.database.all(FIND_CONTACTS, sort="no", customer_no=customer_no, here=True)
    found = people if len(people) == 1 else [one for one in people if one.role == "decision_maker"]
    return found[0] if len(found) == 1 else None


def _name(desk: Desk, text: str, row: ScriptRow | None = None) -> str:
    name = " ".join(text.split())
    if not name or number_of("script", name) is not None:
        raise UsageError(_("A script needs a name."), 'crm script add "首次来电" --file s.md')
    wanted = fold(name)
    taken = [one for one in desk.database.all(FIND_SCRIPTS) if fold(one.name) == wanted]
    if taken and (row is None or taken[0].no != row.no):
        held = number("script", taken[0].no)
        raise RefusedError(
            _("{number} is called {name} already.").format(number=held, name=taken[0].name),
            _("Change its words with: crm script edit {number}").format(number=held),
        )
    return name


def _body(text: str) -> str:
    body = text.replace("\r\n", "\n").replace("\ufeff", "").strip("\n").rstrip()
    if not body.strip():
        raise UsageError(_("The script is empty."), "crm script add NAME --file s.md")
    if len(body) > LONGEST:
        raise UsageError(_("A script has {count} characters at most.").format(count=f"{LONGEST:,}"))
    script_fields.check_fields(body)
    return body + "\n"
