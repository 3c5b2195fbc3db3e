"""Option types of `crm customer`: what may be said of a customer, and what its list is narrowed by."""

from typing import Annotated

import typer

from crm_cli.i18n import N_

Phones = Annotated[
    list[str] | None, typer.Option("--phone", metavar="PHONE", help=N_("As written; may be repeated."))
]
Tags = Annotated[list[str] | None, typer.Option("--tag", metavar="WORD", help=N_("A tag; may be repeated."))]
OwnFields = Annotated[
    list[str] | None,
    typer.Option("--field", metavar="NAME=VALUE", help=N_("A field of the firm's own; may be repeated.")),
]
ShortName = Annotated[
    str | None, typer.Option("--short-name", metavar="NAME", help=N_("What everybody calls it."))
]
OtherNames = Annotated[
    list[str] | None,
    typer.Option("--other-name", metavar="NAME", help=N_("Another name it is found by; may be repeated.")),
]
RemoveNames = Annotated[
    list[str] | None,
    typer.Option("--remove-name", metavar="NAME", help=N_("Take another name off; may be repeated.")),
]
Kind = Annotated[
    str | None, typer.Option("--kind", metavar="KIND", help=N_("company, person, household or group."))
]
Industry = Annotated[str | None, typer.Option("--industry", metavar="WORD", help=N_("Its industry."))]
City = Annotated[str | None, typer.Option("--city", metavar="NAME", help=N_("City."))]
District = Annotated[str | None, typer.Option("--district", metavar="NAME", help=N_("District."))]
Address = Annotated[str | None, typer.Option("--address", metavar="WORDS", help=N_("Street and number."))]
Building = Annotated[str | None, typer.Option("--building", metavar="NAME", help=N_("Building."))]
Floor = Annotated[str | None, typer.Option("--floor", metavar="FLOOR", help=N_("Floor."))]
Unit = Annotated[str | None, typer.Option("--unit", metavar="UNIT", help=N_("Unit or room."))]
Email = Annotated[str | None, typer.Option("--email", metavar="ADDRESS", help=N_("E-mail."))]
Website = Annotated[str | None, typer.Option("--website", metavar="URL", help=N_("Website."))]
WechatId = Annotated[str | None, typer.Option("--wechat-id", metavar="ID", help=N_("WeChat id."))]
QQ = Annotated[str | None, typer.Option("--qq", metavar="NUMBER", help=N_("QQ."))]
Line = Annotated[str | None, typer.Option("--line-id", metavar="ID", help=N_("LINE id."))]
Whatsapp = Annotated[str | None, typer.Option("--whatsapp", metavar="NUMBER", help=N_("WhatsApp."))]
Source = Annotated[
    str | None,
    typer.Option(
        "--source", metavar="SOURCE", help=N_("yellow_pages, expo, referral, sweep, web or your own word.")
    ),
]
Referrer = Annotated[
    str | None, typer.Option("--referrer", metavar="WHO", help=N_("Who recommended them: c7 or a name."))
]
Owner = Annotated[
    str | None, typer.Option("--owner", metavar="NAME", help=N_("The rep who owns it; '' for nobody."))
]
Team = Annotated[str | None, typer.Option("--team", metavar="NAME", help=N_("The team that looks after it."))]
Territory = Annotated[str | None, typer.Option("--territory", metavar="NAME", help=N_("Territory."))]
Timezone = Annotated[
    str | None,
    typer.Option(
        "--timezone",
        metavar="ZONE",
        help=N_("Their time zone where the number does not say it: Asia/Hong_Kong; '' for none."),
    ),
]
Hours = Annotated[
    str | None,
    typer.Option(
        "--hours", metavar="HOURS", help=N_("When it can be visited: \"1-5 09:00-11:30\"; '' for any time.")
    ),
]
Stage = Annotated[
    str | None,
    typer.Option(
        "--stage", metavar="STAGE", help=N_("potential, target, immediate, won, dormant, lost, dropped.")
    ),
]
ValueClass = Annotated[
    str | None,
    typer.Option(
        "--value", metavar="CLASS", help=N_("What it is worth to us: key, second, ordinary, negative.")
    ),
]
NeedState = Annotated[
    str | None, typer.Option("--need", metavar="STATE", help=N_("now, later, none or unknown."))
]
Occasion = Annotated[
    str | None, typer.Option("--occasion", metavar="WORDS", help=N_("What it is needed for."))
]
NeedOn = Annotated[str | None, typer.Option("--use-date", metavar="DAY", help=N_("When it is needed."))]
Quantity = Annotated[str | None, typer.Option("--quantity", metavar="WORDS", help=N_("How many."))]
Budget = Annotated[str | None, typer.Option("--budget", metavar="AMOUNT", help=N_("Their budget."))]
Supplier = Annotated[
    str | None, typer.Option("--supplier", metavar="NAME", help=N_("Their present supplier."))
]
Decides = Annotated[str | None, typer.Option("--decides", metavar="NAME", help=N_("Who decides."))]
Influences = Annotated[str | None, typer.Option("--influences", metavar="NAME", help=N_("Who influences."))]
Executes = Annotated[str | None, typer.Option("--executes", metavar="NAME", help=N_("Who executes."))]
Notes = Annotated[str | None, typer.Option("--notes", metavar="WORDS", help=N_("Anything else."))]
NewName = Annotated[str | None, typer.Option("--name", metavar="NAME", help=N_("The right name."))]
ClosedOn = Annotated[
    str | None,
    typer.Option("--closed", metavar="DAY", help=N_("The day it ceased to exist for us; '' reopens it.")),
]
ClosedReason = Annotated[
    str | None, typer.Option("--closed-reason", metavar="WORDS", help=N_("Why it was closed."))
]
Untag = Annotated[
    list[str] | None, typer.Option("--untag", metavar="WORD", help=N_("Take a tag off; may be repeated."))
]
RemovePhone = Annotated[
    list[str] | None,
    typer.Option("--remove-phone", metavar="DIGITS", help=N_("Remove the phone that ends so.")),
]
BadPhone = Annotated[
    list[str] | None,
    typer.Option("--bad-phone", metavar="DIGITS", help=N_("The phone that ends so does not work.")),
]
GoodPhone = Annotated[
    list[str] | None,
    typer.Option("--good-phone", metavar="DIGITS", help=N_("The phone that ends so works after all.")),
]
OfOwner = Annotated[str | None, typer.Option("--owner", metavar="NAME", help=N_("Only this rep's."))]
Unowned = Annotated[bool, typer.Option("--unowned", help=N_("Only those nobody owns."))]
NeedBefore = Annotated[
    str | None, typer.Option("--use-before", metavar="DAY", help=N_("Needed up to this day."))
]
SilentSince = Annotated[
    str | None, typer.Option("--silent-since", metavar="DAY", help=N_("Not touched since this day."))
]
OfTag = Annotated[str | None, typer.Option("--tag", metavar="WORD", help=N_("Only with this tag."))]
OfField = Annotated[
    str | None, typer.Option("--field", metavar="NAME=VALUE", help=N_("Only with this own field."))
]
Closed = Annotated[
    bool, typer.Option("--closed", help=N_("Only the closed ones; they are left out otherwise."))
]
Named = Annotated[
    str | None, typer.Option("--search", metavar="TEXT", help=N_("Only whose name holds this."))
]
