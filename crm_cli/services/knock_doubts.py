"""Why a knock may be a slip of the finger, though the rules let it pass: a key that logs at once asks first."""

from collections.abc import Sequence

from crm_cli.domain.codes import number
from crm_cli.domain.sweeping import Door
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.plans import plans
from crm_cli.storage.sweeps import SweepRow


def of_doors(doors: Sequence[Door]) -> str:
    """Return that doors are marked do-not-call, '' where none is."""
    barred = [door.code for door in doors if door.state == "do_not_call"]
    return _("{door} has a customer marked do-not-call.").format(door=_(", ").join(barred)) if barred else ""


def of_sweep(desk: Desk, sweep: SweepRow) -> str:
    """Return that a sweep is finished and nobody planned to go back to it today, '' for any other."""
    if sweep.state != "finished":
        return ""
    today = plans(desk, sweep_no=sweep.no, day=desk.today())
    if any(row.state in {"planned", "visited"} for row in today):
        return ""
    return _("{number} {building} is finished, and nobody planned to go back to it today.").format(
        number=number("sweep", sweep.no), building=sweep.building
    )
