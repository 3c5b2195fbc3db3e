"""Who needs care: customers left alone too long, quotes and samples without an answer, use dates near."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, NamedTuple

from crm_cli.domain.codes import number
from crm_cli.domain.proposals import Rules, use_date_words
from crm_cli.i18n import ngettext
from crm_cli.services.desk import Desk
from crm_cli.services.proposals import LONGEST, find_edits, is_ordered, read_rules
from crm_cli.storage import care
from crm_cli.storage.customers import FIND_CUSTOMERS, CustomerRow

KINDS = ("grade", "quote", "sample", "use_date")
AT_ONCE = 500
UNGRADED = "B"
"""A quote or a sample is as urgent as a customer of this grade where the customer has none."""
NEVER = date(1, 1, 2)


class Reason(NamedTuple):
    """One reason to take care of a customer.

    `days` are whole working days of silence for a grade, calendar days since a quote or a sample, days ahead
    for a use date; `limit` is the setting they are held against. `grade` ranks it, `lateness` is how far over
    the limit it is, 1 at the limit. `promise_by` is the day up to which a promise excuses it.
    """

    kind: str
    days: int
    limit: int
    grade: str
    lateness: float
    promise_by: date
    money_no: int | None = None
    touched: bool = True
    typed_at: datetime | None = None

    @property
    def sentence(self) -> str:
        """The reason in the language in use."""
        match self.kind:
            case "grade":
                return _silence(self)
            case "use_date":
                return use_date_words(self.days)
            case "quote":
                said = ngettext(
                    "quote {number} silent {days} day", "quote {number} silent {days} days", self.days
                )
            case _:
                said = ngettext(
                    "sample {number} silent {days} day",
                    "sample {number} silent {days} days",
                    self.days,
                )
        return said.format(number=number("money", self.money_no), days=self.days)


def _silence(reason: Reason) -> str:
    said = (
        ngettext(
            "{days} workday silent ({grade}: {limit})",
            "{days} workdays silent ({grade}: {limit})",
            reason.days,
        )
        if reason.touched
        else ngettext(
            "{days} workday on file, untouched ({grade}: {limit})",
            "{days} workdays on file, untouched ({grade}: {limit})",
            reason.days,
        )
    )
    return said.format(days=reason.days, grade=reason.grade, limit=reason.limit)


class Asked(NamedTuple):
    """What to look for: whose customers (None for the firm's), which kinds and grades, the days when not the settings'.

    `promised` leaves those in whom something is promised in time, `near` only those in these buildings or
    districts. `on` is the day asked about, today when it is None.
    """

    owners: Sequence[int] | None = None
    kinds: Collection[str] = KINDS
    grades: Sequence[str] | None = None
    within: int | None = None
    silent: int | None = None
    promised: bool = False
    near: Sequence[str] | None = None
    on: date | None = None


class Neglected(NamedTuple):
    """A customer that needs care, with its reasons, the most urgent first."""

    customer: CustomerRow
    reasons: tuple[Reason, ...]


class _Look(NamedTuple):
    """One look at the firm: what is asked, the day, the rules."""

    desk: Desk
    asked: Asked
    today: date
    rules: Rules

    def filters(self) -> dict[str, Any]:
        """Return the parameters that narrow whose customers are read, and of which grades."""
        return {"owners": self.asked.owners, "grades": self.asked.grades, "near": self.asked.near}

    def midnight(self, day: date) -> datetime:
        """Return the instant at which a day of the firm begins."""
        return self.desk.instant(datetime.combine(day, time()))


def neglected(
    desk: Desk, asked: Asked, limit: int | None = None, first: Collection[int] = ()
) -> list[Neglected]:
    """Return the customers that need care, each once, the most urgent first.

    That is by grade, a use date counting as the grade it speaks for, then by how far over the limit they are.
    Left out are those closed, lost, dropped, do-not-call as a whole or resting after an outcome, and those in
    whom a step, a callback or a visit is promised in time (PRODUCT §5, Follow up). Those among `first`
    come before all others.
    """
    look = _Look(desk, asked, asked.on or desk.today(), read_rules(desk))
    found: list[tuple[int, tuple[Reason, ...]]] = []
    with desk.database.snapshot():
        ranked = sorted(_ranked(look), key=lambda one: one[0] not in first)
        # What excuses a customer is asked for as many as are shown, not for all who may be.
        for start in range(0, len(ranked), AT_ONCE):
            found += _without_excused(look, dict(ranked[start : start + AT_ONCE]))
            if limit is not None and len(found) >= limit:
                break
        found = found[:limit]
        rows = _rows(desk, [no for no, _reasons in found])
    return [Neglected(rows[no], reasons) for no, reasons in found if no in rows]


def _rows(desk: Desk, numbers: Sequence[int]) -> dict[int, CustomerRow]:
    rows: dict[int, CustomerRow] = {}
    for start in range(0, len(numbers), AT_ONCE):
        batch = desk.database.all(FIND_CUSTOMERS, numbers=numbers[start : start + AT_ONCE], sort="no")
        rows.update((row.no, row) for row in batch)
    return rows


def _ranked(look: _Look) -> list[tuple[int, tuple[Reason, ...]]]:
    """Return the customers that may need care with their reasons, both the most urgent first."""
    found: dict[int, list[Reason]] = {}
    for no, reason in (*_left_alone(look), *_unanswered(look), *_near(look)):
        found.setdefault(no, []).append(reason)
    by_customer = [(no, tuple(sorted(reasons, key=_urgency))) for no, reasons in found.items()]
    return sorted(by_customer, key=lambda one: (_urgency(one[1][0]), one[0]))


def _urgency(reason: Reason) -> tuple[str, float]:
    return reason.grade, -reason.lateness


def _left_alone(look: _Look) -> Iterator[tuple[int, Reason]]:
    if "grade" not in look.asked.kinds:
        return
    calendar, today = look.desk.workdays(), look.today
    limits = {grade: int(days) for grade, days in look.desk.setting("neglect_days").items()}
    cutoffs: dict[str, Any] = {
        f"{grade.lower()}_before": look.midnight(
            calendar.back(today, limits[grade]) if grade in limits else NEVER
        )
        for grade in "ABCDE"
    }
    rows = look.desk.database.all(care.UNTOUCHED, **cutoffs, **look.filters())
    days = {row.since: look.desk.wall(row.since).date() for row in rows}
    counts = calendar.counts_before(today, min(days.values(), default=today))
    by = {grade: calendar.ahead(today, limit) for grade, limit in limits.items()}
    for row in rows:
        silent, limit = counts[days[row.since]], limits[row.grade]
        late = silent / max(limit, 1)
        yield row.no, Reason("grade", silent, limit, row.grade, late, by[row.grade], touched=row.touched)


def _unanswered(look: _Look) -> Iterator[tuple[int, Reason]]:
    kinds = [kind for kind in ("quote", "sample") if kind in look.asked.kinds]
    if not kinds:
        return
    desk, today = look.desk, look.today
    limit = look.asked.silent if look.asked.silent is not None else int(desk.setting("silent_days"))
    limit = min(limit, LONGEST)
    until = _shifted(today, -limit)
    rows = desk.database.all(
        care.UNANSWERED,
        kinds=kinds,
        # A quote older than what makes a customer dormant is nobody's any more.
        since=_shifted(today, -max(look.rules.dormant_days, limit)),
        until=until,
        touched_before=look.midnight(_shifted(until, 1)),
        **look.filters(),
    )
    for row in rows:
        if row.last_touch_at is None or desk.wall(row.last_touch_at).date() <= row.day:
            days = (today - row.day).days
            late = days / max(limit, 1)
            yield (
                row.customer_no,
                Reason(row.kind, days, limit, row.grade or UNGRADED, late, _shifted(today, limit), row.no),
            )


def _near(look: _Look) -> Iterator[tuple[int, Reason]]:
    if "use_date" not in look.asked.kinds:
        return
    desk, today = look.desk, look.today
    limit = look.asked.within if look.asked.within is not None else int(desk.setting("use_date_days"))
    limit = min(limit, LONGEST)
    rows = desk.database.all(care.USE_DATES, since=today, until=_shifted(today, limit), **look.filters())
    for row in rows:
        days = (row.need_on - today).days
        rank = min(filter(None, (look.rules.grade_by(days), row.grade)))
        late = 1 + (limit - days) / max(limit, 1)
        yield row.no, Reason("use_date", days, limit, rank, late, row.need_on, typed_at=row.created_at)


def _shifted(day: date, days: int) -> date:
    return date.fromordinal(min(max(day.toordinal() + days, 2), date.max.toordinal()))


def _without_excused(
    look: _Look, batch: Mapping[int, tuple[Reason, ...]]
) -> Iterator[tuple[int, tuple[Reason, ...]]]:
    """Yield those of a batch whom nothing excuses, with the reasons that stand."""
    read, numbers = look.desk.database.all, list(batch)
    out = left_in_peace(look.desk, numbers, look.today)
    promised: dict[int, date] = {}
    if not look.asked.promised:
        for row in read(care.PROMISES, numbers=numbers, since=min(look.today, look.desk.today())):
            promised[row.customer_no] = min(row.day, promised.get(row.customer_no, row.day))
    claimed = {row.customer_no: row.day for row in read(care.CLAIMS, numbers=numbers)}
    met = _met(look, {no: reasons for no, reasons in batch.items() if _of(reasons, "use_date")})
    calendar = look.desk.workdays()
    limits = {reason.limit for reasons in batch.values() for reason in reasons if reason.kind == "grade"}
    # Who claims a customer from the pool gets the whole interval to touch it.
    grace = {limit: calendar.back(look.today, limit) for limit in limits}
    for no, reasons in batch.items():
        standing = tuple(
            reason
            for reason in reasons
            if no not in out
            and not (no in promised and promised[no] <= reason.promise_by)
            and not (reason.kind == "use_date" and no in met)
            and not (reason.kind == "grade" and claimed.get(no, NEVER) >= grace[reason.limit])
        )
        if standing:
            yield no, standing


def _of(reasons: Sequence[Reason], kind: str) -> Reason | None:
    return next((reason for reason in reasons if reason.kind == kind), None)


def left_in_peace(desk: Desk, numbers: Sequence[int], today: date) -> set[int]:
    """Return the customers that are do-not-call as a whole or rest: their last word bars them for some days yet."""
    banned = {row.customer_no for row in desk.database.all(care.BANNED, numbers=numbers)}
    outcomes = (*desk.outcomes("call"), *desk.outcomes("visit"))
    longest = max((outcome.rest_days for outcome in outcomes), default=0)
    if not longest:
        return banned
    rests = desk.database.all(care.RESTS, numbers=numbers, since=_shifted(today, -longest))
    return banned | {row.customer_no for row in rests if _shifted(row.day, row.rest_days) > today}


def _met(look: _Look, batch: Mapping[int, Sequence[Reason]]) -> set[int]:
    """Return the customers who ordered since their use date was typed."""
    if not batch:
        return set()
    orders = {row.customer_no: row.day for row in look.desk.database.all(care.ORDERS, numbers=list(batch))}
    if not orders:
        return set()
    edits = find_edits(look.desk, list(orders))
    found = set()
    for no, day in orders.items():
        reason = _of(batch[no], "use_date")
        typed_at = edits.last(no, ["need_on"]) or (reason.typed_at if reason else None)
        if typed_at is not None and is_ordered(look.desk, day, typed_at):
            found.add(no)
    return found
