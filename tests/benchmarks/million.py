"""Builds a database of invented customers fast, for measuring only: rows go in beside `Change`."""

import random
import sqlite3
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from crm_cli.domain.folding import fold
from crm_cli.domain.pinyin import initials, sort_key, syllables
from crm_cli.services.firm import create_firm
from crm_cli.storage import search

PLACES = [
    "广州",
    "深圳",
    "上海",
    "北京",
    "杭州",
    "苏州",
    "成都",
    "武汉",
    "南京",
    "佛山",
    "东莞",
    "中山",
    "珠海",
    "惠州",
    "厦门",
    "宁波",
]
TRADES = [
    "航空服务",
    "贸易",
    "科技",
    "实业",
    "餐饮",
    "酒店管理",
    "汽车销售",
    "印刷包装",
    "服装",
    "物业",
    "食品",
    "电子",
    "医疗器械",
    "建材",
    "礼品",
    "文化传播",
]
FORMS = ["有限公司", "有限责任公司", "股份有限公司", "集团", "商行", "中心", "店", "厂"]
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜"
GIVEN = (
    "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文辉玲健世广志义兴良海山仁波宁贵福生龙元全国胜学祥才发武新利清飞彬富顺信子"
    "云白天地日月星辰风雨雪花鸟鱼虫草木金银铜铁水火土石江河湖东西南北春秋冬梅竹菊松柏泰安康乐和美盛昌隆达通源丰恒瑞嘉宝鼎华中"
)
BATCH = 20_000
_CUSTOMER = (
    "insert into customer (no, id, created_at, created_by, name, city, email, notes, name_key, initials, pinyin,"
    " sort_key, last_touch_at) values (?, ?, '2026-01-01T00:00:00.000Z', 'bench', ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_CONTACT = (
    "insert into contact (no, id, created_at, created_by, customer_no, name, name_key, initials, pinyin)"
    " values (?, ?, '2026-01-01T00:00:00.000Z', 'bench', ?, ?, ?, ?, ?)"
)
_PHONE = (
    "insert into phone (no, id, created_at, created_by, customer_no, raw, e164, reversed)"
    " values (?, ?, '2026-01-01T00:00:00.000Z', 'bench', ?, ?, ?, ?)"
)


def person(dice: random.Random) -> str:
    """Return a name of two or three characters."""
    return dice.choice(SURNAMES) + "".join(dice.choices(GIVEN, k=dice.choice((1, 2, 2))))


def firm(dice: random.Random) -> str:
    """Return a name such as 广州云海航空服务有限公司."""
    brand = "".join(dice.choices(GIVEN, k=dice.choice((2, 2, 3))))
    return dice.choice(PLACES) * dice.choice((0, 1, 1)) + brand + dice.choice(TRADES) + dice.choice(FORMS)


def customers(count: int, dice: random.Random) -> Iterator[tuple[object, ...]]:
    """Yield rows for `_CUSTOMER`: two firms in five, the rest people; two in five were ever touched."""
    for no in range(1, count + 1):
        name = firm(dice) if dice.random() < 0.4 else person(dice)
        touched = f"2026-{dice.randint(1, 11):02}-{dice.randint(1, 28):02}T{dice.randint(0, 23):02}:00:00.{no % 1000:03}Z"
        key = fold(name)
        yield (
            no, f"c-{no}", name, dice.choice(PLACES), f"u{no}@mail.cn" if no % 10 == 0 else "",
            "要一千个杯子" if no % 100 == 0 else "", key, initials(key), syllables(key), sort_key(key),
            touched if dice.random() < 0.4 else None,
        )  # fmt: skip


def contacts(count: int, dice: random.Random) -> Iterator[tuple[object, ...]]:
    """Yield rows for `_CONTACT`, one at every third customer."""
    for no, customer_no in enumerate(range(1, count + 1, 3), 1):
        key = person(dice)
        yield no, f"n-{no}", customer_no, key, key, initials(key, surname=True), syllables(key, surname=True)


def phones(count: int, dice: random.Random) -> Iterator[tuple[object, ...]]:
    """Yield rows for `_PHONE`, a mobile for each customer."""
    for no in range(1, count + 1):
        mobile = f"1{dice.choice('3589')}{dice.randrange(10**9):09}"
        yield no, f"p-{no}", no, mobile, f"+86{mobile}", mobile[::-1]


def build(path: Path, count: int) -> dict[str, float]:
    """Make a firm of `count` customers at `path`; return the seconds its index took and its size in MiB."""
    create_firm(path, "A公司", "bench", region="CN", timezone="Asia/Shanghai")
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("pragma synchronous = off")
    connection.execute("pragma cache_size = -400000")
    dice = random.Random(20261121)
    connection.execute("begin")
    for statement, rows in (
        (_CUSTOMER, customers(count, dice)),
        (_CONTACT, contacts(count, dice)),
        (_PHONE, phones(count, dice)),
    ):
        connection.executemany(statement, rows)
    connection.execute("commit")
    pages = _pages(connection)
    started = time.perf_counter()
    connection.execute("begin")
    search.rebuild(connection)
    connection.execute("commit")
    seconds = time.perf_counter() - started
    mib = (_pages(connection) - pages) * 4096 / 2**20
    connection.close()
    return {"index_s": round(seconds, 1), "index_mib": round(mib, 1)}


def _pages(connection: sqlite3.Connection) -> int:
    return int(connection.execute("pragma page_count").fetchone()[0])


if __name__ == "__main__":
    print(build(Path(sys.argv[1]), int(sys.argv[2])))
