"""What one command did, in words: which records it touched, and field by field what became of them."""

import json
import shlex
from collections.abc import Iterator
from typing import Any

from crm_cli.domain import words
from crm_cli.domain.codes import LETTER_OF, number
from crm_cli.i18n import N_, ngettext
from crm_cli.i18n import gettext as _
from crm_cli.services.wording import Wording
from crm_cli.storage.change import Image
from crm_cli.storage.journal import CHANGE_ROWS, ChangeBrief, ChangeRowRow
from crm_cli.storage.past import current, versions

MOST_TOLD = 60
"""Rows of a change that are told one by one: nobody reads on."""
_OPERATIONS = {"insert": N_("added"), "update": N_("changed"), "delete": N_("removed")}
_WHOSE = ("customer", "building", "call_list", "sweep", "contact")
"""Whose a row is that has no name of its own."""
_OF_THE_PROGRAM = frozenset({"--db", "--as", "--lang"})
"""Options before the noun that say nothing of what was done."""


def typed(command: str) -> str:
    """Return a command as it was meant: without the program's name, its database, who typed and the language."""
    try:
        said = shlex.split(command)
    except ValueError:
        return command
    if len(said) < 2 or said[0] != "crm":
        return command
    rest = said[1:]
    while len(rest) > 2 and rest[0].partition("=")[0] in _OF_THE_PROGRAM:
        rest = rest[1 if "=" in rest[0] else 2 :]
    return shlex.join(rest) if rest != said[1:] else command.removeprefix("crm ")


def said_of(change: ChangeBrief) -> str:
    """Return what was typed, or which change it took back or did again; and by which it was taken back itself."""
    if change.kind == "undo":
        said = _("took back h{no}").format(no=change.target_no or "…")
    elif change.kind == "redo":
        said = _("did again what h{no} took back").format(no=change.target_no or "…")
    else:
        said = typed(change.command)
    if change.undone_by_no is not None:
        said += "  " + _("(taken back by h{no})").format(no=change.undone_by_no)
    return said


def touched(wording: Wording, change: ChangeBrief) -> str:
    """Return the record a change was about and how many rows more it touched: `c5 广州颢屿软件 +2`."""
    rows = wording.desk.database.all(CHANGE_ROWS, change_no=change.no, limit=1)
    if not rows:
        return ""
    more = f" +{change.rows - 1:,}" if change.rows > 1 else ""
    return f"{_subject(wording, rows[0])}{more}"


def told(wording: Wording, change: ChangeBrief) -> list[tuple[str, str]]:
    """Return what a change did as titles and what stands beside them: its rows, each followed by its fields."""
    rows = wording.desk.database.all(CHANGE_ROWS, change_no=change.no, limit=MOST_TOLD + 1)
    lines = [line for row in rows[:MOST_TOLD] for line in _row(wording, row)]
    if len(rows) > MOST_TOLD:
        left = change.rows - sum(row.size for row in rows[:MOST_TOLD])
        lines.append(("…", ngettext("{count} row more", "{count} rows more", left).format(count=f"{left:,}")))
    return lines


def _row(wording: Wording, row: ChangeRowRow) -> Iterator[tuple[str, str]]:
    operation = f"{words.label('table', row.table_name)} {_(_OPERATIONS[row.operation])}"
    if row.size > 1:
        first, last = _number(row.table_name, row.row_no), _number(row.table_name, row.last_no or row.row_no)
        yield operation, f"{first} – {last} ({row.size:,})"
        return
    yield operation, _subject(wording, row)
    if row.operation != "delete":
        before, after = _image(row.before), _after(wording, row)
        yield from ((f"  {title}", said) for title, said in wording.fields(row.table_name, before, after))


def _subject(wording: Wording, row: ChangeRowRow) -> str:
    """Return a row's number, where people type it, and its name or whose it is."""
    image = {**_image(row.before), **_after(wording, row)}
    if row.operation == "update":
        image = {**(current(wording.desk.database, row.table_name, row.row_no) or {}), **image}
    shown = [number(row.table_name, row.row_no) or ""] if row.table_name in LETTER_OF else []
    shown.append(wording.called(image) or _whose(wording, image))
    return " ".join(filter(None, shown)) or words.label("table", row.table_name)


def _whose(wording: Wording, image: Image) -> str:
    numbers = ((noun, image.get(f"{noun}_no")) for noun in _WHOSE)
    known = {noun: no for noun, no in numbers if isinstance(no, int)}
    door = " ".join(str(image[part]) for part in ("building", "unit") if image.get(part))
    if door and "customer" not in known:
        return door
    return next((wording.record(noun, no) for noun, no in known.items()), "")


def _number(table: str, no: int) -> str:
    return (number(table, no) or "") if table in LETTER_OF else str(no)


def _after(wording: Wording, row: ChangeRowRow) -> dict[str, Any]:
    """Return what stood in a row after the change; of one that was added the journal tells by what came later."""
    if row.operation != "insert" or row.size > 1:
        return _image(row.after)
    states = versions(wording.desk.database, row.table_name, row.row_no)
    return next((dict(one.image or {}) for one in states if one.said.change_no == row.change_no), {})


def _image(text: str | None) -> dict[str, Any]:
    image: dict[str, Any] = json.loads(text or "{}")
    return image
