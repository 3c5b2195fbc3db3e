"""A tower of thirty floors with twelve doors each, and a sweep of it by two reps, for tests to knock at."""

from collections.abc import Sequence

from crm_cli.domain.knock_lines import Typed, split_words
from crm_cli.services.buildings import Layout, add_building
from crm_cli.services.desk import Desk
from crm_cli.services.knock_doors import is_door
from crm_cli.services.knock_lines import read_words
from crm_cli.services.knocks import find_place, log_knocks
from crm_cli.services.receipts import Receipt
from crm_cli.services.sweep_planning import plan_sweep

TOWER = "中信广场"


def raise_tower(desk: Desk, floors: int = 30, units: str = "01-12") -> None:
    """Add the tower and plan its sweep for today: 陈伟 from the top, 李娜 from below."""
    add_building(desk, TOWER, Layout(floors=str(floors), units=units), city="广州", district="天河")
    plan_sweep(desk, TOWER, teams=["陈伟:down", "李娜:up"])


def knock(desk: Desk, line: str, *more: str, sweep: str | None = None) -> list[Receipt]:
    """Log what a line and those after it say, as `crm knock` does."""
    place = find_place(desk, sweep)
    said: Sequence[tuple[int | None, Typed]] = [
        (place_no if more else None, typed)
        for place_no, text in enumerate((line, *more), 1)
        for typed in read_words(
            desk, split_words(text), lambda word: is_door(desk, place.sweep.building_no, word)
        )
    ]
    return log_knocks(desk, place, said)
