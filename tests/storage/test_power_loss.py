"""After a loss of power what was acknowledged is there, and a refused write leaves all or nothing (R3, R4)."""

import random
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import apsw
import pytest

from crm_cli.errors import DatabaseError
from crm_cli.services import calls, customers, history, visits
from crm_cli.services.desk import Desk, open_desk
from crm_cli.services.touches import Extras
from crm_cli.storage import opening
from crm_cli.storage.database import connect
from tests.storage.faulty_disk import FaultyConnection, FaultyDisk
from tests.trust.figures import Figure


@pytest.fixture
def desk_on(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Desk]:
    def open_on(disk: FaultyDisk, path: Path, synchronous: str = "full") -> Desk:
        monkeypatch.setattr(
            opening, "connect", lambda path, timeout: FaultyConnection(path, disk, synchronous)
        )
        return open_desk(path, "陈伟")

    return open_on


def _log(desk: Desk, number: int) -> str:
    note = f"logged {number}"
    calls.log_call(
        desk, calls.Typed("c1", "talked", note=note), Extras(grade="A", next="+3d 报价", keep=True)
    )
    return note


def _lose_power(
    template: Path, folder: Path, open_on: Callable[..., Desk], chance: random.Random, synchronous: str
) -> tuple[set[str], sqlite3.Connection]:
    """Log calls until the power goes; return what was acknowledged and a connection to what is found later."""
    before, after = folder / "before", folder / "after"
    for one in (before, after):
        shutil.rmtree(one, ignore_errors=True)
        one.mkdir()
    shutil.copy(template, before / "crm.db")
    disk = FaultyDisk(chance)
    desk = open_on(disk, before / "crm.db", synchronous)
    disk.power_off_at = disk.writes + chance.randrange(1, 250)
    acknowledged: set[str] = set()
    while not disk.is_off:
        try:
            acknowledged.add(_log(desk, len(acknowledged)))
        except DatabaseError:
            assert disk.is_off
    for path, content in disk.remains():
        (after / Path(path).name).write_bytes(content)
    desk.close()
    disk.unregister()
    return acknowledged, connect(after / "crm.db")


def _is_whole(acknowledged: set[str], connection: sqlite3.Connection) -> bool:
    try:
        sound = connection.execute("pragma integrity_check").fetchall() == [("ok",)]
        notes = {row[0] for row in connection.execute("select note from call where note like 'logged %'")}
        steps = connection.execute(
            "select count(*) from step join call on call.no = step.call_no where call.note like 'logged %'"
        ).fetchone()[0]
    except sqlite3.Error:
        return False
    finally:
        connection.close()
    return sound and acknowledged <= notes and steps == len(notes) <= len(acknowledged) + 1


def _rounds(
    count: int,
    seed: int,
    template: Path,
    folder: Path,
    open_on: Callable[..., Desk],
    synchronous: str = "full",
) -> int:
    """Return in how many of `count` losses of power the database was whole afterwards."""
    chance = random.Random(seed)
    return sum(_is_whole(*_lose_power(template, folder, open_on, chance, synchronous)) for _ in range(count))


@pytest.mark.trust("R3")
def test_a_loss_of_power_loses_nothing_acknowledged(
    busy_template: Path, tmp_path: Path, desk_on: Callable[..., Desk], figure: Figure
) -> None:
    assert _rounds(12, 3, busy_template, tmp_path, desk_on) == 12
    figure({"losses of power": 12, "lost": 0, "broken": 0})


def test_the_faulty_disk_is_faulty(busy_template: Path, tmp_path: Path, desk_on: Callable[..., Desk]) -> None:
    """Without syncs the same losses of power break the database: the test above can fail."""
    assert _rounds(8, 3, busy_template, tmp_path, desk_on, synchronous="off") < 8


@pytest.mark.trust("R3")
@pytest.mark.slow
def test_hundreds_of_losses_of_power(
    busy_template: Path, tmp_path: Path, desk_on: Callable[..., Desk], figure: Figure
) -> None:
    seed = random.randrange(2**32)
    assert _rounds(300, seed, busy_template, tmp_path, desk_on) == 300, seed
    figure({"losses of power": 300, "lost": 0, "broken": 0})


