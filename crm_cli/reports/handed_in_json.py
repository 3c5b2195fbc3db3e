"""How a report stands as JSON takes it: its keys are a frozen promise and never translated."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from crm_cli.domain.codes import LETTER_OF, number
from crm_cli.reports.figures import AMOUNTS, Rate
from crm_cli.reports.handed_in import HandedIn
from crm_cli.services.desk import Desk
from crm_cli.services.records import major
from crm_cli.services.standings import Standing
from crm_cli.storage.submissions import SignOffRow

if TYPE_CHECKING:
    from crm_cli.reports.corrections import Correction, FieldChange, FigureChange


def standing_json(handed_in: HandedIn, desk: Desk) -> dict[str, Any]:
    """Return how a report stands as JSON takes it; keys are a frozen promise."""
    last = handed_in.own.last if handed_in.own else None
    found = handed_in.corrections
    return {
        "status": handed_in.status,
        "submitted_at": _iso(last.submitted_at, desk) if last else None,
        "revision": last.revision if last else None,
        "submissions": [_standing(one, desk) for one in handed_in.reps],
        "sign_off": [_sign_off(one, desk) for one in handed_in.sign_offs],
        "corrections": {
            "records": [correction_json(one, desk) for one in found.records] if found else [],
            "figures": [_figure_json(one, desk) for one in found.figures] if found else [],
        },
    }


def _standing(one: Standing, desk: Desk) -> dict[str, Any]:
    return {
        "no": number("submission", one.last.no) if one.last else None,
        "rep": one.rep,
        "rep_no": number("rep", one.rep_no),
        "status": one.status,
        "submitted_at": _iso(one.last.submitted_at, desk) if one.last else None,
        "revision": one.last.revision if one.last else None,
    }


def _sign_off(one: SignOffRow, desk: Desk) -> dict[str, Any]:
    return {
        "no": number("submission", one.submission_no),
        "of": one.of_rep,
        "revision": one.revision,
        "rep": one.rep,
        "role": one.role,
        "comment": one.comment,
        "signed_at": _iso(one.signed_at, desk),
    }


def correction_json(one: "Correction", desk: Desk) -> dict[str, Any]:
    """Return a correction as JSON takes it: codes untranslated, times local, amounts in major units."""
    return {
        "change": one.kind,
        "noun": one.noun,
        "no": number(one.noun, one.no) if one.noun in LETTER_OF else one.no,
        "rep": one.rep,
        "customer": getattr(one.row, "customer", ""),
        "customer_no": number("customer", getattr(one.row, "customer_no", None)),
        "fields": [_field_json(one, field, desk) for field in one.fields],
        "at": _iso(one.at, desk),
        "by": one.by,
    }


def _field_json(one: "Correction", change: "FieldChange", desk: Desk) -> dict[str, Any]:
    def value(given: Any) -> Any:
        if isinstance(given, datetime):
            return _iso(given, desk)
        if change.field.endswith("_minor"):
            return major(given, getattr(one.row, "currency", desk.currency))
        return given

    field = change.field.removesuffix("_minor")
    return {"field": field, "before": value(change.before), "after": value(change.after)}


def _figure_json(one: "FigureChange", desk: Desk) -> dict[str, Any]:
    def value(given: Rate | float | None) -> Any:
        if isinstance(given, Rate):
            return {"part": given.part, "whole": given.whole, "rate": given.rate}
        if given is not None and one.metric in AMOUNTS:
            return major(int(given), one.currency(desk.currency))
        return given

    return {"figure": one.key, "before": value(one.before), "after": value(one.after)}


def _iso(instant: datetime | None, desk: Desk) -> str | None:
    return instant.astimezone(desk.tzinfo).isoformat(timespec="seconds") if instant else None
