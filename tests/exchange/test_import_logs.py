"""Call, visit and follow-up logs, plans, steps and money: the past comes in as if it had been typed then."""

from itertools import permutations

import pytest

from crm_cli.exchange import exporting
from crm_cli.services import (
    bans,
    call_lists,
    calls,
    contacts,
    customers,
    followups,
    history,
    import_maps,
    money,
    plans,
    steps,
    visits,
)
from crm_cli.services.call_corrections import edit_call
from crm_cli.services.desk import open_desk
from crm_cli.storage.contacts import FIND_PHONES
from crm_cli.storage.objections import FIND_LINKS
from tests.exchange.importing import counts, dump, taken, written

FIRMS = "公司,电话,联系人,手机\n白云,020-80001111,王丽,13800138000\n黑土,020-80002222,,\n"
CALLS = (
    "日期,时间,业务员,客户,号码,方向,结果,通话时长,意向等级,备注,约定回电,下一步日期,下一步,异议,竞争对手,加微信\n"
    "2026-11-02,9:05,陈伟,白云,020 80001111,呼出,要报价,1:41,B,下周发,,2026-11-05,发报价,太贵,红花公司,\n"
    "2026-11-03,10:00,陳偉,白雲,13800138000,呼出,约定回电,40,,,2026-11-04 15:00,,,,,是\n"
    "2026-11-04,15:02,陈伟,白云,13800138000,呼入,已沟通,3分5秒,A,,,,,,,\n"
    "2026-11-05,9:00,李娜,黑土,02080002222,呼出,空号,,,,,,,,,\n"
)
VISITS = (
    "日期,到达,离开,业务员,客户,大厦,楼层,单元,联系人,结果,名片,战术,费用,下一步日期,下一步\n"
    "2026/11/06,14:00,14:40,陈伟,白云,中信广场,8,801,赵总,见到负责人,是,套近乎,35.5,2026/11/20,送样\n"
    "2026/11/06,15:00,15:02,陈伟,,中信广场,8,802,,锁门,,,,,\n"
)
FOLLOWUPS = "日期,时间,业务员,客户,渠道,内容,意向等级\n2026-11-09,09:28,陈伟,白云,微信,发了照片,C\n"


@pytest.fixture
def firms(desk, tmp_path):
    taken(desk, "customers", written(tmp_path / "firms.csv", FIRMS))
    return desk


def test_a_call_log_is_read_as_it_was_meant(firms, tmp_path):
    report = taken(firms, "calls", written(tmp_path / "calls.csv", CALLS))
    assert counts(report) == (4, 0, 0, 0)
    first, second, third, fourth = calls.calls(firms, sort="no")
    assert (firms.wall(first.at).isoformat(), first.rep, first.outcome) == (
        "2026-11-02T09:05:00",
        "陈伟",
        "quote_wanted",
    )
    assert (first.talk_seconds, first.grade, first.note, first.next_step) == (101, "B", "下周发", "发报价")
    assert (second.rep, second.customer, second.contact, second.wechat_added) == (
        "陈伟",
        "白云",
        "王丽",
        True,
    )
    assert (third.direction, third.talk_seconds, third.grade) == ("in", 185, "A")
    assert fourth.phone_no is not None
    bad = [one.raw for one in contacts.phones(firms) if one.bad_at is not None]
    assert bad == ["020-80002222"]
    assert customers.customers(firms, no=1)[0].grade == "A"
    assert contacts.contacts(firms)[0].wechat_added
    promised = [(one.kind, str(one.due_on), one.state) for one in steps.steps(firms, sort="no")]
    assert promised == [("step", "2026-11-05", "open"), ("callback", "2026-11-04", "done")]


def test_orders_plans_and_promises_come_only_from_what_is_written(firms, tmp_path):
    text = "日期,业务员,客户,结果\n2026-11-02,陈伟,白云,成交\n2026-11-03,陈伟,白云,约见成功\n2026-11-04,陈伟,黑土,要资料\n"
    assert counts(taken(firms, "calls", written(tmp_path / "calls.csv", text))) == (3, 0, 0, 0)
    assert (money.money_events(firms), plans.plans(firms), steps.steps(firms)) == ([], [], [])


