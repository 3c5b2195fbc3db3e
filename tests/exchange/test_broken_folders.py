"""A folder of a firm that somebody changed makes no database, and says so in a sentence."""

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crm_cli.errors import CrmError
from crm_cli.exchange import firm_in
from crm_cli.storage import migrate
from crm_cli.storage.backup import create_private
from crm_cli.storage.database import SCHEMA_VERSION
from tests.exchange.moving import import_from


def _change(folder: Path, name: str, change: Callable[[bytes], bytes]) -> None:
    """Change a table's file and make the manifest agree, as somebody who means it would."""
    path = folder / name
    path.write_bytes(change(path.read_bytes()))
    manifest = json.loads((folder / "manifest.json").read_text())
    for one in manifest["tables"]:
        if one["file"] == name:
            one["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
            one["rows"] = path.read_bytes().count(b"\n")
    (folder / "manifest.json").write_text(json.dumps(manifest))


def _edit(folder: Path, edit: Callable[[dict[str, Any]], object]) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    edit(manifest)
    (folder / "manifest.json").write_text(json.dumps(manifest))


def _first(**said: object) -> Callable[[bytes], bytes]:
    """Return what puts other cells into the first row of a file."""

    def change(data: bytes) -> bytes:
        first, _break, rest = data.partition(b"\n")
        return json.dumps({**json.loads(first), **said}).encode() + b"\n" + rest

    return change


def _link(folder: Path) -> None:
    (folder / "rep.jsonl").rename(folder.parent / "rep.jsonl")
    (folder / "rep.jsonl").symlink_to(folder.parent / "rep.jsonl")


def _folder_for_file(folder: Path) -> None:
    (folder / "rep.jsonl").unlink()
    (folder / "rep.jsonl").mkdir()


def _named(table: str, name: str, value: object) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        _edit(
            folder,
            lambda told: next(one for one in told["tables"] if one["table"] == table).update({name: value}),
        )

    return change


BROKEN: dict[str, Callable[[Path], object]] = {
    "no manifest": lambda folder: (folder / "manifest.json").unlink(),
    "manifest of something else": lambda folder: (folder / "manifest.json").write_text("[1]"),
    "manifest nested": lambda folder: (folder / "manifest.json").write_text("[" * 100_000),
    "a newer schema": lambda folder: _edit(folder, lambda told: told.update(schema=SCHEMA_VERSION + 1)),
    "no schema": lambda folder: _edit(folder, lambda told: told.update(schema=0)),
    "a schema of text": lambda folder: _edit(folder, lambda told: told.update(schema="6")),
    "a path out": _named("rep", "table", "../../rep"),
    "a path out in file": _named("rep", "file", "/etc/passwd"),
    "an absent table": _named("rep", "table", "reps"),
    "the table of versions": _named("rep", "table", "alembic_version"),
    "a table twice": lambda folder: _edit(folder, lambda told: told["tables"].append(told["tables"][0])),
    "a hash of a path": lambda folder: _edit(folder, lambda told: told["files"].append({"sha256": "../x", "size": 1})),
    "too few rows": _named("rep", "rows", 1),
    "a number beyond": _named("rep", "last_no", 1 << 70),
    "a bit": lambda folder: (folder / "rep.jsonl").write_bytes(b" " + (folder / "rep.jsonl").read_bytes()),
    "cut": lambda folder: (folder / "call.jsonl").write_bytes((folder / "call.jsonl").read_bytes()[:-5]),
    "a file gone": lambda folder: (folder / "rep.jsonl").unlink(),
    "a file more": lambda folder: (folder / "notes.txt").write_text("x"),
    "a folder more": lambda folder: (folder / "files" / "x" / "y").mkdir(parents=True),
    "a link": _link,
    "a link to a folder": lambda folder: (folder / "more").symlink_to(folder.parent),
    "a pipe": lambda folder: os.mkfifo(folder / "pipe"),
    "a folder for a file": _folder_for_file,
    "an attached file changed": lambda folder: next((folder / "files").rglob("??????*")).write_text("x"),
    "no JSON": lambda folder: _change(folder, "rep.jsonl", lambda data: b"{\n" + data),
    "a blank line": lambda folder: _change(folder, "rep.jsonl", lambda data: b"\n" + data),
    "no UTF-8": lambda folder: _change(folder, "rep.jsonl", lambda data: data.replace("陈".encode(), b"\xff")),
    "no object": lambda folder: _change(folder, "rep.jsonl", lambda data: b"[]\n" + data),
    "a nest": lambda folder: _change(folder, "rep.jsonl", lambda data: b"[" * 100_000 + b"\n" + data),
    "a column more": lambda folder: _change(folder, "rep.jsonl", _first(salary=1)),
    "a derived column": lambda folder: _change(folder, "rep.jsonl", _first(name_key="x")),
    "a list for a name": lambda folder: _change(folder, "rep.jsonl", _first(name=["x"])),
    "a number for a name": lambda folder: _change(folder, "rep.jsonl", _first(name=1)),
    "a name that is null": lambda folder: _change(folder, "rep.jsonl", _first(name=None)),
    "a number that is text": lambda folder: _change(folder, "rep.jsonl", _first(version="1")),
    "a number that is too large": lambda folder: _change(folder, "rep.jsonl", _first(version=1 << 64)),
    "NaN": lambda folder: _change(folder, "rep.jsonl", _first(version=float("nan"))),
    "a yes that is none": lambda folder: _change(folder, "outcome.jsonl", _first(reached=7)),
    "NUL": lambda folder: _change(folder, "rep.jsonl", _first(name="a\0b")),
    "half a character": lambda folder: _change(folder, "rep.jsonl", _first(name="\ud800")),
    "an instant that is none": lambda folder: _change(folder, "rep.jsonl", _first(created_at="2026-02-30T00:00:00.000Z")),
    "an instant in Arabic": lambda folder: _change(folder, "rep.jsonl", _first(created_at="٢٠٢٦-02-20T00:00:00.000Z")),
    "a day that is none": lambda folder: _change(folder, "call.jsonl", _first(day="2026-13-01")),
    "a code that is none": lambda folder: _change(folder, "rep.jsonl", _first(role="king")),
    "a number twice": lambda folder: _change(folder, "rep.jsonl", lambda data: data + data.split(b"\n")[0] + b"\n"),
    "an id twice": lambda folder: _change(folder, "rep.jsonl", lambda data: data + _first(no=99)(data.split(b"\n")[0])),
    "nobody's call": lambda folder: _change(folder, "call.jsonl", _first(rep_no=999)),
    "an id too long": lambda folder: _change(folder, "rep.jsonl", _first(id="x" * 37)),
}  # fmt: skip


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of the newest schema: to run every migration for each broken folder would take half a minute."""
    path = tmp_path_factory.mktemp("bare") / "firm.db"
    create_private(path)
    migrate.make_schema(path, SCHEMA_VERSION)
    return path


@pytest.mark.parametrize("how", BROKEN)
def test_a_folder_that_was_changed_makes_no_database_and_says_one_sentence(
    exported: Path, bare: Path, tmp_path: Path, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, new = tmp_path / "out", tmp_path / "new" / "crm.db"
    shutil.copytree(exported, folder)
    BROKEN[how](folder)
    monkeypatch.setattr(migrate, "make_schema", lambda path, _version: shutil.copy(bare, path))
    with pytest.raises(CrmError) as raised:
        import_from(folder, new)
    assert raised.value.exit_code in {1, 2, 4}
    assert raised.value.sentence.count("\n") == 0
    assert len(raised.value.sentence) < 400
    assert not new.parent.exists() or list(new.parent.iterdir()) == []


def test_a_line_without_an_end_is_not_held_in_memory(
    exported: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "out"
    shutil.copytree(exported, folder)
    monkeypatch.setattr(firm_in, "LONGEST", 5000)
    _change(folder, "rep.jsonl", _first(name="x" * 6000))
    with pytest.raises(CrmError, match="line 1"):
        import_from(folder, tmp_path / "crm.db")


def test_what_systems_leave_in_folders_is_passed_over(exported: Path, tmp_path: Path) -> None:
    shutil.copytree(exported, tmp_path / "out")
    (tmp_path / "out" / ".DS_Store").write_bytes(b"x")
    (tmp_path / "out" / "files" / "._x").write_bytes(b"x")
    assert import_from(tmp_path / "out", tmp_path / "new.db") == []
