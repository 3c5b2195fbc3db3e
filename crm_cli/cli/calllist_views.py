"""`crm calllist list`, `show`, `numbers` and `why`: what is on call lists, and how far they have come."""

from typing import Annotated, Any

import typer

from crm_cli.cli import list_options, session
from crm_cli.cli.calllists import Lists, OneList
from crm_cli.cli.listing import how_many, is_for_people, show_records
from crm_cli.domain.codes import number
from crm_cli.domain.words import outcome_label
from crm_cli.i18n import N_, ngettext
from crm_cli.i18n import gettext as _
from crm_cli.reports.figure_words import percent
from crm_cli.reports.figures import Rate
from crm_cli.services import call_lists as lists
from crm_cli.services.call_lists import Progress
from crm_cli.services.desk import Desk
from crm_cli.services.records import plain, record
from crm_cli.storage.call_lists import CallListRow, ListNumberRow

_STAMPS = ("created_at", "created_by", "changed_at", "changed_by")


def list_lists(
    closed: Annotated[bool, typer.Option("--closed", help=N_("Closed ones, too."))] = False,
    rep: list_options.OfRep = None,
    everyone: list_options.Everyone = False,
    sort: list_options.Sort = None,
    reverse: list_options.Reverse = False,
    limit: list_options.Limit = None,
) -> None:
    """List call lists, the first to be called first; those I work when I am known, else the firm's."""
    from crm_cli.cli.filters import whose

    count = how_many(limit)
    with session.desk() as desk:
        filters = whose(desk, rep=rep, everyone=everyone, key="worked_by")
        found = lists.call_lists(
            desk,
            sort=sort,
            descending=reverse,
            limit=count,
            states=None if closed else ["open", "paused"],
            **filters,
        )
        show_records(
            desk, "call_list", _list_records(desk, found), limit=count,
            empty=_("There is no call list. Make one with: crm calllist add 年会礼品 --filter industry=礼品"),
        )  # fmt: skip


def _list_records(desk: Desk, found: list[CallListRow]) -> list[dict[str, Any]]:
    numbers = [row.no for row in found]
    progress = lists.progress_of(desk, numbers) if numbers else {}
    reps = lists.reps_of(desk, numbers) if numbers else {}
    return [
        _in_order({**record(row, desk), **_progress(progress[row.no]), "reps": reps.get(row.no, [])})
        for row in found
    ]


def _in_order(found: dict[str, Any]) -> dict[str, Any]:
    """Return a list with how far it has come before how it was made, and what only programs read at the end."""
    made = ("script_no", "hours", "note", "filled_by", "closed_on", *_STAMPS, "id")
    return {key: found[key] for key in (*(key for key in found if key not in made), *made)}


def _progress(one: Progress) -> dict[str, Any]:
    """Return how far a list has come; the share tried and the share reached with their parts."""
    penetration, reached = Rate(one.tried, one.numbers), Rate(one.customers_reached, one.customers)
    found = one._asdict() | {"penetration": penetration, "list_reach_rate": reached}
    return {key: _rate(value) if isinstance(value, Rate) else value for key, value in found.items()}


def _rate(value: Rate) -> Any:
    if is_for_people() or session.chosen("format") is None:
        return percent(value)
    if session.chosen("format") in {"csv", "tsv"}:
        # Its parts stand in columns of their own.
        return value.rate
    return {"part": value.part, "whole": value.whole, "rate": value.rate}


def show(things: Lists) -> None:
    """Show call lists whole: how they were filled, how far they have come, what each rep has of them."""
    from crm_cli.cli import output
    from crm_cli.cli.records import show_record, show_whole

    people = is_for_people() or session.chosen("format") is None
    with session.desk() as desk:
        rows = [lists.find_call_list(desk, text) for text in session.each(things)]
        records = [_whole(desk, row, people=people) for row in rows]
        if not people:
            show_whole(desk, "call_list", records)
            return
        for place, (row, found) in enumerate(zip(rows, records, strict=True)):
            if place:
                output.tell("")
            show_record(desk, "call_list", found)
            if shares := _shares(desk, row.no):
                output.tell("")
                show_records(desk, "list_share", shares)


def _whole(desk: Desk, row: CallListRow, *, people: bool) -> dict[str, Any]:
    from crm_cli.services.dial_plans import standing_plans
    from crm_cli.services.list_rules import rules_of

    (found,) = _list_records(desk, [row])
    plans = standing_plans(desk, row.no, desk.today())
    if people:
        told = _("{rep}: {dials} a day from {day} on")
        return found | {
            "dial_plan": [
                told.format(rep=one.rep, dials=one.dials, day=one.starts_on.isoformat()) for one in plans
            ],
            "rules": "\n".join(_rules(desk, row.no)),
        }
    return found | {
        "dial_plan": [
            {
                "rep": one.rep,
                "rep_no": number("rep", one.rep_no),
                "dials": one.dials,
                "starts_on": one.starts_on.isoformat(),
            }
            for one in plans
        ],
        "rules": [plain(record(rule, desk), desk) for rule in rules_of(desk, call_list_no=row.no)],
        "shares": _shares(desk, row.no),
    }


