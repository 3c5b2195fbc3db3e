"""What can be done here: every command with its key and a sentence; and the palette of them."""

from collections.abc import AsyncIterator
from contextlib import suppress
from functools import partial
from typing import Any, ClassVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.command import CommandList, CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.containers import VerticalScroll
from textual.widgets import Static
from textual.widgets.option_list import Option
from textual.worker import Worker

from crm_cli.i18n import gettext as _
from crm_cli.tui.commands import Command, DeskScreen, written
from crm_cli.tui.over import LeftOnce, Over


class HelpScreen(Over[None]):
    """The commands of a screen, closed by any of the keys that open it."""

    DEFAULT_CSS = """
    HelpScreen { align: center middle; }
    #help { width: 80%; max-width: 90; height: auto; max-height: 90%; border: round $accent;
        padding: 0 2; background: $surface; }
    """
    BINDINGS: ClassVar = [Binding("escape,q,f1,question_mark,enter", "close", show=False)]

    def __init__(self, title: str, commands: list[Command]) -> None:
        super().__init__()
        self._title = title
        self._commands = commands

    def compose(self) -> ComposeResult:
        """Show them one under the other."""
        from rich.table import Table

        grid = Table.grid(padding=(0, 2, 0, 0))
        grid.add_column(justify="right", style="bold", min_width=8, no_wrap=True)
        grid.add_column()
        for command in self._commands:
            keys = " ".join(written(key) for key in command.keys.split(","))
            grid.add_row(Text(keys), Text(_(command.help)))
        with VerticalScroll(id="help"):
            yield Static(Text(f"{self._title}\n", style="bold"))
            yield Static(grid)
            yield Static(Text("\n" + _("esc closes this"), style="dim"))

    def action_close(self) -> None:
        """Go back to where it was opened."""
        self.dismiss()


class Palette(CommandPalette, LeftOnce[None]):
    """The palette; one that is closed while it looks for commands ends itself, not the desk."""

    def __init__(self) -> None:
        super().__init__(placeholder=_("Find a command by its name."))

    def _on_mount(self, event: events.Mount) -> None:
        """Look for commands, unless it was closed before it was shown."""
        if self not in self.app.screen_stack:
            event.prevent_default()

    def _start_no_matches_countdown(self, search_value: str) -> None:
        """Say in a moment that nothing is called so, in our words; Textual says it in English."""
        self._stop_no_matches_countdown()

        def say() -> None:
            told = Text(_("Nothing is called {text}.").format(text=search_value), style="not bold")
            self.query_one(CommandList).add_option(Option(told, disabled=True, id=self._NO_MATCHES))
            self._list_visible = True

        if search_value:
            self._no_matches_timer = self.set_timer(self._NO_MATCHES_COUNTDOWN, say)

    def run_worker(self, *work: Any, **options: Any) -> Worker[Any]:
        """Do something beside, where nothing that goes wrong is anybody's concern once this is closed."""
        return super().run_worker(*work, **{**options, "exit_on_error": False})

    def _action_command_list(self, action: str) -> None:
        """Move in the list; a key that comes before its lines are laid out moves nothing."""
        with suppress(KeyError):
            super()._action_command_list(action)


class DeskCommands(Provider):
    """The palette: every command of the screen and of the desk, each with its key; one that cannot be done says why."""

    async def search(self, query: str) -> Hits:
        """Yield what matches."""
        matcher = self.matcher(query)
        async for command, label in self._all():
            if (score := matcher.match(label)) > 0:
                yield Hit(score, matcher.highlight(label), partial(self._do, command), help=_(command.help))

    async def discover(self) -> Hits:
        """Yield everything."""
        async for command, label in self._all():
            yield DiscoveryHit(label, partial(self._do, command), help=_(command.help))

    async def _all(self) -> AsyncIterator[tuple[Command, str]]:
        from crm_cli.tui.app import DeskApp

        own = self.screen.commands() if isinstance(self.screen, DeskScreen) else ()
        common = (*self.app.COMMON, *self.app.ways()) if isinstance(self.app, DeskApp) else ()
        for command in (*own, *common):
            yield command, f"{_(command.label)}  {command.key()}"

    def _do(self, command: Command) -> None:
        from crm_cli.tui.app import WAY

        if isinstance(self.screen, DeskScreen) and command in self.screen.commands():
            self.screen.action_do(command.name)
        elif command.name.startswith(WAY):
            self.app.call_next(self.app.run_action, f"go('{command.name.removeprefix(WAY)}')")
        else:
            self.app.call_next(self.app.run_action, f"do('{command.name}')")
