"""Where customers came from: the new ones and what became of them, and apart from them those put on file."""

from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from crm_cli.domain import words
from crm_cli.domain.form import Chart, Field, Form, Listing
from crm_cli.i18n import gettext as _
from crm_cli.reports.figure_words import amount, percent, title
from crm_cli.reports.figures import Rate
from crm_cli.reports.heading import bar, head_values, header, rate_value
from crm_cli.reports.scope import Scope, days_between
from crm_cli.services.desk import Desk
from crm_cli.services.records import major
from crm_cli.storage.breakdowns import SOURCES_ADDED, SOURCES_MET, SourceAdded, SourceMet, id_from


class SourceRow(NamedTuple):
    """What came from one source; `level` is source or total, amounts are in minor units.

    `buyers` are the new customers who ordered on the day they were met or since, `orders` what they ordered.
    `added` were put on file in these days, typed or `imported`; `reached` are those of them reached by now.
    """

    level: str
    source: str
    new_customers: int
    buyers: Rate
    orders: int
    order_amount: int
    added: int
    imported: int
    reached: Rate

    @property
    def label(self) -> str:
        """What the source is called in the language in use."""
        if self.level == "total":
            return _("all")
        return words.label("source", self.source) or _("not said")


class SourcesReport(NamedTuple):
    """The sources by their new customers, the most first, and all of them last."""

    start: date
    end: date
    scope: Scope
    currency: str
    rows: tuple[SourceRow, ...]


def sources_report(desk: Desk, scope: Scope, start: date, end: date) -> SourcesReport:
    """Return where the new customers of the days came from (PRODUCT §7: first reached then, never by import).

    Those put on file are the customers whose owner is of `scope` now, by the moment they were put there.
    """
    first, last = (
        id_from(desk.instant(datetime.combine(day, time()))) for day in (start, end + timedelta(days=1))
    )
    with desk.database.snapshot():
        met = desk.database.all(
            SOURCES_MET, days=days_between(start, end), currency=desk.currency, **scope.filters()
        )
        added = desk.database.all(SOURCES_ADDED, from_id=first, until_id=last, **scope.filters())
    met_by, added_by = {row.source: row for row in met}, {row.source: row for row in added}
    rows = [_row("source", source, met_by.get(source), added_by.get(source)) for source in met_by | added_by]
    rows.sort(key=lambda row: (-row.new_customers, -row.added, row.source))
    return SourcesReport(start, end, scope, desk.currency, (*rows, _total(rows)))


def _row(level: str, source: str, met: SourceMet | None, added: SourceAdded | None) -> SourceRow:
    return SourceRow(
        level,
        source,
        new_customers=met.new_customers if met else 0,
        buyers=Rate(met.buyers, met.new_customers) if met else Rate(0, 0),
        orders=met.orders if met else 0,
        order_amount=met.order_amount_minor if met else 0,
        added=added.added if added else 0,
        imported=added.imported if added else 0,
        reached=Rate(added.reached, added.added) if added else Rate(0, 0),
    )


def _total(rows: list[SourceRow]) -> SourceRow:
    """Return all sources as one: a customer has one source, so they add up."""
    new, added = sum(row.new_customers for row in rows), sum(row.added for row in rows)
    return SourceRow(
        "total",
        "",
        new,
        Rate(sum(row.buyers.part for row in rows), new),
        sum(row.orders for row in rows),
        sum(row.order_amount for row in rows),
        added,
        sum(row.imported for row in rows),
        Rate(sum(row.reached.part for row in rows), added),
    )


def sources_values(desk: Desk, report: SourcesReport) -> dict[str, Any]:
    """Return the report as JSON takes it: `rows`, one for each source, and the total."""
    return {
        **head_values(desk, report.scope, report.start, report.end),
        "rows": [_values(row, report.currency) for row in report.rows],
    }


def _values(row: SourceRow, currency: str) -> dict[str, Any]:
    return {
        "level": row.level,
        "source": row.source,
        "name": row.label,
        "new_customers": row.new_customers,
        "buyers": rate_value("", row.buyers, currency),
        "orders": row.orders,
        "order_amount": major(row.order_amount, currency),
        "added": row.added,
        "typed": row.added - row.imported,
        "imported": row.imported,
        "reached": rate_value("", row.reached, currency),
    }


def sources_form(report: SourcesReport, desk: Desk) -> Form:
    """Return the report as a form: bars of the new customers, what became of them, and who was put on file."""
    met = [row for row in report.rows if row.new_customers]
    added = [row for row in report.rows if row.added]
    bars = [
        bar(row.label, "new_customers", row.new_customers, report.currency)
        for row in met
        if row.level == "source"
    ]
    return Form(
        name=_("Sources"),
        title=_("Sources of customers of {firm}").format(firm=desk.firm.name),
        header=header(report.scope, report.start, report.end),
        blocks=(
            Chart(_("New customers by source"), tuple(bars)),
            _met_table(report, met),
            _added_table(added),
        ),
        boxes=(),
        none=_("none"),
        remark="" if met or added else _("No customer was met for the first time or put on file."),
    )


def _met_table(report: SourcesReport, rows: list[SourceRow]) -> Listing:
    fields = (
        Field("source", _("source"), 1, main=True, weight=3),
        Field("new_customers", title("new_customers"), 1, main=True, numeric=True),
        Field("buyers", _("ordered since"), 1, main=True, weight=3, numeric=True),
        Field("orders", title("orders"), 1, main=True, numeric=True),
        Field("order_amount", title("order_amount"), 1, main=True, weight=3, numeric=True),
    )
    cells = (
        (
            row.label,
            str(row.new_customers),
            percent(row.buyers),
            str(row.orders),
            amount(row.order_amount, report.currency),
        )
        for row in rows
    )
    return Listing(_("What became of the new customers"), fields, tuple(cells))


def _added_table(rows: list[SourceRow]) -> Listing:
    fields = (
        Field("source", _("source"), 1, main=True, weight=3),
        Field("added", _("put on file"), 1, main=True, numeric=True),
        Field("typed", _("typed"), 1, main=True, numeric=True),
        Field("imported", _("imported"), 1, main=True, numeric=True),
        Field("reached", _("reached since"), 1, main=True, weight=3, numeric=True),
    )
    cells = (
        (row.label, str(row.added), str(row.added - row.imported), str(row.imported), percent(row.reached))
        for row in rows
    )
    return Listing(_("Customers put on file, new or not"), fields, tuple(cells))
