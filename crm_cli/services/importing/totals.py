"""Words at the beginning of a row that make it a sum of those above: 合计, 小计, Total."""

from crm_cli.domain.folding import fold

_TOTALS = frozenset(
    {"合计", "总计", "小计", "共计", "累计", "合计数", "total", "totals", "sum", "subtotal", "grandtotal"}
)
_ENDS = frozenset("计計数數lmsLMS:：)）. ")
_LONGEST = 16


def is_total(cell: str) -> bool:
    """Return whether a cell is such a word, as in `合計：` or `Grand total`."""
    # Of a hundred thousand cells all but a few end otherwise or are longer.
    if cell[-1:] not in _ENDS or len(cell) > _LONGEST:
        return False
    bare = fold(cell).partition("(")[0]
    return "".join(filter(str.isalnum, bare)) in _TOTALS
