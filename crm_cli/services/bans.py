"""Do-not-call: who must not be called, since when, and who lifted it."""

from typing import Any

from crm_cli import clock
from crm_cli.errors import NotFoundError, UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services.ban_reasons import marks_on, number_hash
from crm_cli.services.desk import Desk
from crm_cli.services.naming import find_customer, is_phone_like, phones_by_tail, pick
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.storage.change import Change
from crm_cli.storage.contacts import FIND_BANS, FIND_PHONES, BanRow

_SHORTEST = 5
"""Figures of a number that is marked although it is on no file: hotlines have five."""


def ban(desk: Desk, who: str, *, whole_customer: bool, reason: str) -> Receipt:
    """Mark a number, or a whole customer, do-not-call; a name without figures is a customer's."""
    from crm_cli.domain.phones import parse_phone

    notes = Notes()
    customer_no, e164 = None, ""
    # Figures in a name (中国1688网络) are no tail of a phone.
    if whole_customer or not is_phone_like(who):
        firm = find_customer(desk, who)
        customer_no, told = firm.no, firm.name
    else:
        held = phones_by_tail(desk, who)
        if len({one.e164 or one.raw for one in held}) > 1:
            raise UsageError(_("Several phones end in {tail}.").format(tail=who), _("Give more digits."))
        e164 = (held[0].e164 or held[0].raw) if held else (parse_phone(who, desk.firm.region).e164 or "")
        told = held[0].raw if held else who
        if not e164:
            raise UsageError(_("{text} is neither a number nor a customer.").format(text=who))
    with desk.change() as change:
        standing = standing_on(desk, e164=e164, customer_no=customer_no)
        if standing is not None:
            notes.tell(_("{number} {name} is already so.").format(number=standing.no, name=told))
            return notes.receipt("do_not_call", standing.no, standing.id)
        if customer_no is not None:
            no = ban_customer(desk, change, customer_no, reason=reason)
        else:
            no = insert_ban(desk, change, e164=e164, reason=reason)
    notes.tell(_("Do not call {number}, for ever.").format(number=told))
    return notes.receipt("do_not_call", no)


def standing_on(desk: Desk, *, e164: str = "", customer_no: int | None = None) -> BanRow | None:
    """Return the mark that stands on a number, else on a customer; two on one would outlive a lifting."""
    if e164:
        return next(iter(marks_on(desk, [e164])), None)
    return desk.database.first(FIND_BANS, standing=True, limit=1, customer_no=customer_no)


def number_key(desk: Desk, number: str) -> str:
    """Return a number that is not on file as it is marked, '' for what is too short to be anybody's."""
    from crm_cli.domain.phones import digits, parse_phone

    if len(digits(number)) < _SHORTEST:
        return ""
    return parse_phone(number, desk.firm.region, desk.firm.area_code).e164 or number


def ban_customer(desk: Desk, change: Change, no: int, *, call_no: int | None = None, reason: str = "") -> int:
    """Mark a customer and each line of its own inside an open change; return the number of the customer's mark.

    The same line rings whichever customer it is called as. An extension is reached by a line of others too, so
    it is only the customer's mark that bars it.
    """
    said: dict[str, Any] = {"call_no": call_no, "reason": reason}
    marked = insert_ban(desk, change, customer_no=no, **said)
    for key in _own_lines(desk, no):
        if standing_on(desk, e164=key) is None:
            insert_ban(desk, change, e164=key, **said)
    return marked


def _own_lines(desk: Desk, customer_no: int) -> list[str]:
    phones = desk.database.all(FIND_PHONES, customer_no=customer_no)
    return list(dict.fromkeys(phone.e164 or phone.raw for phone in phones if not phone.extension))


def insert_ban(
    desk: Desk,
    change: Change,
    *,
    e164: str = "",
    customer_no: int | None = None,
    call_no: int | None = None,
    reason: str = "",
) -> int:
    """Insert a mark on a number, or on a customer when there is none, inside an open change."""
    return change.insert(
        "do_not_call",
        customer_no=None if e164 else customer_no,
        e164=e164 or None,
        number_hash=number_hash(desk, e164) if e164 else None,
        call_no=call_no,
        reason=reason,
    )