def test_a_do_not_call_in_a_log_is_a_mark(firms, tmp_path):
    text = "日期,业务员,客户,号码,结果,备注\n2026-11-02,陈伟,白云,020-80001111,禁拨,要投诉\n"
    taken(firms, "calls", written(tmp_path / "calls.csv", text))
    (mark,) = bans.bans(firms)
    assert (mark.e164, mark.reason) == ("+862080001111", "要投诉")


@pytest.mark.parametrize("order", list(permutations(["calls", "visits", "followups"])))
def test_files_in_any_order_leave_the_same_promises(firms, tmp_path, order):
    texts = {"calls": CALLS, "visits": VISITS, "followups": FOLLOWUPS}
    for noun in order:
        taken(firms, noun, written(tmp_path / f"{noun}.csv", texts[noun]))
    told = {(one.words or one.kind, str(one.due_on)): one for one in steps.steps(firms)}
    states = {key: one.state for key, one in told.items()}
    assert states == {
        ("发报价", "2026-11-05"): "done",
        ("callback", "2026-11-04"): "done",
        ("送样", "2026-11-20"): "open",
    }
    assert told["发报价", "2026-11-05"].done_by_visit_no == 1
    assert customers.customers(firms, no=1)[0].grade == "C"


def test_a_visit_log_with_doors_and_new_people(firms, tmp_path):
    assert counts(taken(firms, "visits", written(tmp_path / "visits.csv", VISITS))) == (2, 0, 0, 0)
    met, door = visits.visits(firms, sort="no")
    assert (met.contact, met.card, met.tactic, met.expense_minor, met.how) == (
        "赵总",
        True,
        "rapport",
        3550,
        "cold",
    )
    assert firms.wall(met.left_at).isoformat() == "2026-11-06T14:40:00"
    assert (door.customer, door.unit, door.outcome, door.kind) == ("", "802", "closed", "first")


@pytest.mark.parametrize("order", [("plans", "visits"), ("visits", "plans")])
@pytest.mark.parametrize("state", ["计划", "已拜访", ""])
def test_a_visit_keeps_its_plan_whichever_comes_first(firms, tmp_path, order, state):
    texts = {
        "visits": VISITS,
        "plans": f"日期,时间,业务员,客户,大厦,目的,状态\n2026-11-06,14:00,陈伟,白云,,送样,{state}\n"
        f"2026-11-06,,陈伟,,中信广场,扫楼,{state}\n2026-11-07,,陈伟、李娜,黑土,,首访,改期\n2026-11-08,,李娜、陈伟,黑土,,首访,\n",
    }
    for noun in order:
        taken(firms, noun, written(tmp_path / f"{noun}.csv", texts[noun]))
    first, swept, moved, later = plans.plans(firms, sort="no")
    assert (first.state, first.visit_no, swept.state) == ("visited", 1, "visited")
    assert swept.visit_no is not None
    assert (moved.state, moved.moved_to_no, later.state) == ("moved", later.no, "planned")
    assert plans.reps_of(firms, [later.no])[later.no] == ["李娜", "陈伟"]


EVERYTHING = {
    "calls": CALLS,
    "visits": VISITS,
    "followups": FOLLOWUPS,
    "steps": "到期日,业务员,客户,事项,状态\n2026-11-27,陈伟,白云,寄目录,未完成\n2026-11-02,陈伟,,写周报,已完成\n",
    "plans": "日期,业务员,客户,目的\n2026-11-30,陈伟,白云,送样\n",
    "money": "日期,类型,业务员,客户,金额\n2026-11-10,订单,陈伟,白云,1.2万\n2026-11-10,订单,陈伟,白云,1.2万\n2026-11-12,送样,陈伟,白云,\n",
    "reps": "姓名,角色,业务组\n王强,经理,新组\n",
    "teams": "名称,行业\n西组,酒店、餐饮\n",
    "goals": "月份,业务员,指标,类型,数值\n2026-11,陈伟,订单金额,月,5万\n2026-11,陈伟,有效拨打,日,20\n",
    "notes": "日期,业务员,问题,解决办法\n2026-11-10,陈伟,嫌贵,改包装\n",
}


