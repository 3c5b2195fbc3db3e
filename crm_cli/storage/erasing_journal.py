"""A person erased from the journal: images become what the rows are now, commands lose what was typed."""

import json
import shlex
import sqlite3
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from crm_cli.storage.mentions import Mentions, image_without, report_without
from crm_cli.storage.personal import COLUMNS, DROPPED, HANGS_ON

if TYPE_CHECKING:
    from crm_cli.storage.erasing import Owned

_MANY = 500
_PAGE = 20_000
_FLAGS = frozenset({"--yes", "--quiet", "--debug"})
_ANY = frozenset({"import", "demo", "undo", "redo"})
_VERBS = frozenset(
    [
        "absence",
        "accept",
        "add",
        "agenda",
        "answer",
        "archives",
        "assign",
        "attach",
        "attachment",
        "away",
        "back",
        "backup",
        "building",
        "buildings",
        "calendar",
        "call",
        "callback",
        "calllist",
        "cancel",
        "card",
        "channel",
        "check",
        "claim",
        "close",
        "collect",
        "comment",
        "config",
        "contact",
        "contacts",
        "crm",
        "customer",
        "daily",
        "demo",
        "desk",
        "dial",
        "dialplans",
        "donotcall",
        "drop",
        "dupes",
        "edit",
        "enter",
        "export",
        "field",
        "fill",
        "filters",
        "finish",
        "followup",
        "give",
        "goal",
        "handover",
        "history",
        "import",
        "in",
        "incident",
        "init",
        "keep",
        "knock",
        "leave",
        "left",
        "lift",
        "list",
        "log",
        "mail",
        "memo",
        "merge",
        "missing",
        "money",
        "move",
        "move-in",
        "move-out",
        "neglected",
        "next",
        "note",
        "notice",
        "objection",
        "order",
        "outbox",
        "outcome",
        "pause",
        "payment",
        "pin",
        "plan",
        "plans",
        "play",
        "pool",
        "propose",
        "prune",
        "put-back",
        "quote",
        "reassign",
        "recordings",
        "redo",
        "release",
        "remind",
        "remove",
        "rename",
        "reopen",
        "rep",
        "repeat",
        "report",
        "restore",
        "resume",
        "retire",
        "retry",
        "revisit",
        "rule",
        "run",
        "sample",
        "save",
        "script",
        "send",
        "series",
        "set",
        "sheet",
        "show",
        "sign",
        "skip",
        "snooze",
        "step",
        "steps",
        "submit",
        "sweep",
        "take",
        "take-off",
        "task",
        "team",
        "template",
        "tenants",
        "undo",
        "unit",
        "units",
        "unkeep",
        "unpin",
        "versions",
        "visit",
        "visits",
        "forget",
    ]
)
"""Words of commands: whatever else stands in one was typed by somebody of something."""


def command_without(command: str, mentions: Mentions, *, whole: bool) -> str:
    """Return a command line without what names a person; `whole` leaves but its verb: `crm call log …`.

    What came of a file or of an undo says nothing of one of its rows, and keeps its words.
    """
    try:
        words = shlex.split(command)
    except ValueError:
        words = command.split()
    verbs = _verbs(words)
    if not whole or not _ANY.isdisjoint(verbs):
        return mentions.without(command)
    return " ".join(["crm", *verbs, "…"])


def _verbs(words: list[str]) -> list[str]:
    """Return the first two words of a command that are ours."""
    found: list[str] = []
    rest = iter(words[1:] if words[:1] == ["crm"] else words)
    for word in rest:
        if word.startswith("-"):
            if not found and word not in _FLAGS and "=" not in word:
                next(rest, None)
            continue
        if word not in _VERBS or len(found) == 2:
            break
        found.append(word)
    return found


