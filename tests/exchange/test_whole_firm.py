"""A whole firm goes out and comes back equal, or not at all: exchange/firm_out.py and firm_in.py."""

import contextlib
import errno
import gzip
import os
import random
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from crm_cli.errors import CrmError, DatabaseError, RefusedError
from crm_cli.exchange import firm_out
from crm_cli.exchange.firm_folder import decode, encoder
from crm_cli.services import history
from crm_cli.services.desk import Desk, open_desk
from crm_cli.services.firm import create_firm
from crm_cli.storage import kept_files, search
from crm_cli.storage.database import connect
from crm_cli.storage.migrate import upgrade
from crm_cli.storage.whole_tables import HISTORY, Column, Table, tables
from tests.exchange.dump import dump
from tests.exchange.moving import desk_of, export_to, import_from

HOSTILE = (
    "=1+1",
    "[/b]",
    "\x1b]0;x\x07",
    "甲\n乙",
    "\u202e逆",
    "'; drop table call; --",
    '"\\',
    "🏢\u200d",
    " ",
    "0",
)


@pytest.fixture
def busy(busy_template: Path, tmp_path: Path) -> Path:
    """A copy of it with its attached files."""
    path = tmp_path / "old" / "firm.db"
    shutil.copytree(busy_template.parent, path.parent)
    return path


def _bytes(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("into", ["nothing", "init"])
def test_a_firm_that_moved_is_equal_and_writes_the_same_folder(busy: Path, tmp_path: Path, into: str) -> None:
    new = tmp_path / "new" / "firm.db"
    if into == "init":
        create_firm(new, "B公司", "tests", region="TW")
    with time_machine.travel("2026-11-20T09:00:00+00:00", tick=False):
        first = export_to(busy, tmp_path / "first")
        assert import_from(tmp_path / "first", new) == []
        export_to(new, tmp_path / "second")
    assert first.attached == 1
    assert dump(busy) == dump(new)
    assert _bytes(tmp_path / "first") == _bytes(tmp_path / "second")
    kept = {name for name, _place in kept_files.contents(kept_files.folder_of(new))}
    assert kept == {name for name, _place in kept_files.contents(kept_files.folder_of(busy))} != set()
    assert {path.name for path in new.parent.iterdir()} <= {"firm.db", "firm.db.files", "firm.db-journal"}


@pytest.mark.parametrize("seed", range(2))
def test_whatever_the_rows_say_comes_back(busy: Path, tmp_path: Path, seed: int) -> None:
    _scramble(busy, random.Random(seed))
    export_to(busy, tmp_path / "out")
    import_from(tmp_path / "out", tmp_path / "new.db")
    assert dump(busy) == dump(tmp_path / "new.db")


def _scramble(path: Path, chance: random.Random) -> None:
    """Put strange texts into free text columns, take other rows away, and have numbers skipped."""
    with contextlib.closing(connect(path)) as connection:
        for table in tables(connection):
            names = {column.name for column in table.columns if column.kind == "text" and not column.longest}
            free = sorted(
                names
                & {"note", "notes", "words", "reason", "city", "email", "heard", "after", "before", "comment"}
            )
            for number, *_rest in connection.execute(f'select no from "{table.name}"').fetchall():
                for name in free:
                    text = "".join(chance.choices(HOSTILE, k=chance.randrange(4)))
                    connection.execute(f'update "{table.name}" set {name} = ? where no = ?', (text, number))
        for table_name in ("change_row", "memo", "competitor_heard"):
            connection.execute(f"delete from {table_name} where no % 3 = {chance.randrange(3)}")
        connection.execute("update sqlite_sequence set seq = seq + ?", [chance.randrange(1000)])
        search.rebuild(connection)


_CELLS = {
    "number": st.integers(-(2**63), 2**63 - 1),
    "flag": st.integers(0, 1),
    "day": st.dates().map(str),
    "instant": st.datetimes().map(lambda at: at.strftime("%Y-%m-%dT%H:%M:%S.").zfill(20) + "007Z"),
    "text": st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])),
}


@st.composite
def _any_rows(draw: st.DrawFn) -> tuple[Table, list[list[Any]]]:
    kinds = draw(st.lists(st.sampled_from(sorted(_CELLS)), min_size=1, max_size=6))
    columns = []
    for place, kind in enumerate(kinds):
        needed = draw(st.booleans())
        default = draw(_CELLS[kind]) if draw(st.booleans()) else None
        columns.append(Column(f"c{place}", kind, 0, default, needed))
    cells = [_CELLS[one.kind] if one.needed else st.none() | _CELLS[one.kind] for one in columns]
    return Table("t", tuple(columns), ()), draw(st.lists(st.tuples(*cells).map(list), max_size=5))


@given(_any_rows())
def test_a_line_says_a_row_whatever_its_cells_and_defaults(made: tuple[Table, list[list[Any]]]) -> None:
    table, rows = made
    lines = list(enumerate(map(encoder(table), rows), 1))
    assert all(line.count(b"\n") == 1 for _number, line in lines)
    columns = decode("t.jsonl", lines, table)
    assert [list(row) for row in zip(*columns.values(), strict=True)] == rows


def test_without_history_everything_else_comes(busy: Path, tmp_path: Path) -> None:
    export_to(busy, tmp_path / "out", history=False)
    import_from(tmp_path / "out", tmp_path / "new.db")
    old, new = dump(busy), dump(tmp_path / "new.db")
    assert {name for name in old if old[name] != new[name]} == {*HISTORY, "sqlite_sequence"}
    assert not new["change"]
    with desk_of(tmp_path / "new.db") as desk:
        with desk.change() as change:
            change.insert("customer", name="新来的")
        assert history.undo(desk).lines


