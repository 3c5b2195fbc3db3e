"""Today: what is planned, promised and due, in the order of the day; one key acts on the row."""

from collections.abc import Callable, Iterator, Sequence
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import Static

from crm_cli.domain import words
from crm_cli.domain.codes import number
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.reports.scope import find_scope
from crm_cli.reports.today import Today, today
from crm_cli.services import plans, steps
from crm_cli.services.receipts import Receipt
from crm_cli.storage.plans import PlanRow
from crm_cli.storage.steps import StepRow
from crm_cli.tui.bars import CommandBar, PlaceBar
from crm_cli.tui.commands import Command, DeskScreen
from crm_cli.tui.paged import Column, Line, PagedTable
from crm_cli.tui.prompt import Prompt


class _Lines:
    """The day's rows, already made: a day has few."""

    def __init__(self, made: Sequence[Line]) -> None:
        self._made = made

    def count(self) -> int:
        return len(self._made)

    def lines(self, first: int, size: int) -> Sequence[Line]:
        return self._made[first : first + size]


class TodayScreen(DeskScreen):
    """The day of the rep who sits here, or the firm's."""

    OFFERS: ClassVar = (
        Command("done", "d", N_("done"), N_("It is done: the step, or the plan as visited.")),
        Command("snooze", "z", N_("put off"), N_("Put a step off, or move a plan, to another day or time.")),
        Command("cancel", "x", N_("cancel"), N_("Call it off, and say why.")),
        Command("mine", "m", N_("mine / all"), N_("Show my day, or the firm's.")),
    )

    def __init__(self) -> None:
        super().__init__()
        self._everyone = False

    def compose(self) -> ComposeResult:
        """Put the day's rows above its figures."""
        yield PlaceBar()
        yield PagedTable(
            (
                Column(N_("no"), 7),
                Column(N_("when"), 12),
                Column(N_("who")),
                Column(N_("what")),
                Column(N_("rep"), 8),
            )
        )
        yield Static("", classes="foot", id="figures")
        yield CommandBar()

    def on_mount(self) -> None:
        """Read the day."""
        self.reload()
        self.query_one(PagedTable).focus()

    def reload(self) -> None:
        """Read the day again."""
        everyone = self._everyone or self.desk.me is None
        found = today(self.desk, find_scope(self.desk, everyone=everyone), self.desk.today())
        made = [line for heading, lines in self._blocks(found) if lines for line in (heading, *lines)]
        self.query_one(PagedTable).show(_Lines(made), keep=True)
        self.query_one("#figures", Static).update(self._figures(found))

    def _blocks(self, found: Today) -> Iterator[tuple[Line, list[Line]]]:
        callbacks = [*found.callbacks, *found.others_callbacks]
        for name, rows in (
            (_("Plan of the day"), [self._plan(row, found) for row in found.plans]),
            (_("Callbacks"), [self._step(row) for row in callbacks]),
            (_("Overdue"), [self._step(row) for row in found.overdue()]),
            (_("Due today"), [self._step(row) for row in found.due()]),
            (_("Plans nobody closed"), [self._plan(row, found) for row in found.left_open]),
        ):
            yield Line(None, ("", "", f"{name} {len(rows)}", "", ""), "bold"), rows

    def _plan(self, row: PlanRow, found: Today) -> Line:
        at = f"{self.desk.wall(row.at):%m-%d %H:%M}" if row.at else f"{row.day:%m-%d}"
        state = "" if row.state == "planned" else words.label("plan_state", row.state)
        told = " ".join(filter(None, (state, row.purpose)))
        reps = ", ".join(found.reps.get(row.no, []))
        key, style = ("plan", row.no), "dim" if state else ""
        return Line(key, (str(number("plan", row.no)), at, row.customer or row.building, told, reps), style)

    def _step(self, row: StepRow) -> Line:
        at = f"{self.desk.wall(row.due_at):%m-%d %H:%M}" if row.due_at else f"{row.due_on:%m-%d}"
        late = "bold red" if row.due_on < self.desk.today() else ""
        who = row.customer or _("task")
        return Line(("step", row.no), (str(number("step", row.no)), at, who, row.words, row.rep), late)

    def _figures(self, found: Today) -> Text:
        parts = [
            f"{words.label('metric', metric)} {one.done or 0}" + (f"/{one.goal}" if one.goal else "")
            for metric, one in found.numbers.items()
        ]
        return Text("  ".join(parts), no_wrap=False)

    def _here(self) -> tuple[str, int] | None:
        line = self.query_one(PagedTable).line_here()
        return line.key if line is not None else None

    def why_not(self, name: str) -> str | None:
        """Say what keeps a command from being done."""
        if name == "mine":
            return (
                None if self.desk.me else _("Nobody in particular sits here: open the desk with --as NAME.")
            )
        return None if self._here() is not None else _("Choose a row first.")

    def do_mine(self) -> None:
        """Show my day, or the firm's."""
        self._everyone = not self._everyone
        self.reload()

    def do_done(self) -> None:
        """Close the row."""
        kind, no = self._row()
        if kind == "plan":
            self._done(lambda: plans.end_plan(self.desk, str(number("plan", no)), "visited"))
        else:
            self._done(lambda: steps.finish_step(self.desk, str(number("step", no))))

    def do_snooze(self) -> None:
        """Ask until when, of a plan also why, and put the row off."""
        kind, no = self._row()
        name = str(number(kind, no))

        def put_off(when: str | None) -> None:
            if when and kind == "plan":
                self._ask_why(lambda why: plans.move_plan(self.desk, name, when, why))
            elif when:
                self._done(lambda: steps.snooze_step(self.desk, name, when))

        self.app.push_screen(Prompt(_("Until when? For example: 15:00, fri, +3d"), hint="+1d"), put_off)

    def do_cancel(self) -> None:
        """Call the row off; of a plan, ask why."""
        kind, no = self._row()
        name = str(number(kind, no))
        if kind == "plan":
            self._ask_why(lambda why: plans.end_plan(self.desk, name, "cancelled_by_us", why))
        else:
            self._done(lambda: steps.cancel_step(self.desk, name))

    def _ask_why(self, act: Callable[[str], Receipt]) -> None:
        def answered(why: str | None) -> None:
            if why:
                self._done(lambda: act(why))

        self.app.push_screen(Prompt(_("Why?")), answered)

    def _done(self, act: Callable[[], Receipt]) -> None:
        with self.spoken():
            receipt = act()
            self.said(receipt.lines, receipt.warnings)

    def _row(self) -> tuple[str, int]:
        here = self._here()
        assert here is not None  # noqa: S101  # why_not said so
        return here
