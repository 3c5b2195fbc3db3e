"""Paper typed back: rows become visits, calls and knocks in one change; what is wrong stops all of it, and says where."""

import re
from pathlib import Path

import pytest

from tests.cli.conftest import Run

TODAY = "2026-11-20"


def _done(run: Run, *lines: str) -> None:
    for line in lines:
        done = run(line)
        assert done.exit_code == 0, (line, done.stderr)


@pytest.fixture
def walk(firm: Run) -> Run:
    """g1, the walk list of 陈伟's Friday: 白云 at 9:30, 前海, a building."""
    _done(
        firm,
        "customer add 深圳前海贸易 --phone 13800138000 --owner 陈伟",
        "plan add 白云 --date '2026-11-20 9:30'",
        "plan add 前海 --date 2026-11-20",
        "plan add --building 中信广场 --date 2026-11-20",
        "plan sheet",
    )
    return firm


def _visits(run: Run) -> list[tuple[str, str, str]]:
    rows = run("visit list --format json --sort at --all").json()
    return [(row["arrived_at"][11:16], row["customer"] or row["building"], row["outcome"]) for row in rows][
        ::-1
    ]


def test_rows_become_visits_that_close_their_plans_and_one_undo_takes_all_back(walk: Run) -> None:
    paper = (
        "# 周五\n2 met_staff card 李经理 13711113333 样册已看 B +2d 送样 @10:05\n1 n\n@15:20\n3 no_entry\n"
    )
    done = walk("visit enter --sheet g1 --yes", stdin=paper)
    assert done.exit_code == 0, done.stderr
    assert sorted(_visits(walk)) == [
        ("09:30", "广州白云航空服务有限公司", "not_in"),
        ("10:05", "深圳前海贸易", "met_staff"),
        ("15:20", "中信广场", "no_entry"),
    ]
    assert {row["state"] for row in walk("plan list --format json").json()} == {"visited"}
    visit = walk("visit list --customer 前海 --format json").json()[0]
    assert (visit["card"], visit["grade"], visit["note"], visit["contact"]) == (
        True,
        "B",
        "样册已看",
        "李经理",
    )
    assert "13711113333" in walk("contact list --customer 前海 --format json").stdout
    assert walk("undo").exit_code == 0
    assert _visits(walk) == []
    assert {row["state"] for row in walk("plan list --format json").json()} == {"planned"}


def test_a_card_alone_is_a_visit_whose_outcome_is_still_to_say(walk: Run) -> None:
    done = walk("visit enter --sheet g1 --yes", stdin="2 card 王总 13711113333\n1 n\n")
    assert done.exit_code == 0, done.stderr
    assert "v1 has no outcome yet" in done.stderr
    visit = walk("visit list --customer 前海 --format json").json()[0]
    assert (visit["outcome"], visit["card"], visit["contact"]) == (None, True, "王总")
    assert "13711113333" in walk("contact list --customer 前海 --format json").stdout
    assert walk("visit edit v1 --outcome met_staff").exit_code == 0
    assert "entered before" in walk("visit enter --sheet g1 --yes", stdin="2 card\n").stderr


