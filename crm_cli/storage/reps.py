"""Reps and teams."""

from datetime import date

from crm_cli.storage.rows import Row
from crm_cli.storage.statement import Statement


class RepRow(Row):
    """A person of the firm; from the day `left_on` on they are no longer there, and not `active`."""

    no: int
    id: str
    name: str
    role: str
    team_no: int | None
    team: str
    active: bool
    left_on: date | None
    name_key: str
    initials: str
    version: int

    def is_there(self, day: date) -> bool:
        """Say whether they had not left the firm by `day`."""
        return self.active or (self.left_on is not None and self.left_on > day)


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


# The reps of some days: who had not left when they began, and who logged something on one of them.
FIND_REPS = Statement(
    RepRow,
    """
    select rep.no, rep.id, rep.name, rep.role, rep.team_no, coalesce(team.name, '') as team, rep.active,
        rep.left_on, rep.name_key, rep.initials, rep.version
    from rep left join team on team.no = rep.team_no
    where 1 = 1
        [and rep.no = :no]
        [and rep.name = :name]
        [and rep.role = :role]
        [and rep.team_no = :team_no]
        [and rep.active = :active]
        [and (rep.active = true or rep.left_on > :here_on
            or exists (select 1 from call where call.day in (:worked_on*) and call.rep_no = rep.no)
            or exists (select 1 from visit where visit.day in (:worked_on*) and visit.rep_no = rep.no))]
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
