"""Fills a firm's database so that every statement finds a row, through the use cases where there is one."""

from datetime import UTC, date, datetime
from pathlib import Path

from crm_cli.services import (
    absences,
    bans,
    buildings,
    callbacks,
    calls,
    contacts,
    customers,
    firm,
    followups,
    history,
    import_maps,
    memos,
    money,
    notices,
    objections,
    outbox,
    own_fields,
    plan_scopes,
    plan_templates,
    plans,
    pool,
    reps,
    saved_filters,
    scripts,
    steps,
    submissions,
    visits,
)
from crm_cli.services.call_corrections import edit_call
from crm_cli.services.desk import Desk, open_desk
from crm_cli.services.effects import Answers
from crm_cli.services.touches import Extras
from crm_cli.storage import call_leases, door_leases

BAIYUN = "广州白云航空服务有限公司"


def fill(path: Path) -> None:
    """Let the firm at `path` (tests/conftest.py `template`) work for a few days."""
    desk, manager = open_desk(path, "陈伟"), open_desk(path, "周敏")
    _settle_in(desk, manager)
    _customers(desk)
    _touches(desk)
    _agenda(desk, manager)
    _pool(desk, manager)
    _call_list(desk)
    _said(desk, manager)
    _post(desk)
    _handed_in(desk, manager)
    _places(desk)
    _sweep(desk)
    _paper(desk)
    saved_filters.keep(desk, "广州的", ("city=广州",), sort="name")
    with desk.change() as change:
        import_maps.keep_map(desk, change, "calls", "甲\n乙", {"甲": "customer"})
    callbacks.add_callback(desk, "c1", "2026-11-20 10:00 报价", anyone=True)
    callbacks.give(manager, f"s{steps.steps(desk, sort='no')[-1].no}", "李娜", "他请假")
    desk.close()
    manager.close()


def _settle_in(desk: Desk, manager: Desk) -> None:
    firm.set_setting(manager, "protect_days", "30")
    firm.add_goal(manager, "dials", "60", period="day", rep="陈伟", team=None, from_day="2026-11-01")
    firm.add_goal(manager, "visits", "9", period="day", rep=None, team="航空汽车组", from_day="2026-11-01")
    firm.add_goal(manager, "order_amount", "5万", period="month", rep=None, team=None, from_day="2026-11-01")
    firm.note_day(desk, rep=None, day="2026-11-20", problem="门禁", answer="预约", help_needed="样品")
    own_fields.add_field(desk, "customer", "员工数", kind="number", choices=[])
    own_fields.add_field(desk, "contact", "称呼", kind="text", choices=[])
    reps.edit_rep(manager, "李娜", role="assistant")


def _customers(desk: Desk) -> None:
    customers.add_customer(
        desk, BAIYUN, phones=["020-80000000 转 8001"], city="广州", owner="陈伟", industry="航空", tags=["春节"],
        own_fields={"员工数": "120"}, building="白云大厦", floor="8", unit="801", need_on="2026-12-20",
        need_budget="3万", short_name="白云航服", email="info@example.com", stage="target", grade="B",
        district="白云", source="web", value_class="key", need_state="later", team="航空汽车组",
    )  # fmt: skip
    customers.add_customer(desk, "深圳前海贸易", phones=["13800138000", "坏号码"], city="深圳", referrer="c1")
    contacts.add_contact(
        desk, "王丽", "白云航空", phones=["190 0000 8000"], title="采购经理", role="decision_maker",
        birthday="1988-02-03", email="wang@example.com",
    )  # fmt: skip
    contacts.add_contact(desk, "李强", "白云航空", reports_to="王丽")
    customer_no = customers.customers(desk, sort="no")[0].no
    with desk.change() as change:
        own_fields.set_own_field(desk, change, "contact", 1, "称呼", "王总")
        change.update("contact", 1, consent_at=datetime(2026, 11, 1, tzinfo=UTC), left_on=date(2026, 11, 30))
        change.insert(
            "import_batch", noun="customer", file_name="名单.csv", sha256="0" * 64, encoding="gb18030"
        )
        change.insert("erasure", noun="contact", record_no=99, record_id="0" * 36, reason="他要求的", rows=3)
        until = datetime(2024, 11, 20, tzinfo=UTC)
        change.insert(
            "journal_archive", file_name="h0.gz", sha256="0" * 64, first_no=0, last_no=0, until_at=until
        )
    assert customer_no == 1


