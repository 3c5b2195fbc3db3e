"""What a use case tells back: the record it made or changed, what else it did, and what to beware of."""

from crm_cli.domain.codes import LETTER_OF, number
from crm_cli.domain.frozen import Frozen


class Receipt(Frozen):
    """The record a command was about, sentences of what was done, and warnings; `changed` unless it was so already."""

    noun: str
    no: int
    id: str
    lines: tuple[str, ...]
    warnings: tuple[str, ...] = ()
    changed: bool = True

    @property
    def number(self) -> str:
        """The local number with its letter, or the bare count of a kind that has no letter (goals, settings)."""
        return number(self.noun, self.no) or "" if self.noun in LETTER_OF else str(self.no)


class Notes:
    """Collects the sentences and warnings of one use case while it runs."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.warnings: list[str] = []

    def tell(self, sentence: str) -> None:
        """Add a sentence of what was done."""
        self.lines.append(sentence)

    def warn(self, sentence: str) -> None:
        """Add a warning, once: two fronts planned on a Sunday are one Sunday."""
        if sentence not in self.warnings:
            self.warnings.append(sentence)

    def receipt(self, noun: str, no: int, record_id: str = "", *, changed: bool = True) -> Receipt:
        """Return the receipt for the record `no` of `noun`."""
        return Receipt(noun, no, record_id, tuple(self.lines), tuple(self.warnings), changed)
