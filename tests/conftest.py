"""A firm to test with: made once, copied for each test."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from crm_cli import i18n
from crm_cli.services import reps
from crm_cli.services.desk import Desk, open_desk
from crm_cli.services.firm import create_firm
from tests.trust.figures import (  # noqa: F401  # hooks and a fixture, which pytest finds here by name
    figure,
    pytest_addoption,
    pytest_runtest_makereport,
    pytest_terminal_summary,
)

# The suite tries the same examples each time, so a run says something of the change and not of its luck;
# `make torture` tries new ones, many more of them, on every run.
settings.register_profile("crm", deadline=None, max_examples=60, derandomize=True)
settings.register_profile("torture", deadline=None, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "crm"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave what takes minutes to whoever asks for it (`make torture`)."""
    if not config.option.markexpr:
        slow = [item for item in items if item.get_closest_marker("slow")]
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if item not in slow]


@pytest.fixture(autouse=True)
def _clean_surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No test reads the settings, the language or the database of whoever runs it."""
    for name in [name for name in os.environ if name.startswith(("CRM_", "LC_", "LANG"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    i18n.use("en")
    yield
    i18n.use("en")


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of a firm with a team, two reps and a manager, made once a session."""
    path = tmp_path_factory.mktemp("template") / "firm.db"
    create_firm(path, "A公司", "tests", region="CN", timezone="Asia/Shanghai")
    desk = open_desk(path, None)
    reps.add_team(desk, "航空汽车组", ["航空", "汽车"])
    reps.add_rep(desk, "陈伟", team="航空汽车组")
    reps.add_rep(desk, "李娜", team="航空汽车组")
    reps.add_rep(desk, "周敏", role="manager")
    desk.close()
    return path


@pytest.fixture
def database_path(template: Path, tmp_path: Path) -> Path:
    """A fresh copy of the firm's database."""
    path = tmp_path / "crm.db"
    shutil.copy(template, path)
    path.chmod(0o600)
    return path


@pytest.fixture
def open_as(database_path: Path) -> Iterator[Callable[[str | None], Desk]]:
    """Open the firm's database as the rep named; closed after the test."""
    opened: list[Desk] = []

    def open_it(name: str | None) -> Desk:
        desk = open_desk(database_path, name)
        opened.append(desk)
        return desk

    yield open_it
    for desk in opened:
        desk.close()


@pytest.fixture
def desk(open_as: Callable[[str | None], Desk]) -> Desk:
    """The firm's desk with 陈伟 typing."""
    return open_as("陈伟")
