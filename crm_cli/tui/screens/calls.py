"""The phone desk: one number after the other, large, with what to know of it; a key logs how the call ended."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input, Label, Static

from crm_cli.domain.cleaning import clean
from crm_cli.domain.outcomes import RUN_KEYS
from crm_cli.errors import CrmError
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services import call_acts, call_cards, call_drafts, call_lists
from crm_cli.services.call_drafts import Half
from crm_cli.services.call_hour import Hour
from crm_cli.services.conversations import Ask, Cancelled, Conversation
from crm_cli.services.glance_words import pairs
from crm_cli.services.glances import Glance
from crm_cli.services.naming import find_outcome
from crm_cli.storage.outcomes import OutcomeRow
from crm_cli.tui import call_panes
from crm_cli.tui.ask_form import AskForm
from crm_cli.tui.bars import CommandBar, PlaceBar
from crm_cli.tui.call_offers import GRADE, KEYS, OFFERS, logging
from crm_cli.tui.call_shift import Ending, Shift
from crm_cli.tui.call_view import LOW, CallView
from crm_cli.tui.choice import Choice
from crm_cli.tui.commands import Command, DeskScreen, Severity
from crm_cli.tui.kept import Kept
from crm_cli.tui.line import Line
from crm_cli.tui.outcome_flow import LOG, OutcomeFlow
from crm_cli.tui.read_pane import ReadPane

_TICK = 0.5
"""Seconds between two looks at the clock, the lease and the dial command."""


class CallsScreen(DeskScreen):
    """The phone desk of the rep who sits here."""

    CSS_PATH = "../calls.tcss"
    AUTO_FOCUS = ""
    OFFERS: ClassVar = OFFERS

    def __init__(self) -> None:
        super().__init__()
        self._shift: Shift | None = None
        self._kept = Kept(self, self._save, lambda error: self.tell(error.sentence, "error"))
        self._note = Line(lambda _note: self._to_keys(), id="note")
        self._reads_script = False
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
            self.shift.is_shown = True
            self._draw()

    def on_screen_suspend(self) -> None:
        """Give the number back where another screen is shown, not where something is asked over this one."""
        if self.the_app.current_mode != "calls":
            self.shift.step_aside()

    def on_unmount(self) -> None:
        """Give everything back."""
        self.leave()

    def leave(self) -> None:
        """Give everything back; what is half typed stays on the disk."""
        if self.shift.half is not None:
            self._hour.note(self._note.value)
        self.shift.go()

    def on_resize(self) -> None:
        """Lay everything out anew."""
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
        style = {"information": "", "warning": "bold", "error": "bold red"}[severity]
        place = self.query_one("#said", Static)
        place.update(Text(clean("  ".join(sentence.split("\n"))), style=style))
        place.display = bool(sentence)

    def said(self, lines: Iterable[str], warnings: Iterable[str] = ()) -> None:
        """Tell what was done, and read again what is shown."""
        self.tell("  ".join([*lines, *(f"! {one}" for one in warnings)]))
        self.reload()

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
        """Show everything as it is now."""
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
            self.query_one("#figures", Static).update(foot)
        self.query_one(OutcomeFlow).refresh(layout=True)
        self.query_one(CommandBar).refresh()

    def commands(self) -> tuple[Command, ...]:
        """Return what can be done here: the commands, the grades, and an outcome a key."""
        return (*self.OFFERS, GRADE, *logging(call_cards.by_key(self.desk.outcomes("call"))))

    def why_not(self, name: str) -> str | None:
        """Say what keeps a command from being done."""
        if self.shift.hour is None:
            return self.shift.empty
        if name in {"dial", "pause", "look", "list", "hours"} or self.shift.half is not None:
            return None
        return _("There is nobody to call now.")

    def action_do(self, name: str) -> None:
        """Do a command, or log an outcome."""
        self._hush({"dial_again": RUN_KEYS["dial"], "skip": RUN_KEYS["skip"]}.get(name, name))
        if not name.startswith(LOG):
            super().action_do(name)
        elif (why := self.why_not(name)) is not None:
            self.tell(why, "warning")
        else:
            with self.spoken():
                self._end(find_outcome(self.desk, "call", name.removeprefix(LOG)))
        self._draw()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave Enter to the note while it is typed."""
        return self.focused is None if action == "enter" else super().check_action(action, parameters)

    def action_enter(self) -> None:
        """Dial, in the order of the keys."""
        self.action_do("dial")

    def action_press(self, key: str) -> None:
        """Do what a letter or a figure means, in any width and case."""
        meant = call_cards.plain_key(key)
        named = next((one.name for one in self.OFFERS if meant == one.keys), None)
        outcome = call_cards.outcome_at(self.desk, meant)
        if named is not None:
            self.action_do(named)
        elif meant == RUN_KEYS["undo"]:
            self.the_app.do_undo()
        elif outcome is not None:
            self.action_do(f"{LOG}{outcome.code}")
        else:
            self._hush(meant)
            if meant in call_cards.GRADES and self.shift.half is not None:
                self._grade(meant)
            else:
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

    def undo(self) -> None:
        """Take back the last thing done here; a call is shown again, to be given its right outcome."""
        hour = self.shift.hour
        if hour is None or not hour.is_last(self.desk):
            super().undo()
            return
        said = hour.undo(self.desk)
        if hour.pending is not None:
            self._next()
        self.tell(said)
        self._draw()

    def do_dial(self) -> None:
        """Dial, or look for somebody to call."""
        if self.shift.half is None:
            self._next()
        else:
            self._did(self._hour.dial(self.desk))

    def do_dial_again(self) -> None:
        """Dial once more."""
        self._did(self._hour.dial_again(self.desk))

    def do_answered(self) -> None:
        """Count the seconds talked."""
        self._did(self._hour.answered())

    def do_skip(self) -> None:
        """Go on to another number."""
        self._did(self._hour.skip(self.desk))

    def do_note(self) -> None:
        """Go to the note."""
        self.query_one("#note-line").display = True
        self.set_focus(self._note)

    def do_objection(self) -> None:
        """Ask what stopped the rep."""
        self._ask(N_("objection"), lambda ask: call_acts.take_objection(self.desk, ask, self._hour))

    def do_script(self) -> None:
        """Show the script in place of the card, or beside it."""
        if not self.shift.script:
            self.tell(_("There is no script here."), "warning")
        self._reads_script = not self._reads_script and bool(self.shift.script)

    def do_snooze(self) -> None:
        """Ask until when the number is put off."""
        if why := self._hour.why_bound():
            self.tell(why, "warning")
        else:
            self._ask(N_("snooze"), lambda ask: call_acts.put_off(self.desk, ask, self._hour))

    def do_wechat(self) -> None:
        """Note that they were added."""
        self._hour.wechat()
        self._did("")

    def do_grade(self) -> None:
        """Say how a customer is graded."""
        self.tell(_("A to E, typed large, grades the customer."))

    def _grade(self, letter: str) -> None:
        self._hour.grade(letter)
        self._did("")

    def do_look(self) -> None:
        """Ask for a customer and show it at a glance."""
        self._ask(N_("look up"), lambda ask: call_acts.look_up(self.desk, ask, self._hour))

    def do_pause(self) -> None:
        """Rest, or go on."""
        if self.shift.pause:
            self._next()
        elif self.shift.half is not None and (why := self._hour.why_bound()):
            self.tell(why, "warning")
        else:
            self.shift.rest()

    def do_list(self) -> None:
        """Ask from which list to call."""
        rows = call_lists.call_lists(self.desk, states=["open"], worked_by=self._hour.rep.no)

        def chosen(place: int | None) -> None:
            if place is not None:
                self._hour.listed = rows[place - 1] if place else None
                self._another()

        lines = [_("all of mine"), *(row.name for row in rows)]
        self.app.push_screen(Choice(_("Call from which list?"), lines), chosen)

    def do_hours(self) -> None:
        """Ask why calls go out outside the hours, or call within them again."""
        if self._hour.waive is not None:
            self._hour.waive = None
            self.tell(_("Calls go out within the calling hours only."))
            self._another()
            return

        def waive(ask: Ask) -> None:
            self._hour.waive = ask(_("Why call outside the calling hours? Enter leaves it out:")) or ""

        self._ask(N_("hours"), waive, self._another)

    def _another(self) -> None:
        """Look for a number anew, unless somebody is on the line."""
        half = self.shift.half
        if half is None or not half.has_anything:
            self.shift.give_back()
            self._next()
        self._draw()

    def _ask(self, title: str, act: Callable[[Ask], Any], then: Callable[[], None] | None = None) -> None:
        """Ask over the screen what an act asks; what it tells is told, and what it finds is shown."""
        talk: Conversation[Any] = Conversation(self.desk, act)

        def done() -> None:
            if isinstance(talk.result, Glance):
                found = talk.result
                self.app.push_screen(ReadPane(found.party.customer.name, pairs(self.desk, found)))
            self._did(talk.result if isinstance(talk.result, str) else "")
            if then is not None:
                then()

        if talk.begin():
            done()
        else:
            self.app.push_screen(AskForm(_(title), talk, done))

    def _end(self, outcome: OutcomeRow, answers: Sequence[str | None] = (), line: str = "") -> None:
        """Log the call, after what the outcome asks."""
        ending = Ending(self.desk, self._hour, outcome, answers)
        talk = ending.talk

        def typed(text: str) -> None:
            ending.typed(text)
            self._kept.soon()

        def left(cancelled: Cancelled) -> None:
            ending.left(cancelled)
            self._fill_note()
            self._did("")

        def logged() -> None:
            if talk.result is not None:
                receipt = talk.result.receipt
                self._did("  ".join([*receipt.lines, *(f"! {one}" for one in receipt.warnings)]))

        if talk.begin():
            logged()
        else:
            ending.typed(line)
            self._kept.soon()
            self.app.push_screen(
                AskForm(ending.closing.words(), talk, logged, line=line, changed=typed, left=left)
            )

    def _did(self, said: str) -> None:
        """Tell what was done, go on to the next number where this one is done with, and draw it."""
        self._kept.soon()
        if self.shift.half is None and not self.shift.pause:
            self._next()
        if said:
            self.tell(said)
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
            self._end_again(half)

    def _end_again(self, half: Half) -> None:
        outcome = next((one for one in self.desk.outcomes("call") if one.code == half.outcome), None)
        if outcome is None or outcome.retired_on is not None:
            self._leave_questions(half)
            return
        try:
            self._end(outcome, half.answers, half.line)
        except CrmError:
            # What was answered is refused by now: it is asked from the first on, and nothing of it is lost.
            self._leave_questions(half)

    def _leave_questions(self, half: Half) -> None:
        self._hour.half = call_drafts.unasked(half)
        self._fill_note()
        self._draw()