def test_a_row_is_entered_once(walk: Run) -> None:
    _done(walk, "visit log 前海 refused --plan p2")
    assert walk("visit enter --sheet g1 --yes", stdin="1 n").exit_code == 0
    again = walk("visit enter --sheet g1 --yes", stdin="1 refused\n")
    assert again.exit_code == 4
    assert "Row 1 was entered before: v2" in again.stderr
    assert "on line 1 already" in walk("visit enter --sheet g1 --yes", stdin="3 e\n3 n\n").stderr
    # Whoever was visited without the paper may still be entered; the plan is done already.
    assert walk("visit enter --sheet g1 --yes", stdin="2 met_staff").exit_code == 0
    removed = walk("visit remove v2 --yes")
    assert removed.exit_code == 0, removed.stderr
    assert walk("visit enter --sheet g1 --yes", stdin="1 refused").exit_code == 0


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("9 not_in", "There is no row 9"),
        ("1 gibberish", "gibberish"),
        ("1", "What happened at 1?"),
        ("1-2 met_staff card 王总", "a line of its own"),
        ("1 deal", "needs an answer"),
        ("1 n @25:70", "25:70"),
    ],
)
def test_a_fault_is_told_with_its_line_and_nothing_is_entered(walk: Run, line: str, fault: str) -> None:
    done = walk("visit enter --sheet g1 --yes", stdin=f"3 no_entry\n{line}\n")
    assert done.exit_code == 4
    assert "Line 2" in done.stderr
    assert fault in done.stderr
    assert _visits(walk) == []
    assert walk("visit enter --sheet g1 --yes --skip-faults", stdin=f"3 no_entry\n{line}\n").exit_code == 0
    assert len(_visits(walk)) == 1


def test_dry_run_shows_each_line_and_changes_nothing(walk: Run) -> None:
    shown = walk("visit enter --sheet g1 --dry-run --format json", stdin="1 n\n2 met_staff B\n").json()
    assert [(row["file_line"], row["code"], row["fault"]) for row in shown] == [(1, 1, ""), (2, 2, "")]
    assert "Grade" in shown[1]["does"]
    assert _visits(walk) == []
    assert walk("visit enter --sheet g1 --dry-run", stdin="1 n\n8 n\n").exit_code == 4


def test_without_a_terminal_nothing_is_entered_unasked(walk: Run) -> None:
    done = walk("visit enter --sheet g1", stdin="1 n\n")
    assert done.exit_code == 2
    assert "--yes" in done.stderr
    assert _visits(walk) == []


