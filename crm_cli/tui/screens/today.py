"""Today: what is planned, promised and due, in the order of the day; one key acts on the row."""

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import Static

from crm_cli.domain.cleaning import clean
from crm_cli.domain.codes import number
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.reports.daily import daily_report
from crm_cli.reports.doubts import Doubt
from crm_cli.reports.today import Today, today
from crm_cli.services import notices, plans, steps
from crm_cli.services.callback_list import CallbackView, numbered
from crm_cli.services.desk import Desk
from crm_cli.services.receipts import Receipt
from crm_cli.tui import today_lines
from crm_cli.tui.bars import CommandBar, PlaceBar
from crm_cli.tui.blocks import BlockTable
from crm_cli.tui.commands import Command
from crm_cli.tui.days import DAYS, DayScreen
from crm_cli.tui.paged import Line, Made, PagedTable
from crm_cli.tui.prompt import Prompt

_EACH = 30
"""Seconds after which callbacks are late that were not, though nobody wrote anything."""
_ROWS = frozenset({"done", "snooze", "cancel"})
Read = tuple[Today, Mapping[int, CallbackView]]


class TodayScreen(DayScreen):
    """The day of the rep who sits here, of a colleague, a team or the firm."""

    OFFERS: ClassVar = (
        Command("open", "enter", N_("customer"), N_("Open the customer of the row.")),
        Command(
            "done", "d", N_("done"), N_("It is done: the step, the plan as visited, the notice as seen.")
        ),
        Command("snooze", "z", N_("put off"), N_("Put a step off, or move a plan, to another day or time.")),
        Command("cancel", "x", N_("cancel"), N_("Call it off, and say why.")),
        Command(
            "call",
            "c",
            N_("call"),
            N_("Go to the phone desk with the customer of the row as the next number."),
        ),
        Command("seen", "n", N_("seen"), N_("I have seen what others changed.")),
        *DAYS,
    )

    def __init__(self) -> None:
        super().__init__()
        self._doubts: Sequence[Doubt] = ()
        self._found: Read | None = None

    def compose(self) -> ComposeResult:
        """Put the day's rows above its figures."""
        yield PlaceBar()
        yield Static("", id="today-head", classes="foot")
        yield BlockTable(today_lines.columns(is_of_one=True))
        yield Static("", classes="foot", id="figures")
        yield CommandBar()

    def on_mount(self) -> None:
        """Read the day, and again as time goes by."""
        self.reload()
        self.query_one(BlockTable).focus()
        self.set_interval(_EACH, self._again)

    def _again(self) -> None:
        if self.is_current:
            with self.spoken():
                self.reload()

    def turned(self) -> None:
        """Read another day, whose doubts are others."""
        self._doubts = ()
        self.reload()

    def reload(self) -> None:
        """Read the day again: a rep's at once, that of many reps and what does not add up beside."""
        scope, day = self.scope, self.day

        def read(desk: Desk) -> Read:
            found = today(desk, scope, day)
            rows = [*found.callbacks, *found.others_callbacks]
            return found, numbered(desk, [row.no for row in rows]) if rows else {}

        if scope.kind == "rep":
            self._show(read(self.desk))
        else:
            self.read_beside(read, self._show, "day")
        if day <= self.desk.today():
            self.read_beside(lambda desk: daily_report(desk, scope, day).doubts, self._doubt, "doubts")

    def _doubt(self, doubts: Sequence[Doubt]) -> None:
        if doubts != self._doubts:
            self._doubts = doubts
            if self._found is not None:
                self._show(self._found)

    def _show(self, read: Read) -> None:
        self._found = read
        found, stands = read
        made: list[Line] = []
        for heading, lines in today_lines.blocks(self.desk, found, stands, self._doubts):
            if lines:
                made += [Line(None, (f"{heading} {len(lines)}",), "bold"), *lines]
        if not made:
            made = [Line(None, (_("Nothing is planned or due."),), "dim")]
        table = self.query_one(BlockTable)
        table.columns = today_lines.columns(is_of_one=found.scope.kind == "rep")
        table.show(Made(made), keep=True)
        head = Text(clean(self.heading()), style="bold", no_wrap=True, overflow="ellipsis")
        self.query_one("#today-head", Static).update(head)
        self.query_one("#figures", Static).update(today_lines.figures(self.desk, found, self.size.width))
        self.query_one(CommandBar).refresh()

    def on_resize(self) -> None:
        """Lay the figures out to the new width."""
        if self._found is not None:
            told = today_lines.figures(self.desk, self._found[0], self.size.width)
            self.query_one("#figures", Static).update(told)

    def _here(self) -> tuple[str, int] | None:
        line = self.query_one(BlockTable).line_here()
        return line.key if line is not None else None

    def on_paged_table_moved(self, _event: PagedTable.Moved) -> None:
        """Show what can be done with the row."""
        self.query_one(CommandBar).refresh()

    def on_paged_table_chosen(self, _event: PagedTable.Chosen) -> None:
        """Open the customer of the row."""
        self.action_do("open")

    def why_not(self, name: str) -> str | None:
        """Say what keeps a command from being done."""
        here = self._here()
        if name in {*_ROWS, "open"} and here is None:
            return _("Choose a row first.")
        if name in _ROWS and here is not None and here[0] not in {"plan", "step", "notice"}:
            return _("This row is only told; open its customer with Enter.")
        if name in {"snooze", "cancel"} and here is not None and here[0] == "notice":
            return _("A notice is only seen.")
        if name == "open" and self._customer() is None:
            return _("There is no customer in this row.")
        if name == "seen" and (self._found is None or not self._found[0].notices):
            return _("There is nothing new.")
        if name == "call" and not any(place.name == "calls" for place in self.the_app.places):
            return _("This desk has no phone.")
        return super().why_not(name)

    def _customer(self) -> int | None:
        here = self._here()
        if here is None or self._found is None:
            return None
        return today_lines.customer_of(self._found[0], self._doubts, *here)

    def do_open(self) -> None:
        """Open the customer of the row."""
        from crm_cli.tui.screens.customer import CustomerScreen

        if (no := self._customer()) is not None:
            self.app.push_screen(CustomerScreen(no))

    def do_call(self) -> None:
        """Go to the phone desk, with the customer of the row as its next number where it may be called now."""
        from crm_cli.services.queue_pick import pick

        if (no := self._customer()) is not None and self.desk.me is not None:
            with self.spoken():
                pick(self.desk, self.desk.me, no)
        self.the_app.go("calls")

    def do_seen(self) -> None:
        """Mark every notice as seen."""
        self._done(lambda: notices.see(self.desk))

    def do_done(self) -> None:
        """Close the row."""
        kind, no = self._row()
        if kind == "plan":
            self._done(lambda: plans.end_plan(self.desk, str(number("plan", no)), "visited"))
        elif kind == "notice":
            found = self._found[0].notices if self._found is not None else ()
            rows = next((one.rows for one in found if one.rows[0].no == no), ())
            self._done(lambda: notices.see(self.desk, [str(number("notice", row.no)) for row in rows]))
        else:
            self._done(lambda: steps.finish_step(self.desk, str(number("step", no))))

    def do_snooze(self) -> None:
        """Ask until when, of a plan also why, and put the row off."""
        kind, no = self._row()
        name = str(number(kind, no))

        question = _("Until when? For example: 15:00, fri, +3d")

        def put_off(when: str | None) -> None:
            if when:
                self.ask_for(_("Why?"), lambda why: plans.move_plan(self.desk, name, when, why))

        if kind == "plan":
            self.app.push_screen(Prompt(question, hint="+1d"), put_off)
        else:
            self.ask_for(question, lambda when: steps.snooze_step(self.desk, name, when), hint="+1d")

    def do_cancel(self) -> None:
        """Call the row off; of a plan, ask why."""
        kind, no = self._row()
        name = str(number(kind, no))
        if kind == "plan":
            self.ask_for(_("Why?"), lambda why: plans.end_plan(self.desk, name, "cancelled_by_us", why))
        else:
            self._done(lambda: steps.cancel_step(self.desk, name))

    def _done(self, act: Callable[[], Receipt]) -> None:
        with self.spoken():
            receipt = act()
            self.said(receipt.lines, receipt.warnings)

    def _row(self) -> tuple[str, int]:
        here = self._here()
        assert here is not None  # noqa: S101  # why_not said so
        return here