def test_an_export_of_the_first_schema_is_brought_up_as_its_database_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "old.db"
    packed = Path(__file__).parents[1] / "storage" / "schema_1.db.gz"
    old.write_bytes(gzip.decompress(packed.read_bytes()))
    monkeypatch.setattr(firm_out, "SCHEMA_VERSION", 1)
    desk: Any = SimpleNamespace(database=SimpleNamespace(path=old), author="陈伟")
    firm_out.export_firm(desk, tmp_path / "out")
    import_from(tmp_path / "out", tmp_path / "new.db")
    upgrade(old)
    brought = dump(old)
    assert brought["customer"]
    new = dump(tmp_path / "new.db")
    # The words that made a table differ where a later migration rebuilt it; its rows do not.
    assert {**new, "": []} == {**brought, "": []}


def test_a_firm_at_work_is_not_overwritten(exported: Path, busy: Path) -> None:
    before = busy.read_bytes()
    with pytest.raises(RefusedError, match="already") as raised:
        import_from(exported, busy)
    assert "--db" in raised.value.hint
    assert busy.read_bytes() == before


def test_what_is_no_database_is_not_overwritten(exported: Path, tmp_path: Path) -> None:
    (tmp_path / "x.db").write_bytes(b"")
    (tmp_path / "y.db").write_bytes(b"a text" * 100)
    for name in ("x.db", "y.db"):
        with pytest.raises(DatabaseError):
            import_from(exported, tmp_path / name)
    assert (tmp_path / "x.db").read_bytes() == b""


def test_a_firm_that_is_not_on_the_disk_gets_no_name(
    exported: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced = os.fsync

    def refuse(handle: int) -> None:
        if str(Path(f"/proc/self/fd/{handle}").readlink()).startswith(str(tmp_path / ".crm-")):
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        synced(handle)

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(CrmError, match="was not written"):
        import_from(exported, tmp_path / "new.db")
    assert not list(tmp_path.glob("*.db*"))


def test_a_lost_attached_file_is_told_both_ways_and_stops_nothing(busy: Path, tmp_path: Path) -> None:
    shutil.rmtree(kept_files.folder_of(busy))
    assert len(export_to(busy, tmp_path / "out").warnings) == 1
    assert len(import_from(tmp_path / "out", tmp_path / "new.db")) == 1


def test_the_folder_is_for_its_owner_alone_and_whole_or_not_there(
    busy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = os.umask(0)
    try:
        export_to(busy, tmp_path / "out")
    finally:
        os.umask(before)
    for path in (tmp_path / "out", *(tmp_path / "out").rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path
    with pytest.raises(RefusedError):
        export_to(busy, tmp_path / "out")

    def full(*_given: object) -> None:
        raise OSError(28, "No space left on device")

    def stopped(*_given: object) -> Iterator[firm_out.Moved]:
        raise KeyboardInterrupt
        yield

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(RefusedError, match=r"full"):
        export_to(busy, tmp_path / "more")
    monkeypatch.undo()
    with pytest.raises(KeyboardInterrupt):
        export_to(busy, tmp_path / "more", watch=stopped)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["old", "out"]


def test_every_noun_becomes_a_spreadsheet_for_reading(busy: Path, tmp_path: Path) -> None:
    with desk_of(busy) as desk:
        written = firm_out.export_sheets(desk, tmp_path / "out", "csv")
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"customers.csv", "calls.csv", "donotcall.csv"} <= names
    assert written.files == len(names)
    assert "王" in (tmp_path / "out" / "contacts.csv").read_text("utf-8-sig")


IMPORT = """
import sys
from pathlib import Path
from crm_cli.exchange import firm_in
firm_in.import_firm(firm_in.check_folder(Path(sys.argv[1])), Path(sys.argv[2]))
"""


def _kill_at(exported: Path, path: Path, seconds: float) -> None:
    process = subprocess.Popen([sys.executable, "-c", IMPORT, exported, path])
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(seconds)
    process.send_signal(signal.SIGKILL)
    process.wait()


def _kill(exported: Path, busy: Path, folder: Path, times: int, chance: random.Random) -> None:
    whole = dump(busy)
    for number in range(times):
        path = folder / str(number) / "crm.db"
        path.parent.mkdir()
        if number % 2:
            create_firm(path, "B公司", "tests")
        _kill_at(exported, path, chance.uniform(0.4, 1.6))
        if path.exists():
            with _owner(path) as desk:
                began = desk.firm.name == "B公司"
            assert (number % 2 and began) or dump(path) == whole
            path.unlink()
        import_from(exported, path)
    assert dump(path) == whole


@contextlib.contextmanager
def _owner(path: Path) -> Iterator[Desk]:
    desk = open_desk(path, None)
    try:
        yield desk
    finally:
        desk.close()


def test_a_kill_leaves_no_database_or_a_whole_one(exported: Path, busy: Path, tmp_path: Path) -> None:
    _kill(exported, busy, tmp_path, 2, random.Random(7))


@pytest.mark.slow
def test_many_kills_leave_no_database_or_a_whole_one(exported: Path, busy: Path, tmp_path: Path) -> None:
    _kill(exported, busy, tmp_path, 200, random.Random())
