"""A customer's file as lines: card, need, people with who reports to whom, doors, promises, memos, files.

What a line is about is its key: ("field", name), ("contact", number), ("step", number) and so on; a heading has none.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from crm_cli.domain import words
from crm_cli.domain.codes import number
from crm_cli.domain.frozen import Frozen
from crm_cli.domain.phones import with_label
from crm_cli.domain.titles import TITLES
from crm_cli.i18n import gettext as _
from crm_cli.services import own_fields
from crm_cli.services.customer_file import CustomerFile, people_tree
from crm_cli.services.customers import CODED
from crm_cli.services.desk import Desk
from crm_cli.services.need_questions import need_texts
from crm_cli.storage.contacts import ContactRow, PhoneRow
from crm_cli.tui.paged import Line

CARD = (
    "name", "short_name", "kind", "industry", "city", "district", "address", "building", "floor", "unit", "email",
    "website", "wechat", "qq", "line", "whatsapp", "source", "referrer", "owner", "team", "territory", "timezone",
    "hours", "stage", "grade", "value_class", "notes", "closed_on", "closed_reason",
)  # fmt: skip
NEED = (
    "need_state", "need_occasion", "need_on", "need_quantity", "need_budget", "need_supplier", "need_decides",
    "need_influences", "need_executes",
)  # fmt: skip
PERSON = (
    "name", "title", "department", "role", "reports_to", "email", "wechat", "line", "whatsapp", "qq", "birthday",
    "home_town", "school", "hobbies", "notes", "left_on",
)  # fmt: skip
_ALWAYS = frozenset({"name", "industry", "city", "address", "owner", "stage", "grade"})
_COLUMN = {"hours": "visit_hours"}


class Shown(Frozen):
    """What of a file is shown: every field or those that say something, and which people with their own fields."""

    everything: bool = False
    people: frozenset[int] = frozenset()


def lines(desk: Desk, found: CustomerFile, shown: Shown) -> list[Line]:
    """Return the file as lines; a block of nothing is left out."""
    made: list[Line] = []
    for heading, block in _blocks(desk, found, shown):
        rows = list(block)
        if rows:
            made += [Line(None, ("", heading), "bold"), *rows]
    return made


def value_of(desk: Desk, found: CustomerFile, name: str) -> str:
    """Return a field of the customer as it is typed, a code as its word."""
    row = found.customer
    if name in NEED:
        return need_texts(desk, row).get(
            name, words.label(name, row.need_state) if name == "need_state" else ""
        )
    value = getattr(row, _COLUMN.get(name, name))
    kind = "source" if name == "source" else CODED.get(name)
    return words.label(kind, value) if kind and value else _said(value)


def _blocks(desk: Desk, found: CustomerFile, shown: Shown) -> Iterator[tuple[str, Iterable[Line]]]:
    yield _("Card"), _card(desk, found, shown)
    yield _("Need"), (_field(name, value_of(desk, found, name)) for name in NEED)
    yield _("People"), _people(found, shown)
    yield _("Phones"), (_phone(one, found) for one in found.phones if one.contact_no is None)
    yield from _ahead(desk, found)
    yield (
        _("Memos"),
        (
            Line(
                ("memo", one.no),
                (f"{number('memo', one.no)}{' !' if one.pinned else ''}", _one_line(one.words)),
            )
            for one in sorted(found.memos, key=lambda one: not one.pinned)
        ),
    )
    yield (
        _("Doors"),
        (
            Line(("door", one.no), (one.code, _join(one.building, _days(one.since, one.until), one.reason)))
            for one in found.doors
        ),
    )
    yield (
        _("Front desk"),
        (
            Line(("front_desk", one.no), (words.label("front_desk_kind", one.kind), _one_line(one.words)))
            for one in found.front_desk
        ),
    )
    yield (
        _("Attachments ({count})").format(count=found.attachment_count),
        (
            Line(("attachment", one.no), (number("attachment", one.no) or "", _join(one.name, one.note)))
            for one in found.attachments
        ),
    )


def _ahead(desk: Desk, found: CustomerFile) -> Iterator[tuple[str, Iterable[Line]]]:
    yield (
        _("Open steps"),
        (
            Line(
                ("step", one.no),
                (
                    number("step", one.no) or "",
                    _join(_moment(desk, one.due_at, one.due_on), one.words, one.rep),
                ),
                "bold red" if one.due_on < desk.today() else "",
            )
            for one in found.steps
        ),
    )
    yield (
        _("Planned visits"),
        (
            Line(
                ("plan", one.no),
                (
                    number("plan", one.no) or "",
                    _join(_moment(desk, one.at, one.day), one.purpose, one.expected),
                ),
            )
            for one in found.plans
        ),
    )


def _card(desk: Desk, found: CustomerFile, shown: Shown) -> Iterator[Line]:
    for name in CARD:
        value = value_of(desk, found, name)
        if value or shown.everything or name in _ALWAYS:
            yield _field(name, value)
        if name == "short_name" and found.other_names:
            yield Line(("other_names",), (_(TITLES["other_names"]), "; ".join(found.other_names)))
    if found.tags or shown.everything:
        yield Line(("tags",), (_(TITLES["tags"]), ", ".join(found.tags)))
    held = {value.name: own_fields.shown(value.kind, value.value) for value in found.own_fields}
    for one in own_fields.fields(desk, "customer", active=True):
        if held.get(one.name) or shown.everything:
            yield Line(("own", one.name), (one.name, _said(held.get(one.name))))


def _field(name: str, value: str) -> Line:
    return Line(("field", name), (title_of(name), _one_line(value)))


def title_of(name: str) -> str:
    """Return what a field is called."""
    return _(TITLES[_COLUMN.get(name, name)])


def _people(found: CustomerFile, shown: Shown) -> Iterator[Line]:
    for depth, one in people_tree(found.contacts):
        sign = "-" if one.no in shown.people else "+"
        who = _join(one.name, one.title, words.label("role", one.role), _("(left)") if one.left_on else "")
        yield Line(("contact", one.no), (f"{sign} {number('contact', one.no)}", "  " * depth + who))
        for phone in found.phones:
            if phone.contact_no == one.no:
                yield _phone(phone, found)
        if one.no in shown.people:
            for name in PERSON:
                yield Line(("person", one.no, name), (f"    {title_of(name)}", person_value(one, name)))


def person_value(one: ContactRow, name: str) -> str:
    """Return a field of a person as it is typed, a role as its word."""
    value = getattr(one, name)
    return words.label("role", value) if name == "role" and value else _said(value)


def _phone(phone: PhoneRow, found: CustomerFile) -> Line:
    bad = _("(bad)") if phone.bad_at else ""
    barred = _("(do not call)") if (phone.e164 or phone.raw) in found.barred else ""
    told = _join(with_label(phone.raw, phone.label), bad, barred)
    return Line(("phone", phone.no), (f"  {_('phone')}", told), "dim" if bad else "")


def _moment(desk: Desk, at: datetime | None, day: date) -> str:
    return f"{desk.wall(at):%Y-%m-%d %H:%M}" if at else day.isoformat()


def _days(since: date | None, until: date | None) -> str:
    parts = (
        _("since {day}").format(day=since.isoformat()) if since else "",
        _("until {day}").format(day=until.isoformat()) if until else "",
    )
    return _join(*parts)


def _said(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _join(*parts: str | None) -> str:
    return "  ".join(part for part in parts if part)


def head(desk: Desk, found: CustomerFile) -> Sequence[str]:
    """Return the two lines above a file: who it is, and how it stands."""
    row = found.customer
    last = f"{desk.wall(row.last_touch_at):%Y-%m-%d}" if row.last_touch_at else _("never touched")
    stands = (
        words.label("stage", row.stage),
        row.grade and _("grade {grade}").format(grade=row.grade),
        row.owner or _("nobody's"),
        last,
        row.phone,
        _("closed {day}").format(day=row.closed_on.isoformat()) if row.closed_on else "",
    )
    return (
        _join(number("customer", row.no), row.name, row.industry, row.city),
        _join(
            _("DO NOT CALL: {reason}").format(reason=found.bans[0].reason or "!") if found.bans else "",
            *stands,
        ),
    )
