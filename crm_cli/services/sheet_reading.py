"""What was written on a sheet of paper, typed back a row a line: read, and each line with its fault if it has one."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from crm_cli.domain.frozen import Frozen
from crm_cli.domain.knock_lines import NOTE, Typed, range_ends, split_words
from crm_cli.errors import CrmError, UsageError
from crm_cli.i18n import gettext as _
from crm_cli.i18n import joined
from crm_cli.services.desk import Desk
from crm_cli.services.knock_lines import read_words
from crm_cli.services.naming import find_worker, number_of
from crm_cli.services.sheets import find_sheet, lines_of, sheet_at_hand
from crm_cli.storage.sheets import PaperRow, SheetLineRow

_VERBS = {"visits": "visit", "calls": "call", "sweep": "sweep"}
_TIME = r"@(\d{1,2}[:.]\d\d)"
_TALK = r"(?=.*\d)(?:\d{1,2}(?:h|小时|小時|时|時))?(?:\d{1,3}(?:m|min|分钟?|分鐘?))?(?:\d{1,4}(?:s|秒)|半|(?<=[分m])\d{1,2})?"

_SHORT = 60
"""Signs of a hint that still fits beside its line in a table."""


class Asked(Frozen):
    """What was said of a whole batch: the kind of paper (codes.SHEET_KINDS), and as text which sheet, rep, time.

    `day` is that of the paper, None for the one printed on it; `sweep` is only of a batch without a sheet.
    """

    kind: str
    sheet: str | None = None
    rep: str | None = None
    day: date | None = None
    time: str | None = None
    sweep: str | None = None


class Item(Frozen):
    """One row, or one line of doors, as it was typed; `fault` says why it cannot be entered.

    `code` is None in a batch of doors, whose `typed` names them; `at` is the time that holds for it, as typed,
    `is_timed` whether that was said of this line and not of many.
    """

    line: int
    text: str
    typed: Typed
    sheet: PaperRow | None = None
    code: int | None = None
    at: str | None = None
    talk: str | None = None
    fault: str = ""
    is_timed: bool = False


def read_batch(desk: Desk, asked: Asked, lines: Iterable[str]) -> list[Item]:
    """Return what each line says of which row.

    `12 not_in`, `13 14-16 closed`, `17 met_staff card 王总 138…`; a line that is only `g7` says which sheet those
    after it are of, one that is only `@9:40` when they were. Empty lines and those after # say nothing. Raises
    NotFoundError, AmbiguousError or UsageError where the sheet is not known; what is wrong with a line is its fault.
    """
    return list(_Batch(desk, asked).items(lines))


class _Batch:
    """Reads lines from the first on; the sheet and the time said in one hold for those after it."""

    def __init__(self, desk: Desk, asked: Asked) -> None:
        self._desk = desk
        self._asked = asked
        self._sheet = self._named(asked.sheet) if asked.sheet else None
        self._at = asked.time
        self._codes: dict[int, Mapping[int, SheetLineRow]] = {}
        self._said: dict[tuple[int, int], int] = {}

    def items(self, lines: Iterable[str]) -> Iterator[Item]:
        """Yield what each row was said to be."""
        for place, line in enumerate(lines, 1):
            text = line.strip().lstrip("\ufeff")
            if not text or text.startswith("#"):
                continue
            if number_of("sheet", text) is not None:
                self._sheet = self._named(text)
            elif re.fullmatch(r"@\S+", text):
                self._at = text[1:]
            else:
                yield from self._line(place, text)

    def _named(self, text: str) -> PaperRow:
        sheet = find_sheet(self._desk, text)
        if sheet.kind != self._asked.kind:
            raise UsageError(
                _("{number} is another kind of sheet.").format(number=text),
                f"crm {_VERBS[sheet.kind]} enter --sheet {text}",
            )
        return sheet

    def _line(self, place: int, text: str) -> Iterator[Item]:
        sheet = self._sheet_of()
        blank = Item(place, text, Typed(), sheet, at=self._at)
        try:
            words, at = _taken(split_words(text), _TIME)
            words, talk = _taken(words, _TALK) if self._asked.kind == "calls" else (words, None)
            subject = "call" if self._asked.kind == "calls" else "visit"
            said = read_words(self._desk, words, self._is_code if sheet else None, subject=subject)
        except CrmError as error:
            yield blank._replace(fault=fault_of(error))
            return
        for typed in said:
            one = blank._replace(typed=typed, at=at or typed.at or self._at, talk=talk)
            one = one._replace(is_timed=bool(at or typed.at))
            yield from self._rows(one) if sheet is not None else [one]

    def _sheet_of(self) -> PaperRow | None:
        """Return the sheet that rows are of: one named, else the only one at hand; in a sweep none, for bare doors."""
        if self._sheet is None and self._asked.kind != "sweep":
            asked = self._asked
            me = self._desk.me
            whose = (
                find_worker(self._desk, asked.rep) if asked.rep else me if me and me.role == "rep" else None
            )
            # An assistant types what others wrote.
            self._sheet = sheet_at_hand(
                self._desk, asked.kind, asked.day or self._desk.today(), rep_no=whose.no if whose else None
            )
        return self._sheet

    def _known(self, sheet: PaperRow) -> Mapping[int, SheetLineRow]:
        if sheet.no not in self._codes:
            self._codes[sheet.no] = lines_of(self._desk, sheet.no)
        return self._codes[sheet.no]

    def _is_code(self, word: str) -> bool:
        return self._sheet is not None and word.isdecimal() and int(word) in self._known(self._sheet)

    def _rows(self, one: Item) -> Iterator[Item]:
        """Yield a line for each row it names."""
        if one.sheet is None:
            return
        known = self._known(one.sheet)
        if (several := _said_of_several(one.typed)) is not None:
            yield one._replace(fault=several)
            return
        for text in one.typed.doors:
            codes = _codes_of(text)
            if not codes or any(code not in known for code in codes):
                last = max(known, default=0)
                told = _("There is no row {code} on it; its rows are 1 to {last}.")
                yield one._replace(fault=told.format(code=text, last=last))
                continue
            for code in codes:
                yield self._once(one._replace(code=code), one.sheet.no, code)

    def _once(self, one: Item, sheet_no: int, code: int) -> Item:
        first = self._said.setdefault((sheet_no, code), one.line)
        if first == one.line:
            return one
        return one._replace(fault=_("Row {code} is on line {line} already.").format(code=code, line=first))


def _taken(words: list[str], pattern: str) -> tuple[list[str], str | None]:
    """Return words without the first that is a time, or a talk time (3分5秒, 90s), behind the codes, and that one.

    It may stand behind the next step, which would take it for its own words, but not in a note.
    """
    end = next((place for place, word in enumerate(words) if word.lower() in NOTE), len(words))
    for place in range(1, end):
        if found := re.fullmatch(pattern, words[place], re.IGNORECASE):
            return [*words[:place], *words[place + 1 :]], found[0].lstrip("@")
    return words, None


def _said_of_several(typed: Typed) -> str | None:
    """Return why a line cannot be of several rows: what is told of one customer would be told of each."""
    if len(typed.doors) < 2 and not any(range_ends(text) for text in typed.doors):
        return None
    told = any((typed.person, typed.phone, typed.card, typed.grade, typed.next, typed.amount, typed.name))
    return _("What is told of one row stands on a line of its own.") if told else None


def _codes_of(text: str) -> list[int]:
    if text.isdecimal():
        return [int(text)]
    for first, last in range_ends(text):
        if first.isdecimal() and last.isdecimal() and 0 <= int(last) - int(first) < 1000:
            return list(range(int(first), int(last) + 1))
    return []


def fault_of(error: CrmError) -> str:
    """Return what is wrong, and what to do about it where that is soon said."""
    hint = error.hint if len(error.hint) <= _SHORT else ""
    return joined(error.sentence, hint)