@pytest.mark.parametrize("noun", EVERYTHING)
def test_twice_is_once_and_undo_is_exact(firms, tmp_path, noun):
    before = dump(firms)
    path = written(tmp_path / f"{noun}.csv", EVERYTHING[noun])
    report = taken(firms, noun, path)
    rows = EVERYTHING[noun].count("\n") - 1
    assert counts(report) == (rows, 0, 0, 0)
    after = dump(firms)
    assert counts(taken(firms, noun, path)) == (0, 0, rows, 0)
    assert dump(firms) == after
    history.undo(firms)
    assert dump(firms) == before


@pytest.mark.parametrize(
    "noun", ["calls", "visits", "followups", "steps", "plans", "money", "goals", "teams", "notes"]
)
def test_what_went_out_comes_back_elsewhere(firms, tmp_path, template, noun):
    taken(firms, noun, written(tmp_path / "in.csv", EVERYTHING[noun]))
    exporting.export_to(firms, "customers", "csv", tmp_path / "customers.csv", {})
    count = exporting.export_to(firms, noun, "csv", tmp_path / "out.csv", {}).total
    assert counts(taken(firms, noun, tmp_path / "out.csv"))[:2] == (0, 0)
    (tmp_path / "other.db").write_bytes(template.read_bytes())
    other = open_desk(tmp_path / "other.db", "李娜")
    try:
        taken(other, "customers", tmp_path / "customers.csv")
        known = 1 if noun == "teams" else 0
        assert counts(taken(other, noun, tmp_path / "out.csv")) == (count - known, 0, known, 0)
        told = [sorted(map(_said, exporting.records(one, noun))) for one in (firms, other)]
        assert told[0] == told[1]
    finally:
        other.close()


def _said(found):
    left_out = {
        "no",
        "grade_before",
        "created_at",
        "created_by",
        "changed_at",
        "changed_by",
        "plan_no",
        "reps",
    }
    return str(
        {
            key: value
            for key, value in found.items()
            if key not in left_out and not key.endswith(("_no", "_id"))
        }
    )


def test_every_fault_of_a_row_is_told_with_the_way_out(firms, tmp_path):
    text = "日期,业务员,客户,结果\n2026-11-02,王强,红花,接通\n,陈伟,白云,占线\n2026-13-40,陈伟,白云,占线\n"
    path = written(tmp_path / "calls.csv", text)
    report = taken(firms, "calls", path)
    assert counts(report) == (0, 0, 0, 3)
    for way_out in ("--add-reps", "--add-customers", '--outcome "接通=CODE"'):
        assert way_out in report.rejected[2]
    report = taken(firms, "calls", path, add_reps=True, add_customers=True, outcomes={"接通": "talked"})
    assert counts(report) == (1, 0, 0, 2)
    (call,) = calls.calls(firms)
    assert (call.rep, call.customer, call.outcome) == ("王强", "红花", "talked")


def test_two_calls_alike_in_one_file_are_two_and_a_corrected_one_is_not_another(firms, tmp_path):
    text = "日期,业务员,客户,结果\n" + "2026-11-02,陈伟,白云,占线\n" * 2
    path = written(tmp_path / "calls.csv", text)
    assert counts(taken(firms, "calls", path)) == (2, 0, 0, 0)
    edit_call(firms, calls.calls(firms)[0], outcome="no_answer")
    assert counts(taken(firms, "calls", path)) == (0, 0, 2, 0)


def test_a_number_on_no_file_stays_a_number_and_a_day_without_a_year_is_past(firms, tmp_path):
    text = "时间,拨打号码,呼叫结果,时长\n11/25 9:30,013900139000,未接听,0\n2026-11-02 10:00:05,020-80002222,忙,\n"
    path = written(tmp_path / "pbx.csv", text)
    assert counts(taken(firms, "calls", path, rep="李娜")) == (2, 0, 0, 0)
    stranger, known = calls.calls(firms, sort="no")
    assert (str(stranger.day)[5:], stranger.customer, stranger.number) == ("11-25", "", "013900139000")
    assert stranger.day <= firms.today()
    assert (known.customer, known.rep, known.outcome) == ("黑土", "李娜", "busy")


