"""The sample month is what its script makes, in the stated encodings, and contradicts itself nowhere."""

import csv
import io
import re
import wave
from collections import Counter, defaultdict
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest

from tools.make_sample_data import files
from tools.sample_month.talk import ANSWERED, CALL_NAMES, REACHED, UNOPENED, VISIT_NAMES
from tools.sample_month.words import TO_SIMPLIFIED

FOLDER = Path(__file__).parent.parent / "sample_data"
ENCODINGS = {
    "客户_黄页.csv": "gb18030",
    "客戶_台港.csv": "cp950",
    "通话记录.csv": "utf-8-sig",
    "拜访记录.csv": "utf-8-sig",
    "通话记录_次周.csv": "utf-8-sig",
    "电话名单_新黄页.csv": "utf-8-sig",
    "租户名录_东山.csv": "gbk",
    "拜访记录_东山和横街.csv": "gb18030",
}
REPS = ("陈伟", "李娜", "黄志强")
LAST = date(2026, 11, 20)
MET = {VISIT_NAMES[code] for code in REACHED if code in VISIT_NAMES}
SPOKEN = {CALL_NAMES[code] for code in REACHED if code in CALL_NAMES}
ANSWERS = {CALL_NAMES[code] for code in ANSWERED if code in CALL_NAMES}


@cache
def table(name):
    """Rows of a committed text file as dicts, read strictly in its stated encoding."""
    text = (FOLDER / name).read_bytes().decode(ENCODINGS[name], errors="strict")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def grids(content):
    """Every cell of a workbook by sheet name."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


@cache
def workbook(name):
    return grids((FOLDER / name).read_bytes())


def sheet(name, rows_from=0, book="拜访计划.xlsx"):
    header, *rows = workbook(book)[name][rows_from:]
    return [dict(zip(header, row, strict=True)) for row in rows]


def every_visit():
    return [*table("拜访记录.csv"), *table("拜访记录_东山和横街.csv")]


def board():
    """The shops of the street as they were typed: door and the rest of each line."""
    lines = (FOLDER / "商户名录_横街.txt").read_text(encoding="utf-8").splitlines()[1:]
    return [line.split("号 ", 1) for line in lines]


def tenants():
    """Who is behind each door by the landlords' lists: building, door and firm."""
    rows = [
        (name, row["单元"], row["公司名称"])
        for name in ("天河城大厦", "中信广场") for row in sheet(name, book="租户名录.xlsx")
    ]  # fmt: skip
    rows += [("东山商务大厦", row["单元"], row["公司名称"]) for row in table("租户名录_东山.csv")]
    rows += [("体育东横街", door, rest.partition(" ")[0]) for door, rest in board()]
    return [(building, str(door), name) for building, door, name in rows if name != "空置"]


def phone_sheet(name):
    return sheet(name, book="电话销售.xlsx")


def expo():
    return sheet("登记表", rows_from=1, book="客户_展会.xlsx")


def started(call):
    return datetime.fromisoformat(f"{call['日期']} {call['时间']}")


def seconds(call):
    minutes, _, rest = call["通话时长"].rpartition(":")
    return int(minutes or 0) * 60 + int(rest or 0)


def number(call):
    """The digits that name a line, however it was written."""
    digits = re.sub(r"\D", "", call["号码"]).removeprefix("00")
    return re.sub(r"^(86|886|0)(?=\d{9})", "", digits)


def arrived(visit):
    day = date.fromisoformat(visit["日期"].replace("/", "-"))
    return datetime.combine(day, time.fromisoformat(visit["到达"]))


def left(visit):
    return datetime.combine(arrived(visit).date(), time.fromisoformat(visit["离开"]))


def on_last_day(rows, rep, when):
    return [row for row in rows if row["业务员"] == rep and when(row).date() == LAST]


def known_names():
    rows = [row["公司名称"] for row in [*table("客户_黄页.csv"), *table("电话名单_新黄页.csv")]] + [
        row["公司名稱"] for row in table("客戶_台港.csv")
    ]
    rows += [row["公司"] for row in expo()]
    return rows + [name for _building, _door, name in tenants() if name not in rows]


def test_the_script_makes_the_committed_files():
    made = files()
    assert sorted(made) == sorted(path.name for path in FOLDER.iterdir() if path.name != "README.md")
    for name, content in made.items():
        committed = (FOLDER / name).read_bytes()
        if not name.endswith(".xlsx"):
            assert committed == content, name
        else:
            # Another zip library may compress otherwise; the cells may not differ.
            assert grids(committed) == grids(content), name


