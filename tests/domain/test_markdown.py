"""What was typed becomes no element of Markdown, however it is put there."""

import pytest
from markdown_it import MarkdownIt

from crm_cli.domain.markdown import fenced, plain_line
from tests.trust.hostile import ALL

WORDS = {"paragraph_open", "paragraph_close", "inline", "text", "softbreak", "hardbreak", "text_special"}


@pytest.mark.parametrize("indent", ["", "  ", "        "])
def test_a_line_of_plain_text_is_words(indent: str) -> None:
    for text in ALL:
        parsed = (
            MarkdownIt("commonmark", {"html": True}).enable("table").parse(plain_line(indent + text) + "\n")
        )
        found = {one.type for token in parsed for one in (token, *(token.children or []))}
        assert found <= WORDS, text


def test_a_fence_is_longer_than_any_in_its_text() -> None:
    text = "```\n![x](http://x/y.png)\n`````\n<script>"
    parsed = MarkdownIt("commonmark", {"html": True}).parse(fenced(text) + "after\n")
    assert [one.type for one in parsed] == ["fence", "paragraph_open", "inline", "paragraph_close"]
    assert parsed[0].content == f"{text}\n"
