"""Exports go by the page: nobody has to wait for one, and it says when somebody wrote meanwhile."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crm_cli.cli import stream
from crm_cli.errors import RefusedError, UsageError
from crm_cli.exchange import export_nouns, exporting
from crm_cli.services import customers
from crm_cli.services.desk import Desk
from crm_cli.storage.customers import FIND_CUSTOMERS


class Watched(io.BytesIO):
    """A file that has something happen after its third line."""

    def __init__(self, happen: Callable[[], object]) -> None:
        super().__init__()
        self.happen = happen
        self.lines = 0

    def write(self, data: object) -> int:
        """Keep the bytes of a line."""
        self.lines += 1
        if self.lines == 4:
            self.happen()
        return super().write(data)  # type: ignore[arg-type]


@pytest.fixture
def listed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Five customers, which are three pages."""
    for number in range(5):
        customers.add_customer(desk, f"白云{number}", phones=[f"1380013800{number}"], tags=["春节"])
    monkeypatch.setattr(export_nouns, "PAGE", 2)
    return desk


def test_somebody_may_write_between_two_pages_and_that_is_told(
    listed: Desk, open_as: Callable[[str], Desk]
) -> None:
    other = open_as("李娜")
    target = Watched(lambda: customers.add_customer(other, "黑水"))
    written = exporting.export(listed, "customers", "csv", target, {})
    assert written.total == 6
    assert "changed while they were written" in written.warnings[0]
    again = exporting.export(listed, "customers", "csv", io.BytesIO(), {})
    assert (again.total, again.warnings) == (6, [])
    lines = target.getvalue().decode("utf-8-sig").splitlines()
    assert [line.count("1380013800") for line in lines[1:]] == [2] * 5 + [0]
    assert [line.count("春节") for line in lines[1:]] == [1] * 5 + [0]


def test_an_export_stops_where_nobody_reads(listed: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    class Closed(io.StringIO):
        def write(self, _text: str) -> int:
            raise BrokenPipeError

    read: list[object] = []
    find = listed.database.all

    def noting(statement: Any, **given: Any) -> list[Any]:
        read.append(statement)
        return find(statement, **given)

    monkeypatch.setattr(listed.database, "all", noting)
    monkeypatch.setattr("sys.stdout", Closed())
    with pytest.raises(stream.ReaderLeft):
        exporting.export(listed, "customers", "jsonl", stream.Pipe(), {})  # type: ignore[arg-type]
    assert read.count(FIND_CUSTOMERS) == 1


@pytest.mark.parametrize("ending", ["csv", "jsonl", "xlsx"])
def test_chosen_records_go_to_a_new_file(listed: Desk, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"some.{ending}"
    written = exporting.export_chosen(listed, "customers", exporting.format_of(path), path, [4, 1, 3, 99])
    assert written.total == 3
    if ending == "jsonl":
        assert [json.loads(line)["no"] for line in path.read_text().splitlines()] == ["c1", "c3", "c4"]
    before = path.read_bytes()
    with pytest.raises(RefusedError):
        exporting.export_chosen(listed, "customers", ending, path, [1])
    assert path.read_bytes() == before


def test_a_file_says_its_format(tmp_path: Path) -> None:
    assert exporting.format_of(tmp_path / "A.XLSX") == "xlsx"
    with pytest.raises(UsageError):
        exporting.format_of(tmp_path / "a.pdf")
