"""`crm attach` and `crm attachment`: files at any record, kept once, whole and unharmed."""

import hashlib
import os
import stat
import sys
import tempfile
import threading
from pathlib import Path
from typing import BinaryIO

import pytest

from crm_cli.services.attachments import attach, attachments
from crm_cli.services.desk import Desk, open_desk
from crm_cli.storage import kept_files
from tests.cli.conftest import Run


@pytest.fixture(autouse=True)
def _temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Copies are put aside inside the test's own folder; there is no screen."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temp"))
    (tmp_path / "temp").mkdir()
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "价目表.pdf"
    path.write_bytes(b"%PDF 2026")
    return path


@pytest.fixture
def held(firm: Run, paper: Path) -> Run:
    """a1 at c1, a2 at n1, a3 at k1, a4 (other content) at v1."""
    other = paper.with_name("照片.jpg")
    other.write_bytes(b"")
    firm("call log 白云 talked --next '+3d 报价'")
    firm("visit log 白云 met_staff")
    for target, path in (("白云", paper), ("王丽", paper), ("k1", paper), ("V1", other)):
        done = firm("attach", target, str(path), "--note", "春节")
        assert done.exit_code == 0, done.said
    return firm


def files(database: Path) -> dict[str, bytes]:
    folder = kept_files.folder_of(database)
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_content_is_kept_once_under_its_hash_for_its_owner_only(held: Run, database_path: Path) -> None:
    kept = files(database_path)
    assert sorted(kept.values()) == [b"", b"%PDF 2026"]
    assert all(hashlib.sha256(content).hexdigest() == name for name, content in kept.items())
    folder = database_path.with_name("crm.db.files")
    modes = {path.is_dir(): stat.S_IMODE(path.stat().st_mode) for path in [folder, *folder.rglob("*")]}
    assert modes == {True: 0o700, False: 0o600}


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("attachment list", "a4 a3 a2 a1"),
        ("attachment list c1", "a4 a3 a2 a1"),
        ("attachment list --customer 白云", "a4 a3 a2 a1"),
        ("attachment list n1", "a2"),
        ("attachment list k1", "a3"),
        ("attachment list --all --sort name --limit 1", "a1"),
    ],
)
def test_lists_are_of_a_record_or_of_all_about_a_customer(held: Run, line: str, found: str) -> None:
    assert held(f"{line} --format ids").stdout.split() == found.split()
    assert held("attachment list --format ids", who="李娜").stdout.split() == []


def test_the_customer_file_and_its_records_list_their_files(held: Run) -> None:
    found = held("customer show c1 --format json").json()
    assert found["attachment_count"] == 4
    assert [found["attachments"][0][key] for key in ("no", "record", "note")] == ["a4", "v1", "春节"]
    cut = held("customer show c1 --limit 1 --format json").json()
    assert (len(cut["attachments"]), cut["attachment_count"]) == (1, 4)
    text = held("customer show c1").stdout
    assert "Attachments (4)" in text
    assert "a3  价目表.pdf  k1  春节" in text
    assert held("call show k1 --format json").json()["attachments"] == ["a3 价目表.pdf"]


def test_the_same_content_twice_at_a_record_is_one_attachment(held: Run, paper: Path) -> None:
    again = paper.rename(paper.with_name("别名.pdf"))
    assert "c1 has that file already: a1 价目表.pdf" in held("attach", "c1", str(again)).stdout
    assert len(held("attachment list c1 --format ids").stdout.split()) == 4


