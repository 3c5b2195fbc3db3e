"""The outcomes with their keys, whole: in columns where they fit so, one behind the other where room is short."""

from rich.cells import cell_len
from rich.text import Text
from textual.geometry import Size

from crm_cli.domain.cleaning import clean
from crm_cli.tui.bars import Bar
from crm_cli.tui.commands import Command, DeskScreen
from crm_cli.tui.paged import fitted

LOG = "log:"
"""How the commands begin that log an outcome; its code follows."""
_PART, _HALF, _LOW = 3, 2, 24
"""The part of a screen's height that outcomes may take, and on one that is lower than so many lines."""
_GAP = 2
_LEAST = 8
"""Cells that an outcome has at least, with its key."""
_ROOMY = 30
"""Lines of a screen that has room for columns."""


class OutcomeFlow(Bar):
    """Those commands of the screen that log an outcome; a click does what the key does."""

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return in how many lines they stand."""
        del container
        return len(self._rows(width, viewport.height // (_PART if viewport.height >= _LOW else _HALF)))

    def _rows(self, width: int, most: int) -> "list[Row]":
        commands = self._commands()
        packed = _packed(commands, width, most)
        aligned = _aligned(commands, width, most)
        # Columns are easier to find a key in, where the card does not need their room.
        return (
            aligned if aligned and (self.app.size.height >= _ROOMY or len(aligned) <= len(packed)) else packed
        )

    def _commands(self) -> list[Command]:
        return [one for one in self.offered() if one.name.startswith(LOG)]

    def render(self) -> Text:
        """Return the lines, dim where there is nothing to log."""
        screen = self.screen
        commands = self._commands()
        dim = "dim" if isinstance(screen, DeskScreen) and commands and screen.why_not(LOG) else ""
        text = Text(no_wrap=True)
        self._spans = []
        for line, row in enumerate(self._rows(self.size.width, self.size.height)):
            text.append("\n" if line else "")
            at = 0
            for command, size in row:
                key = command.key()
                text.append(key, style=f"bold {dim}".strip())
                room = min(size - _GAP, self.size.width - at) - cell_len(key) - 1
                text.append(f" {fitted(command.label, room)}", style=dim)
                text.append(" " * (_GAP if at + size <= self.size.width else 0))
                self._spans.append((line, at, at + size, command.name))
                at += size
        return text

    def pressed(self, name: str) -> None:
        """Log the outcome."""
        if isinstance(self.screen, DeskScreen):
            self.screen.action_do(name)


Row = list[tuple[Command, int]]
"""Commands of a line, each with its cells."""


def _sizes(commands: list[Command]) -> list[int]:
    return [cell_len(f"{one.key()} {clean(one.label)}") + _GAP for one in commands]


def _aligned(commands: list[Command], width: int, most: int) -> list[Row]:
    """Return the commands in columns, none where they do not fit whole in so many lines."""
    across = max(width // max(_sizes(commands), default=1), 1)
    if -(-len(commands) // across) > most:
        return []
    cells = [(one, width // across) for one in commands]
    return [cells[start : start + across] for start in range(0, len(cells), across)]


def _packed(commands: list[Command], width: int, most: int) -> list[Row]:
    """Return the commands one behind the other, each as wide as it is; long ones give way so that all are there."""
    sizes = _sizes(commands)
    rows: list[Row] = []
    for cap in range(max(sizes, default=0), _LEAST - 1, -2):
        rows = _flowing(commands, [min(size, cap) for size in sizes], width)
        if len(rows) <= most:
            break
    return rows[:most]


def _flowing(commands: list[Command], sizes: list[int], width: int) -> list[Row]:
    rows: list[Row] = []
    used = width
    for command, size in zip(commands, sizes, strict=True):
        if used + size - _GAP > width:
            rows.append([])
            used = 0
        rows[-1].append((command, size))
        used += size
    return rows