def test_a_follow_up_before_the_promise_does_not_keep_it(firms, tmp_path):
    taken(firms, "calls", written(tmp_path / "calls.csv", CALLS))
    text = "日期,时间,业务员,客户,内容\n2026-11-01,09:00,陈伟,白云,早\n"
    taken(firms, "followups", written(tmp_path / "f.csv", text))
    assert len(followups.followups(firms)) == 1
    assert [one.state for one in steps.steps(firms, sort="no")] == ["open", "done"]


def test_an_amount_beside_a_deal_is_an_order_of_that_touch_and_elsewhere_a_note(firms, tmp_path):
    log = "日期,时间,业务员,客户,结果,成交金额\n2026-11-02,9:00,陈伟,白云,成交,5000\n2026-11-03,9:00,陈伟,白云,要报价,800\n"
    taken(firms, "calls", written(tmp_path / "calls.csv", log))
    visit = "日期,到达,业务员,客户,结果,订单金额\n2026-11-04,9:00,陈伟,黑土,当场成交,一大笔\n2026-11-05,9:00,陈伟,黑土,当场成交,1200.5\n"
    taken(firms, "visits", written(tmp_path / "visits.csv", visit))
    found = [
        (one.kind, str(one.day), one.customer, one.amount_minor, one.call_no, one.visit_no)
        for one in money.money_events(firms, sort="no")
    ]
    assert found == [
        ("order", "2026-11-02", "白云", 500000, 1, None),
        ("order", "2026-11-05", "黑土", 120050, None, 2),
    ]
    assert [one.note for one in calls.calls(firms, sort="no")] == ["", "成交金额: 800"]
    assert [one.note for one in visits.visits(firms, sort="no")] == ["订单金额: 一大笔", ""]
    orders = "日期,业务员,客户,金额\n2026-11-02,陈伟,白云,5000\n"
    assert counts(taken(firms, "money", written(tmp_path / "money.csv", orders))) == (0, 0, 1, 0)


def test_an_order_of_the_list_of_orders_is_not_made_again_by_the_call_log(firms, tmp_path):
    taken(
        firms, "money", written(tmp_path / "money.csv", "日期,业务员,客户,金额\n2026-11-02,陈伟,白云,5000\n")
    )
    row = "2026-11-02,{}:00,陈伟,白云,成交,5000\n"
    log = "日期,时间,业务员,客户,结果,金额\n" + row.format(9) + row.format(16)
    taken(firms, "calls", written(tmp_path / "calls.csv", log))
    assert [one.call_no for one in money.money_events(firms, sort="no")] == [1, 2]


def test_an_order_of_a_list_is_tied_to_the_call_that_came_to_it(firms, tmp_path):
    log = "日期,时间,业务员,客户,结果\n2026-11-02,9:00,陈伟,白云,占线\n2026-11-02,16:00,陈伟,白云,成交\n"
    taken(firms, "calls", written(tmp_path / "calls.csv", log))
    listed = "日期,业务员,客户,金额\n2026-11-02,陈伟,白云,5000\n2026-11-02,陈伟,白云,800\n2026-11-03,陈伟,白云,5000\n"
    taken(firms, "money", written(tmp_path / "money.csv", listed))
    assert [one.call_no for one in money.money_events(firms, sort="no")] == [2, None, None]


def test_a_call_knows_its_list_and_who_took_it_over(firms, tmp_path):
    call_lists.add_call_list(firms, "年会季")
    text = (
        "日期,时间,业务员,客户,结果,名单,转给\n2026-11-02,9:00,陈伟,白云,已沟通,年會季,李娜\n"
        "2026-11-03,9:00,陈伟,黑土,占线,扫街名单,陈伟\n2026-11-04,9:00,陈伟,黑土,占线,,\n"
    )
    report = taken(firms, "calls", written(tmp_path / "calls.csv", text))
    told = [(one.call_list, one.transferred_to) for one in calls.calls(firms, sort="no")]
    assert told == [("年会季", "李娜"), ("", ""), ("", "")]
    assert "扫街名单" in report.warnings[0]
    strange = text.replace("李娜", "谁也不是")
    assert counts(taken(firms, "calls", written(tmp_path / "other.csv", strange)))[3] == 1


