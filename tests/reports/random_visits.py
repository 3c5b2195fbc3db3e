"""A random month of visits in a tower swept twice, with plans and orders, and its numbers counted the slow way."""

import random
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from crm_cli.services.desk import Desk
from tests.reports.random_month import DAYS, FIRST, ZONE, Raw, Row, _instant, fill

LAST = FIRST + timedelta(days=DAYS - 1)
GAP = 90
FRONTS = {1: [(1, "甲", [1]), (2, "乙", [2, 1])], 2: [(3, "[/b]", [3])]}
"""The fronts of each sweep: number, name, reps. Rep 1 is on two of the first, rep 2 on none of the second."""


def fill_visits(desk: Desk, seed: int) -> None:
    """Insert a random month, knocks at the doors of a tower, orders, and places of its plans."""
    fill(desk, seed)
    chance = random.Random(seed)
    numbers = {
        table: [no for (no,) in desk.database.connection.execute(f"select no from {table} order by no")]
        for table in ("customer", "visit", "plan")
    }
    with desk.change() as change:
        _tower(change, chance, numbers["customer"])
        for no in numbers["customer"]:
            place = {"industry": ["", "礼品", "=1+1"][no % 3], "building": ["", "甲座"][no % 2]}
            change.update("customer", no, **place)
        for no in numbers["plan"]:
            _place(change, chance, no)
        for no in chance.sample(numbers["visit"], 12):
            change.insert("money", kind=chance.choice(["order", "order", "quote"]), visit_no=no, currency="CNY",
                          day=FIRST + timedelta(days=chance.randrange(DAYS)), rep_no=chance.randint(1, 3),
                          customer_no=chance.choice(numbers["customer"]))  # fmt: skip
        for _each in range(60):
            _knock(change, chance)
    # Typed at the door, so that the checks of fair play look at them.
    desk.database.connection.execute("update visit set created_at = arrived_at where unit_no is not null")
    desk.database.connection.commit()


def _tower(change: Any, chance: random.Random, firms: list[int]) -> None:
    tower = change.insert("building", name="甲座")
    for place, code in enumerate(("301", "302", "401", "402", "501", "502", "601")):
        retired = FIRST if code == "601" else None
        no = change.insert("unit", building_no=tower, code=code, floor=code[0], floor_order=int(code[0]),
                           position=place % 2, retired_on=retired)  # fmt: skip
        for customer_no in chance.sample(firms, chance.randint(0, 2)):
            until = chance.choice([None, None, FIRST, LAST, LAST + timedelta(days=1)])
            change.insert("tenancy", unit_no=no, customer_no=customer_no, until=until)
    for sweep_no, fronts in FRONTS.items():
        change.insert("sweep", building_no=tower, starts_on=FIRST + timedelta(days=sweep_no),
                      state=["open", "finished"][sweep_no - 1])  # fmt: skip
        for no, name, reps in fronts:
            direction = "up" if name == "乙" else "down"
            change.insert("sweep_front", sweep_no=sweep_no, name=name, direction=direction, position=no)
            for rep_no in reps:
                change.insert("sweep_front_rep", front_no=no, rep_no=rep_no)


def _knock(change: Any, chance: random.Random) -> None:
    """Knock at a door of the tower in a sweep, or at one without, soon after another."""
    at = datetime(FIRST.year, FIRST.month, FIRST.day, 9, tzinfo=ZONE) + timedelta(
        days=chance.randrange(3), minutes=chance.randrange(0, 480, 7), seconds=chance.choice([0, 0, 11, 25])
    )
    code = chance.choice(["301", "302", "401", "402", "501", "601"])
    unit = {"301": 1, "302": 2, "401": 3, "402": 4, "501": 5, "601": 7}[code]
    change.insert(
        "visit", arrived_at=at, rep_no=chance.randint(1, 3), building="甲座", floor=code[0], unit=code,
        unit_no=unit, sweep_no=chance.choice([1, 1, 2, None]), outcome_no=chance.choice([*range(21, 36), None]),
        customer_no=chance.choice([None, None, 1, 2]), expense_minor=chance.choice([None, 333]),
        tactic=chance.choice(["", "praise"]),
    )  # fmt: skip


