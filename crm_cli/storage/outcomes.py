"""Outcomes of calls and visits, and their rules, also those of one call list."""

from datetime import date, datetime

from crm_cli.storage.rows import RecordNumber, Row
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
    progress: str
    retired_on: date | None
    name_key: str
    initials: str
    position: int
    version: int


class RuleRow(Row):
    """The retry rule and the rest days of an outcome: its own, or that of a call list."""

    outcome_no: int
    call_list_no: int | None
    retry_minutes: int
    retry_days: int
    other_half_day: bool
    tries: int
    rest_days: int


class ListRuleRow(Row):
    """The rule of an outcome on one call list, in place of the outcome's own."""

    no: int
    id: str
    call_list_no: int
    call_list: str
    outcome_no: int
    subject: str
    code: str
    name: str
    retry_minutes: int
    retry_days: int
    other_half_day: bool
    tries: int
    rest_days: int
    created_at: datetime
    created_by: str
    changed_at: datetime | None
    changed_by: str | None
    version: int


FIND_OUTCOMES = Statement(
    OutcomeRow,
    """
    select no, id, subject, code, name, key, dialled, answered, human, reached, off_list, opened, effective,
        exhausted, effect, asks, retry_minutes, retry_days, other_half_day, tries, rest_days, progress,
        retired_on, name_key, initials, position, version
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

USED = Statement(
    RecordNumber,
    """
    select outcome.no
    from outcome
    where outcome.no = :no
        and (exists (select 1 from call where call.outcome_no = outcome.no)
            or exists (select 1 from visit where visit.outcome_no = outcome.no))
    """,
)
RULES = Statement(
    RuleRow,
    """
    select no as outcome_no, null as call_list_no, retry_minutes, retry_days, other_half_day, tries, rest_days
    from outcome
    union all
    select outcome_no, call_list_no, retry_minutes, retry_days, other_half_day, tries, rest_days
    from list_rule
    """,
)
RULE_ON_LIST = Statement(
    RuleRow,
    """
    select outcome_no, call_list_no, retry_minutes, retry_days, other_half_day, tries, rest_days
    from list_rule
    where call_list_no = :call_list_no and outcome_no = :outcome_no
    """,
)
FIND_LIST_RULES = Statement(
    ListRuleRow,
    """
    select list_rule.no, list_rule.id, list_rule.call_list_no, call_list.name as call_list,
        list_rule.outcome_no, outcome.subject, outcome.code, outcome.name, list_rule.retry_minutes,
        list_rule.retry_days, list_rule.other_half_day, list_rule.tries, list_rule.rest_days,
        list_rule.created_at, list_rule.created_by, list_rule.changed_at, list_rule.changed_by,
        list_rule.version
    from list_rule
        join call_list on call_list.no = list_rule.call_list_no
        join outcome on outcome.no = list_rule.outcome_no
    where 1 = 1
        [and list_rule.no > :after]
        [and list_rule.call_list_no = :call_list_no]
        [and list_rule.outcome_no = :outcome_no]
    order by {order}
    [limit :limit]
    """,
    {
        "list": "call_list.name asc, outcome.position asc, list_rule.no asc",
        "no": "list_rule.no asc",
    },
)
