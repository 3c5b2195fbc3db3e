"""A form as a page, as Markdown and as bars: every text in its place, nothing of anyone else's in the page."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from crm_cli import i18n
from crm_cli.domain.bars import bar_lines
from crm_cli.domain.cleaning import cell_width, clean
from crm_cli.domain.form import Bar, Box, Chart, Field, Figures, Form, Listing, Panel, Timetable
from crm_cli.exchange.form_grid import COLUMNS, lines, places
from crm_cli.exchange.form_html import form_html
from crm_cli.exchange.form_markdown import form_markdown

NASTY = (
    "</td><script>alert(1)</script>", '" onload="x', "[/b]", "=1+1", "\x1b[31mred", "a\u202eb", "1. one", "a|b",
    "`code`\nnext", "繁體 & <b>", "![x](http://e.com/p.png)", "- item",
)  # fmt: skip
VOID = {"meta", "col", "br"}


def form_of(*texts: str) -> Form:
    """A form that has each of the texts in every kind of block."""
    fields = (
        Field("no", "no.", main=True, weight=1), Field("who", "who", main=True), Field("of", "of what", main=True),
        Field("n", "count", main=True, numeric=True), Field("note", "note", line=2, weight=6),
    )  # fmt: skip
    rows = tuple((f"k{n}", text, text, str(n), text) for n, text in enumerate(texts, 1))
    plain = tuple((f"v{n}", text, text, "7", "") for n, text in enumerate(texts, 1))
    return Form(
        name="Daily report",
        title=texts[0],
        header=tuple((f"head {n}", text) for n, text in enumerate(texts)),
        blocks=(
            Listing("A. Two lines", fields, rows),
            Listing("B. One line", tuple(field._replace(line=1) for field in fields), plain),
            Listing("Nothing here", fields, ()),
            Panel("Panel", tuple((text, text) for text in texts)),
            Figures("C. Results", (("Visits", tuple((text, "23/86 = 26.7 %") for text in texts)), ("", (("more", "1"),)))),
            Chart("Bars", tuple(Bar(text, n, f"{n} of 20", n / 2) for n, text in enumerate(texts))),
            Chart("No bars", ()),
            Timetable("Days", "day", ("one", "two"), tuple((text, ((text, text), ())) for text in texts)),
        ),
        boxes=(Box("Signature", texts[-1]), Box("Owner")),
        none="none",
        remark=texts[0],
    )  # fmt: skip


class Page(HTMLParser):
    """What a page says, and whether its elements close in the order in which they opened."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.said: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.said.append(data)


def words_of(text: str) -> str:
    return "".join(text.split())


@pytest.mark.trust("S15")
def test_a_page_is_whole_says_everything_and_fetches_nothing() -> None:
    form = form_of(*NASTY)
    text = form_html(form)
    page = Page(text)
    assert page.open == []
    assert page.tags <= {
        "html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "p", "section", "table", "thead",
        "tbody", "tr", "th", "td", "col", "span", "i", "b", "div",
    }  # fmt: skip
    assert {name for name, _value in page.attributes} <= {
        "lang", "charset", "name", "content", "http-equiv", "class", "scope", "colspan", "style", "data-t"
    }  # fmt: skip
    # Of what a style may say only the length of a bar and the width of a column come from outside the sheets.
    styles = [value or "" for name, value in page.attributes if name == "style"]
    assert all(re.fullmatch(r"width:[\d.]+(e-?\d+)?%", style) for style in styles)
    assert not re.search(r"url\(|@import|https?://(?!e\.com)", text)
    said = words_of("".join(page.said))
    for nasty in NASTY:
        assert said.count(words_of(clean(nasty, multiline=True))) >= 8
    assert said.count("none") >= 2


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_a_page_says_its_language(language: str) -> None:
    with i18n.speaking(language):
        assert f'<html lang="{language}">' in form_html(form_of("x"))


def test_an_empty_second_line_takes_no_row() -> None:
    fields = (Field("a", "a"), Field("b", "b", line=2))
    form = form_of("x")._replace(blocks=(Listing("T", fields, (("1", ""), ("2", "said"))),))
    assert form_html(form).count("<tr>") == 2 + 3 + len(form.header) + 2


