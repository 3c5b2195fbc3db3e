"""A whole firm on its way out: every table as JSON Lines, attached files by their hash, and a manifest of it all."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import crm_cli
from crm_cli import clock
from crm_cli.errors import UsageError
from crm_cli.exchange import exporting
from crm_cli.exchange.firm_folder import FILES, MANIFEST, Manifest, TableFile, encoder, manifest_text
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.storage import firm_reading, kept_files
from crm_cli.storage.database import SCHEMA_VERSION
from crm_cli.storage.firm_reading import Reading
from crm_cli.storage.kept_files import Kept
from crm_cli.storage.opening import open_database
from crm_cli.storage.statement import instant_text
from crm_cli.storage.whole_folders import new_file, whole_folder
from crm_cli.storage.whole_tables import Table

SHEETS = ("csv", "xlsx")
"""The formats of `export_sheets`."""


class Moved(NamedTuple):
    """Rows of a table that went by: what a line of progress counts."""

    size: int


Watch = Callable[[Iterator[Moved], int], Iterator[Moved]]


class Written(NamedTuple):
    """What was written: of how many files and rows, and what a person should know of it."""

    files: int
    rows: int
    attached: int = 0
    warnings: Sequence[str] = ()


def export_firm(desk: Desk, folder: Path, *, history: bool = True, watch: Watch | None = None) -> Written:
    """Write everything of the firm to a new folder, from which `firm_in.import_firm` makes an equal one.

    It is of one moment and stops nobody who writes. `history` is the journal. Raises what `whole_folder` and
    `firm_reading.frozen` raise; an attached file that is lost or damaged is left out with a warning.
    """
    database = desk.database.path
    written: list[TableFile] = []
    with whole_folder(folder) as part, firm_reading.frozen(database, part) as copy:
        with firm_reading.reading(copy) as source:
            tables = source.tables(history=history)
            rows = sum(count for _table, count in tables)
            moved = _tables(source, tables, part, written)
            for _block in watch(moved, rows) if watch else moved:
                pass
            kept, warnings = _attached(source, database, part, history=history)
            firm = source.firm()
        manifest = Manifest(
            program=crm_cli.__version__,
            schema=SCHEMA_VERSION,
            firm=firm,
            written_at=instant_text(clock.now()),
            written_by=desk.author,
            history=history,
            tables=written,
            files=kept,
        )
        with new_file(part / MANIFEST) as stream:
            stream.write(manifest_text(manifest))
    return Written(len(written), rows, len(kept), warnings)


def _tables(
    source: Reading, tables: Sequence[tuple[Table, int]], folder: Path, written: list[TableFile]
) -> Iterator[Moved]:
    """Write the tables with a row, or that gave a number ever, and tell of each in `written`."""
    last = source.last_numbers()
    for table, count in tables:
        if not count and table.name not in last:
            continue
        digest, line = hashlib.sha256(), encoder(table)
        with new_file(folder / f"{table.name}.jsonl") as stream:
            for block in source.blocks(table):
                text = b"".join(map(line, block))
                digest.update(text)
                stream.write(text)
                yield Moved(len(block))
        written.append(TableFile(table.name, count, digest.hexdigest(), last.get(table.name, 0)))


def _attached(
    source: Reading, database: Path, folder: Path, *, history: bool
) -> tuple[list[Kept], list[str]]:
    """Copy the attached files; what is lost or damaged is told, since the rest of the firm may be had all the same."""
    kept: list[Kept] = []
    warnings: list[str] = []
    held = kept_files.folder_of(database)
    for sha256 in source.attached(database, history=history):
        found = _whole(held, sha256)
        if found is None:
            sentence = _("The attached file {name} is missing or damaged and was left out.")
            warnings.append(sentence.format(name=sha256))
            continue
        place = kept_files.place_of(folder / FILES, sha256)
        for parent in (folder / FILES, place.parent):
            parent.mkdir(mode=0o700, exist_ok=True)
        with new_file(place) as stream:
            kept_files.hand_out(held, sha256, stream)
        kept.append(found)
    return kept, warnings


def _whole(folder: Path, sha256: str) -> Kept | None:
    """Return an attached file's hash and size, None where it is not what was kept."""
    try:
        with kept_files.place_of(folder, sha256).open("rb") as stream:
            found = kept_files.copy(stream, None)
    except (ValueError, OSError):
        return None
    return found if found.sha256 == sha256 else None


def export_sheets(desk: Desk, folder: Path, wish: str, *, watch: Watch | None = None) -> Written:
    """Write every noun to a new folder as a file of its own, for reading: one of SHEETS.

    All are of one moment. Raises UsageError for another format, and what `export_firm` raises.
    """
    if wish not in SHEETS:
        raise UsageError(
            _("There is no format called {name}.").format(name=wish),
            _("Formats: {names}").format(names=", ".join(SHEETS)),
        )
    done: list[exporting.Written] = []
    with whole_folder(folder) as part, firm_reading.frozen(desk.database.path, part) as copy:
        aside = Desk(open_database(copy, migrate=False), desk.firm, desk.author, desk.me)
        try:
            moved = _sheets(aside, part, wish, done)
            for _noun in watch(moved, len(exporting.nouns())) if watch else moved:
                pass
        finally:
            aside.close()
    return Written(
        len(done), sum(one.total for one in done), 0, [text for one in done for text in one.warnings]
    )


def _sheets(desk: Desk, folder: Path, wish: str, done: list[exporting.Written]) -> Iterator[Moved]:
    for noun in exporting.nouns():
        done.append(exporting.export_to(desk, noun, wish, folder / f"{noun}.{wish}", {}))
        yield Moved(1)
