"""An address in Chinese or English taken apart: city, district, building, floor, unit, where they are told."""

import re
from typing import NamedTuple

from crm_cli.domain.area_codes import area_code_of
from crm_cli.domain.numerals import fold

_HAN = r"\u3400-\u9fff"
_PROVINCE = (
    r"(?:中国|中國|中华人民共和国)?[ ,]*(?:(?:广东|廣東|浙江|江苏|江蘇|福建|湖南|湖北|四川|山东|山東|河南|河北|安徽|江西|辽宁|遼寧|吉林|"
    r"黑龙江|陕西|陝西|山西|云南|雲南|贵州|貴州|海南|甘肃|青海|台湾|臺灣)省?|(?:广西|廣西|内蒙古|新疆|宁夏|西藏)[\u4e00-\u9fff]{0,4}?(?:自治区|自治區)?)?[ ,]*"
)
_CITIES = [
    "北京",
    "上海",
    "天津",
    "重庆",
    "重慶",
    "广州",
    "廣州",
    "深圳",
    "东莞",
    "東莞",
    "佛山",
    "珠海",
    "中山",
    "惠州",
    "江门",
    "江門",
    "汕头",
    "汕頭",
    "香港",
    "澳门",
    "澳門",
    "台北",
    "臺北",
    "新北",
    "台中",
    "臺中",
    "台南",
    "臺南",
    "高雄",
    "桃园",
    "桃園",
    "新竹",
    "基隆",
    "杭州",
    "宁波",
    "寧波",
    "温州",
    "苏州",
    "蘇州",
    "南京",
    "无锡",
    "無錫",
    "武汉",
    "武漢",
    "成都",
    "西安",
    "厦门",
    "廈門",
    "福州",
    "长沙",
    "長沙",
    "青岛",
    "青島",
    "济南",
    "大连",
    "大連",
]
_ROAD = "[东西南北中東]?[一二三四五六七八九十]?(?:大?[路道街]|马路|馬路)"
_AFTER_NO_CITY = rf"{_ROAD}|大厦|大廈|广场|廣場|[区區县縣镇鎮村]"
"""What behind a city's name makes it the name of something else: 南京东路, 中山区."""
_AFTER_NO_MARK = rf"{_ROAD}|[场場]"
_NO_CITY = "[区區县縣镇鎮村路街道号號]|[环環超夜早菜集门門]$"
"""What a name before 市 has that is no city's: 环市东路, 超市."""
_SEATS = ("香港", "澳门", "澳門")
_HK = (
    "中环|中環|上环|上環|西环|西環|金钟|金鐘|湾仔|灣仔|铜锣湾|銅鑼灣|北角|鰂魚涌|太古城?|柴湾|柴灣|筲箕湾|筲箕灣|香港仔|黃竹坑|黄竹坑|尖沙咀|佐敦|油麻地|"
    "旺角|太子|深水埗|长沙湾|長沙灣|荔枝角|红磡|紅磡|土瓜湾|土瓜灣|九龍城|新蒲崗|黃大仙|觀塘|观塘|九龙湾|九龍灣|牛頭角|葵涌|葵興|葵芳|荃灣|荃湾|青衣|沙田|"
    "火炭|大埔|粉嶺|上水|元朗|屯門|將軍澳|天水圍|西貢"
)
_BUILDING_END = "大厦|大廈|广场|廣場|中心|大楼|大樓|商厦|商廈|商城|写字楼|寫字樓|国际|國際|科技园|科技園|产业园|產業園|工业园|工業園|工业区|工業區|创意园|創意園|花园|花園|公寓|大酒店|酒店|城|园|園|汇|匯|湾|灣|港|府|阁|閣|苑|厦|廈|塔|工业大厦"
_TOWER = r"(?:[ ,]?(?:第?[A-Za-z\d一二三四五六七八九十东西南北]{1,3}(?:座|栋|幢|棟|塔|号楼|號樓|期|单元|單元)|[东西南北]塔))*"
_FIGURES = "一二三四五六七八九十廿百"
_HAN_FLOOR = rf"(?P<floor>(?:地下|负|B)?\d{{1,3}}[A-Z]?|[{_FIGURES}]{{1,4}}|地下|地库|G|PH)(?:楼|樓|层|層|/?F(?![a-z])|字楼|字樓)(?:之(?P<of>\d{{1,3}}))?"
_STREET_NUMBER = (
    r"\d+(?:[-–之、/]\d+)*(?:号之[一二三四五六七八九十]+|[号號](?!楼|樓)(?:院|之\d+)?|弄)"
    r"|(?<=[路街道段])\d+(?![\d号號\-–之、/座栋])"
)
_NUMBERS = r"[A-Z]?-?\d{1,5}[A-Z]?(?:[ ]?[-–~、/&,][ ]?[A-Z]?\d{1,5}[A-Z]?)*"
_HAN_UNIT = rf"(?P<unit>{_NUMBERS}|[A-Z](?:[-–、&][A-Z])?)(?:号|號)?(?:室|(?:单元|單元)(?!\d)|房间|房|铺|鋪|舖|卡|档|號舖)"


