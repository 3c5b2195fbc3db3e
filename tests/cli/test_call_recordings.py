"""`crm call attach`, `play`, `recordings`: sound at the call it is of, once, and heard again."""

import stat
import sys
import tempfile
from pathlib import Path

import pytest

from crm_cli.services.desk import Desk
from crm_cli.services.recordings import attach_recording
from crm_cli.storage import kept_files
from tests.cli.conftest import Run

AMR = b"#!AMR\n"


@pytest.fixture(autouse=True)
def _temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temp"))
    (tmp_path / "temp").mkdir()
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def called(firm: Run) -> Run:
    """k1 and k2 to 王丽 at 10:00 and 10:06, k3 to the firm at 10:30, k4 by 李娜."""
    for line, who in (
        ("call log 王丽 no_answer --at 10:00", "陈伟"), ("call log 王丽 talked --at 10:06 --talk 3:05", "陈伟"),
        ("call log c1 gatekeeper --at 10:30", "陈伟"), ("call log 王丽 talked --at 11:00", "李娜"),
    ):  # fmt: skip
        done = firm(line, who=who)
        assert done.exit_code == 0, done.stderr
    return firm


def sound(folder: Path, name: str, content: bytes = b"") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_bytes(AMR + (content or name.encode()))
    return path


def test_a_recording_is_kept_at_its_call_and_told_everywhere(
    called: Run, tmp_path: Path, database_path: Path
) -> None:
    path = sound(tmp_path / "in", "录音 [b]=1+1.amr")
    done = called("call", "attach", "k2", str(path), "--note", "报价")
    assert done.exit_code == 0, done.said
    (kept,) = (one for one in kept_files.folder_of(database_path).rglob("*") if one.is_file())
    assert (kept.read_bytes(), stat.S_IMODE(kept.stat().st_mode)) == (path.read_bytes(), 0o600)
    (row,) = called("call recordings --format json").json()
    assert [row[key] for key in ("no", "call_no", "customer_no", "contact", "talk_seconds", "note", "state")] == [
        "a1", "k2", "c1", "王丽", 185, "报价", "",
    ]  # fmt: skip
    (file,) = called("customer show c1 --format json").json()["attachments"]
    assert (file["record"], file["recording"]) == ("k2", True)
    assert "k2  recording  报价" in called("customer show c1").stdout
    assert called("export attachments --format jsonl").stdout.count('"recording": true') == 1
    kept.unlink()
    assert called("call recordings --format json").json()[0]["state"] == "missing"
    assert "not in" in called("call play k2").stderr
    assert called("undo").exit_code == 0
    assert called("call recordings --format ids").stdout == ""


def test_lists_are_mine_or_of_a_day_a_customer_an_outcome(called: Run, tmp_path: Path) -> None:
    for call in ("k2", "k3", "k4"):
        assert called("call", "attach", call, str(sound(tmp_path / "in", f"{call}.amr"))).exit_code == 0
    for line, found in (
        ("", "a2 a1"), ("--all", "a3 a2 a1"), ("--rep 李娜", "a3"), ("--outcome gatekeeper", "a2"), ("--limit 1", "a2"),
        ("--customer 白云 --all --sort talk_seconds", "a1 a3 a2"), ("--date 2026-11-19", ""), ("--direction in", ""),
        ("--since 2026-11-20 --until 2026-11-20 --team 航空汽车组 --sort at", "a3 a2 a1"),
    ):  # fmt: skip
        done = called(f"call recordings {line} --format ids")
        assert (done.exit_code, done.stdout.split()) == (0, found.split()), (line, done.stderr)


def test_what_is_no_recording_or_anothers_is_refused(called: Run, tmp_path: Path, desk: Desk) -> None:
    good, pdf = sound(tmp_path / "in", "a.amr"), tmp_path / "a.amr"
    pdf.write_bytes(b"%PDF 1")
    done = called("call", "attach", "k2", str(good), str(pdf))
    assert (done.exit_code, "crm attach" in done.stderr) == (4, True)
    assert called("call recordings --format ids").stdout == ""
    for line, code in (
        (f"k9 {good}", 3), (f"c1 {good}", 2), (f"白云 {good}", 2), ("k2", 2), ("", 2), ("k2 /none.amr", 3),
        (f"k2 {good} --folder {tmp_path}", 2), (f"k2 {good} --dry-run", 2), (f"--folder {good}", 3),
    ):  # fmt: skip
        assert called(f"call attach {line}").exit_code == code, line
    assert called(f"call attach k2 {good}").exit_code == 0
    assert "has that file already" in called(f"call attach k2 {good}").stdout
    done = called(f"call attach k3 {good}")
    assert (done.exit_code, "k2 already: a1" in done.stderr) == (4, True)
    assert called("call play k3").exit_code == 3
    with desk.change() as change:
        assert attach_recording(desk, change, 3, sound(tmp_path, "b.amr")).no == 2


def test_a_file_attached_as_any_other_becomes_a_recording(called: Run, tmp_path: Path) -> None:
    path = sound(tmp_path / "in", "a.amr")
    called(f"attach k2 {path}")
    assert called("call recordings --format ids").stdout == ""
    assert "now a recording of k2" in called(f"call attach k2 {path}").stdout
    assert called("call recordings --format ids").stdout.split() == ["a1"]


