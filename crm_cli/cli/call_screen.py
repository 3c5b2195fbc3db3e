"""The screen of a run of calls: what is to be seen, laid out for any terminal, and put on it."""

import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from crm_cli.cli.call_keys import Gone
from crm_cli.cli.call_prompts import Line, window
from crm_cli.domain.cleaning import cell_width, clean, fit
from crm_cli.domain.frozen import Frozen
from crm_cli.domain.table import wrap
from crm_cli.i18n import gettext as _

_BOLD, _DIM, _REVERSE, _PLAIN = "1", "2", "7", ""
_GAP = "  "
_OPEN = "\x1b[?1049h\x1b[?2004h\x1b[?25l"
_SHUT = "\x1b[?2004l\x1b[?25h\x1b[?1049l"


class View(Frozen):
    """All there is to be seen of a run at a moment; texts are data, and cleaned when they are drawn.

    `body` is what may be long: the last touches, what to ask, the script; `offset` are its lines scrolled past.
    With a `question` the line being typed stands below it.
    """

    head: str = ""
    clock: str = ""
    number: str = ""
    who: Sequence[str] = ()
    body: Sequence[str] = ()
    offset: int = 0
    noted: Sequence[str] = ()
    message: str = ""
    state: str = ""
    question: str = ""
    line: Line = Line()
    keys: Sequence[tuple[str, str]] = ()
    foot: str = ""


class Frame(Frozen):
    """Lines of exactly the width of the screen, how each is lit, and where the cursor is (row, cell) if anywhere."""

    lines: list[str]
    lights: list[str]
    cursor: tuple[int, int] | None


def frame(view: View, width: int, height: int) -> Frame:
    """Lay a view out in `width` by `height` cells: number, state, question and figures first, the rest as it fits."""
    top = [(line, light) for line, light in _top(view, width) if line.strip()]
    bottom, cursor = _bottom(view, width, height - 3)
    room = height - len(top) - len(bottom)
    if room < 0:
        top, room = top[: max(height - len(bottom), 0)], 0
    body = [(line, _PLAIN) for line in _body(view, width, room)]
    rows = [*top, *body, *[("", _PLAIN)] * (room - len(body)), *bottom][-height:]
    place = (height - len(bottom) + cursor[0], cursor[1]) if cursor else None
    return Frame([fit(line, width) for line, _light in rows], [light for _line, light in rows], place)


def _top(view: View, width: int) -> Iterator[tuple[str, str]]:
    yield _edges(clean(view.head), clean(view.clock), width), _DIM
    yield _large(clean(view.number), width), _BOLD
    for place, line in enumerate(view.who):
        yield clean(line), _PLAIN if place else _BOLD


def _edges(left: str, right: str, width: int) -> str:
    """Return two texts at either end of a line; the left one gives way."""
    return fit(left, max(width - cell_width(right) - 1, 0)) + " " + right if right else left


def _large(number: str, width: int) -> str:
    """Return a number spread out, as large as a plain terminal has it, where there is room."""
    spread = _GAP + " ".join(number)
    return spread if cell_width(spread) <= width else number


def _body(view: View, width: int, room: int) -> list[str]:
    noted = [fit(clean(text), width) for text in view.noted][: max(room, 0)]
    lines = [line for text in view.body for line in wrap(clean(text), width)]
    space = max(room - len(noted), 0)
    if len(lines) > space and space:
        start = min(view.offset, len(lines) - space + 1)
        shown = lines[start : start + space - 1]
        more = _("… {count} more lines: arrow keys").format(count=len(lines) - len(shown))
        return [*shown, fit(more, width), *noted]
    return [*lines[:space], *noted]


