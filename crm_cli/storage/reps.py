"""Reps and teams."""

from crm_cli.storage.rows import Row
from crm_cli.storage.statement import Statement


class RepRow(Row):
    """A person of the firm."""

    no: int
    id: str
    name: str
    role: str
    team_no: int | None
    team: str
    active: bool
    name_key: str
    initials: str
    version: int


class TeamRow(Row):
    """A team and how many active reps it has."""

    no: int
    id: str
    name: str
    reps: int
    version: int


class IndustryRow(Row):
    """An industry and the team that looks after it."""

    no: int
    team_no: int
    industry: str


FIND_REPS = Statement(
    RepRow,
    """
    select rep.no, rep.id, rep.name, rep.role, rep.team_no, coalesce(team.name, '') as team, rep.active,
        rep.name_key, rep.initials, rep.version
    from rep left join team on team.no = rep.team_no
    where 1 = 1
        [and rep.no = :no]
        [and rep.name = :name]
        [and rep.role = :role]
        [and rep.team_no = :team_no]
        [and rep.active = :active]
    order by {order}
    [limit :limit]
    """,
    {
        "no": "rep.no asc",
        "name": "rep.pinyin asc, rep.no asc",
        "team": "team.name asc nulls last, rep.no asc",
        "role": "rep.role asc, rep.no asc",
    },
)

FIND_TEAMS = Statement(
    TeamRow,
    """
    select team.no, team.id, team.name,
        (select count(*) from rep where rep.team_no = team.no and rep.active = true) as reps, team.version
    from team
    where 1 = 1 [and team.no = :no] [and team.name = :name]
    order by {order}
    [limit :limit]
    """,
    {"no": "team.no asc", "name": "team.name asc, team.no asc"},
)

TEAM_INDUSTRIES = Statement(
    IndustryRow,
    """
    select no, team_no, industry from team_industry
    where 1 = 1 [and team_no = :team_no] [and industry = :industry]
    order by no
    """,
)
