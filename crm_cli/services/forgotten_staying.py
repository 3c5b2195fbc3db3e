"""What an erasing leaves as it is another's too, told by the records at which it stays."""

from collections.abc import Iterable

from crm_cli.domain.codes import number
from crm_cli.i18n import gettext as _
from crm_cli.i18n import ngettext
from crm_cli.services.desk import Desk
from crm_cli.services.receipts import Notes
from crm_cli.storage.contacts import FIND_CONTACTS
from crm_cli.storage.customers import BRIEFS
from crm_cli.storage.erasing import Erased
from crm_cli.storage.staying import Stay

_SHOWN = 10


def tell_staying(desk: Desk, done: Erased, notes: Notes) -> None:
    """Warn of the numbers, names and files that stay, since other records hold them."""
    at: dict[str, list[Stay]] = {}
    for one in done.held:
        at.setdefault(one.words, []).append(one)
    for words, found in at.items():
        notes.warn(
            _("{number} is also at {who}: it stays there.").format(
                number=words, who=_listed(_record(desk, one) for one in found)
            )
        )
    if done.naming:
        notes.warn(
            _(
                "Others' own names, numbers and addresses that say it stay as they are: {places}. Change them there where you may."
            ).format(places=_listed(_place(one) for one in done.naming))
        )
    if done.same_files:
        notes.warn(
            _(
                "The same file is attached elsewhere too, and stays there: {names}. Take it off with: crm attachment remove"
            ).format(names=_listed(_place(one) for one in done.same_files))
        )


def _record(desk: Desk, one: Stay) -> str:
    if one.noun == "customer":
        return f"{number('customer', one.no)} {desk.database.one(BRIEFS, no=one.no).name}"
    return f"{number(one.noun, one.no)} {desk.database.one(FIND_CONTACTS, no=one.no).name}"


def _place(one: Stay) -> str:
    return f"{number(one.noun, one.no)} {one.words}" if one.noun else one.words


def _listed(places: Iterable[str]) -> str:
    names = list(dict.fromkeys(places))
    more = len(names) - _SHOWN
    if more > 0:
        rest = ngettext("and {count} more", "and {count} more", more).format(count=more)
        return ", ".join([*names[:_SHOWN], rest])
    return ", ".join(names)
