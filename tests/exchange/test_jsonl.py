"""JSON Lines come back as they were written, and a bad line is named."""

import io
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_cli.errors import UsageError
from crm_cli.exchange.jsonl import read_jsonl, write_jsonl

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.dictionaries(st.text(st.characters()), values, max_size=4), max_size=4))
def test_what_is_written_is_read_back(rows):
    stream = io.BytesIO()
    assert write_jsonl(stream, rows) == len(rows)
    assert list(read_jsonl(stream.getvalue())) == list(enumerate(rows, start=1))


def test_chinese_is_readable_and_dates_are_iso():
    stream = io.BytesIO()
    row = {
        "name": "公司\u2028",
        "on": date(2025, 11, 3),
        "at": datetime(2025, 11, 3, 9, 5),
        "sum": [Decimal(3), Decimal("1.5")],
        "tags": {"b", "a"},
    }
    write_jsonl(stream, [row])
    assert stream.getvalue().decode() == (
        '{"name": "公司\u2028", "on": "2025-11-03", "at": "2025-11-03T09:05:00", "sum": [3, 1.5], "tags": ["a", "b"]}\n'
    )
    with pytest.raises(TypeError):
        write_jsonl(stream, [{"x": object()}])


def test_blank_lines_marks_and_crlf_are_nothing():
    assert list(read_jsonl('\ufeff{"a": 1}\r\n\r\n  \n{"a": "公"}'.encode())) == [
        (1, {"a": 1}),
        (4, {"a": "公"}),
    ]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (b'{"a": 1', "Line 2 is not JSON"),
        (b'{"a": NaN}', "Line 2 is not JSON"),
        (b"[1]", "Line 2 is not a JSON object"),
        (b'{"a": "\xb9\xab"}', r"Line 2 \(its byte 7\)"),
        (b"[" * 100_000, "Line 2 is not JSON"),
        (b'{"a": ' + b"9" * 5000 + b"}", "Line 2 is not JSON"),
    ],
)
def test_a_bad_line_is_named(line, sentence):
    with pytest.raises(UsageError, match=sentence):
        list(read_jsonl(b'{"a": 1}\n' + line + b"\n"))
