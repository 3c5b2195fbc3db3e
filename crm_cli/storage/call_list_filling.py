"""What fills a call list, what is on it already, and what of it may be dealt out among reps."""

from datetime import date, datetime

from crm_cli.storage.customers import NARROWED
from crm_cli.storage.rows import RecordNumber, Row
from crm_cli.storage.statement import Statement


class UsedWordRow(Row):
    """A word that customers have in one of their columns, and how many have it."""

    word: str
    customers: int


class CandidateRow(Row):
    """A number that might go on a list, with all that may keep it off."""

    phone_no: int
    customer_no: int
    contact_no: int | None
    role: str
    left_on: date | None
    raw: str
    e164: str | None
    extension: str
    bad: bool
    stage: str
    closed: bool
    rest_outcome_no: int | None
    rest_list_no: int | None
    rest_at: datetime | None


class ListedRow(Row):
    """A number that is, or was, on a list."""

    phone_no: int
    taken_off: bool


class EndRow(Row):
    """The last place on a list, 0 on an empty one."""

    position: int


class DealtRow(Row):
    """A number that may be dealt out: who has it and what speaks for whom."""

    no: int
    customer_no: int
    rep_no: int | None
    stage: str
    industry: str
    territory: str
    district: str
    city: str
    owner_no: int | None
    team_no: int | None
    e164: str | None
    extension: str


class LeasedRow(Row):
    """A customer of a list that a rep has on the screen."""

    customer_no: int
    customer: str
    rep_no: int
    rep: str


class PlaceTally(Row):
    """How many customers somewhere a rep owns."""

    territory: str
    district: str
    city: str
    owner_no: int
    customers: int


CHOSEN_CUSTOMERS = Statement(
    RecordNumber,
    """
    select customer.no
    from customer
    where customer.closed_on is null
    """
    + NARROWED
    + """
    order by customer.no
    [limit :limit]
    """,
)

# Only the branch of the asked key is read: the others are false before they begin.
WORDS_IN_USE = Statement(
    UsedWordRow,
    "select word, count(*) as customers from ("
    + " union all ".join(
        f"select {column} as word from customer where :key = '{column}' and closed_on is null and {column} <> ''"
        for column in ("industry", "city", "district", "building", "territory", "source")
    )
    + """
        union all select tag.name as word from customer_tag tag where :key = 'tag'
    ) used
    group by word
    order by customers desc, word
    """,
)

CANDIDATES = Statement(
    CandidateRow,
    """
    select phone.no as phone_no, phone.customer_no, phone.contact_no, coalesce(contact.role, '') as role,
        contact.left_on, phone.raw, phone.e164, phone.extension, phone.bad_at is not null as bad, customer.stage,
        customer.closed_on is not null as closed, customer.rest_outcome_no, customer.rest_list_no,
        customer.rest_at
    from phone
        join customer on customer.no = phone.customer_no
        left join contact on contact.no = phone.contact_no
    where phone.customer_no in (:numbers*)
    order by phone.customer_no, phone.position, phone.no
    """,
)

LISTED = Statement(
    ListedRow,
    "select phone_no, removed_at is not null as taken_off from list_number where call_list_no = :call_list_no",
)

LIST_END = Statement(
    EndRow,
    "select coalesce(max(position), 0) as position from list_number where call_list_no = :call_list_no",
)

TO_DEAL = Statement(
    DealtRow,
    """
    select list_number.no, list_number.customer_no, list_number.rep_no, customer.stage,
        customer.industry, customer.territory, customer.district, customer.city, customer.owner_no,
        customer.team_no, phone.e164, phone.extension
    from list_number
        join customer on customer.no = list_number.customer_no
        join phone on phone.no = list_number.phone_no
    where list_number.call_list_no = :call_list_no and list_number.removed_at is null
        and list_number.turn not in ('over', 'barred')
        [and list_number.rep_no = :rep_no]
    order by list_number.position, list_number.no
    """,
)

CALLED_FROM = Statement(
    RecordNumber,
    """
    select distinct call.customer_no as no from call
    where call.call_list_no = :call_list_no and call.direction = 'out' and call.customer_no is not null
    """,
)

# The leases are few, the numbers of a list may be a hundred thousand.
LEASED = Statement(
    LeasedRow,
    """
    select call_lease.customer_no, customer.name as customer, call_lease.rep_no, rep.name as rep
    from call_lease
        join customer on customer.no = call_lease.customer_no
        join rep on rep.no = call_lease.rep_no
    where call_lease.lease_until > :now
        and exists (select 1 from list_number where list_number.customer_no = call_lease.customer_no
            and list_number.call_list_no = :call_list_no)
    """,
)

PLACES_OF_OWNERS = Statement(
    PlaceTally,
    """
    select customer.territory, customer.district, customer.city, customer.owner_no, count(*) as customers
    from customer where customer.owner_no in (:reps*) and customer.closed_on is null
    group by customer.territory, customer.district, customer.city, customer.owner_no
    order by customer.owner_no
    """,
)
