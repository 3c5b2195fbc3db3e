"""A full-text index of n-grams finds exactly what a scan for the substring finds."""

import sqlite3
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_cli.domain.ngrams import (
    framed_tokens,
    framed_tokens_all,
    initials_query,
    initials_tokens,
    initials_tokens_all,
    name_query,
    name_tokens,
    pinyin_query,
)
from crm_cli.domain.pinyin import spellings

HOSTILE = [
    *(
        "C++",
        "O'Brien",
        '"',
        '""',
        "*",
        "a*",
        "NEAR(",
        "NEAR(a b)",
        "-x",
        "a AND b",
        "a OR",
        "NOT",
        "name:x",
        "^a",
    ),
    *(
        "\x00",
        "a\x00b",
        "🏭",
        "👩‍👩‍👧",
        "🇨🇳",
        "\ud800",
        "\udc00\ud800",
        "foo@bar.com",
        "%_\\",
        "{a b}",
        "(",
        ")",
        "+",
    ),
    *(
        "北京天安门",
        "京天",
        "王",
        "é",
        "e\u0301",
        "ß",
        "İ",
        "ǀ",
        "ǀ00006",
        "ǀ000061",
        "a",
        "000061",
        "ı",
        "σς",
        "한국",
    ),
    *(
        "\ue000",
        "\U000f0000",
        "\U00031350",
        "𠮷",
        "一丁",
        "龥龦",
        "かな",
        " ",
        "a b",
        "  ",
        "\n",
        "\u3000",
        "١٢",
        "々〇",
    ),
]
# Few letters make hits likely; the hostile ones are those an index could take apart, merge or lose.
LETTERS = st.sampled_from("ab0王总 *\"'+ǀ6é\u0301🏭\x00\ud800\ue000AÀ한龦")
TEXTS = st.text(LETTERS, max_size=8) | st.text(max_size=12) | st.sampled_from(HOSTILE)


@pytest.fixture(scope="module")
def index():
    """A database with one contentless table for each way to call the tokenizer."""
    database = sqlite3.connect(":memory:", isolation_level=None)
    database.execute(
        "create virtual table plain using fts5(name, initials, content='', tokenize='unicode61')"
    )
    database.execute(
        "create virtual table strict using fts5(name, initials, content='', tokenize='unicode61 remove_diacritics 0')"
    )
    database.execute("create virtual table bare using fts5(name, initials, content='', tokenize='ascii')")
    yield database
    database.close()


def found(database, table, texts, query):
    """Return the row ids found by name and by initials among the texts."""
    rows = [(number, name_tokens(text), initials_tokens(text)) for number, text in enumerate(texts)]
    database.execute("begin")
    database.executemany(f"insert into {table}(rowid, name, initials) values (?, ?, ?)", rows)
    search = f"select rowid from {table} where {table} match ? order by rowid"
    by_name = [row for (row,) in database.execute(search, (f"name : {name_query(query)}",))]
    by_initials = [row for (row,) in database.execute(search, (f"initials : {initials_query(query)}",))]
    database.execute("rollback")
    return by_name, by_initials


@settings(max_examples=250)
@given(st.data(), st.lists(TEXTS, min_size=1, max_size=6), st.sampled_from(["plain", "strict", "bare"]))
def test_hits_equal_the_scan(index, data, texts, table):
    source = data.draw(st.sampled_from(texts))
    start = data.draw(st.integers(0, max(len(source) - 1, 0)))
    inside = source[start : start + data.draw(st.integers(1, 6))]
    query = data.draw(st.sampled_from([inside, inside[::-1]]) | TEXTS) or "a"
    scan = [number for number, text in enumerate(texts) if query in text]
    assert found(index, table, texts, query) == (scan, scan)


@pytest.mark.trust("S10")
@pytest.mark.parametrize("query", HOSTILE)
def test_hostile_text_is_only_text(index, query):
    texts = [*HOSTILE, "x" + query, query + "x", query + query, query[:-1]]
    scan = [number for number, text in enumerate(texts) if query in text]
    assert found(index, "plain", texts, query) == (scan, scan)


def test_the_tokens_are_short_where_text_is_plain():
    assert name_tokens("北京天") == "北京 京天 天"
    assert initials_tokens("bygj") == "byg ygj gj j"
    assert name_tokens("") == initials_tokens("") == ""


@pytest.mark.parametrize("ask", [name_query, initials_query])
def test_nothing_is_not_a_query(ask):
    with pytest.raises(ValueError, match="no text"):
        ask("")


@pytest.mark.parametrize("table", ["plain", "bare"])
def test_no_piece_is_the_beginning_of_another(index, table):
    """One token for each code point, and none the tokenizer changes, splits or drops: every block of Unicode."""
    points = [*range(0x3000), *range(0x3000, 0x110000, 97)]
    text = "".join(map(chr, points))
    index.execute("begin")
    index.execute(f"insert into {table}(rowid, name) values (1, ?)", (" ".join(map(name_tokens, text)),))
    index.execute(f"create virtual table temp.terms using fts5vocab('main', '{table}', 'instance')")
    terms = [term for (term,) in index.execute("select term from terms order by offset")]
    index.execute("drop table temp.terms")
    index.execute("rollback")
    assert terms == list(map(name_tokens, text))
    ordered = sorted(terms)
    assert not [before for before, after in pairwise(ordered) if after.startswith(before)]


def test_typed_pinyin_is_found_from_the_start_of_a_syllable(index):
    stored = ["bai yun guo ji", "guang an", "fang an", "fan gan", "kfc can ting"]
    index.execute("begin")
    index.executemany("insert into plain(rowid, name) values (?, ?)", enumerate(stored))
    search = "select rowid from plain where plain match ? order by rowid"
    hits = {
        query: [row for (row,) in index.execute(search, (pinyin_query(spellings(query)),))]
        for query in ("baiyun", "yung", "aiyun", "fangan", "an", "cantin")
    }
    index.execute("rollback")
    assert hits == {"baiyun": [0], "yung": [0], "aiyun": [], "fangan": [2, 3], "an": [1, 2], "cantin": [4]}
    with pytest.raises(ValueError, match="no spelling"):
        pinyin_query([])


@given(st.lists(st.text(alphabet="白云abc0(·\n\0\1 𠮷é", max_size=5), max_size=6))
def test_a_column_is_cut_as_each_of_its_texts_is(texts: list[str]) -> None:
    assert framed_tokens_all(texts) == list(map(framed_tokens, texts))
    assert initials_tokens_all(texts) == list(map(initials_tokens, texts))
