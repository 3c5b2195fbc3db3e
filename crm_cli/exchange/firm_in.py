"""A whole firm on its way in: every file is checked before the first row, and the database appears whole or not at all."""

import contextlib
import hashlib
import os
import shutil
import stat
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, NamedTuple

from crm_cli.errors import CrmError, NotFoundError, UsageError, system_reason
from crm_cli.exchange.firm_folder import (
    FILES,
    LONGEST,
    MANIFEST,
    Manifest,
    TableFile,
    changed,
    decode,
    read_manifest,
    wrong_line,
)
from crm_cli.exchange.firm_out import Moved, Watch
from crm_cli.i18n import gettext as _
from crm_cli.storage import kept_files
from crm_cli.storage.database import SCHEMA_VERSION
from crm_cli.storage.firm_making import Making, RowError, Tell, making, refuse_full
from crm_cli.storage.kept_files import Kept
from crm_cli.storage.whole_tables import BLOCK, Table

_CHUNK = 1 << 20
_LITTER = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
"""What systems put into every folder that is looked at."""

Lines = list[tuple[int, bytes]]


class Checked(NamedTuple):
    """A folder whose every file is what its manifest says."""

    folder: Path
    manifest: Manifest


def check_folder(folder: Path) -> Checked:
    """Read a folder's manifest and compare every file with it, before anything is made of them.

    Raises NotFoundError where there is none, UsageError for what is no folder of ours, RefusedError for that of a
    newer program, CrmError for a file that is missing, not of the export, a link, or not what was written.
    """
    if not folder.is_dir():
        raise NotFoundError(_("There is no folder {path}.").format(path=folder))
    with _opened(folder, MANIFEST, missing=UsageError) as stream:
        data = stream.read(4 * LONGEST + 1)
    if len(data) > 4 * LONGEST:
        raise changed(MANIFEST)
    manifest = read_manifest(data, SCHEMA_VERSION)
    _compare_names(folder, manifest)
    for table in manifest.tables:
        if _digest(folder, table.name) != table.sha256:
            raise changed(table.name)
    for kept in manifest.files:
        if _digest(folder, _inside(kept)) != kept.sha256:
            raise changed(_inside(kept))
    return Checked(folder, manifest)


def import_firm(
    checked: Checked, database: Path, *, watch: Watch | None = None, tell: Tell | None = None
) -> list[str]:
    """Make the database at `database` of a folder that was checked, and return what a person should know of it.

    `watch` sees the rows go by, `tell` is told of what is made of them afterwards.

    Raises RefusedError where a firm is there already, CrmError for rows that cannot be; no database is left then.
    """
    manifest = checked.manifest
    refuse_full(database)
    with _files_kept(checked, database), making(database, manifest.schema, tell) as made:
        for file in manifest.tables:
            if file.table not in made.tables:
                raise UsageError(
                    _("{name} is no table of schema {version}.").format(
                        name=file.name, version=manifest.schema
                    )
                )
        moved = _rows(checked, made)
        for _block in watch(moved, manifest.rows) if watch else moved:
            pass
        made.set_last_numbers({file.table: file.last_no for file in manifest.tables if file.last_no})
        lost = made.attached() - {kept.sha256 for kept in manifest.files}
    return [
        _("The attached file {name} was missing or damaged when the folder was written.").format(name=sha256)
        for sha256 in sorted(lost)
    ]


def _rows(checked: Checked, made: Making) -> Iterator[Moved]:
    for file in checked.manifest.tables:
        table, rows, digest = made.tables[file.table], 0, hashlib.sha256()
        with _opened(checked.folder, file.name) as stream:
            for lines in _blocks(stream, file.name, digest.update):
                _insert(made, file, table, lines)
                rows += len(lines)
                yield Moved(len(lines))
        # Read a second time, it may be another file than the one that was checked.
        if digest.hexdigest() != file.sha256 or rows != file.rows:
            raise changed(file.name)


def _insert(made: Making, file: TableFile, table: Table, lines: Lines) -> None:
    try:
        made.insert(table, decode(file.name, lines, table))
    except RowError as error:
        number = lines[min(error.place, len(lines) - 1)][0]
        raise wrong_line(file.name, number, error.reason) from error


