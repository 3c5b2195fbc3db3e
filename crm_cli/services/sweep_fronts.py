"""The fronts of a sweep as they are typed, `甲:down`, `陈伟+李娜:up`, `甲:down:80-41`, and as they are kept."""

from collections.abc import Sequence

from crm_cli.domain.frozen import Frozen
from crm_cli.domain.sweeping import STREET, TOWER, Door, Front
from crm_cli.errors import NotFoundError, RefusedError, UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.naming import find_rep, find_team, find_worker
from crm_cli.services.reading import read_code
from crm_cli.storage.change import Change
from crm_cli.storage.reps import FIND_REPS, RepRow

_DASHES = str.maketrans(dict.fromkeys("–—－~～至到", "-"))


class TypedFront(Frozen):
    """A front as typed: who, from which end ('' where that is not said), its part where one is said apart."""

    name: str
    team_no: int | None
    reps: tuple[RepRow, ...]
    direction: str
    from_floor: str = ""
    to_floor: str = ""


def read_fronts(
    desk: Desk,
    texts: Sequence[str],
    reps: Sequence[str],
    kind: str,
    doors: Sequence[Door],
    standing: Sequence[Front] = (),
    *,
    past: bool = False,
) -> list[TypedFront]:
    """Return the fronts typed for a building of a kind, each with a direction.

    Without any `texts` one front is `reps`, who types when none are named. A direction not said is the one that
    fewest come from, counting those `standing` already; `past` takes reps who have left since. Raises UsageError, NotFoundError or AmbiguousError for
    what cannot be understood, RefusedError where a rep would be on two fronts.
    """
    if texts and reps:
        raise UsageError(
            _("Say who comes with --team alone, or with --rep alone."),
            '--team "陈伟+李娜:down" --team 王芳:up',
        )
    ways = STREET if kind == "street" else TOWER
    if texts:
        found = [_read(desk, text, kind, doors, past=past) for text in texts]
    else:
        found = [_of_reps("", tuple(find_rep(desk, rep) for rep in reps) or (find_worker(desk, None),), "")]
    taken = [front.direction for front in standing] + [front.direction for front in found if front.direction]
    for place, front in enumerate(found):
        if not front.direction:
            way = min(ways, key=taken.count)
            taken.append(way)
            found[place] = front._replace(direction=way)
    _refuse_twice(found, standing)
    return found


def _read(desk: Desk, text: str, kind: str, doors: Sequence[Door], *, past: bool) -> TypedFront:
    who, _colon, rest = text.replace("：", ":").partition(":")  # typed on a Chinese keyboard
    way, _second, part = rest.partition(":")
    ways = STREET if kind == "street" else TOWER
    direction = read_code("sweep_direction", way.strip(), only=ways) if way.strip() else ""
    front = _who(desk, who.strip(), direction, past=past)
    if not part.strip():
        return front
    first, last = read_part(part, kind, doors)
    return front._replace(from_floor=first, to_floor=last)


def _who(desk: Desk, text: str, direction: str, *, past: bool) -> TypedFront:
    if not text:
        raise UsageError(_("Who comes from there?"), _("--team North:down --team Ann+Ben:up"))
    if "+" in text or "＋" in text:  # typed on a Chinese keyboard
        parts = [part.strip() for part in text.replace("＋", "+").split("+")]
        return _of_reps("", tuple(find_rep(desk, part) for part in parts if part), direction, past=past)
    try:
        team = find_team(desk, text)
    except NotFoundError:
        try:
            return _of_reps("", (find_rep(desk, text),), direction, past=past)
        except NotFoundError as error:
            raise NotFoundError(
                _("No team and no rep is called {text}.").format(text=text),
                _("See them with: crm team list, crm rep list"),
            ) from error
    members = tuple(desk.database.all(FIND_REPS, team_no=team.no, active=True))
    if not members:
        raise RefusedError(
            _("Nobody is in {team}.").format(team=team.name),
            _("Put someone there with: crm rep edit NAME --team {team}").format(team=team.name),
        )
    return TypedFront(team.name, team.no, members, direction)


