"""A random month of calls from lists, with callbacks and orders, and its numbers counted the slow way."""

import random
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from crm_cli.services.desk import Desk
from tests.reports.random_month import DAYS, FIRST, ZONE, Raw, Row, _instant, fill

LISTS = 3


def fill_calls(desk: Desk, seed: int) -> None:
    """Insert a random month, and give its calls lists with scripts, numbers, industries and callbacks."""
    fill(desk, seed)
    chance = random.Random(seed)
    calls = [one for (one,) in desk.database.connection.execute("select no from call")]
    firms = [one for (one,) in desk.database.connection.execute("select no from customer")]
    with desk.change() as change:
        scripts = [change.insert("script", name=name) for name in ("摸底", "[/b]")]
        for n in range(LISTS):
            change.insert("call_list", name=f"名单{n}", script_no=[scripts[0], scripts[0], None][n],
                          state=["open", "paused", "open"][n])  # fmt: skip
        change.insert("call_list_rep", call_list_no=3, rep_no=1)
        for no in firms:
            change.update("customer", no, industry=["", "礼品", "=1+1"][no % 3])
        phones = [_phone(change, chance, no) for no in firms for _each in range(2)]
        for call_list_no in range(1, LISTS + 1):
            for place, (phone_no, customer_no) in enumerate(chance.sample(phones, 16)):
                _put(change, chance, call_list_no, phone_no, customer_no, place)
        for no in calls:
            _give(change, chance, no, phones)
        for _each in range(30):
            _callback(change, chance, firms, calls)


def _phone(change: Any, chance: random.Random, customer_no: int) -> tuple[int, int]:
    raw = f"020{chance.randrange(10**8):08}"
    return change.insert("phone", customer_no=customer_no, raw=raw), customer_no


def _put(
    change: Any, chance: random.Random, call_list_no: int, phone_no: int, customer_no: int, at: int
) -> None:
    removed = chance.random() < 0.2
    change.insert(
        "list_number", call_list_no=call_list_no, customer_no=customer_no, phone_no=phone_no, position=at,
        rep_no=chance.choice([None, None, 1, 2, 3]), removed_at=_instant(chance) if removed else None,
    )  # fmt: skip


def _give(change: Any, chance: random.Random, call_no: int, phones: list[tuple[int, int]]) -> None:
    phone_no, customer_no = chance.choice(phones)
    if chance.random() < 0.6:
        list_no = chance.randint(1, LISTS)
        change.update("call", call_no, call_list_no=list_no, phone_no=phone_no, customer_no=customer_no)


def _callback(change: Any, chance: random.Random, firms: list[int], calls: list[int]) -> None:
    at = _instant(chance)
    day = at.astimezone(ZONE).date()
    change.insert(
        "step", kind="callback", customer_no=chance.choice(firms), rep_no=chance.randint(1, 3), due_on=day,
        due_at=at if chance.random() < 0.9 else None, scope=chance.choice(["mine", "anyone"]),
        state=chance.choice(["open", "done", "cancelled"]), call_no=chance.choice([None, *calls]),
    )  # fmt: skip
    if chance.random() < 0.5:
        change.insert(
            "call", at=at + timedelta(minutes=chance.choice([-16, -15, 0, 14, 15, 16])), direction="out",
            customer_no=chance.choice(firms), rep_no=chance.randint(1, 3), outcome_no=1,
        )  # fmt: skip


