"""Old history goes into a file that was read back first; a kill anywhere loses nothing of it."""

import gzip
import json
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import time_machine

from crm_cli.errors import CrmError, NotFoundError, RefusedError, UsageError
from crm_cli.services import archives, contacts, customers, history
from crm_cli.services.desk import Desk
from crm_cli.services.story import story
from crm_cli.storage import pruning, read_journal
from tests.storage.test_runs import bring_in
from tests.storage.test_undo import dump

Open = Callable[[str], Desk]
OLD, LATER = "2023-06-01T02:00Z", "2026-11-20T02:00Z"


@pytest.fixture
def old(database_path: Path, open_as: Open) -> Iterator[Desk]:
    """A manager's desk today, with a customer of three years ago that was undone and done again and imported with others."""
    desk = open_as("周敏")
    connection = desk.database.connection
    with time_machine.travel(OLD):
        customers.add_customer(desk, "白云", city="广州")
        customers.edit_customer(desk, "c1", city="深圳")
        history.undo(desk)
        history.redo(desk)
        bring_in(desk)
    connection.execute("update change set at = '2023-06-01T02:00:00.000Z', id = '00000000' || substr(id, 9)")
    with time_machine.travel(LATER):
        customers.edit_customer(desk, "c1", grade="A")
        yield desk


def lines(path: Path) -> list[dict[str, object]]:
    with gzip.open(path, "rt") as stream:
        return [json.loads(line) for line in stream]


def journal(desk: Desk) -> list[tuple[object, ...]]:
    asked = "select no, change_no, table_name, row_no, operation, before, after from change_row order by no"
    return desk.database.connection.execute(asked).fetchall()


def left_of(desk: Desk) -> list[tuple[object, ...]]:
    """Return what the journal says since what is archived, but for that it was."""
    held = read_journal.archived_to(desk.database)
    return [row for row in journal(desk) if int(str(row[1])) > held and row[2] != "journal_archive"]


def archived(path: Path) -> list[tuple[object, ...]]:
    rows = [line["row"] for line in lines(path) if "row" in line]
    found = []
    for row in rows:
        assert isinstance(row, dict)
        images = [
            None if row[key] is None else json.dumps(row[key], ensure_ascii=False, separators=(",", ":"))
            for key in ("before", "after")
        ]
        found.append(
            (*(row[key] for key in ("no", "change_no", "table_name", "row_no", "operation")), *images)
        )
    return sorted(found, key=lambda row: str(row[0]).zfill(9))


def test_what_is_old_is_in_the_file_and_what_is_new_in_the_database(old: Desk) -> None:
    before, rows = journal(old), dump(old)
    wish = archives.look(old, "730d")
    assert journal(old) == before
    receipt = archives.prune(old, wish)
    assert "are in" in receipt.lines[0]
    left = left_of(old)
    assert archived(wish.path) + left == before
    assert len(left) == 1
    assert stat.S_IMODE(wish.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(wish.path.parent.stat().st_mode) == 0o700
    after = dump(old)
    assert len(after.pop("journal_archive")) == 1
    del rows["journal_archive"]
    assert after == rows
    (kept,) = archives.archives(old)
    assert (archives.place_of(old, kept), archives.state_of(old, kept, deep=True)) == (wish.path, "")
    assert old.database.connection.execute("pragma foreign_key_check").fetchall() == []
    with pytest.raises(NotFoundError, match="Nothing in the history"):
        archives.prune(old, archives.look(old, "730d"))


def test_what_lies_in_an_archive_is_not_undone_and_its_story_begins_later(old: Desk) -> None:
    archives.prune(old, archives.look(old, "2y"))
    with pytest.raises(RefusedError, match="lies in the archive"):
        history.undo(old, "h2")
    with pytest.raises(RefusedError, match="moved old history"):
        history.undo(old)
    told = story(old, "c1")
    assert not told.begins
    assert [one.change.command for one in told.entries] == [""]
    history.undo(old, f"h{told.entries[0].change.no}")
    assert customers.customers(old, sort="no")[0].grade == ""
    contacts.add_contact(old, "王丽", "c1")
    history.undo(old)


class Killed(BaseException):
    """What a kill is to the program: nothing after it runs."""


@pytest.mark.parametrize("moment", ["written", "kept", *range(4)])
def test_a_kill_anywhere_loses_nothing(old: Desk, moment: str | int, monkeypatch: pytest.MonkeyPatch) -> None:
    before = journal(old)
    monkeypatch.setattr(pruning, "PIECE", 3)
    take_out = pruning.take_out

    def cut(database: object, *given: int) -> Iterator[int]:
        for place, gone in enumerate(take_out(old.database, *given)):
            if place == moment:
                raise Killed
            yield gone

    def kill(*_given: object) -> None:
        raise Killed

    with monkeypatch.context() as during:
        if moment == "written":
            during.setattr(archives, "_keep", kill)
        else:
            during.setattr(pruning, "take_out", kill if moment == "kept" else cut)
        with pytest.raises(Killed):
            archives.prune(old, archives.look(old, "730d"))
    found = {row[0]: row for row in journal(old) if row[2] != "journal_archive"}
    for kept in archives.archives(old):
        found |= {row[0]: row for row in archived(archives.place_of(old, kept))}
        with pytest.raises(RefusedError, match="lies in the archive"):
            history.undo(old, f"h{kept.last_no}")
    assert sorted(found.values(), key=lambda row: int(str(row[0]))) == before
    archives.prune(old, archives.look(old, "730d"))
    (kept,) = archives.archives(old)
    left = left_of(old)
    assert archived(archives.place_of(old, kept)) + left == before


def test_what_cannot_be_read_back_takes_nothing_out(old: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    before = journal(old)
    with monkeypatch.context() as during:
        during.setattr(pruning, "_row_line", lambda _row: b"")
        with pytest.raises(CrmError, match="read back"):
            archives.prune(old, archives.look(old, "730d"))
    assert (journal(old), archives.archives(old)) == (before, [])
    with monkeypatch.context() as during:
        during.setattr(pruning, "take_out", lambda *_given: iter(()))
        archives.prune(old, archives.look(old, "730d"))
    (kept,) = archives.archives(old)
    archives.place_of(old, kept).write_bytes(b"bits rot")
    with pytest.raises(RefusedError, match="not as it was written"):
        archives.prune(old, archives.look(old, "730d"))
    archives.place_of(old, kept).unlink()
    with pytest.raises(RefusedError, match="missing"):
        archives.prune(old, archives.look(old, "730d"))
    assert [row for row in journal(old) if row[2] != "journal_archive"] == before


def test_who_may_and_how_old(old: Desk, open_as: Open, tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="manager"):
        archives.look(open_as("陈伟"), "730d")
    with pytest.raises(RefusedError, match="younger"):
        archives.look(old, "2w")
    with pytest.raises(UsageError, match="no age"):
        archives.look(old, "long ago")
    with pytest.raises(RefusedError, match="already"):
        archives.look(old, "730d", old.database.path)
    wish = archives.look(old, "730天", tmp_path / "elsewhere.gz")
    archives.prune(old, wish)
    assert archives.archives(old)[0].file_name == "elsewhere.gz"
