"""Fields of the firm's own at customers and contacts: making and changing them, and what is said in them."""

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from crm_cli.domain.folding import fold
from crm_cli.errors import NotFoundError, RefusedError, UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.reading import read_code, read_day
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.storage.change import Change
from crm_cli.storage.customers import CustomerRow
from crm_cli.storage.own_fields import (
    FIELD_USES,
    OWN_FIELDS,
    OWN_VALUES,
    VALUES_OF_FIELD,
    FieldUseRow,
    OwnFieldRow,
    OwnValueRow,
)

# Columns of lists and exports that an own field of that name would take the place of.
_TAKEN = {"customer": {"phones", "tags", "fields", "grade_at"}, "contact": {"phones", "fields"}}
_NUMBER = r"[+-]?\d{1,15}(\.\d{1,6})?"


class FieldUse(NamedTuple):
    """What is held in a field: how many records hold something, and the commonest values with their counts."""

    held: int
    values: list[FieldUseRow]


def add_field(desk: Desk, noun: str, name: str, *, kind: str, choices: Sequence[str]) -> Receipt:
    """Add a field of the firm's own to customers or contacts; choices make it one that is chosen from.

    Raises UsageError for a name that a list could not tell from a column of ours, RefusedError for one there is.
    """
    noun, name = read_code("field_noun", noun), name.strip()
    kind = read_code("field_kind", kind)
    choices = _distinct(choices)
    kind = _kind_with(kind, choices)
    if kind == "choice" and not choices:
        raise UsageError(_("What may be chosen?"), "--choices 油性,干性")
    _refuse_name(desk, noun, name)
    notes = Notes()
    with desk.change() as change:
        position = max((field.position for field in fields(desk, noun)), default=-1) + 1
        no = change.insert(
            "custom_field", noun=noun, name=name, kind=kind, choices=_json(choices), position=position
        )
    notes.tell(_("Field {name} added.").format(name=name))
    return notes.receipt("custom_field", no)


def _kind_with(kind: str, choices: Sequence[str]) -> str:
    if not choices or kind == "choice":
        return kind
    if kind != "text":
        raise UsageError(_("Only text is chosen from a list."), "--kind choice")
    return "choice"


def _refuse_name(desk: Desk, noun: str, name: str) -> None:
    if not name or "=" in name:
        raise UsageError(_("A field needs a name without an equals sign."))
    if fold(name) in _TAKEN[noun] | _columns_of(noun):
        raise UsageError(
            _("{name} is a field of crm already.").format(name=name), f"crm {noun} edit … --help"
        )
    if any(fold(field.name) == fold(name) for field in fields(desk, noun)):
        raise RefusedError(_("There is already a field {name}.").format(name=name), "crm field list")


def _columns_of(noun: str) -> set[str]:
    from crm_cli.storage.contacts import ContactRow

    return set(CustomerRow._fields if noun == "customer" else ContactRow._fields)


def _distinct(choices: Iterable[str]) -> list[str]:
    """Return choices in order, each once, whatever its script or width."""
    found: dict[str, str] = {}
    for choice in choices:
        if choice.strip():
            found.setdefault(fold(choice), choice.strip())
    return list(found.values())


def _json(choices: Sequence[str]) -> str:
    return json.dumps(list(choices), ensure_ascii=False) if choices else ""


def choices_of(field: OwnFieldRow) -> list[str]:
    """Return what may be chosen, [] where anything may be said."""
    found: list[str] = json.loads(field.choices or "[]")
    return found


def fields(desk: Desk, noun: str | None = None, *, active: bool | None = None) -> list[OwnFieldRow]:
    """Return the firm's own fields in its order, those of customers first; `active` leaves out retired ones."""
    return desk.database.all(OWN_FIELDS, noun=noun, active=active)


def field(desk: Desk, noun: str, name: str) -> OwnFieldRow:
    """Return the field of that name at customers or contacts; raise NotFoundError when there is none."""
    noun = read_code("field_noun", noun)
    found = fields(desk, noun)
    for one in found:
        if one.name == name.strip() or fold(one.name) == fold(name):
            return one
    names = ", ".join(one.name for one in found)
    raise NotFoundError(
        _("There is no field {name}.").format(name=name),
        _("Fields: {names}").format(names=names)
        if names
        else _("Add it with: crm field add {noun} {name}").format(noun=noun, name=name),
    )


