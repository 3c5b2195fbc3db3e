"""A line being typed: what each key does to it, and the part of it that fits on the screen."""

from crm_cli.cli.call_keys import Key
from crm_cli.domain.cleaning import cell_width, clean, clusters
from crm_cli.domain.frozen import Frozen

_LONGEST = 4000


class Line(Frozen):
    """What has been typed so far, and before which character the next one goes."""

    text: str = ""
    cursor: int = 0


def begun(text: str) -> Line:
    """Return a line that holds `text`, with the cursor behind it."""
    return Line(text, len(text))


def pressed(line: Line, key: Key) -> Line:
    """Return the line after a key; what is pasted goes in as one line, and what means nothing here does nothing."""
    text, at = line.text, line.cursor
    if key.name in {"text", "paste"}:
        # Joiners and wide characters come in as they are; what could steer the terminal does not.
        added = " ".join(clean(key.text).split("\n")) if key.name == "paste" else key.text
        added = added[: max(_LONGEST - len(text), 0)]
        return Line(text[:at] + added + text[at:], at + len(added))
    before = _step_back(text, at)
    after = _step_on(text, at)
    moved = {"left": before, "right": after, "home": 0, "end": len(text)}
    if key.name in moved:
        return Line(text, moved[key.name])
    if key.name == "backspace":
        return Line(text[:before] + text[at:], before)
    if key.name == "delete":
        return Line(text[:at] + text[after:], at)
    if key.name == "clear":
        return Line()
    if key.name == "word_back":
        kept = text[:at].rstrip()
        kept = kept[: kept.rfind(" ") + 1]
        return Line(kept + text[at:], len(kept))
    return line


def _step_back(text: str, at: int) -> int:
    """Return where the character before `at` begins: combining marks go with what they are drawn upon."""
    place = 0
    for piece, _cells in clusters(text[:at]):
        start, place = place, place + len(piece)
        if place >= at:
            return start
    return 0


def _step_on(text: str, at: int) -> int:
    piece = next(iter(clusters(text[at:])), ("", 0))[0]
    return at + len(piece)


def window(line: Line, width: int) -> tuple[str, int]:
    """Return the part of the line around the cursor that fits in `width` cells, and the cursor's cell in it."""
    room = max(width - 1, 1)
    start, column = 0, cell_width(line.text[: line.cursor])
    while column > room and start < line.cursor:
        start = _step_on(line.text, start)
        column = cell_width(line.text[start : line.cursor])
    shown, used = "", 0
    for piece, cells in clusters(line.text[start:]):
        if used + cells > room:
            break
        shown, used = shown + piece, used + cells
    return shown, column
