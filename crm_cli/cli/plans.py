"""`crm plan`: plans of visits: add, list, show, edit, move, cancel, incident, done, assign, remove."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from crm_cli.cli import options, session
from crm_cli.cli.batches import change_each, parts, remove_each
from crm_cli.cli.filters import span, whose
from crm_cli.cli.groups import Verb
from crm_cli.cli.listing import how_many, show_records
from crm_cli.cli.records import show_each
from crm_cli.errors import UsageError
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services import plans
from crm_cli.services.desk import Desk
from crm_cli.services.reading import read_code
from crm_cli.services.records import record

Reps = Annotated[
    list[str] | None,
    typer.Option("--rep", metavar="NAME", help=N_("Who goes; may be repeated; who types when left out.")),
]
Order = Annotated[int | None, typer.Option("--order", metavar="N", help=N_("Its place in the day."))]
Reason = Annotated[str, typer.Option("--reason", metavar="WORDS", help=N_("Why it was not done."))]


def add(
    who: Annotated[
        str | None, typer.Argument(metavar="WHO", help=N_("The customer; left out with --building."))
    ] = None,
    when: Annotated[
        str | None, typer.Argument(metavar="WHEN", help=N_("The same as --date; today when left out."))
    ] = None,
    date: Annotated[
        str | None,
        typer.Option("--date", metavar="WHEN", help=N_('The day, with a time where agreed: "fri 15:00".')),
    ] = None,
    purpose: Annotated[str, typer.Option("--purpose", metavar="WORDS", help=N_("What for."))] = "",
    expect: Annotated[str, typer.Option("--expect", metavar="WORDS", help=N_("The result expected."))] = "",
    building: Annotated[
        str | None, typer.Option("--building", metavar="NAME", help=N_("The building to sweep."))
    ] = None,
    order: Order = None,
    rep: Reps = None,
) -> None:
    """Plan a visit to a customer or a building."""
    if when and date and when != date:
        raise UsageError(_("The day was said twice: {first}, {second}.").format(first=when, second=date))
    with session.desk() as desk:
        if building and who and not when and plans.is_when(desk, who):
            who, when = None, who
        session.told(
            plans.add_plan(
                desk, who, when=when or date, building=building, reps=parts(rep), purpose=purpose, expected=expect,
                order=order,
            )
        )  # fmt: skip


def list_plans(
    customer: options.OfCustomer = None,
    date: options.OnDay = None,
    since: options.Since = None,
    until: options.Until = None,
    state: Annotated[
        str | None,
        typer.Option("--state", metavar="STATE", help=N_("Only in this state: planned, visited …")),
    ] = None,
    building: options.Building = None,
    rep: options.OfRep = None,
    team: options.OfTeam = None,
    everyone: options.Everyone = False,
    sort: options.Sort = None,
    reverse: options.Reverse = False,
    limit: options.Limit = None,
) -> None:
    """List plans in the order of their days."""
    count = how_many(limit)
    with session.desk() as desk:
        filters: dict[str, Any] = {
            **whose(desk, rep=rep, team=team, customer=customer, everyone=everyone),
            **span(desk, date, since, until),
            "state": read_code("plan_state", state) if state and state != "any" else None,
            "building": building,
            "limit": count,
        }
        rows = plans.plans(desk, sort=sort, descending=reverse, **filters)
        show_records(desk, "plan", _records(desk, rows), limit=count)


def _records(desk: Desk, rows: Sequence[Any]) -> list[dict[str, Any]]:
    named = plans.reps_of(desk, [row.no for row in rows])
    return [{**record(row, desk), "reps": named.get(row.no, [])} for row in rows]


def show(things: options.Things) -> None:
    """Show plans whole."""
    show_each(
        "plan", things, plans.plan, lambda desk, row: {"reps": plans.reps_of(desk, [row.no]).get(row.no, [])}
    )


def edit(
    things: options.Things,
    date: Annotated[
        str | None,
        typer.Option("--date", metavar="WHEN", help=N_("The right time that day; another day is a move.")),
    ] = None,
    purpose: Annotated[str | None, typer.Option("--purpose", metavar="WORDS", help=N_("What for."))] = None,
    expect: Annotated[
        str | None, typer.Option("--expect", metavar="WORDS", help=N_("The result expected."))
    ] = None,
    reason: Annotated[
        str | None, typer.Option("--reason", metavar="WORDS", help=N_("Why it was not done."))
    ] = None,
    order: Order = None,
) -> None:
    """Change the time, order, purpose or expected result of plans."""
    change_each(
        things,
        lambda desk, text: plans.edit_plan(
            desk, text, when=date, order=order, purpose=purpose, expected=expect, reason=reason
        ),
    )


def move(
    things: options.Things,
    when: Annotated[str, typer.Argument(metavar="WHEN", help=N_('To when: +3d, fri, "mon 15:00".'))],
    reason: Reason = "",
) -> None:
    """Move plans to another day; the old ones stay on record as moved."""
    change_each(things, lambda desk, text: plans.move_plan(desk, text, when, reason))


def cancel(
    things: options.Things,
    by: Annotated[str, typer.Option("--by", metavar="us|them", help=N_("Who cancelled."))] = "us",
    reason: Reason = "",
) -> None:
    """Cancel plans, saying by whom and why."""
    if by not in {"us", "them"}:
        raise UsageError(
            _("{text} is not one of them.").format(text=by),
            _("Choose from: {codes}").format(codes="us, them"),
        )
    change_each(things, lambda desk, text: plans.end_plan(desk, text, f"cancelled_by_{by}", reason))


def incident(things: options.Things, reason: Reason = "") -> None:
    """Say that something came between, and what."""
    change_each(things, lambda desk, text: plans.end_plan(desk, text, "incident", reason))


def done(things: options.Things) -> None:
    """Mark plans done where no visit was logged; a logged visit does it by itself."""
    change_each(things, lambda desk, text: plans.end_plan(desk, text, "visited"))


def assign(things: options.Things, rep: Reps = None) -> None:
    """Say anew which reps plans are for."""
    change_each(things, lambda desk, text: plans.assign_plan(desk, text, parts(rep)))


def remove(things: options.Things) -> None:
    """Remove plans typed by mistake."""
    remove_each(things, plans.remove_plan)


VERBS = {
    "add": Verb(add, N_("Plan a visit to a customer or a building.")),
    "list": Verb(list_plans, N_("List plans in the order of their days.")),
    "show": Verb(show, N_("Show plans whole.")),
    "sheet": Verb("crm_cli.cli.sheets:of_day", N_("Print the walk list of a day.")),
    "edit": Verb(edit, N_("Change the time, order, purpose or expected result of plans.")),
    "move": Verb(move, N_("Move plans to another day.")),
    "cancel": Verb(cancel, N_("Cancel plans, saying by whom and why.")),
    "incident": Verb(incident, N_("Say that something came between, and what.")),
    "done": Verb(done, N_("Mark plans done where no visit was logged.")),
    "assign": Verb(assign, N_("Say anew which reps plans are for.")),
    "remove": Verb(remove, N_("Remove plans typed by mistake.")),
}
