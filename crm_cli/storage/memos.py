"""Memos: words a rep keeps."""

from datetime import datetime

from crm_cli.storage.rows import Row
from crm_cli.storage.statement import Statement


class MemoRow(Row):
    """A memo, whose it is and what it is about."""

    no: int
    id: str
    words: str
    pinned: bool
    rep_no: int
    rep: str
    customer_no: int | None
    customer: str
    contact_no: int | None
    contact: str
    created_at: datetime
    created_by: str
    changed_at: datetime | None
    changed_by: str | None
    version: int


FIND_MEMOS = Statement(
    MemoRow,
    """
    select memo.no, memo.id, memo.words, memo.pinned, memo.rep_no, rep.name as rep, memo.customer_no,
        coalesce(customer.name, '') as customer, memo.contact_no, coalesce(contact.name, '') as contact,
        memo.created_at, memo.created_by, memo.changed_at, memo.changed_by, memo.version
    from memo
        join rep on rep.no = memo.rep_no
        left join customer on customer.no = memo.customer_no
        left join contact on contact.no = memo.contact_no
    where 1 = 1
        [and memo.no = :no]
        [and memo.no > :after]
        [and memo.no in (:numbers*)]
        [and memo.rep_no = :rep_no]
        [and memo.customer_no = :customer_no]
        [and memo.contact_no = :contact_no]
        [and memo.pinned = :pinned]
    order by {order}
    [limit :limit]
    """,
    {
        "created_at": "memo.no desc",
        "pinned": "memo.pinned desc, memo.no desc",
        "no": "memo.no asc",
        "customer": "customer.sort_key asc nulls last, memo.no asc",
        "rep": "rep.name asc, memo.no asc",
    },
)
