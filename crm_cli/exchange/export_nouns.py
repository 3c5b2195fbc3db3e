"""Every noun on its way out, a page of records at a time, under the field names that lists and JSON have too."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from crm_cli.domain.codes import MONEY_METRICS
from crm_cli.services import bans, call_lists, contacts, customers, firm, own_fields, plans, reps, sweep_views
from crm_cli.services.attachments import attachment_record
from crm_cli.services.desk import Desk
from crm_cli.services.other_names import names_of_all
from crm_cli.services.outcomes import outcome_record
from crm_cli.services.records import record
from crm_cli.services.units import unit_record
from crm_cli.storage import exports, extents, origins
from crm_cli.storage.absences import FIND_ABSENCES
from crm_cli.storage.attachments import FIND_ATTACHMENTS
from crm_cli.storage.buildings import FIND_BUILDINGS, FIND_UNITS
from crm_cli.storage.call_lists import FIND_CALL_LISTS, FIND_LIST_NUMBERS
from crm_cli.storage.calls import FIND_CALLS
from crm_cli.storage.contacts import FIND_BANS, FIND_CONTACTS
from crm_cli.storage.customers import BRIEFS, FIND_CUSTOMERS
from crm_cli.storage.extents import Extent
from crm_cli.storage.firm import GoalRow
from crm_cli.storage.followups import FIND_FOLLOWUPS
from crm_cli.storage.front_desk import FRONT_DESK, FrontDeskRow
from crm_cli.storage.heard import COMPETITORS_HEARD
from crm_cli.storage.imports import NOTE_KEYS, NoteKey
from crm_cli.storage.memos import FIND_MEMOS
from crm_cli.storage.money import FIND_MONEY
from crm_cli.storage.objections import FIND_LINKS, FIND_OBJECTIONS
from crm_cli.storage.outcomes import FIND_LIST_RULES, OutcomeRow
from crm_cli.storage.own_fields import OwnFieldRow
from crm_cli.storage.plans import FIND_PLANS, FIND_SERIES, FIND_TEMPLATES, SeriesRow, TemplateRow
from crm_cli.storage.reps import RepRow, TeamRow
from crm_cli.storage.rows import Row
from crm_cli.storage.saved_filters import SAVED_FILTERS, SavedFilterRow
from crm_cli.storage.scripts import FIND_SCRIPT_VERSIONS
from crm_cli.storage.statement import Statement
from crm_cli.storage.steps import FIND_STEPS
from crm_cli.storage.submissions import FIND_SUBMISSIONS
from crm_cli.storage.sweeps import FIND_HANDS, FIND_MARKS, FIND_SWEEPS
from crm_cli.storage.tenancies import FIND_TENANCIES
from crm_cli.storage.visits import FIND_VISITS

PAGE = 500
"""Records that are in memory together."""

Records = list[dict[str, Any]]
Days = Mapping[str, Any]
Complete = Callable[[Desk, Sequence[Any], Records], None]
Make = Callable[[Any, Desk], dict[str, Any]]


class Noun(NamedTuple):
    """How a noun's records are read: by the page, in the order of their numbers.

    `columns` are their keys, also where there is no record; `dated` says whether `since` and `until` narrow it.
    """

    pages: Callable[[Desk, Days], Iterator[Records]]
    columns: Callable[[Desk], list[str]]
    dated: bool = False


def _columns(
    row: type[Row], make: Make, also: Sequence[str] | Callable[[Desk], Sequence[str]], table: str
) -> Callable[[Desk], list[str]]:
    """Return what tells the keys of a row's record and, after them, those that other tables add."""

    def columns(desk: Desk) -> list[str]:
        blank = row._make(None for _field in row._fields)
        more = also(desk) if callable(also) else also
        come = origins.columns(desk.database, table) if table else []
        return list(dict.fromkeys([*make(blank, desk), *more, *come]))

    return columns


def _add_origins(desk: Desk, table: str, numbers: Sequence[int], found: Records) -> None:
    """Add the stamps and links that a record does not tell itself."""
    told = origins.origins(desk.database, table, numbers)
    for no, one in zip(numbers, found, strict=True):
        for name, value in told[no].items():
            one.setdefault(name, value)