def _touches(desk: Desk) -> None:
    day = "2026-11-20"
    heard = Extras(grade="A", next="+3d 报价", objections=("太贵",), competitors=("B公司",), wechat=True)
    calls.log_call(desk, calls.Typed("王丽", "talked", at=f"{day} 10:00", talk="185", note="要目录"), heard)
    calls.log_call(desk, calls.Typed("c1", "no_answer", at=f"{day} 10:10"))
    calls.log_call(
        desk, calls.Typed("王丽", "callback", at=f"{day} 10:20"), answers=Answers(callback="2026-11-23 15:00")
    )
    calls.log_call(desk, calls.Typed("c2", "空号", at=f"{day} 10:30"))
    calls.log_call(desk, calls.Typed("c2", "order", at=f"{day} 10:40"), answers=Answers(amount="5万"))
    calls.log_call(desk, calls.Typed("c2", "do_not_call", at=f"{day} 10:50"))
    calls.log_call(desk, calls.Typed("c2", at=f"{day} 10:55", incoming=True))
    plans.add_plan(desk, "c1", when=f"{day} 14:00", purpose="送样", expected="见到")
    visits.log_visit(
        desk,
        visits.Typed("c1", "met_staff", arrive=f"{day} 14:00", leave="14:40", contact="王丽", expense="20"),
        heard._replace(next="+4d 送样"),
    )
    visits.log_visit(desk, visits.Typed(None, arrive=f"{day} 15:00", building="白云大厦", unit="902"))
    followups.add_followup(
        desk, "c1", at=f"{day} 16:00", channel="wechat", note="发目录", contact="王丽", extras=heard
    )
    edit_call(desk, calls.calls(desk, sort="no")[0], note="要两份目录")


def _agenda(desk: Desk, manager: Desk) -> None:
    steps.add_step(desk, "写周报", due="2026-11-27")
    steps.add_step(desk, "寄样品", customer="c2", due="2026-11-27", anyone=True)
    steps.finish_step(desk, "s1")
    plans.add_plan(desk, "c2", when="2026-11-24")
    plans.move_plan(desk, "p2", "2026-11-25", "他们出差")
    plans.add_plan(desk, None, building="白云大厦", when="2026-11-26", reps=["陈伟", "李娜"])
    again = plan_scopes.Wish("每月第三个周二")
    plans.add_plan(desk, "c2", when="2026-11-27 10:00", purpose="月度回访", repeat=again)
    plan_templates.add_template(desk, "月度回访", purpose="回访", rule="monthly")
    money.add_money(desk, "quote", "c1", amount="1万", day="2026-11-20", origin="f1")
    money.add_money(desk, "sample", "c1", day="2026-11-20", origin="v1")
    money.add_money(desk, "order", "c1", amount="2万", day="2026-11-20", origin="v1")
    bans.ban(desk, "c1", whole_customer=True, reason="他们要求")
    bans.lift_ban(manager, 2, "他们同意了")
    with desk.change() as change:
        change.insert("attachment", customer_no=1, name="价目表.pdf", sha256="0" * 64, size=3, note="2026")
        change.insert("attachment", call_no=1, name="录音.amr", sha256="1" * 64, size=6, recording=True)
    steps.add_step(desk, "准点打电话", customer="c2", due="2026-11-20 10:00")
    memos.add_memo(desk, "王总爱喝普洱", customer="c1", contact="王丽", pinned=True)
    customers.add_customer(desk, "打错的公司")
    history.undo(desk)
    plans.add_plan(manager, "c2", when="2026-11-27", reps=["陈伟"])
    notices.see(desk)
    plans.move_plan(manager, "p5", "2026-11-28", "他们搬家")
    plans.assign_plan(manager, "p4", ["李娜"])


def _handed_in(desk: Desk, manager: Desk) -> None:
    absences.set_away(manager, "李娜", start="2026-11-20", end="2026-11-23", reason="年假")
    at = datetime(2026, 11, 20, 10, tzinfo=UTC)
    with desk.change() as change:
        for revision in (1, 2):
            change.insert(
                "submission",
                day=date(2026, 11, 20),
                rep_no=1,
                revision=revision,
                submitted_at=at,
                snapshot="{}",
            )
    submissions.sign(manager, "陈伟", words="多约两个")


def _pool(desk: Desk, manager: Desk) -> None:
    customers.add_customer(desk, "公海商行", city="广州", industry="航空", tags=["春节"])
    customers.add_customer(desk, "来回商行", grade="A")
    pool.release(desk, ["公海商行", "来回商行"])
    pool.claim(manager, ["来回商行"], rep="李娜")
    with desk.change() as change:
        pool.note_moves(desk, change, "warned", [(1, 1)], due_on=date(2026, 11, 24))
        change.insert("kept_proposal", customer_no=1, field="grade", value="B")
        change.insert("not_duplicate", customer_no=1, other_no=2, reason="看过")
        change.insert("customer_name", customer_no=1, name="白云旧名", was_no=1, was_id=change.id)


