"""Words typed as filters of customers that no customer has: told at once, with those that come near."""

from collections.abc import Iterator

from crm_cli.domain.folding import fold
from crm_cli.domain.likeness import holds, shared_pairs
from crm_cli.domain.titles import TITLES
from crm_cli.domain.words import label
from crm_cli.errors import NotFoundError
from crm_cli.i18n import gettext as _
from crm_cli.services.customer_filters import Asked, filters_of
from crm_cli.services.desk import Desk
from crm_cli.storage.call_list_filling import CHOSEN_CUSTOMERS, WORDS_IN_USE

WRITTEN = frozenset({"industry", "city", "district", "building", "territory", "tag", "source"})
"""Keys whose words a firm writes as it likes, so that a slip is no error of reading."""
_TOLD = 8
_ALIKE = 0.5


def strange_words(desk: Desk, asked: Asked) -> list[str]:
    """Return a sentence for each word that no customer has beside words of the same key that some have.

    Raises NotFoundError, with the words there are, where of a key no word at all is one that a customer has.
    """
    told: list[str] = []
    for key in WRITTEN & asked.keys():
        strange = [word for word in asked[key] if not _is_used(desk, key, word)]
        if not strange:
            continue
        title = TITLES["tags" if key == "tag" else key]
        sentence = _("No customer has {field} {word}.").format(field=_(title), word=", ".join(strange))
        hint = _those_there_are(desk, key, strange)
        if len(strange) == len(asked[key]):
            raise NotFoundError(sentence, hint)
        told.append(f"{sentence} {hint}")
    return told


def words_in_use(desk: Desk, key: str, count: int) -> list[tuple[str, int]]:
    """Return the words that customers have under a key of WRITTEN, with how many have each, the commonest first.

    It looks at all customers.
    """
    return [(row.word, row.customers) for row in desk.database.all(WORDS_IN_USE, key=key)[:count]]


def _is_used(desk: Desk, key: str, word: str) -> bool:
    return bool(desk.database.all(CHOSEN_CUSTOMERS, limit=1, **filters_of(desk, {key: [word]})))


def _those_there_are(desk: Desk, key: str, strange: list[str]) -> str:
    # Read on the way out of a mistake only: it counts all customers.
    used = {
        label("source", row.word) if key == "source" else row.word: row.customers
        for row in desk.database.all(WORDS_IN_USE, key=key)
    }
    if not used:
        return _("No customer has any yet.")
    near = list(dict.fromkeys(one for word in strange for one in _near(word, used)))
    told = (_("Near: {words}") if near else _("There are: {words}")).format(
        words=", ".join(f"{word} ({used[word]:,})" for word in (near or list(used))[:_TOLD])
    )
    return told + (" …" if len(near or used) > _TOLD else "")


def _near(word: str, used: dict[str, int]) -> Iterator[str]:
    """Yield the words in use that `word` may be short, long or a slip for."""
    typed = fold(word)
    for one in used:
        there = fold(one)
        if holds(there, typed) or holds(typed, there) or shared_pairs(typed, there) >= _ALIKE:
            yield one
