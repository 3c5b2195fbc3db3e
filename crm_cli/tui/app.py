"""The program: its screens, what is common to all of them, and what other processes change."""

import asyncio
import gc
import math
import os
import signal
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.app import App, SystemCommand
from textual.css.query import NoMatches
from textual.screen import Screen

from crm_cli import i18n
from crm_cli.domain.frozen import Frozen
from crm_cli.errors import CrmError
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.machine import THEMES
from crm_cli.tui import themes
from crm_cli.tui.commands import Command, DeskScreen, Severity, bindings
from crm_cli.tui.guarded import Guarded
from crm_cli.tui.over import Over

if TYPE_CHECKING:
    from textual.command import Provider

LOOKED_AFTER = 0.5
"""Seconds between two looks at whether another process changed something."""


DEAF, _DEAF_AT_MOST = 0.5, 3.0
"""Seconds without a key after which a desk that began anew takes keys again, and after which it does in any case."""
SAID_AGAIN = 6.0
"""Seconds after which a failure that lasts is said once more."""
COLLECTED_AFTER = 1.0
"""Seconds after which garbage is looked for: until the desk is drawn there is none."""


def collect_garbage() -> None:
    """Look for garbage from now on, but not among what is there by now: it stays as long as the desk.

    Each look among all of it would hold up a key for a twentieth of a second.
    """
    gc.freeze()
    gc.enable()


def _desk_commands() -> "type[Provider]":
    # The help and the palette are loaded when somebody asks for them: the desk is drawn before.
    from crm_cli.tui.help import DeskCommands

    return DeskCommands


class Place(Frozen):
    """A screen by its name, with the key that goes there, what it is called, and where its class is."""

    name: str
    key: str
    title: str
    module: str
    screen: str


PLACES: tuple[Place, ...] = (
    Place("today", "f2", N_("Today"), "crm_cli.tui.screens.today", "TodayScreen"),
    Place("calls", "f3", N_("Calls"), "crm_cli.tui.screens.calls", "CallsScreen"),
    Place("sweep", "f4", N_("Sweep"), "crm_cli.tui.screens.sweep", "SweepScreen"),
    Place("customers", "f5", N_("Customers"), "crm_cli.tui.screens.customers", "CustomersScreen"),
    Place("plan", "f6", N_("Plan"), "crm_cli.tui.screens.plan", "PlanScreen"),
    Place("report", "f7", N_("Report"), "crm_cli.tui.screens.report", "ReportScreen"),
    Place("team", "f8", N_("Team"), "crm_cli.tui.screens.team", "TeamScreen"),
    Place("history", "f9", N_("History"), "crm_cli.tui.screens.history", "HistoryScreen"),
    Place("settings", "f10", N_("Settings"), "crm_cli.tui.screens.settings", "SettingsScreen"),
)


WAY = "go:"
"""What the name of a command begins with that goes to a screen."""
_TOLD, _WARNED = 4, 8
"""Seconds for which something stays to be read."""


