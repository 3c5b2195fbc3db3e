"""The hour itself: one number after the other, each key doing what it says, and nothing typed ever lost."""

import time
from collections.abc import Callable
from contextlib import suppress
from threading import Thread

from crm_cli import clock, config
from crm_cli.cli import call_acts, call_drafts, call_view, session
from crm_cli.cli.call_console import Cancelled, Console, told
from crm_cli.cli.call_drafts import Half
from crm_cli.cli.call_ending import Done, end_call
from crm_cli.cli.call_keys import Key, Keys
from crm_cli.cli.call_screen import Screen, View
from crm_cli.domain.codes import number
from crm_cli.domain.outcomes import RUN_KEYS
from crm_cli.errors import CrmError
from crm_cli.i18n import gettext as _
from crm_cli.services import history, queue
from crm_cli.services.desk import Desk
from crm_cli.services.dialling import Dialled, dial, template
from crm_cli.services.naming import find_outcome
from crm_cli.services.queue import Empty, Offer
from crm_cli.services.queue_dialling import begin_dialling
from crm_cli.services.queue_pauses import skip
from crm_cli.services.run_figures import Figures, figures
from crm_cli.storage.call_lists import CallListRow
from crm_cli.storage.reps import RepRow

_LOOK_AGAIN = 30.0
"""Seconds after which an empty queue is asked again."""
_RENEWED_EACH = 60.0
_HELD = 0.3
"""Seconds within which the same key comes again from being held down."""