def _place(change: Any, chance: random.Random, plan_no: int) -> None:
    at = _instant(chance) if chance.random() < 0.5 else None
    sweep = chance.choice([None, None, 1, 2])
    reason = chance.choice(["", "他们出差", "下雨"])
    change.update("plan", plan_no, at=at, sweep_no=sweep, building="甲座" if sweep else "", reason=reason)


class RawVisits(Raw):
    """Every raw row of visits, and the numbers of those of one group counted over them one by one."""

    def __init__(self, desk: Desk, days: Iterable[date], reps: Iterable[int]) -> None:
        super().__init__(desk, days, reps)
        tables = ("customer", "rep", "visit", "plan", "plan_rep", "unit", "tenancy", "building")
        self.tables = {table: {row["no"]: row for row in self._all(table)} for table in tables}
        self.orders = [row for row in self.money if row["kind"] == "order" and row["visit_no"]]
        named: dict[int, set[int]] = {}
        for row in self.tables["plan_rep"].values():
            named.setdefault(row["plan_no"], set()).add(row["rep_no"])
        self.named = named
        self.plans = [
            row for row in self.tables["plan"].values()
            if row["day"] in self.days and named[row["no"]] & self.reps
        ]  # fmt: skip

    def key_of(self, way: str) -> Callable[[Row], Any]:
        """Return what gives a visit or an order its group."""
        return {
            "total": lambda _row: "total",
            "rep": lambda row: row["rep_no"],
            "team": lambda row: self.tables["rep"][row["rep_no"]]["team_no"],
            "day": lambda row: row["day"],
            "weekday": lambda row: date.fromisoformat(row["day"]).isoweekday(),
            "hour": lambda row: _hour(self._visit(row)["arrived_at"]),
            "outcome": lambda row: self._visit(row)["outcome_no"],
            "sweep": lambda row: self._visit(row)["sweep_no"],
            "front": lambda row: _front(self._visit(row)["sweep_no"], {row["rep_no"]}),
            "district": lambda row: self._customers(self._visit(row), "district"),
            "industry": lambda row: self._customers(self._visit(row), "industry"),
            **{key: self._plain(key) for key in ("building", "tactic", "how", "kind")},
        }[way]

    def _plain(self, field: str) -> Callable[[Row], Any]:
        return lambda row: self._visit(row)[field]

    def _visit(self, row: Row) -> Row:
        return row if "arrived_at" in row else self.tables["visit"][row["visit_no"]]

    def _customers(self, row: Row, field: str) -> str:
        customer = self.tables["customer"].get(row["customer_no"])
        return customer[field] if customer else ""

    def plan_keys(self, way: str, row: Row) -> set[Any]:
        """Return the groups a plan is in, none for a way that plans are not taken apart in."""
        reps = self.named[row["no"]] & self.reps
        match way:
            case "total":
                return {"total"}
            case "rep":
                return reps
            case "team":
                return {self.tables["rep"][rep]["team_no"] for rep in reps}
            case "day":
                return {row["day"]}
            case "weekday":
                return {date.fromisoformat(row["day"]).isoweekday()}
            case "hour":
                return {_hour(row["at"])} if row["at"] else set()
            case "sweep":
                return {row["sweep_no"]}
            case "front":
                return {_front(row["sweep_no"], reps)}
            case "building":
                return {row["building"] or self._customers(row, "building")}
            case "district" | "industry":
                return {self._customers(row, way)}
        return set()

    def numbers(self, way: str, key: Any) -> dict[str, Any]:
        """Return the numbers of one group under the keys of the report, rates as their parts."""
        of, whole = self.key_of(way), self.visits
        self.visits = [row for row in whole if of(row) == key]
        found = self.numbers_of_visits()
        orders = sum(of(row) == key for row in self.orders)
        found |= {
            "orders": orders,
            "expenses_per_visit": (found["expenses"], found["visits"]),
            "expenses_per_order": (found["expenses"], orders),
            **{name.replace("reached", "met"): found[name] for name in list(found) if "reached" in name},
            **self._pace(),
            **self._planned([row for row in self.plans if key in self.plan_keys(way, row)]),
        }
        self.visits = whole
        return found

    def _pace(self) -> dict[str, Any]:
        doors = seconds = 0
        for whose in {(row["rep_no"], row["day"]) for row in self.visits}:
            own = [row for row in self.visits if (row["rep_no"], row["day"]) == whose]
            first: dict[Any, datetime] = {}
            for row in sorted(own, key=lambda row: (row["arrived_at"], row["no"])):
                if door := self._door(row):
                    first.setdefault(door, datetime.fromisoformat(row["arrived_at"]))
            times = list(first.values())
            steps = [int((times[n] - times[n - 1]).total_seconds()) for n in range(1, len(times))]
            steps = [step for step in steps if step <= GAP * 60]
            if sum(steps) >= 600:
                doors, seconds = doors + len(steps), seconds + sum(steps)
        pace = round(doors * 3600 / seconds, 1) if seconds else None
        return {"paced_doors": doors, "door_seconds": seconds, "doors_per_hour": pace}

    def _door(self, row: Row) -> Any:
        kept, self.visits = self.visits, [row]
        found = self.doors()
        self.visits = kept
        return next(iter(found), None)

    def _planned(self, plans: list[Row]) -> dict[str, Any]:
        states = [row["state"] for row in plans]
        stays = [row for row in plans if row["state"] != "cancelled_by_them"]
        added = sum(datetime.fromisoformat(row["created_at"]) >= _midnight(row["day"]) for row in stays)
        return {
            "planned": len(stays),
            "done": states.count("visited"),
            "plan_completion": (states.count("visited"), len(stays)),
            "plans_standing": len(stays) - added,
            "plans_added": added,
            **{
                state: states.count(state)
                for state in ("moved", "cancelled_by_us", "incident", "cancelled_by_them")
            },
        }

    def coverage(self, end: date, sweep_no: int | None = None) -> dict[str, tuple[int, int]]:
        """Return both coverages of the tower when a day was over, of one sweep or of all that happened there."""
        over = _midnight((end + timedelta(days=1)).isoformat())
        units = [row for row in self.tables["unit"].values() if not row["retired_on"]]
        knocked = on_file = vacant = 0
        for unit in units:
            at = sorted(
                (row["arrived_at"], row["no"], row["outcome_no"])
                for row in self.tables["visit"].values()
                if row["unit_no"] == unit["no"] and row["outcome_no"]
                and datetime.fromisoformat(row["arrived_at"]) < over
                and sweep_no in {None, row["sweep_no"]}
            )  # fmt: skip
            here = any(
                row["unit_no"] == unit["no"] and datetime.fromisoformat(row["created_at"]) < over
                and (not row["until"] or row["until"] > end.isoformat())
                for row in self.tables["tenancy"].values()
            )  # fmt: skip
            knocked += bool(at)
            on_file += here
            vacant += bool(at) and not here and bool(self.outcome[at[-1][2]]["exhausted"])
        return {"knocked": (knocked, len(units)), "on_file": (on_file, len(units) - vacant)}


def _hour(instant: str) -> int:
    return datetime.fromisoformat(instant).astimezone(ZONE).hour


def _midnight(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), ZONE)


def _front(sweep_no: int | None, reps: set[int]) -> tuple[int, int | None] | None:
    if sweep_no is None:
        return None
    for rep in sorted(reps):
        for front, _name, on_it in FRONTS[sweep_no]:
            if rep in on_it:
                return sweep_no, front
    return sweep_no, None
