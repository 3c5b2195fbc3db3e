"""The gate that every number passes before it is shown, dialled or put on a list: whether it may be called now."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from crm_cli import clock
from crm_cli.domain.calling_hours import CallingHours, parse_hours
from crm_cli.domain.frozen import Frozen
from crm_cli.domain.phone_zones import zone_of_number
from crm_cli.i18n import gettext as _
from crm_cli.services.ban_reasons import banned
from crm_cli.services.desk import Desk
from crm_cli.storage.call_leases import FIND_LEASES, TARGET, TargetRow
from crm_cli.storage.contacts import PhoneRow

if TYPE_CHECKING:
    from crm_cli.domain.retry import Rule
    from crm_cli.services.retry_rules import Key
    from crm_cli.storage.callbacks import CallbackRow
    from crm_cli.storage.sheets import RestedRow


class Barred(Frozen):
    """Why a number is not called now: do_not_call, bad, rest or hours; and until when, where that is known."""

    kind: str
    reason: str
    until: datetime | None = None


class Hours:
    """The calling hours of a firm and its lists, and when they open where somebody is called."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._parsed: dict[str, CallingHours] = {}
        self._workdays = desk.workdays()
        self._open: dict[tuple[str, str], bool] = {}
        self.now = clock.now()

    def of(self, own: str) -> CallingHours:
        """Return the hours a list has of its own, the firm's where they are ''."""
        text = own or str(self._desk.setting("calling_hours"))
        if text not in self._parsed:
            self._parsed[text] = parse_hours(text)
        return self._parsed[text]

    def is_open(self, own: str, zone: str) -> bool:
        """Say whether calls go out now to a zone, '' for the firm's."""
        if (own, zone) not in self._open:
            local = clock.to_wall(self.now, zone or self._desk.zone)
            self._open[own, zone] = self.of(own).is_open(local, self._workdays)
        return self._open[own, zone]

    def next_open(
        self, own: str, zone: str, since: datetime | None = None, half: str = ""
    ) -> datetime | None:
        """Return the first moment from `since` (now) on at which calls go out to a zone, in a half-day if one is named."""
        from crm_cli.domain.next_chance import next_chance

        zone = zone or self._desk.zone
        local = clock.to_wall(max(since or self.now, self.now), zone)
        opens = next_chance(self.of(own), self._workdays, local, half)
        return clock.to_utc(opens, zone) if opens else None


def zone_of(desk: Desk, timezone: str, e164: str | None) -> str:
    """Return the zone of who is called: the customer's, else that of the number's country, else the firm's."""
    return timezone or zone_of_number(e164) or desk.zone


def may_call(
    desk: Desk,
    customer_no: int | None,
    phone: PhoneRow | TargetRow | None,
    *,
    own_hours: str = "",
    rests: bool = False,
    waived: bool | None = None,
    hours: Hours | None = None,
) -> Barred | None:
    """Return what bars a number from being called now, None when it may be; do-not-call is asked first.

    `own_hours` are those of the list it is called from, `rests` asks for rest too (numbers of lists and of the
    queue; a hand may dial). Hours are waived where `waived`, or by default where who types has this customer on
    the screen with --ignore-hours; nothing waives the rest.
    """
    number = (phone.e164 or _raw(phone)) if phone is not None else None
    if (marked := _marked(desk, customer_no, number)) is not None or phone is None:
        return marked
    if phone.bad_at is not None:
        return Barred("bad", _("the number is marked bad"))
    target = phone if isinstance(phone, TargetRow) else _target(desk, phone)
    if rests and (barred := resting(desk, target)) is not None:
        return barred
    if waived is None:
        waived = _has_waived(desk, target.customer_no)
    if waived:
        return None
    zone = zone_of(desk, target.timezone, target.e164)
    return _closed(desk, zone, own_hours, hours or Hours(desk))


def may_dial(desk: Desk, number: str, *, waived: bool = False) -> Barred | None:
    """Return what bars a number that is on no file from being dialled now, None when it may be.

    `number` has its international form, or is figures where it has none.
    """
    if (marked := _marked(desk, None, number)) is not None:
        return marked
    return None if waived else _closed(desk, zone_of(desk, "", number), "", Hours(desk))


def _raw(phone: PhoneRow | TargetRow) -> str:
    return phone.number if isinstance(phone, TargetRow) else phone.raw


def _target(desk: Desk, phone: PhoneRow) -> TargetRow:
    return desk.database.one(TARGET, phone_no=phone.no, contact_no=phone.contact_no)


def _marked(desk: Desk, customer_no: int | None, number: str | None) -> Barred | None:
    reason = banned(desk, customer_no, number)
    if reason is None:
        return None
    return Barred("do_not_call", _("do-not-call: {reason}").format(reason=reason))


def resting(
    desk: Desk, target: "TargetRow | CallbackRow | RestedRow", known: "Mapping[Key, Rule] | None" = None
) -> Barred | None:
    """Return until when a customer rests after its last word, None when it does not; `known` are the firm's rules."""
    if target.rest_at is None or target.rest_outcome_no is None:
        return None
    from crm_cli.domain.retry import day_start, rests_until
    from crm_cli.services.retry_rules import rule_among, rules

    rule = rule_among(known or rules(desk), target.rest_outcome_no, target.rest_list_no)
    until = rests_until(desk.wall(target.rest_at).date(), rule.rest_days)
    if until <= desk.today():
        return None
    return Barred("rest", _("rests until {day}").format(day=until.isoformat()), day_start(until, desk.zone))


def _has_waived(desk: Desk, customer_no: int) -> bool:
    if desk.me is None:
        return False
    leases = desk.database.all(FIND_LEASES, rep_no=desk.me.no, customer_no=customer_no, now=clock.now())
    return any(lease.hours_waived for lease in leases)


def _closed(desk: Desk, zone: str, own_hours: str, hours: Hours) -> Barred | None:
    if hours.is_open(own_hours, zone):
        return None
    opens = hours.next_open(own_hours, zone)
    if opens is None:
        return Barred("hours", _("outside calling hours"))
    from crm_cli.services.queue_words import moment

    return Barred("hours", _("outside calling hours until {when}").format(when=moment(desk, opens)), opens)
