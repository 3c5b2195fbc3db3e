"""What reaches stdout in every format, and what happens when stdout is narrow, dumb, full or gone."""

import csv
import io
import json
import subprocess
import sys
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_cli.cli import output, stream
from crm_cli.cli.output import Column, Style, detect, emit, emit_one, say, warn
from crm_cli.domain.cleaning import cell_width, clean, undefuse
from crm_cli.domain.table import block, draw, wrap
from crm_cli.errors import CrmError, UsageError

COLUMNS = [
    Column("no", "No."),
    Column("name", "客户"),
    Column("dials", "Dials", "right"),
    Column("last_at", "Last touch"),
    Column("note", "备注"),
    Column("id", "Id", show=False),
]
AT = datetime(2026, 11, 20, 16, 5, tzinfo=UTC)
ROWS: list[dict[str, object]] = [
    {"no": "c12", "name": "白云国际", "dials": 3, "last_at": AT, "note": "两行\n备注, 完", "id": "0197"},
    {
        "no": "c7",
        "name": "[/b]\x1b[31m建材\u202e",
        "dials": 120,
        "last_at": None,
        "note": "=1+1|x",
        "id": "0198",
    },
]
PIPE = Style(zone="Asia/Shanghai")
SCREEN = Style(is_terminal=True, width=80, zone="Asia/Shanghai")

texts = st.text(st.sampled_from("广州礼品 ab1☎❤👨🇨🇳\u200d\ufe0f\u0301\x1b\n\t\u202e[/b]"), max_size=30)


def shown(capsys, rows, style, columns=COLUMNS, **more):
    emit(rows, columns, style, **more)
    return capsys.readouterr().out


def test_a_terminal_gets_a_table(capsys):
    assert shown(capsys, ROWS, SCREEN, title="Customers").splitlines() == [
        "Customers",
        "No.  客户            Dials  Last touch        备注         ",
        "c12  白云国际            3  2026-11-21 00:05  两行 备注, 完",
        "c7   [/b]\ufffd[31m建材\ufffd    120                    =1+1|x       ",
    ]


def test_a_pipe_gets_tabs_keys_and_iso(capsys):
    assert shown(capsys, ROWS, PIPE, title="Customers") == (
        "no\tname\tdials\tlast_at\tnote\tid\n"
        "c12\t白云国际\t3\t2026-11-21T00:05:00+08:00\t两行 备注, 完\t0197\n"
        "c7\t[/b]\ufffd[31m建材\ufffd\t120\t\t=1+1|x\t0198\n"
    )


def test_json_keeps_values_keys_and_newlines(capsys):
    style = PIPE._replace(format="json", columns=["name", "rate", "tags", "bad"])
    columns = [*COLUMNS, *(Column(key, "无") for key in ("rate", "tags", "bad"))]
    row: dict[str, object] = {
        "name": "白\n云",
        "rate": {"part": 1, "whole": 0, "rate": None},
        "tags": ["a", True, date(2026, 11, 20), time(9, 5)],
        "bad": float("nan"),
    }
    text = shown(capsys, [row, {}], style, columns)
    assert json.loads(text) == [
        {
            "name": "白\n云",
            "rate": {"part": 1, "whole": 0, "rate": None},
            "tags": ["a", True, "2026-11-20", "09:05"],
            "bad": None,
        },
        dict.fromkeys(["name", "rate", "tags", "bad"]),
    ]
    assert text.startswith('[\n  {\n    "name": "白\\n云",\n')


def test_json_lines_are_the_same_rows(capsys):
    lines = shown(capsys, ROWS, PIPE._replace(format="jsonl")).splitlines()
    array = json.loads(shown(capsys, ROWS, PIPE._replace(format="json")))
    assert [json.loads(line) for line in lines] == array
    assert array[0]["last_at"] == "2026-11-21T00:05:00+08:00"
    assert list(array[0]) == [column.key for column in COLUMNS]


