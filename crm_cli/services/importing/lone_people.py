"""People of a file who are at no firm: each a customer of their own, where that was asked for."""

from typing import Any

from crm_cli.domain.folding import fold
from crm_cli.domain.titles import TITLES
from crm_cli.i18n import gettext as _
from crm_cli.services.customers import insert_customer
from crm_cli.services.importing.cells import Cells
from crm_cli.services.importing.intake import Intake
from crm_cli.storage.customers import CustomerBrief
from crm_cli.storage.imports import BY_NAME

_ON_BOTH = ("email", "wechat", "qq", "line", "whatsapp")
_IN_WORDS = ("title", "department", "birthday")


def is_alone(intake: Intake, cells: Cells, name: str, ringing: CustomerBrief | None) -> bool:
    """Settle a row of a person at no firm; say whether there is nothing more to do.

    `ringing` is the customer that has the row's number: where it bears the person's name it is that person. Who has no
    number is known by the name.
    """
    if ringing is not None:
        is_here = fold(ringing.name) == fold(name)
    else:
        is_here = not cells.has("phone") and _is_on_file(intake, name)
    if is_here:
        intake.ledger.enter("skipped", cells.line, name, _("already on file"))
        return True
    if ringing is not None or not intake.options.add_customers:
        return False
    _make(intake, cells, name)
    return True


def _is_on_file(intake: Intake, name: str) -> bool:
    named = intake.desk.database.all(BY_NAME, keys=[fold(name)])
    return any(intake.change.row("customer", one.customer_no)["kind"] == "person" for one in named)


def _make(intake: Intake, cells: Cells, name: str) -> None:
    values: dict[str, Any] = {"kind": "person", **{field: cells.text(field) for field in _ON_BOTH}}
    said = [f"{_(TITLES[field])}: {text}" for field in _IN_WORDS if (text := cells.text(field))]
    values["notes"] = "\n".join(filter(None, (cells.words("notes"), *said)))
    insert_customer(intake.desk, intake.change, name, values, phones=[cells.words("phone")])
    intake.ledger.enter("created", cells.line, name)
