"""Writing the machine's own settings file: one key changed, every other line kept as it was."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

from crm_cli import config
from crm_cli.errors import RefusedError, UsageError
from crm_cli.i18n import gettext as _


def set_key(key: str, value: str) -> Path:
    """Set a key of the machine's file, '' takes it out; return the file, mode 0600, written whole or not.

    Raises UsageError for a value of several lines or a file that is no TOML, RefusedError where the key is
    written in a way that cannot be replaced line by line.
    """
    if any(not mark.isprintable() for mark in value):
        raise UsageError(_("A setting is one line of plain text."))
    path = config.load().path
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    after = replaced(before, key, value)
    _refuse_harm(path, before, after, key, value)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # It may name where the firm's data is: nobody else's business.
    from crm_cli.exchange.files import write_whole

    write_whole(path, lambda stream: _fill(stream, after), mode=0o600)
    return path


def _fill(stream: Any, text: str) -> None:
    stream.write(text.encode())


def replaced(text: str, key: str, value: str) -> str:
    """Return TOML `text` with the top-level `key` set to `value`, or without it when that is ''."""
    lines = text.splitlines()
    top = next((place for place, line in enumerate(lines) if line.lstrip().startswith("[")), len(lines))
    mine = re.compile(rf"""\s*["']?{re.escape(key)}["']?\s*=""")
    place = next((place for place, line in enumerate(lines[:top]) if mine.match(line)), None)
    fresh = [f"{key} = {json.dumps(value, ensure_ascii=False)}"] if value else []
    if place is None:
        # A blank line before the first table stays there.
        while top and not lines[top - 1].strip():
            top -= 1
        lines[top:top] = fresh
    else:
        lines[place : place + 1] = fresh
    return "\n".join(lines) + "\n" if lines else ""


def _refuse_harm(path: Path, before: str, after: str, key: str, value: str) -> None:
    wanted = {name: kept for name, kept in tomllib.loads(before).items() if name != key}
    if value:
        wanted[key] = value
    try:
        if tomllib.loads(after) == wanted:
            return
    except tomllib.TOMLDecodeError:
        pass
    raise RefusedError(
        _("{path} cannot be changed without harm.").format(path=path), _("Change it with an editor.")
    )
