"""Call lists: making, naming, changing, pausing, closing and removing them, and how far each has come."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from crm_cli.domain.codes import number
from crm_cli.domain.folding import fold
from crm_cli.domain.frozen import Frozen
from crm_cli.errors import RefusedError, UsageError, in_use_as
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.naming import find_rep, missing, number_of, pick
from crm_cli.services.receipts import Notes, Receipt
from crm_cli.services.records import record
from crm_cli.storage import call_lists as rows
from crm_cli.storage.call_lists import CallListRow, ListNumberRow
from crm_cli.storage.change import Change

if TYPE_CHECKING:
    from crm_cli.services.queue_scene import Turns

FIRST, LAST = 1, 9
"""Priorities: the first is called first."""
_DONE = frozenset({"tried", "customers_tried", "customers_reached"})
_COUNTED = {"new": "fresh", "next": "wait"}
_PAGE = 500
_INTERNAL = frozenset(
    {
        "no", "e164", "extension", "half", "stage_rank", "zone", "outcome_no", "follower_no", "rest_outcome_no",
        "rest_list_no", "rest_at", "list_state",
    }
)  # fmt: skip
"""What the queue keeps for itself of a number on a list."""


class Progress(Frozen):
    """How far a list has come: numbers on it by turn, what was tried and reached of it, each once.

    `fresh` is whose turn it is untried, `again` whose turn it is once more, `resting` whose customer asked to be
    left alone, `used_up` what has no tries left, `wait` behind another number of the customer, `barred` marked
    do-not-call, `over` done; numbers taken off are in none of these.
    """

    numbers: int = 0
    customers: int = 0
    fresh: int = 0
    again: int = 0
    resting: int = 0
    used_up: int = 0
    wait: int = 0
    barred: int = 0
    over: int = 0
    taken_off: int = 0
    tried: int = 0
    customers_tried: int = 0
    customers_reached: int = 0


class Share(Frozen):
    """What one rep has of a list (None: what nobody has), and has done on it."""

    rep_no: int | None
    rep: str
    numbers: int = 0
    fresh: int = 0
    again: int = 0
    resting: int = 0
    used_up: int = 0
    wait: int = 0
    barred: int = 0
    over: int = 0
    dials: int = 0
    reached: int = 0


def find_call_list(desk: Desk, text: str) -> CallListRow:
    """Return the call list `text` names: its number (l3), its name or part of it; one not closed before a closed.

    Raises NotFoundError or AmbiguousError (exit 3), UsageError for no text.
    """
    if not text.strip():
        raise UsageError(_("Which call list?"), _("See them with: crm calllist list"))
    lists, wanted = desk.database.all(rows.FIND_CALL_LISTS, sort="priority"), fold(text)
    if (no := number_of("call_list", text)) is not None:
        found = [one for one in lists if one.no == no]
    else:
        found = [one for one in lists if one.name == text.strip()]
        found = found or [one for one in lists if fold(one.name) == wanted]
        found = found or [one for one in lists if wanted in fold(one.name)]
        found = [one for one in found if one.state != "closed"] or found
    if not found:
        raise missing(text, _("See them with: crm calllist list --all"))
    return pick(desk, text, found, _line, _("Name one by its number, for example l3."))


def find_open_list(desk: Desk, text: str) -> CallListRow:
    """Return the call list `text` names; raise RefusedError for a closed one, of which nothing is moved."""
    row = find_call_list(desk, text)
    if row.state == "closed":
        raise RefusedError(
            _("{name} is closed.").format(name=row.name),
            f"crm calllist reopen {number('call_list', row.no)}",
        )
    return row


def _line(row: CallListRow) -> str:
    return f"{number('call_list', row.no)} {row.name}"


def add_call_list(
    desk: Desk,
    name: str,
    *,
    priority: int = 5,
    script: str | None = None,
    hours: str | None = None,
    note: str = "",
    reps: Iterable[str] = (),
) -> Receipt:
    """Make an empty call list; `hours` are calling hours of its own, `reps` who works it (nobody named: everyone).

    Raises RefusedError for a name that another list has, NotFoundError for a script or rep that is none.
    """
    values = _read(desk, name=name, priority=priority, script=script, hours=hours, note=note)
    workers = [find_rep(desk, one) for one in reps]
    notes = Notes()
    with desk.change() as change:
        _refuse_same_name(desk, str(values["name"]))
        no = change.insert("call_list", **values)
        name_reps(desk, change, no, [one.no for one in workers])
    notes.tell(_("{number} {name} added.").format(number=number("call_list", no), name=values["name"]))
    return notes.receipt("call_list", no)


def _refuse_same_name(desk: Desk, name: str, *, but: int = 0) -> None:
    for one in desk.database.all(rows.FIND_CALL_LISTS, sort="no"):
        if one.no != but and fold(one.name) == fold(name):
            raise RefusedError(
                _("There is a call list {name} already: {number}.").format(
                    name=one.name, number=number("call_list", one.no)
                ),
                _("Add to it with: crm calllist fill {number} …").format(number=number("call_list", one.no)),
            )


def _read(desk: Desk, **typed: Any) -> dict[str, Any]:
    """Return the columns that typed fields mean; None is not said, '' empties."""
    values = {key: value for key, value in typed.items() if value is not None}
    if "name" in values:
        values["name"] = " ".join(values["name"].split())
        if not values["name"] or number_of("call_list", values["name"]) is not None:
            raise UsageError(_("A call list needs a name of its own."), "crm calllist add 年会礼品")
    if not FIRST <= values.get("priority", FIRST) <= LAST:
        raise UsageError(
            _("A priority is a number from {first} to {last}; {first} comes first.").format(
                first=FIRST, last=LAST
            )
        )
    if "script" in values:
        values["script_no"] = _script_no(desk, values.pop("script"))
    if values.get("hours"):
        from crm_cli.domain.calling_hours import parse_hours

        values["hours"] = parse_hours(values["hours"]).text()
    return values


def _script_no(desk: Desk, text: str) -> int | None:
    if not text:
        return None
    from crm_cli.services.scripts import find_script

    row = find_script(desk, text)
    if row.retired_on is not None:
        raise RefusedError(
            _("{name} is retired.").format(name=row.name),
            f"crm script restore {number('script', row.no)}",
        )
    return row.no


def name_reps(desk: Desk, change: Change, call_list_no: int, numbers: Sequence[int]) -> list[int]:
    """Name reps as those who work a list, inside an open change; return those who were not named yet."""
    named = {one.rep_no for one in desk.database.all(rows.LIST_REPS, lists=[call_list_no])}
    fresh = [no for no in dict.fromkeys(numbers) if no not in named]
    change.insert_many("call_list_rep", [{"call_list_no": call_list_no, "rep_no": no} for no in fresh])
    return fresh


def edit_call_list(
    desk: Desk,
    call_list: str,
    *,
    name: str | None = None,
    priority: int | None = None,
    script: str | None = None,
    hours: str | None = None,
    note: str | None = None,
    reps: Iterable[str] = (),
    reps_gone: Iterable[str] = (),
) -> Receipt:
    """Change a list; '' takes its script, its hours or its note away, `reps` are added to those who work it.

    Numbers that a rep gone has stay with them until they are reassigned, of which a warning tells.
    """
    row = find_call_list(desk, call_list)
    values = _read(desk, name=name, priority=priority, script=script, hours=hours, note=note)
    workers, gone = ([find_rep(desk, one) for one in texts] for texts in (reps, reps_gone))
    notes = Notes()
    with desk.change() as change:
        if "name" in values:
            _refuse_same_name(desk, values["name"], but=row.no)
        changed = change.update("call_list", row.no, expect=row.version, **values)
        changed |= bool(name_reps(desk, change, row.no, [one.no for one in workers]))
        for named in desk.database.all(rows.LIST_REPS, lists=[row.no]):
            if named.rep_no in {one.no for one in gone}:
                change.delete("call_list_rep", named.no)
                _warn_of_held(desk, row, named, notes)
                changed = True
    told = _("{number} {name} changed.") if changed else _("{number} {name} is already so.")
    notes.lines.insert(0, told.format(number=number("call_list", row.no), name=values.get("name", row.name)))
    return notes.receipt("call_list", row.no, row.id, changed=changed)


def _warn_of_held(desk: Desk, row: CallListRow, named: rows.CallListRepRow, notes: Notes) -> None:
    held = desk.database.first(
        rows.FIND_LIST_NUMBERS, sort="no", call_list_no=row.no, rep_no=named.rep_no, standing=True, limit=1
    )
    if held is not None:
        notes.warn(
            _(
                "{rep} still has numbers of it, which nobody is offered now; move them with:"
                " crm calllist reassign {number} …"
            ).format(rep=named.rep, number=number("call_list", row.no))
        )


def resume(desk: Desk, call_list: str) -> Receipt:
    """Offer the numbers of a paused list again; raise RefusedError for a closed one, which is reopened."""
    find_open_list(desk, call_list)
    return set_state(desk, call_list, "open")


def set_state(desk: Desk, call_list: str, state: str) -> Receipt:
    """Pause, close or (with open) reopen a list; nothing of a list that is not open is offered.

    Raises RefusedError for pausing a closed list, which would open it by a back door.
    """
    row = find_open_list(desk, call_list) if state == "paused" else find_call_list(desk, call_list)
    values = {"state": state, "closed_on": desk.today() if state == "closed" else None}
    if state == row.state:
        values["closed_on"] = row.closed_on
    notes = Notes()
    with desk.change() as change:
        changed = change.update("call_list", row.no, expect=row.version, **values)
    said = {
        "open": _("{number} {name} is open: its numbers are offered."),
        "paused": _("{number} {name} is paused: none of its numbers is offered."),
        "closed": _("{number} {name} is closed: none of its numbers is offered."),
    }[state]
    told = said if changed else _("{number} {name} is already so.")
    notes.tell(told.format(number=number("call_list", row.no), name=row.name))
    return notes.receipt("call_list", row.no, row.id, changed=changed)


def remove_call_list(desk: Desk, call_list: str) -> Receipt:
    """Remove a list nobody has called from yet, with its numbers and plans; one called from is closed instead."""
    from crm_cli.services.list_parts import remove_parts

    row = find_call_list(desk, call_list)
    notes = Notes()
    barred = in_use_as(
        _("{name} was called from; removing it would change old reports.").format(name=row.name),
        _("Close it instead: crm calllist close {number}").format(number=number("call_list", row.no)),
    )
    with barred, desk.change() as change:
        remove_parts(desk, change, row.no)
        change.delete("call_list", row.no)
    notes.tell(_("{name} removed.").format(name=row.name))
    return notes.receipt("call_list", row.no, row.id)


def call_lists(
    desk: Desk, *, sort: str | None = None, descending: bool = False, **filters: Any
) -> list[CallListRow]:
    """Return the call lists that pass the filters, the first to be called first."""
    return desk.database.all(rows.FIND_CALL_LISTS, sort=sort, descending=descending, **filters)


def list_numbers(
    desk: Desk, *, sort: str | None = None, descending: bool = False, turn: str | None = None, **filters: Any
) -> list[ListNumberRow]:
    """Return the numbers on lists that pass the filters, in the order of the list, each with the turn told of it."""
    from crm_cli.services.queue_scene import FACTS_OF, Turns

    turns, find = Turns(desk), desk.database.all
    if turn is None or turn not in FACTS_OF:
        found = find(rows.FIND_LIST_NUMBERS, sort=sort, descending=descending, turn=turn, **filters)
        return [row._replace(turn=turns.turn(row)) for row in found]
    limit = filters.pop("limit", None)
    with desk.database.snapshot():
        kept = FACTS_OF[turn]
        listed = find(rows.FIND_LISTED, sort=sort, descending=descending, turns=kept, **filters)
        chosen = [row.no for row in listed if turns.turn(row) == turn][:limit]
        whole = {
            row.no: row._replace(turn=turn)
            for start in range(0, len(chosen), _PAGE)
            for row in find(rows.FIND_LIST_NUMBERS, sort="no", numbers=chosen[start : start + _PAGE])
        }
    return [whole[no] for no in chosen]


def place_record(row: ListNumberRow, desk: Desk) -> dict[str, Any]:
    """Return a number on a list as a record, without what the queue keeps for itself of it."""
    return {key: value for key, value in record(row, desk).items() if key not in _INTERNAL}


def reps_of(desk: Desk, lists: Sequence[int]) -> dict[int, list[str]]:
    """Return who works each of these lists; a list without reps, which is everybody's, has no entry."""
    found: dict[int, list[str]] = {}
    for one in desk.database.all(rows.LIST_REPS, lists=list(lists)):
        found.setdefault(one.call_list_no, []).append(one.rep)
    return found


