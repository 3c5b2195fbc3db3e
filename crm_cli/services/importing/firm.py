"""Reps, teams, goals and report notes from a file."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from crm_cli.domain.codes import MONEY_METRICS
from crm_cli.domain.folding import fold
from crm_cli.errors import CrmError, UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services.importing.cells import Cells, read_day
from crm_cli.services.importing.intake import Intake, SourceRow
from crm_cli.services.importing.spellings import spelled
from crm_cli.services.reading import read_amount
from crm_cli.storage.firm import FIND_GOALS
from crm_cli.storage.imports import NOTE_KEYS
from crm_cli.storage.reps import FIND_REPS, FIND_TEAMS


def take_reps(intake: Intake, rows: Iterable[SourceRow]) -> None:
    """Take in the firm's people; one of that name is skipped. Teams named on the way are made."""
    known = {row.name_key for row in intake.desk.database.all(FIND_REPS)}
    for chunk in intake.chunks(rows):
        for row in chunk:
            cells = Cells(intake, row)
            name = cells.text("name")
            if not name:
                intake.ledger.reject(row.line, _("There is no name."))
                continue
            if fold(name) in known:
                intake.ledger.enter("skipped", row.line, name, _("already a rep"))
                continue
            known.add(fold(name))
            role = cells.code("role", "rep_role", "rep")
            team = cells.text("team")
            team_no = _team(intake, team) if team else None
            said = {**cells.identity(), **_leaving(cells)}
            intake.change.insert("rep", name=name, role=role, team_no=team_no, **said)
            if left := cells.leftovers():
                intake.ledger.warn(_("{name} is a plain rep: {words}").format(name=name, words=left))
            intake.ledger.enter("created", row.line, name)


def _leaving(cells: Cells) -> dict[str, Any]:
    """Return the columns of a rep who has left: what they did is still theirs."""
    left_on = cells.day("left_on")
    if left_on is None and (not cells.has("active") or cells.yes("active")):
        return {}
    return {"active": False, "left_on": left_on}


def _team(intake: Intake, name: str) -> int:
    for team in intake.desk.database.all(FIND_TEAMS):
        if fold(team.name) == fold(name):
            return team.no
    return intake.change.insert("team", name=name)


def take_teams(intake: Intake, rows: Iterable[SourceRow]) -> None:
    """Take in teams with the industries they look after; one of that name is skipped."""
    known = {fold(row.name) for row in intake.desk.database.all(FIND_TEAMS)}
    for chunk in intake.chunks(rows):
        for row in chunk:
            cells = Cells(intake, row)
            name = cells.text("name")
            if not name or fold(name) in known:
                if name:
                    intake.ledger.enter("skipped", row.line, name, _("already a team"))
                else:
                    intake.ledger.reject(row.line, _("There is no name."))
                continue
            known.add(fold(name))
            no = intake.change.insert("team", name=name, **cells.identity())
            industries = cells.listed("industries")
            intake.change.insert_many(
                "team_industry", [{"team_no": no, "industry": industry} for industry in industries]
            )
            intake.ledger.enter("created", row.line, name)


def take_goals(intake: Intake, rows: Iterable[SourceRow]) -> None:
    """Take in numbers to reach; one of the same metric, period, rep and beginning is skipped."""
    goals = intake.desk.database.all(FIND_GOALS)
    known = {(one.metric, one.period, one.rep_no, one.team_no, str(one.starts_on)) for one in goals}
    for chunk in intake.chunks(rows):
        for row in chunk:
            try:
                values = _goal(intake, Cells(intake, row))
            except CrmError as error:
                intake.ledger.reject(row.line, error)
                continue
            key = tuple(values[name] for name in ("metric", "period", "rep_no", "team_no"))
            key = (*key, str(values["starts_on"]))
            name = str(values["metric"])
            if key in known:
                intake.ledger.enter("skipped", row.line, name, _("there is one already"))
                continue
            known.add(key)
            intake.change.insert("goal", **values)
            intake.ledger.enter("created", row.line, name)


def _goal(intake: Intake, cells: Cells) -> dict[str, Any]:
    metric = spelled("metric", cells.text("metric"))
    period = spelled("period", cells.text("period") or "month")
    rep, team, amount = cells.text("rep"), cells.text("team"), cells.text("amount")
    starts_on = _month(intake, cells.text("starts_on"))
    return {
        **cells.identity(),
        "metric": metric,
        "period": period,
        "rep_no": intake.reps.find(rep).no if rep else None,
        "team_no": intake.reps.team(team) if team else None,
        "starts_on": starts_on.replace(day=1) if period == "month" else starts_on,
        "amount": read_amount(intake.desk, amount) if metric in MONEY_METRICS else _whole(amount),
    }


def _month(intake: Intake, text: str) -> date:
    """Return the first day a goal counts; a month alone (`2026-10`) is its first."""
    if not text:
        return intake.today
    digits = text.replace("/", "-").replace("年", "-").removesuffix("月")
    parts = digits.split("-")
    return read_day(intake, f"{digits}-1" if len(parts) == 2 and len(parts[0]) == 4 else text)


def _whole(text: str) -> int:
    if not text.isdecimal():
        raise UsageError(_("{text} is not a whole number.").format(text=text))
    return int(text)


def take_notes(intake: Intake, rows: Iterable[SourceRow]) -> None:
    """Take in what reps noted for the reports of their days; the same words are skipped."""
    known = {tuple(row) for row in intake.desk.database.all(NOTE_KEYS)}
    for chunk in intake.chunks(rows):
        for row in chunk:
            cells = Cells(intake, row)
            try:
                day = read_day(intake, cells.text("day"), past=True)
                rep = intake.reps.worker(cells.text("rep"))
            except CrmError as error:
                intake.ledger.reject(row.line, error)
                continue
            said = [cells.words(field) for field in ("problem", "answer", "help_needed")]
            key = (day, rep.no, *said)
            if key in known:
                intake.ledger.enter("skipped", row.line, rep.name, _("there is one already"))
                continue
            known.add(key)
            names = ("day", "rep_no", "problem", "answer", "help_needed")
            intake.change.insert("report_note", **dict(zip(names, key, strict=True)))
            intake.ledger.enter("created", row.line, rep.name)
