"""An older database is brought up to date whole or not at all, with a verified copy beside it (R15, R16)."""

import gzip
import hashlib
import os
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from crm_cli.errors import DatabaseError
from crm_cli.storage import backup, search
from crm_cli.storage.backup import verified_copy
from crm_cli.storage.database import SCHEMA_VERSION, connect
from crm_cli.storage.migrate import MIGRATIONS, create_database, upgrade
from crm_cli.storage.opening import open_database

# Batch mode makes a new table, copies the rows, drops the old one: the way that once lost every child row.
NEXT = '''
"""The next schema."""

import os
import signal

import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{head}"


def stop(place):
    if os.environ.get("STOP_AT") == place:
        os.kill(os.getpid(), signal.SIGKILL)


def upgrade():
    stop("begin")
    with op.batch_alter_table("customer", recreate="always") as batch:
        batch.add_column(sa.Column("motto", sa.String(), nullable=False, server_default=""))
    stop("rebuilt")
    op.execute("update customer set motto = 'first'")
    stop("filled")
    {more}
'''
HERE = Path(__file__).parent
NEXT_VERSION = SCHEMA_VERSION + 1
RUN = f"""
import sys
from pathlib import Path
from crm_cli.storage.migrate import upgrade
upgrade(Path(sys.argv[1]), scripts=Path(sys.argv[2]), version={NEXT_VERSION})
"""


def _scripts(folder: Path, more: str = "pass") -> Path:
    """Return a copy of the migrations with one more at their end."""
    scripts = folder / "migrations 100%"
    shutil.copytree(MIGRATIONS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    head = max(one.name[:4] for one in (scripts / "versions").glob("0*.py"))
    (scripts / "versions" / "9999_next.py").write_text(NEXT.format(head=head, more=more))
    return scripts


def _counts(path: Path) -> dict[str, int]:
    connection = connect(path)
    tables = [
        row[0]
        for row in connection.execute("select name from sqlite_master where type = 'table'")
        if not row[0].startswith(("sqlite_", "search_"))
    ]
    counts = {table: connection.execute(f'select count(*) from "{table}"').fetchone()[0] for table in tables}
    assert connection.execute("pragma foreign_key_check").fetchall() == []
    assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
    connection.close()
    return counts


def _version(path: Path) -> int:
    connection = connect(path)
    version: int = connection.execute("pragma user_version").fetchone()[0]
    connection.close()
    return version


@pytest.mark.trust("R16")
def test_no_row_is_lost_and_the_copy_is_the_old_database(busy_path: Path, tmp_path: Path) -> None:
    counts, content = _counts(busy_path), busy_path.read_bytes()
    copy = upgrade(busy_path, scripts=_scripts(tmp_path), version=NEXT_VERSION)
    assert _counts(busy_path) == counts
    assert _version(busy_path) == NEXT_VERSION
    connection = connect(busy_path)
    assert {row[0] for row in connection.execute("select motto from customer")} == {"first"}
    connection.close()
    digest, name = copy.with_name(f"{copy.name}.sha256").read_text().splitlines()[1].split()
    assert (hashlib.sha256(copy.read_bytes()).hexdigest(), copy.name) == (digest, name)
    assert copy.read_bytes()[100:] == content[100:]
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert _counts(copy) == counts


@pytest.mark.trust("R15")
@pytest.mark.parametrize("place", ["begin", "rebuilt", "filled"])
def test_killed_in_the_middle_it_is_the_old_one_and_the_next_try_works(
    busy_path: Path, tmp_path: Path, place: str
) -> None:
    counts, scripts = _counts(busy_path), _scripts(tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", RUN, busy_path, scripts], env={**os.environ, "STOP_AT": place}, check=False
    )
    assert done.returncode == -signal.SIGKILL
    assert _counts(busy_path) == counts
    open_database(busy_path).close()
    upgrade(busy_path, scripts=scripts, version=NEXT_VERSION)
    assert _counts(busy_path) == counts
    assert _version(busy_path) == NEXT_VERSION


@pytest.mark.trust("R15")
@pytest.mark.parametrize(
    "more",
    [
        'op.execute("delete from phone where no = 1")',
        'op.drop_table("report_note")',
        'op.execute("update contact set customer_no = 99 where no = 1")',
        'op.execute("select broken from nothing")',
        'raise RuntimeError("by itself")',
    ],
)
def test_a_migration_that_would_lose_something_is_taken_back(
    busy_path: Path, tmp_path: Path, more: str
) -> None:
    content = busy_path.read_bytes()
    with pytest.raises((DatabaseError, RuntimeError)):
        upgrade(busy_path, scripts=_scripts(tmp_path, more), version=NEXT_VERSION)
    assert busy_path.read_bytes() == content
    assert _version(busy_path) == SCHEMA_VERSION


@pytest.mark.trust("R16")
@pytest.mark.parametrize("released", [1])
def test_a_firm_of_every_schema_released_comes_up_to_date_when_it_is_opened(
    tmp_path: Path, released: int
) -> None:
    path = tmp_path / "firm.db"
    path.write_bytes(gzip.decompress((HERE / f"schema_{released}.db.gz").read_bytes()))
    path.chmod(0o600)
    counts = _counts(path)
    assert _version(path) == released
    open_database(path).close()
    assert _version(path) == SCHEMA_VERSION
    assert {table: count for table, count in _counts(path).items() if table in counts} == counts
    connection = connect(path)
    assert search.check(connection) == []
    connection.close()


@pytest.mark.trust("R14")
def test_a_schema_of_another_line_is_refused(busy_path: Path, tmp_path: Path) -> None:
    connection = connect(busy_path)
    connection.execute("update alembic_version set version_num = 'ffff'")
    connection.close()
    with pytest.raises(DatabaseError, match="does not know"):
        upgrade(busy_path)


def test_a_lock_or_damage_stops_the_copy_and_leaves_none(
    busy_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "connect", lambda path: connect(path, timeout=0.05))
    holder = sqlite3.connect(busy_path, isolation_level=None)
    holder.execute("begin exclusive")
    with pytest.raises(DatabaseError, match="in use"):
        verified_copy(busy_path)
    holder.execute("rollback")
    holder.execute("pragma writable_schema = on")
    holder.execute("update sqlite_master set rootpage = 3 where name = 'ix_call_day'")
    holder.close()
    with pytest.raises(DatabaseError, match="damaged"):
        verified_copy(busy_path)
    assert not list(busy_path.parent.rglob("*.bak*"))


def test_a_folder_without_room_for_a_copy_is_named(busy_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_arguments: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.open", full)
    with pytest.raises(DatabaseError, match="the disk is full"):
        verified_copy(busy_path)


def test_making_one_killed_in_the_middle_is_named_and_can_be_deleted(tmp_path: Path) -> None:
    path = tmp_path / "crm.db"
    script = "import os, sys; from pathlib import Path; from crm_cli.storage import migrate\n"
    script += "migrate._refuse_loss = lambda *_: os.kill(os.getpid(), 9)\n"
    script += "migrate.create_database(Path(sys.argv[1]))"
    assert subprocess.run([sys.executable, "-c", script, path], check=False).returncode == -signal.SIGKILL
    with pytest.raises(DatabaseError, match="never finished"):
        open_database(path)
    path.unlink()
    create_database(path)
    open_database(path).close()
