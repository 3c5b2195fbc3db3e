"""`crm init`: make the database of a firm."""

import os
from typing import Annotated

import typer

from crm_cli.cli import output, session
from crm_cli.i18n import N_
from crm_cli.i18n import gettext as _


def init(
    firm: Annotated[str, typer.Option("--firm", metavar="NAME", help=N_("The firm's name."))],
    region: Annotated[
        str | None,
        typer.Option(
            "--region", metavar="CC", help=N_("CN, HK, TW …; that of the machine's locale when left out.")
        ),
    ] = None,
    timezone: Annotated[
        str | None, typer.Option("--timezone", metavar="ZONE", help=N_("For example Asia/Shanghai."))
    ] = None,
    currency: Annotated[
        str | None,
        typer.Option("--currency", metavar="CODE", help=N_("Three letters; by region when left out.")),
    ] = None,
    area_code: Annotated[
        str,
        typer.Option(
            "--area-code", metavar="AREA", help=N_("Area code of numbers written without one: 020.")
        ),
    ] = "",
) -> None:
    """Make the database of a firm."""
    import getpass

    from crm_cli.services.desk import open_desk
    from crm_cli.services.firm import create_firm, region_of

    path = session.database_path()
    create_firm(
        path, firm, session.author() or getpass.getuser(), region=region or region_of(os.environ), timezone=timezone,
        currency=currency, area_code=area_code,
    )  # fmt: skip
    if not session.chosen("quiet"):
        desk = open_desk(path, None)
        made = " ".join((desk.firm.region, desk.zone, desk.currency))
        desk.close()
        output.tell(_("{firm} is ready: {path} ({settings})").format(firm=firm, path=path, settings=made))
        output.tell(_("Next: crm rep add NAME, then crm customer add NAME or crm import customers FILE."))
