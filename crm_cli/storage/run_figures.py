"""The figures along the foot of a run of calls: what a rep has done today, and what is left on the lists."""

from datetime import datetime

from crm_cli.storage.rows import Row
from crm_cli.storage.statement import Statement


class DayOfCalls(Row):
    """A rep's outgoing calls of a day: with flag D, and with flag C."""

    dials: int
    reached: int


class LeftRow(Row):
    """How many numbers of a list are alike in what decides whether they are called again; no further than asked."""

    call_list_no: int
    turn: str
    outcome_no: int | None
    tries: int
    rest_outcome_no: int | None
    rest_list_no: int | None
    rest_at: datetime | None
    numbers: int


DAY_OF_CALLS = Statement(
    DayOfCalls,
    """
    select count(*) filter (where outcome.dialled = true) as dials,
        count(*) filter (where outcome.reached = true) as reached
    from call left join outcome on outcome.no = call.outcome_no
    where call.day = :day and call.rep_no = :rep_no and call.direction = 'out'
    """,
)

# One by one: those that are next, of which few count, would otherwise use up what is read of those called again.
_TRIED = ("turn = 'again' and outcome_no is not null", "turn = 'next' and outcome_no is not null")
# The words of each partial index (domain/models/phoning.py): each part is a stretch of one, left after so many rows.
_TURNS = (
    "turn = 'new' and rest_at is null",
    "turn = 'new' and rest_at is not null",
    *(
        f"{tried} and {rest}"
        for tried in _TRIED
        for rest in ("rest_at is null", "rest_at <= tried_at", "rest_at > tried_at")
    ),
)
_ALIKE = "call_list_no, turn, outcome_no, tries, rest_outcome_no, rest_list_no, rest_at"
_PARTS = " union all ".join(
    f"select * from (select {_ALIKE} from list_number where call_list_no = :call_list_no and {whose} and {turn}"
    f" limit :limit) part_{place}_{side}"
    for place, turn in enumerate(_TURNS)
    for side, whose in enumerate(("rep_no = :rep_no", "rep_no is null"))
)
LEFT_ON_LIST = Statement(
    LeftRow, f"select {_ALIKE}, count(*) as numbers from ({_PARTS}) numbers group by {_ALIKE}"
)
