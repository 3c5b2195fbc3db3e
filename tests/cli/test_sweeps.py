"""`crm sweep` as it is typed."""

import json
from pathlib import Path

import pytest

from crm_cli.cli import stream
from crm_cli.cli.output import Style
from crm_cli.cli.sweep_grid import draw
from crm_cli.domain.cleaning import cell_width
from crm_cli.services import buildings, sweep_views, sweeps
from crm_cli.services.desk import open_desk
from crm_cli.services.sweep_planning import plan_sweep
from tests.cli.conftest import Run

NEXT_KEYS = {
    "unit", "floor", "side", "building", "customer", "name", "customers", "last", "part", "front", "sweep", "until",
    "front_desk",
}  # fmt: skip
SHOW_KEYS = {
    "no", "building_no", "building", "kind", "city", "district", "starts_on", "state", "meet", "note", "ended_on",
    "reason", "created_at", "created_by", "changed_at", "changed_by", "id", "meeting", "knocked", "on_file", "counts",
    "fronts", "doors",
}  # fmt: skip
GRID = """\
w1 中信广场  under way  2026-11-20 Fri
knocked 2/24 = 8.3 %  on file 1/24 = 4.2 %  meeting at floor 3
↓ 陈伟: 9 of 12 left, next 603
↑ 李娜: 12 of 12 left, next 101
   01 02 03 04
↓6 C  R  .  .  陈伟
 5 .  .  .  S
 4 .  .  .  .
─────────────
 3 .  .  .  .
 2 .  .  .  .
↑1 @  .  .  .  李娜
. to do 20  C someone met 1  R to revisit 1  S skipped 1  @ someone is there 1
"""


@pytest.fixture
def tower(run: Run) -> Run:
    """A tower of six floors by four doors, 白云 behind 203, swept by 陈伟 from above and 李娜 from below."""
    run("customer add 白云航空 --building 中信广场 --floor 2 --unit 203 --owner 陈伟")
    run("building add 中信广场 --floors 6 --units 01-04")
    done = run("sweep plan 中信 --team 陈伟:down --team 李娜:up")
    assert done.stdout.splitlines() == [
        "w1 中信广场 is planned for 2026-11-20 Fri.",
        "陈伟, from the top down: 12 doors, from 601 on.",
        "李娜, from the bottom up: 12 doors, from 101 on.",
        "They meet at floor 3.",
    ]
    return run


def test_shops_of_one_side_are_named_by_themselves(run: Run) -> None:
    run("building add 文明路 --shops 1-20")
    run("sweep plan 文明路 --team 陈伟:left --team 李娜:right")
    assert run("sweep hand --floors 13-15 --to 周敏").stdout == "13, 15 handed to 周敏.\n"
    assert run("sweep skip --floors 1-4").stdout == "1, 2, 3, 4 skipped.\n"
    run("sweep hand --floors 5-19 --to 周敏")
    shown = run("sweep show").stdout
    assert "陈伟: own part done, helps at 20" in shown
    run("sweep hand --floors 6-20 --to 周敏")
    assert "陈伟: 8 of 10 left, handed to others" in run("sweep show").stdout
    assert run("sweep next --revisit").stdout == "0 doors to revisit for 陈伟 now.\n"


def test_the_grid_shows_letters_fronts_where_they_meet_and_both_coverages(tower: Run) -> None:
    assert tower("knock 601 met_staff --name 宏达礼品").exit_code == 0
    tower("knock 602 closed")
    tower("sweep skip 504 --reason 装修")
    tower("sweep next", who="李娜")
    grid = tower("sweep show").stdout
    assert grid == GRID.replace("on file 1/24 = 4.2 %", "on file 2/24 = 8.3 %")
    told = tower("sweep show --format json").json()
    assert told.keys() == SHOW_KEYS
    assert (told["knocked"], told["meeting"]) == ({"part": 2, "whole": 24, "rate": 0.0833}, "3")
    assert told["counts"] == {"todo": 20, "met": 1, "revisit": 1, "skipped": 1, "busy": 1}
    assert [(one["front"], one["left"], one["next"]) for one in told["fronts"]] == [
        ("陈伟", 9, "603"), ("李娜", 12, "101"),
    ]  # fmt: skip
    assert tower("sweep show 中信 --format csv").stdout.count("\n") == 25
    assert "… 5 floors" not in tower("sweep show --floors 2").stdout
    (again,) = tower("sweep revisit --format json").json()
    assert (again["unit"], again["outcome"], again["revisit_half"]) == ("602", "closed", "am")


