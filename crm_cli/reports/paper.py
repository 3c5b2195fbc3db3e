"""What every sheet of paper has: rows with codes, what is known of each customer, boxes to tick, who was left out."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from crm_cli.domain import words
from crm_cli.domain.codes import number
from crm_cli.domain.frozen import Frozen
from crm_cli.reports.followup_sheet import Line as Known
from crm_cli.reports.followup_sheet import known_of
from crm_cli.services.ban_reasons import banned
from crm_cli.services.desk import Desk
from crm_cli.storage.contacts import FIND_PHONES, PhoneRow


class PaperLine(Frozen):
    """A row of a sheet; a door has a place, a call a number to dial. `barred` says why nobody goes there, '' for none."""

    time: str = ""
    customer_no: int | None = None
    customer: str = ""
    place: str = ""
    contact: str = ""
    title: str = ""
    phone: str = ""
    last: str = ""
    need: str = ""
    purpose: str = ""
    unit_no: int | None = None
    plan_no: int | None = None
    phone_no: int | None = None
    barred: str = ""


class Paper(Frozen):
    """A sheet as it is printed: `no` is None while nothing is on it, `left_off` whom it leaves out and why.

    `kind` is of codes.SHEET_KINDS, `heading` what it is of, `notes` what stands above the rows: titles and texts.
    `why` says why nothing is on it, where that is known.
    """

    kind: str
    no: int | None
    day: date
    rep: str
    heading: str
    lines: tuple[PaperLine, ...]
    left_off: tuple[tuple[str, str], ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    why: str = ""

    @property
    def to_do(self) -> tuple[PaperLine, ...]:
        """The rows that have a code."""
        return tuple(line for line in self.lines if not line.barred)

    def coded(self) -> Iterable[tuple[int | None, PaperLine]]:
        """Yield the rows with their codes, None for those where nobody goes."""
        code = 0
        for line in self.lines:
            if line.barred:
                yield None, line
            else:
                code += 1
                yield code, line


def known(desk: Desk, numbers: Sequence[int]) -> dict[int, Known]:
    """Return what is known of customers: the person to ask for, the last touch, the need."""
    return {one.customer.no: one for one in known_of(desk, list(dict.fromkeys(numbers)))}


def facts(desk: Desk, one: Known | None) -> dict[str, Any]:
    """Return the parts of a row that a customer brings with it; nothing for a door without one."""
    if one is None:
        return {}
    person = one.person
    return {
        "customer_no": one.customer.no,
        "customer": one.customer.name,
        "contact": person.name if person else "",
        "title": person.title if person else "",
        "phone": _phone(desk, one),
        "last": _last(desk, one),
        "need": need_words(one),
    }


def _phone(desk: Desk, one: Known) -> str:
    """Return the first number that works and may be called, of the person to ask for before others'."""
    person_no = one.person.no if one.person else None
    good = [
        phone for phone in desk.database.all(FIND_PHONES, customer_no=one.customer.no) if not phone.bad_at
    ]
    for phone in sorted(good, key=lambda phone: phone.contact_no != person_no):
        if banned(desk, one.customer.no, phone.e164 or phone.raw) is None:
            return phone_words(phone)
    return ""


def phone_words(phone: PhoneRow) -> str:
    """Return a number as it is written, with its extension where that is not in it."""
    extension = phone.extension
    return phone.raw if not extension or extension in phone.raw else f"{phone.raw} × {extension}"


def _last(desk: Desk, one: Known) -> str:
    touch = one.touch
    if touch is None:
        return ""
    kind = touch.noun
    said = (
        words.label("channel", touch.code)
        if kind == "followup"
        else words.outcome_label(kind, touch.code, touch.own_name)
    )
    return ": ".join(filter(None, (f"{desk.wall(touch.at):%m-%d} {said}", touch.words)))


def need_words(one: Known) -> str:
    """Return the grade and the need of a customer as far as anything is known of it."""
    row = one.customer
    state = words.label("need_state", row.need_state) if row.need_state not in {"", "unknown"} else ""
    day = row.need_on.isoformat() if row.need_on else ""
    return " ".join(filter(None, (row.grade, state, row.need_occasion, day, row.need_quantity)))


def paper_values(paper: Paper) -> dict[str, Any]:
    """Return a sheet as JSON has it; rows without a code are those where nobody goes."""
    return {
        "report": f"sheet_{paper.kind}",
        "sheet_no": number("sheet", paper.no),
        "date": paper.day.isoformat(),
        "rep": paper.rep,
        "of": paper.heading,
        "rows": [_values(paper.no, code, line) for code, line in paper.coded()],
        "left_off": [{"who": who, "why": why} for who, why in paper.left_off],
        "why": paper.why,
    }


def _values(sheet_no: int | None, code: int | None, line: PaperLine) -> Mapping[str, Any]:
    references = {f"{noun}_no": number(noun, getattr(line, f"{noun}_no")) for noun in ("customer", "plan")}
    texts = ("time", "customer", "place", "contact", "title", "phone", "last", "need", "purpose", "barred")
    # A row of a CSV has nothing above it that says which sheet it is on.
    return {
        "sheet_no": number("sheet", sheet_no),
        "code": code,
        **references,
        **{key: getattr(line, key) for key in texts},
    }
