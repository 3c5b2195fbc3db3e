"""`crm rep away` and `crm rep back`: on which days whose report is not expected."""

from typing import Annotated, Any

import typer

from crm_cli.cli import options, session
from crm_cli.cli.batches import Named, change_each, the_rep
from crm_cli.cli.filters import whose
from crm_cli.cli.listing import how_many, show_list
from crm_cli.domain.codes import number
from crm_cli.errors import UsageError
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services import absences
from crm_cli.services.desk import Desk
from crm_cli.services.naming import number_of

Reps = Annotated[
    list[str] | None,
    typer.Argument(metavar="[REP]...", help=N_("Who is away; without a name the list is shown.")),
]
Back = Annotated[list[str], typer.Argument(metavar="REP...", help=N_("Who is back, or y4; - reads them."))]


def away(
    reps: Reps = None,
    start: Annotated[
        str | None, typer.Option("--from", metavar="DAY", help=N_("The first day away; today when left out."))
    ] = None,
    end: Annotated[
        str | None,
        typer.Option("--until", "--to", metavar="DAY", help=N_("The last day away; one day when left out.")),
    ] = None,
    reason: options.Reason = "",
    team: options.OfTeam = None,
    everyone: Annotated[bool, typer.Option("--all", help=N_("In the list: those past, too."))] = False,
    limit: options.Limit = None,
) -> None:
    """Say that reps are away, myself with the days alone; without either, list who is away now and to come."""
    if reps or start or end or reason:
        change_each(
            reps or [_myself()],
            lambda desk, text: absences.set_away(desk, text, start=start, end=end, reason=reason),
            the_rep,
        )
        return
    count = how_many(limit)
    with session.desk() as desk:
        filters: dict[str, Any] = {
            **whose(desk, team=team, everyone=True),
            "since": None if everyone else desk.today(),
        }
        show_list(
            desk,
            "absence",
            absences.absences(desk, limit=count, **filters),
            limit=count,
            empty=_("Nobody is away."),
        )


def _myself() -> str:
    with session.desk() as desk:
        if desk.me is None:
            raise UsageError(_("Who is away?"), 'crm rep away 李娜 --from mon --until fri --reason "…"')
        return number("rep", desk.me.no) or ""


def back(who: Back) -> None:
    """Say that reps are back from today on, or take absences back by their numbers."""
    change_each(who, absences.end_absence, _the_absence)


def _the_absence(desk: Desk, text: str) -> Named:
    return Named(text) if number_of("absence", text) is not None else the_rep(desk, text)
