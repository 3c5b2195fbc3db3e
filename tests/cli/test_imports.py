"""`crm import`, `crm export` and `crm demo` as they are typed."""

import json
from pathlib import Path

import pytest

from crm_cli.cli import output
from crm_cli.domain.cleaning import cell_width
from crm_cli.exchange.headers import HEADERS
from crm_cli.exchange.importing import header_words
from tests.cli.conftest import Run

LIST = "公司名称,电话,业务员\n白云,020-80001111,陈伟\n黑土,123,王强\n"


@pytest.fixture
def crm(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `crm` in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    return lambda *words, **options: run("", *words, **options)


def test_from_a_list_to_an_export_and_back(crm, tmp_path):
    (tmp_path / "list.csv").write_bytes(LIST.encode("gb18030"))
    shown = crm("import", "customers", "list.csv", "--dry-run")
    assert shown.exit_code == 0
    assert "would bring: 1 new, 1 rejected. Nothing was changed." in shown.stdout
    assert not (tmp_path / "list.rejects.csv").exists()
    done = crm("import", "customers", "list.csv")
    assert "This was import i1" in done.stdout
    assert "--add-reps" in done.stderr
    assert (tmp_path / "list.rejects.csv").exists()
    again = crm("import", "customers", "list.csv", "--add-reps", "--format", "json")
    assert json.loads(again.stdout)[0] | {"notes": [], "warnings": []} == {
        "import": "i2", "noun": "customers", "file": "list.csv", "source": "", "created": 1, "updated": 0, "skipped": 1,
        "rejected": 0, "dry_run": False, "rejects": None, "rejected_lines": [], "notes": [], "warnings": [],
        "totals": 0, "outcomes": [], "unknown_outcomes": [], "map": None,
        "skipped_rows": [{"line": 2, "name": "白云", "reason": "the phone of c1"}],
    }  # fmt: skip
    exported = crm("export", "customers", "--format", "jsonl")
    rows = [json.loads(line) for line in exported.stdout.splitlines()]
    assert [(row["no"], row["name"], row["phones"], row["owner"]) for row in rows] == [
        ("c1", "白云", ["020-80001111"], "陈伟"),
        ("c2", "黑土", ["123"], "王强"),
    ]
    assert crm("export", "customers", "--output", "out.csv").exit_code == 0
    assert (tmp_path / "out.csv").stat().st_mode & 0o777 == 0o600
    assert "2 already here" in crm("import", "customers", "out.csv").stdout


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("import", "customers", "none.csv"), 3),
        (("import", "customers", "list.csv", "--on-match", "merge"), 2),
        (("import", "customers", "list.csv", "--match", "fax"), 2),
        (("import", "customers", "list.csv", "--map", "电话"), 2),
        (("import", "customers", "list.csv", "--encoding", "klingon"), 2),
        (("import", "calls", "list.csv"), 2),
        (("import", "fields", "horses"), 2),
        (("export", "horses"), 2),
        (("export", "reps", "--since", "2026-11-01"), 2),
        (("export", "calls", "--format", "pdf"), 2),
        (("export", "calls", "--output", "none/x.csv"), 3),
    ],
)
def test_what_cannot_be_is_said_with_its_exit_code(crm, tmp_path, words, code):
    (tmp_path / "list.csv").write_text(LIST, "utf-8")
    result = crm(*words)
    assert result.exit_code == code, result.said
    assert "Traceback" not in result.said
    assert result.stderr


def test_a_file_of_nothing_but_rejects_fails(crm, tmp_path):
    (tmp_path / "a.csv").write_text("公司,电话\n,1\n", "utf-8")
    assert crm("import", "customers", "a.csv").exit_code == 1


def test_the_headers_that_are_understood_are_printed(crm):
    shown = crm("import", "fields", "calls")
    assert shown.exit_code == 0
    assert "通话时长" in shown.stdout


def test_every_noun_can_be_exported_and_every_import_explained(crm):
    from crm_cli.exchange.exporting import nouns
    from crm_cli.services.importing.batch import NOUNS

    for noun in nouns():
        assert crm("export", noun).exit_code == 0, noun
    for noun in NOUNS:
        assert crm("import", "fields", noun).exit_code == 0, noun
        assert crm("import", noun, "--help").exit_code == 0, noun


def test_the_demo_refuses_a_file_that_is_there(crm, database_path):
    before = database_path.read_bytes()
    assert crm("demo").exit_code == 4
    assert database_path.read_bytes() == before


