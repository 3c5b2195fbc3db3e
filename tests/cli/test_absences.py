"""`crm rep away` and `crm rep back`: who may, which days, joined and taken back."""

import pytest

from tests.cli.conftest import Run

LINES = "rep away --format tsv --columns rep,starts_on,ends_on,reason"


def away(run: Run, *more: str) -> list[list[str]]:
    return [line.split("\t") for line in run(LINES, *more).stdout.splitlines()[1:]]


def test_a_rep_is_away_today_or_for_the_days_said(run: Run) -> None:
    assert "y1: 陈伟 is away 2026-11-20." in run("rep away --reason 发烧").stdout
    assert run("rep away 李娜 --from mon --until fri", who="周敏").exit_code == 0
    assert away(run) == [
        ["陈伟", "2026-11-20", "2026-11-20", "发烧"],
        ["李娜", "2026-11-23", "2026-11-27", ""],
    ]
    found = run("rep away", "--format", "json").json()[0]
    assert (found["no"], found["rep_no"], found["starts_on"]) == ("y1", "r1", "2026-11-20")


def test_days_that_overlap_are_joined_into_one_and_undone_as_one(run: Run) -> None:
    for line in ("--from 2026-11-23 --until 2026-11-24 --reason 年假", "--from 2026-11-27"):
        assert run(f"rep away {line}").exit_code == 0
    assert len(away(run)) == 2
    assert run("rep away --from 2026-11-24 --until 2026-11-30").exit_code == 0
    assert away(run) == [["陈伟", "2026-11-23", "2026-11-30", "年假"]]
    assert run("undo").exit_code == 0
    assert len(away(run)) == 2


def test_the_last_day_is_read_from_the_first_where_it_would_be_before_it(run: Run) -> None:
    # Friday today: the next Monday is the 23rd, a Sunday after it the 29th, and 今天 is before it.
    assert run("rep away --from mon --until sun").exit_code == 0
    assert away(run) == [["陈伟", "2026-11-23", "2026-11-29", ""]]
    assert run("rep away --from 2026-12-01 --until 2026-11-30").exit_code == 2


def test_who_is_back_is_away_no_longer(run: Run) -> None:
    assert run("rep away --from 2026-11-18 --until 2026-11-25").exit_code == 0
    assert "back from 2026-11-20 on" in run("rep back 陈伟").stdout
    assert away(run) == []
    assert away(run, "--all") == [["陈伟", "2026-11-18", "2026-11-19", ""]]
    assert run("rep back 陈伟").exit_code == 3
    assert run("rep back y1").exit_code == 4
    assert run("rep away --from 2026-11-23").exit_code == 0
    assert "will not be away" in run("rep back y2").stdout
    assert away(run, "--all") == [["陈伟", "2026-11-18", "2026-11-19", ""]]


@pytest.mark.parametrize(
    ("line", "who", "code"),
    [
        ("rep away 李娜", "陈伟", 4),
        ("rep away 李娜", "周敏", 0),
        ("rep away 谁", "周敏", 3),
        ("rep away --from 2026-11-24 --until 2026-11-23", "陈伟", 2),
        ("rep away --from 2026-02-30", "陈伟", 2),
        ("rep away --reason 病", None, 2),
        ("rep away 陈伟", None, 4),
        ("rep back y9", "周敏", 3),
    ],
)
def test_who_may_and_what_cannot_be(run: Run, line: str, who: str | None, code: int) -> None:
    assert run(line, who=who).exit_code == code


def test_what_was_promised_for_the_days_away_is_told(firm: Run) -> None:
    firm("step add 白云 'mon 送样'")
    firm("plan add 白云 --date 2026-11-24")
    told = firm("rep away --from mon --until fri").stderr
    assert "steps 1, planned visits 1" in told


def test_an_empty_list_says_so(run: Run) -> None:
    assert "Nobody is away." in run("rep away", terminal=True).said


def test_what_was_promised_for_those_days_is_named(firm: Run) -> None:
    firm("step add c1 'mon 送样'")
    firm("plan add 白云 --date '2026-11-25 10:00'")
    firm("step add c1 '2026-12-09 回访'")
    said = firm("rep away --from mon --until fri").stderr
    assert "Promised by 陈伟 for those days: steps 1, planned visits 1: s1, p1" in said
