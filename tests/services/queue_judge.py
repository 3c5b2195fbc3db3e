"""Says by brute force, from the raw rows and nothing the program keeps beside them, whom a rep may call now."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

Row = dict[str, Any]
_RANKS = ["immediate", "target", "potential", "dormant", "won"]
_COUNTRIES = {"+86": "Asia/Shanghai", "+852": "Asia/Hong_Kong", "+44": "Europe/London", "+81": "Asia/Tokyo"}
_HOURS = "1-5 09:00-12:00 13:30-18:00"


class Call(NamedTuple):
    """Somebody who may be called, and the place in the queue."""

    tier: str
    phone_no: int
    customer_no: int
    call_list_no: int | None
    step_no: int | None


class Judge:
    """One moment of a database."""

    def __init__(self, path: Path, now: datetime) -> None:
        connection = sqlite3.connect(path)
        connection.row_factory = sqlite3.Row
        self.now = now
        self._tables: dict[str, dict[int, Row]] = {}
        for table in (
            "outcome", "list_rule", "call", "visit", "followup", "do_not_call", "phone", "customer", "list_number",
            "contact", "call_list", "call_list_rep", "call_pause", "call_lease", "step", "rep",
        ):  # fmt: skip
            rows = [dict(row) for row in connection.execute(f"select * from {table} order by no")]
            self._tables[table] = {row["no"]: row for row in rows}
        self.zone = connection.execute("select timezone from firm").fetchone()[0]
        self.set = {
            row[0]: json.loads(row[1]) for row in connection.execute("select key, value from setting")
        }
        connection.close()
        self.today = self.wall(self.now, self.zone).date()

    def __getattr__(self, table: str) -> dict[int, Row]:
        """Return the rows of a table by their numbers."""
        return self._tables[table]

    def wall(self, at: datetime, zone: str) -> datetime:
        return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)

    def rule(self, outcome_no: int, list_no: int | None) -> Row:
        own = [
            row
            for row in self.list_rule.values()
            if row["outcome_no"] == outcome_no and row["call_list_no"] == list_no
        ]
        return own[0] if own else self.outcome[outcome_no]

    # Whom no rule helps

    def banned(self, phone: Row) -> bool:
        number = phone["e164"] or phone["raw"]
        return any(
            row["lifted_at"] is None and (row["e164"] == number or row["customer_no"] == phone["customer_no"])
            for row in self.do_not_call.values()
        )

    def rest(self, customer_no: int) -> date | None:
        """Until when the customer rests, None when it does not."""
        said: list[tuple[str, int, int, int]] = []
        for kind, table, at in ((1, self.call, "at"), (2, self.visit, "arrived_at")):
            for row in table.values():
                if row["customer_no"] != customer_no or row["outcome_no"] is None:
                    continue
                days = self.rule(row["outcome_no"], row.get("call_list_no"))["rest_days"]
                if days or self.outcome[row["outcome_no"]]["reached"]:
                    said.append((row[at], kind if days else 0, row["no"], days))
        said += [
            (row["at"], 0, row["no"], 0)
            for row in self.followup.values()
            if row["customer_no"] == customer_no
        ]
        if not said:
            return None
        # At one instant a word that means rest counts.
        at, _kind, _no, days = max(said)
        until = self.wall(_instant(at), self.zone).date() + timedelta(days=days)
        return until if days and until > self.today else None

    # Where it is what time

    def zone_of(self, phone: Row) -> str:
        own: str = self.customer[phone["customer_no"]]["timezone"]
        found = [zone for prefix, zone in _COUNTRIES.items() if (phone["e164"] or "").startswith(prefix)]
        return own or (found[0] if found else self.zone)

    def hours(self, text: str, day: date) -> list[tuple[time, time]]:
        """The hours of a day; as they are typed in these tests: one group of days, or more after `;`."""
        by_day: dict[int, list[tuple[time, time]]] = {}
        for group in text.split(";"):
            days, *spans = group.split()
            first, _dash, last = days.partition("-")
            for one in range(int(first), int(last or first) + 1):
                by_day[one] = [_span(span) for span in spans]
        if day.isoformat() in self.set.get("extra_working_days", []):
            worked = [one for one in self.set.get("working_days", [1, 2, 3, 4, 5]) if one in by_day]
            return by_day.get(day.isoweekday()) or (by_day[min(worked)] if worked else [])
        if day.isoformat() in self.set.get("holidays", []):
            return []
        return by_day.get(day.isoweekday(), [])

    def is_open(self, phone: Row, list_no: int | None) -> bool:
        text = (self.call_list[list_no]["hours"] if list_no else "") or self.set.get("calling_hours", _HOURS)
        local = self.wall(self.now, self.zone_of(phone))
        return any(start <= local.time() < end for start, end in self.hours(text, local.date()))

    # Numbers of lists

    def numbers(self, list_no: int) -> Iterator[tuple[Row, str]]:
        """Each number of a list that is not over, and its turn: new, again, next (with what comes before), wait."""
        of_customer: dict[int, list[Row]] = {}
        for row in sorted(self.list_number.values(), key=lambda row: (row["position"], row["no"])):
            if row["call_list_no"] == list_no and not self.is_over(row):
                of_customer.setdefault(row["customer_no"], []).append(row)
        for rows in of_customer.values():
            yield from self.turns(rows)

    def turns(self, rows: list[Row]) -> Iterator[tuple[Row, str]]:
        untried = [row for row in rows if not self.is_tried(row)]
        tried = [row for row in rows if self.is_tried(row) and not self.is_passed_over(row)]
        latest = max(tried, key=lambda row: self.last(row)["at"] + f"{self.last(row)['no']:09}", default=None)
        for row in rows:
            if row is latest:
                yield row, "again"
            elif untried and row is untried[0]:
                yield (row, "new") if latest is None else (row | {"before": latest}, "next")
            else:
                yield row, "wait"

    def is_over(self, row: Row) -> bool:
        customer, phone = self.customer[row["customer_no"]], self.phone[row["phone_no"]]
        if customer["stage"] not in _RANKS or customer["closed_on"] or row["removed_at"]:
            return True
        return self.is_gone(phone) or self.banned(phone) or self.is_done(row)

    def is_gone(self, phone: Row) -> bool:
        """Bad, or of somebody who left the firm."""
        return bool(phone["bad_at"] or (phone["contact_no"] and self.contact[phone["contact_no"]]["left_on"]))

    def is_done(self, row: Row) -> bool:
        for call in self.call.values():
            outcome = self.outcome.get(call["outcome_no"])
            if (
                outcome is None
                or call["customer_no"] != row["customer_no"]
                or call["created_at"] < row["created_at"]
            ):
                continue
            here = call["call_list_no"] == row["call_list_no"]
            if (here and (outcome["reached"] or outcome["off_list"])) or (
                call["call_list_no"] is None and outcome["off_list"]
            ):
                return True
        return False

    def dials(self, row: Row) -> list[Row]:
        calls = [one for one in self.call.values() if one["phone_no"] == row["phone_no"]]
        return sorted(
            (one for one in calls if one["direction"] == "out"), key=lambda one: (one["at"], one["no"])
        )

    def last(self, row: Row) -> Row:
        return self.dials(row)[-1]

    def tries(self, row: Row) -> int:
        """Dials since the last time the right party was reached at this number."""
        reached = max(
            (
                one["at"]
                for one in self.call.values()
                if one["phone_no"] == row["phone_no"]
                and self.outcome.get(one["outcome_no"], {}).get("reached")
            ),
            default="",
        )
        return sum(
            1
            for one in self.dials(row)
            if one["at"] > reached and self.outcome.get(one["outcome_no"], {}).get("dialled")
        )

    def is_tried(self, row: Row) -> bool:
        dials = self.dials(row)
        if dials and self.outcome.get(dials[-1]["outcome_no"], {}).get("effect") == "bad_number":
            return False  # it was found good again, or it would be over
        here = any(
            one["call_list_no"] == row["call_list_no"] and one["created_at"] >= row["created_at"]
            for one in self.dials(row)
        )
        return bool(self.tries(row)) or here

    def is_passed_over(self, row: Row) -> bool:
        outcome = self.outcome.get(self.last(row)["outcome_no"])
        return outcome is not None and outcome["effect"] == "next_number"

    def is_spent(self, row: Row, tried: Row) -> bool:
        """Whether `tried`, on the list of `row`, is tried no more."""
        rule = self.rule(self.last(tried)["outcome_no"], row["call_list_no"])
        if not rule["retry_minutes"] and not rule["retry_days"]:
            return True
        return bool(rule["tries"]) and self.tries(tried) >= min(rule["tries"], 10)

    def is_time(self, row: Row) -> bool:
        """Whether the delay after the last try is over and it is the right half of the day."""
        last, tries = self.last(row), self.tries(row)
        rule = self.rule(last["outcome_no"], row["call_list_no"])
        if rule["retry_minutes"] and (tries <= 1 or not rule["retry_days"]):
            return self.now - _instant(last["at"]) >= timedelta(minutes=rule["retry_minutes"])
        zone = self.zone_of(self.phone[row["phone_no"]])
        tried, here = self.wall(_instant(last["at"]), zone), self.wall(self.now, zone)
        if (here.date() - tried.date()).days < rule["retry_days"]:
            return False
        if not rule["other_half_day"]:
            return True
        other = "am" if tried.hour >= 13 else "pm"
        return other == ("am" if here.hour < 13 else "pm") or not self.has_half(row, other)

    def has_half(self, row: Row, half: str) -> bool:
        text = self.call_list[row["call_list_no"]]["hours"] or self.set.get("calling_hours", _HOURS)
        spans = [_span(span) for group in text.split(";") for span in group.split()[1:]]
        return any(start < time(13) if half == "am" else end > time(13) for start, end in spans)

    # The queue

    def lists(self, rep_no: int) -> list[int]:
        named: dict[int, set[int]] = {}
        for row in self.call_list_rep.values():
            named.setdefault(row["call_list_no"], set()).add(row["rep_no"])
        return [
            no
            for no, row in self.call_list.items()
            if row["state"] == "open" and (no not in named or rep_no in named[no])
        ]

    def is_free(self, phone_no: int, customer_no: int, rep_no: int) -> str:
        for row in self.call_pause.values():
            if (
                row["phone_no"] == phone_no
                and _instant(row["until_at"]) > self.now
                and row["rep_no"] in {None, rep_no}
            ):
                return "paused"
        others = [
            row
            for row in self.call_lease.values()
            if row["rep_no"] != rep_no and _instant(row["lease_until"]) > self.now
        ]
        same = [row for row in others if row["customer_no"] == customer_no]
        same += [row for row in others if self.rings_the_same(row["phone_no"], phone_no)]
        return str(self.rep[same[0]["rep_no"]]["name"]) if same else ""

    def rings_the_same(self, one_no: int, other_no: int) -> bool:
        one, other = self.phone.get(one_no), self.phone.get(other_no)
        if one is None or other is None or not one["e164"]:
            return False
        return (one["e164"], one["extension"]) == (other["e164"], other["extension"])

    def state(self, row: Row, turn: str, *, waived: bool) -> str:
        """Why a number of a list is not called: the reason counted, `due`, or '' where it is not counted."""
        if turn == "wait":
            return ""
        tried = row["before"] if turn == "next" else row
        if turn != "new" and self.last(tried)["outcome_no"] is None:
            return ""
        if turn == "next" and not self.is_spent(row, tried):
            return ""
        if self.rest(row["customer_no"]):
            return "resting"
        if turn == "again" and self.is_spent(row, row):
            return "used_up"
        if turn == "again" and not self.is_time(row):
            return "waiting"
        return (
            "due"
            if waived or self.is_open(self.phone[row["phone_no"]], row["call_list_no"])
            else "outside_hours"
        )

    def steps(self, rep_no: int) -> Iterator[tuple[tuple[Any, ...], str, Row, Row | None]]:
        """The open steps of the rep's queue with their place in it, their tier and the number to dial."""
        for step in self.step.values():
            if step["state"] != "open" or step["kind"] == "task" or step["customer_no"] is None:
                continue
            midnight = datetime.combine(date.fromisoformat(step["due_on"]), time(), ZoneInfo(self.zone))
            due = _instant(step["due_at"]) if step["due_at"] else midnight.astimezone(UTC)
            grace = timedelta(minutes=self.set.get("callback_grace_minutes", 30))
            tier = "callback" if step["kind"] == "callback" else "step"
            if step["rep_no"] != rep_no:
                if tier == "step" or step["scope"] != "anyone" or due > self.now - grace:
                    continue
                tier = "others_callback"
            if due <= self.now:
                place = (["callback", "others_callback", "step"].index(tier), due, step["no"])
                yield place, tier, step, self.dialled(step)

    def dialled(self, step: Row) -> Row | None:
        good = [
            phone
            for phone in self.phone.values()
            if phone["customer_no"] == step["customer_no"]
            and not self.is_gone(phone)
            and not self.banned(phone)
        ]
        good.sort(
            key=lambda one: (one["contact_no"] is not None, one["contact_no"], one["position"], one["no"])
        )
        promised = [one for one in good if one["no"] == step["phone_no"]]
        persons = [one for one in good if step["contact_no"] and one["contact_no"] == step["contact_no"]]
        return next(iter([*promised, *persons, *good]), None)

    def queue(self, rep_no: int, *, waived: bool = False) -> tuple[list[Call], Counter[str]]:
        """Whom the rep may call now, in order, and the counts of all others by the first reason that holds."""
        found: list[tuple[tuple[Any, ...], Call]] = []
        counts: Counter[str] = Counter()

        def sort_in(place: tuple[Any, ...], call: Call, state: str) -> None:
            if state == "due" and (kept := self.is_free(call.phone_no, call.customer_no, rep_no)):
                state = kept
            if state == "due":
                found.append((place, call))
            counts[state] += 1

        for place, tier, step, phone in self.steps(rep_no):
            if phone is None:
                continue
            state = "resting" if self.rest(step["customer_no"]) else "due"
            if state == "due" and not waived and not self.is_open(phone, None):
                state = "outside_hours"
            sort_in(place, Call(tier, phone["no"], step["customer_no"], None, step["no"]), state)
        for list_no in self.lists(rep_no):
            counts["do_not_call"] += sum(
                self.banned(self.phone[row["phone_no"]])
                and row["rep_no"] in {None, rep_no}
                and not row["removed_at"]
                for row in self.list_number.values()
                if row["call_list_no"] == list_no
            )
            for row, turn in self.numbers(list_no):
                if row["rep_no"] in {None, rep_no}:
                    tier = "fresh" if turn == "new" else "retry"
                    call = Call(tier, row["phone_no"], row["customer_no"], list_no, None)
                    sort_in(self.place(row, turn), call, self.state(row, turn, waived=waived))
        return [call for _place, call in sorted(found)], counts

    def place(self, row: Row, turn: str) -> tuple[Any, ...]:
        priority = self.call_list[row["call_list_no"]]["priority"]
        word = self.word_at(row["customer_no"])
        if turn == "new":
            rank = _RANKS.index(self.customer[row["customer_no"]]["stage"])
            return (4, priority, rank, 0, "", row["position"], row["phone_no"], row["call_list_no"]) if not word else (
                4, priority, rank, 1, word, 0, row["phone_no"], row["call_list_no"]
            )  # fmt: skip
        if turn == "wait":
            return ()
        tried = row["before"] if turn == "next" else row
        return 3, priority, max(self.last(tried)["at"], word), row["phone_no"], row["call_list_no"]

    def word_at(self, customer_no: int) -> str:
        """When the customer's last word was said if it is one that may mean rest, '' otherwise."""
        kept, self.today = self.today, date.min
        until = self.rest(customer_no)
        self.today = kept
        if until is None:
            return ""
        return max(
            [
                str(row[at])
                for table, at in ((self.call, "at"), (self.visit, "arrived_at"))
                for row in table.values()
                if row["customer_no"] == customer_no
                and row["outcome_no"] is not None
                and self.rule(row["outcome_no"], row.get("call_list_no"))["rest_days"]
            ]
        )


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _span(text: str) -> tuple[time, time]:
    start, _dash, end = text.partition("-")
    return time.fromisoformat(start), time.fromisoformat(end)
