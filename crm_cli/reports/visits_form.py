"""Visits taken apart as a form: for each way bars of the visits, and tables that end in all of them."""

from collections.abc import Iterator

from crm_cli.domain.form import Block, Chart, Field, Form, Listing
from crm_cli.i18n import N_, ngettext
from crm_cli.i18n import gettext as _
from crm_cli.reports.heading import bar, header, number_text
from crm_cli.reports.team_form import short_title
from crm_cli.reports.visits import VisitsReport, VisitsRow
from crm_cli.services.desk import Desk

MOST_BARS = 24
NUMBERS = ("visits", "doors", "opened", "met", "effective", "cards", "new_customers")
GATE = ("past_front_desk", "target_met", "card_rate", "wechat_added", "expenses")
HEADS = {
    "rep": N_("rep"), "team": N_("team"), "day": N_("date"), "weekday": N_("weekday"), "hour": N_("hour"),
    "building": N_("building"), "district": N_("district"), "industry": N_("industry"), "outcome": N_("outcome"),
    "tactic": N_("tactic"), "how": N_("how"), "kind": N_("kind"),
}  # fmt: skip
"""What the first column of a table is called, by the way its visits are taken apart."""
WAY_TITLES = {
    "rep": N_("by rep"), "team": N_("by team"), "day": N_("by day"), "weekday": N_("by weekday"),
    "hour": N_("by hour"), "building": N_("by building"), "district": N_("by district"),
    "industry": N_("by industry"), "outcome": N_("by outcome"), "tactic": N_("by tactic"),
    "how": N_("by cold or invited"), "kind": N_("by kind of visit"),
}  # fmt: skip


def visits_form(report: VisitsReport, desk: Desk) -> Form:
    """Return the report as a form; the table has every group, the chart the largest MOST_BARS."""
    return Form(
        name=_("Visits"),
        title=_("Visits of {firm}").format(firm=desk.firm.name),
        header=header(report.scope, report.start, report.end),
        blocks=tuple(block for way in report.ways for block in _blocks(report, way)),
        boxes=(),
        none=_("none"),
        remark="" if report.rows else _("No visit was logged."),
    )


def _blocks(report: VisitsReport, way: str) -> Iterator[Block]:
    rows = [row for row in report.rows if row.by == way]
    name = _(WAY_TITLES[way])
    bars = tuple(bar(row.label, "visits", row.numbers["visits"], report.currency) for row in rows[:MOST_BARS])
    left = len(rows) - len(bars)
    more = ngettext("{count} more in the table", "{count} more in the table", left).format(count=left)
    yield Chart(_("Visits {by}").format(by=name) + (f" ({more})" if left else ""), bars)
    if rows:
        yield _table(report, way, _("Numbers {by}").format(by=name), rows, NUMBERS)
        yield _table(report, way, _("Gate {by}").format(by=name), rows, GATE)


def _table(
    report: VisitsReport, way: str, name: str, rows: list[VisitsRow], keys: tuple[str, ...]
) -> Listing:
    fields = (
        Field("name", _(HEADS[way]), 1, main=True, weight=4),
        *(Field(key, short_title(key), 1, main=True, weight=3, numeric=True) for key in keys),
    )
    return Listing(name, fields, tuple(_cells(report, row, keys) for row in (*rows, report.total)))


def _cells(report: VisitsReport, row: VisitsRow, keys: tuple[str, ...]) -> tuple[str, ...]:
    name = _("all") if row.by == "total" else row.label
    # An expense of nothing would take a second line on most screens to say so.
    texts = (
        ""
        if key == "expenses" and not row.numbers[key]
        else number_text(key, row.numbers[key], report.currency)
        for key in keys
    )
    return (name, *texts)
