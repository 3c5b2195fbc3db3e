"""The road beside the month: towers, a street, their tenants and sweeps, plans that repeat and that clash.

A smaller tower and a street were begun on mornings when the big tower took less time than was planned.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from tools.sample_month import doors, sheets
from tools.sample_month.books import Cell, number
from tools.sample_month.customers import CITIC, REPS, TEEM, Book, Customer
from tools.sample_month.records import DAYS, LATER, Door, Visit, World, moment

EAST, STREET = "东山商务大厦", "体育东横街"
DOWN_AND_UP = f"{sheets.AIR_AND_CARS}:down;{sheets.PROPERTY_AND_MONEY}:up"
LEFT_AND_RIGHT = f"{sheets.AIR_AND_CARS}:left;{sheets.PROPERTY_AND_MONEY}:right"
SINCE = date(2026, 10, 12)
"""The day of the landlords' lists: who stands in them was there by then."""
BEGUN = {STREET: (DAYS[14],), EAST: (DAYS[16], DAYS[17])}
"""The days on which the smaller places were knocked at."""
EACH, WALK, UNTIL = 6, timedelta(minutes=18), (11, 46)
SHOPS = 48
SHOP_WORDS = (
    "烟酒行",
    "茶行",
    "文具店",
    "鲜花店",
    "图文快印店",
    "眼镜店",
    "大药房",
    "餐厅",
    "服装店",
    "通讯器材店",
)
# Syllables that no firm of the month is called by.
BRAND_FIRST = "沅彧翀昱珺苒芃瀚旻淳"
NEW_IN_CITIC = tuple(f"{floor}{unit:02d}" for floor in range(30, 38) for unit in (2, 5))
TENANT_HEADER = ("单元", "公司名称", "行业", "联系人", "职务", "电话")
HEADERS = {
    "楼宇": (
        "名称",
        "城市",
        "区",
        "地址",
        "规定",
        "楼层",
        "单元",
        "跳过",
        "例外楼层",
        "店铺",
        "备注",
    ),
    "扫楼": ("楼宇", "开始", "结束", "路线", "会合"),
    "前台": ("楼宇", "谁在", "怎么过", "时段", "禁止"),
    "拜访时段": ("客户", "时段"),
    "计划模板": ("名称", "目的", "预期结果", "分钟"),
    "循环计划": ("业务员", "客户", "开始", "循环", "次数", "模板"),
    "下周计划": sheets.SHEET_HEADERS["计划"],
}
BUILDINGS = (
    (TEEM, "广州", "天河区", "天河路", "访客登记", "6-35", "01-06", "", "", "", "六楼以下是商场"),
    (CITIC, "广州", "天河区", "天河北路", "保安登记，凭名片上楼", "4-80", "01-08", "", "", "", ""),
    (EAST, "广州", "越秀区", "中山一路", "不用登记", "2-3,5-13", "01-06", "", "G:A-D 3:01-09 13:A-B", "", "没有四楼，顶层两户"),
    (STREET, "广州", "天河区", "体育东横街", "", "", "", "", "", f"1-{SHOPS}", "单号在左，双号在右"),
)  # fmt: skip
FRONT_DESKS = (
    (
        CITIC,
        "早班刘姐，下午换小陈",
        "说样品送到，请通知行政部；跟着送餐的人一起上",
        "09:00-09:40",
        "不能在大堂派册子",
    ),
    (TEEM, "保安老何", "先办好访客证，中午不换班", "", ""),
    (EAST, "没有前台，门卫只看不问", "", "", ""),
)


class Place(NamedTuple):
    """A door of the smaller places, where it is and whose way it is on."""

    building: str
    floor: str
    code: str
    rep: str


class Road(NamedTuple):
    """What the smaller places added: who is behind their doors, what was found there, who is new in the big tower."""

    firms: dict[Place, Customer]
    visits: list[Visit]
    newcomers: list[Customer]


class _Shops(Book):
    """Draws firms under brands of their own."""

    def _brand(self, first: str, last: str) -> str:  # noqa: ARG002 - the firms of the month have those
        return super()._brand(BRAND_FIRST, last)


