"""Outcomes of calls and visits."""

from datetime import date

from crm_cli.storage.rows import Row
from crm_cli.storage.statement import Statement


class OutcomeRow(Row):
    """An outcome with its flags, its effect and its retry rule."""

    no: int
    id: str
    subject: str
    code: str
    name: str
    key: str
    dialled: bool
    answered: bool
    human: bool
    reached: bool
    off_list: bool
    opened: bool
    effective: bool
    exhausted: bool
    effect: str
    asks: str
    retry_minutes: int
    retry_days: int
    other_half_day: bool
    tries: int
    rest_days: int
    retired_on: date | None
    name_key: str
    initials: str


FIND_OUTCOMES = Statement(
    OutcomeRow,
    """
    select no, id, subject, code, name, key, dialled, answered, human, reached, off_list, opened, effective,
        exhausted, effect, asks, retry_minutes, retry_days, other_half_day, tries, rest_days, retired_on,
        name_key, initials
    from outcome
    where 1 = 1
        [and no = :no]
        [and subject = :subject]
        [and effect = :effect]
        [and (retired_on is null) = :in_use]
    order by {order}
    [limit :limit]
    """,
    {
        "position": "subject asc, position asc, no asc",
        "code": "subject asc, code asc, no asc",
        "key": "subject asc, key asc, no asc",
    },
)
