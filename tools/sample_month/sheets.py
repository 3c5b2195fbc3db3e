"""The month's records as the rows of its files, every header in the firm's own words."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from tools.sample_month import lists, talk
from tools.sample_month.books import Cell, abroad, number
from tools.sample_month.customers import REPS, Customer, Line
from tools.sample_month.month import Month
from tools.sample_month.records import Call, Plan, Visit
from tools.sample_month.words import TO_SIMPLIFIED

CALL_HEADER = (
    "日期",
    "时间",
    "业务员",
    "客户",
    "联系人",
    "号码",
    "方向",
    "结果",
    "通话时长",
    "意向等级",
    "异议",
    "备注",
    "加微信",
    "竞争对手",
    "约定回电",
    "下一步日期",
    "下一步",
    "怎么回答",
    "名单",
    "转给",
)
VISIT_HEADER = (
    "日期",
    "到达",
    "离开",
    "业务员",
    "客户",
    "大厦",
    "楼层",
    "单元",
    "联系人",
    "方式",
    "类型",
    "结果",
    "名片",
    "加微信",
    "战术",
    "需求",
    "现有供应商",
    "竞争对手",
    "异议",
    "意向等级",
    "费用",
    "备注",
    "下一步日期",
    "下一步",
    "扫楼",
)
SHEET_HEADERS = {
    "计划": (
        "日期",
        "时间",
        "业务员",
        "客户",
        "大厦",
        "目的",
        "预期结果",
        "状态",
        "原因",
        "录入时间",
        "扫楼",
    ),
    "下一步": ("到期日", "时间", "业务员", "客户", "事项", "状态", "类型", "谁回电"),
    "跟进": (
        "日期",
        "时间",
        "业务员",
        "客户",
        "联系人",
        "渠道",
        "内容",
        "意向等级",
        "下一步日期",
        "下一步",
    ),
    "金额": ("日期", "类型", "业务员", "客户", "金额", "备注"),
    "指标": ("月份", "业务员", "指标", "类型", "数值"),
    "日报备注": ("日期", "业务员", "问题", "解决办法", "需要支持"),
    "业务员": ("姓名", "角色", "业务组"),
    "业务组": ("名称", "行业"),
}
GOALS = (
    ("敲门数", "日", (12, 12, 12)),
    ("有效拨打", "日", (22, 28, 26)),
    ("关键人接通", "日", (4, 5, 5)),
    ("有效拜访", "日", (2, 2, 2)),
    ("加微信", "日", (1, 2, 1)),
    ("新增客户", "月", (20, 20, 20)),
    ("报价", "月", (6, 6, 6)),
    ("订单", "月", (5, 5, 5)),
    ("订单金额", "月", (120000, 120000, 150000)),
    ("回款", "月", (80000, 80000, 100000)),
)
AIR_AND_CARS, PROPERTY_AND_MONEY = "航空汽车组", "地产金融组"


def _yes(value: bool) -> str:
    return "是" if value else ""


def _day(day: date | None, mark: str) -> str:
    return day.strftime(f"%Y{mark}%m{mark}%d") if day else ""


def talk_time(call: Call) -> str:
    """Everybody writes talk time in a way of their own: minutes, seconds, or nothing for no talk."""
    if call.rep == REPS[1]:
        return str(call.talk)
    if not call.talk and call.rep == REPS[0]:
        return ""
    return f"{call.talk // 60}:{call.talk % 60:02d}"


def calls(rng: random.Random, month: Month) -> list[list[str]]:
    """Rows of the call file by time; two name their customer in simplified characters."""
    ordered = sorted(month.world.calls, key=lambda call: (call.start, REPS.index(call.rep)))
    noisy = [call for call in ordered if call.customer.name.translate(TO_SIMPLIFIED) != call.customer.name]
    variants = {id(noisy[len(noisy) // 3]), id(noisy[-9])}
    rows = []
    for call in ordered:
        row = call_row(rng, call, month.world.calls)
        if id(call) in variants:
            row[3] = row[3].translate(TO_SIMPLIFIED)
        rows.append(row)
    return rows


def call_row(rng: random.Random, call: Call, calls: Sequence[Call]) -> list[str]:
    """Return a call as its file has it; `calls` are those among which it was handed over or not."""
    line = Line(call.digits, mobile=call.digits.startswith("190"))
    callback = call.callback.strftime("%Y-%m-%d %H:%M") if call.callback else ""
    return [
        _day(call.start.date(), "-"),
        call.start.strftime("%H:%M"),
        call.rep,
        call.customer.name,
        call.contact,
        abroad(rng, line) if call.digits.startswith("02555") else number(rng, line),
        "呼入" if call.incoming else "呼出",
        talk.CALL_NAMES[call.outcome],
        talk_time(call),
        call.grade,
        call.objection,
        call.note,
        _yes(call.wechat),
        call.competitor,
        callback,
        _day(call.next_day, "-"),
        call.next_words,
        lists.reply_of(call),
        lists.list_called_from(call),
        lists.taker_of(call, calls),
    ]


def visits(month: Month) -> list[list[str]]:
    """Rows of the visit file by arrival."""
    return [
        visit_row(one)
        for one in sorted(month.world.visits, key=lambda one: (one.arrive, REPS.index(one.rep)))
    ]


def visit_row(one: Visit) -> list[str]:
    """Return a visit as its file has it; each cold one was of a sweep."""
    unit = one.unit if one.cold or one.customer is None else one.customer.unit
    return [
        _day(one.arrive.date(), "/"),
        one.arrive.strftime("%H:%M"),
        one.leave.strftime("%H:%M"),
        one.rep,
        one.customer.name if one.customer else "",
        one.building,
        unit[:-2],
        unit,
        one.contact,
        "陌拜" if one.cold else "约访",
        one.kind,
        talk.VISIT_NAMES[one.outcome],
        _yes(one.card),
        _yes(one.wechat),
        one.tactic,
        one.need,
        one.supplier,
        one.competitor,
        one.objection,
        one.grade,
        str(one.expense or ""),
        one.note,
        _day(one.next_day, "/"),
        one.next_words,
        _yes(one.cold),
    ]


def _typed(plan: Plan) -> datetime:
    """When a plan was typed: the evening of the working day before, a few on the morning itself."""
    if plan.at.minute % 15 == 5:
        return datetime.combine(plan.day, time(8, 45))
    before = plan.day - timedelta(days=3 if plan.day.weekday() == 0 else 1)
    return datetime.combine(before, time(17, 40))


def _name(customer: Customer | None) -> str:
    return customer.name if customer else ""


def workbook(month: Month) -> dict[str, list[list[Cell]]]:
    """Rows of every sheet of the planning workbook; dates and times are real ones."""
    world = month.world
    plans = sorted(world.plans, key=lambda plan: (plan.day, REPS.index(plan.rep), plan.at))
    follows = sorted(world.follows, key=lambda one: (one.at, REPS.index(one.rep)))
    money = sorted(world.money, key=lambda one: (one.day, REPS.index(one.rep), one.kind))
    return {
        "计划": [
            [
                p.day,
                p.at,
                p.rep,
                _name(p.customer),
                p.building,
                p.purpose,
                p.expected,
                p.state,
                p.reason,
                _typed(p),
                _yes(p.customer is None),
            ]
            for p in plans
        ],
        "下一步": [
            [s.due, _time(s.at), s.rep, _name(s.customer), s.words, "已完成" if s.done else "未完成", "", ""]
            for s in month.steps
        ]
        + [
            [c.at.date(), c.at.time(), c.rep, c.customer.name, c.words, "未完成", "约定回电", _whose(c)]
            for c in lists.callbacks(world)
        ],
        "跟进": [
            [
                f.at.date(),
                f.at.time(),
                f.rep,
                f.customer.name,
                f.customer.contact,
                f.channel,
                f.words,
                f.grade,
                f.next_day or "",
                f.next_words,
            ]
            for f in follows
        ],
        "金额": [[m.day, m.kind, m.rep, m.customer.name, m.amount, m.remark] for m in money],
        "指标": _goals(),
        "日报备注": [list(row) for row in month.notes],
        "业务员": [[*row] for row in _people()],
        "业务组": [[AIR_AND_CARS, "航空、汽车"], [PROPERTY_AND_MONEY, "房地产、金融、酒店"]],
    }


def _whose(callback: lists.Callback) -> str:
    return "任何人" if callback.anyone else "本人"


def _time(text: str) -> time | str:
    return datetime.strptime(text, "%H:%M").time() if text else ""


def _goals() -> list[list[Cell]]:
    """The same goals for the month that was swept into and for the current one."""
    return [
        [month, rep, name, kind, values[place]]
        for month in ("2026-10", "2026-11")
        for place, rep in enumerate(REPS)
        for name, kind, values in GOALS
    ]


def _people() -> list[tuple[str, str, str]]:
    teams = (AIR_AND_CARS, AIR_AND_CARS, PROPERTY_AND_MONEY)
    reps = [(rep, "业务员", team) for rep, team in zip(REPS, teams, strict=True)]
    return [*reps, ("周敏", "经理", "")]
