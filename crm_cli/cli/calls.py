"""`crm call`: log, list, show, edit, remove; the queue, the run, dialling and callers are beside it."""

from pathlib import Path
from typing import Annotated, Any

import typer

from crm_cli.cli import options, session
from crm_cli.cli.groups import Verb
from crm_cli.i18n import N_
from crm_cli.services.desk import Desk

CallList = Annotated[
    str | None,
    typer.Option(
        "--list", metavar="NAME", help=N_("The call list it was made from; known where the number is on one.")
    ),
]
Talk = Annotated[
    str | None, typer.Option("--talk", metavar="TIME", help=N_("Talk time: 185, 3:05 or 3分5秒."))
]
Callback = Annotated[
    str | None, typer.Option("--callback", metavar="WHEN", help=N_('When to call back: "fri 15:00".'))
]
PlanAgreed = Annotated[
    str | None,
    typer.Option("--plan", metavar="WHEN WHAT", help=N_('The visit agreed: "wed 10:00 samples".')),
]
Transfer = Annotated[
    str | None,
    typer.Option(
        "--transfer", metavar="NAME WHEN", help=N_('Who takes it over, and when: 李娜, "李娜 15:00 a price".')
    ),
]
Recording = Annotated[
    Path | None,
    typer.Option("--recording", metavar="FILE", help=N_("A sound file of the call, kept with the database.")),
]
Direction = Annotated[str | None, typer.Option("--direction", metavar="out|in", help=N_("Only these."))]


def log(
    who: options.Who,
    outcome: Annotated[
        str | None,
        typer.Argument(metavar="OUTCOME", help=N_("Its code, name, initials or key; crm outcome list.")),
    ] = None,
    at: options.At = None,
    talk: Talk = None,
    note: options.Note = "",
    grade: options.Grade = None,
    next_step: options.Next = None,
    callback: Callback = None,
    anyone: Annotated[bool, typer.Option("--anyone", help=N_("Anyone may make the callback."))] = False,
    plan: PlanAgreed = None,
    amount: options.Amount = None,
    contact: options.Contact = None,
    number: Annotated[
        str | None,
        typer.Option("--number", metavar="PHONE", help=N_("The number dialled, or its last digits.")),
    ] = None,
    incoming: Annotated[bool, typer.Option("--in", help=N_("They called us."))] = False,
    wechat: options.Wechat = False,
    objection: options.Objections = None,
    reply: options.Replies = None,
    competitor: options.Competitors = None,
    heard: options.Heard = "",
    referred: Annotated[
        str | None, typer.Option("--referred", metavar="NAME NUMBER", help=N_("Whom they referred us to."))
    ] = None,
    whole_customer: Annotated[
        bool, typer.Option("--whole-customer", help=N_("Do-not-call for every number of the customer."))
    ] = False,
    reason: options.Reason = "",
    call_list: CallList = None,
    transfer: Transfer = None,
    recording: Recording = None,
    keep: options.Keep = False,
    rep: options.Rep = None,
) -> None:
    """Log a call and do what its outcome brings about."""
    # The other verbs of this noun do without these, and are everyday commands too.
    from crm_cli.services import calls
    from crm_cli.services.effects import Answers
    from crm_cli.services.touches import Extras

    typed = calls.Typed(
        who, outcome, rep, at, talk, note, heard, contact, number, incoming, call_list, transfer, recording
    )
    extras = Extras(
        grade, next_step, tuple(objection or ()), tuple(competitor or ()), wechat, keep, tuple(reply or ())
    )
    answers = Answers(callback, anyone, plan, amount, referred, reason, whole_customer)
    with session.desk() as desk:
        session.told(calls.log_call(desk, typed, extras, answers))


