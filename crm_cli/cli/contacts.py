"""`crm contact`: add, list, show, edit, remove."""

from typing import Annotated, Any

import typer

from crm_cli.cli import options, session
from crm_cli.cli.batches import change_each, remove_each, the_contact
from crm_cli.cli.filters import whose
from crm_cli.cli.groups import Verb
from crm_cli.cli.listing import how_many, show_list
from crm_cli.cli.records import show_each
from crm_cli.domain.codes import CONTACT_ROLES
from crm_cli.i18n import N_
from crm_cli.services import contacts
from crm_cli.services.desk import Desk
from crm_cli.services.naming import find_any_contact
from crm_cli.services.own_fields import own_values, read_filter, read_given
from crm_cli.services.reading import read_code
from crm_cli.services.receipts import Receipt

Title = Annotated[str | None, typer.Option("--title", metavar="WORDS", help=N_("The position: 采购经理."))]
Role = Annotated[
    str | None,
    typer.Option("--role", metavar="ROLE", help=N_("decision_maker, influencer, executor or gatekeeper.")),
]
Phones = Annotated[
    list[str] | None,
    typer.Option("--phone", metavar="NUMBER", help=N_("A number, in any writing; may be repeated.")),
]
Email = Annotated[str | None, typer.Option("--email", metavar="ADDRESS", help=N_("E-mail address."))]
Wechat = Annotated[str | None, typer.Option("--wechat", metavar="ID", help=N_("WeChat id."))]
Line = Annotated[str | None, typer.Option("--line", metavar="ID", help=N_("LINE id."))]
Whatsapp = Annotated[str | None, typer.Option("--whatsapp", metavar="NUMBER", help=N_("WhatsApp number."))]
Qq = Annotated[str | None, typer.Option("--qq", metavar="NUMBER", help=N_("QQ number."))]
Department = Annotated[str | None, typer.Option("--department", metavar="NAME", help=N_("The department."))]
ReportsTo = Annotated[
    str | None, typer.Option("--reports-to", metavar="NAME", help=N_("The superior: n3 or a name there."))
]
Birthday = Annotated[str | None, typer.Option("--birthday", metavar="DAY", help=N_("The birthday."))]
HomeTown = Annotated[str | None, typer.Option("--home-town", metavar="PLACE", help=N_("Where from (老乡)."))]
School = Annotated[str | None, typer.Option("--school", metavar="NAME", help=N_("The school (校友)."))]
Hobbies = Annotated[str | None, typer.Option("--hobbies", metavar="WORDS", help=N_("Hobbies."))]
Notes = Annotated[
    str | None, typer.Option("--notes", metavar="WORDS", help=N_("What else is worth knowing."))
]
ConsentHow = Annotated[
    str | None, typer.Option("--consent-how", metavar="WORDS", help=N_("How e-mail was agreed to."))
]
ConsentFrom = Annotated[
    str | None, typer.Option("--consent-from", metavar="WORDS", help=N_("Who agreed to e-mail."))
]
ConsentAt = Annotated[
    str | None,
    typer.Option("--consent-at", metavar="WHEN", help=N_("When it was agreed; now when left out.")),
]


def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help=N_("The person's name."))],
    customer: Annotated[
        str, typer.Option("--customer", metavar="WHO", help=N_("Where they work: c12 or part of the name."))
    ],
    title: Title = None,
    role: Role = None,
    phone: Phones = None,
    email: Email = None,
    wechat: Wechat = None,
    line: Line = None,
    whatsapp: Whatsapp = None,
    qq: Qq = None,
    department: Department = None,
    reports_to: ReportsTo = None,
    birthday: Birthday = None,
    home_town: HomeTown = None,
    school: School = None,
    hobbies: Hobbies = None,
    notes: Notes = None,
    consent_how: ConsentHow = None,
    consent_from: ConsentFrom = None,
    consent_at: ConsentAt = None,
    field: options.Given = None,
) -> None:
    """Add a person at a customer."""
    with session.desk() as desk:
        session.told(
            contacts.add_contact(
                desk, name, customer, phones=phone or (), role=role, reports_to=reports_to, birthday=birthday,
                title=title, email=email, wechat=wechat, line=line, whatsapp=whatsapp, qq=qq,
                department=department, home_town=home_town, school=school, hobbies=hobbies, notes=notes,
                consent_how=consent_how, consent_from=consent_from, consent_at=consent_at,
                own_fields=read_given(field),
            )
        )  # fmt: skip


