"""Markdown for group robots: what all three of them can draw, and no longer than each of them takes."""

import re
from collections.abc import Callable, Iterator

from crm_cli.domain.cleaning import clean
from crm_cli.i18n import ngettext

Measure = Callable[[str], int]


def spoken(markdown: str) -> str:
    """Return Markdown with its tables as lists, its escapes undone and nothing in it that calls people.

    No robot draws tables or knows a backslash; `<@all>` and `<at id=all>` would wake a whole group, and a
    link's brackets would hide where it leads.
    """
    lines = clean(markdown, multiline=True).replace("\r", "").split("\n")
    return "\n".join(_harmless(line) for line in _without_tables(lines)).strip("\n")


def _harmless(line: str) -> str:
    plain = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", line)
    return plain.replace("<", "＜").replace("](", "] (").replace("\t", " ")


def _without_tables(lines: list[str]) -> Iterator[str]:
    titles: list[str] = []
    for place, line in enumerate(lines):
        cells = _cells(line)
        if not cells:
            titles = []
            yield line
        elif _is_rule(line) and titles:
            continue
        elif titles:
            yield _row(titles, cells)
        elif place + 1 < len(lines) and _is_rule(lines[place + 1]):
            titles = cells
        else:
            yield line


def _cells(line: str) -> list[str]:
    if not (line.startswith("|") and line.rstrip().endswith("|")):
        return []
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip())[1:-1]]


def _is_rule(line: str) -> bool:
    return bool(re.fullmatch(r"\|(\s*:?-+:?\s*\|)+\s*", line))


def _row(titles: list[str], cells: list[str]) -> str:
    """Return a row of a table as an item: its first cell stands for itself, the others with their titles."""
    head, *rest = cells
    told = [f"{title} {cell}".strip() for title, cell in zip(titles[1:], rest, strict=False) if cell]
    return " · ".join(filter(None, [f"- {head}", *told]))


def byte_length(text: str) -> int:
    """Return how many bytes `text` takes in UTF-8."""
    return len(text.encode())


def cut(text: str, limit: int, measure: Measure = byte_length) -> str:
    """Return `text` where it measures at most `limit`, else its first whole lines and how many are left out.

    `measure` never grows less with more text. Where not even the first line fits, it is cut in itself.
    """
    if measure(text) <= limit:
        return text
    lines = text.split("\n")
    kept = _most(len(lines) - 1, lambda count: measure(_shortened(lines, count)) <= limit)
    if kept:
        return _shortened(lines, kept)
    first = lines[0]
    return first[: _most(len(first), lambda count: measure(f"{first[:count]}…") <= limit)] + "…"


def _shortened(lines: list[str], kept: int) -> str:
    left = len(lines) - kept
    remark = ngettext("… and {count} more line", "… and {count} more lines", left).format(count=left)
    return "\n".join([*lines[:kept], remark])


def _most(highest: int, fits: Callable[[int], bool]) -> int:
    """Return the largest count up to `highest` that fits, 0 when none does; halves its way there."""
    low = 0
    while low < highest:
        middle = (low + highest + 1) // 2
        low, highest = (middle, highest) if fits(middle) else (low, middle - 1)
    return low
