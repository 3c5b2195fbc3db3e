"""What going back to a backup would do, before it is done: the rows of every table that come, go or were other."""

import contextlib
import sqlite3
from datetime import date, datetime, time
from pathlib import Path
from typing import NamedTuple

from crm_cli import clock
from crm_cli.storage.database import connect, explain, sentences

NOUNS = (
    "customer", "contact", "phone", "call", "visit", "followup", "step", "plan", "money", "memo", "attachment",
    "call_list", "list_number", "sweep", "building", "unit", "tenancy", "objection", "submission", "absence", "rep",
    "goal", "report_note", "team", "dial_plan", "plan_template", "plan_series", "script", "competitor", "outcome",
    "do_not_call", "custom_field", "saved_filter", "front_desk_note", "setting",
)  # fmt: skip
"""The tables whose rows a person knows, in the order they are told."""
PARTS = {
    "customer_tag": {"customer": "part.customer_no"},
    "customer_name": {"customer": "part.customer_no"},
    "field_value": {"customer": "part.customer_no", "contact": "part.contact_no"},
    "objection_met": {"call": "part.call_no", "visit": "part.visit_no", "followup": "part.followup_no"},
    "competitor_heard": {"call": "part.call_no", "visit": "part.visit_no", "followup": "part.followup_no"},
    "plan_rep": {"plan": "part.plan_no"},
    "call_list_rep": {"call_list": "part.call_list_no"},
    "list_rule": {"call_list": "part.call_list_no"},
    "sweep_front": {"sweep": "part.sweep_no"},
    "sweep_front_rep": {"sweep": "(select sweep_no from {file}.sweep_front front where front.no = part.front_no)"},
    "sweep_hand": {"sweep": "part.sweep_no"},
    "sweep_mark": {"sweep": "part.sweep_no"},
    "script_version": {"script": "part.script_no"},
    "sign_off": {"submission": "part.submission_no"},
    "team_industry": {"team": "part.team_no"},
}  # fmt: skip
"""Tables of parts, with the column that names the record whose part a row is: where a part is other, its record is."""
OTHER, HISTORY = "other", "change"
_SAME = "new.no = old.no and new.id = old.id"
_CHANGED = "(old.version <> new.version or coalesce(old.changed_at, '') <> coalesce(new.changed_at, ''))"
_OF_A_DAY = frozenset({"call", "visit", "followup"})
_NEVER_ROWS = ("sqlite_", "search_", "alembic_version", "change_row")


class Compared(NamedTuple):
    """The rows of a noun: how many are in the database now and in the backup, and what going back would do.

    `back` come again, `gone` go, `changed` are as they were then; None where the database now cannot be read.
    Of those that go or change, `new_today` and `changed_today` came or were changed on the firm's day.
    """

    noun: str
    now: int | None
    then: int
    back: int | None
    gone: int | None
    changed: int | None
    new_today: int = 0
    changed_today: int = 0


class Preview(NamedTuple):
    """What going back would do: a line for each noun, `OTHER` the sum of what has no line, the newest change in both."""

    rows: list[Compared]
    changed_now: str | None
    changed_then: str | None
    firm_id_now: str | None
    readable: bool


def preview(work: Path, zone: str, database: Path, today: date) -> Preview:
    """Return what putting the file `work` in place would do; `today` is the firm's day. Neither file is changed."""
    with sentences(work), contextlib.closing(connect(work)) as then:
        held = {table: _count(then, table) for table in _tables(then, "main")}
        newest = _newest(then, "main")
        try:
            if not database.exists():
                raise sqlite3.OperationalError("no file")
            then.execute("attach ? as present", [f"{database.resolve().as_uri()}?mode=rw"])
            day = (today.isoformat(), _beginning(today, zone))
            there = _tables(then, "present")
            rows = [
                _compared(then, table, count, day) if table in there else _only_then(table, count)
                for table, count in held.items()
            ]
            firm = then.execute("select id from present.firm order by no").fetchone()
            firm_id = firm[0] if firm else None
            return Preview(_told(rows), _newest(then, "present"), newest, firm_id, readable=True)
        except (sqlite3.Error, UnicodeDecodeError) as error:
            refuse_busy(error, database)
            rows = [_unknown(table, count) for table, count in held.items()]
            return Preview(_told(rows), None, newest, None, readable=False)


