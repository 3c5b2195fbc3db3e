"""Knocks: visits at doors, firms found or added behind them, plans closed, doors emptied, and all of it undone."""

from collections.abc import Callable

import pytest
import time_machine

from crm_cli.errors import AmbiguousError, NotFoundError, RefusedError, UsageError
from crm_cli.services.contacts import contacts, phones
from crm_cli.services.customers import add_customer, customers
from crm_cli.services.desk import Desk
from crm_cli.services.history import undo
from crm_cli.services.plans import add_plan, plans
from crm_cli.services.receipts import Receipt
from crm_cli.services.sweep_next import DoorOffer, next_for
from crm_cli.services.sweep_views import doors
from crm_cli.services.sweeps import my_sweep
from crm_cli.services.tenants import tenants_at
from crm_cli.services.visits import edit_visit, visits
from crm_cli.storage.buildings import FIND_UNITS
from crm_cli.storage.door_leases import FIND_DOOR_LEASES
from crm_cli.storage.front_desk import FRONT_DESK
from tests.services.tower import TOWER, knock, raise_tower

Open = Callable[[str | None], Desk]


@pytest.fixture(autouse=True)
def _friday() -> object:
    with time_machine.travel("2026-11-20T02:00:00+00:00", tick=False) as clock:
        yield clock


@pytest.fixture
def tower(desk: Desk) -> Desk:
    raise_tower(desk, 30)
    return desk


def unit(desk: Desk, code: str) -> int:
    return desk.database.one(FIND_UNITS, codes=[code]).no


def states(desk: Desk, *codes: str) -> str:
    found = {door.code: door.state for door in doors(desk, my_sweep(desk))}
    return " ".join(found[code] for code in codes)


def warnings(receipts: list[Receipt]) -> str:
    return "\n".join(warning for one in receipts for warning in one.warnings)


def lines(receipts: list[Receipt]) -> str:
    return "\n".join(line for one in receipts for line in one.lines)


def test_a_door_is_a_cold_visit_bound_to_its_unit_and_sweep(tower: Desk) -> None:
    knock(tower, "3012 not_in 下午回来")
    [visit] = visits(tower)
    assert (visit.building, visit.floor, visit.unit, visit.how) == (TOWER, "30", "3012", "cold")
    assert (visit.outcome, visit.note, visit.rep, visit.customer_no) == ("not_in", "下午回来", "陈伟", None)
    assert states(tower, "3012", "3011") == "revisit todo"


def test_many_doors_in_one_line_are_one_change(tower: Desk) -> None:
    done = knock(tower, "3001 3003,3005-3007 3010-12 closed 2901 vacant 2902 refused 不接待推销")
    assert [one.noun for one in done] == ["visit"] * 10
    assert {visit.unit for visit in visits(tower, outcomes=["closed"])} == {
        "3001", "3003", "3005", "3006", "3007", "3010", "3011", "3012"
    }  # fmt: skip
    assert states(tower, "2901", "2902", "3002") == "exhausted opened todo"
    undo(tower)
    assert visits(tower) == []
    assert states(tower, "2901", "3001") == "todo todo"


def test_a_door_that_does_not_exist_takes_the_whole_batch_back(tower: Desk) -> None:
    with pytest.raises(NotFoundError, match="Line 2: There is no door 3099"):
        knock(tower, "3001 closed", "3099 closed")
    with pytest.raises(RefusedError):
        knock(tower, "3001-2912 closed")
    assert visits(tower) == []


def test_a_new_firm_is_added_bound_and_its_person_found_again(tower: Desk) -> None:
    knock(tower, "3003 met_decision_maker card B 广州宏达礼品有限公司 王总 138 0013 8000 +2d 送样")
    [firm] = customers(tower)
    assert (firm.source, firm.owner, firm.building, firm.floor, firm.unit) == (
        "sweep",
        "陈伟",
        TOWER,
        "30",
        "3003",
    )
    assert (firm.city, firm.district, firm.grade, firm.next_step) == ("广州", "天河", "B", "送样")
    [person] = contacts(tower)
    assert (person.name, person.phone) == ("王总", "138 0013 8000")
    assert [phone.e164 for phone in phones(tower, customer_no=firm.no)] == ["+8613800138000"]
    [visit] = visits(tower)
    assert (visit.customer_no, visit.contact_no, visit.card, visit.grade) == (firm.no, person.no, True, "B")
    assert [one.customer_no for one in tenants_at(tower, unit(tower, "3003"))] == [firm.no]
    with time_machine.travel("2026-11-20T07:00:00+00:00"):
        knock(tower, "3003 met_staff 王总 13800138000")
    assert len(contacts(tower)) == len(customers(tower)) == 1
    assert len(phones(tower, customer_no=firm.no)) == 1
    assert visits(tower)[0].kind == "return"
    undo(tower)
    undo(tower)
    assert (customers(tower), contacts(tower), tenants_at(tower, unit(tower, "3003"))) == ([], [], [])


