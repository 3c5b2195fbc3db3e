"""The outcomes with their keys, in columns of as much room as there is; a click does what the key does."""

from rich.cells import cell_len
from rich.text import Text
from textual.geometry import Size

from crm_cli.tui.bars import Bar
from crm_cli.tui.commands import Command, DeskScreen
from crm_cli.tui.paged import fitted

_MOST_LINES = 3
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
        text, width = Text(no_wrap=True), self.size.width
        self._spans = []
        for line, (column, commands) in enumerate(_lines(self._commands(), width, self.size.height)):
            text.append("\n" if line else "")
            for place, command in enumerate(commands):
                key = command.key() or "·"
                text.append(key, style="bold")
                text.append(f" {fitted(command.label, column - len(key) - 2)} ")
                self._spans.append((line, place * column, (place + 1) * column, command.name))
        return text

    def pressed(self, name: str) -> None:
        """Log the outcome."""
        if isinstance(self.screen, DeskScreen):
            self.screen.action_do(name)


def _lines(commands: list[Command], width: int, most: int) -> list[tuple[int, list[Command]]]:
    """Return the commands in lines, each with the width of its columns: the fewest lines in which all are whole."""
    if not commands:
        return []
    longest = max(cell_len(command.label) for command in commands) + 3
    for lines in range(1, max(most, 1) + 1):
        across = -(-len(commands) // lines)
        column = min(width // across, longest)
        if column >= longest or lines >= most:
            break
    return [(max(column, 3), commands[start : start + across]) for start in range(0, len(commands), across)]
