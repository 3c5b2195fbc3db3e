"""Logs as offices keep them: merged cells, 11.25, rows of sums, 拒接, and nobody named."""

from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_cli.errors import UsageError
from crm_cli.exchange.headers import recognise
from crm_cli.exchange.importing import Reading, import_file
from crm_cli.exchange.merged import Merged
from crm_cli.exchange.table import read_table
from crm_cli.services import calls, customers, money, steps, visits
from crm_cli.services.desk import open_desk
from crm_cli.services.importing.dotted_days import slashed, slashed_words
from crm_cli.services.importing.intake import Options
from crm_cli.services.importing.totals import is_total
from tests.exchange.importing import counts, taken, written

LOG = "日期,时间,客户,结果"


def log(desk, tmp_path, text, noun="calls", **options):
    return taken(desk, noun, written(tmp_path / "log.csv", text), **{"add_customers": True, **options})


def workbook(path, rows, *merged):
    book = openpyxl.Workbook()
    sheet = book.create_sheet("log", 0)
    for row in rows:
        sheet.append(row)
    for place in merged:
        sheet.merge_cells(place)
    book.save(path)
    return path


def test_declined_is_no_answer_and_every_word_is_told(desk, tmp_path):
    words = ["拒接", "要報價", "拒接", "呵呵", "秒挂"]
    rows = "".join(f"2026-11-02,9:0{n},白云,{word}\n" for n, word in enumerate(words))
    for dry_run in (True, False):
        report = log(desk, tmp_path, f"{LOG}\n{rows}", dry_run=dry_run)
        assert [(one.word, one.code, one.rows) for one in report.taken] == [
            ("拒接", "no_answer", 2), ("要報價", "quote_wanted", 1), ("秒挂", "hung_up", 1),
        ]  # fmt: skip
    assert [one.outcome for one in calls.calls(desk, sort="no")] == [
        "no_answer",
        "quote_wanted",
        "no_answer",
        "hung_up",
    ]


def test_who_is_added_belongs_to_the_rep_of_its_first_row(desk, tmp_path):
    text = f"{LOG},业务员\n2026-11-02,9:00,白云,瞎写,李娜\n2026-11-02,9:05,白云,已沟通,李娜\n2026-11-02,9:10,白云,已沟通,陈伟\n2026-11-02,9:20,黑土,已沟通,\n"
    log(desk, tmp_path, f"{text}2026-11-02,9:30,青山,瞎写,陈伟\n2026-11-02,9:40,绿水,已沟通,没这人\n")
    log(desk, tmp_path, "日期,客户,楼层,结果,业务员\n2026-11-03,红花,8,锁门,李娜\n", "visits")
    told = [(one.name, one.owner, one.floor) for one in customers.customers(desk, sort="no")]
    assert told == [("白云", "李娜", ""), ("黑土", "陈伟", ""), ("红花", "李娜", "8")]


def test_promises_without_a_date_are_counted_once(desk, tmp_path):
    text = (
        f"{LOG},下次联系\n2026-11-02,9:00,白云,要报价,\n2026-11-02,9:05,白云,要报价,下周一\n2026-11-02,9:10,白云,约定回电,看情况\n"
        "2026-11-02,9:15,白云,已沟通,\n2026-11-02,9:20,白云,要报价,\n"
    )
    for dry_run in (True, False):
        report = log(desk, tmp_path, text, dry_run=dry_run)
        (told,) = [one for one in report.warnings if "without a date" in one]
        assert told.startswith("3 rows promise something without a date (wants a quote 2, callback agreed 1)")
    assert len(steps.steps(desk)) == 1
    assert not [one for one in log(desk, tmp_path, text).warnings if "without a date" in one]


def test_merged_cells_are_said_of_each_of_their_rows(desk, tmp_path):
    rows = [
        ["十一月外访记录"],
        ["日期", "外勤人员", "拜访单位", "层数", "结果", "车费", "备注"],
        ["11.25", "陈伟", "白云", 8, "锁门", None, "远"],
        [None, None, "黑土", 9, "锁门", None, None],
        [None, "李娜", "青山", 9, "锁门", 12.5, None],
        [None, None, None, None, None, None, None],
        [11.26, "李娜", "红花", 1, "锁门", None, None],
        ["合计", None, None, 4, None, 12.5, None],
    ]
    path = workbook(tmp_path / "v.xlsx", rows, "A1:G1", "A3:A6", "B3:B4", "G3:G4")
    report = taken(desk, "visits", path, add_customers=True)
    assert (counts(report), report.totals) == ((4, 0, 0, 0), 1)
    told = [
        (str(one.day), one.rep, one.customer, one.floor, one.note) for one in visits.visits(desk, sort="no")
    ]
    assert told == [
        ("2025-11-25", "陈伟", "白云", "8", "远"), ("2025-11-25", "陈伟", "黑土", "9", "远"),
        ("2025-11-25", "李娜", "青山", "9", ""), ("2025-11-26", "李娜", "红花", "1", ""),
    ]  # fmt: skip
    assert visits.visits(desk, sort="no")[2].expense_minor == 1250
    assert read_table(path).warnings == [
        "3 cells merged over several rows were read in each of them (first in line 4)."
    ]


