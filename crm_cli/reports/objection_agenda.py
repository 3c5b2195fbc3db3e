"""The agenda of the sales meeting: what customers objected, how it was answered, and what came of it."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from crm_cli.domain.codes import number
from crm_cli.domain.frozen import Frozen
from crm_cli.reports.figures import Rate
from crm_cli.reports.heading import head_values, rate_value
from crm_cli.reports.scope import Scope
from crm_cli.services.desk import Desk
from crm_cli.services.objections import met_counts, met_ever
from crm_cli.storage.objections import FIND_OBJECTIONS, MEETINGS_OF_DAYS, MeetingRow, ObjectionCard


class AgendaRow(Frozen):
    """An objection met in the days of the agenda.

    `met_before` counts as many days before them. `appointed` and `won` are distinct customers with whom an
    appointment was made, or who ordered, on such a touch or after it, of the distinct customers who objected.
    """

    card: ObjectionCard
    met: int
    met_before: int
    met_by: tuple[str, ...]
    customers: tuple[str, ...]
    meetings: tuple[MeetingRow, ...]
    appointed: Rate
    won: Rate


class Agenda(Frozen):
    """The objections met from `start` to `end`, the open and frequent ones first.

    `left` are others still open, with how often each was ever met, the most first.
    """

    start: date
    end: date
    before: tuple[date, date]
    scope: Scope
    rows: tuple[AgendaRow, ...]
    left: tuple[tuple[ObjectionCard, int], ...]


def objection_agenda(desk: Desk, scope: Scope, start: date, end: date) -> Agenda:
    """Return the agenda of the days from `start` to `end`, both included.

    An objection stays on it until it has an answer (seed 000 §3.5: discussed until solved).
    """
    length = (end - start).days + 1
    before = start - timedelta(days=length), start - timedelta(days=1)
    with desk.database.snapshot():
        meetings = desk.database.all(MEETINGS_OF_DAYS, since=start, until=end, **scope.filters())
        earlier = met_counts(desk, *before, scope.filters())
        cards = {card.no: card for card in desk.database.all(FIND_OBJECTIONS, sort="no")}
        groups: dict[int, list[MeetingRow]] = {}
        for row in meetings:
            groups.setdefault(row.objection_no, []).append(row)
        rows = [_row(cards[no], of, earlier.get(no, (0, ()))[0]) for no, of in groups.items()]
        open_cards = [
            card for no, card in cards.items() if no not in groups and not card.answer and not card.retired_on
        ]
        ever = met_ever(desk, [card.no for card in open_cards])
    rows.sort(key=lambda row: (bool(row.card.answer), -row.met, -row.met_before, row.card.no))
    left = sorted(((card, ever.get(card.no, 0)) for card in open_cards), key=lambda one: (-one[1], one[0].no))
    return Agenda(start, end, before, scope, tuple(rows), tuple(left))


def _row(card: ObjectionCard, meetings: Sequence[MeetingRow], before: int) -> AgendaRow:
    return AgendaRow(
        card,
        len(meetings),
        before,
        _by_count(row.rep for row in meetings),
        _by_count(row.customer for row in meetings if row.customer),
        tuple(meetings),
        _share(meetings, "appointed"),
        _share(meetings, "ordered"),
    )


def _by_count(names: Iterable[str]) -> tuple[str, ...]:
    """Return each name once, the most frequent first, else in order of appearance."""
    counts: dict[str, int] = {}
    for name in names:
        counts[name] = counts.get(name, 0) + 1
    return tuple(sorted(counts, key=lambda name: -counts[name]))


def _share(meetings: Sequence[MeetingRow], field: str) -> Rate:
    customers = {row.customer_no for row in meetings if row.customer_no is not None}
    came = {row.customer_no for row in meetings if row.customer_no is not None and getattr(row, field)}
    return Rate(len(came), len(customers))


def agenda_values(desk: Desk, agenda: Agenda) -> dict[str, Any]:
    """Return the agenda as JSON takes it: `rows`, and under `left` what is open and was not met."""
    return {
        **head_values(desk, agenda.scope, agenda.start, agenda.end),
        "before": {"from": agenda.before[0].isoformat(), "to": agenda.before[1].isoformat()},
        "rows": [_values(desk, row) for row in agenda.rows],
        "left": [
            {"no": number("objection", card.no), "objection": card.words, "met": met}
            for card, met in agenda.left
        ],
    }


def _values(desk: Desk, row: AgendaRow) -> dict[str, Any]:
    return {
        **_flat_values(desk, row),
        "replies": [
            {
                "reply": one.reply,
                "record": number(one.noun, one.touch_no),
                "rep": one.rep,
                "customer": one.customer,
                "customer_no": number("customer", one.customer_no),
                "appointed": one.appointed,
                "ordered": one.ordered,
            }
            for one in row.meetings
        ],
    }


def _flat_values(desk: Desk, row: AgendaRow) -> dict[str, Any]:
    return {
        "no": number("objection", row.card.no),
        "objection": row.card.words,
        "state": "agreed" if row.card.answer else "open",
        "met": row.met,
        "met_before": row.met_before,
        "reps": list(row.met_by),
        "customers": list(row.customers),
        "appointed": rate_value("appointed", row.appointed, desk.currency),
        "won": rate_value("won", row.won, desk.currency),
        "answer": row.card.answer,
        "agreed_on": row.card.agreed_on.isoformat() if row.card.agreed_on else None,
    }


def agenda_lines(desk: Desk, agenda: Agenda) -> list[dict[str, Any]]:
    """Return a record for each objection with what was replied as one text: the lines of the CSV."""
    return [
        {**_flat_values(desk, row), "replies": "; ".join(one.reply for one in row.meetings if one.reply)}
        for row in agenda.rows
    ]
