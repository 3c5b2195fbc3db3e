"""The plan of phone sales (电话销售计划): dials planned of each rep on each call list against those made."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from crm_cli.domain.form import Field, Listing
from crm_cli.i18n import gettext as _
from crm_cli.reports.figure_words import percent
from crm_cli.reports.figures import Rate
from crm_cli.reports.totals import DialPlanned
from crm_cli.services.desk import Desk
from crm_cli.storage.absences import FIND_ABSENCES
from crm_cli.storage.tallies import LIST_DIAL_TALLY, DialPlanRow


def against_done(desk: Desk, plans: Sequence[DialPlanRow], days: Sequence[date]) -> tuple[DialPlanned, ...]:
    """Return what was planned on `days`, at least one, of each rep and list, and what was done there.

    A plan counts on working days on which the rep is not away and has not left and the list is not closed yet;
    `plans` are in the order of list, rep and day. What was neither planned nor done is left out.
    """
    worked = _worked_by(desk, {row.rep_no for row in plans}, days)
    lists = list(dict.fromkeys(row.call_list_no for row in plans))
    done = {
        (row.call_list_no, row.rep_no): row
        for row in desk.database.all(LIST_DIAL_TALLY, lists=lists, since=days[0], until=days[-1])
    }
    found = []
    for (list_no, rep_no), group in groupby(plans, key=lambda row: (row.call_list_no, row.rep_no)):
        rows = list(group)
        planned = sum(planned_on(day, rows) for day in worked[rep_no])
        tally = done.get((list_no, rep_no))
        dials, reached = (tally.dials, tally.reached) if tally else (0, 0)
        if planned or dials:
            found.append(
                DialPlanned(
                    list_no, rows[0].call_list, rep_no, rows[0].rep, planned, dials, reached,
                    max(planned - dials, 0),
                )
            )  # fmt: skip
    return tuple(found)


def _worked_by(desk: Desk, reps: set[int], days: Sequence[date]) -> dict[int, list[date]]:
    """Return the working days on which each of these reps is not away."""
    calendar = desk.workdays()
    working = [day for day in days if calendar.is_working(day)]
    away = desk.database.all(FIND_ABSENCES, since=days[0], until=days[-1])
    return {
        rep: [
            day
            for day in working
            if not any(one.rep_no == rep and one.starts_on <= day <= one.ends_on for one in away)
        ]
        for rep in reps
    }


def planned_on(day: date, rows: Sequence[DialPlanRow]) -> int:
    """Return what one rep's rows of one list, in the order of their days, plan for a working day.

    Nothing after the day the list was closed on, nor from the day the rep had left on.
    """
    if not rows:
        return 0
    first = rows[0]
    gone = (first.closed_on is not None and day > first.closed_on) or (
        first.left_on is not None and day >= first.left_on
    )
    standing = [row.dials for row in rows if row.starts_on <= day]
    return standing[-1] if standing and not gone else 0


def dial_plan_block(rows: Sequence[DialPlanned]) -> Listing:
    """Return the plan of phone sales against what was done, a line for each list and rep."""
    fields = (
        Field("call_list", _("call list"), main=True, weight=4),
        Field("rep", _("rep"), main=True, weight=2),
        Field("planned", _("dials planned"), main=True, numeric=True),
        Field("dials", _("dials"), main=True, numeric=True),
        Field("done", _("plan completion"), main=True, weight=3, numeric=True),
        Field("reached", _("right party reached"), main=True, numeric=True),
        Field("left", _("left to dial"), main=True, numeric=True),
    )
    cells = tuple(
        (
            one.call_list, one.rep, str(one.planned), str(one.dials), percent(Rate(one.dials, one.planned)),
            str(one.reached), str(one.left),
        )
        for one in rows
    )  # fmt: skip
    return Listing(_("Plan of phone sales"), fields, cells)
