"""What comes in, how it is to be taken, and the tally of what became of it."""

import sys
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import timedelta
from itertools import islice, repeat
from operator import lt
from typing import NamedTuple

from crm_cli.errors import CrmError
from crm_cli.services.desk import Desk
from crm_cli.services.importing.outcome_words import Taken, Unknown
from crm_cli.storage.change import Change

SHOWN = 20
"""Lines and warnings that are kept word for word; the others are counted."""
_DATES = ("day", "at", "due_on", "starts_on")
CHUNK = 2_048
"""Rows that are looked up and written together."""


class SourceRow(NamedTuple):
    """A row of the file: its line, its cells by field (several cells of one field by newlines), its fault.

    `total` says that it begins with a word such as 合计.
    """

    line: int
    fields: Mapping[str, str]
    problem: str = ""
    total: bool = False


class Block(NamedTuple):
    """Rows of the file as columns: their lines, their cells by field ('' is blank), their faults by place.

    `totals` are the places of rows that begin with a word such as 合计.
    """

    lines: Sequence[int]
    columns: Mapping[str, Sequence[str]]
    problems: Mapping[int, str] = {}
    totals: AbstractSet[int] = frozenset()

    @property
    def size(self) -> int:
        """How many rows it holds."""
        return len(self.lines)

    def row(self, place: int) -> SourceRow:
        """Return one of its rows."""
        fields = {field: cell for field, cells in self.columns.items() if (cell := cells[place])}
        return SourceRow(self.lines[place], fields, self.problems.get(place, ""), place in self.totals)


class Rows:
    """The rows of a file, so many, by themselves or by the block."""

    def __init__(self, blocks: Iterable[Block], count: int) -> None:
        self.blocks = blocks
        self.count = count

    def __iter__(self) -> Iterator[SourceRow]:
        return (block.row(place) for block in self.blocks for place in range(block.size))


class Options(NamedTuple):
    """How a file is taken in.

    `on_match` is create, update or skip; `match` what a customer is known by; `outcomes` says what the
    file's words for outcomes mean; `loose_names` takes a part of a name for the one customer that has it;
    `customer` is whose people those without a firm are; `rep` whose rows those without a rep are, or whose new
    customers those without an owner; `shift_days` moves every date; `tell_all` keeps every skipped row word for
    word, not just the first.
    """

    on_match: str = "skip"
    match: tuple[str, ...] = ("id", "phone", "email", "name")
    add_reps: bool = False
    add_customers: bool = False
    loose_names: bool = False
    rep: str | None = None
    outcomes: Mapping[str, str] = {}
    shift_days: int = 0
    dry_run: bool = False
    tell_all: bool = False
    customer: str = ""


class Line(NamedTuple):
    """What becomes of one row: created, updated, skipped or rejected, and why."""

    line: int
    action: str
    name: str
    reason: str = ""


class Report(NamedTuple):
    """What became of a file.

    `rejected` maps lines to reasons, `unknown` are the words that are no outcome and `taken` those that are
    one, `totals` counts rows of sums, which are passed over, `batch_no` is None when nothing changed.
    `preview` are the first rows, those before all of which no new record comes; `skipped` those here already.
    `customers` are those a list of customers is about, made or on file, in the order of its rows.
    """

    noun: str
    counts: Mapping[str, int]
    preview: tuple[Line, ...]
    rejected: Mapping[int, str]
    notes: tuple[str, ...]
    warnings: tuple[str, ...]
    more_warnings: int
    unknown: tuple[Unknown, ...]
    batch_no: int | None
    dry_run: bool
    taken: tuple[Taken, ...] = ()
    totals: int = 0
    customers: Sequence[int] = ()
    skipped: tuple[Line, ...] = ()


