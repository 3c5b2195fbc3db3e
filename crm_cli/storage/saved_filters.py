"""Filters of customers that were kept by a name."""

from crm_cli.storage.rows import Row
from crm_cli.storage.statement import Statement


class SavedFilterRow(Row):
    """A filter kept by a name; `rep_no` is whose it is, None everybody's."""

    no: int
    id: str
    name: str
    rep_no: int | None
    words: str
    sort: str
    reversed: bool
    version: int


SAVED_FILTERS = Statement(
    SavedFilterRow,
    """
    select saved_filter.no, saved_filter.id, saved_filter.name, saved_filter.rep_no, saved_filter.words,
        saved_filter.sort, saved_filter.reversed, saved_filter.version
    from saved_filter
    where 1 = 1
        [and (saved_filter.rep_no = :rep_no or saved_filter.rep_no is null)]
    order by saved_filter.name, saved_filter.no
    """,
)