def _insert_many(desk: Desk) -> None:
    with desk.change() as change:
        for number in range(3):
            no = change.insert("customer", name=f"名单 {number}")
            change.insert_many("contact", [{"customer_no": no, "name": f"人{k}"} for k in range(60)])


COMMANDS: dict[str, Callable[[Desk], object]] = {
    "add": lambda desk: customers.add_customer(desk, "白云宾馆", phones=["020-81234567"], tags=["新"]),
    "visit": lambda desk: visits.log_visit(desk, visits.Typed("c1", "met_staff"), Extras(next="+3d 送样")),
    "edit": lambda desk: customers.edit_customer(desk, "c1", name="白云航食", city="深圳"),
    "import": _insert_many,
    "undo": history.undo,
}
ERRORS = [apsw.IOError, apsw.FullError]
State = dict[str, int]


@pytest.mark.trust("R4")
@pytest.mark.parametrize(("command", "error"), list(zip(COMMANDS, ERRORS * 3, strict=False)))
def test_writes_refused_in_turn_leave_all_or_nothing(
    busy_template: Path, tmp_path: Path, desk_on: Callable[..., Desk], command: str, error: type[Exception]
) -> None:
    _refuse_in_turn(_prepared(busy_template, tmp_path), tmp_path / "crm.db", desk_on, command, error, 4)


@pytest.mark.trust("R4")
@pytest.mark.slow
@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize("command", COMMANDS)
def test_each_write_refused_leaves_all_or_nothing(
    busy_template: Path, tmp_path: Path, desk_on: Callable[..., Desk], command: str, error: type[Exception]
) -> None:
    _refuse_in_turn(_prepared(busy_template, tmp_path), tmp_path / "crm.db", desk_on, command, error, 1)


def _refuse_in_turn(
    prepared: Path,
    path: Path,
    open_on: Callable[..., Desk],
    command: str,
    error: type[Exception],
    every: int,
) -> None:
    """Refuse every so-many-th write of a command, one to a run, until it gets past."""
    before, ends = _state(prepared), []
    for refused in range(1, 2000, every):
        sentence, passed, after = _refuse(prepared, path, open_on, command, error, refused)
        assert (after == before) is bool(sentence and "was saved" not in sentence), sentence
        ends += [after] if after != before else []
        if passed:
            break
    assert passed
    assert refused > 5
    assert all(end == ends[-1] for end in ends), "half of it was written"


def _prepared(template: Path, folder: Path) -> Path:
    """Return a copy of the busy firm whose last command can be undone."""
    path = folder / "prepared.db"
    shutil.copy(template, path)
    desk = open_desk(path, "陈伟")
    _log(desk, 0)
    desk.close()
    return path


def _refuse(
    prepared: Path,
    path: Path,
    open_on: Callable[..., Desk],
    command: str,
    error: type[Exception],
    refused: int,
) -> tuple[str, bool, State]:
    """Run a command whose write number `refused` fails: what was said, whether it got past, what is there."""
    path.with_name(path.name + "-journal").unlink(missing_ok=True)
    shutil.copy(prepared, path)
    disk, sentence = FaultyDisk(random.Random(0)), ""
    desk = open_on(disk, path)
    disk.error, disk.refuse_at = error, disk.writes + refused
    try:
        COMMANDS[command](desk)
    except DatabaseError as told:
        sentence = told.sentence
    passed = disk.writes < disk.refuse_at
    disk.refuse_at = 0
    desk.close()
    disk.unregister()
    return sentence, passed, _state(path)


def _state(path: Path) -> State:
    """Count the rows, and the versions of the customers, with the system's own SQLite."""
    connection = connect(path)
    assert connection.execute("pragma integrity_check").fetchall() == [("ok",)]
    assert connection.execute("pragma foreign_key_check").fetchall() == []
    state: State = {"versions": connection.execute("select sum(version) from customer").fetchone()[0]}
    for table in (
        "change",
        "change_row",
        "customer",
        "contact",
        "phone",
        "customer_tag",
        "call",
        "visit",
        "step",
    ):
        state[table] = connection.execute(f"select count(*) from {table}").fetchone()[0]
    connection.close()
    return state
