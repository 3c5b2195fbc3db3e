"""The rows of what must never happen: each has a test marked with it, and a line of figures after a run."""

import re

ROWS = {
    "R1": "kill -9 while working",
    "R2": "kill -9 while importing",
    "R3": "loss of power",
    "R4": "every write of a command refused in turn",
    "R5": "a full disk",
    "R6": "a read-only file or folder",
    "R7": "eight processes write at once",
    "R8": "a lock that stays",
    "R9": "two edit one record",
    "R10": "a spoilt file",
    "R11": "flipped bits in a backup",
    "R12": "a backup while others write",
    "R13": "a bare copy of a file in WAL mode",
    "R14": "a newer or foreign file",
    "R15": "kill -9 while the schema is brought up to date",
    "R16": "firms of every schema so far",
    "R17": "clocks and time zones",
    "R18": "without a terminal, a locale or a reader",
    "R19": "a large firm is checked and backed up",
    "R20": "undo of anything in any order",
    "S1": "escapes to a terminal",
    "S2": "markup of Rich and Textual",
    "S3": "characters that deceive the eye",
    "S4": "formulas in spreadsheets",
    "S5": "hostile and fuzzed files",
    "S6": "encodings",
    "S7": "bombs in workbooks",
    "S8": "broken workbooks",
    "S9": "SQL in text",
    "S10": "search syntax in text",
    "S11": "names of attached files",
    "S12": "commands that dial",
    "S13": "control characters in numbers that are dialled",
    "S14": "mail headers",
    "S15": "HTML in reports",
    "S16": "vCards and calendars",
    "S17": "who may read the files",
    "S18": "secrets",
    "S19": "a stranger's file to restore",
    "S20": "personal data that is erased",
}
"""What each row of the two tables is about, as it is printed before its figures."""
_FIGURE = re.compile(r"([0-9][0-9,]*(?:\.[0-9]+)?) ([^,]+)(?:, |$)")
_BAD = ("lost", "half", "left half", "broken", "shown a traceback")
"""What is told last, and is nought."""
Figures = dict[str, int | float]


def line_of(row: str, figures: Figures) -> str:
    """Return the one line in which a row and its figures are told."""
    told = (f"{value:,}" if isinstance(value, int) else f"{value:,.2f}" for value in figures.values())
    return f"{row} {ROWS[row]}: " + ", ".join(
        f"{value} {what}" for value, what in zip(told, figures, strict=True)
    )


def figures_in(line: str) -> tuple[str, Figures]:
    """Read back a line that `line_of` wrote."""
    head, _colon, said = line.partition(": ")
    return head.split()[0], {
        what: float(value.replace(",", "")) if "." in value else int(value.replace(",", ""))
        for value, what in _FIGURE.findall(said)
    }


def joined(one: Figures, other: Figures) -> Figures:
    """Return the figures of two runs as of one: counts are added, of measures (`2.41`) the largest stays."""
    both = dict(one)
    for what, value in other.items():
        held = both.get(what, type(value)())
        both[what] = max(held, value) if isinstance(value, float) else held + value
    return {what: both[what] for what in sorted(both, key=lambda what: (what in _BAD, " " not in what))}


def place(row: str) -> tuple[str, int]:
    """Return what rows are sorted by."""
    return row[0], int(row[1:])
