"""Who takes a customer that was found in a sweep: the finder, or the team that looks after its industry."""

from collections.abc import Sequence

from crm_cli.domain.folding import fold
from crm_cli.services.desk import Desk
from crm_cli.storage.reps import FIND_REPS, TEAM_INDUSTRIES, RepRow
from crm_cli.storage.sweep_finds import OWNED, FindRow


def takers(desk: Desk, finds: Sequence[FindRow]) -> dict[int, RepRow]:
    """Return who takes each find, by the customer's number; those nobody can take are left out.

    A customer who was on file and has an owner stays with them. Others go as the setting `find_goes_to` says: to
    the finder, or to that rep of the team of their industry who has the fewest customers; where no team looks after
    it, to the finder.
    """
    reps = {rep.no: rep for rep in desk.database.all(FIND_REPS, active=True)}
    teams = _teams(desk, list(reps.values())) if desk.setting("find_goes_to") == "industry" else {}
    held = _held(desk, [rep.no for team in teams.values() for rep in team])
    found: dict[int, RepRow] = {}
    for find in finds:
        if find.was_on_file and find.owner_no in reps:
            found[find.no] = reps[find.owner_no]
        elif team := teams.get(fold(find.industry)):
            taker = min(team, key=lambda rep: (held[rep.no], rep.no))
            held[taker.no] += taker.no != find.owner_no
            found[find.no] = taker
        elif (finder := reps.get(find.finder_no)) is not None:
            found[find.no] = finder
    return found


def _teams(desk: Desk, reps: Sequence[RepRow]) -> dict[str, list[RepRow]]:
    """Return by folded industry the reps who sell and whose team looks after it."""
    found: dict[str, list[RepRow]] = {}
    for row in desk.database.all(TEAM_INDUSTRIES):
        team = [rep for rep in reps if rep.team_no == row.team_no and rep.role == "rep"]
        if team:
            found.setdefault(fold(row.industry), []).extend(team)
    found.pop("", None)
    return found


def _held(desk: Desk, reps: Sequence[int]) -> dict[int, int]:
    held = dict.fromkeys(reps, 0)
    if reps:
        held |= {
            row.rep_no: row.customers for row in desk.database.all(OWNED, reps=list(dict.fromkeys(reps)))
        }
    return held
