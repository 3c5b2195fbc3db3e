"""The outcomes with their keys, in columns of as much room as there is; a click does what the key does."""

from rich.cells import cell_len
from rich.text import Text
from textual.geometry import Size

from crm_cli.domain.cleaning import clean
from crm_cli.domain.frozen import Frozen
from crm_cli.tui.bars import Bar
from crm_cli.tui.commands import Command, DeskScreen
from crm_cli.tui.paged import fitted

_MOST_LINES = 3
_SHORTEST = 2
_BETWEEN = "  "
OUTCOME = "log:"
"""How the commands begin that log an outcome; its code follows."""


class OutcomeBar(Bar):
    """Those commands of the screen that log an outcome, in one to three lines."""

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return in how many lines they fit whole, at most three."""
        del container, viewport
        return len(_lines(self._commands(), width, _MOST_LINES))

    def _commands(self) -> list[Command]:
        return [one for one in self.offered() if one.name.startswith(OUTCOME)]

    def render(self) -> Text:
        """Return the lines."""
        text = Text(no_wrap=True)
        self._spans = []
        for line, shown in enumerate(_lines(self._commands(), self.size.width, self.size.height)):
            text.append("\n" if line else "")
            at = 0
            for one in shown:
                text.append(one.key, style="bold")
                text.append(f" {one.label}{_BETWEEN}")
                self._spans.append((line, at, at + one.width, one.name))
                at += one.width
        return text

    def pressed(self, name: str) -> None:
        """Log the outcome."""
        if isinstance(self.screen, DeskScreen):
            self.screen.action_do(name)


class Shown(Frozen):
    """An outcome as it stands in a line: its command, its key, and as much of its label as there is room for."""

    name: str
    key: str
    label: str

    @property
    def width(self) -> int:
        """The cells it takes with what stands between it and the next."""
        return cell_len(f"{self.key} {self.label}{_BETWEEN}")


def _lines(commands: list[Command], width: int, most: int) -> list[list[Shown]]:
    """Return the outcomes one after the other in no more lines than `most`, the labels cut no shorter than needed.

    Columns of one width would cut what differs only in its last words, while beside a short label there is room.
    """
    longest = max((cell_len(clean(command.label)) for command in commands), default=_SHORTEST)
    lines: list[list[Shown]] = []
    # A label is never longer than its line, however much somebody typed into it.
    for room in range(max(min(longest, width), _SHORTEST), _SHORTEST - 1, -1):
        lines = _flowing(commands, width, room)
        if len(lines) <= max(most, 1):
            break
    return lines[: max(most, 1)]


def _flowing(commands: list[Command], width: int, room: int) -> list[list[Shown]]:
    lines: list[list[Shown]] = []
    left = 0
    for command in commands:
        label = clean(command.label)
        label = label if cell_len(label) <= room else fitted(label, room).rstrip()
        one = Shown(command.name, command.key() or "·", label)
        # The last of a line needs nothing behind it.
        if not lines or one.width - len(_BETWEEN) > left:
            lines.append([])
            left = width
        lines[-1].append(one)
        left -= one.width
    return lines
