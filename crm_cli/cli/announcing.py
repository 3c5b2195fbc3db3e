"""How reminders are told: the lines, and each way of telling them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from crm_cli.cli import session, stream, voice
from crm_cli.domain import words
from crm_cli.domain.codes import number
from crm_cli.errors import CrmError
from crm_cli.i18n import gettext as _
from crm_cli.i18n import ngettext
from crm_cli.services import reminders
from crm_cli.services.desk import Desk
from crm_cli.services.reminders import Reminder
from crm_cli.storage.notices import NoticeRow
from crm_cli.storage.reminders import ReminderRow

if TYPE_CHECKING:
    from crm_cli.delivery.letters import Letter

Rows = Sequence[Reminder]
ON_SCREEN = 6
"""So many lines fit into a notice."""


def tell(desk: Desk, found: Rows) -> None:
    """Tell on stdout what is due; nothing is noted, so it is announced all the same."""
    for line in _lines(desk, found):
        voice.tell(line)


def through(desk: Desk, found: Rows, names: Sequence[str]) -> None:
    """Announce what is new through channels: one message each, for a group with masked numbers.

    Raises CrmError where a message needs somebody; NotFoundError for a channel there is not.
    """
    if all(not reminders.unannounced(desk, name, found) for name in names):
        return
    from crm_cli.cli.outbox import require_sent, send_due
    from crm_cli.cli.report_send import found_channels
    from crm_cli.delivery import letters

    is_new = False
    for channel in found_channels(names):
        with reminders.announcing(desk, channel.name, found) as messages:
            for rows in messages:
                letters.queue(desk, channel, reminders.key_of(rows), _letter(desk, rows))
                is_new = True
    if is_new:
        require_sent(send_due(desk))


def on_this_machine(desk: Desk, found: Rows, medium: str) -> None:
    """Announce what is new to who sits here, on the `desktop` or with the `bell`; raise CrmError where that fails."""
    from crm_cli.services import outbox

    shown = []
    place = f"{medium}/{desk.author}"
    with reminders.announcing(desk, place, found) as messages:
        for rows in messages:
            key = f"{reminders.key_of(rows)} {place}"
            shown.append((outbox.show(desk, outbox.Message(key, place, medium, _title(rows), "")), rows))
    for kept, rows in shown:
        try:
            _show(desk, rows, medium)
        except CrmError as error:
            outbox.settle_unshown(desk, kept, error.sentence)
            raise


def _show(desk: Desk, rows: Rows, medium: str) -> None:
    lines = _lines(desk, rows)
    if medium == "bell":
        stream.write(["\a"])
        for line in lines:
            voice.tell(line)
        return
    from crm_cli.delivery.desktop import notify

    if more := lines[ON_SCREEN:]:
        rest = ngettext("… and {count} more", "… and {count} more", len(more)).format(count=len(more))
        lines = [*lines[:ON_SCREEN], rest]
    notify(_title(rows), lines)
    if not session.chosen("quiet"):
        tell(desk, rows)


def _title(rows: Rows) -> str:
    return ngettext("{count} reminder", "{count} reminders", len(rows)).format(count=len(rows))


def _letter(desk: Desk, rows: Rows) -> "Letter":
    from crm_cli.delivery.letters import Letter

    lines = _lines(desk, rows, masked=True)
    title = _title(rows)
    return Letter(
        title, "\n".join(lines), markdown="\n".join([f"# {title}", "", *(f"- {line}" for line in lines)])
    )


def _lines(desk: Desk, found: Rows, *, masked: bool = False) -> list[str]:
    """Return reminders as lines: what is due in its order, then what others changed."""
    news = [one.row for one in found if isinstance(one.row, NoticeRow)]
    lines = [_line(desk, one.row, one, masked=masked) for one in found if isinstance(one.row, ReminderRow)]
    if news:
        from crm_cli.services.notices import told

        lines += [f"{one.rows[0].rep} · {one.sentence}" for one in told(desk, news)]
    return lines


def _line(desk: Desk, row: ReminderRow, one: Reminder, *, masked: bool) -> str:
    """Return a reminder in one line: when, whose, what, at whom; for a group with the number masked."""
    wall = desk.wall(row.due_at)
    when = f"{wall:%H:%M}" if wall.date() == desk.today() else f"{wall:%m-%d %H:%M}"
    whose = f"{row.rep} [{words.label('scope', 'anyone')}]" if row.scope == "anyone" else row.rep
    phone = _masked(row.number) if masked else row.number
    parts = (when, whose, words.label("step_kind", row.kind), row.customer, row.contact, phone, row.words)
    named = number("step", row.no)
    take = _("not made: crm callback take {number}").format(number=named) if one.is_anyones else named
    return " · ".join(filter(None, (*parts, take)))


def _masked(phone: str) -> str:
    """Return a number of which a group sees only the ends: `190****8000`."""
    digits = [place for place, mark in enumerate(phone) if mark.isdigit()]
    hidden = set(digits[3:-4]) if len(digits) > 7 else set(digits[:-2])
    return "".join("*" if place in hidden else mark for place, mark in enumerate(phone))
