"""The queue of calls in its order, lazily: groups that are due now, merged by what comes first."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import partial
from heapq import heapify, heappop, heappush
from typing import Any

from crm_cli.domain.frozen import Frozen
from crm_cli.services.queue_scene import Scene
from crm_cli.storage import queue as rows
from crm_cli.storage.queue import NumberRow, StepTurnRow
from crm_cli.storage.statement import Statement

_FIRST_PAGE, _PAGE = 4, 256
_HEADS = {
    "new": rows.NEW_HEADS,
    "new_rest": rows.NEW_REST_HEADS,
    "tried": rows.TRIED_HEADS,
    "tried_since": rows.TRIED_SINCE_HEADS,
    "tried_rest": rows.TRIED_REST_HEADS,
}


class Candidate(Frozen):
    """A number whose turn it is by the facts: a list number, or an open step with the number to dial."""

    tier: str
    customer_no: int
    phone_no: int
    number: NumberRow | None = None
    step: StepTurnRow | None = None


class Group:
    """Numbers of one list, zone and state, or steps of one zone, in the order in which they are called.

    `head` is the first of them; `given` what names the group to `walk`; `after` the columns that a next page
    goes on from.
    """

    def __init__(
        self,
        tier: str,
        head: Any,
        walk: Statement[Any],
        given: Mapping[str, Any],
        after: str,
        key: Callable[[Any], tuple[Any, ...]],
    ) -> None:
        self.tier = tier
        self.head = head
        self.key = key
        self._walk = walk
        self.given = given
        self._after = after

    def _mark(self, row: Any) -> int:
        """Return what tells rows of one moment, or one place, apart."""
        return int(row.phone_no if isinstance(row, NumberRow) else row.no)

    def rows(self, scene: Scene) -> Iterator[Any]:
        """Yield those that are neither paused, on another's screen, nor resting."""
        given = {**self.given, "now": scene.now, "me": scene.rep.no}
        place: dict[str, Any] = {}
        limit = _FIRST_PAGE
        while found := scene.desk.database.all(self._walk, limit=limit, **given, **place):
            for row in found:
                if not scene.is_resting(row):
                    yield row
            if len(found) < limit:
                return
            last = found[-1]
            place = {self._after: getattr(last, self._after), "after": self._mark(last)}
            limit = _PAGE


def candidates(scene: Scene, *, until: datetime | None = None) -> Iterator[Candidate]:
    """Yield whom to call now in the order of PRODUCT section 5.

    With one list named: my due callbacks, and that list. A number may come twice, once for each list.
    My callbacks are those due by now, or by `until` for who makes a sheet of a day.
    """
    lists = list(scene.lists)
    yield from _steps(scene, "callback", until or scene.now)
    if not scene.one_list:
        yield from _steps(scene, "others_callback", scene.past_grace)
        yield from _steps(scene, "step", scene.now)
    if lists:
        yield from _numbers(scene, tried_groups(scene))
        yield from _numbers(scene, new_groups(scene))


def _steps(scene: Scene, tier: str, due: datetime) -> Iterator[Candidate]:
    groups = [group for group in step_groups(scene, tier, due) if scene.is_open(group.head.dial_zone)]
    for group, row in _merged(scene, groups):
        yield Candidate(group.tier, row.customer_no, row.dial_phone_no, step=row)


def _numbers(scene: Scene, groups: Iterable[Group]) -> Iterator[Candidate]:
    for group, row in _merged(scene, groups):
        yield Candidate(group.tier, row.customer_no, row.phone_no, number=row)


def step_groups(scene: Scene, tier: str, due: datetime) -> Iterator[Group]:
    """Yield the steps of a tier that are due, a group for each zone they are called in, open or not."""
    own: dict[str, Any] = {} if tier == "others_callback" else {"rep_no": scene.rep.no, "kind": tier}
    first, walk = (rows.STEP_HEAD, rows.STEP_WALK) if own else (rows.ANYONE_HEAD, rows.ANYONE_WALK)
    heads = scene.once((tier, "steps"), lambda: list(_zones(scene, first, own or {"me": scene.rep.no})))
    for head in heads:
        if head.dial_at <= due:
            given = {**own, "zone": head.dial_zone, "due": due, "rested_before": scene.surely_rested}
            yield Group(tier, head, walk, given, "dial_at", lambda row: (row.dial_at, row.no))


def _zones(scene: Scene, first: Statement[StepTurnRow], given: Mapping[str, Any]) -> Iterator[StepTurnRow]:
    """Yield the step due first in each zone there is; most firms have one."""
    head = scene.desk.database.first(first, **given)
    while head is not None:
        yield head
        head = scene.desk.database.first(first, after_zone=head.dial_zone, **given)


def whose(scene: Scene) -> tuple[dict[str, Any], ...]:
    """Return the two kinds of numbers a rep calls: those given to them, and those given to nobody."""
    return {"rep_no": scene.rep.no}, {"nobody": True}


