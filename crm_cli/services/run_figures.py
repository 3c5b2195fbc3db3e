"""How an hour on the phone is going: dials and reached of the day, and how many numbers are left."""

from typing import Any

from crm_cli.domain.frozen import Frozen
from crm_cli.services.desk import Desk
from crm_cli.storage.call_lists import FIND_CALL_LISTS
from crm_cli.storage.run_figures import DAY_OF_CALLS, LEFT_ON_LIST

MOST = 1000
"""Numbers left are counted up to so many: more is more than an hour's work."""


class Figures(Frozen):
    """A rep's dials and right parties reached today (PRODUCT section 7), and numbers still to call, MOST at the most.

    `lists` are the lists with the numbers left on each, in the order they are worked, until MOST are counted.
    """

    dials: int
    reached: int
    left: int
    lists: tuple[tuple[str, int], ...] = ()


def figures(desk: Desk, rep_no: int, call_list_no: int | None = None) -> Figures:
    """Return the figures of a rep's day; `left` on one list, else on every open list that the rep works."""
    day = desk.database.one(DAY_OF_CALLS, day=desk.today(), rep_no=rep_no)
    worked: dict[str, Any] = (
        {"no": call_list_no} if call_list_no is not None else {"states": ["open"], "worked_by": rep_no}
    )
    left, lists = 0, []
    for row in desk.database.all(FIND_CALL_LISTS, **worked):
        if left < MOST:
            here = desk.database.one(LEFT_ON_LIST, call_list_no=row.no, rep_no=rep_no, limit=MOST).numbers
            lists.append((row.name, here))
            left += here
    return Figures(day.dials, day.reached, min(left, MOST), tuple(lists))
