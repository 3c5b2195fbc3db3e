"""What a process took, with the most memory it ever held."""

import os
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks.processes import Bench

_GLANCE = 0.02


class Used(NamedTuple):
    """Seconds on the wall and of the processor, and the peak of the memory in MiB."""

    wall: float
    cpu: float
    peak: float


def used(bench: Bench, words: Sequence[str | Path], database: Path) -> Used:
    """Run a command of the program on `database`; raise RuntimeError when it fails.

    The peak is asked of the system while it runs: what `wait` tells counts the process that started it too.
    """
    # Whoever the benches are run as is no rep of a firm just made.
    environment = {**bench.environment, "CRM_DB": str(database), "CRM_AS": ""}
    started = time.perf_counter()
    process = subprocess.Popen(
        [bench.programs / "crm", *words], env=environment, cwd="/",
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    peak = 0
    while not (ended := os.wait4(process.pid, os.WNOHANG))[0]:
        peak = max(peak, _peak(process.pid))
        time.sleep(_GLANCE)
    wall, (_pid, status, usage) = time.perf_counter() - started, ended
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"crm {words} left with {process.returncode}")
    return Used(wall, usage.ru_utime + usage.ru_stime, (peak or usage.ru_maxrss) / 1024)


def _peak(pid: int) -> int:
    """Return the KiB a process held at most so far, 0 where the system does not tell."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text("ascii", "replace").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)
