"""The files of the sample firm: where they are, reading one of them, and bringing one in."""

import tempfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

from crm_cli.exchange.importing import Reading, Watch, import_file
from crm_cli.exchange.table import read_table
from crm_cli.services.desk import Desk
from crm_cli.services.importing.intake import Options, Report


def sample_folder() -> Path:
    """Return where the sample files are, in an installed package or in its source."""
    inside = Path(__file__).parents[1] / "sample_data"
    return inside if inside.is_dir() else Path(__file__).parents[2] / "sample_data"


def taken(
    desk: Desk, noun: str, file: Path, options: Options, sheet: str | None = None, watch: Watch | None = None
) -> Report:
    """Bring one file in; its rejects are kept in no file."""
    with tempfile.TemporaryDirectory() as folder:
        rejects = Path(folder) / "rejects.csv"
        return import_file(
            desk, noun, file, Reading(sheet=sheet), options, rejects=rejects, watch=watch
        ).report


def rows_of(book: Path, sheet: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a sheet by its header."""
    table = read_table(book, sheet=sheet)
    for row in table.rows:
        yield dict(zip(table.header, row.cells, strict=False))


def moved(day: str, options: Options) -> date:
    """Return a day of the files as it is in a month that was moved to near today."""
    return datetime.fromisoformat(day).date() + timedelta(days=options.shift_days)