def paged(
    statement: Statement[Any],
    complete: Complete | None = None,
    *,
    table: str = "",
    make: Make = record,
    also: Sequence[str] | Callable[[Desk], Sequence[str]] = (),
    extent: Statement[Extent] | None = None,
    **filters: object,
) -> Noun:
    """Return a noun read by `statement`, which has `[and x.no > :after]`, `[limit :limit]` and a sort `no`.

    `complete` adds to a page's records what other tables hold, under the keys `also`. A dated noun has an `extent`, and its statement
    `[and x.no <= :last]` and days. Of `table` come the stamps and the ids of what is named. A page is one moment; no reader stays open between pages, because that
    would stop whoever wants to write (RELIABILITY: fetch, close, then draw).
    """

    def pages(desk: Desk, days: Days) -> Iterator[Records]:
        narrowed = {**filters, **days}
        after = 0
        if extent is not None and days:
            within = desk.database.one(extent, **days)
            if within.first_no is None or within.last_no is None:
                return
            after, narrowed["last"] = within.first_no - 1, within.last_no
        while True:
            with desk.database.snapshot():
                sort = "no" if statement.sorts else None
                rows = desk.database.all(statement, sort=sort, after=after, limit=PAGE, **narrowed)
                found = [make(row, desk) for row in rows]
                if complete is not None and rows:
                    complete(desk, rows, found)
                if table:
                    _add_origins(desk, table, [row.no for row in rows], found)
            if found:
                yield found
            if len(rows) < PAGE:
                return
            after = rows[-1].no

    return Noun(pages, _columns(statement.row, make, also, table), dated=extent is not None)


def whole(
    find: Callable[[Desk], Iterable[Any]],
    row: type[Row],
    also: Sequence[str] = (),
    make: Make = record,
    table: str = "",
) -> Noun:
    """Return a noun of few records, rows or records ready made, which are read at once."""

    def pages(desk: Desk, _days: Days) -> Iterator[Records]:
        with desk.database.snapshot():
            found = [one if isinstance(one, dict) else make(one, desk) for one in find(desk)]
            if table:
                _add_origins(desk, table, [_digits(one["no"]) for one in found], found)
        if found:
            yield found

    return Noun(pages, _columns(row, make, also, table))


def _digits(number: object) -> int:
    return int("".join(filter(str.isdecimal, str(number))))


def _customer_parts(desk: Desk, rows: Sequence[Any], found: Records) -> None:
    numbers = [row.no for row in rows]
    phones = _by(
        (one.customer_no, one.raw)
        for one in contacts.phones(desk, customer_numbers=numbers)
        if one.contact_no is None
    )
    tags = customers.tags_of(desk, numbers)
    named = names_of_all(desk, numbers)
    graded = {brief.no: brief.grade_at for brief in desk.database.all(BRIEFS, numbers=numbers)}
    for no, one in zip(numbers, found, strict=True):
        one["grade_at"] = graded[no]
        one["phones"], one["tags"] = phones.get(no, []), tags.get(no, [])
        one["other_names"] = named.get(no, [])
    _add_own_fields(desk, "customer", numbers, found)


def _contact_parts(desk: Desk, rows: Sequence[Any], found: Records) -> None:
    numbers = [row.no for row in rows]
    phones = _by((one.contact_no, one.raw) for one in contacts.phones(desk, contact_numbers=numbers))
    for no, one in zip(numbers, found, strict=True):
        one["phones"] = phones.get(no, [])
    _add_own_fields(desk, "contact", numbers, found)


def _own_names(desk: Desk, noun: str) -> list[str]:
    return [field.name for field in own_fields.fields(desk, noun)]


def _add_own_fields(desk: Desk, noun: str, numbers: list[int], found: Records) -> None:
    names = _own_names(desk, noun)
    if not names:
        return
    values = {
        (getattr(value, f"{noun}_no"), value.name): value.value
        for value in own_fields.own_values(desk, **{f"{noun}_numbers": numbers})
    }
    for no, one in zip(numbers, found, strict=True):
        one.update({name: values.get((no, name), "") for name in names})


