"""The ways in which touches are taken apart: how they are typed, and what their groups are called."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from typing import Any, TypeVar

from crm_cli.domain import words
from crm_cli.domain.codes import number
from crm_cli.errors import UsageError
from crm_cli.i18n import gettext as _
from crm_cli.reports.scope import Scope
from crm_cli.services.desk import Desk
from crm_cli.storage.reps import FIND_REPS, FIND_TEAMS

Thing = TypeVar("Thing")
IN_ORDER = frozenset({"day", "weekday", "hour"})
"""Ways whose groups come in the order of their keys, not by their size."""
Names = Callable[[Any], tuple[str, str]]


def read_ways(wish: Collection[str] | None, scope: Scope) -> list[str]:
    """Return the ways asked for, each once; when none is, by rep, or by outcome where there is one rep only."""
    asked = [way.strip().lower() for one in wish or () for way in one.split(",")]
    usual = "outcome" if scope.kind == "rep" else "rep"
    return list(dict.fromkeys(way for way in asked if way)) or [usual]


def require_ways(ways: Iterable[str], known: Sequence[str], refused: str) -> None:
    """Raise UsageError with `refused`, a sentence with a place for the `name`, for a way that is not known."""
    for way in ways:
        if way not in known:
            raise UsageError(
                refused.format(name=way), _("Choose from: {codes}").format(codes=", ".join(known))
            )


def by_key(things: Iterable[Thing], key_of: Callable[[Thing], Any] | None) -> dict[Any, list[Thing]]:
    """Return things under their keys, in the order met; none where there is no key."""
    found: dict[Any, list[Thing]] = {}
    for one in things if key_of else ():
        found.setdefault(key_of(one), []).append(one)  # type: ignore[misc]  # only with a key
    return found


def names_of(desk: Desk, way: str, subject: str) -> Names:
    """Return what gives a group's key for programs and its own name, '' where the key has one in each language.

    `subject` is call or visit: whose outcomes are meant. Ways not known here are texts that name themselves.
    """
    match way:
        case "rep":
            return _numbered("rep", {rep.no: rep.name for rep in desk.database.all(FIND_REPS)})
        case "team":
            return _numbered("team", {team.no: team.name for team in desk.database.all(FIND_TEAMS)})
        case "outcome":
            outcomes = {one.no: (one.code, one.name) for one in desk.outcomes(subject)}
            return lambda key: outcomes.get(key, ("", ""))
        case "hour":
            return lambda key: ("" if key is None else f"{key:02}", "")
        case "day" | "weekday":
            return lambda key: (str(key), "")
    return lambda key: (key, key)


def _numbered(noun: str, own: dict[int, str]) -> Names:
    return lambda key: (number(noun, key) or "", own.get(key, ""))


def label_of(by: str, key: str, name: str, subject: str) -> str:
    """Return what a group is called in the language in use."""
    if by == "total":
        return _("all")
    if not key:
        none = {
            "team": _("no team"),
            "hour": _("no time"),
            "list": _("no list"),
            "script": _("no script"),
            "outcome": _("no outcome"),
            "sweep": _("no sweep"),
            "front": _("no sweep"),
        }
        return none.get(by, _("not said"))
    if by == "weekday":
        # Any Monday-first week tells what its days are called.
        return words.weekday(date(2024, 1, int(key)))
    if by == "day":
        return f"{key} {words.weekday(date.fromisoformat(key))}"
    if by == "hour":
        return f"{key}:00"
    return words.outcome_label(subject, key, name) if by == "outcome" else name
