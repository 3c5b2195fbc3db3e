"""How the reports of a day stand: of whom one is expected, who handed one in, what was said of it."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from crm_cli import clock
from crm_cli.domain.frozen import Frozen
from crm_cli.domain.report_moments import TIMES, Moments, is_late, moments_of, status_of
from crm_cli.services.desk import Desk
from crm_cli.storage.absences import EXPECTED_REPS, ExpectedRow
from crm_cli.storage.submissions import (
    FIND_SUBMISSIONS,
    LAST_DAYS,
    SIGN_OFFS,
    SNAPSHOTS,
    SignOffRow,
    SubmissionRow,
)

CHUNK = 500


class Standing(Frozen):
    """How one rep's report of a day stands: `status` as domain.report_moments says, and its last revision.

    `expected` is False for one nobody waited for: of a day off, of a manager.
    """

    rep_no: int
    rep: str
    status: str | None
    last: SubmissionRow | None
    expected: bool = True


def moments(desk: Desk, day: date) -> Moments:
    """Return the moments of the report of `day`, by the firm's settings and calendar."""
    return moments_of(day, {key: desk.setting(key) for key in TIMES}, desk.workdays(), desk.zone)


def expected_reps(desk: Desk, day: date, **whose: Any) -> list[ExpectedRow]:
    """Return the reps of whom a report of `day` is expected: at work on a working day, and with the firm by then.

    Managers, owners and assistants hand in none. `whose` is `rep_no` or `team_no`.
    """
    if not desk.workdays().is_working(day):
        return []
    midnight = desk.instant(datetime.combine(day + timedelta(days=1), time()))
    return desk.database.all(EXPECTED_REPS, day=day, added_before=midnight, **whose)


def standings(desk: Desk, day: date, **whose: Any) -> list[Standing]:
    """Return how the report of `day` stands of each rep it is expected of or who handed one in.

    They are in the order of the reps' numbers; `whose` is `rep_no` or `team_no`.
    """
    final, now = moments(desk, day).final, clock.now()
    held = {row.rep_no: row for row in submissions(desk, sort="no", day=day, is_last=True, **whose)}
    names = {row.no: row.name for row in expected_reps(desk, day, **whose)}
    expected = set(names)
    names |= {row.rep_no: row.rep for row in held.values()}
    return [
        Standing(
            no,
            names[no],
            status_of([held[no].first_at] if no in held else [], now, final, expected=no in expected),
            held.get(no),
            no in expected,
        )
        for no in sorted(names)
    ]


def latest(desk: Desk, rep_no: int, day: date) -> SubmissionRow | None:
    """Return the last revision of a rep's report of a day, the one that counts, None without one."""
    return desk.database.first(FIND_SUBMISSIONS, sort="day", rep_no=rep_no, day=day, is_last=True)


def submissions(
    desk: Desk, *, sort: str | None = None, descending: bool = False, **filters: Any
) -> list[SubmissionRow]:
    """Return the revisions that pass the filters, the latest day first unless sorted otherwise."""
    return desk.database.all(FIND_SUBMISSIONS, sort=sort, descending=descending, **filters)


def sign_offs(desk: Desk, **filters: Any) -> list[SignOffRow]:
    """Return what was said of the reports that pass the filters, and who signed, in the order it was first said."""
    return desk.database.all(SIGN_OFFS, **filters)


def signed_by(desk: Desk, rows: Iterable[SubmissionRow]) -> dict[int, list[SignOffRow]]:
    """Return what was said of each of these revisions, and who signed it, by its number."""
    found: dict[int, list[SignOffRow]] = {}
    numbers = [row.no for row in rows]
    # A statement takes only so many parameters, and a firm of years has more reports.
    for start in range(0, len(numbers), CHUNK):
        for one in desk.database.all(SIGN_OFFS, numbers=numbers[start : start + CHUNK]):
            found.setdefault(one.submission_no, []).append(one)
    return found


def snapshots(desk: Desk, numbers: Iterable[int]) -> dict[int, str]:
    """Return the kept texts of the revisions with these numbers."""
    wanted = list(numbers)
    return {row.no: row.snapshot for row in desk.database.all(SNAPSHOTS, numbers=wanted)} if wanted else {}


def came_late(desk: Desk, row: SubmissionRow) -> bool:
    """Say whether a report was first handed in when it was final already."""
    return is_late(row.first_at, moments(desk, row.day).final)


def last_days(desk: Desk, reps: Iterable[int], before: date | None = None) -> dict[int, date]:
    """Return the last day, before `before` where given, of which each of the reps handed in a report."""
    wanted = list(reps)
    return (
        {row.rep_no: row.day for row in desk.database.all(LAST_DAYS, reps=wanted, before=before)}
        if wanted
        else {}
    )
