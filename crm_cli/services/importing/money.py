"""Quotes, samples, orders and payments from a file."""

from collections import Counter
from collections.abc import Hashable, Iterable
from functools import partial
from typing import Any

from crm_cli.errors import CrmError, UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services.importing.cells import Cells, bare_amount, read_day
from crm_cli.services.importing.intake import Intake, SourceRow
from crm_cli.services.importing.spellings import spelled
from crm_cli.services.money import NEED_AMOUNT, likely_origin
from crm_cli.storage.imports import MONEY_IDS
from crm_cli.storage.money import FIND_MONEY, MoneyRow


def take(intake: Intake, rows: Iterable[SourceRow], usual: str = "order") -> None:
    """Take in money events; two alike in one file are two, a file that comes again brings none.

    `usual` is what a row is that does not say.
    """
    known = Counter(_key(one) for one in intake.desk.database.all(FIND_MONEY))
    for chunk in intake.chunks(rows):
        ids = [identity for row in chunk if (identity := Cells(intake, row).record_id())]
        held = {one.id for one in intake.desk.database.all(MONEY_IDS, ids=ids)} if ids else set()
        for row in chunk:
            cells = Cells(intake, row)
            try:
                values = _read(intake, cells, usual)
            except CrmError as error:
                intake.ledger.reject(row.line, error)
                continue
            key = tuple(values[name] for name in _KEY)
            name = f"{values['day']} {cells.text('customer')}"
            if values.get("id") in held or known[key] > 0:
                known[key] -= values.get("id") not in held
                intake.ledger.enter("skipped", row.line, name, _("already on file"))
                continue
            # As when it is typed: a deal and its money stand in two files, and conversion counts the two as one.
            origin = likely_origin(
                intake.desk, values["kind"], values["customer_no"], values["rep_no"], values["day"]
            )
            intake.change.insert("money", **{**values, **origin, **cells.ties("call", "visit", "followup")})
            intake.ledger.enter("created", row.line, name)


take_quotes, take_samples, take_orders, take_payments = (
    partial(take, usual=kind) for kind in ("quote", "sample", "order", "payment")
)

_KEY = ("kind", "day", "customer_no", "rep_no", "amount_minor", "currency")


def _key(row: MoneyRow) -> tuple[Hashable, ...]:
    return tuple(getattr(row, name) for name in _KEY)


def _read(intake: Intake, cells: Cells, usual: str) -> dict[str, Any]:
    from crm_cli.domain.money import exponent, parse_amount

    if not cells.text("day"):
        raise UsageError(_("There is no date."))
    kind = spelled("money_kind", cells.text("kind") or usual)
    rep = intake.reps.worker(cells.text("rep"))
    customer = intake.customers.find(cells.customer(), owner_no=rep.no)
    if customer is None:
        raise UsageError(_("There is no customer."))
    currency = cells.text("currency").upper() or intake.desk.currency
    exponent(currency)
    amount = cells.text("amount")
    if not amount and kind in NEED_AMOUNT:
        raise UsageError(_("There is no amount."))
    return {
        **cells.identity(),
        "kind": kind,
        "day": read_day(intake, cells.text("day"), past=True),
        "customer_no": customer.no,
        "rep_no": rep.no,
        "amount_minor": parse_amount(bare_amount(amount), currency) if amount else None,
        "currency": currency,
        "note": cells.note("note"),
    }
