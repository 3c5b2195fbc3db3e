"""`crm backup`, `crm restore` and `crm doctor` as they are typed."""

import json
import time
from pathlib import Path

import pytest
import time_machine

from crm_cli import config
from tests.cli.conftest import Run


@pytest.fixture(autouse=True)
def _no_crontab(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda *_words, **_how: None)


def _names(run: Run) -> list[str]:
    return run("backup list --format ids").stdout.split()


def test_a_backup_is_made_listed_verified_and_gone_back_to(firm: Run) -> None:
    made = firm("backup --format json").json()
    assert (made["state"], made["customers"], made["reason"]) == ("good", 1, "asked")
    assert firm("backup list --format json").json()[0]["path"] == made["path"]
    assert firm("backup verify").exit_code == 0
    firm("customer add 后来的公司")
    firm("call log c1 no_answer")
    shown = firm("restore last --dry-run --format json")
    gone = {row["rows_of"]: row["gone"] for row in shown.json()}
    assert (gone["customer"], gone["call"]) == (1, 1)
    assert "Of today would be lost: customers on file (1), calls (1)." in shown.stderr
    assert firm("customer show c2").exit_code == 0
    assert firm("restore last").exit_code == 2, "nobody can be asked"
    assert firm("restore last --yes").exit_code == 0
    assert firm("customer show c2").exit_code == 3
    # What was there before is a backup too, and the newest.
    newest = firm("backup list --format json").json()[0]
    assert newest["reason"] == "restore"
    assert firm("restore", newest["no"], "--yes").exit_code == 0
    assert firm("customer show c2").exit_code == 0


def test_every_kind_of_what_would_be_lost_is_counted_and_named(firm: Run) -> None:
    firm("memo add 旧备忘 --customer c1")
    firm("backup")
    lines = (
        "customer edit c1 --tag 年会 --other-name 甲乙丙",
        "goal add dials 30 --rep 李娜 --as 周敏",
        "report note --problem 下雨",
        "config set pause_minutes 15 --as 周敏",
        "memo add 新备忘 --customer c1",
        "memo edit e1 --words 改过的备忘",
    )
    for line in lines:
        done = firm(line)
        assert done.exit_code == 0, done.stderr
    shown = firm("restore last --dry-run --format json")
    told = {row["rows_of"]: (row["gone"], row["changed"]) for row in shown.json()}
    wanted = {"customer": (0, 1), "memo": (1, 1), "goal": (1, 0), "report_note": (1, 0), "setting": (1, 0)}
    assert {noun: told[noun] for noun in wanted} == wanted
    assert told["change"] == (6, 0)
    assert {noun for noun, counts in told.items() if any(counts)} == {*wanted, "change"}
    assert "Of today would be lost: memos (1), goals (1), notes of reports (1), settings (1)." in shown.stderr
    assert "What was changed today would be lost: customers on file (1), memos (1)." in shown.stderr


def test_in_words(firm: Run) -> None:
    assert "is good" in firm("backup").stdout
    said = firm("backup --lang zh-Hans --format table")
    assert said.exit_code == 0
    assert firm("backup list", terminal=True).stdout.count("good") == 2
    assert firm("restore last", terminal=True, stdin="n\n").exit_code == 1
    assert "customers" in firm("restore last --yes --format table").stdout


def test_a_spoilt_backup_is_named_and_not_gone_back_to(firm: Run) -> None:
    path = Path(firm("backup --format json").json()["path"])
    content = bytearray(path.read_bytes())
    content[27] ^= 1
    path.write_bytes(content)
    verified = firm("backup verify")
    assert (verified.exit_code, path.name in verified.stderr) == (1, True)
    assert firm("restore", str(path), "--yes").exit_code == 5
    assert firm("restore", str(path), "--yes", "--unverified").exit_code == 0
    assert firm("restore nothing").exit_code == 3


