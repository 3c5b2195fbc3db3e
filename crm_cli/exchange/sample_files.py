"""The files of the sample firm: where they are, and bringing one of them in."""

import tempfile
from pathlib import Path

from crm_cli.exchange.importing import Reading, Watch, import_file
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