@pytest.mark.trust("S4")
@given(st.lists(st.fixed_dictionaries({"no": texts, "name": texts}), max_size=4))
def test_csv_comes_back_as_it_was_shown(rows):
    from crm_cli.cli import machine

    text = "".join(machine.csv(rows, COLUMNS[:2], "UTC"))
    back = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert back[0] == ["no", "name"]
    assert [[undefuse(cell) for cell in line] for line in back[1:]] == [
        [clean(row["no"], multiline=True), clean(row["name"], multiline=True)] for row in rows
    ]


@pytest.mark.trust("S4")
def test_csv_defuses_formulas_and_quotes(capsys):
    text = shown(capsys, ROWS, PIPE._replace(format="csv", columns=["note", "dials"]))
    assert text == 'note,dials\n"两行\n备注, 完",3\n\'=1+1|x,120\n'
    assert shown(capsys, [{}], PIPE._replace(format="csv", columns=["note"])) == 'note\n""\n'


def test_markdown_escapes_and_aligns(capsys):
    rows = [{"no": "c1", "name": "a|b\\<i>![x](y)`*_", "dials": 2.5, "note": None}]
    assert shown(capsys, rows, PIPE._replace(format="md", columns=["name", "dials"]), title="T") == (
        "### T\n\n| 客户 | Dials |\n| --- | ---: |\n| a\\|b\\\\\\<i\\>!\\[x\\](y)\\`\\*\\_ | 2.5 |\n"
    )


def test_ids_feed_the_next_command(capsys):
    style = SCREEN._replace(format="ids", columns=["name"])
    assert shown(capsys, [*ROWS, {"no": None}], style) == "c12\nc7\n"
    with pytest.raises(UsageError):
        emit([{"name": "a report has none"}], COLUMNS, style)


def test_text_is_the_whole_table_without_padding(capsys):
    rows = [{"no": "c1", "name": "长" * 60, "dials": 1.0, "last_at": date(2026, 11, 20), "note": True}]
    lines = shown(capsys, rows, PIPE._replace(format="text", colour=True)).splitlines()
    assert lines[1] == f"c1   {'长' * 60}      1  2026-11-20  yes"
    assert lines[0].endswith("备注")


def test_columns_are_chosen_in_the_order_asked(capsys):
    style = SCREEN._replace(columns=["id", "Last-At", "id"])
    assert shown(capsys, ROWS[:1], style).splitlines()[1] == "0197  2026-11-21 00:05"


@pytest.mark.parametrize("format_", [*output.FORMATS[:-1], None])
@pytest.mark.parametrize(
    "write", [lambda style: emit(ROWS, COLUMNS, style), lambda style: emit_one({}, COLUMNS, style)]
)
def test_unknown_columns_list_the_known(format_, write, capsys):
    with pytest.raises(UsageError) as error:
        write(PIPE._replace(format=format_, columns=["name", "nmae\x1b"]))
    assert "nmae" in error.value.sentence
    assert "\x1b" not in error.value.sentence
    assert "no, name, dials, last_at, note, id" in error.value.hint
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("format_", "out"),
    [(None, ""), ("json", "[]\n"), ("jsonl", ""), ("csv", "no\n"), ("tsv", "no\n"), ("ids", "")],
)
def test_an_empty_list_is_told_to_people_only(format_, out, capsys):
    emit([], COLUMNS[:1], SCREEN._replace(format=format_), empty="No customers.")
    caught = capsys.readouterr()
    assert caught.out == out
    assert caught.err == ("" if format_ else "No customers.\n")


@given(
    st.lists(st.tuples(texts, texts, st.integers(), texts, texts), max_size=6),
    st.none() | st.integers(1, 100),
)
def test_table_lines_are_equally_wide_and_fit(rows, width):
    cells = [[clean(str(cell)) for cell in row] for row in rows]
    lines, dropped = draw(COLUMNS[:5], cells, width)
    assert len(lines) == len(rows) + 1
    assert len({cell_width(line) for line in lines}) == 1
    assert width is None or cell_width(lines[0]) <= width
    assert dropped == COLUMNS[5 - len(dropped) : 5]


