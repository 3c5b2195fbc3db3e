"""Dealing pieces of work out among people so that everyone gets as many, of each kind and in all."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence

from crm_cli.domain.frozen import Frozen


class Piece(Frozen):
    """A piece of work that stays whole: its kind, how large it is, and who may get it (at least one)."""

    kind: Hashable
    size: int
    eligible: tuple[int, ...]


class Held(Frozen):
    """A piece that somebody has already."""

    kind: Hashable
    size: int
    holder: int


def deal(pieces: Sequence[Piece], held: Iterable[Held] = ()) -> list[int]:
    """Return who gets each piece: who has fewest of its kind, then fewest in all, then the least work.

    Pieces that everybody may get leave, where nobody held any, no two people more than one piece apart, of any
    kind and in all.
    """
    of_kind: Counter[tuple[Hashable, int]] = Counter()
    in_all: Counter[int] = Counter()
    work: Counter[int] = Counter()

    def give(kind: Hashable, size: int, holder: int) -> None:
        of_kind[kind, holder] += 1
        in_all[holder] += 1
        work[holder] += size

    for one in held:
        give(*one)
    kinds: dict[Hashable, list[int]] = {}
    for place, piece in enumerate(pieces):
        kinds.setdefault(piece.kind, []).append(place)
    dealt = [0] * len(pieces)
    # One kind after the other: what is left over of each goes to who had less so far, and so all stay level.
    for kind, places in kinds.items():
        for place in places:
            chosen = min(pieces[place].eligible, key=lambda one: (of_kind[kind, one], in_all[one], work[one]))
            give(kind, pieces[place].size, chosen)
            dealt[place] = chosen
    return dealt


def deal_whole(
    sizes: Sequence[int], eligible: Sequence[tuple[int, ...]], loads: Mapping[int, int]
) -> list[int]:
    """Return who gets each of some large pieces, the largest dealt first, to whoever has least by then."""
    total = Counter(loads)
    dealt = [0] * len(sizes)
    for place in sorted(range(len(sizes)), key=lambda one: -sizes[one]):
        chosen = min(eligible[place], key=lambda one: total[one])
        total[chosen] += sizes[place]
        dealt[place] = chosen
    return dealt
