"""A sweep on the screen as it stands now: the board, the door under the cursor, what others change meanwhile."""

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Container
from textual.widgets import Static

from crm_cli.errors import CrmError, NotFoundError
from crm_cli.i18n import gettext as _
from crm_cli.services import sweep_views
from crm_cli.services.desk import Desk
from crm_cli.services.door_cards import door_card
from crm_cli.services.receipts import Receipt
from crm_cli.services.sweep_next import DoorOffer, NoDoor, release, renew
from crm_cli.services.sweep_views import View
from crm_cli.storage.sweeps import SweepRow
from crm_cli.tui import sweep_texts
from crm_cli.tui.asking import Asked
from crm_cli.tui.bars import CommandBar, PlaceBar
from crm_cli.tui.beside import Beside
from crm_cli.tui.board import Board
from crm_cli.tui.commands import DeskScreen, Severity
from crm_cli.tui.half_knocks import HalfKnocks
from crm_cli.tui.knock_form import KnockForm
from crm_cli.tui.outcome_bar import OutcomeBar
from crm_cli.tui.sweep_rounds import Round, Writing, go_round, write
from crm_cli.tui.told import within

_RENEWED_EACH = 60.0
"""Seconds after which the door I am at is kept for another while."""
_ATTENDED = 1800.0
"""Seconds after something done here in which somebody is taken to be at it: a talk behind a door may be long."""
_AT_IT = "…"
"""What is said while something is being done."""


