"""What is worth a word in the days of reps, for those who may see it, as rows and as a form."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from crm_cli.domain.codes import number
from crm_cli.domain.form import Block, Field, Form, Listing, Panel
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.reports.doubts import OpenDays, as_doubt, find_fair_play
from crm_cli.reports.fair_play import KINDS, Found
from crm_cli.reports.heading import head_values, header
from crm_cli.reports.scope import Scope, days_between
from crm_cli.services.desk import Desk
from crm_cli.storage.fair_play import TOUCHES_OF_DAYS

NAMES = {
    "door_gap": N_("a gap between doors"),
    "same_note": N_("the same note again"),
    "typed_together": N_("typed long after"),
    "doors_in_a_burst": N_("doors close together"),
    "doors_at_once": N_("many doors in one go"),
    "all_reached": N_("everybody reached"),
    "grade_raised": N_("a grade raised, nobody reached"),
}
MOST_RECORDS = 12


class FairPlay(NamedTuple):
    """What was found on the days, in their order; `withheld` are those of them not final yet, for the reps alone."""

    start: date
    end: date
    scope: Scope
    found: tuple[Found, ...]
    withheld: tuple[date, ...]


def fair_play_report(desk: Desk, scope: Scope, start: date, end: date) -> FairPlay:
    """Return what is worth a word in the days of `scope`; who looks sees own days at once, others' once final."""
    days = [day for day in days_between(start, end) if day <= desk.today()]
    found: list[Found] = []
    with desk.database.snapshot():
        # One day at a time, so that a month of calls need not be held at once.
        for day in days:
            touches = desk.database.all(TOUCHES_OF_DAYS, days=[day], **scope.filters())
            found += find_fair_play(desk, touches)
    open_days = OpenDays(desk)
    whose = (scope.no or 0) if scope.kind == "rep" else 0
    withheld = tuple(day for day in days if not open_days.has(whose, day))
    return FairPlay(start, end, scope, tuple(found), withheld)


def fair_play_values(desk: Desk, report: FairPlay) -> dict[str, Any]:
    """Return the report as JSON takes it: `rows`, one for each thing found."""
    return {
        **head_values(desk, report.scope, report.start, report.end),
        "withheld": [day.isoformat() for day in report.withheld],
        "rows": [
            {
                "day": one.day.isoformat(),
                "rep_no": number("rep", one.rep_no),
                "rep": one.rep,
                "kind": one.kind,
                "sentence": as_doubt(one).sentence,
                "records": list(one.records),
            }
            for one in report.found
        ],
    }


def fair_play_form(report: FairPlay, desk: Desk) -> Form:
    """Return the report as a form: how often each kind was found, then each with its records."""
    counts = Counter(one.kind for one in report.found)
    kinds = tuple((_(NAMES[kind]), str(counts[kind])) for kind in KINDS if counts[kind])
    blocks: list[Block] = [Panel(_("How often"), kinds)] if kinds else []
    return Form(
        name=_("Fair play"),
        title=_("Worth a word at {firm}").format(firm=desk.firm.name),
        header=header(report.scope, report.start, report.end),
        blocks=(*blocks, _listing(report)),
        boxes=(),
        none=_("none"),
        remark=_remark(report),
    )


def _remark(report: FairPlay) -> str:
    asked = _("Each is a question to ask, and has often a good answer.") if report.found else ""
    return f"{asked} {withheld_words(report.withheld)}".strip()


def withheld_words(days: Sequence[date]) -> str:
    """Return the sentence that names days, in order, which only their reps may look into yet; '' without any."""
    if not days:
        return ""
    first, last = days[0].isoformat(), days[-1].isoformat()
    told = first if first == last else f"{first} – {last}"
    return _("Not final yet, and for each rep alone to see: {days}.").format(days=told)


def _listing(report: FairPlay) -> Listing:
    fields = (
        Field("day", _("day"), 1, main=True),
        Field("sentence", _("what"), 1, main=True, weight=9),
        Field("records", _("records"), 1, weight=4),
    )
    rows = tuple((one.day.isoformat(), as_doubt(one).sentence, _records(one)) for one in report.found)
    return Listing(_("Worth a word"), fields, rows)


def _records(one: Found) -> str:
    more = " …" if len(one.records) > MOST_RECORDS else ""
    return ", ".join(one.records[:MOST_RECORDS]) + more