def test_two_who_attach_the_same_file_at_once_make_one(held: Run, database_path: Path, paper: Path) -> None:
    big = paper.with_name("big.bin")
    big.write_bytes(os.urandom(3_000_000))

    def work(name: str) -> None:
        desk = open_desk(database_path, name)
        attach(desk, "c1", [big])
        desk.close()

    threads = [threading.Thread(target=work, args=[name]) for name in ("陈伟", "李娜")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert held("attachment list c1 --format ids").stdout.split() == ["a5", "a4", "a3", "a2", "a1"]
    assert held("attachment check --deep --format json").json() == []


def test_what_is_no_plain_file_is_refused_and_then_nothing_is_attached(
    held: Run, paper: Path, monkeypatch: pytest.MonkeyPatch, database_path: Path
) -> None:
    folder = paper.parent
    (folder / "link.pdf").symlink_to(paper)
    os.mkfifo(folder / "pipe")
    (folder / "big").write_bytes(b"x" * 11)
    before = files(database_path)
    monkeypatch.setattr(kept_files, "LARGEST", 10)
    for name, code in (("link.pdf", 4), ("pipe", 4), (".", 4), ("big", 4), ("none", 3), ("x" * 300, 3)):
        done = held("attach", "c1", str(paper), str(folder / name))
        assert done.exit_code == code, done.said
    assert held("attach c1 /dev/null").exit_code == 4
    assert held("attach", "k99", str(paper)).exit_code == 3
    assert held("attach", "r1", str(paper)).exit_code == 3
    assert (files(database_path), len(held("attachment list --format ids").stdout.split())) == (before, 4)


@pytest.mark.trust("S11")
@pytest.mark.parametrize(
    "name", ["a\u202egpj.exe", "-rf", "ends. ", "[red]=1+1.txt", "名" * 80 + ".pdf", "CON.txt", "a\\b.txt"]
)
def test_odd_names_are_text_only_and_come_out_safe(firm: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "in" / name).write_bytes(b"x")
    done = firm("attach", "c1", str(tmp_path / "in" / name))
    assert done.exit_code == 0, done.said
    assert "\u202e" not in done.stdout
    assert firm("attachment", "save", "a1", str(tmp_path / "out")).exit_code == 0
    (written,) = (tmp_path / "out").iterdir()
    assert written.read_bytes() == b"x"
    assert not set('\u202e/\\:"') & set(written.name)


@pytest.mark.trust("S11")
def test_a_name_in_the_database_leads_nowhere(
    held: Run, database_path: Path, desk: Desk, tmp_path: Path
) -> None:
    with desk.change() as change:
        change.update("attachment", 1, name="../../etc/passwd")
        change.update("attachment", 2, sha256="../" * 8 + "etc/passwd")
    (tmp_path / "out").mkdir()
    assert held("attachment", "save", "a1", str(tmp_path / "out")).exit_code == 0
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["_._etc_passwd"]
    assert held("attachment", "save", "a2", str(tmp_path / "out")).exit_code == 1


def test_saving_keeps_the_names_and_writes_over_nothing(held: Run, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert held("attachment save a1 a2", str(out)).exit_code == 2
    out.mkdir()
    assert held("attachment save a1 a2 a4", str(out)).exit_code == 0
    assert {path.name: path.read_bytes() for path in out.iterdir()} == {
        "价目表.pdf": b"%PDF 2026", "价目表 (a2).pdf": b"%PDF 2026", "照片.jpg": b"",
    }  # fmt: skip
    assert held("attachment save a1", str(out)).exit_code == 4
    held("attachment edit a1 --name Quote.PDF")
    held("attachment edit a2 --name quote.pdf")
    assert held("attachment save a1 a2", str(out)).exit_code == 0
    assert {path.name for path in out.glob("*uote*")} == {"Quote.PDF", "quote (a2).pdf"}
    assert held("attachment save a1", str(out / "新名.pdf")).exit_code == 0


def test_a_copy_is_opened_never_the_kept_file(held: Run, tmp_path: Path, database_path: Path) -> None:
    shown = held("attachment open a1 --print").stdout.strip()
    assert Path(shown).name == "价目表.pdf"
    assert stat.S_IMODE(Path(shown).stat().st_mode) == 0o400
    assert str(database_path) not in shown
    assert Path(held("attachment open a1").stdout.strip()).read_bytes() == b"%PDF 2026"
    log = tmp_path / "opened"
    script = f"import sys; open({str(log)!r}, 'w').write(sys.argv[1])"
    assert held("config", "set", "open_command", f'"{sys.executable}" -c "{script}" {{file}}').exit_code == 0
    assert held("attachment open a1").exit_code == 0
    assert log.read_text().endswith("/价目表.pdf")
    held("config set open_command false")
    assert held("attachment open a1").exit_code == 1
    held("config", "set", "open_command", "less '")
    assert held("attachment open a1").exit_code == 2
    for name in ("价目表.exe", "价目表.pdf.EXE. ", "价目表.terminal", "价目表.SettingContent-ms"):
        held("attachment edit a1 --name", name)
        assert held("attachment open a1").exit_code == 4


@pytest.mark.trust("S11")
@pytest.mark.parametrize("command", ["sh -c 'cat {file}'", "sh -c 'x={file};cat $x'", "env X=`{file}` true"])
def test_a_name_never_becomes_a_part_of_a_command(command: str, held: Run, tmp_path: Path) -> None:
    held("attachment edit a1 --name", "a;touch ran;$(touch ran).pdf")
    held("config", "set", "open_command", command)
    done = held("attachment open a1")
    assert (done.exit_code, "stand alone" in done.stderr) == (2, True)
    held("config", "set", "open_command", """sh -c 'cp "$1" "$0"' """ + f"{tmp_path}/seen {{file}}")
    assert held("attachment open a1").exit_code == 0
    assert (tmp_path / "seen").read_bytes() == b"%PDF 2026"
    assert not Path("ran").exists()


def test_a_program_is_not_told_the_secrets(
    held: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SALES_URL", "https://example.com/?key=geheim")
    assert held("channel add sales wecom --url-env SALES_URL").exit_code == 0
    held("config", "set", "open_command", f"""sh -c 'env > "$0"; cat "$1"' {tmp_path}/seen {{file}}""")
    assert held("attachment open a1").exit_code == 0
    seen = (tmp_path / "seen").read_text()
    assert "PATH=" in seen
    assert "geheim" not in seen


def test_copies_put_aside_are_swept_after_a_day(held: Run) -> None:
    first = Path(held("attachment open a1 --print").stdout.strip())
    os.utime(first.parent, (0, 0))
    held("attachment open a1 --print")
    assert not first.exists()


def test_removing_undoing_and_removing_the_record(held: Run, database_path: Path, paper: Path) -> None:
    paper.unlink()
    assert held("attachment remove a1 a4").exit_code == 2
    assert held("attachment remove a1 a4 --yes").exit_code == 0
    unused = held("attachment check --format json").json()
    assert [(one["state"], one["no"]) for one in unused] == [("unused", None)]
    held("undo")
    assert held("attachment check --format json").json() == []
    assert held("attachment edit a1 --note 新 --name 报价.pdf").exit_code == 0
    assert held("attachment show a1 --format json").json()["note"] == "新"
    assert held("call remove k1 --yes").exit_code == 0
    assert held("attachment list --format ids").stdout.split() == ["a4", "a2", "a1"]
    held("undo")
    assert held("attachment list k1 --format ids").stdout.split() == ["a3"]
    assert len(files(database_path)) == 2


@pytest.mark.parametrize("noun", ["step", "plan", "quote", "followup", "visit", "contact", "customer"])
def test_a_record_goes_with_its_files_and_comes_back_with_them(firm: Run, paper: Path, noun: str) -> None:
    made = {
        "step": "step add c1 '+3d 报价'", "plan": "plan add c1", "quote": "quote add c1",
        "followup": "followup add c1 --next '+3d 报价'", "visit": "visit log c1 met_staff",
        "contact": "contact add 李强 --customer c1", "customer": "customer add 新客户",
    }  # fmt: skip
    number = firm(f"{made[noun]} --format ids").stdout.split()[0]
    firm("attach", number, str(paper))
    assert firm(f"{noun} remove {number} --yes").exit_code == 0
    assert firm("attachment list --format ids").stdout.split() == []
    assert firm("undo").exit_code == 0
    assert [one["record"] for one in firm("attachment list --format json").json()] == [number]


def test_files_that_are_gone_or_changed_are_told(held: Run, database_path: Path) -> None:
    paths = {
        path.read_bytes(): path for path in kept_files.folder_of(database_path).rglob("*") if path.is_file()
    }
    paths[b"%PDF 2026"].write_bytes(b"%PDF 2027")
    paths[b""].unlink()
    shallow = held("attachment check --format csv")
    assert (shallow.exit_code, shallow.stdout.count("missing"), shallow.stdout.count("damaged")) == (1, 1, 0)
    deep = held("attachment check --deep --format csv")
    assert (deep.exit_code, deep.stdout.count("damaged")) == (1, 3)
    assert held("attachment open a1 --print").exit_code == 1
    assert held("attachment open a4 --print").exit_code == 1


def test_a_file_that_is_written_to_while_it_is_read_is_refused(
    firm: Run, paper: Path, database_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = kept_files.copy

    def grow(source: BinaryIO, target: BinaryIO | None) -> kept_files.Kept:
        kept = real(source, target)
        with paper.open("ab") as more:
            more.write(b"!")
        return kept

    with monkeypatch.context() as patched:
        patched.setattr(kept_files, "copy", grow)
        done = firm("attach", "c1", str(paper))
    assert (done.exit_code, files(database_path)) == (4, {})
    assert "changed while it was read" in done.stderr
    assert firm("attach", "c1", str(paper)).exit_code == 0


def test_a_file_that_cannot_be_read_to_its_end_is_named_itself(
    firm: Run, paper: Path, database_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_source: BinaryIO) -> bytes:
        raise kept_files._UnreadError(5, "Input/output error")

    with monkeypatch.context() as broken:
        broken.setattr(kept_files, "_read", fail)
        done = firm("attach", "c1", str(paper))
    assert (done.exit_code, files(database_path)) == (4, {})
    assert f"{paper} cannot be read: the disk reports an error" in done.stderr.replace("\n", " ")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read all")
def test_a_folder_nobody_may_look_into_is_told(held: Run, database_path: Path) -> None:
    folder = kept_files.folder_of(database_path)
    folder.chmod(0)
    try:
        assert held("attachment check").exit_code == 4
        assert held("attachment open a1 --print").exit_code == 4
    finally:
        folder.chmod(0o700)


def test_a_disk_that_fails_leaves_nothing(
    firm: Run, paper: Path, database_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", fail)
        done = firm("attach", "c1", str(paper))
    assert (done.exit_code, files(database_path)) == (4, {})
    assert "full" in done.stderr
    assert firm("attachment list --format json").json() == []


def test_no_row_is_written_when_the_change_fails(
    desk: Desk, firm: Run, paper: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from crm_cli.storage.change import Change

    monkeypatch.setattr(Change, "insert", lambda *_args, **_values: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        attach(desk, "c1", [paper])
    monkeypatch.undo()
    assert attachments(desk) == []
    assert [one["state"] for one in firm("attachment check --format json").json()] == ["unused"]
