"""What the program reads besides its modules is in the wheel, and an installed wheel needs no source."""

import os
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.benchmarks.installed import ROOT, install

PACKAGE = ROOT / "crm_cli"
FOR_TRANSLATORS = {".po", ".pot"}


def test_every_data_file_is_packaged() -> None:
    patterns = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["package-data"]
    packaged = {path for pattern in patterns["crm_cli"] for path in PACKAGE.glob(pattern)}
    assert {path.suffix for path in packaged} >= {".mo", ".txt", ".mako", ".csv", ".xlsx"}
    # The sample files stand in a linked folder, which rglob does not enter.
    every = {*PACKAGE.rglob("*"), *(PACKAGE / "sample_data").iterdir()}
    files = {
        path for path in every if path.is_file() and path.suffix not in FOR_TRANSLATORS | {".py", ".pyc"}
    }
    assert files - packaged == set()


@pytest.mark.slow
def test_an_installed_wheel_works_from_another_folder(tmp_path: Path) -> None:
    programs = install(tmp_path)
    empty = tmp_path / "elsewhere"
    empty.mkdir()

    def crm(*words: str) -> str:
        return subprocess.run(
            [programs / "crm", *words], cwd=empty, check=True, capture_output=True, encoding="utf-8",
            env={"PATH": os.environ["PATH"], "HOME": str(empty), "LANG": "C.UTF-8"},
        ).stdout  # fmt: skip

    assert "report" in crm("--help")
    assert "客戶" in crm("--lang", "zh-Hant", "--help")
    assert "中信广场" in crm("demo")
    crm("init", "--firm", "A公司")
    assert crm("customer", "add", "广州白云航空服务有限公司", "--phone", "020-8000 0000")
    assert "白云" in crm("search", "byhk")
