"""Whom a touch from a file was with: people by their names; who only has a role, like 前台, is nobody on file."""

import re
from collections.abc import Sequence

from crm_cli.domain.folding import fold
from crm_cli.services.importing.intake import Intake
from crm_cli.services.importing.roles import is_role
from crm_cli.services.importing.touches import Log
from crm_cli.storage.contacts import FIND_CONTACTS, ContactRow

_ADDRESSED = re.compile(r"(.{1,4}?)(?:先生|小姐|女士|太太)")


def people(intake: Intake, logs: Sequence[Log]) -> list[ContactRow | None]:
    """Return whom each touch was with: the person named, added when new, else the only one once reached.

    A cell that names nobody on file goes into the touch's note.
    """
    known: dict[int, list[ContactRow]] = {}
    found = []
    for log in logs:
        no = log.customer.no if log.customer else 0
        if no and no not in known:
            known[no] = intake.desk.database.all(FIND_CONTACTS, customer_no=no)
        contact = _met(intake, known.get(no, []), no, log)
        if contact is None and log.contact and fold(log.contact) not in fold(str(log.values["note"])):
            said = f"{intake.titles.get('contact', 'contact')}: {log.contact}"
            log.values["note"] = "\n".join(filter(None, (str(log.values["note"]), said)))
        found.append(contact)
    return found


def _met(intake: Intake, on_file: list[ContactRow], customer_no: int, log: Log) -> ContactRow | None:
    if log.contact:
        named = customer_no and not is_role(log.contact)
        return _person(intake, on_file, customer_no, log.contact) if named else None
    here = [one for one in on_file if one.left_on is None]
    return here[0] if log.reached and len(here) == 1 else None


def _person(intake: Intake, on_file: list[ContactRow], customer_no: int, name: str) -> ContactRow | None:
    key = fold(name)
    for contact in on_file:
        if fold(contact.name) == key:
            return contact
    if addressed := _ADDRESSED.fullmatch(key):
        namesakes = _namesakes(on_file, addressed[1])
        if namesakes:
            # 王先生 may be either of two Wangs, but hardly a third one.
            return namesakes[0] if len(namesakes) == 1 else None
    no = intake.change.insert("contact", customer_no=customer_no, name=name)
    contact = intake.desk.database.one(FIND_CONTACTS, no=no)
    on_file.append(contact)
    return contact


def _namesakes(on_file: Sequence[ContactRow], called: str) -> list[ContactRow]:
    """Return who is meant by 王 or 欧阳 before 先生: those whose name begins so, or is just that."""
    names = [(fold(one.name), one) for one in on_file]
    if len(called) > 2:
        return [one for name, one in names if name == called]
    return [one for name, one in names if name.startswith(called)]