def test_the_widest_text_is_cropped_before_columns_go(capsys):
    rows = [{**ROWS[0], "name": "白云国际", "note": "年底要礼品 " * 20}]
    lines = shown(capsys, rows, SCREEN).splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("c12  白云国际      3  2026-11-21 00:05  年底要礼品 年底要礼品")
    assert cell_width(lines[1]) == 80
    assert lines[1].rstrip().endswith("..")


def test_the_last_columns_go_when_nothing_more_can_be_cropped(capsys):
    rows = [{**ROWS[0], "name": "白云国际酒店管理有限公司", "dials": 10**12, "note": "年底要礼品" * 20}]
    lines = shown(capsys, rows, SCREEN._replace(width=60, colour=True)).splitlines()
    assert lines[1] == "c12  白云国际酒店管理有限..  1000000000000  2026-11-21 00:05"
    assert lines[2] == "\x1b[2m.. 1 more column: --columns note\x1b[0m"
    narrow = shown(capsys, rows, SCREEN._replace(width=20)).splitlines()
    assert narrow[1] == "c12"
    assert narrow[2] == ".. 4 more columns:.."


def test_a_column_s_own_limit_holds_on_a_terminal_only(capsys):
    columns = [Column("note", "备注", width=6)]
    rows = [{"note": "年底要礼品"}]
    assert shown(capsys, rows, SCREEN, columns).splitlines()[1] == "年底.."
    assert shown(capsys, rows, PIPE._replace(format="table"), columns).splitlines()[1] == "年底要礼品"


@given(texts.map(clean), st.integers(2, 30))
def test_wrapping_loses_only_spaces(text, width):
    lines = wrap(text, width)
    assert all(cell_width(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("send the quote", ["send the", "quote"]),
        ("年底要礼品下周", ["年底要礼品", "下周"]),
        ("电话 年底要礼品", ["电话 年底", "要礼品"]),
        ("0123456789012", ["0123456789", "012"]),
        ("", [""]),
    ],
)
def test_wrap(text, lines):
    assert wrap(text, 10) == lines


def test_one_thing_on_a_terminal_is_a_block(capsys):
    record = {**ROWS[0], "note": "年底要礼品下周发报价单\nsecond line", "dials": None}
    emit_one(record, COLUMNS, SCREEN._replace(width=32, colour=True), title="白云国际")
    assert capsys.readouterr().out.splitlines() == [
        "\x1b[1m白云国际\x1b[0m",
        "\x1b[2mNo.         \x1b[0mc12",
        "\x1b[2m客户        \x1b[0m白云国际",
        "\x1b[2mLast touch  \x1b[0m2026-11-21 00:05",
        "\x1b[2m备注        \x1b[0m年底要礼品下周发报价",
        "\x1b[2m            \x1b[0m单",
        "\x1b[2m            \x1b[0msecond line",
    ]


@pytest.mark.parametrize(
    ("format_", "out"),
    [
        (None, "No.    c12\nDials  3\n"),
        ("json", '{\n  "no": "c12",\n  "dials": 3\n}\n'),
        ("jsonl", '{"no": "c12", "dials": 3}\n'),
        ("csv", "no,dials\nc12,3\n"),
        ("tsv", "no\tdials\nc12\t3\n"),
        ("md", "- **No.**: c12\n- **Dials**: 3\n"),
        ("ids", "c12\n"),
    ],
)
def test_one_thing_in_every_format(format_, out, capsys):
    emit_one(ROWS[0], COLUMNS, PIPE._replace(format=format_, columns=["no", "dials"]))
    assert capsys.readouterr().out == out


def test_block_aligns_by_cells():
    assert block([("客户", "a\tb"), ("No.", "c")], None) == [("客户  ", "a b"), ("No.   ", "c")]


