"""The firms of the month before anybody called them: who, where, which numbers, whose."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from tools.sample_month import talk, words

CITIC, TEEM = "中信广场", "天河城大厦"
DISTRICT = {CITIC: "天河区天河北路", TEEM: "天河区天河路"}
REPS = ("陈伟", "李娜", "黄志强")
TEAM_OF = {"航空": REPS[:2], "汽车": REPS[:2], "房地产": REPS[2:], "金融": REPS[2:], "酒店": REPS[2:]}


@dataclass
class Line:
    """One number of a customer, in digits with its area code, and what calling it taught."""

    digits: str
    mobile: bool
    tries: int = 0
    dead: bool = False


@dataclass
class Customer:
    """A row of one of the three customer files and, below, what the month made of it."""

    book: str
    name: str
    industry: str
    city: str
    address: str
    rep: str
    contact: str
    title: str
    email: str
    source: str
    lines: list[Line]
    fax: str = ""
    building: str = ""
    unit: str = ""
    remark: str = ""
    listed_contact: bool = True
    expo: dict[str, object] = field(default_factory=dict)

    grade: str = ""
    wechat: bool = False
    barred: bool = False
    in_story: bool = False
    found: bool = True
    ready: datetime = datetime(2026, 10, 26)
    half: int | None = None
    calls: int = 0
    plans_open: int = 0

    @property
    def floor(self) -> str:
        """The floor that a unit such as 6305 lies on."""
        return self.unit[:-2]

    def live_lines(self) -> list[Line]:
        """Numbers that may still be dialled."""
        return [line for line in self.lines if not line.dead]


class Book:
    """Draws customers; every name and number comes out once."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self._used: set[str] = set()
        self._turn = 0

    def _fresh(self, low: int, high: int) -> str:
        while True:
            tail = f"{self.rng.randrange(low, high):04d}"
            if f"{low}:{tail}" not in self._used:
                self._used.add(f"{low}:{tail}")
                return tail

    def reserve(self, customers: Iterable[Customer]) -> None:
        """Let no brand and no number of these come out again."""
        for customer in customers:
            brands = (words.BRAND_FIRST, words.BRAND_LAST)
            self._used |= {a + b for a in brands[0] for b in brands[1] if a + b in customer.name}
            for digits in (customer.fax, *(line.digits for line in customer.lines)):
                # A tail is kept by the lowest of its block, as `_fresh` does: 0 of mobiles, 1 of land lines.
                self._used.add(f"{0 if digits.startswith('1') else 1}:{digits[-4:]}")

    def mobile(self) -> Line:
        """A mobile in a block that nobody holds; its last hundred is kept for the dirty rows."""
        return Line("1900000" + self._fresh(0, 9900), mobile=True)

    def landline(self, city: str) -> Line:
        """A land line in the invented exchange of the city's area."""
        tail = self._fresh(1, 9900)
        if city in {"深圳", "香港"}:
            return Line("07552600" + tail, mobile=False)
        return Line(("025550" if city.endswith("市") else "0208000") + tail, mobile=False)

    def _brand(self, first: str, last: str) -> str:
        while True:
            brand = self.rng.choice(first) + self.rng.choice(last)
            if brand not in self._used:
                self._used.add(brand)
                return brand

    def _owner(self, industry: str) -> str:
        # One team has two reps and takes most of the firms that belong to no team's industry.
        team = TEAM_OF.get(industry, (*REPS, *REPS[:2]))
        self._turn += 1
        return team[self._turn % len(team)]

    def _email(self, suffix: str) -> str:
        box = self.rng.choice(("info", "office", "sales", "hr", "admin"))
        return f"{box}{self._fresh(2, 9999)}@example.{suffix}"

    def mainland(self, book: str, building: str, source: str) -> Customer:
        """Draw a mainland firm; in a tower it is in Guangzhou and its unit is not yet known."""
        rng = self.rng
        trade = rng.choices(words.TRADES, words.TRADE_WEIGHTS)[0]
        cities = [city for city, _ in words.CITIES]
        city = "广州" if building else rng.choices(cities, [weight for _, weight in words.CITIES])[0]
        brand = self._brand(words.BRAND_FIRST, words.BRAND_LAST)
        end = rng.choices(("有限公司", "股份有限公司", "集团有限公司"), (88, 8, 4))[0]
        address = f"{rng.choice(words.STREETS[city])}{rng.randrange(1, 300)}号"
        lines = [self.mobile()]
        if city in {"广州", "深圳"}:
            lines.insert(0, self.landline(city))
            if book == "yellow" and rng.random() < 0.3:
                lines.pop()
        return Customer(
            book=book,
            name=f"{city}{brand}{rng.choice(trade.words)}{end}",
            industry=trade.simplified,
            city=city,
            address=DISTRICT[building] + building if building else address,
            rep=self._owner(trade.simplified),
            contact=words.person(rng),
            title=rng.choices(words.TITLES, words.TITLE_WEIGHTS)[0],
            email=self._email(rng.choice(("com", "cn"))) if rng.random() < 0.45 else "",
            source=source,
            lines=lines,
            fax=self.landline(city).digits if lines[0].digits[0] == "0" and rng.random() < 0.2 else "",
            building=building,
            listed_contact=book != "yellow" or rng.random() < 0.75,
        )

    def overseas(self) -> Customer:
        """Draw a firm of Taiwan or Hong Kong, written in traditional characters."""
        rng = self.rng
        trades = [trade for trade in words.TRADES if trade.traditional in words.TRADE_WORDS_HANT]
        trade = rng.choice(trades)
        city = rng.choice(words.CITIES_HANT)
        brand = self._brand(words.BRAND_FIRST_HANT, words.BRAND_LAST_HANT)
        word = rng.choice(words.TRADE_WORDS_HANT[trade.traditional])
        tail = "(香港)有限公司" if city == "香港" else rng.choice(("股份有限公司", "有限公司"))
        return Customer(
            book="overseas",
            name=brand + word + tail,
            industry=trade.traditional,
            city=city,
            address=f"{rng.choice(words.STREETS_HANT)}{rng.randrange(1, 400)}號{rng.randrange(2, 15)}樓",
            rep=self._owner(trade.simplified),
            contact=words.person_hant(rng),
            title=rng.choice(words.TITLES_HANT),
            email=self._email("org") if rng.random() < 0.6 else "",
            source=rng.choice(("台商協會", "電信黃頁", "朋友介紹", "行業年會")),
            lines=[self.landline(city), self.mobile()],
        )


