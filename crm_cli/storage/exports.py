"""What is exported though no list shows it row by row: signatures, moves of the pool, proposals turned down."""

from datetime import date, datetime

from crm_cli.storage.rows import Row
from crm_cli.storage.statement import Statement


class SignatureRow(Row):
    """What a manager or the owner said of a report handed in, and when they signed it."""

    no: int
    id: str
    submission_no: int
    day: date
    revision: int
    owner_no: int
    owner: str
    rep_no: int
    rep: str
    comment: str
    signed_at: datetime | None
    created_at: datetime
    created_by: str


class PoolMoveRow(Row):
    """A customer warned of, taken into the public pool, given back to it or claimed from it."""

    no: int
    id: str
    day: date
    kind: str
    customer_no: int
    customer: str
    rep_no: int
    rep: str
    due_on: date | None
    reason: str
    created_at: datetime
    created_by: str


class PlannedDialsRow(Row):
    """Dials planned of a rep on a call list from a day on."""

    no: int
    id: str
    call_list_no: int
    call_list: str
    rep_no: int
    rep: str
    starts_on: date
    dials: int
    created_at: datetime
    created_by: str


class KeptProposalRow(Row):
    """A grade or a stage that was proposed for a customer and turned down."""

    no: int
    id: str
    customer_no: int
    customer: str
    field: str
    value: str
    created_at: datetime
    created_by: str


class SaidProgressRow(Row):
    """Whether how far a visit got is what its outcome said, and nobody typed it."""

    no: int
    progress_of_outcome: bool


class StepReasonRow(Row):
    """Why a step was taken back, moved or handed on."""

    no: int
    reason: str


_PAGED = "order by {order} [limit :limit]"

SAID_PROGRESS = Statement(
    SaidProgressRow,
    "select visit.no, visit.progress_of_outcome from visit where 1 = 1 [and visit.no in (:numbers*)]",
)

STEP_REASONS = Statement(
    StepReasonRow, "select step.no, step.reason from step where 1 = 1 [and step.no in (:numbers*)]"
)

SIGNATURES = Statement(
    SignatureRow,
    f"""
    select sign_off.no, sign_off.id, sign_off.submission_no, submission.day, submission.revision,
        submission.rep_no as owner_no, author.name as owner, sign_off.rep_no, rep.name as rep,
        sign_off.comment, sign_off.signed_at, sign_off.created_at, sign_off.created_by
    from sign_off
        join submission on submission.no = sign_off.submission_no
        join rep author on author.no = submission.rep_no
        join rep on rep.no = sign_off.rep_no
    where 1 = 1 [and sign_off.no > :after]
    {_PAGED}
    """,
    {"no": "sign_off.no asc"},
)

POOL_MOVES = Statement(
    PoolMoveRow,
    f"""
    select pool_move.no, pool_move.id, pool_move.day, pool_move.kind, pool_move.customer_no,
        customer.name as customer, pool_move.rep_no, rep.name as rep, pool_move.due_on, pool_move.reason,
        pool_move.created_at, pool_move.created_by
    from pool_move
        join customer on customer.no = pool_move.customer_no
        join rep on rep.no = pool_move.rep_no
    where 1 = 1 [and pool_move.no > :after]
    {_PAGED}
    """,
    {"no": "pool_move.no asc"},
)

KEPT_PROPOSALS = Statement(
    KeptProposalRow,
    f"""
    select kept_proposal.no, kept_proposal.id, kept_proposal.customer_no, customer.name as customer,
        kept_proposal.field, kept_proposal.value, kept_proposal.created_at, kept_proposal.created_by
    from kept_proposal join customer on customer.no = kept_proposal.customer_no
    where 1 = 1 [and kept_proposal.no > :after]
    {_PAGED}
    """,
    {"no": "kept_proposal.no asc"},
)

DIAL_PLANS = Statement(
    PlannedDialsRow,
    f"""
    select dial_plan.no, dial_plan.id, dial_plan.call_list_no, call_list.name as call_list, dial_plan.rep_no,
        rep.name as rep, dial_plan.starts_on, dial_plan.dials, dial_plan.created_at, dial_plan.created_by
    from dial_plan
        join call_list on call_list.no = dial_plan.call_list_no
        join rep on rep.no = dial_plan.rep_no
    where 1 = 1 [and dial_plan.no > :after]
    {_PAGED}
    """,
    {"no": "dial_plan.no asc"},
)
