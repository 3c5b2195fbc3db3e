"""Which call list a call of a file was made from."""

from collections import Counter

from crm_cli.domain.folding import fold
from crm_cli.i18n import ngettext
from crm_cli.services.importing.intake import Intake
from crm_cli.storage.call_lists import FIND_CALL_LISTS


class CallLists:
    """The firm's call lists by name; a name of none is no fault of the call, and is told at the end."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake
        self._known: dict[str, int] | None = None
        self._strange: Counter[str] = Counter()

    def find(self, text: str) -> int | None:
        """Return the number of the call list a cell names, None for a blank cell and for a name of none."""
        if not text:
            return None
        if self._known is None:
            lists = self._intake.desk.database.all(FIND_CALL_LISTS, sort="no")
            self._known = {fold(one.name): one.no for one in lists}
        found = self._known.get(fold(text))
        if found is None:
            self._strange[text] += 1
        return found

    def tell(self) -> None:
        """Warn of the lists that the firm has not, each with how many calls name it."""
        for name, rows in self._strange.most_common():
            self._intake.ledger.warn(
                ngettext(
                    "{count} row was called from a list named {name}, which there is not: it comes without.",
                    "{count} rows were called from a list named {name}, which there is not: they come without.",
                    rows,
                ).format(count=rows, name=name)
            )
