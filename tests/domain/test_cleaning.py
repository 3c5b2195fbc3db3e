"""Hostile text never reaches a terminal or a spreadsheet, and widths are those a terminal draws."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from crm_cli.domain.cleaning import cell_width, clean, clusters, defuse, fit, storable, undefuse

BAD = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff"
    "\ud800-\udfff\ufff9-\uffff\U000e0000-\U000e007f]"
)
FORMULA = re.compile("[=+@\t\r＝＋－＠-]")

anything = st.text(st.characters(codec=None, categories=None), max_size=40)
tricky = st.text(
    st.one_of(
        st.sampled_from("广州礼品 ab1#☎❤👨👩👧👍🏽🇨🇳각\u1161\u0301\u200d\ufe0f\u20e3，。ﾊ𠮷\xad"),
        st.characters(categories=["L", "M", "N", "P", "S", "Zs"]),
    ),
    max_size=30,
)


def recipe(text, multiline=False):
    """The reference definition, without any short cut."""
    text = BAD.sub("\ufffd", text)
    return text if multiline else re.sub(r"[\t\r\n]+", " ", text)


@pytest.mark.trust("S1")
@given(anything, st.booleans())
def test_clean_is_the_recipe(text, multiline):
    cleaned = clean(text, multiline)
    assert cleaned == recipe(text, multiline)
    assert not BAD.search(cleaned.replace("\ufffd", ""))
    assert clean(cleaned, multiline) == cleaned


@pytest.mark.trust("S1")
def test_clean_agrees_with_the_recipe_on_every_character():
    everything = "".join(map(chr, range(0x110000)))
    assert clean(everything) == recipe(everything)
    passed = [hex(ord(char)) for char in BAD.findall(everything) if clean(char) != "\ufffd"]
    assert passed == []


@pytest.mark.trust("S3")
@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b]52;c;cm0=\x07", "\ufffd]52;c;cm0=\ufffd"),
        ("\x9b31mred", "\ufffd31mred"),
        ("invoice\u202egpj.exe", "invoice\ufffdgpj.exe"),
        ("zero\u200bwidth", "zero\ufffdwidth"),
        ("line\u2028break", "line\ufffdbreak"),
        ("two\n\tlines", "two lines"),
        ("[/b]建材", "[/b]建材"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("lone\udc80", "lone\ufffd"),
        ("obj\ufffcect", "obj\ufffdect"),
    ],
)
def test_clean_shows(hostile, shown):
    assert clean(hostile) == shown


@given(anything)
def test_storable_loses_only_what_cannot_be_stored(text):
    kept = storable(text)
    assert kept == "".join(char for char in text if char != "\0" and not 0xD800 <= ord(char) <= 0xDFFF)
    assert kept.encode().decode() == kept


@pytest.mark.trust("S4")
@given(st.one_of(anything, st.text("'=+-@\t\r＝＋－＠0 (.)a", max_size=8)))
def test_defusing_is_exact_and_leaves_no_formula(cell):
    defused = defuse(cell)
    assert undefuse(defused) == cell
    assert not FORMULA.match(defused) or re.fullmatch(r"[+-]?[0-9 ().-]+", defused)


@pytest.mark.trust("S4")
@pytest.mark.parametrize(
    ("cell", "defused"),
    [
        ("=SUM(A1)", "'=SUM(A1)"),
        ("+86 20 8000-0001", "+86 20 8000-0001"),
        ("+86 20 8000-0001\n", "'+86 20 8000-0001\n"),
        ("-3.5", "-3.5"),
        ("-3+cmd|' /C calc'!A0", "'-3+cmd|' /C calc'!A0"),
        ("＝1", "'＝1"),
        ("\t=1", "'\t=1"),
        ("'=x", "''=x"),
        ("'quoted'", "'quoted'"),
        ("@here", "'@here"),
        ("", ""),
    ],
)
def test_defuse(cell, defused):
    assert defuse(cell) == defused


def test_width_is_right_for_every_character_but_the_uniform_blocks():
    uniform = [(0x3500, 0x4D00), (0x4F00, 0x9F00), (0xAD00, 0xD700), (0xE000, 0xF8FF), (0x12000, 0x16000)]
    wrong = [
        hex(point)
        for point in range(0x20000)
        if not any(first <= point <= last for first, last in uniform)
        and unicodedata.category(chr(point)) not in {"Cn", "Cs"}
        and cell_width(chr(point)) != cell_len(chr(point))
    ]
    assert wrong == []


@given(tricky)
def test_width_is_that_of_rich(text):
    # Rich knows a newer Unicode than Python may; what is unassigned here is not compared.
    assert cell_width(text) == cell_len(text)
    pieces = list(clusters(text))
    assert "".join(piece for piece, _cells in pieces) == text
    assert sum(cells for _piece, cells in pieces) == cell_width(text)


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("王总", 4),
        ("e\u0301", 1),
        ("👍🏽", 2),
        ("👨\u200d👩\u200d👧", 2),
        ("☎", 1),
        ("☎\ufe0f", 2),
        ("1\ufe0f\u20e3", 2),
        ("🩷", 2),
        ("🇨🇳", 2),
        ("한글", 4),
        ("ｱ", 1),
        ("", 0),
    ],
)
def test_width(text, cells):
    assert cell_width(text) == cells


@given(tricky, st.integers(0, 40))
def test_fit_is_exact_and_cuts_between_pieces(text, width):
    fitted = fit(text, width)
    assert cell_width(fitted) == width
    if cell_width(text) <= width:
        assert fitted.startswith(text.rstrip("\u200d"))
    else:
        kept = fitted.rstrip(" ").removesuffix("..") if width > 2 else fitted.rstrip(" ")
        pieces = [piece for piece, _cells in clusters(text)]
        starts = {"".join(pieces[:n]).rstrip(" ") for n in range(len(pieces) + 1)}
        assert kept.rstrip(" ") in starts


@pytest.mark.parametrize(
    ("text", "width", "fitted"),
    [
        ("白云国际", 8, "白云国际"),
        ("白云国际", 7, "白云.. "),
        ("白云国际", 6, "白云.."),
        ("白云国际", 3, ".. "),
        ("白云国际", 2, "白"),
        ("白云国际", 1, " "),
        ("Baiyun", 5, "Bai.."),
        ("ab", 4, "ab  "),
        ("ab", -1, ""),
        ("a\u200d", 3, "a  "),
    ],
)
def test_fit(text, width, fitted):
    assert fit(text, width) == fitted
