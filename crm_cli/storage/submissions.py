"""Daily reports handed in, what was said of them, and who signed."""

from datetime import date, datetime

from crm_cli.storage.rows import Row
from crm_cli.storage.statement import Statement


class SubmissionRow(Row):
    """One revision of a rep's report of a day, without the report; `first_at` is when the first was handed in."""

    no: int
    id: str
    day: date
    rep_no: int
    rep: str
    team_no: int | None
    team: str
    revision: int
    submitted_at: datetime
    first_at: datetime
    created_at: datetime
    created_by: str
    version: int


class SnapshotRow(Row):
    """The report as it was handed in, as text (reports/snapshot.py)."""

    no: int
    day: date
    rep_no: int
    snapshot: str


class SignOffRow(Row):
    """What a manager or the owner said of a report, and when they signed it; `revision` is the one they saw."""

    no: int
    submission_no: int
    day: date
    revision: int
    of_rep_no: int
    of_rep: str
    rep_no: int
    rep: str
    role: str
    comment: str
    signed_at: datetime | None
    created_at: datetime
    changed_at: datetime | None


class LastDayRow(Row):
    """The last day before a given one of which a rep handed in a report."""

    rep_no: int
    day: date


FIND_SUBMISSIONS = Statement(
    SubmissionRow,
    """
    select submission.no, submission.id, submission.day, submission.rep_no, rep.name as rep, rep.team_no,
        coalesce(team.name, '') as team, submission.revision, submission.submitted_at,
        (select first.submitted_at from submission first where first.rep_no = submission.rep_no
            and first.day = submission.day order by first.revision limit 1) as first_at,
        submission.created_at, submission.created_by, submission.version
    from submission
        join rep on rep.no = submission.rep_no
        left join team on team.no = rep.team_no
    where 1 = 1
        [and submission.no = :no]
        [and submission.no > :after]
        [and submission.no <= :last]
        [and submission.rep_no = :rep_no]
        [and rep.team_no = :team_no]
        [and submission.day = :day]
        [and submission.day in (:days*)]
        [and submission.day >= :since]
        [and submission.day <= :until]
        [and (not exists (select 1 from submission later where later.rep_no = submission.rep_no
            and later.day = submission.day and later.revision > submission.revision)) = :is_last]
        [and (not exists (select 1 from sign_off where sign_off.submission_no = submission.no
            and sign_off.signed_at is not null)) = :unsigned]
    order by {order}
    [limit :limit]
    """,
    {
        "day": "submission.day desc, submission.no desc",
        "no": "submission.no asc",
        "revision": "submission.revision asc, submission.no asc",
        "submitted_at": "submission.submitted_at desc, submission.no desc",
        "rep": "rep.name asc, submission.day desc, submission.no desc",
    },
)

SNAPSHOTS = Statement(
    SnapshotRow,
    "select no, day, rep_no, snapshot from submission where 1 = 1 [and no in (:numbers*)] order by no",
)

SIGN_OFFS = Statement(
    SignOffRow,
    """
    select sign_off.no, sign_off.submission_no, submission.day, submission.revision,
        submission.rep_no as of_rep_no, author.name as of_rep, sign_off.rep_no, rep.name as rep, rep.role,
        sign_off.comment, sign_off.signed_at, sign_off.created_at, sign_off.changed_at
    from submission
        join sign_off on sign_off.submission_no = submission.no
        join rep on rep.no = sign_off.rep_no
        join rep author on author.no = submission.rep_no
    where 1 = 1
        [and submission.no = :submission_no]
        [and submission.no in (:numbers*)]
        [and submission.day = :day]
        [and submission.day in (:days*)]
        [and submission.rep_no = :rep_no]
        [and author.team_no = :team_no]
        [and sign_off.rep_no = :by_rep_no]
    order by submission.day, submission.rep_no, submission.revision, sign_off.no
    """,
)

LAST_DAYS = Statement(
    LastDayRow,
    """
    select submission.rep_no, max(submission.day) as day
    from submission
    where submission.rep_no in (:reps*) [and submission.day < :before]
    group by submission.rep_no
    order by submission.rep_no
    """,
)
