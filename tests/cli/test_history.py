"""`crm undo`, `crm redo` and `crm history`."""

from pathlib import Path

from crm_cli.cli.history import difference
from tests.cli.conftest import Run


def test_undo_takes_back_my_own_and_redo_does_it_again(firm: Run) -> None:
    firm("call", "log", "白云", "talked", "--grade", "B", "--next", "+3d 打电话")
    firm("step", "add", "白云", "+1d 送样", who="李娜")
    assert "talked" in firm("undo").stdout
    assert [one["words"] for one in firm("step", "list", "--all", "--format", "json").json()] == ["送样"]
    firm("redo")
    assert len(firm("step", "list", "--all", "--format", "json").json()) == 2
    assert firm("redo").exit_code == 3


def test_anothers_is_undone_only_by_number_and_by_a_manager(firm: Run) -> None:
    firm("step", "add", "白云", "+1d 送样")
    number = firm("history", "s1", "--format", "ids").stdout.strip()
    assert firm("undo", number, who="李娜").exit_code == 4
    assert firm("undo", number, who="周敏").exit_code == 0
    assert firm("undo", number).exit_code == 4
    marks = [
        (one["kind"], one["undone_by_no"] is not None)
        for one in firm("history", "--all", "--limit", "2", "--format", "json").json()
    ]
    assert marks == [("undo", False), ("do", True)]


def test_history_is_narrowed(firm: Run) -> None:
    firm("rep", "add", "新人", who="老板")

    def actors(*words: str) -> set[str]:
        return {one["actor"] for one in firm("history", *words, "--format", "json").json()}

    assert (
        actors()
        == actors("--rep", "陈伟")
        == actors("c1")
        == actors("--date", "2026-11-20", "--rep", "陈伟")
        == {"陈伟"}
    )
    assert actors("--actor", "老板") == {"老板"}
    assert {"陈伟", "老板"} <= actors("--all")
    assert actors("--date", "2026-11-19") == actors("--since", "2026-11-21") == set()
    assert firm("history", "nonsense").exit_code == 2


def test_every_row_is_shown_before_and_after(firm: Run) -> None:
    firm("contact", "edit", "n1", "--title", "经理")
    [row] = firm("history", "--rows", "--limit", "1", "--format", "json").json()
    assert (row["record"], row["operation"], row["before"]["title"], row["after"]["title"]) == (
        "n1", "update", "采购经理", "经理",
    )  # fmt: skip
    assert "title: 采购经理 → 经理" in firm("history", "--rows", "--limit", "1", "--format", "text").stdout


def test_a_difference_leaves_out_stamps_and_nothings() -> None:
    before = {"title": "", "grade": "B", "notes": "", "version": 1}
    after = {"title": "经理", "grade": None, "notes": None, "version": 2}
    assert difference(before, after) == "title: - → 经理; grade: B → -"
    assert difference({}, {"title": "经理"}) == "title: 经理"


def test_of_a_long_import_a_person_is_shown_a_screenful_and_of_one_row_its_own(
    firm: Run, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("公司,电话\n" + "".join(f"客户{n},020-3{n:07d}\n" for n in range(150)))
    firm("import", "customers", str(path))
    numbers = (int(one["no"][1:]) for one in firm("customer", "list", "--all", "--format", "json").json())
    last = f"c{max(numbers)}"
    rows = firm("history", "--rows", "--limit", "1", "--format", "json").json()
    assert len(rows) == 301
    assert len({row["id"] for row in rows}) == 301
    (brought,) = firm("history", last, "--rows", "--format", "json").json()
    assert (brought["record"], brought["operation"]) == (last, "insert")
    shown = firm("history", "--rows", "--limit", "1", "--format", "text")
    assert "Only the first 100" in shown.stderr
    assert "Only the first" not in firm("history", last, "--rows", "--limit", "1", "--format", "text").stderr
    firm("undo")
    assert {row["operation"] for row in firm("history", last, "--rows", "--format", "json").json()} == {
        "insert",
        "delete",
    }
