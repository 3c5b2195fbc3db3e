"""`crm undo`, `crm redo` and `crm history`."""

from pathlib import Path

import pytest
import time_machine

from crm_cli.cli.history import difference
from crm_cli.services import history
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


def test_a_record_is_told_as_a_story_in_words(firm: Run) -> None:
    firm("customer", "edit", "c1", "--grade", "B", "--stage", "target", "--phone", "13800138000")
    told = firm("history c1 --format text").stdout
    assert told.startswith("c1 广州白云航空服务有限公司")
    for line in ("grade: - → B", "stage: potential → target", "phone added: 13800138000", "owner: 陈伟"):
        assert line in told
    assert "意向等级: - → B" in firm("--lang zh-Hans history c1 --format text").stdout
    firm("customer", "remove", "c1", "--yes")
    gone = firm("history c1 --format text").stdout
    assert "(removed)" in gone.splitlines()[0]
    assert firm("history c99 --format text").exit_code == 3


def test_history_is_narrowed_by_command_and_by_field(firm: Run) -> None:
    firm("customer", "edit", "c1", "--grade", "B")
    firm("customer", "edit", "c1", "--city", "100%_城")
    firm("contact", "edit", "n1", "--title", "经理")

    def commands(*words: str) -> list[str]:
        return [one["command"] for one in firm("history", *words, "--format", "json").json()]

    graded, moved = "crm customer edit c1 --grade B", "crm customer edit c1 --city 100%_城"
    assert commands("--command", "customer edit") == [moved, graded]
    assert commands("--command", "0%_城") == [moved]
    assert commands("--command", "_0%") == []
    assert commands("--field", "grade") == commands("c1", "--field", "意向等级") == [graded]
    assert commands("c1", "--field", "城市", "--date", "2026-11-20") == [moved]
    assert commands("--field", "title", "--since", "2026-11-20", "--all") == [
        "crm contact edit n1 --title 经理"
    ]
    assert commands("--since", "2020-01-01", "--rep", "陈伟") == commands("--rep", "陈伟")
    assert commands("--until", "2026-11-19", "--all") == []
    assert firm("history", "c1", "--field", "nonsense").exit_code == 2


def test_words_of_any_day_are_looked_for_in_the_newest_changes(
    firm: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    firm("customer edit c1 --grade B")
    firm("customer edit c1 --city 广州")
    monkeypatch.setattr(history, "LOOKED", 1)
    found = firm("history --field grade --format json")
    assert found.json() == []
    assert "newest 1 changes, from h" in found.stderr
    assert "newest" not in firm("history --command city --limit 1").stderr
    assert len(firm("history --field grade --since 2026-11-20 --format json").json()) == 1
    assert len(firm("history c1 --field grade --format json").json()) == 1


def test_a_field_is_restored_and_a_removed_record_comes_back(firm: Run) -> None:
    firm("customer", "edit", "c1", "--grade", "B", "--city", "广州")
    looked = firm("history restore c1 --field grade --dry-run")
    assert "grade: B → -" in looked.stdout
    assert looked.stdout.startswith("This would happen:\n")
    assert "Nothing was changed" in looked.stdout
    assert "city: 广州 → -" in firm("history restore c1").stdout
    last = firm("history c1 --limit 1 --format ids").stdout.strip()
    assert "so already" in firm("history restore c1 --to", last).stdout
    firm("contact", "remove", "n1", "--yes")
    assert "n1 王丽 is back" in firm("history restore n1").stdout
    firm("undo")
    assert firm("contact show n1").exit_code == 3
    assert firm("history restore c77").exit_code == 3
    assert firm("history restore h1").exit_code == 2


def test_an_undo_out_of_order_names_what_stands_in_the_way(firm: Run) -> None:
    firm("customer", "edit", "c1", "--city", "广州")
    first = firm("history c1 --limit 1 --format ids").stdout.strip()
    firm("customer", "edit", "c1", "--city", "深圳", who="李娜")
    second = firm("history c1 --limit 1 --format ids").stdout.strip()
    refused = firm("undo", first)
    assert refused.exit_code == 4
    assert f"李娜 ({second}: crm customer edit c1 --city 深圳)" in refused.stderr
    assert f"crm undo {second}" in refused.stderr
    made = firm("history c1 --limit 0 --format ids").stdout.split()[-1]
    people = firm("history n1 --limit 0 --format ids").stdout.split()[-1]
    assert firm("undo", second, who="李娜").exit_code == 0
    assert firm("undo", first).exit_code == 0
    stood_on = firm("undo", made)
    assert stood_on.exit_code == 4
    assert f"n1 on c1, by 陈伟 ({people}:" in stood_on.stderr
    assert f"crm undo {people}" in stood_on.stderr
    assert firm("undo", people).exit_code == firm("undo", made).exit_code == 0


def test_old_history_is_pruned_only_when_somebody_says_so(firm: Run) -> None:
    assert "0 changes" in firm("history prune --older-than 2y --dry-run", who="周敏").stdout
    assert firm("history prune --older-than 2y --yes", who="周敏").exit_code == 3
    assert firm("history prune --older-than 2y --yes").exit_code == 4
    assert firm("history archives --format json").json() == []
    with time_machine.travel("2029-11-20T09:00:00+00:00"):
        assert firm("history prune --older-than 2y", who="周敏").exit_code == 2
        assert firm("history prune --older-than 2y --yes", who="周敏").exit_code == 0
        (kept,) = firm("history archives --check --format json").json()
        assert kept["state"] == ""
        assert "lies in an archive" in firm("history c1 --format text").stderr
        Path(kept["file"]).write_bytes(b"")
        assert firm("history archives --check").exit_code == 1
