"""A firm's own file on its way in: read, its columns recognised, its rows handed on, its rejects given back."""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import BinaryIO, NamedTuple

from crm_cli.domain.card_numbers import Home
from crm_cli.domain.cleaning import fit
from crm_cli.domain.titles import TITLES
from crm_cli.errors import RefusedError, UsageError
from crm_cli.exchange.address_books import open_source
from crm_cli.exchange.headers import HEADERS, IGNORE, key_of, recognise, wished
from crm_cli.exchange.rejects import IGNORED, LINE, REASON, Corrections, headings, rejects_text
from crm_cli.exchange.table import Table, is_no_objects, no_objects, read_table
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.import_maps import map_for, pairs_in
from crm_cli.services.importing.batch import Batch, take_in
from crm_cli.services.importing.intake import Block, Options, Report, Rows
from crm_cli.services.importing.totals import totals_in
from crm_cli.services.own_fields import fields
from crm_cli.storage.whole_files import write_whole


class Reading(NamedTuple):
    """How to read a file, as typed; None is found out."""

    mapping: Mapping[str, str] = {}
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    header_row: int | None = None


Watch = Callable[[Iterator[Block], int], Iterator[Block]]
"""Passes blocks of rows on and shows how far they are; the second is about how many rows there will be."""
_SOMEBODYS = frozenset({"calls", "visits", "followups", "plans", "steps", "money", "notes"})
_REJECTS = re.compile(r"\.rejects(?:-\d+)?\.(csv|tsv|xlsx|jsonl)$")
_LONGEST_NAME, _MOST_NAMED = 60, 20
_WORKBOOK = 10_000
"""Bytes by which a workbook that says the same may differ in size."""
AS_FOUND = Reading()
BY_DEFAULT = Options()


class Loaded(NamedTuple):
    """A file that was read: its table, what its columns mean (index → field) and what nobody knows.

    `headings` name the columns so that they are understood without being mapped again; `missing` are the fields that
    every row needs and no column has; `source` says whose address book it is (a code), '' a list of the firm's own;
    `mapping` is what was typed of its columns, `map_no` the kept map it was read by instead.
    """

    path: Path
    table: Table
    sha256: str
    columns: Mapping[int, str]
    unknown: tuple[str, ...]
    own_fields: tuple[str, ...]
    headings: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    source: str = ""
    mapping: Mapping[str, str] = {}
    map_no: int | None = None


class Outcome(NamedTuple):
    """What became of a file, and where its rejected rows were written, if any were."""

    report: Report
    loaded: Loaded
    rejects: Path | None


def load(desk: Desk, noun: str, path: Path, reading: Reading = AS_FOUND) -> Loaded:
    """Read the file at `path` as `look` does; raise UsageError when a column that every row needs is missing."""
    loaded = look(desk, noun, path, reading)
    if loaded.missing:
        raise _no_column(noun, loaded.missing[0], list(loaded.unknown))
    return loaded


def look(desk: Desk, noun: str, path: Path, reading: Reading = AS_FOUND) -> Loaded:
    """Read the file at `path` and recognise its columns for `noun`, a key of HEADERS; raises what `read_table` raises."""
    source, table = _table_in(desk, noun, path, reading)
    singular = {"customers": "customer", "contacts": "contact"}.get(noun, "")
    own = tuple(field.name for field in fields(desk, singular, active=True)) if singular else ()
    held = None if reading.mapping else map_for(desk, noun, headers_of(table.header))
    said = reading.mapping if held is None else pairs_in(held)
    passed_over = _passed_over(noun, table.header, own)
    try:
        recognised = recognise(noun, table.header, {**passed_over, **said}, own)
    except UsageError:
        if held is None:
            raise
        # A field of the firm's own that it names may be gone.
        held, said = None, {}
        recognised = recognise(noun, table.header, passed_over, own)
    return Loaded(
        path,
        table,
        _digest(path),
        recognised.columns,
        _strange(desk, noun, table.header, recognised.unknown),
        tuple(name for name in own if name in recognised.columns.values()),
        headings(table.header, wished(noun, table.header, said, own)),
        tuple(recognised.missing),
        source,
        reading.mapping,
        held.no if held is not None else None,
    )


def _table_in(desk: Desk, noun: str, path: Path, reading: Reading) -> tuple[str, Table]:
    """Return whose address book a file is ('' = no such) and the table in it."""
    if is_no_objects(path):
        return "", no_objects(list(HEADERS[noun]))
    read = partial(
        read_table,
        path,
        encoding=reading.encoding,
        delimiter=reading.delimiter,
        sheet=reading.sheet,
        header_row=reading.header_row,
        as_needed=True,
    )
    home = Home(desk.firm.region, desk.firm.area_code)
    return open_source(noun, path, read, encoding=reading.encoding, mapping=reading.mapping, home=home)


