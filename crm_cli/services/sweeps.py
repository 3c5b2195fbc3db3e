"""Which sweep is meant: naming one, and the one I am on."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from crm_cli import clock
from crm_cli.domain.codes import number
from crm_cli.errors import NotFoundError, RefusedError
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.naming import find_worker, missing, number_of, pick
from crm_cli.services.sweep_views import sweeps
from crm_cli.storage.reps import RepRow
from crm_cli.storage.sweeps import (
    FIND_SWEEPS,
    SWEEPS_OF_REP,
    SweepRow,
)

_LATELY = 31
"""Days after which nobody goes back to the doors of a finished sweep."""


def find_sweep(desk: Desk, text: str) -> SweepRow:
    """Return the sweep that `text` names: w3, or the open (else the latest) one of the building it names.

    Raises NotFoundError or AmbiguousError (exit 3).
    """
    if (no := number_of("sweep", text)) is not None:
        if (found := desk.database.first(FIND_SWEEPS, no=no)) is None:
            raise missing(text, _("See them with: crm sweep list --all --closed"))
        return found
    from crm_cli.services.buildings import find_building

    building = find_building(desk, text)
    rows = desk.database.all(FIND_SWEEPS, building_no=building.no)
    if not rows:
        raise NotFoundError(
            _("{building} was never swept.").format(building=building.name),
            _("Plan it with: crm sweep plan {building} --date tomorrow").format(building=building.name),
        )
    return next((row for row in rows if row.state == "open"), rows[0])


def my_sweep(desk: Desk, text: str | None = None, rep: RepRow | None = None) -> SweepRow:
    """Return the sweep named, else the open one the rep (who types) is on: the one planned for today first.

    Who was only handed doors of one is on that one. Raises NotFoundError where there is none, AmbiguousError
    where it may be any of several, UsageError where nobody is known.
    """
    if text is not None:
        return find_sweep(desk, text)
    worker = rep or find_worker(desk, None)
    rows = desk.database.all(SWEEPS_OF_REP, rep_no=worker.no, day=desk.today())
    rows = [row for row in rows if row.planned] or [row for row in rows if row.on_front] or rows
    if not rows:
        raise NotFoundError(
            _("{rep} is on no open sweep.").format(rep=worker.name),
            _(
                "Name one with --sweep, join one with: crm sweep join BUILDING, or plan one with: crm sweep plan"
            ),
        )
    return _picked(desk, [row.no for row in rows])


def walked_sweep(desk: Desk, text: str | None = None, rep: RepRow | None = None) -> SweepRow:
    """Return the sweep named, else the one in which the rep (who types) is at doors today.

    That is an open one planned for them today, then a finished one they planned to go back to today, then any open
    one they are on. Raises as `my_sweep`, and RefusedError for one that was given up.
    """
    worker = rep or find_worker(desk, None)
    found = (_gone_back_to(desk, worker) if text is None else None) or my_sweep(desk, text, worker)
    if found.state != "finished":
        require_open(found)
    return found


def _gone_back_to(desk: Desk, worker: RepRow) -> SweepRow | None:
    if any(row.planned for row in desk.database.all(SWEEPS_OF_REP, rep_no=worker.no, day=desk.today())):
        return None
    from crm_cli.storage.sweep_finds import REVISITED_SWEEP

    planned = desk.database.first(REVISITED_SWEEP, day=desk.today(), rep_no=worker.no)
    return desk.database.one(FIND_SWEEPS, no=planned.no) if planned is not None else None


def gone_on_with(desk: Desk, worker: RepRow | None) -> list[SweepRow]:
    """Return the sweeps a rep has doors to go back to in, the latest first: open ones, and those finished lately.

    Without a rep, and for one who is on none, the firm's.
    """
    since = desk.today() - timedelta(days=_LATELY)
    handed = desk.database.all(SWEEPS_OF_REP, rep_no=worker.no, day=desk.today()) if worker else []
    rows = sweeps(desk, states=["open", "finished"], rep_no=worker.no if worker else None)
    rows += sweeps(desk, numbers=[row.no for row in handed if not row.on_front]) if handed else []
    mine = [row for row in rows if row.state == "open" or (row.ended_on and row.ended_on >= since)]
    return mine if mine or worker is None else gone_on_with(desk, None)


def planned_later(desk: Desk, sweep: SweepRow) -> str:
    """Return that a sweep was planned from a later day on, '' for one under way."""
    if sweep.starts_on <= desk.today():
        return ""
    from crm_cli.domain.words import weekday

    return _("{number} {building} is planned from {day}.").format(
        number=number("sweep", sweep.no), building=sweep.building,
        day=f"{weekday(sweep.starts_on)} {sweep.starts_on.isoformat()}",
    )  # fmt: skip


def shown_sweep(desk: Desk, text: str | None = None, *, walked: bool = False) -> SweepRow:
    """Return the sweep named, else the one I am on, else the only one that is open, as a manager looks at it.

    With `walked` a finished one I planned to go back to today is one I am on.
    """
    if text is None and desk.me is not None:
        try:
            return walked_sweep(desk) if walked else my_sweep(desk)
        except NotFoundError:
            pass
    if text is not None:
        return find_sweep(desk, text)
    rows = sweeps(desk, state="open")
    if not rows:
        raise NotFoundError(
            _("No sweep is open."),
            _("Plan one with: crm sweep plan BUILDING --date tomorrow --team North:down"),
        )
    return _picked(desk, [row.no for row in rows])


def _picked(desk: Desk, numbers: Sequence[int]) -> SweepRow:
    rows = desk.database.all(FIND_SWEEPS, numbers=list(numbers))
    return pick(
        desk,
        _("The sweep"),
        rows,
        lambda row: f"{number('sweep', row.no)} {row.building} {row.starts_on.isoformat()}",
        _("Name one with --sweep, for example --sweep {number}.").format(number=number("sweep", rows[0].no)),
    )


def require_open(sweep: SweepRow) -> None:
    """Raise RefusedError unless a sweep is open."""
    if sweep.state == "open":
        return
    told = {
        "finished": _("{number} {building} is finished."),
        "cancelled": _("{number} {building} was cancelled."),
    }[sweep.state]
    name = number("sweep", sweep.no)
    raise RefusedError(
        told.format(number=name, building=sweep.building),
        _("Open it again with: crm sweep edit {number} --state open").format(number=name),
    )


def lease_end(desk: Desk) -> datetime:
    """Return until when a door is kept for the rep who is sent to it now (setting `door_minutes`)."""
    return clock.now() + timedelta(minutes=max(1, int(desk.setting("door_minutes"))))