def _call_list(desk: Desk) -> None:
    with desk.change() as change:
        no = change.insert("call_list", name="年会礼品", filled_by="2026-11-20 --search 白云")
        change.insert("call_list_rep", call_list_no=no, rep_no=1)
        change.insert(
            "list_number", call_list_no=no, customer_no=1, contact_no=1, phone_no=1, position=1, rep_no=1
        )
        change.insert("dial_plan", call_list_no=no, rep_no=1, starts_on=date(2026, 11, 1), dials=60)
        change.insert(
            "call_pause", phone_no=1, until_at=datetime(2026, 11, 21, tzinfo=UTC), reason="他们开会"
        )
        change.update("call", 1, call_list_no=no, phone_no=1)
        change.insert("list_rule", call_list_no=no, outcome_no=1, retry_minutes=120, tries=3)
    calls.log_call(desk, calls.Typed("c1", "no_answer"))
    customers.add_customer(desk, "珠海横琴文化", phones=["13700137000"])
    steps.add_step(desk, "问年会", customer="珠海横琴", due="2026-11-24")
    on_screen = {"customer_no": 1, "phone_no": 1, "rep_no": 1, "tier": "retry", "call_list_no": no}
    with call_leases.alone(desk.database) as connection:
        call_leases.take(connection, desk.author, lease_until=datetime(2026, 11, 24, tzinfo=UTC), **on_screen)


def _said(desk: Desk, manager: Desk) -> None:
    scripts.add_script(desk, "首次来电", "# 开场白\n您好，{contact}", note="初稿")
    objections.answer_objection(manager, "太贵", "先寄样品")
    with desk.change() as change:
        change.update("call_list", 1, script_no=1)


def _post(desk: Desk) -> None:
    names = ("daily 2026-11-20 wechat", "daily 2026-11-19 wechat", "daily 2026-11-18 wechat")
    outbox.queue(desk, [outbox.Message(name, "wechat", "wecom", "日报", "{}") for name in names])
    outbox.claim(desk, ["wechat"])
    taken = outbox.claim(desk, ["wechat"])
    assert taken is not None
    outbox.settle_sent(desk, taken)


def _places(desk: Desk) -> None:
    """A tower whose one tenant is the first customer; its first door (801) has been visited."""
    buildings.add_building(
        desk, "白云大厦", buildings.Layout(floors="8-9", units="01-03"), city="广州", district="白云"
    )
    with desk.change() as change:
        change.insert("front_desk_note", building_no=1, kind="who", words="王姐，早班", rep_no=1, visit_no=1)
        change.insert("front_desk_note", customer_no=1, kind="hour", words="14:00-15:30", rep_no=1)
        change.update("visit", 1, unit_no=1)
        change.insert("plan", day=date(2026, 11, 25), building="白云大厦")


def _sweep(desk: Desk) -> None:
    """A sweep of building 1 by 陈伟: a knock on its first door, its second skipped, handed over and leased."""
    at = datetime(2026, 11, 20, 2, tzinfo=UTC)
    with desk.change() as change:
        sweep = change.insert("sweep", building_no=1, starts_on=date(2026, 11, 20))
        front = change.insert("sweep_front", sweep_no=sweep, name="陈伟", direction="down", team_no=1)
        change.insert("sweep_front_rep", front_no=front, rep_no=1)
        change.insert(
            "visit", arrived_at=at, rep_no=1, outcome_no=22, building="白云大厦", sweep_no=sweep, unit_no=1,
            customer_no=1, contact_no=1,
        )  # fmt: skip
        change.insert("sweep_mark", sweep_no=sweep, unit_no=1, kind="reopen", at=at, rep_no=1)
        change.insert("sweep_hand", sweep_no=sweep, unit_no=1, rep_no=1)
        no = change.insert("plan", day=date(2026, 11, 20), building="白云大厦", sweep_no=sweep)
        change.insert("plan_rep", plan_no=no, rep_no=1)
    with call_leases.alone(desk.database) as connection:
        door_leases.take(
            connection, desk.author, unit_no=1, sweep_no=sweep, rep_no=1,
            until=datetime(2126, 11, 20, tzinfo=UTC),
        )  # fmt: skip


def _paper(desk: Desk) -> None:
    """A sheet of a call list, of another rep than the statements ask for: a door, a plan, a number, typed back."""
    with desk.change() as change:
        sheet = change.insert(
            "sheet", kind="calls", day=date(2026, 11, 20), rep_no=2, sweep_no=1, call_list_no=1
        )
        change.insert("sheet_row", sheet_no=sheet, code=1, customer_no=1, unit_no=1, plan_no=1, phone_no=1)
        change.insert("sheet_row", sheet_no=sheet, code=2, visit_no=1, call_no=1)
        change.insert("sheet", kind="calls", day=date(2026, 11, 20), rep_no=1)
