"""What the phone desk is before anything is done on it: its panes, its keys, and the hour behind it."""

from collections.abc import Callable, Iterable
from contextlib import suppress

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.css.query import NoMatches
from textual.widgets import Input, Label, Static

from crm_cli.domain.outcomes import RUN_KEYS
from crm_cli.errors import CrmError
from crm_cli.i18n import gettext as _
from crm_cli.services import call_cards
from crm_cli.services.call_drafts import Half
from crm_cli.services.call_hour import Hour
from crm_cli.tui import call_panes
from crm_cli.tui.bars import CommandBar, PlaceBar
from crm_cli.tui.call_offers import GRADE, GRADED, KEYS, logging
from crm_cli.tui.call_shift import Shift
from crm_cli.tui.call_view import LOW, CallView
from crm_cli.tui.commands import Command, DeskScreen, Severity, known_as
from crm_cli.tui.kept import Kept
from crm_cli.tui.line import Line
from crm_cli.tui.outcome_flow import LOG, OutcomeFlow
from crm_cli.tui.told import within

_SAID, _EDGES = 3, 2
"""Lines that what was done may take (calls.tcss), and the cells beside them."""
_TICK = 0.5
"""Seconds between two looks at the clock, the lease and the dial command."""


class CallDesk(DeskScreen):
    """Shows the hour of who sits here; a screen of it says what can be done."""

    AUTO_FOCUS = ""

    def __init__(self) -> None:
        super().__init__()
        self._shift: Shift | None = None
        self._kept = Kept(self, self._save, lambda error: self.tell(error.sentence, "error"))
        self._note = Line(lambda _note: self._to_keys(), id="note")
        self._noted: int | None = None
        self._reads_script = False
        self._said: tuple[str, Severity] = ("", "information")
        self._waiting: Callable[[], None] | None = None
        # Keys that are typed go before all others, so that what comes in one go is done in its order.
        for command in self.OFFERS:
            for key in command.keys.split(","):
                if len(key) == 1 or key in {"space", "plus"}:
                    self._bindings.bind(key, f"do('{command.name}')", show=False, priority=True)
        for key in sorted(KEYS - {*self._bindings.key_to_bindings, RUN_KEYS["undo"]}):
            self._bindings.bind(key, f"press('{key}')", show=False, priority=True)
        self._bindings.bind("enter", "enter", show=False, priority=True)

    def compose(self) -> ComposeResult:
        """Put the number above who it is, what to say and how it may end."""
        yield PlaceBar()
        yield CallView()
        with Horizontal(id="note-line"):
            yield Label(Text(f"{_('note')} "))
            yield self._note
        yield Static(id="said")
        yield OutcomeFlow()
        yield Static(classes="foot", id="figures")
        yield CommandBar()

    @property
    def shift(self) -> Shift:
        """The hour of who sits here."""
        if self._shift is None:
            self._shift = Shift(self.desk)
        return self._shift

    @property
    def _hour(self) -> Hour:
        assert self.shift.hour is not None  # noqa: S101  # why_not said so where there is none
        return self.shift.hour

    @property
    def _view(self) -> CallView:
        return self.query_one(CallView)

    def on_mount(self) -> None:
        """Begin to count the seconds."""
        self.set_interval(_TICK, self._tick)

    def on_screen_resume(self) -> None:
        """Take up the calls, or go on with the one in the middle."""
        with self.spoken():
            if self.shift.half is None and not self.shift.pause:
                self._next()
                self._go_on_with_note()
            else:
                # What was done on another screen, a call taken back in the history perhaps, changes the day's figures.
                self.shift.count()
            self.shift.is_shown = True
            self._draw()

    def on_screen_suspend(self) -> None:
        """Give the number back where another screen is shown, not where something is asked over this one."""
        if self.the_app.current_mode != "calls":
            half = self.shift.half
            self._noted = half.offer.phone_no if half is not None and self.focused is self._note else None
            self.shift.step_aside()

    def _go_on_with_note(self) -> None:
        """Have the keys go into the note again that was being typed of the same number: words log no call then."""
        half = self.shift.half
        if half is not None and half.offer.phone_no == self._noted:
            self.do_note()

    def do_note(self) -> None:
        """Go to the note."""
        self.query_one("#note-line").display = True
        self.set_focus(self._note)

    def on_unmount(self) -> None:
        """Give everything back."""
        self.leave()

    def leave(self) -> None:
        """Give everything back; what is half typed stays on the disk."""
        act, self._waiting = self._waiting, None
        # What was asked for is done, but there may be nothing left to show it on.
        with suppress(CrmError, NoMatches):
            if act is not None:
                act()
        if self.shift.half is not None:
            self._hour.note(self._note.value)
        self.shift.go()

    def on_resize(self) -> None:
        """Lay everything out anew."""
        self.tell(*self._said)
        self._draw()

    def reload(self) -> None:
        """Follow what others did."""
        before = self.shift.half
        self.shift.look_again()
        if before is not None and self.shift.half != before:
            self._fill_note()
            self.tell(_("{number} is another's now.").format(number=before.offer.number), "warning")
        self._draw()

    def tell(self, sentence: str, severity: Severity = "information") -> None:
        """Tell something in the line above the outcomes, until the next key."""
        self._said = sentence, severity
        style = {"information": "", "warning": "bold", "error": "bold red"}[severity]
        place = self.query_one("#said", Static)
        if sentence or place.display:
            told = within(sentence, self.app.size.width - _EDGES, _SAID)
            place.update(Text(told, style=style))
            place.display = bool(sentence)

    def said(self, lines: Iterable[str], warnings: Iterable[str] = ()) -> None:
        """Tell what was done, and read again what is shown."""
        self.tell(call_panes.done(lines, warnings))
        self.reload()

    def soon(self, told: str, act: Callable[[], None]) -> None:
        """Show what is done before it is, so that a key is answered at once; other keys wait for it."""
        self._view.say(f"{told} …")
        command = self.desk.command

        def acted() -> None:
            with known_as(self.desk, command):
                act()

        self._waiting = acted
        self.call_after_refresh(self._do_now)

    def _do_now(self) -> None:
        act, self._waiting = self._waiting, None
        if act is not None:
            with self.spoken():
                act()
            self._draw()

    def _hush(self, key: str) -> None:
        self.shift.touched(key)
        self.tell("")

    def _tick(self) -> None:
        with self.spoken():
            before = self.shift.half
            if said := self.shift.tick():
                self.tell(said)
            if self.shift.half != before:
                self._fill_note()
                self._draw()
            elif before is not None:
                self._view.draw_state(self.shift)

    def _save(self) -> None:
        self.shift.save()

    def _draw(self) -> None:
        """Show everything as it is now; what is being done is shown when it is done."""
        if self._waiting is not None:
            return
        if not self._view.is_mounted:
            # Somebody else wrote in the moment in which the desk is made.
            self.call_after_refresh(self._draw)
            return
        shift = self.shift
        self._view.draw(shift, reads_script=self._reads_script)
        half, note = shift.half, self._note
        is_low = self.app.size.height < LOW
        self.query_one("#note-line").display = half is not None and (
            not is_low or note.has_focus or bool(half.note)
        )
        hour = shift.hour
        if hour is not None:
            listed = hour.listed.name if hour.listed else ""
            foot = call_panes.foot(hour.figures, listed, shift.seconds, self.app.size.width)
            self.query_one("#figures", Static).update(foot, layout=False)
        self.query_one(OutcomeFlow).refresh()
        self.query_one(CommandBar).refresh()

    def commands(self) -> tuple[Command, ...]:
        """Return what can be done here: the commands, the grades, and an outcome a key."""
        return (*self.OFFERS, GRADE, *logging(call_cards.by_key(self.desk.outcomes("call"))))

    def typed(self) -> str:
        """Say that the note is typed: who comes back from another screen goes on with it, and logs no call by that."""
        if self.focused is not self._note:
            return ""
        return _("You are typing the note: ⏎ or esc ends it, and the keys are commands again.")

    def on_descendant_focus(self) -> None:
        """Say at the foot where the keys go."""
        self.query(CommandBar).refresh()

    def on_descendant_blur(self) -> None:
        """Say at the foot where the keys go."""
        self.query(CommandBar).refresh()

    def why_not(self, name: str) -> str | None:
        """Say what keeps a command from being done."""
        if self.shift.hour is None:
            return self.shift.empty
        if name in {"dial", "pause", "look", "list", "hours"} or self.shift.half is not None:
            return None
        return _("There is nobody to call now.")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave Enter to the note while it is typed."""
        return self.focused is None if action == "enter" else super().check_action(action, parameters)

    def action_enter(self) -> None:
        """Dial, in the order of the keys."""
        self.action_do("dial")

    def action_press(self, key: str) -> None:
        """Do what a letter or a figure means, in any width and case."""
        self._do_now()
        meant = call_cards.plain_key(key)
        named = next((one.name for one in self.OFFERS if meant == one.keys), None)
        outcome = call_cards.outcome_at(self.desk, meant)
        if named is not None:
            self.action_do(named)
        elif meant == RUN_KEYS["undo"]:
            self.the_app.do_undo()
        elif outcome is not None:
            self.action_do(f"{LOG}{outcome.code}")
        elif meant in call_cards.GRADES:
            self.action_do(f"{GRADED}{meant}")
        else:
            self._hush(meant)
            self.tell(call_cards.no_such_key(key), "warning")

    def on_key(self, event: events.Key) -> None:
        """Read on in the pane, and take letters that an input method made wide."""
        moves = {"up": -1, "down": 1, "pageup": -10, "pagedown": 10}
        if self.focused is not None:
            if event.key == "escape":
                self._to_keys()
        elif event.key in moves:
            event.stop()
            self._view.scroll(moves[event.key])
        elif event.character and event.is_printable and not event.character.isascii():
            event.stop()
            self.action_press(event.character)

    def on_paste(self, event: events.Paste) -> None:
        """Say that what is pasted means nothing here."""
        if self.focused is None:
            event.stop()
            self.tell(_("Pasted text does nothing here; e opens the note for it."), "warning")

    def on_input_changed(self, _event: Input.Changed) -> None:
        """Note what is typed as it is typed."""
        self._take_note()

    def _take_note(self) -> None:
        half, typed = self.shift.half, self._note.value
        if half is not None and typed != half.note:
            self._hour.note(typed)
            self._kept.soon()

    def _fill_note(self) -> None:
        """Have on the line what is noted of the call, where that was changed elsewhere."""
        note = self._note
        with self.prevent(Input.Changed):
            note.value = self.shift.half.note if self.shift.half is not None else ""
            note.cursor_position = len(note.value)

    def _to_keys(self) -> None:
        self._take_note()
        self.set_focus(None)
        self._draw()

    def _next(self) -> None:
        """Put the next number on the screen; one that was left in the middle of its questions is asked them again."""
        self.set_focus(None)
        self._reads_script = False
        if said := self.shift.next():
            self.tell(said)
        self._fill_note()
        self._draw()
        half = self.shift.half
        if half is not None and half.outcome:
            self.ask_again(half)

    def ask_again(self, half: Half) -> None:
        """Go on with the questions of an outcome that a call was left in."""
        raise NotImplementedError
