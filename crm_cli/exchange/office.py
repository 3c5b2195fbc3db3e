"""Whether an Excel file is whole, open and of a sane size, found out before a parser touches it."""

import re
import zipfile
import zlib
from pathlib import Path
from typing import NoReturn

from crm_cli.domain.cleaning import fit
from crm_cli.errors import UsageError
from crm_cli.exchange.grid import MAX_ROWS, too_many_rows
from crm_cli.i18n import gettext as _

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAX_UNPACKED = 200_000_000
"""Bytes of XML a workbook may unpack to: calamine takes about three times that in memory."""
MAX_RATIO, RATIO_FROM = 200, 10_000_000
"""How many times its packed size a workbook may unpack to, once it unpacks to more than RATIO_FROM bytes."""
MAX_AREA = 20_000_000
"""Cells of the rectangle around a sheet: calamine reserves them all, filled or not."""

_LONGEST_REASON = 200
_CELL = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]+)([0-9]+)[\"']")
# Beyond column AZ, and beyond row 9,999: only a sheet with both can be a rectangle worth measuring.
_WIDE = re.compile(rb"\br\s*=\s*[\"'](?:[A-Za-z]{3,}|[B-Zb-z][A-Za-z])[0-9]")
_LONG = re.compile(rb"\br\s*=\s*[\"'][A-Za-z]*[0-9]{5,}")
# Beyond column T and row 99,999: with both the rectangle may be too large although it is not wide.
_BROAD = re.compile(rb"\br\s*=\s*[\"'](?:[U-Zu-z]|[A-Za-z]{2,})[0-9]")
_TALL = re.compile(rb"\br\s*=\s*[\"'][A-Za-z]*[0-9]{6,}")
# Rows and columns that no spreadsheet has; the parser would reserve a terabyte for one, and the process dies of it.
_BEYOND = re.compile(
    rb"\br\s*=\s*[\"'](?:[A-Za-z]*(?:[0-9]{8,}|[2-9][0-9]{6}|1(?:0[5-9]|[1-9][0-9])[0-9]{4})|[A-Za-z]{4,}[0-9])"
)
_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*?\br\s*=\s*[\"']([0-9]+)")
# A cell that does not say where it is stands beside the one before it.
_PLACELESS = re.compile(rb"<(?:\w+:)?c(?=[\s/>])(?![^>]*\br\s*=)")


def check_workbook(path: Path) -> None:
    """Raise UsageError unless the file at `path`, a zip or OLE file by its magic, may be given to a parser.

    Refused are password-protected, damaged and foreign files, those that unpack to more than 200 MB or 200
    times their size, and sheets whose cells lie too far apart (RELIABILITY S7).
    """
    with path.open("rb") as stream:
        magic = stream.read(8)
    if magic == OLE:
        # Encrypted XLSX is an OLE file with a stream of this name; an old XLS says it inside.
        if "EncryptedPackage".encode("utf-16-le") in path.read_bytes():
            raise protected(path)
        return
    try:
        with zipfile.ZipFile(path) as archive:
            _check_archive(archive, path)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise damaged(path, error) from error


def protected(path: Path) -> UsageError:
    """Return the error for a workbook that asks for a password."""
    return UsageError(
        _("{path} is protected by a password.").format(path=path),
        _("Open it, save it without the password, and import that file."),
    )


def damaged(path: Path, reason: object) -> UsageError:
    """Return the error for a workbook that cannot be read."""
    # A parser may quote what it does not understand, which is as long as the file.
    told = fit(str(reason), _LONGEST_REASON).rstrip()
    return UsageError(
        _("{path} is a damaged Excel file: {reason}").format(path=path, reason=told),
        _("Open it in a spreadsheet program and save it again as XLSX or CSV."),
    )


def _check_archive(archive: zipfile.ZipFile, path: Path) -> None:
    parts = archive.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise protected(path)
    if "xl/workbook.xml" not in {part.filename.lstrip("/").lower() for part in parts}:
        raise UsageError(
            _("{path} is not an Excel workbook.").format(path=path),
            _("Open it in a spreadsheet program and save it as XLSX or CSV."),
        )
    if sum(part.file_size for part in parts) > MAX_UNPACKED:
        _refuse(path)
    left = MAX_UNPACKED
    for part in parts:
        if part.filename.lower().endswith((".xml", ".rels")):
            left -= _unpacked(archive, part, left, path)
    used, packed = MAX_UNPACKED - left, path.stat().st_size
    if used > RATIO_FROM and used > MAX_RATIO * packed:
        _refuse(path)


def _unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo, limit: int, path: Path) -> int:
    # What the archive says of its sizes may be a lie: with a larger one, zipfile reads to the real end.
    part.file_size = limit + 2**31
    with archive.open(part) as stream:
        data = stream.read(limit + 1)
    if len(data) > limit:
        _refuse(path)
    if "worksheets/" in part.filename.lower():
        _check_extent(data)
    return len(data)


def _check_extent(data: bytes) -> None:
    if _BEYOND.search(data):
        raise UsageError(
            _("A sheet has cells where no spreadsheet can have any."),
            _("Copy the list itself into a new workbook and import that one."),
        )
    if not _LONG.search(data):
        return
    placeless = _PLACELESS.search(data) is not None
    if not (placeless or _WIDE.search(data) or (_TALL.search(data) and _BROAD.search(data))):
        return
    rows = max((int(digits) for digits in _ROW.findall(data)), default=0)
    columns = max(map(_cells, data.split(b"row"))) if placeless else 0
    for found in _CELL.finditer(data):
        rows, columns = max(rows, int(found[2])), max(columns, _column(found[1]))
    if rows > MAX_ROWS:
        raise too_many_rows()
    if rows * columns > MAX_AREA:
        raise UsageError(
            _("A sheet's cells are spread over {rows} rows and {columns} columns.").format(
                rows=rows, columns=columns
            ),
            _("Copy the list itself into a new workbook and import that one."),
        )


def _cells(row: bytes) -> int:
    return row.count(b"<c ") + row.count(b"<c>") + row.count(b"<c/") + row.count(b":c")


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _refuse(path: Path) -> NoReturn:
    raise UsageError(
        _("{path} unpacks to far more than a list of customers needs; it may be made to do harm.").format(
            path=path
        ),
        _("Save the list alone as CSV and import that."),
    )
