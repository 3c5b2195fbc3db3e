"""`crm goal`: add, list, remove."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from crm_cli.cli import options, session
from crm_cli.cli.batches import remove_each, the_rep, the_team
from crm_cli.cli.filters import whose
from crm_cli.cli.groups import Verb
from crm_cli.cli.listing import how_many, show_records
from crm_cli.domain.codes import METRICS, MONEY_METRICS
from crm_cli.i18n import N_
from crm_cli.services import firm
from crm_cli.services.desk import Desk
from crm_cli.services.reading import read_code
from crm_cli.services.records import major, record


def add(
    metric: Annotated[str, typer.Argument(metavar="FIGURE", help=N_("Which: visits, dials, order_amount …"))],
    amount: Annotated[str, typer.Argument(metavar="AMOUNT", help=N_("How much to reach."))],
    per: Annotated[str, typer.Option("--per", metavar="day|month", help=N_("In a day or a month."))] = "day",
    rep: Annotated[
        list[str] | None, typer.Option("--rep", metavar="NAME", help=N_("For this rep; may be repeated."))
    ] = None,
    team: Annotated[
        list[str] | None, typer.Option("--team", metavar="NAME", help=N_("For this team; may be repeated."))
    ] = None,
    from_day: Annotated[
        str | None, typer.Option("--from", metavar="DAY", help=N_("From which day on; today when left out."))
    ] = None,
) -> None:
    """Set a number to reach, for reps, teams or, without either, the firm."""
    with session.desk() as desk:
        named = _each_of(desk, rep, team)
        with desk.change():
            done = [
                firm.add_goal(desk, metric, amount, period=per, rep=who, team=group, from_day=from_day)
                for who, group in named
            ]
        session.told(done)


def _each_of(
    desk: Desk, reps: Sequence[str] | None, teams: Sequence[str] | None
) -> list[tuple[str | None, str | None]]:
    """Return the rep or team of each goal, by number and each once; neither for the firm's own."""
    people = dict.fromkeys(the_rep(desk, text).number for text in reps or ())
    groups = dict.fromkeys(the_team(desk, text).number for text in teams or ())
    return [*((no, None) for no in people), *((None, no) for no in groups)] or [(None, None)]


def list_goals(
    rep: options.OfRep = None,
    team: options.OfTeam = None,
    metric: Annotated[
        str | None, typer.Option("--metric", metavar="FIGURE", help=N_("Only of this number."))
    ] = None,
    sort: options.Sort = None,
    reverse: options.Reverse = False,
    limit: options.Limit = None,
) -> None:
    """List the goals on record, the newest first; a later one takes the place of an earlier."""
    count = how_many(limit)
    with session.desk() as desk:
        filters: dict[str, Any] = {
            **whose(desk, rep=rep, team=team, everyone=True),
            "metric": read_code("metric", metric, only=METRICS) if metric else None,
        }
        rows = firm.goals(desk, sort=sort, descending=reverse, limit=count, **filters)
        show_records(desk, "goal", [_record(desk, row) for row in rows], limit=count)


def _record(desk: Desk, row: Any) -> dict[str, Any]:
    amount = major(row.amount, desk.currency) if row.metric in MONEY_METRICS else row.amount
    return {**record(row, desk), "amount": amount}


def remove(things: options.Things) -> None:
    """Remove goals by the number the list shows."""
    remove_each(things, firm.remove_goal)


VERBS = {
    "add": Verb(add, N_("Set a number to reach, for a rep, a team or the firm.")),
    "left": Verb(
        "crm_cli.cli.report_goals:goals", N_("Print what is left of the goals of the day and the month.")
    ),
    "list": Verb(list_goals, N_("List the goals on record.")),
    "remove": Verb(remove, N_("Remove goals by the number the list shows.")),
}
