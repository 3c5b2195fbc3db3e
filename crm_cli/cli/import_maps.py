"""`crm import maps`: how files are read that were explained with --map once."""

from typing import Annotated

import typer

from crm_cli.cli import output, session
from crm_cli.cli.listing import is_for_people
from crm_cli.domain import words
from crm_cli.errors import UsageError
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services import import_maps as service

_ACTS = ("list", "remove")


def maps(
    act: Annotated[str, typer.Argument(metavar="list|remove", help=N_("What to do with them."))] = "list",
    numbers: Annotated[
        list[str] | None, typer.Argument(metavar="[NUMBER]...", help=N_("Which ones, as the list says."))
    ] = None,
) -> None:
    """List what --map said of files, so that the next ones are read alike, or forget it."""
    if act not in _ACTS:
        raise UsageError(
            _("{text} is not one of them.").format(text=act),
            _("Choose from: {codes}").format(codes=", ".join(_ACTS)),
        )
    with session.desk() as desk:
        if act == "remove":
            if not numbers:
                raise UsageError(_("Which one?"), "crm import maps remove 1")
            session.told(service.remove_maps(desk, numbers))
            return
        for_people = is_for_people()
        rows = [
            {
                "no": row.no,
                "noun": words.label("import_noun", row.noun) if for_people else row.noun,
                "words": ", ".join(row.words.splitlines()),
                "headers": ", ".join(row.headers.splitlines())
                or (_("outcomes, in every file") if for_people else ""),
                "created_at": row.created_at,
                "created_by": row.created_by,
            }
            for row in service.maps(desk)
        ]
        titles = {
            "no": _("no."),
            "noun": _("what it holds"),
            "words": _("read as"),
            "headers": _("headers"),
            "created_at": _("created at"),
            "created_by": _("created by"),
        }
        if not rows:
            output.say(_("Nothing was said with --map yet."))
        output.emit(
            rows, [output.Column(key, title) for key, title in titles.items()], session.style(desk.zone)
        )
