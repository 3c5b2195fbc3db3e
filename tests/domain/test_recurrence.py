"""Rules by which plans repeat: what is typed, and the days that come of it."""

from datetime import date, datetime, timedelta

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from crm_cli.domain.recurrence import WEEKDAYS, Rule, anchored, days_of, first_days, moved, parse_rule
from crm_cli.domain.repeat_words import read_repeat, say_rule
from crm_cli.errors import UsageError

FRIDAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("typed", "rule"),
    [
        ("each third tuesday", "FREQ=MONTHLY;BYDAY=3TU"),
        ("Third Tuesday of the month", "FREQ=MONTHLY;BYDAY=3TU"),
        ("每月第三个周二", "FREQ=MONTHLY;BYDAY=3TU"),
        ("每個月的第三個週二", "FREQ=MONTHLY;BYDAY=3TU"),
        ("RRULE:FREQ=MONTHLY;BYDAY=3TU", "FREQ=MONTHLY;BYDAY=3TU"),
        ("quarterly", "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=20"),
        ("每季度", "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=20"),
        ("first monday of the quarter", "FREQ=MONTHLY;BYMONTH=1,4,7,10;BYDAY=1MO"),
        ("每季度最后一天", "FREQ=MONTHLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1"),
        ("weekly", "FREQ=WEEKLY;BYDAY=FR"),
        ("every mon, wed and fri", "FREQ=WEEKLY;BYDAY=MO,WE,FR"),
        ("每周一、三、五", "FREQ=WEEKLY;BYDAY=MO,WE,FR"),
        ("every other tuesday", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"),
        ("every second tuesday", "FREQ=MONTHLY;BYDAY=2TU"),
        ("every second week", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR"),
        ("每两周的周五", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR"),
        ("隔周", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR"),
        ("每天", "FREQ=DAILY"),
        ("FREQ=DAILY;BYDAY=MO,TU", "FREQ=WEEKLY;BYDAY=MO,TU"),
        ("每个工作日", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("last working day", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"),
        ("every 31st", "FREQ=MONTHLY;BYMONTHDAY=-1"),
        ("month end", "FREQ=MONTHLY;BYMONTHDAY=-1"),
        ("每月1号和15号", "FREQ=MONTHLY;BYMONTHDAY=1,15"),
        ("每年12月15日", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=15"),
        ("every year", "FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=20"),
    ],
)
def test_what_is_typed_becomes_a_rule(typed: str, rule: str) -> None:
    assert anchored(read_repeat(typed).rule, FRIDAY).text() == rule


@pytest.mark.parametrize(
    "typed",
    ["", "once", "每", "每隔三周", "每周八", "每月第六个周二", "every 0 weeks", "every 40th", "FREQ=SECONDLY",
     "FREQ=DAILY;COUNT=3;UNTIL=20270101", "FREQ=WEEKLY;BYDAY=3TU", "FREQ=MONTHLY;BYMONTHDAY=0",
     "FREQ=DAILY;INTERVAL=7;BYDAY=MO", "FREQ=MONTHLY;BYDAY=XX", "FREQ=DAILY;COUNT=-1", "FREQ=DAILY;UNTIL=soon",
     "FREQ=DAILY;BYHOUR=9", "FREQ=DAILY;FREQ=DAILY"],
)  # fmt: skip
def test_what_is_no_rule_is_refused_with_examples(typed: str) -> None:
    with pytest.raises(UsageError) as raised:
        read_repeat(typed)
    assert "每月最后一天" in raised.value.hint


@pytest.mark.trust("R17")
@pytest.mark.parametrize(
    ("start", "days"),
    [
        ("2027-01-31", "2027-01-31 2027-02-28 2027-03-31 2027-04-30"),
        ("2027-01-30", "2027-01-30 2027-02-28 2027-03-30 2027-04-30"),
        ("2028-01-29", "2028-01-29 2028-02-29 2028-03-29 2028-04-29"),
        ("2027-02-28", "2027-02-28 2027-03-31 2027-04-30 2027-05-31"),
    ],
)
def test_the_end_of_a_month_is_its_last_day_whatever_its_length(start: str, days: str) -> None:
    day = date.fromisoformat(start)
    rule = anchored(read_repeat("monthly").rule, day).text()
    assert [one.isoformat() for one in first_days(rule, day, day, 4)] == days.split()


@pytest.mark.parametrize(
    ("rule", "day", "becomes"),
    [
        ("FREQ=MONTHLY;BYDAY=3TU", "2026-12-16", "FREQ=MONTHLY;BYDAY=3WE"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "2026-12-31", "FREQ=MONTHLY;BYDAY=-1TH"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "2026-12-16", "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE"),
        ("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=20", "2026-12-31", "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-1"),
        ("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=15", "2026-11-16", "FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=16"),
        ("FREQ=DAILY;INTERVAL=3", "2026-12-16", "FREQ=DAILY;INTERVAL=3"),
    ],
)
def test_a_rule_moves_with_its_day(rule: str, day: str, becomes: str) -> None:
    found = moved(parse_rule(rule).rule, date.fromisoformat(day))
    assert found is not None
    assert found.text() == becomes


def test_a_rule_of_several_days_does_not_move() -> None:
    assert moved(parse_rule("FREQ=WEEKLY;BYDAY=MO,WE").rule, FRIDAY) is None
    assert moved(parse_rule("FREQ=MONTHLY;BYMONTHDAY=1,15").rule, FRIDAY) is None


def test_a_rule_is_told_in_words_and_as_it_is_where_there_are_none() -> None:
    assert say_rule("FREQ=MONTHLY;BYDAY=3TU") == "every month: third Tue"
    assert say_rule("FREQ=YEARLY;BYDAY=20MO") == "FREQ=YEARLY;BYDAY=20MO"


numbers = st.integers(1, 5)
weekdays = st.lists(st.tuples(st.just(0), st.integers(0, 6)), unique=True, max_size=3)
nths = st.lists(
    st.tuples(st.sampled_from([1, 2, 3, 4, -1]), st.integers(0, 6)), unique=True, min_size=1, max_size=2
)
month_days = st.lists(st.integers(1, 28) | st.just(-1), unique=True, max_size=2)
rules = st.one_of(
    numbers.map(lambda n: Rule("DAILY", n)),
    st.tuples(numbers, weekdays).map(lambda one: Rule("WEEKLY", one[0], tuple(one[1]))),
    st.tuples(numbers, nths).map(lambda one: Rule("MONTHLY", one[0], tuple(one[1]))),
    st.tuples(numbers, month_days).map(lambda one: Rule("MONTHLY", one[0], month_days=tuple(one[1]))),
)
days = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@given(rule=rules, start=days)
def test_a_rule_written_and_read_again_is_the_same(rule: Rule, start: date) -> None:
    whole = anchored(rule, start)
    assert parse_rule(whole.text()).rule == whole
    assert say_rule(whole.text())


@given(rule=rules, start=days, ahead=st.integers(0, 200), length=st.integers(0, 200))
def test_a_stretch_of_days_is_a_part_of_all_of_them(rule: Rule, start: date, ahead: int, length: int) -> None:
    text = anchored(rule, start).text()
    since, until = start + timedelta(days=ahead), start + timedelta(days=ahead + length)
    found = days_of(text, start, since, until)
    whole = days_of(text, start, start, until)
    assert found == [day for day in whole if day >= since]
    assert found == first_days(text, start, since, len(found))


def test_the_names_of_weekdays_are_those_of_the_standard() -> None:
    for place, name in enumerate(WEEKDAYS):
        [day] = rrulestr(f"FREQ=WEEKLY;BYDAY={name};COUNT=1", dtstart=datetime(2026, 11, 20))
        assert day.weekday() == place
