"""What is looked at before it is done: a form over the screen, and a question that Enter answers with yes."""

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Static

from crm_cli.domain.cleaning import clean
from crm_cli.domain.form import Form
from crm_cli.i18n import gettext as _
from crm_cli.tui.form_pane import FormPane
from crm_cli.tui.over import Over


class ProofScreen(Over[bool]):
    """A form and what is asked of it; gives back whether it is to be done."""

    DEFAULT_CSS = """
    ProofScreen { align: center middle; }
    #proof { width: 95%; max-width: 110; height: 90%; border: round $accent; padding: 0 1; background: $surface; }
    #proof FormPane { height: 1fr; }
    #proof Static { height: 1; }
    """
    BINDINGS: ClassVar = [
        Binding("enter,y", "answer(True)", show=False, priority=True),
        Binding("escape,n,q", "answer(False)", show=False, priority=True),
    ]

    def __init__(self, form: Form, question: str) -> None:
        super().__init__()
        self._form = form
        self._question = question

    def compose(self) -> ComposeResult:
        """Put the question under the form."""
        with Vertical(id="proof"):
            yield FormPane()
            yield Static(Text.assemble((clean(self._question), "bold"), _("   ⏎ yes   esc not yet")))

    def on_mount(self) -> None:
        """Show the form."""
        pane = self.query_one(FormPane)
        pane.show(self._form, keep=False)
        pane.focus()

    def action_answer(self, is_yes: bool) -> None:
        """Give the answer back."""
        self.dismiss(is_yes)
