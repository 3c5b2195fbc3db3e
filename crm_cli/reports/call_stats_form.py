"""Calls taken apart as a form: all numbers, the funnel, a chart and tables for each way, the best hours."""

from collections.abc import Iterator, Sequence

from crm_cli.domain.form import Bar, Block, Chart, Field, Figures, Form, Listing
from crm_cli.i18n import N_, ngettext
from crm_cli.i18n import gettext as _
from crm_cli.reports.call_definitions import definitions
from crm_cli.reports.call_stats import MOST_TRIES, CallsReport, CallsRow
from crm_cli.reports.daily_results import call_numbers
from crm_cli.reports.figure_words import percent, share, title
from crm_cli.reports.figures import CallFigures, Rate
from crm_cli.reports.heading import header, number_text
from crm_cli.reports.hours_form import HourWords, hour_blocks
from crm_cli.reports.periods import Number
from crm_cli.services.desk import Desk

MOST_BARS = 24
TABLES = (
    (N_("Numbers {by}"), ("attempts", "invalid_rate", "answer_rate", "reach_rate")),
    (N_("What came of them {by}"), ("conversations", "interested", "appointment_rate", "conversion")),
    (N_("Time {by}"), ("average_talk_time", "dials_per_hour", "callback_kept", "recorded_rate")),
    (N_("More {by}"), ("human", "customers_tried", "customers_reached", "transfers", "incoming")),
    (N_("Lists {by}"), ("penetration", "list_reach_rate")),
)  # fmt: skip
OF_OUTCOMES = (
    (N_("Numbers {by}"), ("attempts", "conversations", "interested", "average_talk_time", "customers_tried", "incoming")),
)  # fmt: skip
"""An outcome is answered or it is not, so its rates say nothing."""
SHORT = {
    "attempts": N_("attempts"), "invalid_rate": N_("invalid"), "answer_rate": N_("answered"),
    "reach_rate": N_("right party"), "appointment_rate": N_("appointments"), "conversion": N_("orders"),
    "average_talk_time": N_("talk time"), "dials_per_hour": N_("dials/h"), "callback_kept": N_("callbacks"),
    "recorded_rate": N_("recorded"), "human": N_("a human"), "customers_tried": N_("customers tried"),
    "customers_reached": N_("customers reached"), "transfers": N_("handed on"), "incoming": N_("incoming"),
    "penetration": N_("numbers tried"), "list_reach_rate": N_("customers reached"),
}  # fmt: skip
"""What a column is called where its number's own name would make it too wide."""
HEADS = {
    "rep": N_("rep"), "team": N_("team"), "list": N_("call list"), "script": N_("script"), "day": N_("date"),
    "weekday": N_("weekday"), "hour": N_("hour"), "outcome": N_("outcome"), "industry": N_("industry"),
}  # fmt: skip
WAY_TITLES = {
    "rep": N_("by rep"), "team": N_("by team"), "list": N_("by call list"), "script": N_("by script"),
    "day": N_("by day"), "weekday": N_("by weekday"), "hour": N_("by hour"), "outcome": N_("by outcome"),
    "industry": N_("by industry"),
}  # fmt: skip


def calls_form(report: CallsReport, desk: Desk, *, explain: bool = False) -> Form:
    """Return the report as a form; `explain` adds what every number means."""
    lines = header(report.scope, report.start, report.end)
    if report.call_list:
        lines = (*lines, (_("call list"), report.call_list))
    return Form(
        name=_("Calls"),
        title=_("Calls of {firm}").format(firm=desk.firm.name),
        header=lines,
        blocks=tuple(_blocks(report, desk, explain=explain)),
        boxes=(),
        none=_("none"),
        remark="" if _is_any(report) else _("No call was logged."),
    )


def _is_any(report: CallsReport) -> bool:
    return bool(report.total.numbers["attempts"] or report.total.numbers["incoming"])


def _blocks(report: CallsReport, desk: Desk, *, explain: bool) -> Iterator[Block]:
    yield _totals(report)
    if _is_any(report):
        yield _funnel(report)
        for way in report.ways:
            yield from _way(report, way)
        yield from _hours(report)
        yield _tries(report)
    if explain:
        yield _explained(report, desk)


def _totals(report: CallsReport) -> Figures:
    numbers = report.total.numbers
    own = {key: numbers[key] for key in CallFigures._fields if key in numbers}
    shown = call_numbers(CallFigures(**own, new_customers=0))  # type: ignore[arg-type]  # numbers of this very row
    lists = [key for key in ("penetration", "list_reach_rate") if numbers[key] is not None]
    more = [
        (_("Customers"), _texts(report, ["customers_tried", "customers_reached", "wechat_added"])),
        *([(_("Call lists"), _texts(report, lists))] if lists else []),
        (
            _("Incoming"),
            _texts(report, ["incoming", "incoming_answered", "incoming_reached", "incoming_recorded"]),
        ),
    ]
    return Figures(_("All calls"), (*shown, *more))


