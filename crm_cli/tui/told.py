"""What was done, said in a line or two: what has no room there is cut with a mark, never silently."""

from crm_cli.domain.cleaning import clean
from crm_cli.domain.table import wrap
from crm_cli.tui.paged import fitted


def within(told: str, width: int, most: int) -> str:
    """Return a text in lines of so many cells, no more than `most`; the last ends in … where something is missing."""
    lines = wrap(clean("  ".join(told.split("\n"))), max(width, 1))
    if len(lines) > most:
        lines[most - 1 :] = [" ".join(lines[most - 1 : most + 1])]
    return "\n".join(fitted(line, max(width, 1)).rstrip() for line in lines)
