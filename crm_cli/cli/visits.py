"""`crm visit`: log, list, show, edit, remove."""

from typing import Annotated, Any

import typer

from crm_cli.cli import options, session
from crm_cli.cli.groups import Verb
from crm_cli.i18n import N_
from crm_cli.services import visits
from crm_cli.services.effects import Answers
from crm_cli.services.naming import find_outcome
from crm_cli.services.reading import read_code, read_grade
from crm_cli.services.touches import Extras

Arrive = Annotated[
    str | None, typer.Option("--arrive", "--at", metavar="WHEN", help=N_("When you came; now when left out."))
]
Leave = Annotated[
    str | None, typer.Option("--leave", metavar="WHEN", help=N_("When you left: 14:40 is of that day."))
]
Cold = Annotated[bool | None, typer.Option("--cold/--invited", help=N_("Unasked (陌拜), or by appointment."))]
Kind = Annotated[
    str | None, typer.Option("--kind", metavar="KIND", help=N_("first, return, payment or sample."))
]
Building = Annotated[str | None, typer.Option("--building", metavar="NAME", help=N_("The building."))]
Floor = Annotated[str | None, typer.Option("--floor", metavar="FLOOR", help=N_("The floor."))]
Unit = Annotated[str | None, typer.Option("--unit", metavar="UNIT", help=N_("The unit or the door."))]
Progress = Annotated[
    str | None,
    typer.Option("--progress", metavar="HOW FAR", help=N_("front_desk, secretary or target.")),
]
Tactic = Annotated[
    str | None, typer.Option("--tactic", metavar="WORDS", help=N_("What got you past: rapport, praise …"))
]
Expense = Annotated[str | None, typer.Option("--expense", metavar="AMOUNT", help=N_("What it cost."))]


def log(
    who: Annotated[
        str | None,
        typer.Argument(
            metavar="WHO",
            help=N_("Customer, person or phone; left out at a door without a name (--building)."),
        ),
    ] = None,
    outcome: Annotated[
        str | None,
        typer.Argument(metavar="OUTCOME", help=N_("Its code, name, initials or key; crm outcome list.")),
    ] = None,
    arrive: Arrive = None,
    leave: Leave = None,
    cold: Cold = None,
    kind: Kind = None,
    contact: options.Contact = None,
    building: Building = None,
    floor: Floor = None,
    unit: Unit = None,
    progress: Progress = None,
    tactic: Tactic = None,
    card: Annotated[bool, typer.Option("--card", help=N_("A business card was obtained."))] = False,
    wechat: options.Wechat = False,
    grade: options.Grade = None,
    next_step: options.Next = None,
    need: Annotated[str, typer.Option("--need", metavar="WORDS", help=N_("What they need."))] = "",
    supplier: Annotated[
        str, typer.Option("--supplier", metavar="NAME", help=N_("Who supplies them now."))
    ] = "",
    heard: options.Heard = "",
    competitor: options.Competitors = None,
    objection: options.Objections = None,
    reply: options.Replies = None,
    expense: Expense = None,
    amount: options.Amount = None,
    note: options.Note = "",
    reason: options.Reason = "",
    plan: Annotated[
        str | None, typer.Option("--plan", metavar="NUMBER", help=N_("The plan it closes: p3."))
    ] = None,
    keep: options.Keep = False,
    rep: options.Rep = None,
) -> None:
    """Log a visit and do what its outcome brings about."""
    extras = Extras(
        grade, next_step, tuple(objection or ()), tuple(competitor or ()), wechat, keep, tuple(reply or ())
    )
    answers = Answers(amount=amount, reason=reason)
    with session.desk() as desk:
        if building and who and outcome is None and visits.is_outcome_alone(desk, who):
            who, outcome = None, who
        typed = visits.Typed(
            who, outcome, rep, arrive, leave, _how(cold), kind, contact, building, floor, unit, progress,
            tactic, card, need, supplier, heard, expense, note, plan,
        )  # fmt: skip
        session.told(visits.log_visit(desk, typed, extras, answers))


def _how(cold: bool | None) -> str | None:
    return None if cold is None else ("cold" if cold else "invited")


