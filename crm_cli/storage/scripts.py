"""Scripts, the versions of their words, and the answers agreed to what customers object."""

from datetime import date, datetime

from crm_cli.storage.rows import Row
from crm_cli.storage.statement import Statement


class ScriptRow(Row):
    """A script with its newest version, and how many open call lists are called with it."""

    no: int
    id: str
    name: str
    revision: int
    note: str
    call_lists: int
    retired_on: date | None
    created_at: datetime
    created_by: str
    revised_at: datetime
    revised_by: str
    version: int


class ScriptVersionRow(Row):
    """The words of a script as they were from one version to the next."""

    no: int
    id: str
    script_no: int
    script: str
    revision: int
    body: str
    note: str
    created_at: datetime
    created_by: str


class AgreedRow(Row):
    """An objection with the answer agreed on in the meeting."""

    no: int
    words: str
    answer: str


class MetCount(Row):
    """How often an objection was met."""

    objection_no: int
    met: int


class Industry(Row):
    """An industry among the first customers of a call list."""

    industry: str
    customers: int


class ListName(Row):
    """What a call list is called."""

    name: str


FIND_SCRIPTS = Statement(
    ScriptRow,
    """
    select script.no, script.id, script.name, latest.number as revision, latest.note,
        (select count(*) from call_list where call_list.script_no = script.no
            and call_list.state <> 'closed') as call_lists,
        script.retired_on, script.created_at, script.created_by, latest.created_at as revised_at,
        latest.created_by as revised_by, script.version
    from script
        join script_version latest on latest.script_no = script.no and latest.number = (
            select max(newer.number) from script_version newer where newer.script_no = script.no)
    where 1 = 1
        [and script.no = :no]
        [and script.name = :name]
        [and (script.retired_on is null) = :in_use]
    order by {order}
    [limit :limit]
    """,
    {
        "name": "script.name asc, script.no asc",
        "no": "script.no asc",
        "revised_at": "latest.created_at desc, script.no desc",
    },
)

FIND_SCRIPT_VERSIONS = Statement(
    ScriptVersionRow,
    """
    select version.no, version.id, version.script_no, script.name as script, version.number as revision,
        version.body, version.note, version.created_at, version.created_by
    from script_version version join script on script.no = version.script_no
    where 1 = 1
        [and version.no > :after]
        [and version.script_no = :script_no]
        [and version.number = :revision]
    order by {order}
    [limit :limit]
    """,
    {"revision": "version.number desc, version.no desc", "no": "version.no asc"},
)

AGREED_ANSWERS = Statement(
    AgreedRow,
    """
    select objection.no, objection.words, objection.answer
    from objection
    where objection.answer <> '' and objection.retired_on is null
    order by objection.no
    """,
)

# Both look at the newest so many only: a script is opened between two calls, however many there have been.
MET_ON_LIST = Statement(
    MetCount,
    """
    select met.objection_no, count(*) as met
    from (
            select call.no from call where call.call_list_no = :call_list_no
            order by call.day desc limit 2000
        ) lately
        cross join objection_met met
    where met.call_no = lately.no
    group by met.objection_no
    """,
)

MET_LATELY = Statement(
    MetCount,
    """
    select lately.objection_no, count(*) as met
    from (select objection_no from objection_met order by no desc limit 2000) lately
    group by lately.objection_no
    """,
)

LIST_INDUSTRIES = Statement(
    Industry,
    """
    select customer.industry, count(*) as customers
    from (
            select list_number.customer_no from list_number where list_number.call_list_no = :call_list_no
            order by list_number.position limit 200
        ) head
        join customer on customer.no = head.customer_no
    where customer.industry <> ''
    group by customer.industry
    order by customers desc, customer.industry
    """,
)

LIST_NAME = Statement(ListName, "select name from call_list where no = :no")
