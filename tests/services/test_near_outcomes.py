"""What a word may mean: never its opposite."""

import pytest

from crm_cli.domain.outcomes import PRESETS
from crm_cli.services.near_outcomes import near_codes

LABELS = {preset.code: preset.chinese for preset in PRESETS if preset.subject == "call"}


@pytest.mark.parametrize(
    ("word", "never"),
    [
        ("有興趣", "not_interested"),
        ("有兴趣", "not_interested"),
        ("接通", "unreachable"),
        ("感兴趣", "not_interested"),
    ],
)
def test_a_word_is_never_near_its_opposite(word: str, never: str) -> None:
    from crm_cli.domain.folding import fold

    assert never not in near_codes("call", fold(word), LABELS)[:1]


@pytest.mark.parametrize(
    ("word", "code"),
    [("要份报价单", "quote_wanted"), ("约定回电吧", "callback"), ("没兴趣了", "not_interested")],
)
def test_a_word_like_ours_is_near_it(word: str, code: str) -> None:
    assert code in near_codes("call", word, LABELS)
