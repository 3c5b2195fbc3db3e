"""What this run of the program was told: the options every command understands, and what they come to."""

import os
from pathlib import Path
from typing import Any

from crm_cli import config

_chosen: dict[str, Any] = {}


def reset() -> None:
    """Forget what an earlier run in this process was told."""
    _chosen.clear()


def chosen(name: str) -> Any:
    """Return what a shared option was given, None when it was not; `narrowed` is what a list was narrowed to."""
    return _chosen.get(name)


def keep(name: str, value: Any) -> None:
    """Remember what an option was given."""
    _chosen[name] = value


def database_path() -> Path:
    """Return the database of this run."""
    return config.database_path(chosen("db"), config.load())


def author() -> str | None:
    """Return who types: `--as`, CRM_AS, the machine's file, or None for the system's user."""
    return chosen("as") or os.environ.get("CRM_AS") or config.load().actor
