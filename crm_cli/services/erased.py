"""That an erasure is not taken back."""

from crm_cli.errors import RefusedError
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.storage.journal import CHANGE_ROWS, ChangeBrief


def refuse_erasure(desk: Desk, target: ChangeBrief) -> None:
    """Raise RefusedError for a change that erased somebody: nothing of what was there is left to bring back."""
    if desk.database.first(CHANGE_ROWS, change_no=target.no, table_name="erasure", limit=1):
        raise RefusedError(
            _("h{no} erased somebody for good, which cannot be undone.").format(no=target.no),
            _("Take an earlier command back by its number; see: crm history"),
        )
