"""What goes out comes in again: each noun through a file into an empty firm, its rejects, maps and weak matches."""

import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_cli.exchange import exporting, importing
from crm_cli.exchange.importing import Reading, import_file
from crm_cli.exchange.table import read_table
from crm_cli.exchange.xlsx import read_workbook, write_xlsx
from crm_cli.services import customers, import_history, import_maps, reps
from crm_cli.services.desk import Desk, open_desk
from crm_cli.services.firm import create_firm
from crm_cli.services.importing.intake import Options
from crm_cli.services.importing.seen import Seen
from tests.exchange.importing import counts, taken, written
from tests.storage import busy_firm

# In the order in which what is named comes before what names it.
NOUNS = (
    "fields", "teams", "reps", "goals", "outcomes", "customers", "contacts", "objections", "scripts", "buildings", "units",
    "tenants", "calllists", "listrules", "dialplans", "listnumbers", "sweeps", "sweephands", "sweepmarks", "templates",
    "series", "calls", "visits", "followups", "objectionsmet", "plans", "steps", "money", "memos", "frontdesks",
    "donotcall", "filters", "absences", "poolmoves", "keptproposals", "notes",
)  # fmt: skip
NOT_HERE = {"quotes", "samples", "orders", "payments", "attachments", "submissions", "signatures"}
"""Parts of another noun, and what moves by `crm export all` alone."""
STAMPS = {"changed_at", "changed_by"}
AS_THEY_STAND = {
    *(
        "fields",
        "objections",
        "scripts",
        "buildings",
        "units",
        "tenants",
        "calllists",
        "listrules",
        "dialplans",
    ),
    *(
        "sweeps",
        "sweephands",
        "sweepmarks",
        "templates",
        "series",
        "memos",
        "filters",
        "absences",
        "poolmoves",
    ),
    *("keptproposals", "listnumbers", "donotcall", "frontdesks", "contacts", "followups"),
}
FACTS = {"listnumbers": {"turn", "tries", "tried_at", "outcome", "outcome_name"}, "absences": {"team"}}
"""What follows from other records, and whose team a rep is in here."""


