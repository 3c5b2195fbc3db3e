"""The language a person reads: English, 简体 or 繁體, from gettext catalogues."""

import gettext as _gettext
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

LANGUAGES = ("en", "zh-Hans", "zh-Hant")
LOCALES = Path(__file__).parent / "locales"
DOMAIN = "crm"

_FOLDERS = {"zh-Hans": "zh_Hans", "zh-Hant": "zh_Hant"}


class Catalogue:
    """A compiled catalogue (GNU gettext's MO format) in which each sentence is looked up when it is said.

    The standard library's reader decodes every sentence first, which costs more than most commands do.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._data = path.read_bytes() if path is not None else b""
        self._count, self._originals, self._translated = (
            int.from_bytes(self._data[at : at + 4], "little") for at in (8, 12, 16)
        )
        self._said: dict[str, str | None] = {}

    def gettext(self, message: str) -> str:
        """Return `message` translated, itself when the catalogue has no other."""
        return self._find(message) or message

    def ngettext(self, one: str, many: str, count: int) -> str:
        """Return the sentence for `count` things; Chinese has one form for all."""
        return self._find(f"{one}\0{many}") or (one if count == 1 else many)

    def _find(self, message: str) -> str | None:
        if message not in self._said:
            self._said[message] = self._looked_up(message)
        return self._said[message]

    def _looked_up(self, message: str) -> str | None:
        wanted, low, high = message.encode(), 0, self._count
        while low < high:
            middle = (low + high) // 2
            original = self._text(self._originals, middle)
            if original == wanted:
                return self._text(self._translated, middle).decode()
            low, high = (middle + 1, high) if original < wanted else (low, middle)
        return None

    def _text(self, table: int, place: int) -> bytes:
        at = table + 8 * place
        size, start = (int.from_bytes(self._data[i : i + 4], "little") for i in (at, at + 4))
        return self._data[start : start + size]


class _State:
    language = "en"
    catalogue = Catalogue()
    pointed = False


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
        _State.catalogue = Catalogue()
        # Who never spoke another language need not load what says so.
        if _State.pointed:
            _gettext.textdomain("messages")
        return
    _State.catalogue = translations(language)
    os.environ["LANGUAGE"] = folder
    _gettext.bindtextdomain(DOMAIN, LOCALES)
    _gettext.textdomain(DOMAIN)
    _State.pointed = True


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak `language` inside the block: what programs read has the same words for everyone."""
    before = _State.language
    use(language)
    try:
        yield
    finally:
        use(before)


@lru_cache(maxsize=len(LANGUAGES))
def translations(language: str) -> Catalogue:
    """Return the catalogue of `language`; English is the text itself, as is a language whose file is missing."""
    folder = _FOLDERS.get(language)
    path = LOCALES / folder / "LC_MESSAGES" / f"{DOMAIN}.mo" if folder else None
    return Catalogue(path if path is not None and path.is_file() else None)


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


def joined(*sentences: str) -> str:
    """Return sentences one after the other; a wide full stop brings its own room, so no blank follows it."""
    text = ""
    for one in filter(None, sentences):
        text += one if not text or text[-1] in "。？！：；，」）" else f" {one}"
    return text


def labelled(about: object, words: object) -> str:
    """Return words behind what they are about, with the colon of the language."""
    return gettext("{about}: {sentence}").format(about=about, sentence=words)
