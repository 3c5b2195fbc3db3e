"""How a message can fail to be sent, and server's words made fit to be told and kept."""

from collections.abc import Iterable

from crm_cli.domain.cleaning import clean
from crm_cli.errors import CrmError

LONGEST = 300


class UndeliveredError(CrmError):
    """A message surely did not go out; another attempt may do better, not before `wait` minutes."""

    def __init__(self, sentence: str, hint: str = "", *, wait: int = 0) -> None:
        super().__init__(sentence, hint)
        self.wait = wait


class RejectedError(UndeliveredError):
    """A message was refused for good: the same one would be refused again."""


class UnsureError(CrmError):
    """A message was handed over and nobody said whether it was taken."""


def told(words: str | bytes, secrets: Iterable[str] = ()) -> str:
    """Return a server's words on one line, cleaned, of bearable length, with every secret in them masked."""
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        text = text.replace(secret, "***")
    text = " ".join(clean(text).split())
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
