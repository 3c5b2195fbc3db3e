"""The next number in a firm of a million customers: what there is, and every way in which there is none.

Warm is the question asked again in one process; cold is connecting and asking in a new one, whose imports are not
counted: the whole command is a line of `starts`. Both are the processor's time.
"""

import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import process_time

from crm_cli import clock
from crm_cli.services import queue
from crm_cli.services.desk import open_desk
from tests.benchmarks.installed import ROOT
from tests.benchmarks.listed import Place, add_lists, listed, set_for, size_of
from tests.benchmarks.verdicts import Line, under

WARM, COLD = 5.0, 20.0
_COLD = """
import sys
from pathlib import Path
from time import process_time
from crm_cli.services import queue, queue_counts, callbacks
from crm_cli.services.desk import open_desk
started = process_time()
desk = open_desk(Path(sys.argv[1]), sys.argv[2])
found = queue.look(desk)
print(process_time() - started)
"""


def lines(folder: Path, customers: int, calls: int, rounds: int) -> Iterator[Line]:
    """Yield what each state of a rep's lists takes, warm and in a new process."""
    path = listed(folder, customers, calls)
    places = add_lists(path, size_of(customers))
    set_for(path, places, clock.now())
    size = f"{customers:,} : {calls:,} calls"
    for name, place in places.items():
        warm, said = _warm(path, place, rounds)
        yield under(f"next, {name}", size, warm, WARM, "ms", f"warm ({said})")
        yield under(f"next, {name}", size, _cold(path, place, rounds), COLD, "ms", "in a new process")


def _rep(path: Path, place: Place) -> str:
    desk = open_desk(path, None)
    name = desk.database.connection.execute("select name from rep where no = ?", [place.rep_no]).fetchone()[0]
    desk.close()
    return str(name)


def _warm(path: Path, place: Place, rounds: int) -> tuple[float, str]:
    desk = open_desk(path, _rep(path, place))
    found = queue.look(desk)
    took = []
    for _round in range(max(rounds, 11)):
        started = process_time()
        queue.look(desk)
        took.append(process_time() - started)
    desk.close()
    kind = "nobody" if isinstance(found, queue.Empty) else found.tier
    return _middle(took), kind


def _cold(path: Path, place: Place, rounds: int) -> float:
    took = []
    for _round in range(max(rounds // 2, 5)):
        done = subprocess.run(
            [sys.executable, "-c", _COLD, str(path), _rep(path, place)],
            cwd=ROOT, capture_output=True, text=True, check=True,
        )  # fmt: skip
        took.append(float(done.stdout))
    return _middle(took)


def _middle(took: list[float]) -> float:
    """Return the median of the quicker half in milliseconds."""
    return statistics.median(sorted(took)[: (len(took) + 1) // 2]) * 1000
