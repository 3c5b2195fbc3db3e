"""What happened at a customer, and will: its table, and the kinds of it with a key each."""

from collections.abc import Sequence

from rich.cells import cell_len
from rich.text import Text

from crm_cli.domain.codes import LETTERS
from crm_cli.domain.durations import format_seconds
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services import calls
from crm_cli.services.desk import Desk
from crm_cli.services.timeline import KINDS, Timeline
from crm_cli.services.touch_events import KINDS as EVENTS
from crm_cli.services.touch_events import Event
from crm_cli.tui.bars import Bar
from crm_cli.tui.commands import Command, DeskScreen
from crm_cli.tui.paged import Column, Line

KIND = "kind:"
"""How the commands begin that show one kind; the kind follows, nothing for all."""
_NAMES = (
    (N_("calls"), N_("Show the calls alone.")),
    (N_("visits"), N_("Show the visits alone.")),
    (N_("follow-ups"), N_("Show the follow-ups alone.")),
    (N_("steps"), N_("Show the steps alone.")),
    (N_("visits planned"), N_("Show the visits planned alone.")),
    (N_("money"), N_("Show quotes, samples, orders and payments alone.")),
    (N_("memos"), N_("Show the memos alone.")),
)
OFFERS = (
    Command(KIND, "0", N_("everything"), N_("Show everything that happened and will."), shown=False),
    *(
        Command(f"{KIND}{kind}", str(place), name, told, shown=False)
        for place, (kind, (name, told)) in enumerate(zip(KINDS, _NAMES, strict=True), 1)
    ),
)
COLUMNS = (
    Column(N_("when"), 16),
    Column(N_("kind"), 9),
    Column(N_("rep"), 8),
    Column(N_("outcome"), 12),
    Column(N_("words")),
)
NARROW = (Column(N_("when"), 11), Column(N_("kind"), 6), Column(N_("outcome"), 10), Column(N_("words")))


class Happened:
    """A timeline by the page."""

    def __init__(self, timeline: Timeline, *, narrow: bool) -> None:
        self._timeline = timeline
        self._narrow = narrow
        self.events: dict[str, Event] = {}

    def count(self) -> int:
        """Return how many there are."""
        return self._timeline.count()

    def lines(self, first: int, size: int) -> Sequence[Line]:
        """Return some of them."""
        return [self._line(event) for event in self._timeline.page(first, size)]

    def _line(self, event: Event) -> Line:
        self.events[event.no] = event
        timed = event.at.hour or event.at.minute
        when = f"{event.at:%y-%m-%d}" if self._narrow else f"{event.at:%Y-%m-%d}"
        if timed and not self._narrow:
            when += f" {event.at:%H:%M}"
        outcome = event.label or event.outcome
        said = "  ".join(filter(None, (event.contact, event.grade, " ".join(event.text.split()))))
        cells = (when, _(EVENTS[event.kind]), *(() if self._narrow else (event.rep,)), outcome, said)
        return Line(event.no, cells, "dim" if event.outcome == "cancelled" else "")


def about(name: str) -> tuple[str, int]:
    """Return the noun and the number of what a line of a timeline is about."""
    return LETTERS[name[0]], int(name[1:])


def details(desk: Desk, event: Event) -> list[tuple[str, str]]:
    """Return a line of a timeline whole, with a title for each part; of a call also how long was talked."""
    when = f"{event.at:%Y-%m-%d %H:%M}" if event.at.hour or event.at.minute else f"{event.at:%Y-%m-%d}"
    told = (
        (_("when"), when),
        (_("no."), event.no),
        (_("rep"), event.rep),
        (_("contact"), event.contact),
        (_("outcome"), event.label or event.outcome),
        (_("talk time"), _talked(desk, event.no)),
        (_("grade"), event.grade),
        (_("words"), event.text.replace(" | ", "\n")),
    )
    return [(title, said) for title, said in told if said]


def _talked(desk: Desk, name: str) -> str:
    noun, no = about(name)
    rows = calls.calls(desk, no=no) if noun == "call" else ()
    return next((format_seconds(row.talk_seconds) for row in rows if row.talk_seconds is not None), "")


class KindBar(Bar):
    """The kinds of what happened with their keys; the one that is shown stands out."""

    DEFAULT_CSS = "KindBar { height: 1; background: $panel; }"

    def __init__(self) -> None:
        super().__init__()
        self.kind = ""

    def render(self) -> Text:
        """Return the line; where it is narrow, only the kind that is shown has its name."""
        text, at = Text(no_wrap=True), 0
        self._spans = []
        room = sum(cell_len(f" {one.keys} {_(one.label)} ") for one in OFFERS) <= self.size.width
        for command in OFFERS:
            is_shown = command.name == f"{KIND}{self.kind}"
            word = f" {command.keys} {_(command.label)} " if room or is_shown else f" {command.keys} "
            text.append(word, style="reverse" if is_shown else "")
            self._spans.append((0, at, at + cell_len(word), command.name))
            at += cell_len(word)
        return text

    def pressed(self, name: str) -> None:
        """Show the kind."""
        if isinstance(self.screen, DeskScreen):
            self.screen.action_do(name)
