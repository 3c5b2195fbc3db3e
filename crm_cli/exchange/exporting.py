"""A noun's records on their way into a file, page by page: memory does not grow with their number."""

import os
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from crm_cli.errors import RefusedError, UsageError
from crm_cli.exchange.csv import write_csv
from crm_cli.exchange.export_nouns import NOUNS, PAGE, Days, Noun
from crm_cli.exchange.jsonl import write_jsonl
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.records import plain
from crm_cli.storage.whole_files import write_whole

Records = Iterable[dict[str, Any]]

FORMATS = ("csv", "xlsx", "jsonl", "vcard")
ENDINGS = {"vcf": "vcard"}
"""Endings of files that mean a format by another name."""


class Written(NamedTuple):
    """How many records were written, and what a person should know of the file."""

    total: int
    warnings: Sequence[str] = ()


def export_to(desk: Desk, noun: str, wish: str, path: Path, days: Days) -> Written:
    """Write a noun's records to the file at `path` whole or not at all."""
    done: list[Written] = []
    write_whole(path, lambda stream: done.append(export(desk, noun, wish, stream, days)))
    return done[0]


def export_chosen(desk: Desk, noun: str, wish: str, path: Path, numbers: Iterable[int]) -> Written:
    """Write the records of a noun that are numbered so to a new file, in the order of their numbers.

    Raises RefusedError where the file is there already, and what `export` raises.
    """
    if os.path.lexists(path):
        raise RefusedError(_("{path} exists already.").format(path=path), _("Give another name."))
    found, wanted = _noun(noun), sorted(numbers)

    def pages() -> Iterator[list[dict[str, Any]]]:
        for place in range(0, len(wanted), PAGE):
            yield from found.pages(desk, {"numbers": wanted[place : place + PAGE]})

    def write(stream: BinaryIO) -> None:
        counted = _Counted(pages())
        warnings = _write(desk, noun, wish, stream, iter(counted), bom=True)
        done.append(Written(counted.total, warnings))

    done: list[Written] = []
    write_whole(path, write)
    return done[0]


def format_of(path: Path) -> str:
    """Return which of FORMATS a file has by its ending; raise UsageError for another."""
    ending = path.suffix.lower().removeprefix(".")
    wish = ENDINGS.get(ending, ending)
    if wish not in FORMATS:
        raise UsageError(
            _("There is no format called {name}.").format(name=wish or path.name),
            _("Formats: {names}").format(names=", ".join(f".{name}" for name in FORMATS)),
        )
    return wish


def export(desk: Desk, noun: str, wish: str, stream: BinaryIO, days: Days, *, bom: bool = True) -> Written:
    """Write a noun's records to a stream as one of FORMATS, in the order of their numbers.

    `days` may hold `since` and `until`; `bom` is the mark Excel needs in a CSV file. A page of records is one
    moment; where somebody wrote between two pages, a warning says so. Raises UsageError for a noun or format
    that is none, and for days with a noun that has none.
    """
    counted = _Counted(_pages(desk, noun, wish, days))
    before = desk.database.others_wrote()
    warnings = _write(desk, noun, wish, stream, iter(counted), bom=bom)
    if counted.pages > 1 and desk.database.others_wrote() != before:
        warnings.append(_("Records were changed while they were written: some are as before, some as after."))
    return Written(counted.total, warnings)


def records(desk: Desk, noun: str, days: Days | None = None) -> Iterator[dict[str, Any]]:
    """Yield a noun's records in the order of their numbers."""
    return chain.from_iterable(_noun(noun).pages(desk, days or {}))


def nouns() -> tuple[str, ...]:
    """Return what can be exported."""
    return tuple(NOUNS)


class _Counted:
    """Pages of records as records, and how many of both went by."""

    def __init__(self, pages: Iterator[list[dict[str, Any]]]) -> None:
        self._source = pages
        self.pages = self.total = 0

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for page in self._source:
            self.pages, self.total = self.pages + 1, self.total + len(page)
            yield from page


def _pages(desk: Desk, noun: str, wish: str, days: Days) -> Iterator[list[dict[str, Any]]]:
    found = _noun(noun)
    if wish not in FORMATS:
        raise UsageError(
            _("There is no format called {name}.").format(name=wish),
            _("Formats: {names}").format(names=", ".join(FORMATS)),
        )
    if wish == "vcard":
        from crm_cli.exchange.cards_out import NOUNS as PEOPLE

        if noun not in PEOPLE:
            raise UsageError(
                _("{noun} are no people to be written as vCards.").format(noun=noun),
                _("Choose from: {codes}").format(codes=", ".join(PEOPLE)),
            )
    if days and not found.dated:
        raise UsageError(_("{noun} are not of a day.").format(noun=noun), _("Leave out --since and --until."))
    return found.pages(desk, days)


def _noun(noun: str) -> Noun:
    if noun not in NOUNS:
        raise UsageError(
            _("{noun} cannot be exported.").format(noun=noun),
            _("Choose from: {codes}").format(codes=", ".join(NOUNS)),
        )
    return NOUNS[noun]


def _write(
    desk: Desk, noun: str, wish: str, stream: BinaryIO, found: Iterator[dict[str, Any]], *, bom: bool
) -> list[str]:
    """Write the records and return the warnings; the columns of a table are there without any record too."""
    if wish == "jsonl":
        write_jsonl(stream, (plain(one, desk) for one in found))
        return []
    if wish == "vcard":
        from crm_cli.exchange.cards_out import write_vcards

        write_vcards(desk, noun, stream, found)
        return []
    header = _noun(noun).columns(desk)
    if wish == "xlsx":
        from crm_cli.exchange.xlsx import write_xlsx

        return write_xlsx(stream, [(noun, header, _sheet_rows(found, header, desk))])

    def cells(one: dict[str, Any]) -> list[object]:
        said = plain(one, desk)
        return [value if type(value) is str else _cell(value) for value in map(said.get, header)]

    write_csv(stream, header, map(cells, found), bom=bom)
    return []


def _sheet_rows(found: Records, header: Sequence[str], desk: Desk) -> Iterator[list[object]]:
    """Yield the cells of records, their instants on the firm's clock."""
    for one in found:
        yield [
            desk.wall(value).replace(microsecond=0) if isinstance(value, datetime) else _cell(value)
            for value in map(one.get, header)
        ]


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return value
