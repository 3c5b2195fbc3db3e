"""Who is away on which days, and of whom a day's report is expected."""

from datetime import date, datetime

from crm_cli.storage.rows import Row
from crm_cli.storage.statement import Statement


class AbsenceRow(Row):
    """Days on which a rep is away, both included."""

    no: int
    id: str
    rep_no: int
    rep: str
    team_no: int | None
    team: str
    starts_on: date
    ends_on: date
    reason: str
    created_at: datetime
    created_by: str
    version: int


class ExpectedRow(Row):
    """A rep of whom a report of some day is expected."""

    no: int
    name: str
    team_no: int | None
    team: str


class LoggedRow(Row):
    """How many calls and visits a rep logged for a day; days without any have no row."""

    rep_no: int
    day: date
    calls: int
    visits: int


FIND_ABSENCES = Statement(
    AbsenceRow,
    """
    select absence.no, absence.id, absence.rep_no, rep.name as rep, rep.team_no, coalesce(team.name, '') as team,
        absence.starts_on, absence.ends_on, absence.reason, absence.created_at, absence.created_by, absence.version
    from absence
        join rep on rep.no = absence.rep_no
        left join team on team.no = rep.team_no
    where 1 = 1
        [and absence.no = :no]
        [and absence.no > :after]
        [and absence.rep_no = :rep_no]
        [and rep.team_no = :team_no]
        [and absence.starts_on <= :until]
        [and absence.ends_on >= :since]
    order by {order}
    [limit :limit]
    """,
    {
        "starts_on": "absence.starts_on asc, absence.no asc",
        "no": "absence.no asc",
        "ends_on": "absence.ends_on asc, absence.no asc",
        "rep": "rep.name asc, absence.starts_on asc, absence.no asc",
    },
)

# A rep who logged something that day was at work then, even when only added to the file since, or gone since.
EXPECTED_REPS = Statement(
    ExpectedRow,
    """
    select rep.no, rep.name, rep.team_no, coalesce(team.name, '') as team
    from rep left join team on team.no = rep.team_no
    where rep.role = 'rep'
        and not exists (select 1 from absence where absence.rep_no = rep.no and absence.starts_on <= :day
            and absence.ends_on >= :day)
        and (rep.created_at < :added_before and (rep.active = true or rep.left_on > :day)
            or exists (select 1 from call where call.day = :day and call.rep_no = rep.no)
            or exists (select 1 from visit where visit.day = :day and visit.rep_no = rep.no))
        [and rep.no = :rep_no]
        [and rep.team_no = :team_no]
    order by rep.no
    """,
)

LOGGED = Statement(
    LoggedRow,
    """
    select logged.rep_no, logged.day, count(*) filter (where logged.kind = 'call') as calls,
        count(*) filter (where logged.kind = 'visit') as visits
    from (
        select call.rep_no, call.day, 'call' as kind from call
        where call.day in (:days*) and call.rep_no in (:reps*)
        union all
        select visit.rep_no, visit.day, 'visit' as kind from visit
        where visit.day in (:days*) and visit.rep_no in (:reps*)
    ) logged
    group by logged.rep_no, logged.day
    order by logged.rep_no, logged.day
    """,
)
