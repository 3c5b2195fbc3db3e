"""The lines at the top and the foot of every screen: where I am, and what I can do here."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.widget import Widget

from crm_cli.domain.cleaning import clean
from crm_cli.errors import CrmError
from crm_cli.i18n import gettext as _
from crm_cli.tui.commands import Command, DeskScreen, written
from crm_cli.tui.guarded import Guarded

if TYPE_CHECKING:
    from crm_cli.tui.app import DeskApp

Span = tuple[int, int, int, str]
"""Line, first cell, cell after the last, and what is there."""


class Bar(Guarded, Widget):
    """A line or two of words that are done when they are clicked."""

    def __init__(self) -> None:
        super().__init__()
        self._spans: list[Span] = []

    @property
    def the_app(self) -> "DeskApp":
        """The program, as what it is."""
        from crm_cli.tui.app import DeskApp

        assert isinstance(self.app, DeskApp)  # noqa: S101  # no other program has these bars
        return self.app

    def offered(self) -> Sequence[Command]:
        """Return what can be done on the screen; none where that cannot be read, for a bar is drawn in any case."""
        screen = self.screen
        try:
            return screen.commands() if isinstance(screen, DeskScreen) else ()
        except CrmError as error:
            self.app._handle_exception(error)  # noqa: SLF001  # there it is said
            return ()

    def on_click(self, event: events.Click) -> None:
        """Do what is under the mouse."""
        for line, start, end, name in self._spans:
            if line == event.y and start <= event.x < end:
                self.pressed(name)
                return

    def pressed(self, name: str) -> None:
        """Do what is called so."""
        raise NotImplementedError


class PlaceBar(Bar):
    """The screens with their keys, the one that is shown stands out; who sits here and which day it is."""

    def render(self) -> Text:
        """Return the line; where it is narrow, as many screens have their name as there is room for."""
        app = self.the_app
        desk, width = app.desk, self.size.width
        name = clean(desk.me.name if desk.me else desk.author)
        who = f"{name} {desk.today():%m-%d}"
        text, at = Text(no_wrap=True), 0
        self._spans = []
        for place, word in self._words(width - cell_len(who) - 2):
            text.append(word, style="reverse" if place == app.current_mode else "")
            self._spans.append((0, at, at + cell_len(word), place))
            at += cell_len(word)
        # A blank before it parts it from the screens; one behind it is for looks, and the day the first to give way.
        for told in (f"{who} ", who, name):
            if at + 1 + cell_len(told) <= width:
                text.append(" " * (width - at - cell_len(told)) + told.rstrip(), style="bold")
                break
        return text

    def _words(self, room: int) -> list[tuple[str, str]]:
        """Return each screen's name with its key as written; that of the screen shown has its title in any case."""
        app = self.the_app
        words = [(place.name, f" {written(place.key)}", _(place.title)) for place in app.places]
        here = app.current_mode
        room -= sum(cell_len(key) for _name, key, _title in words)
        room -= sum(cell_len(title) + 2 for name, _key, title in words if name == here)
        found = []
        for name, key, title in words:
            size = cell_len(title) + 1
            if name == here:
                found.append((name, f"{key} {title} "))
            elif size <= room:
                room -= size
                found.append((name, f"{key} {title}"))
            else:
                found.append((name, key))
        return found

    def pressed(self, name: str) -> None:
        """Go to the screen."""
        self.the_app.go(name)


class CommandBar(Bar):
    """What can be done here, in as many words as there is room for; what cannot just now is dim.

    Where keys are letters of a line instead, it says so.
    """

    def render(self) -> Text:
        """Return one or two lines of keys and labels."""
        screen = self.screen
        if not isinstance(screen, DeskScreen):
            return Text("")
        if typed := screen.typed():
            self._spans = []
            return Text(typed, style="bold")
        shown = [command for command in (*self.offered(), *self.the_app.COMMON) if command.shown]
        return self._lines(screen, shown)

    def _lines(self, screen: DeskScreen, commands: list[Command]) -> Text:
        text, line, at = Text(no_wrap=True), 0, 0
        self._spans = []
        for command in commands:
            key, label = command.key(), _(command.label)
            size = cell_len(f"{key} {label}")
            if at and at + size > self.size.width:
                if line + 1 >= self.size.height:
                    break
                text.append("\n")
                line, at = line + 1, 0
            dim = "dim" if screen.why_not(command.name) else ""
            text.append(key, style=f"bold {dim}".strip())
            text.append(f" {label}  ", style=dim)
            self._spans.append((line, at, at + size, command.name))
            at += size + 2
        return text

    def pressed(self, name: str) -> None:
        """Do the command as its key does."""
        screen = self.screen
        if isinstance(screen, DeskScreen):
            if any(command.name == name for command in screen.commands()):
                screen.action_do(name)
            else:
                self.the_app.action_do(name)