def test_next_gives_a_door_with_who_is_behind_it(tower: Run) -> None:
    tower("building desk 中信广场 --who 王姐")
    for code in ("101-104", "201,202"):
        assert tower(f"knock {code} closed", who="李娜").exit_code == 0
    found = tower("sweep next --format json", who="李娜").json()
    assert found.keys() == NEXT_KEYS
    assert (found["unit"], found["floor"], found["customer"], found["name"]) == ("203", "2", "c1", "白云航空")
    assert (found["part"], found["front"], found["sweep"]) == ("own", "李娜", "w1")
    assert found["until"] == "2026-11-20T17:15:00+08:00"
    assert found["front_desk"] == [{"kind": "who", "words": "王姐"}]
    card = tower("sweep next", who="李娜")
    assert "\n203\n" in card.stdout
    assert "c1  白云航空  陈伟" in card.stdout
    assert "Kept for you until 17:15. Log it with: crm knock 203 OUTCOME" in card.stderr
    assert tower("sweep next --format ids", who="李娜").stdout == "c1\n"


def test_an_empty_round_says_why(tower: Run) -> None:
    tower("sweep skip --floors 1-6")
    told = tower("sweep next")
    assert told.stdout == "Every door of 中信广场 is done: 24 skipped.\n"
    assert tower("sweep next --format json").json() == {
        "unit": None, "why": told.stdout.strip(), "counts": {"skipped": 24}, "sweep": "w1",
    }  # fmt: skip
    assert tower("sweep reopen 301-303").stdout == "301, 302, 303 to be knocked at again.\n"
    assert tower("sweep next --format json").json()["unit"] == "301"


def test_doors_go_to_somebody_else_and_back(tower: Run) -> None:
    assert tower("sweep hand 601,602 --to 李娜").stdout == "601, 602 handed to 李娜.\n"
    assert tower("sweep next --format json").json()["unit"] == "603"
    assert tower("sweep hand --back --floors 6").stdout == "601, 602 are anyone's again.\n"
    assert tower("sweep hand --front 陈伟 --to 周敏").stdout == "12 doors (401 … 604) handed to 周敏.\n"
    assert tower("sweep next --format json").json()["part"] == "help"
    assert tower("sweep next --format json", who="周敏").json()["part"] == "handed"
    assert tower("undo").exit_code == 0
    assert tower("sweep hand 601").exit_code == 2


def test_what_goes_wrong_says_what_to_type(tower: Run) -> None:
    table = [
        ("sweep next --sweep w9", 3, "Nothing is called w9."),
        ("sweep next --rep 周敏", 3, "周敏 is on no open sweep."),
        ("sweep skip 999", 3, "中信广场 has no door 999."),
        ("sweep skip", 2, "Which door?"),
        ("sweep show --floors 9", 2, "There is no floor 9."),
        ("sweep plan 没有", 3, "Nothing is called 没有."),
        ("sweep plan 中信 --date mon --team 周敏:down", 4, "中信广场 is being swept already: w1"),
        ("sweep edit --team 丙:up", 2, "w1 has no front 丙."),
        ("sweep join --rep 陈伟 --front 陈伟", 4, "陈伟 is on 陈伟 already."),
        ("sweep leave --rep 周敏", 3, "周敏 is on no open sweep."),
        ("sweep cancel w1", 2, "Why was it not done?"),
    ]
    for line, code, said in table:
        done = tower(line)
        assert (done.exit_code, said in done.stderr) == (code, True), (line, done.said)
    assert tower("sweep cancel 中信 --reason 业主不让").exit_code == 0
    assert "was cancelled" in tower("sweep next --sweep w1").stderr
    assert tower("sweep list --format ids").stdout == ""
    assert tower("sweep list --closed --format ids").stdout == "w1\n"
    assert tower("sweep edit w1 --state open").exit_code == 0


def test_nobody_known_and_an_empty_firm(run: Run) -> None:
    assert "No sweep is open." in run("sweep show", who=None).stderr
    assert run("sweep next", who=None).exit_code == 2
    assert "No sweep is open. Plan one" in run("sweep list --format table").said


@pytest.mark.parametrize(("width", "height"), [(45, 20), (80, 24), (30, 12)])
@pytest.mark.parametrize(("floors", "units"), [("80", "01-12"), ("6", "01-60"), ("B2-12", "A-D")])
def test_a_grid_fits_the_screen(
    database_path: Path, capsys: pytest.CaptureFixture[str], width: int, height: int, floors: str, units: str
) -> None:
    desk = open_desk(database_path, "陈伟")
    buildings.add_building(desk, "[/b]=1+1 中信", buildings.Layout(floors=floors, units=units))
    plan_sweep(desk, "b1", teams=["陈伟:down", "李娜:up"])
    seen = sweep_views.view(desk, sweeps.find_sweep(desk, "w1"))
    style = Style(width=width, is_terminal=True)
    stream.write(f"{line}\n" for line in draw(seen, style, height=height))
    lines = capsys.readouterr().out.splitlines()
    assert max(map(cell_width, lines)) <= width
    # Three rows at the least are drawn, however low the screen; a floor of sixty takes several lines.
    assert len(lines) < height or height == 12 or units == "01-60"
    plain = [f"{line}\n" for line in draw(seen, Style(), height=None)]
    assert sum(line.count(".") for line in plain) >= len(seen.doors)
    coloured = "".join(draw(seen, style._replace(colour=True), height=height))
    assert json.dumps(coloured)
    desk.close()
