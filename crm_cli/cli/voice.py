"""Sentences to the person at the keyboard: what was done on stdout, everything else on stderr."""

import sys

from crm_cli.cli import stream
from crm_cli.domain.cleaning import clean
from crm_cli.i18n import gettext as _


def say(sentence: str, *, quiet: bool = False) -> None:
    """Tell something that is not data, on stderr and on one line, unless `quiet`."""
    if not quiet:
        stream.tell(clean(sentence))


def tell(sentence: str) -> None:
    """Write one sentence of what was done to stdout, cleaned; a door number is not broken at the end of a line."""
    lines = clean(sentence, multiline=True).split("\n")
    stream.write([stream.at_width(line, sys.stdout) + "\n" for line in lines])


def warn(sentence: str) -> None:
    """Tell what a person should look at, on stderr, also when quiet."""
    stream.tell(_("Warning: {sentence}").format(sentence=clean(sentence)))
