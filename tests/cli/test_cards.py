"""`crm card`: a batch of cards is shown, corrected, filed in one change, and taken back by one undo."""

from pathlib import Path

import pytest

from tests.cli.conftest import Run

WANG = "广州宏达礼品有限公司\n王丽 采购经理\n手机：13800138000  电话：020-83881234转801\n传真：020-83881235\n总机 020-83880000"
LI = "广州宏达礼品 李娜 13900139000"
VCARD = "BEGIN:VCARD\nVERSION:3.0\nFN:陈大明\nORG:深圳石厦餐饮\nTEL;TYPE=CELL:13700137000\nEND:VCARD\n"


@pytest.fixture
def cards(tmp_path: Path) -> str:
    path = tmp_path / "cards.txt"
    path.write_text(f"{WANG}\n\n{LI}\n\n{VCARD}", "utf-8")
    return str(path)


def test_a_batch_is_filed_and_undone_at_once(run: Run, cards: str) -> None:
    done = run("card add", cards, "--yes", "--source", "expo")
    assert done.exit_code == 0, done.stderr
    customers = run("customer list --format json").json()
    assert {one["name"]: one["source"] for one in customers} == {
        "广州宏达礼品有限公司": "expo",
        "深圳石厦餐饮": "expo",
    }
    assert {one["owner"] for one in customers} == {"陈伟"}
    people = run("contact list --format json").json()
    assert {(one["name"], one["customer"]) for one in people} == {
        ("王丽", "广州宏达礼品有限公司"), ("李娜", "广州宏达礼品有限公司"), ("陈大明", "深圳石厦餐饮"),
    }  # fmt: skip
    shown = run("customer show 宏达 --format json").json()
    assert "020-83881235" in shown["notes"]
    assert not any("83881235" in str(phone) for phone in shown["phones"])
    assert run("visit list --all --format json").json() == run("call list --all --format json").json() == []
    assert run("undo").exit_code == 0
    assert run("customer list --format json").json() == []


def test_the_same_cards_again_change_nothing(run: Run, cards: str) -> None:
    run("card add", cards, "--yes")
    before = run("history --format json").json()
    dry = run("card add", cards, "--dry-run", "--format", "json").json()
    assert [one["does"] for one in dry] == ["known"] * 3
    again = run("card add", cards, "--yes")
    assert "on file already" in again.stdout
    assert len(run("customer list --format json").json()) == 2
    assert len(run("contact list --format json").json()) == 3
    assert len(run("history --format json").json()) - len(before) <= 1


def test_reading_and_rehearsing_change_nothing(run: Run, cards: str) -> None:
    read = run("card read", cards, "--format", "json").json()
    assert [one["person"] for one in read] == ["王丽", "李娜", "陈大明"]
    dry = run("card add", cards, "--dry-run", "--format", "json").json()
    assert [one["does"] for one in dry] == ["new", "person", "new"]
    assert dry[0]["customer_no"] is None
    assert run("customer list --format json").json() == []
    assert run("history --format json").json() == run("history --format json").json()


def test_without_a_terminal_nobody_is_asked(run: Run, cards: str) -> None:
    refused = run("card add", cards)
    assert refused.exit_code == 2
    assert "--yes" in refused.stderr
    assert run("customer list --format json").json() == []


def test_a_card_is_corrected_and_one_left_out_at_a_terminal(run: Run, cards: str) -> None:
    typed = (
        "1 person=王莉\nnonsense\n9 title=x\n1 customer=c999\n1 customer=谁也不是\n2 -\n3 customer=new\ny\n"
    )
    done = run("card add", cards, stdin=typed, terminal=True)
    assert done.exit_code == 0, done.stderr
    assert {one["name"] for one in run("contact list --format json").json()} == {"王莉", "陈大明"}


@pytest.mark.parametrize("typed", ["n\n", "\n", "", "1 -\n2 -\n3 -\n"])
def test_a_no_files_nothing(run: Run, cards: str, typed: str) -> None:
    assert run("card add", cards, stdin=typed, terminal=True).exit_code == 1
    assert run("customer list --format json").json() == []


def test_corrections_without_a_terminal(run: Run) -> None:
    done = run(
        "card add", LI, "--set", "company=天龙建设", "--set", "mobiles=13911112222; 13922223333", "--yes"
    )
    assert done.exit_code == 0, done.stderr
    assert run("customer show 天龙 --format json").json()["name"] == "天龙建设"
    for wrong in ("nothing=1", "person", "5.person=x"):
        assert run("card add", LI, "--set", wrong, "--yes").exit_code == 2


def test_what_is_pasted_ends_with_a_dot(run: Run) -> None:
    pasted = f"{WANG}\n\n{LI}\n.\ny\n"
    assert run("card add --paste", stdin=pasted, terminal=True).exit_code == 0
    assert len(run("contact list --format json").json()) == 2


def test_a_person_on_file_is_completed_and_differences_are_told(firm: Run) -> None:
    card = "广州白云航空服务有限公司 王丽 采购总监 19000008000 13800138000 lily@byhk.com"
    done = firm("card add", card, "--yes")
    assert "completed" in done.stdout
    assert "采购总监" in done.stderr
    person = firm("contact show n1 --format json").json()
    assert (person["title"], person["email"]) == ("采购经理", "lily@byhk.com")
    assert len(person["phones"]) == 2
    firm("card add", card, "--yes", "--update")
    assert firm("contact show n1 --format json").json()["title"] == "采购总监"


