"""Whose report it is and of which days: one rep, a team or the firm."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from crm_cli.domain.frozen import Frozen
from crm_cli.services.desk import Desk
from crm_cli.storage.reps import FIND_REPS, RepRow


class Scope(Frozen):
    """One rep, a team or the firm; `no` is None for the firm. `kind` is rep, team or firm."""

    kind: str
    name: str
    no: int | None = None

    def filters(self) -> dict[str, Any]:
        """Return the parameters by which a statement reads this scope alone."""
        return {} if self.no is None else {f"{self.kind}_no": self.no}


def find_scope(
    desk: Desk, *, rep: str | None = None, team: str | None = None, everyone: bool = False
) -> Scope:
    """Return the scope named; unnamed it is who types, when that is a rep, else the firm.

    Raises NotFoundError or AmbiguousError for a name that is not one.
    """
    if rep:
        from crm_cli.services.naming import find_rep

        found = find_rep(desk, rep)
        return Scope("rep", found.name, found.no)
    if team:
        from crm_cli.services.naming import find_team

        group = find_team(desk, team)
        return Scope("team", group.name, group.no)
    if not everyone and desk.me is not None and desk.me.role == "rep":
        return Scope("rep", desk.me.name, desk.me.no)
    return Scope("firm", desk.firm.name)


def people_of(desk: Desk, scope: Scope, days: Sequence[date], **filters: Any) -> list[RepRow]:
    """Return the reps of a scope on `days`, at least one: those who left since too, where they worked then."""
    return desk.database.all(FIND_REPS, here_on=days[0], worked_on=list(days), **scope.filters(), **filters)


def days_between(start: date, end: date) -> Sequence[date]:
    """Return every day from `start` to `end`, both included."""
    return [start + timedelta(days=ahead) for ahead in range((end - start).days + 1)]


def week_of(day: date) -> tuple[date, date]:
    """Return the Monday and the Sunday of the week `day` is in."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def month_around(day: date) -> tuple[date, date]:
    """Return the first and the last day of the month `day` is in."""
    first = day.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
