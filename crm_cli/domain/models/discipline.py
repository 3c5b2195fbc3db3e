"""What keeps customers looked after: proposals turned down, and the comings and goings of the pool."""

from datetime import date

from crm_cli.domain import codes
from crm_cli.domain.models.base import Record, index, one_of, plain_text, refers, table_arguments


class KeptProposal(Record, table=True):
    """A grade or a stage that was proposed for a customer and turned down; it is not proposed again."""

    __tablename__ = "kept_proposal"
    customer_no: int = refers("customer", required=True)
    field: str
    value: str
    __table_args__ = table_arguments(
        one_of("field", codes.PROPOSED_FIELDS), index("ix_kept_proposal_customer", "customer_no")
    )


class PoolMove(Record, table=True):
    """A customer warned of, taken back into the pool, given back to it or claimed from it.

    `rep_no` is who held the customer, or who claimed it; `due_on` the day a warning runs out.
    """

    __tablename__ = "pool_move"
    customer_no: int = refers("customer", required=True)
    rep_no: int = refers("rep", required=True)
    kind: str
    day: date
    due_on: date | None = None
    reason: str = plain_text()
    __table_args__ = table_arguments(
        one_of("kind", codes.POOL_MOVES),
        index("ix_pool_move_customer", "customer_no", "day"),
        index("ix_pool_move_rep", "rep_no", "day"),
    )
