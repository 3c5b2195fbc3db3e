"""Reps and teams: who does the work, and which industries a team looks after."""

from typing import Any

from crm_cli.domain import codes
from crm_cli.errors import RefusedError, UsageError, in_use_as
from crm_cli.i18n import gettext as _
from crm_cli.i18n import ngettext
from crm_cli.services.desk import Desk
from crm_cli.services.naming import find_rep, find_team
from crm_cli.services.reading import read_code
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.storage import reps as rows
from crm_cli.storage.reps import RepRow, TeamRow

# What they may do decides everybody's numbers, so nobody makes themselves one.
_MANAGING = frozenset({"manager", "owner"})


def add_rep(desk: Desk, name: str, *, role: str = "rep", team: str | None = None) -> Receipt:
    """Add a person; raise RefusedError when the name is taken, or for a manager added by who is none."""
    name = _named(name)
    if _role(role) in _MANAGING:
        desk.require_manager_if_any(_("changing what people may do"))
    if desk.database.first(rows.FIND_REPS, name=name):
        raise RefusedError(_("{name} is already a rep.").format(name=name), _("See them with: crm rep list"))
    team_no = find_team(desk, team).no if team else None
    notes = Notes()
    with desk.change() as change:
        no = change.insert("rep", name=name, role=_role(role), team_no=team_no)
    notes.tell(_("{number} {name} added.").format(number=codes.number("rep", no), name=name))
    return notes.receipt("rep", no)


def edit_rep(
    desk: Desk,
    rep: str,
    *,
    name: str | None = None,
    role: str | None = None,
    team: str | None = None,
    active: bool | None = None,
    left_on: str | None = None,
) -> Receipt:
    """Change a person's name, role or team, or say that they left (`active` False) or are back.

    `left_on` is the day from which on they are gone, today when left out; the days before keep them in every
    report. Raises UsageError for one with a person who is back, RefusedError for a day to come, and for a role
    or a leaver where the firm has a manager and somebody else types.
    """
    row = find_rep(desk, rep)
    if role is not None or active is not None or left_on is not None:
        desk.require_manager_if_any(_("changing what people may do"))
    values: dict[str, object] = {}
    if name is not None:
        values["name"] = _named(name)
        held = desk.database.first(rows.FIND_REPS, name=values["name"])
        if held is not None and held.no != row.no:
            raise RefusedError(
                _("{name} is already a rep.").format(name=held.name), _("See them with: crm rep list")
            )
    if role is not None:
        values["role"] = _role(role)
    if team is not None:
        values["team_no"] = find_team(desk, team).no if team else None
    values |= _presence(desk, row, active, left_on)
    receipt = _update(desk, "rep", row, values)
    return (
        receipt._replace(warnings=_left_behind(desk, row.no, str(values.get("name", row.name))))
        if values.get("active") is False
        else receipt
    )


def _presence(desk: Desk, row: RepRow, active: bool | None, left_on: str | None) -> dict[str, object]:
    """Return what says that a person left or is back, nothing where neither was asked for."""
    if left_on is None and active is None:
        return {}
    if active and left_on is not None:
        raise UsageError(_("They are back or they left: --back or --left-on DAY."))
    if active:
        return {"active": True, "left_on": None}
    if left_on is None and not row.active:
        return {"active": False}
    from crm_cli.services.reading import read_day

    day = read_day(desk, left_on)
    if day > desk.today():
        raise RefusedError(
            _("{day} has not come yet.").format(day=day.isoformat()),
            _("Say it on the day: crm rep edit {number} --left").format(number=codes.number("rep", row.no)),
        )
    return {"active": False, "left_on": day}


def _left_behind(desk: Desk, rep_no: int, name: str) -> tuple[str, ...]:
    """Return a warning of the open customers who leaves still has: nobody else would miss them."""
    from crm_cli.storage.handover import HELD

    count = len(desk.database.all(HELD, owner_no=rep_no, active=True))
    if not count:
        return ()
    told = ngettext(
        "{name} still has {count} customer; hand it over with: crm customer handover {name} NAME",
        "{name} still has {count} customers; hand them over with: crm customer handover {name} NAME",
        count,
    )
    return (told.format(name=name, count=count),)


