"""Attachments: files kept with the database, by the record they are attached to."""

from datetime import datetime

from crm_cli.storage.rows import Row
from crm_cli.storage.statement import Statement


class AttachmentRow(Row):
    """An attached file: `noun` and `record_no` say at what, `customer_no` which customer that is about."""

    no: int
    id: str
    name: str
    noun: str
    record_no: int
    customer_no: int | None
    customer: str
    size: int
    sha256: str
    note: str
    recording: bool
    created_at: datetime
    created_by: str
    changed_at: datetime | None
    changed_by: str | None
    version: int


class TargetRow(Row):
    """A record that a file can be attached to, with what it is known by."""

    noun: str
    no: int
    customer: str
    words: str


class CountRow(Row):
    """How many there are."""

    total: int


_ABOUT = """
    select one.no from attachment one where one.customer_no = :about_customer_no
    union all select one.no from contact join attachment one on one.contact_no = contact.no
        where contact.customer_no = :about_customer_no
    union all select one.no from call join attachment one on one.call_no = call.no
        where call.customer_no = :about_customer_no
    union all select one.no from visit join attachment one on one.visit_no = visit.no
        where visit.customer_no = :about_customer_no
    union all select one.no from followup join attachment one on one.followup_no = followup.no
        where followup.customer_no = :about_customer_no
    union all select one.no from step join attachment one on one.step_no = step.no
        where step.customer_no = :about_customer_no
    union all select one.no from plan join attachment one on one.plan_no = plan.no
        where plan.customer_no = :about_customer_no
    union all select one.no from money join attachment one on one.money_no = money.no
        where money.customer_no = :about_customer_no
"""
"""The attachments of a customer, its people, touches, promises, plans and money."""

FIND_ATTACHMENTS = Statement(
    AttachmentRow,
    f"""
    select attachment.no, attachment.id, attachment.name,
        case when attachment.customer_no is not null then 'customer'
            when attachment.contact_no is not null then 'contact'
            when attachment.call_no is not null then 'call'
            when attachment.visit_no is not null then 'visit'
            when attachment.followup_no is not null then 'followup'
            when attachment.step_no is not null then 'step'
            when attachment.plan_no is not null then 'plan' else 'money' end as noun,
        coalesce(attachment.customer_no, attachment.contact_no, attachment.call_no, attachment.visit_no,
            attachment.followup_no, attachment.step_no, attachment.plan_no, attachment.money_no) as record_no,
        customer.no as customer_no, coalesce(customer.name, '') as customer, attachment.size,
        attachment.sha256, attachment.note, attachment.recording, attachment.created_at,
        attachment.created_by, attachment.changed_at, attachment.changed_by, attachment.version
    from attachment
        left join contact on contact.no = attachment.contact_no
        left join call on call.no = attachment.call_no
        left join visit on visit.no = attachment.visit_no
        left join followup on followup.no = attachment.followup_no
        left join step on step.no = attachment.step_no
        left join plan on plan.no = attachment.plan_no
        left join money on money.no = attachment.money_no
        left join customer on customer.no = coalesce(attachment.customer_no, contact.customer_no,
            call.customer_no, visit.customer_no, followup.customer_no, step.customer_no, plan.customer_no,
            money.customer_no)
    where 1 = 1
        [and attachment.no = :no]
        [and attachment.no > :after]
        [and attachment.customer_no = :customer_no]
        [and attachment.contact_no = :contact_no]
        [and attachment.call_no = :call_no]
        [and attachment.visit_no = :visit_no]
        [and attachment.followup_no = :followup_no]
        [and attachment.step_no = :step_no]
        [and attachment.plan_no = :plan_no]
        [and attachment.money_no = :money_no]
        [and attachment.sha256 = :sha256]
        [and attachment.created_by = :author]
        [and attachment.no in ({_ABOUT})]
    order by {{order}}
    [limit :limit]
    """,
    {
        "created_at": "attachment.no desc",
        "no": "attachment.no asc",
        "name": "attachment.name asc, attachment.no asc",
        "size": "attachment.size desc, attachment.no asc",
        "customer": "customer.sort_key asc nulls last, attachment.no asc",
    },
)

COUNT_ATTACHMENTS = Statement(CountRow, f"select count(*) as total from ({_ABOUT}) held")
"""How many files are attached to a customer and all that is about it."""

FIND_TARGETS = Statement(
    TargetRow,
    """
    select 'call' as noun, call.no, coalesce(customer.name, '') as customer, call.note as words
    from call left join customer on customer.no = call.customer_no where call.no = :call_no
    union all select 'visit', visit.no, coalesce(customer.name, visit.building), visit.note
    from visit left join customer on customer.no = visit.customer_no where visit.no = :visit_no
    union all select 'followup', followup.no, coalesce(customer.name, ''), followup.note
    from followup left join customer on customer.no = followup.customer_no where followup.no = :followup_no
    union all select 'step', step.no, coalesce(customer.name, ''), step.words
    from step left join customer on customer.no = step.customer_no where step.no = :step_no
    union all select 'plan', plan.no, coalesce(customer.name, plan.building), plan.purpose
    from plan left join customer on customer.no = plan.customer_no where plan.no = :plan_no
    union all select 'money', money.no, coalesce(customer.name, ''), money.note
    from money left join customer on customer.no = money.customer_no where money.no = :money_no
    """,
)
"""The touch, promise, plan or money event of a number; of the others none is asked for by a number 0."""