def find_ban(desk: Desk, text: str) -> BanRow:
    """Return the standing mark that `text` names: its number, a phone or its tail, or a customer.

    Raises NotFoundError where no mark stands there, AmbiguousError where several do.
    """
    hint = _("See them with: crm donotcall list")
    found = _named(desk, text.strip()) if text.strip() else []
    if not found:
        raise NotFoundError(_("No do-not-call mark stands on {text}.").format(text=text), hint)
    return pick(desk, text, found, lambda one: f"{one.no} {one.phone} {one.customer}", hint)


def _named(desk: Desk, text: str) -> list[BanRow]:
    find, found = desk.database.all, []
    if text.isdecimal() and len(text) < 16:
        found = find(FIND_BANS, no=int(text), standing=True)
    if not is_phone_like(text):
        no = find_customer(desk, text).no
        numbers = [one.e164 or one.raw for one in find(FIND_PHONES, customer_no=no)]
        whole = find(FIND_BANS, customer_no=no, standing=True)
        along = {one.no for mark in whole for one in _set_along(desk, mark)}
        return [*whole, *(one for one in _on_numbers(desk, numbers) if one.no not in along)]
    if len(digits := "".join(filter(str.isdecimal, text))) >= 4:
        numbers = [one.e164 or one.raw for one in phones_by_tail(desk, text)]
        if not numbers:
            # A number that is at no customer is known by its mark alone.
            tail = digits.lstrip("0")
            numbers = [one.e164 for one in bans(desk) if one.e164 and one.e164.endswith(tail)]
        found += [one for one in _on_numbers(desk, numbers) if one not in found]
    return found


def _on_numbers(desk: Desk, numbers: list[str]) -> list[BanRow]:
    return marks_on(desk, numbers)


def lift_ban(desk: Desk, no: int, reason: str) -> Receipt:
    """Lift a do-not-call mark; only a manager may, and must say why."""
    desk.require_manager(_("lifting do-not-call"))
    if not reason.strip():
        raise UsageError(_("Say why it is lifted."), "--reason …")
    row = desk.database.first(FIND_BANS, no=no)
    if row is None or row.lifted_at is not None:
        raise NotFoundError(_("There is no such do-not-call mark."), _("See them with: crm donotcall list"))
    notes = Notes()
    with desk.change() as change:
        # A number marked twice, by two people or by an older program, is free only when both are lifted.
        marks = marks_on(desk, [row.e164]) if row.e164 else [row]
        for mark in [*marks, *_set_along(desk, row)]:
            change.update(
                "do_not_call", mark.no, lifted_at=clock.now(), lifted_by=desk.author, lift_reason=reason
            )
    notes.tell(_("{number} may be called again.").format(number=row.phone or row.customer or no))
    return notes.receipt("do_not_call", no, row.id)


def _set_along(desk: Desk, row: BanRow) -> list[BanRow]:
    """Return the standing marks on a customer's lines that were set together with the customer's own."""
    if row.customer_no is None or not (lines := _own_lines(desk, row.customer_no)):
        return []
    return desk.database.all(FIND_BANS, standing=True, e164s=lines, created_at=row.created_at)


def bans(desk: Desk, *, standing: bool | None = True) -> list[BanRow]:
    """Return the do-not-call marks that stand, or all with `standing` None, each with whose number it is."""
    return [owned(desk, one) for one in desk.database.all(FIND_BANS, standing=standing)]


def owned(desk: Desk, row: BanRow) -> BanRow:
    """Return a mark with the customer whose number it is, where a number of no known form hides it."""
    # What is no number of the firm's region has no E.164 to be found by, only its digits.
    if row.customer or not row.e164 or row.e164.startswith("+"):
        return row
    held = [one for one in phones_by_tail(desk, row.e164) if one.raw == row.e164]
    return row._replace(customer=held[0].customer) if held else row
