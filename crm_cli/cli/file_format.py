"""The format of a file to write: the one asked for, else what the file's name ends in."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from crm_cli.errors import UsageError
from crm_cli.i18n import gettext as _


def of_file(
    wish: str | None, file: Path | None, formats: Sequence[str], endings: Mapping[str, str] | None = None
) -> str | None:
    """Return the format wished for, else that of the ending; None where neither says anything.

    `endings` are those that mean a format by another name. Raises UsageError for an ending that means none:
    CSV in a file called .pdf would open nowhere.
    """
    if wish is not None or file is None or not file.suffix:
        return wish
    ending = file.suffix[1:].lower()
    found = ending if ending in formats else (endings or {}).get(ending)
    if found is None:
        raise UsageError(
            _("A file ending in {ending} cannot be written.").format(ending=file.suffix),
            _("Endings: {endings}; or say which with --format.").format(
                endings=", ".join(f".{name}" for name in (*formats, *(endings or {})))
            ),
        )
    return found
