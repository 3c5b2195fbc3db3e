"""`crm search`: customers by any part of a name, pinyin, initials, phone, address or note."""

from typing import Annotated, Any

import typer

from crm_cli.cli import list_options, session
from crm_cli.i18n import N_

_MOST = 50


def search(
    text: Annotated[
        list[str],
        typer.Argument(
            metavar="TEXT...", help=N_("Part of a name, pinyin, initials, a phone, a word of a note.")
        ),
    ],
    mine: Annotated[bool, typer.Option("--mine", help=N_("Only my customers."))] = False,
    limit: list_options.Limit = None,
) -> None:
    """Find customers in which every word is found: exact names first, then the last touched."""
    from crm_cli.cli import voice
    from crm_cli.cli.listing import is_for_people, show_records
    from crm_cli.domain.codes import number
    from crm_cli.i18n import gettext as _
    from crm_cli.services.records import record
    from crm_cli.services.search import SearchHit
    from crm_cli.services.search import search as search_for

    def told(hit: SearchHit) -> dict[str, Any]:
        own_name = hit.kind == "customer" and hit.matched == hit.name
        matched = "" if own_name and is_for_people() else hit.matched
        if hit.field == "other_name" and is_for_people():
            matched = _("{name} (other name)").format(name=matched)
        return {**record(hit, desk), "no": number("customer", hit.no), "matched": matched}

    wanted = " ".join(text)
    count = _MOST if limit is None else limit or 1_000_000
    with session.desk() as desk:
        hits = search_for(desk, wanted, limit=count, mine=mine)
        empty = _("Nothing holds {text}.").format(text=wanted)
        if not hits and not is_for_people():
            voice.say(empty)
        show_records(desk, "search", [told(hit) for hit in hits], limit=count, empty=empty)
