"""What is proposed for a day, shown over the screen: whom to visit and why, and in which order to go."""

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import OptionList, Static

from crm_cli.domain.cleaning import clean
from crm_cli.domain.codes import number
from crm_cli.i18n import gettext as _
from crm_cli.reports.plan_suggestions import Suggestion
from crm_cli.services.desk import Desk
from crm_cli.services.plan_order import Proposal, say_ways
from crm_cli.tui.over import Over


class SuggestPane(Over[list[Suggestion] | None]):
    """Suggestions with their reasons; gives back those that were marked, the one under the cursor when none was."""

    DEFAULT_CSS = """
    SuggestPane { align: center middle; }
    #suggested { width: 95%; max-width: 100; height: auto; max-height: 95%; border: round $accent;
        padding: 0 1; background: $surface; }
    #suggested OptionList { height: auto; max-height: 1fr; }
    """
    BINDINGS: ClassVar = [
        Binding("escape", "leave", show=False),
        Binding("space", "mark", show=False, priority=True),
    ]

    def __init__(self, title: str, found: Sequence[Suggestion]) -> None:
        super().__init__()
        self._title = title
        self._found = found
        self._marked: set[int] = set()

    def compose(self) -> ComposeResult:
        """Show each with its reasons below it."""
        with Vertical(id="suggested"):
            yield Static(Text(clean(self._title), style="bold"))
            yield OptionList(*(self._text(place) for place in range(len(self._found))), compact=True)
            yield Static(Text(_("⏎ plans it   ␣ marks several   esc leaves it"), style="dim"))

    def _text(self, place: int) -> Text:
        one = self._found[place]
        row = one.customer
        who = (number("customer", row.no), row.grade, row.name) if row is not None else ()
        where = (one.building or (row.district if row is not None else ""), row.floor if row else "")
        mark = "*" if place in self._marked else " "
        text = Text(f"{mark}{one.score:>4}  {clean(' '.join(filter(None, (*who, *where))))}", style="bold")
        for part in one.parts:
            text.append(f"\n  {part.points:>6}  {clean(part.sentence)}", style="not bold dim")
        return text

    def action_mark(self) -> None:
        """Mark the suggestion under the cursor, or take its mark off, and go on."""
        options = self.query_one(OptionList)
        place = options.highlighted
        if place is None:
            return
        self._marked ^= {place}
        options.replace_option_prompt_at_index(place, self._text(place))
        options.action_cursor_down()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Plan what is marked, or this one."""
        event.stop()
        chosen = sorted(self._marked) or [event.option_index]
        self.dismiss([self._found[place] for place in chosen])

    def action_leave(self) -> None:
        """Plan none."""
        self.dismiss(None)


class OrderPane(Over[bool]):
    """The order proposed for a day: each visit with its new place, the old one, and where it is; Enter takes it."""

    DEFAULT_CSS = """
    OrderPane { align: center middle; }
    #order { width: 95%; max-width: 100; height: auto; max-height: 95%; border: round $accent;
        padding: 0 1; background: $surface; }
    #order OptionList { height: auto; max-height: 1fr; }
    #order Static { height: auto; }
    """
    BINDINGS: ClassVar = [Binding("escape", "leave", show=False)]

    def __init__(self, desk: Desk, title: str, proposed: Proposal) -> None:
        super().__init__()
        self._desk = desk
        self._title = title
        self._proposed = proposed

    def compose(self) -> ComposeResult:
        """Show the visits in the order proposed."""
        with Vertical(id="order"):
            yield Static(Text(clean(self._title), style="bold"))
            yield OptionList(*self._lines(), compact=True)
            yield Static(Text(say_ways(self._proposed)))
            yield Static(Text(_("⏎ takes this order   esc leaves the day as it is"), style="dim"))

    def _lines(self) -> list[Text]:
        was = {row.no: place for place, row in enumerate(self._proposed.before, 1)}
        made = []
        for place, row in enumerate(self._proposed.after, 1):
            at = f"{self._desk.wall(row.at):%H:%M}" if row.at is not None else "     "
            moved = f"({was[row.no]})" if was[row.no] != place else ""
            where = " ".join(filter(None, (row.district, row.building if row.customer else "", row.floor)))
            line = f"{place:>2} {moved:<4} {at} {number('plan', row.no)} {row.customer or row.building}"
            made.append(Text.assemble((clean(line), "bold" if moved else ""), (f"  {clean(where)}", "dim")))
        return made

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take it."""
        event.stop()
        self.dismiss(True)

    def action_leave(self) -> None:
        """Leave it."""
        self.dismiss(False)
