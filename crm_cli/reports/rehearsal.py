"""A question sheet for two colleagues to rehearse a script with (seed 000 §3.5: 模拟演练)."""

import random
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from crm_cli.domain import rehearsal_lines as lines
from crm_cli.domain.codes import number
from crm_cli.domain.frozen import Frozen
from crm_cli.i18n import LANGUAGES, N_, translations
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.meeting_objections import near_objections
from crm_cli.services.need_questions import all_questions
from crm_cli.services.scripts import place_by_met
from crm_cli.storage.objections import FIND_OBJECTIONS, ObjectionCard
from crm_cli.storage.reps import TEAM_INDUSTRIES
from crm_cli.storage.scripts import LIST_INDUSTRIES, LIST_NAME, ScriptRow

MOST = 60
"""Lines of the longest sheet: nobody rehearses longer."""


class SheetLine(Frozen):
    """What the customer, or their front desk, says; `own` words are the firm's, others stand in the catalogue.

    `answer` is what was agreed on; `said` and `mark` (1 to 5) are noted while rehearsing.
    """

    at_front_desk: bool
    words: str
    own: bool = False
    objection_no: int | None = None
    answer: str = ""
    said: str = ""
    mark: int | None = None

    @property
    def text(self) -> str:
        """The words in the language in use."""
        return self.words if self.own else _(self.words)


class Rehearsal(Frozen):
    """A sheet: the same seed, script, list and objections give the same one.

    `person` are titles and texts of whom one plays, both in English where they are ours; `own` says of each
    text whether it is the firm's.
    """

    script: ScriptRow
    call_list: str
    seed: int
    person: tuple[tuple[str, str, bool], ...]
    lines: tuple[SheetLine, ...]

    @property
    def average(self) -> float | None:
        """The mean of the marks given, None while there is none."""
        marks = [line.mark for line in self.lines if line.mark is not None]
        return sum(marks) / len(marks) if marks else None


def rehearsal(
    desk: Desk,
    script: ScriptRow,
    *,
    call_list_no: int | None = None,
    count: int = 12,
    seed: int | None = None,
) -> Rehearsal:
    """Return a sheet of `count` lines (at most MOST): the front desk first, then what is objected most.

    Without a seed it is the day's: printed twice it is the same sheet, tomorrow another.
    """
    seed = desk.today().toordinal() if seed is None else seed
    chance = random.Random(f"{seed} {script.no} {call_list_no}")  # noqa: S311  # drawing questions, not secrets
    wanted = max(1, min(count, MOST))
    front = min(wanted // 4, 3, len(lines.FRONT_DESK))
    cards = _ranked(desk, call_list_no)
    met = [
        SheetLine(False, card.words, own=True, objection_no=card.no, answer=card.answer)
        for card in _drawn(chance, cards, wanted - front)
    ]
    # A stock question that the firm has in words of its own would be asked twice.
    stock = [words for words in lines.OBJECTIONS if not _is_on_file(words, cards)]
    more = [SheetLine(False, words) for words in _sample(chance, stock, wanted - front - len(met))]
    talk = [*met, *more]
    chance.shuffle(talk)
    gate = [SheetLine(True, words) for words in _sample(chance, lines.FRONT_DESK, front)]
    name = desk.database.first(LIST_NAME, no=call_list_no) if call_list_no is not None else None
    person = _person(desk, chance, call_list_no)
    return Rehearsal(script, name.name if name else "", seed, person, (*gate, *talk))


def _is_on_file(words: str, cards: Sequence[ObjectionCard]) -> bool:
    """Say whether the firm has a stock question in words of its own, whatever language the sheet is in."""
    return any(near_objections(translations(language).gettext(words), cards) for language in LANGUAGES)


def _ranked(desk: Desk, call_list_no: int | None) -> list[ObjectionCard]:
    place = place_by_met(desk, call_list_no)
    return sorted(desk.database.all(FIND_OBJECTIONS, sort="no", in_use=True), key=lambda card: place(card.no))


def _drawn(chance: random.Random, ranked: Sequence[ObjectionCard], count: int) -> list[ObjectionCard]:
    """Return so many objections: two thirds those met most, the rest drawn from the others."""
    sure = min(len(ranked), -(-2 * count // 3))
    return [*ranked[:sure], *_sample(chance, ranked[sure:], count - sure)]


def _sample(chance: random.Random, things: Sequence[Any], count: int) -> list[Any]:
    return chance.sample(list(things), max(0, min(count, len(things))))


def _person(desk: Desk, chance: random.Random, call_list_no: int | None) -> tuple[tuple[str, str, bool], ...]:
    day = desk.today() + timedelta(weeks=chance.choice(lines.WEEKS))
    industries = _industries(desk, call_list_no)
    need = chance.choice(lines.NEEDS)
    wanted = (
        ("occasion", chance.choice(lines.OCCASIONS), False),
        ("use date", day.isoformat(), True),
        ("quantity", str(chance.choice(lines.QUANTITIES)), True),
    )
    return (
        ("industry", chance.choice(industries) if industries else "", True),
        (N_("mood"), chance.choice(lines.MOODS), False),
        ("need", need, False),
        *(wanted if need != lines.NO_NEED else ()),
        ("who decides", chance.choice(lines.DECIDERS), False),
    )


def _industries(desk: Desk, call_list_no: int | None) -> list[str]:
    """Return the industries of the list's first customers, else those the teams look after."""
    if call_list_no is not None:
        found = [row.industry for row in desk.database.all(LIST_INDUSTRIES, call_list_no=call_list_no)]
        if found:
            return found[:5]
    return sorted({row.industry for row in desk.database.all(TEAM_INDUSTRIES)})


def rehearsal_values(sheet: Rehearsal) -> dict[str, Any]:
    """Return the sheet as JSON takes it."""
    return {
        "script_no": number("script", sheet.script.no),
        "script": sheet.script.name,
        "revision": sheet.script.revision,
        "call_list": sheet.call_list,
        "seed": sheet.seed,
        "person": {title.replace(" ", "_"): text if own else _(text) for title, text, own in sheet.person},
        "questions": all_questions(),
        "average": sheet.average,
        "rows": [
            {
                "place": place,
                "who": "front_desk" if line.at_front_desk else "customer",
                "line": line.text,
                "objection_no": number("objection", line.objection_no),
                "answer": line.answer,
                "said": line.said,
                "mark": line.mark,
            }
            for place, line in enumerate(sheet.lines, 1)
        ],
    }
