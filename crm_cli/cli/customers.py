"""`crm customer`: add, list, show, edit, assign, remove."""

from typing import Annotated, Any

import typer

from crm_cli.cli import customer_options as given
from crm_cli.cli import options, session
from crm_cli.cli.groups import Verb
from crm_cli.i18n import N_
from crm_cli.services import customers
from crm_cli.services.own_fields import read_filter, read_given


def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help=N_("The customer's full name."))],
    phone: given.Phones = None,
    industry: given.Industry = None,
    city: given.City = None,
    district: given.District = None,
    address: given.Address = None,
    building: given.Building = None,
    floor: given.Floor = None,
    unit: given.Unit = None,
    source: given.Source = None,
    referrer: given.Referrer = None,
    owner: given.Owner = None,
    team: given.Team = None,
    territory: given.Territory = None,
    timezone: given.Timezone = None,
    hours: given.Hours = None,
    short_name: given.ShortName = None,
    kind: given.Kind = None,
    email: given.Email = None,
    website: given.Website = None,
    wechat: given.WechatId = None,
    qq: given.QQ = None,
    line: given.Line = None,
    whatsapp: given.Whatsapp = None,
    stage: given.Stage = None,
    grade: options.Grade = None,
    value_class: given.ValueClass = None,
    need_state: given.NeedState = None,
    need_occasion: given.Occasion = None,
    need_on: given.NeedOn = None,
    need_quantity: given.Quantity = None,
    need_budget: given.Budget = None,
    need_supplier: given.Supplier = None,
    need_decides: given.Decides = None,
    need_influences: given.Influences = None,
    need_executes: given.Executes = None,
    notes: given.Notes = None,
    tag: given.Tags = None,
    field: given.OwnFields = None,
) -> None:
    """Add a customer."""
    typed = {key: value for key, value in locals().items() if key not in {"name", "phone", "tag", "field"}}
    with session.desk() as desk:
        session.told(
            customers.add_customer(
                desk, name, phones=phone or (), tags=tag or (), own_fields=read_given(field), **typed
            )
        )


def edit(
    things: options.Things,
    name: given.NewName = None,
    phone: given.Phones = None,
    industry: given.Industry = None,
    city: given.City = None,
    district: given.District = None,
    address: given.Address = None,
    building: given.Building = None,
    floor: given.Floor = None,
    unit: given.Unit = None,
    source: given.Source = None,
    referrer: given.Referrer = None,
    owner: given.Owner = None,
    team: given.Team = None,
    territory: given.Territory = None,
    timezone: given.Timezone = None,
    hours: given.Hours = None,
    short_name: given.ShortName = None,
    kind: given.Kind = None,
    email: given.Email = None,
    website: given.Website = None,
    wechat: given.WechatId = None,
    qq: given.QQ = None,
    line: given.Line = None,
    whatsapp: given.Whatsapp = None,
    stage: given.Stage = None,
    grade: options.Grade = None,
    value_class: given.ValueClass = None,
    need_state: given.NeedState = None,
    need_occasion: given.Occasion = None,
    need_on: given.NeedOn = None,
    need_quantity: given.Quantity = None,
    need_budget: given.Budget = None,
    need_supplier: given.Supplier = None,
    need_decides: given.Decides = None,
    need_influences: given.Influences = None,
    need_executes: given.Executes = None,
    notes: given.Notes = None,
    closed_on: given.ClosedOn = None,
    closed_reason: given.ClosedReason = None,
    tag: given.Tags = None,
    untag: given.Untag = None,
    field: given.OwnFields = None,
    remove_phone: given.RemovePhone = None,
    bad_phone: given.BadPhone = None,
    good_phone: given.GoodPhone = None,
    other_name: given.OtherNames = None,
    remove_name: given.RemoveNames = None,
) -> None:
    """Change customers; '' empties a field, phones and tags are added."""
    apart = {"things", "name", "phone", "tag", "untag", "field", "remove_phone", "bad_phone", "good_phone"}
    apart |= {"other_name", "remove_name"}
    typed = {key: value for key, value in locals().items() if key not in apart and key != "apart"}
    from crm_cli.cli.batches import change_each, the_customer

    change_each(
        things,
        lambda desk, text: customers.edit_customer(
            desk, text, name=name, phones=phone or (), tags=tag or (), untags=untag or (),
            phones_gone=remove_phone or (), phones_bad=bad_phone or (), phones_good=good_phone or (),
            other_names=other_name or (), names_gone=remove_name or (), own_fields=read_given(field), **typed,
        ),
        the_customer,
    )  # fmt: skip


def list_customers(
    owner: given.OfOwner = None,
    unowned: given.Unowned = False,
    team: options.OfTeam = None,
    industry: given.Industry = None,
    city: given.City = None,
    district: given.District = None,
    building: given.Building = None,
    source: given.Source = None,
    stage: given.Stage = None,
    grade: options.Grades = None,
    value_class: given.ValueClass = None,
    need_state: given.NeedState = None,
    need_before: given.NeedBefore = None,
    silent_since: given.SilentSince = None,
    tag: given.OfTag = None,
    field: given.OfField = None,
    closed: given.Closed = False,
    search: given.Named = None,
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
            **read_filter(desk, "customer", field),
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
    "neglected": Verb(
        "crm_cli.cli.care:neglected", N_("List who needs care: left alone, silent, use date near.")
    ),
    "proposals": Verb("crm_cli.cli.care:proposals", N_("List grades and stages that the facts speak for.")),
    "accept": Verb("crm_cli.cli.care:accept", N_("Give customers what is proposed for them.")),
    "keep": Verb("crm_cli.cli.care:keep", N_("Turn down what is proposed for customers.")),
    "handover": Verb(
        "crm_cli.cli.handover:handover", N_("Hand a rep's customers to another, with everything open.")
    ),
    "merge": Verb("crm_cli.cli.merging:merge", N_("Merge customers that are one, with all their history.")),
    "remove": Verb(remove, N_("Remove customers without history.")),
    "forget": Verb("crm_cli.cli.forgetting:forget", N_("Erase a person for good; only figures stay.")),
}