class LiveSweep(DeskScreen):
    """Shows a sweep and keeps it as it is; what is long is done beside the screen, a round at a time."""

    DEFAULT_CSS = """
    LiveSweep #body { height: 1fr; layout: horizontal; }
    LiveSweep Board { width: 1fr; height: 1fr; min-height: 3; }
    LiveSweep #door { width: 40; height: 1fr; padding: 0 1; border-left: solid $accent; }
    LiveSweep #head, LiveSweep #legend { height: auto; }
    LiveSweep #legend { max-height: 2; }
    LiveSweep #told { height: auto; min-height: 1; max-height: 2; }
    LiveSweep OutcomeBar { height: auto; background: $boost; }
    LiveSweep.-narrow #body { layout: vertical; }
    LiveSweep.-narrow #door { width: 1fr; height: 5; padding: 0; border: none; }
    LiveSweep.-low #door { height: 3; }
    LiveSweep.-low #legend { max-height: 1; }
    LiveSweep.-low #head { max-height: 4; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
        self.VERTICAL_BREAKPOINTS = [(0, "-low"), (24, "-high")]
        self.sweep: SweepRow | None = None
        self.seen: View | None = None
        self.half: HalfKnocks | None = None
        self.revisit = False
        self.moving = False
        self._paces: Mapping[int, float] = {}
        self._beside: Beside | None = None
        self._ahead: list[str] = []
        self._again = False
        self._logged: list[int] = []
        self._taken_back = False
        self._told = ""
        self._mark: int | None = None
        self._touched = time.monotonic()

    def compose(self) -> ComposeResult:
        """Put the board beside (on a narrow screen above) the door, and the outcomes below."""
        yield PlaceBar()
        yield Static("", id="head")
        with Container(id="body"):
            yield Board()
            yield Static("", id="door")
        yield Static("", id="legend")
        yield Static("", id="told")
        yield OutcomeBar()
        yield CommandBar()

    @property
    def board(self) -> Board:
        """The board of doors."""
        return self.query_one(Board)

    def on_mount(self) -> None:
        """Keep the door I am at as long as I am."""
        self.set_interval(_RENEWED_EACH, self._renew)

    def _renew(self) -> None:
        if self._at_door() and time.monotonic() - self._touched < _ATTENDED:
            self._hold(renew)

    def on_screen_suspend(self) -> None:
        """Give my door back where another screen is shown, unless something is half typed of it."""
        door = self._at_door()
        if self.the_app.current_mode != "sweep" and door and not (self.half and door in self.half.units):
            self._hold(release)

    def _at_door(self) -> int | None:
        """Return the door that is kept for me."""
        me = self.desk.me.no if self.desk.me else 0
        doors = self.seen.doors if self.seen else ()
        return next((door.unit_no for door in doors if me and door.lease_rep_no == me), None)

    def _hold(self, act: Callable[[Desk, int], None]) -> None:
        """Keep my door or give it back, beside the screen; the board follows what was written there."""
        me = self.desk.me

        async def hold() -> None:
            with self.spoken():
                await self.beside.do(lambda desk: act(desk, me.no) if me else None)
                # What the thread beside wrote itself is no change to it: the board is read again all the same.
                self._mark = None

        self.run_worker(hold(), group="door")

    def leave(self) -> None:
        """Have the form that is open on the disk, and give my door back."""
        for screen in self.app.screen_stack:
            if isinstance(screen, KnockForm):
                screen.keep_now()
        if self._at_door() and self.desk.me is not None:
            with suppress(CrmError):
                release(self.desk, self.desk.me.no)

    def on_unmount(self) -> None:
        """Give my door back, and let go of the thread beside."""
        self.leave()
        if self._beside is not None:
            self._beside.close()

    def on_screen_resume(self) -> None:
        """Read again what may have changed while another screen was shown."""
        if self.half is not None:
            self.board.show_half_typed(self.half.units)
        self.reload()

    def take(self, sweep: SweepRow) -> None:
        """Show a sweep."""
        self.sweep, self.seen, self.revisit = sweep, None, False
        self.half, self._mark = HalfKnocks(self.desk, sweep.no), None
        self._logged.clear()
        self.reload()

    def reload(self) -> None:
        """Read the sweep again, beside the screen; the cursor stays where it is."""
        if self.moving:
            self._again = True
        elif self.sweep is not None:
            self._work(partial(self._round, self.sweep.no, mark=self._mark))

    def follow(self) -> None:
        """Read the sweep again: nothing that is open over it moves."""
        self.reload()

    def go_on(self, writing: Writing | None = None, *, on: bool = False) -> None:
        """Write, and go `on` to my next door; keys pressed meanwhile wait."""
        assert self.sweep is not None  # noqa: S101  # who calls shows one
        self.moving, self._touched = True, time.monotonic()
        self.tell(_AT_IT)
        # A thread at work keeps the screen waiting: the key is answered first.
        self.call_after_refresh(self._work, partial(self._move, self.sweep.no, writing, on=on))

    def _work(self, what: Callable[[], Awaitable[None]]) -> None:
        """Do something in place of what is being done: a sweep that is read is read again afterwards."""
        self.run_worker(what, exclusive=True, group="round")

    async def _move(self, sweep_no: int, writing: Writing | None, *, on: bool) -> None:
        try:
            if writing is None or await self._written(writing, on=on):
                await self._round(sweep_no, on=on)
            if self.sweep is not None and self.sweep.no != sweep_no:
                self._again = True
        finally:
            # Not from here: what comes next takes the place of what runs now.
            self.call_later(self._moved)

    def _moved(self) -> None:
        """Do what was pressed meanwhile; what was not meant for a form that came up is dropped."""
        self.moving = False
        if not self.is_attached:
            return
        while self._ahead and not self.moving and self.is_active:
            self.action_do(self._ahead.pop(0))
        if not self.is_active:
            self._ahead.clear()
        if self._again and not self.moving:
            self._again = False
            self.reload()

    async def _written(self, writing: Writing, *, on: bool) -> bool:
        """Write, and show at once how the doors stand; False where it is still asked, or could not be done."""
        try:
            receipts = await self.beside.do(partial(write, writing=writing))
        except Asked as asked:
            self.tell("")
            self.app.push_screen(asked.screen(), partial(self._answered, writing, on))
            return False
        except CrmError as error:
            (writing.failed or self.trouble)(error)
            return False
        if writing.then is not None:
            writing.then()
        if not self.is_attached:
            return False
        if writing.knocks:
            self._logged += writing.units
        self.told_of(receipts)
        if writing.units and self.sweep is not None:
            self.board.replace(sweep_views.doors(self.desk, self.sweep, writing.units))
        return True

    def _answered(self, writing: Writing, on: bool, answer: Any) -> None:
        if answer is not None and answer != "":
            self.go_on(writing._replace(answers=(*writing.answers, answer)), on=on)

    async def _round(self, sweep_no: int, *, on: bool = False, mark: int | None = None) -> None:
        going = partial(go_round, sweep_no=sweep_no, on=on, revisit=self.revisit, mark=mark)
        try:
            done = await self.beside.do(going)
        except NotFoundError:
            self._gone(sweep_no)
            return
        except CrmError as error:
            self.trouble(error)
            return
        # The window may be closed, or another sweep be shown by now.
        if done and self.is_attached and self.sweep is not None and sweep_no == self.sweep.no:
            self._shown(done)

    def _shown(self, done: Round) -> None:
        """Show what was read, but wait where a form is open at a door that is gone: it must not be about another."""
        at = self.board.door
        if self.is_active or at is None or any(door.unit_no == at.unit_no for door in done.seen.doors):
            self._landed(done)

    def _gone(self, sweep_no: int) -> None:
        """Show another sweep in place of one whose planning was taken back; on coming back, where I am not here."""
        if self.is_attached and self.is_active and self.sweep is not None and self.sweep.no == sweep_no:
            self.sweep = self.seen = self.half = None
            self.board.empty()
            for place in ("#head", "#legend"):
                self.query_one(place, Static).update("")
            self.begin()

    def begin(self) -> None:
        """Show the sweep that is mine to see, or ask which: what a screen over this one knows."""

    @property
    def beside(self) -> Beside:
        """The thread beside the screen."""
        if self._beside is None:
            self._beside = Beside(self.desk)
        return self._beside

    def wait(self, name: str) -> None:
        """Do a command when the cursor is at my next door."""
        self._ahead.append(name)

    def _landed(self, done: Round) -> None:
        is_first = self.seen is None
        self.sweep, self.seen, self._paces = done.seen.sweep, done.seen, done.paces
        self._mark = done.mark
        self.board.show(done.seen, self.half.units if self.half else ())
        if isinstance(done.found, DoorOffer):
            self.board.go(done.found.door.unit_no)
            self._tell_of(done.found)
        elif isinstance(done.found, NoDoor):
            self.tell(done.found.sentence)
        elif done.found is not None:
            self.trouble(done.found)
        elif is_first:
            self._stand_where_i_am(done.seen)
        elif self._taken_back:
            self._step_back(done.seen)
        self._draw()

    def _tell_of(self, found: DoorOffer) -> None:
        """Say what is unusual of my next door; what was logged just before stays to be read."""
        told = {
            "help": _("The own part is done: this is help for another front."),
            "handed": _("Handed to you."),
        }
        if found.part in told:
            self.tell(f"{self._told}  {told[found.part]}".removeprefix(_AT_IT).strip())
        elif self._told == _AT_IT:
            self.tell("")

    def _stand_where_i_am(self, seen: View) -> None:
        """Put the cursor at the door I was sent to, else at the next one of my front; nothing is taken for that."""
        me = self.desk.me.no if self.desk.me else 0
        at = next((door.unit_no for door in seen.doors if me and door.lease_rep_no == me), None)
        mine = [one for one in seen.standings if me in one.front.rep_nos] or seen.standings
        if at is None and mine and mine[0].next is not None:
            at = mine[0].next.unit_no
        if at is not None:
            self.board.go(at)
        half = [door.code for door in seen.doors if self.half and door.unit_no in self.half.units]
        if half:
            self.tell(_("Half typed: {doors}. Go there and press ⏎.").format(doors=_(", ").join(half)))

    def _step_back(self, seen: View) -> None:
        """Go back to the door whose knock was taken back."""
        self._taken_back = False
        last = self._logged[-1] if self._logged else None
        door = next((door for door in seen.doors if door.unit_no == last), None)
        if door is not None and not door.knocked:
            self._logged.pop()
            self.board.go(door.unit_no)

    def is_mine(self) -> bool:
        """Say whether I have doors of my own in this sweep; who only looks on stays where they are."""
        if self.desk.me is None or self.seen is None or self.seen.sweep.state != "open":
            return False
        me = self.desk.me.no
        on_front = any(me in one.front.rep_nos for one in self.seen.standings)
        return on_front or any(door.handed_rep_no == me for door in self.seen.doors)

    def on_board_moved(self) -> None:
        """Show the door the cursor came to."""
        self._touched = time.monotonic()
        self._draw_door()
        self.query_one(CommandBar).refresh()

    def on_resize(self) -> None:
        """Write the lines for the new width."""
        self._draw_told()
        self._draw()

    def _draw(self) -> None:
        if (seen := self.seen) is None:
            return
        width = self.size.width
        head = sweep_texts.head(seen, self._paces, width, revisit=self.revisit)
        self.query_one("#head", Static).update(head)
        self.query_one("#legend", Static).update(sweep_texts.legend(seen, width))
        self._draw_door()
        # The lines above may have taken or given the board one.
        self.call_after_refresh(self._draw_told)

    def _draw_door(self) -> None:
        door, text = self.board.door, Text("")
        if door is not None and self.sweep is not None:
            is_half = self.half is not None and door.unit_no in self.half.units
            with self.spoken():
                card = door_card(self.desk, self.sweep, door)
                text = sweep_texts.door_text(self.desk, card, half_typed=is_half)
        self.query_one("#door", Static).update(text, layout=False)

    def tell(self, sentence: str, severity: Severity = "information") -> None:
        """Tell it on a line that stays and hides no door; what is wrong at the edge too."""
        self._told = sentence
        self._draw_told()
        if severity != "information":
            super().tell(sentence, severity)

    def _draw_told(self) -> None:
        """Write what is told, in two lines where the board has an empty one."""
        place, board = self.query_one("#told", Static), self.board
        spare = board.size.height + place.size.height - 1 - board.virtual_size.height
        told = within(self._told, self.app.size.width, 2 if spare > 0 else 1)
        place.update(Text(told), layout=place.size.height != 1 + told.count("\n"))

    def told_of(self, receipts: Sequence[Receipt]) -> None:
        """Tell what was done, and each warning once."""
        self.tell("\n".join(line for one in receipts for line in one.lines))
        for warning in dict.fromkeys(warning for one in receipts for warning in one.warnings):
            self.tell(_("Warning: {sentence}").format(sentence=warning), "warning")

    def undo(self) -> None:
        """Take back the last thing I did; of a knock, go back to its door."""
        super().undo()
        self._taken_back = True

    def trouble(self, error: CrmError) -> None:
        """Say an error as its sentence and its way out."""
        if not self.is_attached:
            return
        self.tell(error.told, "error")
