"""A promised call that reached nobody: the promise stays open, and its number is tried again by the outcome's rule."""

from datetime import datetime, time, timedelta

from crm_cli.domain.retry import due_again
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.reading import say_when
from crm_cli.services.receipts import Notes
from crm_cli.services.retry_rules import rule_of
from crm_cli.services.touches import Touch
from crm_cli.storage.change import Change
from crm_cli.storage.contacts import PhoneRow
from crm_cli.storage.outcomes import OutcomeRow


def put_off(
    desk: Desk, change: Change, touch: Touch, outcome: OutcomeRow, phone: PhoneRow, notes: Notes
) -> None:
    """Have nobody offered the number before its next try, inside the open change.

    The promise is overdue, so without this it would be next again at once. After the last try, or where the
    outcome has none, it comes back the next day: only a call that reaches somebody, or the rep, takes it back.
    """
    due = due_again(rule_of(desk, outcome), touch.at, desk.zone, phone.tries + 1)
    until = due or desk.instant(datetime.combine(touch.day + timedelta(days=1), time()))
    change.insert("call_pause", phone_no=phone.no, rep_no=None, kind="snooze", until_at=until, reason="")
    notes.tell(
        _("What was promised stays open; it comes again after {when}.").format(when=_said(desk, until))
    )


def _said(desk: Desk, until: datetime) -> str:
    local = desk.wall(until)
    return f"{local:%H:%M}" if local.date() == desk.today() else say_when(desk, local.date(), until)
