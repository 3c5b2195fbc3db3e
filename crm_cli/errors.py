"""One tree of errors: each knows its sentence, the next step to take and its exit code."""

from collections.abc import Iterator
from contextlib import contextmanager


class CrmError(Exception):
    """Something a user can be told in one sentence; exit code 1."""

    exit_code = 1

    def __init__(self, sentence: str, hint: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.hint = hint


class UsageError(CrmError):
    """What was typed cannot be understood; exit code 2."""

    exit_code = 2


class NotFoundError(CrmError):
    """Nothing has that name or number; exit code 3."""

    exit_code = 3


class AmbiguousError(NotFoundError):
    """Several things have that name and nobody can be asked; exit code 3.

    `matches` holds a line of text for each candidate, its number first.
    """

    def __init__(self, sentence: str, matches: list[str], hint: str = "") -> None:
        super().__init__(sentence, hint)
        self.matches = matches


class RefusedError(CrmError):
    """A rule or a conflict forbids it; exit code 4."""

    exit_code = 4


class InUseError(RefusedError):
    """Other records stand on the one to be removed; exit code 4."""


class DatabaseError(CrmError):
    """The database file is missing, locked, broken, foreign or from a newer program; exit code 5."""

    exit_code = 5


@contextmanager
def in_use_as(sentence: str, hint: str = "") -> Iterator[None]:
    """Tell an InUseError inside in the words of the noun that is removed."""
    try:
        yield
    except InUseError as error:
        raise InUseError(sentence, hint) from error
