"""Contacts and phones."""

from datetime import date, datetime

from crm_cli.storage.rows import Row
from crm_cli.storage.statement import Statement


class ContactRow(Row):
    """A person at a customer."""

    no: int
    id: str
    customer_no: int
    customer: str
    name: str
    title: str
    department: str
    reports_to_no: int | None
    reports_to: str
    role: str
    phone: str
    email: str
    wechat: str
    wechat_added: bool
    line: str
    whatsapp: str
    qq: str
    birthday: date | None
    home_town: str
    school: str
    hobbies: str
    consent_at: datetime | None
    consent_how: str
    consent_from: str
    left_on: date | None
    notes: str
    version: int


class PhoneRow(Row):
    """A number with whose it is; `tries` counts dials since its last time reached."""

    no: int
    id: str
    customer_no: int
    customer: str
    contact_no: int | None
    contact: str
    raw: str
    e164: str | None
    extension: str
    label: str
    reversed: str
    bad_at: datetime | None
    bad_reason: str
    tries: int
    last_tried_at: datetime | None


class LocalPhone(Row):
    """A number that may have been written without its area code, and the city of its customer."""

    no: int
    raw: str
    e164: str | None
    city: str


class BanRow(Row):
    """A do-not-call mark that stands or was lifted.

    `customer` is whose number it is where that is on file; `customer_no` is only of marks on whole customers.
    """

    no: int
    id: str
    e164: str | None
    phone: str
    number_hash: str | None
    customer_no: int | None
    customer: str
    reason: str
    created_at: datetime
    created_by: str
    lifted_at: datetime | None
    lifted_by: str
    lift_reason: str


FIND_CONTACTS = Statement(
    ContactRow,
    """
    select contact.no, contact.id, contact.customer_no, customer.name as customer, contact.name, contact.title,
        contact.department, contact.reports_to_no, coalesce(boss.name, '') as reports_to, contact.role,
        coalesce((select phone.raw from phone where phone.contact_no = contact.no
            order by (phone.bad_at is not null), phone.position, phone.no limit 1), '') as phone,
        contact.email, contact.wechat, contact.wechat_added, contact.line, contact.whatsapp, contact.qq,
        contact.birthday, contact.home_town, contact.school, contact.hobbies, contact.consent_at,
        contact.consent_how, contact.consent_from, contact.left_on, contact.notes, contact.version
    from contact
        join customer on customer.no = contact.customer_no
        left join contact boss on boss.no = contact.reports_to_no
    where 1 = 1
        [and contact.no = :no]
        [and contact.no > :after]
        [and contact.no in (:numbers*)]
        [and contact.customer_no = :customer_no]
        [and contact.name_key = :name_key]
        [and contact.role = :role]
        [and customer.owner_no = :owner_no]
        [and contact.email = :email]
        [and (contact.left_on is null) = :here]
        [and contact.no in (select own.contact_no from field_value own
            where own.field_no = :field_no and own.value = :field_value)]
    order by {order}
    [limit :limit]
    """,
    {
        "no": "contact.no asc",
        "name": "contact.pinyin asc, contact.no asc",
        "customer": "customer.sort_key asc, contact.no asc",
        "role": "contact.role asc, contact.no asc",
        "title": "contact.title asc, contact.no asc",
    },
)

LOCAL_PHONES = Statement(
    LocalPhone,
    """
    select phone.no, phone.raw, phone.e164, customer.city
    from phone join customer on customer.no = phone.customer_no
    where 1 = 1
        [and phone.customer_no = :customer_no]
        [and (phone.e164 is null or phone.e164 like :under)]
    order by phone.no
    """,
)

FIND_PHONES = Statement(
    PhoneRow,
    """
    select phone.no, phone.id, phone.customer_no, customer.name as customer, phone.contact_no,
        coalesce(contact.name, '') as contact, phone.raw, phone.e164, phone.extension, phone.label,
        phone.reversed, phone.bad_at, phone.bad_reason, phone.tries, phone.last_tried_at
    from phone
        join customer on customer.no = phone.customer_no
        left join contact on contact.no = phone.contact_no
    where 1 = 1
        [and phone.no = :no]
        [and phone.customer_no = :customer_no]
        [and phone.customer_no in (:customer_numbers*)]
        [and phone.contact_no = :contact_no]
        [and phone.contact_no in (:contact_numbers*)]
        [and phone.e164 = :e164]
        [and phone.e164 in (:e164s*)]
        [and phone.reversed >= :tail_from and phone.reversed < :tail_to]
    order by phone.customer_no, phone.contact_no nulls first, phone.position, phone.no
    [limit :limit]
    """,
)

FIND_BANS = Statement(
    BanRow,
    """
    select ban.no, ban.id, ban.e164, coalesce(phone.raw, ban.e164, '') as phone, ban.number_hash,
        ban.customer_no, coalesce(customer.name, '') as customer,
        ban.reason, ban.created_at, ban.created_by, ban.lifted_at, ban.lifted_by, ban.lift_reason
    from do_not_call ban
        left join phone on phone.no = (select min(held.no) from phone held where held.e164 = ban.e164)
        left join customer on customer.no = coalesce(ban.customer_no, phone.customer_no)
    where 1 = 1
        [and ban.no = :no]
        [and ban.no > :after]
        [and (ban.lifted_at is null) = :standing]
        [and ban.number_hash = :number_hash]
        [and ban.number_hash in (:number_hashes*)]
        [and ban.customer_no = :customer_no]
        [and ban.call_no = :call_no]
        [and ban.created_at = :created_at]
        [and (ban.e164 = :number or ban.customer_no = :at_customer or ban.customer_no in
            (select own.customer_no from phone own where own.e164 = :number and own.extension = ''))]
        [and ban.e164 = :e164]
        [and ban.e164 in (:e164s*)]
        [and ban.e164 >= :from_figures]
        [and ban.e164 is null and ban.customer_no is null and :erased]
    order by ban.no
    [limit :limit]
    """,
)
