"""Write sample_data/: an invented month of a gift firm, in the encodings its spreadsheets have.

Run from the project's root: python -m tools.make_sample_data [FOLDER].  The same rows come out every
time; text files are the same bytes, and workbooks too as long as the zip library compresses alike.
"""

from __future__ import annotations

import csv
import io
import random
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path

from tools.sample_month import books, lists, road, said, sheets
from tools.sample_month.books import Cell
from tools.sample_month.customers import Customer
from tools.sample_month.month import SEED, Month, play

CREATED = datetime(2026, 11, 20, 18, 0)


def as_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]], encoding: str) -> bytes:
    """Return the rows as a comma-separated file with the line ends of Excel."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


def as_workbook(tables: Mapping[str, tuple[Sequence[str], list[list[Cell]]]], title: str = "") -> bytes:
    """Return a workbook of header and rows by sheet name; a title is merged across the first sheet."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"created": CREATED})
    bold = book.add_format({"bold": True, "align": "center"})
    formats = {
        date: book.add_format({"num_format": "yyyy-mm-dd"}),
        time: book.add_format({"num_format": "hh:mm"}),
        datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
    }
    for name, (header, rows) in tables.items():
        sheet = book.add_worksheet(name)
        top = 1 if title else 0
        if title:
            sheet.merge_range(0, 0, 0, len(header) - 1, title, bold)
        sheet.write_row(top, 0, header, bold)
        for line, row in enumerate(rows, top + 1):
            for column, value in enumerate(row):
                if type(value) in formats:
                    sheet.write_datetime(line, column, value, formats[type(value)])
                elif value != "":
                    sheet.write(line, column, value)
    book.close()
    return out.getvalue()


def untouched(month: Month) -> list[Customer]:
    """Customers whom no call, visit, plan, follow-up, step or sum of the month names."""
    world = month.world
    named = {id(call.customer) for call in world.calls} | {id(visit.customer) for visit in world.visits}
    named |= {id(plan.customer) for plan in world.plans} | {id(step.customer) for step in month.steps}
    named |= {id(follow.customer) for follow in world.follows} | {id(sum_.customer) for sum_ in world.money}
    return [customer for customer in world.customers if id(customer) not in named]


def files() -> dict[str, bytes]:
    """Return every data file by its name."""
    month = play()
    rng = random.Random(SEED + 1)
    rows = books.write(rng, month.world.customers, untouched(month))
    calls = sheets.calls(rng, month)
    planned = {name: (sheets.SHEET_HEADERS[name], table) for name, table in sheets.workbook(month).items()}
    world, firms = month.world, lists.new_firms(month.world)
    week = lists.week_after(world, firms)
    heard = lists.recorded(world.calls)
    beside, drawn = road.play_road(world, firms), random.Random(SEED + 2)
    landlords = {
        building: (road.TENANT_HEADER, road.landlord(drawn, world, beside, building))
        for building in (road.TEEM, road.CITIC)
    }
    outside = {name: (road.HEADERS[name], table) for name, table in road.workbook(world).items()}
    phone = {name: (lists.HEADERS[name], table) for name, table in lists.workbook().items()}
    return {
        "客户_黄页.csv": as_csv(books.YELLOW_HEADER, rows.yellow, "gb18030"),
        "客戶_台港.csv": as_csv(books.OVERSEAS_HEADER, rows.overseas, "cp950"),
        "客户_展会.xlsx": as_workbook({"登记表": (books.EXPO_HEADER, rows.expo)}, books.EXPO_TITLE),
        "通话记录.csv": as_csv(sheets.CALL_HEADER, calls, "utf-8-sig"),
        "拜访记录.csv": as_csv(sheets.VISIT_HEADER, sheets.visits(month), "utf-8-sig"),
        "拜访计划.xlsx": as_workbook(planned),
        "电话销售.xlsx": as_workbook(phone),
        "电话名单_新黄页.csv": as_csv(books.YELLOW_HEADER, books.yellow_rows(rng, firms), "utf-8-sig"),
        "通话记录_次周.csv": as_csv(
            sheets.CALL_HEADER, [sheets.call_row(rng, call, week) for call in week], "utf-8-sig"
        ),
        "扫楼.xlsx": as_workbook(outside),
        "租户名录.xlsx": as_workbook(landlords),
        "租户名录_东山.csv": as_csv(road.TENANT_HEADER, road.smaller(drawn, beside), "gbk"),
        "商户名录_横街.txt": road.board(drawn, beside).encode(),
        "拜访记录_东山和横街.csv": as_csv(sheets.VISIT_HEADER, road.visits(beside), "gb18030"),
        **{name: body.encode() for name, body in said.SCRIPTS.items()},
        f"录音_{heard.digits}_{heard.start:%Y%m%d_%H%M}.wav": said.ringing(),
    }


def main(folder: Path) -> None:
    """Write the files into the folder."""
    for name, content in files().items():
        (folder / name).write_bytes(content)
        print(f"{name}: {len(content)} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "sample_data"))