def _expo_answers(rng: random.Random) -> dict[str, object]:
    """What a visitor of the stand answered; the budget is a number or, as people write it, 3万."""
    amount = rng.choice((5, 8, 10, 20, 30, 50, 80, 120)) * 1000
    use = date(2026, 11, 25) + timedelta(days=rng.randrange(0, 150))
    return {
        "客户价值": rng.choices(("重点", "二级", "一般", "负值"), (12, 30, 55, 3))[0],
        "需求场合": rng.choice(talk.NEEDS),
        "使用日期": use,
        "数量": rng.choice((50, 100, 150, 200, 300, 500, 800, 1000)),
        "预算": f"{amount // 10000}万" if amount >= 10000 and rng.random() < 0.3 else amount,
        "决策人": words.person(rng),
    }


def draw(rng: random.Random) -> list[Customer]:
    """Return the 404 clean customers; what a sweep finds is already among them, not yet found."""
    book = Book(rng)
    people: list[Customer] = []
    for building, swept, known in ((TEEM, 58, 28), (CITIC, 95, 40)):
        people += [book.mainland("yellow", building, "扫楼") for _ in range(swept)]
        people += [book.mainland("yellow", building, _yellow_source(rng)) for _ in range(known)]
    people += [book.mainland("yellow", "", _yellow_source(rng)) for _ in range(38)]
    people += [book.overseas() for _ in range(45)]
    for index in range(100):
        building = TEEM if index < 12 else CITIC if index < 30 else ""
        people.append(book.mainland("expo", building, "展会"))
    for customer in people:
        customer.found = customer.source != "扫楼"
        if customer.book == "expo":
            customer.expo = _expo_answers(rng)
            customer.grade = rng.choices("ABCD", (3, 17, 40, 40))[0]
            customer.expo["意向等级"] = customer.grade
    return people


def _yellow_source(rng: random.Random) -> str:
    kinds = ("电信黄页", "联通黄页", "黄页", "朋友介绍", "论坛", "行业年会")
    return rng.choices(kinds, (40, 25, 20, 7, 4, 4))[0]
