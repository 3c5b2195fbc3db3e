"""Grades and stages proposed from facts: found, accepted, or turned down."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, NamedTuple

from crm_cli.domain import words
from crm_cli.domain.codes import PROPOSED_FIELDS, number
from crm_cli.domain.proposals import GIVEN_UP, Facts, Proposal, Rules, propose
from crm_cli.errors import RefusedError
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.naming import find_customer
from crm_cli.services.reading import read_code
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.services.touches import refuse_protected
from crm_cli.storage import proposals as rows
from crm_cli.storage.care import EDITS
from crm_cli.storage.customers import CustomerBrief
from crm_cli.storage.proposals import FactsRow

AT_ONCE = 500
"""Customers asked about in one statement."""
LONGEST = 36_500
"""Days; a rule of more than a century is none."""
_MADE_OF = {"grade": ("grade", "need_state", "need_on"), "stage": ("stage", "need_state", "need_on")}


class Proposed(NamedTuple):
    """A proposal with the customer it is for."""

    customer: FactsRow
    proposal: Proposal


class Edits(NamedTuple):
    """When fields of customers were last changed, by customer number and field."""

    at: Mapping[tuple[int, str], datetime]

    def last(self, customer_no: int, fields: Iterable[str]) -> datetime | None:
        found = [self.at[customer_no, field] for field in fields if (customer_no, field) in self.at]
        return max(found, default=None)


def read_rules(desk: Desk) -> Rules:
    """Return the settings that proposals are made by."""
    grades = {grade: min(int(days), LONGEST) for grade, days in desk.setting("grade_days").items()}
    return Rules(
        grades,
        min(int(desk.setting("immediate_days")), LONGEST),
        min(int(desk.setting("dormant_days")), LONGEST),
    )


def proposals(
    desk: Desk,
    *,
    owners: Sequence[int] | None = None,
    numbers: Sequence[int] | None = None,
    field: str | None = None,
) -> list[Proposed]:
    """Return what is proposed for the customers of `owners`, or for those numbered; the nearest first.

    A proposal turned down stays away until what it was made from changes: the need or the use date, the grade
    or the stage itself, for `won` an order after the day it was turned down.
    """
    rules, today = read_rules(desk), desk.today()
    found: list[Proposed] = []
    with desk.database.snapshot():
        candidates = _candidates(desk, rules, owners, numbers)
        for batch in _batches(candidates):
            found += _propose(desk, batch, today, rules)
    if field is not None:
        found = [one for one in found if one.proposal.field == field]
    return sorted(found, key=_urgency)


def _urgency(one: Proposed) -> tuple[bool, int, str, int]:
    proposal = one.proposal
    is_dated = proposal.why == "use_date"
    return (not is_dated, (proposal.days or 0) if is_dated else 0, proposal.field, one.customer.no)


def _candidates(
    desk: Desk, rules: Rules, owners: Sequence[int] | None, numbers: Sequence[int] | None
) -> list[FactsRow]:
    today = desk.today()
    start = desk.instant(datetime.combine(_days_before(today, rules.dormant_days), time()))
    whose: dict[str, Any] = {"owners": owners, "numbers": numbers}
    known = desk.database.all(rows.KNOWN_FACTS, today=today, silent_before=start, **whose)
    sold_since = _days_before(today, rules.dormant_days)
    sold = desk.database.all(rows.SOLD_FACTS, sold_since=sold_since, **whose)
    return list({row.no: row for row in (*known, *sold)}.values())


def _days_before(day: date, days: int) -> date:
    return date.fromordinal(max(day.toordinal() - days, 1))


def _batches(candidates: Sequence[FactsRow]) -> Iterator[Sequence[FactsRow]]:
    for start in range(0, len(candidates), AT_ONCE):
        yield candidates[start : start + AT_ONCE]


def _propose(desk: Desk, batch: Sequence[FactsRow], today: date, rules: Rules) -> Iterator[Proposed]:
    kept = {
        (row.customer_no, row.field, row.value): row.created_at
        for row in desk.database.all(rows.KEPT, numbers=[row.no for row in batch])
    }
    # When something was edited decides only where something was ordered or turned down.
    asked = {row.no for row in batch if row.order_on is not None} | {customer_no for customer_no, *_ in kept}
    edits = find_edits(desk, sorted(asked)) if asked else Edits({})
    for row in batch:
        for proposal in propose(_facts(desk, row, edits), today, rules):
            kept_at = kept.get((row.no, proposal.field, proposal.proposed))
            if kept_at is None or _is_new(desk, row, proposal, kept_at, edits):
                yield Proposed(row, proposal)


def find_edits(desk: Desk, numbers: Sequence[int]) -> Edits:
    """Return when somebody last changed the grade, the stage and the need of the customers numbered."""
    fields = ("grade", "stage", "need_state", "need_on")
    found: dict[tuple[int, str], datetime] = {}
    for edit in desk.database.all(EDITS, numbers=numbers):
        # Only what was changed is in the image, and a quotation mark inside a text is escaped there.
        found.update({(edit.customer_no, name): edit.at for name in fields if f'"{name}":' in edit.after})
    return Edits(found)


def _facts(desk: Desk, row: FactsRow, edits: Edits) -> Facts:
    since = row.last_touch_at or row.created_at
    return Facts(
        row.grade,
        row.stage,
        row.need_state,
        None if _is_met(desk, row, edits) else row.need_on,
        row.knows_decider,
        _standing_order(desk, row, edits),
        desk.wall(since).date(),
    )


def _is_met(desk: Desk, row: FactsRow, edits: Edits) -> bool:
    """Say whether something was ordered since the use date was typed."""
    return is_ordered(desk, row.order_on, edits.last(row.no, ["need_on"]) or row.created_at)


def is_ordered(desk: Desk, order_on: date | None, typed_at: datetime) -> bool:
    """Say whether an order of that day came after something was typed at `typed_at`, or the same day."""
    return order_on is not None and order_on >= desk.wall(typed_at).date()


def _standing_order(desk: Desk, row: FactsRow, edits: Edits) -> date | None:
    """Return the day of the last order, None when somebody chose the stage knowing of it."""
    chosen_at = edits.last(row.no, ["stage"])
    if row.order_on is None or chosen_at is None or row.stage == "won":
        return row.order_on
    chosen_on = desk.wall(chosen_at).date()
    # Who gives a customer up on the day of an order does so because of it.
    knew = row.order_on <= chosen_on if row.stage in GIVEN_UP else row.order_on < chosen_on
    return None if knew else row.order_on


def _is_new(desk: Desk, row: FactsRow, proposal: Proposal, kept_at: datetime, edits: Edits) -> bool:
    """Say whether what a proposal is made from changed after it was turned down."""
    edited_at = edits.last(row.no, _MADE_OF[proposal.field])
    if edited_at is not None and edited_at > kept_at:
        return True
    return (
        proposal.proposed == "won" and row.order_on is not None and row.order_on > desk.wall(kept_at).date()
    )


def accept(desk: Desk, texts: Sequence[str], field: str | None = None) -> list[Receipt]:
    """Give customers the grades and stages proposed for them, in one change; a grade is set as if typed now.

    Raises RefusedError when nothing is proposed for any of them, or one is another rep's and protected.
    """
    named, found = _found(desk, texts, field)
    for customer in named:
        if customer.no in found:
            refuse_protected(desk, customer)
    now = desk.instant(desk.now())
    done = []
    with desk.change() as change:
        for customer in named:
            values: dict[str, object] = {one.field: one.proposed for one in found.get(customer.no, ())}
            if "grade" in values:
                values["grade_at"] = now
            if values:
                change.update("customer", customer.no, expect=customer.version, **values)
            done.append(
                _told(
                    customer,
                    found.get(customer.no, ()),
                    _("{customer}: {field} {now} -> {proposed} ({why})."),
                )
            )
    return done


def keep(desk: Desk, texts: Sequence[str], field: str | None = None) -> list[Receipt]:
    """Turn down what is proposed for customers, in one change: they keep what they have.

    Raises as `accept` does.
    """
    named, found = _found(desk, texts, field)
    done = []
    with desk.change() as change:
        for customer in named:
            for one in found.get(customer.no, ()):
                change.insert("kept_proposal", customer_no=customer.no, field=one.field, value=one.proposed)
            done.append(
                _told(
                    customer, found.get(customer.no, ()), _("{customer} keeps {field} {now}, not {proposed}.")
                )
            )
    return done


def _found(
    desk: Desk, texts: Sequence[str], field: str | None
) -> tuple[list[CustomerBrief], dict[int, list[Proposal]]]:
    """Return the customers named, each once, and what is proposed for them by their numbers."""
    named = list(
        {customer.no: customer for customer in (find_customer(desk, text) for text in texts)}.values()
    )
    found: dict[int, list[Proposal]] = {}
    for start in range(0, len(named), AT_ONCE):
        numbers = [customer.no for customer in named[start : start + AT_ONCE]]
        for one in proposals(desk, numbers=numbers, field=field):
            found.setdefault(one.customer.no, []).append(one.proposal)
    if not found:
        raise RefusedError(
            _("Nothing is proposed for {names}.").format(names=", ".join(one.name for one in named[:10])),
            _("See what is proposed with: crm customer proposals --all"),
        )
    return named, found


def _told(customer: CustomerBrief, made: Sequence[Proposal], sentence: str) -> Receipt:
    notes = Notes()
    name = f"{number('customer', customer.no)} {customer.name}"
    for one in made:
        notes.tell(
            sentence.format(
                customer=name,
                field=field_word(one.field),
                now=value_word(one.field, one.now),
                proposed=value_word(one.field, one.proposed),
                why=one.sentence,
            )
        )
    if not made:
        notes.tell(_("Nothing is proposed for {names}.").format(names=name))
    return notes.receipt("customer", customer.no, customer.id)


def read_field(text: str | None) -> str | None:
    """Return the field typed, grade or stage in any of our languages; raise UsageError for another word."""
    return None if text is None else read_code("proposed_field", text, only=PROPOSED_FIELDS)


def field_word(field: str) -> str:
    """Return what a proposed field is called in the language in use."""
    return words.label("proposed_field", field)


def value_word(field: str, value: str) -> str:
    """Return a grade as it is, a stage in the language in use, `-` for none."""
    return (words.label("stage", value) if field == "stage" else value) or "-"
