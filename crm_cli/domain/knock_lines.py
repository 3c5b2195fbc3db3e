"""Lines of knocks as reps write them: doors, what happened there, whom they met, what is promised."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from crm_cli.domain.frozen import Frozen
from crm_cli.domain.numerals import fold
from crm_cli.errors import UsageError
from crm_cli.i18n import gettext as _

_LONGEST = 4
"""Words in the longest name of an outcome that is looked for: met the decision maker."""
_DOOR = r"[A-Za-z]{0,3}\d{1,5}[A-Za-z]{0,2}(?:-[A-Za-z0-9]{1,6})?[室号號房铺鋪]?"
_DOORS = rf"{_DOOR}(?:[-~]{_DOOR})?(?:,{_DOOR}(?:[-~]{_DOOR})?)*,?"
_WORD = r'"([^"]*)"|“([^”]*)”|\'([^\']*)\'(?!\S)|(\S+)'
CARD = frozenset({"card", "名片", "卡片", "换名片", "換名片"})
NOTE = frozenset({"//", "note", "note:", "备注", "备注:", "備註", "備註:"})


class UnknownWordError(UsageError):
    """A word of a line is neither a door nor an outcome."""

    def __init__(self, word: str) -> None:
        super().__init__(
            _("{word} is neither a door nor an outcome of visits.").format(word=word),
            _("First the doors, then what happened there: 3012 not_in; see: crm outcome list"),
        )
        self.word = word


class Named(Frozen):
    """What a word means as an outcome: its code, and whether someone who matters was met then."""

    code: str
    reached: bool = False


class Typed(Frozen):
    """What is said of one door or of several, as text; None is not said, and no doors are the whole building.

    `outcome` is a code, None where a line says a card was obtained and not what happened: no outcome is ever chosen
    for a rep. `doors` are as typed: `3012`,
    `3016-3018`. Fields from `title` on come from options alone.
    """

    doors: tuple[str, ...] = ()
    outcome: str | None = None
    name: str | None = None
    person: str | None = None
    phone: str | None = None
    email: str | None = None
    card: bool = False
    wechat: bool = False
    grade: str | None = None
    next: str | None = None
    at: str | None = None
    note: str = ""
    title: str | None = None
    customer: str | None = None
    role: str | None = None
    who: str | None = None
    leave: str | None = None
    progress: str | None = None
    tactic: str | None = None
    need: str = ""
    supplier: str = ""
    heard: str = ""
    expense: str | None = None
    amount: str | None = None
    reason: str = ""
    competitor: tuple[str, ...] = ()
    objection: tuple[str, ...] = ()
    reply: tuple[str, ...] = ()
    keep: bool = False


Meaning = Callable[[str], Named | None]
IsDoor = Callable[[str], bool]

_FLAGS = frozenset({"card", "wechat", "keep"})
_SEVERAL = frozenset({"competitor", "objection", "reply"})
_OPTIONS = frozenset(Typed._fields) - {"doors", "outcome"}


def split_words(line: str) -> list[str]:
    """Return the words of a line as they are written; what stands in quotation marks is one."""
    return [next(part for part in found.groups() if part is not None) for found in re.finditer(_WORD, line)]


def range_ends(text: str) -> list[tuple[str, str]]:
    """Return the doors that a text can mean as first and last of a range: 3016-3018, 3016-18, 12A-12C; [] for none."""
    ends: list[tuple[str, str]] = []
    for found in re.finditer("[-~]", text):
        first, last = text[: found.start()], text[found.end() :]
        if first and last:
            ends.append((first, last))
            if len(last) < len(first):
                ends.append((first, first[: -len(last)] + last))
    return ends


def parse_line(line: str, meaning: Meaning, now: datetime, is_door: IsDoor | None = None) -> list[Typed]:
    """Return what a line says: one Typed for each run of doors that had the same outcome.

    `3012 not_in`, `3012 3014,3016-3018 closed 3020 vacant`, `13 card 王总 13800138000`,
    `14 met_decision_maker B 广州宏达礼品 王总 13800138000 +2d 送样`, `15 refused // 不接待推销`, `@9:40` for when,
    and the options of `crm knock`, of which each takes the words up to the next. `meaning` says which outcome of
    visits a word names, `now` is the wall clock that dates are counted from, `is_door` which words are doors where that
    is known: a figure can also be the key of an outcome. Raises UsageError for what cannot be understood.
    """
    return parse_words(split_words(line), meaning, now, is_door)


def parse_words(
    words: Sequence[str],
    meaning: Meaning,
    now: datetime,
    is_door: IsDoor | None = None,
    *,
    card: bool = False,
) -> list[Typed]:
    """Return what the words of a line say, as `parse_line`; [] where there are none.

    `card`: an option says elsewhere that a card was obtained, so that doors may stand alone.
    """
    said, options = _options(words)
    reader = _Reader(said, meaning, now, is_door or _is_door_like, card=card or "card" in options)
    groups = list(reader.groups())
    if not options:
        return groups
    if len(groups) != 1:
        raise UsageError(
            _("With {option} a line is of one door, or of doors that had the same outcome.").format(
                option=f"--{next(iter(options))}"
            )
        )
    return [groups[0]._replace(**options)]


def _options(words: Sequence[str]) -> tuple[list[str], dict[str, object]]:
    """Return the words before the first option, and the options; each takes the words up to the next."""
    said: list[str] = []
    found: dict[str, object] = {}
    name, value = "", said
    for word in [*words, "--"]:
        if not word.startswith("--"):
            value.append(word)
            continue
        _keep(found, name, value)
        name, equals, first = word.removeprefix("--").partition("=")
        value = [first] if equals else []
    return said, found


def _keep(found: dict[str, object], name: str, value: list[str]) -> None:
    if not name:
        return
    if name not in _OPTIONS:
        raise UsageError(
            _("A line of knocks has no option {option}.").format(option=f"--{name}"),
            "--name, --person, --next",
        )
    text = " ".join(value)
    if name in _FLAGS:
        # `--card 王总 138…` would lose whom the card is of.
        if value:
            raise UsageError(
                _("{option} takes no words.").format(option=f"--{name}"), "--person 王总 --phone 138…"
            )
        found[name] = True
    elif name in _SEVERAL:
        earlier = found.get(name, ())
        found[name] = (*earlier, text) if isinstance(earlier, tuple) else (text,)
    else:
        found[name] = text


def _is_door_like(word: str) -> bool:
    return re.fullmatch(_DOORS, word) is not None


def _doors_in(word: str) -> list[str]:
    return [door for door in word.split(",") if door]


class _Reader:
    """Reads the words of one line from left to right."""

    def __init__(
        self, words: Sequence[str], meaning: Meaning, now: datetime, is_door: IsDoor, *, card: bool
    ) -> None:
        self._written = words
        self._words = [fold(word).replace("、", ",") for word in words]
        self._meaning = meaning
        self._now = now
        self._is_door = is_door
        self._card = card
        self._at = 0

    def groups(self) -> Iterator[Typed]:
        """Yield what is said of each run of doors."""
        while self._at < len(self._words):
            doors, outcome = self._opening()
            end = self._end_of_group()
            behind, self._at = self._written[self._at : end], end
            said = _details(behind, self._now, reached=outcome is None or outcome.reached) if behind else {}
            yield Typed(doors, outcome.code if outcome else None, **said)

    def _opening(self) -> tuple[tuple[str, ...], Named | None]:
        """Return the doors that stand next and their outcome, None where only a card is said; step behind them."""
        run = self._run_of_doors(self._at)
        behind = self._at + len(run)
        outcome, size = self._outcome_at(behind)
        # C is a grade behind a door with its outcome: 14 1 C. Alone it is the key of one.
        is_grade = bool(re.fullmatch("[A-E]", self._word(behind)))
        if outcome is None or is_grade:
            key = self._meaning(run[-1]) if len(run) > 1 else None
            if key is not None:
                self._refuse_doubtful(run[1:-1])
                self._at = behind
                return _spread(run[:-1]), key
        if outcome is not None:
            self._at = behind + size
            return _spread(run), outcome
        if run and (self._word(behind).lower() in CARD or (self._card and not self._word(behind))):
            self._at = behind
            return _spread(run), None
        raise self._not_understood(run, behind)

    def _run_of_doors(self, start: int) -> list[str]:
        run: list[str] = []
        for place in range(start, len(self._words)):
            word = self._words[place]
            if not _is_door_like(word) and not self._names_doors(word):
                break
            # 3012 1: at the latest where no door is called so, a figure is the key of an outcome.
            if run and not all(map(self._is_door, _doors_in(word))) and self._meaning(word) is not None:
                break
            run.append(word)
        return run

    def _names_doors(self, word: str) -> bool:
        """Say whether doors of the building are so called, however odd: GA,GC-GF, 100001-100020."""
        return self._is_door(word) or (
            re.search("[-~,]", word) is not None
            and all(
                self._is_door(part) or any(all(map(self._is_door, ends)) for ends in range_ends(part))
                for part in _doors_in(word)
            )
        )

    def _outcome_at(self, place: int) -> tuple[Named | None, int]:
        """Return the outcome that the words from `place` name, and how many words that takes; the longest name counts."""
        for size in range(min(_LONGEST, len(self._words) - place), 0, -1):
            if found := self._meaning(" ".join(self._words[place : place + size])):
                return found, size
        return None, 0

    def _end_of_group(self) -> int:
        """Return where the next run of doors begins that an outcome follows, else the end of the line."""
        for place in range(self._at, len(self._words)):
            if self._words[place].lower() in NOTE:
                break
            run = self._run_of_doors(place)
            if run and self._outcome_at(place + len(run))[0] is not None:
                return place
        return len(self._words)

    def _refuse_doubtful(self, words: Sequence[str]) -> None:
        for word in words:
            if self._meaning(word) is not None:
                raise UsageError(
                    _("{word} can be a door or the key of an outcome here.").format(word=word),
                    _("Write the outcome as its code, or a line for each door."),
                )

    def _word(self, place: int) -> str:
        return self._words[place] if place < len(self._words) else ""

    def _not_understood(self, run: Sequence[str], place: int) -> UsageError:
        if not (word := self._word(place)):
            return UsageError(_("What happened at {door}?").format(door=run[-1]), f"{run[-1]} not_in")
        return UnknownWordError(word)


def _details(words: Sequence[str], now: datetime, *, reached: bool) -> dict[str, Any]:
    # Most knocks are doors and an outcome, and do without this import.
    from crm_cli.domain.knock_details import details

    return details(words, now, reached=reached)


def _spread(run: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(door for word in run for door in _doors_in(word)))
