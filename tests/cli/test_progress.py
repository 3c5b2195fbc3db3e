"""How far behind the door a visit got: what its outcome says, unless it was typed."""

import gzip
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from crm_cli.storage.opening import open_database
from tests.cli.conftest import Run

BOSS = "周敏"
DAY = "2026-11-20"
SAID = {
    "met_decision_maker": "target", "met_staff": "target", "quote_wanted": "target", "sample_wanted": "target",
    "deal": "target", "has_supplier": "target", "no_need": "target", "secretary": "secretary",
    "front_desk": "front_desk",
}  # fmt: skip


def visits(run: Run) -> list[str]:
    return [row["progress"] for row in run("visit list --sort no --format json").json()]


def funnel(run: Run) -> tuple[str, str]:
    found: dict[str, Any] = run(f"report daily --rep 陈伟 --date {DAY} --format json").json()["totals"][
        "visits"
    ]
    return tuple(f"{found[key]['part']}/{found[key]['whole']}" for key in ("past_front_desk", "target_met"))  # type: ignore[return-value]


def test_the_outcomes_we_ship_say_how_far_one_got(firm: Run) -> None:
    rows = firm("outcome list --format json").json()
    assert {row["code"]: row["progress"] for row in rows if row["progress"]} == SAID
    assert {row["subject"] for row in rows if row["progress"]} == {"visit"}
    shown = firm("outcome show secretary --format text").stdout
    assert "how far" in shown


def test_a_secretary_is_past_the_front_desk_without_a_word_typed(firm: Run) -> None:
    for minute, line in enumerate(
        ("secretary", "front_desk", "met_staff", "not_in", "secretary --progress front_desk", "refused --progress target")
    ):  # fmt: skip
        assert firm(f"visit log 白云 {line} --arrive '{DAY} 14:{minute:02}'").exit_code == 0
    assert visits(firm) == ["secretary", "front_desk", "target", "", "front_desk", "target"]
    assert funnel(firm) == ("3/6", "2/6")


def test_an_outcome_that_is_changed_changes_no_visit_of_before(firm: Run) -> None:
    firm(f"visit log 白云 not_in --arrive '{DAY} 14:00'")
    firm(f"visit log 白云 secretary --arrive '{DAY} 14:10'")
    for line in ("not_in --progress 秘书", "secretary --progress none"):
        assert firm(f"outcome edit visit:{line}", who=BOSS).exit_code == 0
    assert visits(firm) == ["", "secretary"]
    assert funnel(firm) == ("1/2", "0/2")
    firm(f"visit log 白云 not_in --arrive '{DAY} 14:20'")
    firm(f"visit log 白云 secretary --arrive '{DAY} 14:30'")
    assert visits(firm) == ["", "secretary", "secretary", ""]


def test_a_corrected_outcome_says_it_anew_unless_it_was_typed(firm: Run) -> None:
    firm(f"visit log 白云 secretary --arrive '{DAY} 14:00'")
    firm(f"visit log 白云 secretary --arrive '{DAY} 14:10' --progress secretary")
    firm(f"visit log 白云 --arrive '{DAY} 14:20'")
    assert visits(firm) == ["secretary", "secretary", ""]
    for no in ("v1", "v2", "v3"):
        assert firm(f"visit edit {no} --outcome met_staff").exit_code == 0
    assert visits(firm) == ["target", "secretary", "target"]
    firm("undo")
    assert visits(firm) == ["target", "secretary", ""]
    firm("visit edit v1 --outcome front_desk --progress target")
    firm("visit edit v1 --outcome not_in")
    assert visits(firm)[0] == "target", "typed with a correction it was typed too"
    firm("visit edit v1 --progress ''")
    firm("visit edit v1 --outcome secretary")
    assert visits(firm)[0] == "secretary"


def test_an_outcome_of_the_firm_s_own_says_it_and_only_where_a_door_opens(firm: Run) -> None:
    add = "outcome add talked_outside --name 门口谈过"
    assert firm(f"{add} --subject call --flags D --progress target", who=BOSS).exit_code == 2
    refused = firm(f"{add} --subject visit --flags - --progress target", who=BOSS)
    assert (refused.exit_code, "--flags O" in refused.said) == (2, True)
    assert firm(f"{add} --subject visit --flags O --progress cellar", who=BOSS).exit_code == 2
    assert firm(f"{add} --like visit:secretary", who=BOSS).exit_code == 0
    firm(f"visit log 白云 talked_outside --arrive '{DAY} 14:00'")
    assert visits(firm) == ["secretary"]
    assert (
        firm("outcome add shut --name 不开 --like visit:secretary --flags - --retry none", who=BOSS).exit_code
        == 0
    )
    assert firm("outcome show shut --format json").json()["progress"] == "", "no door opens by it"


def test_a_file_of_visits_is_read_the_same_way(firm: Run, tmp_path: Path) -> None:
    file = tmp_path / "拜访.csv"
    lines = ["日期,到达,业务员,客户,结果,进展", f"{DAY},14:00,陈伟,广州白云航空服务有限公司,秘书拦截,", f"{DAY},14:10,陈伟,广州白云航空服务有限公司,秘书拦截,前台",
             f"{DAY},14:20,陈伟,广州白云航空服务有限公司,无需求,"]  # fmt: skip
    file.write_text("\n".join(lines), encoding="utf-8")
    assert firm(f"import visits {file}").exit_code == 0
    assert visits(firm) == ["secretary", "front_desk", "target"]
    firm("visit edit v1 --outcome front_desk")
    firm("visit edit v2 --outcome met_staff")
    assert visits(firm) == ["front_desk", "front_desk", "target"]


def test_outcomes_of_a_file_say_it(firm: Run, tmp_path: Path) -> None:
    file = tmp_path / "结果.csv"
    file.write_text(
        "适用于,代码,名称,标志,进展\n拜访,lobby,大堂谈过,O,秘书\n电话,later,以后再说,DAHC,\n",
        encoding="utf-8",
    )
    assert firm(f"import outcomes {file}", who=BOSS).exit_code == 0
    assert firm("outcome show lobby --format json").json()["progress"] == "secretary"


def test_a_firm_of_the_first_release_gets_it_and_its_visits_stay(tmp_path: Path) -> None:
    path = tmp_path / "firm.db"
    schema = Path(__file__).parent.parent / "storage" / "schema_1.db.gz"
    path.write_bytes(gzip.decompress(schema.read_bytes()))
    path.chmod(0o600)
    old = sqlite3.connect(path)
    visited = old.execute("select no, progress from visit").fetchall()
    old.execute("update outcome set reached = 0, effective = 0 where subject = 'visit' and code = 'no_need'")
    old.commit()
    old.close()
    open_database(path).close()
    new = sqlite3.connect(path)
    said = dict(new.execute("select code, progress from outcome where progress <> ''").fetchall())
    assert said == {code: progress for code, progress in SAID.items() if code != "no_need"}
    assert new.execute("select no, progress from visit").fetchall() == visited
    with pytest.raises(sqlite3.IntegrityError):
        new.execute("update outcome set progress = 'cellar'")
    new.close()
