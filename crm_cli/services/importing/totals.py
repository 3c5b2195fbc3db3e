"""Words at the beginning of a row that make it a sum of those above: 合计, 小计, Total."""

import re
from collections.abc import Sequence

from crm_cli.domain.folding import fold

_TOTALS = frozenset(
    {"合计", "总计", "小计", "共计", "累计", "合计数", "total", "totals", "sum", "subtotal", "grandtotal"}
)
_ENDS = frozenset("计計数數lmsLMS:：)）. ")
_STARTS = frozenset("合总總小共累")
_HOW_MANY = r"[\d,，]+\s*[家个個位户戶条條行筆笔名间間]?"
_COUNT = re.compile(rf"共?\s*(?:{_HOW_MANY})?", re.ASCII)
_COUNTED = re.compile(rf"(?:[合总總小累][计計][数數]?|共[计計]?)[:：\s]*{_HOW_MANY}", re.ASCII)
_END = re.compile(f"[{re.escape(''.join(sorted(_ENDS)))}]\n|\n[{''.join(sorted(_STARTS))}]")
_LONGEST = 16


def is_total(cell: str) -> bool:
    """Return whether a cell is such a word, as in `合計：` or `Grand total`, or says how many, as in `共 40 家`."""
    if cell[:1] in _STARTS and _COUNTED.fullmatch(cell):
        return True
    if cell[-1:] not in _ENDS or len(cell) > _LONGEST:
        return False
    bare = fold(cell).partition("(")[0]
    return "".join(filter(str.isalnum, bare)) in _TOTALS


def is_count(cell: str) -> bool:
    """Return whether a cell only says how many: `40`, `40 家`, `共40家`, or nothing."""
    return _COUNT.fullmatch(cell) is not None


def totals_in(cells: Sequence[str]) -> set[int]:
    """Return the places of those cells that are such words."""
    # Of a hundred thousand cells all but a few end otherwise, and most columns have no such end at all.
    if _END.search("\n".join(("", *cells, ""))) is None:
        return set()
    return {
        place
        for place, cell in enumerate(cells)
        if (cell[-1:] in _ENDS or cell[:1] in _STARTS) and is_total(cell)
    }
