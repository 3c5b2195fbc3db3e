"""What is known of a customer's need, and the questions that find out the rest."""

from collections.abc import Iterator

from crm_cli.domain import words
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.storage.contacts import FIND_CONTACTS
from crm_cli.storage.customers import FIND_CUSTOMERS, CustomerRow

QUESTIONS = {
    "need_state": N_("Do you need anything of the kind now? If not now, later?"),
    "need_later": N_("There is no need now: may there be one later, and when?"),
    "need_on": N_("When is it needed?"),
    "need_occasion": N_("What is it for: an annual meeting, a celebration, a promotion?"),
    "need_quantity": N_("How many are needed?"),
    "need_budget": N_("What may it cost, about?"),
    "need_supplier": N_("Who supplies you now, and what could be better there?"),
    "need_decides": N_("Who decides on it?"),
    "need_influences": N_("Whose opinion counts besides?"),
    "need_executes": N_("Who sees to the buying itself?"),
}
"""What a rep asks of each part of the need (seed 000 §3.5: any need now, if not later, when, who decides)."""

ROLES = {"need_decides": "decision_maker", "need_influences": "influencer", "need_executes": "executor"}
"""Parts of the need that a contact in that role answers."""

_TITLES = {
    "need_state": N_("need"),
    "need_occasion": N_("occasion"),
    "need_on": N_("use date"),
    "need_quantity": N_("quantity"),
    "need_budget": N_("budget"),
    "need_supplier": N_("present supplier"),
    "need_decides": N_("who decides"),
    "need_influences": N_("who influences"),
    "need_executes": N_("who executes"),
}
_OF_WHAT = ("need_occasion", "need_on", "need_quantity", "need_budget")


def unknown_of_need(desk: Desk, customer_no: int) -> list[str]:
    """Return the questions still open at a customer, as a rep asks them, in the order of a talk.

    One without a need is asked only whether there will be one, and who would decide.
    """
    need = _need(desk, customer_no)
    return [_(QUESTIONS[key]) for key in _open(need)]


def known_of_need(desk: Desk, customer_no: int) -> list[tuple[str, str]]:
    """Return what is known of a customer's need: titles and texts in the language in use."""
    need = _need(desk, customer_no)
    return [(_(title), need[key]) for key, title in _TITLES.items() if need.get(key)]


def all_questions() -> list[str]:
    """Return the questions of a first talk, when nothing is known yet."""
    return [_(QUESTIONS[key]) for key in _open({})]


def _open(need: dict[str, str]) -> Iterator[str]:
    without = need.get("state") == "none"
    if not need.get("need_state"):
        yield "need_state"
    elif without and not need.get("need_on"):
        yield "need_later"
    for key in _TITLES:
        if key == "need_state" or need.get(key) or (without and key in _OF_WHAT):
            continue
        yield key


def _need(desk: Desk, customer_no: int) -> dict[str, str]:
    """Return what is known of the need, also from who is there in which role."""
    row = desk.database.one(FIND_CUSTOMERS, sort="no", no=customer_no)
    known = need_texts(desk, row)
    if any(key not in known for key in ROLES):
        people = desk.database.all(FIND_CONTACTS, sort="no", customer_no=customer_no, here=True)
        for key, role in ROLES.items():
            names = ", ".join(one.name for one in people if one.role == role)
            if key not in known and names:
                known[key] = names
    return known


def need_texts(desk: Desk, row: CustomerRow) -> dict[str, str]:
    """Return the parts of a customer's need that were typed, as texts; `state` is the code of `need_state`."""
    known = {
        "need_occasion": row.need_occasion,
        "need_on": row.need_on.isoformat() if row.need_on else "",
        "need_quantity": row.need_quantity,
        "need_budget": _budget(desk, row.need_budget_minor),
        "need_supplier": row.need_supplier,
        "need_decides": row.need_decides,
        "need_influences": row.need_influences,
        "need_executes": row.need_executes,
    }
    if row.need_state != "unknown":
        known |= {"state": row.need_state, "need_state": words.label("need_state", row.need_state)}
    return {key: text for key, text in known.items() if text}


def _budget(desk: Desk, minor: int | None) -> str:
    if minor is None:
        return ""
    from crm_cli.domain.money import format_amount

    return f"{format_amount(minor, desk.currency)} {desk.currency}"
