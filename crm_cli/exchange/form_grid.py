"""How the fields of a listing share the width of paper: each line of a row fills a grid of narrow columns."""

from collections.abc import Sequence

from crm_cli.domain.form import Field

COLUMNS = 24
"""Narrow columns of the grid, of which every cell of the form spans several."""


def places(fields: Sequence[Field], line: int) -> list[tuple[int, int]]:
    """Return the fields of one line on paper with the columns each spans, all of them together COLUMNS.

    Raises ValueError where there are more fields than columns.
    """
    chosen = [place for place, field in enumerate(fields) if field.line == line]
    if not chosen:
        return []
    if len(chosen) > COLUMNS:
        raise ValueError(f"{len(chosen)} fields in a line of {COLUMNS} columns")
    total = sum(fields[place].weight for place in chosen)
    spans, before, used = [], 0, 0
    for left, place in zip(range(len(chosen) - 1, -1, -1), chosen, strict=True):
        before += fields[place].weight
        # Each keeps one column at least, and leaves one for every field after it.
        end = min(max(round(before * COLUMNS / total), used + 1), COLUMNS - left)
        spans.append((place, end - used))
        used = end
    return spans


def lines(fields: Sequence[Field]) -> list[list[tuple[int, int]]]:
    """Return the lines of a row, one or two, as `places` has them."""
    return [line for line in (places(fields, number) for number in (1, 2)) if line]
