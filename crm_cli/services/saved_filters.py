"""Filters of customers that a rep keeps by a name: in the database, since a rep sits at more than one machine."""

from collections.abc import Sequence

from crm_cli.domain.folding import fold_name
from crm_cli.errors import UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services.customer_filters import as_typed
from crm_cli.services.desk import Desk
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.storage.saved_filters import SAVED_FILTERS, SavedFilterRow


def saved_filters(desk: Desk) -> list[SavedFilterRow]:
    """Return the filters of the rep who sits here, and everybody's, by name."""
    return desk.database.all(SAVED_FILTERS, rep_no=_mine(desk) or 0)


def words_of(row: SavedFilterRow) -> tuple[str, ...]:
    """Return what a filter asks for, as `KEY=WORD` texts."""
    return tuple(split_words(row.words))


def split_words(text: str) -> list[str]:
    """Return the `KEY=WORD` texts of a line as typed; quotes keep words with blanks together.

    Raises UsageError where a quote has no end.
    """
    import shlex

    try:
        return shlex.split(text)
    except ValueError as error:
        raise UsageError(
            _("{text} is no filter.").format(text=text),
            _("For example {examples}.").format(examples='city=广州 "tag=年会 2026"'),
        ) from error


def joined(words: Sequence[str]) -> str:
    """Return `KEY=WORD` texts as a line that `split_words` reads."""
    return " ".join(map(as_typed, words))


def keep(desk: Desk, name: str, words: Sequence[str], *, sort: str = "", turned: bool = False) -> Receipt:
    """Keep a filter by a name; one of that name of the same rep is written over.

    With nobody in particular at the desk it is everybody's. Raises UsageError without a name.
    """
    name = " ".join(name.split())
    if not name:
        raise UsageError(_("A name is needed."))
    values = {"words": joined(words), "sort": sort, "reversed": turned}
    held = [row for row in saved_filters(desk) if row.rep_no == _mine(desk)]
    same = next((row for row in held if fold_name(row.name) == fold_name(name)), None)
    notes = Notes()
    with desk.change() as change:
        if same is None:
            no = change.insert("saved_filter", name=name, rep_no=_mine(desk), **values)
        else:
            no = same.no
            change.update("saved_filter", no, expect=same.version, **values)
    notes.tell(_("The filter {name} is kept.").format(name=name))
    return notes.receipt("saved_filter", no)


def drop(desk: Desk, row: SavedFilterRow) -> Receipt:
    """Keep a filter no more."""
    notes = Notes()
    with desk.change() as change:
        change.delete("saved_filter", row.no)
    notes.tell(_("The filter {name} is kept no more.").format(name=row.name))
    return notes.receipt("saved_filter", row.no, row.id)


def _mine(desk: Desk) -> int | None:
    return desk.me.no if desk.me is not None else None