def _bottom(view: View, width: int, height: int) -> tuple[list[tuple[str, str]], tuple[int, int] | None]:
    """Return the lines below the body and where the cursor is in them."""
    rows = [(line, _PLAIN) for line in _message(view.message, width, max(height // 5, 2))]
    cursor = None
    rows.append((fit(" " + clean(view.state), width), _REVERSE))
    if view.question:
        rows += [(line, _BOLD) for line in wrap(clean(view.question), width)[:3]]
        shown, column = window(view.line, width - 2)
        cursor = (len(rows), column + 2)
        rows.append(("> " + shown, _PLAIN))
    else:
        most = max(min(height - len(rows) - 4, height // 3 + 1), 1)
        rows += [(line, _PLAIN) for line in legend(view.keys, width, most)]
    return [*rows, (clean(view.foot), _DIM)], cursor


def _message(text: str, width: int, most: int) -> list[str]:
    """Return what there is to say in at most so many lines; what does not fit is seen to go on."""
    lines = wrap(clean(text), width) if text else []
    return (
        lines if len(lines) <= most else [*lines[: most - 1], fit(lines[most - 1], width - 1).rstrip() + "…"]
    )


def legend(keys: Sequence[tuple[str, str]], width: int, most: int) -> list[str]:
    """Return keys and what they do, packed into at most so many lines; the last ones give way to `?`."""
    lines, line = [], ""
    for key, meaning in keys:
        piece = f"{key} {clean(meaning)}"
        if line and cell_width(line) + len(_GAP) + cell_width(piece) > width:
            lines.append(line)
            line = ""
        line = f"{line}{_GAP}{piece}" if line else piece
    lines.append(line)
    if len(lines) <= most:
        return lines
    rest = _("? more keys")
    last = fit(lines[most - 1], max(width - cell_width(rest) - len(_GAP), 0))
    return [*lines[: most - 1], last + _GAP + rest]


class Screen:
    """Where views go: a terminal drawn over in place, or, with `by_line`, text that goes on and on."""

    def __init__(self, *, by_line: bool, colour: bool) -> None:
        self.by_line = by_line
        self._colour = colour
        self._shown: tuple[Frame, int, int] | None = None
        self._told = ""

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Take the whole terminal for as long as the run lasts, and give it back as it was."""
        if self.by_line:
            yield
            return
        self._write(_OPEN)
        try:
            yield
        finally:
            try:
                self._write(_SHUT)
            except Gone:
                # There is no terminal to give back.
                self._shown = None

    def width(self) -> int:
        """Return how many cells a line has; the last one of the terminal stays free, for it may wrap."""
        return max(shutil.get_terminal_size().columns - 1, 10)

    def show(self, view: View) -> None:
        """Put a view on the terminal, drawing only what is not there already; raise Gone where it was closed."""
        if self.by_line:
            self._tell(view)
            return
        width, height = shutil.get_terminal_size()
        drawn = frame(view, self.width(), max(height, 4)), width, height
        if drawn == self._shown:
            return
        whole = self._shown is None or self._shown[1:] != drawn[1:]
        before = [] if whole or self._shown is None else self._lit(self._shown[0])
        rows = self._lit(drawn[0])
        changed = [
            f"\x1b[{row + 1};1H{text}\x1b[0m\x1b[K"
            for row, text in enumerate(rows)
            if whole or row >= len(before) or before[row] != text
        ]
        place = drawn[0].cursor
        cursor = f"\x1b[{place[0] + 1};{place[1] + 1}H\x1b[?25h" if place else "\x1b[?25l"
        self._write(("\x1b[2J" if whole else "") + "\x1b[?25l" + "".join(changed) + cursor)
        self._shown = drawn

    def redraw(self) -> None:
        """Draw the next view whole: something else wrote on the terminal."""
        self._shown = None

    def _lit(self, drawn: Frame) -> list[str]:
        return [
            f"\x1b[{light}m{line.rstrip() if light != _REVERSE else line}"
            if light and self._colour
            else line.rstrip()
            for line, light in zip(drawn.lines, drawn.lights, strict=True)
        ]

    def _tell(self, view: View) -> None:
        """Write what is new of a view as lines: who is next, what was said, what is asked."""
        card = "\n".join(filter(None, (view.head, view.number, *view.who, *view.body)))
        lines = [] if card == self._told else [card]
        self._told = card
        lines += [view.message] if view.message else []
        lines += [view.question] if view.question else [view.state]
        self._write("".join(clean(line, multiline=True) + "\n" for line in lines if line))

    def _write(self, text: str) -> None:
        try:
            sys.stdout.write(text)
            sys.stdout.flush()
        except (OSError, ValueError) as error:
            # A closed terminal is not written to again, not even by the interpreter's last flush.
            nothing = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nothing, 1)
            os.close(nothing)
            raise Gone from error
