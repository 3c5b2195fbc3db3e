"""The doctor sees what is wrong, mends what follows from the rest, and leaves everything else alone (R13, S17)."""

import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine

from crm_cli import clock, config
from crm_cli.services import attachments, calls, contacts, customers, history, steps
from crm_cli.services.desk import Desk
from crm_cli.services.doctor import Round, examine
from crm_cli.services.doctor_finding import Finding
from crm_cli.storage import backup, kept_files, surroundings


@pytest.fixture
def firm(desk: Desk, database_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A firm with a customer, calls, an undone change and an attached file, closed."""
    monkeypatch.setattr("shutil.which", lambda _name: None)
    customers.add_customer(desk, "广州白云航空服务有限公司", phones=["020-80000000"], owner="陈伟")
    contacts.add_contact(desk, "王丽", "c1", phones=["19000008000"])
    calls.log_call(desk, calls.Typed("c1", "no_answer"))
    calls.log_call(desk, calls.Typed("c1", "talked", note="要报价"))
    steps.add_step(desk, "报价", customer="c1", due="2027-01-05")
    customers.edit_customer(desk, "c1", city="广州")
    customers.edit_customer(desk, "c1", city="佛山")
    history.undo(desk)
    (tmp_path / "价目表.txt").write_text("一百元")
    attachments.attach(desk, "c1", [tmp_path / "价目表.txt"])
    desk.close()
    return database_path


def _found(path: Path, *, mend: bool = False) -> dict[str, Finding]:
    return {one.check: one for one in examine(Round(path, path.parent / "backups", mend))}


def _states(path: Path, *, mend: bool = False, full: bool = False) -> dict[str, str]:
    return {one.check: one.state for one in examine(Round(path, path.parent / "backups", mend, full))}


def _wrong(path: Path, **how: bool) -> dict[str, str]:
    return {check: state for check, state in _states(path, **how).items() if state != "ok"}


def _spoil(path: Path, sql: str) -> None:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.executescript(sql)


@pytest.mark.parametrize("full", [False, True])
def test_a_sound_firm_needs_nobody_and_is_not_touched(firm: Path, *, full: bool) -> None:
    content = firm.read_bytes()
    assert _wrong(firm, full=full) == {}
    assert firm.read_bytes() == content


def test_a_busy_firm_is_sound(busy_firm: Path) -> None:
    found = {check: state for check, state in _wrong(busy_firm, full=True).items() if check != "attached"}
    assert found == {}


@pytest.fixture
def busy_firm(template: Path, tmp_path: Path) -> Path:
    """A firm that has worked for a few days."""
    from tests.storage.busy_firm import fill

    path = tmp_path / "busy.db"
    shutil.copy(template, path)
    path.chmod(0o600)
    fill(path)
    return path


MENDABLE = {
    "update customer set name_key = 'x', pinyin = 'y'": "derived",
    "update contact set initials = ''": "derived",
    "update customer set last_touch_at = null": "facts",
    "update phone set tries = 7": "facts",
    "update step set dial_at = '2020-01-01T00:00:00.000Z'": "facts",
    "insert into search_customer (search_customer) values ('delete-all')": "search",
    "insert into search_note (rowid, tokens) values (8001, 'abc')": "search",
    "drop table search_contact": "schema",
    "drop index ix_call_day": "schema",
}


@pytest.mark.parametrize(("sql", "check"), MENDABLE.items(), ids=MENDABLE)
def test_what_follows_from_the_rest_is_mended(firm: Path, sql: str, check: str) -> None:
    _spoil(firm, sql)
    assert _wrong(firm)[check] == "person"
    assert _states(firm, mend=True)[check] == "mended"
    assert _wrong(firm, full=True) == {}


UNMENDABLE = {
    "update customer set city = '上海'": ("journal", "person"),
    "update change_row set after = '{' where after is not null": ("journal", "person"),
    "delete from contact": ("journal", "person"),
    "pragma foreign_keys = off; update contact set customer_no = 99": ("references", "person"),
    "create trigger t after insert on call begin delete from customer; end": ("schema", "person"),
    "create view v as select 1": ("schema", "person"),
    "drop table memo": ("schema", "damaged"),
    "pragma user_version = 99": ("schema", "damaged"),
    "pragma application_id = 7": ("schema", "damaged"),
    "update firm set timezone = 'Mars/Olympus'": ("zones", "person"),
    "update change set at = '2099-01-01T00:00:00.000Z'": ("clock", "person"),
    "pragma writable_schema = on; update sqlite_master set rootpage = 3 where name = 'ix_call_day'": (
        "integrity", "damaged",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("sql", "found"), UNMENDABLE.items(), ids=UNMENDABLE)
def test_what_only_a_person_can_judge_is_told_and_left(firm: Path, sql: str, found: tuple[str, str]) -> None:
    _spoil(firm, sql)
    content = firm.read_bytes()
    check, state = found
    assert _states(firm, mend=False)[check] == state
    assert firm.read_bytes() == content
    assert _states(firm, mend=True)[check] == state


@pytest.mark.parametrize("content", [b"", b"text\n" * 900, bytes(9000), b"SQLite format 3\0" + bytes(84)])
def test_what_is_no_database_is_damaged_and_never_made_anew(firm: Path, content: bytes) -> None:
    firm.write_bytes(content)
    assert "damaged" in _states(firm, mend=True).values()
    assert firm.read_bytes() == content


def test_no_file_at_all(tmp_path: Path) -> None:
    assert _states(tmp_path / "none.db", mend=True)["file"] == "damaged"
    assert not (tmp_path / "none.db").exists()


@pytest.mark.trust("R13")
def test_a_copy_without_its_log_is_warned_of(firm: Path, tmp_path: Path) -> None:
    """R13: `cp` of a database in WAL mode leaves the newest rows behind, and SQLite calls what is left sound."""
    writer = sqlite3.connect(firm)
    writer.executescript("pragma journal_mode = wal; update customer set notes = 'newest';")
    shutil.copy(firm, tmp_path / "copy.db")
    (tmp_path / "copy.db").chmod(0o600)
    writer.close()
    assert _states(tmp_path / "copy.db")["file"] == "person"


def test_a_program_ended_in_the_middle_is_told(firm: Path) -> None:
    script = (
        "import os, sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('pragma cache_size = 1');"
        'c.execute("update customer set notes = hex(randomblob(90000))");'
        'c.execute("update outcome set name = hex(randomblob(9000))"); os.kill(os.getpid(), 9)'
    )
    before = kept_files.folder_of(firm)
    subprocess.run([sys.executable, "-c", script, firm], check=False)
    assert firm.with_name(firm.name + "-journal").stat().st_size > 0
    assert _wrong(firm) == {"file": "mended"}
    assert _wrong(firm) == {}
    assert before.exists()


@pytest.mark.trust("S17")
def test_who_may_read_what(firm: Path) -> None:
    made = backup.make(firm)
    for path in (firm, made.path, made.path.parent, kept_files.folder_of(firm)):
        path.chmod(0o755)
    assert _wrong(firm) == {"permissions": "person"}
    assert _states(firm, mend=True)["permissions"] == "mended"
    assert [path.stat().st_mode & 0o077 for path in (firm, made.path, made.path.parent)] == [0, 0, 0]


@pytest.mark.trust("S18")
def test_secrets_that_others_may_read(firm: Path) -> None:
    secret = config.config_path().with_name("secret")
    config.config_path().parent.mkdir(parents=True, exist_ok=True)
    config.config_path().write_text('[channel.sales]\nkind = "wecom"\nurl_file = "secret"\n')
    config.config_path().chmod(0o600)
    secret.write_text("https://example.com/hook")
    secret.chmod(0o640)
    assert _wrong(firm) == {"secrets": "person"}
    assert _states(firm, mend=True)["secrets"] == "mended"
    assert secret.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("spoil", [Path.unlink, lambda path: path.write_bytes(b"other content")])
def test_an_attached_file_comes_back_from_a_backup_and_is_never_deleted(
    firm: Path, spoil: Callable[[Path], object]
) -> None:
    (place,) = (path for sha256, path in kept_files.contents(kept_files.folder_of(firm)) if sha256)
    content = place.read_bytes()
    stray = place.with_name("ff" * 32)
    stray.write_bytes(b"belongs to nothing")
    backup.make(firm)
    # One file with two names is no second copy: as a disk would, only the one place is spoilt.
    place.unlink()
    place.write_bytes(content)
    spoil(place)
    assert _wrong(firm) == {"attached": "person"}
    assert _states(firm, mend=True)["attached"] == "mended"
    assert (place.read_bytes(), stray.exists()) == (content, True)


def test_old_backups_are_told_of(firm: Path) -> None:
    backup.make(firm)
    with time_machine.travel(datetime.now(UTC).replace(year=datetime.now(UTC).year + 1)):
        assert _wrong(firm) == {"backups": "person"}


def test_where_it_is_kept(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(
        f"/dev/sda / ext4 rw 0 0\nhost:/x {tmp_path}/a\\040b nfs4 rw 0 0\n//h/y {tmp_path}/c fuse.sshfs rw 0 0\n"
    )
    kinds = {
        name: surroundings.network_system(tmp_path / name / "crm.db", mounts)
        for name in ("a b", "a", "c", "d")
    }
    assert kinds == {"a b": "nfs4", "a": None, "c": "fuse.sshfs", "d": None}
    for folder in (
        "Dropbox",
        "OneDrive - A公司",
        "坚果云",
        "Nutstore Files",
        "Mobile Documents",
        "Dropbox (Firm)",
    ):
        assert surroundings.synced_folder(tmp_path / folder / "firm" / "crm.db") == folder
    assert surroundings.synced_folder(tmp_path / "dropped" / "OneDrive.db") is None


def test_little_time_says_how_far_it_looked(firm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "crm_cli.services.doctor._SECONDS", {"integrity": 0.0, "references": 0.0, "rows": 0.0}
    )
    told = {one.check: one for one in examine(Round(firm, firm.parent / "backups"))}
    assert {one.state for one in told.values()} == {"ok"}
    assert "crm doctor --full" in told["derived"].found
    assert "crm doctor --full" in told["journal"].found


def test_what_killed_programs_left_is_named_and_taken_away_once_it_is_old(firm: Path, tmp_path: Path) -> None:
    made = backup.make(firm)
    folder, attached = made.path.parent, kept_files.folder_of(firm)
    ours = [
        firm.with_name(".crm-abcd_123.part"),
        firm.with_name(".crm-restore-abcd_123.part-journal"),
        attached / ".crm-zzzzzzzz.part",
        folder / f"{firm.name}.2026-11-20-013000-2.bak.part",
    ]
    inside = firm.with_name(".crm-new-4194000-abcd1234") / "firm.db"
    inside.parent.mkdir()
    others = [
        *(firm.with_name(name) for name in (".crm-mine.part", ".crm-abcd_123.part.txt", "crm-abcd_123.part")),
        folder / "other.db.2026-11-20-013000.bak.part",
    ]
    fresh = firm.with_name(".crm-abcd_456.part")
    for path in (*ours, inside, *others, fresh):
        path.write_bytes(b"half")
        path.chmod(0o600)
    link = firm.with_name(".crm-link_123.part")
    link.symlink_to(tmp_path)
    old = clock.now().timestamp() - 90_000
    for path in (*ours, inside.parent, *others, made.path):
        os.utime(path, (old, old))
    os.utime(link, (old, old), follow_symlinks=False)
    told = _found(firm)["litter"]
    assert (told.state, " 5 " in told.found) == ("person", True), told
    assert _found(firm, mend=True)["litter"].state == "mended"
    assert not any(path.exists() for path in (*ours, inside.parent))
    assert all(path.exists() for path in (*others, made.path, fresh, link))
    assert _found(firm)["litter"].state == "ok"