def test_the_demo_prints_a_report_and_what_to_try(crm, tmp_path):
    result = crm("demo", "--db", str(tmp_path / "demo.db"))
    assert result.exit_code == 0, result.said
    assert "陈伟, 李娜, 黄志强" in result.stdout
    assert "crm today" in result.stderr
    assert crm("call", "list", "--db", str(tmp_path / "demo.db")).exit_code == 0


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let stdout pass for a terminal of 80 columns."""
    monkeypatch.setattr("crm_cli.cli.session.style", lambda: output.Style(is_terminal=True, width=80))


@pytest.mark.usefixtures("narrow")
def test_the_lists_of_headers_are_wrapped_and_titled_in_the_language_in_use(crm):
    shown = crm("import", "fields", "visits", "--lang", "zh-Hans").stdout
    assert max(map(cell_width, shown.splitlines())) <= 80
    assert "outcome 结果" in shown
    joined = "".join(line.strip() for line in shown.splitlines())
    for header in dict(header_words("visits"))["outcome"]:
        assert header.replace(" ", "") in joined.replace(" ", "")


@pytest.mark.usefixtures("narrow")
def test_a_rehearsal_tells_every_unknown_word_and_no_reason_is_cut(crm, tmp_path):
    words = ["接通", "约个时间", "呵呵", "哈哈", "嘿嘿", "嘻嘻", "吼吼"]
    rows = "".join(f"2026-11-02,白云,{word}\n" for word in [*words, "接通"])
    (tmp_path / "list.csv").write_bytes("公司\n白云\n".encode())
    (tmp_path / "log.csv").write_bytes(f"日期,公司,结果\n{rows}".encode())
    crm("import", "customers", "list.csv")
    shown = crm("import", "calls", "log.csv", "--dry-run")
    for word in words:
        assert f'--outcome "{word}=' in shown.stderr
    assert '--outcome "接通=…"  (2 rows; ' in shown.stderr
    assert max(map(cell_width, shown.stdout.splitlines()[:-1])) <= 80
    assert shown.stdout.replace("\n", "").count('--outcome "') >= len(words)
    assert "rejected 2" in shown.stdout


def test_a_long_rehearsal_says_how_many_rows_it_shows(crm, tmp_path):
    names = [f"公司{number}号" for number in range(41)]
    (tmp_path / "list.csv").write_text("\n".join(["公司", *names]), "utf-8")
    (tmp_path / "short.csv").write_text("\n".join(["公司", *names[:20]]), "utf-8")
    assert "20 of 41 rows are shown." in crm("import", "customers", "list.csv", "--dry-run").stderr
    assert "are shown" not in crm("import", "customers", "short.csv", "--dry-run").said


def test_what_words_were_taken_for_is_told_with_sums_and_promises(crm, tmp_path):
    rows = "2026-11-02,9:00,白云,拒接\n2026-11-02,9:05,白云,要報價\n合计,,,2\n"
    (tmp_path / "log.csv").write_text(f"日期,时间,客户,结果\n{rows}", "utf-8")
    words = ("import", "calls", "log.csv", "--add-customers")
    for dry_run in (True, False):
        told = crm(*words, "--dry-run") if dry_run else crm(*words)
        assert "  拒接 → no_answer no answer (1)\n  要報價 → quote_wanted wants a quote (1)\n" in told.stdout
        assert "2 new, 1 row of totals." in told.stdout
        assert "1 row promises something without a date (wants a quote 1)" in told.stderr
    crm("undo")
    (found,) = json.loads(crm(*words, "--format", "json").stdout)
    assert found["outcomes"] == [
        {"text": "拒接", "count": 1, "code": "no_answer"},
        {"text": "要報價", "count": 1, "code": "quote_wanted"},
    ]
    assert (found["created"], found["rejected"], found["totals"]) == (2, 0, 1)
    # A file of what is here already says no more than that.
    assert "→" not in crm(*words).stdout


@pytest.mark.parametrize("noun", sorted(HEADERS))
def test_what_an_export_left_of_a_noun_without_records_brings_nothing_in(
    run: Run, tmp_path: Path, noun: str
) -> None:
    nothing = tmp_path / "none.jsonl"
    nothing.touch()
    command = "ownfields" if noun == "fields" else noun
    done = run("import", command, str(nothing), "--as", "周敏")
    assert (done.exit_code, done.stdout) == (0, "none.jsonl: nothing.\nNothing was changed.\n"), done.stderr
    (empty := tmp_path / "none.csv").touch()
    assert run("import", command, str(empty), "--as", "周敏").exit_code == 2
