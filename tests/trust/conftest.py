"""A firm at work, on which every command finds something."""

import contextlib
import shutil
from pathlib import Path

import pytest

from crm_cli.storage.database import connect
from tests.storage.busy_firm import fill


@pytest.fixture(scope="session")
def busy(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of a firm that has worked for a few days, without the reports that stand in it for statements only."""
    path = tmp_path_factory.mktemp("busy") / "firm.db"
    shutil.copy(template, path)
    fill(path)
    with contextlib.closing(connect(path)) as connection:
        connection.execute("delete from sign_off")
        connection.execute("delete from submission")
    return path