class Hour:
    """A run of calls of one rep, on one list or on all of theirs."""

    def __init__(
        self, keys: Keys, screen: Screen, rep: RepRow, listed: CallListRow | None, waive: str | None
    ) -> None:
        self.rep = rep
        self.listed = listed
        self.logged = 0
        self.kept = False
        self.figures = Figures(0, 0, 0)
        self._waive = waive
        self._console = Console(keys, screen, self._view)
        self._started = time.monotonic()
        self._half: Half | None = None
        self._pending: Half | None = None
        self._last: Done | None = None
        self._card = call_view.Card((), ())
        self._script: list[str] = []
        self._offset = 0
        self._empty = ""
        self._dialled: list[Dialled] = []
        self._ending = ""
        self._insisted: tuple[str, float] = ("", 0.0)
        self._renewed = self._started
        self._begun = self._over = False
        self._desk: Desk | None = None
        self._actions: dict[str, Callable[[Desk, Half], None]] = {
            RUN_KEYS["dial"]: self._dial_again,
            RUN_KEYS["skip"]: self._skip,
            RUN_KEYS["snooze"]: self._snooze,
            RUN_KEYS["note"]: self._note,
            RUN_KEYS["objection"]: self._objection,
            RUN_KEYS["script"]: self._toggle_script,
            RUN_KEYS["pause"]: self._pause,
        }

    def run(self) -> None:
        """Work until the rep leaves or nothing is left; raise Gone when the terminal went away or was told to.

        However it ends, the number on the screen is free for others, and a call without outcome is kept.
        """
        with session.desk() as desk:
            self._pending = call_drafts.unlogged(desk, self.rep.no)
            if self._pending is not None:
                self._console.message = _("Left without an outcome: name it, or n to drop it.")
        try:
            while not self._over:
                with session.desk() as desk:
                    self._next(desk)
        finally:
            self._leave()

    def _next(self, desk: Desk) -> None:
        desk.ask, desk.choose = self._console.ask, self._console.choose
        self._desk = desk
        self.figures = figures(desk, self.rep.no, self.listed.no if self.listed else None)
        half, self._pending = self._pending, None
        if half is None or half.dialled_at is None:
            offer = self._offered(desk)
            if not isinstance(offer, str):
                half = call_drafts.shown_again(half, offer)
            elif half is None:
                self._wait(desk, offer)
                return
        self._begun, self._insisted = True, ("", 0.0)
        self._card = call_view.card(desk, half.offer)
        self._half, self._script, self._offset, self._empty = half, [], 0, ""
        while self._half is not None and not self._over:
            self._one_key(desk)

    def _offered(self, desk: Desk) -> Offer | str:
        """Return whom to call next, or why nobody: a list may be paused, renamed or given away while it is worked."""
        try:
            offer = queue.next_offer(
                desk,
                rep=number("rep", self.rep.no),
                call_list=number("call_list", self.listed.no) if self.listed else None,
                waive=self._waive,
            )
        except CrmError as error:
            if self._console.keys.by_line or not self._begun:
                raise
            return told(error)
        self._begun = True
        return offer.sentence if isinstance(offer, Empty) else offer

    def _one_key(self, desk: Desk) -> None:
        before = self._half
        self._hear_of_dialling()
        self._console.show()
        key = self._console.key()
        if key is None:
            self._keep_lease(desk)
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
            if self._half != before:
                call_drafts.save(desk, self.rep.no, self._half or self._pending)

    def _keep_lease(self, desk: Desk) -> None:
        """Keep the number on this screen through a long talk; one that nobody dials is soon free for others."""
        now = time.monotonic()
        if self._half is not None and self._half.dialled and now - self._renewed > _RENEWED_EACH:
            self._renewed = now
            with suppress(CrmError):
                queue.renew(desk, self.rep.no)

    def _wait(self, desk: Desk, why: str) -> None:
        """Say why there is nothing to call, and ask again by and by."""
        self._half, self._empty = None, why
        self._console.show()
        if self._console.keys.by_line:
            self._over = True
            return
        until = time.monotonic() + _LOOK_AGAIN
        while time.monotonic() < until and not self._over and self._pending is None:
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
        half = self._half
        if key.name in {"up", "down"}:
            self._offset = max(self._offset + (1 if key.name == "down" else -1), 0)
        elif key.name == "paste":
            self._console.message = _("Pasted text does nothing here; e opens the note for it.")
        elif key.name == "enter" and half is not None:
            if half.dialled_at is None:
                self._dial(desk, half)
            else:
                self._warn_of_dialling()
        elif key.name == "text":
            self._letter(desk, half, call_view.plain_key(key.text))
        elif key.name == "end_of_file":
            self._over = True

    def _letter(self, desk: Desk, half: Half | None, key: str) -> None:
        anywhere: dict[str, Callable[[], None]] = {
            RUN_KEYS["undo"]: lambda: self._undo(desk),
            RUN_KEYS["back"]: lambda: call_acts.look_up(
                desk, self._console, self._last.half if self._last else None
            ),
            RUN_KEYS["quit"]: self._quit,
            RUN_KEYS["help"]: lambda: call_acts.show_keys(self._console, desk.outcomes("call"), half),
        }
        if key != self._insisted[0]:
            self._insisted = ("", 0.0)
        if key in anywhere:
            anywhere[key]()
        elif half is None:
            self._console.message = _("There is nobody to call now.")
        elif key == "":
            self._answered(half)
        elif key in self._actions:
            self._actions[key](desk, half)
        elif key in call_view.GRADES:
            self._half = half._replace(grade="" if half.grade == key else key)
        elif key == "+":
            self._half = half._replace(wechat=not half.wechat)
        else:
            self._outcome(desk, half, key)

    def _outcome(self, desk: Desk, half: Half, key: str) -> None:
        usable = [one for one in desk.outcomes("call") if one.retired_on is None]
        outcome = next((one for one in usable if one.key == key), None)
        if outcome is None and self._console.keys.by_line:
            outcome = find_outcome(desk, "call", key)
        if outcome is None:
            said = _("{key} does nothing here; ? shows the keys.").format(key=key)
            if not key.isascii():
                said = _("{key} does nothing here: switch the input method to letters.").format(key=key)
            self._console.message = said
            return
        call_acts.require_meant(self._console, half, outcome)
        self._ending = call_view.ending(half, outcome)
        try:
            self._last = end_call(desk, self._console, self.rep, half, outcome)
        except Cancelled as left:
            # The wrong outcome was left, not what was typed of the call.
            self._half = half._replace(note=half.note if left.note is None else left.note)
            raise
        finally:
            self._ending = ""
        self._half = None
        self.logged += 1
        call_drafts.drop(call_drafts.place(desk, self.rep.no))
        receipt = self._last.receipt
        self._console.message = "  ".join([*receipt.lines, *(f"! {one}" for one in receipt.warnings)])

    def _dial_again(self, desk: Desk, half: Half) -> None:
        """Dial, a second time only for who insists: a key held down must not ring anybody twice."""
        if half.is_over or half.dialled_at is None or self._insists(RUN_KEYS["dial"]):
            self._dial(desk, half)
        else:
            self._warn_of_dialling()

    def _warn_of_dialling(self) -> None:
        self._insisted = (RUN_KEYS["dial"], time.monotonic())
        self._console.message = _("It was dialled already: name the outcome, or d dials again.")

    def _dial(self, desk: Desk, half: Half) -> None:
        """Dial, after the gate was asked once more: what was shown a minute ago may be barred by now."""
        if half.is_over:
            self._console.message = _("The call is over: name its outcome.")
            return
        if barred := call_acts.barred(desk, self.rep, half):
            # What was noted of it stays where it can be read; n goes on.
            self._half, self._console.message = (half if half.has_anything else None), barred
            return
        begin_dialling(desk, self.rep.no, half.offer.phone_no, again=True)
        moment = time.monotonic()
        self._half = half._replace(dialled_at=clock.now(), dialled=moment, answered=None)
        if not template(config.load().dial):
            self._console.message = _("Dial it by hand.")
            return
        region, area = desk.firm.region, desk.firm.area_code
        Thread(
            target=lambda: self._dialled.append(dial(half.offer.number, region, area)), daemon=True
        ).start()

    def _hear_of_dialling(self) -> None:
        while self._dialled:
            done = self._dialled.pop(0)
            if done.problem:
                self._console.message = _("{problem} Dial it by hand.").format(problem=done.problem)
            elif done.extension:
                self._console.message = _("Ask for extension {extension}.").format(extension=done.extension)

    def _answered(self, half: Half) -> None:
        if half.dialled is None or half.is_over:
            self._console.message = _("Enter dials first.")
        elif half.answered is None:
            self._half = half._replace(answered=time.monotonic())

    def _skip(self, desk: Desk, half: Half) -> None:
        if half.is_over:
            if self._insists(RUN_KEYS["skip"]):
                self._half, self._console.message = None, _("Dropped without being logged.")
            else:
                self._console.message = _("Name its outcome; n again drops it without logging it.")
            return
        if half.dialled_at is not None and not self._insists(RUN_KEYS["skip"]):
            self._console.message = _("It was dialled: name its outcome, or n again skips it all the same.")
            return
        self._console.message = " ".join(skip(desk, rep=number("rep", self.rep.no)).lines)
        self._half = None

    def _insists(self, key: str) -> bool:
        """Say whether a key is pressed the second time running, and not just held down."""
        (before, since), now = self._insisted, time.monotonic()
        self._insisted = (key, now)
        return before == key and (self._console.keys.by_line or now - since > _HELD)

    def _snooze(self, desk: Desk, half: Half) -> None:
        if self._is_free(half) and (done := call_acts.snooze(desk, self._console, self.rep)):
            self._half, self._console.message = None, done

    def _pause(self, desk: Desk, half: Half) -> None:
        if self._is_free(half):
            self._half = None
            call_acts.pause(desk, self._console, self.rep)

    def _is_free(self, half: Half) -> bool:
        """Say whether the number may be left without a word: it was not dialled."""
        if half.is_over or half.dialled_at is not None:
            self._console.message = _("It was dialled: name its outcome.")
            return False
        return True

    def _note(self, _desk: Desk, half: Half) -> None:
        self._half = call_acts.take_note(self._console, half)

    def _objection(self, desk: Desk, half: Half) -> None:
        self._half = call_acts.take_objection(desk, self._console, half)

    def _toggle_script(self, desk: Desk, half: Half) -> None:
        self._offset = 0
        self._script = (
            [] if self._script else call_acts.script_lines(desk, half, self._console.screen.width())
        )
        if not self._script and half.offer.script_no is None:
            self._console.message = _("There is no script here.")

    def _undo(self, desk: Desk) -> None:
        """Take the last call back, and have it on the screen again to be given the right outcome."""
        if self._last is None:
            self._console.message = _("Nothing was logged in this run that could be undone.")
            return
        if self._half is not None and self._half.has_anything:
            self._console.message = _("Finish this call first.")
            return
        done, self._last = self._last, None
        undone = history.undo(desk, f"h{done.change_no}")
        self.logged -= 1
        self._pending, self._half = done.half, None
        self._console.message = " ".join([*undone.lines, _("Name the right outcome.")])

    def _quit(self) -> None:
        self._over = True

    def _view(self) -> View:
        """Return all there is to be seen now."""
        foot = call_view.foot(
            self.figures, self.listed.name if self.listed else "", time.monotonic() - self._started
        )
        desk, half = self._desk, self._half
        outcomes = desk.outcomes("call") if desk else []
        clock_said = f"{desk.now():%H:%M}" if desk else ""
        if half is None:
            return View(
                head=self.rep.name,
                clock=clock_said,
                body=[self._empty],
                state=_("Looks again by itself; Enter looks now"),
                keys=call_view.legend(outcomes, None),
                foot=foot,
            )
        return View(
            head=call_view.head(half.offer),
            clock=clock_said,
            number=half.offer.number,
            who=self._card.who,
            body=self._script or self._card.body,
            offset=self._offset,
            noted=call_view.noted(half),
            state=self._ending or call_view.state(half),
            keys=call_view.legend(outcomes, half),
            foot=foot,
        )

    def _leave(self) -> None:
        """Free the number on the screen, and keep what has no outcome yet."""
        half = self._half or self._pending
        with suppress(CrmError), session.desk() as desk:
            half = half and call_drafts.with_typed(half, self._console.typed, is_note=self._console.is_note)
            if half is not None and half.has_anything:
                call_drafts.keep(call_drafts.place(desk, self.rep.no), half, call_view.talked(half))
                self.kept = True
            queue.release(desk, self.rep.no)