def test_a_firm_on_file_is_found_by_its_name_in_the_tower_or_anywhere(tower: Desk) -> None:
    add_customer(tower, "明辉貿易有限公司")
    add_customer(tower, "远东科技有限公司", building="环球大厦", unit="808")
    knock(tower, "3001 met_staff 明辉贸易有限公司 李经理")
    assert visits(tower)[0].customer_no == 1
    again = knock(tower, "3002 met_staff 明辉贸易")
    assert visits(tower)[0].customer_no == 1
    assert "c1 is behind 3001 too." in warnings(again)
    # One called the same at another address may be a branch: it is added, and said.
    far = knock(tower, "2901 met_staff 远东科技有限公司")
    assert visits(tower)[0].customer_no == 3
    assert "c2 has the same name." in warnings(far)


def test_a_near_name_in_the_same_tower_is_warned_of(tower: Desk) -> None:
    knock(tower, "3001 met_staff 广州宏达礼品有限公司 王总")
    done = knock(tower, "2905 met_staff 宏达礼品 李总")
    assert "3001 is c1 广州宏达礼品有限公司" in warnings(done)
    assert visits(tower)[0].customer_no == 2
    undo(tower)
    place = knock(tower, "2905 met_staff 李总 --customer c1")
    assert visits(tower)[0].customer_no == 1
    assert "c1 is behind 2905 now." in lines(place)


def test_several_tenants_have_to_be_told_apart_where_the_door_opened(tower: Desk) -> None:
    for name in ("宏达礼品", "远东科技"):
        knock(tower, f"3001 met_staff --name {name}")
    with pytest.raises(NotFoundError):
        knock(tower, "3001 met_staff 王总")
    knock(tower, "3001 closed")
    assert visits(tower)[0].customer_no is None
    knock(tower, "3001 met_staff 远东")
    assert visits(tower)[0].customer == "远东科技"


def test_what_belongs_to_a_customer_needs_one(tower: Desk) -> None:
    for line in ("3001 met_staff --name 宏达 --title 经理", "3001 deal --amount 500"):
        with pytest.raises(UsageError):
            knock(tower, line)
    with pytest.raises(UsageError, match="no customer on file"):
        knock(tower, "3001 met_staff A")
    with pytest.raises(UsageError, match="said of one door"):
        knock(tower, "3001 3002 met_staff --name 宏达 --person 王总")
    assert visits(tower) == []
    assert "no customer on file" in warnings(knock(tower, "3001 met_staff"))


@pytest.mark.parametrize(
    ("line", "person", "count"),
    [
        ("3001 card 王总 13800138000", "王总", 1),
        ("3001 met_staff 王总", "王总", 0),
        ("3001 met_staff 13800138000", None, 1),
    ],
)
def test_somebody_met_of_no_firm_is_filed_at_the_door(
    tower: Desk, line: str, person: str | None, count: int
) -> None:
    done = knock(tower, line)
    assert "No firm was named" in warnings(done)
    [visit] = visits(tower)
    door = f"{visit.building} 3001"
    assert (visit.customer, visit.contact or None) == (door, person)
    assert len(phones(tower, customer_no=visit.customer_no)) == count
    # Named at the next knock, it is the same customer, and no second one behind the door.
    knock(tower, "3001 met_staff --name 广州长风贸易有限公司 --person 王总")
    assert {one.customer_no for one in visits(tower)} == {visit.customer_no}
    assert {one.customer for one in visits(tower)} == {"广州长风贸易有限公司"}


def test_a_card_without_an_outcome_leaves_the_door_in_work(tower: Desk) -> None:
    done = knock(tower, "3012 card 宏达 王总 13800138000")
    assert "v1 has no outcome yet" in warnings(done)
    assert "crm visit edit v1 --outcome" in warnings(done)
    [visit] = visits(tower)
    assert (visit.outcome, visit.card, visit.customer, visit.contact) == (None, True, "宏达", "王总")
    assert [one.e164 for one in phones(tower, customer_no=visit.customer_no)] == ["+8613800138000"]
    door = next(one for one in doors(tower, my_sweep(tower)) if one.code == "3012")
    assert (door.state, door.knocked) == ("pending", False)
    offered = next_for(tower)
    assert isinstance(offered, DoorOffer)
    assert offered.door.code == "3001"
    assert "3012 has v1 without an outcome" in warnings(knock(tower, "3012 met_staff"))
    undo(tower)
    edit_visit(tower, visit, outcome="met_staff")
    assert states(tower, "3012") == "met"
    # It was closed in the morning; what is not said yet takes nothing of that back.
    knock(tower, "3011 closed @9:00")
    knock(tower, "3011 card --name 明辉贸易")
    assert next(one.knocked for one in doors(tower, my_sweep(tower)) if one.code == "3011")
    assert states(tower, "3011") == "pending"


def test_a_card_where_several_are_asks_whose(tower: Desk) -> None:
    for name in ("宏达", "明辉"):
        knock(tower, f"3012 met_staff --name {name}")
    with pytest.raises(AmbiguousError):
        knock(tower, "3012 card 王总 13800138000")
    # Whoever left a number behind a shut door is asked about too: it would be lost.
    with pytest.raises(AmbiguousError):
        knock(tower, "3012 not_in --phone 13800138000")


