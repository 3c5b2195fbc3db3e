"""Customers: the list, the card, and the short row by which one is recognised."""

from datetime import date, datetime

from crm_cli.storage.rows import Row
from crm_cli.storage.statement import Statement


class CustomerBrief(Row):
    """What is needed to recognise a customer and to log a touch at it."""

    no: int
    id: str
    name: str
    city: str
    owner_no: int | None
    owner: str
    grade: str
    grade_at: datetime | None
    stage: str
    building: str
    floor: str
    unit: str
    closed_on: date | None
    last_touch_at: datetime | None
    version: int


class CustomerRow(Row):
    """A customer as listed; the next step is its earliest open one."""

    no: int
    id: str
    name: str
    short_name: str
    kind: str
    industry: str
    city: str
    district: str
    address: str
    building: str
    floor: str
    unit: str
    phone: str
    email: str
    website: str
    wechat: str
    qq: str
    line: str
    whatsapp: str
    source: str
    referrer: str
    referrer_no: int | None
    owner_no: int | None
    owner: str
    team_no: int | None
    team: str
    territory: str
    timezone: str
    visit_hours: str
    stage: str
    grade: str
    value_class: str
    need_state: str
    need_occasion: str
    need_on: date | None
    need_quantity: str
    need_budget_minor: int | None
    need_supplier: str
    need_decides: str
    need_influences: str
    need_executes: str
    notes: str
    closed_on: date | None
    closed_reason: str
    last_tried_at: datetime | None
    last_touch_at: datetime | None
    next_day: date | None
    next_step: str
    created_at: datetime
    created_by: str
    changed_at: datetime | None
    changed_by: str | None
    version: int


class TagRow(Row):
    """A tag of a customer."""

    no: int
    customer_no: int
    name: str


NARROWED = """
        [and customer.no = :no]
        [and customer.no in (:numbers*)]
        [and customer.owner_no = :owner_no]
        [and (customer.owner_no is null) = :unowned]
        [and (customer.team_no = :team_no
            or customer.owner_no in (select member.no from rep member where member.team_no = :team_no))]
        [and customer.kind in (:kinds*)]
        [and customer.industry in (:industry*)]
        [and customer.city in (:city*)]
        [and customer.district in (:district*)]
        [and customer.building in (:building*)]
        [and customer.territory in (:territory*)]
        [and customer.source in (:source*)]
        [and customer.stage in (:stages*)]
        [and customer.grade in (:grades*)]
        [and customer.value_class in (:value_class*)]
        [and customer.need_state in (:need_state*)]
        [and customer.need_on <= :need_before]
        [and (customer.last_touch_at < :silent_since or customer.last_touch_at is null)]
        [and customer.created_at >= :created_since]
        [and exists (select 1 from customer_tag tag where tag.customer_no = customer.no and tag.name in (:tag*))]
        [and customer.no in (select own.customer_no from field_value own
            where own.field_no = :field_no and own.value = :field_value)]
"""
"""What a customer may be chosen by: words of one column are alternatives, columns narrow each other."""

BRIEFS = Statement(
    CustomerBrief,
    """
    select customer.no, customer.id, customer.name, customer.city, customer.owner_no,
        coalesce(owner.name, '') as owner, customer.grade, customer.grade_at, customer.stage, customer.building,
        customer.floor, customer.unit, customer.closed_on, customer.last_touch_at, customer.version
    from customer left join rep owner on owner.no = customer.owner_no
    where 1 = 1
        [and customer.no = :no]
        [and customer.no in (:numbers*)]
        [and customer.id = :id]
        [and customer.name_key = :name_key]
        [and customer.email = :email]
    order by customer.no
    [limit :limit]
    """,
)

FIND_CUSTOMERS = Statement(
    CustomerRow,
    """
    select customer.no, customer.id, customer.name, customer.short_name, customer.kind, customer.industry,
        customer.city, customer.district, customer.address, customer.building, customer.floor, customer.unit,
        coalesce((select phone.raw from phone where phone.customer_no = customer.no
            order by (phone.bad_at is not null), phone.contact_no nulls first, phone.position, phone.no limit 1),
            '') as phone,
        customer.email, customer.website, customer.wechat, customer.qq, customer.line, customer.whatsapp,
        customer.source, customer.referrer, customer.referrer_no, customer.owner_no,
        coalesce(owner.name, '') as owner, customer.team_no, coalesce(team.name, '') as team, customer.territory,
        customer.timezone, customer.hours as visit_hours, customer.stage, customer.grade, customer.value_class,
        customer.need_state, customer.need_occasion,
        customer.need_on, customer.need_quantity, customer.need_budget_minor, customer.need_supplier,
        customer.need_decides, customer.need_influences, customer.need_executes, customer.notes,
        customer.closed_on, customer.closed_reason, customer.last_tried_at, customer.last_touch_at,
        (select step.due_on from step where step.customer_no = customer.no and step.state = 'open'
            order by step.due_on, step.no limit 1) as next_day,
        coalesce((select step.words from step where step.customer_no = customer.no and step.state = 'open'
            order by step.due_on, step.no limit 1), '') as next_step,
        customer.created_at, customer.created_by, customer.changed_at, customer.changed_by, customer.version
    from customer
        left join rep owner on owner.no = customer.owner_no
        left join team on team.no = customer.team_no
    where 1 = 1
        [and customer.no = :no]
        [and customer.no > :after]
        [and customer.no in (:numbers*)]
        [and customer.owner_no = :owner_no]
        [and (customer.owner_no is null) = :unowned]
        [and (customer.team_no = :team_no or owner.team_no = :team_no)]
        [and customer.kind = :kind]
        [and customer.industry in (:industry*)]
        [and customer.city in (:city*)]
        [and customer.district in (:district*)]
        [and customer.building in (:building*)]
        [and customer.source = :source]
        [and customer.stage = :stage]
        [and customer.grade in (:grades*)]
        [and customer.value_class = :value_class]
        [and customer.need_state = :need_state]
        [and customer.need_on <= :need_before]
        [and exists (select 1 from customer_tag tag where tag.customer_no = customer.no and tag.name in (:tag*))]
        [and customer.no in (select own.customer_no from field_value own
            where own.field_no = :field_no and own.value = :field_value)]
        [and (customer.closed_on is null) = :active]
        [and (customer.last_touch_at < :silent_since or customer.last_touch_at is null)]
        [and customer.created_at >= :created_since]
    order by {order}
    [limit :limit]
    """,
    {
        "name": "customer.sort_key asc, customer.no asc",
        "no": "customer.no asc",
        "last_touch_at": "customer.last_touch_at desc nulls last, customer.no desc",
        "created_at": "customer.created_at desc, customer.no desc",
        "owner": "owner.name asc nulls last, customer.sort_key asc, customer.no asc",
        "grade": "nullif(customer.grade, '') asc nulls last, customer.sort_key asc, customer.no asc",
        "stage": "customer.stage asc, customer.sort_key asc, customer.no asc",
        "city": "customer.city asc, customer.sort_key asc, customer.no asc",
        "industry": "customer.industry asc, customer.sort_key asc, customer.no asc",
        "need_on": "customer.need_on asc nulls last, customer.no asc",
        "next_day": "next_day asc nulls last, customer.no asc",
    },
)

TAGS = Statement(
    TagRow,
    "select no, customer_no, name from customer_tag where 1 = 1 [and customer_no = :customer_no]"
    " [and customer_no in (:numbers*)] [and name = :name] order by name",
)
