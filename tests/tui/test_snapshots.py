"""The pictures of the desk, in the README and beside this file, are what its screens show."""

import re
from pathlib import Path

import pytest
from rich.segment import Segment
from rich.style import Style

from tools.make_screens import COMPARED, SHOWN, sample_firm, shots, stale
from tools.screen_svg import svg

ROOT = Path(__file__).parents[2]


def test_every_picture_shows_its_screen() -> None:
    with sample_firm() as firm:
        assert [shot.file for shot in shots() if stale(firm, shot)] == [], "python -m tools.make_screens"


def test_no_picture_is_left_of_a_screen_that_is_not_drawn_any_more() -> None:
    drawn = {shot.path for shot in shots()}
    assert {*COMPARED.glob("*"), *SHOWN.glob("*")} <= drawn


def test_the_readme_shows_three_of_them() -> None:
    shown = re.findall(r"\]\((docs/pictures/[^)]+)\)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert len(shown) == 3
    assert all((ROOT / path).exists() for path in shown)


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("ab", '<text x="10" y="23.5" textLength="16.8">ab</text>'),
        (" 白云 a", '<text x="19.24 36.04" y="23.5" font-size="15">白云</text>'),
        (" 白云 a", '<text x="60.4" y="23.5" textLength="8.4">a</text>'),
        ("a…", '<text x="18.4" y="23.5">…</text>'),
        ("a  b", '<text x="35.2" y="23.5" textLength="8.4">b</text>'),
        ("███", '<rect x="10" y="10" width="25.2" height="18" fill="#e0e0e0"/>'),
        ("[/b]<&", ">[/b]&lt;&amp;</text>"),
    ],
)
def test_a_character_stands_in_its_cells(text: str, drawn: str) -> None:
    assert drawn in svg([[Segment(text, Style())]], 20, "")