def _texts(report: CallsReport, keys: Sequence[str]) -> tuple[tuple[str, str], ...]:
    return tuple((title(key), _text(key, report.total.numbers[key])) for key in keys)


def _text(key: str, value: Number) -> str:
    """Return a number as people read it; a rate of nothing says nothing."""
    if isinstance(value, Rate) and not value.whole:
        return "" if not value.part else percent(value)
    if key in {"talk_seconds", "dialling_seconds"} and isinstance(value, int):
        from crm_cli.domain.durations import format_seconds

        return format_seconds(value)
    return number_text(key, value, "")


def _funnel(report: CallsReport) -> Chart:
    bars = []
    for place, step in enumerate(report.funnel):
        text = str(step.calls)
        # Orders come without an appointment, interest in a short call: a share beyond all says nothing.
        if place and 0 < (step.of_previous.whole or 0) >= (step.of_previous.part or 0):
            text = f"{step.calls} ({share(step.of_previous)})"
        bars.append(Bar(title(step.number), step.calls, text))
    return Chart(_("From attempt to order (of the step before)"), tuple(bars))


def _way(report: CallsReport, way: str) -> Iterator[Block]:
    rows, name = report.of(way), _(WAY_TITLES[way])
    bars = [row for row in rows if row.numbers["attempts"]]
    left = len(bars) - MOST_BARS
    more = ngettext("{count} more in the table", "{count} more in the table", left).format(count=left)
    said = _("Attempts {by}") if way == "outcome" else _("Answered of dials {by}")
    yield Chart(
        said.format(by=name) + (f" ({more})" if left > 0 else ""),
        tuple(_bar(report, row) for row in bars[:MOST_BARS]),
    )
    for heading, keys in OF_OUTCOMES if way == "outcome" else TABLES:
        shown = [key for key in keys if any(_says_something(key, row.numbers[key]) for row in rows)]
        if rows and shown:
            yield _table(report, way, _(heading).format(by=name), rows, shown)


def _says_something(key: str, value: Number) -> bool:
    """Say whether a number is worth a column: most firms record nothing, and a nought of that says nothing."""
    if key == "recorded_rate":
        return isinstance(value, Rate) and value.part > 0
    return _text(key, value) not in {"", "0"}


def _bar(report: CallsReport, row: CallsRow) -> Bar:
    """Return a bar of the dials with the answered ones dark; an outcome is answered or is not, so of attempts."""
    if row.by == "outcome":
        attempts, whole = row.numbers["attempts"], report.total.numbers["attempts"]
        rate = Rate(_whole(attempts), _whole(whole))
        return Bar(row.label, rate.part, percent(rate))
    rate = row.numbers["answer_rate"]  # type: ignore[assignment]  # a rate in every row
    return Bar(row.label, rate.whole, percent(rate), part=rate.part)


def _whole(value: Number) -> int:
    return value if isinstance(value, int) else 0


def _table(report: CallsReport, way: str, name: str, rows: list[CallsRow], keys: Sequence[str]) -> Listing:
    fields = (
        Field("name", _(HEADS[way]), 1, main=True, weight=4),
        *(Field(key, _column(key), 1, main=True, weight=3, numeric=True) for key in keys),
    )
    # A list nobody called from these days stands in the table of how far lists have come, and in no other.
    told = [row for row in rows if any(_says_something(key, row.numbers[key]) for key in keys)]
    cells = ((row.label, *(_text(key, row.numbers[key]) for key in keys)) for row in (*told, report.total))
    return Listing(name, fields, tuple(cells))


def _column(key: str) -> str:
    return _(SHORT[key]) if key in SHORT else title(key)


def _hours(report: CallsReport) -> Iterator[Block]:
    said = HourWords(
        best=_("Best time to reach the right party"),
        cell=_("{when}: right party {reached}, answered {answered}"),
        least=_("too few dials to say (fewer than {count}, or nobody reached)"),
        chart=_("Right party reached of dials, by hour"),
        matrix=_("Right party/dials by hour (* the best)"),
    )
    return hour_blocks(report.hours, report.best, said)


def _tries(report: CallsReport) -> Chart:
    bars = tuple(
        Bar(_tries_label(one.tries), one.customers.part, percent(one.customers)) for one in report.tries
    )
    return Chart(_("Tries until the right party was reached"), bars)


def _tries_label(tries: int | None) -> str:
    if tries is None:
        return _("never")
    text = f"{tries}+" if tries == MOST_TRIES else str(tries)
    return ngettext("{count} try", "{count} tries", tries).format(count=text)


def _explained(report: CallsReport, desk: Desk) -> Listing:
    """Return what every number means, with what it came to."""
    fields = (
        Field("number", _("figure"), 1, main=True, weight=3),
        Field("value", _("value"), 1, main=True, weight=2, numeric=True),
        Field("definition", _("definition"), 1, weight=8),
    )
    rows = (
        (title(one.number), _text(one.number, one.value), one.words)
        for one in definitions(desk, report.total.numbers)
    )
    return Listing(_("What the numbers mean"), fields, tuple(rows))
