"""Lines of knocks read with the firm's own outcomes: typed after `crm knock`, in a file, on paper."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

from crm_cli.domain.knock_lines import IsDoor, Named, Typed, UnknownWordError, parse_words, split_words
from crm_cli.errors import CrmError
from crm_cli.i18n import gettext as _
from crm_cli.services.desk import Desk
from crm_cli.services.naming import find_outcome, outcome_line, outcomes_called, pick


def read_words(
    desk: Desk,
    words: Sequence[str],
    is_door: IsDoor | None = None,
    *,
    subject: str = "visit",
    card: bool = False,
) -> list[Typed]:
    """Return what the words of one line say, outcomes as their codes; see domain/knock_lines.parse_line.

    `subject` is what the outcomes are of, a row of a call sheet being read as a door is; `card` says that a card was
    obtained. Raises UsageError for what cannot be understood, as `find_outcome` does for what is no outcome.
    """
    try:
        return parse_words(words, _meaning(desk, subject), desk.now(), is_door, card=card)
    except UnknownWordError as error:
        # It is said there which outcomes are near; a word that is one after all was no door.
        find_outcome(desk, subject, error.word)
        raise


def read_lines(
    desk: Desk, lines: Iterable[str], is_door: IsDoor | None = None
) -> Iterator[tuple[int, Typed]]:
    """Yield what each line says with the line's place, counted from 1; empty ones and those after # say nothing.

    Raises what `read_words` raises, with the line in front.
    """
    for place, line in enumerate(lines, 1):
        if not line.strip().startswith("#"):
            with of_line(place):
                for one in read_words(desk, split_words(line), is_door):
                    yield place, one


@contextmanager
def of_line(place: int | None) -> Iterator[None]:
    """Put the line that is being read or done before the sentence of an error; None for no file."""
    try:
        yield
    except CrmError as error:
        if place is not None:
            error.sentence = _("Line {place}: {sentence}").format(place=place, sentence=error.sentence)
            error.args = (error.sentence,)
        raise


def _meaning(desk: Desk, subject: str) -> Callable[[str], Named | None]:
    known: dict[str, Named | None] = {}

    def meaning(text: str) -> Named | None:
        if text not in known:
            rows = outcomes_called(desk, subject, text) if text.strip() else []
            row = (
                pick(desk, text, rows, outcome_line, _("Name one by its code, which stands first."))
                if rows
                else None
            )
            known[text] = Named(row.code, row.reached) if row else None
        return known[text]

    return meaning
