"""`crm notice`: what somebody else changed of what is mine to do: list, seen."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from crm_cli.cli import list_options, session
from crm_cli.cli.filters import whose
from crm_cli.cli.groups import Verb
from crm_cli.cli.listing import how_many, show_records, told_of_narrowing
from crm_cli.domain.codes import number
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services import notices
from crm_cli.services.desk import Desk
from crm_cli.services.records import record
from crm_cli.storage.notices import NoticeRow

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
        style = session.style()
        if records and style.format is None and style.is_terminal and not session.chosen("columns"):
            _draw(desk, found, limit, names="rep" not in hidden)
            return
        show_records(
            desk, "notice", records, limit=count, hidden=hidden, empty=_("Nobody has changed anything.")
        )


def _draw(desk: Desk, found: Sequence[NoticeRow], limit: int | None, *, names: bool) -> None:
    """Write notices so that no word of them is cropped: when they came, to whom where `names`, and the sentence."""
    from crm_cli.cli import stream
    from crm_cli.domain.cleaning import clean
    from crm_cli.domain.table import block

    pairs = []
    for row in found:
        when = f"{desk.wall(row.at):%m-%d %H:%M}"
        said = [row.rep] if names else []
        said += [notices.sentence(desk, row)]
        said += [_("[seen]")] if row.seen_at is not None else []
        pairs.append((f"{number('notice', row.no)}  {when}", clean("  ".join(said))))
    stream.write(f"{head}{piece}\n" for head, piece in block(pairs, session.style().width))
    told_of_narrowing(limit, len(found))


def seen(things: Seen = None) -> None:
    """Say that I have seen notices; crm today shows them no more."""
    texts = session.each(things) if things else []
    with session.desk() as desk:
        session.told([notices.see(desk, texts)])


VERBS = {
    "list": Verb(list_notices, N_("List notices to me, the newest first.")),
    "seen": Verb(seen, N_("Say that I have seen notices.")),
}
