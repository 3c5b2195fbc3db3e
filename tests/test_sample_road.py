"""The road of the sample month: its towers and its street are swept as their files say, and next week is planned."""

from collections import Counter
from datetime import timedelta

from tests.test_sample_data import LAST, arrived, every_visit, known_names, sheet, table, tenants


def road(name):
    return sheet(name, book="扫楼.xlsx")


def test_sweeps_are_knocked_from_both_ends_and_only_where_they_are():
    under_way = {
        row["楼宇"]: (row["开始"].date(), row["结束"] and row["结束"].date()) for row in road("扫楼")
    }
    assert {row["名称"] for row in road("楼宇")} == set(under_way)
    for visit in every_visit():
        assert (visit["扫楼"] == "是") == (visit["方式"] == "陌拜")
        if visit["扫楼"]:
            begun, ended = under_way[visit["大厦"]]
            assert begun <= arrived(visit).date() <= (ended or LAST)
    listed = {(building, door): name for building, door, name in tenants()}
    for visit in table("拜访记录_东山和横街.csv"):
        assert visit["客户"] == listed.get((visit["大厦"], visit["单元"]), ""), visit
    taken = [(visit["大厦"], visit["单元"], visit["业务员"]) for visit in table("拜访记录_东山和横街.csv")]
    assert len({(building, door) for building, door, _rep in taken}) == len(taken)
    assert Counter(rep for _building, _door, rep in taken) == {"陈伟": 18, "李娜": 18, "黄志强": 18}
    # From the top and from the bottom of the tower, along the odd and the even numbers of the street.
    assert {door for building, door, rep in taken if building == "东山商务大厦" and rep == "黄志强"} >= {
        "GA",
        "201",
    }
    assert {door for building, door, rep in taken if building == "东山商务大厦" and rep == "陈伟"} >= {
        "13A",
        "1201",
    }
    for building, door, rep in taken:
        assert building != "体育东横街" or (int(door) % 2 == 0) == (rep == "黄志强")


def test_next_week_is_planned_with_what_repeats_and_what_clashes():
    plans = road("下周计划")
    assert all(LAST < row["日期"].date() <= LAST + timedelta(days=7) for row in plans)
    assert {row["客户"] for row in plans if row["客户"]} <= set(known_names())
    met = Counter((row["日期"], row["客户"]) for row in plans if row["客户"])
    assert max(met.values()) == 2
    assert {row["模板"] for row in road("循环计划")} == {row["名称"] for row in road("计划模板")}
    assert {row["客户"] for row in road("拜访时段")} <= {row["客户"] for row in plans}
