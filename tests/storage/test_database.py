"""A file that is not a sound database of ours is named so, never repaired, never touched, never a traceback."""

import contextlib
import os
import random
import shutil
import sqlite3
import stat
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from crm_cli.errors import CrmError, DatabaseError, RefusedError
from crm_cli.services import calls, contacts, customers, firm, followups, history, money, plans, steps, visits
from crm_cli.services.desk import Desk, open_desk
from crm_cli.storage.change import Author, Change
from crm_cli.storage.database import APPLICATION_ID, SCHEMA_VERSION, Database, connect
from crm_cli.storage.firm import FIRM, SETTINGS
from crm_cli.storage.migrate import create_database
from crm_cli.storage.opening import open_database

LISTS: list[Callable[[Desk], object]] = [
    customers.customers, contacts.contacts, contacts.phones, calls.calls, visits.visits, followups.followups,
    steps.steps, plans.plans, money.money_events, history.changes,
]  # fmt: skip


def read_everything(path: Path) -> None:
    """Do what every list does, and write once."""
    desk = open_desk(path, None)
    try:
        for find in LISTS:
            find(desk)
        customers.add_customer(desk, "还写得进")
    finally:
        desk.close()


def _cut(share: float) -> Callable[[bytes], bytes]:
    return lambda content: content[: int(len(content) * share)]


@pytest.mark.trust("R10")
@pytest.mark.parametrize(
    "spoil",
    [
        lambda content: b"",
        lambda content: "一份名单\n白云\n".encode() * 500,
        lambda content: content[:100],
        lambda content: content[:1000],
        _cut(0.5),
        _cut(0.9),
        lambda content: bytes(100) + content[100:],
        lambda content: bytes(4096) + content[4096:],
        lambda content: bytes(len(content)),
        lambda content: b"SQLite format 3\0" + bytes(5000),
        lambda content: os.urandom(8192),
    ],
    ids=["empty", "text", "100 bytes", "1000 bytes", "half", "most", "no header", "no first page", "zeros",
         "only a header", "noise"],
)  # fmt: skip
def test_a_spoilt_file_is_refused_and_left_as_it_is(busy_path: Path, spoil: Callable[[bytes], bytes]) -> None:
    content = spoil(busy_path.read_bytes())
    busy_path.write_bytes(content)
    with pytest.raises(DatabaseError) as caught:
        read_everything(busy_path)
    assert str(busy_path) in caught.value.sentence
    assert caught.value.hint
    assert busy_path.read_bytes() == content


def _survives(path: Path) -> bool:
    """Return whether everything could still be read; anything but a sentence fails the test."""
    try:
        read_everything(path)
    except CrmError:
        return False
    return True


def _pages(template: Path, pages: list[int], path: Path) -> int:
    survived = 0
    for page in pages:
        shutil.copy(template, path)
        path.with_name(path.name + "-journal").unlink(missing_ok=True)
        content = bytearray(path.read_bytes())
        content[page * 4096 : (page + 1) * 4096] = bytes(4096)
        path.write_bytes(content)
        survived += _survives(path)
    return survived