class DeskApp(Guarded, App[None]):
    """The desk a rep keeps open all day."""

    COMMON: ClassVar[tuple[Command, ...]] = (
        Command("undo", "u", N_("undo"), N_("Take back the last thing I did.")),
        Command("help", "f1,question_mark", N_("help"), N_("What can be done here, with its keys.")),
        Command("palette", "ctrl+p,colon", N_("commands"), N_("Find a command by its name.")),
        Command("theme", "f12", N_("colours"), N_("Dark, light, high contrast, 16 colours."), shown=False),
        Command("tour", "ctrl+g", N_("tour"), N_("A short tour of the desk."), shown=False),
        Command("quit", "ctrl+q", N_("quit"), N_("Close the desk; what is half typed is kept.")),
    )
    BINDINGS: ClassVar = bindings(COMMON)
    COMMANDS: ClassVar = {_desk_commands}
    CSS_PATH = "desk.tcss"
    ENABLE_COMMAND_PALETTE = True
    THEMES: ClassVar = THEMES

    def __init__(
        self,
        desk: Desk,
        start: str = "today",
        *,
        theme: str = "dark",
        told: Sequence[str] = (),
        again: str = "",
        tour: bool = False,
    ) -> None:
        """Make the program; `told` is said when it is drawn, and the tour begins then where it is wished.

        `again` says why the desk that was here began anew: what is typed just then was meant for that, and dropped.
        When it ended because another file lies at the path, `begins_again_at` is the screen that was shown.
        """
        self.desk = desk
        self._told = told
        self._again = again
        # Until when keys are dropped, and until when at most: who types on has not seen yet what is shown.
        self._deaf_until, self._deaf_at_most = (math.inf if again else 0.0), 0.0
        self._begins_with_tour = tour
        self.places = PLACES
        self._made: list[DeskScreen] = []
        self._seen = desk.database.others_wrote()
        self._failed: tuple[str, float] = ("", 0.0)
        self._is_lost = False
        self.begins_again_at = ""
        # The first screen is that of Textual's default mode: an empty one before it would be drawn for nothing.
        self.DEFAULT_MODE = start  # type: ignore[misc]  # of the class, where the first screen is always the same
        super().__init__()
        themes.dress(self, theme)
        for place in self.places:
            self.add_mode(place.name, self._maker(place))
            self.bind(place.key, f"go('{place.name}')", description=place.title, show=False)

    def _maker(self, place: Place) -> Any:
        def make() -> Screen[Any]:
            import importlib

            made: DeskScreen = getattr(importlib.import_module(place.module), place.screen)()
            self._made.append(made)
            # It is styled when it is mounted: Textual would parse and apply every rule once more before.
            made._css_update_count = self._css_update_count  # noqa: SLF001  # there is no other way
            return made

        return make

    def on_mount(self) -> None:
        """Begin to look after changes."""
        self.title = self.desk.firm.name
        self._listen()
        self.set_timer(COLLECTED_AFTER, collect_garbage)
        self.set_interval(LOOKED_AFTER, self.look_after)
        if self._again:
            self.say(self._again, "warning")
            self.call_after_refresh(self._begin_to_hear)
        for sentence in self._told:
            self.say(sentence)
        if self._begins_with_tour:
            self.call_after_refresh(self.do_tour)

    def _begin_to_hear(self) -> None:
        """Take keys again soon after what is shown can be seen, and not before the fingers rest."""
        now = time.monotonic()
        self._deaf_until, self._deaf_at_most = now + DEAF, now + _DEAF_AT_MOST

    def _drops(self, event: events.Event) -> bool:
        """Say whether what was typed is meant for a desk that is there no more."""
        if not isinstance(event, events.Key | events.Paste):
            return False
        now = time.monotonic()
        if now < self._deaf_until:
            self._deaf_until = max(self._deaf_until, min(now + DEAF, self._deaf_at_most))
            return True
        return bool(self.begins_again_at)

    def _listen(self) -> None:
        """Leave in order when the machine shuts down, and at once when the window is closed."""
        for name, act in (("SIGTERM", self.exit), ("SIGHUP", self._hung_up)):
            # Windows has neither, and only the main thread may listen.
            with suppress(AttributeError, NotImplementedError, RuntimeError, ValueError):
                asyncio.get_running_loop().add_signal_handler(getattr(signal, name), act)

    def _hung_up(self) -> None:
        """Give everything back and end: Textual would wait for ever for a terminal that is gone."""
        self._leave_screens()
        self.desk.close()
        os._exit(128 + signal.SIGHUP)

    def exit(self, result: None = None, return_code: int = 0, message: Any = None) -> None:
        """Leave, with everything half typed on the disk, also of the last half second."""
        self._keep_forms()
        super().exit(result, return_code, message)

    def _keep_forms(self) -> None:
        for screen in (one for stack in self._screen_stacks.values() for one in stack):
            if isinstance(screen, Over):
                with suppress(CrmError, NoMatches):
                    screen.keep_now()

    def _leave_screens(self) -> None:
        self._keep_forms()
        for screen in self._made:
            with suppress(CrmError):
                screen.leave()

    async def on_event(self, event: events.Event) -> None:
        """Take what steers a terminal out of what is pasted: every line shows what stands on it."""
        if self._drops(event):
            return
        if isinstance(event, events.Paste):
            from crm_cli.domain.cleaning import clean

            event.text = clean(event.text, multiline=True)
        await super().on_event(event)

    def look_after(self) -> None:
        """Let the screen read again when another process changed something; nothing is held meanwhile."""
        if not self._screen_stack:  # the desk is being closed
            return
        if self.desk.database.has_successor():
            # What is on the screens is of a file that nobody else sees any more; what is half typed is on the disk.
            self._leave_screens()
            self.begins_again_at = self.current_mode
            self.exit()
            return
        try:
            seen = self.desk.database.others_wrote()
        except CrmError as error:
            self._is_lost = True
            self._handle_exception(error)
            return
        screen = next((one for one in reversed(self.screen_stack) if isinstance(one, DeskScreen)), None)
        # One that is being put together is looked at the next time.
        if (seen != self._seen or self._is_lost) and (screen is None or screen.is_mounted):
            self._seen, self._is_lost = seen, False
            self.desk.forget_settings()
            self.desk.forget_outcomes()
            if screen is not None:
                with screen.spoken():
                    screen.reload() if screen.is_active else screen.follow()

    def _handle_exception(self, error: Exception) -> None:
        """Say what failed at the database, and go on: what is typed stays, and the next look may find it again."""
        if isinstance(error, NoMatches) and (self._exit or not self.is_running):
            # What was to be done in a moment finds nothing to do it on: the desk is being closed.
            return
        if not isinstance(error, CrmError):
            super()._handle_exception(error)
            return
        sentence, now = error.told, time.monotonic()
        # What is drawn fails again with every look; it is said as long as it is so, but once at a time.
        if self._failed[0] != sentence or now - self._failed[1] > SAID_AGAIN:
            self._failed = (sentence, now)
            self.say(sentence, "error")

    def go(self, name: str) -> None:
        """Show a screen."""
        self.switch_mode(name)

    def action_go(self, name: str) -> None:
        """Show a screen, from its key."""
        self.go(name)

    def say(self, sentence: str, severity: Severity = "information") -> None:
        """Tell something at the edge of the screen for a while."""
        from crm_cli.domain.cleaning import clean

        seconds = _TOLD if severity == "information" else _WARNED
        self.notify(clean(sentence, multiline=True), severity=severity, markup=False, timeout=seconds)

    def action_do(self, name: str) -> None:
        """Do a command that every screen has."""
        getattr(self, f"do_{name}")()

    def do_undo(self) -> None:
        """Take back the last thing the rep did."""
        if isinstance(self.screen, DeskScreen):
            with self.screen.spoken():
                self.screen.undo()

    def do_help(self) -> None:
        """Show what can be done here."""
        if isinstance(self.screen, DeskScreen):
            here = next(place for place in self.places if place.name == self.current_mode)
            offers = [*self.screen.commands(), *self.COMMON, *self.ways()]
            from crm_cli.tui.help import HelpScreen

            # A customer is shown over the screen it was opened from.
            self.push_screen(HelpScreen(_(self.screen.TITLE or here.title), offers))

    def ways(self) -> tuple[Command, ...]:
        """Return what leads to each screen, as commands for the palette and the help."""
        return tuple(
            Command(f"{WAY}{place.name}", place.key, place.title, place.title, shown=False)
            for place in self.places
        )

    def do_palette(self) -> None:
        """Open the palette of commands."""
        self.action_command_palette()

    def action_command_palette(self) -> None:
        """Open the palette of commands, from Textual's own key too."""
        from crm_cli.tui.help import Palette

        # Keys typed ahead may have brought a form over it. It has no id: one that is being closed would stand in the way.
        if not any(isinstance(screen, Palette) for screen in self.screen_stack):
            self.push_screen(Palette())

    def do_theme(self) -> None:
        """Change the colours to the next, here and on this machine from now on."""
        self.wear(themes.following(themes.worn(self)))

    def wear(self, theme: str) -> None:
        """Show the desk in a theme, which this machine keeps."""
        from crm_cli.services import machine

        themes.wear(self, theme)
        try:
            machine.keep("theme", theme)
        except CrmError as error:
            self.say(error.sentence, "warning")
        if isinstance(self.screen, DeskScreen):
            self.screen.reload()

    def do_tour(self) -> None:
        """Show the cards of the tour."""
        from crm_cli.tui.tour import TourScreen

        self.push_screen(TourScreen())

    async def speak(self, language: str) -> None:
        """Show every screen in a language, which this machine keeps; the one that is shown draws itself again.

        Raises what keeping it raises. The others are made anew when they are next gone to, which shows in them what
        is half typed; what is open over them is closed.
        """
        from crm_cli.services import machine

        machine.keep("language", language)
        i18n.use(language)
        for place in self.places:
            if place.name != self.current_mode:
                stack = self._screen_stacks.get(place.name, [])
                for screen in stack:
                    if isinstance(screen, DeskScreen):
                        screen.leave()
                self._made = [one for one in self._made if one not in stack]
                await self.remove_mode(place.name)
                self.add_mode(place.name, self._maker(place))
        for widget in self.screen.query("*"):
            widget.refresh()

    def do_quit(self) -> None:
        """Close the desk."""
        self.exit()

    def get_system_commands(self, screen: Screen[Any]) -> Any:  # Textual's own would come in English
        """Return none of Textual's own commands."""
        del screen
        found: list[SystemCommand] = []
        yield from found

    @property
    def language(self) -> str:
        """The language of the screens."""
        return i18n.language()
