"""A chart drawn with block characters, for a terminal and for text set in equal cells."""

from crm_cli.domain.cleaning import cell_width, clean, fit
from crm_cli.domain.form import Chart

LEAST, MOST = 4, 60
USUAL_WIDTH = 80


def bar_lines(chart: Chart, width: int | None) -> list[str]:
    """Return a line for each bar: its label, its words, and itself, all in `width` cells.

    Words stand before the bars, so that they keep their column also where a terminal draws blocks two cells
    wide. A chart that leaves fewer than LEAST cells for bars has none; the words are never cropped before the label.
    """
    width = width or USUAL_WIDTH
    labels, texts = [clean(bar.label) for bar in chart.bars], [clean(bar.text) for bar in chart.bars]
    words = max(map(cell_width, texts), default=0)
    longest = min(max(map(cell_width, labels), default=0), max(width - words - LEAST - 2, width // 4))
    room = min(width - longest - words - 2, MOST)
    most = max((bar.value or 0 for bar in chart.bars), default=0) or 1
    lines = []
    for bar, label, text in zip(chart.bars, labels, texts, strict=True):
        drawn = ""
        if room >= LEAST:
            drawn = _blocks(room * max(bar.value or 0, 0) / most, room * _part(bar.part, bar.value) / most)
        line = f"{fit(label, longest)} {' ' * (words - cell_width(text))}{text} {drawn}"
        lines.append((fit(line, width) if room < LEAST else line).rstrip())
    return lines


def _part(part: float | None, value: float | None) -> float:
    return max(min(part if part is not None else value or 0, value or 0), 0)


def _blocks(whole: float, part: float) -> str:
    """Return a bar of `whole` cells, `part` of them dark; in eighths of a cell where all of it is."""
    if part >= whole:
        return _eighths(whole)
    dark = min(round(part), round(whole))
    # The narrowest block there is, so that what is not nothing is seen.
    first = "█" * dark or ("▏" if part > 0 else "")
    return first + "▒" * max(round(whole) - max(dark, len(first)), 0 if first else 1)


def _eighths(cells: float) -> str:
    full, rest = divmod(round(8 * cells), 8)
    return "█" * full + " ▏▎▍▌▋▊▉"[rest].strip() or ("▏" if cells > 0 else "")
