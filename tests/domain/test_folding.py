"""Folding brings every spelling of a text to one form, and names to keys."""

import subprocess
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_cli.domain.folding import core_name, fold, fold_all, fold_name


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("", ""),
        ("Acme  Trading\t Ltd\n", "acme trading ltd"),
        ("白雲國際貿易", "白云国际贸易"),
        ("臺灣積體電路", "台湾积体电路"),
        ("衞生裏裡著髮發", "卫生里里著发发"),
        ("說説爲為峯羣綫線", "说说为为峰群线线"),
        ("ＫＦＣ　餐廳（总店）", "kfc 餐厅(总店)"),
        ("１３８－０００１", "138-0001"),
        ("℡ ㍿ ⑳", "tel 株式会社 20"),
        ("Straße ÉCOLE", "strasse école"),
        ("a\x00b\x1b[31m", "ab[31m"),
        ("a\u200bb\ufeff\u202ec\u00add", "abcd"),
        ("a \x00 b\x07", "a b"),
        ("\ud800x\udfff", "x"),
        ("⼀⽩", "一白"),
        ("　王总　", "王总"),
        ("🏭 厂", "🏭 厂"),
    ],
)
def test_fold(text, folded):
    assert fold(text) == folded


@given(st.text())
def test_folding_again_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_what_is_folded_can_be_stored_and_shown(text):
    folded = fold(text)
    assert folded.encode().decode() == folded
    assert folded == folded.strip()
    assert "  " not in folded
    assert not {unicodedata.category(char) for char in folded} & {"Cc", "Cf", "Cs"}


@given(
    st.lists(st.text(alphabet=st.characters() | st.sampled_from("　 \n\r\u2028\u0301한가國ﬀ℡"), max_size=8))
)
def test_many_texts_are_folded_as_each_alone(texts):
    assert fold_all(texts) == [fold(text) for text in texts]


def test_no_single_character_moves_twice():
    moved = [chr(code) for code in range(0x32000) if fold(fold(chr(code))) != fold(chr(code))]
    assert moved == []


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("白云・國際（廣州）", "白云国际广州"),
        ("O'Brien & Sons, Co.", "obriensonsco"),
        ("C++ Club", "c++club"),
        ("Café No. 5", "caféno5"),
        ("हिन्दी", "हिन्दी"),
        ("***", "***"),
        ("", ""),
    ],
)
def test_fold_name(name, key):
    assert fold_name(name) == key
    assert fold_name(key) == key


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("白雲國際（集團）股份有限公司", "白云国际"),
        ("万科企业股份有限公司", "万科企业"),
        ("阿里巴巴(中国)有限公司", "阿里巴巴"),
        ("华夏集团控股有限公司", "华夏"),
        ("宏达有限责任公司", "宏达"),
        ("宏达贸易 (广州) 有限公司", "宏达贸易广州"),
        ("宏达(广州)(中国)", "宏达广州"),
        ("华夏银行上海分公司", "华夏银行上海分公司"),
        ("Acme Trading Co., Ltd.", "acmetrading"),
        ("ACME TRADING LIMITED", "acmetrading"),
        ("Acme (China) Inc", "acme"),
        ("Basinc", "basinc"),
        ("Incorporated Inc", "incorporated"),
        ("有限公司", "有限公司"),
        ("(中国)", "中国"),
        ("Ltd", "ltd"),
        ("甲(未完", "甲未完"),
    ],
)
def test_core_name(name, core):
    assert core_name(name) == core


@given(st.text(alphabet=st.sampled_from("白有限责任公司股份集团()中国分控 ltdcoinc.,")))
def test_a_name_always_has_a_key_and_it_is_within_the_name(name):
    letters = fold_name(name)
    assert bool(core_name(name)) == bool(letters)
    remaining = iter(letters)
    assert all(char in remaining for char in core_name(name))


def test_plain_questions_read_no_table_of_readings():
    program = (
        "import sys, crm_cli.domain.folding as f, crm_cli.domain.ngrams as n, crm_cli.domain.pinyin as p\n"
        "f.fold('acme')\nassert 'unicodedata' not in sys.modules\n"
        "n.name_query(f.fold('白云国际')), n.initials_query('bygj'), p.spellings('baiyun')\n"
        "assert not p._common.cache_info().misses\n"
        "assert not {'pypinyin', 'opencc', 'rich', 'sqlmodel'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-S", "-c", program], check=True, timeout=20)
