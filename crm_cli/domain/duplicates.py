"""What speaks for two customers being one, how strongly, and the keys under which such two meet."""

from collections.abc import Callable, Container, Iterator, Sequence

from crm_cli.domain.folding import core_of_folded, fold
from crm_cli.domain.frozen import Frozen
from crm_cli.domain.likeness import shared_pairs
from crm_cli.domain.near_firms import SHORTEST, is_near, without_place

WEIGHTS = {
    "same_name": 80,
    "same_but_form": 75,
    "same_but_place": 62,
    "same_pinyin": 55,
    "part_of_name": 45,
    "alike": 30,
    "phone": 65,
    "extension": 25,
    "shared_phone": 20,
    "email": 60,
    "domain": 10,
    "address": 35,
}
"""How likely, of a hundred, a reason alone makes it that two customers are one; several together make it likelier."""
FAMILIES = {
    "name": ("same_name", "same_but_form", "same_but_place", "part_of_name", "alike"),
    "pinyin": ("same_pinyin",),
    "phone": ("phone", "extension", "shared_phone"),
    "email": ("email", "domain"),
    "address": ("address",),
}
"""What may be asked for: kinds of reasons."""
MINIMUM = 60
"""The score below which two customers are not worth a look."""
CROWD = 3
"""More customers than that who have one number, address or door share a switchboard or an office."""
FREE_MAIL = frozenset(
    {
        "qq.com",
        "163.com",
        "126.com",
        "yeah.net",
        "sina.com",
        "sina.cn",
        "sohu.com",
        "139.com",
        "189.cn",
        "21cn.com",
    }
    | {
        "foxmail.com",
        "aliyun.com",
        "tom.com",
        "gmail.com",
        "hotmail.com",
        "outlook.com",
        "live.com",
        "msn.com",
    }
    | {
        "yahoo.com",
        "yahoo.com.tw",
        "yahoo.com.hk",
        "icloud.com",
        "me.com",
        "hinet.net",
        "pchome.com.tw",
        "seed.net.tw",
    }
    | {"vip.qq.com", "vip.163.com", "vip.sina.com", "wo.cn", "aol.com", "proton.me", "mail.com", "gmx.com"}
)
"""Where everybody may have an address, so that two at one of them have nothing in common."""
_SHOPS = ("商行", "商店", "商铺", "经营部", "门市部", "服务部", "批发部", "工作室", "个体户")
"""What a shop is called as a firm is called a company; no legal form, since 宏达商行 is not always 宏达."""
_ALIKE = 0.5
_COMMON = 3
_ELSEWHERE, _PEOPLE = 0.6, 0.5


class Known(Frozen):
    """What of a customer tells whether it is another one: names folded, numbers as E.164 with their extensions.

    `names` are its name, its short name and its other names; `place` is its building, floor and unit, '' without a unit.
    """

    names: tuple[str, ...]
    city: str = ""
    is_person: bool = False
    phones: tuple[tuple[str, str], ...] = ()
    emails: tuple[str, ...] = ()
    place: str = ""


class Verdict(Frozen):
    """How likely two customers are one, from 0 to 100, and the reasons, the strongest first."""

    score: int
    reasons: tuple[str, ...]


def place_of(building: str, floor: str, unit: str) -> str:
    """Return where a customer is, so that the same door is the same text; '' where no door is known."""
    if not (building and unit):
        return ""
    # 8/801 and 801 are one door: the floor only says again what most units begin with.
    said = fold(unit).replace(" ", "")
    return f"{fold(building)}|{said if any(map(str.isdigit, said)) else fold(floor) + said}"


def name_keys(names: Sequence[str]) -> list[str]:
    """Return the cores, without legal form and place, of folded names: two of one sound meet under their pinyin."""
    return [without_place(_core(name)) for name in names]


def _core(name: str) -> str:
    core = core_of_folded(name)
    if not core.endswith(_SHOPS):
        return core
    for shop in _SHOPS:
        if core.endswith(shop) and len(core) - len(shop) >= SHORTEST:
            return core.removesuffix(shop)
    return core


def other_keys(known: Known) -> Iterator[str]:
    """Yield the keys under which a customer meets those with a number, an address or a door of its own."""
    yield from (phone_key(number) for number, _extension in known.phones)
    yield from (f"e{email}" for email in known.emails)
    if known.place:
        yield place_key(known.place)