def use_of(desk: Desk, row: OwnFieldRow, *, limit: int | None = None) -> FieldUse:
    """Return what is held in a field."""
    held = desk.database.one(VALUES_OF_FIELD, field_no=row.no).held
    return FieldUse(held, desk.database.all(FIELD_USES, field_no=row.no, limit=limit) if held else [])


def edit_field(
    desk: Desk,
    noun: str,
    name: str,
    *,
    new_name: str | None = None,
    choices: Sequence[str] = (),
    more_choices: Sequence[str] = (),
    fewer_choices: Sequence[str] = (),
    place: int | None = None,
    retired: bool | None = None,
) -> Receipt:
    """Rename a field, change what may be chosen, move it to the `place`-th (from 1), retire it or take it back.

    Values that are no choice any more stay and are told.
    """
    row = field(desk, noun, name)
    values: dict[str, Any] = {}
    if new_name is not None and new_name.strip() != row.name:
        if fold(new_name) != fold(row.name):
            _refuse_name(desk, row.noun, new_name.strip())
        values["name"] = new_name.strip()
    if choices or more_choices or fewer_choices:
        wanted = _new_choices(row, choices, more_choices, fewer_choices)
        values.update(choices=_json(wanted), kind=_kind_with(row.kind, wanted))
    if retired is not None and retired != (row.retired_on is not None):
        values["retired_on"] = desk.today() if retired else None
    notes = Notes()
    with desk.change() as change:
        changed = change.update("custom_field", row.no, expect=row.version, **values)
        if place is not None:
            changed |= _move(desk, change, row, place)
    told = _("Field {name} changed.") if changed else _("Field {name} is already so.")
    notes.tell(told.format(name=values.get("name", row.name)))
    if "choices" in values:
        _tell_strays(desk, row, values, notes)
    return notes.receipt("custom_field", row.no, row.id)


def _new_choices(
    row: OwnFieldRow, choices: Sequence[str], more: Sequence[str], fewer: Sequence[str]
) -> list[str]:
    before = choices_of(row)
    known = {fold(choice) for choice in before}
    if unknown := [choice for choice in fewer if fold(choice) not in known]:
        raise _no_choice(unknown[0], before)
    gone = {fold(choice) for choice in fewer}
    wanted = [choice for choice in _distinct([*(choices or before), *more]) if fold(choice) not in gone]
    if not wanted:
        raise UsageError(_("What may be chosen?"), _("Leave one choice, or retire the field."))
    return wanted


def _move(desk: Desk, change: Change, row: OwnFieldRow, place: int) -> bool:
    """Put a field at a place of its noun's list, counted from 1; past the end is the end."""
    if place < 1:
        raise UsageError(_("Places are counted from 1."))
    others = [one for one in fields(desk, row.noun) if one.no != row.no]
    others.insert(place - 1, row)
    moved = [change.update("custom_field", one.no, position=at) for at, one in enumerate(others)]
    return any(moved)


def _tell_strays(desk: Desk, row: OwnFieldRow, values: dict[str, Any], notes: Notes) -> None:
    """Warn of each value that records hold though it is no choice any more."""
    allowed = set(json.loads(values["choices"]))
    for use in desk.database.all(FIELD_USES, field_no=row.no):
        if use.value not in allowed:
            notes.warn(
                _(
                    "“{value}” is no choice any more; records that still hold it: {count}. "
                    'See them with: crm {noun} list --field "{name}={value}"'
                ).format(value=use.value, count=use.held, noun=row.noun, name=values.get("name", row.name))
            )


def remove_field(desk: Desk, noun: str, name: str) -> Receipt:
    """Remove a field with every value held in it."""
    row = field(desk, noun, name)
    notes = Notes()
    with desk.change() as change:
        held = desk.database.all(OWN_VALUES, field_no=row.no)
        for value in held:
            change.delete("field_value", value.no)
        change.delete("custom_field", row.no)
    notes.tell(_("Field {name} removed, with its values: {count}.").format(name=row.name, count=len(held)))
    return notes.receipt("custom_field", row.no, row.id)