def list_calls(
    customer: options.OfCustomer = None,
    date: options.OnDay = None,
    since: options.Since = None,
    until: options.Until = None,
    outcome: options.Outcomes = None,
    grade: options.Grades = None,
    reached: Annotated[
        bool | None,
        typer.Option("--reached/--not-reached", help=N_("Only where the right party was reached, or not.")),
    ] = None,
    direction: Direction = None,
    call_list: Annotated[
        str | None, typer.Option("--list", metavar="NAME", help=N_("Only calls from this call list."))
    ] = None,
    rep: options.OfRep = None,
    team: options.OfTeam = None,
    everyone: options.Everyone = False,
    sort: options.Sort = None,
    reverse: options.Reverse = False,
    limit: options.Limit = None,
) -> None:
    """List calls, the newest first."""
    from crm_cli.cli.filters import outcomes_and_direction, span, whose
    from crm_cli.cli.listing import how_many, show_list
    from crm_cli.services.calls import calls
    from crm_cli.services.reading import read_grade

    count = how_many(limit)
    with session.desk() as desk:
        filters: dict[str, Any] = {
            **whose(desk, rep=rep, team=team, customer=customer, everyone=everyone),
            **span(desk, date, since, until),
            **outcomes_and_direction(desk, outcome, direction),
            "grades": [read_grade(one) for one in grade] if grade else None,
            "reached": reached,
            "call_list_no": _list_no(desk, call_list),
            "limit": count,
        }
        show_list(desk, "call", calls(desk, sort=sort, descending=reverse, **filters), limit=count)


def _list_no(desk: Desk, text: str | None) -> int | None:
    if text is None:
        return None
    from crm_cli.services.call_lists import find_call_list

    return find_call_list(desk, text).no


def show(things: options.Things) -> None:
    """Show calls whole."""
    from crm_cli.cli.records import show_each, the_one

    show_each("call", things, lambda desk, text: the_one(desk, "call", text))


def edit(
    things: options.Things,
    outcome: Annotated[
        str | None, typer.Option("--outcome", metavar="OUTCOME", help=N_("The right outcome."))
    ] = None,
    at: options.NewAt = None,
    talk: Annotated[
        str | None, typer.Option("--talk", metavar="TIME", help=N_("Talk time: 185, 3:05."))
    ] = None,
    note: options.NewNote = None,
    next_step: options.NewNext = None,
    grade: options.NewGrade = None,
    contact: options.NewContact = None,
    heard: options.NewHeard = None,
    call_list: Annotated[
        str | None, typer.Option("--list", metavar="NAME", help=N_("The right call list; '' for none."))
    ] = None,
    amount: options.Amount = None,
    plan: PlanAgreed = None,
    callback: Callback = None,
) -> None:
    """Correct calls."""
    from crm_cli.cli.batches import change_each
    from crm_cli.cli.records import the_one
    from crm_cli.services.call_corrections import edit_call
    from crm_cli.services.effects import Answers

    change_each(
        things,
        lambda desk, text: edit_call(
            desk, the_one(desk, "call", text), outcome=outcome, at=at, talk=talk, contact=contact,
            next_step=next_step, grade=grade, note=note, heard=heard, call_list=call_list,
            answers=Answers(callback=callback, plan=plan, amount=amount),
        ),
    )  # fmt: skip


def remove(things: options.Things) -> None:
    """Remove calls typed by mistake, with what they promised; what they closed is open again."""
    from crm_cli.cli.records import remove_touches

    remove_touches("call", things)


VERBS = {
    "log": Verb(log, N_("Log a call and do what its outcome brings about.")),
    "next": Verb(
        "crm_cli.cli.call_queue:next_call", N_("Show the next number to call, or why there is none.")
    ),
    "skip": Verb("crm_cli.cli.call_queue:skip", N_("Do not offer a number to me again today.")),
    "snooze": Verb("crm_cli.cli.call_queue:snooze", N_("Offer a number to nobody until a moment.")),
    "run": Verb("crm_cli.cli.call_run:run", N_("An hour on the phone: dial, name the outcome, next.")),
    "dial": Verb("crm_cli.cli.call_dialling:dial_one", N_("Dial a number with the machine's dial command.")),
    "in": Verb("crm_cli.cli.call_incoming:take", N_("Look up who calls, and log the incoming call.")),
    "list": Verb(list_calls, N_("List calls, the newest first.")),
    "enter": Verb("crm_cli.cli.sheet_entry:calls", N_("Enter what was written on a call sheet.")),
    "show": Verb(show, N_("Show calls whole.")),
    "edit": Verb(edit, N_("Correct calls.")),
    "remove": Verb(remove, N_("Remove calls typed by mistake.")),
    "attach": Verb("crm_cli.cli.call_recordings:attach", N_("Keep recordings with the calls they are of.")),
    "play": Verb("crm_cli.cli.call_recordings:play", N_("Play the recordings of calls.")),
    "recordings": Verb("crm_cli.cli.call_recordings:recordings", N_("List recordings of calls.")),
}
