"""What the rows of each noun hold that comes as it stands: columns, how a cell is read, what tells two rows apart."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from crm_cli.domain.codes import FRONT_DESK_KINDS, POOL_MOVES, SIDES, SWEEP_MARKS
from crm_cli.errors import UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services.importing import shape_cells as read
from crm_cli.services.importing.cells import Cells

if TYPE_CHECKING:
    from crm_cli.services.importing.links import Links

Values = dict[str, Any]
Reader = Callable[[Cells, "Links", str], Any]


class Column(NamedTuple):
    """A column of the table, the cell it is read from, and whether a row cannot do without it."""

    name: str
    field: str
    read: Reader
    needed: bool = False


class Shape(NamedTuple):
    """How the rows of a noun come into one table.

    `key` are the columns that no two of its rows share, one of text in any spelling where `named`; none means all of
    them. `finish` completes the columns that were read, `parts` writes what else a row says once it is in. By the columns `made_by`,
    the touch first, a record is known that the touch made when it came in, and that has therefore another id.
    """

    table: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    named: str = ""
    finish: str = ""
    parts: str = ""
    made_by: tuple[str, ...] = ()
    managers: bool = False


def _column(reader: Reader, name: str, field: str = "", *, needed: bool = False) -> Column:
    return Column(name, field or name, reader, needed)


_text = partial(_column, read.text)
_words = partial(_column, read.words)
_day = partial(_column, read.day)
_instant = partial(_column, read.instant)
_count = partial(_column, read.count)
_flag = partial(_column, read.flag)


def _code(name: str, kind: str, *, needed: bool = False) -> Column:
    return Column(name, name, partial(read.code, kind=kind), needed)


def _one_of(name: str, codes: tuple[str, ...], *, needed: bool = False) -> Column:
    return Column(name, name, partial(read.one_of, codes=codes), needed)


def _link(noun: str, *, needed: bool = False, name: str = "") -> Column:
    return Column(name or f"{noun}_no", noun, read.link, needed)


_REP = Column("rep_no", "rep", read.rep)
_WORKER = Column("rep_no", "rep", read.worker, needed=True)
_CUSTOMER = _link("customer", needed=True)
_UNIT = Column("unit_no", "unit", read.unit, needed=True)

SHAPES: Mapping[str, Shape] = {
    "memos": Shape(
        "memo",
        (
            _WORKER,
            _link("customer"),
            Column("contact_no", "contact", read.contact),
            _words("words", needed=True),
            _flag("pinned"),
        ),
    ),
    "scripts": Shape(
        "script_version",
        (
            Column("script_no", "script", read.new_script, needed=True),
            _count("number", "revision"),
            _words("body", needed=True),
            _words("note"),
        ),
        key=("script_no", "number"),
        finish="script",
    ),
    "objections": Shape(
        "objection",
        (_text("words", needed=True), _words("answer"), _day("agreed_on"), _day("retired_on")),
        key=("words",),
        named="words",
    ),
    "objectionsmet": Shape(
        "objection_met",
        (
            _link("objection", needed=True),
            *map(_link, ("call", "visit", "followup")),
            _words("reply"),
        ),
        key=("objection_no", "call_no", "visit_no", "followup_no"),
        finish="met",
    ),
    "calllists": Shape(
        "call_list",
        (
            _text("name", needed=True),
            _code("state", "call_list_state"),
            _count("priority"),
            _link("script"),
            _text("hours"),
            _words("filled_by"),
            _words("note"),
            _day("closed_on"),
        ),
        key=("name",),
        named="name",
        parts="list_reps",
    ),
    "listnumbers": Shape(
        "list_number",
        (
            _link("call_list", needed=True),
            _CUSTOMER,
            Column("contact_no", "contact", read.contact),
            Column("phone_no", "number", read.phone, needed=True),
            _count("position"),
            _REP,
            _instant("removed_at"),
            _text("removed_reason"),
        ),
        key=("call_list_no", "phone_no"),
        finish="place",
    ),
    "listrules": Shape(
        "list_rule",
        (
            _link("call_list", needed=True),
            Column("outcome_no", "code", read.outcome, needed=True),
            *map(_count, ("retry_minutes", "retry_days")),
            _flag("other_half_day"),
            *map(_count, ("tries", "rest_days")),
        ),
        key=("call_list_no", "outcome_no"),
        managers=True,
    ),
    "dialplans": Shape(
        "dial_plan",
        (
            _link("call_list", needed=True),
            _WORKER,
            _day("starts_on", needed=True),
            _count("dials", needed=True),
        ),
        key=("call_list_no", "rep_no", "starts_on"),
        managers=True,
    ),
    "buildings": Shape(
        "building",
        (
            _text("name", needed=True),
            _code("kind", "building_kind"),
            *map(_text, ("city", "district", "address")),
            _words("rule"),
            _words("note"),
            _day("retired_on"),
        ),
        key=("name",),
        named="name",
    ),
    "units": Shape(
        "unit",
        (
            _link("building", needed=True),
            _text("code", "unit", needed=True),
            _text("floor"),
            _count("floor_order"),
            _count("position"),
            _one_of("side", SIDES),
            _words("note"),
            _day("retired_on"),
        ),
        key=("building_no", "code"),
        finish="door",
    ),
    "tenants": Shape(
        "tenancy",
        (_UNIT, _CUSTOMER, _day("since"), _day("until"), _text("reason")),
        key=("unit_no", "customer_no", "since", "until"),
        parts="address",
    ),
    "frontdesks": Shape(
        "front_desk_note",
        (
            _link("building"),
            _link("customer"),
            _one_of("kind", FRONT_DESK_KINDS, needed=True),
            _words("words", needed=True),
            _REP,
            _link("visit"),
        ),
        key=("building_no", "customer_no", "kind", "words"),
        finish="desk",
    ),
    "sweeps": Shape(
        "sweep",
        (
            _link("building", needed=True),
            _day("starts_on", needed=True),
            _code("state", "sweep_state"),
            _text("meet"),
            _words("note"),
            _day("ended_on"),
            _text("reason"),
        ),
        key=("building_no", "starts_on"),
        parts="fronts",
    ),
    "sweephands": Shape(
        "sweep_hand", (_link("sweep", needed=True), _UNIT, _WORKER), key=("sweep_no", "unit_no")
    ),
    "sweepmarks": Shape(
        "sweep_mark",
        (
            _link("sweep", needed=True),
            _UNIT,
            _one_of("kind", SWEEP_MARKS, needed=True),
            _instant("at", needed=True),
            _WORKER,
            _text("reason"),
        ),
        key=("sweep_no", "unit_no", "at"),
    ),
    "templates": Shape(
        "plan_template",
        (
            _text("name", needed=True),
            _text("purpose"),
            _text("expected"),
            _text("at_time"),
            _count("minutes"),
            _text("rule"),
            _day("retired_on"),
        ),
        key=("name",),
        named="name",
        finish="template",
    ),
    "series": Shape(
        "plan_series",
        (
            _text("rule", needed=True),
            _day("starts_on", needed=True),
            _day("ends_on"),
            _day("planned_until"),
            _text("on_holiday"),
        ),
        finish="series",
    ),
    "fields": Shape(
        "custom_field",
        (
            _code("noun", "field_noun", needed=True),
            _text("name", needed=True),
            _code("kind", "field_kind"),
            _words("choices"),
            _count("position"),
            _day("retired_on"),
        ),
        key=("noun", "name"),
        finish="field",
    ),
    "donotcall": Shape(
        "do_not_call",
        (
            _text("e164"),
            _link("customer"),
            _link("call"),
            _words("reason"),
            _instant("lifted_at"),
            _text("lifted_by"),
            _words("lift_reason"),
        ),
        key=("e164", "customer_no", "lifted_at"),
        made_by=("call_no", "e164", "customer_no"),
        finish="ban",
    ),
    "filters": Shape(
        "saved_filter",
        (_text("name", needed=True), _REP, _words("words"), _text("sort"), _flag("reversed")),
        key=("name", "rep_no"),
        finish="filter",
    ),
    "absences": Shape(
        "absence",
        (_WORKER, _day("starts_on", needed=True), _day("ends_on"), _text("reason")),
        key=("rep_no", "starts_on", "ends_on"),
        finish="absence",
    ),
    "poolmoves": Shape(
        "pool_move",
        (
            _CUSTOMER,
            _WORKER,
            _one_of("kind", POOL_MOVES, needed=True),
            _day("day", needed=True),
            _day("due_on"),
            _text("reason"),
        ),
        key=("customer_no", "rep_no", "kind", "day"),
        managers=True,
    ),
    "keptproposals": Shape(
        "kept_proposal",
        (_CUSTOMER, _code("field", "proposed_field", needed=True), _text("value", needed=True)),
        key=("customer_no", "field", "value"),
    ),
}
"""Noun → how its rows come in; the nouns of work and of customers have rules of their own."""


def refuse_blank(column: Column) -> UsageError:
    """Return the error for a row without a cell that it needs."""
    from crm_cli.domain.titles import TITLES

    title = _(TITLES[column.field]) if column.field in TITLES else column.field
    return UsageError(_("There is no {title}.").format(title=title))
