"""Sheets printed to be filled in by hand, and what became of their rows."""

from datetime import date, datetime

from crm_cli.storage.rows import RecordNumber, Row
from crm_cli.storage.statement import Statement


class PaperRow(Row):
    """A sheet, how many rows it has and how many of them were typed back."""

    no: int
    id: str
    kind: str
    day: date
    rep_no: int | None
    rep: str
    sweep_no: int | None
    building: str
    call_list_no: int | None
    call_list: str
    rows: int
    entered: int
    created_at: datetime
    created_by: str


class SheetLineRow(Row):
    """A row of a sheet by its code: whom, which door or number it is of, and the touch it was typed back as."""

    no: int
    sheet_no: int
    code: int
    customer_no: int | None
    customer: str
    unit_no: int | None
    unit: str
    plan_no: int | None
    plan_at: datetime | None
    plan_state: str
    building: str
    phone_no: int | None
    number: str
    visit_no: int | None
    call_no: int | None
    touched_at: datetime | None


class OnPaperRow(Row):
    """A number that stands on a sheet of another rep, not typed back yet."""

    phone_no: int
    sheet_no: int
    rep: str


class RestedRow(Row):
    """The last word of a customer after which it is left alone, and the list it was said on."""

    no: int
    rest_outcome_no: int | None
    rest_list_no: int | None
    rest_at: datetime | None


FIND_SHEETS = Statement(
    PaperRow,
    """
    select sheet.no, sheet.id, sheet.kind, sheet.day, sheet.rep_no, coalesce(rep.name, '') as rep, sheet.sweep_no,
        coalesce(building.name, '') as building, sheet.call_list_no, coalesce(call_list.name, '') as call_list,
        (select count(*) from sheet_row line where line.sheet_no = sheet.no) as rows,
        (select count(*) from sheet_row line where line.sheet_no = sheet.no
            and (line.visit_no is not null or line.call_no is not null)) as entered,
        sheet.created_at, sheet.created_by
    from sheet
        left join rep on rep.no = sheet.rep_no
        left join sweep on sweep.no = sheet.sweep_no
        left join building on building.no = sweep.building_no
        left join call_list on call_list.no = sheet.call_list_no
    where 1 = 1
        [and sheet.no = :no]
        [and sheet.kind = :kind]
        [and sheet.day = :day]
        [and sheet.rep_no = :rep_no]
        [and rep.team_no = :team_no]
        [and sheet.sweep_no = :sweep_no]
        [and exists (select 1 from sheet_row line where line.sheet_no = sheet.no
            and line.visit_no is null and line.call_no is null) = :waiting]
    order by {order}
    [limit :limit]
    """,
    {
        "no": "sheet.no desc",
        "day": "sheet.day desc, sheet.no desc",
        "kind": "sheet.kind asc, sheet.no desc",
        "rep": "rep.name asc nulls last, sheet.no desc",
    },
)

SHEET_LINES = Statement(
    SheetLineRow,
    """
    select line.no, line.sheet_no, line.code, line.customer_no, coalesce(customer.name, '') as customer,
        line.unit_no, coalesce(unit.code, '') as unit, line.plan_no, plan.at as plan_at,
        coalesce(plan.state, '') as plan_state,
        coalesce(building.name, plan.building, '') as building, line.phone_no, coalesce(phone.raw, '') as number,
        line.visit_no, line.call_no, coalesce(visit.arrived_at, call.at) as touched_at
    from sheet_row line
        left join customer on customer.no = line.customer_no
        left join unit on unit.no = line.unit_no
        left join building on building.no = unit.building_no
        left join plan on plan.no = line.plan_no
        left join phone on phone.no = line.phone_no
        left join visit on visit.no = line.visit_no
        left join call on call.no = line.call_no
    where line.sheet_no = :sheet_no
    order by line.code
    """,
)

ON_OTHER_PAPER = Statement(
    OnPaperRow,
    """
    select line.phone_no, sheet.no as sheet_no, coalesce(rep.name, '') as rep
    from sheet
        join sheet_row line on line.sheet_no = sheet.no
        left join rep on rep.no = sheet.rep_no
    where sheet.call_list_no = :call_list_no and sheet.day = :day and sheet.rep_no <> :rep_no
        and line.phone_no is not null and line.call_no is null
    order by sheet.no, line.code
    """,
)

RESTED = Statement(
    RestedRow,
    """
    select customer.no, customer.rest_outcome_no, customer.rest_list_no, customer.rest_at
    from customer where customer.no in (:numbers*) and customer.rest_at is not null
    """,
)

OF_LIST = Statement(
    RecordNumber, "select sheet.no from sheet where sheet.call_list_no = :call_list_no order by sheet.no"
)

LINES_HANGING = Statement(
    RecordNumber,
    """
    select line.no from sheet_row line
    where 1 = 1
        [and line.customer_no = :customer_no]
        [and line.unit_no = :unit_no]
        [and line.plan_no = :plan_no]
        [and line.phone_no in (:phones*)]
        [and line.visit_no = :visit_no]
        [and line.call_no = :call_no]
    order by line.no
    """,
)
