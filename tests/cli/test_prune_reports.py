"""No figure changes when old history moves into an archive: reports read what is left of it."""

from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from crm_cli import clock
from crm_cli.errors import NotFoundError
from crm_cli.exchange.sample import load_sample
from crm_cli.services import archives, history
from crm_cli.services.archives import Pruning
from crm_cli.services.desk import open_desk
from tests.cli.conftest import Run

MONTH = "--from 2026-10-01 --to 2026-11-20"
ACTS = (
    "objection answer {objection} 第一次的回答",
    "objection answer {objection} 第二次的回答",
    "customer edit c1 --grade A --stage target --need now",
    "customer assign c1 李娜",
    "callback move {callback} 2026-11-26T11:00",
    "outcome edit no_answer --retry 3h",
    "call log c2 info_wanted --grade B",
    "report submit --date 2026-11-19 --rep 陈伟",
    "call log c3 no_answer --at 2026-11-19T10:00 --rep 陈伟",
    "call edit {edited} --note 改过",
    "call remove {removed}",
)
ASKED = (
    *("report daily --all --date 2026-11-19", "report daily --rep 陈伟 --date 2026-11-19"),
    *(f"report {name} {MONTH}" for name in ("sources", "calls", "visits", "team", "fairplay")),
    *(
        "report followup",
        "report morning",
        "report goals",
        "report trend dials",
        "report weekly --all",
        "report list",
        "report missing",
    ),
    *("objection show {objection}", "objection list", "customer proposals --all", "customer neglected --all"),
    *(
        "pool list",
        "callback list --all",
        "callback show {callback}",
        "outcome show no_answer",
        "agenda",
        "today",
    ),
)


@pytest.fixture
def database_path(tmp_path: Path) -> Path:
    """The sample firm of that week."""
    path = tmp_path / "sample.db"
    load_sample(path, "tests")
    return path


def test_no_report_changes_when_all_of_the_history_is_archived(run: Run, database_path: Path) -> None:
    with time_machine.travel("2026-11-20T09:00:00+00:00", tick=False):
        calls = run("call list --rep 陈伟 --date 2026-11-19 --format json", who="周敏").json()
        named = {
            "objection": run("objection list --format json").json()[0]["no"],
            "callback": run("callback list --all --format json").json()[0]["no"],
            "edited": calls[0]["no"],
            "removed": calls[1]["no"],
        }
        for act in ACTS:
            assert run(act.format(**named), "--yes", who="周敏").exit_code == 0
        told = [run(asked.format(**named), "--format", "json", who="周敏") for asked in ASKED]
        assert {one.exit_code for one in told} == {0}
        with closing(open_desk(database_path, "周敏")) as desk:
            rows = desk.database.connection.execute("select count(*) from change_row").fetchone()[0]
            last = history.changes(desk, limit=1)[0].no
            archives.prune(
                desk, Pruning(last, last, clock.now() + timedelta(1), database_path.parent / "h.gz", None)
            )
            assert (
                desk.database.connection.execute("select count(*) from change_row").fetchone()[0] < rows / 5
            )
            assert archives.look(desk, "730d").unfinished is None
            assert [one.no for one in history.changes(desk)] == [last + 1]
            with pytest.raises(NotFoundError):
                history.redo(desk)
        for asked, was in zip(ASKED, told, strict=True):
            assert run(asked.format(**named), "--format", "json", who="周敏") == was, asked
        assert run("doctor --full").exit_code == 0
        assert run("history c1").exit_code == 0
        assert "lies in an archive" in run("import undo i1 --yes", who="周敏").said
