"""`crm visit`."""

import pytest

from tests.cli.conftest import Run

LOG = ["visit", "log", "白云", "met_decision_maker", "--arrive", "2026-11-20 14:00"]


def test_a_visit_closes_its_plan_and_promises_the_next_step(firm: Run) -> None:
    firm("plan add 白云 --date 2026-11-20 --purpose 送样 --expect 下单")
    done = firm(
        *LOG, "--leave", "14:40", "--card", "--grade", "B", "--next", "2026-11-25 发报价", "--expense", "35.5",
        "--competitor", "甲礼品", "--objection", "太贵", "--tactic", "rapport", "--progress", "target",
    )  # fmt: skip
    assert done.exit_code == 0, done.stderr
    assert "Plan p1 is done" in done.stdout
    [visit] = firm("visit", "list", "--format", "json").json()
    assert (visit["arrived_at"], visit["left_at"]) == (
        "2026-11-20T14:00:00+08:00",
        "2026-11-20T14:40:00+08:00",
    )
    assert (visit["card"], visit["grade"], visit["how"], visit["plan_no"]) == (True, "B", "invited", "p1")
    assert (visit["next_day"], visit["next_step"], visit["expense"]) == ("2026-11-25", "发报价", 35.5)
    assert (visit["contact"], visit["tactic"], visit["progress"]) == ("王丽", "rapport", "target")
    firm("undo")
    assert firm("visit", "list", "--format", "json").json() == []
    assert firm("plan", "show", "p1", "--format", "json").json()["state"] == "planned"


def test_a_door_without_a_name_takes_the_outcome_alone(firm: Run) -> None:
    for outcome in ("closed", "锁门", "c"):
        done = firm("visit", "log", "--building", "中信广场", "--unit", "3012", outcome)
        assert done.exit_code == 0, done.stderr
    rows = firm("visit", "list", "--building", "中信广场", "--format", "json").json()
    assert {(row["outcome"], row["customer_no"], row["unit"]) for row in rows} == {("closed", None, "3012")}
    at_a_customer = firm("visit", "log", "--building", "中信广场", "白云", "closed")
    assert at_a_customer.exit_code == 0
    assert len(firm("visit", "list", "--customer", "白云", "--format", "json").json()) == 1


def test_a_word_that_is_a_customer_is_not_taken_for_an_outcome(firm: Run) -> None:
    firm("customer", "add", "锁门五金")
    firm("visit", "log", "--building", "中信广场", "锁门")
    [row] = firm("visit", "list", "--building", "中信广场", "--format", "json").json()
    assert (row["customer"], row["outcome"]) == ("锁门五金", None)


def test_lists_are_narrowed(firm: Run) -> None:
    firm(*LOG, "--grade", "A", "--invited", "--kind", "sample")
    firm("visit", "log", "--building", "中信广场", "refused", "--rep", "李娜", "--cold")

    def numbers(*filters: str) -> list[str]:
        return [one["no"] for one in firm("visit", "list", *filters, "--format", "json").json()]

    assert numbers() == ["v1"]
    assert numbers("--all", "--sort", "no") == ["v1", "v2"]
    assert (
        numbers("--rep", "李娜") == numbers("--all", "--cold") == numbers("--all", "--not-reached") == ["v2"]
    )
    assert (
        numbers("--grade", "a") == numbers("--kind", "sample") == numbers("--outcome", "见到负责人") == ["v1"]
    )
    assert numbers("--date", "2026-11-19") == numbers("--until", "yesterday") == []


def test_an_edit_corrects_and_changes_the_promised_step(firm: Run) -> None:
    firm(*LOG, "--next", "2026-11-25 发报价")
    done = firm(
        "visit edit v1 --no-card --leave 15:10 --progress secretary --note 再来",
        "--next",
        "+5d 送样",
    )
    assert done.exit_code == 0, done.stderr
    shown = firm("visit", "show", "v1", "--format", "json").json()
    assert (shown["left_at"][11:16], shown["progress"], shown["note"]) == ("15:10", "secretary", "再来")
    assert (shown["next_day"], shown["next_step"]) == ("2026-11-25", "送样")
    assert len(firm("step", "list", "--format", "json").json()) == 1


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("visit log", 2),
        ("visit log closed", 3),
        ("visit log 白云 nonsense", 3),
        ("visit log 白云 closed --progress cellar", 2),
        ("visit log 白云 closed --plan p9", 3),
        ("visit log 白云 closed --plan c9", 2),
        ("visit list --kind nonsense", 2),
        ("visit list --grade F", 2),
        ("visit list --sort nonsense", 2),
        ("visit edit v9 --note x", 3),
        ("visit remove v1", 3),
    ],
)
def test_what_cannot_be_is_refused(firm: Run, words: str, code: int) -> None:
    done = firm(words)
    assert done.exit_code == code, done.said
    assert done.stderr.strip()
