"""A backup that says it is good is whole, and going back to it was tried (R10, R11, R12, R14, R19, S17, S19)."""

import contextlib
import hashlib
import os
import random
import shutil
import sqlite3
import stat
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from crm_cli.errors import DatabaseError, NotFoundError, RefusedError
from crm_cli.services import customers
from crm_cli.services.desk import open_desk
from crm_cli.storage import backup, restore, restore_preview
from crm_cli.storage.backup import Backup, make, row_counts, state_of
from crm_cli.storage.database import APPLICATION_ID, SCHEMA_VERSION, connect
from crm_cli.storage.opening import open_database

WRITER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=15)
connection.execute("pragma synchronous = off")
no = 0
while True:
    no += 1
    connection.execute("begin immediate")
    connection.execute("insert into torn_parent values (?)", [no])
    connection.execute("insert into torn_child values (?)", [no])
    connection.execute("commit")
    if no == 1:
        print("writing", flush=True)
"""


def _dump(path: Path) -> list[tuple[object, ...]]:
    """Return every definition and every row."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        found = list(connection.execute("select type, name, sql from sqlite_master order by type, name"))
        for table in row_counts(connection):
            found += connection.execute(f'select * from "{table}" order by 1').fetchall()
    return found


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_backup_is_the_database_and_says_what_it_is(busy_path: Path) -> None:
    made = make(busy_path)
    assert made.manifest is not None
    assert _dump(busy_path) == _dump(made.path)
    with contextlib.closing(connect(busy_path)) as now:
        assert made.manifest.rows == row_counts(now)
    assert (made.manifest.reason, made.manifest.schema, made.manifest.firm) == (
        "asked",
        SCHEMA_VERSION,
        "A公司",
    )
    done = subprocess.run(
        ["sha256sum", "-c", backup.sums_of(made.path).name],
        cwd=made.path.parent,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert b"WARNING" not in done.stderr
    assert state_of(made, deep=True) == "good"
    assert backup.backups_in(made.path.parent) == [made]


@pytest.mark.trust("S17")
def test_nobody_else_may_read_it_whatever_the_umask(busy_path: Path) -> None:
    """S17: created 0600 before a byte is written, in a folder 0700."""
    before = os.umask(0)
    try:
        made = make(busy_path)
    finally:
        os.umask(before)
    assert [_mode(one) for one in (made.path, backup.sums_of(made.path), made.path.parent)] == [
        0o600,
        0o600,
        0o700,
    ]


@pytest.mark.trust("R11")
def test_flipped_bits_are_all_found(busy_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """R11: 150 of 150, where integrity_check found 37."""
    made = make(busy_path)
    chance, content, found = random.Random(11), made.path.read_bytes(), 0
    for _ in range(150):
        spoilt = bytearray(content)
        spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
        made.path.write_bytes(spoilt)
        found += state_of(made, deep=True) == "altered"
    assert found == 150
    with pytest.raises(DatabaseError, match="SHA-256"):
        restore.prepare(made.path, busy_path)
    with capsys.disabled():
        print(f"\nR11: {found} of 150 flipped bits found", end="")


@pytest.mark.trust("R12")
def test_a_backup_while_others_write_is_of_one_moment(
    busy_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """R12: twenty copies in the middle of somebody's writing; parents and children are equal in each."""
    with contextlib.closing(sqlite3.connect(busy_path)) as connection:
        connection.executescript("create table torn_parent (no); create table torn_child (no);")
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, busy_path], stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline()
        took, counts = [], []
        try:
            for _ in range(20):
                began = time.monotonic()
                made = make(busy_path)
                took.append(time.monotonic() - began)
                with contextlib.closing(sqlite3.connect(made.path)) as copy:
                    rows = [
                        copy.execute(f"select count(*) from torn_{one}").fetchone()[0]
                        for one in ("parent", "child")
                    ]
                assert rows[0] == rows[1]
                counts.append(rows[0])
        finally:
            writer.kill()
    assert counts == sorted(counts)
    assert counts[-1] > counts[0]
    with capsys.disabled():
        print(
            f"\nR12: 20 backups while {counts[-1]} pairs were written: all equal, longest {max(took):.2f} s",
            end="",
        )


def test_damage_a_lock_and_no_room_leave_nothing(busy_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = bytearray(busy_path.read_bytes())
    content[5 * 4096 : 6 * 4096] = bytes(4096)
    spoilt = busy_path.with_name("spoilt.db")
    spoilt.write_bytes(content)
    with pytest.raises(DatabaseError, match="damaged"):
        make(spoilt)
    monkeypatch.setattr(backup, "connect", lambda path: connect(path, timeout=0.05))
    with contextlib.closing(sqlite3.connect(busy_path, isolation_level=None)) as holder:
        holder.execute("begin exclusive")
        with pytest.raises(DatabaseError, match="in use"):
            make(busy_path)
    (busy_path.parent / "file").write_text("in the way")
    monkeypatch.setattr(backup, "folder_of", lambda _path: busy_path.parent / "file" / "deeper")
    with pytest.raises(DatabaseError, match="No backup of"):
        make(busy_path)
    assert not list(busy_path.parent.rglob("*.bak*"))


def test_a_file_that_is_there_is_not_written_over(busy_path: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.db"
    mine.write_text("mine")
    with pytest.raises(RefusedError, match="already exists"):
        make(busy_path, mine)
    assert mine.read_text() == "mine"
    made = make(busy_path, tmp_path / "other.db")
    assert state_of(made, deep=True) == "good"
    assert not backup.is_ours(made)


def _restored(file: Path, database: Path, *, unverified: bool = False) -> restore.Prepared:
    prepared = restore.prepare(file, database, unverified=unverified)
    restore.put_in_place(prepared.work, database, aside=False)
    return prepared


def test_going_back_brings_every_row_back(busy_path: Path) -> None:
    before = _dump(busy_path)
    made = make(busy_path)
    desk = open_desk(busy_path, None)
    customers.add_customer(desk, "后来的公司")
    desk.close()
    prepared = restore.prepare(made.path, busy_path)
    found = restore_preview.preview(prepared.work, prepared.zone, busy_path, date(2026, 11, 20))
    told = {row.noun: row for row in found.rows}
    assert (told["customer"].back, told["customer"].gone) == (0, 1)
    assert (told["call"].back, told["call"].gone, told["call"].changed) == (0, 0, 0)
    restore.put_in_place(prepared.work, busy_path, aside=False)
    assert _dump(busy_path) == before
    assert _mode(busy_path) == 0o600
    assert not list(busy_path.parent.glob(".crm-restore*"))


def test_who_has_the_old_file_open_is_told_and_writes_nothing_into_it(busy_path: Path) -> None:
    made = make(busy_path)
    desk = open_desk(busy_path, None)
    _restored(made.path, busy_path)
    content = busy_path.read_bytes()
    for act in (lambda: customers.add_customer(desk, "丢了的公司"), lambda: customers.customers(desk)):
        with pytest.raises(DatabaseError, match="replaced or taken away"):
            act()
    desk.close()
    assert busy_path.read_bytes() == content
    open_database(busy_path).close()


HOLDER = """
import sys
from pathlib import Path
from crm_cli.errors import DatabaseError
from crm_cli.services import customers
from crm_cli.services.desk import open_desk
desk = open_desk(Path(sys.argv[1]), None)
customers.add_customer(desk, "先来的公司")
print("open", flush=True)
sys.stdin.readline()
try:
    customers.add_customer(desk, "后来的公司")
except DatabaseError as error:
    print(error.sentence, flush=True)
"""


def test_another_process_is_told_too(busy_path: Path) -> None:
    made = make(busy_path)
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, busy_path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "open\n"
        _restored(made.path, busy_path)
        said, _error = holder.communicate("\n", timeout=20)
    assert "replaced or taken away" in said
    with contextlib.closing(connect(busy_path)) as connection:
        assert connection.execute("select count(*) from customer where name like '%来的公司'").fetchone() == (
            0,
        )
        assert connection.execute("pragma integrity_check").fetchone() == ("ok",)


def test_a_lock_keeps_it_from_being_replaced(busy_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = make(busy_path)
    monkeypatch.setattr(restore, "BUSY_SECONDS", 0.05)
    prepared = restore.prepare(made.path, busy_path)
    inode = busy_path.stat().st_ino
    with contextlib.closing(sqlite3.connect(busy_path, isolation_level=None)) as holder:
        holder.execute("begin immediate")
        with pytest.raises(DatabaseError, match="in use"):
            restore.put_in_place(prepared.work, busy_path, aside=False)
    assert busy_path.stat().st_ino == inode
    restore.discard(prepared.work)


@pytest.mark.parametrize("is_there", [True, False])
def test_a_wreck_or_nothing_is_no_obstacle(busy_path: Path, *, is_there: bool) -> None:
    before = _dump(busy_path)
    made = make(busy_path)
    wreck = b"no database any more" * 500
    busy_path.write_bytes(wreck)
    # The journal of the old file, played back into the new one, would destroy it.
    beside = busy_path.with_name(busy_path.name + "-journal")
    beside.write_bytes(bytes.fromhex("d9d505f920a163d7") + bytes(600))
    if not is_there:
        busy_path.unlink()
    prepared = restore.prepare(made.path, busy_path)
    assert not restore_preview.preview(prepared.work, "UTC", busy_path, date(2026, 11, 20)).readable
    aside = restore.put_in_place(prepared.work, busy_path, aside=True)
    assert _dump(busy_path) == before
    assert not beside.exists()
    assert (aside.read_bytes() if aside else None) == (wreck if is_there else None)


PLANTED = {
    "a trigger": "create trigger t after insert on customer begin delete from call; end",
    "a view": "create view v as select * from customer",
    "a strange table": "create table strange (no)",
    "another index": "drop index ix_call_day; create index ix_call_day on call (abs(no))",
    "a table of another make": "pragma writable_schema = on; update sqlite_master set sql ="
    " replace(sql, 'no INTEGER', 'no INTEGER, x AS (random())') where name = 'memo'",
    "a search table of another make": "drop table search_note; create virtual table search_note using"
    " fts5(tokens, content='customer', content_rowid='no')",
    "foreign": f"pragma application_id = {APPLICATION_ID + 1}",
    "newer": f"pragma user_version = {SCHEMA_VERSION + 1}",
    "never finished": "pragma user_version = 0",
    "no firm": "pragma foreign_keys = off; delete from firm",
}


@pytest.mark.trust("S19")
@pytest.mark.parametrize("spoil", PLANTED.values(), ids=PLANTED.keys())
def test_a_strangers_file_is_refused_and_nothing_of_it_runs(
    busy_path: Path, tmp_path: Path, spoil: str
) -> None:
    """S19 and R14: even when its sums are right, or nobody asks for them."""
    planted = tmp_path / "planted.db"
    shutil.copy(busy_path, planted)
    with (
        contextlib.closing(sqlite3.connect(planted)) as connection,
        contextlib.suppress(sqlite3.OperationalError),
    ):
        connection.executescript(spoil)
    digest = hashlib.sha256(planted.read_bytes()).hexdigest()
    backup.sums_of(planted).write_text(f"{digest}  {planted.name}\n")
    content, there = busy_path.read_bytes(), planted.read_bytes()
    with pytest.raises(DatabaseError) as caught:
        restore.prepare(planted, busy_path)
    assert str(planted) in caught.value.sentence
    assert ".crm-restore" not in caught.value.sentence
    assert caught.value.hint
    assert (busy_path.read_bytes(), planted.read_bytes()) == (content, there)
    assert not list(busy_path.parent.glob(".crm-restore*"))


def test_a_file_without_sums_is_taken_when_insisted_on(busy_path: Path, tmp_path: Path) -> None:
    plain = tmp_path / "plain.db"
    shutil.copy(busy_path, plain)
    with pytest.raises(RefusedError, match="no sums"):
        restore.prepare(plain, busy_path)
    assert _restored(plain, busy_path, unverified=True).verified is False
    with pytest.raises(NotFoundError):
        restore.prepare(tmp_path / "none.db", busy_path)


def test_a_firm_of_the_first_release_is_brought_up_to_date_on_the_copy(
    busy_path: Path, tmp_path: Path
) -> None:
    import gzip

    old = tmp_path / "old.db"
    old.write_bytes(gzip.decompress((Path(__file__).parent / "schema_1.db.gz").read_bytes()))
    content = old.read_bytes()
    prepared = _restored(old, busy_path, unverified=True)
    assert (prepared.schema, old.read_bytes()) == (1, content)
    database = open_database(busy_path, migrate=False)
    assert database.connection.execute("pragma user_version").fetchone()[0] == SCHEMA_VERSION
    database.close()


def _many(path: Path, count: int) -> None:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        names = [
            row[1] for row in connection.execute("pragma table_info(customer)") if row[1] not in {"no", "id"}
        ]
        listed = ", ".join(names)
        connection.execute(
            f"with recursive n (i) as (select 1 union all select i + 1 from n where i < {count})"
            f" insert into customer (id, {listed}) select 'many-' || i, {listed} from customer, n where customer.no = 1"
        )
        connection.commit()


@pytest.mark.trust("R19")
@pytest.mark.parametrize("count", [5_000, pytest.param(250_000, marks=pytest.mark.slow)])
def test_a_larger_firm_is_backed_up_in_no_time(
    busy_path: Path, count: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """R19: a megabyte takes some hundredths of a second, copied, opened, counted and summed."""
    _many(busy_path, count)
    size, began = busy_path.stat().st_size / 1e6, time.monotonic()
    made = make(busy_path)
    took = time.monotonic() - began
    assert state_of(made) == "good"
    assert took < 1 + size / 20
    with capsys.disabled():
        print(f"\nR19: {size:.1f} MB backed up in {took:.2f} s", end="")


def test_a_broken_off_backup_is_none(busy_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(_path: Path) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(backup, "sha256_of", stop)
    with pytest.raises(KeyboardInterrupt):
        make(busy_path)
    assert [one.name for one in (busy_path.parent / "backups").iterdir()] == []
    assert state_of(Backup(busy_path, None)) == "unsummed"


def test_who_waits_too_long_for_a_copy_is_told_of_it(busy_path: Path) -> None:
    """Several gigabytes are copied in more than the seconds that others wait; a part left long ago is no reason."""
    with contextlib.closing(sqlite3.connect(busy_path, isolation_level=None)) as holder:
        holder.execute("begin exclusive")
        folder = backup.folder_of(busy_path)
        folder.mkdir(exist_ok=True)
        part = folder / f"{busy_path.name}.2026-11-20-013000.bak.part"
        for names, told in (((), "in use"), (("other.db.x",), "in use"), ((part.name,), "A backup of")):
            for name in names:
                (folder / name).write_bytes(b"half")
            with pytest.raises(DatabaseError, match=told):
                open_database(busy_path, timeout=0.01)
        os.utime(part, (1, 1))
        with pytest.raises(DatabaseError, match="in use"):
            open_database(busy_path, timeout=0.01)
