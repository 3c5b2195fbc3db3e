"""The three customer files as the firm would have typed them, dirt included."""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import NamedTuple

from tools.sample_month import words
from tools.sample_month.customers import Customer, Line

Cell = object
YELLOW_HEADER = (
    "公司名称",
    "行业",
    "城市",
    "地址",
    "大厦",
    "楼层",
    "单元",
    "电话",
    "传真",
    "联系人",
    "职务",
    "手机",
    "邮箱",
    "来源",
    "业务员",
    "备注",
)
OVERSEAS_HEADER = (
    "公司名稱",
    "產業",
    "縣市",
    "地址",
    "電話",
    "聯絡人",
    "職稱",
    "行動電話",
    "電子郵件",
    "來源",
    "業務員",
)
EXPO_TITLE = "2026广州秋季礼品展 参观客户登记表"
EXPO_HEADER = (
    "序号",
    "联系人",
    "职务",
    "公司",
    "手机",
    "电话",
    "意向等级",
    "客户价值",
    "需求场合",
    "使用日期",
    "数量",
    "预算",
    "决策人",
    "行业",
    "城市",
    "大厦",
    "楼层",
    "单元",
    "邮箱",
    "业务员",
    "备注",
)
REMARKS = ("去年询过价", "老客户", "每年十二月办年会", "总部在北京", "要开增值税专票", "前台姓刘")


class Books(NamedTuple):
    """Rows of each customer file, headers not included."""

    yellow: list[list[Cell]]
    overseas: list[list[Cell]]
    expo: list[list[Cell]]


def write(rng: random.Random, customers: list[Customer], silent: list[Customer]) -> Books:
    """Lay the customers out; `silent` are those nobody touched, some of whom belong to no rep yet."""
    unowned = {id(customer) for customer in silent[:9]}
    by_book: dict[str, list[Customer]] = {"yellow": [], "overseas": [], "expo": []}
    for customer in customers:
        by_book[customer.book].append(customer)
    for people in by_book.values():
        rng.shuffle(people)
    yellow = [_yellow(rng, one, "" if id(one) in unowned else one.rep) for one in by_book["yellow"]]
    for place, row in enumerate(_dirty(by_book["yellow"])):
        yellow.insert(17 + place * 29, row)
    overseas = [_overseas(rng, one) for one in by_book["overseas"]]
    expo = [_expo(rng, number, one) for number, one in enumerate(by_book["expo"], 1)]
    _dirty_expo(expo, by_book["expo"], silent)
    return Books(yellow, overseas, expo)


def yellow_rows(rng: random.Random, firms: Iterable[Customer]) -> list[list[Cell]]:
    """Rows of firms of the yellow pages, without dirt, under YELLOW_HEADER."""
    return [_yellow(rng, one, one.rep) for one in firms]


def number(rng: random.Random, line: Line) -> str:
    """A number in one of the ways in which people write it."""
    digits = line.digits
    if line.mobile:
        style = rng.choice(("{}{}{}", "{}{}{}", "{} {} {}", "{}-{}-{}", "+86 {} {} {}"))
        return style.format(digits[:3], digits[3:7], digits[7:])
    area = 2 if digits.startswith("02555") else 4 if digits.startswith("0755") else 3
    style = rng.choice(("{}-{}{}", "{}-{} {}", "({}){}{}", "{}{}{}", "{} {}{}"))
    return style.format(digits[:area], digits[area:-4], digits[-4:])


def abroad(rng: random.Random, line: Line) -> str:
    """The number as dialled from outside its region: Taiwan's from here, ours from there."""
    digits = line.digits
    if line.mobile:
        return f"+86 {digits[:3]} {digits[3:7]} {digits[7:]}"
    if digits.startswith("02555"):
        return f"+886 2 {digits[2:6]} {digits[6:]}" if rng.random() < 0.7 else f"00886-2-{digits[2:]}"
    return f"+86 {digits[1:-8]} {digits[-8:-4]} {digits[-4:]}"


