"""What refers to a customer, a person or a number, and how all of it comes to refer to another at once."""

from crm_cli.storage.change import Change
from crm_cli.storage.database import sentences
from crm_cli.storage.statement import instant_text

OF_CUSTOMER = (
    ("attachment", "customer_no"), ("call", "customer_no"), ("contact", "customer_no"), ("customer", "referrer_no"),
    ("customer_name", "customer_no"), ("customer_tag", "customer_no"), ("do_not_call", "customer_no"),
    ("field_value", "customer_no"), ("followup", "customer_no"), ("front_desk_note", "customer_no"),
    ("kept_proposal", "customer_no"), ("list_number", "customer_no"), ("memo", "customer_no"),
    ("money", "customer_no"), ("not_duplicate", "customer_no"), ("not_duplicate", "other_no"),
    ("phone", "customer_no"), ("plan", "customer_no"), ("pool_move", "customer_no"), ("sheet_row", "customer_no"),
    ("step", "customer_no"), ("tenancy", "customer_no"), ("visit", "customer_no"),
)  # fmt: skip
"""Every column that refers to a customer; a test compares it with the models."""
OF_CONTACT = (
    ("attachment", "contact_no"), ("call", "contact_no"), ("contact", "reports_to_no"), ("field_value", "contact_no"),
    ("followup", "contact_no"), ("list_number", "contact_no"), ("memo", "contact_no"), ("phone", "contact_no"),
    ("step", "contact_no"), ("visit", "contact_no"),
)  # fmt: skip
OF_PHONE = (
    ("call", "phone_no"), ("call_pause", "phone_no"), ("list_number", "phone_no"), ("sheet_row", "phone_no"),
    ("step", "phone_no"),
)  # fmt: skip


def repoint(change: Change, table: str, column: str, old: int, new: int) -> int:
    """Let all rows of a table that refer to `old` by a column refer to `new`; return how many did.

    It is one statement however many rows there are, and each is journalled as an update of its own.
    """
    connection, stamp, who = change.connection, instant_text(change.now), change.author.name
    before = f"'{column}', {column}, 'changed_at', changed_at, 'changed_by', changed_by, 'version', version"
    after = f"'{column}', ?, 'changed_at', ?, 'changed_by', ?, 'version', version + 1"
    with sentences(change.database.path):
        count = connection.execute(
            "insert into change_row (change_no, table_name, row_no, row_id, operation, before, after)"
            f" select ?, ?, no, id, 'update', json_object({before}), json_object({after})"
            f' from "{table}" where {column} = ? order by no',
            [change.journal_no(), table, new, stamp, who, old],
        ).rowcount
        if count:
            connection.execute(
                f'update "{table}" set {column} = ?, changed_at = ?, changed_by = ?, version = version + 1'
                f" where {column} = ?",
                [new, stamp, who, old],
            )
    # What the rows decide is worked out once for both sides, whichever and however many they are.
    for no in (old, new):
        change.note(table, {column: no})
    return count


def move_lease(change: Change, old: int, new: int) -> None:
    """Let who has the customer `old` on the screen have `new` there, unless that is on another's; not journalled."""
    connection = change.connection
    connection.execute(
        "delete from call_lease where customer_no = ?"
        " and exists (select 1 from call_lease held where held.customer_no = ?)",
        [old, new],
    )
    connection.execute("update call_lease set customer_no = ? where customer_no = ?", [new, old])


def move_lease_of_phone(change: Change, old: int, new: int) -> None:
    """Let who has the number `old` on the screen have `new` there."""
    change.connection.execute("update call_lease set phone_no = ? where phone_no = ?", [new, old])
