"""A plan picked up and carried over the week with the arrows: nothing is written until it is dropped."""

from collections.abc import Sequence
from datetime import timedelta

from crm_cli.domain.codes import number
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services import plans
from crm_cli.services.plan_placing import Place, place_plan
from crm_cli.services.plan_scopes import ONE
from crm_cli.services.receipts import Receipt
from crm_cli.tui import plan_days, plan_texts
from crm_cli.tui.commands import Command
from crm_cli.tui.plan_days import Held, Spot
from crm_cli.tui.plan_grid import PlanGrid
from crm_cli.tui.plan_week import WeekScreen

CARRYING = (
    Command("earlier", "up,k", N_("up"), N_("Go up, or carry a plan up."), shown=False),
    Command("later", "down,j", N_("down"), N_("Go down, or carry a plan down."), shown=False),
    Command("left", "left,h", N_("to the left"), N_("Go to the day or rep on the left, or carry a plan there."), shown=False),
    Command("right", "right,l", N_("to the right"), N_("Go to the day or rep on the right, or carry a plan there."), shown=False),
    Command("first", "home", N_("to the first"), N_("Go to the first of the day."), shown=False),
    Command("last", "end", N_("to the last"), N_("Go to the last of the day."), shown=False),
    Command("day_before", "less_than_sign,shift+left", N_("day before"), N_("Show the day before."), shown=False),
    Command("day_after", "greater_than_sign,shift+right", N_("day after"), N_("Show the day after."), shown=False),
)  # fmt: skip
_WHILE_CARRYING = frozenset(
    {"pick", "open", "let_go", "week_before", "week_after", "to_today", *(one.name for one in CARRYING)}
)


class CarryScreen(WeekScreen):
    """A week through which the arrows carry what was picked up, else the cursor."""

    def why_not_carrying(self, name: str) -> str | None:
        """Say what keeps a command from being done because of what is carried, or is not."""
        if self.held is None:
            return _("Nothing is picked up.") if name == "let_go" else None
        own = name == "undo" or any(one.name == name for one in self.OFFERS)
        if name in _WHILE_CARRYING or not own:
            return None
        return _("{number} is carried: Enter drops it, esc lets it go.").format(
            number=number("plan", self.held.row.no)
        )

    def do_pick(self) -> None:
        """Pick the plan under the cursor up; what is carried is dropped."""
        entry, spot, found = self.entry, self.spot, self.found
        if self.held is not None:
            self.drop()
            return
        assert entry is not None and spot is not None and found is not None  # noqa: S101, PT018  # why_not said so
        row = plans.plan(self.desk, entry.number)
        at = [one.no for one in plan_days.plans_of(found, spot)].index(entry.no)
        self._carry(Held(row, entry, spot, spot, at, at))

    def drop(self) -> None:
        """Drop what is carried."""
        raise NotImplementedError

    def place(self, reason: str = "", scope: str = ONE) -> Receipt:
        """Write what is carried where it is now; raises what somebody else changed."""
        held, found = self.held, self.found
        assert held is not None and found is not None  # noqa: S101, PT018  # it is carried over what is read
        to = Place(held.to.day, held.to.rep_no, plan_days.before(found, held))
        return place_plan(self.desk, held.row, held.start.rep_no, to, reason, scope)

    def do_let_go(self) -> None:
        """Let go of what is carried, and stand on it where it is."""
        held = self.held
        assert held is not None  # noqa: S101  # why_not said so
        self.held = None
        self.stand_on(held.start.day)
        self.rep_no = held.start.rep_no
        self.key = (held.entry.rep_no, held.entry.number)
        self.went(find=True)

    def _carry(self, held: Held) -> None:
        """Carry a plan over another place, and look beside what it would conflict with there."""
        self.held, self.would = held, ()
        self.stand_on(held.to.day)
        self.rep_no = held.to.rep_no
        self.went()
        if held.to != held.start:
            self.read_beside(
                lambda desk: plan_texts.would_conflict(desk, held),
                lambda told: self._warn(held, told),
                "would",
            )

    def _warn(self, held: Held, told: Sequence[str]) -> None:
        if self.held == held and told:
            self.would = told
            self.draw()

    def do_earlier(self) -> None:
        """Go up."""
        self._step(-1)

    def do_later(self) -> None:
        """Go down."""
        self._step(1)

    def do_first(self) -> None:
        """Go to the first."""
        self._step(-1_000_000)

    def do_last(self) -> None:
        """Go to the last."""
        self._step(1_000_000)

    def _step(self, by: int) -> None:
        held, found = self.held, self.found
        if held is not None and found is not None:
            last = len(plan_days.others_of(found, held))
            self._carry(held._replace(place=max(0, min(held.place + by, last))))
            return
        at = self.column_at()
        if at is not None and self.columns[at].items:
            self.row_at = max(0, min(self.row_at + by, len(self.columns[at].items) - 1))
            self.draw()

    def do_left(self) -> None:
        """Go to the column on the left."""
        self._aside(-1)

    def do_right(self) -> None:
        """Go to the column on the right."""
        self._aside(1)

    def _aside(self, by: int) -> None:
        if self.is_of_one:
            self._by_days(by)
            return
        people = [one.no for one in self.found.people] if self.found is not None else []
        if self.rep_no not in people:
            return
        no = people[max(0, min(people.index(self.rep_no) + by, len(people) - 1))]
        self._go(Spot(self.day, no))

    def _by_days(self, by: int) -> None:
        if self.spot is not None:
            self._go(self.spot._replace(day=self.spot.day + timedelta(days=by)))

    def _go(self, spot: Spot) -> None:
        """Go to a column, with what is carried."""
        held, found = self.held, self.found
        if held is not None and found is not None:
            there = held._replace(to=spot)
            place = (
                held.was if spot == held.start else min(held.place, len(plan_days.others_of(found, there)))
            )
            self._carry(there._replace(place=place))
            return
        self.stand_on(spot.day)
        self.rep_no = spot.rep_no
        self.went()

    def do_day_before(self) -> None:
        """Go a day back."""
        self._by_days(-1)

    def do_day_after(self) -> None:
        """Go a day on."""
        self._by_days(1)

    def do_week_before(self) -> None:
        """Go a week back."""
        self._by_days(-7)

    def do_week_after(self) -> None:
        """Go a week on."""
        self._by_days(7)

    def do_to_today(self) -> None:
        """Go to today."""
        self._by_days((self.desk.today() - self.day).days)

    def on_plan_grid_went(self, event: PlanGrid.Went) -> None:
        """Go to what was clicked; what is carried goes there, and a second click drops it or opens the customer."""
        if event.column >= len(self.columns):
            return
        spot = self.columns[event.column].spot
        if self.held is None:
            self.row_at = event.row
            self._go(spot)
        elif self.found is not None and not event.twice:
            there = self.held._replace(to=spot)
            last = len(plan_days.others_of(self.found, there))
            self._carry(there._replace(place=min(event.row, last)))
        if event.twice:
            self.action_do("open")

    def on_plan_grid_rolled(self, event: PlanGrid.Rolled) -> None:
        """Go up or down with the wheel."""
        self._step(event.by)