def east() -> list[Place]:
    """The doors of the smaller tower in walking order of each rep."""
    floors = {
        "G": "ABCD",
        **{str(floor): _units(6) for floor in (2, *range(5, 13))},
        "3": _units(9),
        "13": "AB",
    }
    upwards = ["G", *sorted((one for one in floors if one != "G"), key=int)]
    half = (len(upwards) + 1) // 2
    ways = ((upwards[:half], REPS[2:]), (upwards[: half - 1 : -1], REPS[:2]))
    return [
        Place(EAST, floor, f"{floor}{unit}", reps[place * len(reps) // len(floors[floor])])
        for way, reps in ways for floor in way for place, unit in enumerate(floors[floor])
    ]  # fmt: skip


def _units(count: int) -> tuple[str, ...]:
    return tuple(f"{unit:02d}" for unit in range(1, count + 1))


def street() -> list[Place]:
    """The shops of the street: odd ones by the first two reps in turn, even ones by the third."""
    return [
        Place(STREET, "", str(shop), REPS[shop // 2 % 2] if shop % 2 else REPS[2])
        for shop in range(1, SHOPS + 1)
    ]


def play_road(month_of: World, others: Iterable[Customer]) -> Road:
    """Knock at the smaller places where the mornings of the month left time; the month itself stays as it was."""
    book = _Shops(random.Random("road"))
    book.reserve([*month_of.customers, *others])
    rng = book.rng
    places = [*street(), *east()]
    firms = {place: _firm(book, place) for place in places if rng.random() < 0.84}
    world = World(rng, list(firms.values()))
    for building, days in BEGUN.items():
        for day in days:
            for rep in REPS:
                start = max(
                    one.leave for one in month_of.visits
                    if one.rep == rep and one.arrive.date() == day and one.arrive.hour < 12
                )  # fmt: skip
                _knock(
                    world,
                    firms,
                    [one for one in places if one.building == building and one.rep == rep],
                    start + WALK,
                )
    newcomers = [book.mainland("yellow", "", "") for _ in NEW_IN_CITIC]
    for unit, one in zip(_free(month_of, NEW_IN_CITIC), newcomers, strict=False):
        one.building, one.unit = CITIC, unit
    return Road(firms, world.visits, [one for one in newcomers if one.unit])


def _free(month_of: World, units: Iterable[str]) -> list[str]:
    taken = {one.unit for one in month_of.customers if one.building == CITIC}
    return [unit for unit in units if unit not in taken]


def _firm(book: Book, place: Place) -> Customer:
    firm = book.mainland("yellow", "", "")
    if place.building == STREET:
        brand = firm.name[len(firm.city) :][:2]
        firm.name, firm.industry = brand + book.rng.choice(SHOP_WORDS), ""
    else:
        firm.name = firm.name.replace(firm.city, "广州", 1)
    firm.building, firm.unit, firm.city = place.building, place.code, "广州"
    return firm


def _knock(world: World, firms: Mapping[Place, Customer], way: list[Place], start: datetime) -> None:
    clock, left = start, EACH
    for place in way:
        if (place.building, place.code) in world.doors:
            continue
        if not left or clock > moment(start.date(), *UNTIL):
            return
        door = Door(place.building, place.code, place.rep, firms.get(place))
        world.doors[place.building, place.code] = door
        shut = {"closed": 4.0, "vacant": 3.0}
        clock = doors.knock(world, door, clock, doors.COLD if door.customer else shut)
        clock += timedelta(minutes=world.rng.randint(1, 2))
        left -= 1


def visits(road: Road) -> list[list[str]]:
    """Rows of the visits at the smaller places by arrival, under the header of the month's."""
    floors = {(place.building, place.code): place.floor for place in (*street(), *east())}
    rows = []
    for one in sorted(road.visits, key=lambda one: (one.arrive, REPS.index(one.rep))):
        row = sheets.visit_row(one)
        row[sheets.VISIT_HEADER.index("楼层")] = floors[one.building, one.unit]
        rows.append(row)
    return rows


def landlord(rng: random.Random, world: World, road: Road, building: str) -> list[list[Cell]]:
    """Rows of the list of a big tower's tenants: those known with their names alone, new ones whole."""
    known = [one for one in world.customers if one.building == building]
    rows: list[list[Cell]] = [[one.unit, one.name, "", "", "", ""] for one in known]
    rows += [_tenant(rng, one) for one in road.newcomers if one.building == building]
    return sorted(rows, key=lambda row: int(str(row[0])))


def smaller(rng: random.Random, road: Road) -> list[list[Cell]]:
    """Rows of the list of the smaller tower's tenants; an empty door is said to be."""
    rows = [
        _tenant(rng, road.firms[place]) if place in road.firms else [place.code, "空置", "", "", "", ""]
        for place in east()
    ]
    return sorted(rows, key=lambda row: (not str(row[0]).startswith("G"), len(str(row[0])), str(row[0])))


def board(rng: random.Random, road: Road) -> str:
    """Return the street's shops as somebody typed them into a message, a line each."""
    lines = [
        f"{place.code}号 {road.firms[place].name} {number(rng, road.firms[place].lines[-1])}"
        if place in road.firms else f"{place.code}号 空置"
        for place in street()
    ]  # fmt: skip
    return "\n".join([f"{STREET} 商户", *lines]) + "\n"


def _tenant(rng: random.Random, one: Customer) -> list[Cell]:
    return [one.unit, one.name, one.industry, one.contact, one.title, number(rng, one.lines[0])]


def workbook(world: World) -> dict[str, list[list[Cell]]]:
    """Rows of every sheet of the workbook of the road; dates and times are real ones."""
    clash, met_twice, early, again = _chosen(world)
    return {
        "楼宇": [list(row) for row in BUILDINGS],
        "扫楼": [
            [TEEM, DAYS[1], DAYS[9], DOWN_AND_UP, ""],
            [CITIC, DAYS[10], "", DOWN_AND_UP, ""],
            [STREET, BEGUN[STREET][0], "", LEFT_AND_RIGHT, ""],
            [EAST, BEGUN[EAST][0], "", DOWN_AND_UP, ""],
        ],
        "前台": [list(row) for row in FRONT_DESKS],
        "拜访时段": [[early.name, "1-5 09:00-11:30"]],
        "计划模板": [["月度回访", "回访老客户，看库存和下一季", "约好下次送样", 45]],
        "循环计划": [[again.rep, again.name, LATER[1], "每两周", 4, "月度回访"]],
        "下周计划": [
            _plan(LATER[1], time(10, 0), REPS[0], clash[0], "谈年会礼品方案"),
            _plan(LATER[1], time(10, 30), REPS[0], clash[1], "送样品"),
            _plan(LATER[2], time(14, 30), REPS[1], met_twice, "首次面谈,了解需求"),
            _plan(LATER[2], time(15, 0), REPS[0], met_twice, "送样品给负责人看"),
            *(_plan(LATER[3], time(9, 30), rep, None, "扫楼", EAST) for rep in REPS),
            _plan(LATER[4], time(14, 0), REPS[2], early, "收款对账"),
        ],
    }  # fmt: skip


def _plan(
    day: date, at: time, rep: str, customer: Customer | None, purpose: str, building: str = ""
) -> list[Cell]:
    typed = datetime.combine(DAYS[-1], time(17, 45))
    name, swept = (customer.name, "") if customer else ("", "是")
    return [day, at, rep, name, building, purpose, "", "计划", "", typed, swept]


def _chosen(world: World) -> tuple[list[Customer], Customer, Customer, Customer]:
    """The customers of next week's plans: two of one rep that clash, one of two reps, one with hours, one again."""
    rng = random.Random("plans on the road")
    free = {rep: iter(rng.sample([one for one in world.customers if _is_free(one, rep)], 4)) for rep in REPS}
    clash = [next(free[REPS[0]]), next(free[REPS[0]])]
    return clash, next(free[REPS[1]]), next(free[REPS[2]]), next(free[REPS[2]])


def _is_free(one: Customer, rep: str) -> bool:
    settled = one.city == "广州" and one.grade in set("ABCD")
    return one.rep == rep and settled and not (one.barred or one.in_story or one.plans_open)