def test_at_a_terminal_it_is_shown_and_asked(
    walk: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = tmp_path / "walk.txt"
    paper.write_bytes("1 负责人不在\n2 见到经办人\n7 n\n".encode("gb18030"))
    answers = iter(["n", "y"])
    monkeypatch.setattr("builtins.input", lambda _question: next(answers))
    refused = walk(f"visit enter {paper} --sheet g1", terminal=True)
    assert "�" not in refused.stdout
    assert refused.exit_code == 1
    assert "There is no row 7" in refused.stdout
    assert _visits(walk) == []
    assert "v1 … v2" in walk(f"visit enter {paper} --sheet g1", terminal=True).stdout


def test_the_sheet_is_found_or_asked_for(walk: Run) -> None:
    assert walk("visit enter --yes", stdin="1 n\n").exit_code == 0
    _done(walk, "plan sheet")
    doubtful = walk("visit enter --yes", stdin="2 n\n")
    assert doubtful.exit_code == 3
    assert "g2" in doubtful.stderr
    assert walk("visit enter --yes", stdin="g2\n1 n\n").exit_code == 0
    assert walk("call enter --sheet g1 --yes", stdin="1 1\n").exit_code == 2
    assert walk("visit enter --sheet g99 --yes", stdin="1 1\n").exit_code == 3
    assert walk("visit enter --date 2026-11-01 --yes", stdin="1 1\n").exit_code == 3


def test_an_assistant_types_in_what_a_rep_did_on_the_day_of_the_paper(walk: Run) -> None:
    _done(walk, "rep add 小林 --role assistant --as 周敏")
    done = walk("visit enter --yes --sheet g1 --time 14:00 --date 2026-11-19", stdin="2 not_in\n", who="小林")
    assert done.exit_code == 0, done.stderr
    visit = walk("visit list --customer 前海 --format json").json()[0]
    assert (visit["rep"], visit["arrived_at"][:16]) == ("陈伟", "2026-11-19T14:00")


def test_calls_of_a_sheet(walk: Run) -> None:
    _done(walk, "calllist add 年会 --ids c1 --ids c2", "calllist sheet 年会")
    paper = "1 talked 3分5秒 价格太高 C\n2 callback +1d 15:00 报价\n"
    done = walk("call enter --yes --time 16:30", stdin=paper)
    assert done.exit_code == 0, done.stderr
    calls = {row["customer"]: row for row in walk("call list --format json").json()}
    first, second = calls["广州白云航空服务有限公司"], calls["深圳前海贸易"]
    assert (first["talk_seconds"], first["grade"], first["note"]) == (185, "C", "价格太高")
    assert (first["number"], first["call_list"], first["at"][11:16]) == ("190 0000 8000", "年会", "16:30")
    assert second["outcome"] == "callback"
    assert walk("callback list --format json").json()[0]["due_at"][:16] == "2026-11-21T15:00"


@pytest.fixture
def tower(firm: Run) -> Run:
    """A tower of 4 × 3 that 陈伟 takes from above; 宏达 is behind 302, 番禺 behind 303 must be left alone."""
    _done(
        firm,
        "customer add 广州宏达礼品有限公司 --phone 020-80001111 --owner 陈伟",
        "customer add 番禺食品 --phone 13900139000 --owner 陈伟",
        "donotcall add 番禺 --reason 投诉",
        "building add 环球大厦 --floors 4 --units 01-03",
        "building move-in 环球大厦 302 宏达",
        "building move-in 环球大厦 303 番禺",
        "sweep plan 环球大厦 --team 陈伟:down --team 李娜:up",
        "knock 401 refused",
    )
    return firm


def test_a_stretch_of_a_sweep_on_paper(tower: Run) -> None:
    paper = tower("sweep sheet --format json").json()
    assert [(row["code"], row["place"]) for row in paper["rows"]] == [
        (1, "402"), (2, "403"), (3, "301"), (4, "302"), (None, "303")
    ]  # fmt: skip
    assert paper["rows"][3]["customer"] == "广州宏达礼品有限公司"
    assert (paper["rows"][4]["barred"], paper["rows"][4]["phone"]) == ("do-not-call", "")
    other = tower("sweep sheet --front 李娜 --floors 1 --format json").json()
    assert (other["rep"], [row["place"] for row in other["rows"]]) == ("李娜", ["101", "102", "103"])
    assert tower("sweep sheet --floors 9").exit_code == 2
    assert tower("sweep sheet --front 丙").exit_code == 2


def test_doors_typed_back_by_code_or_by_name(tower: Run) -> None:
    _done(tower, "sweep sheet")
    paper = "@9:40\n1-2 closed\n4 met_decision_maker 王总 13800138000 B\n"
    done = tower("sweep enter --sheet g1 --yes", stdin=paper)
    assert done.exit_code == 0, done.stderr
    assert tower("sweep enter --yes", stdin="301 n\n303 closed @9:55\n").exit_code == 0
    rows = tower("visit list --format json").json()
    found = {row["unit"]: (row["arrived_at"][11:16], row["customer"] or "", row["outcome"]) for row in rows}
    assert found["402"] == found["403"] == ("09:40", "", "closed")
    assert found["302"] == ("09:40", "广州宏达礼品有限公司", "met_decision_maker")
    assert found["303"][::2] == ("09:55", "closed")
    assert tower("sweep enter --yes", stdin="203 card 明辉贸易 王总 13911112222\n").exit_code == 0
    grid = tower("sweep show --format json").json()
    assert [one["state"] for one in grid["doors"] if one["unit"] == "203"] == ["pending"]
    assert "? no outcome yet 1" in tower("sweep show").stdout
    _done(tower, "undo")
    again = tower("sweep enter --sheet g1 --yes", stdin="2 refused\n")
    assert again.exit_code == 4
    assert "was entered before" in again.stderr
    assert tower("undo").exit_code == 0
    assert tower("undo").exit_code == 0
    assert len(tower("visit list --format json").json()) == 1


def test_what_was_written_without_a_time_is_in_no_hour_pace_or_burst(tower: Run) -> None:
    """Seven doors typed back at once would be of one moment; two had a time beside them, one was logged at the door."""
    before = tower("report visits --format json").json()
    paper = "402 refused\n403 refused\n101-103 closed\n201 202 refused\n203 refused @9:00\n301 closed @9:20\n"
    done = tower("sweep enter --yes", stdin=paper)
    assert done.exit_code == 0, done.stderr
    found = tower("report visits --format json --by hour").json()
    assert (before["day_only"], found["day_only"]) == (0, 7)
    visits = {row["key"]: row["visits"] for row in found["rows"]}
    assert (visits[""], visits["09"], visits["total"]) == (7, 2, 10)
    total = found["rows"][-1]
    assert (total["doors"], total["door_bursts"], total["door_gaps"]) == (10, 0, 0)
    assert sum(cell["knocks"] for cell in found["hours"] if None not in {cell["weekday"], cell["hour"]}) == 3
    assert found["doubts"] == []
    assert "7 visits from paper without a time" in tower("report visits").stdout
    visit = tower("visit list --format json --all --sort no").json()[1]
    assert visit["day_only"] is True
    _done(tower, f"visit edit {visit['no']} --arrive 11:05")
    assert tower("report visits --format json").json()["day_only"] == 6


def test_a_plans_own_time_is_a_time(walk: Run) -> None:
    assert walk("visit enter --sheet g1 --yes", stdin="1 n\n2 n\n").exit_code == 0
    rows = walk("visit list --format json").json()
    assert {row["customer"]: row["day_only"] for row in rows} == {
        "广州白云航空服务有限公司": False,
        "深圳前海贸易": True,
    }


def test_sheets_are_listed_with_what_was_typed_back(walk: Run) -> None:
    _done(walk, "plan sheet --date 2026-11-20 --rep 陈伟")
    assert walk("visit enter --sheet g1 --yes", stdin="1 n\n").exit_code == 0
    rows = walk("sheet list --format json").json()
    assert [
        (row["no"], row["kind"], row["day"], row["rep"], row["rows"], row["entered"]) for row in rows
    ] == [
        ("g2", "visits", TODAY, "陈伟", 3, 0),
        ("g1", "visits", TODAY, "陈伟", 3, 1),
    ]
    assert walk("visit enter --sheet g1 --yes", stdin="2 n\n3 no_entry\n").exit_code == 0
    assert [row["no"] for row in walk("sheet list --waiting --format json").json()] == ["g2"]
    assert [row["no"] for row in walk("sheet list --done --kind visits --format json").json()] == ["g1"]
    assert walk("sheet list --rep 李娜 --format json").json() == []
    assert "crm sheet list" in walk("visit enter --sheet g9", stdin="1 n\n").stderr
    assert walk("sheet list --kind x").exit_code == 2


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("--floors 1-2", 'That is the part of 李娜: print it with --front "李娜".'),
        ("--floors 4", "None of its doors is left to do."),
        ("--floors 3", "These doors were handed to others."),
    ],
)
def test_a_sheet_that_is_not_printed_says_why(tower: Run, line: str, why: str) -> None:
    _done(tower, "knock 402-403 closed", "sweep skip 402-403", "sweep hand --floors 3 --to 李娜")
    printed = tower(f"sweep sheet --format text {line}").stdout
    assert f"Nothing to print: no sheet was made. {why}" in " ".join(printed.split())
    assert tower(f"sweep sheet --format json {line}").json()["why"] == why


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_the_example_on_the_paper_can_be_typed(walk: Run, tower: Run, language: str) -> None:
    kinds = {"visit": "plan sheet --date 2026-11-20", "sweep": "sweep sheet"}
    for noun, printing in kinds.items():
        text = " ".join(tower(printing, "--format", "text", "--lang", language).stdout.split())
        example = re.search(r"12 not_in · 13 (.*?[+]2d \S+)", text)
        assert example is not None, text
        entry = tower(
            f"{noun} enter --dry-run --sheet {text.split()[0]}", stdin=f"1 not_in\n2 {example[1]}\n"
        )
        assert (entry.exit_code, "138" in entry.stdout) == (0, True), entry.said
