"""The firms made for measuring are firms the program could have made, and a broken limit is told."""

import shutil
import sqlite3
from pathlib import Path

import pytest

from crm_cli import clock
from crm_cli.domain.search_words import read_words
from crm_cli.services import queue
from crm_cli.services.desk import open_desk
from crm_cli.storage import facts, queue_facts, search, search_find
from tests.benchmarks import listed
from tests.benchmarks.firm_of import DAY, firm_of
from tests.benchmarks.scan import Scan
from tests.benchmarks.verdicts import Line, leave, ratio, told

CUSTOMERS, CALLS, REPS = 200, 1_200, 2


@pytest.fixture(scope="module")
def firm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return firm_of(tmp_path_factory.mktemp("firms"), CUSTOMERS, CALLS, REPS)


@pytest.fixture
def connection(firm: Path):
    connection = sqlite3.connect(firm, isolation_level=None)
    yield connection
    connection.close()


def test_a_firm_has_what_was_asked_for_and_holds_together(connection: sqlite3.Connection) -> None:
    counts = {
        table: connection.execute(f"select count(*) from {table}").fetchone()[0]
        for table in ("customer", "call", "rep")
    }
    assert counts == {"customer": CUSTOMERS, "call": CALLS, "rep": REPS}
    assert connection.execute("select max(day), count(distinct day) from call").fetchone() == (
        DAY.isoformat(),
        3,
    )
    assert connection.execute("pragma foreign_key_check").fetchall() == []
    assert connection.execute("pragma integrity_check").fetchall() == [("ok",)]
    assert search.check(connection) == []


def test_its_days_are_alike_but_at_other_customers(connection: sqlite3.Connection) -> None:
    outcomes = connection.execute(
        "select day, group_concat(outcome_no) from (select * from call order by no) call group by day"
    ).fetchall()
    assert len({of_day for _day, of_day in outcomes}) == 1
    called = connection.execute("select rep_no, customer_no from call order by no").fetchall()
    each = CALLS // 3
    assert called[:each] != called[each : 2 * each]
    assert {(no - 1) % REPS + 1 == rep_no for rep_no, no in called} == {True}


def test_its_last_touches_are_those_the_program_keeps(connection: sqlite3.Connection) -> None:
    kept = "select no, last_tried_at, last_touch_at from customer order by no"
    made = connection.execute(kept).fetchall()
    facts.recompute(connection, {"customer": set(range(1, CUSTOMERS + 1))})
    assert made == connection.execute(kept).fetchall()


def test_the_scan_finds_what_a_search_does(connection: sqlite3.Connection) -> None:
    scan = Scan(connection)
    for text in ("有限", "w", "wang", "礼品 公司", "目录", "8", "1388"):
        words = read_words(text)
        found = [(hit.rank, hit.customer_no) for hit in search_find.find(connection, words)]
        assert found == scan.find(words), text


def test_a_firm_is_made_once(firm: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = firm.stat().st_mtime_ns
    assert firm_of(firm.parent, CUSTOMERS, CALLS, REPS) == firm
    assert firm.stat().st_mtime_ns == before
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(("measured", "status"), [(1.1, 0), (1.11, 1)])
def test_a_broken_limit_is_the_exit_status(
    measured: float, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        leave([Line("a size", "10", "5 bytes"), ratio("crm today", "10 calls", measured, 1.1)])
    assert int(bool(ended.value.code)) == status
    assert ("crm today" in capsys.readouterr().err) == bool(status)


def test_a_line_says_its_verdict() -> None:
    assert told(ratio("a", "b", 1.2, 1.1)).endswith("1.10 x     BROKEN")
    assert told(Line("a", "b", "c")).endswith("c")


def test_its_lists_show_what_they_are_measured_for(firm: Path, tmp_path: Path) -> None:
    path = tmp_path / "firm.db"
    shutil.copy(firm, path)
    connection = sqlite3.connect(path, isolation_level=None)
    assert queue_facts.verify(connection) == []
    connection.executemany(
        "insert into rep (id, created_at, created_by, name) values (?, '2026-01-01T00:00:00.000Z', 'bench', ?)",
        [(f"r-{no}", f"业务{no}") for no in range(3, 51)],
    )
    connection.execute("delete from step")
    places = listed.add_lists(path, listed.Size(20, 2, 3))
    listed.set_for(path, places, clock.now())
    shown = {}
    for name, place in places.items():
        rep = connection.execute("select name from rep where no = ?", [place.rep_no]).fetchone()[0]
        desk = open_desk(path, rep)
        found = queue.look(desk)
        shown[name] = found.counts if isinstance(found, queue.Empty) else found
        desk.close()
    connection.close()
    assert isinstance(shown.pop("as work leaves it"), queue.Offer)
    counts = {name: told for name, told in shown.items() if isinstance(told, queue.Counts)}
    assert {name: max(told._asdict().items(), key=_how_many) for name, told in counts.items()} == {
        "all waiting until tomorrow": ("waiting", 4),
        "all tries used up": ("used_up", 4),
        "all resting": ("resting", 4),
        "all outside hours": ("outside_hours", 4),
        "all skipped or snoozed": ("paused", 2),
        "all on others' screens": ("held", counts["all on others' screens"].held),
        "steps at barred customers": ("resting", 3),
    }
    assert len(counts["all on others' screens"].held) == 4


def _how_many(count: tuple[str, object]) -> int:
    """Return how many a reason counts; the number of lists and moments are none."""
    name, value = count
    if isinstance(value, tuple):
        return len(value)
    return value if isinstance(value, int) and name != "lists" else 0
