"""Sentences to the person at the keyboard: what was done on stdout, everything else on stderr."""

from crm_cli.cli import stream
from crm_cli.domain.cleaning import clean
from crm_cli.i18n import gettext as _


def say(sentence: str, *, quiet: bool = False) -> None:
    """Tell something that is not data, on stderr and on one line, unless `quiet`."""
    if not quiet:
        stream.tell(clean(sentence))


def tell(sentence: str) -> None:
    """Write one sentence of what was done to stdout, cleaned."""
    stream.write([clean(sentence, multiline=True) + "\n"])


def warn(sentence: str) -> None:
    """Tell what a person should look at, on stderr, also when quiet."""
    stream.tell(_("Warning: {sentence}").format(sentence=clean(sentence)))
