"""How an hour on the phone is going: dials and reached of the day, and how many are left to call."""

from crm_cli.domain.frozen import Frozen
from crm_cli.services.desk import Desk
from crm_cli.services.queue_scene import Scene, scene
from crm_cli.storage.call_lists import FIND_CALL_LISTS
from crm_cli.storage.reps import FIND_REPS
from crm_cli.storage.run_figures import DAY_OF_CALLS, LEFT_ON_LIST

MOST = 1000
"""What is left is counted up to so many: more is more than an hour's work."""


class Figures(Frozen):
    """A rep's dials and right parties reached today (PRODUCT section 7), and customers still to call, MOST at the most.

    `lists` are the lists with how many are left on each, in the order they are worked, until MOST are counted.
    """

    dials: int
    reached: int
    left: int
    lists: tuple[tuple[str, int], ...] = ()


def figures(desk: Desk, rep_no: int, call_list_no: int | None = None) -> Figures:
    """Return the figures of a rep's day; `left` on one list, else on every open list that the rep works."""
    day = desk.database.one(DAY_OF_CALLS, day=desk.today(), rep_no=rep_no)
    only = None if call_list_no is None else desk.database.one(FIND_CALL_LISTS, no=call_list_no)
    here = scene(desk, desk.database.one(FIND_REPS, no=rep_no), only)
    left, lists = 0, []
    for row in here.lists.values():
        if left < MOST:
            count = _left_on(here, row.no)
            lists.append((row.name, count))
            left += count
    return Figures(day.dials, day.reached, min(left, MOST), tuple(lists))


def _left_on(here: Scene, call_list_no: int) -> int:
    """Return how many numbers of a list the queue may still offer the rep, at whatever hour; no more than MOST.

    Those whose customer rests, and those that have no tries left by the firm's rules, are not among them; nor is a
    number behind another of its customer: a customer counts once, as where the queue says why it is empty.
    """
    found = here.desk.database.all(LEFT_ON_LIST, call_list_no=call_list_no, rep_no=here.rep.no, limit=MOST)
    open_ = (row.numbers for row in found if here.turn(row) in {"new", "again"})
    return min(sum(open_), MOST)
