"""What going back would do is told of every table, by the record that people know."""

import contextlib
import shutil
from datetime import date
from pathlib import Path

import pytest

from crm_cli.domain.models import metadata
from crm_cli.storage.database import connect
from crm_cli.storage.restore_preview import HISTORY, NOUNS, OTHER, PARTS, Preview, preview

UNSEEN = {"change_row"}
"""Rows of the journal belong to a command, which is counted."""


def _differing(found: Preview) -> dict[str, tuple[int | None, int | None, int | None]]:
    return {row.noun: row[3:6] for row in found.rows if any(row[3:6])}


def _changed(source: Path, target: Path, *lines: str) -> Preview:
    shutil.copy(source, target)
    with contextlib.closing(connect(target)) as connection:
        connection.execute("pragma foreign_keys = off")
        for line in lines:
            connection.execute(line)
    return preview(source, "Asia/Shanghai", target, date(2026, 11, 20))


def test_a_row_of_any_table_that_is_other_gone_or_back_is_told(busy_path: Path, tmp_path: Path) -> None:
    with contextlib.closing(connect(busy_path)) as connection:
        filled = {
            name
            for name in metadata.tables
            if connection.execute(f'select 1 from "{name}" limit 1').fetchone()
        }
    assert len(filled & PARTS.keys()) > 1
    assert _differing(_changed(busy_path, tmp_path / "same.db")) == {}
    for name in sorted(filled - UNSEEN):
        first = f'where no = (select min(no) from "{name}")'
        if name != HISTORY:
            told = _differing(
                _changed(busy_path, tmp_path / "other.db", f'update "{name}" set version = 99 {first}')
            )
            assert told == {_noun(name): (0, 0, 1)} or (name in PARTS and set(told) <= {*PARTS[name]}), name
        told = _differing(_changed(busy_path, tmp_path / "other.db", f'delete from "{name}" {first}'))
        assert told, name
        if name not in PARTS:
            assert told[_noun(name)] == (1, 0, 0), name


def _noun(name: str) -> str:
    return name if name in {*NOUNS, HISTORY} else OTHER


def test_the_tables_named_are_there_and_parts_name_their_record_by_its_column() -> None:
    tables = metadata.tables
    assert {*NOUNS, *PARTS} <= tables.keys()
    for part, owners in PARTS.items():
        for owner, column in owners.items():
            if column.startswith("part."):
                (key,) = tables[part].columns[column.removeprefix("part.")].foreign_keys
                assert key.column.table.name == owner


@pytest.mark.parametrize(("stamp", "is_today"), [("2026-11-19T15:59", False), ("2026-11-19T16:00", True)])
def test_today_is_the_day_of_the_firm(busy_path: Path, tmp_path: Path, stamp: str, *, is_today: bool) -> None:
    line = f"update customer set version = 99, changed_at = '{stamp}:00.000Z' where no = 1"
    found = {row.noun: row for row in _changed(busy_path, tmp_path / "other.db", line).rows}
    assert (found["customer"].changed, found["customer"].changed_today) == (1, is_today)