@pytest.fixture(scope="module")
def busy(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A firm that worked for a few days, made once."""
    path = tmp_path_factory.mktemp("busy") / "busy.db"
    shutil.copy(template, path)
    busy_firm.fill(path)
    return path


def empty_firm(path: Path) -> Desk:
    create_firm(path, "B公司", "tests", region="CN", timezone="Asia/Shanghai")
    desk = open_desk(path, None)
    for name, role in (("陈伟", "rep"), ("李娜", "rep"), ("周敏", "manager")):
        reps.add_rep(desk, name, role=role)
    desk.close()
    return open_desk(path, "周敏")


def exported(desk: Desk, noun: str, kind: str, path: Path) -> Path:
    exporting.export_to(desk, noun, kind, path, {})
    return path


def table_of(desk: Desk, noun: str) -> dict[str, dict[str, Any]]:
    stream = io.BytesIO()
    exporting.export(desk, noun, "jsonl", stream, {})
    rows = [json.loads(line) for line in stream.getvalue().splitlines()]
    return {str(row.get("id") or row): row for row in rows}


def without(row: dict[str, Any], *names: str) -> dict[str, Any]:
    """A record without stamps and local numbers, which another firm counts anew."""
    return {
        key: value
        for key, value in row.items()
        if key not in {*STAMPS, *names, "no"} and not key.endswith("_no")
    }


def _unlike(one: dict[str, Any], other: dict[str, Any] | None) -> dict[str, Any]:
    return {
        key: (value, (other or {}).get(key))
        for key, value in one.items()
        if other is None or other.get(key) != value
    }


def test_every_noun_that_goes_out_is_tried_here():
    assert {*NOUNS} | NOT_HERE == {*exporting.nouns()}


@pytest.mark.parametrize("kind", ["csv", "jsonl", "xlsx"])
def test_every_noun_comes_back_with_its_links_and_a_second_time_brings_nothing(busy, tmp_path, kind):
    source, target = open_desk(busy, "周敏"), empty_firm(tmp_path / "b.db")
    files = {noun: exported(source, noun, kind, tmp_path / f"{noun}.{kind}") for noun in NOUNS}
    held = {noun: table_of(source, noun) for noun in NOUNS}
    source.close()
    assert all(held[noun] for noun in AS_THEY_STAND), [noun for noun in AS_THEY_STAND if not held[noun]]
    for noun in NOUNS:
        if held[noun]:
            report = taken(target, noun, files[noun], add_reps=True)
            assert report.rejected == {}, noun
    for noun in NOUNS:
        found = table_of(target, noun)
        assert len(found) == len(held[noun]), noun
        if noun in AS_THEY_STAND:
            facts = FACTS.get(noun, set())
            said = {key: without(row, *facts) for key, row in held[noun].items()}
            if noun in {"donotcall", "objectionsmet"}:
                # The touch that said so brought the same mark in before, under an id of its own.
                continue
            here = {key: without(row, *facts) for key, row in found.items()}
            assert {key: _unlike(said[key], here.get(key)) for key in said} == {key: {} for key in said}, noun
    for noun in NOUNS:
        if held[noun]:
            again = taken(target, noun, files[noun])
            assert counts(again)[:2] == (0, 0), (noun, again.preview)
            assert again.batch_no is None, noun
    target.close()


def test_a_link_is_followed_by_id_before_its_name_and_never_by_a_strange_number(desk, tmp_path):
    customers.add_customer(desk, "白云", phones=["020-80001111"])
    [one_id] = table_of(desk, "customers")
    customers.add_customer(desk, "黑土", phones=["020-80002222"])
    memos = f"customer_no,customer,customer_id,words\nc2,黑土,{one_id},一\nc1,黑土,,二\nc2,,,三\nc9,,,四\n"
    report = taken(desk, "memos", written(tmp_path / "memos.csv", memos))
    assert counts(report) == (3, 0, 0, 1)
    rows = {row["words"]: row["customer"] for row in table_of(desk, "memos").values()}
    assert rows == {"一": "白云", "二": "黑土", "三": "黑土"}


def test_a_list_of_doors_by_hand_finds_its_floors(desk, tmp_path):
    taken(desk, "buildings", written(tmp_path / "b.csv", "大厦,地址\n中信,天河北路\n"))
    text = "大厦,房号,楼层\n中信,3001,30\n中信,3003,\n中信,3002,30\n没有的,1,1\n中信,3001,30\n"
    report = taken(desk, "units", written(tmp_path / "u.csv", text))
    assert counts(report) == (3, 0, 1, 1)
    doors = {row["unit"]: (row["floor"], row["position"]) for row in table_of(desk, "units").values()}
    assert doors == {"3001": ("30", 1), "3002": ("30", 2), "3003": ("30", 3)}


@pytest.mark.parametrize(
    ("noun", "text"),
    [
        ("objections", "words,answer\n,x\n"),
        ("absences", "rep,starts_on,ends_on\n陈伟,2026-11-20,2026-11-01\n"),
        ("donotcall", "phone,customer\n12,\n"),
        ("frontdesks", "building,customer,kind,words\n,,who,x\n"),
        ("series", "rule,starts_on\nFREQ=NEVER,2026-11-01\n"),
        ("templates", "name,at_time\n月访,点\n"),
        ("fields", 'noun,name,choices\ncustomer,油,"[1"\n'),
        ("units", "building,unit\n没有,1\n"),
        ("calllists", "name,priority\n甲,第一\n"),
        ("scripts", 'script,body\n开场,"{nobody knows}"\n'),
    ],
)
def test_a_row_that_cannot_be_is_rejected_and_nothing_else_happens(open_as, tmp_path, noun, text):
    report = taken(open_as("周敏"), noun, written(tmp_path / "x.csv", text))
    assert counts(report) == (0, 0, 0, 1)
    assert report.batch_no is None


def test_an_update_needs_the_id(desk, tmp_path):
    taken(desk, "buildings", written(tmp_path / "b.csv", "name,address\n中信,天河北路\n"))
    held = next(iter(table_of(desk, "buildings").values()))
    text = f"id,name,address\n{held['id']},中信广场,新路\n,中信广场,别处\n"
    report = taken(desk, "buildings", written(tmp_path / "c.csv", text), on_match="update")
    assert counts(report) == (0, 1, 0, 1)
    row = next(iter(table_of(desk, "buildings").values()))
    assert (row["name"], row["address"]) == ("中信广场", "新路")


@pytest.mark.parametrize("kind", ["csv", "tsv", "xlsx", "jsonl"])
def test_rejects_in_the_files_own_format_make_no_double_once_corrected(desk, tmp_path, kind):
    header, rows = (
        ["公司名称", "电话", "业务员"],
        [["白云", "020-80001111", "陈伟"], ["黑土", "020-80002222", "王强"]],
    )
    path = tmp_path / f"list.{kind}"
    if kind == "xlsx":
        write_xlsx(path, [("list", header, rows)])
    elif kind == "jsonl":
        text = "\n".join(json.dumps(dict(zip(header, row, strict=True)), ensure_ascii=False) for row in rows)
        path.write_text(text + "\n{broken\n", "utf-8")
    else:
        mark = "\t" if kind == "tsv" else ","
        path.write_bytes("\n".join(mark.join(row) for row in [header, *rows]).encode("gb18030"))
    first = import_file(desk, "customers", path)
    assert first.rejects is not None
    assert first.rejects == tmp_path / f"list.rejects.{kind}"
    assert import_file(desk, "customers", path).rejects == first.rejects
    if kind == "xlsx":
        rows = [
            [cell.replace("王强", "李娜") for cell in row.cells] for row in read_workbook(first.rejects).rows
        ]
        first.rejects.unlink()
        write_xlsx(first.rejects, [("list", rows[0], rows[1:])])
    else:
        encoding = "utf-8" if kind == "jsonl" else "gb18030"
        text = first.rejects.read_bytes().decode(encoding)
        first.rejects.write_bytes(text.replace("王强", "李娜").encode(encoding))
    second = import_file(desk, "customers", first.rejects)
    assert counts(second.report)[:3] == (1, 0, 0), second.report
    assert [row["name"] for row in table_of(desk, "customers").values()] == ["白云", "黑土"]
    third = import_file(desk, "customers", first.rejects)
    assert counts(third.report)[:3] == (0, 0, 1)


def test_json_lines_say_which_line_is_wrong(tmp_path):
    path = tmp_path / "x.jsonl"
    path.write_text(
        '{"name": "甲", "phones": ["1", "2"], "n": 3.0, "yes": true, "no": null}\n[1]\n\n{"name": {"a": 1}}\n'
    )
    table = read_table(path)
    assert table.header == ["name", "phones", "n", "yes", "no"]
    assert next((row.line, row.cells, bool(row.problem)) for row in table.rows) == (
        1, ["甲", "1; 2", "3", "1", ""], False,
    )  # fmt: skip
    assert [(row.line, bool(row.problem)) for row in table.rows][1:] == [(2, True), (4, True)]


def test_what_map_said_is_kept_for_the_next_file_and_can_be_forgotten(desk, tmp_path):
    text = "甲,乙\n白云,020-80001111\n"
    said = Reading({"甲": "name", "乙": "phone"})
    dry = import_file(desk, "customers", written(tmp_path / "a.csv", text), said, Options(dry_run=True))
    assert dry.report.dry_run
    assert import_maps.maps(desk) == []
    import_file(desk, "customers", tmp_path / "a.csv", said)
    other = import_file(desk, "customers", written(tmp_path / "b.csv", "甲,乙\n黑土,020-80002222\n"))
    assert counts(other.report) == (1, 0, 0, 0)
    assert other.loaded.map_no == 1
    # The same headers of another noun, and other headers of this, are read as before.
    assert importing.look(desk, "reps", tmp_path / "b.csv").map_no is None
    assert (
        importing.look(desk, "customers", written(tmp_path / "c.csv", "甲,丙,name\n1,2,3\n")).map_no is None
    )
    assert import_file(desk, "customers", tmp_path / "b.csv", Reading({"甲": "name"})).loaded.map_no is None
    import_maps.remove_maps(desk, ["1"])
    assert importing.look(desk, "customers", tmp_path / "b.csv").columns == {}


def test_a_map_that_names_a_field_that_is_gone_is_passed_over(desk, tmp_path):
    with desk.change() as change:
        import_maps.keep_map(desk, change, "customers", "甲\nname", {"甲": "没有的字段"})
    found = importing.look(desk, "customers", written(tmp_path / "a.csv", "甲,name\n1,白云\n"))
    assert (found.map_no, found.columns) == (None, {1: "name"})


@given(
    name=st.sampled_from(["白云", "白雲", "白云公司", "黑土"]),
    phone=st.sampled_from(["", "020-80001111", "020-80009999"]),
    industry=st.sampled_from(["航空", "汽车", ""]),
    on_match=st.sampled_from(["skip", "update"]),
)
@settings(max_examples=20)
def test_a_weak_match_never_overwrites(template, tmp_path_factory, name, phone, industry, on_match):
    folder = tmp_path_factory.mktemp("weak")
    shutil.copy(template, folder / "crm.db")
    desk = open_desk(folder / "crm.db", "陈伟")
    customers.add_customer(desk, "白云", phones=["020-80001111"], industry="原来")
    text = f"name,phone,industry\n{name},{phone},{industry}\n"
    report = taken(desk, "customers", written(folder / "x.csv", text), on_match=on_match)
    kept = next(iter(table_of(desk, "customers").values()))
    if phone != "020-80001111":
        assert (kept["name"], kept["industry"]) == ("白云", "原来")
        assert report.counts["updated"] == 0
    if name.startswith("白") and name != "白云公司" and phone == "" and on_match == "update":
        assert "c1" in report.rejected[2]
    desk.close()


@given(st.lists(st.lists(st.integers(0, 60).map(str), max_size=12), max_size=6))
def test_what_was_met_is_remembered_whatever_it_is_kept_in(blocks):
    from crm_cli.services.importing import seen

    before, seen.EXACT = seen.EXACT, 5
    try:
        found, met = Seen(["0"]), {"0"}
        for block in blocks:
            assert found.meet(block) == met & {*block}
            met |= {*block}
    finally:
        seen.EXACT = before


def test_the_source_and_the_number_of_an_import_are_told(desk, tmp_path):
    report = taken(desk, "memos", written(tmp_path / "m.csv", "words\n一\n"))
    assert report.batch_no == 1
    assert import_history.batch(desk, "i1").row.noun == "memos"
