"""Any file a firm keeps its list in becomes one kind of table, and anything else a sentence."""

import contextlib
import csv
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from crm_cli.errors import CrmError, NotFoundError, RefusedError, UsageError
from crm_cli.exchange import grid, office, table
from crm_cli.exchange.headers import recognise
from crm_cli.exchange.table import Row, read_table

HEADER = ["公司名称", "联系人", "电话"]
ROWS = [["上海明珠贸易有限公司", "张伟", "021-62345678"], ["北京远航科技", "李娜", "13800138000"]]
TRADITIONAL = [["公司名稱", "聯絡人", "電話"], ["台北明珠貿易有限公司", "張偉", "02-23456789"]]


def save(path: Path, rows: list[list], encoding: str = "utf-8", **dialect) -> Path:
    with path.open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream, **dialect).writerows(rows)
    return path


def workbook(path: Path, *sheets: tuple[str, list[list]], hidden: tuple[str, ...] = ()) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        sheet.sheet_state = "hidden" if name in hidden else "visible"
    book.save(path)
    return path


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8-sig", "utf-8"])
@pytest.mark.parametrize("delimiter", list(",;\t"))
def test_text_files_of_the_mainland(tmp_path, encoding, delimiter):
    found = read_table(save(tmp_path / "客户.csv", [HEADER, *ROWS], encoding, delimiter=delimiter))
    assert found.header == HEADER
    assert list(found.rows) == [Row(2, ROWS[0]), Row(3, ROWS[1])]
    assert (found.delimiter, found.sheet, found.warnings) == (delimiter, "", [])


def test_text_files_of_taiwan(tmp_path):
    found = read_table(save(tmp_path / "a.txt", TRADITIONAL, "big5"))
    assert ([found.header, next(iter(found.rows)).cells], found.encoding) == (TRADITIONAL, "cp950")
    assert recognise("customers", found.header, {}).columns == {0: "name", 1: "contact_name", 2: "phone"}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_titles_and_blank_rows_are_skipped_and_lines_are_the_files_own(tmp_path, kind):
    rows = [["客户资料表", "", ""], ["", "", ""], HEADER, ROWS[0], ["", " ", ""], ROWS[1]]
    made = save(tmp_path / "a", rows) if kind == "csv" else workbook(tmp_path / "a", ("一", rows))
    found = read_table(made)
    assert found.header == HEADER
    assert [row.line for row in found.rows] == [4, 6]
    assert read_table(made, header_row=4).header == ROWS[0]
    with pytest.raises(UsageError, match="Line 2"):
        read_table(made, header_row=2)


def test_a_merged_group_row_above_the_header_is_a_title(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["客户", None, "联系人", None])
    sheet.append(["公司名称", "地址", "联系人", "手机"])
    sheet.append(["甲公司", "南京路1号", "张伟", "13800138000"])
    sheet.merge_cells("A1:B1")
    sheet.merge_cells("C1:D1")
    book.save(tmp_path / "a.xlsx")
    assert read_table(tmp_path / "a.xlsx").header == ["公司名称", "地址", "联系人", "手机"]


