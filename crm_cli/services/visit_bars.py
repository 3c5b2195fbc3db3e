"""Which customers nobody knocks at now: do-not-call as a whole, or resting after their last word."""

from collections.abc import Sequence

from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.queue_gate import Barred, resting
from crm_cli.services.retry_rules import rules
from crm_cli.storage.care import BANNED
from crm_cli.storage.sheets import RESTED

_CHUNK = 500


def barred_customers(desk: Desk, numbers: Sequence[int]) -> dict[int, Barred]:
    """Return what bars each of these customers from a list or a sweep today; those not in it are free."""
    found: dict[int, Barred] = {}
    known = rules(desk) if numbers else {}
    for start in range(0, len(numbers), _CHUNK):
        some = list(numbers[start : start + _CHUNK])
        for row in desk.database.all(RESTED, numbers=some):
            if (rest := resting(desk, row, known)) is not None:
                found[row.no] = rest
        for mark in desk.database.all(BANNED, numbers=some):
            found[mark.customer_no] = Barred("do_not_call", _("do-not-call"))
    return found