def test_a_header_of_two_rows_is_one(tmp_path):
    rows = [
        ["日期", "客户", None, "结果"],
        [None, "客户名称", "电话", None],
        ["2026-11-02", "白云", "123", "占线"],
    ]
    table = read_table(workbook(tmp_path / "two.xlsx", rows, "A1:A2", "B1:C1", "D1:D2"))
    assert (table.header, len(table.rows)) == (["日期", "客户名称", "电话", "结果"], 1)
    high = [["公司", "电话"], [None, None], ["白云", "123"]]
    table = read_table(workbook(tmp_path / "high.xlsx", high, "A1:A2", "B1:B2"))
    assert (table.header, [row.line for row in table.rows]) == (["公司", "电话"], [3])


BOXES = st.lists(
    st.tuples(st.integers(0, 7), st.integers(0, 3), st.integers(0, 4), st.integers(0, 2)), max_size=5
)


@given(st.lists(st.lists(st.sampled_from(["", "x", "y"]), min_size=4, max_size=4), max_size=8), BOXES)
def test_merged_cells_as_a_grid_filled_by_force(rows, boxes):
    ranges: list[tuple[tuple[int, int], tuple[int, int]]] = []
    used: set[tuple[int, int]] = set()
    for top, left, high, wide in boxes:
        cells = {(r, c) for r in range(top, top + high + 1) for c in range(left, left + wide + 1)}
        if not cells & used:
            used |= cells
            ranges.append(((top, left), (top + high, left + wide)))
    # Only the first cell of a merged range holds anything.
    first = {start for start, _end in ranges}
    sheet = [
        ["" if (r, c) in used - first else cell for c, cell in enumerate(row)] for r, row in enumerate(rows)
    ]
    wanted = [list(row) for row in sheet]
    for (top, left), (bottom, _right) in ranges:
        for r in range(top + 1, min(bottom + 1, len(sheet))):
            if any(sheet[r]):
                wanted[r][left] = sheet[top][left]
    assert list(Merged(ranges).filled([list(row) for row in sheet])) == wanted


@pytest.mark.parametrize(
    ("text", "day", "words"),
    [
        ("11.25", "11/25", "11/25"), ("11.25 送样", "11/25 送样", "11/25 送样"), ("11.25送样", "11/25送样", "11/25送样"),
        ("11.25号 送样", "11/25 送样", "11/25 送样"), ("11.25上午10点", "11/25上午10点", "11/25上午10点"),
        ("2.5 公斤样品", "2/5 公斤样品", "2.5 公斤样品"), ("3.5折报价", "3/5折报价", "3.5折报价"), ("1.5万", "1/5万", "1.5万"),
        ("13.5", "13.5", "13.5"), ("11.32", "11.32", "11.32"), ("2026.11.25", "2026.11.25", "2026.11.25"), ("11.255", "11.255", "11.255"),
    ],
)  # fmt: skip
def test_days_with_a_point(text, day, words):
    assert (slashed(text), slashed_words(text)) == (day, words)


def test_a_day_with_a_point_in_a_log(desk, tmp_path):
    text = "日期,几点打的,客户,结果,时长,下一步\n11.2,9.30,白云,已沟通,60,\n11.2,9:30,白云,已沟通,60,11.25 送样\n11.5 10:00,,白云,已沟通,60,2.5 公斤样品\n"
    report = log(desk, tmp_path, text)
    assert list(report.rejected) == [2]
    assert [firm_time(desk, one.at) for one in calls.calls(desk, sort="no")] == [
        "2026-11-02T09:30",
        "2026-11-05T10:00",
    ]
    assert [(str(one.due_on), one.words) for one in steps.steps(desk)] == [("2026-11-25", "送样")]
    assert [one for one in report.warnings if "11.20 so (lines: 3)" in one]


def firm_time(desk, at):
    return desk.wall(at).isoformat()[:16]


def test_work_of_nobody_is_refused_once(desk, database_path: Path, tmp_path):
    path = written(
        tmp_path / "log.csv", f"{LOG},谁\n2026-11-02,9:00,白云,占线,李娜\n2026-11-02,9:10,白云,占线,李娜\n"
    )
    stranger = open_desk(database_path, author="nobody", allow_stranger=True)
    try:
        with pytest.raises(UsageError) as caught:
            import_file(stranger, "calls", path, options=Options(add_customers=True, dry_run=True))
        assert (
            caught.value.sentence == "No column says whose work it is. These columns were not recognised: 谁."
        )
        assert '--map "HEADER=rep"' in caught.value.hint
        for reading, rep in ((Reading({"谁": "rep"}), None), (Reading(), "李娜")):
            options = Options(add_customers=True, rep=rep, dry_run=True)
            assert counts(import_file(stranger, "calls", path, reading, options).report) == (2, 0, 0, 0)
    finally:
        stranger.close()


