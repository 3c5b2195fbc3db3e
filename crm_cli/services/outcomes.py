"""Outcomes of calls and visits, as the firm has them."""

from typing import Any

from crm_cli.services.desk import Desk
from crm_cli.storage.outcomes import FIND_OUTCOMES, OutcomeRow


def outcomes(
    desk: Desk, *, sort: str | None = None, descending: bool = False, **filters: Any
) -> list[OutcomeRow]:
    """Return the outcomes that pass the filters (`subject`, `in_use`), in the firm's order unless sorted."""
    return desk.database.all(FIND_OUTCOMES, sort=sort, descending=descending, **filters)
