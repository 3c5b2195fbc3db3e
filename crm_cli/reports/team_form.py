"""The team's report as a form: bars of the number it is sorted by, then calls, visits and business side by side."""

from crm_cli.domain.codes import METRICS
from crm_cli.domain.form import Block, Chart, Field, Form, Listing
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.reports.figure_words import percent, progress, title
from crm_cli.reports.figures import AMOUNTS
from crm_cli.reports.heading import bar, header, number_text
from crm_cli.reports.team import TeamReport, TeamRow
from crm_cli.services.desk import Desk

SHORT = {
    "answered": N_("answered"), "doors": N_("doors"), "effective": N_("effective"), "wechat_added": N_("WeChat"),
    "quotes": N_("quotes"), "samples": N_("samples"), "opened": N_("opened"), "target_met": N_("target met"),
    "past_front_desk": N_("past front desk"),
}  # fmt: skip
"""What a column is called where its number's own name would make it too wide."""
TABLES = (
    (N_("Calls"), ("dials", "answered", "reach_rate", "conversations", "appointments")),
    (N_("Visits"), ("visits", "doors", "effective", "cards", "wechat_added", "new_customers", "plan_completion")),
    (N_("Business"), ("order_amount", "orders", "quotes", "samples", "payment_amount", "submitted")),
)  # fmt: skip


def short_title(key: str) -> str:
    """Return what a number is called above a narrow column."""
    return _(SHORT[key]) if key in SHORT else title(key)


def team_form(report: TeamReport, desk: Desk) -> Form:
    """Return the report as a form; without anybody to show it says so."""
    reps = report.of("rep")
    bars = [bar(row.name, report.sort, row.numbers[report.sort], report.currency) for row in reps]
    blocks: list[Block] = [
        Chart(title(report.sort), tuple(bars)),
        *(_table(report, _(name), keys) for name, keys in TABLES),
    ]
    if any(row.goals for row in report.rows):
        blocks.append(_goals(report))
    return Form(
        name=_("Team report"),
        title=_("Team report of {firm}").format(firm=desk.firm.name),
        header=header(report.scope, report.start, report.end),
        blocks=tuple(blocks),
        boxes=(),
        none=_("none"),
        remark="" if reps else _("There are no reps."),
    )


def _name(row: TeamRow) -> str:
    return _("all") if row.level == "total" else row.name


def _whose(report: TeamReport) -> Field:
    title = _("whose") if report.of("team") else _("rep")
    return Field("name", title, 1, main=True, weight=3)


def _table(report: TeamReport, name: str, keys: tuple[str, ...]) -> Listing:
    fields = (
        _whose(report),
        *(Field(key, _column(key), 1, main=True, numeric=True) for key in keys),
    )
    rows = ((_name(row), *(_cell(report, row, key) for key in keys)) for row in report.rows)
    return Listing(name, fields, tuple(rows))


def _column(key: str) -> str:
    return _("reports submitted") if key == "submitted" else short_title(key)


def _cell(report: TeamReport, row: TeamRow, key: str) -> str:
    if key == "submitted":
        return percent(row.submitted) if row.submitted.whole else ""
    return number_text(key, row.numbers[key], report.currency)


def _goals(report: TeamReport) -> Listing:
    """Return who has reached how much of which goal, a column for each number anybody has a goal of."""
    keys = [key for key in METRICS if any(key in row.goals for row in report.rows)]
    fields = (
        _whose(report),
        *(Field(key, short_title(key), 1, main=True, weight=3, numeric=True) for key in keys),
    )
    rows = ((_name(row), *(_of_goal(report, row, key) for key in keys)) for row in report.rows if row.goals)
    return Listing(_("Against goal"), fields, tuple(rows))


def _of_goal(report: TeamReport, row: TeamRow, key: str) -> str:
    if key not in row.goals:
        return ""
    rate = row.goals[key]
    return progress(key, rate.part, rate.whole, report.currency) if key in AMOUNTS else percent(rate)
