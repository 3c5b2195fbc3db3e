"""Notices: what somebody else changed of what a rep is to do."""

from datetime import datetime

from crm_cli.storage.rows import Row
from crm_cli.storage.statement import Statement

FRESH_DAYS = 14
"""What nobody looked at for so long is no news; it stays in `crm notice list`."""


class NoticeRow(Row):
    """A notice: to whom, of what kind, about what, and when it was seen."""

    no: int
    id: str
    at: datetime
    kind: str
    rep_no: int
    rep: str
    plan_no: int | None
    step_no: int | None
    sweep_no: int | None
    words: str
    items: int
    was: str
    now: str
    reason: str
    seen_at: datetime | None
    created_at: datetime
    created_by: str
    version: int


# What nobody saw is read through indexes that hold nothing else.
FIND_NOTICES = Statement(
    NoticeRow,
    """
    select notice.no, notice.id, notice.at, notice.kind, notice.rep_no, rep.name as rep, notice.plan_no,
        notice.step_no, notice.sweep_no, notice.words, notice.items, notice.was, notice.now, notice.reason,
        notice.seen_at, notice.created_at, notice.created_by, notice.version
    from notice join rep on rep.no = notice.rep_no
    where 1 = 1
        [and notice.no = :no]
        [and notice.no in (:numbers*)]
        [and notice.seen_at is null and :unseen]
        [and notice.seen_at is not null and :seen]
        [and notice.rep_no = :rep_no]
        [and rep.team_no = :team_no]
        [and notice.at >= :since]
        [and notice.at <= :until]
        [and notice.kind = :of_kind]
        [and notice.plan_no = :plan_no]
        [and notice.step_no = :step_no]
        [and notice.sweep_no = :sweep_no]
    order by {order}
    [limit :limit]
    """,
    {
        "at": "notice.at desc, notice.no desc",
        "no": "notice.no asc",
        "kind": "notice.kind asc, notice.at desc, notice.no desc",
        "rep": "rep.name asc, notice.at desc, notice.no desc",
    },
)
