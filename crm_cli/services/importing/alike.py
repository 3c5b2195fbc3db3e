"""Says how many of the customers that a file added look like some who were on file already."""

from collections.abc import Iterator, Sequence

from crm_cli.domain.codes import number
from crm_cli.domain.duplicates import MINIMUM, compare, name_keys
from crm_cli.domain.near_firms import whole_keys
from crm_cli.i18n import gettext as _
from crm_cli.i18n import ngettext
from crm_cli.services.desk import Desk
from crm_cli.services.duplicates import Firms
from crm_cli.services.importing.intake import Ledger
from crm_cli.storage.duplicate_search import sounding_like
from crm_cli.storage.knocks import CALLED_ONE_OF

MOST = 5_000
"""New customers that are compared at once; of a long list `crm dupes` does it in half the time."""
_SHORT = 500
"""Of a short list names that are longer or shorter by a place, or written otherwise, are found too."""
_LOOKED_UP, _TOLD, _MOST = 400, 5, 20


def tell_alike(desk: Desk, made: Sequence[int], ledger: Ledger) -> None:
    """Note which new customers look like one on file, inside the import's change."""
    if not made:
        return
    if len(made) > MOST:
        ledger.notes.append(_("So many are not compared with those on file here; do it with: crm dupes"))
        return
    found = sorted(_alike(desk, made))
    if not found:
        return
    told = ngettext(
        "{count} new customer looks like one on file ({numbers}). See with: crm dupes",
        "{count} new customers look like some on file ({numbers}). See with: crm dupes",
        len(found),
    )
    numbers = ", ".join(str(number("customer", no)) for no in found[:_TOLD])
    ledger.notes.append(
        told.format(count=f"{len(found):,}", numbers=numbers + (" …" if len(found) > _TOLD else ""))
    )


def _alike(desk: Desk, made: Sequence[int]) -> set[int]:
    """Return those of the new customers that are called as one on file, legal form and place apart, and score as much."""
    fresh = Firms(desk, made)
    new = {no: fresh.known(no) for no in fresh.rows}
    called: dict[str, list[int]] = {}
    for no, known in new.items():
        for key in name_keys(known.names):
            called.setdefault(key, []).append(no)
    found: set[int] = set()
    for numbers in (_sounding if len(made) <= _SHORT else _on_file)(desk, sorted(called), made[0]):
        firms = Firms(desk, numbers)
        for no in firms.rows:
            old = firms.known(no)
            near = {one for key in name_keys(old.names) for one in called.get(key, ())}
            found.update(one for one in near - found if compare(new[one], old).score >= MINIMUM)
    return found


def _sounding(desk: Desk, cores: Sequence[str], first_made: int) -> Iterator[list[int]]:
    """Yield the customers on file before whose name holds a core."""
    for core in cores:
        found = sounding_like(desk.database, core, whole_keys(core), _MOST)
        if numbers := [no for no in found if no < first_made]:
            yield numbers


def _on_file(desk: Desk, cores: Sequence[str], first_made: int) -> Iterator[list[int]]:
    """Yield the customers on file before who are called by a core, with or without a legal form."""
    keys = [key for core in cores for key in whole_keys(core)]
    for start in range(0, len(keys), _LOOKED_UP):
        rows = desk.database.all(CALLED_ONE_OF, keys=keys[start : start + _LOOKED_UP])
        if numbers := [row.no for row in rows if row.no < first_made]:
            yield numbers
