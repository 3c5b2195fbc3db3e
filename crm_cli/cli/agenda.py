"""`crm agenda`: the time of a rep, a team or the firm, side by side, and calendars of it for the phone."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

import typer

from crm_cli.cli import list_options, report_sink, report_span, session
from crm_cli.cli.groups import MINE, Verb
from crm_cli.cli.report_sink import Rows, Sheet
from crm_cli.errors import RefusedError, UsageError
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.reports.scope import Scope
from crm_cli.services.desk import Desk

MOST_DAYS = 92

OfTeam = Annotated[
    str | None, typer.Option("--team", metavar="[NAME]", help=N_("This team's; mine without a name."))
]
OfTeams = Annotated[
    list[str] | None,
    typer.Option("--team", metavar="[NAME]", help=N_("This team's; mine without a name; may be repeated.")),
]
OnDay = Annotated[str | None, typer.Option("--day", "--date", metavar="DAY", help=N_("Of this day alone."))]
Week = Annotated[
    bool, typer.Option("--week", help=N_("The whole week, Monday to Sunday, of today or of --day."))
]


def show(
    team: OfTeams = None,
    rep: list_options.OfRep = None,
    everyone: report_span.WholeFirm = False,
    day: OnDay = None,
    week: Week = False,
    since: list_options.Since = None,
    until: list_options.Until = None,
    format: report_sink.Format = None,  # noqa: A002  # the option's own name
    file: report_sink.Output = None,
) -> None:
    """Show plans, callbacks and steps side by side, a column for each rep; seven days from today."""
    from crm_cli.reports.agenda import agenda

    chosen = report_sink.chosen_format(format, file)
    with session.desk() as desk:
        scopes = _scopes(desk, rep, team or [], everyone)
        first, last = _days(desk, day, since, until, week=week)
        report_sink.write(desk, _sheet(desk, agenda(desk, scopes, first, last)), chosen, file)


def _scopes(desk: Desk, rep: str | None, teams: Sequence[str], everyone: bool) -> list[Scope]:
    """Return whose agenda is meant: of one rep, of the firm, or of each team named once."""
    named = [team_named(desk, team) for team in teams] or [None]
    return list(dict.fromkeys(report_span.read_scope(desk, rep, team, everyone) for team in named))


def team_named(desk: Desk, team: str | None) -> str | None:
    """Return the name of the team asked for, my own where none was named; raise RefusedError when I have none."""
    if team != MINE:
        return team
    if desk.me is None or not desk.me.team:
        raise RefusedError(_("You are in no team."), _("Name one: --team NAME; see them with: crm team list"))
    return desk.me.team


def _days(
    desk: Desk, day: str | None, since: str | None, until: str | None, *, week: bool
) -> tuple[date, date]:
    from crm_cli.reports.agenda import week_ahead

    if since or until:
        if day or week:
            raise UsageError(_("Say the days in one way."), "--day, --week, --since --until")
        first, last = report_span.read_span(desk, start=since or "today", end=until or since)
    elif day or week:
        first, last = report_span.read_span(desk, day, week=week)
    else:
        first, last = week_ahead(desk)
    if (last - first).days >= MOST_DAYS:
        raise UsageError(
            _("An agenda is of {count} days at most.").format(count=MOST_DAYS), "--since fri --until +30d"
        )
    return first, last


def _sheet(desk: Desk, found: Any) -> Sheet:
    from crm_cli.reports import agenda_json
    from crm_cli.reports.agenda_form import agenda_form

    def values() -> dict[str, Any]:
        return agenda_json.agenda_json(found, desk)

    def rows() -> Rows:
        return agenda_json.FIELDS, agenda_json.flat_rows(values())

    return Sheet(lambda: agenda_form(found, desk), values, rows)


VERBS = {
    "show": Verb(show, N_("Show plans, callbacks and steps side by side; also without this word.")),
    "calendar": Verb(
        "crm_cli.cli.agenda_calendar:calendar",
        N_("Write calendars (.ics) that phones and mail programs read."),
    ),
}
