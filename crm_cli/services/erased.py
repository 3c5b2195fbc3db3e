"""That an erasure is not taken back, and that the number of an erased person is on file again."""

from collections.abc import Sequence

from crm_cli.domain.codes import number
from crm_cli.errors import RefusedError
from crm_cli.i18n import gettext as _
from crm_cli.i18n import ngettext
from crm_cli.services.desk import Desk
from crm_cli.storage.journal import CHANGE_ROWS, ChangeBrief

_SHOWN = 3


def refuse_erasure(desk: Desk, target: ChangeBrief) -> None:
    """Raise RefusedError for a change that erased somebody: nothing of what was there is left to bring back."""
    if desk.database.first(CHANGE_ROWS, change_no=target.no, table_name="erasure", limit=1):
        raise RefusedError(
            _("h{no} erased somebody for good, which cannot be undone.").format(no=target.no),
            _("Take an earlier command back by its number; see: crm history"),
        )


def numbers_back(customers: Sequence[int]) -> str:
    """Return that these customers have numbers that are barred since somebody was erased, who may be them."""
    names = ", ".join(str(number("customer", no)) for no in customers[:_SHOWN])
    more = f" … ({len(customers):,})" if len(customers) > _SHOWN else ""
    return ngettext(
        "{count} customer has a number not to be called that was an erased person's: {names}. If it is that person: crm customer forget {first}",
        "{count} customers have a number not to be called that was an erased person's: {names}. If one is that person: crm customer forget {first}",
        len(customers),
    ).format(count=len(customers), names=names + more, first=number("customer", customers[0]))