def _blocks(stream: BinaryIO, name: str, seen: Callable[[bytes], None]) -> Iterator[Lines]:
    """Yield lines with their numbers, a block at a time, of so many lines or so many bytes."""
    block: Lines = []
    size = number = 0
    while line := stream.readline(LONGEST + 1):
        number += 1
        if len(line) > LONGEST:
            raise wrong_line(name, number, _("it is too long"))
        seen(line)
        block.append((number, line))
        size += len(line)
        if len(block) == BLOCK or size > LONGEST:
            yield block
            block, size = [], 0
    if block:
        yield block


def _compare_names(folder: Path, manifest: Manifest) -> None:
    """Raise CrmError for a file that is not there, one that is nobody's, and for what is no file."""
    wanted = {MANIFEST, *(one.name for one in manifest.tables), *map(_inside, manifest.files)}
    found = set(_names(folder, ""))
    if missing := sorted(wanted - found):
        raise CrmError(
            _("{name} is missing in {folder}.").format(name=missing[0], folder=folder),
            _("Copy the folder again, or export it again."),
        )
    if more := sorted(found - wanted):
        raise CrmError(
            _("{name} is not of this export.").format(name=more[0]),
            _("Nothing was read. Take it out of {folder} if it is yours.").format(folder=folder),
        )


def _names(folder: Path, inside: str) -> Iterator[str]:
    """Yield the paths of the files in a folder of ours, with `/`; what is no file or folder has no business there."""
    with os.scandir(folder / inside) as entries:
        for entry in entries:
            name = f"{inside}{entry.name}"
            if entry.is_symlink() or not (entry.is_file() or entry.is_dir()):
                raise CrmError(_("{name} is not an ordinary file.").format(name=name))
            if entry.is_file():
                if entry.name not in _LITTER and not entry.name.startswith("._"):
                    yield name
            elif name.count("/") > 1:
                raise CrmError(_("{name} is not of this export.").format(name=name))
            else:
                yield from _names(folder, f"{name}/")


def _inside(kept: Kept) -> str:
    return f"{FILES}/{kept.sha256[:2]}/{kept.sha256}"


@contextlib.contextmanager
def _opened(folder: Path, name: str, missing: type[CrmError] = CrmError) -> Iterator[BinaryIO]:
    """Open an ordinary file of the folder; a link may lead anywhere, and a pipe would be waited for for ever."""
    flags = (
        os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    )
    try:
        handle = os.open(folder / name, flags)
    except FileNotFoundError:
        raise missing(
            _("{name} is missing in {folder}.").format(name=name, folder=folder),
            _("Such a folder is written by: crm export all DIR"),
        ) from None
    except OSError as error:
        raise _unreadable(folder / name, error) from error
    with os.fdopen(handle, "rb") as stream:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise CrmError(_("{name} is not an ordinary file.").format(name=name))
        try:
            yield stream
        except OSError as error:
            if error.filename is None:
                raise _unreadable(folder / name, error) from error
            raise


def _unreadable(path: Path, error: OSError) -> CrmError:
    return CrmError(_("{path} cannot be read: {reason}").format(path=path, reason=system_reason(error)))


def _digest(folder: Path, name: str) -> str:
    digest = hashlib.sha256()
    with _opened(folder, name) as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


@contextlib.contextmanager
def _files_kept(checked: Checked, database: Path) -> Iterator[None]:
    """Keep the attached files beside the database before it names them; take them away again when none is made."""
    target = kept_files.folder_of(database)
    was_there = target.exists()
    new: list[Path] = []
    try:
        for kept in checked.manifest.files:
            place = kept_files.place_of(target, kept.sha256)
            if not place.exists():
                new.append(place)
            _keep(checked.folder, target, kept)
        yield
    except BaseException:
        for path in new:
            path.unlink(missing_ok=True)
        if not was_there:
            shutil.rmtree(target, ignore_errors=True)
        raise


def _keep(folder: Path, target: Path, kept: Kept) -> None:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if kept_files.keep(target, folder / _inside(kept)) != kept:
        raise changed(_inside(kept))


def summary(manifest: Manifest) -> Sequence[tuple[str, int]]:
    """Return the tables with rows, and how many each has."""
    return [(one.table, one.rows) for one in manifest.tables if one.rows]
