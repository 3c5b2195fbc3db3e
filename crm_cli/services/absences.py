"""Who is away, and of whom a day's report is expected."""

from datetime import date, timedelta
from typing import Any

from crm_cli.domain.codes import number
from crm_cli.errors import NotFoundError, RefusedError, UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.storage.absences import FIND_ABSENCES, AbsenceRow
from crm_cli.storage.change import Change
from crm_cli.storage.reps import FIND_REPS, RepRow


def set_away(
    desk: Desk, rep: str, *, start: str | None = None, end: str | None = None, reason: str = ""
) -> Receipt:
    """Say that a rep is away from `start` to `end`, both included: today, and one day, when left out.

    Days that overlap those on file are joined with them into one row. Raises UsageError when it would end before it
    starts, RefusedError for another's absence typed by who is no manager.
    """
    from crm_cli.services.naming import find_rep
    from crm_cli.services.reading import read_day

    row = find_rep(desk, rep)
    _require_own(desk, row)
    first = read_day(desk, start)
    last = _last_day(desk, end, first)
    if last < first:
        raise UsageError(_("It would end before it starts."), "--from 2026-11-23 --until 2026-11-27")
    notes = Notes()
    with desk.change() as change:
        known = desk.database.all(FIND_ABSENCES, rep_no=row.no, since=first, until=last)
        if known:
            no, reason = known[0].no, reason or known[0].reason
            first, last = min(first, known[0].starts_on), max(last, *(one.ends_on for one in known))
            change.update("absence", no, starts_on=first, ends_on=last, reason=reason)
        else:
            no = change.insert("absence", rep_no=row.no, starts_on=first, ends_on=last, reason=reason)
        for joined in known[1:]:
            change.delete("absence", joined.no)
        _tell(desk, change, row.no, say_days(first, last), reason)
    notes.tell(
        _("{number}: {rep} is away {days}.").format(
            number=number("absence", no), rep=row.name, days=say_days(first, last)
        )
    )
    _warn_of_promises(desk, row, first, last, notes)
    return notes.receipt("absence", no)


def _last_day(desk: Desk, text: str | None, first: date) -> date:
    """Return the last day meant: `--from mon --until wed` is the Wednesday after that Monday."""
    from crm_cli.domain.dates import parse_day
    from crm_cli.services.reading import read_day

    last = read_day(desk, text, default=first)
    return parse_day(text, first) if text and last < first else last


def end_absence(desk: Desk, text: str) -> Receipt:
    """Say that a rep is back from today on, or take back the absence numbered (`y4`).

    Days past stay on file. Raises NotFoundError when they are not away, RefusedError as `set_away` does.
    """
    row = _absence(desk, text)
    _require_own(desk, desk.database.one(FIND_REPS, no=row.rep_no))
    today, notes = desk.today(), Notes()
    if row.ends_on < today:
        raise RefusedError(
            _("{number} is over since {day}.").format(
                number=number("absence", row.no), day=row.ends_on.isoformat()
            )
        )
    with desk.change() as change:
        if row.starts_on >= today:
            change.delete("absence", row.no)
            told = _("{number}: {rep} will not be away {days}.").format(
                number=number("absence", row.no), rep=row.rep, days=say_days(row.starts_on, row.ends_on)
            )
        else:
            change.update("absence", row.no, expect=row.version, ends_on=today - timedelta(days=1))
            told = _("{number}: {rep} is back from {day} on.").format(
                number=number("absence", row.no), rep=row.rep, day=today.isoformat()
            )
        _tell(desk, change, row.rep_no, told)
    notes.tell(told)
    return notes.receipt("absence", row.no, row.id)


def absences(
    desk: Desk, *, sort: str | None = None, descending: bool = False, **filters: Any
) -> list[AbsenceRow]:
    """Return the absences that pass the filters, the earliest first unless sorted otherwise."""
    return desk.database.all(FIND_ABSENCES, sort=sort, descending=descending, **filters)


def away_on(desk: Desk, day: date, **whose: Any) -> dict[int, AbsenceRow]:
    """Return who is away on `day`, by the number of the rep; `whose` is `rep_no` or `team_no`."""
    return {row.rep_no: row for row in desk.database.all(FIND_ABSENCES, since=day, until=day, **whose)}


def say_days(first: date, last: date) -> str:
    """Return a day, or the first and the last of several, as text."""
    return first.isoformat() if first == last else f"{first.isoformat()} – {last.isoformat()}"


def _tell(desk: Desk, change: Change, rep_no: int, *said: str) -> None:
    """Tell a rep that somebody else said when they are away, inside an open change."""
    from crm_cli.services.notices import notify

    reason = " · ".join(filter(None, said))
    notify(desk, change, "changed", [rep_no], words=_("the days you are away"), reason=reason)


def _absence(desk: Desk, text: str) -> AbsenceRow:
    """Return the absence numbered so, else the one the rep named is away for today."""
    from crm_cli.services.naming import find_rep, number_of

    if (no := number_of("absence", text)) is not None:
        found = desk.database.first(FIND_ABSENCES, no=no)
        if found is None:
            raise NotFoundError(
                _("There is no absence {number}.").format(number=text), _("See them with: crm rep away")
            )
        return found
    rep = find_rep(desk, text)
    away = away_on(desk, desk.today(), rep_no=rep.no)
    if rep.no not in away:
        raise NotFoundError(
            _("{name} is not away today.").format(name=rep.name),
            _("See them with: crm rep away, and take one back by its number: crm rep back y4"),
        )
    return away[rep.no]


def _require_own(desk: Desk, row: RepRow) -> None:
    if desk.me is None or desk.me.no != row.no:
        desk.require_manager(_("saying that {name} is away").format(name=row.name))


def _warn_of_promises(desk: Desk, rep: RepRow, first: date, last: date, notes: Notes) -> None:
    """Tell what was promised or planned for the days away, so that somebody sees to it."""
    from crm_cli.storage.plans import FIND_PLANS
    from crm_cli.storage.steps import FIND_STEPS

    since = max(first, desk.today())
    steps = desk.database.all(FIND_STEPS, state="open", rep_no=rep.no, due_since=since, due_until=last)
    plans = desk.database.all(FIND_PLANS, state="planned", rep_no=rep.no, since=since, until=last)
    if steps or plans:
        promised = [
            *((row.due_on, "step", row.no) for row in steps),
            *((row.day, "plan", row.no) for row in plans),
        ]
        notes.warn(
            _("Promised by {name} for those days: steps {steps}, planned visits {plans}: {numbers}").format(
                name=rep.name,
                steps=len(steps),
                plans=len(plans),
                numbers=", ".join(number(noun, no) or "" for _day, noun, no in sorted(promised)),
            )
        )
