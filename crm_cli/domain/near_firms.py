"""Names of firms that may mean one another: one is a part of the other, legal forms apart."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

SHORTEST = 2
"""Characters of the shortest part of a name that is compared."""
_WHOLE = 8
_HAN = ("", "有限公司", "有限责任公司", "股份有限公司", "集团", "集团有限公司", "公司")
_LATIN = (
    "",
    " ltd",
    " ltd.",
    " co ltd",
    " co., ltd.",
    " co., ltd",
    " limited",
    " inc",
    " inc.",
    ", inc.",
    " llc",
)


_PROVINCES = frozenset({"广东", "浙江", "江苏", "福建", "香港", "台湾", "台北"})


def without_place(core: str) -> str:
    """Return the core of a firm's name without the province and city it begins with: 深圳市石厦餐饮 -> 石厦餐饮."""
    places = _places()
    for size in (5, 4, 3, 2):
        place = core[:size].removesuffix("市").removesuffix("省")
        if place in places:
            rest = core[size:]
            return without_place(rest) if len(rest) >= SHORTEST else core
    return core


@lru_cache(maxsize=1)
def _places() -> frozenset[str]:
    from crm_cli.domain.area_codes import city_names

    # A name in Latin letters is cut at its words, if anywhere.
    return _PROVINCES | {name for name in city_names() if not name.isascii()}


def is_near(core: str, other: str) -> bool:
    """Say whether one `folding.core_name` is a part of another, or the same."""
    return min(len(core), len(other)) >= SHORTEST and (core in other or other in core)


def whole_keys(core: str) -> list[str]:
    """Return the folded names that a firm of this core may have, with the usual legal forms behind it."""
    return [f"{core}{form}" for form in (_LATIN if core.isascii() else _HAN)]


def shorter_keys(words: Sequence[str]) -> list[str]:
    """Return the folded names under which a firm may be on file by a part of its name, given its `core_words`.

    A part is what is left without the first or the last characters, of a short name without both; of a name in
    Latin letters it is of whole words. The usual legal forms are put behind each.
    """
    joined = " ".join(words)
    pieces, between, forms = (
        (list(words), " ", _LATIN) if joined.isascii() else (list("".join(words)), "", _HAN)
    )
    parts = dict.fromkeys(between.join(part) for part in _parts(pieces))
    return [f"{part}{form}" for part in parts if len(part) >= SHORTEST for form in forms]


def _parts(pieces: Sequence[str]) -> Iterator[Sequence[str]]:
    size = len(pieces)
    for start in range(size):
        # All parts of a long name would be hundreds, and firms drop a city before or a trade behind their names.
        ends = range(start + 1, size + 1) if not start or size <= _WHOLE else (size,)
        yield from (pieces[start:end] for end in ends)