def test_receipts_go_to_stderr_on_one_clean_line(capsys):
    say("k8 logged \x1b[2J for 白云\n国际")
    say("unheard", quiet=True)
    warn("two reps\x07")
    assert capsys.readouterr() == ("", "k8 logged \ufffd[2J for 白云 国际\nWarning: two reps\ufffd\n")


class Terminal(io.StringIO):
    """A stdout that says it is a terminal."""

    def isatty(self):
        return True


@pytest.mark.parametrize(
    ("environment", "colour"),
    [({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True), ({"TERM": "dumb"}, False)],
)
def test_colour_is_for_terminals_that_want_it(environment, colour, monkeypatch):
    monkeypatch.setattr(sys, "stdout", Terminal())
    monkeypatch.setenv("COLUMNS", "97")
    style = detect(None, " no, name,", environment=environment)
    assert style == Style(None, ["no", "name"], colour=colour, is_terminal=True, width=97)


def test_a_pipe_has_no_colour_and_no_width(monkeypatch):
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    assert detect("md", ",", quiet=True, zone="Asia/Taipei", environment={}) == Style(
        "md", None, quiet=True, zone="Asia/Taipei"
    )
    monkeypatch.setattr(sys, "stdout", None)
    assert detect(environment={}) == Style()


def test_an_unknown_format_lists_the_known():
    with pytest.raises(UsageError) as error:
        detect("xml")
    assert "jsonl" in error.value.hint


@pytest.mark.trust("R18")
def test_a_full_disk_is_an_error_and_said_once(monkeypatch):
    class Full(io.StringIO):
        def flush(self):
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(sys, "stdout", Full())
    with pytest.raises(CrmError, match="the disk is full"):
        stream.write(["x"])


SCRIPT = """
import sys
from crm_cli.cli.output import Column, Style, emit, finish, say
rows = [{"no": f"c{n}", "name": "白云国际酒店"} for n in range(20000)]
emit(rows, [Column("no", "No."), Column("name", "Name")], Style())
print("left in the buffer")
finish()
say("done")
"""


def run(shell, **environment):
    return subprocess.run(
        ["/bin/sh", "-c", shell.format(python=f"'{sys.executable}' -c \"$SCRIPT\"")],
        env={"SCRIPT": SCRIPT, **environment},
        capture_output=True,
        check=False,
    )


@pytest.mark.trust("R18")
@pytest.mark.parametrize(
    "shell",
    [
        "({python}; echo $? >&2) | head -1",
        "({python}; echo $? >&2) | true",
        "{python} >&-; echo $? >&2",
    ],
)
def test_a_reader_who_left_is_no_error_and_the_command_finishes(shell):
    assert run(shell).stderr == b"done\n0\n"


@pytest.mark.trust("R18")
def test_a_closed_stderr_is_no_error():
    assert run("{python} 2>&- | tail -1").stdout == b"left in the buffer\n"


@pytest.mark.trust("R18")
def test_utf8_whatever_the_locale():
    out = run("{python} | head -2", PYTHONIOENCODING="big5", LANG="C").stdout
    assert out.decode() == "no\tname\nc0\t白云国际酒店\n"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs /dev/full")
def test_a_full_device_is_one_error_without_a_second_at_exit():
    done = run("{python} >/dev/full; echo $?")
    assert done.stderr.count(b"Error") == done.stderr.count(b"CrmError") + done.stderr.count(b"OSError")
    assert b"Exception ignored" not in done.stderr
    assert done.stdout == b"1\n"


def test_nothing_heavy_is_imported_to_write_a_table():
    code = (
        "import sys, crm_cli.cli.output as o; o.emit([{'no': 'c1'}], [o.Column('no', 'No.')], o.Style('table'));"
        "print(sorted({'rich', 'json', 'csv', 'typer', 'unicodedata'} & set(sys.modules)))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out == "No.\nc1 \n[]\n"
