"""A random month of raw rows, and the numbers of PRODUCT §7 counted the slow way over them."""

import random
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from crm_cli.services.desk import Desk

ZONE = ZoneInfo("Asia/Shanghai")
FIRST, DAYS = date(2026, 11, 2), 12
Row = dict[str, Any]


def fill(desk: Desk, seed: int) -> None:
    """Insert random customers, calls, visits, plans and money events, in one change."""
    chance = random.Random(seed)
    calls = [row.no for row in desk.outcomes("call")]
    visits = [row.no for row in desk.outcomes("visit")]
    with desk.change() as change:
        firms = [change.insert("customer", name=f"客户{n}", district=f"区{n % 3}") for n in range(14)]
        for _ in range(150):
            no = _call(change, chance, firms, calls)
            if chance.random() < 0.1:
                _money(change, chance, firms, call_no=no)
        made = [_visit(change, chance, firms, visits) for _ in range(110)]
        for _ in range(12):
            _money(change, chance, firms)
        for n in range(40):
            _plan(change, chance, firms, made[n] if n % 3 == 0 else None)
        _record_and_hand_on(change, chance)


def _instant(chance: random.Random) -> datetime:
    # Some fall within minutes of midnight, where the firm's day and the day in UTC differ.
    day = FIRST + timedelta(days=chance.randrange(DAYS))
    minutes = chance.choice([0, 1, 479, 481, 1438, 1439, chance.randrange(1440)])
    return (datetime(day.year, day.month, day.day, tzinfo=ZONE) + timedelta(minutes=minutes)).astimezone(UTC)


def _call(change: Any, chance: random.Random, firms: list[int], outcomes: list[int]) -> int:
    no: int = change.insert(
        "call",
        at=_instant(chance),
        direction=chance.choice(["out", "out", "out", "in"]),
        customer_no=chance.choice([*firms, None]),
        rep_no=chance.randint(1, 3),
        outcome_no=chance.choice([*outcomes, None]),
        talk_seconds=chance.choice([None, 0, 29, 30, 31, 200]),
        grade=chance.choice(["", "", "A", "C", "D", "E"]),
        wechat_added=chance.random() < 0.2,
    )
    return no


def _record_and_hand_on(change: Any, chance: random.Random) -> None:
    """Give some calls files, recordings and others, and some another rep who took them over."""
    for (no,) in change.connection.execute("select no from call").fetchall():
        for recorded in chance.choices([(), (True,), (False,), (True, True)], [6, 2, 1, 1])[0]:
            change.insert("attachment", call_no=no, name="x", sha256="0" * 64, size=1, recording=recorded)
        if chance.random() < 0.3:
            change.update("call", no, transferred_to_no=chance.choice([1, 3]))


def _visit(change: Any, chance: random.Random, firms: list[int], outcomes: list[int]) -> int:
    building = chance.choice(["", "甲座", "乙座"])
    no: int = change.insert(
        "visit",
        arrived_at=_instant(chance),
        how=chance.choice(["cold", "cold", "invited"]),
        customer_no=chance.choice([*firms[:5], None, None]) if building else chance.choice(firms),
        building=building,
        floor=chance.choice(["", "3"]),
        unit=chance.choice(["", "301", "302"]),
        rep_no=chance.randint(1, 3),
        outcome_no=chance.choice([*outcomes, None]),
        progress=chance.choice(["", "front_desk", "secretary", "target"]),
        tactic=chance.choice(["", "praise", "detour"]),
        card=chance.random() < 0.4,
        wechat_added=chance.random() < 0.2,
        expense_minor=chance.choice([None, 1050]),
    )
    return no


def _money(change: Any, chance: random.Random, firms: list[int], call_no: int | None = None) -> None:
    change.insert(
        "money",
        kind=chance.choice(["quote", "sample", "order", "payment"]),
        day=FIRST + timedelta(days=chance.randrange(DAYS)),
        customer_no=chance.choice(firms),
        rep_no=chance.randint(1, 3),
        amount_minor=chance.choice([None, 100, 25_000_00]),
        currency=chance.choice(["CNY", "CNY", "HKD"]),
        call_no=call_no,
    )


def _plan(change: Any, chance: random.Random, firms: list[int], visit: int | None) -> None:
    states = ["planned", "cancelled_by_us", "cancelled_by_them", "incident", "moved"]
    no = change.insert(
        "plan",
        day=FIRST + timedelta(days=chance.randrange(DAYS)),
        customer_no=chance.choice(firms),
        state="visited" if visit else chance.choice(states),
        done_by_visit_no=visit,
    )
    for rep_no in chance.sample([1, 2, 3], chance.randint(1, 2)):
        change.insert("plan_rep", plan_no=no, rep_no=rep_no)