def test_each_text_file_is_only_in_its_own_encoding():
    for name, encoding in ENCODINGS.items():
        raw = (FOLDER / name).read_bytes()
        assert raw.count(b"\r\n") == raw.count(b"\n")
        assert raw.startswith(b"\xef\xbb\xbf") == (encoding == "utf-8-sig")
        if encoding != "utf-8-sig":
            with pytest.raises(UnicodeDecodeError):
                raw.decode("utf-8")


def test_the_counts_hold():
    calls, visits = table("通话记录.csv"), table("拜访记录.csv")
    assert 1400 <= len(calls) <= 1600
    assert 450 <= len(visits) <= 550
    assert len(table("客户_黄页.csv")) == 267
    assert len(table("客戶_台港.csv")) == 45
    assert len(expo()) == 100
    assert 110 <= len(sheet("计划")) <= 130
    assert 50 <= len(sheet("跟进")) <= 70
    assert 95 <= len(sheet("下一步")) <= 110
    assert Counter(row["类型"] for row in sheet("金额")) == {"报价": 15, "送样": 12, "订单": 14, "回款": 9}
    dials = [call for call in calls if call["方向"] == "呼出" and call["结果"] != "空号"]
    assert 0.42 <= sum(call["结果"] in ANSWERS for call in dials) / len(dials) <= 0.48
    assert 0.16 <= sum(call["结果"] in SPOKEN for call in dials) / len(dials) <= 0.20
    cold = Counter(visit["结果"] for visit in visits if visit["方式"] == "陌拜")
    assert (
        sum(cold[name] for name in ("锁门/无人", "前台拦截", "负责人不在", "明确拒绝")) > cold.total() * 0.6
    )


def test_every_customer_named_is_in_a_customer_file():
    known = set(known_names())
    simplified = {name.translate(TO_SIMPLIFIED) for name in known}
    rows = [*table("通话记录.csv"), *table("通话记录_次周.csv"), *every_visit()]
    for name in ("计划", "下一步", "跟进", "金额"):
        rows += sheet(name)
    strange = [row["客户"] for row in rows if row["客户"] and row["客户"] not in known]
    assert 1 <= len(strange) <= 3
    assert set(strange) <= simplified


def test_names_are_unique_but_for_the_dirty_rows_and_every_outcome_is_one_of_ours():
    names = [name for name in known_names() if name]
    assert len(names) == len(set(names))
    assert sum(not name for name in known_names()) == 1
    assert {call["结果"] for call in table("通话记录.csv")} == set(CALL_NAMES.values())
    assert {visit["结果"] for visit in table("拜访记录.csv")} <= set(VISIT_NAMES.values())
    written = {row["业务员"] for row in [*table("客户_黄页.csv"), *expo()]} - {None, ""}
    assert written == set(REPS)


def test_a_bad_or_barred_number_is_never_called_again_and_a_barred_firm_rests():
    stopped, resting = set(), set()
    turned_down = {
        visit["客户"]: left(visit)
        for visit in reversed(table("拜访记录.csv"))
        if visit["结果"] in {"已有供应商", "无需求", "明确拒绝"}
    }
    for call in [*table("通话记录.csv"), *table("通话记录_次周.csv")]:
        assert number(call) not in stopped, call
        assert call["方向"] == "呼入" or started(call) < turned_down.get(call["客户"], datetime.max), call
        if call["方向"] == "呼出":
            assert call["客户"] not in resting, call
        if call["结果"] in {"空号", "号码不符", "禁拨"}:
            stopped.add(number(call))
        if call["结果"] in {"禁拨", "已有供应商", "无意向"}:
            resting.add(call["客户"])
    assert len(stopped) > 20


def test_nobody_is_in_two_places_and_lunch_is_quiet():
    busy = defaultdict(list)
    for call in table("通话记录.csv"):
        busy[call["业务员"]].append((started(call), started(call) + timedelta(seconds=seconds(call))))
    for visit in every_visit():
        assert arrived(visit) < left(visit)
        busy[visit["业务员"]].append((arrived(visit), left(visit)))
    for follow in sheet("跟进"):
        at = datetime.combine(follow["日期"].date(), follow["时间"])
        busy[follow["业务员"]].append((at, at))
    assert set(busy) == set(REPS)
    for spans in busy.values():
        spans.sort()
        assert all(end <= start for (_, end), (start, _) in pairwise(spans))
        for start, end in spans:
            assert start.weekday() < 5
            assert date(2026, 10, 26) <= start.date() <= LAST
            assert time(9) <= start.time()
            assert end.time() <= time(18)
            assert end.time() <= time(12) or start.time() >= time(13, 30)


