"""The call lists of the month's second half: who is on them, how they are worked, what is said."""

from __future__ import annotations

import random
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from tools.sample_month import talk
from tools.sample_month.books import Cell
from tools.sample_month.customers import REPS, Book, Customer
from tools.sample_month.phone import candidate, make_call
from tools.sample_month.records import DAYS, LAST, LATER, Call, Task, World, days_after, moment

STARTS = DAYS[10]
"""The Monday on which both lists were made."""
SEASON, OVERSEAS = "黄页礼品客户 · 年会季", "台港企業 · 尾牙季"
YELLOW = frozenset({"电信黄页", "联通黄页", "黄页"})
HEADERS = {
    "名单": ("名称", "优先级", "话术", "拨打时段", "筛选", "分给", "备注"),
    "名单规则": ("名单", "结果", "重拨", "之后几天", "另半天", "次数", "静默天数"),
    "拨打计划": ("名单", "业务员", "开始", "每天拨打"),
    "卡壳问题": ("问题", "统一答案", "议定日期"),
}
FILTERS = {
    SEASON: "source=黄页 city=广州,深圳,佛山,东莞,珠海",
    OVERSEAS: "city=台北市,新北市,桃園市,台中市,台南市,高雄市,香港",
}
PLANNED = ((SEASON, REPS[0], 15), (SEASON, REPS[1], 15), (SEASON, REPS[2], 12), (OVERSEAS, REPS[1], 8))
AGREED = (
    ("价格太高", "先问数量和用途，再按量给两档价位，主推刻字定制款，不降同一款的价。"),
    ("已有固定供应商", "不比价，先请对方留一个补单的机会：寄一件别家没有的模型样品，约十二月前看一次样册。"),
    ("交期太长", "现货三天，定制十天；赶不上年会的先出现货，刻字后补。"),
    ("先看样品再说", "当天寄两款，约好收样后第二天通话，写进下一步。"),
)
REPLIES = {
    "价格太高": ("按量给两档价位", "先寄样品再谈价"),
    "没有预算": ("问预算哪个月定", "推五十元以下的现货"),
    "要总部决定": ("请教总部谁管这件事", "问能不能一起约总部"),
    "起订量太高": ("现货不限起订量", "和别家并单"),
    "担心质量": ("寄样品，讲保修", "发老客户的照片"),
    "网上更便宜": ("网上不能刻字定制", "请对方比一次实物"),
    "已有固定供应商": ("只求补单的机会", "寄一件别家没有的"),
    "交期太长": ("先出现货",),
    "先看样品再说": ("今天就寄",),
}
NEW_FIRMS = 30
DIALS_A_DAY, FRESH_A_DAY = 6, 2


class Callback(NamedTuple):
    """A callback promised beside what the calls promised, and whether anyone may make it."""

    at: datetime
    rep: str
    customer: Customer
    words: str
    anyone: bool


def list_of(customer: Customer) -> str:
    """Return the list that the customer is on, '' for none."""
    if customer.book == "overseas":
        return OVERSEAS
    return SEASON if customer.source in YELLOW else ""


def list_called_from(call: Call) -> str:
    """Return the list that a call was made from, '' for incoming ones and those before there was any."""
    return "" if call.incoming or call.start.date() < STARTS else list_of(call.customer)


def reply_of(call: Call) -> str:
    """Return what was replied to the call's objection: the same every time, for two calls in three."""
    replies = REPLIES.get(call.objection, ())
    place = call.start.minute + call.start.day
    return replies[place % len(replies)] if replies and place % 3 else ""


def taker_of(call: Call, calls: Sequence[Call]) -> str:
    """Return who took an incoming call of the last day over: a colleague, once for each rep but one."""
    mine = [one for one in calls if one.incoming and one.start.date() == LAST and one.rep == call.rep]
    if not mine or call is not mine[0] or call.rep == REPS[2]:
        return ""
    return REPS[1 - REPS.index(call.rep)]


def recorded(calls: Sequence[Call]) -> Call:
    """Return the call of the last day that was recorded: the longest talk of a list."""
    return max(
        (one for one in calls if one.start.date() == LAST and list_called_from(one)), key=lambda one: one.talk
    )


