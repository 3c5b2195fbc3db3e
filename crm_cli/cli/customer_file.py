"""The customer file as a person reads it and as a program does."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from crm_cli.cli import output, session
from crm_cli.cli.listing import is_for_people, title
from crm_cli.cli.output import Column
from crm_cli.domain import words
from crm_cli.domain.codes import number
from crm_cli.domain.phones import with_label
from crm_cli.i18n import gettext as _
from crm_cli.services.attachments import attachment_record
from crm_cli.services.customer_file import CustomerFile, need_of, people_tree
from crm_cli.services.desk import Desk
from crm_cli.services.own_fields import shown as own_shown
from crm_cli.services.records import LABELLED, major, plain, record
from crm_cli.services.touch_events import KINDS, Event
from crm_cli.storage.tenancies import TenancyRow

_CARD = (
    "no", "name", "short_name", "kind", "industry", "city", "district", "address", "building", "floor", "unit", "email",
    "website", "wechat", "qq", "line", "whatsapp", "source", "referrer", "owner", "team", "territory", "timezone", "visit_hours",
    "stage", "grade", "value_class", "notes", "closed_on", "closed_reason", "last_tried_at", "last_touch_at",
)  # fmt: skip


def as_json(desk: Desk, found: CustomerFile) -> dict[str, Any]:
    """Return the customer file as one object; keys are never translated."""
    card = plain(record(found.customer, desk), desk)
    need = plain(need_of(found.customer, major(found.customer.need_budget_minor, desk.currency)), desk)
    return {
        **card,
        "need": need,
        "other_names": found.other_names,
        "tags": found.tags,
        "fields": {value.name: value.value for value in found.own_fields},
        "phones": [
            plain(record(row, desk), desk) | {"do_not_call": (row.e164 or row.raw) in found.barred}
            for row in found.phones
        ],
        "contacts": [plain(record(row, desk), desk) for row in found.contacts],
        "steps": [plain(record(row, desk), desk) for row in found.steps],
        "plans": [plain(record(row, desk), desk) for row in found.plans],
        "memos": [plain(record(row, desk), desk) for row in found.memos],
        "attachments": [plain(attachment_record(row, desk), desk) for row in found.attachments],
        "attachment_count": found.attachment_count,
        "doors": [
            {
                "building": door.building,
                "floor": door.floor,
                "unit": door.code,
                "since": _iso(door.since),
                "until": _iso(door.until),
                "reason": door.reason,
            }
            for door in found.doors
        ],
        "front_desk": [
            {"kind": note.kind, "words": note.words, "rep": note.rep} for note in found.front_desk
        ],
        "do_not_call": bool(found.bans),
        "timeline": [
            {key: value for key, value in event._asdict().items() if key != "label"}
            | {"at": event.at.isoformat(timespec="minutes")}
            for event in found.timeline
        ],
    }


def show(desk: Desk, files: Sequence[CustomerFile]) -> None:
    """Write customer files in this run's format."""
    wish = session.style(desk.zone).format
    if wish in {"json", "jsonl"}:
        _write_json(desk, files, lines=wish == "jsonl")
        return
    if wish in {"csv", "tsv", "ids"}:
        from crm_cli.cli.listing import show_list

        show_list(desk, "customer", [found.customer for found in files])
        return
    for place, found in enumerate(files):
        if place:
            output.tell("")
        _write_text(desk, found)


def _write_json(desk: Desk, files: Sequence[CustomerFile], *, lines: bool) -> None:
    import json

    objects = [as_json(desk, found) for found in files]
    if lines:
        for one in objects:
            output.tell(json.dumps(one, ensure_ascii=False))
        return
    whole: Any = objects[0] if len(objects) == 1 else objects
    output.tell(json.dumps(whole, ensure_ascii=False, indent=2))


def _write_text(desk: Desk, found: CustomerFile) -> None:
    style = session.style(desk.zone)._replace(columns=None)
    if style.format != "md":
        style = style._replace(format="table" if is_for_people() else "text")
    card = record(found.customer, desk)
    shown = {key: _word(key, card[key]) for key in _CARD if card.get(key) not in (None, "", False)}
    if found.other_names:
        shown["other_names"] = ", ".join(found.other_names)
    if found.tags:
        shown["tags"] = ", ".join(found.tags)
    shown.update({value.name: own_shown(value.kind, value.value) for value in found.own_fields})
    if found.bans:
        shown[_("do not call")] = found.bans[0].reason or "!"
    output.emit_one(shown, [Column(key, title(key)) for key in shown], style)
    for heading, lines in _blocks(desk, found):
        if lines:
            output.emit_block(heading, lines, style)