def headers_of(header: Sequence[str]) -> str:
    """Return the headers of a file as they are compared with those of the next: folded, one a line."""
    return "\n".join(map(key_of, header))


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _passed_over(noun: str, header: list[str], own: tuple[str, ...]) -> dict[str, str]:
    wishes = {}
    if {LINE, REASON} <= set(header):
        # What a rejects file calls by the name of a field was mapped to it, whatever stands beside it.
        wishes = {name: name for name in header if name in HEADERS[noun] or name in own}
    wishes |= {name: IGNORE for name in header if name in {LINE, REASON} or name.startswith(IGNORED)}
    if {"phone", "phones"} <= set(header) and (_is_ours(header) or LINE not in header):
        # Our own export says the main number apart from the list of all.
        wishes["phone"] = IGNORE
    return wishes


def _is_ours(header: list[str]) -> bool:
    return {"no", "id"} <= set(header)


def _strange(desk: Desk, noun: str, header: list[str], unknown: Sequence[str]) -> tuple[str, ...]:
    """Return the columns nobody reads that are to be named: our own exports say more than an import needs."""
    if not _is_ours(header):
        return tuple(unknown)
    from crm_cli.exchange.export_nouns import NOUNS

    # A field of the firm's own that is not read (it is not here yet, or retired) is one of those named.
    said = {*NOUNS[noun].columns(desk)} - {field.name for field in fields(desk)} if noun in NOUNS else set()
    return tuple(name for name in unknown if name not in said)


def _no_column(noun: str, field: str, unknown: list[str]) -> UsageError:
    needed = _("The {title} is needed, and no column of the file is recognised as that.").format(
        title=_(TITLES[field])
    )
    if unknown:
        strange = _("These columns were not recognised: {names}.").format(names=_named(unknown))
        return UsageError(
            f"{strange} {needed}",
            _('Say which column holds it, for example --map "{header}={field}"').format(
                header=_named([_like(noun, field, unknown) or "HEADER"]), field=field
            ),
        )
    return UsageError(
        needed, _("Add such a column to the file; known headers: crm import fields {noun}").format(noun=noun)
    )


def _like(noun: str, field: str, unknown: Sequence[str]) -> str:
    """Return the unknown header with the longest of the words in it by which a field is known; '' for none."""
    words = [key for word in HEADERS[noun].get(field, "").split(",") if len(key := key_of(word)) > 1]
    fits = {
        header: max((len(key) for key in words if key in key_of(header)), default=0) for header in unknown
    }
    best = max(unknown, key=fits.__getitem__)
    return best if fits[best] else ""


def _named(headers: Sequence[str]) -> str:
    """Return headers as a sentence names them: a cell of a broken file may hold the rest of the file."""
    told = [fit(header, _LONGEST_NAME).rstrip() for header in headers[:_MOST_NAMED]]
    return ", ".join([*told, "…"] if len(headers) > _MOST_NAMED else told)


def import_file(
    desk: Desk,
    noun: str,
    path: Path,
    reading: Reading = AS_FOUND,
    options: Options = BY_DEFAULT,
    *,
    rejects: Path | None = None,
    watch: Watch | None = None,
    keep_rejects: bool = True,
) -> Outcome:
    """Bring the file at `path` in as one change; rejected rows go to `rejects`, by default beside the file.

    `watch` may look on as the rows pass; a caller that takes the change back again does not `keep_rejects`.
    Raises RefusedError when `rejects` exists already, and what `load` and the use case raise.
    """
    if rejects is not None and rejects.exists():
        raise RefusedError(_("{path} exists already.").format(path=rejects), _("Give another name."))
    with _without_collecting():
        loaded = load(desk, noun, path, reading)
    _refuse_nobodys(desk, noun, loaded, options)
    target: Path | None = None

    def put_rejects(report: Report) -> None:
        nonlocal target
        if report.rejected:
            corrections = Corrections(loaded.columns, options.outcomes, options.rep or "")
            kind = _kind(rejects, loaded.table)
            text = rejects_text(noun, loaded.table, report.rejected, loaded.headings, corrections, kind)
            target = rejects or _beside(path, text, kind)
            if not target.exists():
                write_whole(target, partial(_put, text))

    blocks, count = source_blocks(loaded), loaded.table.rows.expected
    batch = Batch(
        noun,
        path.name,
        loaded.sha256,
        loaded.table.encoding,
        Rows(watch(blocks, count) if watch else blocks, count),
        {field: loaded.table.header[index] for index, field in sorted(loaded.columns.items(), reverse=True)},
        loaded.own_fields,
        loaded.source,
        headers_of(loaded.table.header),
        loaded.mapping,
    )
    with _without_collecting():
        report = take_in(desk, batch, options, before_commit=put_rejects if keep_rejects else None)
    return Outcome(report, loaded, target)


