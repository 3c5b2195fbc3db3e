"""What the import tests share: files written, files brought in, the database as text."""

from pathlib import Path

from crm_cli.exchange.importing import AS_FOUND, Reading, import_file
from crm_cli.services.desk import Desk
from crm_cli.services.importing.intake import Options, Report

BOOKKEEPING = ("change", "change_row", "sqlite_sequence")


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def taken(desk: Desk, noun: str, path: Path, reading: Reading = AS_FOUND, **options) -> Report:
    return import_file(desk, noun, path, reading, Options(**options)).report


def counts(report: Report) -> tuple[int, ...]:
    return tuple(report.counts[name] for name in ("created", "updated", "skipped", "rejected"))


def dump(desk: Desk) -> list[str]:
    """Everything the database holds but the journal and who stamped a row last."""
    connection = desk.database.connection
    tables = [
        name
        for (name,) in connection.execute("select name from sqlite_schema where type = 'table' order by name")
        if name not in BOOKKEEPING and "search" not in name
    ]
    lines = []
    for table in tables:
        cursor = connection.execute(f'select * from "{table}" order by 1')
        names = [column[0] for column in cursor.description]
        for row in cursor:
            cells = {
                n: v
                for n, v in zip(names, row, strict=True)
                if n not in {"changed_at", "changed_by", "version"}
            }
            lines.append(f"{table} {cells}")
    return lines
