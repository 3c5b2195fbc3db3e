"""Why the queue is empty: every number and due step counted under the first reason that holds."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from crm_cli.domain.retry import due_again
from crm_cli.services import queue_walk as walk
from crm_cli.services.queue_scene import EVER, Scene
from crm_cli.services.queue_words import Counts
from crm_cli.storage import queue as rows
from crm_cli.storage.call_leases import FIND_LEASES, FIND_PAUSES, HELD_NUMBERS
from crm_cli.storage.queue import NumberRow


class _Tally:
    """What has been counted so far; `due` are those that could be called but for leases and pauses."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.of: Counter[str] = Counter()
        self.opens: list[datetime] = []
        self.retries: list[datetime] = []

    def add_due(self, count: int, zone: str, list_no: int | None) -> None:
        """Count numbers whose time has come: outside hours, or due."""
        if not count:
            return
        if self.scene.is_open(zone, list_no):
            self.of["due"] += count
            return
        self.of["outside_hours"] += count
        if (opens := self.scene.opens(zone, list_no)) is not None:
            self.opens.append(opens)


def counts(scene: Scene, barred: int = 0) -> Counts:
    """Return why nobody is offered now; `barred` of those whose time has come the gate refused as do-not-call."""
    tally = _Tally(scene)
    if scene.lists:
        for own in walk.whose(scene):
            tally.of["do_not_call"] += _found(scene, rows.BARRED_COUNT, lists=list(scene.lists), **own)
        _count_new(tally)
        _count_tried(tally)
        _count_tried_since_rest(tally)
        _count_tried_and_rested(tally)
    _count_steps(tally)
    held = _held(scene)
    return Counts(
        len(scene.lists),
        tally.of["do_not_call"] + barred,
        tally.of["resting"],
        tally.of["used_up"],
        tally.of["waiting"],
        min(tally.retries, default=None),
        tally.of["outside_hours"],
        min(tally.opens, default=None),
        tuple(sorted(held.items())),
        tally.of["due"] - sum(held.values()) - barred,
        scene.desk.database.one(rows.NEXT_CALLBACK, rep_no=scene.rep.no, kind="callback", now=scene.now).at,
    )


def _found(scene: Scene, statement: Any, **given: Any) -> int:
    return int(scene.desk.database.one(statement, **given).found)


def _count_new(tally: _Tally) -> None:
    scene = tally.scene
    for head, given in walk.heads(scene, "new"):
        count = _found(scene, rows.NEW_COUNT, stage_rank=head.stage_rank, **given)
        tally.add_due(count, head.zone, head.call_list_no)
    for head, given in walk.heads(scene, "new_rest"):
        group = {**given, "stage_rank": head.stage_rank, **walk.said(scene, head)}
        over = _found(scene, rows.NEW_REST_COUNT, **group)
        tally.of["resting"] += _found(scene, rows.NEW_REST_COUNT, **group | {"rested_before": EVER}) - over
        tally.add_due(over, head.zone, head.call_list_no)


def _count_tried(tally: _Tally) -> None:
    scene = tally.scene
    for head, given in walk.heads(scene, "tried"):
        group = {**given, **walk.after(head)}
        if head.turn == "next" and not scene.is_spent(head):
            continue
        total, before = _found(scene, rows.TRIED_COUNT, **group), scene.tried_before(head)
        due = _found(scene, rows.TRIED_COUNT, tried_before=before, **group) if before else 0
        _sort_tried(tally, head, total, due)
        if total > due and not scene.is_spent(head):
            first = scene.desk.database.one(rows.FIRST_WAITING, tried_from=before, **group).at
            _note_retry(tally, head, first)


def _count_tried_since_rest(tally: _Tally) -> None:
    """Count those dialled since they said what may mean rest, which nobody is offered while it lasts."""
    scene = tally.scene
    for head, given in walk.heads(scene, "tried_since"):
        group = {**given, **walk.after(head)}
        if head.turn == "next" and not scene.is_spent(head):
            continue
        before = scene.tried_before(head)
        said = scene.desk.database.all(rows.TRIED_SINCE_REST, rested_before=scene.first_rested, **group)
        over = [row for row in said if not scene.is_resting(row)]
        tally.of["resting"] += len(said) - len(over)
        group["rested_before"] = scene.first_rested
        total = _found(scene, rows.TRIED_SINCE_COUNT, **group) + len(over)
        due = 0
        if before is not None:
            due = _found(scene, rows.TRIED_SINCE_COUNT, tried_before=before, **group)
            due += sum(1 for row in over if row.tried_at is not None and row.tried_at < before)
        _sort_tried(tally, head, total, due)
        if total > due and not scene.is_spent(head):
            first = scene.desk.database.one(rows.FIRST_WAITING_SINCE, tried_from=before, **group).at
            later = [
                row.tried_at for row in over if row.tried_at and (before is None or row.tried_at >= before)
            ]
            _note_retry(tally, head, min([*later, *([first] if first else [])], default=None))


