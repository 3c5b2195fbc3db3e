"""What `--map` said of a file, kept for the next one with the same headers, and `--outcome` of its words, for all."""

from collections.abc import Mapping, Sequence

from crm_cli.errors import NotFoundError
from crm_cli.i18n import gettext as _
from crm_cli.i18n import ngettext
from crm_cli.services.desk import Desk
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.storage.change import Change
from crm_cli.storage.import_maps import FIND_IMPORT_MAPS, ImportMapRow

_OF_OUTCOMES = ""
"""What stands for the headers where words for outcomes are kept, which mean the same in every file."""


def maps(desk: Desk) -> list[ImportMapRow]:
    """Return what is kept, by number."""
    return desk.database.all(FIND_IMPORT_MAPS)


def map_for(desk: Desk, noun: str, headers: str) -> ImportMapRow | None:
    """Return what was said of files of a noun with these headers (`ImportMap.headers`), None for nothing."""
    return desk.database.first(FIND_IMPORT_MAPS, noun=noun, headers=headers)


def pairs_in(row: ImportMapRow) -> dict[str, str]:
    """Return what a row keeps as pairs of header and field."""
    return dict(line.rpartition("=")[::2] for line in row.words.splitlines())


def keep_map(desk: Desk, change: Change, noun: str, headers: str, mapping: Mapping[str, str]) -> bool:
    """Keep inside an open change what was said of a file; say whether it was not kept so already."""
    told = "\n".join(f"{name}={field}" for name, field in mapping.items())
    held = map_for(desk, noun, headers)
    if held is not None:
        return change.update("import_map", held.no, words=told)
    change.insert("import_map", noun=noun, headers=headers, words=told)
    return True


def words_for(desk: Desk, noun: str) -> dict[str, str]:
    """Return what `--outcome` said of words in files of a noun; those that mean an outcome no more are left out."""
    if (held := map_for(desk, noun, _OF_OUTCOMES)) is None:
        return {}
    codes = {row.code for row in desk.outcomes(noun.removesuffix("s"))}
    return {word: code for word, code in pairs_in(held).items() if code in codes}


def keep_words(desk: Desk, change: Change, noun: str, said: Mapping[str, str]) -> bool:
    """Keep inside an open change, beside those kept before, words and the codes they mean; say whether any was new."""
    return keep_map(desk, change, noun, _OF_OUTCOMES, {**words_for(desk, noun), **said})


def remove_maps(desk: Desk, numbers: Sequence[str]) -> Receipt:
    """Forget how some kinds of file are read; raise NotFoundError for a number that none has."""
    held = {str(row.no): row for row in maps(desk)}
    for text in numbers:
        if text not in held:
            raise NotFoundError(
                _("Nothing is called {text}.").format(text=text), _("See them with: crm import maps")
            )
    chosen = [held[text] for text in dict.fromkeys(numbers)]
    notes = Notes()
    with desk.change() as change:
        for row in chosen:
            change.delete("import_map", row.no)
    told = ngettext("{count} map is kept no more.", "{count} maps are kept no more.", len(chosen))
    notes.tell(told.format(count=len(chosen)))
    return notes.receipt("import_map", chosen[0].no if chosen else 0, changed=bool(chosen))
