"""Plan: the visits of a week side by side, carried from day to day with the arrows; or a team's on one day."""

from collections.abc import Callable
from typing import ClassVar

from crm_cli.domain import words
from crm_cli.domain.codes import number
from crm_cli.errors import CrmError
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.reports.plan_suggestions import Suggestion, plan_these, suggest
from crm_cli.services import plan_order, plan_templates, plans
from crm_cli.services.desk import Desk
from crm_cli.services.naming import find_rep
from crm_cli.services.plan_scopes import FOLLOWING, ONE, SERIES
from crm_cli.services.reading import say_when
from crm_cli.services.receipts import Receipt
from crm_cli.storage.plans import PlanRow
from crm_cli.tui.choice import Choice
from crm_cli.tui.commands import Command
from crm_cli.tui.plan_carry import CARRYING, CarryScreen
from crm_cli.tui.plan_forms import edit_form, new_form, repeat_form
from crm_cli.tui.plan_panes import OrderPane, SuggestPane
from crm_cli.tui.prompt import Prompt
from crm_cli.tui.read_pane import ReadPane
from crm_cli.tui.touch_log import TouchLog

_OF_A_PLAN = frozenset({"pick", "edit", "cancel", "done", "repeat"})
_OF_A_REP = frozenset({"new", "suggest", "order", "template"})
_ENDS = ("cancelled_by_us", "cancelled_by_them", "incident")


