"""The last door to the terminal: what a widget draws as it was typed, such as a field to edit, cannot steer it."""

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from crm_cli.domain.cleaning import clean


class Harmless(LineFilter):
    """Draws U+FFFD for what could steer or spoof a terminal, in whichever widget it stands; values stay as they are."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments of a line as a terminal may be sent them, each as wide as it was."""
        del background
        if all(clean(text) == text for text, _style, _control in segments):
            return segments
        return [Segment(_shown(text), style, control) for text, style, control in segments]


def _shown(text: str) -> str:
    # What takes no cell stands in no cell either: the line beside it would be pushed out of its place.
    return "".join(one if (safe := clean(one)) == one else safe * cell_len(one) for one in text)
