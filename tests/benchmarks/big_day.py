"""A day's report and `crm today` after years of work against the same day of a firm that has only that day.

Both firms have as many customers, and fifty reps who did the same on the day, which is the first working day of its
month: what the day and its month hold is alike, and only what lies before differs. Time is the processor's, of whole processes.
"""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks import workday
from tests.benchmarks.firm_of import DAY, REPS, firm_of
from tests.benchmarks.processes import Bench, interleaved, middle
from tests.benchmarks.verdicts import Line, ratio

LIMIT = 1.1


def lines(bench: Bench, folder: Path, customers: int, calls: int, rounds: int) -> Iterator[Line]:
    """Yield what each command takes in the big firm against the small one."""
    day = REPS * workday.CALLS
    # Nobody of the sample firm works here.
    known = {name: value for name, value in bench.environment.items() if name != "CRM_AS"}
    bench = bench._replace(environment=known)
    firms = {"small": firm_of(folder, customers, day), "big": firm_of(folder, customers, calls)}
    for name, words in _commands(firms["small"]).items():
        taken = interleaved(
            bench,
            {firm: [bench.programs / "crm", "--db", path, *words] for firm, path in firms.items()},
            rounds if "firm" not in name else max(rounds // 2, 5),
        )
        small, big = (middle(taken[firm], lambda one: one.cpu) for firm in ("small", "big"))
        said = f"({small * 1000:.0f} and {big * 1000:.0f} ms of CPU)"
        yield ratio(name, f"{calls:,} : {day:,} calls", big / small, LIMIT, said)


def _commands(path: Path) -> dict[str, list[str]]:
    """Return the commands by name; `path` is a firm whose first rep and team are those of the other."""
    connection = sqlite3.connect(path)
    rep, team = connection.execute(
        "select rep.name, team.name from rep join team on team.no = rep.team_no where rep.no = 1"
    ).fetchone()
    connection.close()
    on = ["--date", DAY.isoformat()]
    return {
        "crm today": ["--as", rep, "today", *on],
        "crm today, the firm's": ["--as", rep, "today", "--all", *on],
        "crm report daily, a rep's": ["report", "daily", "--rep", rep, *on],
        "crm report daily, a team's": ["report", "daily", "--team", team, *on],
        "crm report daily, the firm's": ["report", "daily", *on],
    }
