"""Quotes and samples sent, orders and payments."""

from datetime import date
from typing import Any

from crm_cli.domain import words
from crm_cli.domain.codes import number
from crm_cli.errors import NotFoundError, UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.effects import warn_of_double
from crm_cli.services.naming import find_customer, find_rep, find_worker, number_of, require_number
from crm_cli.services.reading import read_amount, read_day
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.storage.money import FIND_MONEY, MoneyRow

NEED_AMOUNT = ("order", "payment")


def add_money(
    desk: Desk,
    kind: str,
    customer: str,
    *,
    amount: str | None = None,
    day: str | None = None,
    rep: str | None = None,
    note: str = "",
    origin: str | None = None,
) -> Receipt:
    """Record a quote or sample sent, an order or a payment; `origin` is the call, visit or follow-up it came from."""
    worker = find_worker(desk, rep)
    firm = find_customer(desk, customer)
    if amount is None and kind in NEED_AMOUNT:
        raise UsageError(_("For how much?"), "--amount 50000")
    minor = read_amount(desk, amount) if amount is not None else None
    on = read_day(desk, day)
    notes = Notes()
    if on > desk.today():
        notes.warn(_("{when} has not come yet.").format(when=on.isoformat()))
    with desk.change() as change:
        warn_of_double(desk, kind, firm.no, on, minor, notes)
        no = change.insert(
            "money",
            kind=kind,
            day=on,
            customer_no=firm.no,
            rep_no=worker.no,
            amount_minor=minor,
            currency=desk.currency,
            note=note,
            **(
                _origin(desk, origin, firm.no)
                if origin
                else likely_origin(desk, kind, firm.no, worker.no, on)
            ),
        )
    from crm_cli.domain.money import format_amount

    notes.lines.insert(
        0,
        _("{kind} {number}: {customer} {amount}").format(
            kind=words.capital(words.label("money_kind", kind)),
            number=number("money", no),
            customer=firm.name,
            amount=f"{format_amount(minor, desk.currency)} {desk.currency}" if minor is not None else "",
        ),
    )
    return notes.receipt("money", no)


def likely_origin(desk: Desk, kind: str, customer_no: int, rep_no: int, day: date) -> dict[str, object]:
    """Return the touch at that customer on that day that came to an order of which no amount is on record."""
    from crm_cli.storage.calls import FIND_CALLS
    from crm_cli.storage.visits import FIND_VISITS

    if kind != "order":
        return {}
    finders: dict[str, Any] = {"call": FIND_CALLS, "visit": FIND_VISITS}
    # Who types the order is often not who made the deal, so the rep's own touch is only preferred.
    choices: tuple[dict[str, Any], ...] = ({"rep_no": rep_no}, {})
    for whose in choices:
        for noun, finder in finders.items():
            deals = {row.code for row in desk.outcomes(noun) if row.effect == "order"}
            for touch in desk.database.all(finder, sort="no", day=day, customer_no=customer_no, **whose):
                link = {f"{noun}_no": touch.no}
                if (
                    touch.outcome in deals
                    and desk.database.first(FIND_MONEY, kind=kind, limit=1, **link) is None
                ):
                    return dict(link)
    return {}


def _origin(desk: Desk, text: str | None, customer_no: int) -> dict[str, object]:
    """Return the foreign key of the touch that `text` names; raise unless it was at that customer."""
    if text is None:
        return {}
    from crm_cli.storage.calls import FIND_CALLS
    from crm_cli.storage.followups import FIND_FOLLOWUPS
    from crm_cli.storage.visits import FIND_VISITS

    finders: dict[str, Any] = {"call": FIND_CALLS, "visit": FIND_VISITS, "followup": FIND_FOLLOWUPS}
    for noun, finder in finders.items():
        if (no := number_of(noun, text)) is not None:
            if desk.database.first(finder, no=no, customer_no=customer_no) is None:
                raise NotFoundError(
                    _("There is no {number} at that customer.").format(number=text), f"crm {noun} list --all"
                )
            return {f"{noun}_no": no}
    raise UsageError(_("{text} is not a touch.").format(text=text), "--from k8, --from v3, --from f5")


def money_event(desk: Desk, kind: str, text: str) -> MoneyRow:
    """Return the money event of `kind` numbered so; raise NotFoundError when there is none."""
    found = desk.database.first(FIND_MONEY, no=require_number("money", text))
    if found is None or found.kind != kind:
        raise NotFoundError(
            _("There is no {kind} {number}.").format(kind=words.label("money_kind", kind), number=text),
            f"crm {kind} list --all",
        )
    return found


def money_events(
    desk: Desk, *, sort: str | None = None, descending: bool = False, **filters: Any
) -> list[MoneyRow]:
    """Return the money events that pass the filters, the newest first unless sorted otherwise."""
    return desk.database.all(FIND_MONEY, sort=sort, descending=descending, **filters)


def edit_money(
    desk: Desk,
    kind: str,
    text: str,
    *,
    amount: str | None = None,
    day: str | None = None,
    rep: str | None = None,
    note: str | None = None,
) -> Receipt:
    """Correct a money event."""
    row = money_event(desk, kind, text)
    values: dict[str, object] = {}
    if amount is not None:
        if not amount and kind in NEED_AMOUNT:
            raise UsageError(_("For how much?"), "--amount 50000")
        values["amount_minor"] = read_amount(desk, amount) if amount else None
    if day is not None:
        values["day"] = read_day(desk, day)
    if rep is not None:
        values["rep_no"] = find_rep(desk, rep).no
    if note is not None:
        values["note"] = note
    notes = Notes()
    with desk.change() as change:
        changed = change.update("money", row.no, expect=row.version, **values)
    told = _("{number} {name} changed.") if changed else _("{number} {name} is already so.")
    notes.tell(told.format(number=number("money", row.no), name=row.customer))
    return notes.receipt("money", row.no, row.id)


def remove_money(desk: Desk, kind: str, text: str) -> Receipt:
    """Remove a money event."""
    from crm_cli.services.around import let_go_of

    row = money_event(desk, kind, text)
    notes = Notes()
    with desk.change() as change:
        let_go_of(desk, change, "money", row.no)
        change.delete("money", row.no)
    notes.tell(_("{name} removed.").format(name=number("money", row.no)))
    return notes.receipt("money", row.no, row.id)
