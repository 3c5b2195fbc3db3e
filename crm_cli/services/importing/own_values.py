"""Values of the firm's own fields from a file."""

from collections.abc import Mapping

from crm_cli.errors import CrmError
from crm_cli.i18n import gettext as _
from crm_cli.services.importing.intake import Intake
from crm_cli.services.own_fields import set_own_field


def set_own(intake: Intake, noun: str, no: int, values: Mapping[str, str], line: int) -> bool:
    """Set own fields of a customer or contact and say whether that changed any; one that does not fit is told."""
    changed = False
    for name, text in values.items():
        try:
            changed |= set_own_field(intake.desk, intake.change, noun, no, name, text)
        except CrmError as error:
            intake.ledger.warn(
                _("Line {line}: {name} was left out: {reason}").format(
                    line=line, name=name, reason=error.sentence
                )
            )
    return changed
