"""What there is to know of the program and its files, for who looks after them."""

import sqlite3

from crm_cli import __version__, config
from crm_cli.i18n import N_
from crm_cli.services.desk import Desk
from crm_cli.storage.database import SCHEMA_VERSION
from crm_cli.storage.kept_files import folder_of


def about(desk: Desk) -> list[tuple[str, str]]:
    """Return what there is to know: what each is called, in English, and what it is."""
    firm, path = desk.firm, desk.database.path
    return [
        (N_("program"), f"crm {__version__}"),
        (N_("firm"), firm.name),
        (N_("region, time zone, currency"), " ".join((firm.region, firm.timezone, firm.currency))),
        (N_("who types"), desk.me.name if desk.me is not None else desk.author),
        (N_("database"), str(path.absolute())),
        (N_("schema"), f"{SCHEMA_VERSION} (SQLite {sqlite3.sqlite_version})"),
        (N_("attached files"), str(folder_of(path))),
        (N_("this machine's settings"), str(config.config_path())),
        (N_("what is half typed"), str(config.state_folder())),
    ]