def phone_key(number: str) -> str:
    """Return the key of a number, whatever the extension."""
    return f"p{number}"


def place_key(place: str) -> str:
    """Return the key of a door."""
    return f"a{place}"


def compare(one: Known, other: Known, crowded: Container[str] = ()) -> Verdict:
    """Return how likely two customers are one; `crowded` holds the keys that more customers have than CROWD."""
    found = dict([*_by_name(one, other), *_by_phone(one, other, crowded), *_by_email(one, other)])
    if one.place and one.place == other.place:
        found["address"] = WEIGHTS["address"] / (3 if place_key(one.place) in crowded else 1)
    against = 1.0
    for weight in found.values():
        against *= 1 - weight / 100
    reasons = sorted(found, key=lambda code: (-found[code], code))
    return Verdict(round(100 * (1 - against)), tuple(reasons))


def _by_name(one: Known, other: Known) -> Iterator[tuple[str, float]]:
    """Yield the strongest reason of any two of their names, less where they are in two cities or are persons."""
    best = max(
        (_names(name, another) for name in one.names for another in other.names if name and another),
        key=lambda found: found[1],
        default=("", 0.0),
    )
    if best[1]:
        elsewhere = one.city and other.city and fold(one.city) != fold(other.city)
        weight = best[1] * (_ELSEWHERE if elsewhere else 1)
        yield best[0], weight * (_PEOPLE if one.is_person and other.is_person else 1)


def _names(name: str, other: str) -> tuple[str, float]:
    core, another = _core(name), _core(other)
    bare, rest = without_place(core), without_place(another)
    code = "same_name" if name == other else _reason_of(core, another, bare, rest)
    weight = float(WEIGHTS.get(code, 0))
    if code == "same_but_place" and core != bare and another != rest:
        # Both say where they are, and it is not the same place.
        weight *= _ELSEWHERE
    # Two characters are a family's name or a word of the trade.
    return code, weight * (_PEOPLE if min(len(bare), len(rest)) < _COMMON else 1)


def _reason_of(core: str, another: str, bare: str, rest: str) -> str:
    """Return how alike two names are, given without form, and without form and place; '' for not at all."""
    if bare == rest:
        same = _place(core, bare) == _place(another, rest)
        return "same_but_form" if same else "same_but_place"
    if len(bare) == len(rest) and not bare.isascii() and _sounds_like(bare, rest):
        return "same_pinyin"
    if min(len(bare), len(rest)) >= _COMMON and is_near(bare, rest):
        return "part_of_name"
    return "alike" if shared_pairs(bare, rest) >= _ALIKE else ""


def _place(core: str, bare: str) -> str:
    return core.removesuffix(bare).replace("市", "").replace("省", "")


def _sounds_like(name: str, other: str) -> bool:
    from crm_cli.domain.pinyin import syllables

    return syllables(name) == syllables(other)


def _by_phone(one: Known, other: Known, crowded: Container[str]) -> Iterator[tuple[str, float]]:
    extensions: dict[str, set[str]] = {}
    for number, extension in one.phones:
        extensions.setdefault(number, set()).add(extension)
    best = ""
    for number, extension in other.phones:
        if number not in extensions:
            continue
        code = "phone" if extension in extensions[number] else "extension"
        if phone_key(number) in crowded:
            code = "shared_phone"
        best = max(best, code, key=lambda reason: WEIGHTS.get(reason, 0))
    if best:
        yield best, float(WEIGHTS[best])


def _by_email(one: Known, other: Known) -> Iterator[tuple[str, float]]:
    if set(one.emails) & set(other.emails):
        yield "email", float(WEIGHTS["email"])
    elif _domains(one) & _domains(other):
        yield "domain", float(WEIGHTS["domain"])


def _domains(known: Known) -> set[str]:
    return {email.rpartition("@")[2] for email in known.emails} - FREE_MAIL - {""}


def family_test(families: Sequence[str]) -> Callable[[Verdict], bool]:
    """Return what says whether a verdict has a reason of one of some families; any will do where none is named."""
    wanted = {code for family in families for code in FAMILIES[family]}
    return lambda verdict: not wanted or not wanted.isdisjoint(verdict.reasons)