class RawCalls(Raw):
    """Every raw row of calls, and the numbers of those of one group counted over them one by one."""

    def __init__(
        self, desk: Desk, days: Iterable[date], reps: Iterable[int], list_no: int | None = None
    ) -> None:
        super().__init__(desk, days, reps)
        tables = ("customer", "rep", "call_list", "list_number", "step", "call_list_rep")
        self.tables = {table: {row["no"]: row for row in self._all(table)} for table in tables}
        self.every_call = {row["no"]: row for row in self.everything[0]}
        self.list_no = list_no
        if list_no is not None:
            self.calls = [row for row in self.calls if row["call_list_no"] == list_no]
        self.out = [row for row in self.calls if row["direction"] == "out"]
        self.orders = [row for row in self.money if row["kind"] == "order" and self._of_outgoing(row)]
        self.due = [row for row in self.tables["step"].values() if self._is_due(row)]

    def _of_outgoing(self, row: Row) -> bool:
        call = self.every_call.get(row["call_no"])
        return bool(call and call["direction"] == "out" and self.list_no in {None, call["call_list_no"]})

    def _is_due(self, row: Row) -> bool:
        origin = self.every_call.get(row["call_no"])
        return (
            row["kind"] == "callback" and row["state"] != "cancelled" and row["due_on"] in self.days
            and row["rep_no"] in self.reps
            and (self.list_no is None or bool(origin and origin["call_list_no"] == self.list_no))
        )  # fmt: skip

    def key_of(self, way: str) -> Callable[[Row], Any]:
        """Return what gives a call, an order or a callback its group."""
        return {
            "rep": lambda row: row["rep_no"],
            "team": lambda row: self.tables["rep"][row["rep_no"]]["team_no"],
            "day": lambda row: row.get("due_on") or row["day"],
            "weekday": lambda row: date.fromisoformat(row.get("due_on") or row["day"]).isoweekday(),
            "hour": self._hour,
            "list": lambda row: self._call(row).get("call_list_no"),
            "script": self._script,
            "outcome": lambda row: self._call(row).get("outcome_no"),
            "industry": self._industry,
            "total": lambda _row: "total",
        }[way]

    def _call(self, row: Row) -> Row:
        return row if "direction" in row else self.every_call.get(row["call_no"], {})

    def _industry(self, row: Row) -> str:
        of = row if "due_on" in row else self._call(row)
        customer = self.tables["customer"].get(of["customer_no"])
        return customer["industry"] if customer else ""

    def _script(self, row: Row) -> int | None:
        found = self.tables["call_list"].get(self._call(row).get("call_list_no"))
        return found["script_no"] if found else None

    def _hour(self, row: Row) -> int | None:
        at = row["due_at"] if "due_on" in row else self._call(row)["at"]
        return datetime.fromisoformat(at).astimezone(ZONE).hour if at else None

    def numbers(self, way: str, key: Any) -> dict[str, Any]:
        """Return the numbers of one group under the keys of the report, rates as their parts."""
        of = self.key_of(way)
        whole, due = self.calls, self.due
        self.calls = [row for row in whole if of(row) == key]
        self.out = [row for row in self.calls if row["direction"] == "out"]
        orders = sum(of(row) == key for row in self.orders)
        counted = self.numbers_of_calls() | {"orders": orders}
        reached = [row for row in self.out if self.flag(row, "reached")]
        counted |= {
            "customers_reached": len({row["customer_no"] for row in reached} - {None}),
            "callback_kept": self._kept([row for row in due if of(row) == key]),
            **self._incoming(),
        }
        self.calls, self.out = whole, [row for row in whole if row["direction"] == "out"]
        return _rates(counted)

    def _incoming(self) -> dict[str, int]:
        rows = [row for row in self.calls if row["direction"] == "in"]
        return {
            "incoming_answered": sum(self.flag(row, "answered") for row in rows),
            "incoming_reached": sum(self.flag(row, "reached") for row in rows),
            "incoming_recorded": sum(row["no"] in self.recorded for row in rows),
        }

    def _kept(self, due: list[Row]) -> tuple[int, int]:
        return sum(any(self._keeps(row, call) for call in self.everything[0]) for row in due), len(due)

    def _keeps(self, step: Row, call: Row) -> bool:
        if step["due_at"] is None or call["direction"] != "out" or call["customer_no"] != step["customer_no"]:
            return False
        origin = self.every_call.get(step["call_no"])
        late = datetime.fromisoformat(call["at"]) - datetime.fromisoformat(step["due_at"])
        return (
            abs(late) <= timedelta(minutes=15) and (origin is None or call["at"] > origin["at"])
            and (step["scope"] == "anyone" or call["rep_no"] == step["rep_no"])
        )  # fmt: skip

    def coverage(self, list_no: int) -> tuple[tuple[int, int], tuple[int, int]]:
        """Return the numbers tried and on a list, and the customers reached and on it."""
        on = [
            row for row in self.tables["list_number"].values()
            if row["call_list_no"] == list_no and row["removed_at"] is None
            and (row["rep_no"] is None or row["rep_no"] in self.reps)
        ]  # fmt: skip
        calls = [row for row in self.out if row["call_list_no"] == list_no]
        tried = {row["phone_no"] for row in calls}
        reached = {row["phone_no"] for row in calls if self.flag(row, "reached")}
        customers = {row["customer_no"] for row in on}
        met = {row["customer_no"] for row in on if row["phone_no"] in reached}
        return (sum(row["phone_no"] in tried for row in on), len(on)), (len(met), len(customers))

    def tries(self) -> dict[int | None, int]:
        """Return how many customers were first reached at which try."""
        found: dict[int | None, int] = {}
        for no in {row["customer_no"] for row in self.out} - {None}:
            calls = sorted((row["at"], row["no"], row) for row in self.out if row["customer_no"] == no)
            nth = [place for place, (_at, _no, row) in enumerate(calls, 1) if self.flag(row, "reached")]
            found[nth[0] if nth else None] = found.get(nth[0] if nth else None, 0) + 1
        return found


def _rates(found: dict[str, Any]) -> dict[str, Any]:
    def of(part: str, whole: str) -> tuple[int, int]:
        return found[part], found[whole]

    return found | {
        "invalid_rate": (found["attempts"] - found["dials"], found["attempts"]),
        "answer_rate": of("answered", "dials"),
        "reach_rate": of("reached", "dials"),
        "appointment_rate": of("appointments", "reached"),
        "conversion": of("orders", "reached"),
        "conversion_per_customer": of("orders", "customers_tried"),
        "recorded_rate": of("recorded", "answered"),
        "average_talk_time": round(found["talk_seconds"] / found["answered"], 1)
        if found["answered"]
        else None,
    }


LAST = FIRST + timedelta(days=DAYS - 1)
