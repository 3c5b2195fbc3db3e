"""Logging a call, a visit or a follow-up from a customer: its outcome by a key, then what that asks; nothing is lost."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from crm_cli.domain import words
from crm_cli.domain.codes import number
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services import drafts, touch_talks
from crm_cli.services.call_cards import by_key
from crm_cli.services.conversations import Ask, Cancelled, Conversation
from crm_cli.services.receipts import Receipt
from crm_cli.storage.outcomes import OutcomeRow
from crm_cli.tui.ask_form import AskForm
from crm_cli.tui.choice import Choice
from crm_cli.tui.commands import Command
from crm_cli.tui.customer_edits import EditsFile
from crm_cli.tui.kept import Kept

Talk = Callable[[Ask], Receipt]


class LogsTouches(EditsFile):
    """A customer's screen from which touches are logged; one that was left half typed is gone on with."""

    LOGS: ClassVar[tuple[Command, ...]] = (
        Command(
            "call", "c", N_("log a call"), N_("Log a call just made: how it ended, then what that asks.")
        ),
        Command(
            "visit", "v", N_("log a visit"), N_("Log a visit just made: how it ended, then what that asks.")
        ),
        Command(
            "followup",
            "f",
            N_("follow-up"),
            N_("Log a follow-up: by which channel, what was said, what is next."),
        ),
    )

    def do_call(self) -> None:
        """Ask how the call ended, and log it."""
        self._by_outcome("call", _("How did the call end?"), touch_talks.log_call)

    def do_visit(self) -> None:
        """Ask how the visit ended, and log it."""
        self._by_outcome("visit", _("How did the visit end?"), touch_talks.log_visit)

    def do_followup(self) -> None:
        """Ask by which channel, and log the follow-up."""
        offered = [str(one) for one in self.desk.setting("channels")]
        labels = [words.label("channel", one) for one in offered]

        def talk(channel: str) -> Talk:
            return lambda ask: touch_talks.log_followup(self.desk, ask, self.called, channel, self._person())

        self._begin("followup", _("By which channel?"), offered, labels, (), talk)

    def _by_outcome(
        self,
        subject: str,
        question: str,
        log: Callable[[Any, Ask, str, OutcomeRow, str | None], Receipt],
    ) -> None:
        rows = by_key(self.desk.outcomes(subject))
        rows += [one for one in self.desk.outcomes(subject) if one.retired_on is None and not one.key]
        known = {row.code: row for row in rows}

        def talk(code: str) -> Talk:
            return lambda ask: log(self.desk, ask, self.called, known[code], self._person())

        labels = [words.outcome_label(subject, row.code, row.name) for row in rows]
        self._begin(subject, question, list(known), labels, [row.key for row in rows if row.key], talk)

    def _person(self) -> str | None:
        """Return the person the cursor is on, whom the touch was with."""
        key = self.key_here()
        return str(number("contact", key[1])) if key is not None and key[0] in {"contact", "person"} else None

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
        draft = f"touch:{what}:{self.called}"
        held = drafts.take(self.desk, draft)
        if held is not None and held.get("code") in codes:
            at = codes.index(held["code"])
            self._talk(draft, labels[at], held["code"], talk(held["code"]), held)
            return

        def picked(place: int | None) -> None:
            if place is not None:
                self._talk(draft, labels[place], codes[place], talk(codes[place]), {})

        self.app.push_screen(Choice(question, labels, keys=keys), picked)

    def _talk(self, draft: str, label: str, code: str, talk: Talk, held: dict[str, Any]) -> None:
        person = self._person()
        conversation: Conversation[Receipt] = Conversation(self.desk, talk, list(held.get("answers", [])))
        line = {"text": str(held.get("line", ""))}

        def write() -> None:
            drafts.keep(
                self.desk, draft, {"code": code, "answers": list(conversation.answers), "line": line["text"]}
            )

        kept = Kept(self, write, lambda error: self.tell(error.sentence, "error"))

        def typed(text: str) -> None:
            line["text"] = text
            kept.soon()

        def over() -> None:
            kept.drop()
            drafts.forget(self.desk, draft)
            assert conversation.result is not None  # noqa: S101  # it is over
            self.said(conversation.result.lines, conversation.result.warnings)

        def left(_cancelled: Cancelled) -> None:
            # Left with nothing typed, the next time begins with the outcome again.
            if line["text"] or any(conversation.answers):
                kept.now()
            else:
                kept.drop()
                drafts.forget(self.desk, draft)

        title = "  ".join(filter(None, (self.file.customer.name, label, person)))
        with self.spoken():
            if conversation.begin():
                over()
            else:
                form = AskForm(title, conversation, over, line=line["text"], changed=typed, left=left)
                self.app.push_screen(form)
