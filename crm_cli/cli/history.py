"""`crm undo`, `crm redo` and `crm history`."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any

import typer

from crm_cli.cli import options, session, voice
from crm_cli.cli.filters import span
from crm_cli.cli.groups import Verb
from crm_cli.cli.listing import ON_SCREEN, how_many, is_for_people, show_list, show_records, title
from crm_cli.domain import words
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services import history as journal
from crm_cli.services.desk import Desk
from crm_cli.services.naming import find_rep
from crm_cli.services.records import record

OPERATIONS = {"insert": N_("added"), "update": N_("changed"), "delete": N_("removed")}
_STAMPS = frozenset({"version", "changed_at", "changed_by", "created_at", "created_by", "id", "no"})


def undo(
    number: Annotated[
        str | None, typer.Argument(metavar="NUMBER", help=N_("The change to take back: h12; else my last."))
    ] = None,
) -> None:
    """Take back my last command, however many rows it changed, or the one numbered."""
    with session.desk() as desk:
        session.told(journal.undo(desk, number))


def redo() -> None:
    """Do my last undone command again."""
    with session.desk() as desk:
        session.told(journal.redo(desk))


def history(
    thing: Annotated[
        str | None, typer.Argument(metavar="NUMBER", help=N_("Only what changed this record: c12, k8."))
    ] = None,
    rep: options.OfRep = None,
    actor: Annotated[
        str | None, typer.Option("--actor", metavar="NAME", help=N_("Only what this name typed, rep or not."))
    ] = None,
    date: options.OnDay = None,
    since: options.Since = None,
    until: options.Until = None,
    command: Annotated[
        str | None,
        typer.Option("--command", metavar="WORDS", help=N_('Only commands with these words: "call log".')),
    ] = None,
    field: Annotated[
        str | None,
        typer.Option("--field", metavar="FIELD", help=N_("Only what gave this field another value: grade.")),
    ] = None,
    rows: Annotated[bool, typer.Option("--rows", help=N_("Every row changed, before and after."))] = False,
    everyone: options.Everyone = False,
    limit: options.Limit = None,
) -> None:
    """Show who changed what and when, the newest first; of a record its story in words."""
    count = how_many(limit)
    with session.desk() as desk:
        who = find_rep(desk, rep).name if rep else actor
        if who is None and not everyone and thing is None and desk.me is not None and desk.me.role == "rep":
            who = desk.author
        asked: dict[str, Any] = {"actor": who, "limit": count, **_instants(desk, date, since, until)}
        if thing is not None and not rows and command is None and _is_told():
            from crm_cli.cli import history_story

            history_story.tell(desk, thing, field, asked)
            return
        found = journal.changes(desk, record=thing, command=command, field=field, **asked)
        if rows:
            _show_rows(desk, found, thing, count)
        else:
            show_list(desk, "change", found, limit=count)
        wide = thing is None and bool(command or field) and asked["since"] is None and asked["until"] is None
        if wide and (count is None or len(found) < count):
            _say_how_far(desk)
        if thing is not None and not found:
            from crm_cli.cli import history_story

            history_story.tell_archives(desk)


def _say_how_far(desk: Desk) -> None:
    """Say that older changes were not looked through, where there are some."""
    after = journal.looked_after(desk, wide=True)
    if after > journal.looked_after(desk, wide=False):
        told = _(
            "Looked through the newest {count} changes, from h{no} on; for older ones say --since or a record."
        )
        voice.say(told.format(count=f"{journal.LOOKED:,}", no=after + 1))


def _is_told() -> bool:
    """Say whether a record's history is told as a story: for people who asked for no columns."""
    return is_for_people() and session.style().columns is None


def _instants(desk: Desk, date: str | None, since: str | None, until: str | None) -> dict[str, Any]:
    """Return the instants between which to look: the journal holds moments, not days."""
    days = span(desk, date, since, until)
    first, last = days["day"] or days["since"], days["day"] or days["until"]
    midnight = datetime.min.time()
    return {
        "since": desk.instant(datetime.combine(first, midnight)) if first else None,
        "until": desk.instant(datetime.combine(last + timedelta(days=1), midnight)) if last else None,
    }


def _show_rows(desk: Desk, found: Sequence[Any], thing: str | None, count: int | None) -> None:
    """Write every row of the changes found; of a list of a hundred thousand customers a screenful."""
    people = is_for_people()
    most = ON_SCREEN if people and count is not None else None
    changed: list[dict[str, Any]] = []
    for change in found:
        # What else a long import brought says nothing about the record asked for.
        only = thing if change.rows > ON_SCREEN else None
        changed += _rows(
            desk, change, journal.rows_of(desk, change.no, record=only, most=most), people=people
        )
    cut = most is not None and thing is None and any(change.rows > most for change in found)
    show_records(desk, "change_row", changed, limit=len(changed) if cut else None)


def _rows(
    desk: Desk, change: Any, rows: Iterable[Mapping[str, Any]], *, people: bool
) -> Iterable[dict[str, Any]]:
    about = record(change, desk)
    head = {key: about[key] for key in ("no", "at", "actor", "command", "kind", "undone_by_no")}
    for row in rows:
        told = {"table": row["table"], "record": row["no"], "id": row["id"], "operation": row["operation"]}
        if people:
            yield {
                **head,
                **told,
                # A row without a letter of its own says of which table its count is.
                "record": f"{words.label('table', str(row['table']))} {row['no']}"
                if str(row["no"]).isdecimal()
                else row["no"],
                "operation": _(OPERATIONS[str(row["operation"])]),
                "what": difference(row["before"], row["after"]),
            }
        else:
            yield {**head, **told, "before": row["before"], "after": row["after"]}


def difference(before: Any, after: Any) -> str:
    """Return what changed in a row as `field: before → after`, without its stamps and empty values."""
    told = []
    for name in dict.fromkeys((*_fields(before), *_fields(after))):
        old, new = before.get(name), after.get(name)
        if old in (None, "") and new in (None, ""):
            continue
        field = title(name)
        told.append(f"{field}: {_shown(new)}" if not before else f"{field}: {_shown(old)} → {_shown(new)}")
    return "; ".join(told)


def _fields(image: Mapping[str, Any]) -> list[str]:
    return [name for name in image if name not in _STAMPS]


def _shown(value: Any) -> str:
    return "-" if value in (None, "") else str(value)


VERBS = {
    "show": Verb(history, N_("Who changed what and when; also without this word.")),
    "restore": Verb(
        "crm_cli.cli.history_restore:restore",
        N_("Give a record, or a field of it, back what it was; bring a removed one back."),
    ),
    "prune": Verb(
        "crm_cli.cli.history_archives:prune", N_("Move the older part of the history into an archive file.")
    ),
    "archives": Verb("crm_cli.cli.history_archives:archives", N_("Where the older history lies.")),
}
