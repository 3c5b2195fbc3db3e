"""An hour of calls, whatever shows it: one number after the other, and nothing typed of a call ever lost."""

import time
from contextlib import suppress
from threading import Thread

from crm_cli import clock, config
from crm_cli.domain import words
from crm_cli.domain.codes import number
from crm_cli.domain.outcomes import RUN_KEYS
from crm_cli.errors import CrmError
from crm_cli.i18n import gettext as _
from crm_cli.services import call_drafts, history, queue, queue_pauses
from crm_cli.services.call_drafts import Half
from crm_cli.services.call_ending import Closing, Done, end_call
from crm_cli.services.conversations import Ask, Cancelled
from crm_cli.services.desk import Desk
from crm_cli.services.dialling import Dialled, dial, template
from crm_cli.services.queue import Offer
from crm_cli.services.queue_dialling import begin_dialling
from crm_cli.services.run_figures import Figures, figures
from crm_cli.storage.call_lists import FIND_CALL_LISTS, CallListRow
from crm_cli.storage.calls import FIND_CALLS
from crm_cli.storage.contacts import FIND_PHONES
from crm_cli.storage.reps import RepRow

RENEWED_EACH = 60.0
"""Seconds after which a number on the screen is kept for another while."""
_HELD = 0.3
"""Seconds within which the same key comes again from being held down."""