def tried_groups(scene: Scene) -> Iterator[Group]:
    """Yield the groups of numbers tried before, or that come after one tried, that are due now."""
    for kind, walk, rest in (
        ("tried", rows.TRIED_WALK, {}),
        ("tried_since", rows.TRIED_SINCE_WALK, {"rested_before": scene.surely_rested}),
    ):
        for head, given in heads(scene, kind):
            before = scene.tried_before(head)
            if (
                before
                and head.tried_at
                and head.tried_at < before
                and scene.is_open(head.zone, head.call_list_no)
            ):
                group = given | after(head) | rest | {"tried_before": before}
                yield Group("retry", head, walk, group, "tried_at", _since(scene))
    for head, given in heads(scene, "tried_rest"):
        before = scene.tried_before(head)
        if before is not None and not scene.is_resting(head) and scene.is_open(head.zone, head.call_list_no):
            bounds = {"tried_before": before, **said(scene, head)}
            yield Group(
                "retry", head, rows.TRIED_REST_WALK, given | after(head) | bounds, "rest_at", _since(scene)
            )


def new_groups(scene: Scene) -> Iterator[Group]:
    """Yield the groups of numbers not tried yet whose customers do not rest, where calls go out now."""
    for head, given in heads(scene, "new"):
        if scene.is_open(head.zone, head.call_list_no):
            rank = {"stage_rank": head.stage_rank}
            yield Group("fresh", head, rows.NEW_WALK, given | rank, "position", _place(scene))
    for head, given in heads(scene, "new_rest"):
        if not scene.is_resting(head) and scene.is_open(head.zone, head.call_list_no):
            rank = {"stage_rank": head.stage_rank, **said(scene, head)}
            yield Group("fresh", head, rows.NEW_REST_WALK, given | rank, "rest_at", _place(scene))


def heads(scene: Scene, kind: str) -> list[tuple[NumberRow, dict[str, Any]]]:
    """Return the first number of each group of a kind (of PresentRow), with what names its list, zone and rep."""
    return scene.once((kind, "heads"), lambda: list(_heads(scene, kind)))


def _heads(scene: Scene, kind: str) -> Iterator[tuple[NumberRow, dict[str, Any]]]:
    lists = list(scene.lists)
    for place, own in enumerate(whose(scene)):
        if getattr(scene.once(("present", place), partial(_present, scene, own)), kind):
            for head in scene.desk.database.all(_HEADS[kind], lists=lists, **own):
                yield head, {**own, "call_list_no": head.call_list_no, "zone": head.zone}


def _present(scene: Scene, own: Mapping[str, Any]) -> rows.PresentRow:
    return scene.desk.database.one(rows.PRESENT, lists=list(scene.lists), **own)


def after(head: NumberRow) -> dict[str, Any]:
    """Return what names the numbers after one outcome, one number of tries, one half-day."""
    return {name: getattr(head, name) for name in ("turn", "outcome_no", "tries", "half")}


def said(scene: Scene, head: NumberRow) -> dict[str, Any]:
    """Return what names the customers who said the same on the same list, and before when, so as to rest no more."""
    on = {"no_list": True} if head.rest_list_no is None else {"rest_list_no": head.rest_list_no}
    return {"rest_outcome_no": head.rest_outcome_no, **on, "rested_before": scene.rested_before(head)}


def _since(scene: Scene) -> Callable[[NumberRow], tuple[Any, ...]]:
    """Retries: by the list's priority, then who has waited longest since they were tried, or said their word."""

    def key(row: NumberRow) -> tuple[Any, ...]:
        moments = [at for at in (row.tried_at, row.rest_at) if at is not None]
        return scene.lists[row.call_list_no].priority, max(moments), row.phone_no, row.call_list_no

    return key


def _place(scene: Scene) -> Callable[[NumberRow], tuple[Any, ...]]:
    """Fresh numbers: by the list's priority, the stage, the place on the list; who rested comes after, longest first."""

    def key(row: NumberRow) -> tuple[Any, ...]:
        first = (scene.lists[row.call_list_no].priority, row.stage_rank, row.rest_at is not None)
        return (*first, row.rest_at or row.position, row.phone_no, row.call_list_no)

    return key


def _merged(scene: Scene, groups: Iterable[Group]) -> Iterator[tuple[Group, Any]]:
    """Yield the rows of all groups in one order; a group is walked only when its head would be next."""
    heap: list[tuple[Any, ...]] = [
        (group.key(group.head), place, group, None, None) for place, group in enumerate(groups)
    ]
    heapify(heap)
    while heap:
        _key, place, group, row, walk = heappop(heap)
        if walk is None:
            walk = group.rows(scene)
        else:
            yield group, row
        if (following := next(walk, None)) is not None:
            heappush(heap, (group.key(following), place, group, following, walk))