def list_contacts(
    customer: options.OfCustomer = None,
    role: Annotated[str | None, typer.Option("--role", metavar="ROLE", help=N_("Only of this role."))] = None,
    owner: Annotated[
        str | None, typer.Option("--owner", metavar="NAME", help=N_("Only at customers of this rep."))
    ] = None,
    here: Annotated[
        bool | None, typer.Option("--here/--left", help=N_("Only who is still there, or who left."))
    ] = None,
    field: Annotated[
        str | None, typer.Option("--field", metavar="NAME=VALUE", help=N_("Only with this own field."))
    ] = None,
    sort: options.Sort = None,
    reverse: options.Reverse = False,
    limit: options.Limit = None,
) -> None:
    """List people at customers, the firm's whole."""
    count = how_many(limit)
    with session.desk() as desk:
        filters: dict[str, Any] = {
            **whose(desk, rep=owner, customer=customer, everyone=True, key="owner_no"),
            "role": read_code("role", role, only=CONTACT_ROLES) if role else None,
            "here": here,
            **read_filter(desk, "contact", field),
            "limit": count,
        }
        rows = contacts.contacts(desk, sort=sort, descending=reverse, **filters)
        show_list(desk, "contact", rows, limit=count)


def show(things: options.Things) -> None:
    """Show people whole, with every phone and own field."""
    show_each("contact", things, find_any_contact, _more)


def _more(desk: Desk, row: Any) -> dict[str, Any]:
    phones = [one.raw for one in contacts.phones(desk, contact_no=row.no)]
    return {
        "phones": phones,
        "fields": {value.name: value.value for value in own_values(desk, contact_no=row.no)},
    }


def edit(
    things: options.Things,
    name: Annotated[str | None, typer.Option("--name", metavar="NAME", help=N_("The right name."))] = None,
    customer: Annotated[
        str | None, typer.Option("--customer", metavar="WHO", help=N_("Moves the person there."))
    ] = None,
    left: Annotated[
        str | None,
        typer.Option("--left", metavar="DAY", help=N_("The day they left; '' when they are back.")),
    ] = None,
    wechat_added: Annotated[
        bool | None, typer.Option("--wechat-added/--no-wechat-added", help=N_("WeChat was added, or not."))
    ] = None,
    title: Title = None,
    role: Role = None,
    phone: Phones = None,
    email: Email = None,
    wechat: Wechat = None,
    line: Line = None,
    whatsapp: Whatsapp = None,
    qq: Qq = None,
    department: Department = None,
    reports_to: ReportsTo = None,
    birthday: Birthday = None,
    home_town: HomeTown = None,
    school: School = None,
    hobbies: Hobbies = None,
    notes: Notes = None,
    consent_how: ConsentHow = None,
    consent_from: ConsentFrom = None,
    consent_at: ConsentAt = None,
    field: options.Given = None,
) -> None:
    """Change people; phones are added, '' empties a field."""
    given = read_given(field)

    def act(desk: Desk, text: str) -> Receipt:
        return contacts.edit_contact(
            desk, text, name=name, phones=phone or (), customer=customer, wechat_added=wechat_added,
            left=left, role=role, reports_to=reports_to, birthday=birthday, title=title, email=email,
            wechat=wechat, line=line, whatsapp=whatsapp, qq=qq, department=department, home_town=home_town,
            school=school, hobbies=hobbies, notes=notes, consent_how=consent_how, consent_from=consent_from,
            consent_at=consent_at, own_fields=given,
        )  # fmt: skip

    change_each(things, act, the_contact)


def remove(things: options.Things) -> None:
    """Remove people nobody has talked to; for one who left say edit --left."""
    remove_each(things, contacts.remove_contact, the_contact)


VERBS = {
    "add": Verb(add, N_("Add a person at a customer.")),
    "list": Verb(list_contacts, N_("List people at customers, the firm's whole.")),
    "show": Verb(show, N_("Show people whole, with every phone and own field.")),
    "edit": Verb(edit, N_("Change people; phones are added, '' empties a field.")),
    "remove": Verb(remove, N_("Remove people nobody has talked to.")),
}
