"""The daily report as JSON: its keys are a frozen promise and never translated (DECISIONS 23)."""

from collections.abc import Iterable, Mapping
from typing import Any

from crm_cli.domain.codes import number
from crm_cli.reports.daily import DailyReport, Due, Planned
from crm_cli.reports.doubts import withheld_until
from crm_cli.reports.figures import AMOUNTS, OtherMoney, Rate
from crm_cli.reports.market import Market, Met, Rival, by_record
from crm_cli.reports.sweep_day import SweepDay
from crm_cli.reports.totals import Progress, dial_plan_json
from crm_cli.services.desk import Desk
from crm_cli.services.records import major, plain, record
from crm_cli.storage.calls import CallRow
from crm_cli.storage.followups import FollowupRow
from crm_cli.storage.visits import VisitRow


def as_json(report: DailyReport, desk: Desk) -> dict[str, Any]:
    """Return the report as JSON takes it.

    Times are the firm's, with their offset; amounts numbers in major units of `currency`; a rate is
    `{part, whole, rate}`. A part that was left out has no keys. Several days have `by_day` and `by_rep` too,
    and say whether touches are `listed` one by one; where they are not, the keys of rows are missing.
    """
    found: dict[str, Any] = {
        **_days(report),
        "scope": {"kind": report.scope.kind, "name": report.scope.name},
        "firm": report.firm,
        "timezone": desk.zone,
        "currency": report.currency,
        "part": report.part,
        "reps": list(report.reps),
        "team": report.team,
        "area": {"buildings": list(report.buildings), "districts": list(report.districts)},
        "goals": _progress(report.goals, report.currency),
        "month_to_date": _progress(report.month_to_date, report.currency),
        "totals": _totals(report),
        **_dial_plan(report),
        **_spread(report),
        **({} if report.summed else _rows(report, desk)),
        "market": _market(report),
        "problem": [
            {"rep": note.rep, "problem": note.problem, "answer": note.answer}
            for note in report.notes
            if note.problem or note.answer
        ],
        "help_needed": [
            {"rep": note.rep, "help_needed": note.help_needed} for note in report.notes if note.help_needed
        ],
        **({} if report.summed else {"tomorrow": [plain(_due(due), desk) for due in report.tomorrow]}),
        "doubts": [
            {"kind": doubt.kind, "sentence": doubt.sentence, "records": list(doubt.records)}
            for doubt in report.doubts
        ],
        **plain({"doubts_withheld_until": withheld_until(report, desk)}, desk),
    }
    return found | ({"more_doubts": report.more_doubts} if report.summed else {})


def _days(report: DailyReport) -> dict[str, str]:
    if report.start == report.end:
        return {"date": report.start.isoformat()}
    return {"from": report.start.isoformat(), "to": report.end.isoformat()}


def _dial_plan(report: DailyReport) -> dict[str, Any]:
    if report.part == "visits":
        return {}
    return {"dial_plan": [dial_plan_json(one) for one in report.dial_plans]}


def _spread(report: DailyReport) -> dict[str, Any]:
    if report.start == report.end and not report.summed:
        return {}
    return {
        "listed": not report.summed,
        "by_day": [{"day": one.day.isoformat(), **_numbers(one.numbers, report)} for one in report.by_day],
        "by_rep": [
            {"rep_no": number("rep", one.rep_no), "rep": one.rep, "team": one.team}
            | _numbers(one.numbers, report)
            for one in report.by_rep
        ],
    }


def _numbers(numbers: Mapping[str, int], report: DailyReport) -> dict[str, Any]:
    return {key: _value(key, value, report.currency) for key, value in numbers.items()}


def _rows(report: DailyReport, desk: Desk) -> dict[str, Any]:
    money = {"money": [plain(record(row, desk), desk) for row in report.money]} if report.part is None else {}
    return _touches(report, desk) | money


