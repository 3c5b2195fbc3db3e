"""`crm outcome`: list, show."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer

from crm_cli.cli import options, output, session
from crm_cli.cli.groups import Verb
from crm_cli.cli.listing import how_many, is_for_people, show_records, title
from crm_cli.cli.records import show_whole
from crm_cli.domain import words
from crm_cli.domain.codes import SUBJECTS
from crm_cli.domain.outcomes import flag_columns, flag_letters
from crm_cli.errors import NotFoundError, UsageError
from crm_cli.i18n import N_, ngettext
from crm_cli.i18n import gettext as _
from crm_cli.services import outcomes
from crm_cli.services.desk import Desk
from crm_cli.services.naming import find_outcome
from crm_cli.services.records import record

Subject = Annotated[
    str | None, typer.Option("--subject", metavar="call|visit", help=N_("Only those of calls, or of visits."))
]
_ASKED = {"next": "next_step"}
SUBJECT_WORDS = {"call": N_("call"), "visit": N_("visit")}


def list_outcomes(
    subject: Subject = None,
    everyone: Annotated[bool, typer.Option("--all", help=N_("Retired ones too."))] = False,
    sort: options.Sort = None,
    reverse: options.Reverse = False,
    limit: options.Limit = None,
) -> None:
    """List the outcomes of calls and visits with their flags and effects."""
    count = how_many(limit)
    with session.desk(allow_stranger=True) as desk:
        rows = outcomes.outcomes(
            desk, sort=sort, descending=reverse, subject=_subject(subject), in_use=None if everyone else True,
            limit=count,
        )  # fmt: skip
        show_records(
            desk, "outcome", [_record(desk, row, people=is_for_people()) for row in rows], limit=count
        )
    if rows and is_for_people():
        for one in dict.fromkeys(row.subject for row in rows):
            output.say(_legend(one), quiet=bool(session.chosen("quiet")))


def _legend(subject: str) -> str:
    """Return what the letters of the flags stand for."""
    letters = ", ".join(f"{letter} {title(column)}" for letter, column in flag_columns(subject).items())
    return _("{heading}: {letters}").format(heading=_(SUBJECT_WORDS[subject]), letters=letters)


def _subject(text: str | None) -> str | None:
    if text is not None and text not in SUBJECTS:
        raise UsageError(
            _("{text} is not one of them.").format(text=text),
            _("Choose from: {codes}").format(codes=", ".join(SUBJECTS)),
        )
    return text


def _record(desk: Desk, row: Any, *, people: bool) -> dict[str, Any]:
    found = {**record(row, desk), "flags": flag_letters(row.subject, row._asdict())}
    if not people:
        return found
    return {
        **found,
        "subject": _(SUBJECT_WORDS[row.subject]),
        "name": words.outcome_label(row.subject, row.code, row.name),
        "effect": "" if row.effect == "none" else words.label("effect", row.effect),
        "asks": ", ".join(title(_ASKED.get(word, word)) for word in row.asks.split()),
        "retry": retry_words(found),
        "tries": row.tries or "",
        "rest_days": row.rest_days or "",
    }


def retry_words(outcome: Mapping[str, Any]) -> str:
    """Return when a number or door is tried again after an outcome, as a person says it."""
    parts = []
    if minutes := outcome["retry_minutes"]:
        hours, rest = divmod(minutes, 60)
        said = (
            _("{count} min").format(count=minutes)
            if rest
            else ngettext("{count} hour", "{count} hours", hours).format(count=hours)
        )
        parts.append(said)
    if days := outcome["retry_days"]:
        parts.append(ngettext("{count} day", "{count} days", days).format(count=days))
    if outcome["other_half_day"]:
        parts.append(_("other half-day"))
    return ", ".join(parts)


def show(things: options.Things, subject: Subject = None) -> None:
    """Show outcomes by code, name, initials or key."""
    only = _subject(subject)
    with session.desk(allow_stranger=True) as desk:
        named = session.each(things)
        rows = [row for text in named for row in _meant(desk, text, [only] if only else SUBJECTS)]
        people = is_for_people() or session.chosen("format") is None
        show_whole(desk, "outcome", [_record(desk, row, people=people) for row in rows])


def _meant(desk: Desk, text: str, subjects: Sequence[str]) -> list[Any]:
    """Return the outcomes `text` names, one of calls and one of visits where both have it."""
    found, unknown = [], None
    for subject in subjects:
        try:
            found.append(find_outcome(desk, subject, text))
        except NotFoundError as error:
            unknown = unknown or error
    if unknown is not None and not found:
        raise unknown
    return found


VERBS = {
    "list": Verb(list_outcomes, N_("List the outcomes of calls and visits with their flags and effects.")),
    "show": Verb(show, N_("Show outcomes by code, name, initials or key.")),
}
