"""Buildings, their doors and tenants: addresses and doors say the same, and undo leaves no trace."""

import sqlite3
from collections.abc import Callable
from datetime import date

import pytest

from crm_cli.errors import NotFoundError, RefusedError, UsageError
from crm_cli.services import buildings, customers, history, removal, tenant_moves, units, visits
from crm_cli.services.buildings import Layout, add_building, find_building
from crm_cli.services.desk import Desk
from crm_cli.services.front_desk import memory, note_front_desk, remember, where
from crm_cli.services.tenants import bind_by_text, move_in, tenants_at, vacate
from crm_cli.services.touches import Extras


def _visit(desk: Desk) -> int:
    return visits.log_visit(desk, visits.Typed("c1", "not_in")).no


TOWER = Layout(floors="28-31", units="01-12")


def _address(desk: Desk, no: int) -> str:
    row = customers.customers(desk, no=no)[0]
    return f"{row.building} {row.floor} {row.unit}".strip()


def _tenants(desk: Desk) -> str:
    return " ".join(f"{row.code}:c{row.customer_no}" for row in tenant_moves.tenancies(desk, "b1"))


def _rows(desk: Desk) -> dict[str, list[tuple[object, ...]]]:
    """Return what the tables of places hold, but for ids and stamps, which redoing makes anew."""
    tables = {
        "unit": "code, floor, floor_order, position, side, retired_on",
        "tenancy": "unit_no, customer_no, since, until, reason",
        "customer": "name, building, floor, unit",
        "building": "name, retired_on",
    }
    connection: sqlite3.Connection = desk.database.connection
    return {
        name: connection.execute(f"select {what} from {name} order by no").fetchall()
        for name, what in tables.items()
    }


@pytest.fixture
def tower(desk: Desk) -> Desk:
    """A desk with a tower b1 of 4 × 12 doors, 甲 (c1) behind 3001 and 乙 (c2) nowhere."""
    add_building(desk, "中信广场", TOWER)
    customers.add_customer(desk, "甲公司")
    customers.add_customer(desk, "乙公司")
    tenant_moves.enter(desk, "b1", "3001", "c1")
    return desk


@pytest.mark.parametrize(
    ("building", "floor", "unit", "bound"),
    [
        ("中信廣場", "", "3012", "3012:c1"),
        ("中信广场 ", "30", "12室", "3012:c1"),
        ("中信广场", "", "3010-3012", "3010:c1 3011:c1 3012:c1"),
        ("中信广场", "", "3001/3102", "3001:c1 3102:c1"),
        ("中信广场", "", "30/F Unit 2", "3002:c1"),
        ("中信广场", "30", "", ""),
        ("中信广场", "", "", ""),
        ("中信广场南塔", "", "3001", ""),
        ("", "", "3001", ""),
    ],
)
def test_customers_whose_address_names_a_door_become_its_tenants(
    desk: Desk, building: str, floor: str, unit: str, bound: str
) -> None:
    customers.add_customer(desk, "甲公司", building=building, floor=floor, unit=unit)
    add_building(desk, "中信广场", TOWER)
    assert _tenants(desk) == bound
    row = customers.customers(desk, no=1)[0]
    assert row.unit == unit
    if bound:
        assert (row.building, row.floor) == ("中信广场", floor or bound[:2])


def test_who_left_or_closed_is_not_bound_again(desk: Desk) -> None:
    customers.add_customer(desk, "甲公司", building="中信广场", unit="3001")
    customers.add_customer(desk, "乙公司", building="中信广场", unit="3002")
    customers.edit_customer(desk, "c2", closed_on="2026-11-01")
    add_building(desk, "中信广场", TOWER)
    assert _tenants(desk) == "3001:c1"
    with desk.change() as change:
        vacate(desk, change, 25, date(2026, 11, 20))
    customers.edit_customer(desk, "c1", building="中信广场", unit="3001")
    with desk.change() as change:
        assert bind_by_text(desk, change, 1) == 0
    assert _tenants(desk) == ""


def test_an_address_follows_who_moves_in_and_out(tower: Desk) -> None:
    assert _address(tower, 1) == "中信广场 30 3001"
    tenant_moves.enter(tower, "b1", "2805", "c1")
    assert _address(tower, 1) == "中信广场 30 3001", "a door that is one of its own stays"
    tenant_moves.leave(tower, "b1", "3001", "c1", on="2026-11-01", reason="搬到楼下")
    assert _address(tower, 1) == "中信广场 28 2805"
    tenant_moves.leave(tower, "b1", "2805")
    assert _address(tower, 1) == ""
    told = [(row.code, row.until, row.reason) for row in tenant_moves.tenancies(tower, "b1", everyone=True)]
    assert told == [("2805", tower.today(), ""), ("3001", date(2026, 11, 1), "搬到楼下")]


