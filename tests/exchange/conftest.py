"""A firm that has worked for a few days, and its folder."""

import contextlib
import shutil
from pathlib import Path

import pytest

from crm_cli.services import attachments, history
from crm_cli.storage import facts
from crm_cli.storage.database import connect
from tests.exchange.moving import desk_of, export_to
from tests.storage.busy_firm import fill


@pytest.fixture(scope="session")
def busy_template(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A firm that has worked for a few days, with attached files and numbers that are given no more."""
    path = tmp_path_factory.mktemp("busy") / "firm.db"
    shutil.copy(template, path)
    fill(path)
    with desk_of(path) as desk:
        offer = path.with_name("offer.txt")
        offer.write_text("一千个杯子")
        attachments.attach(desk, "c1", [offer])
        with desk.change() as change:
            change.insert("customer", name="走了的")
        history.undo(desk)
    with contextlib.closing(connect(path)) as connection:
        # Rows that were filled in for statements to be found, without a file or with facts of their own.
        connection.execute("delete from attachment where sha256 in (?, ?)", ["0" * 64, "1" * 64])
        facts.rebuild(connection)
    return path


@pytest.fixture(scope="session")
def exported(busy_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the busy firm."""
    folder = tmp_path_factory.mktemp("exported") / "out"
    export_to(busy_template, folder)
    return folder