def _bits(template: Path, flips: int, path: Path, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(flips):
        shutil.copy(template, path)
        path.with_name(path.name + "-journal").unlink(missing_ok=True)
        content = bytearray(path.read_bytes())
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        path.write_bytes(content)
        _survives(path)


@pytest.mark.trust("R10")
def test_zeroed_pages_are_a_sentence(busy_template: Path, tmp_path: Path) -> None:
    pages = random.Random(1).sample(range(busy_template.stat().st_size // 4096), 25)
    assert _pages(busy_template, pages, tmp_path / "crm.db") < len(pages)


@pytest.mark.trust("R10")
def test_flipped_bits_are_a_sentence_or_go_unseen(busy_template: Path, tmp_path: Path) -> None:
    _bits(busy_template, 40, tmp_path / "crm.db", seed=2)


@pytest.mark.trust("R10")
@pytest.mark.slow
def test_every_page_and_many_bits(busy_template: Path, tmp_path: Path) -> None:
    _pages(busy_template, list(range(busy_template.stat().st_size // 4096)), tmp_path / "crm.db")
    _bits(busy_template, 1000, tmp_path / "crm.db", seed=random.randrange(2**32))


@pytest.mark.trust("R14")
@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (f"pragma application_id = {APPLICATION_ID + 1}", "another program"),
        ("pragma application_id = 0", "another program"),
        (f"pragma user_version = {SCHEMA_VERSION + 1}", "newer crm"),
        ("pragma user_version = 0", "never finished"),
        ("delete from firm", "damaged"),
        ("update firm set created_at = null", None),
        ("insert into setting (id, created_at, created_by, key, value) values ('x', 'y', 'z', 'k', x'ff')", None),
        ("pragma writable_schema = on; delete from sqlite_master where name = 'customer'", "damaged"),
    ],
)  # fmt: skip
def test_a_foreign_newer_or_hollow_database_is_refused(
    busy_path: Path, spoil: str, sentence: str | None
) -> None:
    connection = sqlite3.connect(busy_path)
    with contextlib.suppress(sqlite3.IntegrityError):  # a constraint that forbids it is the better answer
        connection.executescript(spoil)
    connection.close()
    if sentence is None:
        _survives(busy_path)
        return
    before = busy_path.read_bytes()
    with pytest.raises(DatabaseError, match=sentence):
        read_everything(busy_path)
    assert busy_path.read_bytes() == before


def test_a_foreign_database_with_a_log_is_not_even_tidied(tmp_path: Path) -> None:
    path = tmp_path / "places.sqlite"
    connection = sqlite3.connect(path)
    connection.executescript("pragma journal_mode = wal; create table moz (x); insert into moz values (1);")
    files = {one.name: one.read_bytes() for one in tmp_path.iterdir()}
    copy = tmp_path / "copy"
    copy.mkdir()
    for name, content in files.items():
        (copy / name).write_bytes(content)
    connection.close()
    with pytest.raises(DatabaseError, match="another program"):
        open_database(copy / "places.sqlite")
    assert {one.name: one.read_bytes() for one in copy.iterdir()} == files


def test_what_is_no_file_is_named(tmp_path: Path) -> None:
    for path, sentence in {
        tmp_path / "none.db": "no database",
        tmp_path: "a folder",
        tmp_path / "none.db" / "deeper": "no database",
        tmp_path / ("x" * 300): "cannot be reached",
        Path("a\0b"): "cannot be reached",
        Path("/dev/null"): "empty",
    }.items():
        with pytest.raises(DatabaseError, match=sentence):
            open_database(path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "name", ["a b?c#d%20.db", "客户 👨‍👩‍👧.db", "mode=ro&x", os.fsdecode(b"\xff\xfe.db")]
)
def test_a_file_may_have_any_name(template: Path, tmp_path: Path, name: str) -> None:
    shutil.copy(template, tmp_path / name)
    read_everything(tmp_path / name)
    assert {one.name for one in tmp_path.iterdir()} == {name, f"{name}-journal"}


def test_a_log_left_over_by_another_tool_is_taken_in(busy_path: Path, tmp_path: Path) -> None:
    writer = sqlite3.connect(busy_path)
    writer.executescript("pragma journal_mode = wal; update customer set city = '上海' where no = 1;")
    for name in (busy_path.name, f"{busy_path.name}-wal"):
        shutil.copy(busy_path.with_name(name), tmp_path / f"copy-{name}")
    writer.close()
    desk = open_desk(tmp_path / f"copy-{busy_path.name}", None)
    assert customers.customers(desk, sort="no")[0].city == "上海"
    assert desk.database.connection.execute("pragma journal_mode").fetchone()[0] == "truncate"
    desk.close()


def test_a_new_database_and_all_beside_it_is_its_owners_alone(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        path = tmp_path / "new" / "crm.db"
        firm.create_firm(path, "A公司", "tests")
        database = open_database(path)
        with Change(database, Author("tests"), "x", "UTC") as change:
            change.insert("customer", name="白云")
            modes = {one.name: stat.S_IMODE(one.stat().st_mode) for one in path.parent.iterdir()}
        database.close()
    finally:
        os.umask(before)
    assert modes == {"crm.db": 0o600, "crm.db-journal": 0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_nothing_is_made_where_something_is_or_may_not_be(busy_path: Path, tmp_path: Path) -> None:
    before = busy_path.read_bytes()
    with pytest.raises(RefusedError, match="already exists"):
        firm.create_firm(busy_path, "B公司", "tests")
    assert busy_path.read_bytes() == before
    with pytest.raises(DatabaseError, match="cannot be made"):
        create_database(busy_path / "crm.db")


def test_a_firm_half_made_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(firm, "preset_row", lambda preset, place: {}[place])
    with pytest.raises(KeyError):
        firm.create_firm(tmp_path / "crm.db", "A公司", "tests")
    assert not (tmp_path / "crm.db").exists()


@pytest.mark.trust("R8")
def test_a_lock_that_stays_is_named_and_nothing_is_written(busy_path: Path) -> None:
    """R8: another program in the middle of a change, then in the middle of a commit."""
    holder = sqlite3.connect(busy_path, isolation_level=None, check_same_thread=False)
    database = open_database(busy_path, timeout=0.05)
    for lock in ("begin immediate", "begin exclusive"):
        holder.execute(lock)
        with pytest.raises(DatabaseError, match="in use") as caught, _change(database) as change:
            change.insert("customer", name="x")
        assert caught.value.exit_code == 5
        if lock == "begin exclusive":
            with pytest.raises(DatabaseError, match="in use"):
                open_database(busy_path, timeout=0.05)
            with pytest.raises(DatabaseError, match="in use"):
                database.all(FIRM)
        holder.execute("rollback")
    with _change(database) as change:
        change.insert("customer", name="x")
    database.close()
    holder.close()


@pytest.mark.trust("R8")
def test_a_lock_that_goes_is_waited_for(busy_path: Path) -> None:
    holder = sqlite3.connect(busy_path, isolation_level=None, check_same_thread=False)
    holder.execute("begin exclusive")
    release = threading.Timer(0.3, lambda: holder.execute("commit"))
    release.start()
    database = open_database(busy_path)
    with _change(database) as change:
        change.insert("customer", name="x")
    database.close()
    release.join()
    holder.close()


@pytest.mark.trust("R8")
def test_a_reader_that_stays_makes_the_commit_wait_and_then_nothing_is_changed(busy_path: Path) -> None:
    reader = sqlite3.connect(busy_path, isolation_level=None)
    cursor = reader.execute("select no from customer")
    cursor.fetchone()
    database = open_database(busy_path, timeout=0.05)
    with pytest.raises(DatabaseError, match="in use"), _change(database) as change:
        change.insert("customer", name="来不及")
    cursor.close()
    assert database.connection.execute("select count(*) from customer where name = '来不及'").fetchone() == (
        0,
    )
    database.close()
    reader.close()


def test_a_snapshot_sees_one_moment(busy_path: Path) -> None:
    one, two = open_database(busy_path, timeout=0.05), open_database(busy_path, timeout=0.05)
    with one.snapshot():
        before = one.all(SETTINGS)
        with pytest.raises(DatabaseError, match="in use"), _change(two) as change:
            change.insert("setting", key="k", value="1")
        assert one.all(SETTINGS) == before
    with _change(two) as change:
        change.insert("setting", key="k", value="1")
    assert len(one.all(SETTINGS)) == len(before) + 1
    one.close()
    two.close()


def _change(database: Database) -> Change:
    return Change(database, Author("tests"), "test", "UTC")


def _as_nobody(script: str, *arguments: str | Path, cwd: Path) -> str:
    """Run Python as a user who has to keep to permissions; return what it printed."""
    drop = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] if os.geteuid() == 0 else []
    if drop and shutil.which("setpriv") is None:
        pytest.skip("setpriv is not on this machine, and root may write anything")
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [*drop, sys.executable, "-c", textwrap.dedent(script), *map(str, arguments)],
        env={"PYTHONPATH": str(root), "PATH": os.environ["PATH"], "HOME": "/", "PYTHONDONTWRITEBYTECODE": "1"},
        cwd="/", capture_output=True, text=True, check=False,
    )  # fmt: skip
    if "PermissionError" in done.stderr and "crm_cli" in done.stderr.splitlines()[-1]:
        pytest.skip("another user may not read this project's folder")
    assert done.returncode == 0, done.stderr
    return done.stdout


READ_AND_WRITE = """
import sys
from pathlib import Path
from crm_cli.errors import CrmError
from crm_cli.services import customers
from crm_cli.services.desk import open_desk
desk = open_desk(Path(sys.argv[1]), None)
print(len(customers.customers(desk)), "read")
try:
    customers.add_customer(desk, "x")
except CrmError as error:
    print(type(error).__name__, error.sentence)
print(len(customers.customers(desk)), "read")
"""


@pytest.mark.trust("R6")
@pytest.mark.parametrize(("file_mode", "folder_mode"), [(0o444, 0o777), (0o666, 0o555), (0o444, 0o555)])
def test_a_read_only_file_or_folder_is_read_and_a_write_says_why(
    busy_template: Path, file_mode: int, folder_mode: int, tmp_path: Path
) -> None:
    """R6."""
    import tempfile

    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        folder = Path(name) / "data"
        folder.mkdir()
        shutil.copy(busy_template, folder / "crm.db")
        (folder / "crm.db").chmod(file_mode)
        Path(name).chmod(0o755)
        folder.chmod(folder_mode)
        printed = _as_nobody(READ_AND_WRITE, folder / "crm.db", cwd=folder)
        folder.chmod(0o700)
    lines = printed.splitlines()
    assert lines[0] == lines[2] != "0 read"
    assert lines[1].startswith("DatabaseError")
    assert "written" in lines[1]


FILL_THE_DISK = """
import resource, sys
from pathlib import Path
path = Path(sys.argv[1])
from crm_cli.errors import DatabaseError
from crm_cli.services import customers
from crm_cli.services.desk import open_desk
size = path.stat().st_size + 60_000
resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
desk = open_desk(path, None)
told = 0
try:
    for i in range(10_000):
        customers.add_customer(desk, f"acknowledged {i}", notes="x" * 2000)
        told += 1
except DatabaseError as error:
    print(error.sentence)
    assert "space" in error.hint, error.hint
print(told, sum(row.name.startswith("acknowledged") for row in customers.customers(desk)))
"""


@pytest.mark.trust("R5")
def test_a_full_disk_loses_nothing_and_reading_goes_on(busy_path: Path) -> None:
    """R5."""
    done = subprocess.run(
        [sys.executable, "-c", FILL_THE_DISK, busy_path], capture_output=True, text=True, check=True
    )
    sentence, counts = done.stdout.splitlines()
    told, held = map(int, counts.split())
    assert str(busy_path) in sentence
    assert told == held > 0
    connection = connect(busy_path)
    assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
    connection.close()
