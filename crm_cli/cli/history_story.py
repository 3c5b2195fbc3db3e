"""The story of a record in words: when, who, and what became what, labels and names instead of codes and numbers."""

from collections.abc import Iterator, Mapping
from typing import Any

from crm_cli.cli import output, session
from crm_cli.domain import words
from crm_cli.domain.codes import number
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services.change_words import said_of
from crm_cli.services.desk import Desk
from crm_cli.services.field_names import columns_called
from crm_cli.services.history import record_key
from crm_cli.services.story import Done, Entry, Story, story
from crm_cli.services.wording import Wording
from crm_cli.storage.past import current

_OPERATIONS = {"insert": N_("added"), "update": N_("changed"), "delete": N_("removed")}


def tell(desk: Desk, record: str, field: str | None, asked: Mapping[str, Any]) -> None:
    """Write the story of a record; `asked` are the other filters of `crm history`."""
    names = frozenset(columns_called(desk, field, record_key(record)[0])) if field else frozenset()
    told = story(desk, record, names=names, **asked)
    style = session.style(desk.zone)
    wording = Wording(desk)
    output.tell(_heading(wording, told))
    for entry in told.entries:
        for line in _entry(wording, told, entry):
            for piece in _wrapped(line, style.width):
                output.tell(piece)
    if not told.entries:
        output.say(_("Nothing to show."))
    if not told.begins:
        tell_archives(desk)


def tell_archives(desk: Desk) -> None:
    """Say where what is older than the journal lies, when a part of it was archived."""
    from crm_cli.services.archives import archives

    if kept := archives(desk):
        until = f"{desk.wall(max(one.until_at for one in kept)):%Y-%m-%d}"
        output.say(
            _("What was done up to {day} lies in an archive; see: crm history archives").format(day=until)
        )


def _heading(wording: "Wording", told: Story) -> str:
    name = f"{number(told.table, told.no)} {wording.called(told.image)}".rstrip()
    return _("{name} (removed)").format(name=name) if told.is_gone else name


def _wrapped(line: str, width: int | None) -> list[str]:
    from crm_cli.domain.cleaning import clean
    from crm_cli.domain.table import wrap

    text = line.lstrip()
    indent = " " * (len(line) - len(text))
    pieces = wrap(clean(text), max(20, width - len(indent) - 2)) if width else [clean(text)]
    return [f"{indent}{'  ' if place else ''}{piece}" for place, piece in enumerate(pieces)]


def _entry(wording: "Wording", told: Story, entry: Entry) -> Iterator[str]:
    """Yield the lines of one change: its head, then what it did, field by field."""
    change = entry.change
    head = [f"{wording.desk.wall(change.at):%Y-%m-%d %H:%M}", f"h{change.no}", change.actor, said_of(change)]
    yield "  ".join(head)
    for done in entry.done:
        yield from _done(wording, told, done)


def _done(wording: "Wording", told: Story, done: Done) -> Iterator[str]:
    operation = _(_OPERATIONS[done.operation])
    if done.table != told.table:
        yield f"    {_part(wording, told, done, operation)}"
        return
    if done.operation == "delete":
        yield f"    {operation}"
        return
    if done.operation == "insert":
        yield f"    {operation}"
    yield from (f"    {line}" for line in wording.lines(done.table, done.before, done.after))


def _part(wording: "Wording", told: Story, done: Done, operation: str) -> str:
    """Return what happened to a row that people take for a field of the record: `phone added: 020-8000 0000`."""
    kind = words.label("table", done.table)
    own = {name: value for image in (done.before, done.after) for name, value in image.items()}
    own.pop(f"{told.table}_no", None)
    if done.operation == "update":
        own = {**(current(wording.desk.database, done.table, done.no) or {}), **own}
        lines = "; ".join(wording.lines(done.table, done.before, done.after))
        return f"{kind} {wording.called(own)}: {lines}"
    names = [wording.called(own), *wording.named(own)]
    return f"{kind} {operation}: {' '.join(filter(None, dict.fromkeys(names)))}"
