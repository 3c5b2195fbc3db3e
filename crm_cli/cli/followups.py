"""`crm followup`: add, list, show, edit, remove."""

from typing import Annotated, Any

import typer

from crm_cli.cli import options, session
from crm_cli.cli.groups import Verb
from crm_cli.i18n import N_
from crm_cli.services import followups
from crm_cli.services.reading import read_grade
from crm_cli.services.touches import Extras

Channel = Annotated[
    str | None,
    typer.Option("--channel", metavar="CHANNEL", help=N_("phone, wechat, line …; crm config show channels.")),
]


def add(
    who: options.Who,
    at: options.At = None,
    channel: Channel = None,
    note: options.Note = "",
    next_step: options.Next = None,
    grade: options.Grade = None,
    contact: options.Contact = None,
    heard: options.Heard = "",
    competitor: options.Competitors = None,
    objection: options.Objections = None,
    reply: options.Replies = None,
    wechat: options.Wechat = False,
    keep: options.Keep = False,
    rep: options.Rep = None,
) -> None:
    """Log a touch that was neither call nor visit, and the next step in the same breath."""
    extras = Extras(
        grade, next_step, tuple(objection or ()), tuple(competitor or ()), wechat, keep, tuple(reply or ())
    )
    with session.desk() as desk:
        session.told(
            followups.add_followup(
                desk, who, rep=rep, at=at, channel=channel, note=note, heard=heard, contact=contact,
                extras=extras,
            )
        )  # fmt: skip


def list_followups(
    customer: options.OfCustomer = None,
    date: options.OnDay = None,
    since: options.Since = None,
    until: options.Until = None,
    channel: Annotated[
        str | None, typer.Option("--channel", metavar="CHANNEL", help=N_("Only on this channel."))
    ] = None,
    grade: options.Grades = None,
    rep: options.OfRep = None,
    team: options.OfTeam = None,
    everyone: options.Everyone = False,
    sort: options.Sort = None,
    reverse: options.Reverse = False,
    limit: options.Limit = None,
) -> None:
    """List follow-ups with the next step agreed in each, the newest first."""
    from crm_cli.cli.filters import span, whose
    from crm_cli.cli.listing import how_many, show_list

    count = how_many(limit)
    with session.desk() as desk:
        filters: dict[str, Any] = {
            **whose(desk, rep=rep, team=team, customer=customer, everyone=everyone),
            **span(desk, date, since, until),
            "channel": followups.read_channel(desk, channel) if channel else None,
            "grades": [read_grade(one) for one in grade] if grade else None,
            "limit": count,
        }
        rows = followups.followups(desk, sort=sort, descending=reverse, **filters)
        show_list(desk, "followup", rows, limit=count)


def show(things: options.Things) -> None:
    """Show follow-ups whole."""
    from crm_cli.cli.records import show_each, the_one

    show_each("followup", things, lambda desk, text: the_one(desk, "followup", text))


def edit(
    things: options.Things,
    at: options.NewAt = None,
    channel: Channel = None,
    note: options.NewNote = None,
    next_step: options.NewNext = None,
    grade: options.NewGrade = None,
    contact: options.NewContact = None,
    heard: options.NewHeard = None,
) -> None:
    """Correct follow-ups."""
    from crm_cli.cli.batches import change_each
    from crm_cli.cli.records import the_one

    change_each(
        things,
        lambda desk, text: followups.edit_followup(
            desk, the_one(desk, "followup", text), at=at, channel=channel, contact=contact, grade=grade,
            next_step=next_step, note=note, heard=heard,
        ),
    )  # fmt: skip


def remove(things: options.Things) -> None:
    """Remove follow-ups typed by mistake, with what they promised; what they closed is open again."""
    from crm_cli.cli.records import remove_touches

    remove_touches("followup", things)


VERBS = {
    "add": Verb(add, N_("Log a touch that was neither call nor visit, and the next step with it.")),
    "log": Verb(add, N_("The same as add.")),
    "list": Verb(list_followups, N_("List follow-ups with the next step agreed in each.")),
    "show": Verb(show, N_("Show follow-ups whole.")),
    "edit": Verb(edit, N_("Correct follow-ups.")),
    "remove": Verb(remove, N_("Remove follow-ups typed by mistake.")),
}
