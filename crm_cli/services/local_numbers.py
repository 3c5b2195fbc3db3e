"""Numbers written without an area code: what they are becomes known when a city, or the firm's own code, is said."""

from crm_cli.domain.area_codes import area_code_of
from crm_cli.domain.phones import Phone, is_local, parse_phone
from crm_cli.i18n import gettext as _
from crm_cli.services.ban_reasons import marks_on
from crm_cli.services.bans import insert_ban
from crm_cli.services.desk import Desk
from crm_cli.storage.change import Change
from crm_cli.storage.contacts import LOCAL_PHONES, LocalPhone


def read_by_firms_code(desk: Desk, change: Change, before: str, now: str) -> int:
    """Read numbers again by another area code of the firm, inside an open change; return how many are others now.

    Where the city of a customer is known, its own code counts, as it did.
    """
    under = f"%{before.lstrip('0')}%" if before else "-"
    rows = [row for row in desk.database.all(LOCAL_PHONES, under=under) if not area_code_of(row.city)]
    return sum(_read_again(desk, change, row, before, now) for row in rows)


def read_by_city(desk: Desk, change: Change, customer_no: int, before: str, now: str) -> None:
    """Read the numbers of a customer again that has moved to another city, inside an open change."""
    old, new = (area_code_of(city) or desk.firm.area_code for city in (before, now))
    if old != new:
        for row in desk.database.all(LOCAL_PHONES, customer_no=customer_no):
            _read_again(desk, change, row, old, new)


def _read_again(desk: Desk, change: Change, row: LocalPhone, before: str, now: str) -> bool:
    region = desk.firm.region
    was, found = (parse_phone(row.raw, region, code) for code in (before, now))
    if found == was or row.e164 != was.e164 or found.e164 is None:
        # Not by its area code was it understood, or it would be understood no more: what is known stays.
        return False
    told = found._asdict()
    del told["raw"]
    change.update("phone", row.no, **told)
    _bar_too(desk, change, was, found)
    return True


def _bar_too(desk: Desk, change: Change, was: Phone, found: Phone) -> None:
    """Have a mark do-not-call stand on a number as it is understood now, too."""
    (old, new) = ((phone.e164 or phone.raw) for phone in (was, found))
    marks = marks_on(desk, [old])
    if marks and not marks_on(desk, [new]):
        insert_ban(desk, change, e164=new, reason=marks[0].reason)


def advice_for(desk: Desk, phone: Phone) -> str:
    """Return what makes a number understood that was written without an area code, '' where that is not what it lacks."""
    if phone.e164 or desk.firm.area_code or desk.firm.region != "CN" or not is_local(phone.reversed[::-1]):
        return ""
    return _("Numbers without an area code are understood once it is said: crm config set area_code 020")
