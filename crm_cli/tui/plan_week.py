"""The week of plans that is shown, and its cursor; it stays on what it is on when others change something."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, timedelta

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.widgets import Static

from crm_cli.domain.cleaning import clean
from crm_cli.errors import CrmError
from crm_cli.i18n import gettext as _
from crm_cli.reports.agenda import Agenda, Entry, agenda
from crm_cli.reports.scope import week_of
from crm_cli.services import plans
from crm_cli.services.plan_placing import changed_since
from crm_cli.tui import plan_days, plan_texts
from crm_cli.tui.bars import CommandBar, PlaceBar
from crm_cli.tui.days import DayScreen
from crm_cli.tui.plan_days import DayColumn, Held, Spot
from crm_cli.tui.plan_grid import PlanGrid

_WEEK, _THREE, _A_REP = 120, 66, 22
"""Cells from which seven days are side by side, and three; and those of a rep's column."""


class WeekScreen(DayScreen):
    """Columns of plans under a heading, what is under the cursor in full below them."""

    DEFAULT_CSS = """
    WeekScreen #plan-head { height: 1; }
    WeekScreen PlanGrid { height: 1fr; }
    WeekScreen #plan-told { height: 6; border-top: solid $accent; }
    WeekScreen.-low #plan-told { height: 5; }
    WeekScreen.-high #plan-told { height: 9; }
    """
    VERTICAL_BREAKPOINTS = [(0, "-low"), (24, "-middle"), (40, "-high")]  # noqa: RUF012  # as Textual declares it

    def __init__(self) -> None:
        super().__init__()
        self.held: Held | None = None
        self.goal = ""
        self.found: Agenda | None = None
        self._span: tuple[date, date] | None = None
        self._first: date | None = None
        self.rep_no: int | None = None
        self.row_at = 0
        self.key: tuple[int, str] | None = None
        self.columns: Sequence[DayColumn] = ()
        self.would: Sequence[str] = ()
        self.told: Sequence[plan_days.Told] = ()

    def compose(self) -> ComposeResult:
        """Put the columns between the heading and what is under the cursor."""
        yield PlaceBar()
        yield Static("", id="plan-head")
        yield PlanGrid(self.desk)
        yield Static("", id="plan-told")
        yield CommandBar()

    def on_mount(self) -> None:
        """Read the week."""
        self.query_one(PlanGrid).focus()
        self.reload()

    @property
    def is_of_one(self) -> bool:
        """Whether the columns are days of a rep, or else reps on a day."""
        return self.scope.kind == "rep"

    @property
    def spot(self) -> Spot | None:
        """The column the cursor is in, None where there is no rep."""
        if self.held is not None:
            return self.held.to
        no = self.scope.no if self.is_of_one else self.rep_no
        return Spot(self.day, no) if no is not None else None

    @property
    def entry(self) -> Entry | None:
        """What is under the cursor."""
        at = self.column_at()
        if at is None or not self.columns[at].items:
            return None
        items = self.columns[at].items
        return items[min(self.row_at, len(items) - 1)].entry

    def column_at(self) -> int | None:
        spots = [one.spot for one in self.columns]
        return spots.index(self.spot) if self.spot in spots else None

    def _spots(self) -> list[Spot]:
        """Return the columns there is room for: the days around the cursor's, or the reps around it."""
        width = self.app.size.width
        if not self.is_of_one:
            people = [one.no for one in self.found.people] if self.found is not None else []
            room = max(1, width // _A_REP)
            at = people.index(self.rep_no) if self.rep_no in people else 0
            start = max(0, min(at - room // 2, len(people) - room))
            return [Spot(self.day, no) for no in people[start : start + room]]
        day, no = self.day, self.scope.no or 0
        if width >= _WEEK:
            self._first, count = week_of(day)[0], 7
        else:
            count = 3 if width >= _THREE else 1
            first = self._first or day
            self._first = min(max(first, day - timedelta(days=count - 1)), day)
        return [Spot(self._first + timedelta(days=ahead), no) for ahead in range(count)]

    def turned(self) -> None:
        """Show somebody else's week, or another one."""
        self.found, self.rep_no, self.held = None, None, None
        self.reload()

    def reload(self) -> None:
        """Read the days that are shown, whole weeks of them; the cursor stays on what it is on."""
        days = [one.day for one in self._spots()] or [self.day]
        span = (week_of(days[0])[0], week_of(days[-1])[1])
        scope = self.scope
        self.read_beside(
            lambda desk: agenda(desk, [scope], *span), lambda found: self._show(found, span), "agenda"
        )
        self.draw()

    def _show(self, found: Agenda, span: tuple[date, date]) -> None:
        self.found, self._span = found, span
        people = [one.no for one in found.people]
        if not self.is_of_one and self.rep_no not in people:
            mine = self.desk.me.no if self.desk.me is not None else None
            self.rep_no = mine if mine in people else next(iter(people), None)
        if self.goal:
            self._go_to_goal(found)
        self._look_after_held()
        self.draw(find=True)

    def _go_to_goal(self, found: Agenda) -> None:
        """Stand on what was just written, once it is read."""
        for one in found.entries:
            if one.number == self.goal and (not self.is_of_one or one.rep_no == self.scope.no):
                self.stand_on(one.day)
                self.rep_no = one.rep_no
                self.key, self.goal = (one.rep_no, one.number), ""
                return
        goal, self.goal = self.goal, ""
        with suppress(CrmError):
            if (day := plans.plan(self.desk, goal).day) != self.day:
                # Planned for another week: it is shown, since somebody wants to see where it went.
                self.goal = goal
                self.stand_on(day)
                self.call_later(self.reload)

    def _look_after_held(self) -> None:
        """Let go of what is carried where somebody changed it meanwhile."""
        if self.held is None:
            return
        try:
            changed_since(self.desk, self.held.row)
        except CrmError as error:
            self.held = None
            self.tell(error.told, "warning")

    def stand_on(self, day: date) -> None:
        self._day = None if day == self.desk.today() else day

    def draw(self, *, find: bool = False) -> None:
        """Draw the columns; with `find` the cursor follows what it was on."""
        spots, found = self._spots(), self.found
        told = [] if found is None else plan_days.told_conflicts(found, *self._whose(found, spots))
        self.columns = [self._column(spot, told) for spot in spots]
        at = self.column_at()
        if at is not None:
            self.row_at = self._row_of(self.columns[at], find=find)
            items = self.columns[at].items
            self.key = items[self.row_at].key if items else None
        self.query_one(PlanGrid).show(self.columns, (at or 0, self.row_at))
        self.told = told
        self._put_words(told)
        self.query_one(CommandBar).refresh()

    def _whose(self, found: Agenda, spots: Sequence[Spot]) -> tuple[set[date], set[str]]:
        shown = {spot.rep_no for spot in spots}
        return {spot.day for spot in spots}, {one.name for one in found.people if one.no in shown}

    def _column(self, spot: Spot, told: Sequence[plan_days.Told]) -> DayColumn:
        found = self.found
        title = plan_days.day_title(found, spot, self.desk.today())
        if found is None or self._span is None or not self._span[0] <= spot.day <= self._span[1]:
            return DayColumn(spot, title, (), is_read=False)
        if not self.is_of_one:
            title = plan_days.rep_title(found, spot)
        return plan_days.column(found, spot, title, told, self.held)

    def _row_of(self, column: DayColumn, *, find: bool) -> int:
        for place, item in enumerate(column.items):
            if item.is_held or (find and self.held is None and item.key == self.key):
                return place
        return max(0, min(self.row_at, len(column.items) - 1))

    def _put_words(self, told: Sequence[plan_days.Told]) -> None:
        head = Text(no_wrap=True, overflow="ellipsis")
        head.append(clean(plan_texts.heading(self.scope, self.columns, self.day)), style="bold")
        if self.found is None:
            head.append("  " + _("reading …"), style="dim")
        else:
            head.append("  " + clean(plan_texts.sums(self.columns, len(told))))
        self.query_one("#plan-head", Static).update(head)
        below = self.query_one("#plan-told", Static)
        if self.held is not None and self.found is not None:
            lines = plan_texts.carried(self.desk, self.found, self.held, self.would)
        else:
            lines = plan_texts.details(self.desk, self.entry, self.day, told)
        room = max(1, below.size.height)
        below.update(plan_texts.fitting(lines, self.app.size.width, room))

    def on_resize(self, _event: events.Resize) -> None:
        """Have as many columns as there is room for."""
        self.call_after_refresh(self._refit)

    def _refit(self) -> None:
        if not self._is_read():
            self.reload()
        else:
            self.draw(find=True)

    def _is_read(self) -> bool:
        days = [one.day for one in self._spots()]
        return self._span is not None and all(self._span[0] <= day <= self._span[1] for day in days)

    def went(self, *, find: bool = False) -> None:
        """Draw the cursor where it is now, and read the days that are not read yet."""
        if self._is_read():
            self.draw(find=find)
        else:
            self.reload()
