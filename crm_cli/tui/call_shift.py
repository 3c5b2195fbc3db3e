"""The hour behind the phone desk: taken up when the desk is shown, kept while it is, given back when it is left."""

import time
from collections.abc import Sequence
from contextlib import ExitStack, suppress

from crm_cli.errors import CrmError
from crm_cli.i18n import gettext as _
from crm_cli.services import call_cards, call_drafts
from crm_cli.services.call_cards import Card
from crm_cli.services.call_drafts import Half
from crm_cli.services.call_ending import Done, closing
from crm_cli.services.call_hour import Hour
from crm_cli.services.conversations import Cancelled, Conversation
from crm_cli.services.desk import Desk
from crm_cli.services.glance_words import script_of
from crm_cli.storage.outcomes import OutcomeRow

LOOKED_EACH = 30.0
"""Seconds after which an empty queue is asked again: a retry may have come due."""
_ATTENDED = 600.0
"""Seconds after a key in which somebody is taken to sit here: a number nobody looks at is soon free for others."""


class Shift:
    """The calls of the rep who sits here; `hour` is None where nobody in particular does.

    `pause` says since when the rep rests, '' while they work; `script` is the list's, as Markdown.
    """

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.hour = Hour(desk.me) if desk.me is not None else None
        self.card = Card((), (), ())
        self.script = ""
        self.pause = ""
        self.is_shown = False
        self._why = "" if self.hour else _("Nobody in particular sits here: open the desk with --as NAME.")
        self._alone = ExitStack()
        self._is_held = False
        self._started = time.monotonic()
        self._looked = self._touched = self._started

    @property
    def half(self) -> Half | None:
        """The call on the screen."""
        return self.hour.half if self.hour else None

    @property
    def empty(self) -> str:
        """Why there is no number."""
        return self.pause or self._why or (self.hour.empty if self.hour else "")

    @property
    def seconds(self) -> float:
        """How long the desk has been open."""
        return time.monotonic() - self._started

    def touched(self, key: str) -> None:
        """Take note that somebody sits here, and what key was pressed."""
        self._touched = time.monotonic()
        if self.hour is not None:
            self.hour.pressed(key)

    def _begin(self, hour: Hour) -> str:
        """Take up the calls, unless another window has them."""
        if self._is_held:
            return ""
        self._alone.enter_context(call_drafts.alone(self.desk, hour.rep.no, hour.rep.name))
        self._is_held = True
        return hour.begin(self.desk)

    def next(self) -> str:
        """Put the next number on the screen; return what there is to say of it.

        What the queue does not give, or another window has, is said in the number's place.
        """
        hour, said = self.hour, ""
        if hour is None:
            return ""
        self._looked, self._why, self.pause = time.monotonic(), "", ""
        try:
            said = self._begin(hour)
            hour.show_next(self.desk)
            self.read()
        except CrmError as error:
            self._why = _sentence(error)
        return said

    def read(self) -> None:
        """Read again what is known of the number on the screen."""
        half = self.half
        if half is not None:
            self.card = call_cards.card(self.desk, half.offer)
            self.script = script_of(self.desk, half.offer)

    def count(self) -> None:
        """Read the figures of the day again."""
        if self.hour is not None:
            self.hour.count(self.desk)

    def look_again(self) -> None:
        """Follow what others did: the figures, the card, and a number that is not for the rep any more."""
        hour = self.hour
        if hour is None or not self._is_held or self.pause:
            return
        half = hour.half
        if half is None or (not half.has_anything and not hour.is_held(self.desk)):
            self.next()
        else:
            hour.count(self.desk)
            self.read()

    def tick(self) -> str:
        """Keep the number, hear of the dialling, and ask an empty queue again; return what there is to say."""
        hour = self.hour
        if hour is None:
            return ""
        now, half = time.monotonic(), hour.half
        if half is not None and (half.dialled or (self.is_shown and now - self._touched < _ATTENDED)):
            hour.renew(self.desk)
        if half is None and self.is_shown and not self.pause and now - self._looked > LOOKED_EACH:
            return self.next()
        return hour.heard_of_dialling()

    def rest(self) -> None:
        """Free the number and rest."""
        if self.hour is not None:
            self.pause = self.hour.pause(self.desk)

    def give_back(self) -> None:
        """Free the number, to look for another; nothing was typed of it."""
        if self.hour is not None:
            self.hour.pause(self.desk)

    def step_aside(self) -> None:
        """Give back the number when another screen is shown, unless somebody is on the line."""
        self.is_shown = False
        if self.half is None or self.half.dialled is None:
            self.go()

    def go(self) -> None:
        """Give back the number and the calls; what has no outcome yet is on the disk."""
        if self.hour is not None and self._is_held:
            with suppress(CrmError):
                self.hour.leave(self.desk)
            self.hour.half = self.hour.pending = None
            self.hour.empty = ""
            self._is_held = False
        self._alone.close()

    def save(self) -> None:
        """Have on disk what would be lost."""
        if self.hour is not None and self._is_held:
            self.hour.save(self.desk)


class Ending:
    """The questions of an outcome, which are put to disk with their answers while they are asked."""

    def __init__(
        self, desk: Desk, hour: Hour, outcome: OutcomeRow, answers: Sequence[str | None] = ()
    ) -> None:
        assert hour.half is not None  # noqa: S101  # an outcome is named of a call
        self._hour = hour
        self._before = hour.half._replace(outcome="", answers=(), line="", line_is_note=False)
        self.closing = closing(self._before, outcome)
        self.talk: Conversation[Done] = Conversation(
            desk, lambda ask: hour.end(desk, ask, self.closing), answers
        )

    def typed(self, line: str) -> None:
        """Take note of what stands on the line of the question that waits."""
        question = self.talk.question
        self._hour.half = self._before._replace(
            talk_seconds=self.closing.talked,
            outcome=self.closing.outcome.code,
            answers=tuple(self.talk.answers),
            line=line,
            line_is_note=question is not None and question.is_note,
        )

    def left(self, cancelled: Cancelled) -> None:
        """Have the call as it was: the wrong outcome was left, not what was typed of the call."""
        note = self._before.note if cancelled.note is None else cancelled.note
        self._hour.half = self._before._replace(note=note)


def _sentence(error: CrmError) -> str:
    return error.told
