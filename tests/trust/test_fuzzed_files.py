"""A hundred thousand spoilt files become rows, rejects or a sentence: never a traceback, never half, never slow or large."""

import json
import random
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from crm_cli.services import contacts, customers
from crm_cli.services.desk import open_desk
from tests.trust.figures import Figure

ROOT = Path(__file__).parents[2]
SHORT = {"csv": 250, "xlsx": 250, "vcf": 250, "jsonl": 250}
FULL = {"csv": 40_000, "xlsx": 20_000, "vcf": 20_000, "jsonl": 20_000}
SLOW: list[Any] = [
    pytest.param(kind, count, None, id=f"{kind} {count}", marks=pytest.mark.slow)
    for kind, count in FULL.items()
]
QUICK: list[Any] = [pytest.param(kind, count, 1, id=kind) for kind, count in SHORT.items()]


@pytest.mark.trust("S5")
@pytest.mark.parametrize(("kind", "count", "seed"), [*QUICK, *SLOW])
def test_a_spoilt_file_is_taken_in_or_refused_in_a_sentence(
    kind: str, count: int, seed: int | None, template: Path, tmp_path: Path, figure: Figure
) -> None:
    first = random.randrange(1 << 40) if seed is None else seed
    path = tmp_path / "firm.db"
    shutil.copy(template, path)
    desk = open_desk(path, "陈伟")
    customers.add_customer(desk, "广州白云航空服务有限公司", phones=["020-80000000"])
    contacts.add_contact(desk, "王丽", "c1", phones=["138 0013 8000"])
    desk.close()
    done = subprocess.run(
        [sys.executable, "-m", "tests.trust.fuzzing", kind, path, str(count), str(first)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout)
    assert sum(told["ends"].values()) == count
    assert len(told["ends"]) == 2, "all were taken in, or none"
    figure(
        {
            f"spoilt {kind} files": count,
            **told["ends"],
            "seconds the slowest": round(told["slowest"], 2) + 0.001,
            "shown a traceback": 0,
        }
    )
