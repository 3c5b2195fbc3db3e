"""Repeats one working day over years, in SQL: calls, visits, follow-ups and all that comes of them.

Rows go in beside `Change`, without a journal, and phones' tries stay as they are; the search index of notes, owners,
grades and the customers' last touch are what the product would have kept.
"""

import random
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from uuid import UUID

from crm_cli.storage import search
from tests.benchmarks import workday
from tests.benchmarks.million import person

SEED = 20261102
TEAMS, OWED = 5, 8
_GOALS = (
    ("attempts", "day", 180),
    ("visits", "day", 10),
    ("attempts", "month", 3_600),
    ("order_amount", "month", 5_000_000),
)
_MADE = "no, id, created_at, created_by"
_STAMP = "'2026-01-01T00:00:00.000Z', 'bench'"
# A UUIDv7 begins with its milliseconds; the rest comes from the day's row.
_ID = "substr(hex, 1, 8) || '-' || substr(hex, 9, 4) || '-' || tail"
_HEX = "printf('%012x', on_day.ms + made.n * 10 + {kind}) as hex"
# Each rep goes round its own customers, another stretch of them every day, so that outcomes mix.
_WHO = "made.rep_no + :reps * ((made.slot * 97 + {shift} + on_day.no * {stride}) % :each)"
_DAYS = "create temp table on_day (no integer primary key, day text, ms integer, later text)"
_MADE_TABLES = (
    "create temp table made_call (n integer primary key, slot, rep_no, clock, tail, direction, outcome_no, effect,"
    " talk, grade, note, tokens, objection)",
    "create temp table made_visit (n integer primary key, slot, rep_no, clock, tail, building, floor, unit, how,"
    " outcome_no, tactic, card, grade, note, tokens)",
    "create temp table made_followup (n integer primary key, slot, rep_no, clock, tail, note, tokens)",
)


def _touches(kind: int, shift: int, stride: int, table: str) -> str:
    """Return the days' rows of a made table, each with its number, id in two parts, instant and customer."""
    return (
        f"(select made.*, on_day.no * (select count(*) from {table}) + made.n + 1 as no, on_day.day,"
        f" on_day.later, on_day.day || clock as at, {_HEX.format(kind=kind)},"
        f" {_WHO.format(shift=shift, stride=stride)} as customer_no from on_day cross join {table} made) made"
    )