def test_what_was_said_fits_the_outcome():
    for call in [*table("通话记录.csv"), *table("通话记录_次周.csv")]:
        assert (seconds(call) > 0) == (call["结果"] in ANSWERS), call
        assert not call["意向等级"] or call["结果"] in SPOKEN, call
        assert call["结果"] not in SPOKEN or 30 <= seconds(call) <= 600, call
        assert (call["结果"] == "约定回电") == bool(call["约定回电"]), call
        assert call["意向等级"] != "A" or call["下一步日期"], call
    shut = {VISIT_NAMES[code] for code in UNOPENED}
    for visit in every_visit():
        assert visit["客户"] or visit["结果"] in shut, visit
        assert not visit["意向等级"] or visit["结果"] in MET, visit
        assert visit["意向等级"] != "A" or visit["下一步日期"], visit
        assert visit["方式"] == "约访" or visit["单元"].startswith(visit["楼层"]), visit


def test_a_unit_has_one_tenant_and_visits_found_the_customer_where_it_sits():
    home = {row["公司名称"]: (row["大厦"], row["单元"]) for row in table("客户_黄页.csv") if row["大厦"]}
    home |= {row["公司"]: (row["大厦"], row["单元"]) for row in expo() if row["大厦"]}
    assert len(set(home.values())) == len(home)
    listed = {name: (building, door) for building, door, name in tenants()}
    assert len(set(listed.values())) == len(listed) == len(tenants())
    assert home.items() <= listed.items()
    for visit in table("拜访记录.csv"):
        if visit["客户"] and visit["单元"]:
            assert home[visit["客户"]] == (visit["大厦"], visit["单元"]), visit


def test_kept_plans_have_their_visit_and_the_others_a_reason():
    met = {(arrived(visit).date(), visit["业务员"], visit["客户"]) for visit in table("拜访记录.csv")}
    swept = {(arrived(visit).date(), visit["业务员"], visit["大厦"]) for visit in table("拜访记录.csv")}
    for plan in sheet("计划"):
        day, rep, state = plan["日期"].date(), plan["业务员"], plan["状态"]
        if state == "已拜访":
            assert (day, rep, plan["客户"]) in met if plan["客户"] else (day, rep, plan["大厦"]) in swept
        elif state == "计划":
            assert day > LAST
        else:
            assert plan["原因"]


def test_orders_are_paid_after_they_were_made_and_come_from_a_touch():
    touched = {
        (started(call).date(), call["客户"]) for call in table("通话记录.csv") if call["结果"] == "成交"
    }
    touched |= {
        (arrived(one).date(), one["客户"]) for one in table("拜访记录.csv") if one["结果"] == "当场成交"
    }
    owed: Counter[str] = Counter()
    for row in sheet("金额"):
        if row["类型"] == "订单":
            assert (row["日期"].date(), row["客户"]) in touched
            owed[row["客户"]] += row["金额"]
        elif row["类型"] == "回款":
            owed[row["客户"]] -= row["金额"]
            assert owed[row["客户"]] >= 0


@pytest.mark.parametrize("rep", REPS)
def test_the_last_day_is_rich_for_everybody(rep):
    calls = on_last_day(table("通话记录.csv"), rep, started)
    visits = on_last_day(table("拜访记录.csv"), rep, arrived)
    out = [call for call in calls if call["方向"] == "呼出" and call["结果"] != "空号"]
    assert 25 <= len(out) <= 40
    assert len(calls) - len(out) >= 2
    assert sum(visit["方式"] == "陌拜" and visit["大厦"] == "中信广场" for visit in visits) >= 12
    assert any(visit["方式"] == "约访" for visit in visits)
    for column in ("加微信", "异议", "竞争对手"):
        assert any(row[column] for row in calls + visits), column

    def day(name):
        return [row for row in sheet(name) if row["日期"].date() == LAST and row["业务员"] == rep]

    assert {row["类型"] for row in day("金额")} >= {"报价", "送样", "订单"}
    assert any(row["原因"] for row in day("计划"))
    assert any(row["渠道"] == "微信" for row in day("跟进"))
    assert any(row["问题"] and row["解决办法"] for row in day("日报备注"))


