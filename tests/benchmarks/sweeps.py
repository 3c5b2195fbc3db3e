"""What a sweep of ten thousand doors takes to draw, to go on with and to knock in, as whole processes, against `import typer`."""

import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from crm_cli import clock
from crm_cli.services import buildings, reps, sweep_views, sweeps
from crm_cli.services.desk import open_desk
from crm_cli.services.firm import create_firm
from crm_cli.services.sweep_planning import plan_sweep
from tests.benchmarks.processes import Bench, interleaved, middle
from tests.benchmarks.verdicts import Line, ratio, under

PROMISE = 0.5
"""Seconds above 1.4 times `import typer`."""
EVERYDAY = 1.4
FLOORS, UNITS = 200, 50
KNOCKS = {
    "knock": ["knock", "20001", "not_in"],
    "knock --name": ["knock", "20002", "met_staff", "--name", "广州宏达礼品有限公司"],
}
COMMANDS = {"sweep show": ["sweep", "show"], "sweep next": ["sweep", "next"]}


def lines(bench: Bench, folder: Path, rounds: int) -> Iterator[Line]:
    """Yield what each command takes beyond 1.4 times `import typer`, and a knock against it."""
    path = folder / "sweep.db"
    _tower(path)
    surroundings = {**bench.environment, "CRM_DB": str(path)}
    told = {name: [str(bench.programs / "crm"), *words] for name, words in (COMMANDS | KNOCKS).items()}
    told["import typer"] = [str(bench.programs / "python"), "-c", "import typer"]
    taken = interleaved(bench._replace(environment=surroundings), told, rounds)
    wall = {name: middle(took, lambda one: one.wall) for name, took in taken.items()}
    for name in COMMANDS:
        beyond = wall[name] - EVERYDAY * wall["import typer"]
        yield under(
            f"crm {name}", f"{FLOORS * UNITS:,} doors", beyond, PROMISE, "s", "beyond 1.4 x import typer"
        )
    for name in KNOCKS:
        against = wall[name] / wall["import typer"]
        yield ratio(f"crm {name}", f"{FLOORS * UNITS:,} doors", against, EVERYDAY, "import typer")


def _tower(path: Path) -> None:
    """Make a firm with one tower of two hundred floors, two thirds of it knocked at and on file."""
    create_firm(path, "A公司", "bench", region="CN", timezone="Asia/Shanghai")
    desk = open_desk(path, None)
    for name in ("陈伟", "李娜"):
        reps.add_rep(desk, name)
    desk.close()
    desk, chance = open_desk(path, "陈伟"), random.Random(1)
    buildings.add_building(desk, "大厦", buildings.Layout(floors=f"1-{FLOORS}", units=f"01-{UNITS}"))
    plan_sweep(desk, "大厦", teams=["陈伟:down", "李娜:up"])
    doors = [
        door.unit_no
        for door in sweep_views.doors(desk, sweeps.find_sweep(desk, "w1"))
        if chance.random() < 0.67
    ]
    outcomes, now = [row.no for row in desk.outcomes("visit")], clock.now()
    with desk.change() as change:
        firms = list(change.insert_columns("customer", {"name": [f"公司{no}" for no in doors]}))
        change.insert_columns("tenancy", {"unit_no": doors, "customer_no": firms})
        change.insert_columns(
            "visit",
            {
                "arrived_at": [now - timedelta(minutes=no % 480) for no in doors],
                "rep_no": [1 + no % 2 for no in doors],
                "outcome_no": [chance.choice(outcomes) for _door in doors],
                "sweep_no": [1] * len(doors),
                "unit_no": doors,
                "customer_no": firms,
                "building": ["大厦"] * len(doors),
            },
        )
    desk.close()