class Hour:
    """A run of calls of one rep, on one list or on all of theirs; its acts return what there is to say, '' for nothing.

    `half` is the call on the screen, None where there is nobody to call, and `empty` says why; `pending` is one that
    goes on the screen next; `last` was logged last. Where keys come `by_line`, none is held down.
    """

    def __init__(
        self,
        rep: RepRow,
        listed: CallListRow | None = None,
        waive: str | None = None,
        *,
        by_line: bool = False,
    ) -> None:
        self.rep = rep
        self.listed = listed
        self.waive = waive
        self.half: Half | None = None
        self.pending: Half | None = None
        self.last: Done | None = None
        self.empty = ""
        self.logged = 0
        self.figures = Figures(0, 0, 0)
        self._by_line = by_line
        self._dialled: list[Dialled] = []
        self._insisted: tuple[str, float] = ("", 0.0)
        self._renewed = time.monotonic()

    def begin(self, desk: Desk) -> str:
        """Take up a call that was left without an outcome."""
        self.pending = call_drafts.unlogged(desk, self.rep.no)
        return _("Left without an outcome: name it, or n to drop it.") if self.pending is not None else ""

    def show_next(self, desk: Desk) -> bool:
        """Put the next number on the screen, one left in the middle first; return whether there is one.

        Raises what the queue does: a list may be paused, renamed or given away while it is worked.
        """
        self.count(desk)
        half = self.pending
        self.half, self._insisted = None, ("", 0.0)
        if half is None or half.dialled_at is None:
            offer = queue.next_offer(
                desk,
                rep=number("rep", self.rep.no),
                call_list=number("call_list", self.listed.no) if self.listed else None,
                waive=self.waive,
            )
            if isinstance(offer, Offer):
                half = call_drafts.shown_again(half, offer)
            elif half is None:
                self.empty = offer.sentence
                return False
        self.half, self.pending, self.empty = half, None, ""
        return True

    def count(self, desk: Desk) -> None:
        """Read the figures of the day again."""
        self.figures = figures(desk, self.rep.no, self.listed.no if self.listed else None)

    def save(self, desk: Desk) -> None:
        """Have on disk what would be lost: a power cut tells nobody."""
        call_drafts.save(desk, self.rep.no, self.half or self.pending)

    def renew(self, desk: Desk) -> None:
        """Keep the number on the screen for another while, once a minute."""
        now = time.monotonic()
        if now - self._renewed > RENEWED_EACH:
            self._renewed = now
            with suppress(CrmError):
                queue.renew(desk, self.rep.no)

    def leave(self, desk: Desk) -> bool:
        """Free the number on the screen and keep what has no outcome yet; return whether there is something."""
        half = self.half or self.pending
        if half is not None and half.has_anything:
            call_drafts.save(desk, self.rep.no, half._replace(talk_seconds=call_drafts.talked(half)))
        queue.release(desk, self.rep.no)
        return half is not None and half.has_anything

    def pressed(self, key: str) -> None:
        """Take note of a key: what was insisted upon is so no more after another."""
        if key != self._insisted[0]:
            self._insisted = ("", 0.0)

    def dial(self, desk: Desk) -> str:
        """Dial the number on the screen, unless it was dialled already."""
        half = self._shown()
        return self._dial(desk, half) if half.dialled_at is None else self._warn_of_dialling()

    def dial_again(self, desk: Desk) -> str:
        """Dial, a second time only for who insists: a key held down must not ring anybody twice."""
        half = self._shown()
        if half.is_over or half.dialled_at is None or self._insists(RUN_KEYS["dial"]):
            return self._dial(desk, half)
        return self._warn_of_dialling()

    def _warn_of_dialling(self) -> str:
        self._insisted = (RUN_KEYS["dial"], time.monotonic())
        return _("It was dialled already: name the outcome, or d dials again.")

    def _dial(self, desk: Desk, half: Half) -> str:
        """Dial, after the gate was asked once more: what was shown a minute ago may be barred by now."""
        if half.is_over:
            return _("The call is over: name its outcome.")
        if reason := barred(desk, self.rep, half):
            # What was noted of it stays where it can be read; n goes on.
            self.half = half if half.has_anything else None
            return reason
        begin_dialling(desk, self.rep.no, half.offer.phone_no, again=True)
        self.half = half._replace(dialled_at=clock.now(), dialled=time.monotonic(), answered=None)
        if not template(config.load().dial):
            return _("Dial it by hand.")
        line, region, area = half.offer.number, desk.firm.region, desk.firm.area_code
        Thread(target=lambda: self._dialled.append(dial(line, region, area)), daemon=True).start()
        return ""

    def heard_of_dialling(self) -> str:
        """Return what the dial command has said since this was asked last."""
        said = []
        while self._dialled:
            done = self._dialled.pop(0)
            if done.problem:
                said.append(_("{problem} Dial it by hand.").format(problem=done.problem))
            elif done.extension:
                said.append(_("Ask for extension {extension}.").format(extension=done.extension))
        return " ".join(said)

    def answered(self) -> str:
        """Begin to count the seconds talked."""
        half = self._shown()
        if half.dialled is None or half.is_over:
            return _("Enter dials first.")
        if half.answered is None:
            self.half = half._replace(answered=time.monotonic())
        return ""

    def skip(self, desk: Desk) -> str:
        """Go on without a word of it; a call that was made only for who insists."""
        half = self._shown()
        insists = half.dialled_at is None and not half.is_over
        if not insists and not self._insists(RUN_KEYS["skip"]):
            if half.is_over:
                return _("Name its outcome; n again drops it without logging it.")
            return _("It was dialled: name its outcome, or n again skips it all the same.")
        said = _("Dropped without being logged.")
        if not half.is_over:
            said = " ".join(queue_pauses.skip(desk, rep=number("rep", self.rep.no)).lines)
        self.half = None
        return said

    def _insists(self, key: str) -> bool:
        """Say whether a key is pressed the second time running, and not just held down."""
        (before, moment), now = self._insisted, time.monotonic()
        self._insisted = (key, now)
        return before == key and (self._by_line or now - moment > _HELD)

    def why_bound(self) -> str:
        """Return why the number may not be left without a word, '' where it may: it was not dialled."""
        half = self._shown()
        return _("It was dialled: name its outcome.") if half.is_over or half.dialled_at is not None else ""

    def snooze(self, desk: Desk, until: str) -> str:
        """Put the number off for everybody; raises UsageError for a moment that has passed."""
        said = " ".join(queue_pauses.snooze(desk, until, rep=number("rep", self.rep.no)).lines)
        self.half = None
        return said

    def pause(self, desk: Desk) -> str:
        """Free the number on the screen while the rep rests."""
        self.half = None
        queue.release(desk, self.rep.no)
        return _("Paused since {time}. The number is free for others.").format(time=f"{desk.now():%H:%M}")

    def note(self, text: str) -> None:
        """Note of the call what was typed, in place of what was noted."""
        self.half = self._shown()._replace(note=text)

    def meet(self, words: str, reply: str) -> None:
        """Note an objection and what was answered."""
        half = self._shown()
        self.half = half._replace(objections=(*half.objections, words), replies=(*half.replies, reply))

    def grade(self, letter: str) -> None:
        """Grade the customer, or take that grade off again."""
        half = self._shown()
        self.half = half._replace(grade="" if half.grade == letter else letter)

    def wechat(self) -> None:
        """Note that they were added on WeChat, or that they were not."""
        half = self._shown()
        self.half = half._replace(wechat=not half.wechat)

    def end(self, desk: Desk, ask: Ask, closing: Closing) -> Done:
        """Ask what an outcome needs and log the call.

        Raises Cancelled where a question is left: the wrong outcome was left, not what was typed of the call.
        """
        try:
            self.last = end_call(desk, ask, self.rep, closing)
        except Cancelled as left:
            if left.note is not None:
                self.note(left.note)
            raise
        self.half = None
        self.logged += 1
        call_drafts.drop(desk, self.rep.no)
        return self.last

    def undo(self, desk: Desk) -> str:
        """Take the last call back, and have it on the screen next to be given the right outcome."""
        if self.last is None:
            return _("Nothing was logged in this run that could be undone.")
        if self.half is not None and self.half.has_anything:
            return _("Finish this call first.")
        done, self.last = self.last, None
        call = desk.database.one(FIND_CALLS, no=done.receipt.no)
        history.undo(desk, f"h{done.change_no}")
        self.logged -= 1
        self.pending, self.half = done.half, None
        outcome = words.outcome_label("call", call.outcome or "", call.outcome_name)
        return _("Taken back: {customer}: {outcome}. Name the right outcome.").format(
            customer=call.customer, outcome=outcome
        )

    def is_last(self, desk: Desk) -> bool:
        """Say whether the call logged last is the last thing that who types here did."""
        found = history.changes(desk, actor=desk.author, kind="do", standing=True, limit=1)
        return self.last is not None and bool(found) and found[0].no == self.last.change_no

    def is_held(self, desk: Desk) -> bool:
        """Say whether the number on the screen is kept for the rep still, and may be called."""
        held = queue.held(desk, self.rep.no)
        return self.half is not None and held is not None and held.phone_no == self.half.offer.phone_no

    def _shown(self) -> Half:
        assert self.half is not None  # noqa: S101  # what is done to a call is offered only where there is one
        return self.half


def barred(desk: Desk, rep: RepRow, half: Half) -> str:
    """Return why the number on the screen must not be dialled any more, '' where it may be; then it is kept longer."""
    offer = half.offer
    held = queue.held(desk, rep.no)
    if held is not None and held.phone_no == offer.phone_no:
        queue.renew(desk, rep.no)
        return ""
    listed = desk.database.first(FIND_CALL_LISTS, no=offer.call_list_no) if offer.call_list_no else None
    reason = queue.may_call(
        desk, offer.customer_no, desk.database.first(FIND_PHONES, no=offer.phone_no),
        own_hours=listed.hours if listed else "", rests=True, waived=offer.hours_waived,
    )  # fmt: skip
    if reason is not None:
        return _("Not dialled: {reason}.").format(reason=reason.reason)
    return _("Not dialled: it was on the screen too long, or somebody else has called.")