class Raw:
    """Every raw row, and the numbers of some days and reps counted over them one by one."""

    def __init__(self, desk: Desk, days: Iterable[date], reps: Iterable[int]) -> None:
        self.desk = desk
        self.outcome = {row["no"]: row for row in self._all("outcome")}
        self.everything = self._all("call"), self._all("visit")
        self.days, self.reps = {day.isoformat() for day in days}, set(reps)
        self.calls = [row for row in self.everything[0] if self._mine(row)]
        self.out = [row for row in self.calls if row["direction"] == "out"]
        self.visits = [row for row in self.everything[1] if self._mine(row)]
        self.money = [row for row in self._all("money") if self._mine(row)]
        self.recorded = {row["call_no"] for row in self._all("attachment") if row["recording"]}

    def _all(self, table: str) -> list[Row]:
        cursor = self.desk.database.connection.execute(f"select * from {table}")
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]

    def _mine(self, row: Row) -> bool:
        return row["day"] in self.days and row["rep_no"] in self.reps

    def flag(self, row: Row, name: str) -> bool:
        outcome = self.outcome.get(row["outcome_no"])
        return bool(outcome and outcome[name])

    def effect(self, row: Row) -> str:
        outcome = self.outcome.get(row["outcome_no"])
        return outcome["effect"] if outcome else ""

    def numbers_of_calls(self) -> dict[str, Any]:
        out = self.out
        return {
            "attempts": len(out),
            "dials": sum(self.flag(row, "dialled") for row in out),
            "answered": sum(self.flag(row, "answered") for row in out),
            "human": sum(self.flag(row, "human") for row in out),
            "reached": sum(self.flag(row, "reached") for row in out),
            "conversations": sum(
                self.flag(row, "reached") and (row["talk_seconds"] or 0) >= 30 for row in out
            ),
            "interested": sum(
                row["grade"] in {"A", "B", "C"} or self.effect(row) in {"quote", "sample", "plan", "order"}
                for row in out
            ),
            "appointments": sum(self.effect(row) == "plan" for row in out),
            "talk_seconds": sum((row["talk_seconds"] or 0) for row in out if self.flag(row, "answered")),
            "wechat_added": sum(row["wechat_added"] for row in out),
            "customers_tried": len({row["customer_no"] for row in out} - {None}),
            "orders": self._orders_of_calls(),
            "incoming": len(self.calls) - len(out),
            "recorded": sum(self.flag(row, "answered") and row["no"] in self.recorded for row in out),
            "transfers": sum(row["transferred_to_no"] is not None for row in self.calls),
            "new_customers": len(self.new_customers() & self._met(out)),
            **self._pace(),
        }

    def _pace(self) -> dict[str, Any]:
        """Count the seconds of each rep's day from dial to dial, walking from attempt to attempt."""
        total = dials = 0
        for whose in {(row["rep_no"], row["day"]) for row in self.out}:
            run = sorted(
                (datetime.fromisoformat(row["at"]), self.flag(row, "dialled"))
                for row in self.out
                if (row["rep_no"], row["day"]) == whose
            )
            while run and not run[0][1]:
                run = run[1:]
            while run and not run[-1][1]:
                run = run[:-1]
            steps = [int((run[n][0] - run[n - 1][0]).total_seconds()) for n in range(1, len(run))]
            if (worked := sum(step for step in steps if step <= 1200)) >= 600:
                total, dials = total + worked, dials + sum(dialled for _at, dialled in run)
        return {
            "paced_dials": dials,
            "dialling_seconds": total,
            "dials_per_hour": round(dials * 3600 / total, 1) if total else None,
        }

    def _orders_of_calls(self) -> int:
        outgoing = {row["no"] for row in self.everything[0] if row["direction"] == "out"}
        return sum(row["kind"] == "order" and row["call_no"] in outgoing for row in self.money)

    def numbers_of_visits(self) -> dict[str, Any]:
        opened = [row for row in self.visits if self.flag(row, "opened")]
        found: dict[str, Any] = {"visits": len(self.visits), "doors": len(self.doors())}
        for key, name in (("opened", "opened"), ("reached", "reached"), ("effective", "effective")):
            for how in ("cold", "invited"):
                found[f"{key}_{how}"] = sum(self.flag(row, name) and row["how"] == how for row in self.visits)
            found[key] = found[f"{key}_cold"] + found[f"{key}_invited"]
        past = [row for row in opened if self._got(row, {"secretary", "target"})]
        met = [row for row in opened if self._got(row, {"target"})]
        found["past_front_desk"] = (len(past), len(opened))
        found["target_met"] = (len(met), len(opened))
        found["card_rate"] = (sum(row["card"] for row in opened), len(opened))
        found["cards"] = sum(row["card"] for row in self.visits)
        found["wechat_added"] = sum(row["wechat_added"] for row in self.visits)
        found["expenses"] = sum(row["expense_minor"] or 0 for row in self.visits)
        found["new_customers"] = len(self.new_customers() & self._met(self.visits))
        return found

    def _got(self, row: Row, steps: set[str]) -> bool:
        return row["progress"] in steps or (not row["progress"] and self.flag(row, "reached"))

    def doors(self) -> set[tuple[Any, ...]]:
        found: set[tuple[Any, ...]] = set()
        for row in self.visits:
            if row["how"] != "cold":
                continue
            place = (row["building"], row["floor"], row["unit"])
            if row["building"] and row["unit"]:
                found.add((row["day"], *place))
            elif row["customer_no"]:
                found.add((row["day"], row["customer_no"]))
            elif row["unit"] or row["floor"] or self.flag(row, "opened"):
                found.add((row["day"], *place))
        return found

    def _reached(self, rows: Iterable[Row]) -> list[Row]:
        return [row for row in rows if self.flag(row, "reached") and row["customer_no"]]

    def _met(self, rows: Iterable[Row]) -> set[tuple[int, str]]:
        return {(row["customer_no"], row["day"]) for row in self._reached(rows)}

    def new_customers(self) -> set[tuple[int, str]]:
        """Return the customers first reached in these days by these reps, each with that day."""
        first: dict[int, tuple[str, Row]] = {}
        for rows, at in zip(self.everything, ("at", "arrived_at"), strict=True):
            for row in self._reached(rows):
                known = first.get(row["customer_no"])
                if known is None or row[at] < known[0]:
                    first[row["customer_no"]] = (row[at], row)
        return {(no, row["day"]) for no, (_at, row) in first.items() if self._mine(row)}

    def plan_states(self) -> list[str]:
        named: dict[int, set[int]] = {}
        for row in self._all("plan_rep"):
            named.setdefault(row["plan_no"], set()).add(row["rep_no"])
        return [
            row["state"]
            for row in self._all("plan")
            if row["day"] in self.days and named[row["no"]] & self.reps
        ]
