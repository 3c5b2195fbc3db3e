"""Knocks: a visit at each door of a sweep, with the firm behind it, the plan it closes and what is learnt of the desk."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from crm_cli.domain.codes import number
from crm_cli.domain.knock_lines import Typed
from crm_cli.errors import AmbiguousError, NotFoundError, RefusedError, UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services import effects
from crm_cli.services.desk import Desk
from crm_cli.services.effects import Answers
from crm_cli.services.knock_customers import settle_customer
from crm_cli.services.knock_doors import doors_named
from crm_cli.services.knock_lines import of_line
from crm_cli.services.knock_writing import Knock, Place, Prepared, is_no_entry, rows_at, tenants_of
from crm_cli.services.naming import find_outcome, find_worker
from crm_cli.services.reading import read_instant
from crm_cli.services.receipts import Receipt
from crm_cli.services.sweeps import planned_later, walked_sweep
from crm_cli.services.visit_rows import read_leave
from crm_cli.storage.buildings import UnitRow
from crm_cli.storage.outcomes import OutcomeRow
from crm_cli.storage.sweeps import SweepRow

_OF_ONE_DOOR = (
    "person", "phone", "email", "title", "role", "card", "wechat", "grade", "next", "amount", "expense",
    "competitor", "objection", "who",
)  # fmt: skip
"""What is said of one door and would be counted at each of several."""
_ABOUT_CUSTOMER = ("name", "customer", "person", "phone", "email", "title", "role", "grade")


def find_place(desk: Desk, sweep: str | None = None, rep: str | None = None) -> Place:
    """Return the sweep named, else the one the rep (who types) is at doors in today, with the rep.

    One that is finished takes knocks at its doors still. Raises as services.sweeps.walked_sweep.
    """
    worker = find_worker(desk, rep)
    return Place(walked_sweep(desk, sweep, worker), worker)


def with_options(said: Sequence[Typed], options: Mapping[str, Any]) -> list[Typed]:
    """Return what was said with what was said in options as well; a note is put behind the one that was typed.

    Raises UsageError for options of one door where doors had several outcomes.
    """
    strays = set(options) - {"at", "leave", "note", "tactic", "progress", "keep"}
    if len(said) > 1 and strays:
        raise UsageError(
            _("With {option} a line is of one door, or of doors that had the same outcome.").format(
                option=f"--{min(strays)}"
            )
        )
    done = []
    for one in said:
        notes = (one.note, options.get("note", ""))
        done.append(one._replace(**{**options, "note": "; ".join(filter(None, notes))}))
    return done


def log_knocks(
    desk: Desk, place: Place, said: Iterable[tuple[int | None, Typed]], day: date | None = None
) -> list[Receipt]:
    """Log knocks, each with the line it was on, and do what their outcomes bring about, in one change.

    `day` is that of times said without one, today by default. Raises what `prepare` and logging a visit raise; then
    none of them is logged.
    """
    prepared = [one for line, typed in said for one in prepare(desk, place, typed, day, line)]
    if not prepared:
        raise UsageError(_("Which door, and what happened there?"), "crm knock 3012 not_in")
    return write(desk, place, prepared)


def prepare(
    desk: Desk,
    place: Place,
    typed: Typed,
    day: date | None = None,
    line: int | None = None,
    *,
    day_only: bool = False,
) -> list[Prepared]:
    """Return a knock for each door named, read and with everything asked for; nothing is written yet.

    `day_only` says that nobody knows the time; nobody does either of another day than today where none was typed.
    Raises UsageError for what cannot be understood, NotFoundError for a door there is none of.
    """
    with of_line(line):
        outcome = find_outcome(desk, "visit", typed.outcome) if typed.outcome is not None else None
        sweep = place.sweep
        try:
            units = doors_named(desk, sweep.building_no, sweep.building, typed.doors)
        except NotFoundError as error:
            _say_which_has_it(desk, place, typed.doors, error)
            raise
        _refuse_all_over(typed, units, outcome)
        arrived_at = read_instant(desk, on_day(desk, typed.at, day))
        left_at = read_leave(desk, typed.leave, arrived_at)
        answers = Answers(amount=typed.amount, reason=typed.reason, next_given=bool(typed.next))
        answers = effects.complete_answers(desk, outcome, answers, arrived_at)
        at: list[UnitRow | None] = [*units] or [None]
        day_only = day_only or (typed.at is None and day not in {None, desk.today()})
        return [
            Prepared(
                _settled(desk, place, unit, typed, outcome),
                outcome,
                answers,
                arrived_at,
                left_at,
                unit,
                line,
                day_only,
            )
            for unit in at
        ]


def _say_which_has_it(desk: Desk, place: Place, doors: Sequence[str], error: NotFoundError) -> None:
    """Put into the hint of an error which other sweep of the rep has such doors."""
    if isinstance(error, AmbiguousError):
        return
    from crm_cli.services.sweeps import gone_on_with

    for row in gone_on_with(desk, place.rep):
        try:
            doors_named(desk, row.building_no, row.building, doors)
        except (NotFoundError, RefusedError):
            continue
        if row.no != place.sweep.no:
            told = _(
                "{number} {building} has it: add --sweep {number}. Or see the doors here with: crm sweep show"
            )
            error.hint = told.format(number=number("sweep", row.no), building=row.building)
            return


def on_day(desk: Desk, text: str | None, day: date | None) -> str | None:
    """Return a time as typed, put on a day where it says none itself; None for now."""
    if day is None or day == desk.today():
        return text
    if text is None:
        return day.isoformat()
    from crm_cli.domain.dates import parse_when

    said, at = parse_when(text, desk.now(), zone=desk.zone)
    return text if said != desk.today() or at is None else f"{day.isoformat()} {at:%H:%M}"


def _refuse_all_over(typed: Typed, units: Sequence[UnitRow], outcome: OutcomeRow | None) -> None:
    if len(units) == 1:
        return
    said = next((field for field in _OF_ONE_DOOR if getattr(typed, field)), None)
    if said is not None and (units or said != "who"):
        raise UsageError(
            _("{option} is said of one door.").format(option=f"--{said}"),
            _("Knock at that door by itself; the others can follow in the same file."),
        )
    if not units and not (outcome and is_no_entry(outcome)):
        raise UsageError(_("Which door?"), f"crm knock 3012 {outcome.code if outcome else 'card'}")


def _settled(
    desk: Desk, place: Place, unit: UnitRow | None, typed: Typed, outcome: OutcomeRow | None
) -> Typed:
    opened = outcome.opened if outcome else typed.card
    if unit is None or not (opened or any(getattr(typed, field) for field in _ABOUT_CUSTOMER)):
        return typed
    tenants = tenants_of(rows_at(desk, place, [unit.no]).get(unit.no, []))
    return settle_customer(desk, place.sweep, unit, typed, tenants)


def write(desk: Desk, place: Place, prepared: Sequence[Prepared]) -> list[Receipt]:
    """Log knocks that were prepared, inside the change that is open or in one of their own."""
    with desk.change() as change:
        units = [one.unit.no for one in prepared if one.unit is not None]
        standing = rows_at(desk, place, units)
        done = []
        for one in prepared:
            with of_line(one.line):
                rows = standing.pop(one.unit.no, None) if one.unit else []
                if rows is None and one.unit is not None:
                    # It is knocked at twice in one batch, and the first knock has changed who is behind it.
                    rows = rows_at(desk, place, [one.unit.no]).get(one.unit.no, [])
                done.append(Knock(desk, change, place, one, rows or []).log())
        if early := planned_later(desk, place.sweep):
            done[0] = done[0]._replace(warnings=(*done[0].warnings, early))
        if place.sweep.state == "finished":
            done[-1] = done[-1]._replace(lines=(*done[-1].lines, _of_finished(place.sweep)))
        return done


def _of_finished(sweep: SweepRow) -> str:
    return _("{number} {building} is finished: this is a revisit.").format(
        number=number("sweep", sweep.no), building=sweep.building
    )
