"""Text made harmless for Markdown (CommonMark with GFM): what was typed stays words, none of it becomes an element."""

from crm_cli.domain.cleaning import clean

_NO_BREAK = "\u00a0"


def escaped(text: str) -> str:
    """Return `text` on one line with every mark of Markdown and HTML escaped; inside a line nothing begins in it."""
    plain = clean(text).strip()
    return "".join(f"\\{mark}" if mark in "\\`*_{}[]<>#|~&" else mark for mark in plain)


def paragraph_start(line: str) -> str:
    """Return an escaped line so that it begins no list, rule or heading where a paragraph may begin."""
    head = line[:10].partition(" ")[0]
    if head[:-1].isdecimal() and head[-1:] in {".", ")"}:
        return f"{head[:-1]}\\{line[len(head) - 1 :]}"
    return f"\\{line}" if line[:1] in {"+", "-", "="} else line


def paragraph(text: str) -> str:
    """Return text that stands at the start of a line, where it could begin a list, a rule or a heading."""
    return paragraph_start(escaped(text))


def plain_line(text: str) -> str:
    """Return a line of plain text that stays a line and stays set in, its words escaped."""
    words = paragraph(text)
    # Spaces before a line would make it code, and two behind it break it where it was broken.
    return f"{_NO_BREAK * (len(text) - len(text.lstrip(' ')))}{words}  " if words else ""


def fenced(text: str) -> str:
    """Return lines as a block of code, in which nothing is an element: its fence is longer than any in the text."""
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}text\n{text}\n{fence}\n"
