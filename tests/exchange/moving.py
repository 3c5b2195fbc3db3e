"""A firm goes out to a folder and comes in from one, as tests ask for it."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from crm_cli.exchange import firm_in, firm_out
from crm_cli.services.desk import Desk, open_desk


@contextlib.contextmanager
def desk_of(path: Path) -> Iterator[Desk]:
    desk = open_desk(path, "陈伟")
    try:
        yield desk
    finally:
        desk.close()


def export_to(path: Path, folder: Path, **options: Any) -> firm_out.Written:
    with desk_of(path) as desk:
        return firm_out.export_firm(desk, folder, **options)


def import_from(folder: Path, path: Path) -> list[str]:
    return firm_in.import_firm(firm_in.check_folder(folder), path)
