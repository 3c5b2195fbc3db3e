"""What a check of the doctor found."""

from typing import NamedTuple

OK, MENDED, PERSON, DAMAGED = "ok", "mended", "person", "damaged"


class Finding(NamedTuple):
    """One line: what was checked, the state (ok, mended, person: somebody must do something, damaged), a sentence."""

    check: str
    state: str
    found: str
