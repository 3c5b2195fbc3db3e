"""Customers, contacts, phones, tags, own fields and do-not-call."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint

from crm_cli.domain import codes
from crm_cli.domain.models.base import (
    Record,
    code_of,
    count,
    flag,
    how_many,
    index,
    instant,
    minor,
    one_of,
    plain_text,
    refers,
    table_arguments,
)

KNOWN = "grade <> '' or stage <> 'potential' or need_state <> 'unknown' or need_on is not null"
"""What tells a customer somebody has learnt something of from one of a hundred thousand in a bought list."""


class Customer(Record, table=True):
    """A firm or a person we sell to or want to.

    `hours` are those in which it can be visited, as domain/calling_hours.py reads them, '' any.
    `last_tried_at` and `last_touch_at` are facts kept from calls, visits and follow-ups, and so is `rest_…`: the
    last thing they said, if it was of an outcome with rest days (and on which list); `name_key`,
    `initials`, `pinyin` and `sort_key` are derived from the name (storage/derived.py).
    """

    name: str
    short_name: str = plain_text()
    kind: str = code_of("company")
    industry: str = plain_text()
    city: str = plain_text()
    district: str = plain_text()
    address: str = plain_text()
    building: str = plain_text()
    floor: str = plain_text()
    unit: str = plain_text()
    email: str = plain_text()
    website: str = plain_text()
    wechat: str = plain_text()
    qq: str = plain_text()
    line: str = plain_text()
    whatsapp: str = plain_text()
    source: str = plain_text()
    referrer: str = plain_text()
    referrer_no: int | None = refers("customer")
    owner_no: int | None = refers("rep")
    team_no: int | None = refers("team")
    territory: str = plain_text()
    stage: str = code_of("potential")
    grade: str = plain_text()
    grade_at: datetime | None = instant()
    value_class: str = plain_text()
    need_state: str = code_of("unknown")
    need_occasion: str = plain_text()
    need_on: date | None = None
    need_quantity: str = plain_text()
    need_budget_minor: int | None = minor()
    need_supplier: str = plain_text()
    need_decides: str = plain_text()
    need_influences: str = plain_text()
    need_executes: str = plain_text()
    notes: str = plain_text()
    closed_on: date | None = None
    closed_reason: str = plain_text()
    timezone: str = plain_text()
    hours: str = plain_text()
    rest_outcome_no: int | None = None
    rest_list_no: int | None = None
    rest_at: datetime | None = instant()
    last_tried_at: datetime | None = instant()
    last_touch_at: datetime | None = instant()
    name_key: str = plain_text()
    initials: str = plain_text()
    pinyin: str = plain_text()
    sort_key: str = plain_text()
    __table_args__ = table_arguments(
        one_of("kind", codes.CUSTOMER_KINDS),
        one_of("stage", codes.STAGES),
        one_of("grade", codes.GRADES, empty=True),
        one_of("value_class", codes.VALUE_CLASSES, empty=True),
        one_of("need_state", codes.NEED_STATES),
        index("ix_customer_name_key", "name_key"),
        index("ix_customer_sort_key", "sort_key"),
        # With the names, so that a search walks the last touched without looking at their rows.
        index("ix_customer_last_touch", "last_touch_at", "no", "name_key", "initials"),
        index("ix_customer_owner", "owner_no", "last_touch_at"),
        index("ix_customer_building", "building", where="building <> ''"),
        index("ix_customer_referrer", "referrer_no", where="referrer_no is not null"),
        index("ix_customer_known", "owner_no", "last_touch_at", where=KNOWN),
        # So that a list leaves the few closed ones out without looking at all the others.
        index("ix_customer_closed", "closed_on", where="closed_on is not null"),
    )


class Contact(Record, table=True):
    """A person at a customer, with a buying role."""

    customer_no: int = refers("customer", required=True)
    name: str
    title: str = plain_text()
    department: str = plain_text()
    reports_to_no: int | None = refers("contact")
    role: str = plain_text()
    email: str = plain_text()
    wechat: str = plain_text()
    wechat_added: bool = flag("wechat_added")
    line: str = plain_text()
    whatsapp: str = plain_text()
    qq: str = plain_text()
    birthday: date | None = None
    home_town: str = plain_text()
    school: str = plain_text()
    hobbies: str = plain_text()
    consent_at: datetime | None = instant()
    consent_how: str = plain_text()
    consent_from: str = plain_text()
    left_on: date | None = None
    notes: str = plain_text()
    name_key: str = plain_text()
    initials: str = plain_text()
    pinyin: str = plain_text()
    __table_args__ = table_arguments(
        one_of("role", codes.CONTACT_ROLES, empty=True),
        index("ix_contact_customer", "customer_no", "name_key", "initials"),
        index("ix_contact_name_key", "name_key"),
        index("ix_contact_reports_to", "reports_to_no", where="reports_to_no is not null"),
    )


class Phone(Record, table=True):
    """A number of a customer or of one of its contacts, as typed and in E.164.

    `reversed` holds the digits backwards, so that a tail is found from an index. `tries` and
    `last_tried_at` are facts kept from calls: dials since the last time the right party was reached.
    """

    customer_no: int = refers("customer", required=True)
    contact_no: int | None = refers("contact")
    raw: str
    e164: str | None = None
    extension: str = plain_text()
    label: str = plain_text()
    reversed: str = plain_text()
    position: int = count()
    bad_at: datetime | None = instant()
    bad_reason: str = plain_text()
    tries: int = count()
    last_tried_at: datetime | None = instant()
    __table_args__ = table_arguments(
        index("ix_phone_customer", "customer_no"),
        index("ix_phone_contact", "contact_no", where="contact_no is not null"),
        index("ix_phone_e164", "e164", where="e164 is not null"),
        index("ix_phone_reversed", "reversed"),
    )


class DoNotCall(Record, table=True):
    """A number, or a whole customer, that must not be called until a manager lifts it.

    The keyed hash outlives the erasure of the number itself.
    """

    __tablename__ = "do_not_call"
    e164: str | None = None
    number_hash: str | None = None
    customer_no: int | None = refers("customer")
    call_no: int | None = refers("call")
    reason: str = plain_text()
    lifted_at: datetime | None = instant()
    lifted_by: str = plain_text()
    lift_reason: str = plain_text()
    __table_args__ = table_arguments(
        how_many("number_or_customer", ("number_hash", "customer_no"), exactly=True),
        index("ix_do_not_call_hash", "number_hash"),
        index("ix_do_not_call_number", "e164"),
        index("ix_do_not_call_customer", "customer_no"),
        index("ix_do_not_call_call", "call_no", where="call_no is not null"),
    )


class CustomerTag(Record, table=True):
    """A word put on a customer."""

    __tablename__ = "customer_tag"
    customer_no: int = refers("customer", required=True)
    name: str
    __table_args__ = table_arguments(
        UniqueConstraint("customer_no", "name"), index("ix_customer_tag_name", "name")
    )


class CustomField(Record, table=True):
    """A field the firm added to customers or contacts; a retired one keeps its values and takes no more."""

    __tablename__ = "custom_field"
    noun: str
    name: str
    kind: str = code_of("text")
    choices: str = plain_text()
    position: int = count()
    retired_on: date | None = None
    __table_args__ = table_arguments(
        UniqueConstraint("noun", "name"), one_of("noun", codes.FIELD_NOUNS), one_of("kind", codes.FIELD_KINDS)
    )


class FieldValue(Record, table=True):
    """The value of a firm's own field at a customer or a contact."""

    __tablename__ = "field_value"
    field_no: int = refers("custom_field", required=True)
    customer_no: int | None = refers("customer")
    contact_no: int | None = refers("contact")
    value: str
    __table_args__ = table_arguments(
        how_many("customer_or_contact", ("customer_no", "contact_no"), exactly=True),
        index("ix_field_value_customer", "customer_no"),
        index("ix_field_value_contact", "contact_no"),
        index("ix_field_value_field", "field_no", "value"),
    )


class SavedFilter(Record, table=True):
    """A filter of customers that a rep kept by a name, with its order; with no rep it is everybody's.

    `words` is what was asked for as it may be typed again: `city=广州 grade=A,B`.
    """

    __tablename__ = "saved_filter"
    name: str
    rep_no: int | None = refers("rep")
    words: str = plain_text()
    sort: str = plain_text()
    reversed: bool = flag("reversed")
    __table_args__ = table_arguments(index("ix_saved_filter_rep", "rep_no"))
