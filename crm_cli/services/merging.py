"""Merging customers that are one: everything of the others comes to the one that stays, and one undo takes it back."""

from collections.abc import Mapping, Sequence
from typing import Any

from crm_cli.domain.codes import number
from crm_cli.errors import UsageError
from crm_cli.i18n import gettext as _
from crm_cli.i18n import ngettext
from crm_cli.services import merge_fields
from crm_cli.services import merge_parts as parts
from crm_cli.services.desk import Desk
from crm_cli.services.naming import find_customer
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.storage import merging
from crm_cli.storage.change import Change
from crm_cli.storage.customers import CustomerBrief
from crm_cli.storage.reps import FIND_REPS


class _OnlyLookedError(Exception):
    """Takes back what was done to see what would be done."""


def merge_customers(desk: Desk, kept: str, others: Sequence[str], *, dry_run: bool = False) -> Receipt:
    """Merge other customers into `kept` in one change; with `dry_run` do it, tell it and take it back.

    The one that stays keeps what it has and takes what it lacks. Raises UsageError for a customer and itself,
    RefusedError unless a manager types where another rep's customer would go.
    """
    firm = find_customer(desk, kept)
    gone = list({row.no: row for row in (find_customer(desk, text) for text in others)}.values())
    if not gone:
        raise UsageError(
            _("Which one is merged into {name}?").format(name=firm.name), "crm customer merge c12 c17"
        )
    if any(row.no == firm.no for row in gone):
        raise UsageError(
            _("{number} cannot be merged into itself.").format(number=number("customer", firm.no)),
            _("Name the one that stays, then those that are the same: crm customer merge c12 c17"),
        )
    for row in gone:
        _require_allowed(desk, row)
    notes = Notes()
    try:
        with desk.change() as change:
            for row in gone:
                _merge(desk, change, firm, row, notes)
            _stop(dry_run)
    except _OnlyLookedError:
        pass
    return notes.receipt("customer", firm.no, firm.id, changed=not dry_run)


def _stop(dry_run: bool) -> None:
    if dry_run:
        raise _OnlyLookedError


def _require_allowed(desk: Desk, gone: CustomerBrief) -> None:
    if gone.owner_no is not None and (desk.me is None or gone.owner_no != desk.me.no):
        desk.require_manager_if_any(
            _("merging {number}, a customer of {owner}, into another").format(
                number=number("customer", gone.no), owner=gone.owner
            )
        )


def _merge(desk: Desk, change: Change, firm: CustomerBrief, other: CustomerBrief, notes: Notes) -> None:
    """Merge one customer into another inside an open change, and tell what came of it."""
    own, gone = change.row("customer", firm.no), change.row("customer", other.no)
    told = Notes()
    _warn_of_two(desk, own, gone, told)
    parts.merge_people(desk, change, firm.no, other.no, told)
    parts.merge_phones(desk, change, firm.no, other.no)
    parts.merge_tags(desk, change, firm.no, other.no)
    values = parts.merge_own_fields(desk, change, "customer", firm.no, other.no, told)
    parts.merge_doors(desk, change, firm.no, other.no)
    parts.merge_bans(change, desk, firm.no, other.no, told)
    parts.merge_pairs(desk, change, firm.no, other.no)
    _merge_fields(desk, change, firm, (own, gone), values, told)
    counts = {
        table: merging.repoint(change, table, column, other.no, firm.no)
        for table, column in merging.OF_CUSTOMER
        if table not in {"not_duplicate", "phone"}
    }
    merging.move_lease(change, other.no, firm.no)
    parts.keep_names(desk, change, firm.no, str(own["short_name"]), gone)
    change.delete("customer", other.no)
    notes.tell(_say_merged(firm, other, counts))
    notes.lines += told.lines
    for warning in told.warnings:
        notes.warn(warning)


def _merge_fields(
    desk: Desk,
    change: Change,
    firm: CustomerBrief,
    both: tuple[Mapping[str, Any], Mapping[str, Any]],
    values: str,
    notes: Notes,
) -> None:
    """Fill what the customer that stays lacks; what lost goes into its notes."""
    own, gone = both
    settled = merge_fields.settle("customer", own, gone)
    # Who recommended a firm to us is not the firm itself.
    if own["referrer_no"] == gone["no"]:
        settled.filled["referrer_no"] = None
    elif settled.filled.get("referrer_no") == own["no"]:
        for name in ("referrer_no", "referrer"):
            settled.filled.pop(name, None)
    short = settled.lost.pop("short_name", None)
    lost = "; ".join(filter(None, (merge_fields.told(desk, settled.lost), values)))
    wanted = {**settled.filled, "notes": merge_fields.notes_of_both("customer", own, gone, lost)}
    merge_fields.write(change, "customer", own, wanted)
    if settled.filled.get("owner_no"):
        from crm_cli.services.pool import note_owner

        note_owner(desk, change, firm, settled.filled["owner_no"])
    if lost:
        told = _("Kept in the notes of {number}: {lost}")
        notes.tell(told.format(number=number("customer", own["no"]), lost=lost))
    if short:
        notes.tell(_("{name} is another name of it.").format(name=short))


def _warn_of_two(desk: Desk, own: Mapping[str, Any], gone: Mapping[str, Any], notes: Notes) -> None:
    """Warn where two reps have the customer, and where one of the two is closed."""
    if own["owner_no"] and gone["owner_no"] and own["owner_no"] != gone["owner_no"]:
        reps = {rep.no: rep.name for rep in desk.database.all(FIND_REPS)}
        notes.warn(
            _("Two reps have it: {owner}, who keeps it, and {other}.").format(
                owner=reps[own["owner_no"]], other=reps[gone["owner_no"]]
            )
        )
    if (own["closed_on"] is None) != (gone["closed_on"] is None):
        closed, row = (_("{number} is closed, and stays so."), own)
        if own["closed_on"] is None:
            closed, row = (_("{number} was closed ({reason}); the one that stays is not."), gone)
        notes.warn(
            closed.format(
                number=number("customer", row["no"]), reason=row["closed_reason"] or row["closed_on"]
            )
        )


def _say_merged(firm: CustomerBrief, other: CustomerBrief, counts: Mapping[str, int]) -> str:
    """Return what came along, in the order of a customer file."""
    told = [
        ngettext("{count} person", "{count} people", counts["contact"]),
        ngettext("{count} call", "{count} calls", counts["call"]),
        ngettext("{count} visit", "{count} visits", counts["visit"]),
        ngettext("{count} follow-up", "{count} follow-ups", counts["followup"]),
        ngettext("{count} step", "{count} steps", counts["step"]),
        ngettext("{count} plan", "{count} plans", counts["plan"]),
        ngettext("{count} money event", "{count} money events", counts["money"]),
        ngettext("{count} memo", "{count} memos", counts["memo"]),
        ngettext("{count} file", "{count} files", counts["attachment"]),
    ]
    tables = ("contact", "call", "visit", "followup", "step", "plan", "money", "memo", "attachment")
    came = [
        one.format(count=f"{counts[table]:,}")
        for one, table in zip(told, tables, strict=True)
        if counts[table]
    ]
    sentence = _("{other} {name} merged into {number} {firm}: {came}.")
    if not came:
        sentence = _("{other} {name} merged into {number} {firm}.")
    return sentence.format(
        other=number("customer", other.no), name=other.name, number=number("customer", firm.no), firm=firm.name,
        came=", ".join(came),
    )  # fmt: skip
