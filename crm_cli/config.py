"""The machine's own file: where the database is, which language, which commands to run.

Everything that decides a number or a rule lives in the database instead (docs/codebase.md).
"""

import os
import sys
from pathlib import Path
from typing import Any, NamedTuple

from crm_cli.errors import UsageError, system_reason
from crm_cli.i18n import gettext as _

KEYS = ("database", "language", "as", "format", "open_command", "player", "dial", "theme", "backup_folder")


class Config(NamedTuple):
    """What the machine's file says; None where it says nothing."""

    path: Path
    database: str | None = None
    language: str | None = None
    actor: str | None = None
    format: str | None = None
    open_command: str | None = None
    player: str | None = None
    dial: str | None = None
    theme: str | None = None
    backup_folder: str | None = None


def _base(variable: str, posix: str, mac: str, windows: str) -> Path:
    if sys.platform == "darwin":
        return Path.home() / mac / "crm"
    if os.name == "nt":
        return Path(os.environ.get(windows) or Path.home()) / "crm"
    return Path(os.environ.get(variable) or Path.home() / posix) / "crm"


def config_path() -> Path:
    """Return where the machine's file is, whether or not it exists (`CRM_CONFIG` names another)."""
    named = os.environ.get("CRM_CONFIG")
    return (
        Path(named)
        if named
        else _base("XDG_CONFIG_HOME", ".config", "Library/Preferences", "APPDATA") / "config.toml"
    )


def default_database() -> Path:
    """Return where the database is kept when nobody says otherwise."""
    return _base("XDG_DATA_HOME", ".local/share", "Library/Application Support", "LOCALAPPDATA") / "crm.db"


def state_folder() -> Path:
    """Return where is kept what a program was in the middle of (XDG base directories: the state)."""
    return _base("XDG_STATE_HOME", ".local/state", "Library/Application Support", "LOCALAPPDATA")


def load() -> Config:
    """Read the machine's file; raise UsageError when it is not TOML or a value is not text."""
    path, values = read()
    for key in KEYS:
        if key in values and not isinstance(values[key], str):
            raise UsageError(_("In {path}, {key} must be text in quotes.").format(path=path, key=key))
    return Config(path, *map(values.get, KEYS))


def read() -> tuple[Path, dict[str, Any]]:
    """Return where the machine's file is and all it says, tables too; raise UsageError when it is not TOML.

    The tables `mail` and `channel` are understood where something is sent (`delivery.channels`).
    """
    path = config_path()
    try:
        content = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return path, {}
    except OSError as error:
        # Taken for empty, it would hide every channel from cron.
        raise UsageError(
            _("The settings file {path} cannot be read: {error}").format(
                path=path, error=system_reason(error)
            ),
            _("Ask for permission to read it, or name another in CRM_CONFIG."),
        ) from error
    import tomllib

    try:
        return path, tomllib.loads(content.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(
            _("The settings file {path} cannot be read: {error}").format(path=path, error=error),
            _("Mend or delete it."),
        ) from error


def programs_environment() -> dict[str, str]:
    """Return the environment for a program that crm starts: without the variables that hold its secrets."""
    _path, values = read()
    channels = values.get("channel")
    tables = [values.get("mail"), *(channels.values() if isinstance(channels, dict) else [])]
    hidden = {
        value
        for table in tables
        if isinstance(table, dict)
        for key, value in table.items()
        if key.endswith("_env") and isinstance(value, str)
    }
    return {name: value for name, value in os.environ.items() if name not in hidden}


def database_path(option: str | None, config: Config) -> Path:
    """Return the database to use: `--db`, else `CRM_DB`, else the machine's file, else the default."""
    chosen = option or os.environ.get("CRM_DB") or config.database
    return Path(chosen).expanduser() if chosen else default_database()