def progress_of(desk: Desk, lists: Sequence[int]) -> dict[int, Progress]:
    """Return how far each of these lists has come."""
    from crm_cli.services.queue_scene import Turns

    asked: dict[str, Any] = {"lists": list(lists)}
    counts: dict[int, dict[str, int]] = {no: {} for no in lists}
    turns = Turns(desk)
    for alike in desk.database.all(rows.TURN_TALLY, **asked):
        of = counts[alike.call_list_no]
        key = "taken_off" if alike.taken_off else _counted(turns, alike)
        of[key] = of.get(key, 0) + alike.numbers
        of["numbers"] = of.get("numbers", 0) + (0 if alike.taken_off else alike.numbers)
    for tally in desk.database.all(rows.CUSTOMER_TALLY, **asked):
        counts[tally.call_list_no]["customers"] = tally.customers
    for done in desk.database.all(rows.DISTINCT_TALLY, **asked):
        counts[done.call_list_no] |= {key: value for key, value in done._asdict().items() if key in _DONE}
    return {no: Progress(**of) for no, of in counts.items()}


def _counted(turns: "Turns", alike: rows.TurnTally) -> str:
    """Return under which count of a list numbers alike are."""
    turn = turns.turn(alike)
    return _COUNTED.get(turn, turn)


def shares_of(desk: Desk, call_list_no: int) -> list[Share]:
    """Return what each rep has of a list and has done on it; numbers nobody has come first."""
    from crm_cli.services.queue_scene import Turns
    from crm_cli.storage.reps import FIND_REPS

    turns = Turns(desk)
    names = {one.no: one.name for one in desk.database.all(FIND_REPS, sort="no")}
    asked: dict[str, Any] = {"lists": [call_list_no]}
    found: dict[int | None, dict[str, int]] = {
        one.rep_no: {} for one in desk.database.all(rows.LIST_REPS, **asked)
    }
    for alike in desk.database.all(rows.TURN_TALLY, **asked):
        if alike.taken_off:
            continue
        of, key = found.setdefault(alike.rep_no, {}), _counted(turns, alike)
        of[key] = of.get(key, 0) + alike.numbers
        of["numbers"] = of.get("numbers", 0) + alike.numbers
    for done in desk.database.all(rows.TRIED_TALLY, **asked):
        found.setdefault(done.rep_no, {}).update(dials=done.dials, reached=done.reached)
    return [
        Share(no, names.get(no, "") if no else "", **of)
        for no, of in sorted(found.items(), key=lambda one: one[0] or 0)
    ]
