"""One timeline of all that was done and promised at a customer, by the page: a customer may have ten thousand touches."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from crm_cli.domain.codes import number
from crm_cli.services.desk import Desk
from crm_cli.services.touch_events import (
    Event,
    call_events,
    followup_events,
    memo_events,
    money_events,
    plan_events,
    start_of,
    step_events,
    visit_events,
)
from crm_cli.storage.timeline import MOMENTS, MomentRow

_EVENTS: dict[str, Callable[..., list[Event]]] = {
    "call": call_events,
    "visit": visit_events,
    "followup": followup_events,
    "step": step_events,
    "plan": plan_events,
    "money": money_events,
    "memo": memo_events,
}
KINDS = tuple(_EVENTS)
DONE = ("call", "visit", "followup", "plan", "money")
"""What the customer file of the shell shows: promises and memos stand in blocks of their own there."""


class Timeline:
    """What happened at a customer, and will, the newest first; only the moments are read until a page is asked for.

    Plans that were visited are told by their visits; `over_only` leaves those out that still stand.
    """

    def __init__(
        self, desk: Desk, customer_no: int, kinds: Sequence[str] = KINDS, *, over_only: bool = False
    ) -> None:
        self._desk = desk
        found = desk.database.all(
            MOMENTS, customer_no=customer_no, kinds=list(kinds), over_only=1 if over_only else None
        )
        starts: dict[date, datetime] = {}

        def moment(row: MomentRow) -> datetime:
            if row.at is not None:
                return row.at
            assert row.day is not None  # noqa: S101  # the statement gives one of both
            if row.day not in starts:
                starts[row.day] = desk.instant(start_of(row.day))
            return starts[row.day]

        self._places = [
            (kind, no)
            for _at, kind, no in sorted(((moment(row), row.kind, row.no) for row in found), reverse=True)
        ]

    def count(self) -> int:
        """Return how many there are."""
        return len(self._places)

    def page(self, first: int, size: int) -> list[Event]:
        """Return some of them, from a place on; what was removed since is left out."""
        places = self._places[first : first + size]
        events: dict[str, Event] = {}
        for kind, find in _EVENTS.items():
            if numbers := [no for one, no in places if one == kind]:
                events.update((event.no, event) for event in find(self._desk, numbers=numbers))
        named = (number(kind, no) or "" for kind, no in places)
        return [events[name] for name in named if name in events]
