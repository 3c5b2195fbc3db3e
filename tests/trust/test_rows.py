"""Every row of what must never happen has a test that is marked with it, and figures come back as they were told."""

import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tests.trust.rows import ROWS, figures_in, joined, line_of

TESTS = Path(__file__).parents[1]
_MARK = re.compile(r"mark\.trust\(((?:\s*\"[RS]\d+\",?)+)\s*\)")
_BY_JOB = re.compile(r"\"(R\d+)\"")


def test_every_row_has_a_test_and_every_mark_a_row() -> None:
    marked: set[str] = set()
    for path in TESTS.rglob("test_*.py"):
        source = path.read_text(encoding="utf-8")
        for found in _MARK.finditer(source):
            marked |= set(re.findall(r"[RS]\d+", found[1]))
        if path.name == "test_kills.py":
            marked |= set(_BY_JOB.findall(source))
    assert marked == set(ROWS)


WORDS = st.text("abc deg", min_size=1).map(lambda text: f"x{text}y")
FIGURES = st.dictionaries(
    WORDS,
    st.integers(0, 10**9) | st.integers(0, 10**6).map(lambda cents: cents / 100),
    min_size=1,
    max_size=5,
)


@given(row=st.sampled_from(sorted(ROWS)), figures=FIGURES)
def test_a_line_is_read_back_as_it_was_told(row: str, figures: dict[str, int | float]) -> None:
    assert figures_in(line_of(row, figures)) == (row, figures)


def test_counts_are_added_and_of_measures_the_largest_stays() -> None:
    one, other = {"kills": 3, "seconds the longest": 2.5}, {"kills": 4, "seconds the longest": 1.5, "lost": 0}
    assert joined(one, other) == {"kills": 7, "seconds the longest": 2.5, "lost": 0}
