"""What every report over days begins with, and how it writes a number, in words and in JSON."""

from datetime import date
from typing import Any

from crm_cli.domain.form import Bar
from crm_cli.domain.words import weekday
from crm_cli.i18n import gettext as _
from crm_cli.reports.figure_words import amount, percent
from crm_cli.reports.figures import AMOUNTS, Rate
from crm_cli.reports.periods import Number
from crm_cli.reports.scope import Scope
from crm_cli.services.desk import Desk
from crm_cli.services.records import major


def dates(start: date, end: date) -> str:
    """Return a day with its weekday, or the first and the last of several."""
    if start == end:
        return f"{start.isoformat()} {weekday(start)}"
    return f"{start.isoformat()} – {end.isoformat()}"


def header(scope: Scope, start: date, end: date) -> tuple[tuple[str, str], ...]:
    """Return the lines above a report: its days and whose it is."""
    whose = {"rep": _("rep"), "team": _("team"), "firm": _("firm")}[scope.kind]
    return ((_("date"), dates(start, end)), (whose, scope.name))


def overdue_title(count: int, shown: int) -> str:
    """Return the heading of what is overdue, of which at most the `shown` oldest are listed."""
    if count <= shown:
        return _("Overdue ({count})").format(count=count)
    return _("Overdue ({count}, the {shown} oldest)").format(count=count, shown=shown)


def old_callbacks_title(count: int, shown: int) -> str:
    """Return the heading of callbacks that were due before the day, of which at most the `shown` oldest are listed."""
    if count <= shown:
        return _("Callbacks of earlier days ({count})").format(count=count)
    return _("Callbacks of earlier days ({count}, the {shown} oldest)").format(count=count, shown=shown)


def head_values(desk: Desk, scope: Scope, start: date, end: date) -> dict[str, Any]:
    """Return what JSON says first: the days, whose report it is, the firm, its zone and its currency."""
    return {
        "from": start.isoformat(),
        "to": end.isoformat(),
        "scope": {"kind": scope.kind, "name": scope.name},
        "firm": desk.firm.name,
        "timezone": desk.zone,
        "currency": desk.currency,
    }


def number_text(key: str, value: Number, currency: str) -> str:
    """Return a number as people read it: a rate with its parts, an amount, a talk time; '' for none."""
    if value is None:
        return ""
    if isinstance(value, Rate):
        return percent(value)
    if key == "average_talk_time":
        from crm_cli.domain.durations import format_seconds

        return format_seconds(round(value))
    return amount(int(value), currency) if key in AMOUNTS else str(value)


def number_value(key: str, value: Number, currency: str) -> Any:
    """Return a number as JSON takes it: a rate as {part, whole, rate}, an amount in major units."""
    if isinstance(value, Rate):
        return rate_value(key, value, currency)
    return major(int(value), currency) if value is not None and key in AMOUNTS else value


def rate_value(key: str, value: Rate, currency: str) -> dict[str, Any]:
    """Return a rate with its parts, those of an amount in major units."""
    part, whole = (
        major(one, currency) if key in AMOUNTS and one is not None else one
        for one in (value.part, value.whole)
    )
    return {"part": part, "whole": whole, "rate": value.rate}


def size(value: Number) -> float | None:
    """Return how long the bar of a number is."""
    return value.rate if isinstance(value, Rate) else value


def bar(label: str, key: str, value: Number, currency: str) -> Bar:
    """Return the bar of a number."""
    return Bar(label, size(value), number_text(key, value, currency))
