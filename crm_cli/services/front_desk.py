"""The front desk's memory: who sits there, what got us past, the best hour, what is forbidden."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from crm_cli.domain.codes import FRONT_DESK_KINDS
from crm_cli.domain.folding import fold
from crm_cli.errors import NotFoundError, UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.storage.change import Change
from crm_cli.storage.front_desk import (
    FRONT_DESK,
    GATE_OF_BUILDING,
    GATE_OF_CUSTOMER,
    FrontDeskRow,
    GateRow,
)

LOOKED_BACK = 5_000
"""Opened doors, the last ones, of which the rates of a building are worked out."""
ENOUGH = 3
"""Opened doors below which an hour or a tactic is not called the best."""


class Passed(NamedTuple):
    """How many of the doors opened by a tactic or in an hour led past the front desk."""

    key: str
    past: int
    opened: int

    @property
    def share(self) -> float:
        """The part of those opened."""
        return self.past / self.opened if self.opened else 0.0


class Memory(NamedTuple):
    """What is known of a front desk: what was noted, and what visits tell by tactic and by hour (`09`)."""

    notes: list[FrontDeskRow]
    tactics: list[Passed]
    hours: list[Passed]

    def best_hour(self) -> Passed | None:
        """Return the hour in which we got past most often, None while too little is known."""
        return max(
            (one for one in self.hours if one.opened >= ENOUGH), key=lambda one: one.share, default=None
        )


class At(NamedTuple):
    """Whose front desk: a building's or a customer's, and what that is called."""

    building_no: int | None
    customer_no: int | None
    name: str


def where(desk: Desk, building: str | None, customer: str | None) -> At:
    """Return whose front desk is meant; raise UsageError unless exactly one of the two is named."""
    if (building is None) == (customer is None):
        raise UsageError(
            _("Whose front desk: a building's, or a --customer's?"), "crm building desk 中信 --who …"
        )
    if building is not None:
        from crm_cli.services.buildings import find_building

        row = find_building(desk, building)
        return At(row.no, None, row.name)
    from crm_cli.services.naming import find_customer

    firm = find_customer(desk, customer or "")
    return At(None, firm.no, firm.name)


def memory(desk: Desk, at: At) -> Memory:
    """Return what is known of a front desk."""
    if at.building_no is None:
        notes = desk.database.all(FRONT_DESK, customer_no=at.customer_no)
        passed = desk.database.all(GATE_OF_CUSTOMER, customer_no=at.customer_no, limit=LOOKED_BACK)
    else:
        from crm_cli.domain.spellings import spellings

        notes = desk.database.all(FRONT_DESK, building_no=at.building_no)
        passed = desk.database.all(
            GATE_OF_BUILDING, building_no=at.building_no, buildings=spellings(at.name), limit=LOOKED_BACK
        )
    notes.sort(key=lambda note: (FRONT_DESK_KINDS.index(note.kind), note.no))
    tactics = _counted((row.tactic, row) for row in passed if row.tactic)
    hours = _counted((f"{desk.wall(row.arrived_at):%H}", row) for row in passed if not row.day_only)
    return Memory(notes, sorted(tactics, key=lambda one: (-one.share, -one.opened, one.key)), sorted(hours))


def _counted(rows: Iterable[tuple[str, GateRow]]) -> list[Passed]:
    opened: dict[str, int] = defaultdict(int)
    past: dict[str, int] = defaultdict(int)
    for key, row in rows:
        opened[key] += 1
        past[key] += row.past
    return [Passed(key, past[key], count) for key, count in opened.items()]


def note_front_desk(
    desk: Desk,
    change: Change,
    kind: str,
    words: str,
    *,
    building_no: int | None = None,
    customer_no: int | None = None,
    visit_no: int | None = None,
    rep_no: int | None = None,
) -> int | None:
    """Remember something of a front desk inside an open change; None where it is remembered already or says nothing.

    `kind` is one of FRONT_DESK_KINDS, and exactly one of building and customer is given.
    """
    words = " ".join(words.split())
    of: dict[str, Any] = {"building_no": building_no, "customer_no": customer_no}
    held = desk.database.all(FRONT_DESK, kind=kind, **of)
    if not words or any(fold(one.words) == fold(words) for one in held):
        return None
    rep_no = rep_no if rep_no is not None else (desk.me.no if desk.me else None)
    return change.insert("front_desk_note", kind=kind, words=words, rep_no=rep_no, visit_no=visit_no, **of)


def remember(desk: Desk, at: At, said: Mapping[str, Sequence[str]], forget: Sequence[str] = ()) -> Receipt:
    """Add notes by their kind, and take those away whose words (or a part of them) or number are in `forget`."""
    notes = Notes()
    held = memory(desk, at).notes
    with desk.change() as change:
        for text in forget:
            gone = _meant(held, text)
            change.delete("front_desk_note", gone.no)
            notes.tell(_("Forgotten: {words}").format(words=gone.words))
        for kind, texts in said.items():
            for words in texts:
                of: dict[str, Any] = {"building_no": at.building_no, "customer_no": at.customer_no}
                fresh = note_front_desk(desk, change, kind, words, **of)
                told = _("Noted at {name}: {words}") if fresh else _("{name}: {words} is noted already.")
                notes.tell(told.format(name=at.name, words=words))
    noun = "building" if at.building_no is not None else "customer"
    return notes.receipt(noun, at.building_no or at.customer_no or 0)


def _meant(held: Sequence[FrontDeskRow], text: str) -> FrontDeskRow:
    """Return the note of that number, those words or a part of them; raise NotFoundError unless it is one."""
    found = [one for one in held if text == str(one.no) or fold(one.words) == fold(text)]
    found = found or [one for one in held if text.strip() and fold(text) in fold(one.words)]
    if len(found) != 1:
        raise NotFoundError(
            _("{count} notes of this front desk say {text}.").format(count=len(found), text=text),
            _("Name one by its number, which the list shows."),
        )
    return found[0]
