"""`crm outcome`: list, show; what changes them is in outcome_editing.py."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from crm_cli.cli import options, output, session
from crm_cli.cli.groups import Verb
from crm_cli.cli.listing import how_many, is_for_people, show_records, title
from crm_cli.cli.records import show_whole
from crm_cli.domain import words
from crm_cli.domain.outcomes import flag_columns
from crm_cli.domain.rule_words import retry_words, rule_words
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services import outcomes
from crm_cli.services.desk import Desk
from crm_cli.services.records import plain, record
from crm_cli.storage.outcomes import OutcomeRow

Subject = Annotated[
    str | None, typer.Option("--subject", metavar="call|visit", help=N_("Only those of calls, or of visits."))
]
_ASKED = {"next": "next_step"}
_MOST_CHANGES = 5
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
            desk,
            sort=sort,
            descending=reverse,
            subject=outcomes.read_subject(subject),
            in_use=None if everyone else True,
            limit=count,
        )
        records = [_record(desk, row, people=is_for_people()) for row in rows]
        hidden = {*(() if everyone else ("retired_on",)), *(("subject",) if subject else ())}
        if outcomes.read_subject(subject) != "visit":
            hidden.add("progress")
        show_records(desk, "outcome", records, limit=count, hidden=hidden)
    if rows and is_for_people():
        for one in dict.fromkeys(row.subject for row in rows):
            output.say(_legend(one), quiet=bool(session.chosen("quiet")))


def _legend(subject: str) -> str:
    """Return what the letters of the flags stand for."""
    letters = ", ".join(f"{letter} {title(column)}" for letter, column in flag_columns(subject).items())
    return _("{heading}: {letters}").format(heading=_(SUBJECT_WORDS[subject]), letters=letters)


def _record(desk: Desk, row: OutcomeRow, *, people: bool) -> dict[str, Any]:
    found = outcomes.outcome_record(row, desk)
    if session.chosen("format") == "ids":
        # A bare count would be taken for a key by the next command.
        found["no"] = f"{row.subject}:{row.code}"
    if not people:
        return found
    return {
        **found,
        "subject": _(SUBJECT_WORDS[row.subject]),
        "name": outcomes.label(row),
        "effect": "" if row.effect == "none" else words.label("effect", row.effect),
        "asks": ", ".join(title(_ASKED.get(word, word)) for word in row.asks.split()),
        "retry": retry_words(found),
        "tries": row.tries or "",
        "rest_days": row.rest_days or "",
        "progress": words.label("progress", row.progress) if row.progress else "",
    }


def show(things: options.Things, subject: Subject = None) -> None:
    """Show outcomes by code, name, initials or key, with their rules on call lists and who changed them."""
    only = outcomes.read_subject(subject)
    with session.desk(allow_stranger=True) as desk:
        rows = [row for text in session.each(things) for row in outcomes.named(desk, text, only)]
        people = is_for_people() or session.chosen("format") is None
        show_whole(desk, "outcome", [_whole(desk, row, people=people) for row in rows])


def _whole(desk: Desk, row: OutcomeRow, *, people: bool) -> dict[str, Any]:
    from crm_cli.services.list_rules import rules_of

    rules = [record(rule, desk) for rule in rules_of(desk, outcome_no=row.no)]
    found = {**_record(desk, row, people=people), "rules": rules, "changes": _changes(desk, row)}
    if people:
        found["rules"] = "\n".join(f"{rule['call_list']}: {rule_words(rule)}" for rule in rules)
        found["changes"] = "\n".join(map(_change_words, found["changes"]))
    return found


def _changes(desk: Desk, row: OutcomeRow) -> list[dict[str, Any]]:
    """Return the last changes of an outcome and of its rules on lists, the newest first."""
    from crm_cli.services.outcome_history import changes_of

    return [plain(one, desk) for one in changes_of(desk, row, most=_MOST_CHANGES)]


def _change_words(one: Mapping[str, Any]) -> str:
    from crm_cli.cli.history import OPERATIONS, difference

    told = []
    for row in one["rows"]:
        operation = row["operation"]
        what = difference(row["before"], row["after"]) if operation == "update" else _(OPERATIONS[operation])
        told.append(" ".join(filter(None, (row["call_list"], what))))
    return f"{one['no']} {one['at'][:16].replace('T', ' ')} {one['actor']}: {'; '.join(told)}"


_EDITING = "crm_cli.cli.outcome_editing"
VERBS = {
    "add": Verb(f"{_EDITING}:add", N_("Add an outcome of the firm's own.")),
    "list": Verb(list_outcomes, N_("List the outcomes of calls and visits with their flags and effects.")),
    "show": Verb(show, N_("Show outcomes with their rules and who changed them.")),
    "edit": Verb(f"{_EDITING}:edit", N_("Change an outcome's name, key, rule and rest days.")),
    "retire": Verb(f"{_EDITING}:retire", N_("Take outcomes out of use; what came to them stays.")),
    "restore": Verb(f"{_EDITING}:restore", N_("Take retired outcomes back into use.")),
    "move": Verb(f"{_EDITING}:move", N_("Put an outcome at another place of the list.")),
    "rule": Verb(f"{_EDITING}:rule", N_("Give outcomes of calls another rule on one call list.")),
}