def _rules(desk: Desk, no: int) -> list[str]:
    """Return in words the rules a list has of its own."""
    from crm_cli.domain.rule_words import rule_words
    from crm_cli.services.list_rules import rules_of

    return [
        f"{outcome_label(rule.subject, rule.code, rule.name)}: {rule_words(rule._asdict())}"
        for rule in rules_of(desk, call_list_no=no)
    ]


def _shares(desk: Desk, no: int) -> list[dict[str, Any]]:
    return [
        {
            **one._asdict(),
            "no": number("rep", one.rep_no),
            "rep_no": number("rep", one.rep_no),
            "rep": one.rep or _("nobody"),
        }
        for one in lists.shares_of(desk, no)
    ]


def numbers(
    call_list: OneList,
    turn: Annotated[
        str | None,
        typer.Option(
            "--turn",
            metavar="TURN",
            help=N_("Only new, again, resting, used_up, next, wait, barred or over."),
        ),
    ] = None,
    rep: list_options.OfRep = None,
    nobody: Annotated[bool, typer.Option("--nobody", help=N_("Only those given to nobody."))] = False,
    taken_off: Annotated[
        bool, typer.Option("--taken-off", help=N_("Only those taken off the list."))
    ] = False,
    sort: list_options.Sort = None,
    reverse: list_options.Reverse = False,
    limit: list_options.Limit = None,
) -> None:
    """List the numbers on a call list, in its order."""
    from crm_cli.services.naming import find_rep
    from crm_cli.services.reading import read_code

    count = how_many(limit)
    with session.desk() as desk:
        row = lists.find_call_list(desk, call_list)
        found = lists.list_numbers(
            desk, sort=sort, descending=reverse, limit=count, call_list_no=row.no,
            turn=read_code("turn", turn) if turn else None,
            rep_no=find_rep(desk, rep).no if rep else None,
            unassigned=True if nobody else None,
            standing=not taken_off,
        )  # fmt: skip
        show_records(desk, "list_number", [_place(desk, one) for one in found], limit=count)


def _place(desk: Desk, row: ListNumberRow) -> dict[str, Any]:
    """Return a number on a list as a record under the number of its customer, which other commands take."""
    found = lists.place_record(row, desk)
    return {"no": number("customer", row.customer_no), **{key: found[key] for key in found if key != "id"}}


def why(
    who: Annotated[
        str, typer.Argument(metavar="WHO", help=N_("A phone or its tail, a customer or a person: c12, n3."))
    ],
    call_list: Annotated[
        str | None, typer.Argument(metavar="[LIST]", help=N_("Only this list."), show_default=False)
    ] = None,
) -> None:
    """Tell of each number which lists it is on, how it came there, and whether and when it is offered."""
    from crm_cli.services.list_places import why as ask

    with session.desk() as desk:
        found = ask(desk, who, call_list)
        if session.chosen("format") in {"json", "jsonl", "csv", "tsv", "ids"}:
            show_records(desk, "why", [_reason(desk, one) for one in found])
            return
        from crm_cli.cli import voice

        for line in _lines(found):
            voice.tell(line)


def _reason(desk: Desk, one: Any) -> dict[str, Any]:
    phone = one.phone
    return {
        "no": number("customer", phone.customer_no),
        "customer": phone.customer,
        "contact_no": number("contact", phone.contact_no),
        "contact": phone.contact,
        "number": phone.raw,
        "lists": [
            plain(_place(desk, place.row), desk) | {"came": place.came, "state": place.state}
            for place in one.places
        ],
        "because": list(one.because),
    }


def _lines(found: list[Any]) -> list[str]:
    lines = []
    for one in found:
        phone = one.phone
        lines.append(
            f"{number('customer', phone.customer_no)} {phone.customer} {phone.contact}".rstrip()
            + f"  {phone.raw}"
        )
        for place in one.places:
            row = place.row
            lines.append(f"  {number('call_list', row.call_list_no)} {row.call_list}: {place.state}")
            lines.append("    " + _("came there {came}").format(came=place.came))
            if row.rep:
                lines.append("    " + _("given to {rep}").format(rep=row.rep))
            if row.tried_at is not None:
                lines.append("    " + _last(row))
        lines += [f"  {line}" for line in one.because]
    return lines


def _last(row: ListNumberRow) -> str:
    outcome = outcome_label("call", row.outcome, row.outcome_name)
    if not row.tries:
        # Tries begin anew when the right party was reached, and a wrong dial is none.
        return _("last call: {outcome}").format(outcome=outcome)
    told = ngettext("tried {tries} time, last: {outcome}", "tried {tries} times, last: {outcome}", row.tries)
    return told.format(tries=row.tries, outcome=outcome)
