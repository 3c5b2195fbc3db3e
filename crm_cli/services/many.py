"""One thing done with many customers at once: one change and one undo, told in few words."""

from collections.abc import Callable, Sequence
from typing import Any

from crm_cli.domain.codes import number
from crm_cli.errors import NotFoundError, UsageError
from crm_cli.i18n import gettext as _
from crm_cli.i18n import ngettext
from crm_cli.services import customers, handover
from crm_cli.services.desk import Desk
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.storage.customers import BRIEFS

MOST = 5_000
"""Customers that may be changed together: each is a change of its own in the journal."""
_TOLD, _WARNED = 3, 5
_AT_ONCE = 500


def edit(desk: Desk, numbers: Sequence[int], **typed: Any) -> Receipt:
    """Change the same fields of many customers, all or none.

    Raises what `edit_customer` raises, UsageError for more than MOST.
    """
    return _each(desk, numbers, lambda name: customers.edit_customer(desk, name, **typed))


def tag(desk: Desk, numbers: Sequence[int], text: str) -> Receipt:
    """Put tags on many customers, those that begin with - off; commas of any script stand between them."""
    added, taken = read_tags(text)
    return _each(desk, numbers, lambda name: customers.edit_customer(desk, name, tags=added, untags=taken))


def read_tags(text: str) -> tuple[list[str], list[str]]:
    """Return the tags to put on and those to take off; raise UsageError where there is none."""
    import re

    tags = [one.strip() for one in re.split(r"[,，、;；]", text) if one.strip(" -")]
    if not tags:
        raise UsageError(_("Which tags?"), "展会,-旧客")
    added = [one for one in tags if not one.startswith("-")]
    return added, [one[1:].strip() for one in tags if one.startswith("-")]


def put_on_list(desk: Desk, numbers: Sequence[int], call_list: str, *, new: bool = False) -> Receipt:
    """Put the numbers of many customers on a call list, which is made first when it is `new`."""
    from crm_cli.services.call_list_filling import fill
    from crm_cli.services.call_lists import add_call_list

    with desk.change():
        name = add_call_list(desk, call_list).number if new else call_list
        return fill(desk, name, numbers, _("customers marked by hand"))


def handed(desk: Desk, numbers: Sequence[int], taker: str) -> list[handover.Handover]:
    """Return what goes to a rep with customers, a hand-over for each of their owners.

    Raises NotFoundError where no customer has another owner, and what `read_wish` raises.
    """
    _require_few(numbers)
    return [handover.look(desk, wish) for wish in _wishes(desk, numbers, taker)]


def hand_over(desk: Desk, numbers: Sequence[int], taker: str) -> Receipt:
    """Hand customers of any owners to a rep with everything open, in one change."""
    _require_few(numbers)
    wishes = _wishes(desk, numbers, taker)
    with desk.change():
        return summed([handover.hand_over(desk, wish) for wish in wishes])


def _wishes(desk: Desk, numbers: Sequence[int], taker: str) -> list[handover.Wish]:
    owned: dict[str, list[str]] = {}
    for place in range(0, len(numbers), _AT_ONCE):
        for row in desk.database.all(BRIEFS, numbers=list(numbers[place : place + _AT_ONCE])):
            if row.owner_no is not None:
                owned.setdefault(f"r{row.owner_no}", []).append(str(number("customer", row.no)))
    from crm_cli.services.naming import find_rep

    owned.pop(f"r{find_rep(desk, taker).no}", None)
    if not owned:
        raise NotFoundError(
            _("None of these belongs to another rep."), _("Assign those that nobody owns instead.")
        )
    return [
        handover.read_wish(desk, giver, taker, customers=names, filters={}) for giver, names in owned.items()
    ]


def summed(receipts: Sequence[Receipt]) -> Receipt:
    """Return one receipt of many: the sentences of a few, else the first one's and how many were changed."""
    notes = Notes()
    if len(receipts) <= _TOLD:
        for one in receipts:
            notes.lines.extend(one.lines)
    else:
        changed = sum(one.changed for one in receipts)
        notes.tell(
            ngettext("{count} customer changed.", "{count} customers changed.", changed).format(
                count=f"{changed:,}"
            )
        )
        if same := len(receipts) - changed:
            notes.tell(
                ngettext("{count} was so already.", "{count} were so already.", same).format(
                    count=f"{same:,}"
                )
            )
    for warning in [warning for one in receipts for warning in one.warnings][:_WARNED]:
        notes.warn(warning)
    last = receipts[-1]
    return notes.receipt(last.noun, last.no, last.id, changed=any(one.changed for one in receipts))


def _each(desk: Desk, numbers: Sequence[int], act: Callable[[str], Receipt]) -> Receipt:
    _require_few(numbers)
    with desk.change():
        return summed([act(str(number("customer", no))) for no in numbers])


def _require_few(numbers: Sequence[int]) -> None:
    if not numbers:
        raise UsageError(_("Choose a row first."))
    if len(numbers) > MOST:
        raise UsageError(
            _("{count} customers are too many at once; {most} may be changed together.").format(
                count=f"{len(numbers):,}", most=f"{MOST:,}"
            ),
            _("Narrow the list with a filter."),
        )