def test_markdown_is_read_back_as_it_was_meant() -> None:
    tokens = MarkdownIt("commonmark").enable("table").parse(form_markdown(form_of(*NASTY)))
    kinds = {token.type for token in tokens}
    assert not {"html_block", "code_block", "ordered_list_open", "hr"} & kinds
    inline = [child for token in tokens for child in token.children or []]
    assert {child.type for child in inline} <= {"text", "text_special", "strong_open", "strong_close"}
    said = words_of(
        "".join(child.content for child in inline) + "".join(t.content for t in tokens if t.type == "fence")
    )
    for nasty in NASTY:
        assert said.count(words_of(clean(nasty))) >= 5
    tables = [token for token in tokens if token.type == "table_open"]
    assert len(tables) == 2
    heads = [token for token in tokens if token.type == "th_open"]
    assert [head.attrs.get("style") for head in heads][3] == "text-align:right"


def test_a_wide_table_keeps_its_main_columns_and_says_the_rest_beside_them() -> None:
    fields = tuple(Field(f"f{n}", f"t{n}", main=n < 3) for n in range(15))
    row = tuple(f"c{n}" if n != 9 else "" for n in range(15))
    text = form_markdown(form_of("x")._replace(blocks=(Listing("T", fields, (row,)),)))
    table = [line for line in text.split("\n") if line.startswith("|")]
    assert len(table) == 3
    assert table[2].count(" | ") == 3
    assert all(f"t{n}: c{n}" in table[2] for n in range(3, 15) if n != 9)
    assert "t9" not in text


AMOUNTS = st.floats(0, 1e9).map(lambda value: round(value, 3))
BARS = st.lists(
    st.tuples(
        st.text(max_size=12),
        st.one_of(st.none(), AMOUNTS),
        st.text("0123456789/=% 万元", max_size=16),
        st.one_of(st.none(), AMOUNTS),
    ),
    min_size=1, max_size=8,
)  # fmt: skip


@given(BARS, st.integers(20, 200))
def test_bars_fit_their_width_and_longer_ones_are_of_more(
    found: list[tuple[str, float | None, str, float | None]], width: int
) -> None:
    chart = Chart("x", tuple(Bar(label, value, text, part) for label, value, text, part in found))
    drawn = bar_lines(chart, width)
    assert len(drawn) == len(chart.bars)
    assert max(map(cell_width, drawn)) <= width
    lengths = [sum(line.count(block) for block in "█▉▊▋▌▍▎▏▒") for line in drawn]
    if any(lengths):
        for bar, length in zip(chart.bars, lengths, strict=True):
            assert (length > 0) == bool(bar.value)
        for one, length in zip(chart.bars, lengths, strict=True):
            for other, longer in zip(chart.bars, lengths, strict=True):
                if (one.value or 0) < (other.value or 0):
                    assert length <= longer + 1


def test_bars_are_drawn_dark_as_far_as_the_part_goes() -> None:
    chart = Chart(
        "x",
        (Bar("周一", 20, "10/20", 10), Bar("周二", 10, "0/10", 0), Bar("三", 0, "0", 0), Bar("四", 5, "5")),
    )
    assert bar_lines(chart, 31) == [
        "周一 10/20 ██████████▒▒▒▒▒▒▒▒▒▒",
        "周二  0/10 ▒▒▒▒▒▒▒▒▒▒",
        "三       0",
        "四       5 █████",
    ]


@given(st.lists(st.tuples(st.integers(1, 12), st.integers(1, 2)), min_size=1, max_size=40))
def test_the_cells_of_a_line_fill_the_grid(found: list[tuple[int, int]]) -> None:
    fields = [Field(str(n), "", line=line, weight=weight) for n, (weight, line) in enumerate(found)]
    if max(sum(field.line == number for field in fields) for number in (1, 2)) > COLUMNS:
        with pytest.raises(ValueError, match="fields in a line"):
            lines(fields)
        return
    for number in (1, 2):
        spans = [span for _place, span in places(fields, number)]
        assert sum(spans) in {0, COLUMNS}
        assert all(span > 0 for span in spans)


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("v10", True),
        ("13800001552", True),
        ("+86 138 0000 1552", True),
        ("(020)8000-1552", True),
        ("09:05–09:09", True),
        ("2026-11-24", True),
        ("首次拜访", True),
        ("", False),
        ("2026-11-24 问方案进展", False),
        ("13800001552 13900001552 020-80000000", False),
    ],
)
def test_a_number_a_phone_or_a_time_stays_on_one_line(text: str, whole: bool) -> None:
    listing = Listing("t", (Field("a", "a", 1), Field("b", "b", 1)), ((text, "x" * 9),))
    page = form_html(Form("n", "t", (), (listing,), (), "none", ""))
    assert f'{{class="w" data-t="a">{text}</td>'[1:] in page if whole else 'class="w"' not in page
