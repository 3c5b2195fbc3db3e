"""Follow-ups: touches that were neither call nor visit."""

from datetime import date, datetime

from crm_cli.storage.rows import Row
from crm_cli.storage.statement import Statement


class FollowupRow(Row):
    """A follow-up with the next step agreed in it."""

    no: int
    id: str
    at: datetime
    day: date
    rep_no: int
    rep: str
    customer_no: int
    customer: str
    contact_no: int | None
    contact: str
    channel: str
    note: str
    grade_before: str
    grade: str
    heard: str
    next_day: date | None
    next_at: datetime | None
    next_step: str
    created_at: datetime
    created_by: str
    changed_at: datetime | None
    changed_by: str | None
    version: int


FIND_FOLLOWUPS = Statement(
    FollowupRow,
    """
    select followup.no, followup.id, followup.at, followup.day, followup.rep_no, rep.name as rep,
        followup.customer_no, customer.name as customer, followup.contact_no,
        coalesce(contact.name, '') as contact, followup.channel, followup.note, followup.grade_before,
        followup.grade, followup.heard, step.due_on as next_day, step.due_at as next_at,
        coalesce(step.words, '') as next_step, followup.created_at, followup.created_by, followup.changed_at,
        followup.changed_by, followup.version
    from followup
        join rep on rep.no = followup.rep_no
        join customer on customer.no = followup.customer_no
        left join contact on contact.no = followup.contact_no
        left join step on step.no = (select min(own.no) from step own where own.followup_no = followup.no)
    where 1 = 1
        [and followup.no = :no]
        [and followup.no in (:numbers*)]
        [and followup.no > :after]
        [and followup.no <= :last]
        [and followup.day = :day]
        [and followup.day >= :since]
        [and followup.day <= :until]
        [and followup.rep_no = :rep_no]
        [and rep.team_no = :team_no]
        [and followup.customer_no = :customer_no]
        [and followup.contact_no = :contact_no]
        [and followup.channel = :channel]
        [and followup.grade in (:grades*)]
    order by {order}
    [limit :limit]
    """,
    {
        "at": "followup.at desc, followup.no desc",
        "no": "followup.no asc",
        "customer": "customer.sort_key asc, followup.at desc, followup.no desc",
        "channel": "followup.channel asc, followup.at desc, followup.no desc",
        "rep": "rep.name asc, followup.at desc, followup.no desc",
        "next_day": "step.due_on asc nulls last, followup.no asc",
    },
)