def _of_kind(customer: Customer, mobile: bool) -> Line | None:
    return next((line for line in customer.lines if line.mobile == mobile), None)


def _yellow(rng: random.Random, one: Customer, rep: str) -> list[Cell]:
    land, mobile = _of_kind(one, mobile=False), _of_kind(one, mobile=True)
    return [
        one.name,
        one.industry,
        one.city,
        one.address,
        one.building,
        one.floor,
        one.unit,
        number(rng, land) if land else "",
        number(rng, Line(one.fax, mobile=False)) if one.fax else "",
        one.contact if one.listed_contact else "",
        one.title if one.listed_contact else "",
        number(rng, mobile) if mobile else "",
        one.email,
        one.source,
        rep,
        rng.choice(REMARKS) if rng.random() < 0.12 else "",
    ]


def _dirty(people: list[Customer]) -> list[list[Cell]]:
    """Eight rows as a yellow-page file really has them; nobody has called any of them."""
    twin = next(
        one
        for one in people
        if not one.building and one.name.endswith("有限公司") and one.lines[0].digits[:3] == "020"
    )
    short = twin.name.replace("广州", "广州市", 1).removesuffix("有限公司") + "公司"

    def row(name: str, phone: str, remark: str = "", mobile: str = "", trade: str = "贸易") -> list[Cell]:
        place = ["广州", "越秀区环市路8号", "", "", ""]
        return [name, trade, *place, phone, "", "", "", mobile, "", "电信黄页", "", remark]

    return [
        row("广州朗砚贸易有限公司", "020-80009901转801"),
        row("广州曜松进出口有限公司", "020-80009902/80009903"),
        row("广州沐简包装有限公司", "80009904", "没写区号"),
        row(short, f"020-{twin.lines[0].digits[3:]}", "和另一行是同一家", trade=twin.industry),
        row("", "020-80009905", "名字看不清"),
        row("广州泓知商贸有限公司", "123"),
        row("[/b]建材", "020-80009906"),
        row("广州澄意会展有限公司", "020-80009907", "=SUM(A1)", mobile="19000009908", trade="广告"),
    ]


def _overseas(rng: random.Random, one: Customer) -> list[Cell]:
    land, mobile = one.lines
    foreign = not land.digits.startswith("02555")
    phone = abroad(rng, land) if foreign else number(rng, land)
    if not foreign and rng.random() < 0.15:
        phone += f" 分機{rng.randrange(10, 90)}"
    rep = words.REPS_HANT[one.rep]
    return [
        one.name,
        one.industry,
        one.city,
        one.address,
        phone,
        one.contact,
        one.title,
        abroad(rng, mobile),
        one.email,
        one.source,
        rep,
    ]


def _expo(rng: random.Random, place: int, one: Customer) -> list[Cell]:
    """Two mobiles in three were typed into cells that Excel takes for numbers."""
    land, mobile = _of_kind(one, mobile=False), _of_kind(one, mobile=True)
    asked = one.expo
    typed: Cell = ""
    if mobile:
        typed = float(mobile.digits) if rng.random() < 0.66 else number(rng, mobile)
    return [
        place,
        one.contact,
        one.title,
        one.name,
        typed,
        number(rng, land) if land else "",
        asked["意向等级"],
        *(asked[key] for key in ("客户价值", "需求场合", "使用日期", "数量", "预算", "决策人")),
        one.industry,
        one.city,
        one.building,
        one.floor,
        one.unit,
        one.email,
        one.rep,
        rng.choice(REMARKS) if rng.random() < 0.2 else "",
    ]


def _dirty_expo(rows: list[list[Cell]], people: list[Customer], silent: list[Customer]) -> None:
    """Two use dates are words: one can still be read, the other cannot."""
    column = EXPO_HEADER.index("使用日期")
    untouched = [index for index, one in enumerate(people) if any(one is each for each in silent)]
    places = [*untouched, 61, 23][:2]
    rows[places[0]][column] = "2026年12月28日"
    rows[places[1]][column] = "春节前"
