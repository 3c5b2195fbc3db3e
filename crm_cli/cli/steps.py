"""`crm step`: next steps, tasks and callbacks: add, list, show, done, snooze, assign, edit, cancel, remove."""

from typing import Annotated, Any

import typer

from crm_cli.cli import options, session
from crm_cli.cli.batches import change_each, remove_each
from crm_cli.cli.filters import whose
from crm_cli.cli.groups import Verb
from crm_cli.cli.listing import how_many, show_list
from crm_cli.cli.records import show_each
from crm_cli.i18n import N_
from crm_cli.services import steps
from crm_cli.services.desk import Desk
from crm_cli.services.reading import read_code, read_day

Words = Annotated[
    str, typer.Argument(metavar="WHEN WHAT", help=N_('When and what: "+3d 打电话"; today without a date.'))
]
Due = Annotated[
    str | None, typer.Option("--due", metavar="WHEN", help=N_("When, where the words do not begin with it."))
]
Anyone = Annotated[bool, typer.Option("--anyone", help=N_("Anyone may do it."))]
State = Annotated[
    str,
    typer.Option("--state", metavar="STATE", help=N_("open, done, cancelled or any; open when left out.")),
]
Today = Annotated[bool, typer.Option("--due", help=N_("Only what is due up to today."))]
Overdue = Annotated[bool, typer.Option("--overdue", help=N_("Only what was due before today."))]


def add(
    who: options.Who,
    words: Words = "",
    due: Due = None,
    contact: options.Contact = None,
    callback: Annotated[
        bool, typer.Option("--callback", help=N_("A call promised for a time: only a call closes it."))
    ] = False,
    anyone: Anyone = False,
    rep: options.Rep = None,
) -> None:
    """Add a next step at a customer."""
    kind = "callback" if callback else None
    with session.desk() as desk:
        session.told(
            steps.add_step(
                desk, words, customer=who, contact=contact, due=due, rep=rep, kind=kind, anyone=anyone
            )
        )


def list_steps(
    customer: options.OfCustomer = None,
    kind: Annotated[
        list[str] | None,
        typer.Option("--kind", metavar="KIND", help=N_("Only step, task or callback; may be repeated.")),
    ] = None,
    state: State = "open",
    due: Today = False,
    overdue: Overdue = False,
    until: options.Until = None,
    rep: options.OfRep = None,
    team: options.OfTeam = None,
    everyone: options.Everyone = False,
    sort: options.Sort = None,
    reverse: options.Reverse = False,
    limit: options.Limit = None,
) -> None:
    """List next steps, the most urgent first."""
    count = how_many(limit)
    with session.desk() as desk:
        filters: dict[str, Any] = {
            **whose(desk, rep=rep, team=team, customer=customer, everyone=everyone),
            **when_due(desk, due=due, overdue=overdue, until=until),
            "kinds": [read_code("step_kind", one) for one in kind] if kind else None,
            "state": read_state(state),
            "limit": count,
        }
        show_list(desk, "step", steps.steps(desk, sort=sort, descending=reverse, **filters), limit=count)


def read_state(text: str) -> str | None:
    """Return the state that `text` means, None for any; raise UsageError for another word."""
    return None if text in {"any", "all"} else read_code("step_state", text)


def when_due(desk: Desk, *, due: bool, overdue: bool, until: str | None) -> dict[str, Any]:
    """Return the filters of how late to look."""
    last = [read_day(desk, until)] if until else []
    if due:
        last.append(desk.today())
    return {"due_until": min(last, default=None), "due_before": desk.today() if overdue else None}


def show(things: options.Things) -> None:
    """Show steps whole."""
    show_each("step", things, steps.step)


def done(things: options.Things) -> None:
    """Mark steps done by hand; a touch that reached someone does it by itself."""
    change_each(things, steps.finish_step)


def snooze(
    things: options.Things,
    until: Annotated[str, typer.Argument(metavar="WHEN", help=N_('To when: +3d, fri, "mon 15:00".'))],
) -> None:
    """Put steps off to another day."""
    change_each(things, lambda desk, text: steps.snooze_step(desk, text, until))


def assign(
    things: options.Things,
    rep: Annotated[str, typer.Argument(metavar="REP", help=N_("Who does them from now on."))],
) -> None:
    """Hand steps to another rep."""
    change_each(things, lambda desk, text: steps.assign_step(desk, text, rep))


def edit(
    things: options.Things,
    words: Annotated[
        str | None, typer.Option("--words", metavar="WHAT", help=N_("What is to be done."))
    ] = None,
    due: Annotated[str | None, typer.Option("--due", metavar="WHEN", help=N_("When it is due."))] = None,
    anyone: Annotated[bool | None, typer.Option("--anyone/--mine", help=N_("Whose it is to do."))] = None,
) -> None:
    """Change the words, the day or the scope of steps."""
    change_each(things, lambda desk, text: steps.edit_step(desk, text, words=words, due=due, anyone=anyone))


def cancel(things: options.Things) -> None:
    """Take steps back: they will not be done."""
    change_each(things, steps.cancel_step)


def remove(things: options.Things) -> None:
    """Remove steps typed by mistake."""
    remove_each(things, steps.remove_step)


COMMON = {
    "show": Verb(show, N_("Show steps whole.")),
    "done": Verb(done, N_("Mark steps done by hand.")),
    "snooze": Verb(snooze, N_("Put steps off to another day.")),
    "assign": Verb(assign, N_("Hand steps to another rep.")),
    "edit": Verb(edit, N_("Change the words, the day or the scope of steps.")),
    "cancel": Verb(cancel, N_("Take steps back: they will not be done.")),
    "remove": Verb(remove, N_("Remove steps typed by mistake.")),
}
VERBS = {
    "add": Verb(add, N_("Add a next step at a customer.")),
    "list": Verb(list_steps, N_("List next steps, the most urgent first.")),
    **COMMON,
}
