"""The hour in a plain terminal: one number after the other, each key doing what it says."""

import time
from collections.abc import Callable
from contextlib import suppress

from crm_cli.cli import call_acts, call_view, session
from crm_cli.cli.call_console import Console, told
from crm_cli.cli.call_keys import Key, Keys
from crm_cli.cli.call_screen import Screen, View
from crm_cli.domain.outcomes import RUN_KEYS
from crm_cli.errors import CrmError
from crm_cli.i18n import gettext as _
from crm_cli.services import call_acts as asked
from crm_cli.services import call_cards, call_drafts, call_hour
from crm_cli.services.call_drafts import Half
from crm_cli.services.call_ending import closing
from crm_cli.services.conversations import Cancelled
from crm_cli.services.desk import Desk
from crm_cli.services.naming import find_outcome
from crm_cli.storage.call_lists import CallListRow
from crm_cli.storage.reps import RepRow

_LOOK_AGAIN = 30.0
"""Seconds after which an empty queue is asked again."""


class Hour:
    """A run of calls of one rep, on one list or on all of theirs, with its keys and its screen."""

    def __init__(
        self, keys: Keys, screen: Screen, rep: RepRow, listed: CallListRow | None, waive: str | None
    ) -> None:
        self.calls = call_hour.Hour(rep, listed, waive, by_line=keys.by_line)
        self.kept = False
        self._console = Console(keys, screen, self._view)
        self._started = time.monotonic()
        self._card = call_cards.Card((), (), ())
        self._script: list[str] = []
        self._offset = 0
        self._ending = ""
        self._begun = self._over = False
        self._desk: Desk | None = None
        self._actions: dict[str, Callable[[Desk, Half], None]] = {
            RUN_KEYS["dial"]: lambda desk, _half: self._tell(self.calls.dial_again(desk)),
            RUN_KEYS["skip"]: lambda desk, _half: self._tell(self.calls.skip(desk)),
            RUN_KEYS["snooze"]: self._snooze,
            RUN_KEYS["note"]: self._note,
            RUN_KEYS["objection"]: lambda desk, _half: asked.take_objection(
                desk, self._console.ask, self.calls
            ),
            RUN_KEYS["script"]: self._toggle_script,
            RUN_KEYS["pause"]: self._pause,
        }

    def run(self) -> None:
        """Work until the rep leaves or nothing is left; raise Gone when the terminal went away or was told to.

        However it ends, the number on the screen is free for others, and a call without outcome is kept.
        """
        with session.desk() as desk:
            self._tell(self.calls.begin(desk))
            # The questions of an outcome are asked from the first on here; what was answered is not lost.
            self.calls.pending = self.calls.pending and call_drafts.unasked(self.calls.pending)
        try:
            while not self._over:
                with session.desk() as desk:
                    self._next(desk)
        finally:
            self._leave()

    def _tell(self, sentence: str) -> None:
        self._console.message = sentence or self._console.message

    def _next(self, desk: Desk) -> None:
        desk.ask, desk.choose = self._console.ask, self._console.choose
        self._desk = desk
        if not self._is_shown(desk):
            self._wait(desk)
            return
        half = self.calls.half
        assert half is not None  # noqa: S101  # it is shown
        self._card = call_cards.card(desk, half.offer)
        self._script, self._offset = [], 0
        while self.calls.half is not None and not self._over:
            self._one_key(desk)

    def _is_shown(self, desk: Desk) -> bool:
        try:
            is_shown = self.calls.show_next(desk)
        except CrmError as error:
            if self._console.keys.by_line or not self._begun:
                raise
            self.calls.empty = told(error)
            return False
        self._begun = True
        return is_shown

    def _one_key(self, desk: Desk) -> None:
        before = self.calls.half
        self._tell(self.calls.heard_of_dialling())
        self._console.show()
        key = self._console.key()
        if key is None:
            # Through a long talk it stays on this screen; one that nobody dials is soon free for others.
            if before is not None and before.dialled:
                self.calls.renew(desk)
            return
        self._console.message = ""
        try:
            self._press(desk, key)
        except Cancelled:
            return
        except CrmError as error:
            self._console.message = told(error)
        finally:
            # A power cut tells nobody: what was typed is on disk before the next key.
            if self.calls.half != before:
                self.calls.save(desk)

    def _wait(self, desk: Desk) -> None:
        """Say why there is nothing to call, and ask again by and by."""
        self._console.show()
        if self._console.keys.by_line:
            self._over = True
            return
        until, pending = time.monotonic() + _LOOK_AGAIN, self.calls.pending
        while time.monotonic() < until and not self._over and self.calls.pending is pending:
            self._console.show()
            key = self._console.key()
            if key is None:
                continue
            if key.name == "enter":
                return
            try:
                self._press(desk, key)
            except Cancelled:
                continue
            except CrmError as error:
                self._console.message = told(error)

    def _press(self, desk: Desk, key: Key) -> None:
        half = self.calls.half
        if key.name in {"up", "down"}:
            self._offset = max(self._offset + (1 if key.name == "down" else -1), 0)
        elif key.name == "paste":
            self._console.message = _("Pasted text does nothing here; e opens the note for it.")
        elif key.name == "enter" and half is not None:
            self._tell(self.calls.dial(desk))
        elif key.name == "text":
            self._letter(desk, half, call_cards.plain_key(key.text))
        elif key.name == "end_of_file":
            self._over = True

    def _letter(self, desk: Desk, half: Half | None, key: str) -> None:
        anywhere: dict[str, Callable[[], None]] = {
            RUN_KEYS["undo"]: lambda: self._tell(self.calls.undo(desk)),
            RUN_KEYS["back"]: lambda: call_acts.look_up(desk, self._console, self.calls),
            RUN_KEYS["quit"]: self._quit,
            RUN_KEYS["help"]: lambda: call_acts.show_keys(self._console, desk.outcomes("call"), half),
        }
        self.calls.pressed(key)
        if key in anywhere:
            anywhere[key]()
        elif half is None:
            self._console.message = _("There is nobody to call now.")
        elif key == "":
            self._tell(self.calls.answered())
        elif key in self._actions:
            self._actions[key](desk, half)
        elif key in call_cards.GRADES:
            self.calls.grade(key)
        elif key == "+":
            self.calls.wechat()
        else:
            self._outcome(desk, half, key)

    def _outcome(self, desk: Desk, half: Half, key: str) -> None:
        outcome = call_cards.outcome_at(desk, key)
        if outcome is None and self._console.keys.by_line:
            outcome = find_outcome(desk, "call", key)
        if outcome is None:
            self._console.message = call_cards.no_such_key(key)
            return
        ended = closing(half, outcome)
        self._ending = ended.words()
        try:
            receipt = self.calls.end(desk, self._console.ask, ended).receipt
        finally:
            self._ending = ""
        self._console.message = "  ".join([*receipt.lines, *(f"! {one}" for one in receipt.warnings)])

    def _snooze(self, desk: Desk, _half: Half) -> None:
        self._tell(self.calls.why_bound() or asked.put_off(desk, self._console.ask, self.calls))

    def _pause(self, desk: Desk, _half: Half) -> None:
        if why := self.calls.why_bound():
            self._tell(why)
        else:
            call_acts.pause(desk, self._console, self.calls)

    def _note(self, _desk: Desk, half: Half) -> None:
        self.calls.note(self._console.ask(_("Note:"), filled=half.note, is_note=True) or "")

    def _toggle_script(self, desk: Desk, half: Half) -> None:
        self._offset = 0
        self._script = (
            [] if self._script else call_acts.script_lines(desk, half, self._console.screen.width())
        )
        if not self._script and half.offer.script_no is None:
            self._console.message = _("There is no script here.")

    def _quit(self) -> None:
        self._over = True

    def _view(self) -> View:
        """Return all there is to be seen now."""
        listed = self.calls.listed
        foot = call_cards.foot(
            self.calls.figures, listed.name if listed else "", time.monotonic() - self._started
        )
        desk, half = self._desk, self.calls.half
        outcomes = desk.outcomes("call") if desk else []
        clock_said = f"{desk.now():%H:%M}" if desk else ""
        if half is None:
            return View(
                head=self.calls.rep.name,
                clock=clock_said,
                body=[self.calls.empty],
                state=_("Looks again by itself; Enter looks now"),
                keys=call_view.legend(outcomes, None),
                foot=foot,
            )
        return View(
            head=call_cards.head(half.offer),
            clock=clock_said,
            number=half.offer.number,
            who=self._card.who,
            body=self._script or self._card.body,
            offset=self._offset,
            noted=call_cards.noted(half),
            state=self._ending or call_cards.state(half),
            keys=call_view.legend(outcomes, half),
            foot=foot,
        )

    def _leave(self) -> None:
        """Free the number on the screen, and keep what has no outcome yet."""
        typed, calls = self._console.typed, self.calls
        with suppress(CrmError), session.desk() as desk:
            half = calls.half or calls.pending
            calls.half = half and call_drafts.with_typed(half, typed, is_note=self._console.is_note)
            self.kept = calls.leave(desk)
