"""Our reader of compiled catalogues says what the standard library's says."""

import gettext

import pytest

from crm_cli import i18n
from crm_cli.errors import UsageError


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant"])
def test_every_sentence_is_the_standard_librarys(language: str) -> None:
    folder = i18n._FOLDERS[language]
    theirs = gettext.translation(i18n.DOMAIN, i18n.LOCALES, [folder])
    ours = i18n.translations(language)
    messages = [key for key in theirs._catalog if isinstance(key, str) and key]  # type: ignore[attr-defined]
    assert len(messages) > 1000
    assert [ours.gettext(message) for message in messages] == [
        theirs.gettext(message) for message in messages
    ]
    plurals = {key[0] for key in theirs._catalog if isinstance(key, tuple)}  # type: ignore[attr-defined]
    assert plurals


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant", "tlh"])
def test_what_no_catalogue_holds_is_itself(language: str) -> None:
    ours = i18n.translations(language)
    for message in ("", "Nobody ever wrote this.", "\0", "黑云", "zzz"):
        assert ours.gettext(message) in {message, ours.gettext("")}
    assert ours.ngettext("{n} zorp", "{n} zorps", 1) == "{n} zorp"
    assert ours.ngettext("{n} zorp", "{n} zorps", 2) == "{n} zorps"


@pytest.mark.parametrize(
    ("wishes", "language"),
    [
        (("zh-Hant", None, {}), "zh-Hant"),
        ((None, "zh_CN", {}), "zh-Hans"),
        ((None, None, {"LANG": "zh_HK.UTF-8"}), "zh-Hant"),
        ((None, None, {"LC_ALL": "C", "LANG": "zh_TW.UTF-8"}), "en"),
        ((None, None, {"LANG": "fr_FR.UTF-8"}), "en"),
        ((None, None, {}), "en"),
    ],
)
def test_the_language_is_the_wish_then_the_setting_then_the_locale(
    wishes: tuple[str | None, str | None, dict[str, str]], language: str
) -> None:
    assert i18n.choose(*wishes) == language


def test_a_sentence_and_its_hint_are_joined_by_a_blank_only_behind_a_narrow_stop() -> None:
    assert UsageError("No amount.", "Say 50000.").told == "No amount. Say 50000."
    assert UsageError("不是金额。", "可以写 50000").told == "不是金额。可以写 50000"
    assert UsageError("不是金额。").told == "不是金额。"
