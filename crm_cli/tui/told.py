"""What was done, said in a line or two: what has no room there is cut with a mark, never silently."""

from rich.cells import cell_len, set_cell_size

from crm_cli.domain.cleaning import clean
from crm_cli.tui.paged import fitted


def within(told: str, width: int, most: int) -> str:
    """Return a text in lines of so many cells, no more than `most`; the last ends in … where something is missing."""
    lines: list[str] = []
    rest = clean("  ".join(told.split("\n")))
    while len(lines) < most - 1 and cell_len(rest) > width:
        cut = len(set_cell_size(rest, width).rstrip())
        blank = rest.rfind(" ", cut // 2, cut + 1)
        # Between words where there is a blank near; a line without one is Chinese, which breaks anywhere.
        cut = blank if blank > 0 else max(cut, 1)
        lines.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return "\n".join([*lines, fitted(rest, max(width, 1)).rstrip()])
