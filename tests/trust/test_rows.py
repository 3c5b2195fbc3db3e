"""Every row of what must never happen has a test that is marked with it, and figures come back as they were told."""

import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tests.trust.rows import ROWS, figures_in, joined, line_of
from tools import make_figures

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


def test_figures_are_put_into_a_page_in_its_language() -> None:
    line = line_of("R7", {"writes by 8 processes": 8000, "seconds the longest wait": 2.41, "lost": 0})
    page = "| two at once | <!--R7-->–<!--/R7--> |"
    found = make_figures.read(f"{line}\n{line}\n")
    english, chinese = (make_figures.filled(page, found, language) for language in ("en", "zh-Hans"))
    assert "16,000 writes by 8 processes, 2.41 seconds the longest wait, 0 lost" in english
    assert "16,000 次写入（8 个进程），2.41 秒最长等待，0 丢失" in chinese
    assert make_figures.filled(english, found, "en") == english


def test_every_figure_told_has_its_words_in_chinese() -> None:
    """Each figure that a test tells is a text of its source: its words are a key of WORDS."""
    told = re.compile(
        r"(?<![\w\]])\"([a-z][a-z0-9 ]+)\": (?:\d|[a-z_]+[,(}\[]|len|round|sums|there|refused|reads)"
    )
    for path in [*(TESTS / "trust").glob("test_*.py"), TESTS / "storage" / "test_power_loss.py"]:
        source = path.read_text(encoding="utf-8")
        for block in re.findall(r"figure\(\s*\{(.*?)\}\s*\)", source, re.S):
            for words in told.findall(block):
                assert words in make_figures.WORDS, f"{path.name}: {words}"
