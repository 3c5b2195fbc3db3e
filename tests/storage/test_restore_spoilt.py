"""What is spoilt is refused in words before it is gone back to, or is whole enough to be read (R10)."""

import random
from pathlib import Path

import pytest

from crm_cli.errors import CrmError
from crm_cli.storage import restore


def _spoilt(content: bytes, chance: random.Random, count: int) -> list[bytes]:
    found = [b"", b"a list\n" * 900, content[:100], content[: len(content) // 2], bytes(100) + content[100:]]
    for _ in range(count):
        page, spoilt = chance.randrange(len(content) // 4096), bytearray(content)
        spoilt[page * 4096 : (page + 1) * 4096] = bytes(4096)
        found.append(bytes(spoilt))
        flipped = bytearray(content)
        flipped[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        found.append(bytes(flipped))
    return found


def _never_a_traceback(busy_path: Path, tmp_path: Path, chance: random.Random, count: int) -> int:
    refused, spoilt = 0, tmp_path / "spoilt.db"
    for content in _spoilt(busy_path.read_bytes(), chance, count):
        spoilt.write_bytes(content)
        try:
            restore.discard(restore.prepare(spoilt, busy_path, unverified=True).work)
        except CrmError:
            refused += 1
    return refused


@pytest.mark.trust("R10")
def test_spoilt_files_are_a_sentence(
    busy_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """R10: what is spoilt is refused in words, or is whole enough to be read; never a traceback."""
    refused = _never_a_traceback(busy_path, tmp_path, random.Random(10), 15)
    assert refused >= 15
    with capsys.disabled():
        print(f"\nR10: of 35 spoilt files {refused} refused in words, none a traceback", end="")


@pytest.mark.trust("R10")
@pytest.mark.slow
def test_three_hundred_spoilt_files_are_a_sentence(busy_path: Path, tmp_path: Path) -> None:
    _never_a_traceback(busy_path, tmp_path, random.Random(), 150)
