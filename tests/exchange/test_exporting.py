"""Every noun that can be exported, with and without records."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from crm_cli.exchange import exporting
from crm_cli.exchange.export_nouns import NOUNS
from crm_cli.services import money
from crm_cli.services.desk import Desk, open_desk
from tests.storage.busy_firm import fill


@pytest.fixture(scope="module")
def busy(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    path = tmp_path_factory.mktemp("busy") / "firm.db"
    path.write_bytes(template.read_bytes())
    fill(path)
    desk = open_desk(path, "陈伟")
    money.add_money(desk, "payment", "c1", amount="1万", note="=1+1")
    yield desk
    desk.close()


def sheet(desk: Desk, noun: str) -> list[tuple[object, ...]]:
    written = BytesIO()
    exporting.export(desk, noun, "xlsx", written, {})
    return list(openpyxl.load_workbook(written)[noun].iter_rows(values_only=True))


@pytest.mark.parametrize("noun", NOUNS)
def test_the_columns_are_the_keys_of_every_record(busy: Desk, noun: str) -> None:
    found = list(exporting.records(busy, noun))
    assert found, "tests/storage/busy_firm.py has none"
    columns = NOUNS[noun].columns(busy)
    assert {tuple(one) for one in found} == {tuple(columns)}
    header, *rows = sheet(busy, noun)
    assert (list(header), len(rows)) == (columns, len(found))


@pytest.mark.parametrize("noun", NOUNS)
def test_a_table_without_records_has_its_header(desk: Desk, noun: str) -> None:
    if noun in {"outcomes", "reps", "teams"}:
        return
    assert sheet(desk, noun) == [tuple(NOUNS[noun].columns(desk))]
    written = BytesIO()
    assert exporting.export(desk, noun, "csv", written, {}, bom=False).total == 0
    assert written.getvalue().decode().strip().split(",") == NOUNS[noun].columns(desk)


def test_what_is_around_a_record_says_what_it_is_about(busy: Desk) -> None:
    (file,) = exporting.records(busy, "attachments")
    assert (file["no"], file["record"], file["customer_no"], file["sha256"]) == ("a1", "c1", "c1", "0" * 64)
    (memo,) = exporting.records(busy, "memos")
    assert (memo["no"], memo["contact"], memo["pinned"]) == ("e1", "王丽", True)
    assert sheet(busy, "payments")[1][sheet(busy, "payments")[0].index("note")] == "=1+1"
    (signed,) = exporting.records(busy, "signatures")
    assert (signed["submission_no"], signed["owner"], signed["rep"]) == ("u2", "陈伟", "周敏")
