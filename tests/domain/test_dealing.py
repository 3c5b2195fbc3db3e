"""Dealing out: nobody gets more than their share, of any kind and in all, and only what they may get."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from crm_cli.domain.dealing import Held, Piece, deal, deal_whole

PEOPLE = (1, 2, 3)
KINDS = st.sampled_from("abcd")
PIECES = st.lists(st.tuples(KINDS, st.integers(1, 4)), max_size=60)
SOME = st.sets(st.sampled_from(PEOPLE), min_size=1).map(lambda one: tuple(sorted(one)))


@given(PIECES)
def test_shares_of_every_kind_and_in_all_are_within_one(pieces: list[tuple[str, int]]) -> None:
    dealt = deal([Piece(kind, size, PEOPLE) for kind, size in pieces])
    for kind in {None, *(kind for kind, _size in pieces)}:
        counts = Counter(dict.fromkeys(PEOPLE, 0))
        counts.update(
            who for who, (of, _size) in zip(dealt, pieces, strict=True) if kind is None or of == kind
        )
        assert max(counts.values()) - min(counts.values()) <= 1


@given(st.lists(st.tuples(KINDS, st.integers(1, 4), SOME), max_size=40))
def test_only_who_may_get_a_piece_gets_it(pieces: list[tuple[str, int, tuple[int, ...]]]) -> None:
    dealt = deal([Piece(*one) for one in pieces])
    assert all(who in eligible for who, (_kind, _size, eligible) in zip(dealt, pieces, strict=True))


def test_who_holds_less_gets_more_until_all_have_as_many() -> None:
    held = [Held("a", 1, 1)] * 4
    dealt = Counter(deal([Piece("a", 1, (1, 2))] * 6, held))
    assert dealt == {2: 5, 1: 1}


def test_among_equals_the_least_work_decides() -> None:
    pieces = [Piece("a", size, (1, 2)) for size in (2, 1, 2, 1)]
    assert deal(pieces) == [1, 2, 2, 1]


@given(st.lists(st.tuples(st.integers(1, 9), SOME), max_size=30))
def test_the_largest_whole_piece_is_dealt_first(pieces: list[tuple[int, tuple[int, ...]]]) -> None:
    sizes = [size for size, _of in pieces]
    dealt = deal_whole(sizes, [of for _size, of in pieces], {})
    assert all(who in of for who, (_size, of) in zip(dealt, pieces, strict=True))
    # Where everybody may get all, nobody is ahead by more than the largest piece.
    free = deal_whole(sizes, [PEOPLE] * len(sizes), {})
    loads = Counter(dict.fromkeys(PEOPLE, 0))
    for size, who in zip(sizes, free, strict=True):
        loads[who] += size
    assert max(loads.values()) - min(loads.values()) <= max(sizes, default=0)
