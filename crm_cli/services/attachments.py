"""Attachments: files kept with the database and put at any record."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from crm_cli.domain.codes import ATTACHABLE, LETTERS, number
from crm_cli.errors import NotFoundError, UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.naming import find_party, require_number
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.services.records import record
from crm_cli.storage import kept_files
from crm_cli.storage.attachments import COUNT_ATTACHMENTS, FIND_ATTACHMENTS, FIND_TARGETS, AttachmentRow
from crm_cli.storage.change import Change
from crm_cli.storage.kept_files import Kept

_PAGE = 500
_LONGEST_NAME = 300


class Target(NamedTuple):
    """A record that files are attached to, and what a person knows it by."""

    noun: str
    no: int
    name: str

    @property
    def number(self) -> str:
        """The local number with its letter."""
        return number(self.noun, self.no) or ""


class Finding(NamedTuple):
    """What is not in order among the files kept.

    `state` is missing or damaged (`no` and `record` say of which attachment), unused (no attachment has it, but
    an undo may want it) or unfinished (left by a copy that was broken off).
    """

    state: str
    no: str | None
    record: str | None
    name: str
    path: str


def folder(desk: Desk) -> Path:
    """Return the folder the files of this database are in, whether or not there is one yet."""
    return kept_files.folder_of(desk.database.path)


def find_target(desk: Desk, text: str) -> Target:
    """Return the record that `text` names: a number (k8, v3, p2 …), a person, or any part of a customer's name.

    Raises NotFoundError, AmbiguousError, or UsageError where files are not attached to such records.
    """
    noun = _noun_of(text)
    if noun in {None, "customer", "contact"}:
        party = find_party(desk, text)
        if party.contact is not None and party.phone is None:
            return Target("contact", party.contact.no, f"{party.contact.name} {party.customer.name}")
        return Target("customer", party.customer.no, party.customer.name)
    asked = {f"{one}_no": 0 for one in ATTACHABLE[2:]} | {f"{noun}_no": require_number(str(noun), text)}
    found = desk.database.first(FIND_TARGETS, **asked)
    if found is None:
        raise NotFoundError(_("There is no {number}.").format(number=text.strip()))
    return Target(found.noun, found.no, found.customer or found.words)


def _noun_of(text: str) -> str | None:
    """Return the noun of a local number to which files can be attached; None for every other text."""
    text = text.strip()
    noun = LETTERS.get(text[:1].lower()) if text[1:].isdecimal() else None
    return noun if noun in ATTACHABLE else None


def attach(desk: Desk, text: str, paths: Sequence[Path], *, note: str = "") -> list[Receipt]:
    """Keep copies of the files at `paths` and attach them to the record `text` names, all or none.

    The copies are on the disk before the change is. Content that is at the record already is told, not doubled.
    Raises what `find_target` and `kept_files.keep` raise.
    """
    target = find_target(desk, text)
    if not paths:
        raise UsageError(_("Which file?"), "crm attach c12 价目表.pdf")
    for path in paths:
        with kept_files.opened(path):
            pass
    at = folder(desk)
    files = [(path.name or str(path), kept_files.keep(at, path)) for path in paths]
    with desk.change() as change:
        return [put(desk, change, target, name, kept, note) for name, kept in files]


def put(
    desk: Desk,
    change: Change,
    target: Target,
    name: str,
    kept: Kept,
    note: str,
    *,
    recording: bool = False,
) -> Receipt:
    """Put content that is kept already at a record, inside an open change; what is there already is told."""
    notes = Notes()
    # Asked under the lock, so that two who attach the same file at once make one attachment.
    of: dict[str, Any] = {f"{target.noun}_no": target.no}
    held = desk.database.first(FIND_ATTACHMENTS, sha256=kept.sha256, **of)
    if held is not None:
        notes.tell(
            _("{target} has that file already: {number} {name}").format(
                target=target.number, number=number("attachment", held.no), name=held.name
            )
        )
        return notes.receipt("attachment", held.no, held.id)
    if recording:
        of["recording"] = True
    no = change.insert(
        "attachment", name=_name(name), sha256=kept.sha256, size=kept.size, note=note.strip(), **of
    )
    notes.tell(
        _("{number} {name} attached to {target} {what}.").format(
            number=number("attachment", no), name=name, target=target.number, what=target.name
        )
    )
    return notes.receipt("attachment", no)


def _name(text: str) -> str:
    """Return what a file is called, as text only: where it is kept never depends on it."""
    from crm_cli.domain.cleaning import storable

    name = storable(text).strip()[:_LONGEST_NAME]
    if not name:
        raise UsageError(_("A name is needed."))
    return name


def attachment(desk: Desk, text: str) -> AttachmentRow:
    """Return the attachment numbered so; raise NotFoundError when there is none."""
    found = desk.database.first(FIND_ATTACHMENTS, no=require_number("attachment", text))
    if found is None:
        raise NotFoundError(
            _("There is no attachment {number}.").format(number=text), "crm attachment list --all"
        )
    return found


def attachments(
    desk: Desk, *, sort: str | None = None, descending: bool = False, **filters: Any
) -> list[AttachmentRow]:
    """Return the attachments that pass the filters, the newest first; `about_customer_no` is all of a customer's."""
    return desk.database.all(FIND_ATTACHMENTS, sort=sort, descending=descending, **filters)


