"""One table of what was measured: what, at which size, the figure, its limit, and whether it is kept."""

import sys
from collections.abc import Iterable
from typing import NamedTuple
from unicodedata import east_asian_width


class Line(NamedTuple):
    """One figure; `kept` is None where no limit is promised."""

    what: str
    size: str
    figure: str
    limit: str = ""
    kept: bool | None = None


HEAD = Line("what", "size", "figure", "limit")


def ratio(what: str, size: str, measured: float, limit: float, said: str = "") -> Line:
    """Return the line of a ratio and its limit, with what was divided in words."""
    return Line(what, size, f"{measured:.2f} x {said}".rstrip(), f"{limit:.2f} x", measured <= limit)


def under(what: str, size: str, measured: float, limit: float, unit: str, said: str = "") -> Line:
    """Return the line of a figure that must not exceed its limit."""
    return Line(what, size, f"{measured:.1f} {unit} {said}".rstrip(), f"{limit:g} {unit}", measured <= limit)


def told(line: Line) -> str:
    """Return the line as text in columns."""
    verdict = "" if line.kept is None else "kept" if line.kept else "BROKEN"
    cells = zip((line.what, line.size, line.figure, line.limit), (34, 26, 36, 9), strict=True)
    return "  ".join([_padded(*cell) for cell in cells] + [verdict]).rstrip()


def show(lines: Iterable[Line]) -> list[Line]:
    """Print lines as they come and return them."""
    shown = []
    for line in lines:
        print(told(line), flush=True)
        shown.append(line)
    return shown


def leave(lines: Iterable[Line]) -> None:
    """End the program with what was broken as its status."""
    broken = [line.what for line in lines if line.kept is False]
    if broken:
        print(f"\nBroken: {', '.join(broken)}", file=sys.stderr)
    raise SystemExit(bool(broken))


def _padded(text: str, width: int) -> str:
    wide = sum(east_asian_width(character) in "WF" for character in text)
    return text + " " * (width - len(text) - wide)
