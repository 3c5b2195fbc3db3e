"""The verbs that quotes, samples, orders and payments share."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from crm_cli.cli import options, session
from crm_cli.cli.batches import change_each, remove_each
from crm_cli.cli.filters import span, whose
from crm_cli.cli.groups import Verb
from crm_cli.cli.listing import how_many, show_list
from crm_cli.cli.records import show_each
from crm_cli.i18n import N_
from crm_cli.services import money

Day = Annotated[str | None, typer.Option("--date", metavar="DAY", help=N_("Its day; today when left out."))]


def verbs(kind: str, add_help: str) -> Mapping[str, Verb]:
    """Return the verbs of a kind of money event: quote, sample, order or payment."""
    return {
        "add": Verb(_adding(kind), add_help),
        "list": Verb(_listing(kind), N_("List them, the newest first.")),
        "show": Verb(_showing(kind), N_("Show them whole.")),
        "edit": Verb(_editing(kind), N_("Correct them.")),
        "remove": Verb(_removing(kind), N_("Remove those typed by mistake.")),
    }


def _adding(kind: str) -> Any:
    def add(
        who: options.Who,
        amount: options.Amount = None,
        date: Day = None,
        note: Annotated[str, typer.Option("--note", metavar="WORDS", help=N_("What it was for."))] = "",
        origin: Annotated[
            str | None,
            typer.Option("--from", metavar="NUMBER", help=N_("The touch it came from: k8, v3 or f5.")),
        ] = None,
        rep: options.Rep = None,
    ) -> None:
        with session.desk() as desk:
            session.told(
                money.add_money(desk, kind, who, amount=amount, day=date, rep=rep, note=note, origin=origin)
            )

    return add


def _listing(kind: str) -> Any:
    def list_events(
        customer: options.OfCustomer = None,
        date: options.OnDay = None,
        since: options.Since = None,
        until: options.Until = None,
        rep: options.OfRep = None,
        team: options.OfTeam = None,
        everyone: options.Everyone = False,
        sort: options.Sort = None,
        reverse: options.Reverse = False,
        limit: options.Limit = None,
    ) -> None:
        count = how_many(limit)
        with session.desk() as desk:
            filters: dict[str, Any] = {
                **whose(desk, rep=rep, team=team, customer=customer, everyone=everyone),
                **span(desk, date, since, until),
                "kind": kind,
                "limit": count,
            }
            rows = money.money_events(desk, sort=sort, descending=reverse, **filters)
            show_list(desk, "money", rows, limit=count)

    return list_events


def _showing(kind: str) -> Any:
    def show(things: options.Things) -> None:
        show_each("money", things, lambda desk, text: money.money_event(desk, kind, text))

    return show


def _editing(kind: str) -> Any:
    def edit(
        things: options.Things,
        amount: options.Amount = None,
        date: Annotated[str | None, typer.Option("--date", metavar="DAY", help=N_("The right day."))] = None,
        note: Annotated[
            str | None, typer.Option("--note", metavar="WORDS", help=N_("What it was for; '' empties it."))
        ] = None,
        rep: Annotated[str | None, typer.Option("--rep", metavar="NAME", help=N_("Whose it is."))] = None,
    ) -> None:
        change_each(
            things,
            lambda desk, text: money.edit_money(
                desk, kind, text, amount=amount, day=date, rep=rep, note=note
            ),
        )

    return edit


def _removing(kind: str) -> Any:
    def remove(things: options.Things) -> None:
        remove_each(things, lambda desk, text: money.remove_money(desk, kind, text))

    return remove