def count_about(desk: Desk, customer_no: int) -> int:
    """Return how many files are attached to a customer and all that is about it."""
    return desk.database.one(COUNT_ATTACHMENTS, about_customer_no=customer_no).total


def attachment_record(row: AttachmentRow, desk: Desk) -> dict[str, Any]:
    """Return an attachment as lists, JSON and exports have it: `record` is the number of what it is attached to."""
    found = record(row, desk)
    head = {"no": found["no"], "id": row.id, "name": row.name, "record": number(row.noun, row.record_no)}
    return head | {key: value for key, value in found.items() if key not in {"noun", "record_no"}}


def edit_attachment(desk: Desk, text: str, *, name: str | None = None, note: str | None = None) -> Receipt:
    """Change what an attachment is called or what is noted of it."""
    row = attachment(desk, text)
    values: dict[str, Any] = {}
    if name is not None:
        values["name"] = _name(name)
    if note is not None:
        values["note"] = note.strip()
    notes = Notes()
    with desk.change() as change:
        changed = change.update("attachment", row.no, expect=row.version, **values)
    told = _("{number} {name} changed.") if changed else _("{number} {name} is already so.")
    notes.tell(told.format(number=number("attachment", row.no), name=values.get("name", row.name)))
    return notes.receipt("attachment", row.no, row.id)


def remove_attachment(desk: Desk, text: str) -> Receipt:
    """Take a file off its record; the content stays in the folder, so that an undo brings it back."""
    row = attachment(desk, text)
    notes = Notes()
    with desk.change() as change:
        change.delete("attachment", row.no)
    notes.tell(_("{name} removed.").format(name=f"{number('attachment', row.no)} {row.name}"))
    return notes.receipt("attachment", row.no, row.id)


def hand_out(desk: Desk, row: AttachmentRow, target: BinaryIO) -> None:
    """Write an attachment's content to `target`; raise CrmError when it is missing or damaged."""
    kept_files.hand_out(folder(desk), row.sha256, target)


def check(desk: Desk, *, deep: bool = False) -> Iterator[Finding]:
    """Yield what is not in order: files that are missing or damaged, and files that no attachment has.

    Sizes are compared; `deep` reads every file and compares its hash.
    """
    at, after = folder(desk), 0
    while rows := desk.database.all(FIND_ATTACHMENTS, sort="no", after=after, limit=_PAGE):
        for row in rows:
            whole = kept_files.is_whole(at, Kept(row.sha256, row.size), deep=deep)
            if not whole:
                state = "missing" if whole is None else "damaged"
                numbers = number("attachment", row.no), number(row.noun, row.record_no)
                yield Finding(state, *numbers, row.name, str(at / row.sha256[:2] / row.sha256))
        after = rows[-1].no
    for sha256, path in kept_files.contents(at):
        if not sha256:
            yield Finding("unfinished", None, None, path.name, str(path))
        elif desk.database.first(FIND_ATTACHMENTS, sha256=sha256, limit=1) is None:
            yield Finding("unused", None, None, path.name, str(path))
