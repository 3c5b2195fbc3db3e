"""A firm that moves by a file a noun into an empty one: what each noun is to bring with it, looked at one by one."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crm_cli.exchange.importing import import_file
from crm_cli.services import customers, own_fields
from crm_cli.services.customers import edit_customer
from crm_cli.services.desk import Desk, open_desk
from crm_cli.services.firm import create_firm
from tests.exchange.importing import taken, written
from tests.exchange.test_import_round_trip import exported, table_of


@pytest.fixture
def there(tmp_path: Path):
    """Return an empty firm, whose reps come in with the others."""
    create_firm(tmp_path / "there.db", "B公司", "tests", region="CN", timezone="Asia/Shanghai")
    desk = open_desk(tmp_path / "there.db", None)
    yield desk
    desk.close()


def move(source: Desk, target: Desk, folder: Path, *nouns: str, **options: Any) -> None:
    """Bring some nouns over, in this order."""
    for noun in nouns:
        report = taken(target, noun, exported(source, noun, "csv", folder / f"{noun}.csv"), **options)
        assert report.rejected == {}, noun


def told(desk: Desk, noun: str, *keys: str) -> list[tuple[Any, ...]]:
    """Return some keys of every record of a noun."""
    return [tuple(row[key] for key in keys) for row in table_of(desk, noun).values()]


def test_a_closed_customer_stays_closed_and_a_grade_keeps_its_time(desk, there, tmp_path):
    customers.add_customer(desk, "白云", phones=["020-80001111"], grade="C")
    edit_customer(desk, "c1", closed_on="2026-10-01", closed_reason="倒闭")
    with desk.change() as change:
        change.update("customer", 1, grade_at=datetime(2026, 9, 1, 1, tzinfo=UTC))
    move(desk, there, tmp_path, "reps", "customers")
    keys = ("closed_on", "closed_reason", "grade", "grade_at")
    assert told(there, "customers", *keys) == told(desk, "customers", *keys)
    assert told(there, "customers", *keys)[0][:2] == ("2026-10-01", "倒闭")


def test_an_update_closes_a_customer_by_three_columns(desk, tmp_path):
    customers.add_customer(desk, "白云", phones=["020-80001111"])
    (identity,) = table_of(desk, "customers")
    text = f"id,name,closed_on\n{identity},白云,2026-10-02\n"
    report = taken(desk, "customers", written(tmp_path / "c.csv", text), on_match="update")
    assert report.counts["updated"] == 1
    assert told(desk, "customers", "closed_on") == [("2026-10-02",)]


def test_a_column_nobody_knows_is_named_in_our_own_export_too(desk, there, tmp_path):
    own_fields.add_field(desk, "customer", "发质", kind="choice", choices=["干", "油"])
    customers.add_customer(desk, "白云", own_fields={"发质": "干"})
    path = exported(desk, "customers", "csv", tmp_path / "customers.csv")
    lines = path.read_text("utf-8-sig").splitlines()
    path.write_text(f"{lines[0]},我的列\n{lines[1]},有\n", "utf-8")
    assert import_file(there, "customers", path).loaded.unknown == ("发质", "我的列")


def test_a_choice_that_is_none_stays_in_the_notes(desk, tmp_path):
    own_fields.add_field(desk, "customer", "发质", kind="choice", choices=["干", "油"])
    own_fields.add_field(desk, "contact", "级", kind="choice", choices=["一"])
    text = "公司名称,备注,发质\n白云,老客户,中性\n黑土,,油\n"
    taken(desk, "customers", written(tmp_path / "a.csv", text))
    assert told(desk, "customers", "notes", "发质") == [("老客户\n发质: 中性", ""), ("", "油")]
    taken(desk, "contacts", written(tmp_path / "b.csv", "公司,姓名,级\n白云,王丽,二\n"))
    assert told(desk, "contacts", "notes", "级") == [("级: 二", "")]
