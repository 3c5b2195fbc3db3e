"""Collect every sentence a user reads, bring the catalogues up to date with them and compile these.

python tools/make_messages.py            write crm.pot, crm.po and crm.mo
python tools/make_messages.py --check    fail when one of them is stale or a sentence has no translation
"""

import gettext
import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import typer
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
LOCALES = ROOT / "crm_cli" / "locales"
LANGUAGES = ("zh_Hans", "zh_Hant")
KEYWORDS = {
    "_": None,
    "N_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}
HEADER = """msgid ""
msgstr ""
"Project-Id-Version: crm\\n"
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural};\\n"

"""
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
"""The date of every catalogue, so that nothing but a sentence changes a file."""


def _extracted() -> Iterator[tuple[object, str | None]]:
    """Yield the sentences of crm and of the Typer installed, which says a few of them itself."""
    places = (ROOT / "crm_cli", Path(typer.__file__).parent)
    for place in places:
        for _file, _line, message, _comments, context in extract_from_dir(
            place, [("**.py", "python")], keywords=KEYWORDS, directory_filter=lambda _name: True
        ):
            if message and (message[0] if isinstance(message, tuple) else message):
                yield message, context


def template() -> Catalog:
    """Return the sentences without their translations."""
    catalog = Catalog(project="crm", charset="utf-8", creation_date=LONG_AGO, revision_date=LONG_AGO)
    for message, context in _extracted():
        catalog.add(message, context=context)
    return catalog


def translated(language: str, sentences: Catalog) -> Catalog:
    """Return the catalogue of `language` with what is translated already; what is said no more is gone."""
    path = po_path(language)
    catalog = Catalog(language)
    if path.exists():
        with path.open("rb") as file:
            catalog = read_po(file, locale=language)
    catalog.update(sentences, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    catalog.creation_date = catalog.revision_date = LONG_AGO
    return catalog


def po_path(language: str) -> Path:
    """Return where the catalogue of a language is."""
    return LOCALES / language / "LC_MESSAGES" / "crm.po"


def written(catalog: Catalog, language: str) -> bytes:
    """Return a catalogue as text: sorted, unwrapped, without places and dates."""
    out = io.BytesIO()
    write_po(out, catalog, width=0, no_location=True, omit_header=True, sort_output=True)
    header = HEADER.format(language=language, plural=catalog.plural_forms.rstrip(";"))
    return header.encode() + out.getvalue().lstrip(b"\n")


def compiled(catalog: Catalog) -> bytes:
    """Return a catalogue as gettext reads it."""
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def _sayings(content: bytes) -> dict[object, str]:
    # The header names the Babel that wrote it, which may differ from machine to machine.
    found = dict(vars(gettext.GNUTranslations(io.BytesIO(content)))["_catalog"])
    found.pop("", None)
    return found


def stale(path: Path, content: bytes) -> bool:
    """Return whether the file does not say what it should."""
    if not path.exists():
        return True
    if path.suffix == ".mo":
        return _sayings(path.read_bytes()) != _sayings(content)
    return path.read_bytes() != content


def untranslated(catalog: Catalog) -> list[Message]:
    """Return the sentences without a sure translation."""
    return [
        message
        for message in catalog
        if message.id
        and (
            message.fuzzy
            or not all(message.string if isinstance(message.string, tuple | list) else [message.string])
        )
    ]


def files() -> dict[Path, bytes]:
    """Return what every file should hold."""
    sentences = template()
    made = {LOCALES / "crm.pot": written(sentences, "")}
    for language in LANGUAGES:
        catalog = translated(language, sentences)
        made[po_path(language)] = written(catalog, language)
        made[po_path(language).with_suffix(".mo")] = compiled(catalog)
        for message in untranslated(catalog):
            sys.stderr.write(f"{language}: not translated: {message.id!r}\n")
    return made


def main() -> int:
    """Write the files that are stale, or only name them; return 1 when a check failed."""
    is_check = "--check" in sys.argv[1:]
    old = {path: content for path, content in files().items() if stale(path, content)}
    for path, content in old.items():
        sys.stderr.write(f"{'stale' if is_check else 'written'}: {path.relative_to(ROOT)}\n")
        if not is_check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    return 1 if is_check and old else 0


if __name__ == "__main__":
    sys.exit(main())
