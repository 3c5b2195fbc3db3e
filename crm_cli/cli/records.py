"""One record on its way out, found by its number; removing touches."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from crm_cli.cli import output, session
from crm_cli.cli.listing import for_people, is_for_people, show_records, title
from crm_cli.cli.output import Column
from crm_cli.domain.codes import ATTACHABLE, number
from crm_cli.errors import NotFoundError
from crm_cli.i18n import gettext as _
from crm_cli.services import calls, followups, removal, visits
from crm_cli.services.desk import Desk
from crm_cli.services.naming import require_number
from crm_cli.services.records import record

_FOR_MACHINES = frozenset(
    {
        "id",
        "outcome_name",
        "dialled",
        "answered",
        "human",
        "reached",
        "opened",
        "effective",
        "exhausted",
        "off_list",
        "effect",
        "next_kind",
        "retry_minutes",
        "retry_days",
        "other_half_day",
    }
)
_FINDERS: Mapping[str, Callable[..., Sequence[Any]]] = {
    "call": calls.calls,
    "visit": visits.visits,
    "followup": followups.followups,
}


def the_one(desk: Desk, noun: str, text: str) -> Any:
    """Return the touch numbered so (`k8`); raise NotFoundError when there is none."""
    found = _FINDERS[noun](desk, no=require_number(noun, text))
    if not found:
        raise NotFoundError(_("There is no {number}.").format(number=text), f"crm {noun} list --all")
    return found[0]


def show_each(
    noun: str,
    things: Sequence[str],
    find: Callable[[Desk, str], Any],
    more: Callable[[Desk, Any], Mapping[str, Any]] | None = None,
) -> None:
    """Write the rows that `find` finds, with what `more` knows of each; nothing when one is not found."""
    with session.desk() as desk:
        rows = [find(desk, text) for text in session.each(things)]
        found = [{**record(row, desk), **(more(desk, row) if more else {})} for row in rows]
        if noun in ATTACHABLE:
            found = [
                {**one, "attachments": _files(desk, noun, row.no)}
                for one, row in zip(found, rows, strict=True)
            ]
        if noun in _FINDERS:
            found = [{**one, **_heard(desk, noun, row.no)} for one, row in zip(found, rows, strict=True)]
        show_whole(desk, noun, found)


def _heard(desk: Desk, noun: str, no: int) -> dict[str, list[str]]:
    """Return which objections were met and which competitors were heard of on a touch."""
    from crm_cli.services.touches import heard_on

    objections, competitors = heard_on(desk, noun, no)
    return {"objections": objections, "competitors": competitors}


def _files(desk: Desk, noun: str, no: int) -> list[str]:
    """Return the number and name of each file at a record."""
    from crm_cli.services.attachments import attachments

    of: dict[str, Any] = {f"{noun}_no": no}
    return [f"{number('attachment', one.no)} {one.name}" for one in attachments(desk, sort="no", **of)]


def show_whole(desk: Desk, noun: str, found: Sequence[Mapping[str, Any]]) -> None:
    """Write records one below the other; for programs several are one list."""
    if len(found) > 1 and session.chosen("format") in {"json", "jsonl", "csv", "tsv", "ids"}:
        show_records(desk, noun, found)
        return
    for place, one in enumerate(found):
        if place:
            output.tell("")
        show_record(desk, noun, one)


def show_record(desk: Desk, noun: str, found: Mapping[str, Any]) -> None:
    """Write a record in this run's format."""
    people = is_for_people() or session.chosen("format") is None
    shown = for_people(noun, found) if people else dict(found)
    if people and shown.get("phones"):
        # The first of them is what a list says.
        shown.pop("phone", None)
    fields = [
        Column(key, title(key))
        for key, value in shown.items()
        if not people or _is_worth_reading(key, value) or (noun == "outcome" and key == "effect" and value)
    ]
    output.emit_one(shown, fields, session.style(desk.zone))


def _is_worth_reading(key: str, value: Any) -> bool:
    return value not in (None, "", False, []) and key not in _FOR_MACHINES and not key.endswith("_no")


def remove_touches(noun: str, things: Sequence[str]) -> None:
    """Remove touches after asking, all in one change."""
    with session.desk() as desk:
        rows = [the_one(desk, noun, text) for text in session.each(things)]
        session.confirm(_("Remove {count} record(s)?").format(count=len(rows)))
        with desk.change():
            done = [removal.remove_touch(desk, noun, row) for row in rows]
        session.told(done)
