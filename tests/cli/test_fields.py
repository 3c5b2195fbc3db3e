"""`crm field`, and own fields where they are filled in, filtered by, searched for, imported and exported."""

from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def kept(firm: Run) -> Run:
    """白云 (c1) with a value in three own fields, 王丽 (n1) with one, and an empty customer c2."""
    for line in (
        "field add customer 发质 --choices 油性,干性",
        "field add customer 老客户 --kind flag",
        "field add customer 员工数 --kind number",
        "field add contact 称呼",
        "customer add 深圳前海 --owner 陈伟",
        "customer edit c1 --field 发質=乾性 --field 老客户=有 --field 员工数=1,200.50",
        "contact edit n1 --field 称呼=王总",
    ):
        done = firm(line)
        assert done.exit_code == 0, done.said
    return firm


def own(run: Run, who: str = "c1") -> dict[str, str]:
    return dict(run(f"customer show {who} --format json").json()["fields"])


def test_values_are_kept_as_the_field_says_however_they_are_typed(kept: Run) -> None:
    assert own(kept) == {"发质": "干性", "老客户": "1", "员工数": "1200.5"}
    assert kept("contact show n1 --format json").json()["fields"] == {"称呼": "王总"}
    assert "老客户  yes" in kept("customer show c1").stdout
    assert "already so" in kept("contact edit n1 --field 称呼=王总").stdout
    kept("customer edit c1 --field 发质=")
    assert "发质" not in own(kept)
    kept("undo")
    assert own(kept)["发质"] == "干性"


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("customer list --field 发质=乾性", "c1"),
        ("customer list --field 员工数=1200.50", "c1"),
        ("customer list --field 老客户=yes", "c1"),
        ("customer list --field 老客户=否", ""),
        ("contact list --field 称呼=王总", "n1"),
        ("contact list --field 称呼=李总", ""),
    ],
)
def test_lists_are_narrowed_by_a_value(kept: Run, line: str, found: str) -> None:
    assert kept(f"{line} --format ids").stdout.split() == found.split()


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("field add customer phone", 2),
        ("field add customer tags", 2),
        ("field add customer a=b", 2),
        ("field add customer 发質", 4),
        ("field add customer x --kind choice", 2),
        ("field add customer x --kind number --choices a,b", 2),
        ("field add rep x", 2),
        ("field edit customer 发质 --name 员工数", 4),
        ("field edit customer 发质 --remove-choice 卷", 2),
        ("field edit customer 发质 --remove-choice 油性,干性", 2),
        ("field edit customer 发质 --position 0", 2),
        ("field edit customer 无此 --name x", 3),
        ("field show contact 发质", 3),
        ("field remove customer 发质", 2),
        ("customer edit c1 --field 发质=卷", 2),
        ("customer edit c1 --field 员工数=nan", 2),
        ("customer edit c1 --field 员工数=1e9", 2),
        ("customer edit c1 --field 老客户=也许", 2),
        ("customer edit c1 --field 发质", 2),
        ("customer list --field 无此=1", 3),
        ("customer list --field 发质=", 2),
    ],
)
def test_what_cannot_be_is_refused(kept: Run, line: str, code: int) -> None:
    done = kept(line)
    assert done.exit_code == code, done.said
    assert own(kept) == {"发质": "干性", "老客户": "1", "员工数": "1200.5"}


def test_a_field_is_renamed_moved_and_its_choices_changed_in_one_command(kept: Run) -> None:
    told = kept("field edit customer 发质 --name 头发 --position 9 --choices 油性,[/b],=1+1")
    assert "“干性” is no choice any more" in told.stderr
    rows = kept("field list customer --format json").json()
    assert [(one["name"], one["place"]) for one in rows] == [("老客户", 1), ("员工数", 2), ("头发", 3)]
    assert rows[2]["choices"] == ["油性", "[/b]", "=1+1"]
    assert own(kept)["头发"] == "干性"
    assert kept("customer list --field 头发=干性 --format ids").stdout.split() == ["c1"]
    assert kept("customer edit c2 --field 头发=干性").exit_code == 2
    kept("undo")
    assert [one["name"] for one in kept("field list customer --format json").json()] == [
        "发质",
        "老客户",
        "员工数",
    ]


def test_a_retired_field_keeps_its_values_and_takes_no_more(kept: Run, tmp_path: Path) -> None:
    kept("field edit customer 发质 --retire")
    assert own(kept)["发质"] == "干性"
    assert kept("customer edit c2 --field 发质=油性").exit_code == 4
    assert kept("customer edit c1 --field 发质=").exit_code == 0
    path = tmp_path / "in.csv"
    path.write_text("公司名称,发质\n广州新客户,油性\n", encoding="utf-8")
    assert "发质" in kept("import customers", str(path)).said
    assert own(kept, "广州新客户") == {}
    kept("field edit customer 发质 --restore")
    assert kept("customer edit c2 --field 发质=油性").exit_code == 0


def test_removing_a_field_takes_its_values_and_undo_brings_them_back(kept: Run) -> None:
    shown = kept("field show customer 发质 --format json").json()
    assert (shown["held"], shown["values"]) == (1, {"干性": 1})
    assert kept("field remove customer 发质 --yes").exit_code == 0
    assert own(kept) == {"老客户": "1", "员工数": "1200.5"}
    kept("undo")
    assert own(kept)["发质"] == "干性"


def test_values_come_in_and_go_out_with_customers_and_contacts(kept: Run, tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text("姓名,客户,称呼\n李强,广州白云航空服务有限公司,强哥\n", encoding="utf-8")
    assert kept("import contacts", str(people)).exit_code == 0
    assert [one for one in kept("export contacts").stdout.splitlines() if "李强" in one and "强哥" in one]
    header, first, *_rest = kept("export customers").stdout.splitlines()
    row = dict(zip(header.split(","), first.split(","), strict=True))
    assert (row["发质"], row["员工数"], row["老客户"]) == ("干性", "1200.5", "1")


def test_many_are_set_at_once_and_it_is_one_undo(kept: Run) -> None:
    ids = kept("customer list --format ids").stdout
    assert kept("customer edit - --field 发质=油性", stdin=ids).exit_code == 0
    assert [own(kept, no)["发质"] for no in ("c1", "c2")] == ["油性", "油性"]
    kept("undo")
    assert [own(kept, no).get("发质") for no in ("c1", "c2")] == ["干性", None]
