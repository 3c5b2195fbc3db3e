"""The report of a week, a month or any days as a form: numbers and bars first, single touches after them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from crm_cli.domain.form import Bar, Block, Chart, Field, Form, Listing
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.reports.daily import DailyReport
from crm_cli.reports.daily_form import (
    dial_plan_blocks,
    doubts_block,
    market_block,
    month_line,
    not_done_block,
    notes_blocks,
    numbers_line,
    sign_off_boxes,
    some,
    tomorrow_block,
    whose,
)
from crm_cli.reports.daily_results import results
from crm_cli.reports.figure_words import amount, percent
from crm_cli.reports.figures import AMOUNTS, Rate
from crm_cli.reports.scope import month_around, week_of
from crm_cli.reports.touch_blocks import money_block, touch_blocks
from crm_cli.services.desk import Desk

Numbers = Mapping[str, int]
DAYS_BY_DAY, DAYS_BY_WEEK = 62, 400
MOST_NAMES, MOST_CUSTOMERS = 12, 5
WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
COLUMNS = (
    ("dials", N_("dials")), ("answered", N_("answered")), ("reached", N_("right party")), ("visits", N_("visits")),
    ("met", N_("people met")), ("orders", N_("orders")), ("order_amount", N_("amount of orders")),
    ("interested", N_("interested")), ("conversations", N_("conversations")), ("appointments", N_("appointments")),
    ("doors", N_("doors")), ("effective", N_("effective")), ("cards", N_("cards")),
    ("wechat_added", N_("WeChat")), ("new_customers", N_("new customers")), ("followups", N_("follow-ups")),
    ("quotes", N_("quotes")), ("samples", N_("samples")), ("payment_amount", N_("amount paid")),
    ("incoming", N_("incoming calls")),
)  # fmt: skip
"""The columns of a table by day or by rep, those that matter most first."""
MAIN = 7
"""How many of them say a nought, in whose place the others say nothing."""


def span_form(report: DailyReport, desk: Desk) -> Form:
    """Return a report of several days, or one without single touches, as a form."""
    listed: list[Block] = []
    if not report.summed:
        listed += touch_blocks(report, desk)
        listed += [money_block(report)] if report.part is None else []
        listed += [not_done_block(report, desk.today())] if report.part != "calls" else []
    return Form(
        name=_name(report),
        title=_title(report),
        header=_header(report),
        blocks=(
            results(report),
            *dial_plan_blocks(report),
            *_charts(report),
            *_tables(report),
            *listed,
            market_block(report, MOST_CUSTOMERS),
            *notes_blocks(report),
            *(() if report.summed else (tomorrow_block(report, desk),)),
            _doubts(report, desk),
        ),
        boxes=sign_off_boxes(),
        none=_("none"),
        remark=_("Nothing was logged.") if report.is_empty else "",
    )


def _kind(report: DailyReport) -> str:
    span = (report.start, report.end)
    if report.start == report.end:
        return "day"
    return {week_of(report.start): "week", month_around(report.start): "month"}.get(span, "days")


def _name(report: DailyReport) -> str:
    names = {"day": _("Daily report"), "week": _("Weekly report"), "month": _("Monthly report")}
    return names.get(_kind(report), _("Report of several days"))


def _title(report: DailyReport) -> str:
    titles = {
        "day": _("Daily report of {firm}"),
        "week": _("Weekly report of {firm}"),
        "month": _("Monthly report of {firm}"),
    }
    return titles.get(_kind(report), _("Report of {firm}")).format(firm=report.firm)


def _header(report: DailyReport) -> tuple[tuple[str, str], ...]:
    of_day = report.start == report.end
    dates = report.start.isoformat() if of_day else f"{report.start.isoformat()} – {report.end.isoformat()}"
    return (
        (_("date"), dates),
        *whose(report),
        (_("rep"), some(report.reps, MOST_NAMES)),
        (_("area"), some((*report.buildings, *report.districts), MOST_NAMES)),
        (_("goals of the day") if of_day else _("goals of these days"), numbers_line(report, report.goals)),
        (_("month to date"), month_line(report)),
    )


def _charts(report: DailyReport) -> list[Chart]:
    """Return the bars of what was done in each period; those of what was not done at all are missing."""
    if report.start == report.end:
        return []
    periods = _periods(report)
    found = [
        _share_chart(_("Dials, and of these the right party reached"), periods, "dials", "reached"),
        _share_chart(_("Visits, and of these people met"), periods, "visits", "met"),
        _orders_chart(periods, report.currency),
    ]
    return [chart for chart in found if any(bar.value for bar in chart.bars)]


def _share_chart(title: str, periods: Sequence[tuple[str, Numbers]], whole: str, part: str) -> Chart:
    bars = []
    for label, numbers in periods:
        rate = Rate(numbers.get(part, 0), numbers.get(whole, 0))
        bars.append(Bar(label, rate.whole, percent(rate) if rate.whole else "0", rate.part))
    return Chart(title, tuple(bars))


def _orders_chart(periods: Sequence[tuple[str, Numbers]], currency: str) -> Chart:
    by_amount = any(numbers.get("order_amount") for _label, numbers in periods)
    bars = []
    for label, numbers in periods:
        orders, minor = numbers.get("orders", 0), numbers.get("order_amount", 0)
        text = f"{orders} ({amount(minor, currency)})" if minor else str(orders)
        bars.append(Bar(label, minor if by_amount else orders, text))
    return Chart(_("Orders"), tuple(bars))


def _periods(report: DailyReport) -> list[tuple[str, Numbers]]:
    """Return the numbers of each day; of a longer time those of each week from its Monday, or of each month."""
    length = (report.end - report.start).days + 1
    found: dict[str, dict[str, int]] = {}
    for one in report.by_day:
        numbers = found.setdefault(_period(one.day, length), {})
        for key, value in one.numbers.items():
            numbers[key] = numbers.get(key, 0) + value
    return list(found.items())


def _period(day: date, length: int) -> str:
    if length <= DAYS_BY_DAY:
        return f"{day:%m-%d} {_(WEEKDAYS[day.weekday()])}"
    if length <= DAYS_BY_WEEK:
        return (day - timedelta(days=day.weekday())).isoformat()
    return f"{day:%Y-%m}"


def _tables(report: DailyReport) -> list[Listing]:
    found = []
    if report.by_rep:
        reps = [(one.rep, one.numbers) for one in report.by_rep]
        found.append(_table(report, _("By rep"), _("rep"), reps))
    if report.start != report.end:
        length = (report.end - report.start).days + 1
        by_week = (_("By week"), _("week from")) if length <= DAYS_BY_WEEK else (_("By month"), _("month"))
        title, head = (_("By day"), _("date")) if length <= DAYS_BY_DAY else by_week
        found.append(_table(report, title, head, _periods(report)))
    return found


def _table(report: DailyReport, title: str, head: str, rows: Iterable[tuple[str, Numbers]]) -> Listing:
    """Return a table of numbers; a column of nothing but noughts is left out."""
    rows = list(rows)
    keys = [(key, name) for key, name in COLUMNS if any(numbers.get(key) for _label, numbers in rows)]
    fields = [
        Field(key, _(name), main=True, weight=3 if key in AMOUNTS else 2, numeric=True) for key, name in keys
    ]
    cells = tuple(
        (
            label,
            *(_cell(report, key, numbers[key], major=place < MAIN) for place, (key, _n) in enumerate(keys)),
        )
        for label, numbers in rows
    )
    return Listing(title, (Field("of", head, main=True, weight=3), *fields), cells)


def _cell(report: DailyReport, key: str, value: int, *, major: bool) -> str:
    if key in AMOUNTS:
        from crm_cli.domain.money import format_amount

        return format_amount(value, report.currency) if value else ""
    return str(value) if value or major else ""


def _doubts(report: DailyReport, desk: Desk) -> Listing:
    found = doubts_block(report, desk)
    if not report.more_doubts:
        return found
    more = _("{count} more").format(count=report.more_doubts)
    return found._replace(rows=(*found.rows, (more, "")))
