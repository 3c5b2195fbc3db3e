"""What is remembered of front desks, and what visits tell of getting past them."""

from datetime import datetime

from crm_cli.storage.rows import Row
from crm_cli.storage.statement import Statement


class FrontDeskRow(Row):
    """Something remembered of the front desk of a building or a customer."""

    no: int
    id: str
    building_no: int | None
    building: str
    customer_no: int | None
    customer: str
    kind: str
    words: str
    rep_no: int | None
    rep: str
    visit_no: int | None
    created_at: datetime
    created_by: str
    version: int


FRONT_DESK = Statement(
    FrontDeskRow,
    """
    select note.no, note.id, note.building_no, coalesce(building.name, '') as building, note.customer_no,
        coalesce(customer.name, '') as customer, note.kind, note.words, note.rep_no, coalesce(rep.name, '') as rep,
        note.visit_no, note.created_at, note.created_by, note.version
    from front_desk_note note
        left join building on building.no = note.building_no
        left join customer on customer.no = note.customer_no
        left join rep on rep.no = note.rep_no
    where 1 = 1
        [and note.no = :no]
        [and note.building_no = :building_no]
        [and note.customer_no = :customer_no]
        [and note.customer_no in (:customer_numbers*)]
        [and note.kind = :kind]
        [and note.visit_no = :visit_no]
    order by note.kind, note.no
    [limit :limit]
    """,
)
