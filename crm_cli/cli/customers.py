"""`crm customer`: add, list, show, edit, assign, remove."""

from typing import Annotated, Any

import typer

from crm_cli.cli import options, session
from crm_cli.cli.groups import Verb
from crm_cli.errors import UsageError
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services import customers

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


def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help=N_("The customer's full name."))],
    phone: Phones = None,
    industry: Industry = None,
    city: City = None,
    district: District = None,
    address: Address = None,
    building: Building = None,
    floor: Floor = None,
    unit: Unit = None,
    source: Source = None,
    referrer: Referrer = None,
    owner: Owner = None,
    team: Team = None,
    territory: Territory = None,
    short_name: ShortName = None,
    kind: Kind = None,
    email: Email = None,
    website: Website = None,
    wechat: WechatId = None,
    qq: QQ = None,
    line: Line = None,
    whatsapp: Whatsapp = None,
    stage: Stage = None,
    grade: options.Grade = None,
    value_class: ValueClass = None,
    need_state: NeedState = None,
    need_occasion: Occasion = None,
    need_on: NeedOn = None,
    need_quantity: Quantity = None,
    need_budget: Budget = None,
    need_supplier: Supplier = None,
    need_decides: Decides = None,
    need_influences: Influences = None,
    need_executes: Executes = None,
    notes: Notes = None,
    tag: Tags = None,
    field: OwnFields = None,
) -> None:
    """Add a customer."""
    typed = {key: value for key, value in locals().items() if key not in {"name", "phone", "tag", "field"}}
    with session.desk() as desk:
        session.told(
            customers.add_customer(
                desk, name, phones=phone or (), tags=tag or (), own_fields=_own(field), **typed
            )
        )


def edit(
    things: options.Things,
    name: Annotated[str | None, typer.Option("--name", metavar="NAME", help=N_("The right name."))] = None,
    phone: Phones = None,
    industry: Industry = None,
    city: City = None,
    district: District = None,
    address: Address = None,
    building: Building = None,
    floor: Floor = None,
    unit: Unit = None,
    source: Source = None,
    referrer: Referrer = None,
    owner: Owner = None,
    team: Team = None,
    territory: Territory = None,
    short_name: ShortName = None,
    kind: Kind = None,
    email: Email = None,
    website: Website = None,
    wechat: WechatId = None,
    qq: QQ = None,
    line: Line = None,
    whatsapp: Whatsapp = None,
    stage: Stage = None,
    grade: options.Grade = None,
    value_class: ValueClass = None,
    need_state: NeedState = None,
    need_occasion: Occasion = None,
    need_on: NeedOn = None,
    need_quantity: Quantity = None,
    need_budget: Budget = None,
    need_supplier: Supplier = None,
    need_decides: Decides = None,
    need_influences: Influences = None,
    need_executes: Executes = None,
    notes: Notes = None,
    closed_on: Annotated[
        str | None,
        typer.Option("--closed", metavar="DAY", help=N_("The day it ceased to exist for us; '' reopens it.")),
    ] = None,
    closed_reason: Annotated[
        str | None, typer.Option("--closed-reason", metavar="WORDS", help=N_("Why it was closed."))
    ] = None,
    tag: Tags = None,
    untag: Annotated[
        list[str] | None, typer.Option("--untag", metavar="WORD", help=N_("Take a tag off; may be repeated."))
    ] = None,
    field: OwnFields = None,
    remove_phone: Annotated[
        list[str] | None,
        typer.Option("--remove-phone", metavar="DIGITS", help=N_("Remove the phone that ends so.")),
    ] = None,
    bad_phone: Annotated[
        list[str] | None,
        typer.Option("--bad-phone", metavar="DIGITS", help=N_("The phone that ends so does not work.")),
    ] = None,
    good_phone: Annotated[
        list[str] | None,
        typer.Option("--good-phone", metavar="DIGITS", help=N_("The phone that ends so works after all.")),
    ] = None,
) -> None:
    """Change customers; '' empties a field, phones and tags are added."""
    apart = {"things", "name", "phone", "tag", "untag", "field", "remove_phone", "bad_phone", "good_phone"}
    typed = {key: value for key, value in locals().items() if key not in apart and key != "apart"}
    from crm_cli.cli.batches import change_each, the_customer

    change_each(
        things,
        lambda desk, text: customers.edit_customer(
            desk, text, name=name, phones=phone or (), tags=tag or (), untags=untag or (),
            phones_gone=remove_phone or (), phones_bad=bad_phone or (), phones_good=good_phone or (),
            own_fields=_own(field), **typed,
        ),
        the_customer,
    )  # fmt: skip


