"""Business cards as they are pasted and scanned, with what each says: the cards of data/cards.txt.

Below the text of a card, behind `--`, stand the fields that are looked at; one without a value must be empty.
"""

from pathlib import Path
from typing import Any

from crm_cli.domain.cards import LISTED

Sample = tuple[str, dict[str, Any]]


def _read(block: str) -> Sample:
    text, _sign, told = block.partition("\n-- ")
    fields = (line.partition(":") for line in told.strip().split("\n")[1:])
    return text.strip("\n"), {field: _value(field, value.strip()) for field, _colon, value in fields}


def _value(field: str, value: str) -> Any:
    return tuple(value.split(" | ") if value else ()) if field in LISTED else value


ALL: list[Sample] = [
    _read(block)
    for block in (Path(__file__).parent / "data" / "cards.txt").read_text("utf-8").split("\n====\n")
]
