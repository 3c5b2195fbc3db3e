"""Values of the firm's own fields from a file."""

from collections.abc import Mapping

from crm_cli.errors import CrmError
from crm_cli.services.importing.cells import Cells
from crm_cli.services.importing.intake import Intake
from crm_cli.services.own_fields import read_own_value, set_own_field


def own_in(cells: Cells, noun: str) -> dict[str, str]:
    """Return the own fields that a row fills; a cell that is no value of its field is kept for the note."""
    found = {}
    for name in cells.intake.own_fields:
        if text := cells.text(name):
            try:
                read_own_value(cells.intake.desk, noun, name, text)
            except (CrmError, ValueError, OverflowError):
                cells.keep(name)
            else:
                found[name] = text
    return found


def set_own(intake: Intake, noun: str, no: int, values: Mapping[str, str]) -> bool:
    """Set own fields of a customer or contact, as `own_in` read them, and say whether that changed any."""
    changed = False
    for name, text in values.items():
        changed |= set_own_field(intake.desk, intake.change, noun, no, name, text)
    return changed
