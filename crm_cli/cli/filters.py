"""Filters that lists share: whose, of which days, and which calls."""

from typing import Any

from crm_cli.cli import session
from crm_cli.services.desk import Desk
from crm_cli.services.naming import find_customer, find_outcome, find_rep, find_team
from crm_cli.services.reading import read_code, read_day


def whose(
    desk: Desk,
    *,
    rep: str | None = None,
    team: str | None = None,
    customer: str | None = None,
    everyone: bool = False,
    key: str = "rep_no",
) -> dict[str, Any]:
    """Return the filters of whose rows to list: mine when I am known and nothing else narrows it."""
    found: dict[str, Any] = {}
    if customer:
        found["customer_no"] = find_customer(desk, customer).no
    if team:
        found["team_no"] = find_team(desk, team).no
    if rep:
        found[key] = find_rep(desk, rep).no
    elif not everyone and not found and desk.me is not None and desk.me.role == "rep":
        found[key] = desk.me.no
        session.narrow(desk.me.name)
    return found


def span(desk: Desk, date: str | None, since: str | None, until: str | None) -> dict[str, Any]:
    """Return the filters of the days to list."""
    return {
        "day": read_day(desk, date) if date else None,
        "since": read_day(desk, since) if since else None,
        "until": read_day(desk, until) if until else None,
    }


def outcomes_and_direction(desk: Desk, outcomes: list[str] | None, direction: str | None) -> dict[str, Any]:
    """Return the filters of what calls came to and which way they went."""
    return {
        "outcomes": [find_outcome(desk, "call", one).code for one in outcomes] if outcomes else None,
        "direction": read_code("direction", direction) if direction else None,
    }
