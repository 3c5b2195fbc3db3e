"""A firm at work, made once a session, and a throwaway PostgreSQL where its programs are found."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.storage.busy_firm import fill


@pytest.fixture(scope="session")
def busy_template(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of a firm that has worked for a few days, so that every statement finds a row."""
    path = tmp_path_factory.mktemp("busy") / "firm.db"
    shutil.copy(template, path)
    fill(path)
    return path


@pytest.fixture
def busy_path(busy_template: Path, tmp_path: Path) -> Path:
    """A fresh copy of the busy firm's database."""
    path = tmp_path / "busy.db"
    shutil.copy(busy_template, path)
    path.chmod(0o600)
    return path


def _programs() -> Path | None:
    found = shutil.which("initdb")
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return Path(found).parent if found else (installed[-1].parent if installed else None)


def _as_somebody() -> list[str] | None:
    """Return how to run a program as a user PostgreSQL accepts, None where there is no such user."""
    if os.geteuid() != 0:
        return []
    try:
        pwd.getpwnam("postgres")
    except KeyError:
        return None
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]


def _run(command: list[str | Path]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of an empty PostgreSQL database of this worker's own, gone after the session."""
    programs, user = _programs(), _as_somebody()
    if programs is None or user is None:
        pytest.skip("PostgreSQL's initdb, or a user it may run as, is not on this machine")
    # Not under pytest's own folder: only root may enter that, and a socket's path must be short.
    folder = tempfile.mkdtemp(prefix="crm-pg-")
    if user:
        shutil.chown(folder, "postgres", "postgres")
    cluster = f"{folder}/data"
    initdb: list[str | Path] = [
        *user,
        programs / "initdb",
        "-D",
        cluster,
        "-U",
        "postgres",
        "-A",
        "trust",
        "-N",
        "-E",
        "UTF8",
    ]
    control: list[str | Path] = [*user, programs / "pg_ctl", "-D", cluster, "-w", "-s"]
    try:
        _run([*initdb, "--locale=C"])
        options = f"-c listen_addresses='' -c fsync=off -c jit=off -k {folder}"
        _run([*control, "-l", f"{folder}/log", "-o", options, "start"])
        try:
            yield f"postgresql+psycopg://postgres@/postgres?host={folder}"
        finally:
            _run([*control, "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)
