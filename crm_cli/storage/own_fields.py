"""Fields of the firm's own, and what is held in them."""

from datetime import date

from crm_cli.storage.rows import Row
from crm_cli.storage.statement import Statement


class OwnFieldRow(Row):
    """A field the firm added; `choices` is a JSON list, '' where anything may be said."""

    no: int
    id: str
    noun: str
    name: str
    kind: str
    choices: str
    position: int
    retired_on: date | None
    version: int


class FieldUseRow(Row):
    """How many records hold a value of a field."""

    value: str
    held: int


OWN_FIELDS = Statement(
    OwnFieldRow,
    """
    select no, id, noun, name, kind, choices, position, retired_on, version
    from custom_field
    where 1 = 1
        [and noun = :noun]
        [and name = :name]
        [and (retired_on is null) = :active]
    order by noun desc, position, no
    """,
)

FIELD_USES = Statement(
    FieldUseRow,
    """
    select value, count(*) as held
    from field_value
    where field_no = :field_no
    group by value
    order by held desc, value
    [limit :limit]
    """,
)
"""The values of a field, the commonest first."""

VALUES_OF_FIELD = Statement(
    FieldUseRow,
    "select '' as value, count(*) as held from field_value where field_no = :field_no",
)
"""How many records hold any value of a field."""


class OwnValueRow(Row):
    """The value of a firm's own field at a customer or a contact."""

    no: int
    field_no: int
    name: str
    kind: str
    customer_no: int | None
    contact_no: int | None
    value: str


OWN_VALUES = Statement(
    OwnValueRow,
    """
    select field_value.no, field_value.field_no, custom_field.name, custom_field.kind,
        field_value.customer_no, field_value.contact_no, field_value.value
    from field_value join custom_field on custom_field.no = field_value.field_no
    where 1 = 1
        [and field_value.customer_no = :customer_no]
        [and field_value.customer_no in (:customer_numbers*)]
        [and field_value.contact_no = :contact_no]
        [and field_value.contact_no in (:contact_numbers*)]
        [and field_value.field_no = :field_no]
        [and field_value.value = :field_value]
    order by custom_field.position, custom_field.no, field_value.no
    [limit :limit]
    """,
)