def _competitors(noun: str) -> Complete:
    """Return what adds to touches of a kind the competitors heard of on them."""

    def complete(desk: Desk, rows: Sequence[Any], found: Records) -> None:
        numbers: dict[str, Any] = {f"{noun}_numbers": [row.no for row in rows]}
        named = _by(
            (getattr(one, f"{noun}_no"), one.what) for one in desk.database.all(COMPETITORS_HEARD, **numbers)
        )
        for row, one in zip(rows, found, strict=True):
            one["competitor"] = named.get(row.no, [])

    return complete


def _visit_parts(desk: Desk, rows: Sequence[Any], found: Records) -> None:
    _competitors("visit")(desk, rows, found)
    numbers = [row.no for row in rows]
    said = {
        one.no: one.progress_of_outcome for one in desk.database.all(exports.SAID_PROGRESS, numbers=numbers)
    }
    for no, one in zip(numbers, found, strict=True):
        one["progress_of_outcome"] = said[no]


def _step_reasons(desk: Desk, rows: Sequence[Any], found: Records) -> None:
    numbers = [row.no for row in rows]
    reasons = {one.no: one.reason for one in desk.database.all(exports.STEP_REASONS, numbers=numbers)}
    for no, one in zip(numbers, found, strict=True):
        one["reason"] = reasons[no]


def _plan_parts(desk: Desk, rows: Sequence[Any], found: Records) -> None:
    named = plans.reps_of(desk, [row.no for row in rows])
    for row, one in zip(rows, found, strict=True):
        one["reps"] = named.get(row.no, [])


def _list_reps(desk: Desk, rows: Sequence[Any], found: Records) -> None:
    named = call_lists.reps_of(desk, [row.no for row in rows])
    for row, one in zip(rows, found, strict=True):
        one["reps"] = named.get(row.no, [])


def _turns_told(desk: Desk, rows: Sequence[Any], found: Records) -> None:
    from crm_cli.services.queue_scene import Turns

    turns = Turns(desk)
    for row, one in zip(rows, found, strict=True):
        one["turn"] = turns.turn(row)


def _ban_owners(desk: Desk, rows: Sequence[Any], found: Records) -> None:
    for row, one in zip(rows, found, strict=True):
        one["customer"] = bans.owned(desk, row).customer


