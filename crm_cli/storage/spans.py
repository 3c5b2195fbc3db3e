"""What a report of several days reads in place of every single touch: counts, moments, and what to mend."""

from datetime import date, datetime

from crm_cli.storage.rows import RecordNumber, Row
from crm_cli.storage.statement import Statement


class FollowupTally(Row):
    """A day's follow-ups that were neither call nor visit."""

    day: date
    followups: int


class AttemptRow(Row):
    """When a rep called out, and whether it counts as a dial."""

    rep_no: int
    day: date
    at: datetime
    dialled: bool


FOLLOWUP_TALLY = Statement(
    FollowupTally,
    """
    select followup.day, count(*) as followups
    from followup
        [join rep on rep.no = followup.rep_no and rep.team_no = :team_no]
    where followup.day in (:days*)
        [and followup.rep_no = :rep_no]
    group by followup.day
    """,
)

ATTEMPTS = Statement(
    AttemptRow,
    """
    select call.rep_no, call.day, call.at, case when outcome.dialled = true then true else false end as dialled
    from call
        [join rep on rep.no = call.rep_no and rep.team_no = :team_no]
        left join outcome on outcome.no = call.outcome_no
    where call.day in (:days*) and call.direction = 'out'
        [and call.rep_no = :rep_no]
    """,
)

# Without an outcome, or an order without its amount: what may be wrong with a touch by itself, so that
# thousands that are right need not be read.
_TO_MEND = """
    select {touch}.no
    from {touch}
        [join rep on rep.no = {touch}.rep_no and rep.team_no = :team_no]
        left join outcome on outcome.no = {touch}.outcome_no
    where {touch}.day in (:days*)
        [and {touch}.rep_no = :rep_no]
        and (outcome.no is null
            or (outcome.effect = 'order' and not exists
                (select 1 from money where money.{touch}_no = {touch}.no and money.kind = 'order')))
    order by {touch}.no
"""

CALLS_TO_MEND = Statement(RecordNumber, _TO_MEND.format(touch="call"))
VISITS_TO_MEND = Statement(RecordNumber, _TO_MEND.format(touch="visit"))