def test_a_double_by_phone_or_near_name_is_named(firm: Run) -> None:
    other = firm("card add", "深圳天龙建设有限公司 张三 19000008000", "--yes")
    assert "c1 广州白云航空服务有限公司" in other.stderr
    near = firm("card add", "白云航空 李四 13811112222", "--yes")
    assert "c1 广州白云航空服务有限公司 has a name like it" in near.stderr
    same = firm("card add", "广州白云航空服务 王五 13833334444", "--yes")
    assert "c1 " in same.stdout
    alone = firm("card add", "190 0000 8000", "--yes")
    assert "c1 " in alone.stdout


def test_a_number_of_somebody_else_stays_and_is_told(firm: Run) -> None:
    firm("card add '宏达礼品有限公司 李小明 13812340001' --yes")
    again = firm("card add '宏达礼品有限公司 王强 13812340001' --yes")
    assert "13812340001 is on file as a number of 李小明" in again.stderr
    assert {one["name"] for one in firm("contact list --format json").json() if one["phone"]} >= {"李小明"}


def test_of_two_reps_the_owner_is_told(firm: Run) -> None:
    done = firm("card add", "广州白云航空服务有限公司 赵六 13855556666", "--yes", who="李娜")
    assert done.exit_code == 0
    assert "陈伟" in done.stderr


def test_a_visit_learns_whose_card_was_got(firm: Run) -> None:
    assert firm("visit log met_staff --building 中信广场 --floor 30 --unit 3012").exit_code == 0
    done = firm("card add", LI, "--visit", "v1", "--yes")
    assert done.exit_code == 0, done.stderr
    visit = firm("visit show v1 --format json").json()
    assert (visit["card"], visit["customer"], visit["contact"]) == (True, "广州宏达礼品", "李娜")
    customer = firm("customer show 宏达 --format json").json()
    assert (customer["building"], customer["unit"], customer["source"]) == ("中信广场", "3012", "sweep")
    firm("undo")
    again = firm("visit show v1 --format json").json()
    assert (again["card"], again["customer_no"]) == (False, None)
    assert firm("card add", LI, "--visit", "v9", "--yes").exit_code == 3


def test_a_door_gets_its_tenant(firm: Run) -> None:
    added = firm("building add 中信广场 --floors 2-31 --units 01-12")
    assert added.exit_code == 0, added.stderr
    done = firm("card add", LI, "--building", "中信", "--unit", "3011-3012", "--yes")
    assert "It is behind 中信广场 3011, 3012 now." in done.stdout
    assert firm("undo").exit_code == 0
    done = firm("card add", LI, "--building", "中信", "--unit", "3012", "--yes")
    assert done.exit_code == 0, done.stderr
    tenants = firm("building tenants 中信广场 --format json").json()
    assert [(one["customer"], one["unit"]) for one in tenants] == [("广州宏达礼品", "3012")]
    firm("card add", "天龙公司 张三 13811112222 天河北路233号中信广场1105室", "--yes")
    assert len(firm("building tenants 中信广场 --format json").json()) == 2
    assert firm("card add", LI, "--building", "中信", "--unit", "9999", "--yes").exit_code == 3
    assert firm("card add", LI, "--unit", "3012", "--yes").exit_code == 2


def test_neither_a_firm_nor_a_person_is_left_out(run: Run) -> None:
    done = run("card add", "13800138000", "王丽 13900139000", "[b]礼品公司 =1+1 张三 13811112222", "--yes")
    assert done.exit_code == 0
    assert "left out" in done.stderr
    people = {one["name"]: one["kind"] for one in run("customer list --format json").json()}
    assert people == {"王丽": "person", "[b]礼品公司": "company"}


def test_numbers_from_abroad_are_kept_with_their_country(run: Run) -> None:
    run(
        "card add",
        "香港永利貿易有限公司\n陳大文\n香港灣仔軒尼詩道338號\n電話 2345 6789\n手提 9123 4567",
        "--yes",
    )
    shown = run("customer show 永利 --format json").json()
    assert any("+852" in str(phone) for phone in shown["phones"])


@pytest.mark.parametrize(
    "line", ["card add", "card add none.vcf", "card read ''", "card add a b --lines --one --yes"]
)
def test_nothing_to_read_is_refused(run: Run, line: str) -> None:
    assert run(line).exit_code in {2, 3}


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
def test_a_phones_file_is_read_whatever_ends_its_lines(
    run: Run, tmp_path: Path, end: str, encoding: str
) -> None:
    lines = [
        "BEGIN:VCARD",
        "VERSION:3.0",
        "FN:张飞",
        "ORG:桃园礼品公司",
        "TEL;TYPE=CELL:+8613912340000",
        "END:VCARD",
    ]
    scanned = tmp_path / "scanned.vcf"
    scanned.write_bytes("".join(f"{line}{end}" for line in lines * 2).encode(encoding))
    read = run("card read", str(scanned), "--format", "json").json()
    assert [(one["person"], one["company"], one["mobiles"]) for one in read] == [
        ("张飞", "桃园礼品公司", ["+8613912340000"])
    ] * 2


def test_the_fax_goes_into_the_firms_own_field(run: Run, cards: str) -> None:
    run("field add customer 传真")
    run("card add", cards, "--yes")
    shown = run("customer show 宏达 --format json").json()
    assert "83881235" in str(shown)
    assert "83881235" not in shown["notes"]


def test_a_field_is_corrected_by_its_chinese_name_too(run: Run) -> None:
    assert run("card add --lang zh-Hans --yes", LI, "--set", "公司=天龙建设").exit_code == 0
    assert run("customer show 天龙 --format json").json()["name"] == "天龙建设"


def test_the_building_said_wins_over_the_cards_for_a_new_customer(run: Run) -> None:
    run("card add --yes --building 环球大厦", "天龙公司 张三 13811112222 天河北路233号中信广场1105室")
    assert run("customer show 天龙 --format json").json()["building"] == "环球大厦"
