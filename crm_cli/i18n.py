"""The language a person reads: English, 简体 or 繁體, from gettext catalogues."""

import gettext as _gettext
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LANGUAGES = ("en", "zh-Hans", "zh-Hant")
LOCALES = Path(__file__).parent / "locales"
DOMAIN = "crm"

_FOLDERS = {"zh-Hans": "zh_Hans", "zh-Hant": "zh_Hant"}


class _State:
    language = "en"
    catalogue: _gettext.NullTranslations = _gettext.NullTranslations()


def match(name: str) -> str | None:
    """Return the language of ours that a locale or language name means, None when it is none of them.

    `zh_HK.UTF-8` and `zh-TW` are zh-Hant, `zh` and `zh_CN` zh-Hans, `C` and `en_GB` en.
    """
    text = name.split(".", maxsplit=1)[0].split("@", maxsplit=1)[0].replace("_", "-").lower()
    if text.startswith("zh"):
        parts = set(text.split("-"))
        return "zh-Hant" if parts & {"hant", "tw", "hk", "mo"} else "zh-Hans"
    if text in {"c", "posix"} or text.startswith("en"):
        return "en"
    return None


def choose(option: str | None, configured: str | None, environment: dict[str, str] | os._Environ[str]) -> str:
    """Return the language to use: the option, else the setting, else the locale, else English."""
    for wish in (option, configured, *(environment.get(key) for key in ("LC_ALL", "LC_MESSAGES", "LANG"))):
        if wish and (language := match(wish)):
            return language
    return "en"


def use(language: str) -> None:
    """Speak `language` from now on; an unknown one is English.

    Typer's own sentences come from the process-wide gettext domain, so that is pointed at our catalogue.
    """
    folder = _FOLDERS.get(language)
    _State.language = language if folder else "en"
    if folder is None:
        _State.catalogue = _gettext.NullTranslations()
        _gettext.textdomain("messages")
        return
    _State.catalogue = _gettext.translation(DOMAIN, LOCALES, [folder], fallback=True)
    os.environ["LANGUAGE"] = folder
    _gettext.bindtextdomain(DOMAIN, LOCALES)
    _gettext.textdomain(DOMAIN)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak `language` inside the block: what programs read has the same words for everyone."""
    before = _State.language
    use(language)
    try:
        yield
    finally:
        use(before)


def translations(language: str) -> _gettext.NullTranslations:
    """Return the catalogue of `language`; English is the text itself."""
    folder = _FOLDERS.get(language)
    return (
        _gettext.translation(DOMAIN, LOCALES, [folder], fallback=True)
        if folder
        else _gettext.NullTranslations()
    )


def language() -> str:
    """Return the language in use: `en`, `zh-Hans` or `zh-Hant`."""
    return _State.language


def N_(message: str) -> str:  # noqa: N802  # gettext's own name for a mark
    """Return `message` as it is: a mark for words that are translated when they are shown."""
    return message


def gettext(message: str) -> str:
    """Return `message` in the language in use."""
    return _State.catalogue.gettext(message) if message else ""


def ngettext(one: str, many: str, count: int) -> str:
    """Return the sentence for `count` things in the language in use."""
    return _State.catalogue.ngettext(one, many, count)


def pgettext(context: str, message: str) -> str:
    """Return `message` as it is said in `context`, in the language in use."""
    return _State.catalogue.pgettext(context, message)