def test_ragged_rows(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("name,phone,,\nA\nB,1,,,,\nC,1,x,y,z\n" + "D,1,2,3,4,5\n" * 30)
    found = read_table(path)
    assert found.header == ["name", "phone"]
    assert list(found.rows)[:2] == [Row(2, ["A", ""]), Row(3, ["B", "1"])]
    assert list(found.rows)[2] == (4, ["C", "1", "x", "y", "z"], "1 cell more than the header has")
    assert "Line 4" in found.warnings[0]
    assert found.warnings[-1].startswith("11 more rows")


def test_a_column_without_a_title_is_told(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("name,,phone\nA,secret,1\n")
    found = read_table(path)
    assert (found.header, next(iter(found.rows)).cells) == (["name", "", "phone"], ["A", "secret", "1"])
    assert "Column 2" in found.warnings[0]


def test_the_first_visible_sheet_with_cells_or_the_one_asked_for(tmp_path):
    path = workbook(
        tmp_path / "a.xlsx",
        ("秘密", [HEADER, ["隐藏", "", ""]]),
        ("空", []),
        ("客户", [HEADER, *ROWS]),
        ("Old", [HEADER, ["旧", "", ""]]),
        hidden=("秘密",),
    )
    found = read_table(path)
    assert (found.sheet, len(found.rows)) == ("客户", 2)
    assert "Old" in found.warnings[0]
    assert next(iter(read_table(path, sheet="old").rows)).cells[0] == "旧"
    assert next(iter(read_table(path, sheet="1").rows)).cells[0] == "隐藏"
    with pytest.raises(NotFoundError) as caught:
        read_table(path, sheet="五")
    assert "秘密, 空, 客户, Old" in caught.value.hint
    with pytest.raises(UsageError, match="nothing"):
        read_table(path, sheet="空")


def rezipped(path: Path, change) -> Path:
    """Copy the workbook at `path`, each part through `change(name, bytes)`."""
    with (
        zipfile.ZipFile(path) as old,
        zipfile.ZipFile(path.with_suffix(".new"), "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            new.writestr(part.filename, change(part.filename, old.read(part)))
    return path.with_suffix(".new")


@pytest.fixture
def good(tmp_path) -> Path:
    return workbook(tmp_path / "good.xlsx", ("客户", [HEADER, *ROWS]))


@pytest.mark.trust("S7")
def test_bombs_are_refused_before_they_are_parsed(good, monkeypatch):
    def swell(name: str, data: bytes) -> bytes:
        return (
            data.replace(b"</worksheet>", b" " * 12_000_000 + b"</worksheet>") if "sheet1" in name else data
        )

    bomb = rezipped(good, swell)
    with pytest.raises(UsageError, match="unpacks to far more"):
        read_table(bomb)
    monkeypatch.setattr(office, "MAX_RATIO", 10**9)
    assert len(read_table(bomb).rows) == 2
    monkeypatch.setattr(office, "MAX_UNPACKED", 10_000_000)
    with pytest.raises(UsageError, match="unpacks to far more"):
        read_table(bomb)


@pytest.mark.trust("S7")
def test_a_bomb_that_lies_about_its_size_is_refused(good, monkeypatch):
    size = 3_000_000
    monkeypatch.setattr(office, "MAX_UNPACKED", size // 2)
    bomb = rezipped(good, lambda name, data: data + b" " * size if "sheet1" in name else data)
    with zipfile.ZipFile(bomb) as archive:
        true = next(part.file_size for part in archive.infolist() if "sheet1" in part.filename)
    bomb.write_bytes(bomb.read_bytes().replace(true.to_bytes(4, "little"), (500).to_bytes(4, "little")))
    with pytest.raises(UsageError, match="unpacks to far more"):
        read_table(bomb)


@pytest.mark.trust("S7")
@pytest.mark.parametrize("where", ["XFD100000", "xfd199999", "CCC1048576"])
def test_two_cells_far_apart_do_not_reserve_the_memory_between_them(good, where):
    far = rezipped(
        good,
        lambda name, data: data.replace(b'r="C3"', f"r='{where}'".encode()) if "sheet1" in name else data,
    )
    with pytest.raises(UsageError, match=r"spread over|more than"):
        read_table(far)


@pytest.mark.trust("S7")
def test_too_many_rows(good, tmp_path, monkeypatch):
    far = rezipped(
        good, lambda name, data: data.replace(b'r="C3"', b'r="C200001"') if "sheet1" in name else data
    )
    with pytest.raises(UsageError, match="more than 200000 rows"):
        read_table(far)
    monkeypatch.setattr(table, "MAX_BYTES", 1)
    with pytest.raises(UsageError, match="larger"):
        read_table(save(tmp_path / "a.csv", [HEADER]))


@pytest.mark.trust("S8")
def test_a_panic_of_the_parser_is_a_sentence_and_ctrl_c_is_not(good, monkeypatch):
    import python_calamine

    class PanicException(BaseException):
        pass

    def fail(error):
        def raising(path):
            raise error

        return raising

    monkeypatch.setattr(python_calamine, "load_workbook", fail(PanicException("index out of bounds")))
    with pytest.raises(UsageError, match="damaged"):
        read_table(good)
    monkeypatch.setattr(python_calamine, "load_workbook", fail(python_calamine.PasswordError("x")))
    with pytest.raises(UsageError, match="password"):
        read_table(good)
    monkeypatch.setattr(python_calamine, "load_workbook", fail(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        read_table(good)


@pytest.mark.trust("S8")
def test_no_damage_to_a_workbook_shows_a_traceback(good):
    data = good.read_bytes()
    for at in range(0, len(data), 61):
        for broken in (data[:at], data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :]):
            good.write_bytes(broken)
            with contextlib.suppress(CrmError):
                assert read_table(good).header


def zipped(name: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(name, "x")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b" \r\n\r\n ", "is empty"),
        (b"1,2,3\n4,5,6\n", "names the columns"),
        (bytes(range(256)) * 20, r"neither text|is not .* text"),
        (b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" * 9, r"neither text|is not .* text"),
        (b"%PDF-1.7\n1 0 obj\n", "neither text"),
        (b"PK\x03\x04 and no more", "damaged"),
        (zipped("word/document.xml"), "not an Excel workbook"),
        (zipped("xl/workbook.xml"), "damaged"),
        (office.OLE + b"\0" * 600, "damaged"),
        (office.OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "password"),
        ("名称\n甲乙公司\n".encode() + b"\xff\xfe\xfd\n", "Line 3 .* utf-8"),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(tmp_path, content, sentence):
    (tmp_path / "a").write_bytes(content)
    with pytest.raises(UsageError, match=sentence):
        read_table(tmp_path / "a")


def test_what_is_no_file_is_refused_with_a_sentence(tmp_path, good):
    with pytest.raises(NotFoundError, match="no file"):
        read_table(tmp_path / "none.csv")
    with pytest.raises(UsageError, match="folder"):
        read_table(tmp_path)
    with pytest.raises(NotFoundError, match="no file"):
        read_table(Path("/dev/null"))
    with pytest.raises(RefusedError):
        read_table(tmp_path / ("x" * 300))
    with pytest.raises(UsageError, match="no sheets"):
        read_table(save(tmp_path / "a.csv", [HEADER]), sheet="1")
    with pytest.raises(UsageError, match="delimiter"):
        read_table(save(tmp_path / "a.csv", [HEADER]), delimiter="ab")
    assert read_table(save(tmp_path / "a.csv", [HEADER], delimiter="\t"), delimiter="tab").header == HEADER


def test_limits_are_those_promised():
    assert (grid.MAX_ROWS, grid.MAX_BYTES, office.MAX_UNPACKED) == (200_000, 100_000_000, 200_000_000)