def remove_rep(desk: Desk, rep: str) -> Receipt:
    """Remove a person who has done nothing yet; one with work on record is refused (`--left` instead)."""
    row = find_rep(desk, rep)
    notes = Notes()
    with (
        in_use_as(
            _("{name} has a history; removing it would change old reports.").format(name=row.name),
            _("Say instead that they left: crm rep edit {number} --left").format(
                number=codes.number("rep", row.no)
            ),
        ),
        desk.change() as change,
    ):
        change.delete("rep", row.no)
    notes.tell(_("{name} removed.").format(name=row.name))
    return notes.receipt("rep", row.no, row.id)


def reps(desk: Desk, *, sort: str | None = None, descending: bool = False, **filters: Any) -> list[RepRow]:
    """Return the firm's people."""
    return desk.database.all(rows.FIND_REPS, sort=sort, descending=descending, **filters)


def add_team(desk: Desk, name: str, industries: list[str]) -> Receipt:
    """Add a team with the industries it looks after; raise RefusedError when the name is taken."""
    name = _named(name)
    if desk.database.first(rows.FIND_TEAMS, name=name):
        raise RefusedError(
            _("There is already a team {name}.").format(name=name), _("See them with: crm team list")
        )
    notes = Notes()
    with desk.change() as change:
        no = change.insert("team", name=name)
        change.insert_many(
            "team_industry", [{"team_no": no, "industry": one} for one in dict.fromkeys(industries)]
        )
    notes.tell(_("{number} {name} added.").format(number=codes.number("team", no), name=name))
    return notes.receipt("team", no)


def edit_team(
    desk: Desk, team: str, *, name: str | None = None, industries: list[str] | None = None
) -> Receipt:
    """Change a team's name or the whole list of its industries."""
    row = find_team(desk, team)
    with desk.change() as change:
        receipt = _update(desk, "team", row, {"name": _named(name)} if name is not None else {})
        if industries is not None:
            kept = desk.database.all(rows.TEAM_INDUSTRIES, team_no=row.no)
            for old in kept:
                if old.industry not in industries:
                    change.delete("team_industry", old.no)
            known = {old.industry for old in kept}
            fresh = [one for one in dict.fromkeys(industries) if one not in known]
            change.insert_many("team_industry", [{"team_no": row.no, "industry": one} for one in fresh])
    return receipt


def remove_team(desk: Desk, team: str) -> Receipt:
    """Remove a team nobody and nothing belongs to."""
    row = find_team(desk, team)
    notes = Notes()
    with (
        in_use_as(
            _("{name} still has reps, customers or goals.").format(name=row.name),
            _("Give them another team first: crm rep edit NAME --team OTHER"),
        ),
        desk.change() as change,
    ):
        for industry in desk.database.all(rows.TEAM_INDUSTRIES, team_no=row.no):
            change.delete("team_industry", industry.no)
        change.delete("team", row.no)
    notes.tell(_("{name} removed.").format(name=row.name))
    return notes.receipt("team", row.no, row.id)


def teams(desk: Desk, *, sort: str | None = None, descending: bool = False, **filters: Any) -> list[TeamRow]:
    """Return the firm's teams."""
    return desk.database.all(rows.FIND_TEAMS, sort=sort, descending=descending, **filters)


def industries_of(desk: Desk, team_no: int | None = None) -> dict[int, list[str]]:
    """Return the industries of each team by its number."""
    found: dict[int, list[str]] = {}
    for row in desk.database.all(rows.TEAM_INDUSTRIES, team_no=team_no):
        found.setdefault(row.team_no, []).append(row.industry)
    return found


def _update(desk: Desk, noun: str, row: RepRow | TeamRow, values: dict[str, object]) -> Receipt:
    notes = Notes()
    with desk.change() as change:
        changed = change.update(noun, row.no, expect=row.version, **values)
    told = _("{number} {name} changed.") if changed else _("{number} {name} is already so.")
    notes.tell(told.format(number=codes.number(noun, row.no), name=values.get("name", row.name)))
    return notes.receipt(noun, row.no, row.id)


def _named(name: str) -> str:
    if not name.strip():
        raise UsageError(_("A name is needed."))
    return name.strip()


def _role(role: str) -> str:
    return read_code("role", role, only=codes.REP_ROLES)


def owner_numbers(desk: Desk, *, rep_no: int | None = None, team_no: int | None = None) -> list[int] | None:
    """Return the reps whose customers a rep or a team looks after, those who left too; None for the firm's."""
    if rep_no is not None:
        return [rep_no]
    if team_no is not None:
        return [rep.no for rep in desk.database.all(rows.FIND_REPS, team_no=team_no)]
    return None
