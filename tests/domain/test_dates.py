"""What people type for a date, seen from Friday 20 November 2026, five past ten."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_cli.domain.dates import When, parse_day, parse_when, split_when
from crm_cli.errors import UsageError

NOW = datetime(2026, 11, 20, 10, 5, 33)
TODAY = NOW.date()

DAYS = {
    "2026-11-20": "today 今天 今日 本周五 這週五 this_fri 20号",
    "2026-11-21": "tomorrow 明天 明日 聽日 +1d 周末 星期六 sat",
    "2026-11-22": "后天 後天 周日 周天 礼拜天 sunday 2天後 in_2_days",
    "2026-11-23": "大后天 周一 週一 星期一 禮拜一 mon Monday next_mon 下周一 +3d ＋３ｄ 三天后 3天後 3日后",
    "2026-11-24": "下周二 下週二 下个星期二 next_tue",
    "2026-11-25": "2026-11-25 2026/11/25 2026.11.25 20261125 11-25 11/25 １１／２５ 11月25日 11月25号 十一月二十五日 "
    "25号 廿五号 二十五號 2026年11月25日 26年11月25日 115/11/25 115年11月25日 民國115年11月25日 今年11月25日 Nov_25 25th_nov",
    "2026-11-27": "fri friday 周五 next_fri 下周五",
    "2026-11-30": "月底 本月底 eom end_of_month",
    "2026-12-01": "下月初 下个月1号",
    "2026-12-02": "下下周三",
    "2026-12-04": "+2w 两周后 兩週後 两个星期后",
    "2026-12-05": "下个月5号 下月5日 12/5 5号",
    "2026-12-20": "+1m 一个月后 1個月後",
    "2026-12-31": "31号 下月底 年底",
    "2027-05-19": "5/19 5月19日",
    "2026-05-20": "5/20",
    "2027-03-05": "明年3月5日 3/5",
    "2026-11-19": "yesterday 昨天 昨日 -1d 1_day_ago",
    "2026-11-18": "前天",
    "2026-11-17": "3天前",
    "2026-11-13": "last_fri 上周五 上週五",
}  # fmt: skip


@pytest.mark.parametrize(
    ("said", "day"), [(said, day) for day, texts in DAYS.items() for said in texts.split()]
)
def test_a_day_said_in_any_way(said, day):
    assert parse_day(said.replace("_", " "), TODAY).isoformat() == day


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ("15:00", "15:00"), ("9:05am", "09:05"), ("3pm", "15:00"), ("3 p.m.", "15:00"), ("12am", "00:00"),
        ("12pm", "12:00"), ("下午3点", "15:00"), ("下午三点半", "15:30"), ("上午10点15分", "10:15"), ("晚上8点", "20:00"),
        ("中午12点", "12:00"), ("中午1点", "13:00"), ("早上9點", "09:00"), ("凌晨12点", "00:00"), ("３点", "03:00"),
        ("三点一刻", "03:15"), ("15时30分", "15:30"), ("三点五十", "03:50"), ("下午3:20", "15:20"), ("１５：００", "15:00"),
        ("23:59:58", "23:59:58"), ("now", "10:05:33"), ("现在", "10:05:33"), ("今晚8点", "20:00"), ("+2h", "12:05"),
        ("半小时后", "10:35"), ("in 30 min", "10:35"), ("+30分钟", "10:35"), ("+2個鐘", "12:05"),
    ],
)  # fmt: skip
def test_a_time_alone_is_today(said, at):
    assert parse_when(said, NOW) == (TODAY, time.fromisoformat(at))


@pytest.mark.parametrize(
    ("text", "day", "at", "rest"),
    [
        ("2026-11-25 发报价", "2026-11-25", None, "发报价"),
        ("2026-11-25发报价", "2026-11-25", None, "发报价"),
        ("+3d 打电话", "2026-11-23", None, "打电话"),
        ("周五 3套样品", "2026-11-27", None, "3套样品"),
        ("周五3套样品", "2026-11-27", None, "3套样品"),
        ("周五　３套样品", "2026-11-27", None, "３套样品"),
        ("周五3点5套样品", "2026-11-27", "03:00", "5套样品"),
        ("三点二十五套", "2026-11-20", "03:00", "二十五套"),
        ("明天下午3点30送样", "2026-11-21", "15:30", "送样"),
        ("明天下午3点 送样", "2026-11-21", "15:00", "送样"),
        ("明早9点，去看看", "2026-11-21", "09:00", "去看看"),
        ("明天下午 送样", "2026-11-21", None, "下午 送样"),
        ("fri 15:00 send quote", "2026-11-27", "15:00", "send quote"),
        ("Fri, at 3pm: send quote", "2026-11-27", "15:00", "send quote"),
        ("3pm tomorrow send quote", "2026-11-21", "15:00", "send quote"),
        ("15:00 5号楼", "2026-11-20", "15:00", "5号楼"),
        ("fri 3 boxes", "2026-11-27", None, "3 boxes"),
        ("11/25 送样", "2026-11-25", None, "送样"),
        ("下周二", "2026-11-24", None, ""),
        ("next mon call", "2026-11-23", None, "call"),
        ("nov 25 2000 units", "2026-11-25", None, "2000 units"),
        ("2026-11-25T15:00 x", "2026-11-25", "15:00", "x"),
    ],
)
def test_a_date_and_then_words(text, day, at, rest):
    assert split_when(text, NOW) == When(date.fromisoformat(day), at and time.fromisoformat(at), rest)


@pytest.mark.parametrize(
    "words",
    [
        "发报价", "send quote", "sunny side", "monthly report", "5号楼 送样", "3号线 出口", "10-20套样品", "3套样品", "20801234 call",
        "3.5 万", "16:9 屏幕", "-3 boxes", "+8613800138000", "3日内回复", "11月份 回访", "",
    ],
)  # fmt: skip
def test_words_that_are_no_date(words):
    assert split_when(words, NOW) is None


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-30", "2026-13-01", "20260230", "2/30", "2月30日", "25:00", "10:61", "13pm", "上午15点", "晚上12点", "32号",
        "这个月31日", "2026-11", "25/11/2026", "1899-12-31", "+99999y", "99年11月5日", "2026-11-25T25:00",
    ],
)  # fmt: skip
def test_what_no_calendar_or_clock_has_is_refused_and_not_read_otherwise(text):
    with pytest.raises(UsageError) as error:
        parse_when(text, NOW)
    assert text in error.value.sentence
    assert "2026-11-25" in error.value.hint
    with pytest.raises(UsageError):
        split_when(f"{text} 发报价", NOW)


@pytest.mark.parametrize("text", ["", "soon", "明天下午", "fri 3", "fri call", "tomorrow tomorrow"])
def test_a_whole_text_must_be_the_date(text):
    with pytest.raises(UsageError):
        parse_when(text, NOW)
    with pytest.raises(UsageError):
        parse_day(text, TODAY)


@pytest.mark.parametrize("text", ["明天下午3点", "15:00", "now"])
def test_a_day_has_no_time(text):
    with pytest.raises(UsageError):
        parse_day(text, TODAY)


@pytest.mark.parametrize("text", ["2026-11-20T10:05+08:00", "2026-11-20T02:05Z", "2026-11-19 21:05:00 -0500"])
def test_an_instant_becomes_the_wall_time_of_the_zone(text):
    assert parse_when(text, NOW, "Asia/Shanghai") == (TODAY, time(10, 5))
    assert parse_when(text, NOW, "America/New_York") == (date(2026, 11, 19), time(21, 5))
    with pytest.raises(UsageError):
        parse_when(text, NOW)


days = st.dates(date(1950, 1, 1), date(2150, 12, 31))


@given(days, days)
def test_a_day_written_out_is_read_back(day, today):
    republic = f"民国{day.year - 1911}年{day.month}月{day.day}日"
    written = [day.isoformat(), f"{day:%Y/%m/%d}", f"{day.year}年{day.month}月{day.day}日", republic]
    for text in written + [f"{day:%Y%m%d}"] * (day.year < 2100):
        assert parse_day(text, today) == day


@given(days, st.integers(0, 6))
def test_weekdays_hold_their_week(today, index):
    monday = today - timedelta(days=today.weekday())
    name, han = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[index], "一二三四五六日"[index]
    alone = parse_day(name, today)
    assert alone.weekday() == index
    assert 1 <= (alone - today).days <= 7
    assert parse_day("星期" + han, today) == alone
    for prefix, english, weeks in (("本", "this", 0), ("下", "next", 1), ("上", "", -1)):
        day = monday + timedelta(days=index + 7 * weeks)
        assert parse_day(f"{prefix}周{han}", today) == day
        assert not english or parse_day(f"{english} {name}", today) == day


@given(days, st.integers(0, 6))
def test_the_last_weekday_is_the_one_just_past(today, index):
    name = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[index]
    assert parse_day(f"last {name}", today) == parse_day(name, today - timedelta(days=8))


def test_last_friday_is_told_from_the_friday_of_last_week():
    sunday = date(2026, 11, 22)
    assert parse_day("last fri", sunday) == date(2026, 11, 20)
    assert parse_day("last Sunday", sunday) == date(2026, 11, 15)
    assert parse_day("上周五", sunday) == parse_day("上週五", sunday) == date(2026, 11, 13)


@given(days, st.integers(1, 12), st.integers(1, 28))
def test_month_and_day_is_at_most_half_a_year_past(today, month, day):
    found = parse_day(f"{month}/{day}", today)
    assert (found.month, found.day) == (month, day)
    assert found.year in {today.year, today.year + 1}
    assert (today - found).days <= 184


@given(
    st.text(max_size=40), st.sampled_from(["", "明天", "2026-1", "3点", "+1", "下个月", "1/2", "20", "五"])
)
def test_any_text_is_read_or_refused(text, lead):
    try:
        found = split_when(lead + text, NOW)
    except UsageError:
        return
    assert found is None or (lead + text).rstrip().endswith(found.rest)
