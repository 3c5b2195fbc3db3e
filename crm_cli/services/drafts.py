"""What was half typed, kept on this machine until it is done or dropped: a closed window loses nothing."""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from crm_cli import config
from crm_cli.services.desk import Desk


def keep(desk: Desk, what: str, told: Mapping[str, Any], *, rep_no: int | None = None) -> None:
    """Write a draft whole or not at all, where only the machine's owner reads it (0600).

    `what` names it, by a word and then anything (`call`, `knock:u12`); a rep has one of a name at a database, who
    types unless `rep_no` is another. `told` is what JSON holds. Raises CrmError where it cannot be written.
    """
    write(place(desk, what, rep_no), told)


def take(desk: Desk, what: str, *, rep_no: int | None = None) -> dict[str, Any] | None:
    """Return a draft, None where there is none or it cannot be understood; it stays until it is forgotten."""
    return read(place(desk, what, rep_no))


def forget(desk: Desk, what: str, *, rep_no: int | None = None) -> None:
    """Have a draft no more: what was typed is in the database, or was dropped."""
    drop(place(desk, what, rep_no))


def place(desk: Desk, what: str, rep_no: int | None = None) -> Path:
    """Return the file of a draft of a rep at this database on this machine."""
    who = rep_no if rep_no is not None else desk.me.no if desk.me is not None else desk.author
    return place_of(desk.database.path, who, what)


def place_of(database: Path, who: object, what: str) -> Path:
    """Return the file of a draft at a database, also of one that is not there yet."""
    import hashlib

    of = f"{database.absolute()}\n{who}\n{what}"
    name = "".join(filter(str.isalnum, what.partition(":")[0]))
    return config.state_folder() / f"{name}-{hashlib.sha256(os.fsencode(of)).hexdigest()[:16]}.json"


def write(file: Path, told: Mapping[str, Any]) -> None:
    """Write a draft to its file as `keep` does."""
    from crm_cli.storage.whole_files import write_private

    write_private(file, json.dumps(dict(told), ensure_ascii=False))


def read(file: Path) -> dict[str, Any] | None:
    """Return the draft in a file as `take` does."""
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return told if isinstance(told, dict) else None


def drop(file: Path) -> None:
    """Have the draft in a file no more."""
    with suppress(OSError):
        file.unlink()
