"""The days a report is of: one day, a week, a month, or any range."""

from datetime import date
from typing import Annotated

import typer

from crm_cli.errors import UsageError
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.reports.scope import Scope, find_scope, month_around, week_of
from crm_cli.services.desk import Desk

Day = Annotated[str | None, typer.Option("--date", metavar="DAY", help=N_("The day; today when left out."))]
Week = Annotated[bool, typer.Option("--week", help=N_("The whole week of that day, Monday to Sunday."))]
Month = Annotated[bool, typer.Option("--month", help=N_("The whole month of that day."))]
From = Annotated[str | None, typer.Option("--from", metavar="DAY", help=N_("The first day of a range."))]
WholeFirm = Annotated[bool, typer.Option("--all", help=N_("The whole firm's."))]
WithRows = Annotated[
    bool | None,
    typer.Option(
        "--rows/--no-rows",
        help=N_("Each visit and call too, or only the numbers; up to a week each is there."),
    ),
]
To = Annotated[
    str | None, typer.Option("--to", metavar="DAY", help=N_("The last day of a range; today when left out."))
]
MOST_DAYS = 3653


def read_span(
    desk: Desk,
    day: str | None = None,
    *,
    week: bool = False,
    month: bool = False,
    start: str | None = None,
    end: str | None = None,
    usual: str = "day",
) -> tuple[date, date]:
    """Return the first and the last day meant, both included; `usual` (day, week, month) is for none said.

    Raises UsageError for a bad day, a range that ends before it begins, and several ways of saying it.
    """
    ways = [week, month, bool(start or end)]
    if sum(ways) > 1 or (day and (start or end)):
        raise UsageError(
            _("Say the days in one way."), _("--date, --date with --week or --month, or --from and --to")
        )
    if start or end:
        return _not_too_long(_range(desk, start, end))
    on = _read(desk, day)
    if week or (usual == "week" and not (month or day)):
        return week_of(on)
    if month or (usual == "month" and not day):
        return month_around(on)
    return on, on


def _range(desk: Desk, start: str | None, end: str | None) -> tuple[date, date]:
    first, last = _read(desk, start or end), _read(desk, end)
    if last < first:
        raise UsageError(
            _("A range ends on or after the day it begins."), "--from 2026-11-01 --to 2026-11-30"
        )
    return first, last


def _not_too_long(span: tuple[date, date]) -> tuple[date, date]:
    # Every statement names its days, and takes some thirty thousand values.
    if (span[1] - span[0]).days >= MOST_DAYS:
        raise UsageError(_("A report is of ten years at most."), "--from 2026-01-01 --to 2026-12-31")
    return span


def _read(desk: Desk, text: str | None) -> date:
    if text is None:
        return desk.today()
    from crm_cli.domain.dates import parse_day

    return parse_day(text, desk.today())


def read_scope(desk: Desk, rep: str | None, team: str | None, everyone: bool) -> Scope:
    """Return whose report is meant, as reports.scope does; raise UsageError for several at once."""
    if sum(map(bool, (rep, team, everyone))) > 1:
        raise UsageError(_("A report is of one rep, one team, or all."), "--rep, --team, --all")
    return find_scope(desk, rep=rep, team=team, everyone=everyone)
