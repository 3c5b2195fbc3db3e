"""Sentences to the person at the keyboard: what was done on stdout, everything else on stderr."""

import sys
from collections.abc import Iterable

from crm_cli import config, run
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
    if is_markdown():
        from crm_cli.domain.markdown import plain_line

        stream.write([plain_line(line) + "\n" for line in lines])
        return
    stream.write([stream.at_width(line, sys.stdout) + "\n" for line in lines])


def draw(lines: Iterable[str]) -> None:
    """Write clean lines that stand under each other to stdout; in Markdown they are a block of code."""
    if is_markdown():
        from crm_cli.domain.markdown import fenced

        stream.write([fenced("\n".join(lines))])
        return
    stream.write(f"{line}\n" for line in lines)


def is_markdown() -> bool:
    """Say whether this run writes Markdown, in which no word that somebody typed may become an element."""
    return (run.chosen("format") or config.load().format) == "md"


def warn(sentence: str) -> None:
    """Tell what a person should look at, on stderr, also when quiet."""
    stream.tell(_("Warning: {sentence}").format(sentence=clean(sentence)))
