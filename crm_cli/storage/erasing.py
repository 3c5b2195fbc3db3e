"""A person erased from the rows: words go, facts about nobody stay; what stood there is written nowhere.

The one writer beside `Change` that changes rows unjournalled, inside a change of which the journal says only that
somebody was erased: an image of what was before would keep what is to go.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from crm_cli.domain.frozen import Frozen
from crm_cli.storage import derived, erasing_journal, search, staying
from crm_cli.storage.change import Change, Image
from crm_cli.storage.database import sentences
from crm_cli.storage.mentions import Mentions, report_without
from crm_cli.storage.personal import (
    BLANK,
    COLUMNS,
    DROPPED,
    EMPTY_FILE,
    HANGS_ON,
    MENTION,
    NAME,
    NOTHING,
    OWN,
    REPORT,
    called,
    swept,
)
from crm_cli.storage.statement import instant_text
from crm_cli.storage.staying import IDS, Stay

_MANY = 500
_WORDS = {
    "customer": ("name", "short_name", *IDS),
    "contact": ("name", *IDS),
    "customer_name": ("name",),
}
_NUMBERS = {"phone": ("raw", "e164"), "call": ("number",)}
_NAMED = {"customer": ("name", "short_name"), "contact": ("name",), "customer_name": ("name",)}
_COUNTRIES = ("86", "852", "853", "886")

Owned = dict[str, set[int]]


class Whom(Frozen):
    """Whom to erase: a customer with everybody in it, or one contact; `numbers` are also those merged into it."""

    noun: str
    no: int
    id: str
    numbers: tuple[int, ...]


class Erased(Frozen):
    """What went by an erasure.

    `rows` says of each table how many of the person's rows lost all or a part, `elsewhere` how many of others lost what
    named them; `files` are contents that no record names any more, `messages` those in the outbox that were dropped
    unsent, `people` who was erased (noun, number, global id). What stays whole since it is others' too: numbers and
    ids (`held`), others' names and addresses (`naming`) and attached files (`same_files`).
    """

    rows: dict[str, int]
    elsewhere: int
    files: tuple[str, ...]
    messages: tuple[int, ...]
    mentions: Mentions
    people: tuple[tuple[str, int, str], ...]
    held: tuple[Stay, ...]
    naming: tuple[Stay, ...]
    same_files: tuple[Stay, ...]

    @property
    def total(self) -> int:
        """How many rows lost all or a part."""
        return sum(self.rows.values()) + self.elsewhere


def erase(
    change: Change, whom: Whom, hashed: Callable[[str], str], reads: Callable[[str, Mentions], bool]
) -> Erased:
    """Erase a person inside an open change.

    `hashed` is the keyed hash of a number; `reads` says whether a message that waits to be sent names the person.
    """
    with sentences(change.database.path):
        return _Erasing(change, whom, hashed).done(reads)


class _Erasing:
    """One erasure: the rows that are the person's, what names the person, and what was done so far."""

    def __init__(self, change: Change, whom: Whom, hashed: Callable[[str], str]) -> None:
        self.change, self.whom, self.hashed = change, whom, hashed
        self.connection = change.connection
        self.rows: dict[str, int] = {}
        self.elsewhere = 0
        self.files: set[str] = set()
        self.owned: Owned = {whom.noun: set(whom.numbers)}
        _follow(self.connection, self.owned)
        self.gone = erasing_journal.gone_with(self.connection, self.owned)
        self.mentions = self._mentions()

    def done(self, reads: Callable[[str, Mentions], bool]) -> Erased:
        people = self._people()
        self._bar_numbers()
        for table in self.owned:
            for row in self._rows_of(table):
                if table in DROPPED and not row.get("recording"):
                    self._drop(table, row)
                else:
                    self._write(table, row, self._scrubbed(table, row))
        journal = erasing_journal.Journal(self.connection, self.owned, self.mentions)
        self.rows["change"] = journal.clean()
        self._sweep()
        self._sweep_reports()
        messages = self._drop_messages(reads)
        return Erased(
            rows={table: count for table, count in self.rows.items() if count},
            elsewhere=self.elsewhere,
            files=tuple(sorted(self._unnamed())),
            messages=messages,
            mentions=self.mentions,
            people=people,
            held=self.held,
            naming=tuple(staying.still_naming(self.connection, self.owned, self.mentions)),
            same_files=tuple(staying.same_files(self.connection, self.owned, self._contents())),
        )

    def _rows_of(self, table: str) -> Iterator[Image]:
        for part in _parts(self.owned[table]):
            yield from _read(self.connection, f'select * from "{table}" where no in ({_marks(part)})', part)

    def _people(self) -> tuple[tuple[str, int, str], ...]:
        found = [
            (noun, row["no"], row["id"])
            for noun in ("customer", "contact")
            if noun in self.owned
            for row in self._rows_of(noun)
        ]
        return tuple(found) or ((self.whom.noun, self.whom.no, self.whom.id),)

    def _mentions(self) -> Mentions:
        words, numbers, names, ids = set[str](), set[str](), set[str](), set[str]()
        for table, image in self._all_images():
            words |= {str(image[name]) for name in _WORDS.get(table, ()) if image.get(name)}
            ids |= {str(image[name]) for name in IDS if table in _WORDS and image.get(name)}
            names |= {str(image[name]) for name in _NAMED.get(table, ()) if image.get(name)}
            numbers |= {str(image[name]) for name in _NUMBERS.get(table, ()) if image.get(name)}
        self.held = tuple(dict.fromkeys(staying.holders(self.connection, self.owned, numbers, ids)))
        numbers = {
            form for number in numbers if not staying.is_held(number, self.held) for form in _forms(number)
        }
        own = {called(self.whom.noun, no) for no in self.whom.numbers}
        also = {one.words.casefold() for one in self.held}
        words = {word for word in words - own if word.casefold() not in also}
        return Mentions(words, numbers, [name for name in names if self._is_others_name(name)])

    def _all_images(self) -> Iterator[tuple[str, Image]]:
        for table in self.owned:
            for row in self._rows_of(table):
                yield table, row
        yield from erasing_journal.images_of(self.connection, self.owned)

    def _is_others_name(self, name: str) -> bool:
        from crm_cli.domain.folding import fold

        key = fold(name)
        for noun in ("customer", "contact", "rep", "customer_name"):
            # A customer's key is of its name and, on a line of its own, of its short one.
            sql = f"select no from {noun} where name_key = ? or name = ?"
            values = [key, name]
            if noun == "customer":
                sql += " or char(10) || name_key || char(10) like '%' || char(10) || ? || char(10) || '%'"
                values.append(key)
            held = {row[0] for row in self.connection.execute(sql, values)}
            if held - self.owned.get(noun, set()):
                return True
        return False

    def _scrubbed(self, table: str, row: Image) -> Image:
        wanted = scrubbed(table, row, self.mentions)
        if table == "phone":
            # A number that is nobody's is not dialled, whatever list it is on.
            wanted["bad_at"] = row["bad_at"] or instant_text(self.change.now)
        if table == "customer" and row["closed_on"] is None:
            wanted["closed_on"] = self.change.now.date().isoformat()
        return wanted

    def _write(self, table: str, before: Image, wanted: Image) -> None:
        if self._change(table, before, wanted):
            self._count(table, before)

    def _change(self, table: str, before: Image, wanted: Image) -> bool:
        wanted = {**wanted, **derived.complete(table, wanted, before)}
        changed = {name: value for name, value in wanted.items() if before[name] != value}
        if not changed:
            return False
        sets = ", ".join(f"{name} = ?" for name in changed)
        self.connection.execute(
            f'update "{table}" set {sets} where no = ?', [*changed.values(), before["no"]]
        )
        search.reindex(self.connection, table, before, {**before, **changed})
        self.change.note(table, before)
        return True

    def _drop(self, table: str, row: Image) -> None:
        self.connection.execute(f'delete from "{table}" where no = ?', [row["no"]])
        search.reindex(self.connection, table, row, None)
        self.change.note(table, row)
        self._count(table, row)

    def _count(self, table: str, before: Image) -> None:
        if table == "attachment":
            self.files.add(before["sha256"])
        self.rows[table] = self.rows.get(table, 0) + 1

    def _bar_numbers(self) -> None:
        """Leave of the do-not-call marks on the person's numbers the keyed hash; a customer's mark becomes one of each."""
        numbers = (
            {row["e164"] or row["raw"]: row for row in self._rows_of("phone")}
            if "phone" in self.owned
            else {}
        )
        gone = {
            str(image["e164"] or image["raw"])
            for table, image in self.gone
            if table == "phone" and "raw" in image
        }
        barred = self._customer_is_barred()
        for number in {*numbers, *gone} - {""}:
            # One that is somebody else's too stays, and so do its marks.
            if staying.is_held(number, self.held):
                continue
            marks = list(_read(self.connection, "select * from do_not_call where e164 = ?", [number]))
            for mark in marks:
                self.owned.setdefault("do_not_call", set()).add(mark["no"])
            # A line with an extension is the house's, which is barred by the customer's mark alone.
            if (
                barred
                and not any(mark["lifted_at"] is None for mark in marks)
                and not numbers.get(number, {}).get("extension")
            ):
                self.change.insert("do_not_call", number_hash=self.hashed(number))

    def _customer_is_barred(self) -> bool:
        found = (row for row in self._rows_of("do_not_call")) if "do_not_call" in self.owned else iter(())
        return any(row["customer_no"] is not None and row["lifted_at"] is None for row in found)

    def _sweep(self) -> None:
        """Cut out what names the person from everybody else's words."""
        if not self.mentions:
            return
        for table in COLUMNS:
            if not (columns := swept(table)):
                continue
            likely, values = self.mentions.likely(columns)
            found = list(_read(self.connection, f'select * from "{table}" where {likely}', values))
            for row in found:
                if row["no"] not in self.owned.get(table, ()):
                    told = {name: row[name] for name in columns if row[name]}
                    cut = {name: self.mentions.without(text) for name, text in told.items()}
                    if self._change(table, row, cut):
                        self.elsewhere += 1

    def _sweep_reports(self) -> None:
        likely, values = self.mentions.likely(["snapshot"])
        numbers = [*self.owned.get("customer", ()), *self.owned.get("contact", ())]
        also = "".join(" or snapshot like ?" for _no in numbers)
        sql = f"select * from submission where {likely}{also}"
        found = list(_read(self.connection, sql, [*values, *(f"%,{no},%" for no in numbers)]))
        of = self.owned.get("customer", set()), self.owned.get("contact", set())
        for row in found:
            self._write("submission", row, {"snapshot": report_without(row["snapshot"], self.mentions, *of)})

    def _drop_messages(self, reads: Callable[[str, Mentions], bool]) -> tuple[int, ...]:
        sql = "select * from outbox where payload <> '' and state <> 'sent'"
        found = [row for row in _read(self.connection, sql, []) if reads(row["payload"], self.mentions)]
        for row in found:
            self._write("outbox", row, {"state": "dropped", "payload": "", "lease_until": None})
        return tuple(row["no"] for row in found)

    def _contents(self) -> set[str]:
        """Return the contents of files that were the person's."""
        gone = {
            str(image["sha256"]) for table, image in self.gone if table == "attachment" and "sha256" in image
        }
        return (self.files | gone) - {EMPTY_FILE}

    def _unnamed(self) -> set[str]:
        """Return those that are no record's now."""
        return self._contents() - {row[0] for row in self.connection.execute("select sha256 from attachment")}


