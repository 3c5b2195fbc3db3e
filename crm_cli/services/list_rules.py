"""Rules of call lists: when a number is tried again after an outcome, in place of the outcome's own rule."""

from typing import Any

from crm_cli.domain.outcome_rules import RULE
from crm_cli.errors import UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services.call_lists import find_call_list
from crm_cli.services.desk import Desk
from crm_cli.services.naming import outcome_line
from crm_cli.services.outcome_meaning import TypedRule, read_rule
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.storage.outcomes import FIND_LIST_RULES, ListRuleRow, OutcomeRow


def rules_of(desk: Desk, **of: Any) -> list[ListRuleRow]:
    """Return the rules of a call list (`call_list_no`) or of an outcome (`outcome_no`), in the order of outcomes."""
    return desk.database.all(FIND_LIST_RULES, **of)


def set_rule(desk: Desk, row: OutcomeRow, call_list: str, typed: TypedRule) -> Receipt:
    """Give an outcome its own rule on a call list; what is not typed stays, at first as the outcome has it.

    Raises UsageError for a rule that says nothing or cannot be, for an outcome of visits, RefusedError for
    who is no manager of a firm that has one, and what `find_call_list` raises.
    """
    desk.require_manager_if_any(_("changing outcomes"))
    if row.subject != "call":
        raise UsageError(
            _("Call lists have rules for outcomes of calls only."), "crm outcome list --subject call"
        )
    if typed == TypedRule():
        raise UsageError(_("What is the rule?"), "--retry 2h --tries 3 --other-half --rest-days 90, --clear")
    of = find_call_list(desk, call_list)
    notes = Notes()
    with desk.change() as change:
        held = desk.database.first(FIND_LIST_RULES, call_list_no=of.no, outcome_no=row.no, limit=1)
        rule = read_rule("call", row._asdict(), (held or row)._asdict(), typed)
        if held is None:
            no, changed = change.insert("list_rule", call_list_no=of.no, outcome_no=row.no, **rule), True
        else:
            no, changed = held.no, change.update("list_rule", held.no, expect=held.version, **rule)
    told = (
        _("{name} has its own rule on {call_list}.")
        if changed
        else _("{name} has that rule on {call_list} already.")
    )
    notes.tell(told.format(name=outcome_line(row), call_list=of.name))
    if all(rule[name] == getattr(row, name) for name in RULE):
        notes.warn(_("It says what the outcome's own rule says now; it stays so when that changes."))
    return notes.receipt("list_rule", no, changed=changed)


def clear_rule(desk: Desk, row: OutcomeRow, call_list: str) -> Receipt:
    """Take an outcome's rule off a call list, where its own holds again; raises as `set_rule` does."""
    desk.require_manager_if_any(_("changing outcomes"))
    of = find_call_list(desk, call_list)
    notes = Notes()
    with desk.change() as change:
        held = desk.database.first(FIND_LIST_RULES, call_list_no=of.no, outcome_no=row.no, limit=1)
        if held is not None:
            change.delete("list_rule", held.no)
    told = (
        _("{name} goes by the rule of all lists on {call_list} again.")
        if held
        else _("{name} has no rule on {call_list}.")
    )
    notes.tell(told.format(name=outcome_line(row), call_list=of.name))
    return notes.receipt("list_rule", held.no if held else 0, changed=held is not None)
