"""Checks of fair play: what in a rep's day is worth a word, as rules over the touches of that day alone."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby, pairwise

from crm_cli.domain.codes import number
from crm_cli.domain.frozen import Frozen
from crm_cli.storage.fair_play import TouchRow

KINDS = (
    "door_gap", "same_note", "typed_together", "doors_in_a_burst", "doors_at_once", "all_reached", "grade_raised",
)  # fmt: skip
"""The doubts about a rep's own doing, which that rep sees first."""
LEAST_BASE = 10
LIVE = timedelta(minutes=5)
LUNCH = (time(12), time(14))
NOTE_CELLS = 16
"""How wide a note is before it is somebody's own words: eight characters of Chinese, sixteen letters."""
TYPED_WITHIN = timedelta(minutes=30)
LONG_AGO = timedelta(hours=1)
MANY_TYPED, LEAST_TYPED = 10, 5
MANY_DOORS = 20
"""More doors than a floor has: typed in one go one may ask how they were knocked at, though none of them opened."""


class Found(Frozen):
    """Something worth a word in one rep's day: its kind, the facts of its sentence, the records it is about."""

    rep_no: int
    rep: str
    day: date
    kind: str
    facts: tuple[tuple[str, str | int], ...]
    records: tuple[str, ...]


class Rules(Frozen):
    """What the firm's settings say; 0 minutes or copies switch a check off.

    `final` gives the moment from which a day's report is final, `wall` the firm's wall time.
    """

    burst_seconds: int
    gap_minutes: int
    copies: int
    day_ends: time
    is_working: Callable[[date], bool]
    final: Callable[[date], datetime]
    wall: Callable[[datetime], datetime]


def is_shown(viewer_no: int | None, rep_no: int, now: datetime, final: Callable[[], datetime]) -> bool:
    """Say whether who looks sees what is worth a word in a rep's day: the rep at once, others once it is final.

    Until then the rep can put right what was typed wrong (PRODUCT §6). `final` gives that moment, which the
    rep's own look needs not.
    """
    return viewer_no == rep_no or now >= final()


def check(touches: Iterable[TouchRow], rules: Rules) -> Iterator[Found]:
    """Yield what is worth a word in the touches of any reps and days, each rep's day judged by itself."""
    ordered = sorted(touches, key=lambda touch: (touch.day, touch.rep_no, touch.at, touch.noun, touch.no))
    for _whose, found in groupby(ordered, key=lambda touch: (touch.day, touch.rep_no)):
        own = list(found)
        live = [touch for touch in own if _is_live_door(touch)]
        yield from _bursts(live, rules.burst_seconds)
        yield from _at_once(live)
        # A visit of which only the day is known may have been in any gap.
        is_told = not any(touch.day_only for touch in own)
        if is_told and rules.gap_minutes > 0 and rules.is_working(own[0].day):
            yield from _gaps(own, live, rules)
        if rules.copies > 1:
            yield from _same_notes(own, rules.copies)
        yield from _typed_together(own, rules)
        for noun in ("call", "visit"):
            yield from _all_reached([touch for touch in own if touch.noun == noun and touch.counts], noun)


def record_of(touch: TouchRow) -> str:
    """Return the number of a touch with its letter."""
    return number(touch.noun, touch.no) or ""


def found_in(touch: TouchRow, kind: str, records: Iterable[str], **facts: str | int) -> Found:
    """Return what was found in the day of `touch`; the rep's name is always a fact."""
    told = (("rep", touch.rep), *facts.items())
    return Found(touch.rep_no, touch.rep, touch.day, kind, told, tuple(records))


def _is_live_door(touch: TouchRow) -> bool:
    # Typed back from paper without a time, all doors would be of one moment.
    return touch.cold and not touch.day_only and abs(touch.created_at - touch.at) <= LIVE


def _bursts(live: Sequence[TouchRow], seconds: int) -> Iterator[Found]:
    """Yield pairs of doors logged live, that is at the door, too soon after each other.

    Doors of a sweep may be typed in one go, a corridor at a time; those `_at_once` judges.
    """
    for first, second in pairwise(live):
        if _go(first) == _go(second):
            continue
        gaps = (second.at - first.at, abs(second.created_at - first.created_at))
        count = int(max(gaps).total_seconds())
        if max(gaps).total_seconds() <= seconds:
            doors = (record_of(first), record_of(second))
            yield found_in(first, "doors_in_a_burst", doors, count=count, first=doors[0], second=doors[1])


def _go(touch: TouchRow) -> object:
    """Return what doors of a sweep typed in one go have in common; any other door is by itself."""
    return (touch.sweep_no, touch.created_at) if touch.sweep_no is not None else touch.no


def _at_once(live: Sequence[TouchRow]) -> Iterator[Found]:
    """Yield doors of a sweep typed in one go of which several opened, or that are many.

    Nobody talks at two doors at once, and closed ones are walked past one by one.
    """
    for _what, found in groupby(live, key=_go):
        doors = list(found)
        opened = sum(touch.opened for touch in doors)
        if len(doors) > 1 and (opened > 1 or len(doors) >= MANY_DOORS):
            records = [record_of(touch) for touch in doors]
            yield found_in(
                doors[0],
                "doors_at_once",
                records,
                count=len(doors),
                opened=opened,
                first=records[0],
                last=records[-1],
            )


