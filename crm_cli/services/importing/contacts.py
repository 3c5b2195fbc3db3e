"""People at customers from a file."""

from collections.abc import Iterable
from typing import Any

from crm_cli.domain.folding import fold
from crm_cli.errors import CrmError, UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services import contacts as people
from crm_cli.services.importing.cells import Cells, phones_in, read_moment
from crm_cli.services.importing.intake import Intake, SourceRow
from crm_cli.services.importing.lone_people import is_alone
from crm_cli.services.importing.own_values import own_in, set_own
from crm_cli.storage.contacts import FIND_CONTACTS, ContactRow
from crm_cli.storage.customers import CustomerBrief
from crm_cli.storage.imports import CONTACT_IDS

_PLAIN = (
    "title", "department", "email", "wechat", "line", "whatsapp", "qq", "home_town", "school", "hobbies",
)  # fmt: skip


def take(intake: Intake, rows: Iterable[SourceRow]) -> None:
    """Take in people; one of that id, or of that name at the customer, is skipped, updated or made again."""
    bosses: list[tuple[int, int, str]] = []
    for chunk in intake.chunks(rows):
        for row in chunk:
            cells = Cells(intake, row)
            try:
                _take_one(intake, cells, bosses)
            except CrmError as error:
                intake.ledger.reject(row.line, error)
    for no, customer_no, boss in bosses:
        _report_to(intake, no, customer_no, boss)


def _take_one(intake: Intake, cells: Cells, bosses: list[tuple[int, int, str]]) -> None:
    name = cells.text("name")
    if not name:
        if cells.customer():
            raise UsageError(
                _("This is a firm without a person."), _("Bring firms in with: crm import customers FILE")
            )
        raise UsageError(_("There is no name."))
    known = _by_id(intake, cells.record_id())
    firm = cells.customer() or intake.options.customer
    customer = intake.customers.find(firm, cells.words("phone"), rings=False)
    if known is None and not firm and is_alone(intake, cells, name, customer):
        return
    if customer is None and known is None:
        raise UsageError(
            _("There is no customer."),
            _(
                "Whose people those without one are, say with --customer; --add-customers makes each a customer."
            ),
        )
    known = known or (_by_name(intake, customer, name) if customer else None)
    phones = _phones(cells)
    own = own_in(cells, "contact")
    values = _read(cells)
    if known is None or intake.options.on_match == "create":
        if customer is None:
            raise UsageError(_("There is no customer."))
        fresh = cells.identity() if known is None else cells.stamps()
        no = people.insert_contact(
            intake.desk, intake.change, customer.no, name, phones=phones, **fresh, **values
        )
        set_own(intake, "contact", no, own)
        intake.ledger.enter("created", cells.line, name)
        bosses.append((no, customer.no, cells.text("reports_to")))
    elif intake.options.on_match == "skip":
        intake.ledger.enter("skipped", cells.line, name, _("already on file"))
    else:
        changed = intake.change.update("contact", known.no, name=name, **values)
        changed |= bool(
            people.insert_phones(intake.desk, intake.change, known.customer_no, phones, contact_no=known.no)
        )
        changed |= set_own(intake, "contact", known.no, own)
        intake.ledger.enter(
            "updated" if changed else "skipped", cells.line, name, "" if changed else _("already so")
        )
        bosses.append((known.no, known.customer_no, cells.text("reports_to")))


def _by_id(intake: Intake, record_id: str) -> ContactRow | None:
    if not record_id:
        return None
    found = intake.desk.database.first(CONTACT_IDS, ids=[record_id])
    return intake.desk.database.one(FIND_CONTACTS, no=found.no) if found else None


def _by_name(intake: Intake, customer: CustomerBrief, name: str) -> ContactRow | None:
    key = fold(name)
    on_file = intake.desk.database.all(FIND_CONTACTS, customer_no=customer.no)
    return next((one for one in on_file if fold(one.name) == key), None)


def _phones(cells: Cells) -> list[str]:
    if not cells.has("extension"):
        return [cells.words("phone")]
    numbers = phones_in(cells.intake.desk, cells.words("phone"))
    return [phone.raw for phone in cells.extended(numbers)]


def _read(cells: Cells) -> dict[str, Any]:
    values: dict[str, Any] = {field: cells.text(field) for field in _PLAIN}
    values["role"] = cells.code("role", "role")
    values["birthday"] = cells.day("birthday")
    values["left_on"] = cells.day("left_on")
    values["wechat_added"] = cells.yes("wechat_added") or None
    if said := cells.text("consent_at"):
        values["consent_at"] = cells.intake.desk.instant(read_moment(cells.intake, said, "")[0])
        values |= {name: cells.text(name) for name in ("consent_how", "consent_from")}
    values["notes"] = cells.note("notes")
    return {field: value for field, value in values.items() if value not in (None, "")}


def _report_to(intake: Intake, no: int, customer_no: int, boss: str) -> None:
    """Say whom a person reports to, once everybody of the file is there."""
    if not boss:
        return
    on_file = intake.desk.database.all(FIND_CONTACTS, customer_no=customer_no)
    found = [one for one in on_file if fold(one.name) == fold(boss) and one.no != no]
    if len(found) == 1:
        intake.change.update("contact", no, reports_to_no=found[0].no)
    else:
        intake.ledger.warn(_("Nobody at the customer is called {name}.").format(name=boss))