class Place(NamedTuple):
    """Where a firm is, as far as its address tells."""

    city: str = ""
    district: str = ""
    building: str = ""
    floor: str = ""
    unit: str = ""


def split_address(text: str) -> Place:
    """Return what an address tells of its city, district, building, floor and unit, as written.

    A city is without 市 (`广州`), a floor and a unit without 楼 and 室 (`30`, `3012`). What is not told stays
    empty: a floor is not guessed from a unit.
    """
    plain = re.sub(r" \d{5,6}$", "", re.sub(r"\s+", " ", fold(text)).strip())
    return _chinese(plain) if re.search(f"[{_HAN}]", plain) else _english(plain)


def _chinese(text: str) -> Place:
    city, rest = _city(text)
    district, rest = _district(rest, city)
    rest, floor, unit = _floor_and_unit(rest)
    building = _building(rest)
    if building and not unit and (tail := re.search(rf"(?:{_BUILDING_END}|[座栋塔元]) ?({_NUMBERS})$", rest)):
        unit = tail[1]
    return Place(city, district, building, floor, unit)


def _city(text: str) -> tuple[str, str]:
    begin = re.match(_PROVINCE, text)
    rest = text[begin.end() :] if begin else text
    for name in _CITIES:
        behind = rest.removeprefix(name)
        if behind != rest and not re.match(_AFTER_NO_CITY, behind):
            return name, re.sub(rf"^市(?!{_AFTER_NO_MARK})", "", behind).lstrip(" ,")
    found = re.match(
        rf"([{_HAN}]{{2,4}}?)市(?!{_AFTER_NO_MARK}|花园|花園|广场|廣場|中心|大厦|大廈|公寓|之)", rest
    )
    if found and not re.search(_NO_CITY, found[1]):
        return found[1], rest[found.end() :].lstrip(" ,")
    known = re.match(rf"[{_HAN}]{{2,3}}(?=[{_HAN}]{{1,3}}[区區])", rest)
    if known and area_code_of(known[0]):
        return known[0], rest[known.end() :]
    if re.match(rf"(?:九龍|九龙|新界)|(?:{_HK})", rest):
        return "香港", rest
    return "", rest


def _district(text: str, city: str) -> tuple[str, str]:
    if city in _SEATS or re.match("(?:九龍|九龙|新界)", text):
        found = re.match(
            rf"(?:特别行政区|特別行政區)?[ ,]*(?:(?:九龍|九龙|新界|香港島?)(?![城湾灣塘]))?[ ,]*({_HK})?区?",
            text,
        )
        return (found[1] or "", text[found.end() :]) if found else ("", text)
    found = re.match(rf"([{_HAN}]{{1,6}}?(?:新区|新區|区|區|县|縣))(?![内內])[ ,]*", text)
    if found and not re.search("[路街号號]", found[1]):
        return found[1], text[found.end() :]
    return "", text


def _floor_and_unit(text: str) -> tuple[str, str, str]:
    floor = unit = ""
    start = len(text)
    if found := re.search(_HAN_UNIT, text):
        unit, start = found["unit"], min(start, found.start())
    if found := re.search(rf"(?<!\d){_HAN_FLOOR}", text):
        floor, start = found["floor"], min(start, found.start())
        unit = unit or found["of"] or _after_floor(text[found.end() :])
    return text[:start].rstrip(" ,-"), floor, re.sub(r"\s", "", unit)


def _after_floor(text: str) -> str:
    found = re.match(rf"[ ,]?({_NUMBERS}|[A-Z]\d{{0,3}})(?:[号號]|$|[ ,])", text)
    return found[1] if found else ""


def _building(text: str) -> str:
    """Return the building behind the street number, or the text that ends as buildings do."""
    behind = re.split(_STREET_NUMBER, text)
    last = re.sub(r"[(][^()]*[)]", "", behind[-1]).strip(" ,")
    if len(behind) == 1:
        last = re.sub(rf"^.*(?:路|街|大道|道(?!科))(?=[{_HAN}A-Za-z])", "", last).strip(" ,")
    last = (
        re.sub(rf" ?{_NUMBERS}$", "", last)
        if re.search(rf"(?:{_BUILDING_END}|[座栋塔]) ?\d{{2,5}}", last)
        else last
    )
    ends = rf"(?:{_BUILDING_END})(?:[{_HAN}]*(?:{_BUILDING_END}))*{_TOWER}"
    named = rf"[{_HAN}A-Za-z\d·&' ]*?[{_HAN}A-Za-z\d·&']{ends}"
    # 珠江新城 利通广场: what stands last is the building, where it is one by itself.
    for start in (*(gap.end() for gap in reversed(list(re.finditer(" ", last)))), 0):
        if found := re.match(named, last[start:]):
            return found[0].strip(" ,")
    return last if re.fullmatch(rf"[{_HAN}A-Za-z\d ]+(?:座|栋|幢|棟|号楼|號樓|楼|樓)", last) else ""


