"""Random keys at the desk: nothing breaks, and everything that was done is taken back."""

from pathlib import Path

import pytest

from tests.tui.fuzz import fuzz


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is exported goes nowhere else."""
    monkeypatch.chdir(tmp_path)


def test_two_thousand_random_keys_break_nothing(tmp_path: Path) -> None:
    fuzz(tmp_path, 1, 2000)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 7))
def test_ten_thousand_random_keys_break_nothing(tmp_path: Path, seed: int) -> None:
    fuzz(tmp_path, seed, 2000)