def _touches(report: DailyReport, desk: Desk) -> dict[str, Any]:
    competitors, objections = by_record(report.market.competitors), by_record(report.market.objections)

    def touches(rows: Iterable[VisitRow | CallRow | FollowupRow]) -> list[dict[str, Any]]:
        found = [plain(record(row, desk), desk) for row in rows]
        for one in found:
            one["competitors"] = competitors.get(one["no"], [])
            one["objections"] = objections.get(one["no"], [])
        return found

    found: dict[str, Any] = {}
    if report.part != "calls":
        found["plans"] = [plain(_plan(plan, desk), desk) for plan in report.plans]
        found["visits"] = touches(report.visits)
        if report.start == report.end:
            found["sweeps"] = [_sweep(one) for one in report.sweeps]
    if report.part != "visits":
        found["calls"] = touches(report.calls)
        found["incoming"] = touches(report.incoming)
    if report.part is None:
        found["followups"] = touches(report.followups)
    return found


def _sweep(one: SweepDay) -> dict[str, Any]:
    rates = {"knocked": rate(one.knocked), "on_file": rate(one.on_file)}
    fronts = [front._asdict() | {"reps": list(front.reps)} for front in one.fronts]
    lines = [line._asdict() | {"fronts": list(line.fronts)} for line in one.lines]
    return {
        **one._asdict(), **rates, "sweep_no": number("sweep", one.sweep_no), "fronts": fronts, "lines": lines,
    }  # fmt: skip


def _totals(report: DailyReport) -> dict[str, Any]:
    totals, currency = report.totals, report.currency
    found: dict[str, Any] = {}
    if totals.visits is not None:
        found["visits"] = _figures(totals.visits, currency)
    if totals.calls is not None:
        found["calls"] = _figures(totals.calls, currency)
    if totals.callbacks is not None:
        found["callbacks"] = _figures(totals.callbacks, currency)
    found["money"] = _figures(totals.money, currency)
    for key in ("new_customers", "cards", "wechat_added"):
        found[key] = getattr(totals, key)
    return found


def _figures(figures: Any, currency: str) -> dict[str, Any]:
    return {key: _value(key, value, currency) for key, value in figures._asdict().items()}


def _value(key: str, value: Any, currency: str) -> Any:
    if isinstance(value, Rate):
        return rate(value)
    if isinstance(value, OtherMoney):
        return {**value._asdict(), "amount": major(value.amount, value.currency)}
    if isinstance(value, tuple):
        return [
            _value("", one, currency) if isinstance(one, OtherMoney) else _figures(one, currency)
            for one in value
        ]
    return major(value, currency) if key in AMOUNTS else value


def rate(value: Rate) -> dict[str, Any]:
    """Return a rate with its parts."""
    return {"part": value.part, "whole": value.whole, "rate": value.rate}


def _progress(numbers: Mapping[str, Progress], currency: str) -> dict[str, Any]:
    found = {}
    for metric, progress in numbers.items():
        shown = rate(Rate(progress.done, progress.goal))
        if metric in AMOUNTS:
            shown |= {"part": major(progress.done, currency), "whole": major(progress.goal, currency)}
        found[metric] = shown
    return found


def _plan(plan: Planned, desk: Desk) -> dict[str, Any]:
    return {**record(plan.row, desk), "reps": list(plan.reps)}


def _market(report: DailyReport) -> dict[str, Any]:
    market = report.market
    heard = {} if report.summed else {"heard": _heard(market)}
    return {
        "competitors": [
            {"no": number("competitor", one.no), "name": one.name, **_heard_by(one)}
            for one in market.competitors
        ],
        **heard,
        "objections": [
            {
                "no": number("objection", one.no),
                "objection": one.words,
                "answer": one.answer,
                **_heard_by(one),
            }
            for one in market.objections
        ],
    }


def _heard(market: Market) -> list[dict[str, Any]]:
    return [
        {
            "no": number(one.noun, one.no),
            "rep": one.rep,
            "customer": one.customer,
            "customer_no": number("customer", one.customer_no),
            "heard": one.words,
        }
        for one in market.heard
    ]


def _heard_by(one: Rival | Met) -> dict[str, Any]:
    return {
        "count": len(one.records),
        "reps": list(one.reps),
        "customers": list(one.customers),
        "records": list(one.records),
    }


def _due(due: Due) -> dict[str, Any]:
    noun = "plan" if due.kind == "plan" else "step"
    found = due._asdict()
    return {
        **found,
        "no": number(noun, due.no),
        "customer_no": number("customer", due.customer_no),
        "reps": list(due.reps),
    }