def test_rotation_keeps_the_newest_and_touches_nothing_else(firm: Run, database_path: Path) -> None:
    for setting in ("backup_last 2", "backup_days 1", "backup_months 1"):
        assert firm(f"config set {setting}", who="周敏").exit_code == 0
    folder = database_path.parent / "backups"
    firm("backup")
    strange = [folder / "mine.bak", folder / "crm.db.2020-01-01-000000.bak", folder / "notes.txt"]
    for path in strange:
        path.write_text("not ours")
    for day in range(1, 6):
        with time_machine.travel(f"2026-11-2{day}T09:00:00+00:00"):
            assert firm("backup").exit_code == 0
    good = [row for row in firm("backup list --format json").json() if row["state"] == "good"]
    assert [row["backup_at"][:10] for row in good] == ["2026-11-25", "2026-11-24"]
    assert all(path.exists() for path in strange)


def test_the_machine_says_where(firm: Run, tmp_path: Path, database_path: Path) -> None:
    elsewhere = tmp_path / "usb"
    assert firm("config set backup_folder", str(elsewhere)).exit_code == 0
    assert Path(firm("backup --format json").json()["path"]).parent == elsewhere
    assert not (database_path.parent / "backups").exists()
    assert firm("backup --to", str(tmp_path / "no such folder")).exit_code == 3
    mine = tmp_path / "mine.db"
    assert Path(firm("backup", str(mine), "--format", "json").json()["path"]) == mine
    assert firm("backup", str(mine)).exit_code == 4
    assert firm("backup", str(mine), "--to", str(tmp_path)).exit_code == 2
    config.config_path().unlink()


