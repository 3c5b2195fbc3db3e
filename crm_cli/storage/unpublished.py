"""A database that is made aside and appears under its name whole or not at all, however the program ends."""

import os
import re
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from crm_cli.errors import RefusedError, system_reason
from crm_cli.i18n import gettext as _
from crm_cli.storage.kept_files import folder_of

_MADE_BY = re.compile(r"\.crm-new-(\d+)-")


class Unpublished:
    """A folder beside the place of a database in which it is made; `path` is where, until it is published."""

    def __init__(self, target: Path) -> None:
        """Make the folder; raises RefusedError where none can be made. What killed programs left goes."""
        self.target = target.absolute()
        parent = self.target.parent
        try:
            parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _sweep(parent)
            self._folder = Path(tempfile.mkdtemp(prefix=f".crm-new-{os.getpid()}-", dir=parent))
        except OSError as error:
            raise RefusedError(
                _("Nothing can be written in {path}: {reason}.").format(
                    path=parent, reason=system_reason(error)
                ),
                _("Name another place with --db."),
            ) from error
        self.path = self._folder / self.target.name

    def publish(self) -> None:
        """Put the database with its attached files in its place; every connection to it is closed by now.

        Raises RefusedError where another was put there meanwhile, or where it cannot be written.
        """
        files = folder_of(self.path)
        try:
            if files.is_dir():
                # First the files, since the database is there as soon as it has its name.
                shutil.copytree(files, folder_of(self.target), dirs_exist_ok=True)
            _name(self.path, self.target)
        except FileExistsError as error:
            raise RefusedError(
                _("{path} exists already.").format(path=self.target), _("Give another name.")
            ) from error
        except OSError as error:
            raise RefusedError(
                _("Nothing can be written in {path}: {reason}.").format(
                    path=self.target.parent, reason=system_reason(error)
                ),
                _("Name another place with --db."),
            ) from error
        self.drop()

    def drop(self) -> None:
        """Have nothing of it left."""
        shutil.rmtree(self._folder, ignore_errors=True)


def _name(made: Path, target: Path) -> None:
    """Give a file another name that no file has; raise FileExistsError where one has it."""
    try:
        os.link(made, target)
    except FileExistsError:
        raise
    except OSError:
        # Some file systems have no links; then a name that is taken in this very moment is taken over.
        if target.exists():
            raise FileExistsError(target) from None
        made.rename(target)


def _sweep(parent: Path) -> None:
    """Remove what programs left that were killed while they made a database here."""
    with suppress(OSError):
        for left in parent.glob(".crm-new-*"):
            made_by = _MADE_BY.match(left.name)
            if made_by is not None and not _lives(int(made_by[1])):
                shutil.rmtree(left, ignore_errors=True)


def _lives(process: int) -> bool:
    """Say whether a process may still be at work; Windows cannot be asked without ending it."""
    if os.name == "nt":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
