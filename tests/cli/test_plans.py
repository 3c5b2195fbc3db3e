"""`crm plan`."""

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def planned(firm: Run) -> Run:
    """p1 at 白云 on Monday 15:00 by 陈伟 and 李娜, p2 to a building today."""
    firm("plan", "add", "白云", "--date", "mon 15:00", "--purpose", "送样", "--expect", "下单",
         "--rep", "陈伟", "--rep", "李娜")  # fmt: skip
    firm("plan", "add", "--building", "中信广场", "--order", "3")
    return firm


def test_a_plan_is_a_row_with_its_people(planned: Run) -> None:
    building, customer = planned("plan", "list", "--format", "json").json()
    assert (customer["day"], customer["at"], customer["reps"]) == (
        "2026-11-23", "2026-11-23T15:00:00+08:00", ["陈伟", "李娜"],
    )  # fmt: skip
    assert (customer["purpose"], customer["expected"], customer["state"]) == ("送样", "下单", "planned")
    assert (building["building"], building["position"], building["day"]) == ("中信广场", 3, "2026-11-20")
    assert planned("plan", "show", "p1", "--format", "json").json()["reps"] == ["陈伟", "李娜"]
    assert "陈伟, 李娜" in planned("plan", "show", "p1").stdout


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ("", "p2 p1"),
        ("--date 2026-11-20", "p2"),
        ("--since 2026-11-21", "p1"),
        ("--until 2026-11-22", "p2"),
        ("--customer 白云", "p1"),
        ("--building 中信广场", "p2"),
        ("--rep 李娜", "p1"),
        ("--state visited", ""),
        ("--state any --all --sort no", "p1 p2"),
    ],
)
def test_lists_are_narrowed(planned: Run, filters: str, found: str) -> None:
    rows = planned("plan", "list", *filters.split(), "--format", "json").json()
    assert [row["no"] for row in rows] == found.split()


def test_what_became_of_plans_stays_on_record(planned: Run) -> None:
    planned("plan", "move", "p1", "fri 10:00", "--reason", "客户出差")
    planned("plan", "cancel", "p3", "--by", "them", "--reason", "不要了")
    planned("plan", "incident", "p2", "--reason", "台风")
    planned("plan", "add", "白云", "--date", "2026-11-20")
    planned("plan", "done", "p4")
    rows = {row["no"]: row for row in planned("plan", "list", "--all", "--format", "json").json()}
    assert {no: row["state"] for no, row in rows.items()} == {
        "p1": "moved", "p2": "incident", "p3": "cancelled_by_them", "p4": "visited",
    }  # fmt: skip
    assert (rows["p1"]["moved_to_no"], rows["p1"]["moved_to_day"], rows["p1"]["reason"]) == (
        "p3", "2026-11-27", "客户出差",
    )  # fmt: skip
    assert rows["p3"]["reps"] == ["陈伟", "李娜"]


def test_people_and_words_change(planned: Run) -> None:
    planned("plan", "assign", "p1", "--rep", "周敏")
    planned("plan", "edit", "p1", "--purpose", "谈价", "--date", "2026-11-23 16:00")
    shown = planned("plan", "show", "p1", "--format", "json").json()
    assert (shown["reps"], shown["purpose"], shown["at"][11:16]) == (["周敏"], "谈价", "16:00")


def test_two_reps_at_one_customer_are_warned_of(planned: Run) -> None:
    done = planned("plan", "add", "白云", "--date", "2026-11-23", who="周敏")
    assert "陈伟, 李娜" in done.stderr


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("plan add", 2),
        ("plan edit p1 --date 2026-12-01", 2),
        ("plan cancel p1", 2),
        ("plan cancel p1 --by nobody --reason x", 2),
        ("plan assign p1", 2),
        ("plan done p9", 3),
        ("plan list --state nonsense", 2),
        ("plan remove p1", 2),
    ],
)
def test_what_cannot_be_is_refused(planned: Run, words: str, code: int) -> None:
    done = planned(words)
    assert done.exit_code == code, done.said


@pytest.mark.parametrize(
    "words", [["明天早上10点"], ["--date", "明天早上10点"], ["明天早上10点", "--date", "明天早上10点"]]
)
def test_the_day_is_a_second_word_too_and_is_told_with_its_weekday(firm: Run, words: list[str]) -> None:
    done = firm("plan", "add", "白云", *words, "--lang", "zh-Hans")
    assert "2026-11-21 周六 10:00" in done.stdout, done.stderr
    moved = firm("plan", "move", "p1", "mon 15:00", "--reason", "改期")
    assert moved.stdout == "p1 moved to 2026-11-23 Mon 15:00 as p2.\n"


def test_a_building_is_planned_for_a_day_as_the_one_word(firm: Run) -> None:
    firm("plan", "add", "明天", "--building", "中信广场")
    [row] = firm("plan", "list", "--format", "json").json()
    assert (row["building"], row["customer_no"], row["day"]) == ("中信广场", None, "2026-11-21")
    assert firm("plan", "add", "白云", "fri", "--date", "mon").exit_code == 2


def test_people_see_the_time_and_the_order_only_where_there_is_one(firm: Run) -> None:
    firm("call", "log", "白云", "appointment", "--plan", "mon 15:00 送样")
    unordered = firm("plan", "list", "--format", "table").stdout
    assert "2026-11-23 15:00" in unordered
    assert "place in the day" not in unordered.splitlines()[0]
    firm("plan", "add", "白云", "tue")
    ordered = firm("plan", "list", "--format", "table").stdout
    assert "place in the day" in ordered.splitlines()[0]
    assert " 0 " not in ordered


def test_a_plan_for_a_past_day_is_made_with_a_warning(firm: Run) -> None:
    done = firm("plan", "add", "白云", "2026-11-19")
    assert (done.exit_code, "2026-11-19 Thu is already past" in done.stderr) == (0, True), done.stderr
    assert "past" not in firm("plan", "add", "白云").stderr


def test_a_list_of_only_mine_says_so_on_a_terminal(firm: Run) -> None:
    told = "Only 陈伟's; everyone's with --all."
    for noun in ("plan", "call", "customer", "step", "quote"):
        assert told in firm(f"{noun} list", terminal=True).stderr, noun
    assert told not in firm("plan list").said
    for line in ("plan list --all", "plan list --rep 陈伟", "plan list --format json", "rep list"):
        assert told not in firm(line, terminal=True).stderr, line
    assert told not in firm("plan list", terminal=True, who="周敏").stderr


def test_a_visit_agreed_on_the_phone_warns_of_what_it_conflicts_with(firm: Run) -> None:
    firm("plan", "add", "--building", "中信广场", "--date", "tue 15:00")
    told = firm("call", "log", "白云", "appointment", "--plan", "tue 15:15")
    assert "陈伟 is at 中信广场 at that time (p1)." in told.stderr
