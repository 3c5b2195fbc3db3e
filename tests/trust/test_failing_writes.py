"""Each write of the system's own SQLite fails in turn, under every kind of command: all of it is there, or nothing."""

import errno
import gzip
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from crm_cli.errors import DatabaseError
from crm_cli.exchange.importing import import_file
from crm_cli.services import customers, history
from crm_cli.services.desk import Desk, open_desk
from crm_cli.services.merging import merge_customers
from crm_cli.storage.backup import make as back_up
from crm_cli.storage.database import SCHEMA_VERSION, connect
from crm_cli.storage.opening import open_database
from tests.storage.busy_firm import fill
from tests.trust.figures import Figure
from tests.trust.killing import Image, changes_in, image_of, require_sound
from tests.trust.system_calls import can_fail, failing

pytestmark = pytest.mark.skipif(not can_fail(), reason="this Python's SQLite is built in")


def _typed(act: Callable[[Desk], object]) -> Callable[[Path], object]:
    def run(path: Path) -> object:
        desk = open_desk(path, "周敏")
        try:
            return act(desk)
        finally:
            desk.close()

    return run


def _take_in(desk: Desk, word: str = "名单") -> object:
    file = desk.database.path.with_name("list.csv")
    file.write_text(
        "公司名称,联系人,电话\n" + "\n".join(f"{word}{k},人{k},020-8{len(word)}00{k:04}" for k in range(60))
    )
    return import_file(desk, "customers", file, keep_rejects=False)


COMMANDS: dict[str, Callable[[Path], object]] = {
    "add": _typed(
        lambda desk: customers.add_customer(desk, "白云宾馆", phones=["020-81234567"], tags=["新"])
    ),
    "edit": _typed(lambda desk: customers.edit_customer(desk, "c1", name="白云航食", city="深圳")),
    "import": _typed(lambda desk: _take_in(desk, "另一份")),
    "merge": _typed(lambda desk: merge_customers(desk, "c1", ["c2"])),
    "undo": _typed(history.undo),
    "backup": back_up,
    "migrate": lambda path: open_database(path).close(),
}
ERRORS = {"I/O error": errno.EIO, "disk full": errno.ENOSPC}


@pytest.fixture(scope="module")
def firms(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a busy firm whose last command was large, and one of the first schema."""
    folder = tmp_path_factory.mktemp("failing")
    shutil.copy(template, folder / "busy.db")
    fill(folder / "busy.db")
    _typed(_take_in)(folder / "busy.db")
    _typed(history.undo)(folder / "busy.db")
    _typed(history.redo)(folder / "busy.db")
    old = Path(__file__).parents[1] / "storage" / "schema_1.db.gz"
    (folder / "old.db").write_bytes(gzip.decompress(old.read_bytes()))
    return folder


def _state(path: Path) -> tuple[int, int, Image]:
    """Return schema, changes and rows as the next to open the file finds them."""
    connection = connect(path)
    require_sound(connection)
    found = (
        int(connection.execute("pragma user_version").fetchone()[0]),
        changes_in(connection),
        image_of(connection),
    )
    connection.close()
    return found


@pytest.mark.trust("R4")
@pytest.mark.parametrize(
    ("command", "error", "every"),
    [
        *((command, list(ERRORS)[place % 2], 60) for place, command in enumerate(COMMANDS)),
        *(
            pytest.param(command, error, 1, marks=pytest.mark.slow)
            for command in COMMANDS
            for error in ERRORS
        ),
    ],
)
def test_each_failing_write_leaves_all_or_nothing(
    firms: Path, tmp_path: Path, command: str, error: str, every: int, figure: Figure
) -> None:
    template = firms / ("old.db" if command == "migrate" else "busy.db")
    path, refused = tmp_path / "crm.db", 0
    ends: list[tuple[int, int, Image]] = []
    shutil.copy(template, path)
    before = _state(path)
    for fail_at in range(1, 100_000, every):
        for left in tmp_path.glob("crm.db-*"):
            left.unlink()
        shutil.rmtree(tmp_path / "backups", ignore_errors=True)
        shutil.copy(template, path)
        sentence = ""
        with failing(fail_at, ERRORS[error]) as writes:
            try:
                COMMANDS[command](path)
            except DatabaseError as told:
                sentence = told.sentence
        after = _state(path)
        if not writes.has_failed:
            break
        if after == before:
            refused += 1
            assert sentence, f"write {fail_at} failed and nobody was told"
            assert not list(tmp_path.glob("backups/*.part"))
        else:
            ends.append(after)
    assert not writes.has_failed
    assert refused > 0, sentence
    # What was done although a write failed, after the commit, is what is done when none does.
    assert all(end == _state(path) for end in ends), "half of it was written"
    assert _state(path)[0] == SCHEMA_VERSION
    figure({f"failing writes of {command}": refused + len(ends), "left half": 0})
