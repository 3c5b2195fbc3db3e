"""A day's report together with how it stands: handed in, signed, corrected since, or still awaited."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from crm_cli.domain.frozen import Frozen
from crm_cli.reports.daily import DailyReport, daily_report
from crm_cli.reports.doubts import shown_doubts
from crm_cli.reports.scope import Scope
from crm_cli.services import standings
from crm_cli.services.desk import Desk
from crm_cli.services.standings import Standing
from crm_cli.storage.submissions import SignOffRow

if TYPE_CHECKING:
    from crm_cli.reports.corrections import Correction, Corrections


class HandedIn(Frozen):
    """How a report of one day stands.

    `status` is the rep's (domain.report_moments); of a team or the firm it is provisional, final once its
    moment is past, and None on a day of which nobody's report is reps. `own` is the rep's, where the report
    is of one; `reps` are all whose report is reps or was handed in. `corrections` is None where nothing was compared.
    `is_ahead` says that the day is still to come.
    """

    status: str | None
    own: Standing | None
    reps: tuple[Standing, ...]
    sign_offs: tuple[SignOffRow, ...] = ()
    corrections: "Corrections | None" = None
    is_ahead: bool = False


class Shown(Frozen):
    """A report as it is to be shown, and how it stands; `handed_in` is None for a range of days and for a part."""

    report: DailyReport
    handed_in: HandedIn | None


def read_daily(
    desk: Desk,
    scope: Scope,
    start: date,
    end: date | None = None,
    part: str | None = None,
    *,
    live: bool = False,
) -> Shown:
    """Return the report of a scope and some days as people are to see it.

    One rep's whole day that was handed in is shown as it was then, with what changed since beside it; `live`
    shows today's data instead. Everything else is today's data, read in one snapshot.
    """
    with desk.database.snapshot():
        report = daily_report(desk, scope, start, end, part)
        if report.start != report.end or part is not None:
            return Shown(report, None)
        reps = standings.standings(desk, start, **scope.filters())
        if not any(one.last for one in reps):
            return Shown(report, _standing(desk, scope, start, reps))
        return _compared(desk, report, reps, live=live)


def _compared(desk: Desk, report: DailyReport, reps: Sequence[Standing], *, live: bool) -> Shown:
    from crm_cli.reports.corrections import Corrections, corrections, with_authors

    scope, day = report.scope, report.start
    signed = tuple(standings.sign_offs(desk, day=day, **scope.filters()))
    standing = _standing(desk, scope, day, reps)._replace(sign_offs=signed)
    if live:
        return Shown(report, standing)
    kept = _kept(desk, reps)
    if scope.kind != "rep":
        found = Corrections(with_authors(desk, _of_reps(kept, report, reps)))
        return Shown(report, standing._replace(corrections=found))
    ((rep_no, before),) = kept.items()
    changed = corrections(before, report)
    found = changed._replace(records=with_authors(desk, changed.records))
    # The rep handed in what only the rep may see yet; it stays in what is kept.
    shown = before._replace(doubts=shown_doubts(desk, before.doubts, rep_no, day))
    return Shown(shown, standing._replace(corrections=found))


def _kept(desk: Desk, reps: Sequence[Standing]) -> dict[int, DailyReport]:
    """Return the reports handed in, each by the number of its rep."""
    from crm_cli.reports.snapshot import thaw

    revisions = {one.rep_no: one.last.no for one in reps if one.last is not None}
    texts = standings.snapshots(desk, revisions.values())
    return {rep_no: thaw(texts[no]) for rep_no, no in revisions.items()}


def _of_reps(
    kept: dict[int, DailyReport], report: DailyReport, reps: Sequence[Standing]
) -> "list[Correction]":
    from crm_cli.reports.corrections import differences

    return [
        found
        for one in reps
        if one.rep_no in kept
        for found in differences(kept[one.rep_no], report, one.rep_no, one.rep)
    ]


def _standing(desk: Desk, scope: Scope, day: date, reps: Sequence[Standing]) -> HandedIn:
    is_ahead = day > desk.today()
    if scope.kind == "rep":
        own = reps[0] if reps else None
        return HandedIn(own.status if own else None, own, tuple(reps), is_ahead=is_ahead)
    status = None
    if reps:
        from crm_cli import clock

        status = "final" if clock.now() >= standings.moments(desk, day).final else "provisional"
    return HandedIn(status, None, tuple(reps), is_ahead=is_ahead)
