"""Logging a call, a visit or a follow-up from a customer's screen."""

from typing import ClassVar

from crm_cli.domain.codes import number
from crm_cli.i18n import N_
from crm_cli.tui.commands import Command
from crm_cli.tui.customer_edits import EditsFile
from crm_cli.tui.touch_log import TouchLog


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
        self._log().call()

    def do_visit(self) -> None:
        """Ask how the visit ended, and log it."""
        self._log().visit()

    def do_followup(self) -> None:
        """Ask by which channel, and log the follow-up."""
        self._log().followup()

    def _log(self) -> TouchLog:
        """Return what logs a touch; it was with the person the cursor is on."""
        key = self.key_here()
        is_person = key is not None and key[0] in {"contact", "person"}
        person = str(number("contact", key[1])) if key is not None and is_person else None
        return TouchLog(self, self.called, self.file.customer.name, person)
