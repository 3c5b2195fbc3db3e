"""Memos: words kept at a customer, at one of its people or at none; neither a touch nor a promise."""

from typing import Any

from crm_cli.domain.codes import number
from crm_cli.domain.folding import fold
from crm_cli.errors import NotFoundError, UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.naming import find_any_contact, find_contact, find_party, find_worker, require_number
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.storage.memos import FIND_MEMOS, MemoRow

MOST_HELD = 10_000
"""Memos that are looked through for words."""


def add_memo(
    desk: Desk,
    words: str,
    *,
    customer: str | None = None,
    contact: str | None = None,
    pinned: bool = False,
    rep: str | None = None,
) -> Receipt:
    """Keep words, of the rep who types unless named; a `customer` that names a person is that person's."""
    worker = find_worker(desk, rep)
    at = _place(desk, customer, contact)
    kept = _words(words)
    notes = Notes()
    with desk.change() as change:
        no = change.insert("memo", rep_no=worker.no, words=kept, pinned=pinned, **at)
    notes.tell(_("Memo {number} kept.").format(number=number("memo", no)))
    return notes.receipt("memo", no)


def _words(text: str) -> str:
    if not text.strip():
        raise UsageError(_("What is to be kept in mind?"), 'crm memo add "…" --customer c12')
    return text.strip()


def _place(desk: Desk, customer: str | None, contact: str | None) -> dict[str, int | None]:
    """Return the customer and the contact that the two texts mean; one person at any customer without the first."""
    if customer:
        party = find_party(desk, customer)
        person = find_contact(desk, party.customer.no, contact) if contact else party.contact
        return {"customer_no": party.customer.no, "contact_no": person.no if person else None}
    if contact:
        person = find_any_contact(desk, contact)
        return {"customer_no": person.customer_no, "contact_no": person.no}
    return {"customer_no": None, "contact_no": None}


def memo(desk: Desk, text: str) -> MemoRow:
    """Return the memo numbered so; raise NotFoundError when there is none."""
    found = desk.database.first(FIND_MEMOS, no=require_number("memo", text))
    if found is None:
        raise NotFoundError(_("There is no memo {number}.").format(number=text), "crm memo list --all")
    return found


def memos(
    desk: Desk, *, words: str | None = None, sort: str | None = None, descending: bool = False, **filters: Any
) -> list[MemoRow]:
    """Return the memos that pass the filters and hold `words` in any script, the newest first.

    Of one rep or one customer those pinned come first. Words are looked for in the newest MOST_HELD that may
    hold them.
    """
    narrow = filters.get("rep_no") is not None or filters.get("customer_no") is not None
    order = sort or ("pinned" if narrow else None)
    if not words:
        return desk.database.all(FIND_MEMOS, sort=order, descending=descending, **filters)
    from crm_cli.storage.search_notes import memos_with

    wanted, limit = fold(words), filters.pop("limit", None)
    with desk.database.reading() as connection:
        numbers = memos_with(connection, wanted, MOST_HELD)
    found = desk.database.all(FIND_MEMOS, sort=order, descending=descending, numbers=numbers, **filters)
    return [row for row in found if wanted in fold(row.words)][:limit]


def edit_memo(
    desk: Desk,
    text: str,
    *,
    words: str | None = None,
    customer: str | None = None,
    contact: str | None = None,
    rep: str | None = None,
) -> Receipt:
    """Change the words of a memo, where it is kept ('' for nowhere) or whose it is."""
    row = memo(desk, text)
    values: dict[str, Any] = {}
    if words is not None:
        values["words"] = _words(words)
    if rep is not None:
        values["rep_no"] = find_worker(desk, rep).no
    if customer is not None:
        values.update(_place(desk, customer, contact))
    elif contact is not None:
        at = number("customer", row.customer_no)
        values.update(_place(desk, at, contact) if contact else {"contact_no": None})
    return _update(desk, row, _("Memo {number} changed."), values)


def pin_memo(desk: Desk, text: str, *, pinned: bool) -> Receipt:
    """Put a memo on top of its customer's file, or take it down from there."""
    told = _("Memo {number} pinned.") if pinned else _("Memo {number} is not pinned any more.")
    return _update(desk, memo(desk, text), told, {"pinned": pinned})


def _update(desk: Desk, row: MemoRow, told: str, values: dict[str, Any]) -> Receipt:
    notes = Notes()
    with desk.change() as change:
        changed = change.update("memo", row.no, expect=row.version, **values)
    said = told if changed else _("Memo {number} is already so.")
    notes.tell(said.format(number=number("memo", row.no)))
    return notes.receipt("memo", row.no, row.id)


def remove_memo(desk: Desk, text: str) -> Receipt:
    """Remove a memo."""
    row = memo(desk, text)
    notes = Notes()
    with desk.change() as change:
        change.delete("memo", row.no)
    notes.tell(_("{name} removed.").format(name=number("memo", row.no)))
    return notes.receipt("memo", row.no, row.id)