def test_a_callback_of_a_list_of_steps_may_be_anyones(firms, tmp_path):
    text = (
        "到期日,时间,业务员,客户,类型,事项,谁回电\n2026-11-23,10:00,陈伟,白云,约定回电,回电,任何人\n"
        "2026-11-24,10:00,陈伟,黑土,约定回电,回电,\n2026-11-24,,陈伟,黑土,,再约,任何人\n"
    )
    taken(firms, "steps", written(tmp_path / "steps.csv", text))
    assert [(one.kind, one.scope) for one in steps.steps(firms, sort="no")] == [
        ("callback", "anyone"), ("callback", "mine"), ("step", "mine"),
    ]  # fmt: skip


def test_a_reply_stays_with_the_objection_it_answered(firms, tmp_path):
    text = (
        "日期,时间,业务员,客户,结果,异议,怎么回答\n2026-11-02,9:00,陈伟,白云,已沟通,太贵,按量给价，先寄样\n"
        "2026-11-03,9:00,陈伟,白云,已沟通,太贵、没预算,先寄样；月底再谈\n2026-11-04,9:00,陈伟,白云,已沟通,,月底再谈\n"
    )
    taken(firms, "calls", written(tmp_path / "calls.csv", text))
    links = firms.database.all(FIND_LINKS)
    assert sorted((one.objection, one.reply) for one in links) == [
        ("太贵", "先寄样"), ("太贵", "按量给价，先寄样"), ("没预算", "月底再谈"),
    ]  # fmt: skip
    assert "月底再谈" in calls.calls(firms, sort="no")[2].note


def test_who_has_one_number_was_called_on_it(desk, tmp_path):
    customers.add_customer(desk, "甲公司", phones=["020-80001111"])
    customers.add_customer(desk, "乙公司", phones=["020-80002222", "13800138000"])
    text = "日期,时间,客户,结果\n2026-11-02,10:00,甲公司,空号\n2026-11-02,10:05,乙公司,空号\n"
    assert counts(taken(desk, "calls", written(tmp_path / "log.csv", text))) == (2, 0, 0, 0)
    assert [(row.customer, row.number) for row in calls.calls(desk, sort="no")] == [
        ("甲公司", "020-80001111"),
        ("乙公司", ""),
    ]
    bad = [row.raw for row in desk.database.all(FIND_PHONES) if row.bad_at]
    assert bad == ["020-80001111"]
    again = taken(desk, "calls", written(tmp_path / "log.csv", text))
    assert counts(again) == (0, 0, 2, 0)


def test_what_a_word_for_an_outcome_means_is_said_once(desk, tmp_path):
    customers.add_customer(desk, "甲公司", phones=["020-80001111"])

    def log(day, rep, **options):
        text = f"日期,时间,客户,结果,业务员\n2026-11-{day},10:00,甲公司,语音,{rep}\n"
        return taken(desk, "calls", written(tmp_path / f"{day}.csv", text), **options)

    assert counts(log("02", "陈伟")) == (0, 0, 0, 1)
    assert counts(log("03", "陈伟", outcomes={"语音": "无人接听"})) == (1, 0, 0, 0)
    assert counts(log("04", "李娜")) == (1, 0, 0, 0)
    assert counts(log("05", "李娜", outcomes={"语音": "busy"})) == (1, 0, 0, 0)
    assert counts(log("06", "陈伟")) == (1, 0, 0, 0)
    assert [row.outcome for row in calls.calls(desk, sort="no")] == ["no_answer", "no_answer", "busy", "busy"]
    (held,) = import_maps.maps(desk)
    assert (held.noun, held.headers, held.words) == ("calls", "", "语音=busy")
    import_maps.remove_maps(desk, [str(held.no)])
    assert counts(log("07", "陈伟")) == (0, 0, 0, 1)
