"""Indexes set aside for a long list are back for whoever reads, whatever becomes of the list."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from crm_cli.errors import RefusedError
from crm_cli.services.desk import Desk
from crm_cli.storage.customers import BRIEFS
from crm_cli.storage.database import connect
from tests.storage.test_undo import dump

LONG, MANY = 600, 10_000
TABLES = ("customer", "contact", "phone")
ASIDE = {
    "ix_customer_name_key",
    "ix_customer_sort_key",
    "ix_contact_name_key",
    "ix_phone_e164",
    "ix_phone_reversed",
}
KILLED = f"""
import os, sys
from pathlib import Path
from crm_cli.services.desk import open_desk
desk = open_desk(Path(sys.argv[1]), "陈伟")
desk.database.connection.execute("pragma cache_size = 10")
with desk.change() as change:
    change.blocks.expect({TABLES}, {MANY})
    change.insert_columns("customer", {{"name": [f"白云{{place}}" for place in range({MANY})]}})
    desk.database._behind._jobs.join()
    os.kill(os.getpid(), 9)
"""


def indexes(connection: sqlite3.Connection) -> dict[str, str]:
    return dict(
        connection.execute("select name, sql from sqlite_master where type = 'index' and sql is not null")
    )


def written(desk: Desk) -> dict[str, str]:
    """Return the indexes there are once what waits is written, without asking as a reader would."""
    behind = desk.database._behind
    assert behind is not None
    behind._jobs.join()
    return indexes(desk.database._connection)


def names(count: int = LONG) -> dict[str, Sequence[Any]]:
    return {"name": [f"白云{place}" for place in range(count)]}


def phones(customers: Sequence[int]) -> dict[str, Sequence[Any]]:
    e164s = [f"+86138{place:08}" for place in range(LONG)]
    return {"customer_no": customers, "raw": e164s, "e164": e164s, "reversed": e164s}


def test_they_are_away_while_a_list_comes_and_back_at_the_commit(desk: Desk) -> None:
    before = indexes(desk.database.connection)
    with desk.change() as change:
        change.blocks.expect(TABLES, MANY)
        nos = change.insert_columns("customer", names())
        change.insert_columns("phone", phones(nos))
        assert before.keys() - written(desk).keys() == ASIDE
        change.insert_columns("customer", names(3))
        assert before.keys() - written(desk).keys() == ASIDE
    assert indexes(desk.database.connection) == before
    assert desk.database.connection.execute("pragma integrity_check").fetchone() == ("ok",)


def test_a_read_brings_them_back(desk: Desk) -> None:
    before = indexes(desk.database.connection)
    with desk.change() as change:
        change.blocks.expect(TABLES, MANY)
        change.insert_columns("customer", names())
        assert len(desk.database.all(BRIEFS)) == LONG
        assert indexes(desk.database._connection) == before
        change.insert_columns("customer", names())
        assert written(desk) == before
    assert desk.database.connection.execute("pragma integrity_check").fetchone() == ("ok",)


def test_what_breaks_a_list_off_brings_them_back(desk: Desk) -> None:
    rows, before = dump(desk), indexes(desk.database.connection)
    with pytest.raises(RefusedError, match="was removed in the meantime"):
        _bring_orphans(desk)
    assert (dump(desk), indexes(desk.database.connection)) == (rows, before)


def _bring_orphans(desk: Desk) -> None:
    with desk.change() as change:
        change.blocks.expect(TABLES, MANY)
        change.insert_columns("customer", names())
        change.insert_columns("phone", phones([99_999] * LONG))


@pytest.mark.parametrize(("held", "expected"), [(6_000, 5_999), (0, 4_000)])
def test_they_stay_where_little_comes(desk: Desk, held: int, expected: int) -> None:
    if held:
        with desk.change() as change:
            change.insert_columns("customer", names(held))
    before = indexes(desk.database.connection)
    with desk.change() as change:
        change.blocks.expect(("customer",), expected)
        change.insert_columns("customer", names())
        assert written(desk) == before


def test_killed_meanwhile_it_is_as_before(template: Path, tmp_path: Path) -> None:
    path = tmp_path / "crm.db"
    path.write_bytes(template.read_bytes())
    connection = connect(path)
    before = indexes(connection)
    connection.close()
    done = subprocess.run([sys.executable, "-c", KILLED, path], env={**os.environ}, check=False)
    assert done.returncode == -signal.SIGKILL
    assert path.read_bytes() != template.read_bytes(), "nothing was on the disk yet"
    connection = connect(path)
    assert indexes(connection) == before
    assert connection.execute("select count(*) from customer").fetchone() == (0,)
    assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
    connection.close()
