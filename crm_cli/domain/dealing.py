"""Dealing pieces of work out among people so that everyone gets as much, of each kind and in all."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence

from crm_cli.domain.frozen import Frozen


class Piece(Frozen):
    """A piece of work that stays whole: its kind, how much it is, and who may get it (at least one)."""

    kind: Hashable
    size: int
    eligible: tuple[int, ...]


def deal(
    pieces: Iterable[Piece],
    loads: Mapping[int, int],
    by_kind: Mapping[tuple[Hashable, int], int] | None = None,
) -> list[int]:
    """Return who gets each piece, in order: who has least of its kind so far, then least in all, then stands first.

    `loads` are what everyone has already, `by_kind` of which kind. Pieces of one size that everybody may get
    leave no two people more than one apart, of any kind and in all.
    """
    total, of_kind = Counter(loads), Counter(by_kind or {})
    dealt = []
    for kind, size, eligible in pieces:
        chosen = min(eligible, key=lambda one: (of_kind[kind, one], total[one]))
        of_kind[kind, chosen] += size
        total[chosen] += size
        dealt.append(chosen)
    return dealt


def deal_whole(
    sizes: Sequence[int], eligible: Sequence[tuple[int, ...]], loads: Mapping[int, int]
) -> list[int]:
    """Return who gets each of some large pieces, the largest dealt first to whoever has least by then."""
    total = Counter(loads)
    dealt = [0] * len(sizes)
    for place in sorted(range(len(sizes)), key=lambda one: -sizes[one]):
        chosen = min(eligible[place], key=lambda one: total[one])
        total[chosen] += sizes[place]
        dealt[place] = chosen
    return dealt
