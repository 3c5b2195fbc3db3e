"""One tree of errors: each knows its sentence, the next step to take and its exit code."""

from collections.abc import Iterator
from contextlib import contextmanager

from crm_cli.i18n import N_, joined
from crm_cli.i18n import gettext as _

_BY_NAME = {
    "ECONNREFUSED": N_("the connection was refused"),
    "ECONNRESET": N_("the connection was broken off"),
    "EPIPE": N_("the connection was broken off"),
    "ETIMEDOUT": N_("no answer in time"),
    "ENETUNREACH": N_("there is no way there from this network"),
    "EHOSTUNREACH": N_("there is no way there from this network"),
    "ENOENT": N_("there is no such file"),
    "EACCES": N_("permission is missing"),
    "EPERM": N_("permission is missing"),
    "EISDIR": N_("it is a folder"),
    "ENOTDIR": N_("a part of its path is no folder"),
    "EEXIST": N_("it is there already"),
    "ENOSPC": N_("the disk is full"),
    "EDQUOT": N_("the disk is full"),
    "EROFS": N_("the disk is read-only"),
    "EIO": N_("the disk reports an error"),
    "ENOEXEC": N_("it is no program"),
}


class CrmError(Exception):
    """Something a user can be told in one sentence; exit code 1."""

    exit_code = 1

    def __init__(self, sentence: str, hint: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.hint = hint

    @property
    def told(self) -> str:
        """The sentence and what to do about it, as one text."""
        return joined(self.sentence, self.hint)


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


class DamagedError(DatabaseError):
    """The database file itself is not what it was: no lock, no disk, no other program is to blame; exit code 5."""


def system_reason(error: Exception) -> str:
    """Return why the system refused, in our words for the usual reasons, else in its own."""
    from errno import errorcode

    code = getattr(error, "errno", None)
    if type(error).__name__ in {"gaierror", "herror"}:
        return _("no computer of that name is known")
    if isinstance(error, TimeoutError):
        return _("no answer in time")
    # The numbers of encryption's errors are its own: its 1 is no missing permission.
    is_system = type(error).__module__ != "ssl"
    known = _BY_NAME.get(errorcode.get(code, "")) if is_system and isinstance(code, int) else None
    return _(known) if known else getattr(error, "strerror", None) or str(error) or type(error).__name__


@contextmanager
def in_use_as(sentence: str, hint: str = "") -> Iterator[None]:
    """Tell an InUseError inside in the words of the noun that is removed."""
    try:
        yield
    except InUseError as error:
        raise InUseError(sentence, hint) from error