def _refuse_nobodys(desk: Desk, noun: str, loaded: Loaded, options: Options) -> None:
    """Raise UsageError for a file of work that says nowhere whose it is, rather than reject its every row."""
    if noun not in _SOMEBODYS or "rep" in loaded.columns.values() or options.rep or desk.me is not None:
        return
    strange = _("These columns were not recognised: {names}.").format(names=_named(loaded.unknown))
    raise UsageError(
        " ".join([_("No column says whose work it is."), *([strange] if loaded.unknown else [])]),
        _('Say which one does with --map "HEADER=rep", or whose all of it is with --rep NAME.'),
    )


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Leave the search for rubbish out while rows pass: it would go through the whole file again and again."""
    import gc

    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def source_blocks(loaded: Loaded) -> Iterator[Block]:
    """Yield the rows of a file by the block, their cells by field; several cells of one field joined by newlines."""
    for lines, cells, odd in loaded.table.rows.pages:
        columns = [_without_blanks(column) for column in cells]
        fields: dict[str, Sequence[str]] = {}
        for index, field in loaded.columns.items():
            if index < len(columns):
                fields[field] = (
                    _beside_each_other(fields[field], columns[index]) if field in fields else columns[index]
                )
        faults = {place: row.problem for place, row in odd.items()}
        yield Block(lines, fields, faults, set().union(*map(totals_in, columns[:2])))


def _without_blanks(column: Sequence[str]) -> Sequence[str]:
    return ["" if cell.isspace() else cell for cell in column] if any(map(str.isspace, column)) else column


def _beside_each_other(cells: Sequence[str], others: Sequence[str]) -> list[str]:
    return [
        f"{cell}\n{other}" if cell and other else cell or other
        for cell, other in zip(cells, others, strict=True)
    ]


def _kind(rejects: Path | None, table: Table) -> str:
    """Return as what kind of file rejects are written: as the ending of the file named says, else as the file's own."""
    said = rejects.suffix.lower().removeprefix(".") if rejects is not None else ""
    return said if said in {"csv", "xlsx", "jsonl"} else table.kind


def _beside(path: Path, text: bytes, kind: str) -> Path:
    """Return a name for the rejects that no file has yet, or that of the file that says the same already."""
    stem = _REJECTS.sub("", path.name) if _REJECTS.search(path.name) else path.stem
    ending = "tsv" if kind == "csv" and path.suffix.lower() == ".tsv" else kind
    place, count = path.with_name(f"{stem}.rejects.{ending}"), 1
    while place.exists() and not _says(place, text):
        count += 1
        place = path.with_name(f"{stem}.rejects-{count}.{ending}")
    return place


def _put(text: bytes, stream: BinaryIO) -> None:
    stream.write(text)


def _says(place: Path, text: bytes) -> bool:
    try:
        held = place.read_bytes() if place.stat().st_size < 2 * len(text) + _WORKBOOK else b""
    except OSError:
        return False
    return held == text or (place.suffix == ".xlsx" and _sheets(held) == _sheets(text))


def _sheets(data: bytes) -> list[bytes]:
    """Return what a workbook of ours holds, but for when it was written."""
    import zipfile
    from io import BytesIO

    try:
        with zipfile.ZipFile(BytesIO(data)) as book:
            return [book.read(name) for name in sorted(book.namelist()) if not name.startswith("docProps")]
    except (zipfile.BadZipFile, OSError, ValueError):
        return [data]


def header_words(noun: str) -> list[tuple[str, list[str]]]:
    """Return each field of `noun` with the headers that are taken for it; raise UsageError for no noun."""
    if noun not in HEADERS:
        raise UsageError(
            _("{noun} cannot be imported.").format(noun=noun),
            _("Choose from: {codes}").format(codes=", ".join(HEADERS)),
        )
    found = []
    for field, listed in HEADERS[noun].items():
        unlike = {key_of(word): word for word in reversed(listed.split(", "))}
        found.append((field, [word for word in reversed(unlike.values()) if word != field]))
    return found
