"""The vocabulary of the invented firm's customers: brands, trades, people, places."""

from __future__ import annotations

import random
from typing import NamedTuple


class Trade(NamedTuple):
    """An industry: its name in both scripts and what firms in it call themselves."""

    simplified: str
    traditional: str
    words: tuple[str, ...]


# Rare characters on purpose: a two-character brand of common ones is always somebody's real name.
BRAND_FIRST = "岭珂翊榕沐朗穗霁曜泓峤澄绮骞砚槿栩熠翎颢"
BRAND_LAST = "帆澜嵘溪禾曦川宸屿霖骅锦舟垣棠岑昀衡麓崧"
BRAND_FIRST_HANT = "嶺珂沐霽曜泓澄綺騫硯槿熠翎璟"
BRAND_LAST_HANT = "帆瀾嶸溪曦川宸嶼霖錦"

TRADES = (
    Trade("航空", "航空", ("航空服务", "航空货运代理", "通用航空", "航空器材", "航空地面服务")),
    Trade("汽车", "汽車", ("汽车销售服务", "汽车零部件", "汽车贸易", "汽车用品")),
    Trade("房地产", "房地產", ("房地产开发", "置业", "物业管理", "地产顾问")),
    Trade("金融", "金融", ("投资管理", "融资租赁", "保险代理", "商业保理", "小额贷款")),
    Trade("酒店", "飯店", ("酒店管理", "度假酒店", "餐饮管理")),
    Trade("IT", "資訊", ("信息科技", "软件", "网络科技", "数据服务")),
    Trade("医药", "醫藥", ("医药", "医疗器械", "生物科技")),
    Trade("物流", "物流", ("物流", "供应链管理", "国际货运代理")),
    Trade("教育", "教育", ("教育咨询", "职业培训", "文化传播")),
    Trade("贸易", "貿易", ("贸易", "进出口", "商贸")),
    Trade("制造", "製造", ("电器", "机械设备", "精密五金", "包装材料")),
    Trade("服装", "服裝", ("服饰", "纺织品")),
    Trade("食品", "食品", ("食品", "茶业", "饮料")),
    Trade("广告", "廣告", ("广告", "会展服务", "公关策划")),
)
TRADE_WEIGHTS = (10, 11, 9, 10, 6, 11, 7, 8, 6, 9, 7, 3, 4, 5)
TRADE_WORDS_HANT = {
    "資訊": ("資訊", "軟體", "電腦"),
    "貿易": ("貿易", "國際"),
    "製造": ("精密", "電子", "塑膠", "五金", "紡織"),
    "物流": ("物流", "海運"),
    "汽車": ("汽車材料", "車燈"),
    "醫藥": ("生技", "醫材"),
    "食品": ("食品", "茶業"),
    "金融": ("投資顧問", "租賃"),
    "飯店": ("飯店管理",),
    "航空": ("航太零件", "航空貨運"),
}

CITIES = (("广州", 78), ("深圳", 10), ("佛山", 5), ("东莞", 4), ("珠海", 3))
STREETS = {
    "广州": (
        "天河区体育东横街",
        "越秀区环市路",
        "海珠区新港路",
        "白云区机场路",
        "番禺区市桥路",
        "黄埔区科学城路",
    ),
    "深圳": ("南山区科技园路", "福田区彩田路", "罗湖区春风路"),
    "佛山": ("南海区桂城路", "顺德区大良路"),
    "东莞": ("南城区鸿福路", "长安镇振安路"),
    "珠海": ("香洲区吉大路",),
}
CITIES_HANT = ("台北市", "新北市", "桃園市", "台中市", "台南市", "高雄市", "香港")
STREETS_HANT = ("中山路", "民生路", "復興路", "光復路", "和平路", "信義路")

SURNAMES = "陈李张黄何梁罗林郭吴周叶谢曾邓赖余冯蔡彭莫钟温潘苏戴江"
GIVEN = [
    "嘉欣",
    "俊杰",
    "晓彤",
    "志明",
    "丽华",
    "文博",
    "雅婷",
    "建国",
    "海燕",
    "子健",
    "慧敏",
    "国栋",
    "静怡",
    "伟业",
    "秋霞",
    "浩然",
    "美玲",
    "永强",
    "婉仪",
    "泽宇",
    "思敏",
    "振华",
    "小芳",
    "家豪",
    "雪梅",
    "立新",
    "桂兰",
    "启明",
    "倩",
    "磊",
    "敏仪",
    "家乐",
]
SURNAMES_HANT = "陳林黃張李王吳劉蔡楊許鄭謝郭洪曾邱廖賴周"
GIVEN_HANT = [
    "家豪",
    "淑芬",
    "志偉",
    "美惠",
    "俊宏",
    "雅雯",
    "建宏",
    "怡君",
    "宗翰",
    "佳玲",
    "文雄",
    "淑娟",
    "承翰",
    "麗雲",
    "冠宇",
    "惠如",
    "明哲",
    "秀玲",
]

TITLES = ("行政经理", "采购经理", "总经理", "市场部经理", "办公室主任", "行政主管", "人事经理", "采购员")
TITLE_WEIGHTS = (24, 20, 8, 14, 10, 12, 7, 5)
TITLES_HANT = ("總經理", "採購經理", "行政主管", "福委會主委", "業務協理", "總務課長")

TO_SIMPLIFIED = str.maketrans(
    "嶺霽綺騫硯瀾嶸嶼錦資訊軟體電腦貿國際紡織塑膠業車燈醫飯運顧問賃設備務",
    "岭霁绮骞砚澜嵘屿锦资讯软体电脑贸国际纺织塑胶业车灯医饭运顾问赁设备务",
)
REPS_HANT = {"陈伟": "陳偉", "李娜": "李娜", "黄志强": "黃志強"}


def person(rng: random.Random) -> str:
    """Return an invented mainland name; every sixth one is only a form of address."""
    surname = rng.choice(SURNAMES)
    if rng.random() < 0.16:
        return surname + rng.choice(("先生", "小姐", "经理", "主任"))
    return surname + rng.choice(GIVEN)


def person_hant(rng: random.Random) -> str:
    """Return an invented name in traditional characters."""
    return rng.choice(SURNAMES_HANT) + rng.choice(GIVEN_HANT)