def test_next_steps_are_done_due_and_overdue():
    done = [row["到期日"].date() for row in sheet("下一步") if row["状态"] == "已完成"]
    todo = [row["到期日"].date() for row in sheet("下一步") if row["状态"] == "未完成"]
    assert len(done) > 30
    assert max(done) <= LAST
    assert sum(day < LAST for day in todo) >= 9
    assert todo.count(LAST) >= 6
    assert sum(day > LAST for day in todo) >= 12


def test_lists_have_their_script_and_their_calls_are_of_who_works_them():
    lists = {row["名称"]: row for row in phone_sheet("名单")}
    scripts = {name.partition("_")[2]: FOLDER / f"{name}.md" for name in ("话术_年会礼品", "話術_尾牙禮品")}
    assert {row["话术"] for row in lists.values()} == set(scripts)
    assert all("{" in path.read_text(encoding="utf-8") for path in scripts.values())
    called = [row for row in [*table("通话记录.csv"), *table("通话记录_次周.csv")] if row["名单"]]
    assert {row["名单"] for row in called} == set(lists)
    assert min(row["日期"] for row in called) >= "2026-11-09"
    assert all(row["方向"] == "呼出" for row in called)
    for name in ("名单规则", "拨打计划"):
        assert {row["名单"] for row in phone_sheet(name)} <= set(lists)
    assert {row["结果"] for row in phone_sheet("名单规则")} <= set(CALL_NAMES.values())


def test_objections_are_answered_and_open_and_calls_are_handed_over():
    agreed = {row["问题"] for row in phone_sheet("卡壳问题")}
    met = Counter(row["异议"] for row in [*table("通话记录.csv"), *table("通话记录_次周.csv")] if row["异议"])
    assert agreed < set(met)
    assert len(set(met) - agreed) >= 4
    replied = [row for row in table("通话记录.csv") if row["怎么回答"]]
    assert len(replied) > 20
    assert all(row["异议"] for row in replied)
    handed = [row for row in table("通话记录.csv") if row["转给"]]
    assert {(row["业务员"], row["转给"]) for row in handed} == {("陈伟", "李娜"), ("李娜", "陈伟")}
    assert all(row["方向"] == "呼入" for row in handed)


def test_each_working_day_after_the_month_has_calls_objections_and_callbacks():
    for ahead in range(3, 7):
        calls = [
            row for row in table("通话记录_次周.csv") if row["日期"] == str(LAST + timedelta(days=ahead))
        ]
        assert {row["业务员"] for row in calls if row["异议"] and row["时间"] < "09:10"} == set(REPS)
    promised = [row for row in sheet("下一步") if row["类型"] == "约定回电"]
    for day in (LAST, *(LAST + timedelta(days=ahead) for ahead in range(3, 8))):
        assert {row["业务员"] for row in promised if row["到期日"].date() == day} == set(REPS)
    assert {row["谁回电"] for row in promised} == {"本人", "任何人"}


def test_the_recording_is_a_sound_of_a_call_of_the_last_day():
    (path,) = FOLDER.glob("录音_*.wav")
    with wave.open(str(path)) as sound:
        assert 0.5 < sound.getnframes() / sound.getframerate() < 2
    digits, day, clock = path.stem.split("_")[1:]
    assert day == f"{LAST:%Y%m%d}"
    assert [
        row["结果"] for row in table("通话记录.csv")
        if number(row) == digits and row["日期"] == LAST.isoformat() and row["时间"].replace(":", "") == clock
    ] == ["成交"]  # fmt: skip


def test_the_dirt_is_there():
    rows = table("客户_黄页.csv")
    phones = " ".join(row["电话"] for row in rows)
    assert all(dirt in phones for dirt in ("转801", "020-80009902/80009903", " 80009904 ", " 123 "))
    assert any(row["备注"] == "=SUM(A1)" for row in rows)
    assert any(row["公司名称"] == "[/b]建材" for row in rows)
    twins = Counter(re.sub(r"\D", "", row["电话"])[-11:] for row in rows if row["电话"])
    assert max(twins.values()) == 2
    assert sum(isinstance(row["手机"], int | float) for row in expo()) > 40
    assert workbook("客户_展会.xlsx")["登记表"][0][1] is None
