"""Next steps, tasks and callbacks."""

from datetime import date, datetime

from crm_cli.storage.rows import Row
from crm_cli.storage.statement import Statement


class StepRow(Row):
    """What is due, where it came from and what closed it."""

    no: int
    id: str
    kind: str
    due_on: date
    due_at: datetime | None
    words: str
    state: str
    rep_no: int
    rep: str
    customer_no: int | None
    customer: str
    contact_no: int | None
    contact: str
    phone_no: int | None
    number: str
    grade: str
    scope: str
    call_no: int | None
    visit_no: int | None
    followup_no: int | None
    done_at: datetime | None
    done_by_call_no: int | None
    done_by_visit_no: int | None
    done_by_followup_no: int | None
    created_at: datetime
    created_by: str
    version: int


FIND_STEPS = Statement(
    StepRow,
    """
    select step.no, step.id, step.kind, step.due_on, step.due_at, step.words, step.state, step.rep_no,
        rep.name as rep, step.customer_no, coalesce(customer.name, '') as customer, step.contact_no,
        coalesce(contact.name, '') as contact, step.phone_no, coalesce(phone.raw, '') as number,
        coalesce(customer.grade, '') as grade, step.scope, step.call_no, step.visit_no, step.followup_no,
        step.done_at, step.done_by_call_no, step.done_by_visit_no, step.done_by_followup_no, step.created_at,
        step.created_by, step.version
    from step
        join rep on rep.no = step.rep_no
        left join customer on customer.no = step.customer_no
        left join contact on contact.no = step.contact_no
        left join phone on phone.no = step.phone_no
    where 1 = 1
        [and step.no = :no]
        [and step.no in (:numbers*)]
        [and step.no > :after]
        [and step.state = :state]
        [and step.kind in (:kinds*)]
        [and step.rep_no = :rep_no]
        [and (step.rep_no = :mine_or_anyone or step.scope = 'anyone')]
        [and rep.team_no = :team_no]
        [and step.customer_no = :customer_no]
        [and step.due_on <= :due_until]
        [and step.due_on < :due_before]
        [and step.due_on >= :due_since]
        [and step.due_on = :due_on]
        [and step.state = 'open' and step.kind = 'callback' and step.scope = 'anyone'
            and step.dial_phone_no is not null and step.rep_no <> :others_than and step.due_at <= :past_grace]
        [and step.became_no is not null and step.rep_no = :left_by and step.done_at >= :left_since]
        [and step.became_no = :became_no]
        [and step.call_no = :call_no]
        [and step.visit_no = :visit_no]
        [and step.followup_no = :followup_no]
        [and step.done_by_call_no = :done_by_call_no]
        [and step.done_by_visit_no = :done_by_visit_no]
        [and step.done_by_followup_no = :done_by_followup_no]
    order by {order}
    [limit :limit]
    """,
    {
        "due_on": "step.due_on asc, step.due_at asc nulls last, step.no asc",
        "no": "step.no asc",
        "customer": "customer.sort_key asc nulls last, step.due_on asc, step.no asc",
        "rep": "rep.name asc, step.due_on asc, step.no asc",
        "state": "step.state asc, step.due_on asc, step.no asc",
        "kind": "step.kind asc, step.due_on asc, step.no asc",
    },
)
