"""`crm import list`, `show` and `undo` at the command line."""

from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def brought(firm: Run, tmp_path: Path) -> Run:
    """A firm with a list of eight customers brought in as i1 by 陈伟, one of which 李娜 edited."""
    path = tmp_path / "名单.csv"
    path.write_text("公司,电话\n" + "".join(f"[/b]客户{n},020-3000000{n}\n" for n in range(8)))
    done = firm("import", "customers", str(path))
    assert done.exit_code == 0, done.stderr
    assert firm("customer", "edit", "客户3", "--city", "佛山", who="李娜").exit_code == 0
    return firm


def test_the_receipt_is_listed_and_shown(brought: Run) -> None:
    (row,) = brought("import list --format json").json()
    assert row["no"] == "i1"
    assert (row["noun"], row["file_name"], row["created_by"]) == ("customers", "名单.csv", "陈伟")
    assert (row["created_count"], row["rejected_count"], row["state"]) == (8, 0, "whole")
    assert len(row["sha256"]) == 64
    assert row["change_no"].startswith("h")
    shown = brought("import show i1 --format json").json()
    assert shown["edited"] == {"customer": 1}
    told = brought("import show i1 --format table").stdout
    assert "[/b]客户3: edited since by 李娜" in told
    assert "crm import undo i1" in told
    assert brought("import show i9").exit_code == 3
    assert brought("import show c1").exit_code == 2


def test_it_is_taken_back_but_for_what_was_edited(brought: Run) -> None:
    before = brought("customer list --all --format ids").stdout.split()
    rehearsed = brought("import undo i1 --dry-run --format json").json()[0]
    assert brought("customer list --all --format ids").stdout.split() == before
    assert brought("import undo i1").exit_code == 2
    assert brought("import undo i1 --yes", who="李娜").exit_code == 4
    assert brought("import undo i1 --all-or-nothing --yes").exit_code == 4
    done = brought("import undo i1 --yes --format json").json()[0]
    kept = {"dry_run", "change_no"}
    assert {key: done[key] for key in done.keys() - kept} == {
        key: rehearsed[key] for key in rehearsed.keys() - kept
    }
    assert done["reversed"] == {"customer": 7, "phone": 7}
    assert {(one["no"], one["reason"]) for one in done["kept"] if one["table"] == "customer"} == {
        (done["kept"][0]["no"], "edited")
    }
    assert len(brought("customer list --all --format ids").stdout.split()) == 2
    assert brought("import list --format json").json()[0]["state"] == "partly"
    assert "Done again" in brought("redo").stdout
    assert sorted(brought("customer list --all --format ids").stdout.split()) == sorted(before)


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_people_are_told_in_their_language(brought: Run, language: str) -> None:
    told = brought(f"--lang {language} import undo i1 --yes")
    assert told.exit_code == 0
    assert "crm redo" in told.stdout
    assert "[/b]客户3" in told.stdout


def test_one_taken_back_whole_is_still_listed(brought: Run) -> None:
    brought("history restore c5 --field city", who="李娜")
    number = brought("history --all --command restore --format ids").stdout.split()[0]
    assert brought(f"undo {number}", who="李娜").exit_code == 0
    edit = brought("history --all --command 'customer edit' --format ids").stdout.split()[0]
    assert brought(f"undo {edit}", who="李娜").exit_code == 0
    assert brought("import undo i1 --all-or-nothing --yes").exit_code == 0
    (row,) = brought("import list --format json").json()
    assert (row["no"], row["state"]) == ("i1", "undone")
    assert brought("import undo i1 --yes").exit_code == 4
