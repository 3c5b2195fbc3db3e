"""Logging a touch over a screen: its outcome by a key, then what that asks; one left half typed is gone on with."""

from collections.abc import Callable, Sequence
from typing import Any

from crm_cli.domain import words
from crm_cli.i18n import gettext as _
from crm_cli.services import drafts, touch_talks
from crm_cli.services.call_cards import by_key
from crm_cli.services.conversations import Ask, Cancelled, Conversation
from crm_cli.services.receipts import Receipt
from crm_cli.storage.outcomes import OutcomeRow
from crm_cli.storage.plans import PlanRow
from crm_cli.tui.ask_form import AskForm
from crm_cli.tui.choice import Choice
from crm_cli.tui.commands import DeskScreen
from crm_cli.tui.kept import Kept

Talk = Callable[[Ask], Receipt]


class TouchLog:
    """Asks over a screen for a touch of a customer: `called` is its number, `name` its name, `person` who was met."""

    def __init__(self, screen: DeskScreen, called: str, name: str, person: str | None = None) -> None:
        self._screen = screen
        self._desk = screen.desk
        self._called = called
        self._name = name
        self._person = person
        self._for = ""

    def call(self) -> None:
        """Ask how the call ended, and log it."""
        self._by_outcome("call", _("How did the call end?"), touch_talks.log_call)

    def visit(self, plan: PlanRow | None = None) -> None:
        """Ask how the visit ended, and log it; it is the one of `plan` where that is given."""
        self._for = f":p{plan.no}" if plan is not None else ""

        def log(desk: Any, ask: Ask, who: str, outcome: OutcomeRow, person: str | None) -> Receipt:
            return touch_talks.log_visit(desk, ask, who, outcome, person, plan)

        self._by_outcome("visit", _("How did the visit end?"), log)

    def followup(self) -> None:
        """Ask by which channel, and log the follow-up."""
        offered = [str(one) for one in self._desk.setting("channels")]
        labels = [words.label("channel", one) for one in offered]

        def talk(channel: str) -> Talk:
            return lambda ask: touch_talks.log_followup(self._desk, ask, self._called, channel, self._person)

        self._begin("followup", _("By which channel?"), offered, labels, (), talk)

    def _by_outcome(
        self,
        subject: str,
        question: str,
        log: Callable[[Any, Ask, str, OutcomeRow, str | None], Receipt],
    ) -> None:
        rows = by_key(self._desk.outcomes(subject))
        rows += [one for one in self._desk.outcomes(subject) if one.retired_on is None and not one.key]
        known = {row.code: row for row in rows}

        def talk(code: str) -> Talk:
            return lambda ask: log(self._desk, ask, self._called, known[code], self._person)

        labels = [words.outcome_label(subject, row.code, row.name) for row in rows]
        self._begin(subject, question, list(known), labels, [row.key for row in rows if row.key], talk)

    def _begin(
        self,
        what: str,
        question: str,
        codes: Sequence[str],
        labels: Sequence[str],
        keys: Sequence[str],
        talk: Callable[[str], Talk],
    ) -> None:
        """Go on with what was left half typed of this kind at this customer, else ask for the outcome or channel."""
        draft = f"touch:{what}:{self._called}{self._for}"
        held = drafts.take(self._desk, draft)
        if held is not None and held.get("code") in codes:
            at = codes.index(held["code"])
            self._talk(draft, labels[at], held["code"], talk(held["code"]), held)
            return

        def picked(place: int | None) -> None:
            if place is not None:
                self._talk(draft, labels[place], codes[place], talk(codes[place]), {})

        self._screen.app.push_screen(Choice(question, labels, keys=keys), picked)

    def _talk(self, draft: str, label: str, code: str, talk: Talk, held: dict[str, Any]) -> None:
        conversation: Conversation[Receipt] = Conversation(self._desk, talk, list(held.get("answers", [])))
        line = {"text": str(held.get("line", ""))}

        def write() -> None:
            drafts.keep(
                self._desk, draft, {"code": code, "answers": list(conversation.answers), "line": line["text"]}
            )

        kept = Kept(self._screen, write, lambda error: self._screen.tell(error.sentence, "error"))

        def typed(text: str) -> None:
            line["text"] = text
            kept.soon()

        def over() -> None:
            kept.drop()
            drafts.forget(self._desk, draft)
            assert conversation.result is not None  # noqa: S101  # it is over
            self._screen.said(conversation.result.lines, conversation.result.warnings)

        def left(_cancelled: Cancelled) -> None:
            # Left with nothing typed, the next time begins with the outcome again.
            if line["text"] or any(conversation.answers):
                kept.now()
            else:
                kept.drop()
                drafts.forget(self._desk, draft)

        title = "  ".join(filter(None, (self._name, label, self._person)))
        with self._screen.spoken():
            if conversation.begin():
                over()
            else:
                form = AskForm(title, conversation, over, line=line["text"], changed=typed, left=left)
                self._screen.app.push_screen(form)