def _word(key: str, value: Any) -> Any:
    kinds = LABELLED["customer"]
    return words.label(kinds[key], value) if key in kinds else value


def _blocks(desk: Desk, found: CustomerFile) -> Iterator[tuple[str, list[str]]]:
    yield _("Pinned"), [_memo(one) for one in found.memos if one.pinned]
    need = need_of(found.customer, major(found.customer.need_budget_minor, desk.currency))
    titles = {
        "state": "need_state", "use_date": "need_on", "occasion": "need_occasion", "quantity": "need_quantity",
        "budget": "need_budget", "supplier": "need_supplier", "decides": "need_decides",
        "influences": "need_influences", "executes": "need_executes",
    }  # fmt: skip
    need["state"] = words.label("need_state", found.customer.need_state)
    yield (
        _("Need"),
        [f"{title(titles[key])}: {value}" for key, value in need.items() if value not in (None, "")],
    )
    yield _("People"), [_person(depth, one, found) for depth, one in people_tree(found.contacts)]
    if len(found.doors) > 1 or any(door.since or door.until for door in found.doors):
        yield _("Doors"), [_door(one) for one in found.doors]
    yield (
        _("Front desk"),
        [_join(words.label("front_desk_kind", one.kind), one.words, one.rep) for one in found.front_desk],
    )
    yield _("Phones"), [_phone(one, found) for one in found.phones if one.contact_no is None]
    yield (
        _("Open steps"),
        [
            _join(
                number("step", s.no),
                _moment(desk, s.due_at, s.due_on),
                words.label("step_kind", s.kind),
                s.words,
                s.rep,
            )
            for s in found.steps
        ],
    )
    yield (
        _("Planned visits"),
        [_join(number("plan", p.no), _moment(desk, p.at, p.day), p.purpose, p.expected) for p in found.plans],
    )
    yield _("Memos"), [_memo(one) for one in found.memos if not one.pinned]
    yield (
        _("Attachments ({count})").format(count=found.attachment_count),
        [_attachment(one) for one in found.attachments],
    )
    yield _("Timeline"), [_line(event) for event in found.timeline]


def _person(depth: int, one: Any, found: CustomerFile) -> str:
    phones = " / ".join(_phone(phone, found) for phone in found.phones if phone.contact_no == one.no)
    left = _("(left)") if one.left_on else ""
    return "  " * depth + _join(
        number("contact", one.no),
        one.name,
        one.title,
        words.label("role", one.role),
        phones,
        one.email,
        one.wechat,
        left,
    )


def _door(one: TenancyRow) -> str:
    since = _("since {day}").format(day=one.since.isoformat()) if one.since else ""
    until = _("until {day}").format(day=one.until.isoformat()) if one.until else ""
    return _join(f"{one.building} {one.code}", since, until, one.reason)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _phone(phone: Any, found: CustomerFile) -> str:
    bad = _("(bad)") if phone.bad_at else ""
    barred = _("(do not call)") if (phone.e164 or phone.raw) in found.barred else ""
    return _join(with_label(phone.raw, phone.label), bad, barred)


def _memo(one: Any) -> str:
    return _join(number("memo", one.no), " ".join(one.words.split()), one.contact, one.rep)


def _attachment(one: Any) -> str:
    at = "" if one.noun == "customer" else number(one.noun, one.record_no)
    kind = _("recording") if one.recording else ""
    return _join(number("attachment", one.no), one.name, at, kind, one.note)


def _moment(desk: Desk, at: Any, day: Any) -> str:
    return f"{desk.wall(at):%Y-%m-%d %H:%M}" if at else str(day.isoformat())


def _line(event: Event) -> str:
    when = f"{event.at:%Y-%m-%d %H:%M}" if event.at.hour or event.at.minute else f"{event.at:%Y-%m-%d}"
    outcome = event.label or event.outcome
    return _join(
        when, _(KINDS[event.kind]), event.no, event.rep, event.contact, outcome, event.grade, event.text
    )


def _join(*parts: str | None) -> str:
    return "  ".join(part for part in parts if part)