_CALLS, _VISITS, _FOLLOWUPS = (
    _touches(kind, shift, stride, f"made_{table}")
    for kind, (table, shift, stride) in enumerate((("call", 0, 211), ("visit", 51, 13), ("followup", 23, 7)))
)
_FILL = (
    "insert into call (no, id, created_at, created_by, at, day, direction, customer_no, phone_no, number, rep_no,"
    f" outcome_no, talk_seconds, grade, note) select made.no, {_ID}, made.at, rep.name, made.at, made.day, direction,"
    " made.customer_no, phone.no, raw, rep_no, outcome_no, talk, grade, note"
    f" from {_CALLS} cross join phone on phone.no = made.customer_no cross join rep on rep.no = rep_no",
    "insert into visit (no, id, created_at, created_by, arrived_at, day, how, kind, customer_no, building, floor, unit,"
    f" rep_no, outcome_no, tactic, card, grade, note) select made.no, {_ID}, made.at, rep.name, made.at, made.day, how,"
    " case when slot < 7 then 'first' else 'return' end, made.customer_no, building, floor, unit, rep_no, outcome_no,"
    f" tactic, card, grade, note from {_VISITS} cross join rep on rep.no = rep_no",
    "insert into followup (no, id, created_at, created_by, at, day, customer_no, rep_no, channel, note)"
    f" select made.no, {_ID}, made.at, rep.name, made.at, made.day, made.customer_no, rep_no, 'wechat', note"
    f" from {_FOLLOWUPS} cross join rep on rep.no = rep_no",
    # What was promised on the last day is still open.
    "insert into step (id, created_at, created_by, kind, customer_no, phone_no, rep_no, due_on, words, state, call_no,"
    " done_at) select replace(call.id, '-7', '-6'), call.at, call.created_by,"
    " case effect when 'callback' then 'callback' else 'step' end, call.customer_no, call.phone_no, call.rep_no,"
    " later, '再打一次', case when on_day.no = :last then 'open' else 'done' end, call.no,"
    " case when on_day.no < :last then later || 'T03:00:00.000Z' end from on_day cross join made_call"
    " cross join call on call.no = on_day.no * :calls + n + 1 where effect <> 'none' and effect <> 'bad_number'",
    "insert into plan (no, id, created_at, created_by, day, position, customer_no, purpose, expected, state,"
    " done_by_visit_no) select (on_day.no * :plans) + n + 1, replace(visit.id, '-7', '-5'), visit.created_at,"
    " visit.created_by, visit.day, slot + 1, visit.customer_no, '送样品', '拿到名片', 'visited', visit.no"
    " from on_day cross join made_visit cross join visit on visit.no = on_day.no * :visits + n + 1 where n < :plans",
    "insert into plan_rep (id, created_at, created_by, plan_no, rep_no) select replace(plan.id, '-5', '-4'),"
    " plan.created_at, plan.created_by, plan.no, visit.rep_no from plan cross join visit on visit.no = done_by_visit_no",
    "insert into money (id, created_at, created_by, kind, day, customer_no, rep_no, amount_minor, currency, call_no)"
    " select replace(call.id, '-7', '-3'), call.at, call.created_by, effect, call.day, call.customer_no, call.rep_no,"
    " case effect when 'sample' then null else 500000 + n * 1000 end, 'CNY', call.no from on_day cross join made_call"
    " cross join call on call.no = on_day.no * :calls + n + 1 where effect in ('quote', 'sample', 'order')",
    "insert into objection_met (id, created_at, created_by, objection_no, call_no) select replace(call.id, '-7', '-2'),"
    " call.at, call.created_by, objection, call.no from on_day cross join made_call"
    " cross join call on call.no = on_day.no * :calls + n + 1 where objection is not null",
    "insert into report_note (id, created_at, created_by, day, rep_no, problem, answer)"
    " select printf('note-%d-%d', on_day.no, rep.no), on_day.day || 'T10:00:00.000Z', rep.name, on_day.day, rep.no,"
    " '客户要一周内出样', '先寄现货样' from on_day cross join rep",
)
# A customer's owner is the rep who calls it; three in a hundred are of grade A.
_FACTS = (
    "create temp table fact (no integer primary key, tried text, touch text)",
    "insert into fact select customer_no, max(tried), max(touch) from ("
    "select customer_no, case direction when 'out' then at end as tried, case when reached then at end as touch"
    " from call join outcome on outcome.no = outcome_no union all"
    " select customer_no, null, case when reached then arrived_at end from visit join outcome on outcome.no = outcome_no"
    " union all select customer_no, null, at from followup) group by customer_no",
    "update customer set (last_tried_at, last_touch_at) = (select tried, touch from fact where fact.no = customer.no),"
    " owner_no = (no - 1) % :reps + 1,"
    " grade = case (no / :reps) % 100 when 3 then 'A' when 4 then 'A' when 5 then 'A' when 6 then 'B' when 7 then 'B'"
    " when 8 then 'C' when 9 then 'C' when 10 then 'D' else '' end",
)


def working_days(count: int, last: date) -> list[date]:
    """Return the last `count` weekdays up to `last`, the earliest first."""
    days: list[date] = []
    day = last
    while len(days) < count:
        if day.weekday() < 5:
            days.append(day)
        day -= timedelta(days=1)
    return days[::-1]


