"""The agreed answers on their way back from the meeting: the agenda's own sheet filled in, or plain lines."""

import re
from collections.abc import Sequence
from pathlib import Path

from crm_cli.domain.folding import fold
from crm_cli.domain.frozen import Frozen
from crm_cli.errors import UsageError
from crm_cli.exchange.csv import read_csv
from crm_cli.exchange.encoding import decode
from crm_cli.exchange.grid import Row
from crm_cli.exchange.office import OLE, ZIP
from crm_cli.i18n import LANGUAGES, N_, translations
from crm_cli.i18n import gettext as _

_NUMBER = N_("no.")
_ANSWER = N_("agreed answer")


class Answer(Frozen):
    """An answer and the number of the objection it is to (`x3`)."""

    objection: str
    answer: str


def read_answers(path: Path) -> list[Answer]:
    """Return the answers in a workbook, a CSV or a text file; empty cells and rows of rules are no answers.

    Raises UsageError for a file in which there are none, NotFoundError where there is no file.
    """
    from crm_cli.exchange.table import opened

    if opened(path).startswith((ZIP, OLE)):
        from crm_cli.exchange.xlsx import read_workbook

        found = _of_grid(read_workbook(path).rows)
    else:
        text = decode(path.read_bytes())[0]
        rows = read_csv(text).rows
        found = _of_grid(rows) if any(map(_columns, rows)) else answer_lines(text)
    if not found:
        raise UsageError(
            _("{path} has no answers.").format(path=path),
            _("Fill in the agenda: crm objection agenda --week --output agenda.xlsx"),
        )
    return found


def answer_lines(text: str) -> list[Answer]:
    """Return the answers in lines of a number and an answer; a line that stands in goes on with the one before.

    Raises UsageError, with its number, for a line that begins with no objection.
    """
    found: list[Answer] = []
    for place, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        begun = re.fullmatch(r"([xX]\d{1,15})(?:\s*[:：]\s*|\s+|$)(.*)", line.rstrip())
        if begun:
            found.append(Answer(begun[1].lower(), begun[2].strip()))
        elif found and line[:1].isspace():
            last = found.pop()
            found.append(last._replace(answer=f"{last.answer}\n{line.strip()}".strip()))
        else:
            raise UsageError(
                _("Line {line} begins with no number of an objection: {text}").format(
                    line=place, text=line.strip()[:40]
                ),
                _("A line is a number and its answer: x3 先寄样品再谈价"),
            )
    return [one for one in found if one.answer]


def _of_grid(rows: Sequence[Row]) -> list[Answer]:
    """Return the answers below each header that names both columns; a sheet may have several tables."""
    found: dict[str, str] = {}
    at: tuple[int, int] | None = None
    for row in rows:
        if columns := _columns(row):
            at = columns
        elif at is not None and max(at) < len(row.cells):
            name, answer = row.cells[at[0]].strip(), row.cells[at[1]].strip(" \t\r\n\xa0_")
            if answer and re.fullmatch(r"[xX]\d{1,15}", name):
                found[name.lower()] = answer
    return [Answer(name, answer) for name, answer in found.items()]


def _columns(row: Row) -> tuple[int, int] | None:
    """Return where the numbers and the answers stand if the row is a header, else None."""
    cells = [fold(cell) for cell in row.cells]
    places = [
        next((place for place, cell in enumerate(cells) if cell in names), None)
        for names in (_names(_NUMBER, "no"), _names(_ANSWER, "answer"))
    ]
    return (places[0], places[1]) if places[0] is not None and places[1] is not None else None


def _names(title: str, key: str) -> set[str]:
    """Return what a column may be called: its key, and its title in each of our languages."""
    return {key, *(fold(translations(language).gettext(title)) for language in LANGUAGES)}
