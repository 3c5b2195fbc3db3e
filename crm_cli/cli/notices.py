"""`crm notice`: what somebody else changed of what is mine to do: list, seen."""

from typing import Annotated, Any

import typer

from crm_cli.cli import list_options, session
from crm_cli.cli.filters import whose
from crm_cli.cli.groups import Verb
from crm_cli.cli.listing import how_many, show_records
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services import notices
from crm_cli.services.records import record

Seen = Annotated[
    list[str] | None,
    typer.Argument(metavar="[NUMBER]...", help=N_("Only these; all of mine when left out; - reads them.")),
]


def list_notices(
    new: Annotated[
        bool | None, typer.Option("--new/--seen", help=N_("Only those nobody has seen yet, or the others."))
    ] = None,
    rep: list_options.OfRep = None,
    team: list_options.OfTeam = None,
    everyone: list_options.Everyone = False,
    sort: list_options.Sort = None,
    reverse: list_options.Reverse = False,
    limit: list_options.Limit = None,
) -> None:
    """List notices to me, the newest first."""
    count = how_many(limit)
    with session.desk() as desk:
        filters: dict[str, Any] = {
            **whose(desk, rep=rep, team=team, everyone=everyone),
            "unseen": True if new else None,
            "seen": True if new is False else None,
        }
        found = notices.notices(desk, sort=sort, descending=reverse, limit=count, **filters)
        records = [record(row, desk) | {"sentence": notices.sentence(desk, row)} for row in found]
        hidden = {"rep"} if filters.get("rep_no") else set()
        show_records(
            desk, "notice", records, limit=count, hidden=hidden, empty=_("Nobody has changed anything.")
        )


def seen(things: Seen = None) -> None:
    """Say that I have seen notices; crm today shows them no more."""
    texts = session.each(things) if things else []
    with session.desk() as desk:
        session.told([notices.see(desk, texts)])


VERBS = {
    "list": Verb(list_notices, N_("List notices to me, the newest first.")),
    "seen": Verb(seen, N_("Say that I have seen notices.")),
}
