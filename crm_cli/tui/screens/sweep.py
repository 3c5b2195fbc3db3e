"""Sweep: a building as a board of doors; one key says what happened at a door and goes on to my next."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events

from crm_cli.domain import words
from crm_cli.domain.codes import number
from crm_cli.domain.door_names import DoorBook
from crm_cli.domain.folding import core_name
from crm_cli.domain.knock_lines import Typed
from crm_cli.domain.numerals import fold
from crm_cli.domain.sweeping import Door
from crm_cli.errors import AmbiguousError, CrmError, NotFoundError, UsageError
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services import knock_doubts, knocks, sweep_doors, sweep_views, sweeps
from crm_cli.services.desk import Desk
from crm_cli.services.door_cards import door_card
from crm_cli.services.knock_writing import is_no_entry
from crm_cli.services.outcomes import label
from crm_cli.services.receipts import Receipt
from crm_cli.services.reps import reps
from crm_cli.storage.knocks import NEIGHBOURS
from crm_cli.storage.outcomes import OutcomeRow
from crm_cli.tui.asking import Asking
from crm_cli.tui.choice import Choice
from crm_cli.tui.commands import Command, known_as
from crm_cli.tui.knock_form import KnockForm, Told, typed_of
from crm_cli.tui.outcome_bar import OUTCOME
from crm_cli.tui.prompt import Prompt, put_back
from crm_cli.tui.sweep_live import LiveSweep
from crm_cli.tui.sweep_rounds import Writing

_LISTED = 30
"""Sweeps there are to choose from; older ones are in the shell."""
_ANYWHERE = frozenset({"sweep", "plan"})
"""What can be done where no sweep is shown; it does not wait for the cursor either."""
_READING = frozenset({"sweep", "jump"})
"""What can be done by whom nobody knows."""
_WHO = N_("Who turned you away, and what did they say?")
_NONE_SHOWN = N_("No sweep is shown: choose one with w, plan one with P.")


class SweepScreen(LiveSweep):
    """A sweep: its board, the door under the cursor, the outcomes of visits on their keys.

    The firm's keys of outcomes come first; a command whose letter is one of them keeps its others.
    """

    OFFERS: ClassVar = (
        Command("next", "space,n", N_("next door"), N_("Go to my next door, and keep it for me.")),
        Command(
            "open",
            "enter",
            N_("what happened"),
            N_("Say what happened here, from a list; go on with a form."),
        ),
        Command("skip", "s,S", N_("skip"), N_("Pass the door over: it is offered to nobody.")),
        Command("reopen", "o,O", N_("reopen"), N_("Have the door knocked at again.")),
        Command(
            "hand", "h,H", N_("hand on"), N_("Hand the door over to somebody, or make it anyone's again.")
        ),
        Command(
            "revisit", "r,R", N_("revisits"), N_("Go from one door to revisit to the next, or as before.")
        ),
        Command("jump", "slash", N_("go to"), N_("Go to a door, a floor or a firm: 3012, 30.")),
        Command("sweep", "w,W", N_("sweeps"), N_("Choose another sweep.")),
        Command(
            "turned_away",
            "T",
            N_("turned away"),
            N_("Nobody was let into the building, and why."),
            shown=False,
        ),
        Command("plan", "P", N_("plan a sweep"), N_("Sweep a building from today on."), shown=False),
    )

    _meant: int | None = None

    def on_mount(self) -> None:
        """Look for the sweep to show."""
        self.board.focus()
        self.begin()

    def begin(self) -> None:
        """Show my sweep, else the only one that is open; ask which where there are several."""
        try:
            self.take(sweeps.shown_sweep(self.desk))
        except AmbiguousError:
            self.call_after_refresh(self.do_sweep)
        except NotFoundError:
            self.tell(_("No sweep is open. Plan one with P."))
        except CrmError as error:
            self.tell(error.sentence)

    def commands(self) -> tuple[Command, ...]:
        """Return what can be done here, with the outcomes; the firm's keys of outcomes are those of no command."""
        told = _("Log {outcome} at the door under the cursor.")
        logs = [
            Command(
                f"{OUTCOME}{row.code}",
                self._key(row),
                label(row),
                told.format(outcome=label(row)),
                shown=False,
            )
            for row in self._outcomes()
        ]
        taken = {one.keys for one in logs}
        own = [
            one._replace(keys=",".join(key for key in one.keys.split(",") if key not in taken))
            for one in self.OFFERS
        ]
        return (*own, *logs)

    def _outcomes(self) -> list[OutcomeRow]:
        return [row for row in self.desk.outcomes("visit") if row.retired_on is None]

    def _key(self, row: OutcomeRow) -> str:
        """Return the key of an outcome, '' where every screen has another command on it."""
        return (
            "" if row.key in {key for one in self.the_app.COMMON for key in one.keys.split(",")} else row.key
        )

    def on_key(self, event: events.Key) -> None:
        """Log the outcome whose key it is."""
        key = fold(event.character) if event.character else ""
        row = next((row for row in self._outcomes() if key and self._key(row) == key), None)
        if row is not None:
            event.stop()
            event.prevent_default()
            self.action_do(f"{OUTCOME}{row.code}")

    def why_not(self, name: str) -> str | None:
        """Say what keeps a command from being done."""
        if name not in _READING and self.desk.me is None:
            return _("Nobody in particular sits here: open the desk with --as NAME.")
        if name in _ANYWHERE:
            return None
        if self.sweep is None:
            return _(_NONE_SHOWN)
        if self.seen is None:
            return _("The doors are being read.")
        return None if self.board.door is not None else _("There is no door here.")

    def action_do(self, name: str) -> None:
        """Do a command; one that is pressed before the cursor is at my next door waits until it is there."""
        if self.moving and name not in _ANYWHERE:
            self.wait(name)
        elif name.startswith(OUTCOME) and self.why_not(name) is None:
            with self.spoken():
                self._log(name.removeprefix(OUTCOME))
        else:
            super().action_do(name)

    def on_board_chosen(self) -> None:
        """Say what happened at the door that was clicked twice."""
        self.action_do("open")

    def _log(self, code: str) -> None:
        """Log an outcome at the doors chosen, or ask first whom I met where one opened."""
        row = next(row for row in self._outcomes() if row.code == code)
        doors = self.board.chosen()
        if not row.opened:
            typed = Typed(tuple(door.code for door in doors), row.code)
            self._if_meant(row, doors, lambda: self._write(doors, typed))
        elif len(doors) == 1:
            self._ask_whom(doors[0], row)
        else:
            raise UsageError(_("Doors that opened are logged one by one."))

    def _if_meant(self, row: OutcomeRow, doors: Sequence[Door], act: Callable[[], None]) -> None:
        """Log at once; what may be a slip of the finger only when the same key, or Enter, says it again.

        A finished sweep is asked about once: who meant one door of it is on a round through it.
        """
        assert self.sweep is not None  # noqa: S101  # why_not said so
        sweep = self.sweep
        finished = knock_doubts.of_sweep(self.desk, sweep) if sweep.no != self._meant else ""
        why = [*filter(None, (knock_doubts.of_doors(doors), finished))]

        def said(place: int | None) -> None:
            if place == 0:
                self._meant = sweep.no
                act()

        if not why:
            act()
            return
        lines = [_("Log {outcome} all the same").format(outcome=label(row)), _("Log nothing")]
        key = self._key(row)
        self.app.push_screen(Choice("\n".join(why), lines, keys=[key] if key else ()), said)

    def _ask_whom(self, door: Door, row: OutcomeRow) -> None:
        """Show the form of a door that opened, with what was typed there before."""
        assert self.sweep is not None and self.half is not None  # noqa: S101, PT018  # why_not said so
        half = self.half
        card = door_card(self.desk, self.sweep, door)

        def save(form: KnockForm, told: Told) -> None:
            if self.moving:
                return
            try:
                typed = typed_of(door.code, row, told, len(card.tenants))
            except CrmError as error:
                form.wrong(error)
            else:
                self._write([door], typed, form)

        def keep(told: Told) -> None:
            half.keep(door.unit_no, row.code, told)

        self.app.push_screen(KnockForm(card, row, half.told(door.unit_no), save, keep))

    def _write(self, doors: Sequence[Door], typed: Typed, form: KnockForm | None = None) -> None:
        """Log a knock, and then go on to my next door; a form stays until that is done."""
        assert self.half is not None  # noqa: S101  # why_not said so
        half, name = self.half, self._sweep_name()
        units = tuple(door.unit_no for door in doors)

        def act(desk: Desk) -> list[Receipt]:
            return knocks.log_knocks(desk, knocks.find_place(desk, name), [(None, typed)])

        def then() -> None:
            if form is not None:
                form.done()
                with self.spoken():
                    half.forget(units)

        def failed(error: CrmError) -> None:
            if form is not None and form.is_attached:
                form.wrong(error)
            else:
                self.trouble(error)
            if not doors and typed.note:
                with self.spoken():
                    put_back(self.desk, _(_WHO), typed.note)

        command = " ".join(("crm knock", *typed.doors, typed.outcome or ""))
        self.go_on(Writing(act, command, units, knocks=True, then=then, failed=failed), on=self.is_mine())

    def _sweep_name(self) -> str:
        return str(number("sweep", self.sweep.no if self.sweep else 0))

    def _codes(self) -> list[str]:
        return [door.code for door in self.board.chosen()]

    def do_next(self) -> None:
        """Go to my next door."""
        self.go_on(on=True)

    def do_open(self) -> None:
        """Go on with a form that was left, else choose what happened."""
        door, rows = self.board.door, self._outcomes()
        code = self.half.outcome(door.unit_no) if self.half and door else None
        before = next((row for row in rows if row.code == code), None)
        if door is not None and before is not None:
            self._ask_whom(door, before)
            return

        def chosen(place: int | None) -> None:
            if place is not None:
                self.action_do(f"{OUTCOME}{rows[place].code}")

        asked = _("What happened at {door}?").format(door=_(", ").join(self._codes()[:6]))
        keys = [self._key(row) for row in rows]
        self.app.push_screen(Choice(asked, [label(row) for row in rows], keys=keys), chosen)

    def do_skip(self) -> None:
        """Pass the doors chosen over."""
        codes, name = self._codes(), self._sweep_name()
        self._do_with_doors(
            "crm sweep skip", lambda desk: [sweep_doors.skip(desk, codes, sweep=name)], on=self.is_mine()
        )

    def do_reopen(self) -> None:
        """Have the doors chosen knocked at again."""
        codes, name = self._codes(), self._sweep_name()
        self._do_with_doors("crm sweep reopen", lambda desk: [sweep_doors.reopen(desk, codes, sweep=name)])

    def do_hand(self) -> None:
        """Ask who gets the doors chosen, and hand them over."""
        codes, name = self._codes(), self._sweep_name()
        names = [row.name for row in reps(self.desk, active=True)]

        def chosen(place: int | None) -> None:
            if place is not None:
                to = names[place] if place < len(names) else None
                option = f"--to {to}" if to else "--back"
                self._do_with_doors(
                    "crm sweep hand", lambda desk: [sweep_doors.hand(desk, codes, to, sweep=name)], option
                )

        asked = _("Who gets {doors}?").format(doors=_(", ").join(codes[:6]))
        self.app.push_screen(Choice(asked, [*names, _("anyone again")]), chosen)

    def _do_with_doors(
        self, command: str, act: Callable[[Desk], Sequence[Receipt]], option: str = "", *, on: bool = False
    ) -> None:
        """Do something with the doors chosen that is no knock."""
        units = tuple(door.unit_no for door in self.board.chosen())
        told = " ".join(filter(None, (command, *self._codes(), option)))
        self.go_on(Writing(act, told, units), on=on)

    def do_revisit(self) -> None:
        """Go from one door to revisit to the next, or to those nobody was at."""
        self.revisit = not self.revisit
        self.go_on(on=self.is_mine())

    def do_jump(self) -> None:
        """Ask for a door, a floor or a firm, and go there."""

        def go(text: str | None) -> None:
            if text:
                self.board.go(self._place(text))

        self.app.push_screen(Prompt(_("Which door, floor or firm?"), self._place, hint="3012"), go)

    def _place(self, text: str) -> int:
        """Return the door that a text names, the first of the floor, or that of a firm; raise NotFoundError."""
        assert self.seen is not None  # noqa: S101  # why_not said so
        every, said = self.seen.doors, fold(text).strip()
        doors = DoorBook(every).said(said)[0]
        doors = doors or [door for door in every if door.floor.casefold() == said.casefold()]
        if doors:
            return doors[0].unit_no
        core = core_name(said)
        behind = self.desk.database.all(NEIGHBOURS, building_no=self.seen.sweep.building_no)
        found = next((one.unit_no for one in behind if core and core in core_name(one.customer)), None)
        if found is None:
            raise NotFoundError(_("There is no door, floor or firm {text} here.").format(text=text))
        return found

    def do_sweep(self) -> None:
        """Choose a sweep, the open ones first."""
        rows = sweep_views.sweeps(self.desk, limit=_LISTED)
        rows.sort(key=lambda row: row.state != "open")
        if not rows:
            self.tell(_("No sweep is open. Plan one with P."))
            return
        at = next((place for place, row in enumerate(rows) if self.sweep and row.no == self.sweep.no), 0)

        def chosen(place: int | None) -> None:
            if place is not None:
                self.tell("")
                self.take(rows[place])
            elif self.sweep is None:
                self.tell(_(_NONE_SHOWN))

        lines = [
            f"{number('sweep', row.no)} {row.building}  {row.starts_on.isoformat()}  {words.label('sweep_state', row.state)}"
            for row in rows
        ]
        self.app.push_screen(Choice(_("Which sweep?"), lines, at=at), chosen)

    def do_turned_away(self) -> None:
        """Ask why nobody was let in, and log it at the building; the reason is remembered of its front desk."""
        row = next((row for row in self._outcomes() if is_no_entry(row)), None)
        if row is None:
            raise NotFoundError(_("No outcome of visits stands for being let in nowhere."))
        code = row.code

        def told(note: str | None) -> None:
            if note is not None:
                self._write([], Typed((), code, note=note))

        self.app.push_screen(Prompt(_(_WHO)), told)

    def do_plan(self) -> None:
        """Ask for a building, and sweep it from today on."""
        from crm_cli.services.sweep_planning import plan_sweep

        def planned(receipt: Receipt) -> None:
            self.take(sweeps.find_sweep(self.desk, receipt.number))
            self.told_of([receipt])

        def told(building: str | None) -> None:
            if not building:
                return

            def act() -> Receipt:
                with known_as(self.desk, f"crm sweep plan {building}"):
                    return plan_sweep(self.desk, building)

            Asking(self.app, self.desk, act, planned, self.trouble).go()

        self.app.push_screen(Prompt(_("Which building do you sweep today?")), told)
