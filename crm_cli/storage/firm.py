"""The firm and its settings."""

from datetime import date

from crm_cli.storage.rows import Row
from crm_cli.storage.statement import Statement


class FirmRow(Row):
    """The firm this database belongs to; `id` is the database's own."""

    no: int
    id: str
    name: str
    region: str
    timezone: str
    currency: str
    area_code: str
    version: int


class SettingRow(Row):
    """A setting the firm changed, as JSON text."""

    no: int
    key: str
    value: str


class GoalRow(Row):
    """A number to reach, and whose; `amount` is in minor units where the metric is money."""

    no: int
    id: str
    metric: str
    period: str
    rep_no: int | None
    rep: str
    team_no: int | None
    team: str
    starts_on: date
    amount: int


FIRM = Statement(
    FirmRow, "select no, id, name, region, timezone, currency, area_code, version from firm order by no"
)

SETTINGS = Statement(
    SettingRow, "select no, key, value from setting where 1 = 1 [and key = :key] order by key"
)

FIND_GOALS = Statement(
    GoalRow,
    """
    select goal.no, goal.id, goal.metric, goal.period, goal.rep_no, coalesce(rep.name, '') as rep,
        goal.team_no, coalesce(team.name, '') as team, goal.starts_on, goal.amount
    from goal left join rep on rep.no = goal.rep_no left join team on team.no = goal.team_no
    where 1 = 1
        [and goal.no = :no]
        [and goal.metric = :metric]
        [and goal.period = :period]
        [and goal.rep_no = :rep_no]
        [and goal.team_no = :team_no]
        [and goal.rep_no is null and goal.team_no is null and :firm_only]
        [and goal.starts_on <= :on]
    order by {order}
    [limit :limit]
    """,
    {
        "starts_on": "goal.starts_on desc, goal.no desc",
        "metric": "goal.metric asc, goal.starts_on desc, goal.no desc",
        "rep": "rep.name asc, goal.metric asc, goal.no desc",
    },
)
