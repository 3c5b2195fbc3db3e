"""`crm plan repeat`, `conflicts`, `suggest` and `order`: days of plans, looked at and put in order."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated, Any

import typer

from crm_cli.cli import options, session, voice
from crm_cli.cli.batches import parts
from crm_cli.cli.filters import whose
from crm_cli.cli.listing import is_for_people, show_records, told_of_narrowing
from crm_cli.domain.codes import number
from crm_cli.errors import UsageError
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.naming import find_worker
from crm_cli.services.reading import read_day, say_when

DAYS_AHEAD = 14
OfDay = Annotated[
    str | None, typer.Option("--date", metavar="DAY", help=N_("The day: tomorrow, fri, 2026-11-25."))
]
WhoseDay = Annotated[
    str | None, typer.Option("--rep", metavar="NAME", help=N_("Whose day; mine when left out."))
]


def repeat() -> None:
    """Make the plans that repeat up to plan_days_ahead; each is made once, however often this runs."""
    from crm_cli.services.plan_series import extend

    with session.desk() as desk:
        done = extend(desk)
        if done:
            session.told(done)
        elif session.chosen("format") in {"json", "jsonl"}:
            session.told([])
        else:
            voice.say(_("Everything that repeats is planned."), quiet=bool(session.chosen("quiet")))


def conflicts(
    date: OfDay = None,
    week: Annotated[bool, typer.Option("--week", help=N_("The whole week of that day."))] = False,
    rep: options.OfRep = None,
    team: options.OfTeam = None,
    everyone: options.Everyone = False,
) -> None:
    """List what does not go together in the plans of the next 14 days, a day or a week."""
    from crm_cli.domain.cleaning import clean
    from crm_cli.domain.table import wrap
    from crm_cli.services.plan_conflicts import conflicts as find
    from crm_cli.services.reps import owner_numbers

    with session.desk() as desk:
        reps = owner_numbers(desk, **whose(desk, rep=rep, team=team, everyone=everyone))
        found = find(desk, *_span(desk, date, week=week), reps)
        if found and _is_on_screen():
            for one in found:
                when = say_when(desk, one.day, one.at)
                what = " ".join(filter(None, (when, number("plan", one.plan_no), one.where)))
                for line in wrap(clean(f"{what}: {one.sentence}"), session.style().width or 80):
                    voice.tell(line)
            told_of_narrowing(None, len(found))
            return
        people = is_for_people()
        records = [
            {
                "day": (one.at or one.day) if people else one.day,
                "at": one.at,
                "kind": one.kind,
                "no": number("plan", one.plan_no),
                "other_no": number("plan", one.other_no),
                "where": one.where,
                "reps": list(one.reps),
                "why": one.sentence,
            }
            for one in found
        ]
        show_records(desk, "plan_conflict", records, empty=_("Nothing conflicts."))


def _is_on_screen() -> bool:
    """Say whether a person reads this on a terminal and asked for no other form: sentences are not cut short then."""
    return session.style().is_terminal and not session.chosen("format") and not session.chosen("columns")


def _span(desk: Desk, text: str | None, *, week: bool) -> tuple[date, date]:
    day = read_day(desk, text)
    if week:
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    return (day, day) if text else (day, day + timedelta(days=DAYS_AHEAD))


def suggest(
    date: OfDay = None,
    rep: WhoseDay = None,
    near: Annotated[
        str | None,
        typer.Option("--near", metavar="PLACE", help=N_("Only in this building or district.")),
    ] = None,
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=0, help=N_("How many; 0 for all."))] = 10,
    add: Annotated[
        list[str] | None,
        typer.Option("--add", metavar="1,3", help=N_("Plan these: their places in the list, or c12.")),
    ] = None,
) -> None:
    """Suggest whom to visit on a day, and why: who is due, overdue, to be tried again, or near what is planned."""
    from crm_cli.reports.plan_suggestions import suggest as find

    with session.desk() as desk:
        worker, day = find_worker(desk, rep), read_day(desk, date)
        found = find(desk, worker, day, near=near, limit=limit or None)
        if add:
            _add(desk, found, parts(add), worker.name, day)
            return
        if found and _is_on_screen():
            _tell(found)
            return
        records = [_record(place, one) for place, one in enumerate(found, 1)]
        empty = _("Nobody to visit on {day} that is not planned already.").format(
            day=say_when(desk, day, None)
        )
        show_records(desk, "plan_suggestion", records, empty=empty)


def _tell(found: Sequence[Any]) -> None:
    """Write suggestions for a person: each with its score, and under it its reasons with their points."""
    for place, one in enumerate(found, 1):
        row = one.customer
        who = (number("customer", row.no), row.grade, row.name) if row else ()
        where = (one.building or (row.district if row else ""), row.floor if row else "")
        voice.tell(f"{place:2}  {one.score:3}  {' '.join(filter(None, (*who, *where)))}")
        for part in one.parts:
            voice.tell(f"    {part.points:3}    {part.sentence}")


def _record(place: int, one: Any) -> dict[str, Any]:
    row, people = one.customer, is_for_people()
    found: dict[str, Any] = {
        "place": place,
        "no": number("customer", row.no) if row else None,
        "customer": row.name if row else "",
        "grade": row.grade if row else "",
        "district": row.district if row else "",
        "building": one.building,
        "floor": row.floor if row else "",
        "phone": row.phone if row else "",
        "score": one.score,
        "parts": {part.kind: part.points for part in one.parts},
        "purpose": one.purpose,
    }
    if people:
        found["parts"] = " + ".join(str(part.points) for part in one.parts)
        found["why"] = "; ".join(part.sentence for part in one.parts)
    return found


def _add(desk: Desk, found: Sequence[Any], chosen: Sequence[str], rep: str, day: date) -> None:
    """Plan the suggestions chosen, in one change."""
    from crm_cli.reports.plan_suggestions import plan_these

    known = {str(place): one for place, one in enumerate(found, 1)}
    known |= {number("customer", one.customer.no) or "": one for one in found if one.customer}
    wanted = {id(one): one for one in (_chosen(known, text) for text in chosen)}
    done = plan_these(desk, list(wanted.values()), rep, day)
    session.told(done)


def _chosen(known: dict[str, Any], text: str) -> Any:
    if text.casefold() not in known:
        raise UsageError(
            _("{text} is not in the list.").format(text=text), _("See the list again without --add.")
        )
    return known[text.casefold()]


def order(
    date: OfDay = None,
    rep: WhoseDay = None,
    apply: Annotated[bool, typer.Option("--apply", help=N_("Give the plans these places."))] = False,
) -> None:
    """Propose the order of a day's visits by district, building and floor; timed ones and sweeps stay where they are."""
    from crm_cli.services import plan_order

    with session.desk() as desk:
        found = plan_order.proposal(desk, rep=rep, when=date)
        if apply:
            session.told(plan_order.apply_order(desk, found))
            return
        was = {row.no: place for place, row in enumerate(found.before, 1)}
        records = [
            {
                "place": place,
                "was": was[row.no],
                "no": number("plan", row.no),
                "at": row.at,
                "customer": row.customer,
                "district": row.district,
                "building": row.building,
                "floor": row.floor,
            }
            for place, row in enumerate(found.after, 1)
        ]
        show_records(desk, "plan_order", records, empty=_("Nothing is planned."))
        if is_for_people() and records:
            _sum_up(found)


def _sum_up(found: Any) -> None:
    from crm_cli.services import plan_order

    voice.say(plan_order.say_ways(found), quiet=bool(session.chosen("quiet")))
    if found.is_new:
        voice.say(_("Put it into effect with --apply."), quiet=bool(session.chosen("quiet")))
