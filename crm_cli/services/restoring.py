"""A record, or a field of it, given back what it was; a removed one brought back with what hung on it."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime

from crm_cli.domain.codes import number
from crm_cli.domain.frozen import Frozen
from crm_cli.errors import NotFoundError, RefusedError, UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services.archives import archives
from crm_cli.services.desk import Desk
from crm_cli.services.field_names import BOOKKEEPING, columns_called
from crm_cli.services.history import record_key
from crm_cli.storage.change import STAMPS, Change, Image
from crm_cli.storage.journal import CHANGE_ROWS, ChangeRowRow
from crm_cli.storage.past import Version, current, references, versions
from crm_cli.storage.standing import record_name

RESTORED = (
    *("customer", "contact", "call", "visit", "followup", "step", "plan", "money", "objection", "competitor"),
    *("call_list", "script", "rep", "team", "attachment", "memo", "absence", "building", "sweep"),
)
_MANAGED = frozenset({"rep", "team", "call_list"})


class Wish(Frozen):
    """Which state is wanted: as change `to` left it, as it was before change `before` or at a moment; else before its last change.

    `fields` are what it is called that is to be put back, all of them when there are none.
    """

    fields: tuple[str, ...] = ()
    to: int | None = None
    before: int | None = None
    at: datetime | None = None


class Row(Frozen):
    """One row to be written: what stands there, None where it is gone, and what is to stand there."""

    table: str
    no: int
    before: Image | None
    after: Image


class Restoration(Frozen):
    """What would be written, the record itself first, and what stays as it is since somebody changed it after that."""

    table: str
    no: int
    rows: tuple[Row, ...]
    kept: tuple[str, ...] = ()


def look(desk: Desk, record: str, wish: Wish) -> Restoration:
    """Return what `restore` would write; changes nothing.

    Raises NotFoundError for a record nobody knows, RefusedError with the reason where something stands in the way.
    """
    table, no = record_key(record)
    if table not in RESTORED:
        raise UsageError(
            _("{number} is not restored.").format(number=record),
            _("What can be restored: {letters}").format(
                letters=", ".join(f"{number(noun, 12)}" for noun in RESTORED)
            ),
        )
    if table in _MANAGED:
        desk.require_manager_if_any(_("restoring {number}").format(number=record))
    states, now = versions(desk.database, table, no), current(desk.database, table, no)
    if not states:
        if now is None:
            raise NotFoundError(_("Nothing is known of {number}.").format(number=record), "crm history --all")
        raise _unknown(desk, record, [])
    names = {column for one in wish.fields for column in columns_called(desk, one, table)}
    if table == "customer" and "grade" in names:
        # A grade and when it was given are one thing.
        names.add("grade_at")
    wanted = _state(desk, record, wish, states, names)
    if now is None:
        if names:
            raise RefusedError(
                _("{number} is removed.").format(number=record),
                _("Bring it back first: crm history restore {number}").format(number=record),
            )
        return _bring_back(desk, table, no, wanted, states[-1].said)
    moved = {
        name: value
        for name, value in wanted.items()
        if name in now and now[name] != value and name not in BOOKKEEPING and (not names or name in names)
    }
    _require_parents(desk, table, moved, set())
    return Restoration(table, no, (Row(table, no, now, moved),) if moved else ())


def _state(desk: Desk, record: str, wish: Wish, states: Sequence[Version], names: set[str]) -> Image:
    """Return what the record was at the point asked for."""
    if wish.to is None and wish.before is None and wish.at is None:
        return _before_last(desk, record, states, names)
    reached = [one for one in states if _is_before(one.said, wish)]
    if not reached and states[0].said.operation == "insert":
        raise RefusedError(
            _("{number} was not there yet: it came on {moment} (h{no}).").format(
                number=record, **_beginning(desk, states)
            ),
            _("See its history with: crm history {number}").format(number=record),
        )
    if not reached:
        raise _unknown(desk, record, states)
    if reached[-1].image is None:
        raise RefusedError(
            _("{number} was removed then (h{no}).").format(number=record, no=reached[-1].said.change_no),
            _("See its history with: crm history {number}").format(number=record),
        )
    return reached[-1].image


def _is_before(said: ChangeRowRow, wish: Wish) -> bool:
    if wish.to is not None:
        return said.change_no <= wish.to
    if wish.before is not None:
        return said.change_no < wish.before
    return wish.at is not None and said.at <= wish.at


def _before_last(desk: Desk, record: str, states: Sequence[Version], names: set[str]) -> Image:
    """Return what stood there before the last change, with `names` the last of these columns; of a removed record what was removed."""
    last = states[-1]
    if last.said.operation == "delete":
        removed: Image = json.loads(last.said.before or "{}")
        return removed
    image = last.image or {}
    for one in reversed(states):
        before = json.loads(one.said.before or "{}")
        moved = before.keys() - BOOKKEEPING - STAMPS
        if one.said.operation == "update" and moved and (not names or moved & names):
            # Of a command that changed the row twice the first of its changes tells what was there.
            image = {**(one.image or {}), **before}
            return _of_change(states, one.said.change_no, image)
    raise _unknown(desk, record, states)


def _of_change(states: Sequence[Version], change_no: int, image: Image) -> Image:
    first = next(place for place, one in enumerate(states) if one.said.change_no == change_no)
    found = states[first - 1].image if first else None
    return found if found is not None else image


def _unknown(desk: Desk, record: str, states: Sequence[Version]) -> RefusedError:
    """Return the refusal where the history knows no such earlier state."""
    if states and states[0].said.operation == "insert":
        return RefusedError(
            _("{number} was never other than it is: it came on {moment} (h{no}).").format(
                number=record, **_beginning(desk, states)
            ),
            _("See its history with: crm history {number}").format(number=record),
        )
    hint = _("Older history lies in archives: crm history archives") if archives(desk) else "crm history"
    return RefusedError(_("What {number} was before is not in the history.").format(number=record), hint)


def _beginning(desk: Desk, states: Sequence[Version]) -> dict[str, object]:
    first = states[0].said
    return {"moment": f"{desk.wall(first.at):%Y-%m-%d %H:%M}", "no": first.change_no}


def _bring_back(desk: Desk, table: str, no: int, image: Image, said: ChangeRowRow) -> Restoration:
    if said.actor != desk.author:
        desk.require_manager_if_any(_("bringing back what {who} removed").format(who=said.actor))
    rows = desk.database.all(CHANGE_ROWS, descending=True, change_no=said.change_no)
    removed = {(one.table_name, one.row_no): _image(one.before) for one in rows if one.operation == "delete"}
    coming = _hanging_on(desk, (table, no), removed)
    back = [
        Row(one, row_no, None, image if (one, row_no) == (table, no) else removed[one, row_no])
        for one, row_no in removed
        if (one, row_no) in coming and current(desk.database, one, row_no) is None
    ]
    for row in back:
        _require_parents(desk, row.table, row.after, coming)
    put, kept = _put_back(desk, rows, coming, everything=coming >= removed.keys())
    head = [row for row in back if (row.table, row.no) == (table, no)]
    return Restoration(table, no, (*head, *(row for row in back if row not in head), *put), tuple(kept))


def _image(text: str | None) -> Image:
    image: Image = json.loads(text or "{}")
    return image


def _hanging_on(
    desk: Desk, record: tuple[str, int], removed: dict[tuple[str, int], Image]
) -> set[tuple[str, int]]:
    """Return a removed record with all that was removed with it and names it, or names what does."""
    named = [(one.table, one.column, one.parent) for one in references(desk.database)]
    coming, before = {record}, 0
    while before != len(coming):
        before = len(coming)
        for (table, no), image in removed.items():
            if any((parent, image.get(column)) in coming for of, column, parent in named if of == table):
                coming.add((table, no))
    return coming


def _require_parents(desk: Desk, table: str, image: Image, coming: set[tuple[str, int]]) -> None:
    """Raise RefusedError where a row would name a record that is gone."""
    for one in references(desk.database):
        no = image.get(one.column)
        if one.table != table or no is None or (one.parent, no) in coming:
            continue
        if current(desk.database, one.parent, no) is None:
            name = number(one.parent, no) if one.parent in RESTORED else record_name(one.parent, no)
            raise RefusedError(
                _("{name}, which it belongs to or names, was removed.").format(name=name),
                _("Bring that back first: crm history restore {name}").format(name=name)
                if one.parent in RESTORED
                else _("Nothing was changed."),
            )


def _put_back(
    desk: Desk, rows: Sequence[ChangeRowRow], coming: set[tuple[str, int]], *, everything: bool
) -> tuple[list[Row], list[str]]:
    """Return rows that the removal changed and that get back what they had, and those changed again since."""
    standing: dict[tuple[str, int], Image | None] = {}
    wanted: dict[tuple[str, int], Image] = {}
    kept: set[tuple[str, int]] = set()
    named = references(desk.database)
    for said in (one for one in rows if one.operation == "update"):
        key = (said.table_name, said.row_no)
        before, after = _image(said.before), _image(said.after)
        told = {name: value for name, value in before.items() if name not in STAMPS}
        of = [one for one in named if one.table == said.table_name]
        if not everything and not any((one.parent, told.get(one.column)) in coming for one in of):
            continue
        if key not in standing:
            standing[key] = current(desk.database, *key)
        now = standing[key]
        if now is None or any(now[name] != after[name] for name in told):
            kept.add(key)
            continue
        # A command may change a row twice: what the last of it left is what the one before it left.
        now.update(told)
        wanted.setdefault(key, {}).update(told)
    rows_back = [Row(*key, {}, image) for key, image in wanted.items() if key not in kept]
    return rows_back, sorted(record_name(*key) for key in kept)


def restore(desk: Desk, record: str, wish: Wish) -> Restoration:
    """Write what `look` returns as one change of its own, which is undone like any other; return it."""
    with desk.change() as change:
        found = look(desk, record, wish)
        for row in found.rows:
            _write(change, row)
    return found


def _write(change: Change, row: Row) -> None:
    if row.before is None:
        change.restore(row.table, row.after)
    else:
        change.update(row.table, row.no, **row.after)


def numbers(found: Restoration) -> Iterator[str]:
    """Yield the numbers of what comes back or is changed beside the record itself."""
    for row in found.rows[1:]:
        if row.table in RESTORED:
            yield record_name(row.table, row.no)


def read_wish(desk: Desk, fields: Sequence[str], to: str | None, before: str | None, at: str | None) -> Wish:
    """Return the wish that was typed; raise UsageError for more than one point in time."""
    from crm_cli.services.naming import require_number
    from crm_cli.services.reading import read_instant

    if sum(one is not None for one in (to, before, at)) > 1:
        raise UsageError(_("Say one of --to, --before and --at."))
    return Wish(
        tuple(fields),
        None if to is None else require_number("change", to),
        None if before is None else require_number("change", before),
        None if at is None else read_instant(desk, at),
    )
