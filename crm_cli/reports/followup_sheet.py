"""The follow-up sheet (客户跟进表): one row per customer owned, with what was last said and what comes next."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, NamedTuple

from crm_cli.domain.codes import number
from crm_cli.reports.scope import Scope
from crm_cli.services.desk import Desk
from crm_cli.services.reading import spelled
from crm_cli.services.reps import owner_numbers
from crm_cli.storage import followup_sheet as rows
from crm_cli.storage.customers import FIND_CUSTOMERS, CustomerRow
from crm_cli.storage.followup_sheet import LastTouchRow, NextRow, PersonRow, SheetCount

AT_ONCE = 500
_ROLES = ("decision_maker", "influencer", "executor", "", "gatekeeper")


class Filters(NamedTuple):
    """What narrows the sheet; `silent` is in days, `everything` takes those nobody ever worked on, too."""

    grades: Sequence[str] | None = None
    stages: Sequence[str] | None = None
    industry: str | None = None
    silent: int | None = None
    everything: bool = False


class Line(NamedTuple):
    """A customer on the sheet: the person to ask for, the last real touch, what comes next, and the days silent."""

    customer: CustomerRow
    person: PersonRow | None
    touch: LastTouchRow | None
    next: NextRow | None
    days_silent: int

    @property
    def phone(self) -> str:
        """The person's number, else the customer's."""
        return self.person.phone if self.person is not None and self.person.phone else self.customer.phone


class FollowupSheet(NamedTuple):
    """The sheet of a scope on a day; `counts` are of all customers it is of, `lines` perhaps of the first."""

    firm: str
    scope: Scope
    team: str
    day: date
    filters: Filters
    counts: tuple[SheetCount, ...]
    lines: tuple[Line, ...]

    @property
    def customers(self) -> int:
        """How many customers there are, shown or not."""
        return sum(count.customers for count in self.counts)

    def by(self, field: str) -> dict[str, int]:
        """Return how many customers have each `grade` or `stage`, in no order."""
        found: dict[str, int] = {}
        for count in self.counts:
            value = getattr(count, field)
            found[value] = found.get(value, 0) + count.customers
        return found


def followup_sheet(desk: Desk, scope: Scope, filters: Filters, limit: int | None = None) -> FollowupSheet:
    """Return the sheet of a rep, a team or the firm as of today: by grade, then the longest silent first.

    On it are the customers with a touch, a grade, a need, a stage or an open step, and with
    `filters.everything` the rest; closed ones never. At most `limit` lines.
    """
    today = desk.today()
    where = _where(desk, scope, filters, today)
    page, counts = (
        (rows.OWNED, rows.OWNED_COUNTS) if filters.everything else (rows.WORKED_ON, rows.WORKED_ON_COUNTS)
    )
    with desk.database.snapshot():
        found = desk.database.all(page, limit=limit, **where)
        counted = desk.database.all(counts, **where)
        since = {row.no: desk.wall(row.since).date() for row in found}
        lines = tuple(_lines(desk, since, today))
    return FollowupSheet(desk.firm.name, scope, _team(desk, scope), today, filters, tuple(counted), lines)


def _where(desk: Desk, scope: Scope, filters: Filters, today: date) -> dict[str, Any]:
    silent_before = None
    if filters.silent is not None:
        last = date.fromordinal(max(today.toordinal() - filters.silent + 1, 2))
        silent_before = desk.instant(datetime.combine(last, time()))
    industry = spelled({"industry": filters.industry})
    return {
        "owners": owner_numbers(desk, **scope.filters()),
        "grades": filters.grades,
        "stages": filters.stages,
        **industry,
        "silent_before": silent_before,
    }


def _team(desk: Desk, scope: Scope) -> str:
    if scope.kind != "rep":
        return scope.name if scope.kind == "team" else ""
    from crm_cli.storage.reps import FIND_REPS

    rep = desk.database.first(FIND_REPS, no=scope.no)
    return rep.team if rep is not None else ""


def _lines(desk: Desk, since: Mapping[int, date], today: date) -> Iterable[Line]:
    """Yield the lines of the customers in `since`, a few hundred read at a time."""
    numbers = list(since)
    for start in range(0, len(numbers), AT_ONCE):
        batch = numbers[start : start + AT_ONCE]
        customers = {row.no: row for row in desk.database.all(FIND_CUSTOMERS, numbers=batch, sort="no")}
        touches = {row.customer_no: row for row in desk.database.all(rows.LAST_TOUCHES, numbers=batch)}
        people = _first_people(desk.database.all(rows.PEOPLE, numbers=batch))
        coming = _earliest(desk.database.all(rows.NEXT, numbers=batch, today=today))
        for no in batch:
            days = max((today - since[no]).days, 0)
            yield Line(customers[no], people.get(no), touches.get(no), coming.get(no), days)


def known_of(desk: Desk, numbers: Sequence[int]) -> Iterable[Line]:
    """Yield what the sheet says of each of these customers, on whatever sheet they are."""
    today = desk.today()
    return _lines(desk, dict.fromkeys(numbers, today), today)


def _earliest(found: Iterable[NextRow]) -> dict[int, NextRow]:
    """Return what comes first at each customer; of one day what was promised before the visit."""
    order = sorted(found, key=lambda row: (row.day, row.noun == "plan", row.no), reverse=True)
    return {row.customer_no: row for row in order}


def _first_people(people: Iterable[PersonRow]) -> dict[int, PersonRow]:
    """Return the person to ask for at each customer: who decides, else who influences, else who executes."""
    found: dict[int, PersonRow] = {}
    for person in people:
        held = found.get(person.customer_no)
        if held is None or _ROLES.index(person.role) < _ROLES.index(held.role):
            found[person.customer_no] = person
    return found


def as_values(sheet: FollowupSheet, desk: Desk) -> dict[str, Any]:
    """Return the sheet as JSON has it; days ISO, instants local ISO, references by number."""
    return {
        "report": "followup",
        "scope": {"kind": sheet.scope.kind, "name": sheet.scope.name},
        "date": sheet.day.isoformat(),
        "customers": sheet.customers,
        "by_grade": {grade or "none": count for grade, count in sorted(sheet.by("grade").items())},
        "by_stage": sheet.by("stage"),
        "rows": [_values(line, desk) for line in sheet.lines],
    }


def _values(line: Line, desk: Desk) -> dict[str, Any]:
    row, touch, person, coming = line.customer, line.touch, line.person, line.next
    return {
        "no": number("customer", row.no),
        "customer": row.name,
        "industry": row.industry,
        "contact_no": number("contact", person.no) if person else None,
        "contact": person.name if person else "",
        "title": person.title if person else "",
        "phone": line.phone,
        "owner_no": number("rep", row.owner_no),
        "owner": row.owner,
        "stage": row.stage,
        "grade": row.grade,
        "need_state": row.need_state,
        "need_occasion": row.need_occasion,
        "need_on": row.need_on.isoformat() if row.need_on else None,
        "need_quantity": row.need_quantity,
        "last_touch_no": number(touch.noun, touch.no) if touch else None,
        "last_touch_at": _iso(row.last_touch_at, desk),
        "last_touch_by": touch.rep if touch else "",
        "last_touch_outcome": touch.code if touch else "",
        "last_touch_words": touch.words if touch else "",
        "next_no": number(coming.noun, coming.no) if coming else None,
        "next_kind": coming.noun if coming else "",
        "next_day": coming.day.isoformat() if coming else None,
        "next_step": coming.words if coming else "",
        "days_silent": line.days_silent,
    }


def _iso(instant: datetime | None, desk: Desk) -> str | None:
    return instant.astimezone(desk.tzinfo).isoformat(timespec="seconds") if instant else None
