"""Filling call lists: which numbers of the chosen customers go on, in which order, and what stays off and why."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import partial
from typing import Any

from crm_cli.domain.frozen import Frozen
from crm_cli.domain.phone_cells import rings
from crm_cli.domain.retry import rests_until
from crm_cli.i18n import gettext as _
from crm_cli.i18n import ngettext
from crm_cli.services.call_lists import find_open_list
from crm_cli.services.desk import Desk
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.storage import call_list_filling as rows
from crm_cli.storage.call_list_filling import CandidateRow
from crm_cli.storage.call_lists import FIND_CALL_LISTS, CallListRow
from crm_cli.storage.change import Change

_AT_ONCE = 500
"""Customers that one statement looks up."""
_FIRST_ROLE = "decision_maker"
REASONS = (
    "banned", "bad", "unreadable", "resting", "lost", "closed", "left", "double", "listed", "taken_off", "no_number",
)  # fmt: skip
"""Why a number stays off, the first that holds; `no_number` counts customers, the others numbers."""


class Filling(Frozen):
    """What goes on a list, in order, and how many numbers stay off for which reason."""

    chosen: list[CandidateRow]
    left_out: Mapping[str, int]

    @property
    def customers(self) -> int:
        """How many customers have a number that goes on."""
        return len({one.customer_no for one in self.chosen})


def chosen_customers(desk: Desk, filters: Mapping[str, Any], among: Sequence[int] | None = None) -> list[int]:
    """Return the customers that pass the filters, in the order of `among` where that is given, closed ones left out."""
    if among is None:
        return [row.no for row in desk.database.all(rows.CHOSEN_CUSTOMERS, **filters)]
    if not filters:
        return list(dict.fromkeys(among))
    passed = {
        row.no
        for block in _blocks(list(among))
        for row in desk.database.all(rows.CHOSEN_CUSTOMERS, numbers=block, **filters)
    }
    return [no for no in dict.fromkeys(among) if no in passed]


@contextmanager
def rehearsed(desk: Desk, *, dry_run: bool) -> Iterator[None]:
    """Do everything inside as one change; with `dry_run` take it all back at its end."""
    try:
        with desk.change():
            yield
            if dry_run:
                raise _NothingKept  # noqa: TRY301  # the change has to see it
    except _NothingKept:
        desk.forget_settings()


class _NothingKept(Exception):  # noqa: N818  # no error: it takes a rehearsal back
    """Ends a rehearsal so that the change takes everything back."""


def fill(
    desk: Desk, call_list: str, customers: Sequence[int], words: str, *, first_only: bool = False
) -> Receipt:
    """Put the good numbers of customers on a list, a customer's in order; `words` say where they come from.

    Of a customer the numbers of who decides come first, then those of others, then its own; `first_only`
    takes the first good one alone. Raises RefusedError for a closed list.
    """
    row = find_open_list(desk, call_list)
    notes = Notes()
    with desk.change() as change:
        # Inside the lock: another manager may be filling it too.
        found = look(desk, row.no, customers, first_only=first_only)
        if found.chosen:
            _insert(desk, change, row.no, found.chosen)
        _note_source(desk, change, row, words)
    if not customers:
        notes.tell(_("{name}: no customer was found, nothing was put on the list.").format(name=row.name))
    for line in say(row, found) if customers else ():
        notes.tell(line)
    return notes.receipt("call_list", row.no, row.id, changed=bool(found.chosen))


def look(desk: Desk, call_list_no: int, customers: Sequence[int], *, first_only: bool = False) -> Filling:
    """Return what of these customers would go on a list, in their order, and what stays off."""
    judge = _Judge(desk, call_list_no)
    left_out: Counter[str] = Counter()
    chosen: list[CandidateRow] = []
    for block in _blocks(list(dict.fromkeys(customers))):
        held: dict[int, list[CandidateRow]] = {no: [] for no in block}
        for row in desk.database.all(rows.CANDIDATES, numbers=block):
            held[row.customer_no].append(row)
        for phones in held.values():
            good = judge.good_of(phones, left_out)
            chosen += good[:1] if first_only else good
    return Filling(chosen, left_out)


class _Judge:
    """Says of each number why it stays off one list; what it has to know of the firm it reads once."""

    def __init__(self, desk: Desk, call_list_no: int) -> None:
        from crm_cli.services.importing.lookups import Bans
        from crm_cli.services.retry_rules import rule_among, rules

        self._desk = desk
        self._bans = Bans(desk)
        self._rule = partial(rule_among, rules(desk))
        self._today = desk.today()
        self._listed = {
            row.phone_no: row.taken_off for row in desk.database.all(rows.LISTED, call_list_no=call_list_no)
        }

    def good_of(self, phones: Sequence[CandidateRow], left_out: Counter[str]) -> list[CandidateRow]:
        """Return the numbers of one customer that go on, in order; count the others by reason."""
        if not phones:
            left_out["no_number"] += 1
        good: dict[tuple[str, str], CandidateRow] = {}
        for phone in sorted(phones, key=_order):
            key = (phone.e164 or phone.raw, phone.extension)
            reason = self._off(phone) or ("double" if key in good else "")
            if reason:
                left_out[reason] += 1
            else:
                good[key] = phone
        return list(good.values())

    def _off(self, phone: CandidateRow) -> str:
        checks = (
            ("banned", phone.customer_no in self._bans.customers or self._bans.bars(phone.e164 or phone.raw)),
            ("bad", phone.bad),
            ("unreadable", not rings(phone.raw, phone.e164, self._desk.firm.region)),
            ("lost", phone.stage in {"lost", "dropped"}),
            ("closed", phone.closed),
            ("left", phone.left_on is not None and phone.left_on <= self._today),
            ("listed", self._listed.get(phone.phone_no) is False),
            ("taken_off", self._listed.get(phone.phone_no) is True),
            ("resting", self._rests(phone)),
        )
        return next((reason for reason, holds in checks if holds), "")

    def _rests(self, phone: CandidateRow) -> bool:
        if phone.rest_outcome_no is None or phone.rest_at is None:
            return False
        rule = self._rule(phone.rest_outcome_no, phone.rest_list_no)
        return self._today < rests_until(self._desk.wall(phone.rest_at).date(), rule.rest_days)


def _order(phone: CandidateRow) -> int:
    """Return where a number stands among those of its customer; equals stay in the order on file."""
    if phone.contact_no is None:
        return 2
    return 0 if phone.role == _FIRST_ROLE else 1


def _blocks(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(numbers), _AT_ONCE):
        yield numbers[start : start + _AT_ONCE]


def _insert(desk: Desk, change: Change, call_list_no: int, chosen: Sequence[CandidateRow]) -> None:
    end = desk.database.one(rows.LIST_END, call_list_no=call_list_no).position
    change.insert_columns(
        "list_number",
        {
            "call_list_no": [call_list_no] * len(chosen),
            "customer_no": [one.customer_no for one in chosen],
            "contact_no": [one.contact_no for one in chosen],
            "phone_no": [one.phone_no for one in chosen],
            "position": range(end + 1, end + 1 + len(chosen)),
        },
    )


def _note_source(desk: Desk, change: Change, row: CallListRow, words: str) -> None:
    lines = desk.database.one(FIND_CALL_LISTS, sort="no", no=row.no).filled_by.splitlines()
    lines = list(dict.fromkeys([*lines, f"{desk.today().isoformat()} {words}"]))
    change.update("call_list", row.no, filled_by="\n".join(lines))


def source_on(row: CallListRow, day: date) -> list[str]:
    """Return what a list was filled from on a day, as it was typed."""
    start = f"{day.isoformat()} "
    return [line.removeprefix(start) for line in row.filled_by.splitlines() if line.startswith(start)]


def say(row: CallListRow, found: Filling) -> Iterator[str]:
    """Yield the sentences of what went on a list and what stayed off."""
    if found.chosen:
        numbers = ngettext("{count} number", "{count} numbers", len(found.chosen))
        customers = ngettext("{count} customer", "{count} customers", found.customers)
        yield _("{name}: {numbers} of {customers} put on the list.").format(
            name=row.name,
            numbers=numbers.format(count=f"{len(found.chosen):,}"),
            customers=customers.format(count=f"{found.customers:,}"),
        )
    else:
        yield _("{name}: nothing was put on the list.").format(name=row.name)
    parts = [_left_out(reason, found.left_out[reason]) for reason in REASONS if found.left_out.get(reason)]
    if parts:
        yield _("Left out: {parts}.").format(parts=", ".join(parts))


def _left_out(reason: str, count: int) -> str:
    told = {
        "banned": ngettext("{count} do-not-call number", "{count} do-not-call numbers", count),
        "bad": ngettext("{count} bad number", "{count} bad numbers", count),
        "unreadable": ngettext("{count} number that is none", "{count} numbers that are none", count),
        "resting": ngettext(
            "{count} number of a resting customer", "{count} numbers of resting customers", count
        ),
        "lost": ngettext(
            "{count} number of a lost or dropped customer",
            "{count} numbers of lost or dropped customers",
            count,
        ),
        "closed": ngettext(
            "{count} number of a closed customer", "{count} numbers of closed customers", count
        ),
        "left": ngettext("{count} number of a person who left", "{count} numbers of people who left", count),
        "double": ngettext("{count} number on file twice", "{count} numbers on file twice", count),
        "listed": ngettext(
            "{count} number on the list already", "{count} numbers on the list already", count
        ),
        "taken_off": ngettext("{count} number taken off before", "{count} numbers taken off before", count),
        "no_number": ngettext(
            "{count} customer without a number", "{count} customers without a number", count
        ),
    }[reason]
    return told.format(count=f"{count:,}")