def test_an_address_typed_since_is_left_alone(tower: Desk) -> None:
    customers.edit_customer(tower, "c1", building="别的大厦", floor="3", unit="301")
    tenant_moves.leave(tower, "b1", "3001")
    assert _address(tower, 1) == "别的大厦 3 301"


def test_a_firm_with_two_offices_keeps_the_address_it_has(tower: Desk) -> None:
    add_building(tower, "天河城", TOWER)
    tenant_moves.enter(tower, "b2", "2901", "c1")
    assert _address(tower, 1) == "中信广场 30 3001"
    tenant_moves.leave(tower, "b1", "3001")
    assert _address(tower, 1) == "天河城 29 2901"


def test_moving_in_twice_changes_nothing_but_the_day(tower: Desk) -> None:
    again = tenant_moves.enter(tower, "b1", "3001", "c1", since="2026-01-05")
    assert "already" in again.lines[0]
    assert [(row.code, row.since) for row in tenant_moves.tenancies(tower, "b1")] == [
        ("3001", date(2026, 1, 5))
    ]
    second = tenant_moves.enter(tower, "b1", "3001", "c2")
    assert "甲公司 is at 3001 too" in second.warnings[0]


def test_every_change_of_places_is_undone_without_a_trace(tower: Desk) -> None:
    acts: list[Callable[[], object]] = [
        lambda: add_building(tower, "文明路", Layout(shops="1-9")),
        lambda: tenant_moves.enter(tower, "b1", "3003-3005", "c2"),
        lambda: units.add_units(tower, find_building(tower, "b1"), ["3001A", "3001B"]),
        lambda: units.edit_unit(tower, find_building(tower, "b1"), "3001", code="3001C"),
        lambda: units.remove_units(tower, find_building(tower, "b1"), ["3010", "3011"]),
        lambda: buildings.edit_building(tower, "b1", name="中信大厦"),
        lambda: tenant_moves.leave(tower, "b1", "3001C"),
        lambda: buildings.edit_building(tower, "b1", retired=True),
        lambda: customers.remove_customer(tower, "c2"),
        lambda: buildings.remove_building(tower, "文明路"),
    ]
    seen = []
    for act in acts:
        seen.append(_rows(tower))
        act()
        assert _rows(tower) != seen[-1]
    for before in reversed(seen):
        history.undo(tower)
        assert _rows(tower) == before


def test_a_floor_cut_in_more_doors_has_them_in_their_places(tower: Desk) -> None:
    place = find_building(tower, "b1")
    units.add_units(tower, place, ["3001A", "3001B"])
    units.add_units(tower, place, ["3000"], floor="30")
    units.add_units(tower, place, ["B101"], floor="B1")
    found = [unit.code for unit in units.units_of(tower, 1)]
    assert found[0] == "B101"
    assert found[found.index("3000") :][:5] == ["3000", "3001", "3001A", "3001B", "3002"]
    floor = units.units_of(tower, 1, floor="30")
    assert [unit.position for unit in floor] == [*range(1, 16)]
    with pytest.raises(RefusedError, match="already"):
        units.add_units(tower, place, ["3001a"])
    with pytest.raises(UsageError, match="floor"):
        units.add_units(tower, place, ["9901"])


def test_a_shop_between_two_others_is_on_their_side(desk: Desk) -> None:
    add_building(desk, "文明路", Layout(shops="1-8"))
    units.add_units(desk, find_building(desk, "b1"), ["3-1", "10", "9"])
    sides = {side: [u.code for u in units.units_of(desk, 1) if u.side == side] for side in ("left", "right")}
    assert sides == {"left": ["1", "3", "3-1", "5", "7", "9"], "right": ["2", "4", "6", "8", "10"]}


def test_a_door_with_a_history_is_retired_and_can_come_back(tower: Desk) -> None:
    place = find_building(tower, "b1")
    with pytest.raises(RefusedError, match="甲公司"):
        units.remove_units(tower, place, ["3001"])
    tenant_moves.leave(tower, "b1", "3001")
    told = units.remove_units(tower, place, ["3001", "3002"]).lines
    assert told == ("中信广场 3001 is not used any more.", "中信广场 3002 removed.")
    codes = [unit.code for unit in units.units_of(tower, 1, floor="30")]
    assert codes[0] == "3003"
    with pytest.raises(NotFoundError):
        units.find_unit(tower, place, "3001")
    units.add_units(tower, place, ["3001"])
    assert units.units_of(tower, 1, floor="30")[0].code == "3001"


