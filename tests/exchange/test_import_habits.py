"""A stranger's own logs: his headings, his words, his short names, and what he gets back to correct."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_cli.domain.durations import format_seconds, parse_minutes
from crm_cli.domain.titles import TITLES
from crm_cli.errors import NotFoundError, UsageError
from crm_cli.exchange.headers import HEADERS, recognise
from crm_cli.exchange.importing import Reading, import_file
from crm_cli.exchange.table import read_table
from crm_cli.services import calls, contacts, customers, plans, steps, visits
from crm_cli.services.importing.intake import Options
from crm_cli.services.importing.roles import is_role
from tests.exchange.importing import counts, taken, written

FIRMS = "公司,联系人,手机\n深圳市石厦餐饮管理有限公司,王大明,13912345678\n白云国际有限公司,李娜娜,13800138000\n白云机场,,020-80002222\n"
LOG = "日期,时间,客户,结果"


@pytest.fixture
def firms(desk, tmp_path):
    taken(desk, "customers", written(tmp_path / "firms.csv", FIRMS))
    return desk


def log(firms, tmp_path, text, noun="calls", **options):
    return taken(firms, noun, written(tmp_path / "log.csv", text), **options)


@pytest.mark.parametrize(
    ("noun", "header", "field"),
    [
        ("customers", "跟进业务员", "owner"), ("customers", "所属区", "district"), ("customers", "所属区域", "district"),
        ("calls", "谁打的", "rep"), ("calls", "拨打人", "rep"), ("calls", "结果怎样", "outcome"), ("calls", "找谁", "contact"),
        ("calls", "通话几分钟", "talk_minutes"), ("calls", "通话分钟", "talk_minutes"), ("calls", "通话时长（分钟）", "talk_minutes"),
        ("calls", "时长(分)", "talk_minutes"), ("calls", "時長（分鐘）", "talk_minutes"), ("calls", "Duration (min)", "talk_minutes"),
        ("calls", "talk minutes", "talk_minutes"), ("calls", "时长(秒)", "talk_seconds"), ("calls", "时长(分:秒)", "talk_seconds"),
        ("calls", "通话时长", "talk_seconds"), ("calls", "billsec", "talk_seconds"),
        ("visits", "到访时间", "arrive"), ("visits", "见到谁", "contact"), ("visits", "情况", "outcome"),
        ("visits", "有没有名片", "card"), ("visits", "拿名片", "card"),
    ],
)  # fmt: skip
def test_headings_of_small_firms(noun, header, field):
    assert recognise(noun, [header], {}).columns == {0: field}


def test_every_field_that_can_come_in_has_a_title():
    assert not {field for fields in HEADERS.values() for field in fields} - TITLES.keys()


@given(st.integers(0, 24 * 60 * 60))
def test_minutes_in_any_writing(seconds):
    assert parse_minutes(format_seconds(seconds)) == seconds
    assert parse_minutes(f"{seconds / 60:.4f}") == seconds
    assert parse_minutes(str(seconds // 60)) == seconds // 60 * 60


@pytest.mark.parametrize("title", ["通话时长（分钟）", "聊天分钟"])
def test_talk_minutes_are_minutes(firms, tmp_path, title):
    path = written(
        tmp_path / "c.csv",
        f"{LOG},{title}\n2026-11-02,9:00,白云机场,已沟通,2\n2026-11-02,9:10,白云机场,已沟通,1.5\n",
    )
    reading = Reading({} if "（" in title else {title: "talk_minutes"})
    report = taken(firms, "calls", path, reading)
    assert [one.talk_seconds for one in calls.calls(firms, sort="no")] == [120, 90]
    assert report.warnings == ()


@pytest.mark.parametrize(
    ("title", "talks", "doubted"),
    [("时长", "3 5", True), ("时长", "3 45", False), ("时长(秒)", "3 5", False), ("时长", "3 0:05", False), ("时长", "3 2:05", False)],
)  # fmt: skip
def test_seconds_that_may_be_minutes_are_doubted(firms, tmp_path, title, talks, doubted):
    first, second = talks.split()
    text = (
        f"{LOG},{title}\n2026-11-02,9:00,白云机场,已沟通,{first}\n2026-11-02,9:10,白云机场,已沟通,{second}\n"
    )
    text += "2026-11-02,9:20,白云机场,已沟通,4\n"
    report = log(firms, tmp_path, text)
    assert [f'--map "{title}=talk_minutes"' in told for told in report.warnings] == [True] * doubted


def test_a_next_date_is_seen_from_the_touch_and_may_go_on_in_words(firms, tmp_path):
    text = (
        f"{LOG},下次联系\n2026-11-02,9:00,白云机场,已沟通,下周一发报价\n2026-11-02,9:10,白云机场,已沟通,11月23日上午10点 拜访\n"
        "2026-11-02,9:20,白云机场,已沟通,明天\n2026-11-02,9:30,白云机场,已沟通,看情况\n2026-11-02,9:40,白云机场,晚点再打,后天15:00\n"
    )
    report = log(firms, tmp_path, text)
    told = [(one.kind, str(one.due_on), one.words) for one in steps.steps(firms, sort="no")]
    assert sorted(told) == [
        ("callback", "2026-11-04", ""),
        ("step", "2026-11-03", ""),
        ("step", "2026-11-09", "发报价"),
        ("step", "2026-11-23", "拜访"),
    ]
    assert [one.note for one in calls.calls(firms, sort="no")][3] == "下次联系: 看情况"
    assert "下次联系: 看情况" in report.warnings[0]


def test_an_appointment_with_a_date_is_a_plan_once(firms, tmp_path):
    taken(firms, "plans", written(tmp_path / "p.csv", "日期,客户,目的\n2026-11-24,石厦,\n"), loose_names=True)
    text = (
        f"{LOG},下次联系\n2026-11-02,9:00,白云机场,约了见面,2026-11-24 15:00 送样\n2026-11-02,9:10,白云机场,约见成功,2026-11-24\n"
        "2026-11-02,9:20,深圳市石厦餐饮管理有限公司,约见成功,2026-11-24\n"
    )
    log(firms, tmp_path, text)
    told = [(one.customer, one.purpose, one.state) for one in plans.plans(firms, sort="no")]
    assert told == [("深圳市石厦餐饮管理有限公司", "", "planned"), ("白云机场", "送样", "planned")]
    assert steps.steps(firms) == []


@pytest.mark.parametrize(("noun", "place"), [("calls", "结果"), ("visits", "结果"), ("followups", "备注")])
def test_noon_is_told_once_with_its_lines(firms, tmp_path, noun, place):
    word = {"calls": "已沟通", "visits": "锁门", "followups": "微信聊"}[noun]
    rows = "".join(f"2026-11-{day:02},白云机场,{word}\n" for day in range(2, 9))
    report = log(firms, tmp_path, f"日期,客户,{place}\n{rows}", noun)
    assert report.warnings == ("7 rows say no time, so noon stands for it (lines 2, 3, 4, 5, 6 …).",)


def test_a_missing_column_is_asked_for_among_those_not_known(firms, tmp_path):
    with pytest.raises(UsageError) as caught:
        log(firms, tmp_path, "日期,客户,搞定没,谁打的,颜色\n2026-11-02,白云机场,是,陈伟,红\n")
    assert "搞定没, 颜色" in caught.value.sentence
    assert "The outcome is needed" in caught.value.sentence
    # None of them looks like it: not even a running number is to be taken for an outcome.
    assert '--map "HEADER=outcome"' in caught.value.hint
    with pytest.raises(UsageError) as caught:
        log(firms, tmp_path, "日期,客户,颜色,当日通话结果如下\n2026-11-02,白云机场,红,是\n")
    assert '--map "当日通话结果如下=outcome"' in caught.value.hint


def test_rejects_come_in_alone_with_all_that_was_typed_beside_them(firms, tmp_path):
    text = "日期,时间,甲,乙,丙,备注,公司,丁\n2026-11-02,9:00,白云机场,搞定,2,不要读,别名,好\n2026-11-02,9:10,没有的公司,搞定,3,不要读,别名,好\n"
    maps = {"甲": "customer", "乙": "outcome", "丙": "talk_minutes", "备注": "-", "丁": "note"}
    options = Options(outcomes={"搞定": "talked"}, rep="李娜")
    outcome = import_file(firms, "calls", written(tmp_path / "log.csv", text), Reading(maps), options)
    assert counts(outcome.report) == (1, 0, 0, 1)
    assert outcome.rejects is not None
    mended = outcome.rejects.read_text("utf-8-sig").replace("没有的公司", "白云国际有限公司")
    outcome.rejects.write_text(mended, "utf-8")
    again = import_file(firms, "calls", outcome.rejects)
    assert counts(again.report) == (1, 0, 0, 0)
    one, two = calls.calls(firms, sort="no")
    for name in ("outcome", "note", "rep"):
        assert getattr(one, name) == getattr(two, name)
    assert (two.customer, two.rep, two.talk_seconds, two.note) == ("白云国际有限公司", "李娜", 180, "好")


def test_rejects_of_rejects_keep_their_columns(firms, tmp_path):
    text = "全名,公司,跟的人,片,片2\n白马,假名,王强,天河,越秀\n"
    maps = {"全名": "name", "跟的人": "owner", "片": "district", "片2": "notes"}
    path = written(tmp_path / "c.csv", text)
    for _round in range(2):
        outcome = import_file(firms, "customers", path, Reading(maps))
        assert outcome.rejects is not None
        path, maps = outcome.rejects, {}
    with path.open(encoding="utf-8-sig") as stream:
        header = next(csv.reader(stream))
    assert header == ["name", "公司", "owner", "district", "notes", "crm_line", "crm_reason"]
    report = taken(firms, "customers", path, add_reps=True)
    assert counts(report) == (1, 0, 0, 0)
    found = next(one for one in customers.customers(firms) if one.name == "白马")
    assert (found.owner, found.district, found.notes) == ("王强", "天河", "越秀")


@pytest.mark.parametrize(
    ("noun", "word", "code"),
    [
        ("calls", "打通了没人接", "no_answer"), ("calls", "约了见面", "appointment"), ("calls", "下单了", "order"),
        ("calls", "忙，晚点再打", "callback"), ("calls", "转前台", "gatekeeper"), ("calls", "聊過", "talked"),
        ("visits", "前台挡住了", "front_desk"), ("visits", "关门了", "closed"), ("visits", "老闆不在", "not_in"),
    ],
)  # fmt: skip
def test_everyday_words_for_outcomes(firms, tmp_path, noun, word, code):
    assert counts(log(firms, tmp_path, f'{LOG}\n2026-11-02,9:00,白云机场,"{word}"\n', noun)) == (1, 0, 0, 0)
    (found,) = (calls.calls if noun == "calls" else visits.visits)(firms)
    assert found.outcome == code


def test_all_unknown_words_are_told_with_the_nearest(firms, tmp_path):
    words = ["接通", "约个时间", "接通", "要份报价单", "呵呵"]
    rows = "".join(f"2026-11-02,9:0{n},白云机场,{word}\n" for n, word in enumerate(words))
    report = log(firms, tmp_path, f"{LOG}\n{rows}", dry_run=True)
    assert {word.word: word.rows for word in report.unknown} == {
        "接通": 2,
        "约个时间": 1,
        "要份报价单": 1,
        "呵呵": 1,
    }
    codes = {word.word: word.codes for word in report.unknown}
    assert set(codes["接通"]) >= {"talked", "gatekeeper"}
    assert (codes["约个时间"][0], codes["要份报价单"][0], codes["呵呵"]) == (
        "appointment",
        "quote_wanted",
        (),
    )
    assert {word.reason for word in report.unknown} == set(report.rejected.values())
    with pytest.raises(NotFoundError, match="telepathy"):
        log(firms, tmp_path, f"{LOG}\n{rows}", outcomes={"接通": "telepathy"})


@pytest.mark.parametrize(
    ("name", "number", "options", "found"),
    [
        ("石厦餐饮管理", "13912345678", {}, 1),
        ("石厦餐饮管理", "", {}, None),
        ("石厦餐饮管理", "", {"loose_names": True}, 1),
        ("白云", "", {"loose_names": True}, None),
        ("白云国际", "", {"loose_names": True}, 2),
        ("云", "", {"loose_names": True}, None),
        ("石厦餐饮管理", "", {"add_customers": True}, 4),
    ],
)
def test_short_names(firms, tmp_path, name, number, options, found):
    text = f"日期,时间,客户,电话,结果\n2026-11-02,9:00,{name},{number},已沟通\n"
    report = log(firms, tmp_path, text, **options)
    assert [one.customer_no for one in calls.calls(firms)] == ([found] if found else [])
    if name == "石厦餐饮管理" and not found:
        assert "c1 深圳市石厦餐饮管理有限公司" in report.rejected[2]


def test_roles_and_courtesies_are_no_new_people(firms, tmp_path):
    who = ["前台", "王先生", "前台小姐", "先生", "王大明先生", "赵先生"]
    rows = "".join(
        f"2026-11-02,9:0{n},深圳市石厦餐饮管理有限公司,已沟通,{one}\n" for n, one in enumerate(who)
    )
    log(firms, tmp_path, f"{LOG},找谁\n{rows}")
    found = calls.calls(firms, sort="no")
    assert [one.contact for one in found] == ["", "王大明", "", "", "王大明", "赵先生"]
    assert [one.note for one in found] == ["找谁: 前台", "", "找谁: 前台小姐", "找谁: 先生", "", ""]
    assert sorted(one.name for one in contacts.contacts(firms)) == sorted(["王大明", "李娜娜", "赵先生"])
    taken(firms, "customers", written(tmp_path / "d.csv", "公司,联系人,手机\n黑土,前台,13700137000\n"))
    assert len(contacts.contacts(firms)) == 3
    (phone,) = (one for one in contacts.phones(firms) if one.raw == "13700137000")
    assert phone.contact_no is None


@pytest.mark.parametrize(
    ("text", "role"), [("總機", True), ("保安 ", True), ("-", True), ("前台王姐", False), ("安经理", False)]
)
def test_what_is_a_role(text, role):
    assert is_role(text) == role


@pytest.mark.parametrize(
    ("number", "doubted"),
    [
        (13800138000, False), (75583301234, True), (1088889999, True), (4008001234, False), (83301234, False),
        (10086, False), (912345678, True), (8613800138000, False),
    ],
)  # fmt: skip
def test_only_a_number_that_lacks_its_zero_is_doubted(tmp_path, number, doubted):
    from crm_cli.exchange.xlsx import write_xlsx

    path = tmp_path / "list.xlsx"
    write_xlsx(path, [("名单", ["公司", "电话"], [["白云", "13800138000"], ["黑土", number]])])
    warnings = read_table(path).warnings
    assert [str(number) in told and f"0{number}" in told for told in warnings] == [True] * doubted