def add_history(connection: sqlite3.Connection, customers: int, reps: int, count: int, last: date) -> None:
    """Let `reps` work for `count` working days up to `last` on the firm's customers, who have one phone each."""
    days = working_days(count, last)
    _people(connection, reps)
    _make_day(connection, reps, days)
    values = {
        "reps": reps, "each": customers // reps, "last": count - 1, "calls": workday.CALLS * reps,
        "visits": workday.VISITS * reps, "plans": workday.PLANS * reps,
    }  # fmt: skip
    with _without_indexes(connection):
        for statement in (*_FILL, *_FACTS):
            connection.execute(statement, {name: values[name] for name in values if f":{name}" in statement})
        _owed(connection, reps, customers // reps, days[-1])
    for table in ("call", "visit", "followup"):
        _index_notes(connection, table)


@contextmanager
def _without_indexes(connection: sqlite3.Connection) -> Iterator[None]:
    """Take the indexes of the tables away and make them again at the end, sorted: a third of the time."""
    tables = ("call", "visit", "followup", "step", "plan", "plan_rep", "money", "objection_met", "customer")
    held = [
        row
        for table in tables
        for row in connection.execute(
            "select name, sql from sqlite_master where type = 'index' and tbl_name = ? and sql is not null",
            [table],
        ).fetchall()
    ]
    for name, _sql in held:
        connection.execute(f"drop index {name}")
    yield
    for _name, sql in held:
        connection.execute(sql)


def _people(connection: sqlite3.Connection, reps: int) -> None:
    """Add teams and reps, and the questions that stop them."""
    dice = random.Random(SEED)
    teams = [(no, f"t-{no}", f"{no}组", f"{no}组") for no in range(1, TEAMS + 1)]
    names = [
        (no, f"r-{no}", name := f"{person(dice)}{no}", name, no % TEAMS + 1) for no in range(1, reps + 1)
    ]
    asked = [(no, f"o-{no}", f"太贵了{no}") for no in range(1, 9)]
    connection.executemany(f"insert into team ({_MADE}, name, name_key) values (?, ?, {_STAMP}, ?, ?)", teams)
    connection.executemany(
        f"insert into rep ({_MADE}, name, name_key, team_no, role) values (?, ?, {_STAMP}, ?, ?, ?, 'rep')",
        names,
    )
    connection.executemany(f"insert into objection ({_MADE}, words) values (?, ?, {_STAMP}, ?)", asked)
    goals = [
        (f"g-{metric}-{period}-{no}", metric, period, no, amount)
        for no, *_ in names
        for metric, period, amount in _GOALS
    ]
    connection.executemany(
        f"insert into goal (id, created_at, created_by, metric, period, rep_no, starts_on, amount)"
        f" values (?, {_STAMP}, ?, ?, ?, '2020-01-01', ?)",
        goals,
    )


def _make_day(connection: sqlite3.Connection, reps: int, days: list[date]) -> None:
    """Put the days and one day's work into temporary tables."""
    for statement in (_DAYS, *_MADE_TABLES):
        connection.execute(statement)
    later = [*days, *(days[-1] + timedelta(days=ahead) for ahead in (1, 2, 3))][3:]
    rows = [
        (no, day.isoformat(), (day - date(1970, 1, 1)).days * 86_400_000, later[no].isoformat())
        for no, day in enumerate(days)
    ]
    connection.executemany("insert into on_day values (?, ?, ?, ?)", rows)
    found = connection.execute(
        "select no, code, max(human, reached), effect, subject from outcome"
    ).fetchall()
    for table, make in (("call", workday.calls), ("visit", workday.visits), ("followup", workday.followups)):
        subject = "visit" if table == "visit" else "call"
        dice = workday.Dice(SEED, [workday.Outcome(*row[:4]) for row in found if row[4] == subject])
        made = list(make(dice, reps))
        marks = ", ".join("?" * len(made[0]))
        connection.executemany(f"insert into made_{table} values ({marks})", made)


def _owed(connection: sqlite3.Connection, reps: int, each: int, day: date) -> None:
    """Leave open what a rep owes on the last day: steps overdue and due, callbacks, plans of it and of days before."""
    dice = random.Random(SEED)

    def stamp(rep_no: int, number: int) -> tuple[str, str, str, int, int]:
        made = datetime(day.year, day.month, day.day, 0, 30).isoformat(timespec="milliseconds") + "Z"
        return (
            str(UUID(int=dice.getrandbits(128))),
            made,
            "bench",
            rep_no + reps * (number * 7 % each),
            rep_no,
        )

    steps, plans = [], []
    for rep_no in range(1, reps + 1):
        for number in range(3 * OWED):
            due = (day - timedelta(days=number % 3)).isoformat()
            at = f"{due}T0{number % 8 + 1}:00:00.000Z" if number < OWED else None
            steps.append((*stamp(rep_no, number), due, at, "callback" if at else "step"))
        plans += [
            (*stamp(rep_no, number), (day - timedelta(days=4 * (number % 2))).isoformat())
            for number in range(4)
        ]
    connection.executemany(
        "insert into step (id, created_at, created_by, customer_no, rep_no, due_on, due_at, kind, words)"
        " values (?, ?, ?, ?, ?, ?, ?, ?, '送报价')",
        steps,
    )
    for identity, made, author, customer_no, rep_no, on in plans:
        no = connection.execute(
            "insert into plan (id, created_at, created_by, customer_no, day, purpose) values (?, ?, ?, ?, ?, '收款')",
            [identity, made, author, customer_no, on],
        ).lastrowid
        connection.execute(
            "insert into plan_rep (id, created_at, created_by, plan_no, rep_no) values (?, ?, ?, ?, ?)",
            [f"pr-{no}", made, author, no, rep_no],
        )


def _index_notes(connection: sqlite3.Connection, table: str) -> None:
    """Index the notes of touches with the tokens the product makes of them."""
    place = search.NOTE_TABLES.index(table)
    connection.execute(
        f"insert into search_note (rowid, {search.COLUMN})"
        f" select (on_day.no * (select count(*) from made_{table}) + n + 1) * {search.NOTE_STEP} + {place}, tokens"
        f" from on_day cross join made_{table} where tokens <> ''"
    )
