"""Who has which number, on file and among the rows of a list that are not written yet."""

from collections.abc import Iterable, Sequence

from crm_cli.domain.folding import fold
from crm_cli.domain.phones import Phone
from crm_cli.services.importing.customer_drafts import Draft


class Rings:
    """The customers that the numbers of a block ring, those on file before those made of the file.

    Two extensions of one switchboard are two firms of one building as often as one.
    """

    def __init__(self) -> None:
        self.known: dict[str, dict[str, dict[int, None]]] = {}

    def add(self, e164: str, extension: str, customer_no: int) -> None:
        """Remember that a number rings a customer."""
        self.known.setdefault(e164, {}).setdefault(extension, {})[customer_no] = None

    def of(self, phone: Phone) -> list[dict[int, None]]:
        """Return the customers that may be meant by a number, as sets in order."""
        held = self.known.get(phone.e164 or "", {})
        if not phone.extension:
            return list(held.values())
        return [held[one] for one in (phone.extension, "") if one in held]

    def ringing(self, phones: Iterable[Phone], named: Sequence[int]) -> tuple[int, bool] | None:
        """Return whom some numbers ring, the one of a name before all, and whether the name is theirs."""
        sets = [one for phone in phones for one in self.of(phone)]
        if not sets:
            return None
        best = next((no for no in named if any(no in one for one in sets)), None)
        return (best, True) if best is not None else (min(next(iter(one)) for one in sets), False)


class Waiting:
    """Rows that make customers and are not written yet, by all that a later row may share with them."""

    def __init__(self) -> None:
        self._names: set[str] = set()
        self._lines: dict[str, dict[str, int]] = {}
        self._people: dict[str, set[str]] = {}

    def add(self, draft: Draft) -> None:
        """Let a row wait."""
        numbers = {phone.e164 for phone in draft.all_phones() if phone.e164}
        self._names |= draft.keys() - numbers
        people = names_of_people(draft)
        for phone in draft.all_phones():
            if phone.e164:
                self._lines.setdefault(phone.e164, {}).setdefault(phone.extension, draft.line)
                self._people.setdefault(phone.e164, set()).update(people)

    def may_hold(self, draft: Draft) -> bool:
        """Say whether one of them may be the same customer: by its name, an address, or a person at a number."""
        if not self._names.isdisjoint(draft.keys()):
            return True
        people = names_of_people(draft)
        return bool(people) and any(
            not people.isdisjoint(self._people.get(phone.e164 or "", ())) for phone in draft.all_phones()
        )

    def line(self, phone: Phone) -> int | None:
        """Return the first line that has a number."""
        held = self._lines.get(phone.e164 or "")
        if not held:
            return None
        if not phone.extension:
            return min(held.values())
        return held.get(phone.extension, held.get(""))


def names_of_people(draft: Draft) -> set[str]:
    """Return the names of a row's people, folded."""
    return {fold(person.name) for person in draft.people}