def own_values(desk: Desk, **of: Any) -> list[OwnValueRow]:
    """Return the values of own fields at a customer or a contact."""
    return desk.database.all(OWN_VALUES, **of)


def read_given(texts: Sequence[str] | None) -> dict[str, str]:
    """Return the names and values in texts `NAME=VALUE`; raise UsageError for another text."""
    found = {}
    for text in texts or ():
        name, sign, value = text.partition("=")
        if not sign:
            raise UsageError(_("{text} is not NAME=VALUE.").format(text=text), "--field 发质=干")
        found[name.strip()] = value.strip()
    return found


def read_filter(desk: Desk, noun: str, text: str | None) -> dict[str, Any]:
    """Return the filters of a list for `NAME=VALUE`, a value written as anyone may; {} for None.

    A value that is no choice any more is looked for as it is typed.
    """
    found: dict[str, Any] = {}
    for name, value in read_given([text] if text else None).items():
        row = field(desk, noun, name)
        if not value:
            raise UsageError(_("{text} is not NAME=VALUE.").format(text=text), f'--field "{name}=…"')
        held = desk.database.first(OWN_VALUES, field_no=row.no, field_value=value, limit=1)
        found = {"field_no": row.no, "field_value": value if held else _read_value(desk, row, value)}
    return found


def set_own_field(desk: Desk, change: Change, noun: str, no: int, name: str, text: str) -> bool:
    """Set, change or ('' ) empty the value of an own field inside an open change; return whether it was another.

    Raises RefusedError when the field is retired and the value is not emptied.
    """
    row = field(desk, noun, name)
    value = _read_value(desk, row, text.strip()) if text.strip() else ""
    if value and row.retired_on is not None:
        raise RefusedError(
            _("The field {name} is retired.").format(name=row.name),
            _('Take it back with: crm field edit {noun} "{name}" --restore').format(
                noun=row.noun, name=row.name
            ),
        )
    at = {f"{noun}_no": no}
    held = desk.database.first(OWN_VALUES, field_no=row.no, **at)
    if held is None:
        if value:
            change.insert("field_value", field_no=row.no, value=value, **at)
        return bool(value)
    if value:
        return change.update("field_value", held.no, value=value)
    change.delete("field_value", held.no)
    return True


def read_own_value(desk: Desk, noun: str, name: str, text: str) -> str:
    """Return the value of an own field as it is kept; raise CrmError for what is none."""
    return _read_value(desk, field(desk, noun, name), text.strip())


def _read_value(desk: Desk, row: OwnFieldRow, text: str) -> str:
    match row.kind:
        case "date":
            return read_day(desk, text).isoformat()
        case "number":
            return _read_number(text)
        case "choice":
            return _read_choice(text, choices_of(row))
        case "flag":
            from crm_cli.services.importing.spellings import is_yes

            return "1" if is_yes(text) else "0"
    return text


def _read_number(text: str) -> str:
    """Return a number as it is kept: plain decimal, without thousands' commas, a plus or idle zeros."""
    plain = fold(text).replace(",", "").replace(" ", "")
    if not re.fullmatch(_NUMBER, plain):
        raise UsageError(_("{text} is not a number.").format(text=text))
    whole, _point, part = plain.lstrip("+-").partition(".")
    kept = ".".join(filter(None, (whole.lstrip("0") or "0", part.rstrip("0"))))
    return f"-{kept}" if plain.startswith("-") and kept != "0" else kept


def _read_choice(text: str, choices: Sequence[str]) -> str:
    for choice in choices:
        if fold(choice) == fold(text):
            return choice
    raise _no_choice(text, choices)


def _no_choice(text: str, choices: Sequence[str]) -> UsageError:
    return UsageError(
        _("{text} is not one of them.").format(text=text),
        _("Choose from: {codes}").format(codes=", ".join(choices)),
    )


def shown(kind: str, value: str) -> str:
    """Return a held value as people read it."""
    if kind != "flag":
        return value
    return _("yes") if value == "1" else _("no")
