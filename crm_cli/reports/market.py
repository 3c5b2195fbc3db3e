"""What the market said on some days: competitors heard of, customers' words, objections met."""

from collections.abc import Sequence
from datetime import date

from crm_cli.domain.codes import number
from crm_cli.domain.frozen import Frozen
from crm_cli.reports.scope import Scope
from crm_cli.services.desk import Desk
from crm_cli.storage.calls import CallRow
from crm_cli.storage.dailies import COMPETITORS_OF_DAYS, OBJECTIONS_OF_DAYS, HeardTouch
from crm_cli.storage.followups import FollowupRow
from crm_cli.storage.statement import Statement
from crm_cli.storage.visits import VisitRow


class Rival(Frozen):
    """A competitor, the touches it was heard of on (`k2`), by which reps and at which customers."""

    no: int
    name: str
    records: tuple[str, ...]
    reps: tuple[str, ...]
    customers: tuple[str, ...]


class Met(Frozen):
    """An objection, the touches it was met on (`k2`), by which reps, and the answer agreed."""

    no: int
    words: str
    records: tuple[str, ...]
    reps: tuple[str, ...]
    customers: tuple[str, ...]
    answer: str


class Heard(Frozen):
    """What one customer said, on which touch and to whom."""

    noun: str
    no: int
    rep: str
    customer_no: int | None
    customer: str
    words: str


class Market(Frozen):
    """Block D: what was heard most often comes first, words kind by kind in the order of the day."""

    competitors: tuple[Rival, ...]
    heard: tuple[Heard, ...]
    objections: tuple[Met, ...]


def read_market(
    desk: Desk,
    scope: Scope,
    days: Sequence[date],
    visits: Sequence[VisitRow],
    calls: Sequence[CallRow],
    followups: Sequence[FollowupRow],
    part: str | None,
) -> Market:
    """Return what was heard on the touches given; `part` leaves out the other kinds of touch."""
    rivals = _groups(desk, COMPETITORS_OF_DAYS, scope, days, part)
    met = _groups(desk, OBJECTIONS_OF_DAYS, scope, days, part)
    touches = [("visit", row) for row in visits] + [("call", row) for row in calls]
    words = [*touches, *(("followup", row) for row in followups)]
    return Market(
        tuple(
            Rival(rows[0].what_no, rows[0].what, _records(rows), _reps(rows), _firms(rows)) for rows in rivals
        ),
        tuple(
            Heard(noun, row.no, row.rep, row.customer_no, row.customer, row.heard)
            for noun, row in words
            if row.heard
        ),
        tuple(
            Met(rows[0].what_no, rows[0].what, _records(rows), _reps(rows), _firms(rows), rows[0].answer)
            for rows in met
        ),
    )


def by_record(things: Sequence[Rival] | Sequence[Met]) -> dict[str, list[str]]:
    """Return the names of the competitors, or the words of the objections, of each touch (`k2`)."""
    found: dict[str, list[str]] = {}
    for one in things:
        for record in one.records:
            found.setdefault(record, []).append(one[1])
    return found


def _groups(
    desk: Desk, statement: Statement[HeardTouch], scope: Scope, days: Sequence[date], part: str | None
) -> list[list[HeardTouch]]:
    wanted = {"visits": {"visit"}, "calls": {"call"}}.get(part or "", {"call", "visit", "followup"})
    groups: dict[int, list[HeardTouch]] = {}
    for row in desk.database.all(statement, days=list(days), **scope.filters()):
        if row.noun in wanted:
            groups.setdefault(row.what_no, []).append(row)
    return sorted(groups.values(), key=lambda rows: (-len(rows), rows[0].what_no))


def _records(rows: Sequence[HeardTouch]) -> tuple[str, ...]:
    return tuple(number(row.noun, row.touch_no) or "" for row in rows)


def _reps(rows: Sequence[HeardTouch]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row.rep for row in rows))


def _firms(rows: Sequence[HeardTouch]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row.customer for row in rows if row.customer))
