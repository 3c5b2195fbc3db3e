"""Who changed an outcome and its rules on call lists."""

import json
from typing import Any

from crm_cli.domain.codes import number
from crm_cli.services.desk import Desk
from crm_cli.storage.journal import CHANGE_ROWS, FIND_CHANGES
from crm_cli.storage.outcomes import FIND_LIST_RULES, OutcomeRow

_LEFT_OUT = frozenset({"version", "changed_at", "changed_by", "position"})
_MOVES = 20
"""Changes read besides those asked for: some may have moved the outcome only."""


def changes_of(desk: Desk, row: OutcomeRow, *, most: int) -> list[dict[str, Any]]:
    """Return the last changes of an outcome and of the rules it has on lists, the newest first.

    Each has `no`, `at`, `actor` and its `rows`: the `call_list` (None for the outcome's own), the `operation`,
    fields `before` and `after`. That an outcome was added, or moved in its list, is
    no change of it.
    """
    tables: list[tuple[str, int, str | None]] = [("outcome", row.no, None)]
    rules = desk.database.all(FIND_LIST_RULES, outcome_no=row.no)
    tables += [("list_rule", rule.no, rule.call_list) for rule in rules]
    found: dict[int, dict[str, Any]] = {}
    for table, no, call_list in tables:
        for change in desk.database.all(FIND_CHANGES, table_name=table, row_no=no, limit=most + _MOVES):
            for done in desk.database.all(CHANGE_ROWS, change_no=change.no, table_name=table, row_no=no):
                fields = _fields(done)
                if table == "outcome" and not fields["after"]:
                    continue
                told = found.setdefault(
                    change.no,
                    {"no": number("change", change.no), "at": change.at, "actor": change.actor, "rows": []},
                )
                told["rows"].append({"call_list": call_list, "operation": done.operation, **fields})
    return [found[no] for no in sorted(found, reverse=True)[:most]]


def _fields(done: Any) -> dict[str, Any]:
    """Return what a row was and is, but for its place in the list, which every move changes of many."""
    images = {"before": json.loads(done.before or "{}"), "after": json.loads(done.after or "{}")}
    return {
        side: {name: value for name, value in image.items() if name not in _LEFT_OUT}
        for side, image in images.items()
    }
