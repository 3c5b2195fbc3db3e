"""One invented working day of a sales floor, made by dice, which a long history then repeats at other customers."""

import random
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from crm_cli.storage import search

CALLS, VISITS, FOLLOWUPS, PLANS = 200, 10, 5, 5
"""So many of each a rep does in a day."""
CALL_OUTCOMES = {
    "no_answer": 44, "busy": 8, "unreachable": 6, "invalid_number": 3, "hung_up": 6, "gatekeeper": 12, "referred": 1,
    "callback": 3, "talked": 6, "info_wanted": 3, "quote_wanted": 1.2, "sample_wanted": 0.6, "order": 0.2,
    "has_supplier": 2, "not_interested": 4,
}  # fmt: skip
VISIT_OUTCOMES = {
    "met_decision_maker": 10, "met_staff": 20, "quote_wanted": 4, "sample_wanted": 3, "has_supplier": 6, "no_need": 12,
    "refused": 8, "front_desk": 20, "not_in": 7, "closed": 10,
}  # fmt: skip
_SAID = [
    "要{0}份{1}",
    "年底前要{1},预算{0}元",
    "已有供应商,{1}做了三年",
    "下周再打,要{1}目录",
    "负责人出差,{0}号回来",
    "嫌{1}贵",
]
_THINGS = [
    "中秋礼盒",
    "年会礼品",
    "保温杯",
    "茶叶礼盒",
    "商务套装",
    "雨伞",
    "充电宝",
    "笔记本",
    "车载用品",
    "丝巾",
]
_TACTICS = ["", "improvise", "rapport", "detour"]


class Outcome(NamedTuple):
    """What the dice may come to: its number and code, whether somebody spoke, and its effect."""

    no: int
    code: str
    human: bool
    effect: str


class Dice:
    """The chances of the day; the same seed makes the same day."""

    def __init__(self, seed: int, outcomes: Sequence[Outcome]) -> None:
        self.random = random.Random(seed)
        self.by_code = {outcome.code: outcome for outcome in outcomes}

    def outcome(self, weights: Mapping[str, float]) -> Outcome:
        """Return an outcome, likelier ones more often."""
        return self.by_code[self.random.choices(list(weights), list(weights.values()))[0]]

    def tail(self) -> str:
        """Return the last two thirds of a UUIDv7, what is not its time."""
        bits = self.random.getrandbits(76)
        figures = f"{bits:019x}"
        return f"7{figures[:3]}-8{figures[3:6]}-{figures[6:18]}"

    def note(self) -> str:
        """Return what somebody said."""
        return self.random.choice(_SAID).format(self.random.randint(10, 2000), self.random.choice(_THINGS))


def clock(slot: int, each: int, rep_no: int) -> str:
    """Return a time of the day in UTC, from nine in Shanghai on, in `each` steps over nine hours."""
    milliseconds = (3600 + slot * 9 * 3600 // each) * 1000 + rep_no * 37 % 1000
    seconds, rest = divmod(milliseconds, 1000)
    return f"T{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}Z"


def note_tokens(table: str, note: str) -> str:
    """Return the tokens the search index keeps of a note, as the product cuts them; '' for none."""
    entries = search.entries_of(table, [1], {"note": [note]})
    return entries["search_note"][0][1] if entries else ""


def calls(dice: Dice, reps: int) -> Iterator[tuple[object, ...]]:
    """Yield n, slot, rep, time, end of the id, direction, outcome, effect, talk, grade, note, its tokens, objection."""
    for slot in range(CALLS):
        for rep_no in range(1, reps + 1):
            found, chance = dice.outcome(CALL_OUTCOMES), dice.random.random()
            note = dice.note() if found.human and chance < 0.8 else ""
            yield (
                slot * reps + rep_no - 1, slot, rep_no, clock(slot, CALLS, rep_no), dice.tail(),
                "in" if chance < 0.03 else "out", found.no, found.effect,
                dice.random.randint(5, 400) if found.human else None,
                dice.random.choice("BCD") if found.effect != "none" else "", note, note_tokens("call", note),
                dice.random.randint(1, 8) if found.human and chance > 0.9 else None,
            )  # fmt: skip


def visits(dice: Dice, reps: int) -> Iterator[tuple[object, ...]]:
    """Yield n, slot, rep, time, end of the id, building, floor, unit, how, outcome, tactic, card, grade, note, tokens."""
    for slot in range(VISITS):
        for rep_no in range(1, reps + 1):
            found, floor = dice.outcome(VISIT_OUTCOMES), dice.random.randint(2, 40)
            note = dice.note() if found.human else ""
            yield (
                slot * reps + rep_no - 1, slot, rep_no, clock(slot, VISITS, rep_no), dice.tail(),
                f"天河{rep_no % 30 + 1}号大厦", str(floor), f"{floor}{slot:02}", dice.random.choice(["cold"] * 4 + ["invited"]),
                found.no, dice.random.choice(_TACTICS), found.human and dice.random.random() < 0.5,
                dice.random.choice("BCD") if found.effect != "none" else "", note, note_tokens("visit", note),
            )  # fmt: skip


def followups(dice: Dice, reps: int) -> Iterator[tuple[object, ...]]:
    """Yield n, slot, rep, time, end of the id, note, tokens."""
    for slot in range(FOLLOWUPS):
        for rep_no in range(1, reps + 1):
            note = dice.note()
            yield (
                slot * reps + rep_no - 1, slot, rep_no, clock(slot, FOLLOWUPS, rep_no), dice.tail(), note,
                note_tokens("followup", note),
            )  # fmt: skip
