"""Why a number must not be called, as its do-not-call marks say; asked at every door, so it loads little."""

from collections.abc import Sequence

from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.storage.contacts import FIND_BANS, BanRow


def number_hash(desk: Desk, e164: str) -> str:
    """Return the keyed hash by which a number is known after it is erased."""
    from crm_cli.domain.number_hash import keyed_hash

    return keyed_hash(e164, desk.firm.id)


def marks_on(desk: Desk, numbers: Sequence[str]) -> list[BanRow]:
    """Return the standing marks on these numbers, those included that outlived the erasing of the number."""
    if not numbers:
        return []
    return [*desk.database.all(FIND_BANS, standing=True, e164s=numbers), *_outlived(desk, numbers)]


def barred_among(desk: Desk, numbers: Sequence[str]) -> set[str]:
    """Return those of the numbers that are marked by themselves."""
    marks = marks_on(desk, numbers)
    hashes = {mark.number_hash for mark in marks if mark.e164 is None}
    plain = {mark.e164 for mark in marks if mark.e164}
    return {
        number for number in numbers
        if number in plain or (hashes and number_hash(desk, number) in hashes)
    }  # fmt: skip


def _outlived(desk: Desk, numbers: Sequence[str]) -> list[BanRow]:
    # Few databases hold any mark without its number.
    if desk.database.first(FIND_BANS, standing=True, erased=True, limit=1) is None:
        return []
    hashes = [number_hash(desk, number) for number in numbers]
    marks = desk.database.all(FIND_BANS, standing=True, number_hashes=hashes)
    return [mark for mark in marks if mark.e164 is None]


def banned(desk: Desk, customer_no: int | None, e164: str | None) -> str | None:
    """Return why a number must not be called, None when it may be."""
    if customer_no is None and not e164:
        return None
    found = desk.database.first(
        FIND_BANS, standing=True, number=e164 or "", at_customer=customer_no or 0, limit=1
    )
    if found is None and e164 and not e164.startswith("+"):
        found = _written_otherwise(desk, e164)
    if found is None and e164:
        found = next(iter(_outlived(desk, [e164])), None)
    if found is None:
        return None
    return found.reason or _("marked by {who} on {day}").format(
        who=found.created_by, day=desk.wall(found.created_at).date().isoformat()
    )


def _written_otherwise(desk: Desk, number: str) -> BanRow | None:
    """Return the mark on a number that has no international form (95533), however it was written then (9 5533)."""
    from crm_cli.domain.phones import digits

    # Marks of such numbers come after all that begin with +, and are few.
    marks = desk.database.all(FIND_BANS, standing=True, from_figures=",")
    return next((one for one in marks if digits(one.e164 or "") == digits(number)), None)
