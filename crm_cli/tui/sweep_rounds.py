"""What a key does to a sweep beside the screen: write, take my next door, read the sweep anew."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from crm_cli.domain.codes import number
from crm_cli.domain.frozen import Frozen
from crm_cli.errors import CrmError
from crm_cli.services.desk import Desk
from crm_cli.services.receipts import Receipt
from crm_cli.services.sweep_next import DoorOffer, NoDoor, next_for
from crm_cli.services.sweep_pace import paces
from crm_cli.services.sweeps import View, find_sweep, view

Act = Callable[[Desk], Receipt]


class Round(Frozen):
    """What came of it: the receipt of what was written, my next door, or why there is none, the sweep as it stands."""

    receipt: Receipt | None
    found: DoorOffer | NoDoor | CrmError | None
    seen: View
    paces: Mapping[int, float]


def go_round(
    desk: Desk,
    sweep_no: int,
    act: Act | None = None,
    command: str = "",
    *,
    on: bool = False,
    revisit: bool = False,
) -> Round:
    """Do `act`, known to the history as `command`, take my next door where I go `on`, and read the sweep.

    Raises CrmError where `act` does; a door that cannot be had is no reason not to show the sweep.
    """
    receipt = None
    if act is not None:
        with known_as(desk, command):
            receipt = act(desk)
    name = str(number("sweep", sweep_no))
    found = _next(desk, name, revisit=revisit) if on else None
    seen = view(desk, find_sweep(desk, name))
    return Round(receipt, found, seen, paces(desk, seen))


def _next(desk: Desk, sweep: str, *, revisit: bool) -> DoorOffer | NoDoor | CrmError:
    try:
        return next_for(desk, sweep=sweep, revisit=revisit)
    except CrmError as error:
        return error


@contextmanager
def known_as(desk: Desk, command: str) -> Iterator[None]:
    """Have the history say by which command of the shell the same would have been done."""
    before, desk.command = desk.command, command
    try:
        yield
    finally:
        desk.command = before
