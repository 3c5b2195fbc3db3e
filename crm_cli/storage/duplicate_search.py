"""Customers that may be one given: by the index of names, pinyin and addresses, and by their door."""

from collections.abc import Sequence

from crm_cli.domain.folding import fold, fold_all
from crm_cli.domain.search_words import Word
from crm_cli.storage.customer_names import FIND_NAMES
from crm_cli.storage.database import Database
from crm_cli.storage.duplicates import BUILDINGS, FIRMS, FirmRow
from crm_cli.storage.knocks import CALLED_ONE_OF
from crm_cli.storage.search_match import id_match, name_match, spoken_match
from crm_cli.storage.search_notes import named_otherwise

_AT_A_DOOR = 5_000
_FEWEST = 2


def sounding_like(database: Database, name: str, keys: Sequence[str], most: int) -> set[int]:
    """Return customers whose name holds a folded one or sounds like it, at most so many, and all called by a key."""
    from crm_cli.domain.pinyin import syllables

    found = {row.no for row in database.all(CALLED_ONE_OF, keys=list(keys))}
    found |= {row.customer_no for row in database.all(FIND_NAMES, keys=list(keys))}
    if len(name) >= _FEWEST:
        with database.reading() as connection:
            found |= named_otherwise(connection, Word(name)).keys()
        spoken = syllables(name)
        ways = [name_match(name), *([spoken_match(spoken)] if " " in spoken else [])]
        found |= set(_matching(database, "search_customer", " OR ".join(f"({way})" for way in ways), most))
    return found


def with_address(database: Database, address: str, most: int) -> set[int]:
    """Return customers that have an e-mail address, or one of whose people may have it."""
    match = id_match(Word(address))
    found = set(_matching(database, "search_customer", match, most))
    people = _matching(database, "search_contact", match, most)
    if people:
        marks = ", ".join("?" * len(people))
        with database.reading() as connection:
            asked = f"select customer_no from contact where no in ({marks})"
            found |= {row[0] for row in connection.execute(asked, people)}
    return found


def at_door(database: Database, building: str) -> list[FirmRow]:
    """Return the customers whose address names a building so, however it is written there: 雲山大廈 and 云山大厦."""
    wanted = fold(building)
    spellings = [row.text for row in database.all(BUILDINGS)]
    same = [text for text, key in zip(spellings, fold_all(spellings), strict=True) if key == wanted]
    return database.all(FIRMS, buildings=same, limit=_AT_A_DOOR) if same else []


def _matching(database: Database, index: str, match: str, most: int) -> list[int]:
    with database.reading() as connection:
        asked = f"select rowid from {index} where {index} match ? limit ?"
        return [row[0] for row in connection.execute(asked, [match, most])]
