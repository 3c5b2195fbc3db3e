"""Call lists for a firm made for measuring: one as work leaves it, and one for each way in which nothing passes.

Each has 25,000 numbers in a firm of a million customers, dealt out among five reps.
Lists are added to a copy of the firm, once, as its reports are measured without them; what depends on the moment is
set again for every measurement.
"""

import shutil
import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from crm_cli.storage import facts
from crm_cli.storage.statement import instant_text
from tests.benchmarks.firm_of import firm_of

OPEN = "1-7 00:00-24:00"
_SHARE = 5
"""So many reps work a list, each with an equal part of its numbers."""
_STAMP = "'2026-01-01T00:00:00.000Z', 'bench'"


class Size(NamedTuple):
    """How many numbers a list has, how many of a rep's are put off by hand, and how many steps are overdue."""

    numbers: int
    paused: int
    steps: int


class Place(NamedTuple):
    """The rep who is looked at, and the list."""

    rep_no: int
    call_list_no: int
    size: Size


def listed(folder: Path, customers: int, calls: int) -> Path:
    """Return the copy of a firm that is for call lists, made when missing."""
    firm = firm_of(folder, customers, calls)
    path = firm.with_name(f"listed-{firm.name}")
    if not path.exists():
        for stale in folder.glob(f"listed-firm-{customers}-{calls}-*.db"):
            stale.unlink()
        shutil.copyfile(firm, path.with_suffix(".making"))
        path.with_suffix(".making").rename(path)
    return path


