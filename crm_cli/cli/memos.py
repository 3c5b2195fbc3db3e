"""`crm memo`: words to keep in mind: add, list, show, edit, pin, unpin, remove."""

from typing import Annotated, Any

import typer

from crm_cli.cli import options, session
from crm_cli.cli.batches import change_each, remove_each
from crm_cli.cli.filters import whose
from crm_cli.cli.groups import Verb
from crm_cli.cli.listing import how_many, show_list
from crm_cli.cli.records import show_each
from crm_cli.i18n import N_
from crm_cli.services import memos

Customer = Annotated[
    str | None,
    typer.Option("--customer", metavar="WHO", help=N_("Where it is kept: c12, n3, part of a name.")),
]


def add(
    words: Annotated[str, typer.Argument(metavar="WORDS", help=N_("What to keep in mind."))],
    customer: Customer = None,
    contact: options.Contact = None,
    pin: Annotated[bool, typer.Option("--pin", help=N_("On top of the customer file."))] = False,
    rep: options.Rep = None,
) -> None:
    """Keep a memo, at a customer, at one of its people or at none."""
    with session.desk() as desk:
        session.told(memos.add_memo(desk, words, customer=customer, contact=contact, pinned=pin, rep=rep))


def list_memos(
    customer: options.OfCustomer = None,
    search: Annotated[
        str | None, typer.Option("--search", metavar="TEXT", help=N_("Only whose words hold this."))
    ] = None,
    pinned: Annotated[
        bool | None, typer.Option("--pinned/--not-pinned", help=N_("Only those pinned, or the others."))
    ] = None,
    rep: options.OfRep = None,
    everyone: options.Everyone = False,
    sort: options.Sort = None,
    reverse: options.Reverse = False,
    limit: options.Limit = None,
) -> None:
    """List memos: mine, or those at a customer."""
    count = how_many(limit)
    with session.desk() as desk:
        filters: dict[str, Any] = {
            **whose(desk, rep=rep, customer=customer, everyone=everyone),
            "pinned": pinned,
            "limit": count,
        }
        found = memos.memos(desk, words=search, sort=sort, descending=reverse, **filters)
        show_list(desk, "memo", found, limit=count)


def show(things: options.Things) -> None:
    """Show memos whole."""
    show_each("memo", things, memos.memo)


def edit(
    things: options.Things,
    words: Annotated[
        str | None, typer.Option("--words", metavar="WORDS", help=N_("The right words."))
    ] = None,
    customer: Annotated[
        str | None, typer.Option("--customer", metavar="WHO", help=N_("Where it is kept; '' for nowhere."))
    ] = None,
    contact: options.NewContact = None,
    rep: Annotated[str | None, typer.Option("--rep", metavar="NAME", help=N_("Whose it is."))] = None,
) -> None:
    """Change the words of memos, where they are kept or whose they are."""
    change_each(
        things,
        lambda desk, text: memos.edit_memo(
            desk, text, words=words, customer=customer, contact=contact, rep=rep
        ),
    )


def pin(things: options.Things) -> None:
    """Put memos on top of their customer's file."""
    change_each(things, lambda desk, text: memos.pin_memo(desk, text, pinned=True))


def unpin(things: options.Things) -> None:
    """Take memos down from the top."""
    change_each(things, lambda desk, text: memos.pin_memo(desk, text, pinned=False))


def remove(things: options.Things) -> None:
    """Remove memos."""
    remove_each(things, memos.remove_memo)


VERBS = {
    "add": Verb(add, N_("Keep a memo, at a customer, at one of its people or at none.")),
    "list": Verb(list_memos, N_("List memos: mine, or those at a customer.")),
    "show": Verb(show, N_("Show memos whole.")),
    "edit": Verb(edit, N_("Change the words of memos, where they are kept or whose they are.")),
    "pin": Verb(pin, N_("Put memos on top of their customer's file.")),
    "unpin": Verb(unpin, N_("Take memos down from the top.")),
    "remove": Verb(remove, N_("Remove memos.")),
}