class Ledger:
    """Counts what becomes of every row and keeps the first ones and all that were rejected."""

    def __init__(self, *, tell_all: bool = False) -> None:
        self._kept = {"skipped": sys.maxsize} if tell_all else {}
        self.counts = {"created": 0, "updated": 0, "skipped": 0, "rejected": 0}
        self.told: dict[str, list[Line]] = {action: [] for action in self.counts}
        self.rejected: dict[int, str] = {}
        self.notes: list[str] = []
        self.warnings: list[str] = []
        self.more_warnings = 0
        self.unknown: tuple[Unknown, ...] = ()
        self.taken: tuple[Taken, ...] = ()
        self.totals = 0
        self._lines, self._customers = array("I"), array("I")

    def enter(self, action: str, line: int, name: str, reason: str = "") -> None:
        """Count a row that was created, updated or skipped."""
        self.counts[action] += 1
        if len(self.told[action]) < self._kept.get(action, SHOWN):
            self.told[action].append(Line(line, action, name, reason))

    def enter_created(self, lines: Sequence[int], names: Sequence[str]) -> None:
        """Count rows that were created, as `enter` does each."""
        self.counts["created"] += len(lines)
        room = max(SHOWN - len(self.told["created"]), 0)
        self.told["created"] += [
            Line(*one) for one in zip(lines[:room], repeat("created"), names, strict=False)
        ]

    def tell_customers(self, lines: Sequence[int], numbers: Sequence[int]) -> None:
        """Keep which customers rows are about."""
        self._lines.extend(lines)
        self._customers.extend(numbers)

    @property
    def customers(self) -> Sequence[int]:
        """The customers the rows are about, each once, in the order of the rows."""
        # A hundred thousand new ones are so already, and take as little memory as they may.
        if all(all(map(lt, told, told[1:])) for told in (self._lines, self._customers)):
            return self._customers
        told = sorted(zip(self._lines, self._customers, strict=True))
        return tuple(dict.fromkeys(no for _line, no in told))

    def reject(self, line: int, reason: str | CrmError) -> None:
        """Count a row that cannot be taken, with the reason and the way out."""
        if isinstance(reason, CrmError):
            reason = f"{reason.sentence} {reason.hint}".rstrip()
        self.counts["rejected"] += 1
        self.rejected[line] = reason
        if len(self.told["rejected"]) < SHOWN:
            self.told["rejected"].append(Line(line, "rejected", "", reason))

    @property
    def preview(self) -> list[Line]:
        """The first rows: those of which no new record came, which may be a mistake, and after them the new ones."""
        doubtful = sorted(line for action in self.told if action != "created" for line in self.told[action])
        return [*doubtful, *self.told["created"]][:SHOWN]

    def warn(self, sentence: str) -> None:
        """Keep a warning, or count it when there are many."""
        if len(self.warnings) < SHOWN:
            self.warnings.append(sentence)
        else:
            self.more_warnings += 1

    @property
    def is_change(self) -> bool:
        """Whether anything was created or updated."""
        return bool(self.counts["created"] or self.counts["updated"])


class Intake:
    """One file being taken in: where, how, and the tally. `titles` are the file's own headers by field."""

    def __init__(
        self,
        desk: Desk,
        change: Change,
        options: Options,
        titles: Mapping[str, str],
        own_fields: Sequence[str] = (),
    ) -> None:
        from crm_cli.services.importing.lookups import Bans, Customers, Reps

        self.desk = desk
        self.change = change
        self.options = options
        self.titles = titles
        self.own_fields = own_fields
        self.ledger = Ledger(tell_all=options.tell_all)
        self.today = desk.today()
        self.shift = timedelta(days=options.shift_days)
        self.reps = Reps(self)
        self.customers = Customers(self)
        self.bans = Bans(desk)

    def chunks(self, rows: Iterable[SourceRow]) -> Iterator[list[SourceRow]]:
        """Yield the sound rows by the chunk; the unsound are rejected, sums passed over."""
        source = iter(rows)
        while chunk := list(islice(source, CHUNK)):
            yield [row for row in chunk if self.is_sound(row)]

    def is_sound(self, row: SourceRow) -> bool:
        """Return whether a row is to be taken in; reject it when it has a fault, count it when it is a sum."""
        if row.total and _is_sum(row):
            self.ledger.totals += 1
        elif row.problem:
            self.ledger.reject(row.line, row.problem)
        else:
            return True
        return False


def _is_sum(row: SourceRow) -> bool:
    """Return whether a row that begins with 合计 is one: nothing happens on no day, and a firm may be called Total."""
    said = row.fields
    dated = any(any(map(str.isdecimal, said[field])) for field in _DATES if field in said)
    return not dated and "name" not in said and "id" not in said