def size_of(customers: int) -> Size:
    """Return what fits a firm of so many customers: 200,000 numbers for a million."""
    return Size(customers // 40, min(customers // 40, 2_000), min(customers // 40, 2_500))


def add_lists(path: Path, size: Size) -> dict[str, Place]:
    """Put the lists into the firm at `path` unless they are there; return whose each is, by what it shows."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("pragma synchronous = off")
    connection.execute("begin")
    held = dict(connection.execute("select name, no from call_list").fetchall())
    places = {}
    for rep_no, name in enumerate(SHOWN, 1):
        if name not in held:
            held[name] = _add(connection, name, rep_no, size)
        places[name] = Place(rep_no, held[name], size)
    connection.execute("commit")
    connection.close()
    return places


def _add(connection: sqlite3.Connection, name: str, rep_no: int, size: Size) -> int:
    no = connection.execute(
        f"insert into call_list (id, created_at, created_by, name, hours) values (?, {_STAMP}, ?, ?)",
        [f"list-{name}"[:36], name, OPEN],
    ).lastrowid
    connection.executemany(
        f"insert into call_list_rep (id, created_at, created_by, call_list_no, rep_no) values (?, {_STAMP}, ?, ?)",
        [(f"{other}-{name}"[:36], no, other) for other in _dealt(rep_no)],
    )
    # Every eighth customer is on the same list, so that none is on two.
    connection.execute(
        "insert into list_number (id, created_at, created_by, call_list_no, customer_no, phone_no, position, rep_no)"
        f" select 'on-' || no, {_STAMP}, ?, customer_no, no, no, ? + no / 8 % {_SHARE} * 10 from phone"
        " where no % 8 = ? limit ?",
        [no, rep_no, rep_no - 1, size.numbers],
    )
    if name == "as work leaves it":
        customers = connection.execute("select customer_no from list_number where call_list_no = ?", [no])
        facts.recompute(connection, {"queue": {row[0] for row in customers.fetchall()}})
    return int(no or 0)


def _dealt(rep_no: int) -> list[int]:
    """Return the reps of a list: the one who is looked at, and those whose numbers end alike."""
    return [rep_no + 10 * place for place in range(_SHARE)]


def set_for(path: Path, places: dict[str, Place], now: datetime) -> None:
    """Let every list show at `now` what it is to show."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("pragma synchronous = off")
    connection.execute("begin")
    connection.execute("delete from call_lease")
    connection.execute("delete from call_pause")
    outcomes = dict(connection.execute("select code, no from outcome where subject = 'call'").fetchall())
    for name, show in SHOWN.items():
        if show is not None:
            show(connection, places[name], now, outcomes)
    connection.execute("commit")
    connection.close()


def _write(connection: sqlite3.Connection, place: Place, **columns: object) -> None:
    assignments = ", ".join(f"{name} = ?" for name in columns)
    connection.execute(
        f"update list_number set {assignments} where call_list_no = ?",
        [*columns.values(), place.call_list_no],
    )


def _tried(now: datetime, outcome_no: int, tries: int, half: str = "am") -> dict[str, object]:
    at = instant_text(now - timedelta(minutes=5))
    return {"turn": "again", "outcome_no": outcome_no, "tries": tries, "tried_at": at, "half": half}


def _waiting(connection: sqlite3.Connection, place: Place, now: datetime, outcomes: dict[str, int]) -> None:
    _write(connection, place, **_tried(now, outcomes["no_answer"], 2))


def _used_up(connection: sqlite3.Connection, place: Place, now: datetime, outcomes: dict[str, int]) -> None:
    _write(connection, place, **_tried(now - timedelta(days=9), outcomes["busy"], 3))


def _resting(connection: sqlite3.Connection, place: Place, now: datetime, outcomes: dict[str, int]) -> None:
    rest = {"rest_outcome_no": outcomes["not_interested"], "rest_at": instant_text(now - timedelta(days=2))}
    _write(connection, place, turn="new", **rest)
    tried = _tried(now - timedelta(days=9), outcomes["no_answer"], 1)
    assignments = ", ".join(f"{name} = ?" for name in tried)
    connection.execute(
        f"update list_number set {assignments} where call_list_no = ? and no % 2 = 0",
        [*tried.values(), place.call_list_no],
    )


def _outside(connection: sqlite3.Connection, place: Place, now: datetime, _outcomes: dict[str, int]) -> None:
    closed = (now.isoweekday() + 2) % 7 + 1
    connection.execute(
        "update call_list set hours = ? where no = ?", [f"{closed} 09:00-12:00", place.call_list_no]
    )


def _paused(connection: sqlite3.Connection, place: Place, now: datetime, _outcomes: dict[str, int]) -> None:
    until = instant_text(now + timedelta(hours=8))
    _write(connection, place, turn="over")
    connection.execute(
        "update list_number set turn = 'new' where call_list_no = ? and no in"
        " (select no from list_number where call_list_no = ? and rep_no = ? order by position limit ?)",
        [place.call_list_no, place.call_list_no, place.rep_no, place.size.paused],
    )
    connection.execute(
        "insert into call_pause (id, created_at, created_by, phone_no, rep_no, kind, until_at)"
        f" select 'pause-' || no, {_STAMP}, phone_no, case when no % 2 = 0 then ? end, 'skip', ? from list_number"
        " where call_list_no = ? and rep_no = ? and turn = 'new'",
        [place.rep_no, until, place.call_list_no, place.rep_no],
    )


def _held(connection: sqlite3.Connection, place: Place, now: datetime, _outcomes: dict[str, int]) -> None:
    reps = [row[0] for row in connection.execute("select no from rep where no > ?", [len(SHOWN)]).fetchall()]
    _write(connection, place, turn="over")
    rows = connection.execute(
        "select no, customer_no, phone_no from list_number where call_list_no = ? and rep_no = ?"
        " order by position limit ?",
        [place.call_list_no, place.rep_no, len(reps)],
    ).fetchall()
    for rep_no, (no, customer_no, phone_no) in zip(reps, rows, strict=False):
        connection.execute("update list_number set turn = 'new' where no = ?", [no])
        connection.execute(
            "insert into call_lease (id, created_at, created_by, customer_no, phone_no, rep_no, tier, taken_at,"
            f" lease_until) values (?, {_STAMP}, ?, ?, ?, 'fresh', ?, ?)",
            [
                f"lease-{no}",
                customer_no,
                phone_no,
                rep_no,
                instant_text(now),
                instant_text(now + timedelta(hours=1)),
            ],
        )


def _barred_steps(
    connection: sqlite3.Connection, place: Place, now: datetime, outcomes: dict[str, int]
) -> None:
    """Overdue steps of customers of whom half must not be called at all, and half rest."""
    _write(connection, place, turn="over")
    connection.execute("delete from step where id like 'bench-step-%'")
    rest_at, due = instant_text(now - timedelta(days=2)), instant_text(now - timedelta(days=20))
    connection.execute(
        "insert into step (id, created_at, created_by, kind, customer_no, rep_no, due_on, words, dial_phone_no,"
        " dial_at, rest_outcome_no, rest_at)"
        f" select 'bench-step-' || no, {_STAMP}, 'step', customer_no, ?, ?, '打电话',"
        " case when no / 8 % 2 = 0 then no end, ?, ?, ? from phone where no % 8 = ? limit ?",
        [
            place.rep_no, due[:10], due, outcomes["not_interested"], rest_at, place.rep_no - 1, 2 * place.size.steps,
        ],
    )  # fmt: skip


Show = Callable[[sqlite3.Connection, Place, datetime, dict[str, int]], None]
SHOWN: dict[str, Show | None] = {
    "as work leaves it": None,
    "all waiting until tomorrow": _waiting,
    "all tries used up": _used_up,
    "all resting": _resting,
    "all outside hours": _outside,
    "all skipped or snoozed": _paused,
    "all on others' screens": _held,
    "steps at barred customers": _barred_steps,
}
"""What a list shows, and how it is set so; rep 1 looks at the first one, rep 2 at the second …"""