def _by(pairs: Iterable[tuple[Any, str]]) -> dict[Any, list[str]]:
    found: dict[Any, list[str]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found


def _teams(desk: Desk) -> Records:
    industries = reps.industries_of(desk)
    return [
        {**record(row, desk), "industries": industries.get(row.no, [])} for row in reps.teams(desk, sort="no")
    ]


def _goals(desk: Desk) -> Records:
    from crm_cli.services.records import major

    found = [record(row, desk) for row in firm.goals(desk)]
    for goal in found:
        if goal["metric"] in MONEY_METRICS:
            goal["amount"] = major(goal["amount"], desk.currency)
    return found


def _notes(desk: Desk) -> Records:
    names = {row.no: row.name for row in reps.reps(desk)}
    return [{**record(row, desk), "rep": names[row.rep_no]} for row in desk.database.all(NOTE_KEYS)]


def _templates(desk: Desk) -> list[TemplateRow]:
    return desk.database.all(FIND_TEMPLATES, sort="no")


def _series(desk: Desk) -> list[SeriesRow]:
    return desk.database.all(FIND_SERIES)


def _filters(desk: Desk) -> Records:
    """Return everybody's kept filters with whose they are; '' for one that is everybody's."""
    names = {row.no: row.name for row in reps.reps(desk)}
    rows = desk.database.all(SAVED_FILTERS)
    return [{**record(row, desk), "rep": names.get(row.rep_no or 0, "")} for row in rows]


def _front_desks(desk: Desk) -> list[FrontDeskRow]:
    return desk.database.all(FRONT_DESK)


def _outcomes(desk: Desk) -> Iterable[Any]:
    return [row for subject in ("call", "visit") for row in desk.outcomes(subject)]


def _money(kind: str | None = None) -> Noun:
    return paged(FIND_MONEY, extent=extents.MONEY, table="money", kind=kind)


def _sweep_parts(desk: Desk, rows: Sequence[Any], found: Records) -> None:
    """Add how many doors a sweep has and how many were knocked at, and its fronts as they are typed."""
    numbers = [row.no for row in rows]
    progress, ways = sweep_views.progress_of(desk, numbers), sweep_views.ways_of(desk, numbers)
    names = sweep_views.fronts_of(desk, numbers)
    for no, one in zip(numbers, found, strict=True):
        one["units"], one["knocked"] = progress[no].doors, progress[no].knocked
        one["fronts"], one["front_names"] = ways.get(no, []), names.get(no, [])


NOUNS: dict[str, Noun] = {
    "customers": paged(
        FIND_CUSTOMERS,
        _customer_parts,
        also=lambda desk: ["grade_at", "phones", "tags", "other_names", *_own_names(desk, "customer")],
        table="customer",
    ),
    "contacts": paged(
        FIND_CONTACTS,
        _contact_parts,
        also=lambda desk: ["phones", *_own_names(desk, "contact")],
        table="contact",
    ),
    "calls": paged(FIND_CALLS, _competitors("call"), also=["competitor"], extent=extents.CALLS, table="call"),
    "visits": paged(
        FIND_VISITS,
        _visit_parts,
        also=["competitor", "progress_of_outcome"],
        extent=extents.VISITS,
        table="visit",
    ),
    "followups": paged(
        FIND_FOLLOWUPS,
        _competitors("followup"),
        also=["competitor"],
        extent=extents.FOLLOWUPS,
        table="followup",
    ),
    "steps": paged(FIND_STEPS, _step_reasons, also=["reason"], table="step"),
    "plans": paged(FIND_PLANS, _plan_parts, also=["reps"], extent=extents.PLANS, table="plan"),
    "money": _money(),
    "quotes": _money("quote"),
    "samples": _money("sample"),
    "orders": _money("order"),
    "payments": _money("payment"),
    "memos": paged(FIND_MEMOS, table="memo"),
    "attachments": paged(FIND_ATTACHMENTS, make=attachment_record, table="attachment"),
    "submissions": paged(FIND_SUBMISSIONS, extent=extents.SUBMISSIONS, table="submission"),
    "signatures": paged(exports.SIGNATURES, table="sign_off"),
    "absences": paged(FIND_ABSENCES, table="absence"),
    "templates": whole(_templates, TemplateRow, table="plan_template"),
    "series": whole(_series, SeriesRow, table="plan_series"),
    "filters": whole(_filters, SavedFilterRow, ["rep"], table="saved_filter"),
    "poolmoves": paged(exports.POOL_MOVES, table="pool_move"),
    "keptproposals": paged(exports.KEPT_PROPOSALS, table="kept_proposal"),
    "scripts": paged(FIND_SCRIPT_VERSIONS, table="script_version"),
    "objections": paged(FIND_OBJECTIONS, table="objection"),
    "objectionsmet": paged(FIND_LINKS, table="objection_met"),
    "calllists": paged(FIND_CALL_LISTS, _list_reps, also=["reps"], table="call_list"),
    "listnumbers": paged(FIND_LIST_NUMBERS, _turns_told, make=call_lists.place_record, table="list_number"),
    "dialplans": paged(exports.DIAL_PLANS, table="dial_plan"),
    "buildings": paged(FIND_BUILDINGS, table="building"),
    "units": paged(FIND_UNITS, make=unit_record, table="unit"),
    "tenants": paged(FIND_TENANCIES, make=unit_record, table="tenancy"),
    "sweeps": paged(
        FIND_SWEEPS, _sweep_parts, also=["units", "knocked", "fronts", "front_names"], table="sweep"
    ),
    "sweephands": paged(FIND_HANDS, table="sweep_hand"),
    "sweepmarks": paged(FIND_MARKS, table="sweep_mark"),
    "frontdesks": whole(_front_desks, FrontDeskRow, table="front_desk_note"),
    "reps": whole(reps.reps, RepRow, table="rep"),
    "teams": whole(_teams, TeamRow, ["industries"], table="team"),
    "goals": whole(_goals, GoalRow, table="goal"),
    "notes": whole(_notes, NoteKey, ["rep"]),
    "outcomes": whole(_outcomes, OutcomeRow, make=outcome_record, table="outcome"),
    "listrules": paged(FIND_LIST_RULES, table="list_rule"),
    "fields": whole(own_fields.fields, OwnFieldRow, table="custom_field"),
    "donotcall": paged(FIND_BANS, _ban_owners, table="do_not_call"),
}
"""What can be exported."""
