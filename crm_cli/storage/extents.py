"""Between which numbers the rows of some days are, so that an export of a month does not walk through ten years."""

from crm_cli.storage.rows import Row
from crm_cli.storage.statement import Statement


class Extent(Row):
    """The first and the last number there are, None where there is no row."""

    first_no: int | None
    last_no: int | None


def _extent(table: str) -> Statement[Extent]:
    return Statement(
        Extent,
        f"select min(no) as first_no, max(no) as last_no from {table}"
        " where 1 = 1 [and day >= :since] [and day <= :until]",
    )


CALLS = _extent("call")
VISITS = _extent("visit")
FOLLOWUPS = _extent("followup")
PLANS = _extent("plan")
MONEY = _extent("money")
SUBMISSIONS = _extent("submission")