def scrubbed(table: str, image: Image, mentions: Mentions) -> Image:
    """Return the columns of a person's row, or of an image of it, that become others; applied twice it is the same."""
    done: Image = {}
    if table == "attachment":
        # What was recorded of them goes; that it was recorded is a figure.
        done = {name: value for name, value in (("sha256", EMPTY_FILE), ("size", 0)) if name in image}
    for name, value in image.items():
        action = COLUMNS[table].get(name)
        if action == NAME:
            done[name] = called(table, image["no"])
        elif action in {BLANK, OWN} and value is not None:
            done[name] = ""
        elif action == NOTHING:
            done[name] = None
        elif action in {MENTION, REPORT} and isinstance(value, str):
            done[name] = mentions.without(value)
    return done


def _follow(connection: sqlite3.Connection, owned: Owned) -> None:
    """Add the rows that hang on those of a person."""
    for table, columns in HANGS_ON.items():
        for column, on in columns:
            for part in _parts(owned.get(on, ())):
                sql = f'select no from "{table}" where {column} in ({_marks(part)})'
                found = {row[0] for row in connection.execute(sql, part)}
                if found:
                    owned.setdefault(table, set()).update(found)


def _forms(number: str) -> Iterator[str]:
    """Yield a number as typed, and as written at home."""
    yield number
    for country in _COUNTRIES:
        if number.startswith(f"+{country}"):
            home = number.removeprefix(f"+{country}")
            yield from (home, f"0{home}")


def _parts(numbers: Iterable[int]) -> Iterator[list[int]]:
    whole = sorted(numbers)
    for start in range(0, len(whole), _MANY):
        yield whole[start : start + _MANY]


def _marks(part: Sequence[Any]) -> str:
    return ", ".join("?" * len(part))


def _read(connection: sqlite3.Connection, sql: str, values: Sequence[Any]) -> list[Image]:
    cursor = connection.execute(sql, values)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, cells, strict=True)) for cells in cursor.fetchall()]