@pytest.mark.parametrize("amount", ["80000元", "成交金额: 80000元", "成交額：8万元", "80,000.00 元整"])
def test_amounts_with_their_titles(desk, tmp_path, amount):
    log(desk, tmp_path, f'{LOG},金额\n2026-11-02,9:00,白云,成交,"{amount}"\n')
    log(desk, tmp_path, f'日期,客户,金额\n2026-11-03,白云,"{amount}"\n', "money")
    assert [one.amount_minor for one in money.money_events(desk)] == [8_000_000] * 2


@pytest.mark.parametrize(
    ("noun", "header", "field"),
    [
        ("visits", "外勤人员", "rep"), ("visits", "外勤", "rep"), ("visits", "跑外", "rep"), ("visits", "外勤人員", "rep"),
        ("visits", "拜访单位", "customer"), ("visits", "走訪單位", "customer"), ("visits", "单位", "customer"), ("visits", "层数", "floor"),
        ("visits", "層數", "floor"), ("visits", "车费", "expense"), ("visits", "交通費", "expense"), ("visits", "車資", "expense"),
        ("calls", "几点", "at"), ("calls", "几点打的", "at"), ("calls", "幾點打的", "at"),
    ],
)  # fmt: skip
def test_headings_of_offices(noun, header, field):
    assert recognise(noun, [header], {}).columns == {0: field}


@pytest.mark.parametrize("field", ["at", "时刻", "時刻", "time"])
def test_a_column_is_mapped_by_a_fields_key_or_title(field):
    wanted = recognise("calls", ["钟"], {"钟": field}).columns
    assert wanted[0] in {"at", "time"}
    assert recognise("calls", ["钟"], {field: "钟"}).columns == wanted


def test_a_field_that_is_none_is_refused_with_keys_and_titles():
    with pytest.raises(UsageError) as caught:
        recognise("calls", ["钟"], {"钟": "乱"})
    assert "talk_seconds talk time" in caught.value.hint


@pytest.mark.parametrize(
    ("cell", "total"),
    [("合計：", True), ("总计(元)", True), ("Grand total", True), ("小 计", True), ("上海会计", False), ("共计划", False), ("", False),
     ("合计：1家", True), ("總計 1 家", True), ("共1家", True), ("共 40", True), ("小计40家礼品店", False), ("合肥40", False)],
)  # fmt: skip
def test_what_is_a_total(cell, total):
    assert is_total(cell) == total


def test_a_customer_called_total_is_no_sum(desk, tmp_path):
    text = f"{LOG}\n2026-11-02,,Total,占线\nTotal,,,5\n,合計,,\n"
    report = log(desk, tmp_path, text)
    assert (counts(report), report.totals) == ((1, 0, 0, 0), 2)


def test_a_sum_in_the_column_of_running_numbers_is_no_customer(desk, tmp_path):
    text = "序号,公司名称,电话\n1,广州甲一公司,020-81110001\n2,1家,020-81110002\n合计,43家,41个电话\n"
    report = import_file(desk, "customers", written(tmp_path / "list.csv", text)).report
    assert (counts(report), report.totals) == ((2, 0, 0, 0), 1)
    assert [row.name for row in customers.customers(desk, sort="no")] == ["广州甲一公司", "1家"]


def test_the_same_rejects_are_one_file(desk, tmp_path):
    def rejects(path):
        return import_file(desk, "calls", path, options=Options(add_customers=True)).rejects

    path = written(tmp_path / "log.csv", f"{LOG}\n2026-11-02,9:00,白云,占线\n2026-11-02,9:10,白云,呵呵\n")
    first, second = tmp_path / "log.rejects.csv", tmp_path / "log.rejects-2.csv"
    assert [rejects(path), rejects(path)] == [first, first]
    assert [rejects(first), rejects(second)] == [second, second]
    second.write_text(second.read_text("utf-8-sig").replace("呵呵", "占线"), "utf-8")
    assert [rejects(second), rejects(second)] == [None, None]
    assert len(list(tmp_path.glob("*.rejects*"))) == 2


def test_a_next_step_without_a_date_is_told_as_that(desk, tmp_path):
    report = log(desk, tmp_path, f"{LOG},下一步\n2026-11-02,9:00,白云,已沟通,送样\n")
    told = "Line 2: no date in it, so no next step is made; kept in the note: 下一步: 送样"
    assert any(told in str(one) for one in report.warnings), report.warnings
    assert steps.steps(desk) == []
    assert calls.calls(desk)[0].note == "下一步: 送样"