def _gaps(own: Sequence[TouchRow], live: Sequence[TouchRow], rules: Rules) -> Iterator[Found]:
    """Yield the longest idle stretch between two doors logged live, where it is long enough.

    Whatever was logged between them, at whatever time it was typed, shows that the time was used.
    """
    least = timedelta(minutes=rules.gap_minutes)
    places = {id(touch): place for place, touch in enumerate(own)}
    for first, second in pairwise(live):
        between = own[places[id(first)] : places[id(second)] + 1]
        # The wall clock is asked only of the few that are long enough with lunch in them.
        long = [(start, end) for start, end in _stretches(between) if end - start >= least]
        idle, start, end = max(
            ((_idle(*one, rules), *one) for one in long), default=(timedelta(), None, None)
        )
        if start is not None and end is not None and idle >= least:
            doors = (record_of(first), record_of(second))
            said = {"start": f"{rules.wall(start):%H:%M}", "end": f"{rules.wall(end):%H:%M}"}
            yield found_in(first, "door_gap", doors, first=doors[0], second=doors[1], **said)


def _stretches(touches: Sequence[TouchRow]) -> list[tuple[datetime, datetime]]:
    found, until = [], touches[0].left_at or touches[0].at
    for touch in touches[1:]:
        found.append((until, max(touch.at, until)))
        until = max(until, touch.left_at or touch.at)
    return found


def _idle(start: datetime, end: datetime, rules: Rules) -> timedelta:
    """Return how much working time lies between two instants of a day, without lunch and the evening."""
    first, last = rules.wall(start), rules.wall(end)
    last = min(last, datetime.combine(first.date(), rules.day_ends))
    noon, back = (datetime.combine(first.date(), at) for at in LUNCH)
    lunch = max(min(last, back) - max(first, noon), timedelta())
    return last - first - lunch


def _same_notes(own: Sequence[TouchRow], copies: int) -> Iterator[Found]:
    """Yield the notes that stand on several touches that reached someone.

    Nobody says the same to three people in the same words; of three calls nobody answered there is no more
    to say.
    """
    told = [touch for touch in own if touch.reached and len(touch.note) >= NOTE_CELLS // 2]
    by_words: dict[str, list[TouchRow]] = {}
    # Of fewer notes than would be copies none is folded, which costs more than all else here.
    for touch in told if len(told) >= copies else ():
        if words := _words(touch.note):
            by_words.setdefault(words, []).append(touch)
    for alike in by_words.values():
        if len(alike) >= copies:
            note = " ".join(alike[0].note.split())
            short = note if len(note) <= 40 else note[:39] + "…"
            yield found_in(alike[0], "same_note", map(record_of, alike), count=len(alike), note=short)


def _words(note: str) -> str:
    """Return what two notes have in common when they are copies, '' for one too short to be more than a habit."""
    from crm_cli.domain.cleaning import cell_width
    from crm_cli.domain.folding import fold_name

    words = fold_name(note)
    return words if cell_width(words) >= NOTE_CELLS else ""


def _typed_together(own: Sequence[TouchRow], rules: Rules) -> Iterator[Found]:
    """Yield the touches typed close together as the day ends or before its report is final, long after they happened.

    What somebody else typed for the rep is not the rep's doing; what is typed later shows as a correction.
    """
    day = own[0].day
    closing = datetime.combine(day, rules.day_ends) - TYPED_WITHIN
    late = [
        touch
        for touch in own
        if touch.created_by == touch.rep
        and not touch.day_only
        and touch.created_at - touch.at > LONG_AGO
        and rules.wall(touch.created_at) >= closing
        and touch.created_at < rules.final(day)
    ]
    together = _densest(sorted(late, key=lambda touch: (touch.created_at, touch.at, touch.no)))
    is_half = len(together) >= LEAST_TYPED and 2 * len(together) >= len(own)
    if len(together) >= MANY_TYPED or is_half:
        start, end = (rules.wall(touch.created_at) for touch in (together[0], together[-1]))
        form = "%H:%M" if end.date() == day else "%m-%d %H:%M"
        said = {"start": start.strftime(form), "end": end.strftime(form)}
        records = map(record_of, together)
        yield found_in(together[0], "typed_together", records, count=len(together), total=len(own), **said)


def _densest(typed: Sequence[TouchRow]) -> Sequence[TouchRow]:
    """Return the most touches typed within TYPED_WITHIN of each other, the first of several such runs."""
    best, start = typed[:0], 0
    for end, touch in enumerate(typed, 1):
        while touch.created_at - typed[start].created_at > TYPED_WITHIN:
            start += 1
        if end - start > len(best):
            best = typed[start:end]
    return best


def _all_reached(counted: Sequence[TouchRow], noun: str) -> Iterator[Found]:
    if len(counted) >= LEAST_BASE and all(touch.reached for touch in counted):
        records = map(record_of, counted)
        yield found_in(counted[0], "all_reached", records, noun=noun, count=len(counted))
