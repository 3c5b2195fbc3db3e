"""The phone desk: one number after the other, large, with what to know of it; a key logs how the call ended."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from crm_cli.domain.outcomes import RUN_KEYS
from crm_cli.errors import CrmError
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services import call_acts, call_drafts, call_lists
from crm_cli.services.call_drafts import Half
from crm_cli.services.conversations import Ask, Cancelled, Conversation
from crm_cli.services.glance_words import pairs
from crm_cli.services.glances import Glance
from crm_cli.services.naming import find_outcome
from crm_cli.storage.outcomes import OutcomeRow
from crm_cli.tui import call_panes
from crm_cli.tui.ask_form import AskForm
from crm_cli.tui.call_desk import CallDesk
from crm_cli.tui.call_offers import GRADED, OFFERS
from crm_cli.tui.call_shift import Ending
from crm_cli.tui.choice import Choice
from crm_cli.tui.read_pane import ReadPane


class CallsScreen(CallDesk):
    """The phone desk of the rep who sits here."""

    CSS_PATH = "../calls.tcss"
    OFFERS: ClassVar = OFFERS

    def action_do(self, name: str) -> None:
        """Do a command, or log an outcome."""
        self._do_now()
        if self.app.screen is not self:
            return
        self._hush({"dial_again": RUN_KEYS["dial"], "skip": RUN_KEYS["skip"]}.get(name, name))
        kind, colon, code = name.partition(":")
        if not colon:
            super().action_do(name)
        elif (why := self.why_not(name)) is not None:
            self.tell(why, "warning")
        else:
            with self.spoken():
                self._grade(code) if kind + colon == GRADED else self._log(code)
        self._draw()

    def undo(self) -> None:
        """Take back the last thing done here; a call is shown again, to be given its right outcome."""
        self._do_now()
        hour = self.shift.hour
        if hour is None or not hour.is_last(self.desk):
            super().undo()
            return
        self.act_as("undo")
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
            self.soon(_("dial"), lambda: self._did(self._hour.dial(self.desk)))

    def do_dial_again(self) -> None:
        """Dial once more."""
        self._did(self._hour.dial_again(self.desk))

    def do_answered(self) -> None:
        """Count the seconds talked."""
        self._did(self._hour.answered())

    def do_skip(self) -> None:
        """Go on to another number."""
        self.soon(_("skip"), lambda: self._did(self._hour.skip(self.desk)))

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
        self.act_as("grade")
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
                with self.spoken():
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
            with self.spoken():
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

    def _log(self, code: str) -> None:
        self._end(find_outcome(self.desk, "call", code))

    def _end(self, outcome: OutcomeRow, answers: Sequence[str | None] = (), line: str = "") -> None:
        """Log the call, after what the outcome asks."""
        self.act_as("log")
        ending = Ending(self.desk, self._hour, outcome, answers)
        talk = ending.talk

        def typed(text: str) -> None:
            ending.typed(text)
            self._kept.soon()

        def left(cancelled: Cancelled) -> None:
            ending.left(cancelled)
            self._fill_note()
            with self.spoken():
                self._did("")

        def ask() -> None:
            ending.typed(line)
            self._kept.soon()
            self.app.push_screen(
                AskForm(ending.closing.words(), talk, logged, line=line, changed=typed, left=left)
            )

        def logged() -> None:
            if talk.result is None:
                return
            receipt = talk.result.receipt
            with self.spoken():
                self._did(call_panes.done(receipt.lines, receipt.warnings))

        if ending.closing.is_silent and not answers:
            self.soon(ending.closing.words(), lambda: logged() if talk.begin() else ask())
        elif talk.begin():
            logged()
        else:
            ask()

    def _did(self, said: str) -> None:
        """Tell what was done, go on to the next number where this one is done with, and draw it."""
        self._kept.soon()
        if self.shift.half is None and not self.shift.pause:
            self._next()
        if said:
            self.tell(said)
        self._draw()

    def ask_again(self, half: Half) -> None:
        """Go on with the questions of an outcome; one that is not in use any more is asked for anew."""
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
