"""The upper part of the phone desk: the number, who it is and why, how the call stands, what to say."""

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Digits, Static

from crm_cli.domain.cleaning import clean
from crm_cli.i18n import gettext as _
from crm_cli.services import call_cards
from crm_cli.tui import call_panes
from crm_cli.tui.call_shift import Shift

LOW, _HIGH, _WIDE = 24, 30, 110
"""Lines below which only the number and why are shown, and above which touches are shown whole; cells from which
the script stands beside the card."""
_EDGES = 4
"""Cells that a pane has for its edges and its bar."""


class CallView(Vertical):
    """Shows a shift; what does not change is not drawn again."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: dict[str, Text] = {}
        self._script = ""

    def compose(self) -> ComposeResult:
        """Put the number above the card and the script."""
        yield Static(id="head")
        yield Digits(id="digits")
        yield Static(id="number")
        yield Static(id="who")
        yield Static(id="state")
        with Horizontal(id="panes"):
            with VerticalScroll(id="card", can_focus=False):
                yield Static(id="known")
            with VerticalScroll(id="script", can_focus=False):
                yield Static(id="words")
        yield Static(id="marks")

    def draw(self, shift: Shift, *, reads_script: bool) -> None:
        """Show the number there is, or why there is none."""
        half, size = shift.half, self.app.size
        is_low, now = size.height < LOW, f"{shift.desk.now():%H:%M}"
        number = half.offer.number if half is not None else ""
        is_large = bool(number) and not is_low and call_panes.is_large(number, size.width)
        digits = self.query_one(Digits)
        digits.display = is_large
        if is_large:
            digits.update(number)
        head = call_cards.head(half.offer) if half is not None else ""
        self._put("head", call_panes.edges(head, f"{number}  {now}" if is_large else now, size.width))
        self._put("number", call_panes.spread(number, size.width) if number and not is_large else Text())
        if half is None:
            self._put("who", Text(clean(shift.empty, multiline=True)))
            self._put("marks", Text())
        else:
            self._put("who", call_panes.who(shift.card, short=is_low))
            self._put("marks", call_panes.marks(half))
        self.draw_state(shift)
        self._draw_panes(shift, is_low=is_low, reads_script=reads_script)

    def _draw_panes(self, shift: Shift, *, is_low: bool, reads_script: bool) -> None:
        has_script = shift.half is not None and bool(shift.script)
        is_wide = self.app.size.width >= _WIDE
        self.query_one("#script").display = has_script and (is_wide or reads_script)
        self.query_one("#card").display = shift.half is not None and (is_wide or not reads_script)
        # On a low screen the script is shown for who asks for it, and the card for nobody.
        self.query_one("#panes").display = not is_low or (has_script and reads_script)
        if shift.half is not None:
            known = call_panes.body(
                shift.card, self.app.size.width - _EDGES, whole=self.app.size.height > _HIGH
            )
            self._put("known", known)
        if has_script and self._script != shift.script:
            self._script = shift.script
            self.query_one("#words", Static).update(call_panes.script(shift.script))

    def draw_state(self, shift: Shift) -> None:
        """Show how the call stands, with its seconds."""
        if shift.half is not None:
            told = call_cards.state(shift.half)
        else:
            told = _("Enter goes on") if shift.pause else _("Looks again by itself; Enter looks now")
        self.say(told)

    def say(self, told: str) -> None:
        """Show how the call stands, or what is being done, without laying out anything."""
        self.query_one("#state", Static).update(Text(told, no_wrap=True), layout=False)

    def scroll(self, by: int) -> None:
        """Read on in the script, or in the card."""
        script = self.query_one("#script")
        pane = script if script.display else self.query_one("#card")
        pane.scroll_relative(y=by, animate=False)

    def _put(self, place: str, text: Text) -> None:
        # What is put anew is laid out anew, which takes longer than all the rest of a key.
        if self._shown.get(place) != text:
            self._shown[place] = text
            widget = self.query_one(f"#{place}", Static)
            widget.display = bool(text)
            widget.update(text)