def gone_with(connection: sqlite3.Connection, owned: "Owned") -> list[tuple[str, dict[str, Any]]]:
    """Add to `owned` the rows of a person that were removed, of which only the journal has images; return those."""
    found: list[tuple[str, dict[str, Any]]] = []
    wanted = {noun: set(owned.get(noun, ())) for noun in _NOUNS}
    for noun in ("customer", "contact"):
        for no in sorted(owned.get(noun, ())):
            found += [(noun, image) for image in _removed_self(connection, noun, no)]
    # What was removed with a call hangs on that call: until nothing more is found.
    while any(wanted.values()):
        fresh: dict[str, set[int]] = {noun: set() for noun in _NOUNS}
        for table, no, image in _removed(connection, wanted):
            if no not in owned.get(table, ()) or not _is_known(found, table, no):
                found.append((table, image))
                owned.setdefault(table, set()).add(no)
                if table in fresh:
                    fresh[table].add(no)
        wanted = fresh
    return found


_NOUNS = tuple(dict.fromkeys(on for columns in HANGS_ON.values() for _column, on in columns))


def _is_known(found: list[tuple[str, dict[str, Any]]], table: str, no: int) -> bool:
    return any(known == table and image["no"] == no for known, image in found)


def _removed_self(connection: sqlite3.Connection, noun: str, no: int) -> Iterator[dict[str, Any]]:
    sql = "select before from change_row where row_no = ? and table_name = ? and operation = 'delete'"
    for (before,) in connection.execute(sql, (no, noun)).fetchall():
        yield json.loads(before)


def _removed(
    connection: sqlite3.Connection, wanted: dict[str, set[int]]
) -> Iterator[tuple[str, int, dict[str, Any]]]:
    columns = {(column, on) for pairs in HANGS_ON.values() for column, on in pairs}
    keys = [f'"{column}":{no}' for column, on in sorted(columns) for no in sorted(wanted.get(on, ()))]
    for start in range(0, len(keys), _MANY):
        part = keys[start : start + _MANY]
        tests = " or ".join("instr(before, ?)" for _key in part)
        sql = f"select table_name, row_no, before from change_row where operation = 'delete' and ({tests})"
        for table, no, before in connection.execute(sql, part).fetchall():
            image = json.loads(before)
            if any(image.get(column) in wanted.get(on, ()) for column, on in HANGS_ON.get(table, ())):
                yield table, no, image


def images_of(connection: sqlite3.Connection, owned: "Owned") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the table and every image the journal has of a person's rows."""
    for table, numbers in owned.items():
        for _no, row_no, _operation, before, after in _entries(connection, table, numbers):
            for text in (before, after):
                if text is not None:
                    yield table, {"no": row_no, **json.loads(text)}


def _entries(connection: sqlite3.Connection, table: str, numbers: Iterable[int]) -> Iterator[tuple[Any, ...]]:
    whole = sorted(numbers)
    for start in range(0, len(whole), _MANY):
        part = whole[start : start + _MANY]
        marks = ", ".join("?" * len(part))
        sql = (
            "select no, row_no, operation, before, after from change_row"
            f" where row_no in ({marks}) and table_name = ? and last_no is null"
        )
        yield from connection.execute(sql, [*part, table]).fetchall()


