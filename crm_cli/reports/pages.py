"""A report as a page that is looked at: the form as it stands, and what is said beside it."""

from datetime import date

from crm_cli.domain.form import Block, Chart, Form
from crm_cli.domain.frozen import Frozen
from crm_cli.i18n import gettext as _
from crm_cli.reports.daily import DailyReport, daily_report
from crm_cli.reports.daily_form import daily_form
from crm_cli.reports.doubts import Doubt
from crm_cli.reports.handed_in import HandedIn, read_daily
from crm_cli.reports.handed_in_form import with_standing
from crm_cli.reports.heading import header
from crm_cli.reports.scope import Scope, month_around, week_of
from crm_cli.reports.spans import is_summed
from crm_cli.services.desk import Desk

SPANS = ("day", "week", "month")
CHARTED = ("dials", "reached", "conversations", "visits", "effective", "orders")
"""The numbers whose last days are charted."""
_BACK = 14


class Page(Frozen):
    """A form and what does not add up in it; `handed_in` is how a day's report stands, None of a range of days."""

    form: Form
    doubts: tuple[Doubt, ...] = ()
    handed_in: HandedIn | None = None


def report_page(desk: Desk, scope: Scope, day: date, span: str = "day", *, live: bool = False) -> Page:
    """Return the daily report of a day, or that of the week or the month around it, one of SPANS.

    `live` shows a day as it stands now, even after it was submitted.
    """
    if span == "day":
        shown = read_daily(desk, scope, day, live=live)
        return day_page(desk, shown.report, shown.handed_in)
    first, last = week_of(day) if span == "week" else month_around(day)
    report = daily_report(desk, scope, first, last, summed=is_summed(first, last, None))
    return Page(daily_form(report, desk), report.doubts)


def day_page(desk: Desk, report: DailyReport, handed_in: HandedIn | None) -> Page:
    """Return a day's report with how it stands."""
    form = daily_form(report, desk)
    return Page(form if handed_in is None else with_standing(form, handed_in, desk), report.doubts, handed_in)


def charts_page(desk: Desk, scope: Scope, day: date) -> Page:
    """Return a day's goals and its month's as bars, then the last days of the numbers that matter most."""
    from crm_cli.reports.goals_form import goals_form
    from crm_cli.reports.goals_left import goals_left
    from crm_cli.reports.trend import trend
    from crm_cli.reports.trend_form import trend_form

    goals = goals_form(goals_left(desk, scope, day), desk)
    found = trend(desk, scope, list(CHARTED), "day", _BACK, day)
    blocks: list[Block] = [block for block in goals.blocks if isinstance(block, Chart) and block.bars]
    blocks += [
        block
        for block in trend_form(found, desk).blocks
        if isinstance(block, Chart) and any(bar.value for bar in block.bars)
    ]
    return Page(
        Form(
            name=_("Charts"),
            title=_("Goals and the last {count} days").format(count=_BACK),
            header=header(scope, found.points[0].start, day),
            blocks=tuple(blocks),
            boxes=(),
            none=_("none"),
            remark="" if blocks else _("Nothing was logged."),
        )
    )
