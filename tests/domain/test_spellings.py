"""A word is asked for in the ways it may have been typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_cli.domain.folding import fold
from crm_cli.domain.spellings import MOST_HAN, spellings


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("汽車", "汽车"),
        ("汽车", "汽車"),
        ("周大福集团", "周大福集團"),
        ("台湾", "臺灣"),
        ("頭髮", "头发"),
        ("it服务", "IT服務"),
        ("IT", "ＩＴ"),
        ("ＩＴ", "it"),
        ("logistics", "Logistics"),
        ("bydCars", "bydCars"),
        ("廣東發展銀行大廈東座萬國廣場", "广东发展银行大厦东座万国广场"),
        ("广东发展银行大厦东座万国广场", "廣東發展銀行大廈東座萬國廣場"),
    ],
)
def test_one_spelling_finds_another(typed: str, stored: str) -> None:
    found = spellings(typed)
    assert found[0] == typed
    assert stored in found
    assert len(found) == len(set(found)) <= 10 * MOST_HAN


@given(st.text("汽车發发台万IT 9a（", max_size=12))
def test_every_spelling_is_the_same_word(text: str) -> None:
    assert {fold(one) for one in spellings(text)} == {fold(text)}