def test_a_folder_goes_to_the_calls_by_number_and_time(called: Run, tmp_path: Path) -> None:
    folder = tmp_path / "phone"
    sound(folder, "19000008000_20261120100600.amr")
    sound(folder, "王丽@19000008000_261120_1001.amr")
    sound(folder, "Call recording 广州白云航空服务有限公司_20261120_103500.amr")
    sound(folder, "19000008000_20261120110000.amr")
    sound(folder / "11", "19000008000_20261120120000.amr")
    sound(folder, "13900000000_20261120100600.amr")
    sound(folder, "note.amr")
    (folder / "link_19000008000_20261120100600.amr").symlink_to(folder / "note.amr")
    (folder / "19000008000_20261120100600.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    (folder / ".trash_19000008000_20261120100600.amr").write_bytes(AMR)
    states = {
        "19000008000_20261120100600.amr": ("new", "k2"),
        "王丽@19000008000_261120_1001.amr": ("new", "k1"),
        "Call recording 广州白云航空服务有限公司_20261120_103500.amr": ("new", "k3"),
        "19000008000_20261120110000.amr": ("unmatched", None),
        "19000008000_20261120120000.amr": ("unmatched", None),
        "13900000000_20261120100600.amr": ("unmatched", None),
        "note.amr": ("unnamed", None),
        "link_19000008000_20261120100600.amr": ("refused", None),
        "19000008000_20261120100600.jpg": ("other", None),
    }
    asked = called("call", "attach", "--folder", str(folder), "--dry-run", "--format", "json")
    shown = {Path(one["file"]).name: (one["state"], one["call_no"]) for one in asked.json()}
    assert shown == states
    assert "3 recordings would be attached." in asked.stderr
    assert called("call recordings --all --format ids").stdout == ""
    done = called("call", "attach", "--folder", str(folder))
    assert "3 recordings attached." in done.stderr
    found = {one["call_no"]: one["name"] for one in called("call recordings --all --format json").json()}
    assert found == {call: name for name, (state, call) in states.items() if state == "new"}
    again = called("call", "attach", "--folder", str(folder), "--all", "--format", "json")
    states_again = {Path(one["file"]).name: (one["state"], one["call_no"]) for one in again.json()}
    assert states_again["19000008000_20261120110000.amr"] == ("new", "k4")
    assert [state for state, _call in states_again.values()].count("attached") == 3
    assert called("call attach --folder", str(folder), "--all").stderr.endswith("0 recordings attached.\n")
    called("undo")
    assert len(called("call recordings --all --format ids").stdout.split()) == 3


def test_the_same_sound_under_two_names_is_attached_once(called: Run, tmp_path: Path) -> None:
    folder = tmp_path / "phone"
    sound(folder, "19000008000_20261120100600.amr", b"x")
    sound(folder, "19000008000_20261120100100.amr", b"x")
    assert called("call", "attach", "--folder", str(folder)).exit_code == 0
    assert [one["call_no"] for one in called("call recordings --format json").json()] == ["k2"]


def test_the_time_may_be_off_by_so_many_minutes(called: Run, tmp_path: Path) -> None:
    folder = tmp_path / "phone"
    sound(folder, "02080000000_20261120104500.amr")
    for within, state in (("10", "unmatched"), ("15", "new")):
        line = ("call attach --folder", str(folder), "--dry-run", "--within", within, "--format", "json")
        assert called(*line).json()[0]["state"] == state


def test_a_recording_is_played_by_the_machines_own_player(
    called: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.amr", "b.amr"):
        called("call", "attach", "k2", str(sound(tmp_path / "in", name)))
    log = tmp_path / "played"
    script = f"import sys; open({str(log)!r}, 'a').write(sys.argv[1] + chr(10))"
    assert called("config", "set", "player", f'"{sys.executable}" -c "{script}" {{file}}').exit_code == 0
    assert called("call play k2").exit_code == 0
    played = [Path(line) for line in log.read_text().split()]
    assert [one.name for one in played] == ["a.amr", "b.amr"]
    assert called("call play a2").exit_code == 0
    assert log.read_text().endswith("b.amr\n")
    called("config set player no-such-player")
    done = called("call play k2")
    assert (done.exit_code, "no program no-such-player" in done.stderr) == (1, True)
    called("config set player ''")
    monkeypatch.setenv("PATH", str(tmp_path))
    silent = called("call play k2")
    assert (silent.exit_code, "crm config set player" in silent.stderr) == (0, True)
    mpv = tmp_path / "mpv"
    mpv.write_text(f"#!{sys.executable}\nimport sys; open({str(log)!r}, 'a').write(sys.argv[-1])\n")
    mpv.chmod(0o700)
    assert called("call play a1").exit_code == 0
    assert log.read_text().endswith("a.amr")
    assert not Path(log.read_text().splitlines()[-1]).exists()
    assert Path(called("call play a1 --print").stdout.strip()).read_bytes().startswith(AMR)
