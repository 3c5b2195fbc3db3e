"""What is known of a door: who is behind it, what happened there and to them elsewhere, whose it is."""

from datetime import UTC, datetime

import time_machine

from crm_cli.domain.knock_lines import Typed
from crm_cli.services import buildings, customers, sweep_doors, sweep_views, sweeps, visits
from crm_cli.services.buildings import Layout
from crm_cli.services.desk import Desk
from crm_cli.services.door_cards import door_card
from crm_cli.services.knocks import find_place, log_knocks
from crm_cli.services.sweep_next import next_for
from crm_cli.services.sweep_planning import plan_sweep


def test_a_card_has_the_last_visits_at_the_door_and_to_those_behind_it(desk: Desk) -> None:
    with time_machine.travel(datetime(2026, 11, 20, 2, tzinfo=UTC), tick=False) as clock:
        customers.add_customer(desk, "白云航空", building="中信广场", floor="2", unit="201")
        buildings.add_building(desk, "中信广场", Layout(floors="2", units="01-04"))
        visits.log_visit(desk, visits.Typed("白云航空", "met_staff"))
        plan_sweep(desk, "中信", teams=["陈伟:down"])
        for outcome, who in (("closed", None), ("front_desk", "早班刘姐"), ("not_in", None)):
            clock.shift(3600)
            said = Typed(("201",), outcome, who=who)
            log_knocks(desk, find_place(desk, "w1"), [(None, said)])
        log_knocks(desk, find_place(desk, "w1"), [(None, Typed((), "no_entry", note="不接待推销"))])
        sweep_doors.hand(desk, ["202"], "李娜")
        next_for(desk)
        sweep = sweeps.find_sweep(desk, "w1")
        doors = {door.code: door for door in sweep_views.doors(desk, sweep)}
        known, handed = door_card(desk, sweep, doors["201"]), door_card(desk, sweep, doors["202"])
        whole = door_card(desk, sweep, doors["201"], visits=9)
    assert [row.outcome for row in known.visits] == ["not_in", "front_desk", "closed"]
    assert [row.outcome for row in whole.visits] == ["not_in", "front_desk", "closed", "met_staff"]
    assert [(one.customer, one.owner) for one in known.tenants] == [("白云航空", "陈伟")]
    assert {(note.kind, note.words) for note in known.front_desk} == {
        ("forbidden", "不接待推销"),
        ("who", "早班刘姐"),
    }
    assert (known.at_it, handed.handed_to, handed.tenants, handed.visits) == ("", "李娜", [], [])
    assert next(door for door in doors.values() if door.lease_rep_no).code == "203"