def _of_reps(name: str, reps: tuple[RepRow, ...], direction: str, *, past: bool = False) -> TypedFront:
    for rep in reps:
        if not rep.active and not past:
            raise RefusedError(_("{name} has left the firm.").format(name=rep.name))
    unique = tuple({rep.no: rep for rep in reps}.values())
    return TypedFront(name or "+".join(rep.name for rep in unique), None, unique, direction)


def read_part(text: str, kind: str, doors: Sequence[Door]) -> tuple[str, str]:
    """Return the two ends of a part, floors of a tower (80-41) or shops of a street, as they are labelled there.

    Raises UsageError for what the building has not.
    """
    labels = floor_labels(kind, doors)
    text = text.translate(_DASHES).strip()
    # A shop's number may have a dash of its own, so each dash may be the one between the ends.
    dashes = [place for place, letter in enumerate(text) if letter == "-" and 0 < place < len(text) - 1]
    for first, last in [(text[:place], text[place + 1 :]) for place in dashes] or [(text, text)]:
        ends = [labels.get(_key(kind, end)) for end in (first, last)]
        if ends[0] is not None and ends[1] is not None:
            return ends[0], ends[1]
    raise _no_such_place(kind, text, doors)


def read_floor(text: str, kind: str, doors: Sequence[Door]) -> str:
    """Return a floor (of a street a shop) as it is labelled there; raise UsageError where there is none."""
    found = floor_labels(kind, doors).get(_key(kind, text))
    if found is None:
        raise _no_such_place(kind, text, doors)
    return found


def floor_labels(kind: str, doors: Sequence[Door]) -> dict[str, str]:
    """Return the labels of the floors, or the shops of a street, by what two spellings of one share."""
    labels = dict.fromkeys(door.code if kind == "street" else door.floor for door in doors)
    return {_key(kind, label): label for label in labels}


def _key(kind: str, text: str) -> str:
    from crm_cli.domain.door_names import door_key
    from crm_cli.domain.doors import floor_label

    return door_key(text) if kind == "street" else floor_label(text)


def _no_such_place(kind: str, text: str, doors: Sequence[Door]) -> UsageError:
    labels = list(floor_labels(kind, doors).values())
    told = _("There is no shop {text}.") if kind == "street" else _("There is no floor {text}.")
    return UsageError(
        told.format(text=text),
        _("They are {first} to {last}.").format(first=labels[0], last=labels[-1]) if labels else "",
    )


def _refuse_twice(found: Sequence[TypedFront], standing: Sequence[Front]) -> None:
    """Raise RefusedError where two fronts have one name, or one rep is on two."""
    names = [front.name for front in standing] + [front.name for front in found]
    for front in found:
        if names.count(front.name) > 1:
            raise RefusedError(_("{name} is named twice.").format(name=front.name))
    on = {no: front.name for front in standing for no in front.rep_nos}
    for front in found:
        for rep in front.reps:
            if rep.no in on:
                raise RefusedError(
                    _("{rep} is on {front} already.").format(rep=rep.name, front=on[rep.no]),
                    _("Somebody comes from one end only; name the reps one by one: --team 陈伟+李娜:down"),
                )
            on[rep.no] = front.name


def insert_fronts(change: Change, sweep_no: int, typed: Sequence[TypedFront], first: int = 0) -> list[int]:
    """Insert fronts with their reps inside an open change, from position `first` on; return their numbers."""
    rows = [
        {
            "sweep_no": sweep_no,
            "position": place,
            "name": front.name,
            "team_no": front.team_no,
            "direction": front.direction,
            "from_floor": front.from_floor,
            "to_floor": front.to_floor,
        }
        for place, front in enumerate(typed, first)
    ]
    numbers = change.insert_many("sweep_front", rows)
    change.insert_many(
        "sweep_front_rep",
        [
            {"front_no": no, "rep_no": rep.no}
            for no, front in zip(numbers, typed, strict=True)
            for rep in front.reps
        ],
    )
    return numbers
