"""`crm task`: next steps at no customer; past adding and listing they are steps like any other."""

from typing import Any

from crm_cli.cli import options, session
from crm_cli.cli.filters import whose
from crm_cli.cli.groups import Verb
from crm_cli.cli.listing import how_many, show_list
from crm_cli.cli.steps import COMMON, Anyone, Due, Overdue, State, Today, Words, read_state, when_due
from crm_cli.i18n import N_
from crm_cli.services import steps


def add(words: Words, due: Due = None, anyone: Anyone = False, rep: options.Rep = None) -> None:
    """Add a task: a next step at no customer."""
    with session.desk() as desk:
        session.told(steps.add_step(desk, words, due=due, rep=rep, anyone=anyone))


def list_tasks(
    state: State = "open",
    due: Today = False,
    overdue: Overdue = False,
    until: options.Until = None,
    rep: options.OfRep = None,
    team: options.OfTeam = None,
    everyone: options.Everyone = False,
    sort: options.Sort = None,
    reverse: options.Reverse = False,
    limit: options.Limit = None,
) -> None:
    """List tasks, the most urgent first."""
    count = how_many(limit)
    with session.desk() as desk:
        filters: dict[str, Any] = {
            **whose(desk, rep=rep, team=team, everyone=everyone),
            **when_due(desk, due=due, overdue=overdue, until=until),
            "kinds": ("task",),
            "state": read_state(state),
            "limit": count,
        }
        show_list(desk, "step", steps.steps(desk, sort=sort, descending=reverse, **filters), limit=count)


VERBS = {
    "add": Verb(add, N_("Add a task: a next step at no customer.")),
    "list": Verb(list_tasks, N_("List tasks, the most urgent first.")),
    **COMMON,
}
