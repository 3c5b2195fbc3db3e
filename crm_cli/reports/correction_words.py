"""Corrections as a person reads them: which record, what was done to it, each field before and after."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from crm_cli.domain import words
from crm_cli.domain.codes import LETTER_OF, number
from crm_cli.domain.form import Field, Listing
from crm_cli.domain.titles import TITLES
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.reports.corrections import Correction, Corrections, FieldChange, FigureChange
from crm_cli.reports.figure_words import amount, percent, title
from crm_cli.reports.figures import AMOUNTS, Rate
from crm_cli.services.desk import Desk

MOST = 40
KINDS = {"added": N_("added"), "changed": N_("changed"), "removed": N_("removed")}
_SPLIT = {"opened": "opened", "reached": "met", "effective": "effective"}
_UNTOLD = frozenset({"calls.orders", "calls.customers_tried", "calls.talk_seconds", "calls.paced_dials",
                     "calls.dialling_seconds", "visits.expenses"})  # fmt: skip
"""Numbers that others tell: they are the parts of a rate, or stand among the money too."""
_SUMMED = frozenset({"new_customers", "cards", "wechat_added"})
_LABELLED = {
    ("visit", "how"): "how", ("visit", "kind"): "visit_kind", ("visit", "progress"): "progress",
    ("visit", "tactic"): "tactic", ("call", "direction"): "direction", ("followup", "channel"): "channel",
    ("plan", "state"): "plan_state", ("money", "kind"): "money_kind",
}  # fmt: skip


def corrections_block(records: Sequence[Correction], desk: Desk, *, several: bool = True) -> Listing:
    """Return the records corrected since they were handed in as a block; beyond MOST only how many more.

    The rep has a column where the report is of `several`.
    """
    fields: tuple[Field, ...] = (
        Field("no", _("no."), 1, main=True, weight=1),
        Field("rep", _("rep"), 1, main=True),
        Field("kind", _("done to it"), 1, main=True),
        Field("where", _("customer or building"), 1, main=True, weight=4),
        Field("fields", _("what"), 1, weight=8),
        Field("by", _("who"), 1, main=True),
        Field("at", _("when"), 1, main=True, weight=2),
    )
    rows: list[tuple[str, ...]] = [_row(one, desk) for one in records[:MOST]]
    if len(records) > MOST:
        more = _("and {count} more").format(count=len(records) - MOST)
        rows.append(("…", "", "", more, "", "", ""))
    if not several:
        fields, rows = (fields[0], *fields[2:]), [(row[0], *row[2:]) for row in rows]
    return Listing(_("Corrections since it was submitted"), fields, tuple(rows))


def _row(one: Correction, desk: Desk) -> tuple[str, ...]:
    return (
        _no(one),
        one.rep,
        _(KINDS[one.kind]),
        where(one),
        "; ".join(say_change(one, field, desk) for field in one.fields),
        one.by,
        f"{desk.wall(one.at):%Y-%m-%d %H:%M}" if one.at else "",
    )


def _no(one: Correction) -> str:
    return number(one.noun, one.no) or "" if one.noun in LETTER_OF else ""


def where(one: Correction) -> str:
    """Return at which customer or building a corrected record is, or what it is where at none."""
    found = getattr(one.row, "customer", "") or getattr(one.row, "building", "")
    return str(found or ("" if one.noun in LETTER_OF else words.label("table", one.noun)))


def say_change(one: Correction, field: FieldChange, desk: Desk) -> str:
    """Return a field before and after as words: `grade: B → A`."""
    name = _(TITLES.get(field.field.removesuffix("_minor"), field.field))
    after = _shown(one, field.field, field.after, desk)
    if one.kind == "added":
        return f"{name}: {after}"
    return f"{name}: {_shown(one, field.field, field.before, desk)} → {after}"


def _shown(one: Correction, field: str, value: Any, desk: Desk) -> str:
    if value in {None, ""}:
        return "-"
    if isinstance(value, datetime):
        return f"{desk.wall(value):%Y-%m-%d %H:%M}"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field == "outcome":
        return _outcome(one, str(value), desk)
    if field.endswith("_minor"):
        return amount(value, getattr(one.row, "currency", desk.currency))
    if field == "talk_seconds":
        from crm_cli.domain.durations import format_seconds

        return format_seconds(value)
    kind = _LABELLED.get((one.noun, field))
    return words.label(kind, value) if kind else str(value)


def _outcome(one: Correction, code: str, desk: Desk) -> str:
    names = {row.code: row.name for row in desk.outcomes(one.noun)}
    return words.outcome_label(one.noun, code, names.get(code))


def figure_pairs(figures: Iterable[FigureChange], desk: Desk) -> tuple[tuple[str, str], ...]:
    """Return the numbers and rates that changed, each with its value before and after; parts of others are left out."""
    figures = list(figures)
    keys = {one.key for one in figures}
    return tuple(
        (_figure_title(one), f"{_figure(one, one.before, desk)} → {_figure(one, one.after, desk)}")
        for one in figures
        # What is new, and cards and WeChat, are told of the day, and of a block only where the day's stayed.
        if one.key not in _UNTOLD and not ("." in one.key and one.metric in _SUMMED & keys)
    )


def _figure_title(one: FigureChange) -> str:
    block, _dot, _rest = one.key.partition(".")
    name, _line, how = one.metric.rpartition("_")
    if block == "visits" and name in _SPLIT:
        return f"{title(_SPLIT[name])} ({words.label('how', how)})"
    if block == "visits" and one.metric == "reached":
        return title("met")
    if one.key.startswith("visits.tactics."):
        return f"{words.label('tactic', one.key.split('.')[2])}: {title(one.metric)}"
    return title(one.metric)


def _figure(one: FigureChange, value: Rate | float | None, desk: Desk) -> str:
    if value is None:
        return "-"
    if isinstance(value, Rate):
        return percent(value)
    if one.metric in AMOUNTS:
        return amount(int(value), one.currency(desk.currency))
    if one.metric == "average_talk_time":
        from crm_cli.domain.durations import format_seconds

        return format_seconds(round(value))
    return str(value)


def say_corrections(found: Corrections, desk: Desk) -> list[str]:
    """Return what differs as sentences, a record or the figures each, to tell who hands a report in again."""
    lines = []
    for one in found.records[:MOST]:
        told = "; ".join(say_change(one, field, desk) for field in one.fields)
        lines.append("  ".join(filter(None, (_no(one), _(KINDS[one.kind]), where(one), told))))
    if figures := figure_pairs(found.figures, desk):
        lines.append("; ".join(f"{name} {text}" for name, text in figures))
    return lines
