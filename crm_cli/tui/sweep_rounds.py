"""What a key does to a sweep beside the screen: write, take my next door, read the sweep anew."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from crm_cli.domain.codes import number
from crm_cli.domain.frozen import Frozen
from crm_cli.errors import CrmError
from crm_cli.services.desk import Desk
from crm_cli.services.receipts import Receipt
from crm_cli.services.sweep_next import DoorOffer, NoDoor, next_for
from crm_cli.services.sweep_pace import paces
from crm_cli.services.sweep_views import View, view
from crm_cli.services.sweeps import find_sweep
from crm_cli.tui.asking import with_answers
from crm_cli.tui.commands import known_as


class Writing(Frozen):
    """Something to write: known to the history as `command`, with the answers to what it asked so far.

    `units` are the doors it is about, `knocks` whether it logs at them; `then` and `failed` say how it went on.
    """

    act: Callable[[Desk], Sequence[Receipt]]
    command: str
    units: tuple[int, ...] = ()
    knocks: bool = False
    then: Callable[[], None] | None = None
    failed: Callable[[CrmError], None] | None = None
    answers: tuple[Any, ...] = ()


class Round(Frozen):
    """What came of it: my next door, or why there is none, where I go on; the sweep as it stands.

    `mark` is another once somebody else changed something in the database.
    """

    found: DoorOffer | NoDoor | CrmError | None
    seen: View
    paces: Mapping[int, float]
    mark: int


def write(desk: Desk, writing: Writing) -> Sequence[Receipt]:
    """Return the receipts of what was written; raises what it raises, and Asked where an answer is missing.

    The history says by which command of the shell the same would have been done.
    """
    with known_as(desk, writing.command):
        return with_answers(desk, writing.answers, lambda: writing.act(desk))


def go_round(
    desk: Desk, sweep_no: int, *, on: bool = False, revisit: bool = False, mark: int | None = None
) -> Round | None:
    """Take my next door where I go `on`, and read the sweep; that there is no door is no reason not to show it.

    None where nobody else changed anything since the round that had this `mark`.
    """
    now = desk.database.others_wrote()
    if mark == now:
        return None
    name = str(number("sweep", sweep_no))
    found = _next(desk, name, revisit=revisit) if on else None
    seen = view(desk, find_sweep(desk, name))
    return Round(found, seen, paces(desk, seen), now)


def _next(desk: Desk, sweep: str, *, revisit: bool) -> DoorOffer | NoDoor | CrmError:
    try:
        return next_for(desk, sweep=sweep, revisit=revisit)
    except CrmError as error:
        return error
