"""Objections met and competitors heard of, on any kind of touch."""

from crm_cli.storage.rows import Row
from crm_cli.storage.statement import Statement


class ObjectionRow(Row):
    """A question that stops reps, its agreed answer and how often it was met."""

    no: int
    id: str
    words: str
    answer: str
    met: int


class CompetitorRow(Row):
    """A competitor and how often it was heard of."""

    no: int
    id: str
    name: str
    heard: int


class HeardRow(Row):
    """An objection or a competitor on one touch; `no` is the link's own number."""

    no: int
    what_no: int
    what: str
    call_no: int | None
    visit_no: int | None
    followup_no: int | None


OBJECTIONS = Statement(
    ObjectionRow,
    """
    select objection.no, objection.id, objection.words, objection.answer,
        (select count(*) from objection_met where objection_met.objection_no = objection.no) as met
    from objection
    where 1 = 1 [and objection.no = :no] [and objection.words = :words]
    order by {order}
    [limit :limit]
    """,
    {
        "no": "objection.no asc",
        "words": "objection.words asc, objection.no asc",
        "met": "met desc, objection.no asc",
    },
)

COMPETITORS = Statement(
    CompetitorRow,
    """
    select competitor.no, competitor.id, competitor.name,
        (select count(*) from competitor_heard where competitor_heard.competitor_no = competitor.no) as heard
    from competitor
    where 1 = 1 [and competitor.no = :no] [and competitor.name = :name]
    order by {order}
    [limit :limit]
    """,
    {
        "no": "competitor.no asc",
        "name": "competitor.name asc, competitor.no asc",
        "heard": "heard desc, competitor.no asc",
    },
)

OBJECTIONS_MET = Statement(
    HeardRow,
    """
    select met.no, met.objection_no as what_no, objection.words as what, met.call_no, met.visit_no, met.followup_no
    from objection_met met join objection on objection.no = met.objection_no
    where 1 = 1
        [and met.call_no = :call_no] [and met.visit_no = :visit_no] [and met.followup_no = :followup_no]
        [and met.call_no in (:call_numbers*)]
        [and met.visit_no in (:visit_numbers*)]
        [and met.followup_no in (:followup_numbers*)]
    order by met.no
    """,
)

COMPETITORS_HEARD = Statement(
    HeardRow,
    """
    select heard.no, heard.competitor_no as what_no, competitor.name as what, heard.call_no, heard.visit_no,
        heard.followup_no
    from competitor_heard heard join competitor on competitor.no = heard.competitor_no
    where 1 = 1
        [and heard.call_no = :call_no] [and heard.visit_no = :visit_no] [and heard.followup_no = :followup_no]
        [and heard.call_no in (:call_numbers*)]
        [and heard.visit_no in (:visit_numbers*)]
        [and heard.followup_no in (:followup_numbers*)]
    order by heard.no
    """,
)