def callbacks(world: World) -> list[Callback]:
    """Callbacks open on the last day and on each day after it, some of them anyone's."""
    rng = random.Random(f"callbacks of {LAST}")
    quiet = {id(one.customer) for one in world.calls if one.start.date() == LAST}
    rows = []
    for rep in REPS:
        free = [
            one for one in world.customers
            if one.rep == rep and one.calls and one.live_lines()
            and not (one.barred or id(one) in quiet)
        ]  # fmt: skip
        picked = iter(rng.sample(free, 2 + len(LATER)))
        for day, hour, minute in ((LAST, 15, 40), (LAST, 16, 45), *((day, 10, 15) for day in LATER)):
            at = moment(day, hour, minute + 5 * REPS.index(rep))
            anyone = (day, hour) == (LAST, 15) or day == LATER[1]
            rows.append(Callback(at, rep, next(picked), rng.choice(talk.NEXT_WORDS["call"]), anyone))
    return sorted(rows, key=lambda row: (row.at, REPS.index(row.rep)))


def new_firms(world: World) -> list[Customer]:
    """Firms of a new volume of the yellow pages, typed up for the list and not yet called by anybody."""
    book = Book(random.Random(f"yellow pages of {LAST}"))
    book.reserve(world.customers)
    return [book.mainland("yellow", "", "电信黄页") for _ in range(NEW_FIRMS)]


def week_after(month_of: World, firms: list[Customer]) -> list[Call]:
    """Play Monday to Thursday after the month: calls from the lists, and callbacks of two of the days.

    The month itself stays as it was.
    """
    copied, fresh, promised = deepcopy((month_of, firms, callbacks(month_of)))
    world = replace(copied, rng=random.Random(f"week after {LAST}"), calls=[], tasks=[])
    world.customers = [one for one in world.customers if list_of(one)] + fresh
    for promise in promised:
        promise.customer.ready = datetime.max
    for day in LATER[:4]:
        for rep in REPS:
            _hour_on_the_phone(world, rep, day)
    for promise in promised:
        if promise.at.date() in {LATER[0], LATER[2]}:
            kept = Task(promise.at.date(), promise.rep, promise.customer, "callback", "talked")
            make_call(world, promise.rep, promise.at + timedelta(minutes=4), kept, promise.customer)
    return sorted(world.calls, key=lambda call: (call.start, REPS.index(call.rep)))


def _hour_on_the_phone(world: World, rep: str, day: date) -> None:
    now, fresh = moment(day, 9, 2 + REPS.index(rep)), FRESH_A_DAY
    for place in range(DIALS_A_DAY):
        if place == DIALS_A_DAY - 2:
            now = moment(day, 14, 5)
        customer = candidate(world, rep, now, fresh)
        if customer is None:
            continue
        fresh -= not customer.calls
        # The first talk of a day meets an objection, so that the meeting has something from Monday on.
        first = Task(day, rep, customer, "call", "talked") if place == 0 else None
        call = make_call(world, rep, now, first, customer)
        if first:
            call.objection = talk.OBJECTIONS[(day.day + REPS.index(rep)) % len(talk.OBJECTIONS)]
        now += timedelta(seconds=call.talk, minutes=world.rng.randint(2, 5))


def workbook() -> dict[str, list[list[Cell]]]:
    """Rows of every sheet of the workbook of phone sales; dates are real ones."""
    return {
        "名单": [
            [SEASON, 1, "年会礼品", "", FILTERS[SEASON], "、".join(REPS), "年会旺季，先打黄页"],
            [
                OVERSEAS,
                3,
                "尾牙禮品",
                "1-5 09:30-12:00 14:00-17:30",
                FILTERS[OVERSEAS],
                "",
                "台港客戶午休較晚",
            ],
        ],
        "名单规则": [
            [SEASON, "无人接听", "3h", 1, "是", 5, ""],
            [SEASON, "无意向", "", "", "", "", 60],
            [OVERSEAS, "前台/秘书拦截", "2d", "", "是", 3, ""],
        ],
        "拨打计划": [[name, rep, STARTS, dials] for name, rep, dials in PLANNED],
        "卡壳问题": [
            [words, answer, days_after(STARTS, place)] for place, (words, answer) in enumerate(AGREED)
        ],
    }
