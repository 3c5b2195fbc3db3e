"""How files with certain headers are read: what `--map` said of the first of them."""

from datetime import datetime

from crm_cli.storage.rows import Row
from crm_cli.storage.statement import Statement


class ImportMapRow(Row):
    """The headers of a kind of file, one a line, and what was said of them, `header=field` a line."""

    no: int
    id: str
    noun: str
    headers: str
    words: str
    created_at: datetime
    created_by: str
    version: int


FIND_IMPORT_MAPS = Statement(
    ImportMapRow,
    """
    select import_map.no, import_map.id, import_map.noun, import_map.headers, import_map.words,
        import_map.created_at, import_map.created_by, import_map.version
    from import_map
    where 1 = 1
        [and import_map.no = :no]
        [and import_map.noun = :noun]
        [and import_map.headers = :headers]
    order by {order}
    """,
    {"no": "import_map.no asc"},
)
