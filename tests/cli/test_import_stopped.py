"""A long import broken off by Ctrl-C and by kill -9, in a real terminal: the firm is as it was before."""

import os
import random
import re
import signal
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.terminals import Terminal

ROWS = 60_000
# What is left of a process that was killed and is taken away by the next that opens the firm.
LEFT = ("-journal", ".lock")


@pytest.fixture(scope="module")
def long_list(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A list that takes some seconds to come in."""
    path = tmp_path_factory.mktemp("list") / "list.csv"
    rows = (f"公司{number}礼品有限公司,航空,广州,138{number:08d}" for number in range(ROWS))
    path.write_text("\n".join(["公司名称,行业,城市,电话", *rows, ",,,12"]), "utf-8")
    return path


def content(path: Path) -> list[str]:
    connection = sqlite3.connect(path)
    try:
        assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
        sql = "select name from sqlite_schema where type = 'table' and name not like 'search%' order by name"
        names = [name for (name,) in connection.execute(sql)]
        return [f"{name} {row}" for name in names for row in connection.execute(f'select * from "{name}"')]
    finally:
        connection.close()


def start(database: Path, file: Path, *words: str) -> Terminal:
    environment = {"CRM_DB": str(database), "HOME": str(database.parent), "CRM_AS": "陈伟"}
    return Terminal(["import", "customers", str(file), "--no-backup", *words], environment)


def _has_come_to(row: int) -> Callable[[Terminal], bool]:
    """Return what looks whether so many rows have passed by the bar: how long that takes, no test knows."""

    def look(terminal: Terminal) -> bool:
        passed = re.findall(r"([\d,]+)/60,0", terminal.text)
        return bool(passed) and int(passed[-1].replace(",", "")) >= row

    return look


@pytest.mark.parametrize("seed", range(2))
def test_ctrl_c_leaves_nothing(database_path, long_list, tmp_path, seed):
    before, beside = content(database_path), {*tmp_path.iterdir(), *long_list.parent.iterdir()}
    terminal = start(database_path, long_list)
    try:
        terminal.until(_has_come_to(random.Random(seed).randrange(ROWS // 3)))
        terminal.press("\x03")
        terminal.until("Stopped: nothing of the file was taken in.")
        assert terminal.process.wait(30) == 130
    finally:
        terminal.close()
    assert content(database_path) == before
    left = {*tmp_path.iterdir(), *long_list.parent.iterdir()} - beside
    # SQLite empties its journal and lets the file be.
    assert not [path for path in left if not path.name.endswith("-journal") or path.stat().st_size]


@pytest.mark.parametrize("seed", range(2))
def test_kill_9_leaves_nothing(database_path, long_list, tmp_path, seed):
    before, beside = content(database_path), {*tmp_path.iterdir(), *long_list.parent.iterdir()}
    terminal = start(database_path, long_list)
    try:
        terminal.until(_has_come_to(random.Random(seed).randrange(ROWS // 3)))
        os.kill(terminal.process.pid, signal.SIGKILL)
        assert terminal.process.wait(30) == -signal.SIGKILL
    finally:
        terminal.close()
    assert content(database_path) == before
    left = {*tmp_path.iterdir(), *long_list.parent.iterdir()} - beside
    assert not [path for path in left if not path.name.endswith(LEFT)]


def test_no_bar_is_drawn_but_on_a_terminal(run, tmp_path, long_list):
    short = tmp_path / "short.csv"
    short.write_text("\n".join(long_list.read_text("utf-8").splitlines()[:2_000]), "utf-8")
    done = run(f"import customers {short} --no-backup --dry-run")
    assert "[#" not in done.said
    assert "1999 new" in done.stdout