def refuse_busy(error: Exception, database: Path) -> None:
    """Raise that a database is in use: what is only locked is sound, and is not to be put aside like a wreck."""
    if isinstance(error, sqlite3.Error) and getattr(error, "sqlite_errorname", "").startswith("SQLITE_BUSY"):
        raise explain(error, database) from error


def _only_then(table: str, then: int) -> Compared:
    """Return the rows of a table that an older database has not."""
    return Compared(table, 0, then, then, 0, 0)


def _unknown(table: str, then: int) -> Compared:
    return Compared(table, None, then, None, None, None)


def _tables(connection: sqlite3.Connection, file: str) -> list[str]:
    found = connection.execute(f"select name from {file}.sqlite_master where type = 'table' order by name")
    return [name for (name,) in found if not name.startswith(_NEVER_ROWS)]


def _count(connection: sqlite3.Connection, table: str) -> int:
    return int(connection.execute(f'select count(*) from main."{table}"').fetchone()[0])


def _newest(connection: sqlite3.Connection, file: str) -> str | None:
    row = connection.execute(f"select at from {file}.change order by no desc limit 1").fetchone()
    return str(row[0]) if row else None


def _beginning(today: date, zone: str) -> str:
    """Return when a day of the firm began, as instants are stored."""
    try:
        began = clock.to_utc(datetime.combine(today, time.min), zone)
    except KeyError:
        return f"{today.isoformat()}T"
    return f"{began:%Y-%m-%dT%H:%M}"


def _compared(connection: sqlite3.Connection, table: str, then: int, day: tuple[str, str]) -> Compared:
    changed, made, altered = _CHANGED, "new.created_at", "new.changed_at"
    if table == HISTORY:
        # A command that was taken back since is told by the one that took it back.
        changed, made, altered = "0", "new.at", "new.at"
    is_new = f"{made} >= :began"
    if table in _OF_A_DAY:
        is_new = f"({is_new} or new.day = :today)"
    now, both, other, new_today, changed_today = connection.execute(
        "select count(*), count(old.no),"
        f" coalesce(sum(old.no is not null and {changed}), 0),"
        f" coalesce(sum(old.no is null and {is_new}), 0),"
        f" coalesce(sum(old.no is not null and {changed} and {altered} >= :began), 0)"
        f' from present."{table}" new left join main."{table}" old on {_SAME}',
        {"today": day[0], "began": day[1]},
    ).fetchone()
    other += _by_parts(connection, table)
    changed_today += _by_parts(connection, table, day[1])
    return Compared(table, now, then, then - both, now - both, other, new_today, changed_today)


def _by_parts(connection: sqlite3.Connection, table: str, began: str | None = None) -> int:
    """Return how many records stand in both files, are told by nothing of their own, and have a part that is other.

    With `began` only parts count that came or were changed since then, in the database as it is now.
    """
    since = "" if began is None else " and coalesce(part.changed_at, part.created_at) >= :began"
    told = _CHANGED if began is None else f"({_CHANGED} and new.changed_at >= :began)"
    sides = [("present", "main")] if began is not None else [("present", "main"), ("main", "present")]
    there = _tables(connection, "present")
    others = [
        f'select {owners[table].format(file=one)} from {one}."{name}" part'
        f' left join {two}."{name}" twin on twin.no = part.no and twin.id = part.id'
        f" where (twin.no is null or twin.version <> part.version"
        f" or coalesce(twin.changed_at, '') <> coalesce(part.changed_at, '')){since}"
        for name, owners in PARTS.items()
        if table in owners and name in there
        for one, two in sides
    ]
    if not others:
        return 0
    row = connection.execute(
        f'select count(*) from main."{table}" old join present."{table}" new on {_SAME}'
        f" where not {told} and old.no in ({' union '.join(others)})",
        {} if began is None else {"began": began},
    ).fetchone()
    return int(row[0])


def _told(rows: list[Compared]) -> list[Compared]:
    """Return the rows of the nouns in their order, then those of all other tables together, then the history."""
    by_table = {row.noun: row for row in rows}
    rest = [row for row in rows if row.noun not in {*NOUNS, *PARTS, HISTORY}]
    if any(row.now is None for row in rest):
        other = _unknown(OTHER, sum(row.then for row in rest))
    else:
        columns = list(zip(*(row[1:] for row in rest), strict=True))
        other = Compared(OTHER, *(sum(column) for column in columns))
    return [*(by_table[noun] for noun in NOUNS), other, by_table[HISTORY]]
