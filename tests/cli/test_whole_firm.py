"""`crm export all` and `crm import all` as they are typed."""

import json
from pathlib import Path

import pytest

from crm_cli.exchange.export_nouns import NOUNS
from tests.cli.conftest import Run


def test_a_firm_moves_to_a_new_database_and_is_at_work_there(firm: Run, tmp_path: Path) -> None:
    folder, new = tmp_path / "out", tmp_path / "new.db"
    wrote = firm("export", "all", str(folder))
    assert (wrote.exit_code, wrote.stdout) == (0, "")
    assert "rows" in wrote.stderr
    assert str(folder) in wrote.stderr
    told = firm("import all --dry-run --format json", str(folder)).json()
    assert {"table": "customer", "rows": 1} in told
    assert not new.exists()
    done = firm("import", "all", str(folder), "--db", str(new))
    assert done.exit_code == 0, done.stderr
    assert "A公司" in done.stderr
    for line in ("customer list", "contact list", "history"):
        asked = (line, "--format", "json")
        assert firm(*asked, "--db", str(new)).json() == firm(*asked).json() != []
    assert firm("search", "byhk", "--db", str(new)).stdout == firm("search", "byhk").stdout != ""
    assert firm("call log c1 talked", "--db", str(new)).exit_code == 0


def test_no_history_leaves_out_the_journal(firm: Run, tmp_path: Path) -> None:
    firm("export", "all", str(tmp_path / "out"), "--no-history")
    assert not (tmp_path / "out" / "change.jsonl").exists()
    assert json.loads((tmp_path / "out" / "manifest.json").read_text())["history"] is False


@pytest.mark.parametrize("wish", ["csv", "xlsx"])
def test_a_folder_of_spreadsheets(firm: Run, tmp_path: Path, wish: str) -> None:
    done = firm("export", "all", str(tmp_path / "out"), "--format", wish)
    assert done.exit_code == 0, done.stderr
    assert (tmp_path / "out" / f"customers.{wish}").exists()


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("export all", 2),
        ("export all {there}", 4),
        ("export all {new}/deep", 3),
        ("export all {new} --format docx", 2),
        ("export all {new} --since 2026-01-01", 2),
        ("export all {new} --no-history --format csv", 2),
        ("export all {new} --output {new}.x", 2),
        ("export customers {new}", 2),
        ("export customers --no-history", 2),
        ("import all {new}", 3),
        ("import all {there}", 2),
        ("import all {there} --dry-run", 2),
    ],
)
@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_what_cannot_be_done_is_said_and_nothing_is_left(
    firm: Run, tmp_path: Path, line: str, code: int, language: str
) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "x").write_text("mine")
    said = firm(line.format(there=tmp_path / "there", new=tmp_path / "new"), "--lang", language)
    assert said.exit_code == code, said.said
    assert "Traceback" not in said.said
    assert not (tmp_path / "new").exists()
    assert [path.name for path in (tmp_path / "there").iterdir()] == ["x"]


def test_a_firm_is_never_put_over_another(firm: Run, tmp_path: Path) -> None:
    firm("export", "all", str(tmp_path / "out"))
    refused = firm("import", "all", str(tmp_path / "out"))
    assert refused.exit_code == 4
    assert "--db" in refused.stderr
    assert "history" not in refused.stderr


def test_ctrl_c_leaves_nothing(firm: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from crm_cli.cli import progress

    def stopped(*_given: object, **_options: object) -> object:
        raise KeyboardInterrupt

    firm("export", "all", str(tmp_path / "out"))
    before = sorted(tmp_path.iterdir())
    monkeypatch.setattr(progress, "watched", stopped)
    assert firm("export", "all", str(tmp_path / "more")).exit_code == 130
    assert firm("import", "all", str(tmp_path / "out"), "--db", str(tmp_path / "new.db")).exit_code == 130
    assert sorted(tmp_path.iterdir()) == before


def test_what_a_row_of_any_noun_names_is_told_by_its_id_with_who_typed_it(firm: Run, tmp_path: Path) -> None:
    def told(noun: str, ending: str) -> str:
        path = tmp_path / f"{noun}.{ending}"
        assert firm("export", noun, "--output", str(path)).exit_code == 0
        return path.read_text("utf-8-sig")

    done = firm("call log 王丽 talked --next '+3d 报价'")
    assert done.exit_code == 0, done.stderr
    customer, contact = (
        firm(f"{noun} list --format json").json()[0]["id"] for noun in ("customer", "contact")
    )
    call, step = (json.loads(told(noun, "jsonl")) for noun in ("calls", "steps"))
    assert (call["customer_id"], call["contact_id"]) == (customer, contact)
    assert (step["customer_id"], step["call_id"]) == (customer, call["id"])
    for noun in NOUNS:
        header = set(told(noun, "csv").split("\n")[0].strip().split(","))
        assert noun == "notes" or {"id", "created_at", "created_by", "changed_at", "changed_by"} <= header
        assert all(set(json.loads(line)) == header for line in told(noun, "jsonl").splitlines())