def _own(fields: list[str] | None) -> dict[str, str]:
    found = {}
    for text in fields or ():
        name, equals, value = text.partition("=")
        if not equals:
            raise UsageError(_("{text} is not NAME=VALUE.").format(text=text), "--field 发质=干")
        found[name.strip()] = value
    return found


def list_customers(
    owner: Annotated[str | None, typer.Option("--owner", metavar="NAME", help=N_("Only this rep's."))] = None,
    unowned: Annotated[bool, typer.Option("--unowned", help=N_("Only those nobody owns."))] = False,
    team: options.OfTeam = None,
    industry: Industry = None,
    city: City = None,
    district: District = None,
    building: Building = None,
    source: Source = None,
    stage: Stage = None,
    grade: options.Grades = None,
    value_class: ValueClass = None,
    need_state: NeedState = None,
    need_before: Annotated[
        str | None, typer.Option("--use-before", metavar="DAY", help=N_("Needed up to this day."))
    ] = None,
    silent_since: Annotated[
        str | None, typer.Option("--silent-since", metavar="DAY", help=N_("Not touched since this day."))
    ] = None,
    tag: Annotated[str | None, typer.Option("--tag", metavar="WORD", help=N_("Only with this tag."))] = None,
    field: Annotated[
        str | None, typer.Option("--field", metavar="NAME=VALUE", help=N_("Only with this own field."))
    ] = None,
    closed: Annotated[
        bool, typer.Option("--closed", help=N_("Only the closed ones; they are left out otherwise."))
    ] = False,
    search: Annotated[
        str | None, typer.Option("--search", metavar="TEXT", help=N_("Only whose name holds this."))
    ] = None,
    everyone: options.Everyone = False,
    sort: options.Sort = None,
    reverse: options.Reverse = False,
    limit: options.Limit = None,
) -> None:
    """List customers; mine when I am known, else the firm's."""
    from crm_cli.cli.filters import whose
    from crm_cli.cli.listing import how_many, show_list
    from crm_cli.services.reading import read_code, read_day, read_grade

    count = how_many(limit)
    own = next(iter(_own([field]).items()), (None, None)) if field else (None, None)
    with session.desk() as desk:
        filters: dict[str, Any] = {
            **whose(desk, rep=owner, team=team, everyone=everyone or unowned, key="owner_no"),
            "unowned": True if unowned else None,
            "industry": industry,
            "city": city,
            "district": district,
            "building": building,
            "source": customers.known_or_own("source", source) if source else None,
            "stage": read_code("stage", stage) if stage else None,
            "grades": [read_grade(one) for one in grade] if grade else None,
            "value_class": read_code("value_class", value_class) if value_class else None,
            "need_state": read_code("need_state", need_state) if need_state else None,
            "need_before": read_day(desk, need_before) if need_before else None,
            "silent_since": desk.instant(_midnight(read_day(desk, silent_since))) if silent_since else None,
            "tag": tag,
            "field_name": own[0],
            "field_value": own[1],
            "numbers": customers.numbers_named(desk, search) if search else None,
            "active": not closed,
            "limit": count,
        }
        show_list(
            desk, "customer", customers.customers(desk, sort=sort, descending=reverse, **filters), limit=count
        )


def _midnight(day: Any) -> Any:
    from datetime import datetime, time

    return datetime.combine(day, time())


def show(
    things: Annotated[
        list[str], typer.Argument(metavar="WHO...", help=N_("Customers: c12, part of a name, last digits."))
    ],
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", min=0, help=N_("Lines of the timeline; 0 means all."))
    ] = 40,
) -> None:
    """Show the customer file: card, need, people, open steps and one timeline of everything."""
    from crm_cli.cli import customer_file as drawing
    from crm_cli.services.customer_file import customer_file

    with session.desk() as desk:
        drawing.show(desk, [customer_file(desk, text, limit=limit or None) for text in session.each(things)])


def assign(
    things: options.Things,
    rep: Annotated[str, typer.Argument(metavar="REP", help=N_("The rep who gets them."))],
) -> None:
    """Give customers to a rep; protected ones only by their owner or a manager."""
    from crm_cli.cli.batches import change_each, the_customer

    change_each(things, lambda desk, text: customers.assign_customer(desk, text, rep), the_customer)


def remove(things: options.Things) -> None:
    """Remove customers without history; those with one are closed instead."""
    from crm_cli.cli.batches import remove_each, the_customer

    remove_each(things, customers.remove_customer, the_customer)


VERBS = {
    "add": Verb(add, N_("Add a customer.")),
    "list": Verb(list_customers, N_("List customers, filtered and sorted.")),
    "show": Verb(show, N_("Show the customer file.")),
    "edit": Verb(edit, N_("Change customers.")),
    "assign": Verb(assign, N_("Give customers to a rep.")),
    "remove": Verb(remove, N_("Remove customers without history.")),
}
