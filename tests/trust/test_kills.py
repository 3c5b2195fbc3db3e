"""Kills at random moments lose nothing that was acknowledged and leave nothing half."""

import gzip
import json
import random
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.storage.busy_firm import fill
from tests.trust.figures import Figure

ROOT = Path(__file__).parents[2]
SHORT = {"logging": 20, "importing": 8, "merging": 8, "undoing": 8, "migrating": 2}
FULL = {"logging": 4000, "importing": 2000, "merging": 1500, "undoing": 2000, "migrating": 500}
ROW = {"logging": "R1", "importing": "R2", "merging": "R1", "undoing": "R1", "migrating": "R15"}


@pytest.fixture(scope="module")
def firms(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a busy firm of today and one of the first schema."""
    folder = tmp_path_factory.mktemp("firms")
    shutil.copy(template, folder / "busy.db")
    fill(folder / "busy.db")
    old = ROOT / "tests" / "storage" / "schema_1.db.gz"
    (folder / "old.db").write_bytes(gzip.decompress(old.read_bytes()))
    return folder


def _killed(job: str, times: int, firms: Path, folder: Path, figure: Figure) -> None:
    path, seed = folder / "crm.db", random.randrange(2**32)
    shutil.copy(firms / ("old.db" if job == "migrating" else "busy.db"), path)
    path.chmod(0o600)
    done = subprocess.run(
        [sys.executable, "-m", "tests.trust.killing", job, path, str(times), str(seed)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{job}, seed {seed}: {done.stderr[-2000:]}"
    sums = json.loads(done.stdout)
    assert sums["kills"] == times
    assert sums["acknowledged"] <= sums["there"] <= sums["acknowledged"] + times
    figure({f"kills while {job}": times, "acknowledged": sums["acknowledged"], "lost": 0, "half": 0})


def _each(numbers: dict[str, int], *more: Any) -> list[Any]:
    return [
        pytest.param(job, times, marks=[pytest.mark.trust(ROW[job]), *more], id=job)
        for job, times in numbers.items()
    ]


@pytest.mark.parametrize(("job", "times"), [*_each(SHORT), *_each(FULL, pytest.mark.slow)])
def test_what_was_acknowledged_is_there_and_the_rest_is_not(
    job: str, times: int, firms: Path, tmp_path: Path, figure: Figure
) -> None:
    _killed(job, times, firms, tmp_path, figure)
