"""Fields by what people call them: the key, or the title in any of our languages."""

from crm_cli.domain.folding import fold
from crm_cli.domain.titles import TITLES
from crm_cli.errors import UsageError
from crm_cli.i18n import LANGUAGES, translations
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.storage.derived import LEFT_OUT
from crm_cli.storage.past import columns_of, tables_of

BOOKKEEPING = frozenset(
    {"no", "id", "created_at", "created_by", "changed_at", "changed_by", "version", "name_key", "reversed"}
)
"""Columns in which nobody typed anything."""
ENDINGS = ("_no", "_minor")
"""What a column's name has more than its field's: `owner_no` holds the owner, `amount_minor` the amount."""


def field_of(column: str) -> str:
    """Return the field that a column holds."""
    for ending in ENDINGS:
        if column.endswith(ending):
            return column.removesuffix(ending)
    return column


def title_of(column: str) -> str:
    """Return what a column is called in the language in use."""
    field = field_of(column)
    return _(TITLES.get(field) or TITLES.get(column) or field.replace("_", " "))


def columns_called(desk: Desk, text: str, table: str | None = None) -> list[str]:
    """Return the columns of a table (of any when it is None) that hold the field called so.

    Raises UsageError, with the fields there are, when there is none.
    """
    tables = [table] if table else tables_of(desk.database)
    known = {
        column: None
        for one in tables
        for column in columns_of(desk.database, one)
        if column not in BOOKKEEPING and column not in LEFT_OUT.get(one, ())
    }
    wanted = fold(text.strip())
    as_key = wanted.replace(" ", "_").replace("-", "_")
    exact = [column for column in known if as_key in {column, field_of(column)}]
    if found := exact or [column for column in known if wanted in _titles(column)]:
        return found
    hint = _("Fields: {names}").format(names=", ".join(map(field_of, known))) if table else ""
    raise UsageError(_("There is no field called {name}.").format(name=text), hint or "--field grade")


def _titles(column: str) -> set[str]:
    """Return what a column is called in each of our languages, folded."""
    english = TITLES.get(field_of(column)) or TITLES.get(column)
    return {fold(translations(one).gettext(english)) for one in LANGUAGES} if english else set()