class PlanScreen(CarryScreen):
    """The plans of a rep's week, or of several reps on a day."""

    OFFERS: ClassVar = (
        Command("pick", "space", N_("pick up"), N_("Pick a plan up: the arrows carry it, Enter drops it.")),
        Command("open", "enter", N_("customer"), N_("Open the customer; drop what is carried.")),
        Command("let_go", "escape", N_("let go"), N_("Let go of what is carried: nothing is moved."), shown=False),
        Command("new", "n", N_("new"), N_("Plan a visit in one line: whom, when, what for.")),
        Command("edit", "e", N_("edit"), N_("Put a plan right: time, length, purpose, who goes.")),
        Command("cancel", "x", N_("cancel"), N_("Cancel a plan: by us, by them, or an incident; and why.")),
        Command("done", "d", N_("done"), N_("It was done: log the visit.")),
        Command("order", "o", N_("best order"), N_("See the order proposed for the day, and take it.")),
        Command("suggest", "g", N_("suggest"), N_("See whom to visit that day, and why; plan them.")),
        Command("whose", "r,w", N_("whose"), N_("Another rep's week, or a team or the firm side by side.")),
        Command("template", "t", N_("template"), N_("Plan by a template, or keep a plan as one.")),
        Command("repeat", "R", N_("repeat"), N_("Let a plan repeat, by a rule in words.")),
        Command("week_before", "left_square_bracket", N_("-week"), N_("Show the week before.")),
        Command("week_after", "right_square_bracket", N_("+week"), N_("Show the week after."), shown=False),
        Command("to_today", "T,full_stop", N_("today"), N_("Show today.")),
        Command("conflicts", "c", N_("conflicts"), N_("Read everything that does not go together on the days shown."), shown=False),
        Command("mine", "m", N_("mine / all"), N_("Show my week, or the firm side by side."), shown=False),
        *CARRYING,
    )  # fmt: skip

    def why_not(self, name: str) -> str | None:
        """Say what keeps a command from being done."""
        if (why := self.why_not_carrying(name)) is not None:
            return why
        if name in _OF_A_PLAN:
            return self._why_not_plan(name)
        if name in _OF_A_REP and self.spot is None:
            return _("There is no rep here to plan for.")
        if name == "conflicts" and not self.told:
            return _("Nothing conflicts.")
        if name == "open" and self.held is None:
            entry = self.entry
            if entry is None:
                return _("Choose a row first.")
            if entry.customer_no is None:
                return _("There is no customer in this row.")
        return super().why_not(name)

    def _why_not_plan(self, name: str) -> str | None:
        entry, me = self.entry, self.desk.me
        if entry is None:
            return _("Choose a plan first.")
        if not entry.is_visit:
            return _("A callback or step is done on Today and in its customer.")
        if not entry.is_open:
            state = words.label("plan_state", entry.state)
            return _("{number} is closed: {state}.").format(number=entry.number, state=state)
        if name == "done":
            if entry.day > self.desk.today():
                return _("{number} is still to come: carry it to today first.").format(number=entry.number)
            if me is None:
                return _("Nobody in particular sits here: open the desk with --as NAME.")
            if entry.rep_no != me.no:
                return _("{number} is {rep}'s to log.").format(number=entry.number, rep=entry.rep)
        return None

    def _row(self) -> PlanRow:
        entry = self.entry
        assert entry is not None  # noqa: S101  # why_not said so
        return plans.plan(self.desk, entry.number)

    def do_open(self) -> None:
        """Drop what is carried, else open the customer."""
        from crm_cli.tui.screens.customer import CustomerScreen

        if self.held is not None:
            self.drop()
        elif self.entry is not None and self.entry.customer_no is not None:
            self.app.push_screen(CustomerScreen(self.entry.customer_no))

    def do_new(self) -> None:
        """Ask for plans, a line each."""
        self._new(None)

    def _new(self, template: str | None) -> None:
        assert self.spot is not None  # noqa: S101  # why_not said so
        rep = find_rep(self.desk, f"r{self.spot.rep_no}")
        # A day gone by is looked at; nobody means to plan on it.
        day = max(self.spot.day, self.desk.today())
        self.app.push_screen(new_form(self, rep, day, self._planned, template))

    def _planned(self, receipt: Receipt) -> None:
        self.goal = receipt.number
        self.reload()

    def _done(self, receipt: Receipt) -> None:
        self.goal = receipt.number if receipt.noun == "plan" else ""
        self.said(receipt.lines, receipt.warnings)

    def do_edit(self) -> None:
        """Ask for what is to be other in the plan."""
        row = self._row()
        self.scoped(row, lambda scope: self.app.push_screen(edit_form(self, row, scope, self._done)))

    def scoped(self, row: PlanRow, act: Callable[[str], object]) -> None:
        """Ask of a plan that repeats which of its series are meant, and go on with that."""
        if row.series_no is None:
            act(ONE)
            return
        scopes = (ONE, FOLLOWING, SERIES)
        lines = [_("this one alone"), _("this one and those that follow"), _("all from today on")]

        def picked(place: int | None) -> None:
            if place is not None:
                with self.spoken():
                    act(scopes[place])

        question = _("{number} repeats. Which are meant?").format(number=number("plan", row.no))
        self.app.push_screen(Choice(question, lines), picked)

    def do_cancel(self) -> None:
        """Ask by whom and why, and cancel the plan."""
        row = self._row()
        called = str(number("plan", row.no))

        def picked(place: int | None) -> None:
            if place is not None:
                self.scoped(row, lambda scope: ask(_ENDS[place], scope))

        def ask(state: str, scope: str) -> None:
            self._ask_why(
                _("Why was {number} not done?").format(number=called),
                lambda why: plans.end_plan(self.desk, called, state, why, scope),
            )

        labels = [words.label("plan_state", state) for state in _ENDS]
        self.app.push_screen(Choice(f"{called} {row.customer or row.building}", labels), picked)

    def _ask_why(self, question: str, act: Callable[[str], Receipt]) -> None:
        done: list[Receipt] = []

        def check(text: str) -> None:
            done[:] = [act(text)]

        def ended(text: str | None) -> None:
            if text is not None and done:
                self.settled(done[0])

        self.app.push_screen(Prompt(question, check), ended)

    def settled(self, receipt: Receipt) -> None:
        """Carry nothing any more, and say what was done."""
        self.held = None
        self._done(receipt)

    def drop(self) -> None:
        """Drop what is carried where it is; another day wants a reason."""
        held = self.held
        assert held is not None  # noqa: S101  # why_not said so
        if not held.is_elsewhere:
            self.do_let_go()
        elif held.to.day == held.start.day:
            self.settled(self.place())
        else:
            called = number("plan", held.row.no)
            question = _("Why does {number} move to {day}?").format(
                number=called, day=say_when(self.desk, held.to.day, None)
            )
            self.scoped(
                held.row,
                lambda scope: self._ask_why(question, lambda why: self.place(why, scope)),
            )

    def do_done(self) -> None:
        """Log the visit that a plan was for; a building is only ticked off."""
        row = self._row()
        if row.customer_no is None:
            self._done(plans.end_plan(self.desk, str(number("plan", row.no)), "visited"))
        else:
            TouchLog(self, str(number("customer", row.customer_no)), row.customer).visit(row)

    def do_repeat(self) -> None:
        """Ask how often the plan is to repeat."""
        from crm_cli.services.plan_repeating import why_not_repeat

        row = self._row()
        if (why := why_not_repeat(self.desk, row)) is not None:
            self.tell(why, "warning")
            return
        self.app.push_screen(repeat_form(self, row, self._done))

    def do_template(self) -> None:
        """Choose a template to plan by, or keep the plan under the cursor as one."""
        found = plan_templates.templates(self.desk)
        lines = [" · ".join(filter(None, (one.name, one.at_time, one.purpose))) for one in found]
        entry = self.entry
        if entry is not None and entry.is_visit:
            lines.append(_("keep {number} as a template").format(number=entry.number))
        if not lines:
            self.tell(_("There is no template yet: put the cursor on a plan to keep it as one."), "warning")
            return

        def picked(place: int | None) -> None:
            if place is not None:
                with self.spoken():
                    self._new(found[place].name) if place < len(found) else self._keep_template()

        self.app.push_screen(Choice(_("By which template?"), lines), picked)

    def _keep_template(self) -> None:
        row = self._row()
        at = f"{self.desk.wall(row.at):%H:%M}" if row.at is not None else None

        def keep(name: str) -> Receipt:
            return plan_templates.add_template(
                self.desk, name, purpose=row.purpose, expected=row.expected, at_time=at, minutes=row.minutes
            )

        self._ask_why(_("What is the template called?"), keep)

    def do_suggest(self) -> None:
        """Look beside whom to visit, and show it."""
        assert self.spot is not None  # noqa: S101  # why_not said so
        rep, day = find_rep(self.desk, f"r{self.spot.rep_no}"), max(self.spot.day, self.desk.today())
        told = f"{rep.name}  {say_when(self.desk, day, None)}"

        def plan_them(chosen: list[Suggestion] | None) -> None:
            if chosen:
                with self.spoken():
                    done = plan_these(self.desk, chosen, f"r{rep.no}", day)
                    self.goal = done[0].number
                    self.said(
                        [line for one in done for line in one.lines],
                        [line for one in done for line in one.warnings],
                    )

        def show(found: list[Suggestion]) -> None:
            if found:
                self.app.push_screen(SuggestPane(told, found), plan_them)
            else:
                none = _("Nobody to visit on {day} that is not planned already.")
                self.tell(none.format(day=say_when(self.desk, day, None)))

        self.read_beside(lambda desk: suggest(desk, rep, day), show, "suggest")

    def do_order(self) -> None:
        """Work out beside in which order to go, and show it."""
        assert self.spot is not None  # noqa: S101  # why_not said so
        rep, day = f"r{self.spot.rep_no}", self.spot.day

        def read(desk: Desk) -> plan_order.Proposal:
            return plan_order.proposal(desk, rep=rep, when=day.isoformat())

        def show(found: plan_order.Proposal) -> None:
            if not found.after:
                self.tell(_("Nothing is planned."))
            elif not found.is_new:
                self.tell(plan_order.say_ways(found))
            else:
                title = f"{found.rep.name}  {say_when(self.desk, day, None)}"
                self.app.push_screen(OrderPane(self.desk, title, found), lambda yes: take(found, yes=yes))

        def take(found: plan_order.Proposal, *, yes: bool | None) -> None:
            if yes:
                with self.spoken():
                    self._done(plan_order.apply_order(self.desk, found))

        self.read_beside(read, show, "order")

    def do_conflicts(self) -> None:
        """Show every conflict of the days that are shown, by its letter."""
        lines = [
            (f"!{one.letter} {say_when(self.desk, one.conflict.day, None)}", one.conflict.sentence)
            for one in self.told
        ]
        self.app.push_screen(ReadPane(_("Conflicts"), lines))

    def undo(self) -> None:
        """Take back the last thing the rep did, but nothing while a plan is carried."""
        if (why := self.why_not_carrying("undo")) is not None:
            raise CrmError(why)
        super().undo()