def list_visits(
    customer: options.OfCustomer = None,
    date: options.OnDay = None,
    since: options.Since = None,
    until: options.Until = None,
    outcome: options.Outcomes = None,
    grade: options.Grades = None,
    building: options.Building = None,
    cold: Annotated[bool | None, typer.Option("--cold/--invited", help=N_("Only these."))] = None,
    kind: Annotated[str | None, typer.Option("--kind", metavar="KIND", help=N_("Only of this kind."))] = None,
    reached: Annotated[
        bool | None,
        typer.Option("--reached/--not-reached", help=N_("Only where someone who matters was met, or not.")),
    ] = None,
    rep: options.OfRep = None,
    team: options.OfTeam = None,
    everyone: options.Everyone = False,
    sort: options.Sort = None,
    reverse: options.Reverse = False,
    limit: options.Limit = None,
) -> None:
    """List visits, the newest first."""
    from crm_cli.cli.filters import span, whose
    from crm_cli.cli.listing import how_many, show_list

    count = how_many(limit)
    with session.desk() as desk:
        filters: dict[str, Any] = {
            **whose(desk, rep=rep, team=team, customer=customer, everyone=everyone),
            **span(desk, date, since, until),
            "outcomes": [find_outcome(desk, "visit", one).code for one in outcome] if outcome else None,
            "grades": [read_grade(one) for one in grade] if grade else None,
            "building": building,
            "how": _how(cold),
            "kind": read_code("visit_kind", kind) if kind else None,
            "reached": reached,
            "limit": count,
        }
        show_list(desk, "visit", visits.visits(desk, sort=sort, descending=reverse, **filters), limit=count)


def show(things: options.Things) -> None:
    """Show visits whole."""
    from crm_cli.cli.records import show_each, the_one

    show_each("visit", things, lambda desk, text: the_one(desk, "visit", text))


def edit(
    things: options.Things,
    outcome: Annotated[
        str | None, typer.Option("--outcome", metavar="OUTCOME", help=N_("The right outcome."))
    ] = None,
    arrive: Annotated[
        str | None, typer.Option("--arrive", "--at", metavar="WHEN", help=N_("When you really came."))
    ] = None,
    leave: Leave = None,
    cold: Cold = None,
    kind: Kind = None,
    contact: options.NewContact = None,
    building: Building = None,
    floor: Floor = None,
    unit: Unit = None,
    progress: Progress = None,
    tactic: Tactic = None,
    card: Annotated[
        bool | None, typer.Option("--card/--no-card", help=N_("A card was obtained, or not."))
    ] = None,
    grade: options.NewGrade = None,
    next_step: options.NewNext = None,
    need: Annotated[str | None, typer.Option("--need", metavar="WORDS", help=N_("What they need."))] = None,
    supplier: Annotated[
        str | None, typer.Option("--supplier", metavar="NAME", help=N_("Who supplies them now."))
    ] = None,
    heard: options.NewHeard = None,
    expense: Expense = None,
    note: options.NewNote = None,
) -> None:
    """Correct visits."""
    from crm_cli.cli.batches import change_each
    from crm_cli.cli.records import the_one

    change_each(
        things,
        lambda desk, text: visits.edit_visit(
            desk, the_one(desk, "visit", text), outcome=outcome, arrive=arrive, leave=leave, how=_how(cold),
            kind=kind, contact=contact, building=building, floor=floor, unit=unit, progress=progress,
            tactic=tactic, card=card, grade=grade, next_step=next_step, need=need, supplier=supplier,
            heard=heard, expense=expense, note=note,
        ),
    )  # fmt: skip


def remove(things: options.Things) -> None:
    """Remove visits typed by mistake, with what they promised; what they closed is open again."""
    from crm_cli.cli.records import remove_touches

    remove_touches("visit", things)


VERBS = {
    "log": Verb(log, N_("Log a visit and do what its outcome brings about.")),
    "list": Verb(list_visits, N_("List visits, the newest first.")),
    "enter": Verb("crm_cli.cli.sheet_entry:visits", N_("Enter what was written on a walk list.")),
    "show": Verb(show, N_("Show visits whole.")),
    "edit": Verb(edit, N_("Correct visits.")),
    "remove": Verb(remove, N_("Remove visits typed by mistake.")),
}
