"""How fast the fronts of a sweep knock today."""

from crm_cli.domain.sweeping import Standing, pace
from crm_cli.services.desk import Desk
from crm_cli.services.sweep_views import View
from crm_cli.storage.sweeps import KNOCKS, SweepRow

LEAST_MINUTES = 10
"""Of less time at doors no doors per hour are told, as with dials."""


def paces(desk: Desk, seen: View) -> dict[int, float]:
    """Return how many doors an hour each front knocks today, by its number; none for one that has hardly begun."""
    found = {}
    for standing in seen.standings:
        doors, hours = pace_today(desk, seen.sweep, standing)
        if hours * 60 >= LEAST_MINUTES:
            found[standing.front.no] = doors / hours
    return found


def pace_today(desk: Desk, sweep: SweepRow, standing: Standing) -> tuple[int, float]:
    """Return the doors that the reps of a front knocked one after another today, and the hours that took."""
    knocks = desk.database.all(KNOCKS, sweep_no=sweep.no, day=desk.today(), day_only=False)
    gap = float(desk.setting("door_gap_minutes"))
    found = [
        pace((knock.arrived_at for knock in knocks if knock.rep_no == rep_no), gap)
        for rep_no in standing.front.rep_nos
    ]
    return sum(doors for doors, _hours in found), sum(hours for _doors, hours in found)