def _count_tried_and_rested(tally: _Tally) -> None:
    scene = tally.scene
    for head, given in walk.heads(scene, "tried_rest"):
        group = {**given, **walk.after(head), **walk.said(scene, head)}
        if head.turn == "next" and not scene.is_spent(head):
            continue
        over = _found(scene, rows.TRIED_REST_COUNT, **group)
        total = _found(scene, rows.TRIED_REST_COUNT, **group | {"rested_before": EVER})
        tally.of["resting"] += total - over
        before = scene.tried_before(head)
        due = _found(scene, rows.TRIED_REST_COUNT, tried_before=before, **group) if before else 0
        _sort_tried(tally, head, over, due)
        if over > due and not scene.is_spent(head):
            first = scene.desk.database.one(rows.FIRST_WAITING_RESTED, tried_from=before, **group).at
            _note_retry(tally, head, first)


def _sort_tried(tally: _Tally, head: NumberRow, total: int, due: int) -> None:
    spent = head.turn == "again" and tally.scene.is_spent(head)
    tally.of["used_up" if spent else "waiting"] += total - due
    tally.add_due(due, head.zone, head.call_list_no)


def _note_retry(tally: _Tally, head: NumberRow, first: datetime | None) -> None:
    """Keep when the first of a group that waits may be called again, within hours."""
    scene = tally.scene
    rule = scene.rule(head.outcome_no or 0, head.call_list_no)
    if first is None or (due := due_again(rule, first, scene.zone(head.zone), head.tries)) is None:
        return
    opens = scene.opens(head.zone, head.call_list_no, due, scene.half_wanted(head))
    if opens is not None:
        tally.retries.append(opens)


def _count_steps(tally: _Tally) -> None:
    scene = tally.scene
    mine = (rows.STEP_COUNT, rows.STEPS_WITH_REST)
    tiers: list[tuple[str, datetime, Any, Any]] = [("callback", scene.now, *mine)]
    if not scene.one_list:
        anyones = (rows.ANYONE_COUNT, rows.ANYONES_WITH_REST)
        tiers += [("others_callback", scene.past_grace, *anyones), ("step", scene.now, *mine)]
    for tier, due, count, with_rest in tiers:
        for group in walk.step_groups(scene, tier, due):
            given = {**group.given, **({"me": scene.rep.no} if tier == "others_callback" else {})}
            found = scene.desk.database.one(count, **given)
            said = scene.desk.database.all(with_rest, **given) if found.said else []
            free = found.free - sum(map(scene.is_resting, said))
            tally.of["resting"] += found.found - free
            tally.add_due(free, group.head.dial_zone, None)


def _held(scene: Scene) -> Mapping[str, int]:
    """Return how many of those whose time has come each other rep has on the screen, or whose number."""
    find = scene.desk.database.all
    leases = {one.customer_no: one.rep for one in find(FIND_LEASES, others_than=scene.rep.no, now=scene.now)}
    if not leases:
        return {}
    same = find(HELD_NUMBERS, others_than=scene.rep.no, now=scene.now)
    ringing = {one.phone_no: one.rep for one in reversed(same)}
    customers = sorted(leases.keys() | {one.customer_no for one in same})
    due = [
        (row.customer_no, row.phone_no)
        for row in find(rows.FIND_TURNS, customers=customers)
        if scene.is_mine(row) and scene.is_due(row)
    ]
    due += [
        (step.customer_no, step.dial_phone_no)
        for step in find(rows.FIND_STEP_TURNS, customers=customers)
        if scene.is_step_due(step)
    ]
    holders = [
        (phone_no, leases.get(customer_no) or ringing.get(phone_no, "")) for customer_no, phone_no in due
    ]
    return Counter(rep for phone_no, rep in holders if rep and not _is_paused(scene, phone_no))


def _is_paused(scene: Scene, phone_no: int) -> bool:
    return bool(scene.desk.database.all(FIND_PAUSES, phone_no=phone_no, now=scene.now, me=scene.rep.no))
