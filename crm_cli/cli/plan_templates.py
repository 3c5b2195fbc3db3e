"""`crm plan template`: what plans of a kind say, by name."""

from typing import Annotated, Any

import typer

from crm_cli.cli import session
from crm_cli.cli.listing import show_records
from crm_cli.domain.repeat_words import say_rule
from crm_cli.errors import UsageError
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _
from crm_cli.services import plan_templates as service
from crm_cli.services.desk import Desk
from crm_cli.services.receipts import Receipt
from crm_cli.services.records import record

_ACTS = ("list", "add", "edit", "retire", "back")


def template(
    act: Annotated[
        str, typer.Argument(metavar="list|add|edit|retire|back", help=N_("What to do with it."))
    ] = "list",
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help=N_("What the template is called."))
    ] = None,
    purpose: Annotated[str | None, typer.Option("--purpose", metavar="WORDS", help=N_("What for."))] = None,
    expect: Annotated[
        str | None, typer.Option("--expect", metavar="WORDS", help=N_("The result expected."))
    ] = None,
    time: Annotated[
        str | None, typer.Option("--time", metavar="TIME", help=N_("The usual time: 10:00, 下午3点."))
    ] = None,
    minutes: Annotated[
        int | None, typer.Option("--minutes", metavar="N", help=N_("How long it takes; 0 for visit_minutes."))
    ] = None,
    repeat: Annotated[
        str | None,
        typer.Option(
            "--repeat", metavar="RULE", help=N_('How often: weekly, "each third tuesday", an RRULE.')
        ),
    ] = None,
    rename: Annotated[str | None, typer.Option("--name", metavar="NAME", help=N_("Its new name."))] = None,
    everyone: Annotated[bool, typer.Option("--all", help=N_("Those offered no more, too."))] = False,
) -> None:
    """List the templates of plans, add one, change one, or offer one no more."""
    if act not in _ACTS:
        raise UsageError(
            _("{text} is not one of them.").format(text=act),
            _("Choose from: {codes}").format(codes=", ".join(_ACTS)),
        )
    texts = {"purpose": purpose, "expected": expect, "at_time": time, "rule": repeat}
    with session.desk() as desk:
        if act == "list":
            _list(desk, in_use=None if everyone else True)
            return
        if not name:
            raise UsageError(_("What is the template called?"), f"crm plan template {act} 月度回访")
        session.told(_done(desk, act, name, rename, minutes, texts))


def _done(
    desk: Desk, act: str, name: str, rename: str | None, minutes: int | None, texts: dict[str, str | None]
) -> Receipt:
    if act == "add":
        return service.add_template(desk, name, minutes=minutes, **texts)
    if act == "edit":
        return service.edit_template(desk, name, rename=rename, minutes=minutes, **texts)
    return service.retire_template(desk, name, back=act == "back")


def _list(desk: Desk, *, in_use: bool | None) -> None:
    found: list[dict[str, Any]] = []
    for row in service.templates(desk, in_use=in_use):
        shown = record(row, desk)
        del shown["no"]
        found.append({**shown, "repeats": say_rule(row.rule) if row.rule else ""})
    show_records(desk, "plan_template", found, empty=_("No templates yet; crm plan template add 月度回访"))