def test_a_building_is_named_in_every_way(tower: Desk) -> None:
    add_building(tower, "中信大厦南塔", Layout())
    for text in ("b1", "中信广场", "中信廣場", "zxgc", "zhongxinguangchang", "广场"):
        assert find_building(tower, text).no == 1
    with pytest.raises(NotFoundError):
        find_building(tower, "没有的楼")
    with pytest.raises(NotFoundError, match="any of these"):
        find_building(tower, "中信")
    with pytest.raises(RefusedError, match="already"):
        add_building(tower, " 中信 廣場".replace(" ", "", 1).replace(" ", ""), TOWER)
    with pytest.raises(UsageError):
        find_building(tower, " ")


def test_a_new_name_stands_in_every_text(tower: Desk) -> None:
    from crm_cli.services import plans

    plans.add_plan(tower, None, building="中信廣場", when="2026-12-01")
    visits.log_visit(tower, visits.Typed("c1", "met_staff"))
    visits.log_visit(tower, visits.Typed(None, "closed", building="别的大厦", unit="1"))
    told = buildings.edit_building(tower, "b1", name="中信大厦").lines
    assert "1 customers, 1 open plans and 1 visits" in told[1]
    assert _address(tower, 1) == "中信大厦 30 3001"
    assert [row.building for row in visits.visits(tower, sort="no")] == ["中信大厦", "别的大厦"]
    assert plans.plan(tower, "p1").building == "中信大厦"


def test_a_building_with_visits_is_retired_instead_of_removed(tower: Desk) -> None:
    with tower.change() as change:
        change.insert(
            "visit", arrived_at=tower.instant(tower.now()), rep_no=1, building="中信广场", unit_no=1
        )
    with pytest.raises(RefusedError, match="history"):
        buildings.remove_building(tower, "b1")
    assert _tenants(tower) == "3001:c1"
    buildings.edit_building(tower, "b1", retired=True)
    assert buildings.buildings(tower, in_use=True) == []


def test_the_front_desk_is_remembered_once_and_told_by_visits(tower: Desk) -> None:
    at = where(tower, "b1", None)
    remember(tower, at, {"who": ["王姐，早班"], "past": ["说是送样品"], "forbidden": ["不准拍照"]})
    remember(tower, at, {"who": ["王姐，早班"]}, forget=["拍照"])
    with tower.change() as change:
        assert note_front_desk(tower, change, "hour", " ", building_no=1) is None
        assert note_front_desk(tower, change, "hour", "14:00-15:30", building_no=1, visit_no=None)
    with tower.change() as change:
        note_front_desk(tower, change, "past", "同乡", building_no=1, visit_no=_visit(tower))
    removal.remove_touch(tower, "visit", visits.visits(tower)[0])
    remember(tower, at, {}, forget=["同乡"])
    for hour, progress, tactic in (
        (9, "front_desk", "praise"),
        (14, "target", "praise"),
        (14, "secretary", ""),
        (14, "target", ""),
    ):
        typed = visits.Typed(
            "c1", "met_staff", arrive=f"2026-11-20 {hour}:00", progress=progress, tactic=tactic or None
        )
        visits.log_visit(tower, typed, Extras(keep=True))
    found = memory(tower, at)
    assert [(note.kind, note.words) for note in found.notes] == [
        ("who", "王姐，早班"), ("past", "说是送样品"), ("hour", "14:00-15:30"),
    ]  # fmt: skip
    assert [tuple(one) for one in found.tactics] == [("praise", 1, 2)]
    assert [tuple(one) for one in found.hours] == [("09", 0, 1), ("14", 3, 3)]
    best = found.best_hour()
    assert best is not None
    assert best.key == "14"
    assert memory(tower, where(tower, None, "c1")).hours == found.hours


def test_tenants_of_a_door_are_known_inside_a_change(tower: Desk) -> None:
    place = find_building(tower, "b1")
    door = units.find_unit(tower, place, "2801")
    with tower.change() as change:
        assert move_in(tower, change, door, 2)
        assert not move_in(tower, change, door, 2)
        assert [row.customer for row in tenants_at(tower, door.no)] == ["乙公司"]
        assert [row.customer_no for row in vacate(tower, change, door.no, tower.today(), "空置")] == [2]
    assert tenants_at(tower, door.no) == []
