"""What an erasing leaves since it is another's: numbers, addresses and files that others hold too, and others' names."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence

from crm_cli.domain.frozen import Frozen
from crm_cli.storage.mentions import Mentions
from crm_cli.storage.personal import COLUMNS, NAME, OWN

IDS = ("email", "website", "wechat", "qq", "line", "whatsapp")
_MANY = 500
_SHORTEST = 7
_NAMES = {
    "building": ("name", "address"), "competitor": ("name",), "rep": ("name",), "team": ("name",), "script": ("name",),
    "sweep_front": ("name",), "custom_field": ("name", "choices"), "visit": ("building",), "firm": ("name",),
    "kept_proposal": ("value",),
}  # fmt: skip
"""What the firm itself called something, which may be the name of a person."""
_OF = {
    "phone": ("customer", "customer_no"),
    "customer_name": ("customer", "customer_no"),
    "kept_proposal": ("customer", "customer_no"),
    "sweep_front": ("sweep", "sweep_no"),
}
_WITHOUT_NUMBER = frozenset({"custom_field", "firm"})

Owned = Mapping[str, set[int]]


class Stay(Frozen):
    """Words that stay at a record, named by its noun and number; `noun` is '' where it has none that people type."""

    noun: str
    no: int
    words: str


def holders(
    connection: sqlite3.Connection, owned: Owned, numbers: Iterable[str], ids: Iterable[str]
) -> list[Stay]:
    """Return which of a person's numbers and ids stand at others too, in the writing of those."""
    return [*_phones(connection, owned, set(numbers)), *_ids(connection, owned, set(ids))]


def _phones(connection: sqlite3.Connection, owned: Owned, numbers: set[str]) -> Iterator[Stay]:
    from crm_cli.domain.phones import tail_key

    # However it is written, a number is one by its figures: `020 80007653` is +862080007653.
    tails = {tail for number in numbers if (tail := tail_key(number))}
    for column, values in (("e164", sorted(numbers)), ("reversed", sorted(tails))):
        for part in _parts(values):
            sql = f"select no, customer_no, raw from phone where {column} in ({', '.join('?' * len(part))})"
            for no, customer_no, raw in connection.execute(sql, part):
                if no not in owned.get("phone", ()):
                    yield Stay("customer", customer_no, raw)


def _ids(connection: sqlite3.Connection, owned: Owned, ids: set[str]) -> Iterator[Stay]:
    known = {word.casefold() for word in ids}
    for noun in ("customer", "contact"):
        for column in (name for name in IDS if name in COLUMNS[noun]):
            for part in _parts(sorted(known)):
                marks = ", ".join("?" * len(part))
                sql = f"select no, {column} from {noun} where {column} <> '' and lower({column}) in ({marks})"
                for no, word in connection.execute(sql, part):
                    if no not in owned.get(noun, ()):
                        yield Stay(noun, no, word)


def is_held(number: str, held: Iterable[Stay]) -> bool:
    """Say whether a number is one of those that stand at others, written in whatever way."""
    from crm_cli.domain.phones import tail_key

    tail = tail_key(number)
    for one in held:
        if one.words == number:
            return True
        other = tail_key(one.words)
        if tail and other and (tail == other or _begins(tail, other) or _begins(other, tail)):
            return True
    return False


def _begins(one: str, other: str) -> bool:
    # A number typed without its area code is the end of the whole one, and both are held backwards.
    return len(other) >= _SHORTEST and one.startswith(other)


def still_naming(connection: sqlite3.Connection, owned: Owned, mentions: Mentions) -> list[Stay]:
    """Return the names, numbers and addresses of others in which the person is named, and which stay."""
    found: list[Stay] = []
    if not mentions:
        return found
    for table, actions in COLUMNS.items():
        columns = [name for name, action in actions.items() if action in {NAME, OWN} and name != "reversed"]
        if not (columns := [*columns, *_NAMES.get(table, ())]):
            continue
        likely, values = mentions.likely(columns)
        noun, key = _OF.get(table, (table, "no"))
        sql = f'select no, {key}, {", ".join(columns)} from "{table}" where {likely} order by no'
        for no, of, *cells in connection.execute(sql, values):
            if no not in owned.get(table, ()):
                shown = "" if noun in _WITHOUT_NUMBER else noun
                found += [
                    Stay(shown, of, str(cell)) for cell in cells if cell and mentions.found_in(str(cell))
                ]
    return list(dict.fromkeys(found))


def same_files(connection: sqlite3.Connection, owned: Owned, contents: Iterable[str]) -> list[Stay]:
    """Return the attached files of others that have the content of one of a person's."""
    found: list[Stay] = []
    for part in _parts(sorted(contents)):
        sql = f"select no, name from attachment where sha256 in ({', '.join('?' * len(part))}) order by no"
        found += [
            Stay("attachment", no, name)
            for no, name in connection.execute(sql, part)
            if no not in owned.get("attachment", ())
        ]
    return found


def _parts(values: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(values), _MANY):
        yield values[start : start + _MANY]
