"""`crm customer neglected`, `proposals`, `accept` and `keep`: who needs care, and what the facts speak for."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any

import typer

from crm_cli.cli import options, session
from crm_cli.cli.filters import whose
from crm_cli.cli.listing import how_many, is_for_people, show_records
from crm_cli.domain.codes import number
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.reports.neglected import KINDS, Asked, Neglected
from crm_cli.services import proposals as service
from crm_cli.services.desk import Desk
from crm_cli.services.proposals import Proposed
from crm_cli.services.reading import read_code, read_grade
from crm_cli.services.receipts import Receipt
from crm_cli.services.records import record
from crm_cli.services.reps import owner_numbers

Field = Annotated[
    str | None, typer.Option("--field", metavar="grade|stage", help=N_("Only this; both when left out."))
]
_OF_CUSTOMER = (
    "no", "id", "name", "owner", "owner_no", "grade", "stage", "need_on", "last_touch_at", "next_day", "next_step",
    "phone",
)  # fmt: skip


def neglected(
    kind: Annotated[
        list[str] | None,
        typer.Option(
            "--kind", metavar="KIND", help=N_("Only grade, quote, sample or use-date; may be repeated.")
        ),
    ] = None,
    grade: options.Grades = None,
    within: Annotated[
        int | None,
        typer.Option("--within", metavar="DAYS", min=0, help=N_("Use dates up to so many days ahead.")),
    ] = None,
    silent: Annotated[
        int | None,
        typer.Option(
            "--silent", metavar="DAYS", min=0, help=N_("Quotes and samples silent for so many days.")
        ),
    ] = None,
    promised: Annotated[
        bool, typer.Option("--promised", help=N_("Also those in whom something is promised in time."))
    ] = False,
    rep: options.OfRep = None,
    team: options.OfTeam = None,
    everyone: options.Everyone = False,
    limit: options.Limit = None,
) -> None:
    """List customers left alone too long, silent quotes and samples, and use dates near."""
    from crm_cli.reports.neglected import neglected as find

    count = how_many(limit)
    kinds = {read_code("neglect", one) for one in kind} if kind else KINDS
    grades = [read_grade(one) for one in grade] if grade else None
    with session.desk() as desk:
        owners = owner_numbers(desk, **whose(desk, rep=rep, team=team, everyone=everyone))
        found = find(desk, Asked(owners, kinds, grades, within, silent, promised), count)
        empty = _("Nobody is neglected.")
        records = [_neglected(desk, one) for one in found]
        show_records(desk, "neglected", records, limit=count, empty=empty, hidden=_known(owners))


def _known(owners: Sequence[int] | None) -> Sequence[str]:
    """Return the columns that say nothing: whose customers they are, where they are all of one rep."""
    return ("owner",) if owners is not None and len(owners) == 1 else ()


def _neglected(desk: Desk, one: Neglected) -> dict[str, Any]:
    """Return a customer with its most urgent reason in fields, and all of them in words for people."""
    whole = record(one.customer, desk)
    first = one.reasons[0]
    found = {key: whole[key] for key in _OF_CUSTOMER}
    found |= {
        "kind": first.kind,
        "days": first.days,
        "limit": first.limit,
        "money_no": number("money", first.money_no),
        "kinds": [reason.kind for reason in one.reasons],
    }
    if is_for_people():
        found["why"] = "; ".join(reason.sentence for reason in one.reasons)
    return found


def proposals(
    field: Field = None,
    rep: options.OfRep = None,
    team: options.OfTeam = None,
    everyone: options.Everyone = False,
    limit: options.Limit = None,
) -> None:
    """List the grades and stages that the facts speak for; accept or keep decides."""
    count = how_many(limit)
    with session.desk() as desk:
        owners = owner_numbers(desk, **whose(desk, rep=rep, team=team, everyone=everyone))
        found = service.proposals(desk, owners=owners, field=service.read_field(field))[:count]
        empty = _("Nothing is proposed.")
        records = [_proposal(one) for one in found]
        show_records(desk, "proposal", records, limit=count, empty=empty, hidden=_known(owners))


def _proposal(one: Proposed) -> dict[str, Any]:
    row, proposal = one.customer, one.proposal
    found: dict[str, Any] = {
        "no": number("customer", row.no),
        "id": row.id,
        "name": row.name,
        "owner": row.owner,
        "owner_no": number("rep", row.owner_no),
        "field": proposal.field,
        "now": proposal.now,
        "proposed": proposal.proposed,
        "reason": proposal.why,
        "days": proposal.days,
    }
    if is_for_people():
        words = {key: service.value_word(proposal.field, found[key]) for key in ("now", "proposed")}
        found |= {**words, "why": proposal.sentence}
    return found


def accept(things: options.Things, field: Field = None) -> None:
    """Give customers the grade and the stage proposed for them."""
    _decide(things, field, service.accept)


def keep(things: options.Things, field: Field = None) -> None:
    """Turn down what is proposed for customers: it is not proposed again until the facts change."""
    _decide(things, field, service.keep)


def _decide(
    things: Sequence[str], field: str | None, act: Callable[[Desk, Sequence[str], str | None], list[Receipt]]
) -> None:
    with session.desk() as desk:
        session.told(act(desk, session.each(things), service.read_field(field)))
