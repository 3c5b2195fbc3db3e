"""Writing the machine's own settings file: one key or table changed, every other line kept as it was."""

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from crm_cli import config
from crm_cli.errors import RefusedError, UsageError
from crm_cli.i18n import gettext as _
from crm_cli.storage.whole_files import write_private


def set_key(key: str, value: str) -> Path:
    """Set a key of the machine's file, '' takes it out; return the file, mode 0600, written whole or not.

    Raises UsageError for a value of several lines or a file that is no TOML, RefusedError where the key is
    written in a way that cannot be replaced line by line.
    """
    if any(not mark.isprintable() for mark in value):
        raise UsageError(_("A setting is one line of plain text."))
    path, before = _content()
    after = replaced(before, key, value)
    wanted = {name: kept for name, kept in tomllib.loads(before).items() if name != key}
    if value:
        wanted[key] = value
    _refuse_harm(path, after, wanted)
    write_private(path, after)
    return path


def set_table(names: Sequence[str], values: Mapping[str, object] | None) -> Path:
    """Write the table `[a.b]` called by `names` (texts, numbers and lists of texts), None takes it out.

    Returns the file. Raises RefusedError where the table cannot be told apart line by line.
    """
    path, before = _content()
    after = with_table(before, names, values)
    wanted = tomllib.loads(before)
    _put(wanted, names, values)
    _refuse_harm(path, after, wanted)
    write_private(path, after)
    return path


def _content() -> tuple[Path, str]:
    path = config.load().path
    return path, path.read_text(encoding="utf-8") if path.exists() else ""


def _put(tables: dict[str, Any], names: Sequence[str], values: Mapping[str, object] | None) -> None:
    """Do to what was read of the file what is to be done to its text."""
    *parents, last = names
    for name in parents:
        tables = tables.setdefault(name, {})
    if values is None:
        tables.pop(last, None)
    else:
        tables[last] = dict(values)


def with_table(text: str, names: Sequence[str], values: Mapping[str, object] | None) -> str:
    """Return TOML `text` with the table called by `names` holding `values` alone, or without it for None."""
    lines = text.splitlines()
    starts = [place for place, line in enumerate(lines) if line.lstrip().startswith("[")]
    mine = next((place for place in starts if _named(lines[place]) == list(names)), None)
    fresh = [] if values is None else [f"[{'.'.join(map(_key, names))}]", *_assigned(values)]
    if mine is None:
        gap = [""] if fresh and lines and lines[-1].strip() else []
        lines += gap + fresh
    else:
        end = next((place for place in starts if place > mine), len(lines))
        # A remark before the next table is that one's, and so is the gap unless this table goes.
        while end > mine + 1 and not lines[end - 1].partition("#")[0].strip():
            end -= 1
        while not fresh and end < len(lines) and not lines[end].strip():
            end += 1
        lines[mine:end] = fresh
    while lines and not lines[-1].strip():
        lines.pop()
    return "\n".join(lines) + "\n" if any(lines) else ""


def _named(header: str) -> list[str] | None:
    """Return the names in a line that begins a table, None for any other line."""
    try:
        inside: Any = tomllib.loads(header)
    except tomllib.TOMLDecodeError:
        return None
    found: list[str] = []
    while isinstance(inside, dict) and inside:
        name, inside = next(iter(inside.items()))
        found.append(name)
    return None if inside else found


def _key(name: str) -> str:
    return name if re.fullmatch("[A-Za-z0-9_-]+", name) else json.dumps(name, ensure_ascii=False)


def _assigned(values: Mapping[str, object]) -> list[str]:
    return [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()]


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


def _refuse_harm(path: Path, after: str, wanted: Mapping[str, Any]) -> None:
    try:
        if _without_empty(tomllib.loads(after)) == _without_empty(wanted):
            return
    except tomllib.TOMLDecodeError:
        pass
    raise RefusedError(
        _("{path} cannot be changed without harm.").format(path=path), _("Change it with an editor.")
    )


def _without_empty(tables: Mapping[str, Any]) -> dict[str, Any]:
    """Return tables without those that hold nothing: the last channel takes the word for all of them along."""
    pruned = {
        key: _without_empty(value) if isinstance(value, dict) else value for key, value in tables.items()
    }
    return {key: value for key, value in pruned.items() if value != {}}
