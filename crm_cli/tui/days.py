"""A screen of one day and of somebody: the day before and after, mine, a team's or the firm's, read beside."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, ClassVar, TypeVar

from textual.worker import WorkType

from crm_cli.domain.words import weekday
from crm_cli.errors import CrmError
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.reports.scope import Scope, find_scope
from crm_cli.services import reps
from crm_cli.services.desk import Desk
from crm_cli.tui.beside import Beside
from crm_cli.tui.choice import Choice
from crm_cli.tui.commands import Command, DeskScreen

Found = TypeVar("Found")

_AGAIN = 5.0
"""Seconds after which what could not be read is tried again."""

DAYS = (
    Command("day_before", "left,h", N_("day before"), N_("Show the day before.")),
    Command("day_after", "right,l", N_("day after"), N_("Show the day after."), shown=False),
    Command("to_today", "full_stop", N_("today"), N_("Show today."), shown=False),
    Command("mine", "m", N_("mine / all"), N_("Show my day, or the firm's.")),
    Command("whose", "w", N_("whose"), N_("Choose the rep or the team to show, or the firm.")),
)
"""What can be done on every screen of a day."""


class DayScreen(DeskScreen):
    """A screen whose `read` takes a desk, a scope and a day; what it returns is shown when it has come.

    Today stays today over midnight; who sits here is shown first.
    """

    OFFERS: ClassVar[tuple[Command, ...]] = DAYS

    def __init__(self) -> None:
        super().__init__()
        self._day: date | None = None
        self._scope: Scope | None = None
        self._beside: Beside | None = None
        self._wrong = ""

    @property
    def day(self) -> date:
        """The day that is shown."""
        return self._day or self.desk.today()

    @property
    def scope(self) -> Scope:
        """Whose day is shown."""
        return self._scope or self.first_scope()

    def first_scope(self) -> Scope:
        """Return whose day is shown first: the rep's who sits here, else the firm's."""
        return find_scope(self.desk)

    def show_of(self, scope: Scope, day: date) -> None:
        """Show a day of somebody, asked for from another screen."""
        self._scope, self._day = scope, None if day == self.desk.today() else day
        if self.is_mounted:
            self.turned()

    def heading(self) -> str:
        """Return the day and whose it is in a line."""
        return f"{self.day.isoformat()} {weekday(self.day)}  {self.scope.name}"

    def turned(self) -> None:
        """Read another day, or somebody else's."""
        self.reload()

    def read_beside(
        self, act: Callable[[Desk], Found], then: Callable[[Found], None], group: str = ""
    ) -> None:
        """Do what takes longer than a key may, and show what it found, unless something else is asked for meanwhile."""
        if self._beside is None:
            self._beside = Beside(self.desk)
        beside = self._beside

        async def go() -> None:
            try:
                found = await beside.do(act)
            except CrmError as error:
                self._not_read(error)
                return
            self._wrong = ""
            if self.is_attached:
                with self.spoken():
                    then(found)

        work: WorkType[None] = go
        self.run_worker(work, exclusive=True, group=group or "read")

    def _not_read(self, error: CrmError) -> None:
        """Say what keeps a day from being read, once, and try again by and by."""
        if error.sentence != self._wrong:
            self._wrong = error.sentence
            self.tell(error.told, "error")
        self.set_timer(_AGAIN, self.reload)

    def on_unmount(self) -> None:
        """Let go of the thread beside."""
        if self._beside is not None:
            self._beside.close()

    def on_screen_resume(self) -> None:
        """Read again what may have changed while another screen was shown."""
        with self.spoken():
            self.reload()

    def why_not(self, name: str) -> str | None:
        """Say that nobody in particular sits here."""
        if name == "mine" and self.desk.me is None:
            return _("Nobody in particular sits here: open the desk with --as NAME.")
        return None

    def do_day_before(self) -> None:
        """Go a day back."""
        self._go_to(self.day - timedelta(days=1))

    def do_day_after(self) -> None:
        """Go a day on."""
        self._go_to(self.day + timedelta(days=1))

    def do_to_today(self) -> None:
        """Go to today."""
        self._go_to(self.desk.today())

    def _go_to(self, day: date) -> None:
        self._day = None if day == self.desk.today() else day
        self.turned()

    def do_mine(self) -> None:
        """Show my own day, or the firm's when it is shown already."""
        me = self.desk.me
        is_mine = me is not None and self.scope.kind == "rep" and self.scope.no == me.no
        self._scope = (
            Scope("firm", self.desk.firm.name) if me is None or is_mine else Scope("rep", me.name, me.no)
        )
        self.turned()

    def do_whose(self) -> None:
        """Choose whose day is shown."""
        choices = self.scopes()

        def chosen(place: int | None) -> None:
            if place is not None:
                self._scope = choices[place]
                self.turned()

        names = [one.name for one in choices]
        at = names.index(self.scope.name) if self.scope.name in names else 0
        self.app.push_screen(Choice(_("Whose?"), names, at=at), chosen)

    def scopes(self) -> list[Scope]:
        """Return whom there is to choose: the firm, its teams, its reps."""
        found: list[Any] = reps.reps(self.desk, active=True)
        teams = [Scope("team", team.name, team.no) for team in reps.teams(self.desk)]
        return [
            Scope("firm", self.desk.firm.name),
            *teams,
            *(Scope("rep", rep.name, rep.no) for rep in found),
        ]
