"""Names of firms that may mean one another."""

import pytest

from crm_cli.domain.folding import core_name, core_words, fold
from crm_cli.domain.near_firms import is_near, shorter_keys


@pytest.mark.parametrize(
    ("said", "on_file"),
    [
        ("广州宏达礼品有限公司", "宏达礼品"),
        ("广州宏达礼品有限公司", "宏達禮品有限公司"),
        ("广州宏达礼品", "宏达有限公司"),
        ("广州宏达国际礼品贸易", "宏达国际礼品贸易（集团）有限公司"),
        ("Acme Trading Far East Ltd", "ACME Trading Co., Ltd."),
        ("万科企业", "万科集团"),
    ],
)
def test_a_firm_on_file_by_a_part_of_the_name_is_among_the_keys(said: str, on_file: str) -> None:
    held = fold(on_file)
    keys = shorter_keys(core_words(said))
    assert held in keys or held.replace("(集团)", "") in keys
    assert is_near(core_name(said), core_name(on_file))
    assert is_near(core_name(on_file), core_name(said))


def test_keys_stay_few_and_one_character_is_no_name() -> None:
    assert len(shorter_keys(core_words("广州市宏达国际礼品贸易进出口发展有限公司"))) < 300
    assert shorter_keys(core_words("甲")) == []
    assert shorter_keys(core_words("")) == []
    assert not is_near("甲", "甲公司")
    assert not is_near("宏达礼品", "宏图礼品")