def test_an_empty_door_ends_who_was_behind_it(tower: Desk) -> None:
    knock(tower, "3001 met_staff 宏达礼品", "3002 met_staff 宏达礼品", "3003 met_staff 远东科技")
    with time_machine.travel("2026-11-20T04:00:00+00:00"):
        knock(tower, "3001 moved 3003 vacant")
    firms = {firm.name: firm for firm in customers(tower)}
    assert tenants_at(tower, unit(tower, "3001")) == []
    # It is behind another door still, so the firm itself has not gone.
    assert firms["宏达礼品"].closed_on is None
    assert firms["宏达礼品"].unit == "3002"
    assert (firms["远东科技"].closed_on is None, firms["远东科技"].unit) == (False, "")
    undo(tower)
    assert len(tenants_at(tower, unit(tower, "3001"))) == 1


def test_no_entry_is_of_the_whole_building_and_remembered_at_its_desk(tower: Desk) -> None:
    knock(tower, "no_entry 要登记身份证")
    [visit] = visits(tower)
    assert (visit.unit, visit.building, visit.outcome) == ("", TOWER, "no_entry")
    [note] = tower.database.all(FRONT_DESK)
    assert (note.kind, note.words, note.visit_no, note.building) == (
        "forbidden",
        "要登记身份证",
        visit.no,
        TOWER,
    )
    knock(tower, "no_entry 要登记身份证")
    knock(tower, "3001 refused --who 短发的小刘")
    assert [one.words for one in tower.database.all(FRONT_DESK)] == ["要登记身份证", "短发的小刘"]
    with pytest.raises(UsageError, match="Which door"):
        knock(tower, "not_in")


def test_the_first_knock_closes_the_plan_of_its_front_and_an_appointment_its_own(tower: Desk) -> None:
    assert [plan.state for plan in plans(tower, day=tower.today())] == ["planned", "planned"]
    assert "Plan p1 is done." in lines(knock(tower, "3001 closed"))
    assert "Plan" not in lines(knock(tower, "3002 met_staff 宏达礼品"))
    add_plan(tower, "宏达礼品", when="today")
    with time_machine.travel("2026-11-20T04:00:00+00:00"):
        knock(tower, "3002 met_staff")
    assert visits(tower)[0].how == "invited"
    assert [plan.state for plan in plans(tower, day=tower.today())] == ["visited", "planned", "visited"]


def test_a_lease_ends_with_the_knock_and_another_is_told_of(tower: Desk, open_as: Open) -> None:
    offer = next_for(tower)
    assert isinstance(offer, DoorOffer)
    assert len(tower.database.all(FIND_DOOR_LEASES)) == 1
    done = knock(open_as("李娜"), f"{offer.door.code} closed")
    assert "陈伟 was sent to" in warnings(done)
    assert tower.database.all(FIND_DOOR_LEASES) == []


def test_a_door_knocked_at_twice_is_warned_of_unless_it_was_to_be_revisited(
    tower: Desk, open_as: Open
) -> None:
    knock(tower, "3001 closed", "3002 refused")
    other = open_as("李娜")
    assert "3001 was knocked at already: v1 陈伟 11-20 10:00 door closed" in warnings(
        knock(other, "3001 closed")
    )
    with time_machine.travel("2026-11-23T07:00:00+00:00"):
        assert "already" not in warnings(knock(tower, "3001 not_in"))
        assert "already" in warnings(knock(tower, "3002 closed"))


def test_a_sweep_that_is_over_takes_no_knock(tower: Desk) -> None:
    with tower.change() as change:
        change.update("sweep", 1, state="cancelled")
    with pytest.raises(RefusedError):
        knock(tower, "3001 closed", sweep="w1")
    with pytest.raises(NotFoundError):
        knock(tower, "3001 closed")


def test_a_knock_that_is_removed_leaves_what_was_learnt_of_the_desk(tower: Desk) -> None:
    from crm_cli.services.removal import remove_touch

    knock(tower, "no_entry 要登记身份证")
    remove_touch(tower, "visit", visits(tower)[0])
    assert [note.visit_no for note in tower.database.all(FRONT_DESK)] == [None]
    assert [plan.state for plan in plans(tower, day=tower.today())] == ["planned", "planned"]


@pytest.mark.parametrize(
    ("on_file", "said"),
    [
        ("广州宏达礼品有限公司", "宏达礼品"),
        ("宏達禮品有限公司", "广州宏达礼品"),
        ("Acme Trading Co., Ltd.", "Acme Trading Far East"),
    ],
)
def test_a_firm_of_a_like_name_elsewhere_in_the_tower_is_warned_of(
    tower: Desk, on_file: str, said: str
) -> None:
    knock(tower, f'3001 met_staff --name "{on_file}"')
    assert "3001 is c" in warnings(knock(tower, f'3002 met_staff --name "{said}"'))
    assert "3001" not in warnings(knock(tower, "3003 met_staff --name 别的公司"))
