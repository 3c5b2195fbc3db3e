"""`crm donotcall`: add, list, lift."""

from typing import Annotated

import typer

from crm_cli.cli import options, session
from crm_cli.cli.batches import Named, change_each
from crm_cli.cli.groups import Verb
from crm_cli.cli.listing import show_list
from crm_cli.i18n import N_
from crm_cli.services import bans
from crm_cli.services.desk import Desk


def add(
    things: Annotated[
        list[str],
        typer.Argument(
            metavar="NUMBER|CUSTOMER...", help=N_("A phone or its last digits, or c12 or a name.")
        ),
    ],
    whole_customer: Annotated[
        bool, typer.Option("--whole-customer", help=N_("Every number of the customer of that phone."))
    ] = False,
    reason: options.Reason = "",
) -> None:
    """Mark numbers or whole customers do-not-call, for ever."""
    change_each(
        things,
        lambda desk, text: bans.ban(desk, text, whole_customer=whole_customer, reason=reason),
    )


def list_bans(
    everyone: Annotated[bool, typer.Option("--all", help=N_("Lifted ones too."))] = False,
) -> None:
    """List the do-not-call marks that stand."""
    with session.desk() as desk:
        show_list(desk, "donotcall", bans.bans(desk, standing=None if everyone else True))


def lift(
    things: Annotated[
        list[str],
        typer.Argument(
            metavar="NUMBER|CUSTOMER...",
            help=N_("The mark's number in the list, a phone or its last digits, or a customer."),
        ),
    ],
    reason: options.Reason = "",
) -> None:
    """Lift do-not-call marks; only a manager may, and must say why."""
    change_each(things, lambda desk, text: bans.lift_ban(desk, int(text), reason), _the_mark)


def _the_mark(desk: Desk, text: str) -> Named:
    return Named(str(bans.find_ban(desk, text).no))


VERBS = {
    "add": Verb(add, N_("Mark numbers or whole customers do-not-call, for ever.")),
    "list": Verb(list_bans, N_("List the do-not-call marks that stand.")),
    "lift": Verb(lift, N_("Lift do-not-call marks; only a manager may.")),
}
