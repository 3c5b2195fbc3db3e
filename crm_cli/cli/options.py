"""Option types that several commands share; those of every list come from list_options, which loads sooner."""

from typing import Annotated

import typer

from crm_cli.cli.list_options import *  # noqa: F403  # a command has the options of lists too
from crm_cli.i18n import N_

Who = Annotated[
    str,
    typer.Argument(
        metavar="WHO", help=N_("Customer, person or phone: c12, n3, part of a name, last digits.")
    ),
]
Things = Annotated[
    list[str],
    typer.Argument(metavar="NUMBER...", help=N_("One or more of them, or - to read them from stdin.")),
]
Note = Annotated[str, typer.Option("--note", metavar="WORDS", help=N_("What was said."))]
NewNote = Annotated[
    str | None, typer.Option("--note", metavar="WORDS", help=N_("What was said; '' empties it."))
]
At = Annotated[str | None, typer.Option("--at", metavar="WHEN", help=N_("When it was; now when left out."))]
Grade = Annotated[
    str | None,
    typer.Option(
        "--grade", metavar="A-E", help=N_("How soon they will buy: A 1 month, B 3, C 6, D later, E never.")
    ),
]
Grades = Annotated[
    list[str] | None, typer.Option("--grade", metavar="A-E", help=N_("Only these grades; may be repeated."))
]
Next = Annotated[
    str | None,
    typer.Option(
        "--next", metavar="WHEN WHAT", help=N_('The next step: "+3d send the quote", "周五 打电话".')
    ),
]
Contact = Annotated[
    str | None, typer.Option("--contact", metavar="NAME", help=N_("The person: n3, the name or part of it."))
]
Objections = Annotated[
    list[str] | None,
    typer.Option("--objection", metavar="WORDS", help=N_("A question that stopped you; may be repeated.")),
]
Replies = Annotated[
    list[str] | None,
    typer.Option("--reply", metavar="WORDS", help=N_("What you answered, for each --objection in order.")),
]
Competitors = Annotated[
    list[str] | None,
    typer.Option("--competitor", metavar="NAME", help=N_("A competitor heard of; may be repeated.")),
]
Heard = Annotated[str, typer.Option("--heard", metavar="WORDS", help=N_("What was heard of the market."))]
Wechat = Annotated[bool, typer.Option("--wechat", help=N_("WeChat was added."))]
Keep = Annotated[bool, typer.Option("--keep", help=N_("Leave due steps open."))]
Amount = Annotated[
    str | None,
    typer.Option(
        "--amount", metavar="AMOUNT", help=N_("How much, in the firm's currency: 50000, 5万, 1.2k.")
    ),
]
Reason = Annotated[str, typer.Option("--reason", metavar="WORDS", help=N_("Why."))]
NewGrade = Annotated[
    str | None, typer.Option("--grade", metavar="A-E", help=N_("The right grade; '' empties it."))
]
NewHeard = Annotated[
    str | None, typer.Option("--heard", metavar="WORDS", help=N_("What was heard; '' empties it."))
]
NewAt = Annotated[str | None, typer.Option("--at", metavar="WHEN", help=N_("When it really was."))]
NewContact = Annotated[
    str | None, typer.Option("--contact", metavar="NAME", help=N_("The right person; '' empties it."))
]
NewNext = Annotated[
    str | None,
    typer.Option("--next", metavar="WHEN WHAT", help=N_("The right next step; one still open is changed.")),
]
Outcomes = Annotated[
    list[str] | None,
    typer.Option("--outcome", metavar="CODE", help=N_("Only these outcomes; may be repeated.")),
]
Building = Annotated[str | None, typer.Option("--building", metavar="NAME", help=N_("Only this building."))]
Given = Annotated[
    list[str] | None,
    typer.Option("--field", metavar="NAME=VALUE", help=N_("A field of the firm's own; may be repeated.")),
]
