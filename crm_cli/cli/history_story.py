"""The story of a record in words: when, who, and what became what, labels and names instead of codes and numbers."""

from collections.abc import Iterator, Mapping
from typing import Any

from crm_cli.cli import output, session
from crm_cli.cli.listing import LABELLED
from crm_cli.domain import words
from crm_cli.domain.codes import LETTER_OF, number
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.field_names import BOOKKEEPING, columns_called, title_of
from crm_cli.services.history import record_key
from crm_cli.services.records import NOUN_OF_FIELD
from crm_cli.services.story import Done, Entry, Story, story
from crm_cli.storage.past import columns_of, current

_OPERATIONS = {"insert": N_("added"), "update": N_("changed"), "delete": N_("removed")}
_NAMING = ("name", "words", "raw", "file_name", "value")
"""What a row is known by, the first column that it has."""
_NOUNS = {
    **NOUN_OF_FIELD,
    "outcome_no": "outcome",
    "field_no": "custom_field",
    "competitor_no": "competitor",
    "phone_no": "phone",
}
_HIDDEN = BOOKKEEPING | {"position", "day_only"}


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
    head = [f"{wording.desk.wall(change.at):%Y-%m-%d %H:%M}", f"h{change.no}", change.actor]
    if change.kind == "undo":
        head.append(_("took back h{no}").format(no=change.target_no or "…"))
    elif change.kind == "redo":
        head.append(_("did again what h{no} took back").format(no=change.target_no or "…"))
    else:
        head.append(change.command)
    if change.undone_by_no is not None:
        head.append(_("(taken back by h{no})").format(no=change.undone_by_no))
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


class Wording:
    """Says values as people do; names of records are read once."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._names: dict[tuple[str, int], str] = {}
        self._kinds: dict[str, dict[str, str]] = {}

    def lines(self, table: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
        """Yield `grade: C → B` for each field with another value, `grade: B` for those of a new row."""
        for column in dict.fromkeys((*before, *after)):
            old, new = before.get(column), after.get(column)
            if column in _HIDDEN or old == new or (not before and new in (None, "", 0)):
                continue
            value = self.value(table, column, new)
            if before:
                value = f"{self.value(table, column, old)} → {value}"
            yield f"{title_of(column)}: {value}"

    def value(self, table: str, column: str, value: Any) -> str:
        """Return one value in words, `-` for none."""
        if value is None or value == "":
            return "-"
        if column in _NOUNS and isinstance(value, int):
            return self.record(_NOUNS[column], value)
        kinds = LABELLED.get(table, {})
        if column in kinds:
            return words.label(kinds[column], str(value))
        if column == "talk_seconds":
            from crm_cli.domain.durations import format_seconds

            return format_seconds(int(value))
        if column.endswith("_minor"):
            from crm_cli.services.records import major

            return f"{major(int(value), self.desk.currency):,.2f}"
        return self._by_type(table, column, value)

    def _by_type(self, table: str, column: str, value: Any) -> str:
        if table not in self._kinds:
            self._kinds[table] = columns_of(self.desk.database, table)
        declared = self._kinds[table].get(column, "")
        if declared == "BOOLEAN":
            return _("yes") if value else _("no")
        if declared == "VARCHAR(24)" and isinstance(value, str):
            from datetime import datetime

            return f"{self.desk.wall(datetime.fromisoformat(value)):%Y-%m-%d %H:%M}"
        return str(value)

    def named(self, image: Mapping[str, Any]) -> list[str]:
        """Return the records that a row names, in words."""
        return [
            self.record(noun, image[column])
            for column, noun in _NOUNS.items()
            if isinstance(image.get(column), int)
        ]

    def called(self, image: Mapping[str, Any]) -> str:
        """Return what a row is known by, '' where it has no name."""
        return next((str(image[name]) for name in _NAMING if image.get(name)), "")

    def record(self, noun: str, no: int) -> str:
        """Return a record's number and name; outcomes and fields, which have no number people type, by name."""
        if (noun, no) not in self._names:
            row = current(self.desk.database, noun, no) or {}
            name = self.called(row)
            if noun == "outcome" and row:
                name = words.outcome_label(row["subject"], row["code"], row.get("name"))
            shown = number(noun, no) if noun in LETTER_OF and noun != "rep" else ""
            self._names[noun, no] = " ".join(filter(None, (shown, name))) or f"{noun} {no}"
        return self._names[noun, no]
