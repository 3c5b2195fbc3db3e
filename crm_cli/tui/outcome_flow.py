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
_PART = 3
"""The part of a screen's height that outcomes may take."""
_GAP = 2


class OutcomeFlow(Bar):
    """Those commands of the screen that log an outcome; a click does what the key does."""

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return in how many lines they stand."""
        del container
        return len(_rows(self._commands(), width, viewport.height // _PART))

    def _commands(self) -> list[Command]:
        screen = self.screen
        offered = screen.commands() if isinstance(screen, DeskScreen) else ()
        return [one for one in offered if one.name.startswith(LOG)]

    def render(self) -> Text:
        """Return the lines, dim where there is nothing to log."""
        screen = self.screen
        commands = self._commands()
        dim = "dim" if isinstance(screen, DeskScreen) and commands and screen.why_not(LOG) else ""
        text = Text(no_wrap=True)
        self._spans = []
        for line, row in enumerate(_rows(commands, self.size.width, self.size.height)):
            text.append("\n" if line else "")
            at = 0
            for command, size in row:
                key = command.key()
                text.append(key, style=f"bold {dim}".strip())
                text.append(f" {fitted(command.label, size - cell_len(key) - 1)}", style=dim)
                self._spans.append((line, at, at + size, command.name))
                at += size
        return text

    def pressed(self, name: str) -> None:
        """Log the outcome."""
        if isinstance(self.screen, DeskScreen):
            self.screen.action_do(name)


Row = list[tuple[Command, int]]
"""Commands of a line, each with its cells."""


def _rows(commands: list[Command], width: int, most: int) -> list[Row]:
    """Return the commands in columns if they fit whole in so many lines, else each as wide as it is."""
    sizes = [cell_len(f"{one.key()} {clean(one.label)}") + _GAP for one in commands]
    across = max(width // max(sizes, default=1), 1)
    lines = -(-len(commands) // across)
    if lines <= most and across > 1:
        column = width // across
        cells = [(one, column) for one in commands]
        return [cells[start : start + across] for start in range(0, len(cells), across)]
    rows: list[Row] = []
    used = width
    for command, size in zip(commands, sizes, strict=True):
        if used + size - _GAP > width:
            rows.append([])
            used = 0
        rows[-1].append((command, min(size, width - used)))
        used += size
    return rows[:most]