def test_attached_files_go_and_come_along(firm: Run, tmp_path: Path, database_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a list of prices")
    firm("attach c1", str(tmp_path / "a.txt"))
    assert firm("backup --format json").json()["attached"] == 1
    (kept,) = (path for path in (tmp_path / "crm.db.files").rglob("*") if path.is_file())
    kept.unlink()
    assert firm("attachment check").exit_code == 1
    assert "Attached files put back: 1" in firm("restore last --yes").stderr
    assert firm("attachment check").exit_code == 0


def test_a_wreck_is_put_aside(firm: Run, database_path: Path) -> None:
    firm("backup")
    database_path.write_bytes(b"a wreck " * 999)
    assert firm("customer list").exit_code == 5
    assert firm("doctor").exit_code == 5
    shown = firm("restore last --dry-run --format table")
    assert "contacts" in shown.stdout  # nothing is the same in both where only one can be read
    assert "All else is the same" not in shown.stderr
    done = firm("restore last --yes")
    assert done.exit_code == 0
    assert "cannot be read" in done.stderr
    (aside,) = database_path.parent.glob("*.damaged")
    assert aside.read_bytes() == b"a wreck " * 999
    assert firm("customer list --format ids").stdout == "c1\n"
    database_path.unlink()
    assert firm("restore last --yes").exit_code == 0
    assert firm("doctor").exit_code == 0


def test_a_long_file_is_backed_up_for(firm: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "list.csv"
    path.write_text("名称\n" + "".join(f"试验公司{no}\n" for no in range(1200)))
    assert firm("import customers --dry-run", str(path)).exit_code == 0
    assert firm("import customers --no-backup", str(path)).exit_code == 0
    assert _names(firm) == []
    firm("undo")
    began = time.perf_counter()
    assert "Backed up first" in firm("import customers", str(path)).stderr
    took = time.perf_counter() - began
    (made,) = firm("backup list --format json").json()
    assert (made["reason"], made["customers"]) == ("import", 1)
    with capsys.disabled():
        print(f"\n1,200 rows with a backup first: {took:.2f} s", end="")


def test_the_doctor_has_a_line_for_each_check(firm: Run, database_path: Path) -> None:
    said = firm("doctor --format json")
    found = json.loads(said.stdout)
    assert said.exit_code == 0
    assert {tuple(row) for row in found} == {("check", "state", "found")}
    assert {row["state"] for row in found} == {"ok"}
    assert {row["check"] for row in found} >= {"file", "schema", "journal", "litter", "cron"}
    database_path.chmod(0o644)
    assert firm("doctor").exit_code == 1
    assert firm("doctor --mend").exit_code == 0
    assert "nobody" not in firm("doctor --lang zh-Hant", terminal=True).stdout


def test_cron_makes_one_every_night(run: Run) -> None:
    lines = [line for line in run("cron").stdout.splitlines() if line.endswith(" backup")]
    assert len(lines) == 1
    assert " --quiet " in lines[0]


@pytest.mark.parametrize(
    "line",
    [
        "calllist add 十一月 --file {file}",
        "calllist fill 已有 --file {file}",
        "building import 中信 {directory}",
    ],
)
def test_a_list_and_a_directory_are_backed_up_for(firm: Run, tmp_path: Path, line: str) -> None:
    """What many rows come in by is no matter: a call list filled from a file, a building's directory."""
    files = {"file": tmp_path / "list.csv", "directory": tmp_path / "directory.csv"}
    files["file"].write_text("名称,电话\n" + "".join(f"试验公司{no},1380000{no:04}\n" for no in range(40)))
    files["directory"].write_text("单元,公司\n" + "".join(f"{no},大厦公司{no}\n" for no in range(3001, 3041)))
    firm("building add 中信 --floors 30 --units 01-02")
    firm("calllist add 已有", who="周敏")
    assert firm("config set backup_rows 40", who="周敏").exit_code == 0
    more = ("--add-units",) if "building" in line else ()
    assert firm(line.format(**files), *more, "--dry-run").exit_code == 0
    assert _names(firm) == []
    done = firm(line.format(**files), *more)
    assert (done.exit_code, "Backed up first" in done.stderr) == (0, True), done.said
    (made,) = firm("backup list --format json").json()
    assert (made["reason"], made["customers"]) == ("import", 1)
    assert firm("undo").exit_code == 0


def test_the_last_backup_is_that_of_this_database_where_others_share_the_folder(
    firm: Run, database_path: Path, tmp_path: Path
) -> None:
    """Two firms, and a copy to practise on, lie in one folder: their backups do too."""
    other, copy = tmp_path / "other.db", tmp_path / "copy.db"
    firm("backup")
    copy.write_bytes(database_path.read_bytes())
    copy.chmod(0o600)
    firm("init --firm 别家公司 --db", str(other))
    for setting in ("backup_last 1", "backup_days 0", "backup_months 0"):
        assert firm(f"config set {setting} --db", str(copy), who="周敏").exit_code == 0
    with time_machine.travel("2026-11-21T09:00:00+00:00"):
        firm("customer add 练习 --db", str(copy))
        for path in (copy, other, copy, other):
            assert firm("backup --db", str(path)).exit_code == 0
        assert len(_names(firm)) == 4, "the copy's rule clears away its own alone"
        dry = ("restore last --dry-run", "--db")
        assert "crm.db." in firm(*dry, str(database_path)).stderr
        assert "别家公司" in firm(*dry, str(other)).stderr
        database_path.unlink()
        assert "crm.db." in firm(*dry, str(database_path)).stderr
        said = firm(*dry, str(tmp_path / "new name.db"))
        assert (said.exit_code, "别家公司" in said.stderr) == (4, True)
        other.unlink()
        assert firm("restore last --yes", "--db", str(other)).exit_code == 0


@pytest.mark.parametrize("is_wreck", [True, False])
def test_another_firms_backup_does_not_take_the_place_of_a_firm_without_one(
    firm: Run, tmp_path: Path, is_wreck: bool
) -> None:
    firm("backup")
    other = tmp_path / "other.db"
    firm("init --firm 二公司 --db", str(other))
    if is_wreck:
        other.write_bytes(b"a wreck " * 999)
    before = other.read_bytes()
    refused = firm("restore last --yes", "--db", str(other))
    assert refused.exit_code == 4
    assert "None of the backups in" in refused.stderr
    assert other.read_bytes() == before
    told = json.loads(firm("doctor --format json", "--db", str(other)).stdout)
    found = {row["check"]: row["state"] for row in told}
    assert found["backups"] == "person"
    # On a machine that has nothing yet it is what was carried there.
    assert firm("restore last --yes", "--db", str(tmp_path / "new.db")).exit_code == 0
