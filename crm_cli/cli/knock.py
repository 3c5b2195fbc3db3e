"""`crm knock`: what happened at the doors of the sweep I am on."""

from collections.abc import Iterable
from functools import partial
from typing import Annotated

import typer

from crm_cli.cli import options, session
from crm_cli.cli.groups import Verb
from crm_cli.domain.knock_lines import Typed
from crm_cli.errors import UsageError
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services.knock_doors import is_door
from crm_cli.services.knock_lines import read_lines, read_words
from crm_cli.services.knocks import find_place, log_knocks, with_options
from crm_cli.services.reading import read_day

Words = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="DOORS OUTCOME...",
        help=N_("Doors, then what happened there, again and again: 3012 3014,3016-3018 closed 3020 vacant."),
    ),
]


def knock(
    words: Words = None,
    name: Annotated[
        str | None,
        typer.Option("--name", metavar="NAME", help=N_("The firm behind the door; added where new.")),
    ] = None,
    customer: Annotated[
        str | None,
        typer.Option("--customer", metavar="WHO", help=N_("The customer on file behind the door.")),
    ] = None,
    person: Annotated[
        str | None, typer.Option("--person", metavar="NAME", help=N_("Whom you met; added where new."))
    ] = None,
    title: Annotated[
        str | None, typer.Option("--title", metavar="WORDS", help=N_("That person's title."))
    ] = None,
    role: Annotated[
        str | None,
        typer.Option(
            "--role", metavar="ROLE", help=N_("decision_maker, influencer, executor or gatekeeper.")
        ),
    ] = None,
    phone: Annotated[
        str | None,
        typer.Option("--phone", metavar="NUMBER", help=N_("The number of that person, or of the firm.")),
    ] = None,
    email: Annotated[
        str | None,
        typer.Option(
            "--email", metavar="ADDRESS", help=N_("The e-mail address of that person, or of the firm.")
        ),
    ] = None,
    card: Annotated[bool, typer.Option("--card", help=N_("A business card was obtained."))] = False,
    wechat: options.Wechat = False,
    grade: options.Grade = None,
    tactic: Annotated[
        str | None,
        typer.Option("--tactic", metavar="WORDS", help=N_("What got you past: rapport, praise …")),
    ] = None,
    progress: Annotated[
        str | None,
        typer.Option("--progress", metavar="HOW FAR", help=N_("front_desk, secretary or target.")),
    ] = None,
    who: Annotated[
        str | None, typer.Option("--who", metavar="WORDS", help=N_("Who sits at the front desk; remembered."))
    ] = None,
    next_step: options.Next = None,
    at: options.At = None,
    leave: Annotated[
        str | None, typer.Option("--leave", metavar="WHEN", help=N_("When you left: 14:40 is of that day."))
    ] = None,
    date: Annotated[
        str | None,
        typer.Option(
            "--date", metavar="DAY", help=N_("The day of times said without one; today when left out.")
        ),
    ] = None,
    need: Annotated[str, typer.Option("--need", metavar="WORDS", help=N_("What they need."))] = "",
    supplier: Annotated[
        str, typer.Option("--supplier", metavar="NAME", help=N_("Who supplies them now."))
    ] = "",
    heard: options.Heard = "",
    competitor: options.Competitors = None,
    objection: options.Objections = None,
    reply: options.Replies = None,
    expense: Annotated[
        str | None, typer.Option("--expense", metavar="AMOUNT", help=N_("What it cost."))
    ] = None,
    amount: options.Amount = None,
    note: options.Note = "",
    reason: options.Reason = "",
    keep: options.Keep = False,
    file: Annotated[
        str | None,
        typer.Option("--file", metavar="FILE", help=N_("A file with a line for each knock; - is stdin.")),
    ] = None,
    sweep: Annotated[
        str | None,
        typer.Option(
            "--sweep", metavar="SWEEP", help=N_("The sweep or its building; the one I am on when left out.")
        ),
    ] = None,
    rep: options.Rep = None,
) -> None:
    """Log what happened at doors of the sweep, each as a visit; all in one change, which crm undo takes back."""
    said = {
        "name": name, "customer": customer, "person": person, "title": title, "role": role, "phone": phone,
        "email": email, "card": card, "wechat": wechat, "grade": grade, "tactic": tactic, "progress": progress,
        "who": who, "next": next_step, "at": at, "leave": leave, "need": need, "supplier": supplier,
        "heard": heard, "competitor": tuple(competitor or ()), "objection": tuple(objection or ()),
        "reply": tuple(reply or ()), "expense": expense, "amount": amount, "note": note, "reason": reason,
        "keep": keep,
    }  # fmt: skip
    options_said = {field: value for field, value in said.items() if value}
    if file is not None and (words or options_said):
        raise UsageError(_("With --file everything is said in the file."), "crm knock --file knocks.txt")
    with session.desk() as desk:
        place = find_place(desk, sweep, rep)
        day = read_day(desk, date) if date else None
        known = partial(is_door, desk, place.sweep.building_no)
        if file is None:
            groups = read_words(desk, words or [], known, card=card)
            lines: Iterable[tuple[int | None, Typed]] = (
                (None, one) for one in with_options(groups, options_said)
            )
        else:
            from crm_cli.cli.words_file import read_words as read_file

            lines = read_lines(desk, read_file(file).splitlines(), known)
        session.told(log_knocks(desk, place, lines, day))


VERBS = {"knock": Verb(knock, N_("Log what happened at doors of the sweep."))}