class Journal:
    """The journal of a person's rows, and of everybody else's that name the person."""

    def __init__(self, connection: sqlite3.Connection, owned: "Owned", mentions: Mentions) -> None:
        self.connection, self.owned, self.mentions = connection, owned, mentions
        self.count = 0
        self._of = owned.get("customer", set()), owned.get("contact", set())

    def clean(self) -> int:
        """Clean commands, then images; return how many rows of the journal became others."""
        self._clean_commands()
        for table, numbers in self.owned.items():
            held = self._held(table, numbers) if table in DROPPED else numbers
            self._take_out(table, numbers - held)
            self._clean_own(table, held)
        self._sweep()
        return self.count

    def _held(self, table: str, numbers: set[int]) -> set[int]:
        sql = f'select no from "{table}" where no = ?'
        found = (self.connection.execute(sql, [no]).fetchone() for no in numbers)
        return {row[0] for row in found if row}

    def _clean_commands(self) -> None:
        mine: set[int] = set()
        for table, numbers in self.owned.items():
            whole = sorted(numbers)
            for start in range(0, len(whole), _MANY):
                part = whole[start : start + _MANY]
                marks = ", ".join("?" * len(part))
                sql = f"select change_no from change_row where row_no in ({marks}) and table_name = ?"
                mine |= {row[0] for row in self.connection.execute(sql, [*part, table])}
        likely, values = self.mentions.likely(["command"])
        named = {row[0] for row in self.connection.execute(f"select no from change where {likely}", values)}
        for no in mine | named:
            (command,) = self.connection.execute("select command from change where no = ?", [no]).fetchone()
            cut = command_without(command, self.mentions, whole=no in mine)
            if cut != command:
                self.connection.execute("update change set command = ? where no = ?", [cut, no])
                self.count += 1

    def _clean_own(self, table: str, numbers: Iterable[int]) -> None:
        from crm_cli.storage.erasing import scrubbed

        for no, row_no, _operation, before, after in _entries(self.connection, table, numbers):
            told = [
                None if text is None else self._again(table, row_no, json.loads(text), scrubbed)
                for text in (before, after)
            ]
            self._write(no, (before, after), told)

    def _again(self, table: str, row_no: int, image: dict[str, Any], scrubbed: Any) -> str:
        known = {"no": row_no, **{name: value for name, value in image.items() if name in COLUMNS[table]}}
        return _json(
            {
                **image,
                **{
                    name: value
                    for name, value in scrubbed(table, known, self.mentions).items()
                    if name in image
                },
            }
        )

    def _take_out(self, table: str, numbers: Iterable[int]) -> None:
        """Take out what the journal says of rows that go altogether; a run of rows is parted around them."""
        for no, *_rest in list(_entries(self.connection, table, numbers)):
            self.connection.execute("delete from change_row where no = ?", [no])
            self.count += 1
        sql = (
            "select no, change_no, row_no, row_id, operation, last_no from change_row"
            " where table_name = ? and last_no is not null and row_no <= ? and last_no >= ?"
        )
        for number in sorted(numbers):
            for no, change_no, first, row_id, operation, last in self.connection.execute(
                sql, (table, number, number)
            ).fetchall():
                self.connection.execute("delete from change_row where no = ?", [no])
                for part in (range(first, number), range(number + 1, last + 1)):
                    self._keep_part(table, part, (change_no, operation), first, row_id)
                self.count += 1

    def _keep_part(self, table: str, part: range, of: tuple[int, str], first: int, row_id: str) -> None:
        if not part:
            return
        if part[0] != first:
            held = self.connection.execute(f'select id from "{table}" where no = ?', [part[0]]).fetchone()
            row_id = held[0] if held else row_id
        self.connection.execute(
            "insert into change_row (change_no, table_name, row_no, row_id, operation, last_no)"
            " values (?, ?, ?, ?, ?, ?)",
            (of[0], table, part[0], row_id, of[1], part[-1] if len(part) > 1 else None),
        )

    def _sweep(self) -> None:
        """Cut out what names the person from the images of everybody else's rows, a page of the journal at a time."""
        likely, values = self.mentions.likely(["before", "after"])
        after_no = 0
        (most,) = self.connection.execute("select coalesce(max(no), 0) from change_row").fetchone()
        while after_no < most:
            sql = (
                "select no, table_name, row_no, before, after from change_row"
                f" where no > ? and no <= ? and {likely}"
            )
            page = self.connection.execute(sql, [after_no, after_no + _PAGE, *values]).fetchall()
            after_no += _PAGE
            for no, table, row_no, before, after in page:
                if row_no not in self.owned.get(table, ()):
                    told = [
                        None if text is None else self._of_other(table, json.loads(text))
                        for text in (before, after)
                    ]
                    self._write(no, (before, after), told)

    def _of_other(self, table: str, image: dict[str, Any]) -> str:
        if table == "submission" and isinstance(image.get("snapshot"), str):
            return _json({**image, "snapshot": report_without(image["snapshot"], self.mentions, *self._of)})
        return _json(image_without(table, image, self.mentions))

    def _write(self, no: int, held: tuple[str | None, str | None], told: list[str | None]) -> None:
        if list(held) != told:
            self.connection.execute("update change_row set before = ?, after = ? where no = ?", [*told, no])
            self.count += 1


def _json(image: dict[str, Any]) -> str:
    return json.dumps(image, ensure_ascii=False, separators=(",", ":"))