_EN_BUILDING = r"(?:Building|Bldg\.?|Tower(?:s)?|Plaza|Cent(?:re|er)|House|Mansions?|Square|Court|Mall|Gardens?|Arcade|Finance Street|Factory|Estate|Park|Exchange)"
_EN_FLOOR = (
    r"(?P<floor>(?:\d{1,3}[A-Z]?|[BGLM]\d?))[ ]?(?:/[ ]?F(?:l(?:oo)?r?)?\.?|F\b|(?:st|nd|rd|th)[ ]?(?:Floor|Flr|Fl|/F|F)\.?)"
    r"|(?:Floor|Level|Fl\.?|L/)[ ]?(?P<named>\d{1,3}|G|[A-Z]\d?)\b|(?P<ground>Ground|Upper Ground|Lower Ground)[ ]Floor"
)
_EN_UNIT = r"\b(?:Units?|Rooms?|Rms?\.?|Suites?|Ste\.?|Flats?|Shops?|Offices?|#)[ ]?(?:No\.?[ ]?)?(?P<unit>[A-Z]?\d*[A-Z]?\d*(?:[ ]?[-–&/~][ ]?[A-Z]?\d+[A-Z]?)*)(?=[ ,;]|$)"
_EN_CITIES = (
    "Hong Kong|Kowloon|New Territories|Macau|Macao|Guangzhou|Shenzhen|Shanghai|Beijing|Dongguan|Foshan|Zhuhai|Zhongshan|Huizhou|"
    "Taipei|New Taipei|Taichung|Tainan|Kaohsiung|Hsinchu|Taoyuan|Hangzhou|Ningbo|Suzhou|Nanjing|Wuhan|Chengdu|Xiamen|Tianjin|"
    "Chongqing|Qingdao|Singapore|London|New York|Tokyo|Kuala Lumpur|Bangkok"
)
_EN_HK = (
    "Central|Admiralty|Wan ?Chai|Causeway Bay|North Point|Quarry Bay|Taikoo Shing|Chai Wan|Sheung Wan|Sai Wan|Wong Chuk Hang|Aberdeen|"
    "Tsim Sha Tsui(?: East)?|T\\.?S\\.?T\\.?|Jordan|Yau Ma Tei|Mong ?Kok|Lai Chi Kok|Cheung Sha Wan|Sham Shui Po|Hung Hom|Kwun Tong|"
    "Kowloon Bay|Kowloon City|San Po Kong|Ngau Tau Kok|Kwai Chung|Kwai Fong|Tsuen Wan|Tsing Yi|Sha ?Tin|Fo Tan|Tai Po|Yuen Long|Tuen Mun"
)


def _english(text: str) -> Place:
    floor = re.search(_EN_FLOOR, text, re.IGNORECASE)
    unit = re.search(_EN_UNIT, text, re.IGNORECASE)
    parts = [part.strip() for part in re.split(r"[,;]", text) if part.strip()]
    storey = next(filter(None, floor.groups()), "") if floor else ""
    return Place(
        _en_city(text),
        _en_district(parts),
        _en_building(parts),
        storey[0] if storey.endswith("round") else storey,
        unit["unit"].replace(" ", "") if unit else "",
    )


def _en_city(text: str) -> str:
    # The last one said is the city: Shanghai Street is in Kowloon.
    found = re.findall(
        rf"\b({_EN_CITIES})\b(?! (?:Road|Rd|Street|St|Avenue|Bay|City|Bank|Club|Tower|Plaza)\b)",
        text,
        re.IGNORECASE,
    )
    if not found:
        return ""
    return "Hong Kong" if found[-1].lower() in {"kowloon", "new territories"} else str(found[-1])


def _en_district(parts: list[str]) -> str:
    for part in parts:
        if re.fullmatch(_EN_HK, part, re.IGNORECASE):
            return part
        if found := re.fullmatch(
            r"([A-Z][\w']*(?: [A-Z][\w']*)?) (?:District|Dist\.?|New Area)", part, re.IGNORECASE
        ):
            return part if found else ""
    return ""


def _en_building(parts: list[str]) -> str:
    for place, part in enumerate(parts):
        bare = re.sub(_EN_UNIT, "", part, flags=re.IGNORECASE)
        bare = re.sub(_EN_FLOOR, "", bare, flags=re.IGNORECASE).strip(" ,")
        if not re.search(
            rf"\b{_EN_BUILDING}(?: \w{{1,2}})?$|^(?:Tower|Block|Building) \w{{1,5}}$", bare, re.IGNORECASE
        ):
            continue
        after = parts[place + 1] if place + 1 < len(parts) else ""
        named = re.search(rf"\b{_EN_BUILDING}(?: \w{{1,2}})?$", after, re.IGNORECASE)
        numbered = re.match(r"(?:Tower|Block|Building|Phase) \w{1,5}$", bare, re.IGNORECASE)
        lettered = re.match(r"\w+ (?:Tower|Block|Wing)$", bare, re.IGNORECASE)
        if (numbered and after and not re.match(r"\d", after)) or (lettered and named):
            return f"{bare}, {after}"
        return bare
    return ""
