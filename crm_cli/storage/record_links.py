"""Finding the record that a row of a file means, whatever its table: by its global id, or by columns that tell it apart."""

from collections.abc import Mapping
from typing import Any

from crm_cli.storage.database import Database
from crm_cli.storage.statement import to_driver


def number_by_id(database: Database, table: str, record_id: str) -> int | None:
    """Return the local number of the record with a global id; a customer that was merged leads to the other."""
    found = _first(database, f'select no from "{table}" where id = ?', [record_id])
    if found is None and table == "customer":
        found = _first(
            database, "select customer_no from customer_name where was_id = ? order by no", [record_id]
        )
    return found


def is_there(database: Database, table: str, no: int) -> bool:
    """Say whether a table has a record of that number."""
    return _first(database, f'select no from "{table}" where no = ?', [no]) is not None


def number_by_values(database: Database, table: str, values: Mapping[str, object]) -> int | None:
    """Return the first record whose columns hold just these values, None matching nothing there."""
    told = {name: to_driver(value) for name, value in values.items()}
    terms = [f"{name} is null" if value is None else f"{name} = ?" for name, value in told.items()]
    given = [value for value in told.values() if value is not None]
    return _first(
        database, f'select no from "{table}" where {" and ".join(terms)} order by no limit 1', given
    )


def texts(database: Database, table: str, column: str) -> list[tuple[int, str]]:
    """Return the number and one text of every record of a small table, by number."""
    with database.reading() as connection:
        return connection.execute(f'select no, {column} from "{table}" order by no').fetchall()


def last(database: Database, table: str, column: str, values: Mapping[str, object]) -> int:
    """Return the greatest whole number a column holds where others hold these values, 0 for none."""
    terms = " and ".join(f"{name} = ?" for name in values)
    sql = f'select max({column}) from "{table}" where {terms}'
    return _first(database, sql, [to_driver(value) for value in values.values()]) or 0


def _first(database: Database, sql: str, values: list[Any]) -> int | None:
    with database.reading() as connection:
        found = connection.execute(sql, values).fetchone()
    return None if found is None else found[0]
